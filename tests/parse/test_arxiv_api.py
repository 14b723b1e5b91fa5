"""The arXiv API: ten real answers, what their papers say, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.arxiv_api import read

HINT = Hint("query.xml", "https://export.arxiv.org/api/query", "application/atom+xml")
FEED = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>arXiv Query</title>{}</feed>'
ENTRY = (
    "<entry><id>http://arxiv.org/abs/2601.18899v2</id><title>A title</title><summary>We show it.</summary>{}</entry>"
)


def answers(corpus: Path) -> dict[str, bytes]:
    files = sorted((corpus / "feeds" / "arxiv-api").glob("*.json"))
    return {file.stem: json.loads(file.read_text("utf-8"))["body"].encode() for file in files}


def entry(more: str = "") -> Item:
    (item,) = read(FEED.format(ENTRY.format(more)).encode(), HINT).items
    return item


def test_every_entry_of_the_real_answers_is_a_paper(corpus: Path) -> None:
    for name, body in answers(corpus).items():
        if name.startswith("id_abc"):
            continue

        parsed = read(body, HINT)

        assert len(parsed.items) == body.count(b"<entry>"), name
        assert parsed.unread == ()
        assert all(item.text and item.authors and item.topics and item.published for item in parsed.items)


def test_a_paper_says_what_arxiv_says(corpus: Path) -> None:
    (item,) = read(answers(corpus)["id_quant-ph_0201082v1_s0_m100_86989fe779ef"], HINT).items

    assert item.kind is Kind.PAPER
    assert (item.key, item.url) == ("arxiv:quant-ph/0201082", "https://arxiv.org/abs/quant-ph/0201082")
    assert (item.published, item.updated, item.source_version) == ("2002-01-18T15:08:05Z", "2002-01-18T15:08:05Z", 1)
    assert (item.authors, item.topics) == (("Stephen Blaha",), ("quant-ph", "cs.PL"))
    assert item.text.startswith("We show a representation of Quantum Computers")
    assert item.text.endswith("\n\nComment: 32 pages")


def test_an_answer_without_papers_is_an_answer(corpus: Path) -> None:
    parsed = read(answers(corpus)["id_0000.0000_s0_m100_8b51d9633a68"], HINT)

    assert (parsed.items, parsed.unread) == ((), ())


def test_an_error_is_told_in_arxivs_words(corpus: Path) -> None:
    with pytest.raises(ParseError, match=re.escape("arXiv answers: incorrect id format for abc")):
        read(answers(corpus)["id_abc_s0_m100_b79c8dcf6bc3"], HINT)


def test_the_key_has_no_version_and_the_version_is_kept() -> None:
    item = entry()

    assert (item.key, item.source_version) == ("arxiv:2601.18899", 2)


def test_the_journal_and_the_doi_are_kept() -> None:
    item = entry(
        "<arxiv:journal_ref>JMLR 27\n  (2026)</arxiv:journal_ref><arxiv:doi>10.1/a 10.2/b</arxiv:doi><published>2026</published>"
    )

    assert item.text == "We show it.\n\nJournal reference: JMLR 27 (2026)"
    assert item.also == ("https://doi.org/10.1/a", "https://doi.org/10.2/b")
    assert item.published == "2026"


def test_a_date_that_is_none_is_not_known() -> None:
    assert entry("<published>yesterday</published>").published == ""


def test_an_entry_that_is_no_paper_is_named_and_the_others_are_read() -> None:
    odd = "<entry><id>https://example.org/</id><title>Odd</title></entry>"

    parsed = read(FEED.format(odd + ENTRY.format("")).encode(), HINT)

    assert [item.title for item in parsed.items] == ["A title"]
    assert [one.where for one in parsed.unread] == ["entry 1"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not XML"),
        (b"Rate exceeded.", "not XML"),
        (b"<html/>", "no Atom feed"),
        (b"<feed", "not XML"),
        (b"<!DOCTYPE feed><feed/>", "document type"),
        (b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>', "document type"),
        (b"<a>" * 100_000, "deep"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(data, HINT)


def test_every_bomb_is_refused(corpus: Path) -> None:
    bombs = [
        file for file in (corpus / "security" / "xml-bombs").rglob("*") if file.is_file() and file.suffix == ".xml"
    ]

    assert bombs
    for bomb in bombs:
        try:
            parsed = read(bomb.read_bytes(), HINT)
        except ParseError:
            continue
        assert parsed == Parsed(), bomb.name
