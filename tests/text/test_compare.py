"""Comparing words without caring how they were typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.text.compare import comparable, same_words, visible

TYPED = st.text() | st.text(
    st.sampled_from("aB1 ％，“”‘’—–-\u200b\u2060\ufeff\u00ad中文ｆＡ３½ﬁ\t\n\u3000"), max_size=20
)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ＧＰＴ－４ 用了１２％", "GPT-4 用了12%"),
        ("“好的”", '"好的"'),
        ("it’s ‘so’", "it's 'so'"),
        ("«so»", '"so"'),
        ("1–2 — 3 − 4", "1-2 - 3 - 4"),
        ("一行\u200b字\ufeff\u2060", "一行字"),
        ("soft\u00adhyphen", "softhyphen"),
        ("right\u202eto\u202cleft", "righttoleft"),
        ("用 GPT-4 训练", "用GPT-4训练"),
        ("约 15.5 万亿", "约15.5万亿"),
        ("two  spaces\n and lines", "two spaces and lines"),
        ("GROSS Straße", "gross STRASSE"),
        ("ﬁne", "fine"),
        ("（好）", "(好)"),
        ("  around  ", "around"),
        ("e\u0301tude", "étude"),
    ],
)
def test_the_same_words_are_the_same_however_typed(a: str, b: str) -> None:
    assert same_words(a, b)
    assert same_words(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3.5", "35"), ("-3", "3"), ("15 %", "15 ms"), ("GPT-4", "GPT4"), ("a b", "ab"), ("GPT 4", "GPT4"), ("K2", "K2.5"), ("好", "不好"),
        ("$5", "5"), ("1,000", "1000"), ("", "a"),
    ],
)  # fmt: skip
def test_other_signs_digits_and_units_are_other_words(a: str, b: str) -> None:
    assert not same_words(a, b)


@settings(deadline=None)
@given(TYPED)
def test_what_cannot_be_seen_is_dropped_and_nothing_else(text: str) -> None:
    shown = visible(text)

    assert all(unicodedata.category(c) != "Cf" for c in shown)
    assert shown == "".join(c for c in text if c in shown)


@settings(deadline=None)
@given(TYPED, TYPED)
def test_same_words_is_the_same_both_ways_and_for_each_text_itself(a: str, b: str) -> None:
    assert same_words(a, a)
    assert same_words(a, b) == same_words(b, a)


@settings(max_examples=300, deadline=None)
@given(TYPED)
def test_the_comparable_form_is_its_own_comparable_form(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)
