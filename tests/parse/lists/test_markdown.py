"""What the readers of lists share."""

from __future__ import annotations

from pathlib import Path

import pytest

from intelog.model.document import Image, Link
from intelog.model.item import Hint, Parsed
from intelog.parse import lists
from intelog.parse.lists.markdown import Given, Span, front_of, moment_of, page_of, shown


def _given(text: str) -> Given:
    page = page_of(text)
    return page.given(Span(0, len(page.lines)))


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[a](https://a.org)", [("https://a.org", "a")]),
        ('[a [b] `c`](<https://a.org/x y> "t")', [("https://a.org/x y", "a [b] c")]),
        ("[a][1]\n\n[1]: https://a.org", [("https://a.org", "a")]),
        ("[1]: https://a.org 'Title'", [("https://a.org", "Title")]),
        ("<https://a.org>", [("https://a.org", "https://a.org")]),
        ("see https://a.org/b_(c), and", [("https://a.org/b_(c)", "https://a.org/b_(c)")]),
        ("见https://a.org/b。又", [("https://a.org/b", "https://a.org/b")]),
        ('<p><a href="https://a.org?x=1&amp;y=2">a <b>b</b></a></p>', [("https://a.org?x=1&y=2", "a b")]),
        ("w <a href='https://a.org'>a *b*</a>", [("https://a.org", "a b")]),
        ("<div>\n[a](https://a.org)\n</div>", [("https://a.org", "a")]),
        ("[![i](https://i.org)](https://a.org)", [("https://a.org", "i")]),
        ("[中文](https://例子.org/路?a=%20)", [("https://例子.org/路?a=%20", "中文")]),
        ("`[a](https://a.org)`", []),
        ("    [a](https://a.org)", []),
        ("[a](javascript:alert(1))", []),
        ("".join(f"{'  ' * n}- x\n" for n in range(24)) + "  " * 24 + "- [a](https://a.org)", [("https://a.org", "a")]),
    ],
)
def test_links_are_those_a_reader_can_follow(text: str, links: list[tuple[str, str]]) -> None:
    assert _given(text).links == tuple(Link(*one) for one in links)


def test_images_keep_their_words() -> None:
    text = "![a *b*](https://i.org/1.png) <img src='https://i.org/2.png' alt='c'>"

    assert _given(text).images == (Image("https://i.org/1.png", "a *b*", ""), Image("https://i.org/2.png", "c", ""))


def test_a_stretch_has_the_links_of_its_own_lines() -> None:
    page = page_of("[a](https://a.org)\n[b](https://b.org)\n- x\n  [c](https://c.org)\n")

    assert [[link.label for link in page.given(Span(n, n + 1)).links] for n in range(4)] == [["a"], ["b"], [], ["c"]]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Let's <think> about *it*", "Let's <think> about it"),
        ("`Vec<T>` and Map<K, V>", "Vec<T> and Map<K, V>"),
        ("<b>Bold</b> H<sub>2</sub>O <!-- no -->", "Bold H2O"),
    ],
)
def test_a_word_in_angle_brackets_is_no_tag(words: str, seen: str) -> None:
    assert shown(words) == seen


def test_front_matter_has_values_and_lists() -> None:
    front = front_of(
        "---\ntitle: 'A: b'\ntags: [a, \"b\"]\nTopics:\n- c\n- d\n# note\nsource: https://a.org\n---\nWords\n"
    )

    assert (front.values["title"], front.lists["tags"], front.lists["topics"]) == ("A: b", ("a", "b"), ("c", "d"))
    assert (front.text, front.links) == ("Words\n", (Link("https://a.org", "source"),))


@pytest.mark.parametrize("words", ["", "May", "31", "0 May 2024", "2024-13", "99999-01-01"])
def test_words_that_name_no_day_give_none(words: str) -> None:
    assert moment_of(words) == ""


def test_wide_digits_are_digits() -> None:
    assert moment_of("２０２４年５月１日") == "2024-05-01"


@pytest.mark.parametrize(
    "name",
    [
        "ai-news-zh-juya/issues/2026-03-06.md",
        "ai-papers-daily-en/issues/2025-06-02.md",
        "ai-papers-monthly-en/2024-01.md",
        "ai-timeline-en/timeline-2022-2024.yml",
        "oss-monthly-hellogithub/zh/096.md",
    ],
)
def test_a_file_with_the_line_ends_of_windows_says_the_same(corpus: Path, name: str) -> None:
    data = (corpus / name).read_bytes()

    windows = lists.read(data.replace(b"\n", b"\r\n"), Hint("x"))

    assert Parsed.from_json(windows.to_json().replace("\\r\\n", "\\n")) == lists.read(data, Hint("x"))
    assert lists.read(b"\xef\xbb\xbf" + data, Hint("x")) == lists.read(data, Hint("x"))
