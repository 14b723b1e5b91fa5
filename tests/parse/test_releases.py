"""GitHub's answers: releases and repositories, and what it says when it refuses."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.document import Kind, Markup
from intelog.model.item import Hint, Parsed, Unread
from intelog.parse.releases import read

HINT = Hint("releases", "https://api.github.com/repos/o/r/releases", "application/json")
RELEASE: dict[str, Any] = {
    "id": 1, "html_url": "https://github.com/vllm-project/vllm/releases/tag/v0.9.0", "tag_name": "v0.9.0", "name": "v0.9.0",
    "draft": False, "prerelease": False, "created_at": "2026-01-20T08:00:00Z", "published_at": "2026-01-28T08:00:00Z",
    "author": {"login": "simon-mo"}, "body": "## Highlights\r\n\r\n* Faster by 20 %",
}  # fmt: skip
REPOSITORY: dict[str, Any] = {
    "id": 2, "full_name": "o/r", "html_url": "https://github.com/o/r", "description": "Runs *models*", "homepage": "https://r.example/",
    "created_at": "2025-12-01T00:00:00Z", "pushed_at": "2026-01-28T00:00:00Z", "stargazers_count": 1204, "forks_count": 1,
    "language": "Rust", "license": {"spdx_id": "MIT"}, "topics": ["llm", "inference"], "owner": {"login": "o"}, "archived": False,
}  # fmt: skip
TAG = {"name": "v1", "zipball_url": "https://api.github.com/z", "commit": {"sha": "0"}, "node_id": "x"}


def parsed(answer: object) -> Parsed:
    return read(json.dumps(answer).encode(), HINT)


@pytest.mark.parametrize("answer", [RELEASE, [RELEASE]])
def test_a_release_is_read_alone_and_in_a_list(answer: object) -> None:
    (item,) = parsed(answer).items

    assert (item.kind, item.markup) == (Kind.RELEASE, Markup.MARKDOWN)
    assert (item.title, item.url) == ("vllm-project/vllm v0.9.0", RELEASE["html_url"])
    assert item.text == "## Highlights\n\n* Faster by 20 %"
    assert (item.published, item.authors) == ("2026-01-28T08:00:00Z", ("simon-mo",))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("0.9.0", "vllm-project/vllm v0.9.0"),
        (None, "vllm-project/vllm v0.9.0"),
        ("The fast one", "vllm-project/vllm v0.9.0: The fast one"),
    ],
)
def test_a_name_is_told_where_it_says_more_than_the_tag(name: str | None, title: str) -> None:
    (item,) = parsed(RELEASE | {"name": name}).items

    assert item.title == title


def test_a_pre_release_says_so() -> None:
    (item,) = parsed(RELEASE | {"prerelease": True}).items

    assert item.topics == ("pre-release",)


def test_a_draft_and_a_tag_are_named_and_left_out() -> None:
    answer = parsed([RELEASE | {"draft": True, "published_at": None}, TAG, RELEASE, None])

    assert len(answer.items) == 1
    assert [one.where for one in answer.unread] == ["entry 1", "entry 2", "entry 4"]


def test_a_search_gives_repositories() -> None:
    answer = parsed({"total_count": 1, "incomplete_results": False, "items": [REPOSITORY]})

    (item,) = answer.items
    assert (item.kind, item.title, item.url) == (Kind.REPOSITORY, "o/r", "https://github.com/o/r")
    assert item.text == "Runs \\*models\\*\n\n1204 stars, 1 fork, Rust, MIT"
    assert (item.topics, item.also) == (("llm", "inference"), ("https://r.example/",))
    assert (item.published, item.updated) == ("2025-12-01T00:00:00Z", "2026-01-28T00:00:00Z")
    assert answer.unread == ()


def test_results_that_github_calls_incomplete_are_called_so() -> None:
    answer = parsed({"total_count": 9, "incomplete_results": True, "items": []})

    assert answer.unread == (
        Unread("the search", "GitHub ran out of time: it says that its results are incomplete"),
    )  # fmt: skip


def test_no_release_yet_is_an_answer() -> None:
    assert parsed([]) == Parsed()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            {"message": "API rate limit exceeded for 203.0.113.7. (But here's the good news: ...)"},
            "GitHub answers: API rate limit exceeded; ask again later",
        ),
        ({"message": "You have exceeded a secondary rate limit. Please wait."}, "ask again later"),
        ({"message": "Not Found", "status": "404"}, "GitHub answers: Not Found"),
        ([TAG], "a tag, not a release"),
        ({}, "neither a release nor a repository"),
        (7, "not a JSON object"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(answer: object, why: str) -> None:
    with pytest.raises(ParseError, match=why) as refused:
        parsed(answer)

    assert "203.0.113.7" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"JSON|UTF-8"):
        read(data, HINT)


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.none(), max_size=2)


@given(st.dictionaries(st.sampled_from([*RELEASE, *REPOSITORY]), VALUES))
def test_any_object_is_read_or_refused(fields: dict[str, Any]) -> None:
    with suppress(ParseError):
        read(json.dumps([RELEASE | fields, REPOSITORY | fields]).encode(), HINT).to_json().encode()
