"""Laying an edition out: a person's order of its lines, and a person's own text between them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeVar

from intelog.compose.identity import DEFINITIONS, HEADINGS, TOP, Place, Placed
from intelog.evidence import receipt
from intelog.grammar import daily as grammar
from intelog.model.edition import Part, PartKind, Written
from intelog.model.language import Language
from intelog.model.names import RecordKey

Line = tuple[Place, Part]

_T = TypeVar("_T", bound=Hashable)
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)*")
_FAR = 10**9
"""More than any file is long: what was not read from one place must not seem to touch."""


def in_persons_order(things: Sequence[_T], seen: Mapping[_T, int]) -> list[_T]:
    """What a person saw, as they left it; what came since, behind what we would have put it behind."""
    out = sorted((thing for thing in things if thing in seen), key=seen.__getitem__)
    above: _T | None = None
    for thing in things:
        if thing not in seen:
            out.insert(0 if above is None else out.index(above) + 1, thing)
        above = thing
    return out


def laid_out(
    lines: Sequence[Line], blocks: Mapping[Place, str], edition: RecordKey, language: Language
) -> list[Placed]:
    """The lines, each with the text of a person's own that hangs on it, to be written as it stood.

    Blank lines above a person's text are part of it.  Below it there are as many as they
    left, but headings and receipts are always set apart.
    """
    hanging = _hanging([place for place, _ in lines], blocks, edition)
    places = count(_FAR, _FAR)
    out: list[Placed] = []
    section = ""
    end: int | None = None
    if own := hanging.get(Place(edition, TOP)):
        out += [Placed(part, None) for part in grammar.parse(own).parts]
        end = len(own)
    for place, part in lines:
        own = hanging.get(place, "")
        glued = end is not None and part.kind not in (*HEADINGS, PartKind.DEFINITION)
        start = end if end is not None and glued else next(places)
        end = None
        section = part.text if part.kind is PartKind.SECTION else section
        if not (own or glued or part.written):
            out.append(Placed(part, place))
            continue
        words = _BLANK_LINES.sub("", own, count=1)
        stands = f"{grammar.line(part, language)}\n{own[: len(own) - len(words)]}"
        out.append(Placed(replace(part, written=Written(start, 0, stands)), place))
        if own:
            theirs = _read(words, section, start + len(stands))
            out += [Placed(part, None) for part in theirs]
            section = next((p.text for p in reversed(theirs) if p.kind is PartKind.SECTION), section)
            end = start + len(stands) + len(words)
    return out


def _hanging(places: Sequence[Place], blocks: Mapping[Place, str], edition: RecordKey) -> dict[Place, str]:
    """Each block by the line it hangs on.

    Where that line is gone: on the last line of its record, else on the last line of all.
    """
    there = set(places)
    by_label = {place.field: place for place in places if receipt.split_label(place.field)}
    last_of = {place.record: place for place in places if place.record != edition}
    last = places[-1] if places else Place(edition, TOP)
    found: dict[Place, str] = {}
    strays: list[tuple[Place, str]] = []
    for place, text in blocks.items():
        whole = text if text.endswith("\n") else text + "\n"
        if place.field == DEFINITIONS and place.record == edition:
            strays.append((last, whole))
        elif place in there or place.field == TOP:
            found[place] = whole
        elif text.strip():
            strays.append((by_label.get(place.field) or last_of.get(place.record, last), whole))
    for place, whole in strays:
        found[place] = found[place] + whole if place in found else whole
    return found


def _read(text: str, section: str, at: int) -> list[Part]:
    """A person's text as parts, read as under the heading it stands under."""
    above = f"## {section}\n" if section else "\n"
    parts = grammar.parse(above + text).parts
    if section or not parts[0].text:
        parts = parts[1:]
    out = []
    for part in parts:
        written = part.written or Written(0, 0, "")
        behind = max(0, written.at - len(above))
        words = written.text[len(above) :] if written.at == 0 else written.text
        out.append(replace(part, written=Written(at + behind, 0, words)))
    return out
