"""Tables of papers, by day and by month: no row, no cell and no link is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.parse.links import lost

from intelog.model.document import Kind
from intelog.model.item import Hint, Item, Parsed
from intelog.parse import lists


def _papers(parsed: Parsed) -> list[Item]:
    first, *papers = parsed.items
    assert first.is_list
    assert not any(paper.is_list for paper in papers)
    return papers


def _cells(text: str) -> list[list[str]]:
    """The rows of a table, cut at each bar: a row begins with one and goes on to the next line that does."""
    rows = re.split(r"(?m)^(?=\|)", text)[1:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in rows][2:]


def _letters(words: str) -> str:
    return re.sub(r"\W|_", "", re.sub(r"\]\([^()\s]*\s*\)", "", words))


def test_every_day_is_read_without_losing_a_row_or_a_link(corpus: Path) -> None:
    paths = sorted((corpus / "ai-papers-daily-en" / "issues").glob("*.md"))
    rows = 0

    for path in paths:
        text = path.read_text("utf-8")
        parsed = lists.read(path.read_bytes(), Hint("list.md"))
        papers = _papers(parsed)

        assert parsed.items[0].published == path.stem
        assert len(papers) == len(_cells(text))
        assert lost(text, parsed) == []
        assert all(paper.title and paper.text and paper.url and paper.retold for paper in papers)
        assert {paper.published for paper in papers} <= {""}
        assert {paper.kind for paper in papers} <= {Kind.PAPER}
        rows += len(papers)

    assert (len(paths), rows) == (213, 3387)


def test_no_cell_of_a_day_is_lost(corpus: Path) -> None:
    for path in (corpus / "ai-papers-daily-en" / "issues").glob("*.md"):
        text = path.read_text("utf-8")
        for paper, cells in zip(_papers(lists.read(text.encode(), Hint(path.name))), _cells(text), strict=True):
            read = _letters(f"{paper.title} {''.join(paper.authors)} {paper.text}")
            there = _letters(
                "".join(
                    re.sub(r"\(?\bRead more on.*|\[Read more\]\(.*", "", c, flags=re.DOTALL | re.IGNORECASE)
                    for c in cells
                )
            )

            assert read == there


def test_every_month_is_read_without_losing_a_row_or_a_link(corpus: Path) -> None:
    paths = sorted((corpus / "ai-papers-monthly-en").glob("2*.md"))
    rows = 0

    for path in paths:
        text = path.read_text("utf-8")
        parsed = lists.read(path.read_bytes(), Hint(path.name))
        papers = _papers(parsed)

        assert parsed.items[0].published == path.stem
        assert len(papers) == len(_cells(text))
        assert lost(text, parsed) == []
        assert parsed.unread == ()
        rows += len(papers)

    assert (len(paths), rows) == (17, 601)


def test_no_cell_of_a_month_is_lost_and_each_paper_has_its_day(corpus: Path) -> None:
    for path in (corpus / "ai-papers-monthly-en").glob("2*.md"):
        text = path.read_text("utf-8")
        for paper, cells in zip(_papers(lists.read(text.encode(), Hint(path.name))), _cells(text), strict=True):
            day, year = re.findall(r"\d+", cells[0])
            read = _letters(f"{paper.title} {paper.text} {''.join(paper.topics)}")

            assert (int(paper.published[8:]), paper.published[:4]) == (int(day), year)
            assert sorted(read) == sorted(_letters("".join(cells[1:])))


TABLE = """## Papers for 2025-01-02

| Title | Authors | Summary |
|---|---|---|
"""


def _day(rows: str) -> list[Item]:
    return _papers(lists.read((TABLE + rows).encode(), Hint("x.md")))


def test_a_title_may_go_over_lines_and_a_summary_have_bars() -> None:
    (paper,) = _day(
        "| Long\n  title (Read more on [arXiv](https://arxiv.org/abs/1) or [HuggingFace](https://hf.co/1))| A, B | p(x|y) |\n"
    )

    assert (paper.title, paper.authors, paper.text) == ("Long title", ("A", "B"), "p(x|y)")
    assert (paper.url, paper.also) == ("https://arxiv.org/abs/1", ("https://hf.co/1",))


def test_a_row_that_breaks_off_takes_nothing_from_the_next() -> None:
    first, second = _day("| One | A\n| [Two](https://a.org) | B | words |\n")

    assert (first.title, first.authors, first.text) == ("One", ("A",), "")
    assert (second.text, second.url) == ("words", "https://a.org")


def test_a_row_without_a_link_is_named() -> None:
    parsed = lists.read(f"{TABLE}| One | A | words |\n".encode(), Hint("x.md"))

    assert parsed.unread[0].where == "line 5"


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("31 Jan 2024", "2024-01-31"),
        ("April 30, 2024", "2024-04-30"),
        ("26th June 2025", "2025-06-26"),
        ("1st May 2024", "2024-05-01"),
        ("3 Sept. 2024", "2024-09-03"),
        ("2024-05-01", "2024-05-01"),
        ("May 2024", "2024-05"),
        ("30th February 2024", ""),
        ("soon", ""),
    ],
)
def test_a_day_is_as_exact_as_the_list_gives_it(given: str, known: str) -> None:
    text = f"| Date | Title | Abstract |\n|--|--|--|\n| {given} | [T](https://a.org) | words |\n"

    parsed = lists.read(text.encode(), Hint("x.md"))

    assert _papers(parsed)[0].published == known
    assert len(parsed.unread) == (known == "")
