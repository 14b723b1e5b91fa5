"""A table's row is cells, a cell is pieces, and nothing of either is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intelog.grammar import row as rows
from intelog.grammar.month_words import ColumnRole

TEXT = st.lists(
    st.sampled_from(["|", "\\|", "\\", "<br>", " <br> ", "<br/>", "**x**：", "1. **a**：", "[P](https://a.b)", "甲", " ", "—", "![i](u)"]),
    max_size=30,
).map("".join)  # fmt: skip


@given(TEXT)
@example("| a | b |")
@example("a | b")
@example("|")
@example("| a \\| b | c")
def test_the_cells_of_a_line_and_its_pipes_are_the_line(line: str) -> None:
    spans = rows.cells(line)

    for a, b in pairwise(spans):
        assert line[a.end : b.start] == "|"
    assert line[: spans[0].start].strip() in ("", "|")
    assert line[spans[-1].end :].strip() in ("", "|")


@given(TEXT, st.sampled_from(list(ColumnRole)))
def test_between_the_pieces_of_a_cell_stand_breaks_and_spaces_only(text: str, role: ColumnRole) -> None:
    line = f"|{text}|"
    for cell in rows.cells(line):
        found = rows.pieces(line, cell, role)
        at = cell.start
        for piece in found:
            between = line[at : piece.start].replace("<br>", "").replace("<br/>", "")
            assert not between.strip()
            assert piece.of(line).strip() == piece.of(line) != ""
            at = piece.end
        rest = line[at : cell.end].replace("<br>", "").replace("<br/>", "").strip()
        assert rest in ("", rows.EMPTY)


def texts(cell: str, role: ColumnRole) -> list[str]:
    line = f"| {cell} |"
    return [piece.of(line) for piece in rows.pieces(line, rows.cells(line)[0], role)]


def test_a_block_begins_at_its_label_even_after_a_single_break() -> None:
    cell = "**[Infra] a**：<br> b <br> **[Data] c**：d <br> 1. **e**：f<br><br> **TL;DR**：g"

    assert texts(cell, ColumnRole.MECHANISM) == [
        "**[Infra] a**：<br> b",
        "**[Data] c**：d <br> 1. **e**：f",
        "**TL;DR**：g",
    ]


def test_an_axis_begins_at_its_number() -> None:
    cell = "1. **甲**：<br> 从 a -> b。 <br> 2. **乙**：<br> 从 c -> d"

    assert texts(cell, ColumnRole.TREND) == ["1. **甲**：<br> 从 a -> b。", "2. **乙**：<br> 从 c -> d"]


def test_a_paper_is_its_heading_and_its_fields() -> None:
    cell = "[A](https://arxiv.org/abs/1) <br> **场景/问题**：<br> p <br> **方法思路**：<br> q <br> **r**：s<br><br>[B](https://b.c)"

    assert texts(cell, ColumnRole.PAPERS) == [
        "[A](https://arxiv.org/abs/1)", "**场景/问题**：<br> p", "**方法思路**：<br> q <br> **r**：s", "[B](https://b.c)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "[T](https://a.b)", "**[T](https://a.b)**", "[Paper] [T](https://a.b)", "**[Paper] [T](https://a.b)**",
        "[Paper] T(https://a.b)", "**[Paper] T（https://a.b）**",
    ],
)  # fmt: skip
def test_a_papers_heading_is_read_in_every_form(written: str) -> None:
    assert rows.paper_heading(written) == ("T", "https://a.b")


@pytest.mark.parametrize("written", ["see [T](https://a.b)", "T", "![T](https://a.b)", ""])
def test_other_text_is_no_papers_heading(written: str) -> None:
    assert rows.paper_heading(written) is None


@pytest.mark.parametrize(
    ("piece", "words", "label", "number"),
    [
        ("**[Infra] 超大 MoE**：<br> x", "超大 MoE", "Infra", ""),
        ("![image.png](u) **特点：强**：x", "特点：强", "", ""),
        ("1. **存储范式**：x", "存储范式", "", "1."),
        ("**TL;DR**:用", "TL;DR", "", ""),
        ("[Train/Post-train] x", "", "Train/Post-train", ""),
        ("一句话总结：它", "一句话总结", "", ""),
        ("**场景/问题：** x", "场景/问题", "", ""),
        ("* 场景/问题：x", "场景/问题", "", ""),
    ],
)
def test_a_lead_is_read_in_the_habits_of_people(piece: str, words: str, label: str, number: str) -> None:
    lead = rows.lead_of(piece)

    assert lead is not None
    assert (lead.words, lead.label, lead.number) == (words, label, number)


def test_an_empty_cell_says_so_and_has_no_piece() -> None:
    assert texts("—", ColumnRole.VALUE) == []
    assert texts("", ColumnRole.VALUE) == []


@given(st.text(alphabet="a|\\<br> >\n甲", max_size=40))
def test_one_piece_stays_one_piece(text: str) -> None:
    written = rows.as_one_piece(text)

    assert "<br><br>" not in written.replace(" ", "")
    assert len(rows.cells(f"| {written} |")) == 1
