"""Tables are read as tables, with lines around their cells or without."""

from __future__ import annotations

from tests.parse.pdf.made import LOREM, Set, item, lines, made


def test_a_table_is_a_table() -> None:
    cells = [("Model", "Size", "Score"), ("alpha", "7 B", "61.2"), ("beta", "13 B", "64.8"), ("gamma", "70 B", "71.0")]
    table = [
        Set(100 + 110 * column, 560 - 16 * row, words)
        for row, texts in enumerate(cells)
        for column, words in enumerate(texts)
    ]
    ruled = b"\n".join(
        [b"%d 554 m %d 554 l S" % (95, 420), b"%d 575 m %d 575 l S" % (95, 420), b"%d 506 m %d 506 l S" % (95, 420)]
        + [b"%d %d m %d %d l S" % (95, 554 - 16 * n, 420, 554 - 16 * n) for n in range(1, 3)]
        + [b"%d 506 m %d 575 l S" % (x, x) for x in (95, 205, 315, 420)]
    )
    data = made([*lines(72, 700, *LOREM), *table, *lines(72, 480, *LOREM)])
    shown = data.replace(b"BT /F1 10 Tf 1 0 0 1 72 700", ruled + b"\nBT /F1 10 Tf 1 0 0 1 72 700")
    length = int(data.split(b"/Length ")[1].split()[0])
    shown = shown.replace(b"/Length %d" % length, b"/Length %d" % (length + len(ruled) + 1))

    text = item(shown).text

    assert "| Model | Size | Score |\n| --- | --- | --- |\n| alpha | 7 B | 61.2 |" in text
    assert text.count("gamma") == 1


def test_a_table_needs_no_lines_around_it() -> None:
    cells = [("Model", "Size", "Score"), ("alpha", "7 B", "61.2"), ("beta", "13 B", "64.8"), ("gamma", "70 B", "71.0")]
    table = [
        Set(100 + 110 * column, 560 - 14 * row, words)
        for row, texts in enumerate(cells)
        for column, words in enumerate(texts)
    ]

    text = item(made([*lines(72, 700, *LOREM), *table, *lines(72, 480, *LOREM)])).text

    assert "| Model | Size | Score |\n| --- | --- | --- |\n| alpha | 7 B | 61.2 |" in text
    assert text.count("gamma") == 1


def test_authors_beside_each_other_are_authors_and_no_table() -> None:
    people = [("Ada Lovelace", "Alan M. Turing", "Grace Hopper"), ("University of A", "Institute of B", "Example Labs"), ("a@a.example", "b@b.example", "c@c.example")]  # fmt: skip
    above = [
        Set(80 + 180 * column, 710 - 13 * row, words)
        for row, texts in enumerate(people)
        for column, words in enumerate(texts)
    ]
    page = [
        Set(120, 745, "A Title Over Both of the Columns", 18), *above,
        Set(60, 660, "Abstract", 12, "F2"), *lines(60, 640, *LOREM, *LOREM), *lines(330, 660, *LOREM, *LOREM),
    ]  # fmt: skip

    paper = item(made(page))

    assert paper.authors == ("Ada Lovelace", "Alan M. Turing", "Grace Hopper")
    assert paper.text.startswith("## Abstract\n\nReaders of long reports")
    assert "Labs" not in paper.text
