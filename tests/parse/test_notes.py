"""Notes: one item a file, with the title, day, tags and links that it gives itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parse.links import lost, without_code

from intelog.errors import ParseError
from intelog.model.document import Image, Kind, Link
from intelog.model.item import Hint, Item
from intelog.parse import notes


def _note(text: str, name: str = "note.md") -> Item:
    (item,) = notes.read(text.encode(), Hint(name)).items
    return item


@pytest.mark.parametrize(("who", "count"), [("simonw", 249), ("jbranchaud", 908)])
def test_every_note_is_one_item_and_loses_no_link_or_cell(corpus: Path, who: str, count: int) -> None:
    paths = sorted((corpus / f"til-en-{who}").glob("*/*.md"))

    assert len(paths) == count
    for path in paths:
        text = path.read_text("utf-8")
        parsed = notes.read(path.read_bytes(), Hint(path.name))
        (item,) = parsed.items

        assert item.kind is Kind.NOTE
        assert re.sub(r"\W", "", text).startswith(re.sub(r"\W", "", item.title))
        assert item.text == text.strip("\n").rstrip()
        assert lost(without_code(text), parsed) == []


OBSIDIAN = """---
title: "Attention: a note"
aliases:
  - Transformers
  - 注意力
tags: [ai/models, "大模型"]
created: 2026-01-31
author: Someone
---
# Another heading

See [[Scaling Laws|laws]], [[Chinchilla#Results]] and ![[figure.png|300]] #todo/read, not `#code` or `[[code]]`.

> [!note] A callout
> with [a link](https://a.org).

| model | note |
|---|---|
| GPT | [[GPT\\|the first]] <a href="https://b.org/?a=1&amp;b=2">b</a> |

```
#code [[code]] https://code.org
```
"""


def test_an_obsidian_note_is_read() -> None:
    note = _note(OBSIDIAN)

    assert (note.title, note.published, note.authors) == ("Attention: a note", "2026-01-31", ("Someone",))
    assert note.topics == ("ai/models", "大模型", "Transformers", "注意力", "todo/read")
    assert note.text.startswith("# Another heading\n\nSee [[Scaling")
    assert note.text.endswith("https://code.org\n```")
    assert set(note.links) == {
        Link("https://a.org", "a link"),
        Link("https://b.org/?a=1&b=2", "b"),
        Link("Scaling Laws", "laws"),
        Link("Chinchilla#Results", "Chinchilla#Results"),
        Link("GPT", "the first"),
    }
    assert note.images == (Image("figure.png", "", ""),)


def test_a_logseq_page_is_read() -> None:
    note = _note(
        "title:: Scaling\ntags:: [[AI]], 大模型\n\n- A thought #[[deep learning]]\n  id:: 6a\n\t- [paper](https://a.org)\n",
        "2026_01_31.md",
    )

    assert (note.title, note.published) == ("Scaling", "2026-01-31")
    assert note.topics == ("AI", "大模型", "deep learning")
    assert "https://a.org" in [link.url for link in note.links]


def test_a_service_export_is_read_by_the_lines_under_its_title() -> None:
    note = _note("# A page\n\nCreated: January 31, 2026 8:15 AM\nTags: ai, 模型\nURL: https://a.org/x\n\nWords.\n")

    assert (note.title, note.published, note.topics) == ("A page", "2026-01-31", ("ai", "模型"))
    assert (note.url, note.retold) == ("https://a.org/x", True)
    assert note.text.startswith("# A page\n\nCreated:")


def test_words_under_a_title_that_only_look_like_a_value_say_nothing() -> None:
    note = _note("# A page\n\nDate: some say it was 2026-01-31,\nand others do not.\n")

    assert note.published == ""


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("2026", "2026"),
        ("2026-01", "2026-01"),
        ("2026/1/31", "2026-01-31"),
        ("'2026-01-31'", "2026-01-31"),
        ("2026-01-31T08:00:00+08:00", "2026-01-31T08:00:00+08:00"),
        ("2026-01-31 08:00:00 +0800", "2026-01-31T08:00:00+08:00"),
        ("2026-01-31 08:00:00Z", "2026-01-31T08:00:00Z"),
        ("2026-01-31T08:00", "2026-01-31"),  # an hour without an offset is no instant
        ("2026年1月31日", "2026-01-31"),
        ("Jan 31st, 2026", "2026-01-31"),
        ("2026-02-31", ""),
        ("{{date}}", ""),
    ],
)
def test_a_note_is_dated_as_exactly_as_it_says(said: str, known: str) -> None:
    assert _note(f"---\ndate: {said}\n---\nWords.\n").published == known


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("2026-01-31.md", "2026-01-31"),
        ("20260131 talk.md", "2026-01-31"),
        ("2026_01_31.md", "2026-01-31"),
        ("talk-2026-01-31-notes.md", "2026-01-31"),
        ("2026-01.md", ""),
        ("2026-0131.md", ""),
        ("202601311200.md", ""),
        ("20261331.md", ""),
        ("2026.01.31.md", ""),
    ],
)
def test_a_file_name_gives_a_day_in_three_forms(name: str, known: str) -> None:
    assert _note("Words.\n", name).published == known


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Said\n---\n# Headed\n", "Said"),
        ("Words.\n\n## *Headed* `code` <think>\n", "Headed code <think>"),
        ("Words.\n", "file name"),
        ("```\n# code\n```\n", "file name"),
        ("", "file name"),
        ("\ufeff# Headed\r\n\r\nWords.\r\n", "Headed"),
    ],
)
def test_a_note_is_called_what_it_calls_itself(text: str, title: str) -> None:
    assert _note(text, "file name.md").title == title


@pytest.mark.parametrize(
    "text", ["---\nA line.\n\nMore: words\n---\nEnd.\n", "---\n\n# Heading\n", "----\na: b\n---\n"]
)
def test_a_line_across_the_top_is_no_front_matter(text: str) -> None:
    assert _note(text).text == text.rstrip()


def test_a_note_about_a_page_retells_it() -> None:
    note = _note("---\nsource: https://a.org/x\n---\nMy words.\n")

    assert (note.url, note.retold, note.links) == ("https://a.org/x", True, (Link("https://a.org/x", "source"),))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ParseError):
        notes.read(b"\x89PNG\xff", Hint("x.md"))


@given(st.text(max_size=200) | st.text(alphabet="-#*[]()<>`|!\n\r\t :.a1/{}\"'", max_size=120))
def test_any_text_is_a_note(text: str) -> None:
    note = _note(text)

    assert note == _note(text)
    assert re.sub(r"\s", "", note.text) in re.sub(r"\s", "", text)
