"""A question as it is typed: words, phrases, filters, what must not be there."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import QuestionError
from intelog.index.question import Term, question
from intelog.ports import Thing


def test_words_phrases_and_what_must_not_be_there() -> None:
    assert question('agent "in the middle" “上下文 窗口” -robot').terms == (
        Term(text="agent"),
        Term(text="in the middle", is_phrase=True),
        Term(text="上下文 窗口", is_phrase=True),
        Term(text="robot", is_not=True),
    )


def test_filters() -> None:
    asked = question(
        'kind:Paper source:arXiv author:"Ada Lovelace" lang:中文 in:editions after:2026-01 before:2026-W06 x'
    )

    assert (asked.kinds, asked.sources, asked.authors, asked.languages) == (
        ("paper",), ("arXiv",), ("Ada Lovelace",), ("zh",),
    )  # fmt: skip
    assert asked.things == (Thing.EDITION,)
    assert (asked.after, asked.before) == (date(2026, 1, 1), date(2026, 2, 2))
    assert asked.terms == (Term(text="x"),)


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("https://arxiv.org/abs/2601.18933v2", "arxiv:2601.18933"),
        ("2601.18933", "arxiv:2601.18933"),
        ("arXiv:2601.18933v1", "arxiv:2601.18933"),
        ("https://www.example.org/a/?utm_source=x", "https://example.org/a"),
    ],
)
def test_an_address_is_looked_for_as_a_whole(typed: str, exact: str) -> None:
    assert question(typed).terms == (Term(text=exact, is_exact=True, typed=typed),)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("after:soon x", "write a day"),
        ("in:boxes x", "documents, records and editions"),
        ("-kind:paper x", "only words"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(typed: str, why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        question(typed)


def test_a_sign_beside_words_says_nothing_and_two_dashes_exclude_nothing() -> None:
    assert [term.text for term in question("agent > -- ' model").terms] == ["agent", "model"]
    assert [term.text for term in question(">").terms] == [">"]
    assert question("--version").terms == (Term(text="--version"),)


@given(st.text(max_size=40))
def test_any_text_is_a_question_or_refused(typed: str) -> None:
    with suppress(QuestionError):
        question(typed)
