"""Tables: whether one holds things, and its cells in their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from intelog.parse.pages.elements import Element


def is_data(table: Element) -> bool:
    """Whether it is a table of things, and not one that only puts them in their places."""
    if table.get("role") == "presentation" or next(table.iter("table", "pre", "h1", "h2", "h3"), table) is not table:
        inner = [e for e in table.iter("table", "pre", "h1", "h2", "h3") if e is not table]
        if inner or table.get("role") == "presentation":
            return False
    rows = rows_of(table)
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    if next(table.iter("th"), None) is not None and max(widths, default=0) > 1:
        return True
    longest = max((len(cell.text_content()) for row in rows for cell in row), default=0)
    return len(rows) > 1 and max(widths, default=0) > 1 and longest < 1500


def rows_of(table: Element) -> list[Element]:
    """Its own rows, and not those of tables within."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


class Cell(NamedTuple):
    """One cell, and how many columns and rows it takes."""

    text: str
    columns: int
    rows: int


def span_of(cell: Element, name: str) -> int:
    """How many columns or rows a cell takes, 50 at most: what it says is not to be believed beyond that."""
    given = (cell.get(name) or "").strip()
    return min(int(given), 50) or 1 if given.isascii() and given.isdigit() and len(given) < 9 else 1


_MAX_COLUMNS = 200


def grid_of(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Cells in their columns: one that reaches over several leaves the others empty."""
    grid: list[list[str]] = []
    hanging: Counter[int] = Counter()
    for row in rows:
        line: list[str] = []
        for cell in row:
            while hanging[len(line)] > 0:
                hanging[len(line)] -= 1
                line.append("")
            if len(line) >= _MAX_COLUMNS:
                break
            for column in range(len(line), len(line) + cell.columns):
                hanging[column] += cell.rows - 1
            line += [cell.text, *[""] * (cell.columns - 1)]
        while hanging[len(line)] > 0:
            hanging[len(line)] -= 1
            line.append("")
        grid.append(line)
    return [line for line in grid if any(line)]
