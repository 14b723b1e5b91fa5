"""Words to search by, in both languages: what a text and a question are cut into alike.

Chinese by rjieba's dictionary, other scripts by letters and digits.  Names of the field are cut where people write
them in different ways, so that `GPT-4o`, `gpt 4o` and `GPT4o` are the same two words one behind the other, as
are `DeepSeek-V3.2` and `DeepSeek V3.2`; `C++` and `C#` stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from intelog.text.compare import visible
from intelog.text.script import HAN

VERSION = "2"
"""Of the rules here and of rjieba's dictionary: what was made by others is made again."""

_CJK = f"{HAN}\u3041-\u30ff\u31f0-\u31ff\uac00-\ud7af"
"""Scripts that are written without spaces, or with few."""
_WORD = re.compile(
    rf"[{_CJK}]+|(?<![^\W_])[a-z](?:\+\+|#)(?![^\W_])|\d+(?:,\d{{3}}(?!\d)|\.\d+)*[^\W\d_{_CJK}]*|[^\W\d_{_CJK}]+"
)
_IS_CJK = re.compile(f"[{_CJK}]")
_RUN = re.compile(rf"[{_CJK}]+|[A-Za-z](?:\+\+|#)(?![^\W_])|(?:[^\W_{_CJK}][\u0300-\u036f]*|(?<=\d)[.,](?=\d))+")


class Place(NamedTuple):
    """A word and where it stands in a text."""

    word: str
    start: int
    end: int


class Indexed(NamedTuple):
    """A text as an index takes it, words with spaces between them."""

    words: str
    pairs: str
    """Each two characters of Chinese that stand side by side, and all other words: so that any stretch of a sentence is
    a run of these.  Empty where there is no Chinese, for then the words serve."""


def indexed(text: str) -> Indexed:
    """The words of a text and the pairs of its characters."""
    found: list[str] = _WORD.findall(_plain(text))
    if text.isascii() or _IS_CJK.search(text) is None:
        return Indexed(" ".join(map(_stemmed, found)), "")
    words: list[str] = []
    pairs: list[str] = []
    for one in found:
        if _IS_CJK.match(one):
            words += _cut(one)
            pairs += pairs_of(one)
        else:
            words.append(_stemmed(one))
            pairs.append(one)
    return Indexed(" ".join(words), " ".join(pairs))


def pairs_of(run: str) -> list[str]:
    """Each two neighbours of a run of characters; one alone is itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def words(text: str) -> list[str]:
    """The words of a text as an index has them, in order."""
    return [
        word for one in _WORD.findall(_plain(text)) for word in (_cut(one) if _IS_CJK.match(one) else [_stemmed(one)])
    ]


def stretch(text: str) -> list[str]:
    """What a stretch of a text is as a run of pairs; what may stand for half a pair at its ends is left out."""
    found = _WORD.findall(_plain(text))
    is_half = [bool(_IS_CJK.match(one)) and len(one) == 1 for one in found]
    if len(found) > 1 and is_half[-1]:
        found.pop()
    if len(found) > 1 and is_half[0]:
        found.pop(0)
    return [pair for one in found for pair in (pairs_of(one) if _IS_CJK.match(one) else [one])]


def is_cjk(text: str) -> bool:
    """Whether a text holds characters of Chinese, Japanese or Korean."""
    return _IS_CJK.search(text) is not None


def places(text: str) -> Iterator[Place]:
    """The words of a text with their places in it, for showing where something was found."""
    for run in _RUN.finditer(text):
        start, end = run.span()
        plain = _plain(run.group())
        is_same = len(plain) == end - start
        for found in _WORD.finditer(plain):
            at = start + found.start() if is_same else start
            past = start + found.end() if is_same else end
            if not _IS_CJK.match(found.group()):
                yield Place(_stemmed(found.group()), at, past)
                continue
            for word in _cut(found.group()):
                yield Place(word, at, at + len(word) if is_same else past)
                at += len(word) if is_same else 0


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", visible(text).translate(_COMMAS)).casefold()


_COMMAS = str.maketrans("，﹐", "  ")
"""They stand between things; folded, they would join numbers as in 3.2，4B."""


@lru_cache(maxsize=1 << 16)
def _stemmed(word: str) -> str:
    """A word without the ending of its plural (Harman's S-stemmer, JASIS 42, 1991): for ranking no more is gained by more."""
    if len(word) < 4 or word[-1] != "s" or not word.isascii():
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]


def _cut(run: str) -> list[str]:
    import rjieba  # a dictionary of 5 MB is opened: only where there is Chinese

    found: list[str] = rjieba.cut(run)
    return found
