"""arXiv JSON lines: each paper once, in its versions, and why a line is none."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.gather import arxiv_lines
from intelog.gather.outcome import Skipped
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.language import Language
from intelog.model.moment import Moment

MET = date(2026, 1, 28)


def found(*lines: bytes) -> list[Reading | Skipped]:
    return list(arxiv_lines.documents(enumerate(lines, 1), where="2026-01-28.jsonl", met=MET))


def line(**fields: object) -> bytes:
    return json.dumps({"id": "2601.18899", "title": "A title", "summary": "We show it."} | fields).encode()


def paper(**fields: object) -> Document:
    [one] = found(line(**fields))
    assert isinstance(one, Reading)
    return one.document


def test_a_line_is_a_paper_with_its_title_before_its_abstract() -> None:
    raw = line(
        title="  Language\n Family ",
        summary=" We show it.\nIt works. ",
        authors=["A B", "C"],
        categories=["cs.CL", "cs.AI"],
        comment=None,
    )

    [one] = found(raw)

    assert isinstance(one, Reading)
    assert one.origin == Origin("arXiv", "2026-01-28.jsonl", MET)
    assert one.document == Document(
        key="arxiv:2601.18899", kind=Kind.PAPER, title="Language Family", text="Language Family\n\nWe show it.\nIt works.", met=MET,
        published=Moment("2026-01"), language=Language.ENGLISH, url="https://arxiv.org/abs/2601.18899", authors=("A B", "C"),
        topics=("cs.CL", "cs.AI"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "key", "version", "month"),
    [
        ("2601.18899", "arxiv:2601.18899", 0, "2026-01"),
        ("2601.18899v1", "arxiv:2601.18899", 1, "2026-01"),
        ("2601.18899v12", "arxiv:2601.18899", 12, "2026-01"),
        ("arXiv:2601.18899v2", "arxiv:2601.18899", 2, "2026-01"),
        ("0704.0001", "arxiv:0704.0001", 0, "2007-04"),
        ("hep-th/9901001v2", "arxiv:hep-th/9901001", 2, "1999-01"),
        ("math.GT/0309136", "arxiv:math/0309136", 0, "2003-09"),
        ("cs/0112017", "arxiv:cs/0112017", 0, "2001-12"),
        ("2613.00001", "arxiv:2613.00001", 0, None),
    ],
)
def test_an_id_says_paper_version_and_month(written: str, key: str, version: int, month: str | None) -> None:
    one = paper(id=written)

    assert (one.key, one.source_version) == (key, version)
    assert (str(one.published) if one.published else None) == month


def test_a_later_version_is_the_same_document_and_another_version_of_it() -> None:
    first, second = paper(id="2601.18899v1"), paper(id="2601.18899v2", summary="We show more.")

    assert first.id == second.id
    assert first.version != second.version
    assert (first.source_version, second.source_version) == (1, 2)


def test_a_retelling_says_so_and_is_told_in_its_language() -> None:
    one = paper(summary="我们展示了它有效。", retold=True)

    assert (one.retold, one.language) == (True, Language.CHINESE)
    assert not paper(retold="yes").retold


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"not json", "not JSON: Expecting value at column 1"),
        (b'{"id": "2601.18899", "title": "cut o', "not JSON: Unterminated string starting at at column 31"),
        (b"[1, 2]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'"2601.18899"', "not a JSON object"),
        (line(id=None), "id is missing"),
        (line(id=""), "id is missing"),
        (line(id=2601.18899), "id is not a text"),
        (line(id="hello"), "'hello' is no arXiv id"),
        (line(id="2601.188"), "'2601.188' is no arXiv id"),
        (line(title=None), "title is missing"),
        (line(title="  "), "title is not a text"),
        (line(summary=["a"]), "summary is not a text"),
        (b'{"id": "2601.18899", "title": "A"}', "summary is missing"),
        ('{"id": "2601.18899", "title": "É"}'.encode("latin-1"), "not UTF-8 at byte 32 of the line"),
        (b"[" * 200_000, "JSON nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
    ],
)
def test_a_bad_line_is_skipped_with_its_place_and_reason_and_stops_nothing(raw: bytes, why: str) -> None:
    before, bad, after = found(line(), raw, line(id="2601.00002"))

    assert isinstance(before, Reading)
    assert isinstance(after, Reading)
    assert isinstance(bad, Skipped)
    assert bad.what == "2026-01-28.jsonl:2"
    assert bad.why.startswith(why)


def test_empty_lines_are_none_and_still_counted() -> None:
    [bad] = found(b"", b"  \r\n", b"\t", b"x")

    assert bad == Skipped("2026-01-28.jsonl:4", "not JSON: Expecting value at column 1")


def test_a_byte_order_mark_and_windows_line_ends_hide_nothing() -> None:
    [one] = found(b"\xef\xbb\xbf" + line() + b"\r\n")

    assert isinstance(one, Reading)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        (r"\ud83d\ude00 face", "😀 face"),
        (r"\ud83d half", "\ufffd half"),
        (r"nul\u0000here", "nul\ufffdhere"),
    ],
)
def test_halves_of_characters_are_joined_or_shown_as_lost(title: str, read: str) -> None:
    [one] = found(b'{"id": "2601.18899", "title": "' + title.encode() + b'", "summary": "We show it."}')

    assert isinstance(one, Reading)
    assert one.document.title == read
    assert one.document.text.encode().decode() == f"{read}\n\nWe show it."


def test_lists_of_authors_and_categories_keep_only_texts() -> None:
    one = paper(authors=["A", 3, None, "B"], categories="cs.CL")

    assert (one.authors, one.topics) == (("A", "B"), ())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(
    st.sampled_from(["id", "title", "summary", "authors", "x"]), inner, max_size=5), max_leaves=6).map(lambda v: json.dumps(v).encode()))  # fmt: skip
def test_any_line_is_a_paper_or_skipped_with_a_reason(raw: bytes) -> None:
    for one in found(raw):
        assert isinstance(one, Reading) or (one.what == "2026-01-28.jsonl:1" and one.why)


def test_the_corpus_holds_the_papers_its_readme_counts(corpus: Path) -> None:
    keys: dict[str, set[str]] = defaultdict(set)
    versions: dict[str, set[str]] = defaultdict(set)
    records = 0

    for file in sorted((corpus / "arxiv-daily").glob("20*.jsonl")):
        lines = file.read_bytes().splitlines()
        for one in arxiv_lines.documents(enumerate(lines, 1), where=file.name, met=date.fromisoformat(file.stem)):
            assert isinstance(one, Reading), one
            records += 1
            keys[file.name[:7]].add(one.document.key)
            versions[one.document.id].add(one.document.version)

    assert records == 10_938
    assert {month: len(papers) for month, papers in keys.items()} == {"2025-06": 5214, "2026-01": 1205}
    assert [len(held) for held in versions.values() if len(held) > 1] == [2] * 6
