"""Comparing words without caring how they were typed.  What is stored is never changed."""

from __future__ import annotations

import re
import unicodedata

from intelog.text.script import HAN

_QUOTES = str.maketrans("“”„‟«»‘’‚‛", '""""""' + "''''")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BESIDE_HAN = re.compile(rf"(?<=[{HAN}]) +(?=\S)|(?<=\S) +(?=[{HAN}])")
_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Unicode's category Cf, written out: to ask for each character's was among the longest steps of indexing Chinese."""


def visible(text: str) -> str:
    """Drop characters that cannot be seen: zero-width, bidi, tags, soft hyphens, BOM."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def comparable(text: str) -> str:
    """The form in which two texts are the same words.

    NFKC, case folded, invisible characters dropped, quotes and dashes of one kind,
    runs of white space as one space, and none beside a Han character, where editors
    add and remove it at will.  Signs, digits and units stay as they are.
    """
    folded = unicodedata.normalize("NFKC", visible(text).translate(_QUOTES)).casefold()
    return _BESIDE_HAN.sub("", _SPACE.sub(" ", _DASHES.sub("-", folded))).strip()


def same_words(a: str, b: str) -> bool:
    """Whether two texts are the same words."""
    return a == b or comparable(a) == comparable(b)
