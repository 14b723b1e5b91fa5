"""PDF: real papers against what their publisher says of them."""

from __future__ import annotations

from pathlib import Path

from bench.pdf import rows
from tests.parse.pdf.made import item


def test_real_papers_reach_what_is_wanted_of_them(corpus: Path) -> None:
    words, order = rows(corpus)

    assert float(words.value.split()[0]) >= 0.98
    assert order.value.endswith("(100.0%)")


def test_a_papers_text_is_headings_and_paragraphs(corpus: Path) -> None:
    text = item((corpus / "pdf-jose" / "jose.00209.pdf").read_bytes()).text

    assert text.startswith("## Summary\n\nMetagenomic analyses aim to explore the genomic diversity")
    assert "special-ized" not in text
    assert "achieved with specialized bioinformatics tools" in text
    assert "Open lessons for general-purpose coding languages" in text
    assert "adapted from equivalent lessons in the Data Carpentry Genomics curriculum (Becker" in text
    assert "License" not in text.split("## Statement of Need")[0]
