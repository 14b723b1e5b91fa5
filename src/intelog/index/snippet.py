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
MARKS = 300
"""Places of words among which the best passage is looked for."""
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
    runs: set[tuple[str, ...]] = set()
    for term in asked.terms:
        if term.is_not:
            continue
        typed, is_cjk = term.text.casefold(), tokens.is_cjk(term.text)
        whole = list(_all(folded, typed)) if is_cjk or term.is_phrase or term.is_exact else []
        yield from ((a, a + len(typed), typed) for a in whole)
        if not whole:
            words = tokens.words(term.text)
            runs.update([(word,) for word in words] if is_cjk else [tuple(words)] if words else [])
    if runs:
        there = list(tokens.places(text))
        by_first = {run[0]: [r for r in runs if r[0] == run[0]] for run in runs}
        for i, (word, start, _) in enumerate(there):
            for run in by_first.get(word, ()):
                stands = there[i : i + len(run)]
                if tuple(place.word for place in stands) == run:
                    yield start, stands[-1].end, " ".join(run)


def _all(text: str, words: str) -> Iterable[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


def _best(text: str, found: Sequence[_Mark]) -> tuple[int, int]:
    """The stretch in which the most different words stand, the first of equals; the beginning where there are none."""
    starts = [a for a, _, _ in found]
    best, shown = 0, (0, _end(text, 0))
    for i, (a, _, _) in enumerate(found[:MARKS]):
        start = max(0, a - _CONTEXT)
        end = _end(text, start)
        different = len({word for _, b, word in found[i : bisect_right(starts, end)] if b <= end})
        if different > best:
            best, shown = different, (start, end)
    return shown


def _end(text: str, start: int) -> int:
    """Where a passage from *start* ends."""
    room, end = LENGTH, start
    while end < len(text) and room > 0:
        room -= 2 if tokens.is_cjk(text[end]) else 1
        end += 1
    return end


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
