"""From a learning log's entries to notes: every entry one document, and what looks odd is said."""

from __future__ import annotations

from datetime import UTC, date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.gather import learning_log
from intelog.gather.outcome import Remark, Skipped
from intelog.grammar import learning_log as grammar
from intelog.model.document import Document, Kind, Markup, Origin, Reading
from intelog.model.language import Language


def found(text: str) -> list[Reading | Skipped | Remark]:
    return list(learning_log.documents(grammar.read(text), file="log.md", where="notes/log.md"))


def notes(text: str) -> list[Document]:
    return [one.document for one in found(text) if isinstance(one, Reading)]


def said(text: str) -> list[Skipped | Remark]:
    return [one for one in found(text) if not isinstance(one, Reading)]


LOG = """mine
# 20260131 **Voice** agents 下
+ [https://youtu.be/abc?t=3](https://youtu.be/abc?t=3)
+ **GPT-4o** 的延迟很低，评测包括 **Big Bench**
    - 其次

<!-- ocr 内容为：READ ME -->
![](https://a.example/i.png)

# 20260130 Voice agents 上
+ https://www.youtube.com/watch?v=abc
+ 第一部分

# 20260129 My own thought
+ no link here, and English words
"""


def test_each_entry_is_a_note_in_the_persons_own_words() -> None:
    one, _, _ = notes(LOG)

    assert (one.key, one.kind, one.title) == ("note:log.md#2026-01-31 Voice agents 下", Kind.NOTE, "Voice agents 下")
    assert one.text.startswith("# 20260131 **Voice** agents 下\n+ [https://youtu.be/abc?t=3]")
    assert one.text.endswith("![](https://a.example/i.png)")
    assert one.text in LOG
    assert (one.met, one.told(UTC), one.language, one.markup) == (
        date(2026, 1, 31),
        date(2026, 1, 31),
        Language.CHINESE,
        Markup.MARKDOWN,
    )
    assert one.topics == ("GPT-4o", "Big Bench")
    assert [image.ocr for image in one.images] == ["READ ME"]


def test_a_note_on_a_talk_is_about_the_talk_and_retells_it() -> None:
    first, second, own = notes(LOG)

    assert first.about == second.about == "https://www.youtube.com/watch?v=abc"
    assert (first.url, first.retold) == ("https://youtu.be/abc?t=3", True)
    assert (own.url, own.retold, own.about, own.subject) == (None, False, "", own.key)


@pytest.mark.parametrize("url", ["https://openai.com/", "https://www.openai.com", "http://openai.com"])
def test_a_note_under_a_front_page_is_about_itself(url: str) -> None:
    [one] = notes(f"# 20260131 News\n+ {url}\n+ words\n")

    assert (one.url, one.about, one.subject) == (url, "", one.key)


def test_an_address_that_cannot_be_read_breaks_nothing() -> None:
    [one] = notes("# 20260131 News\n+ [x](https://[broken)\n+ words\n")

    assert one.url == "https://[broken"


def test_where_a_note_was_read_is_its_file_and_its_own_day() -> None:
    [first, *_] = found(LOG)

    assert isinstance(first, Reading)
    assert first.origin == Origin("learning log", "notes/log.md", date(2026, 1, 31))


def test_a_heading_that_is_no_day_is_skipped_with_its_line() -> None:
    assert said("a\nb\n# 20261399 Title\n+ x\n# 20260131 Other\n") == [
        Skipped("notes/log.md:3", "20261399 is not a day of the calendar; correct the heading")
    ]


def test_entries_of_one_day_and_title_are_kept_apart() -> None:
    text = "# 20260131 A\n+ one\n# 20260131 A\n+ two\n# 20260131 A (2)\n+ three\n# 20260131 A\n+ four\n"

    assert len({note.id for note in notes(text)}) == 4
    assert [remark.what for remark in said(text)] == ["notes/log.md:3", "notes/log.md:5", "notes/log.md:7"]


def test_a_likely_slip_and_a_missing_part_are_remarked_where_they_stand() -> None:
    text = "# 20260107 A\n\n# 20250106 B\n+ https://a.example/t\n\n# 20260105 C 下\n+ https://a.example/c\n"

    assert said(text) == [
        Remark("notes/log.md:3", "dated 2025-01-06 among entries of January 2026: likely a slip for 2026-01-06"),
        Remark("notes/log.md:6", "'C': part 2 is here, part 1 is missing"),
    ]


def test_the_seed_gives_26_notes_one_likely_slip_and_one_missing_part(corpus: Path) -> None:
    text = (corpus / "seeds" / "daily-learning-log-2026-01.md").read_bytes().decode()

    read = notes(text)

    assert len({note.id for note in read}) == len(read) == 26
    assert len({note.about or note.url for note in read}) == 20
    assert all(note.text in text and note.retold for note in read)
    assert [one.why for one in said(text)] == [
        "dated 2025-01-06 among entries of January 2026: likely a slip for 2026-01-06",
        "'How Claude Code Works - Jared Zoneraich, PromptLayer': part 2 is here, part 1 is missing",
    ]
    assert all(text.splitlines()[int(one.what.rpartition(":")[2]) - 1].startswith("# 20") for one in said(text))


@pytest.mark.parametrize(("mark", "end"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_line_ends_and_byte_order_marks_lose_no_note(corpus: Path, mark: str, end: str) -> None:
    text = (corpus / "seeds" / "daily-learning-log-2026-01.md").read_bytes().decode()

    assert [note.title for note in notes(mark + text.replace("\n", end))] == [note.title for note in notes(text)]


PIECES = [
    "# 20260101 a",
    "# 20250101 a",
    "# 20261399 z",
    "+ a",
    "https://a.example/b",
    "[x](https://[b)",
    "下",
    "\n",
    "\n",
    "\r\n",
    "```",
    "![](u)",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=20).map("".join))
def test_every_entry_of_any_log_is_a_note_of_its_own_or_skipped(text: str) -> None:
    log = grammar.read(text)

    read, others = notes(text), said(text)

    assert len({note.id for note in read}) == len(read)
    assert len(read) + sum(isinstance(one, Skipped) for one in others) == len(log.entries)
    assert all(note.text in text for note in read)
