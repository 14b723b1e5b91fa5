"""What a reader made becomes documents, each under the name of the thing it is of."""

from __future__ import annotations

from datetime import date

import pytest

from intelog.gather.items import documents
from intelog.gather.outcome import Remark, Skipped, Told
from intelog.model.document import Document, Kind, Markup, Reading
from intelog.model.item import Item, Parsed, Unread
from intelog.model.language import Language
from intelog.text.urls import canonical

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


@pytest.mark.parametrize(
    "page", ["https://www.technologyreview.com", "https://huggingface.co/blog", "https://a.example/en/news?page=2"]
)
def test_what_is_announced_under_one_page_is_told_apart_by_its_title_wherever_it_is_read(page: str) -> None:
    def named(title: str, feed: str) -> str:
        return one(Item(title=title, kind=Kind.POST, url=page), url=feed).key

    again = named("H Company’s  new Holo2 model", "https://b.example/feed")

    assert named("H Company&#8217;s new Holo2 Model", "https://a.example/feed") == again
    assert named("Introducing Cosmos", "https://a.example/feed") != again


def test_what_is_announced_under_a_page_of_many_is_not_about_that_page() -> None:
    told = one(Item(title="T", kind=Kind.POST, url="https://huggingface.co/blog"))

    assert told.subject == told.key != "https://huggingface.co/blog"


def test_two_notes_on_a_page_of_many_are_two_notes() -> None:
    a, b = (
        one(Item(title="T", text=text, kind=Kind.NOTE, url="https://a.example/"), url=f"https://{text}.example/")
        for text in "ab"
    )

    assert a.key != b.key


REPOSITORY = "https://github.com/GLips/Figma-Context-MCP"


def test_one_repository_or_article_under_two_titles_is_one_document() -> None:
    for url, a, b in (
        (REPOSITORY, "Figma-Context-MCP", "Figma-Context-MCP - MCP server to provide Figma layout information"),
        ("https://a.example/china-moon-mission-mengzhou-artemis", "China Moon Mission", "中国登月计划：目标 2030 年"),
        (
            "https://www.toutiao.com/trending/7603003215299149878/",
            "中美元首通话全文公布",
            "习近平同美国总统特朗普通电话",
        ),
    ):
        assert one(Item(title=a, kind=Kind.POST, url=url)).key == one(Item(title=b, kind=Kind.POST, url=url)).key


SLIPPED = "https://huggingface.co/blog/nvidia/cosmos-policy-for-robot-control"


def test_a_title_that_slipped_to_another_articles_address_is_not_that_article() -> None:
    right = one(Item(title="Introducing NVIDIA Cosmos Policy", kind=Kind.POST, url=SLIPPED))
    slipped = one(Item(title="Introducing Daggr: Chain apps programmatically", kind=Kind.POST, url=SLIPPED))
    retitled = one(Item(title="Introducing Daggr", text="Its own text.", kind=Kind.POST, url=SLIPPED))

    assert right.key == retitled.key == canonical(SLIPPED)
    assert slipped.key != right.key


@pytest.mark.parametrize("url", ["null", "/relative", "mailto:a@a.example"])
def test_what_is_no_address_names_nothing(url: str) -> None:
    a, b = (one(Item(title=title, kind=Kind.POST, url=url)) for title in "AB")

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
