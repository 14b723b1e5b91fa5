"""Words to search by, in both languages: what a text and a question are cut into alike.

Chinese by rjieba's dictionary, other scripts by letters and digits.  Names of the field are cut where people write
them in different ways, so that `GPT-4o`, `gpt 4o` and `GPT4o` are the same two words one behind the other, as
are `DeepSeek-V3.2` and `DeepSeek V3.2`; `C++` and `C#` stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from hashlib import blake2b
from operator import add
from typing import NamedTuple, TypeVar

from intelog.text.compare import visible
from intelog.text.script import HAN

VERSION = "3"
"""Of the rules here and of rjieba's dictionary: what was made by others is made again."""

ID_BYTES = 8
"""Bytes of a word's id, the lowest first.  Its lowest bit says that the word begins with a digit."""

REMEMBERED = 200_000
"""Stretches without a space whose words are remembered, then forgotten at once, so that memory has an end."""
_LONGEST = 32
"""Characters of a stretch that is worth remembering."""

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
    """A text as an index takes it, words with spaces between them, here and there more than one."""

    words: str
    pairs: str
    """Each two characters of Chinese that stand side by side, and all other words: so that any stretch of a sentence is
    a run of these.  Empty where there is no Chinese, for then the words serve."""
    ids: bytes
    """The ids of the words, in order."""


T = TypeVar("T")


class _Remembered(dict[str, T]):
    """What is made of a stretch of text, made once for those that come again."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, part: str) -> T:
        made = self._make(part)
        if len(part) <= _LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[part] = made
        return made


class Cutter:
    """Cuts many texts, and knows which words it has met.

    No word goes over a space, so that of most texts each stretch between spaces is looked up and not cut again.
    """

    def __init__(self) -> None:
        self.met: dict[int, str] = {}
        """Words met since this was last emptied, by their ids."""
        self._parts = _Remembered(self._part)
        self._stem = _Remembered(_stemmed)
        self._short = _Remembered(lambda text: " ".join(words(text)))
        self._id = _Remembered(self._named)

    def cut(self, text: str) -> Indexed:
        """The words of a text, their ids, and the pairs of its characters."""
        plain = _plain(text)
        if text.isascii() or _IS_CJK.search(plain) is None:
            words, ids = zip(*map(self._parts.__getitem__, plain.split()), strict=True) if plain.strip() else ((), ())
            return Indexed(" ".join(words), "", b"".join(ids))
        cut: list[str] = []
        pairs: list[str] = []
        for one in _found(plain):
            if one.isascii() or not _IS_CJK.match(one):
                cut.append(self._stem[one])
                pairs.append(one)
            else:
                cut += _cut(one)
                pairs += map(add, one, one[1:]) if len(one) > 1 else one
        return Indexed(" ".join(cut), " ".join(pairs), b"".join(map(self._id.__getitem__, cut)))

    def _part(self, part: str) -> tuple[str, bytes]:
        found = _words(part)
        return " ".join(found), b"".join(map(self._id.__getitem__, found))

    def words(self, text: str) -> str:
        """The words of a text, with spaces between them; of a short one, such as a name, remembered."""
        if len(text) <= _LONGEST:
            return self._short[text]
        return " ".join([self._parts[part][0] for part in text.lower().split()] if text.isascii() else words(text))

    def _named(self, word: str) -> bytes:
        made = id_of(word)
        self.met[made] = word
        return made.to_bytes(ID_BYTES, "little")


def id_of(word: str) -> int:
    """A word's id: 63 bits of its BLAKE2b hash, the same on any machine, and whether it begins with a digit."""
    made = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=ID_BYTES).digest(), "little")
    return made & ~1 | word[:1].isdecimal()


def indexed(text: str) -> Indexed:
    """The words of one text, their ids, and the pairs of its characters."""
    return Cutter().cut(text)


def pairs_of(run: str) -> list[str]:
    """Each two neighbours of a run of characters; one alone is itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def words(text: str) -> list[str]:
    """The words of a text as an index has them, in order."""
    return _words(_plain(text))


def stretch(text: str) -> list[str]:
    """What a stretch of a text is as a run of pairs; what may stand for half a pair at its ends is left out."""
    found = _found(_plain(text))
    is_half = [bool(_IS_CJK.match(one)) and len(one) == 1 for one in found]
    if len(found) > 1 and is_half[-1]:
        found.pop()
    if len(found) > 1 and is_half[0]:
        found.pop(0)
    return [pair for one in found for pair in (pairs_of(one) if _IS_CJK.match(one) else [one])]


def is_cjk(text: str) -> bool:
    """Whether a text holds characters of Chinese, Japanese or Korean."""
    return not text.isascii() and _IS_CJK.search(text) is not None


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
                yield Place(_stemmed(_unparted(found.group())), at, past)
                continue
            for word in _cut(found.group()):
                yield Place(word, at, at + len(word) if is_same else past)
                at += len(word) if is_same else 0


def _plain(text: str) -> str:
    """Folded; a full-width comma stands between things and would, folded, join numbers as in 3.2，4B."""
    if text.isascii():
        return text.lower()
    seen = _BETWEEN.sub(" ", visible(text))
    return (seen if unicodedata.is_normalized("NFKC", seen) else unicodedata.normalize("NFKC", seen)).casefold()


_BETWEEN = re.compile("[，﹐。、；：！？（）《》【】「」“”‘’—…·]")
"""Signs that stand between words, and whose folding would take longer than all else."""


def _found(plain: str) -> list[str]:
    found: list[str] = _WORD.findall(plain)
    return [_unparted(one) for one in found] if "," in plain else found


def _unparted(word: str) -> str:
    """`15,000` is `15000`."""
    return word.replace(",", "")


def _words(plain: str) -> list[str]:
    return [word for one in _found(plain) for word in (_cut(one) if _IS_CJK.match(one) else [_stemmed(one)])]


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
