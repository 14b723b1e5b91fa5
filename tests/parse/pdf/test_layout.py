"""Pieces of text are put into the order in which a person reads them."""

from __future__ import annotations

from tests.parse.pdf.made import LOREM, Set, item, lines, made


def test_two_columns_are_read_one_after_the_other_under_the_title() -> None:
    page = [
        Set(120, 720, "A Title Over Both of the Columns", 18),
        *lines(60, 680, *LOREM),
        *lines(330, 680, *(line.replace("Readers", "Writers") for line in LOREM)),
    ]

    paper = item(made(page))

    left, right = paper.text.index("Readers of long"), paper.text.index("Writers of long")
    assert paper.title == "A Title Over Both of the Columns"
    assert paper.text.index("by nine people") in range(left, right)


def test_running_lines_and_page_numbers_are_no_text() -> None:
    pages = [
        [Set(72, 760, f"Proceedings of Things, volume {n}"), *lines(72, 700, *LOREM), Set(300, 30, str(n))]
        for n in range(1, 5)
    ]

    text = item(made(*pages)).text

    assert "Proceedings" not in text
    assert not any(line.strip().isdigit() for line in text.splitlines())
