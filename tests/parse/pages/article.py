"""The article that the tests of pages are about, and what a page that holds it is read as."""

from __future__ import annotations

import pytest

from intelog.errors import ParseError
from intelog.model.item import Hint, Item
from intelog.parse import pages

HERE = Hint("a.html", "https://e.example/a")
SAID = "This is a paragraph of the article that tells of the method at some length, so that it is found."
ALSO = "Here the article goes on to say what came of it, which is of course of another length than before."
SAGT = "今日，团队发布了新的大语言模型，参数量为七百二十亿，在多个基准测试上取得了领先成绩，并且价格下降一半。"


def item(html: str | bytes, hint: Hint = HERE) -> Item:
    (one,) = pages.read(html if isinstance(html, bytes) else html.encode(), hint).items
    return one


def article(inside: str, head: str = "") -> Item:
    return item(f"<html><head>{head}</head><body><article><p>{SAID}</p>{inside}<p>{ALSO}</p></article></body></html>")


def body_of(inside: str, head: str = "") -> str:
    text = article(inside, head).text
    assert text.startswith(f"{SAID}\n\n")
    assert text.endswith(f"\n\n{ALSO}")
    return text[len(SAID) + 2 : -len(ALSO) - 2]


def refusal(html: str | bytes, hint: Hint = HERE) -> str:
    with pytest.raises(ParseError) as refused:
        pages.read(html if isinstance(html, bytes) else html.encode(), hint)
    return refused.value.why
