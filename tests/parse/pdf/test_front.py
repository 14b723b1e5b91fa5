"""What stands above the text: title, authors, abstract."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.pdf.made import LOREM, Set, item, lines, made

from intelog.model.document import Kind, Markup


@pytest.mark.parametrize(
    ("name", "title", "first_author", "authors", "published"),
    [
        ("00090", "A practical guide to climate econometrics: Navigating key decision points in weather and climate data analysis", "James A. Rising", 4, "2024-05-23"),
        ("00180", "SNIK Graph—Visualizing Knowledge about Management of Hospital Information Systems", "Konrad Höffner", 6, "2024-07-09"),
        ("00209", "A Data Carpentry- Style Metagenomics Workshop", "Claudia Zirión-Martínez", 9, "2024-02-14"),
        ("00239", "Practical machine learning with PyTorch", "Jack Atkinson", 2, "2024-06-23"),
    ],
)  # fmt: skip
def test_a_paper_says_what_its_first_page_says(
    corpus: Path, name: str, title: str, first_author: str, authors: int, published: str
) -> None:
    paper = item((corpus / "pdf-jose" / f"jose.{name}.pdf").read_bytes())

    assert (paper.kind, paper.markup, paper.title) == (Kind.PAPER, Markup.MARKDOWN, title)
    assert (paper.authors[0], len(paper.authors)) == (first_author, authors)
    assert (paper.url, paper.published) == (f"https://doi.org/10.21105/jose.{name}", published)


def test_an_abstract_run_into_its_paragraph_is_a_section() -> None:
    page = [
        Set(72, 740, "A Method for Reading", 18), Set(72, 715, "Ada Lovelace", 11),
        Set(72, 690, "Abstract - Readers of long reports want to know of", 10, "F2"),
        *[one._replace(font="F2") for one in lines(72, 678, *LOREM[1:])],
        Set(72, 550, "1 Introduction", 12, "F2"), *lines(72, 530, *LOREM),
    ]  # fmt: skip

    assert item(made(page)).text.startswith("## Abstract\n\nReaders of long reports want to know of new, who says so")
