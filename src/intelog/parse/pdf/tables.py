"""Tables: those that pdf-oxide finds by the lines around their cells, and rows of cells one under another."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from intelog.parse.pdf.cues import ITEM, PLACE
from intelog.parse.pdf.markdown import marked
from intelog.parse.pdf.values import Line, Piece, usual_size
from intelog.parse.pdf.words import clean


def with_tables(pieces: tuple[Piece, ...], tables: Iterable[Any], left: float, bottom: float) -> tuple[Piece, ...]:
    """Each table in the place of its cells, where what was found is like one: full, of short cells, of no tiny type."""
    if not pieces:
        return pieces
    usual = usual_size(pieces)
    for table in tables:
        rows = [[" ".join(clean(cell["text"]).split()) for cell in row["cells"]] for row in table["rows"]]
        x, y, width, height = table["bbox"]
        inside = [
            p for p in pieces
            if x - 1 <= p.left - (-left) and p.left + left <= x + width + 1 and y - 1 <= p.bottom + bottom <= y + height + 1
        ]  # fmt: skip
        if not inside or usual_size(inside) < 0.72 * usual or not _is_table(rows):
            continue
        place = Piece(
            "", x - left, y - bottom, x - left + width, y - bottom + height, usual_size(inside), table=_gfm(rows)
        )
        gone = {id(p) for p in inside}
        pieces = (*(p for p in pieces if id(p) not in gone), place)
    return pieces


def with_grids(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines, three and more rows of cells one under another made into a table: most papers draw no lines around them."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][0].bottom - line.bottom) < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    grid: list[list[Line]] = []
    for row in rows:
        under = not grid or grid[-1][0].bottom - row[0].bottom < 2.5 * row[0].size
        if grid and (len(row) < 2 or not under):
            yield from _grid(grid)
            grid = []
        if len(row) > 1 and not row[0].pieces[0].table:
            grid.append(row)
        else:
            yield from row
    yield from _grid(grid)


def _grid(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The rows as one table, where their cells stand in columns; else as they are."""
    lines = [line for row in rows for line in row]
    columns = _cell_columns(lines)
    places = [[next(n for n, (_, end) in enumerate(columns) if line.left <= end) for line in row] for row in rows]
    if len(rows) < 3 or len(columns) < 2 or any(len(set(place)) < len(place) for place in places):
        return lines
    texts = [[""] * len(columns) for _ in rows]
    for text, row, place in zip(texts, rows, places, strict=True):
        for line, column in zip(row, place, strict=True):
            text[column] = line.text
    if (
        not _is_table(texts)
        or all(ITEM.match(f"{row[0]} ") for row in texts)
        or any(PLACE.search(ln.text) for ln in lines)
    ):
        return lines  # the numbers of a list, or authors over where they work
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    size = statistics.median(line.size for line in lines)
    return [Line((Piece("", left, lines[-1].bottom, right, lines[0].top, size, table=_gfm(texts)),))]


def _cell_columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The stretches from left to right in which cells stand."""
    columns: list[tuple[float, float]] = []
    for line in sorted(lines, key=lambda line: line.left):
        if columns and line.left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], line.right))
        else:
            columns.append((line.left, line.right))
    return columns


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row]
    full = [cell for cell in cells if cell]
    columns = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or columns < 2 or len(full) < 0.6 * len(rows) * columns:
        return False
    return statistics.fmean(len(cell) for cell in full) <= 60 and any(re.search(r"\w", row[0]) for row in rows if row)


def _gfm(rows: Sequence[Sequence[str]]) -> str:
    columns = max(len(row) for row in rows)
    full = [[*(marked(cell).replace("|", "\\|") for cell in row), *[""] * (columns - len(row))] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in full]
    return "\n".join([lines[0], f"|{' --- |' * columns}", *lines[1:]])
