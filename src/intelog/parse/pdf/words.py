"""Words as they are meant: signs as the letters they show, and what was broken at the ends of lines joined."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from intelog.parse.pdf.values import Line, Page

_FOR_READING = re.compile("[\ufb00-\ufb06\U0001d400-\U0001d7ff\u2e80-\u2fdf\uf900-\ufaff]")
_NO_TEXT = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Ligatures, letters of formulas and radicals as the letters they show; `½`, `²` and full-width signs as they are.

    NFKC alone would make 10² into 102.
    """
    text = _FOR_READING.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
    text = re.sub("[\u2010\u2011]|\u00ad$", "-", text).replace("\u00ad", "")
    text = _NO_TEXT.sub("", text)
    return unicodedata.normalize("NFC", re.sub(r"\s", " ", text))


def letters_of(text: str) -> str:
    """The letters and digits alone, to compare words however they are written."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).lower())


def flowing(lines: Sequence[Line], words: Counter[str]) -> str:
    """Lines as running text, what was broken at their ends joined."""
    parts: list[str] = []
    for line in lines:
        more = line.text
        if parts and more:
            parts[-1] = _before(parts[-1], more, words)
        parts.append(more)
    return "".join(parts)


_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"


def _before(line: str, more: str, words: Counter[str]) -> str:
    """A line as it stands before *more*: with a space, or none, or without its hyphen."""
    broken = re.search(r"([^\W\d_]+)-$", line)
    going_on = re.match(r"[^\W\d_]+", more)
    if broken and going_on:
        return line[:-1] if _is_one_word(broken[1], going_on[0], words) else line
    if re.search(r"\w[-_]$", line) or _breaks_address(line, more):
        return line
    if re.search(f"[{_CJK}]$", line) and re.match(f"[{_CJK}]", more):
        return line
    return f"{line} "


_SECOND = frozenset(
    """
    and art aware based centered dependent driven efficient end free independent in level like long of oriented quality related rich
    scale shot specific state step the time to trained tuned turn world
""".split()
)
"""Words that are mostly the second half of a word with a hyphen: state-of-the-art, semester-long."""


def _is_one_word(start: str, end: str, words: Counter[str]) -> bool:
    """Whether a hyphen at a line's end was the typesetter's: as the rest of the text writes it, else as most words are."""
    goes_on_small = end.islower()
    start, end = start.lower(), end.lower()
    together, apart = words[start + end], words[f"{start}-{end}"]
    if together or apart:
        return together >= apart
    if not goes_on_small or start == "self" or (len(start) > 3 and end in _SECOND):
        return False
    return not (len(start) > 3 and words[start] > 0 and words[end] > 0)


def _breaks_address(text: str, more: str) -> bool:
    last = text.rsplit(" ", 1)[-1]
    return bool(re.search(r"^https?:$|(?:https?://|www\.|10\.\d{4,9}/)\S*[/.=_&?%-]$", last)) and not re.match(
        r"[A-Z][a-z]", more
    )


def vocabulary(laid: Sequence[tuple[Page, list[Line]]]) -> Counter[str]:
    """How often each word stands within a line, with and without its hyphens."""
    words = Counter[str]()
    for _, lines in laid:
        for line in lines:
            inner = re.sub(r"[^\W\d_]+-$", "", line.text.lower())
            words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", inner))
    for word in [word for word in words if "-" in word]:
        words.update(word.split("-"))
    return words
