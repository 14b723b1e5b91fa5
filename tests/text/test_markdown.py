"""Markdown inline text: plain words stay those words in any renderer, and read back."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from intelog.text import markdown

SIGNS = [
    *"\\`*_[]<>~|$&;#+=-1.!()^:/@ '\"{}aB中。",
    *("&amp;", "&#49;", "~~", "**", "![", "](", "www.a.b", "http://a.b", "\u00a0", "1.", "- "),
]
LINES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))) | st.lists(
    st.sampled_from(SIGNS), max_size=24
).map("".join)
LAW = settings(max_examples=500, deadline=None)

COMMONMARK = MarkdownIt("commonmark").enable("strikethrough")
GFM = MarkdownIt("commonmark").enable(["strikethrough", "table"])


class _Words(HTMLParser):
    """The words of rendered HTML, each kept with the cell it stands in; any other element shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.cells.append("")
        elif tag not in ("p", "table", "thead", "tbody", "tr"):
            self.cells[-1] += f"<{tag}>"

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


def rendered(html: str) -> list[str]:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return [cell.strip("\n") for cell in reader.cells]


def one_line(words: str) -> str:
    return " ".join(words.split())


@LAW
@given(LINES)
def test_escaped_words_read_back_as_themselves(words: str) -> None:
    assert markdown.plain(markdown.escape(words)) == one_line(words)


@LAW
@given(LINES)
def test_escaped_words_are_rendered_as_themselves(words: str) -> None:
    assert rendered(COMMONMARK.render(markdown.escape(words))) == [one_line(words)]


@LAW
@given(LINES)
def test_escaped_words_are_rendered_as_themselves_in_a_table_cell(words: str) -> None:
    escaped = markdown.escape(words)

    cells = rendered(GFM.render(f"| a | b |\n|---|---|\n| {escaped} | c |\n"))

    assert cells[3:] == [one_line(words), "c"]


@LAW
@given(LINES, LINES)
def test_escaped_words_stay_themselves_between_other_words(before: str, words: str) -> None:
    together = f"x {markdown.escape(before)} y {markdown.escape(words)} z"

    assert rendered(COMMONMARK.render(together)) == [f"x {one_line(before)} y {one_line(words)} z"]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("plain words, 15.5 % of them", "plain words, 15.5 % of them"),
        ("snake_case_name", "snake_case_name"),
        ("_around_", r"\_around\_"),
        ("~80 % to ~90 %", r"\~80 % to \~90 %"),
        ("$5 to $6", r"\$5 to \$6"),
        ("R&D at AT&T; and so on", r"R&D at AT\&T; and so on"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("2026 is no list", "2026 is no list"),
        ("- no bullet", r"\- no bullet"),
        ("a | b", r"a \| b"),
        ("[^k2]", r"\[^k2\]"),
        ("two\nlines", "two lines"),
    ],
)
def test_words_are_escaped_no_more_than_they_need(words: str, written: str) -> None:
    assert markdown.escape(words) == written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Kimi** *K2* `code` ~~old~~", "Kimi K2 code old"),
        ("[label](https://a.example/x_(y)) after", "label after"),
        ("![alt words](https://a.example/i.png) after", "alt words after"),
        ("<https://a.example/>", "https://a.example/"),
        ("a<br>b <font color=red>c</font>", "ab c"),
        ("&lt;tag&gt; &#124; &amp;", "<tag> | &"),
        (r"\*kept\*", "*kept*"),
        ("one  \ntwo", "one two"),
        ("中文**加粗**的词", "中文加粗的词"),
        ("alnum", "alnum"),
        ("", ""),
    ],
)
def test_the_words_of_markdown_are_what_a_reader_sees(text: str, words: str) -> None:
    assert markdown.plain(text) == words


ADDRESSES = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(st.sampled_from(SIGNS), max_size=20).map(
    "".join
)


@LAW
@given(LINES, ADDRESSES)
def test_a_link_reads_back_as_its_label_and_address(words: str, url: str) -> None:
    label = markdown.escape(words)

    written = markdown.link(label, url)

    assert markdown.links(f"before {written} after") == [(label, url)]
    assert markdown.only_link(written) == (label, url)


@LAW
@given(LINES, st.lists(st.sampled_from([*SIGNS, "%20", "?a=1&b=2", "&copy=3", "#x"]), max_size=12).map("".join))
def test_a_link_is_rendered_as_a_link_to_its_address(words: str, tail: str) -> None:
    url = f"https://a.example/{tail}"

    tokens = COMMONMARK.parseInline(markdown.link(markdown.escape(words), url))[0].children or []

    assert tokens[0].type == "link_open"
    assert tokens[0].attrs["href"] == COMMONMARK.normalizeLink(url)


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x_(y)", "<https://a.example/x_(y)>"),
        ("https://a.example/a b", "<https://a.example/a b>"),
        ("https://a.example/a|b", "https://a.example/a&#124;b"),
        ("https://a.example/?a=1&copy;=2", "https://a.example/?a=1&#38;copy;=2"),
    ],
)
def test_an_address_is_written_as_it_stands_where_it_can_be(url: str, written: str) -> None:
    assert markdown.link("x", url) == f"[x]({written})"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (r"https://a.example/\(x\)", "https://a.example/(x)"),
        ("https://a.example/?a=1&amp;b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/&#x7C;", "https://a.example/|"),
        ("https://a.example/&nosuch;", "https://a.example/&nosuch;"),
        ("https://a.example/&#9999999;", "https://a.example/&#9999999;"),
    ],
)
def test_an_address_is_read_as_markdown_reads_it(written: str, url: str) -> None:
    assert markdown.address(written) == url


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](https://a.example) and [b](<https://b.example/x y>)", [("a", "https://a.example"), ("b", "https://b.example/x y")]),
        ("![image](https://a.example/i.png)", []),
        ("[a [nested] b](https://a.example)", [("a [nested] b", "https://a.example")]),
        ("[empty]()", [("empty", "")]),
        ("no link [here] (at all)", []),
    ],
)  # fmt: skip
def test_links_of_a_line(text: str, found: list[tuple[str, str]]) -> None:
    assert markdown.links(text) == found


@pytest.mark.parametrize("text", ["", "[a](https://a.example) more", "words"])
def test_what_is_more_or_less_than_a_link_is_not_only_a_link(text: str) -> None:
    assert markdown.only_link(text) is None


def test_bare_addresses_are_not_read_by_anyone() -> None:
    assert markdown.without_addresses("see https://a.example/x?y=1 and www.b.example，好") == "see  and ，好"
