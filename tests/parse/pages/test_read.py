"""A web page becomes one article, or is refused with a reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench.pages import read as measured
from hypothesis import given
from hypothesis import strategies as st
from tests.parse.pages.article import ALSO, HERE, SAGT, SAID, item, refusal

from intelog.errors import ParseError
from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse import pages


def test_real_pages_are_read_better_than_by_trafilatura_alone(corpus: Path) -> None:
    done = measured(corpus)

    ours = sum(one.f1 for one in done) / len(done)
    assert len(done) == 60
    assert ours >= 0.98
    assert ours > sum(one.fast for one in done) / len(done)


def test_every_real_page_has_a_title_an_address_and_no_made_up_date(corpus: Path) -> None:
    for file in sorted((corpus / "html-extraction" / "pages").glob("*.html")):
        data = file.read_bytes()
        one = item(data, Hint(file.name, "https://e.example/page"))

        assert one.title
        assert one.url.startswith("http")
        assert one.published[:4] in ("", *(str(year) for year in range(2010, 2020))), file.name
        assert one.published[:4].encode() in data


def test_a_page_says_what_it_is() -> None:
    one = item(
        f"""<html lang="en-GB"><head><title>A new model | The Daily</title>
        <meta property="og:title" content="A new model"><meta property="og:site_name" content="The Daily">
        <link rel="canonical" href="/news/new-model"><meta name="author" content="Ada Lovelace and Alan Turing">
        <meta property="article:published_time" content="2026-01-28T08:30:00+08:00">
        <meta property="article:modified_time" content="2026-01-29"><meta property="article:tag" content="models">
        </head><body><nav><a href="/">Home</a></nav><main><h1>A new model</h1><p>{SAID}</p><p>{ALSO}</p>
        <p>See <a href="/paper">the paper</a>.</p></main><footer>© 2026 The Daily</footer></body></html>"""
    )

    assert one == Item(
        title="A new model",
        kind=Kind.PAGE,
        text=f"{SAID}\n\n{ALSO}\n\nSee [the paper](https://e.example/paper).",
        markup=Markup.MARKDOWN,
        url="https://e.example/news/new-model",
        published="2026-01-28T08:30:00+08:00",
        updated="2026-01-29",
        language="en-GB",
        authors=("Ada Lovelace", "Alan Turing"),
        topics=("models",),
        links=(Link("https://e.example/paper", "the paper"),),
    )


def test_a_chinese_page_in_its_own_encoding_is_read_as_well() -> None:
    one = item(
        f"""<html lang="zh-CN"><head><meta charset="gb2312"><title>通义千问发布新模型_示例科技网</title>
        <meta property="og:site_name" content="示例科技网"><meta name="author" content="张三、李四"><meta name="pubdate" content="2026年1月28日">
        </head><body><div class="nav"><a href="/">首页</a></div><div class="content"><h1>通义千问发布新模型</h1><p>作者：张三</p><p>{SAGT}</p>
        <h2>评测结果</h2><p>下表给出了主要的评测结果，其中数学与代码两项的提升尤为明显，训练过程也更加稳定。</p><p>责任编辑：王五</p></div>
        <div class="related"><h3>相关阅读</h3><a href="/2">另一条新闻的标题</a></div><div>版权所有 © 2024</div></body></html>""".encode(
            "gb18030"
        )
    )

    assert (one.title, one.published, one.language) == ("通义千问发布新模型", "2026-01-28", "zh-CN")
    assert one.authors == ("张三", "李四")
    assert (
        one.text
        == f"{SAGT}\n\n## 评测结果\n\n下表给出了主要的评测结果，其中数学与代码两项的提升尤为明显，训练过程也更加稳定。"
    )


def test_an_article_of_wechat_is_read_though_a_script_shows_and_dates_it() -> None:
    one = item(
        f"""<html><head><meta property="og:title" content="新模型发布"></head><body><h1 id="activity-name">新模型发布</h1><a id="js_name">示例号</a>
        <div id="js_content" style="visibility: hidden; opacity: 0;"><section><span>{SAGT}</span></section>
        <section><img data-src="https://pic.example/0?wx_fmt=png" alt="曲线"></section><p>后续团队将继续完善多语言能力，并开放更多的推理工具供开发者使用。</p></div>
        <script>var ct = "1769560200";</script></body></html>"""
    )

    assert (one.title, one.authors, one.published) == ("新模型发布", ("示例号",), "2026-01-28T00:30:00+00:00")
    assert (
        one.text
        == f"{SAGT}\n\n![曲线](https://pic.example/0?wx_fmt=png)\n\n后续团队将继续完善多语言能力，并开放更多的推理工具供开发者使用。"
    )


@given(st.lists(st.sampled_from([
    b"<html lang=\xff>", b"<table>", b"<tr>", b"<td colspan=9 rowspan=9>", b"</table>", b"<pre>", b"<li>", b"<ol start=99999999999999999999>", b"<math>", b"<mfrac>", b"</math>",
    b'<script type="math/tex">', b"</script>", b"<span class=katex>", b"</span>", b"</p>", b"\0", b"\xff", b'<base href="http://[">', b'<a href="http://[x">', b"</a>",
    b'<img srcset=", ,">', b"<img src=http://x/y width=\xc2\xb2 alt=z>", b"<svg>", b"&#xD800;", b"&#0;", b'<time datetime="2026-01-01T99:99Z">', b"<noscript><img>", b"<select>",
    b"<plaintext>", b"<frameset>", b"<?php", b"<![CDATA[", b"<figcaption>", b"<dl><dt>", b"<sup><a href=#x>", b"<blockquote>", b"<h1>", b"<br>", b"<code>", b"`", b"$$", b"<p hidden>",
    b'<script type="application/ld+json">{"@type":["Article"],"author":[null,{"name":1}],"articleBody":[]}', b"<meta name=date content=\xe2\x91\xa0>", SAGT.encode(), SAID.encode(),
]), max_size=15).map(b"".join))  # fmt: skip
def test_any_mixture_of_pieces_is_read_or_refused(data: bytes) -> None:
    try:
        parsed = pages.read(b"<p>" + data, HERE)
    except ParseError:
        return
    assert Parsed.from_json(parsed.to_json()) == parsed
    parsed.to_json().encode()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)

    assert refusal(f"<p>{SAID}</p>").endswith("pip install 'intelog[pages]'")
