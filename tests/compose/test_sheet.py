"""A sheet keeps, for a text, whose each stretch is; a base remembers it."""

from __future__ import annotations

import random
from pathlib import Path

from tests.month_desk import Desk, month

from intelog.compose.identity import Place
from intelog.compose.sheet import ROW, Sheet, Spot, lines_of, plain_text, sheet_of, without_spots
from intelog.grammar.month_words import Division
from intelog.model.edition import PartKind
from intelog.model.names import RecordKey

KEY = RecordKey("rec-1")


def test_a_base_remembers_a_sheet() -> None:
    sheet = Sheet("abc def", (Spot(0, 3, Place(KEY, "name")), Spot(4, 7, Place(KEY, "value-x y"))))

    assert sheet_of(sheet.text, sheet.as_records()) == sheet
    assert without_spots({**sheet.as_records(), "slug-1": KEY}) == {"slug-1": KEY}


def test_line_ends_and_byte_order_mark_are_no_part_of_it() -> None:
    assert plain_text("\ufeffa\r\nb\r\n") == "a\nb\n"


def test_the_lines_of_a_sheet_are_its_text(corpus: Path) -> None:
    for name in ("monthly-2026-01.md", "monthly-2026-02-draft.md", "template-monthly-log.md"):
        text = (corpus / "seeds" / name).read_text("utf-8")
        assert "".join(line.text + line.tail for line in lines_of(Sheet(text))) == text


def test_what_was_composed_has_a_place_for_every_line_and_piece() -> None:
    desk = Desk()
    desk.month = month(3, random.Random(1))  # noqa: S311 - to be run again
    desk.compose()

    lines = lines_of(desk.base)

    assert all(line.place for line in lines)
    rows = [line for line in lines if line.kind is PartKind.ROW]
    assert rows
    assert all(line.place and line.place.field == ROW for line in rows)
    assert all(piece.place for line in rows for cell in line.cells for piece in cell.pieces)
    assert {line.division for line in rows} <= {Division.CLAY, Division.CHISEL, Division.HANDS}
