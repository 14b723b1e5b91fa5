"""Hacker News: stories from both of its interfaces, with how they were received."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.document import Kind, Link
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.hacker_news import read

HINT = Hint("8863.json", "https://hacker-news.firebaseio.com/v0/item/8863.json", "application/json")
STORY: dict[str, Any] = {
    "by": "dhouston", "descendants": 71, "id": 8863, "kids": [9224], "score": 104, "time": 1175714200, "type": "story",
    "title": "My YC app: Dropbox - Throw away your USB drive", "url": "http://www.getdropbox.com/u/2/screencast.html",
}  # fmt: skip
ASKED: dict[str, Any] = {"by": "tel", "descendants": 16, "id": 121003, "score": 1, "time": 1203647620, "type": "story",
                         "title": "Ask HN: The Arc Effect"}  # fmt: skip
HIT: dict[str, Any] = {
    "objectID": "8863", "title": "My YC app", "url": None, "author": "dhouston", "points": 104, "num_comments": None,
    "created_at": "2007-04-04T19:16:40Z", "story_text": None, "_tags": ["story", "author_dhouston"],
}  # fmt: skip


def parsed(answer: object) -> Parsed:
    return read(json.dumps(answer).encode(), HINT)


def asked(html: str) -> Item:
    (item,) = parsed(ASKED | {"text": html}).items
    return item


@pytest.mark.parametrize("answer", [STORY, [STORY]])
def test_a_story_is_read_alone_and_in_a_list(answer: object) -> None:
    (item,) = parsed(answer).items

    assert (item.kind, item.key, item.authors) == (Kind.POST, "hn:8863", ("dhouston",))
    assert item.url == "http://www.getdropbox.com/u/2/screencast.html"
    assert item.also == ("https://news.ycombinator.com/item?id=8863",)
    assert item.published == "2007-04-04T19:16:40+00:00"
    assert item.text == "104 points, 71 comments on Hacker News"


def test_a_search_gives_the_same_story() -> None:
    (item,) = parsed({"hits": [HIT], "nbHits": 1, "page": 0}).items

    assert (item.key, item.url) == ("hn:8863", "https://news.ycombinator.com/item?id=8863")
    assert (item.published, item.text) == ("2007-04-04T19:16:40Z", "104 points on Hacker News")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("It&#x27;s <i>the</i> question", "It's *the* question"),
        ("One.<p>Two &amp; three.", "One.\n\nTwo & three."),
        ("<p>a *b* &lt;script&gt;", "a \\*b\\* \\<script\\>"),
        (
            'See <a href="https:&#x2F;&#x2F;a.example&#x2F;long" rel="nofollow">https:&#x2F;&#x2F;a.ex...</a>.',
            "See <https://a.example/long>.",
        ),
        ('<a href="https://a.example/">here</a> it is', "[here](https://a.example/) it is"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("So:<p><pre><code>a = 1\n  b\n</code></pre>\nend", "So:\n\n```\na = 1\n  b\n```\n\nend"),
        ("<i></i>x", "x"),
        ("<i>never closed", "*never closed*"),
        ("<b>bold</b>", "bold"),
    ],
)
def test_what_was_asked_is_markdown(html: str, markdown: str) -> None:
    assert asked(html).text == f"{markdown}\n\n1 point, 16 comments on Hacker News"


def test_links_of_the_text_are_kept() -> None:
    assert asked('<a href="https://a.example/">here</a>').links == (Link("https://a.example/", "here"),)


def test_comments_and_what_was_taken_down_are_named_and_left_out() -> None:
    comment = {"id": 1, "type": "comment", "text": "x"}

    answer = parsed([comment, {"id": 2, "deleted": True, "type": "story"}, None, STORY, 7])

    assert [item.key for item in answer.items] == ["hn:8863"]
    assert [(one.where, one.why) for one in answer.unread] == [
        ("entry 1", "1 is a comment, not a story"),
        ("entry 2", "2 was taken down"),
        ("entry 3", "there is no such item"),
        ("entry 5", "a bare number: a list of ids, not of items"),
    ]


def test_a_text_without_end_is_refused() -> None:
    answer = parsed([ASKED | {"text": "<!--" * 100_000}, STORY])

    assert [one.why for one in answer.unread] == ["the text of 121003 is longer than 65,536 signs"]


def test_nothing_found_is_an_answer() -> None:
    assert parsed({"hits": [], "nbHits": 0}) == Parsed()


@pytest.mark.parametrize(
    "data", [b"", b"null", b"{}", b"\xff", b"[1, 2]", b"[" * 100_000, b'{"error": "Permission denied"}']
)
def test_what_is_no_answer_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ParseError) as refused:
        read(data, HINT)

    assert refused.value.why


@given(st.text())
def test_any_text_is_read(html: str) -> None:
    assert asked(html).text.endswith("1 point, 16 comments on Hacker News")


@given(st.dictionaries(st.sampled_from([*STORY, "text"]), st.none() | st.integers() | st.text() | st.lists(st.none())))
def test_any_object_is_read_or_refused(fields: dict[str, Any]) -> None:
    with suppress(ParseError):
        read(json.dumps([STORY | fields]).encode(), HINT).to_json().encode()
