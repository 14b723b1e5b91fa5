"""Sheets: an edition's text, and whose each stretch of it is, down to the pieces of a row's cells.

A sheet is how a person left a file, or how we wrote it.  A table's row is one line of some
thousand characters, so lines are too coarse to say whose they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from intelog.compose.identity import Place
from intelog.grammar import monthly as grammar
from intelog.grammar.edition import BOM, parted
from intelog.grammar.month_words import TABLES, ColumnRole, Division
from intelog.grammar.row import Span
from intelog.model.edition import Part, PartKind
from intelog.model.names import RecordKey

ROW = "row"
"""The field of a record that its whole row in a table is."""
SECTION, TABLE, COLUMNS, RULE = "section", "table", "columns", "rule"
"""Before a division's name: the edition's fields that its heading, table's head and rule stand in."""

_SPOT = "spot:"


class Spot(NamedTuple):
    """A stretch of a text and the place it is."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text, line ends as `\\n` and without a byte order mark, and its places."""

    text: str
    spots: tuple[Spot, ...] = ()

    def as_records(self) -> dict[str, RecordKey]:
        """The places as a base remembers them."""
        return {f"{_SPOT}{s.start}-{s.end} {s.place.field}": s.place.record for s in self.spots}


def plain_text(text: str) -> str:
    """A file's text as sheets hold it."""
    return text.removeprefix(BOM).replace("\r\n", "\n")


def sheet_of(text: str, records: Mapping[str, RecordKey]) -> Sheet:
    """The sheet of a base's text."""
    spots = []
    for name, record in records.items():
        if name.startswith(_SPOT):
            where, _, field = name.removeprefix(_SPOT).partition(" ")
            start, _, end = where.partition("-")
            spots.append(Spot(int(start), int(end), Place(record, field)))
    return Sheet(plain_text(text), tuple(sorted(spots)))


def without_spots(records: Mapping[str, RecordKey]) -> dict[str, RecordKey]:
    """A base's records without the places of its text."""
    return {name: record for name, record in records.items() if not name.startswith(_SPOT)}


class Piece(NamedTuple):
    """A piece of a cell: where in its line it stands, and its place."""

    span: Span
    place: Place | None


class HeldCell(NamedTuple):
    """A cell of a row that stands in a sheet."""

    role: ColumnRole
    span: Span
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a sheet: its own lines, the blank ones behind it, and its place; None where it is a person's."""

    part: Part
    text: str
    tail: str
    place: Place | None
    division: Division | None
    cells: tuple[HeldCell, ...] = ()

    @property
    def kind(self) -> PartKind:
        """What it is."""
        return self.part.kind

    def of(self, piece: Piece) -> str:
        """A piece's words."""
        return piece.span.of(self.text)


def lines_of(sheet: Sheet) -> list[Line]:
    """A sheet's lines.  A row has its cells, with the pieces that the sheet knows and those that it does not."""
    spots = sheet.spots
    by_span = {(s.start, s.end): s.place for s in spots}
    found: list[Line] = []
    n = 0
    here: Division | None = None
    for part in grammar.parse(sheet.text).parts:
        at, own, tail = standing(part)
        place = by_span.get((at, at + len(own)))
        here = grammar.division_at(here, part, opened_by(place))
        cells: tuple[HeldCell, ...] = ()
        if part.kind is PartKind.ROW:
            while n < len(spots) and spots[n].start < at:
                n += 1
            inside = []
            while n < len(spots) and spots[n].end <= at + len(own):
                if spots[n].place.field != ROW:
                    inside.append(Piece(Span(spots[n].start - at, spots[n].end - at), spots[n].place))
                n += 1
            cells = _cells(own, here, inside)
        found.append(Line(part, own, tail, place, here, cells))
    return found


def opened_by(place: Place | None) -> Division | None:
    """The division that a heading in this place opens."""
    name = place.field.removeprefix(f"{SECTION} ") if place else ""
    return Division(name) if name in list(Division) else None


def standing(part: Part) -> tuple[int, str, str]:
    """Where a part begins, its own lines, and the line ends and blank lines behind them."""
    if part.written is None:
        raise AssertionError("a sheet's parts were read from its text")
    own, _ = parted(part.written)
    return part.written.at, own, part.written.text[len(own) :]


def _cells(text: str, division: Division | None, known: Sequence[Piece]) -> tuple[HeldCell, ...]:
    found = []
    n = 0
    for cell in grammar.cells(text, division if division in TABLES else None):
        pieces: list[Piece] = []
        for span in cell.pieces:  # both are in order, so each is looked at once
            while n < len(known) and known[n].span.end <= span.start:
                pieces += [known[n]] if known[n].span.start >= cell.span.start else []
                n += 1
            if not (n < len(known) and known[n].span.start < span.end):
                pieces.append(Piece(span, None))
        while n < len(known) and known[n].span.end <= cell.span.end:
            pieces += [known[n]] if known[n].span.start >= cell.span.start else []
            n += 1
        found.append(HeldCell(cell.role, cell.span, tuple(pieces)))
    return tuple(found)
