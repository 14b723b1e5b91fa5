"""Names: same parts same name, different parts different names, on any machine."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.model.names import name_of

PARTS = st.lists(st.text(), max_size=5)


@given(PARTS)
def test_the_same_parts_get_the_same_name(parts: list[str]) -> None:
    assert name_of("doc", *parts) == name_of("doc", *list(parts))


@given(PARTS, PARTS)
def test_different_parts_get_different_names(a: list[str], b: list[str]) -> None:
    assert (name_of("doc", *a) == name_of("doc", *b)) == (a == b)


@given(st.text(min_size=1), st.text(min_size=1))
def test_where_one_part_ends_and_the_next_begins_counts(a: str, b: str) -> None:
    assert name_of("doc", a, b) != name_of("doc", a + b)
    assert name_of("doc", a, b) != name_of("doc", a + b, "")
    assert name_of("doc", a, b) != name_of("doc", "", a + b)


@given(PARTS)
def test_a_name_is_its_kind_and_twenty_hex_digits(parts: list[str]) -> None:
    assert re.fullmatch(r"v-[0-9a-f]{20}", name_of("v", *parts))


@given(PARTS)
def test_the_kind_is_part_of_the_hash(parts: list[str]) -> None:
    assert name_of("doc", *parts).partition("-")[2] != name_of("v", *parts).partition("-")[2]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ((), "doc-ec324dc9857235bd9146"),
        (("",), "doc-951a7836c51b5e13fbd1"),
        (("arxiv:2507.20534",), "doc-48a2ef78c15a9f0402ce"),
        (("强化学习", "a"), "doc-f375f64aab48cca23936"),
    ],
)
def test_names_never_change_between_machines_and_versions(parts: tuple[str, ...], name: str) -> None:
    assert name_of("doc", *parts) == name


def test_half_a_character_is_named_too_and_not_confused_with_another() -> None:
    assert name_of("doc", "\ud800") != name_of("doc", "\udc00")
    assert name_of("doc", "\ud83d\ude00") != name_of("doc", "😀")
