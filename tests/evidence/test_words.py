"""The words a passage says, and evidence that repeats them only where it must."""

from __future__ import annotations

from datetime import date

import pytest

from intelog.evidence.words import evidence_for, spoken
from intelog.model.document import Document, Kind, Markup
from intelog.model.language import Language

NOTE = Document(
    key="note:log.md#2026-01-31 Talk", kind=Kind.NOTE, title="Talk", text="# 20260131 Talk\n+ **OpenAI** 的 `GPT-4o` 很快",
    met=date(2026, 1, 31), language=Language.CHINESE, url="https://a.example/talk", markup=Markup.MARKDOWN, retold=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "markup", "shown"),
    [
        ("**bold** and `code`", Markup.PLAIN, "**bold** and `code`"),
        ("**bold** and `code`", Markup.MARKDOWN, "bold and code"),
        ("**one**\n_two_\r\nthree", Markup.MARKDOWN, "one\ntwo\nthree"),
        ("", Markup.MARKDOWN, ""),
    ],
)
def test_markdowns_marks_are_not_words(words: str, markup: Markup, shown: str) -> None:
    assert spoken(words, markup) == shown


@pytest.mark.parametrize("claim", ["**OpenAI** 的 `GPT-4o` 很快", "OpenAI 的 GPT-4o 很快", "OpenAI的GPT-4o很快"])
def test_a_claim_that_is_the_passage_does_not_repeat_it(claim: str) -> None:
    start = NOTE.text.index("**OpenAI")

    evidence = evidence_for(claim, NOTE, start, len(NOTE.text))

    assert evidence.quote is None
    assert (evidence.version, NOTE.text[evidence.start : evidence.end]) == (NOTE.version, NOTE.text[start:])


def test_another_claim_carries_the_words_as_a_reader_sees_them() -> None:
    start = NOTE.text.index("**OpenAI")

    evidence = evidence_for("GPT-4o 延迟低", NOTE, start, len(NOTE.text))

    assert evidence.quote == "OpenAI 的 GPT-4o 很快"
    assert (evidence.title, evidence.url, evidence.retold) == ("Talk", "https://a.example/talk", True)


def test_evidence_of_a_document_without_an_address_has_none() -> None:
    own = Document(
        key="note:log.md#2026-01-30 Mine",
        kind=Kind.NOTE,
        title="Mine",
        text="my words",
        met=date(2026, 1, 30),
        language=Language.ENGLISH,
    )

    assert evidence_for("my words", own, 0, 8).url == ""
