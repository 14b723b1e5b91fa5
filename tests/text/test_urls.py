"""Addresses: one canonical form for each thing, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.text.addresses import DIFFERENT, SAME, pairs

from intelog.text.urls import canonical, is_address, is_front_page, is_listing


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2507.20534",
        "http://arxiv.org/abs/2507.20534v2",
        "https://www.arxiv.org/pdf/2507.20534",
        "https://arxiv.org/pdf/2507.20534v1.pdf",
        "https://arxiv.org/html/2507.20534v3",
        "https://arxiv.org/abs/2507.20534/",
        "https://arxiv.org/abs/2507.20534#S1",
        "https://arxiv.org/abs/2507.20534?context=cs",
        "https://export.arxiv.org/abs/2507.20534",
        "https://www.alphaxiv.org/abs/2507.20534v2",
        "https://www.alphaxiv.org/overview/2507.20534",
        "https://ar5iv.labs.arxiv.org/html/2507.20534",
        "https://ar5iv.org/abs/2507.20534",
        "https://doi.org/10.48550/arXiv.2507.20534",
        " HTTPS://ARXIV.ORG/abs/2507.20534 ",
    ],
)
def test_one_arxiv_paper_has_one_form(url: str) -> None:
    assert canonical(url) == "arxiv:2507.20534"


@pytest.mark.parametrize(
    ("url", "paper"),
    [
        ("https://arxiv.org/abs/hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("https://arxiv.org/abs/math.GT/0309136", "arxiv:math/0309136"),
        ("https://arxiv.org/pdf/cs/0112017.pdf", "arxiv:cs/0112017"),
        ("https://arxiv.org/abs/0704.0001", "arxiv:0704.0001"),
    ],
)
def test_old_arxiv_addresses_are_known(url: str, paper: str) -> None:
    assert canonical(url) == paper


@pytest.mark.parametrize(
    "url", ["https://arxiv.org/list/cs.CL/recent", "https://arxiv.org/abs/", "https://arxiv.org/a/smith_j_1"]
)
def test_other_pages_of_arxiv_are_pages(url: str) -> None:
    assert canonical(url).startswith("https://arxiv.org/")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch?v=AVJIqQi11lM&t=1231s",
        "https://youtube.com/watch?v=AVJIqQi11lM&list=x&si=1",
        "http://m.youtube.com/watch?feature=share&v=AVJIqQi11lM",
        "https://youtu.be/AVJIqQi11lM?t=3",
        "https://youtu.be/AVJIqQi11lM/",
        "https://www.youtube.com/embed/AVJIqQi11lM",
        "https://www.youtube.com/shorts/AVJIqQi11lM",
        "https://www.youtube.com/live/AVJIqQi11lM?si=2",
        "https://www.youtube-nocookie.com/embed/AVJIqQi11lM",
    ],
)
def test_one_video_has_one_form(url: str) -> None:
    assert canonical(url) == "https://www.youtube.com/watch?v=AVJIqQi11lM"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://youtube.com/@channel", "https://youtube.com/@channel"),
        ("https://www.youtube.com/watch", "https://youtube.com/watch"),
        ("https://youtu.be/", "https://youtu.be"),
        ("https://www.bilibili.com/video/BV1?spm_id_from=333.1&vd_source=x&p=2", "https://bilibili.com/video/BV1?p=2"),
        ("http://Example.COM/Path/", "https://example.com/Path"),
        ("https://example.com/?utm_source=a&utm_medium=b&fbclid=c&b=2&a=1", "https://example.com?a=1&b=2"),
        ("https://example.com/x?ref=hn&ref_src=y&share_token=t", "https://example.com/x"),
        ("https://example.com/x?reference=1", "https://example.com/x?reference=1"),
        ("https://example.com/x?a=&b", "https://example.com/x?a=&b="),
        ("https://example.com/x#part", "https://example.com/x"),
        ("http://example.com:80/x", "https://example.com/x"),
        ("https://example.com:443/x", "https://example.com/x"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("https://user:secret@example.com/x", "https://example.com/x"),
        ("https://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("https://www.www.com/x", "https://www.com/x"),
        ("https://例子.cn/路径", "https://例子.cn/路径"),
    ],
)
def test_what_does_not_change_the_page_is_left_out(url: str, form: str) -> None:
    assert canonical(url) == form


@pytest.mark.parametrize(
    "text",
    ["", "not an address", "mailto:a@example.com", "ftp://example.com/x", "arxiv:2507.20534", "https://", "https://[broken", "https://a.example:99999/", "https://a b/"],
)  # fmt: skip
def test_what_is_no_http_address_comes_back_as_it_is(text: str) -> None:
    assert canonical(text) == text
    assert not is_front_page(text)


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://openai.com/", True),
        ("https://www.openai.com", True),
        ("http://openai.com/#news", True),
        ("https://openai.com/index/tolan/", False),
        ("https://openai.com/?p=3", False),
        ("https://arxiv.org/abs/2507.20534", False),
    ],
)
def test_a_bare_host_is_a_front_page(url: str, front: bool) -> None:
    assert is_front_page(canonical(url)) is front


@pytest.mark.parametrize(
    "url",
    [
        "https://www.a.example/", "https://a.example/index.html", "https://huggingface.co/blog", "https://a.example/zh-cn/news/", "https://a.example/en/blog",
        "https://openai.com/research", "https://a.example/news?page=2", "https://a.example/blog/page/3", "https://a.example/archive/2026/02",
        "https://a.example/tag/agents", "https://a.example/blog/category/ai/", "https://dev.to/t/ai", "https://github.com/trending", "https://github.com/trending/python?since=daily",
        "https://github.com/topics/llm", "https://huggingface.co/papers", "https://huggingface.co/papers/date/2026-01-28", "https://news.ycombinator.com/newest",
        "https://a.example/company/newsroom", "https://a.example/资讯",
    ],
)  # fmt: skip
def test_a_page_under_which_different_things_are_announced_is_a_listing(url: str) -> None:
    assert is_listing(canonical(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://huggingface.co/blog/daggr", "https://a.example/news/2026/02/02/a-title", "https://a.example/posts/12", "https://a.example/blog?id=3",
        "https://a.example/about", "https://a.example/product", "https://github.com/a/blog", "https://github.com/research/news", "https://github.com/a",
        "https://www.toutiao.com/trending/7603003215299149878/", "https://wallstreetcn.com/articles/3764901", "https://arxiv.org/abs/2507.20534",
        "https://a.example/blog#!/a", "", "no address", "https://news.ycombinator.com/item?id=1", "https://openai.com/index/tolan",
    ],
)  # fmt: skip
def test_a_page_of_one_thing_is_none(url: str) -> None:
    assert not is_listing(canonical(url))


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_two_ways_to_write_one_address_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), pairs(DIFFERENT))
def test_two_things_are_never_made_one(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


JUDGED = sorted({url for table in (SAME, DIFFERENT) for pair in pairs(table) for url in pair})


@pytest.mark.parametrize("url", JUDGED)
def test_where_it_was_shared_does_not_show(url: str) -> None:
    page, mark, route = url.partition("#")
    shared = f"{page}{'&' if '?' in page else '?'}utm_source=weibo&utm_medium=social{mark}{route}"

    assert canonical(shared) == canonical(url)


HOSTS = [
    "arxiv.org", "www.www.a.example", "youtu.be", "youtube.com", "a.example", "www.", "a.example:80", "a:1", "[::1]", "doi.org", "[v1.a]", "m.m.co.uk",
    "m.weibo.cn", "github.com", "x.com", "redd.it", "en.m.wikipedia.org", "mp.weixin.qq.com", "www.google.com", "xn--fsqu00a.cn", "xn--a.xn--", "ſ。K.", "a.cdn.ampproject.org",
    "link.zhihu.com", "huggingface.co",
]  # fmt: skip
HEADS = [
    "/", "?", "", "/watch?v=", "/embed/", "/abs/2507.20534", "/10.48550/arXiv.2507.20534", "?utm_source=", "/url?q=https://", "/amp/s/", "/c/s/www.a.b/", "?target=http%3A%2F%2Fm.",
    "/a/b/tree/main", "/w/index.php?title=", "/a-b-c/amp", "/index.html/", "/x/index.html", "/comments/1", "/a/status/1", "/#!/", "/;jsessionid=", "/%2e%2E/%25",
]  # fmt: skip
TAILS = st.text(st.sampled_from("abv/?#&=%:@.[]~ +;2571w!\\\u3000"), max_size=20) | st.text(max_size=10)
URLS = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp"]),
    st.sampled_from(HOSTS),
    st.sampled_from(HEADS),
    TAILS,
)
ANY = URLS | st.text() | st.text(st.characters(codec=None)) | st.builds("{}{}".format, st.sampled_from(JUDGED), TAILS)


@settings(max_examples=1000, deadline=None)
@given(ANY)
def test_the_canonical_form_is_its_own_canonical_form(url: str) -> None:
    once = canonical(url)

    assert canonical(once) == once
    assert is_front_page(once) <= is_listing(once) <= is_address(once)


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_what_is_no_http_address_is_never_changed(url: str) -> None:
    if not url.strip().casefold().startswith(("http:", "https:")):
        assert canonical(url) == url
