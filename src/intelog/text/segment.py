"""Sentences, in Chinese, English and both mixed, as spans of the text they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intelog.text.script import HAN

Span = tuple[int, int]
"""Code points from the first up to, not including, the second."""

_STOP = re.compile(r"[.!?。！？…]+[\"'”’」』》）)\]]*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:e\.g|i\.e|cf|vs|al|etc|approx|resp|w\.r\.t|a\.k\.a|Figs?|Eqs?|Secs?|Tab|Sect|Ref|Refs|No|Nos|"
    r"Vol|Ch|pp|Dr|Mrs?|Ms|Prof|St|Inc|Ltd|Corp|Jr|Sr|U\.S|U\.K|E\.U|Ph\.D|M\.Sc|B\.Sc|[A-Z])\.$"
)
_HAN = re.compile(f"[{HAN}]")
_OPENS = re.compile(r"\s+[\"'“‘「『《（(\[]*[^\sa-z]")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")


def sentences(text: str) -> list[Span]:
    """The sentences of *text*, in order and without overlap; white space lies between them.

    A blank line ends a sentence.  A full stop ends one where white space and something
    other than a small letter follow, and no abbreviation or initial precedes; between
    Han characters it ends one too, since people type it for 。
    """
    return [span for start, end in _paragraphs(text) for span in _within(text, start, end)]


def is_one_sentence(text: str) -> bool:
    """Whether the whole of *text* is a single sentence."""
    return sentences(text) == [(0, len(text))]


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _within(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends_here(text, begin, stop, end):
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, end)


def _ends_here(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    before, after = text[stop.start() - 1 : stop.start()], text[stop.end()]
    marks = stop.group()
    if any(mark in marks for mark in "。！？"):
        return True
    if marks[0] == "…":
        return bool(_HAN.match(after)) and stop.end() - stop.start() > 1
    if _HAN.match(before) and _HAN.match(after):
        return True
    if _OPENS.match(text, stop.end(), end) is None:
        return False
    # Cut out, so that an abbreviation may begin the sentence: 他说。U.S. Army.
    return not (marks == "." and _ABBREVIATION.search(text[begin : stop.end()]))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    if stripped := words.strip():
        first = start + words.index(stripped[0])
        yield first, first + len(stripped)
