"""Pieces into lines, and lines into the order in which a person reads them: columns, margins, what runs along every page."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from intelog.parse.pdf.tables import with_grids
from intelog.parse.pdf.values import LARGEST_SIDE, Line, Page, Piece, joined

_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE)


def without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """Pages with running heads, feet and page numbers aside: what stands at an edge, again and again, but for its numbers."""
    pages = [_aside(page, {id(piece) for piece in page.pieces if not piece.upright}) for page in pages]
    edges = [(page, row) for page in pages for row in rows_of(page.pieces) if _is_at_edge(row, page.height)]
    seen: dict[str, set[int]] = {}
    for page, row in edges:
        seen.setdefault(_alike(row), set()).add(page.number)
    enough = max(2, 0.3 * len(pages))
    running = {
        id(piece)
        for _, row in edges
        if len(seen[_alike(row)]) >= enough or _NUMBER.fullmatch(joined(row).strip())
        for piece in row
    }  # fmt: skip
    return [_aside(page, running) for page in pages]


def _aside(page: Page, gone: set[int]) -> Page:
    kept = tuple(piece for piece in page.pieces if id(piece) not in gone)
    return replace(page, pieces=kept, aside=(*page.aside, *(piece for piece in page.pieces if id(piece) in gone)))


def _is_at_edge(row: Sequence[Piece], height: float) -> bool:
    bottom = min(piece.bottom for piece in row)
    return not row[0].table and (bottom < 0.1 * height or max(piece.top for piece in row) > 0.92 * height)


def _alike(row: Sequence[Piece]) -> str:
    return re.sub(r"\W+", "", re.sub(r"\d+", "#", joined(row)))


_LEADER = re.compile(r"(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
"""The end of a line in a table of contents."""


def laid_out(page: Page, body: float) -> tuple[Page, list[Line]]:
    """The page's lines in reading order; notes in its margin, labels of pictures and tables of contents go aside."""
    lines = [line for row in rows_of(page.pieces) for line in _split(row)]
    small = [line for line in lines if line.size < (0.6 if line.pieces[0].table else 0.72) * body]
    contents = [line for line in _but(lines, small) if _LEADER.search(line.text)]
    lines = _but(_but(lines, small), contents)
    margin = _margin(lines, body) if page.number == 1 else []
    left_out = {"tiny scraps of words": small, "lines of a table of contents": contents, "lines in the margin": margin}
    aside = [piece for some in left_out.values() for line in some for piece in line.pieces]
    told = (*page.told, *(f"{len(some)} {what}" for what, some in left_out.items() if some))
    ordered = [line for column in _columns(_but(lines, margin), body) for line in column]
    return replace(page, aside=(*page.aside, *aside), told=told), ordered


def _but(lines: Sequence[Line], gone: Sequence[Line]) -> list[Line]:
    known = {id(line) for line in gone}
    return [line for line in lines if id(line) not in known]


def rows_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces on one line of writing, the larger ones first to say where a line is, so that an exponent joins it."""
    rows: list[list[Piece]] = []
    near: dict[int, list[list[Piece]]] = {}
    for piece in sorted(pieces, key=lambda p: (-p.size, -p.bottom, p.left)):
        row = None if piece.table else _row_of(piece, near)
        if row is not None:
            row.append(piece)
            continue
        rows.append([piece])
        if not piece.table:
            for bucket in range(int(piece.bottom // 8), int(piece.top // 8) + 1):
                near.setdefault(bucket, []).append(rows[-1])
    return [sorted(row, key=lambda p: p.left) for row in sorted(rows, key=lambda row: (-row[0].bottom, row[0].left))]


def _row_of(piece: Piece, near: dict[int, list[list[Piece]]]) -> list[Piece] | None:
    best, share = None, 0.5
    for bucket in range(int(piece.bottom // 8), int(piece.top // 8) + 1):
        for row in near.get(bucket, ()):
            common = min(piece.top, row[0].top) - max(piece.bottom, row[0].bottom)
            height = max(min(piece.top - piece.bottom, row[0].top - row[0].bottom), 0.1)
            if common / height > share:
                best, share = row, common / height
    return best


def _split(row: Sequence[Piece]) -> Iterator[Line]:
    """A row as the lines of its columns: a gap wider than any between two words parts them."""
    line: list[Piece] = []
    for piece in row:
        if line and piece.left - max(p.right for p in line) > 0.9 * max(piece.size, line[-1].size, 6):
            yield Line(tuple(line))
            line = []
        line.append(piece)
    if line:
        yield Line(tuple(line))


def _margin(lines: Sequence[Line], body: float) -> list[Line]:
    """Lines beside the text of a first page, in a narrow column of smaller type: identifiers, dates, licence."""
    gutter = _gutter(lines, body)
    if gutter is None:
        return []
    sides = [line for line in lines if line.right <= gutter], [line for line in lines if line.left >= gutter]
    for one, other in (sides, sides[::-1]):
        widest, wide = (max(line.right for line in s) - min(line.left for line in s) for s in (one, other))
        if widest < 0.45 * wide and statistics.median(line.size for line in one) < 0.95 * body:
            return list(one)
    return []


def _columns(lines: Sequence[Line], body: float, depth: int = 0) -> list[list[Line]]:
    """Lines by column, in reading order.  Where the page has columns, a line across them parts what is above it from what is below."""
    gutter = _gutter(lines, body) if depth < 3 else None
    if gutter is None:
        return [_in_column(lines)] if lines else []
    bands: list[tuple[bool, list[Line]]] = []
    # What stands beside a line across is of its row: the second of three authors stands over the gutter.
    crossed = {round(line.bottom) for line in lines if line.left < gutter < line.right}
    for line in sorted(lines, key=lambda one: (-round(one.bottom), one.left)):
        across = round(line.bottom) in crossed
        if not bands or bands[-1][0] != across:
            bands.append((across, []))
        bands[-1][1].append(line)
    columns: list[list[Line]] = []
    for across, band in bands:
        sides = (
            [band] if across else [[ln for ln in band if ln.left < gutter], [ln for ln in band if ln.left >= gutter]]
        )
        for side in sides:
            columns += _columns(side, body, depth + 1)
    return columns


def _in_column(lines: Sequence[Line]) -> list[Line]:
    full = [line for line in lines if not line.pieces[0].table] or list(lines)
    left, right = min(line.left for line in full), max(line.right for line in full)
    ordered = sorted(lines, key=lambda line: (-round(line.bottom), line.left))
    return [line._replace(column=(left, right)) for line in with_grids(ordered)]


def _gutter(lines: Sequence[Line], body: float) -> float | None:
    """Where an empty strip parts two columns from top to bottom, but for a few lines across; None where none does."""
    if len(lines) < 10:
        return None
    start, end = int(min(line.left for line in lines)), int(max(line.right for line in lines)) + 1
    if end - start > LARGEST_SIDE:
        return None
    changes = [0] * (end - start + 2)
    for line in lines:
        changes[int(line.left) - start] += 1
        changes[int(line.right) - start + 1] -= 1
    most, covered = max(1, len(lines) // 4), 0
    strips: list[tuple[int, int, int]] = []
    for x, change in enumerate(changes):
        covered += change
        if covered > most or (not change and strips and strips[-1][1] == x and strips[-1][2] != covered):
            continue
        if strips and strips[-1][1] == x and strips[-1][2] == covered:
            strips[-1] = (strips[-1][0], x + 1, covered)
        else:
            strips.append((x, x + 1, covered))
    wide = [(cover, from_ - to, (from_ + to) / 2 + start) for from_, to, cover in strips if to - from_ >= 0.7 * body]
    return next((x for _, _, x in sorted(wide) if _parts_columns(lines, x)), None)


def _parts_columns(lines: Sequence[Line], x: float) -> bool:
    left = [line for line in lines if line.right <= x]
    right = [line for line in lines if line.left >= x]
    if min(len(left), len(right)) < 5:
        return False
    if any(_usual_length(side) < 14 for side in (left, right)):
        return False  # the cells of a table, the labels of a picture
    spans = [(min(line.bottom for line in side), max(line.top for line in side)) for side in (left, right)]
    common = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    return common >= 0.5 * min(top - bottom for bottom, top in spans)


def _usual_length(lines: Sequence[Line]) -> int:
    """The length of the line in which the middle one of all letters stands."""
    lengths = sorted(len(line.text) for line in lines)
    half = sum(lengths) / 2
    return next((length for length, total in zip(lengths, accumulate(lengths), strict=True) if total >= half), 0)
