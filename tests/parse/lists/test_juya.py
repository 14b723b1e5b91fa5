"""A daily issue of news: every story with all its links, as its own feed has them too."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parse.links import lost, written

from intelog.model.item import Hint, Item, Parsed
from intelog.parse import lists
from intelog.text import markdown


def _read(path: Path) -> Parsed:
    return lists.read(path.read_bytes(), Hint(path.name))


@pytest.fixture(scope="session")
def issues(corpus: Path) -> dict[str, Parsed]:
    return {path.stem: _read(path) for path in sorted((corpus / "ai-news-zh-juya" / "issues").glob("*.md"))}


def _stories(issue: Parsed) -> list[Item]:
    return [item for item in issue.items if not item.is_list]


def test_every_story_is_read_with_its_section_and_all_its_links(corpus: Path, issues: dict[str, Parsed]) -> None:
    known = [json.loads(line) for line in (corpus / "ai-news-zh-juya" / "items.jsonl").read_text("utf-8").splitlines()]

    found = [
        {"date": day, "title": item.title, "section": item.section, "links": [item.url, *item.also]}
        for day, issue in issues.items()
        for item in _stories(issue)
        if item.url
    ]

    assert len(found) == 798
    assert found == [
        {"date": one["date"], "title": one["title"], "section": one["section"], "links": one["story_urls"]}
        for one in known
    ]


def test_a_story_without_a_link_is_read_too(corpus: Path, issues: dict[str, Parsed]) -> None:
    texts = [path.read_text("utf-8") for path in (corpus / "ai-news-zh-juya" / "issues").glob("*.md")]
    headings = sum(len(re.findall(r"(?m)^## .*`#\d+`$", text)) for text in texts)

    stories = [item for issue in issues.values() for item in _stories(issue)]
    unlinked = [item for item in stories if not item.url]

    assert (len(stories), len(unlinked)) == (headings, 38)
    assert all(item.key and item.text and item.section for item in unlinked)
    assert len({item.key for item in unlinked}) == 38


def test_no_link_is_lost(corpus: Path, issues: dict[str, Parsed]) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in (corpus / "ai-news-zh-juya" / "issues").glob("*.md")}

    assert sum(len(written(text)) for text in texts.values()) > 3800
    assert [address for day, text in texts.items() for address in lost(text, issues[day])] == []


def test_the_words_stand_as_they_stood(corpus: Path, issues: dict[str, Parsed]) -> None:
    for path in (corpus / "ai-news-zh-juya" / "issues").glob("*.md"):
        text = path.read_text("utf-8")

        assert all(story.text and story.text in text for story in _stories(issues[path.stem]))


def test_the_issue_is_the_list_and_has_the_day(issues: dict[str, Parsed]) -> None:
    for day, issue in issues.items():
        first, *others = issue.items

        assert (first.is_list, first.published, first.title) == (True, day, f"AI 早报 {day}")
        assert first.url == issue.url != ""
        assert "概览" in first.text
        assert not any(item.is_list or item.published for item in others)
        assert all(item.retold for item in others)


class _Words(HTMLParser):
    """What a reader of HTML sees, and the addresses, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values["href"])
        if tag == "img":
            self.images.append(values["src"])


def _letters(words: str) -> str:
    """Without white space and what HTML and Markdown write differently."""
    return re.sub(r"[\s*`>#\\-]", "", words)


# By hand: the first issue, one with an overview that links, the shortest, the one with a story that names its links
# twice, and the last, with stories that have none.
@pytest.mark.parametrize("day", ["2026-02-18", "2026-03-06", "2026-04-05", "2026-04-09", "2026-04-12"])
def test_an_issue_says_what_its_feed_says(corpus: Path, issues: dict[str, Parsed], day: str) -> None:
    feed = ET.parse(corpus / "ai-news-zh-juya" / "rss.xml")  # noqa: S314 - our own file
    (html,) = (
        one.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
        for one in feed.iter("item")
        if one.findtext("title") == day
    )
    told = re.split(r"(?=<h2>(?!概览))", html.rpartition("<hr>")[0])[1:]
    stories = _stories(issues[day])

    assert len(stories) == len(told)
    for story, entry in zip(stories, told, strict=True):
        heading, _, body = entry.partition("</h2>")
        seen = _Words(body)
        assert _letters("".join(_Words(heading).words)).startswith(_letters(story.title))
        assert _letters("".join(map(markdown.plain, story.text.splitlines()))) == _letters("".join(seen.words))
        assert [image.url for image in story.images] == seen.images
        assert [story.url, *story.also] == (list(dict.fromkeys((*_Words(heading).links, *seen.links))) or [""])


URL = st.integers(0, 50).map(lambda n: f"https://example.org/{n}")
STORY = st.tuples(st.sampled_from(["GPT-5", "模型 [1] 发布", "a*b"]), URL, st.lists(URL, max_size=3), st.booleans())


@given(st.lists(STORY, min_size=1, max_size=5))
def test_each_story_keeps_its_own_links(stories: list[tuple[str, str, list[str], bool]]) -> None:
    text = "# AI 早报 2026-01-02\n\n## 概览\n### 要闻\n" + "".join(
        f"- {title} `#{n}`\n" for n, (title, *_) in enumerate(stories, 1)
    )
    for n, (title, url, further, rule) in enumerate(stories, 1):
        related = "".join(f"- [{one}]({one})\n" for one in further)
        text += f"\n## [{title}]({url}) `#{n}`\n> words\n\n相关链接：\n{related}" + ("\n---\n" if rule else "")

    read = lists.read(text.encode(), Hint("x.md"))

    assert [(item.url, set(item.also), item.section) for item in _stories(read)] == [
        (url, {*further} - {url}, "要闻") for _, url, further, _ in stories
    ]
