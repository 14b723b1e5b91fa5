"""The monthly log's own lines, both ways.  See `grammar/edition.py` for the rest, `grammar/row.py` for its rows.

Normal form: one space inside each cell's ends, `<br><br> ` between the pieces of a cell and
`<br> ` between the fields of a paper, `—` in an empty field, one blank line between blocks.
What was read from a file stands as it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from intelog.grammar import edition as grammar
from intelog.grammar import row as rows
from intelog.grammar.month_words import (
    MONTHLY,
    TABLES,
    ColumnRole,
    Division,
    Point,
    columns_of,
    division_of,
    point_of,
)
from intelog.model.edition import Edition, Part, PartKind
from intelog.model.language import Language

_TITLE = re.compile(r" {0,3}#[ \t]+(.+?)\s*")
_SECTION = re.compile(r" {0,3}##[ \t]+(.+?)\s*")
_SUBSECTION = re.compile(r" {0,3}###[ \t]+(.+?)\s*")
_GUIDE = re.compile(r" {0,3}#{3,4}[ \t]+(?:How to write\b.*|.*写作指南.*|如何撰写.*)", re.IGNORECASE)
_RULE = re.compile(r" {0,3}(?:-[ \t]*){3,}")
_POINT = re.compile(r"(?P<marker>[*+-]) +(?P<text>\*\*(?P<lead>(?:(?!\*\*).)+?)\*\*\s*[：:]?.*?)\s*")
_FIGURE = re.compile(r" {0,3}(!\[.*\]\(.*\))\s*")
_COLUMNS = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
_LEAD = re.compile(r"\*\*(?P<lead>(?:(?!\*\*).)+?)\*\*\s*[：:]?\s*")


def parse(text: str) -> Edition:
    """Read a monthly log.  Any text can be read."""
    return Edition(tuple(_in_tables(grammar.parse(text, _recognise).parts)))


def render(edition: Edition, *, bom: bool = False) -> str:
    """Write a monthly log: the same bytes for the same edition."""
    return grammar.render(edition, line, bom=bom)


def _recognise(written: str, _section: str) -> Part | None:
    if written.lstrip().startswith("|"):
        return Part(PartKind.ROW, written.strip())
    if _GUIDE.fullmatch(written):
        return None
    for kind, form in (
        (PartKind.SUBSECTION, _SUBSECTION), (PartKind.SECTION, _SECTION), (PartKind.TITLE, _TITLE), (PartKind.FIGURE, _FIGURE)
    ):  # fmt: skip
        if found := form.fullmatch(written):
            return Part(kind, found[1])
    if _RULE.fullmatch(written):
        return Part(PartKind.RULE, "---")
    if (found := _POINT.fullmatch(written)) and point_of(found["lead"]):
        return Part(PartKind.POINT, found["text"])
    return None


def _in_tables(parts: Iterable[Part]) -> Iterator[Part]:
    """Tells the head of a table from its rows; what stands under a guide's heading is no part of the log."""
    given = list(parts)
    is_guide = False
    last: Part | None = None
    for i, part in enumerate(given):
        if part.kind in (PartKind.SECTION, PartKind.SUBSECTION, PartKind.TITLE):
            is_guide = False
        elif part.kind is PartKind.RAW and any(map(_GUIDE.fullmatch, part.text.splitlines())):
            is_guide = True
        if is_guide and part.kind not in (PartKind.RAW, PartKind.RULE, PartKind.DEFINITION, PartKind.TEXT):
            part = _raw(part)
        elif part.kind is PartKind.ROW:
            follows = last is not None and last.kind in _TABLE and _touches(last)
            below = given[i + 1] if i + 1 < len(given) and _touches(part) else None
            if _COLUMNS.fullmatch(part.text) and follows and last is not None and last.kind is PartKind.TABLE:
                part = replace(part, kind=PartKind.COLUMNS)
            elif not follows and (
                (below is not None and below.kind is PartKind.ROW and _COLUMNS.fullmatch(below.text)) or heads(part)
            ):
                part = replace(part, kind=PartKind.TABLE)
        yield part
        last = part


_TABLE = (PartKind.TABLE, PartKind.COLUMNS, PartKind.ROW)


def _raw(part: Part) -> Part:
    text = part.written.text.strip("\r\n") if part.written else line(part)
    return replace(part, kind=PartKind.RAW, text=text)


def _touches(part: Part) -> bool:
    """Whether the next line belongs to the same table: no blank line between."""
    return part.written is None or len(part.written.text.splitlines()) == 1


def heads(part: Part) -> Division | None:
    """The table whose columns a part names."""
    return heads_line(part.text)


def heads_line(text: str) -> Division | None:
    """The table whose columns a line names, by the words of either language; models' or directions'."""
    found = [span.of(text).strip().casefold() for span in rows.cells(text)]
    for table in TABLES:
        for words in MONTHLY.values():
            names = [name.casefold() for name in words.columns[table]]
            if sum(a[:4] == b[:4] for a, b in zip(found, names, strict=False)) >= len(names) - 1 and found:
                return table
    return None


def is_columns(line: str) -> bool:
    """Whether a line is what stands under a table's head: dashes between bars."""
    return "|" in line and _COLUMNS.fullmatch(line) is not None


def line(part: Part) -> str:
    """A part's line as it stands in its file, in normal form where it was not read from one."""
    if part.written:
        return grammar.parted(part.written)[0]
    match part.kind:
        case PartKind.FRONT:
            return f"---\n{part.text}\n---"
        case PartKind.TITLE:
            return f"# {part.text}"
        case PartKind.SECTION:
            return f"## {part.text}"
        case PartKind.SUBSECTION:
            return f"### {part.text}"
        case PartKind.POINT:
            return f"* {part.text}"
        case _:
            return part.text


def point(part: Part) -> tuple[Point, str] | None:
    """Which field a bullet is, and what it says, lead taken off."""
    found = _LEAD.match(part.text)
    name = point_of(found["lead"]) if found and part.kind is PartKind.POINT else None
    return (name, part.text[found.end() :].strip()) if found and name else None


def divisions(parts: Iterable[Part]) -> Iterator[tuple[Part, Division | None]]:
    """Each part with the division it stands in; a heading with the one it opens."""
    here: Division | None = None
    for part in parts:
        here = division_at(here, part)
        yield part, here


def division_at(here: Division | None, part: Part, named: Division | None = None) -> Division | None:
    """The division a part stands in, *here* being that of the part above.

    A heading opens the division that it is *named*, else the one that its words say.
    """
    match part.kind:
        case PartKind.TITLE:
            return None
        case PartKind.SECTION | PartKind.SUBSECTION:
            return named or division_of(part.text)
        case PartKind.TABLE if here not in TABLES and heads(part) is Division.CLAY:
            return Division.CLAY
    return here


class Cell(NamedTuple):
    """A cell of a row: its column, where it stands, and its pieces."""

    role: ColumnRole
    span: rows.Span
    pieces: tuple[rows.Span, ...]


def cells(text: str, table: Division | None) -> list[Cell]:
    """A row's cells.  Cells beyond the table's columns have the role `OTHER`."""
    roles = columns_of(table) if table in TABLES else ()
    found = []
    for n, span in enumerate(rows.cells(text)):
        role = roles[n] if n < len(roles) else ColumnRole.OTHER
        found.append(Cell(role, span, tuple(rows.pieces(text, span, role))))
    return found


def empty_row(texts: Iterable[str]) -> str:
    """A line of a table that holds these cells, in normal form."""
    return f"| {' | '.join(texts)} |"


def columns_line(count: int) -> str:
    """The line of dashes under a table's head."""
    return empty_row([":---"] * count)


def title(period: object, language: Language) -> str:
    """The log's title."""
    return MONTHLY[language].title.format(period=period)
