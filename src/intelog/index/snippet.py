"""The passage of a text that shows why it was found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from intelog.index.question import Question
from intelog.text import tokens

LENGTH = 160
"""Columns a passage may take, a character of Chinese taking two: two lines of a narrow terminal."""
LOOKED_AT = 200_000
"""Characters of a text that are looked through."""
_CONTEXT = 30


class Snippet(NamedTuple):
    """A passage and, in it, where the question's words stand."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def snippet(text: str, asked: Question) -> Snippet:
    """The passage with the most of the question's words, on one line."""
    text = text[:LOOKED_AT]
    found = sorted(set(_found(text, asked)))
    start, end = _best(text, found)
    if start > 0:
        start = next((i for i in range(start, min(start + 12, end)) if text[i - 1].isspace()), start)
    shown, at = _one_line(text, start, end)
    marks = [(at[a - start], at[b - start]) for a, b, _ in found if start <= a and b <= end]
    before, after = "…" * (start > 0), "…" * (end < len(text.rstrip()))
    return Snippet(before + shown + after, tuple((a + len(before), b + len(before)) for a, b in _joined(marks, shown)))


_Mark = tuple[int, int, str]


def _found(text: str, asked: Question) -> Iterable[_Mark]:
    """Where the question's words stand: as typed where that can be found, else word by word."""
    folded = text.casefold() if len(text.casefold()) == len(text) else text
    wanted: set[str] = set()
    for term in asked.terms:
        if term.is_not:
            continue
        typed = term.text.casefold()
        whole = list(_all(folded, typed)) if tokens.is_cjk(typed) or term.is_phrase or term.is_exact else []
        yield from ((a, a + len(typed), typed) for a in whole)
        if not whole:
            wanted.update(tokens.words(term.text))
    if wanted:
        yield from ((start, end, word) for word, start, end in tokens.places(text) if word in wanted)


def _all(text: str, words: str) -> Iterable[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


def _best(text: str, found: Sequence[_Mark]) -> tuple[int, int]:
    """The stretch in which the most different words stand, the first of equals; the beginning where there are none."""
    best = (0, 0)
    starts = [a for a, _, _ in found]
    for i, (a, _, _) in enumerate(found):
        inside = found[i : bisect_right(starts, a + LENGTH // 2)]
        score = (len({word for *_, word in inside}), -i)
        if i == 0 or score > best:
            best = score
    first = found[-best[1]][0] if found else 0
    start = max(0, first - _CONTEXT)
    room, end = LENGTH, start
    while end < len(text) and room > 0:
        room -= 2 if tokens.is_cjk(text[end]) else 1
        end += 1
    return start, end


def _one_line(text: str, start: int, end: int) -> tuple[str, list[int]]:
    """A passage with runs of white space as one space, and where each of its characters went."""
    out: list[str] = []
    at: list[int] = []
    for sign in text[start:end]:
        at.append(len(out))
        if not sign.isspace():
            out.append(sign)
        elif out and out[-1] != " ":
            out.append(" ")
    at.append(len(out))
    return "".join(out), at


def _joined(marks: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Marks that touch or overlap are one, and the parts of a name."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if out and (start <= out[-1][1] or text[out[-1][1] : start] in ("-", "_", ".", "/")):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif end > start:
            out.append((start, end))
    return out
