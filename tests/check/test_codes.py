"""The finding codes are documented."""

from __future__ import annotations

from pathlib import Path

from intelog.check.codes import CODES, finding, table
from intelog.model.language import Language

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"


def test_the_page_of_findings_is_the_table_of_codes() -> None:
    page = PAGE.read_text("utf-8")

    assert table() in page, "write docs/findings.md anew: python tests/check/test_codes.py"


def test_every_code_says_the_same_things_in_both_languages() -> None:
    said = {field: f"<{field}>" for field in ("said", "label", "place", "other", "version", "length", "url", "limit", "stated", "period", "source", "why", "known", "wanted", "name", "met", "model", "indicator", "before", "wants")}  # fmt: skip

    for code in CODES:
        english = finding(1, code, Language.ENGLISH, **said).message
        chinese = finding(1, code, Language.CHINESE, **said).message
        assert {s for s in said.values() if s in english} == {s for s in said.values() if s in chinese}, code


if __name__ == "__main__":
    intro = PAGE.read_text("utf-8").partition("| code |")[0]
    PAGE.write_text(intro + table() + "\n", encoding="utf-8")
