"""What a reader made becomes documents, each under the name of the thing it is of."""

from __future__ import annotations

from datetime import date

import pytest

from intelog.gather.items import documents
from intelog.gather.outcome import Remark, Skipped, Told
from intelog.model.document import Document, Kind, Markup, Reading
from intelog.model.item import Item, Parsed, Unread
from intelog.model.language import Language

TODAY = date(2026, 2, 1)


def read(*items: Item, url: str = "", file_day: date | None = None) -> list[Reading | Skipped | Remark | Told]:
    parsed = Parsed(items=items, url=url)
    return list(documents(parsed, where="feeds/a.xml", source="A", met=TODAY, file_day=file_day))


def one(item: Item, *, url: str = "", file_day: date | None = None) -> Document:
    (found,) = read(item, url=url, file_day=file_day)
    assert isinstance(found, Reading)
    return found.document


def test_an_article_is_named_by_its_address_whichever_feed_carries_it() -> None:
    a = one(Item(title="T", kind=Kind.POST, url="https://www.example.org/a?utm_source=x"), url="https://a.org/feed")
    b = one(Item(title="T", kind=Kind.POST, url="http://example.org/a/"), url="https://b.org/feed")

    assert a.key == b.key == "https://example.org/a"


def test_a_paper_of_arxiv_is_one_document_in_every_form() -> None:
    assert one(Item(title="T", kind=Kind.PAPER, url="https://arxiv.org/pdf/2601.00001v2")).key == "arxiv:2601.00001"


def test_what_a_list_says_of_a_thing_is_the_lists_own_words_about_the_thing() -> None:
    told = one(
        Item(title="T", kind=Kind.POST, url="https://arxiv.org/abs/2601.00001", retold=True), url="https://list.org/1"
    )

    assert told.key == "https://list.org/1#arxiv:2601.00001"
    assert (told.subject, told.retold) == ("arxiv:2601.00001", True)


def test_two_front_pages_are_not_one_document() -> None:
    a, b = (
        one(Item(title=title, kind=Kind.POST, url="https://example.org/"), url="https://example.org/feed")
        for title in "AB"
    )

    assert a.key != b.key
    assert a.subject != b.subject


def test_the_title_stands_in_the_text_so_that_a_receipt_can_point_to_it() -> None:
    assert one(Item(title="A  title", kind=Kind.POST, text="Body.\n", url="https://a.org/x")).text == "A title\n\nBody."


@pytest.mark.parametrize(
    ("published", "said"),
    [("2026", "2026"), ("2026-01", "2026-01"), ("2026-01-28", "2026-01-28"), ("2026-01-28T08:00:00+08:00", "2026-01-28T08:00:00+08:00"),
     ("2026-01-28T08:00:00", "2026-01-28")],
)  # fmt: skip
def test_a_date_is_as_exact_as_its_source(published: str, said: str) -> None:
    document = one(Item(title="T", kind=Kind.POST, url="https://a.org/x", published=published))

    assert document.published is not None
    assert document.published.text == said


def test_a_date_that_is_not_known_is_unknown() -> None:
    document = one(Item(title="T", kind=Kind.POST, url="https://a.org/x"))

    assert document.published is None
    assert document.met == TODAY


def test_a_date_that_is_none_is_said_and_the_others_are_read() -> None:
    found = read(
        Item(title="Bad", kind=Kind.POST, url="https://a.org/x", published="soon"), Item(title="Good", kind=Kind.POST, url="https://a.org/y")
    )  # fmt: skip

    assert [type(one) for one in found] == [Skipped, Reading]


def test_a_list_is_met_on_its_own_day_and_so_is_what_it_tells() -> None:
    found = read(
        Item(title="Issue 5", kind=Kind.LIST, is_list=True, published="2026-01-05"),
        Item(title="T", kind=Kind.POST, url="https://a.org/x", retold=True),
    )  # fmt: skip

    assert [one.document.met for one in found if isinstance(one, Reading)] == [date(2026, 1, 5)] * 2


def test_a_note_is_met_when_it_was_written_else_on_the_day_in_its_files_name() -> None:
    dated = one(Item(title="N", kind=Kind.NOTE, text="x", published="2025-12-24"), file_day=date(2026, 1, 1))
    named = one(Item(title="N", kind=Kind.NOTE, text="x"), file_day=date(2026, 1, 1))

    assert (dated.met, named.met) == (date(2025, 12, 24), date(2026, 1, 1))


def test_the_language_is_told_by_script_whatever_a_site_says_of_itself() -> None:
    assert (
        one(Item(title="大模型的训练", kind=Kind.POST, url="https://a.org/x", language="en-US")).language
        is Language.CHINESE
    )
    assert (
        one(Item(title="12345", kind=Kind.POST, url="https://a.org/x", language="zh-CN")).language is Language.CHINESE
    )


def test_what_has_neither_title_nor_text_and_what_holds_no_text_is_said() -> None:
    found = read(
        Item(title="", kind=Kind.POST, url="https://a.org/x"), Item(title="a\0b", kind=Kind.POST, url="https://a.org/y")
    )

    assert [one.why for one in found if isinstance(one, Skipped)] == [
        "neither a title nor a text",
        "holds the character U+0000, which no text has",
    ]


def test_what_a_reader_did_not_read_is_said_with_its_place() -> None:
    (said,) = documents(Parsed(unread=(Unread("entry 3", "no link"),)), where="a.xml", source="A", met=TODAY)

    assert said == Skipped("a.xml: entry 3", "no link")


def test_how_something_was_read_is_told_and_not_counted_as_skipped() -> None:
    how = Unread("page 3", "the list of references is not part of the text", is_lost=False)

    (said,) = documents(Parsed(unread=(how,)), where="a.pdf", source="A", met=TODAY)

    assert said == Told("a.pdf: page 3", "the list of references is not part of the text")


def test_a_second_entry_of_one_address_is_worth_a_remark() -> None:
    found = read(*(Item(title=title, kind=Kind.POST, url="https://a.org/x", markup=Markup.MARKDOWN) for title in "AB"))

    assert [type(one) for one in found] == [Reading, Remark, Reading]
