"""What a page says of itself is taken from where it says it, and nothing is made up."""

from __future__ import annotations

import pytest
from tests.parse.pages.article import ALSO, SAID, article, item


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>A thing - Some Site</title><meta property='og:site_name' content='Some Site'>", "A thing"),
        ("<title>Some Site | A thing</title><meta property='og:site_name' content='Some Site'>", "A thing"),
        ("<title>A thing — with a dash</title>", "A thing — with a dash"),
        ("<title>标题_示例网</title><meta property='og:site_name' content='示例网'>", "标题"),
        ("<title>x</title><meta property='og:title' content='Said &amp;amp; shared'>", "Said & shared"),
        ("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"In data\"}</script><title>x</title>", "In data"),
        ("<title>A thing | e.example</title>", "A thing"),
    ],
)  # fmt: skip
def test_a_title_is_without_the_name_of_its_site(head: str, title: str) -> None:
    assert article("", head).title == title


@pytest.mark.parametrize(
    "inside",
    [
        "<footer>© 2024 The Site</footer>",
        "<p>Copyright 2024</p>",
        "<div>最后更新：昨天</div>",
        "<p>In 2023 it was otherwise.</p>",
    ],
)
def test_a_date_that_is_not_given_is_not_made_up(inside: str) -> None:
    one = article(inside)

    assert (one.published, one.updated) == ("", "")


def test_the_time_of_the_article_is_not_that_of_a_comment() -> None:
    one = item(
        f"""<body><div class="sidebar"><time datetime="2020-01-01">x</time></div><article><time datetime="2026-01-02">2 Jan</time><p>{SAID}</p>
        <p>{ALSO}</p><div class="comments"><time datetime="2026-03-03">later</time></div></article></body>"""
    )

    assert one.published == "2026-01-02"
