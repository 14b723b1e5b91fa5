"""What is not part of the text is told, and its addresses are kept."""

from __future__ import annotations

from pathlib import Path

from tests.parse.pdf.made import HINT

from intelog.parse.pdf import read


def test_references_are_links_and_not_text(corpus: Path) -> None:
    parsed = read((corpus / "pdf-jose" / "jose.00198.pdf").read_bytes(), HINT)

    assert "References" not in parsed.items[0].text
    assert any(link.url.startswith("https://doi.org/") for link in parsed.items[0].links)
    assert any("references" in one.why for one in parsed.unread)


def test_what_is_left_out_is_told(corpus: Path) -> None:
    told = read((corpus / "pdf-jose" / "jose.00180.pdf").read_bytes(), HINT).unread

    assert [one.where for one in told] == ["page 1", "page 3", "page 4", "page 5"]
    assert told[0].why == "12 lines in the margin"
