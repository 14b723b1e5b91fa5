"""Where and when a paper was published, as its first page or its address says."""

from __future__ import annotations

from tests.parse.pdf.made import LOREM, Set, item, lines, made

from intelog.model.document import Kind
from intelog.model.item import Hint

STAMP = Set(30, 250, "arXiv:2305.12345v1 [cs.CL] 3 May 2023", 20, turned=True)


ABSTRACT = [
    Set(72, 740, "A Method for Reading", 18), Set(72, 715, "Ada Lovelace", 11), Set(200, 715, "Alan M. Turing", 11),
    Set(72, 700, "University of Somewhere", 9), Set(72, 670, "Abstract", 12, "F2"), *lines(72, 650, *LOREM),
    Set(72, 550, "1 Introduction", 12, "F2"), *lines(72, 530, *LOREM),
]  # fmt: skip


def test_the_stamp_of_arxiv_gives_key_address_version_and_day() -> None:
    paper = item(made([*ABSTRACT, STAMP]))

    assert (paper.kind, paper.title, paper.authors) == (
        Kind.PAPER,
        "A Method for Reading",
        ("Ada Lovelace", "Alan M. Turing"),
    )
    assert (paper.key, paper.url) == ("arxiv:2305.12345", "https://arxiv.org/abs/2305.12345")
    assert (paper.published, paper.source_version) == ("2023-05-03", 1)
    assert paper.text.startswith("## Abstract\n\nReaders of long reports")
    assert "arXiv" not in paper.text


def test_of_a_later_version_the_month_is_known_and_the_day_it_was_changed() -> None:
    paper = item(made([*ABSTRACT, STAMP._replace(words="arXiv:2305.12345v2 [cs.CL] 9 Jun 2023")]))

    assert (paper.published, paper.updated, paper.source_version) == ("2023-05", "2023-06-09", 2)


def test_the_address_it_came_from_may_say_which_paper_it_is() -> None:
    paper = item(made(ABSTRACT), Hint("2305.12345v3", "https://arxiv.org/pdf/2305.12345v3"))

    assert (paper.key, paper.published) == ("arxiv:2305.12345", "2023-05")


def test_the_day_the_file_was_made_is_not_the_day_of_its_publication() -> None:
    data = made(ABSTRACT, more=b"/Info << /CreationDate (D:20240102030405Z) >>")

    assert (item(data).published, item(data).updated) == ("", "")
