"""Receipts: evidence as a footnote, both ways, whatever words it holds."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from intelog.evidence import receipt
from intelog.model.names import VersionId
from intelog.model.record import Evidence

SIGNS = [
    *"&#;<>\"“”'`|*_~$\\[](){}^!:·-. \n\r\t\x0b\x0c\x1c\x85\u2028\u2029\u200b\u2060\ufeff\u202e\0a中7",
    *("[^k2]", "&amp;", "&#10;", "&lt;", "](", "[^", "```", "v-0a", " · retold", "https://"),
]
WORDS = st.text() | st.lists(st.sampled_from(SIGNS), max_size=20).map("".join)
LAW = settings(max_examples=500, deadline=None)
EVIDENCE = st.builds(
    Evidence,
    version=st.text("0123456789abcdef", min_size=20, max_size=20).map(lambda digits: VersionId(f"v-{digits}")),
    start=st.integers(0, 10**9),
    end=st.integers(0, 10**9),
    title=WORDS,
    url=WORDS,
    quote=st.none() | WORDS,
    retold=st.booleans(),
)
K2 = Evidence(
    version=VersionId("v-9f31c2a7d0b44e1c8a55"), start=1042, end=1083, title="Kimi K2: Open Agentic Intelligence",
    url="https://arxiv.org/abs/2507.20534", quote="15.5 trillion tokens with zero loss spike",
)  # fmt: skip
LINE = (
    "[Kimi K2: Open Agentic Intelligence](https://arxiv.org/abs/2507.20534)"
    ' "15.5 trillion tokens with zero loss spike" · v-9f31c2a7d0b44e1c8a55 1042-1083'
)


@LAW
@given(WORDS)
def test_encoded_words_come_back_unchanged(words: str) -> None:
    assert receipt.decode(receipt.encode(words)) == words


@LAW
@given(EVIDENCE)
def test_a_receipt_reads_back_as_the_evidence_it_was_written_from(evidence: Evidence) -> None:
    written = receipt.write(evidence)

    assert receipt.read(written) == evidence
    assert receipt.looks_like_receipt(written)


@LAW
@given(EVIDENCE)
def test_a_receipt_is_one_line_and_its_footnote_is_known_again(evidence: Evidence) -> None:
    written = receipt.write(evidence)

    assert len(written.splitlines()) == 1
    assert receipt.definition(f"[^k2.s1.1]: {written}") == ("k2.s1.1", written)
    assert receipt.REFERENCE.search(written) is None


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.cells.append("")
        elif tag not in ("table", "thead", "tbody", "tr"):
            self.others.append(tag)

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


SHOWN = st.text(st.characters(exclude_categories=["Cc", "Cs"])) | st.lists(
    st.sampled_from([sign for sign in SIGNS if sign not in "\r\0\x0b\x0c\x1c\x85\t"]), max_size=20
).map("".join)


@LAW
@given(SHOWN)
def test_a_quote_in_a_table_cell_is_rendered_as_the_words_themselves(words: str) -> None:
    cell = f'x "{receipt.encode(words)}" y'

    reader = _Cells()
    reader.feed(
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"| a | b |\n|---|---|\n| {cell} | c |\n")
    )
    reader.close()

    assert reader.others == []
    assert [text.rstrip("\n") for text in reader.cells[2:]] == [f'x "{words}" y', "c"]


def test_a_receipt_looks_as_it_is_documented() -> None:
    assert receipt.write(K2) == LINE


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (LINE, {}),
        (LINE.replace("1042-1083", "1042–1083"), {}),
        (LINE.replace('"15.5', "“15.5").replace('spike"', "spike”"), {}),
        (LINE + " · retold", {"retold": True}),
        (LINE + " · second-hand", {"retold": True}),
        (LINE + " · 转述", {"retold": True}),
        (LINE + "  ", {}),
        (LINE.replace(' "15.5 trillion tokens with zero loss spike"', ""), {"quote": None}),
        (LINE.replace("15.5 trillion tokens with zero loss spike", ""), {"quote": ""}),
        (LINE.replace("(https://arxiv.org/abs/2507.20534)", "()"), {"url": ""}),
        (
            LINE.replace("(https://arxiv.org/abs/2507.20534)", "(<https://a.example/x y>)"),
            {"url": "https://a.example/x y"},
        ),
        (LINE.replace("2507.20534)", "x_(y))"), {"url": "https://arxiv.org/abs/x_(y)"}),
        (
            LINE.replace("tokens", "tokens&#10;&#124;&amp;&quot;"),
            {"quote": '15.5 trillion tokens\n|&" with zero loss spike'},
        ),
    ],
)
def test_a_receipt_is_read_as_people_keep_it(text: str, change: dict[str, object]) -> None:
    expected = {
        name: getattr(K2, name) for name in ("version", "start", "end", "title", "url", "quote", "retold")
    } | change

    assert receipt.read(text) == Evidence(**expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "see also the appendix",
        "[a link](https://a.example)",
        LINE.replace("v-9f31c2a7d0b44e1c8a55", "v-nothex"),
        LINE.replace("1042-1083", "1042"),
        LINE.replace(" · ", " - "),
        LINE + " and more",
    ],
)
def test_a_persons_own_footnote_is_no_receipt(text: str) -> None:
    assert receipt.read(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (LINE.replace("1042-1083", "1042"), True),
        ("[x](y) v-9f31c2", True),
        ("see the appendix of v-2", False),
        ("", False),
    ],
)
def test_a_broken_receipt_is_told_from_a_persons_footnote(text: str, meant: bool) -> None:
    assert receipt.looks_like_receipt(text) is meant


@pytest.mark.parametrize("written", ["&#9999999;", "&#1114112;", "&nbsp;", "&#;", "&#x41;", "&"])
def test_what_the_codec_never_writes_is_left_as_it_stands(written: str) -> None:
    assert receipt.decode(written) == written


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("[^k2.s1.1]: words", ("k2.s1.1", "words")),
        ("[^中文-1]:\twords", ("中文-1", "words")),
        ("[^a]:", ("a", "")),
        ("a [^a]: words", None),
        ("[a]: words", None),
    ],
)
def test_a_footnotes_definition(line: str, found: tuple[str, str] | None) -> None:
    assert receipt.definition(line) == found


@given(
    st.from_regex(r"[\w-]{1,12}", fullmatch=True), st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), st.integers(1, 99)
)
def test_a_label_tells_its_record_and_field(slug: str, field: str, n: int) -> None:
    label = receipt.label(slug, field, n)

    assert receipt.split_label(label) == (slug, field)
    assert receipt.REFERENCE.findall(f"words[^{label}]") == [label]


@pytest.mark.parametrize("label", ["note", "a.b", "a.b.c", ""])
def test_a_persons_label_is_not_ours(label: str) -> None:
    assert receipt.split_label(label) is None
