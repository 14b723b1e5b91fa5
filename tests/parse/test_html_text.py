"""HTML as Markdown: what a reader sees stays, and nothing that a browser would run or fetch unasked."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from intelog.model.document import Image, Link
from intelog.parse.html_text import absolute, markdown_of, words_of

BASE = "https://a.example/post/"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One <b>two</b>, <i>three </i>four.<p>Five<br>- six", "One **two**, *three* four.\n\nFive  \n\\- six"),
        ("<h2>A <b>title</b></h2>text", "## A **title**\n\ntext"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li><p>a</p><p>b</p><li>c</ol>", "3. a\n\n   b\n\n4. c"),
        ("<ul><ul><li>a</ul></ul>", "- - a"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ('<pre><code class="language-py">a\n  b &lt; `c`</code></pre>', "```py\na\n  b < `c`\n```"),
        ("<pre>a<br>```</pre>", "````\na\n```\n````"),
        ("<code>a`b</code> <tt>c</tt>", "``a`b`` `c`"),
        ("<table><tr><th>a<th>b<tr><td>1|2<td><b>c</b></table>", "| a | b |\n| --- | --- |\n| 1\\|2 | **c** |"),
        ("<table><tr><td colspan=2>a<tr><td>b<td>c</table>", "| a |  |\n| --- | --- |\n| b | c |"),
        ("<table><tr><td><p>a<td><table><tr><td>b<td>c</table></table>", "a\n\n| b | c |\n| --- | --- |"),
        ("<table><caption>A</caption><tr>b<td>c<td>d</table>", "A\n\nb\n\n| c | d |\n| --- | --- |"),
        ("wow!<a href=/x>a</a> x<em><del>=</del></em>", "wow\\![a](https://a.example/x) x="),
        ("<ul><li>a<ol start=9><li>b</ol></ul>", "- a\n\n  9. b"),
        ("<h3>C #</h3>", "### C \\#"),
        ("<a href='../x?a=1&amp;b=2'>a <em>b</em></a>", "[a *b*](https://a.example/x?a=1&b=2)"),
        ("<a href=/x><h3>Card</h3><p>words</p></a>", "[Card words](https://a.example/x)"),
        ("<a href='javascript:alert(1)'>a</a><a href='#top'>b</a><a name=c>c</a>", "abc"),
        ("<img src=i.png alt='An [image]'>", "![An \\[image\\]](https://a.example/post/i.png)"),
        ("<img src='data:image/gif;base64,x' data-src=/i.png><noscript><img src=/i.png></noscript>", "![](https://a.example/i.png)"),
        ("<img src=/pixel.gif width=1 height=1>a", "a"),
        ("10<sup>5</sup>, H<sub>2</sub>O, <del>no</del>", "10^5, H2O, ~~no~~"),
        ("<math alttext='x_1'><mi>x</mi></math>", "x_1"),
        ("<dl><dt>term<dd>what it is</dl>", "**term**\n\nwhat it is"),
        ("重点<b>（甲）</b>下文，<b>乙</b>丙", "重点（甲）下文，**乙**丙"),
        ("<b><p>a</p><p>b</p></b>", "a\n\nb"),
        ("a<script>b</script><style>c</style><iframe src=x>d</iframe><select><option>e</select>f", "adf"),
        ("a<script>b", "a"),
        ("a < b, c<d, &lt;script&gt;alert(1)&lt;/script&gt;", "a \\< b, c\\<d, \\<script\\>alert(1)\\</script\\>"),
        ("<![if !vml]>a<![endif]><![CDATA[b<c]]><!-- d --><?e?>f<!-- g", "ab\\<cf"),
        ("# a\n<p>1. b<p>+ c<p>*d* _e_ [f](g) &amp;lt;", "\\# a\n\n1\\. b\n\n\\+ c\n\n\\*d\\* \\_e\\_ \\[f\\](g) \\&lt;"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes(html: str, markdown: str) -> None:
    assert markdown_of(html, BASE).markdown == markdown


def test_links_and_images_are_listed_in_order() -> None:
    html = "<a href=/1>one</a> <img src=/2.png alt=two> <video><source src=/3.mp4>no video</video>"

    _, links, images = markdown_of(html, BASE)

    assert links == (Link("https://a.example/1", "one"), Link("https://a.example/3.mp4", "video"))
    assert images == (Image("https://a.example/2.png", "two", ""),)


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("x y", "https://a.example/post/x%20y"),
        (" //b.example ", "https://b.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("JavaScript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_an_address_is_seen_from_its_base(url: str, seen: str) -> None:
    assert absolute(url, BASE) == seen


def test_a_title_is_its_words() -> None:
    assert words_of("A <b>bold</b> claim<br>&amp; <script>x</script>more") == "A bold claim & more"


@pytest.mark.parametrize(
    "part",
    [
        "<a",
        "<!--",
        "<![CDATA[",
        "<li>",
        "<b><p>",
        "<a href='",
        "<select>",
        "<td>",
        '<x y="',
        "</",
        "[&#",
        "<div>",
        "<ul>",
    ],
)
def test_hostile_nesting_takes_little_time(part: str) -> None:
    start = time.monotonic()

    markdown_of(part * 30_000)
    markdown_of(part * 30_000 + ">")

    assert time.monotonic() - start < 10


HTML = st.lists(
    st.sampled_from(
        "<p> </p> <b> </b> <i> </i> <a href='http://a.example/x_(y)'> </a> <ul> <li> </ul> <table> <tr> <td> </table> <pre> "
        "</pre> <code> </code> <blockquote> </blockquote> <h1> </h1> <br> <img\tsrc='http://a.example/i' onerror=x> <script> "
        "</script> <svg\tonload=x> <iframe\tsrc=x> <style> &lt;script&gt; * _ ` # - 1. | [x] < > \\ ! ~~ \n".split(" ")
    )
    | st.text(max_size=5)
).map("".join)


@given(HTML)
@example("<b>*</b><pre>```")
def test_no_markup_of_the_source_survives(html: str) -> None:
    markdown = markdown_of(html, BASE).markdown

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert kinds.isdisjoint({"html_block", "html_inline"})


PLAIN_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Zl", "Zp"]), min_size=1).map(
    lambda text: " ".join(text.split())
)


@given(st.lists(PLAIN_WORDS.filter(bool), min_size=1, max_size=3))
def test_words_stay_the_words_they_are(paragraphs: list[str]) -> None:
    html = "".join(f"<p>{p.replace('&', '&amp;').replace('<', '&lt;')}</p>" for p in paragraphs)

    shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown_of(html).markdown)

    assert [token.type for token in shown if token.level == 0] == ["paragraph_open", "paragraph_close"] * len(
        paragraphs
    )
    words = ["".join(child.content for child in token.children or ()) for token in shown if token.type == "inline"]
    assert words == paragraphs


def test_the_attacks_of_the_corpus_leave_nothing_active(corpus: Path) -> None:
    attacks = "\n".join(p.read_text("utf-8", "replace") for p in (corpus / "security").rglob("*xss*/*") if p.is_file())
    attacks += "\n".join(
        p.read_text("utf-8", "replace") for p in (corpus / "security/xss-bleach").rglob("*") if p.is_file()
    )

    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown_of(attacks, BASE).markdown)

    assert not re.search(
        r"<(?!/?(?:p|a|b|em|strong|img|pre|code|ul|ol|li|h\d|table|thead|tbody|tr|th|td|blockquote|br|hr|s)\b)", html
    )
    assert not re.search(r'(?:href|src)="(?!https?:|mailto:)', html)
