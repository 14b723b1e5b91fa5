"""Lines into paragraphs, headings, notes and code, by their places, sizes and weight alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intelog.parse.pdf.cues import ABSTRACT, BULLET, ENDS, ITEM, NAMED
from intelog.parse.pdf.values import Block, Line, Page

_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z](?:\.\d{1,2}){1,3}|[IVX]{1,5}\.)\s+[A-Z\u4e00-\u9fff]")


def blocks_of(laid: Sequence[tuple[Page, list[Line]]], body: float) -> list[Block]:
    """The lines of all pages as blocks.  Notes at a page's foot come after the paragraph that they interrupt."""
    blocks: list[Block] = []
    notes: list[Block] = []
    before: Line | None = None
    for page, lines in laid:
        for line in lines:
            kind = _kind_of(line, before, body)
            into = notes if kind == "note" else blocks
            if into and _continues(into[-1], line, kind, page.number):
                into[-1].lines.append(line)
            else:
                if kind != "note":
                    blocks += notes
                    notes = []
                into = notes if kind == "note" else blocks
                into.append(Block(kind, [line], page.number))
            before = line
    return blocks + notes


def _kind_of(line: Line, before: Line | None, body: float) -> str:
    text = line.text
    if line.pieces[0].table:
        return "table"
    if line.fixed and len(text) > 1 and line.left > 0:
        return "code"
    if line.size < 0.9 * body:
        return "note"
    if not re.search(r"[^\W\d]", text) or len(text) > 150:
        return "text"
    if line.size >= 1.12 * body:
        return "heading"
    if ABSTRACT.match(text) and not ABSTRACT.fullmatch(text):
        return "text"
    stands_alone = before is None or before.bottom - line.bottom > 1.35 * body or before.bottom < line.bottom
    plain = not re.search(r"[.,;:。，；]$", text) and not ITEM.match(text)
    if line.bold and plain and stands_alone and len(text.split()) <= 14:
        return "heading"
    if NAMED.fullmatch(text) and stands_alone:
        return "heading"
    set_apart = line.bold or line.size >= 1.05 * body
    return "heading" if _NUMBERED.match(text) and plain and set_apart and len(text.split()) <= 14 else "text"


def _continues(block: Block, line: Line, kind: str, page: int) -> bool:
    """Whether *line* goes on with the block that was begun."""
    before = block.lines[-1]
    if (
        block.kind == "heading"
        and kind == "text"
        and line.bold
        and before.bold
        and 0 < before.bottom - line.bottom < 1.35 * line.size
    ):
        block.kind = "text"  # a paragraph in bold
    if kind != block.kind or kind == "table":
        return False
    same_column = page == block.page and line.bottom < before.bottom and abs(line.column[0] - before.column[0]) < 2
    gap = before.bottom - line.bottom
    if kind in ("heading", "code", "note"):
        begins = kind == "note" and re.match(r"[¹²³⁴⁵⁶⁷⁸⁹]|\d{1,2}\s?[A-Z]|[*†‡]", line.text)
        near = gap < 1.7 * max(line.size, before.size) or gap < 0.3 * line.size
        same = abs(line.size - before.size) < 0.5 and (kind != "heading" or line.bold == before.bold)
        return same_column and near and same and not begins
    if ITEM.match(line.text) and not (line.left > line.column[0] + 0.5 * line.size and gap < 0):
        starts_left = abs(line.left - before.left) > 1 or BULLET.match(line.text) or _ends_short(before)
        if starts_left:
            return False
    if same_column:
        if gap > 1.35 * _pitch(block, line):
            return False
        indented = 0.7 * line.size < line.left - before.left < 4 * line.size
        hanging = ITEM.match(block.lines[0].text) is not None or (
            len(block.lines) > 1 and block.lines[0].left < before.left - 1
        )
        if indented and not hanging and (ENDS.search(before.text) or _ends_short(before)):
            return False
        if line.left < before.left - 0.7 * line.size and len(block.lines) > 1 and hanging:
            return False
        return not (_ends_short(before) and ENDS.search(before.text))
    block.page = page
    return not ENDS.search(before.text) or (not _ends_short(before) and line.left - line.column[0] < 0.7 * line.size)


def _pitch(block: Block, line: Line) -> float:
    """The step from line to line in the block; a usual one where it has but one."""
    last, before = block.lines[-1], block.lines[-2] if len(block.lines) > 1 else None
    step = before.bottom - last.bottom if before else 0.0
    return min(step if step > 0 else 1.25 * line.size, 1.6 * line.size)


def _ends_short(line: Line) -> bool:
    left, right = line.column
    return line.right < right - 0.12 * (right - left)
