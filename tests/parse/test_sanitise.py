"""HTML that may be shown: nothing in it acts, loads or dresses up, and what tells stays."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench.pages import active, payloads
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.parse.sanitise import clean_html


def test_no_real_vector_leaves_anything_that_acts_or_loads(corpus: Path) -> None:
    hostile = list(payloads(corpus))

    assert len(hostile) > 1_500
    assert [(name, left) for name, html in hostile for left in active(clean_html(html))] == []


def test_cleaning_twice_changes_nothing_more(corpus: Path) -> None:
    for name, html in payloads(corpus):
        once = clean_html(html)

        assert clean_html(once) == once, name


@given(st.lists(st.sampled_from([
    "<svg>", "</svg>", "<math>", "<mtext>", "<style>", "</style>", "<script>", "</script>", "<table>", "<td>", "<a href='javascript:x'>",
    "<img src=x onerror=y>", "<!--", "-->", "<![CDATA[", "]]>", "<p title='", "'>", "</p>", "<noscript>", "<template>", "<select>", "<textarea>",
    "</textarea>", "<mglyph>", "<malignmark>", "<annotation-xml encoding='text/html'>", "<form>", "</form>", "&lt;", "words", "<title>", "<xmp>",
    "<iframe srcdoc='<p>'>", "<object data=x>", "<base href=//x>", "<meta http-equiv=refresh>", "\0", "<a href=&#106avascript:x>", '"', "`", "<plaintext>",
]), max_size=12).map("".join))  # fmt: skip
def test_no_mixture_of_pieces_leaves_anything_that_acts(html: str) -> None:
    assert active(clean_html(html)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Heading</h2>",
        "<p>Words, <em>marked</em> and <strong>more so</strong>, H<sub>2</sub>O and x<sup>2</sup>.<br>一行，<code>代码</code>。</p>",
        "<ul><li>one</li><li>two<ol><li>inner</li></ol></li></ul>",
        '<ol start="3"><li>three</li></ol>',
        "<blockquote><p>Said.</p></blockquote><hr>",
        "<pre><code>a &lt; b\n</code></pre>",
        '<table><caption>T</caption><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td>1</td><td rowspan="2">2</td></tr></tbody></table>',
        '<img src="images/a-1.png" alt="a curve">',
    ],
)
def test_harmless_markup_is_kept_as_it_is(html: str) -> None:
    assert clean_html(html) == html


@pytest.mark.parametrize("address", ["https://a.example/x?y=1&amp;z=2#f", "http://a.example", "mailto:a@b.example"])
def test_a_link_to_the_web_or_a_letter_is_kept(address: str) -> None:
    assert clean_html(f'<a href="{address}">x</a>') == f'<a href="{address}" rel="noopener noreferrer nofollow">x</a>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "//a.example/x", "/local", "x", "ftp://a.example", "tel:1", "blob:https://a.example/1", "intent://x", "https:",
        "\u2028javascript:alert(1)", "ms-settings:x", "view-source:https://a.example",
    ],
)  # fmt: skip
def test_a_link_anywhere_else_is_none(address: str) -> None:
    assert clean_html(f'<a href="{address}">x</a>') == '<a rel="noopener noreferrer nofollow">x</a>'


@pytest.mark.parametrize(
    "source",
    [
        "https://a.example/x.png", "http://a.example/x.png", "//a.example/x.png", "\\\\a.example\\x.png", "/x.png", "/\\a.example/x.png", "data:image/png;base64,R0",
        "../x.png", "a/../../x.png", "%2e%2e/x.png", "%2Fx.png", "x.svg", "x.png?y=1", "javascript:x.png", "x", "cid:1.png", "a\t//b.png",
    ],
)  # fmt: skip
def test_a_picture_from_elsewhere_is_not_loaded(source: str) -> None:
    assert clean_html(f'<img src="{source}" alt="x">') == '<img alt="x">'


@pytest.mark.parametrize(
    "html",
    [
        "<p style='color:red'>x</p>",
        "<p class='a' id='b' data-c='d' onclick='e' dir='rtl' title='t'>x</p>",
        "<p><font>x</font></p>",
        "<p><!-- no -->x</p>",
    ],
)
def test_what_dresses_up_is_gone_and_the_words_stay(html: str) -> None:
    assert clean_html(html) == "<p>x</p>"


@pytest.mark.parametrize(
    "html", ["<div>" * 100_000, "<p>" + "<em>" * 100_000, "<p>x</p>" * 500_000, "<p " + "a " * 100_000 + ">"]
)
def test_what_is_too_large_or_deep_is_refused(html: str) -> None:
    with pytest.raises(ParseError):
        clean_html(html)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nh3", None)

    with pytest.raises(ParseError, match=r"pip install 'intelog\[pages\]'"):
        clean_html("<p>x</p>")
