"""Comparing words without caring how they were typed.  What is stored is never changed."""

from __future__ import annotations

import re
import unicodedata

from intelog.text.script import HAN

_QUOTES = str.maketrans("“”„‟«»‘’‚‛", '""""""' + "''''")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BESIDE_HAN = re.compile(rf"(?<=[{HAN}]) +(?=\S)|(?<=\S) +(?=[{HAN}])")
_SPACE = re.compile(r"\s+")


def visible(text: str) -> str:
    """Drop characters that cannot be seen: zero-width, bidi, tags, soft hyphens, BOM."""
    if text.isascii():
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


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
