"""Likeness: near-copies are met, what is not alike is not, and a number that was changed is seen."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.text import likeness as like
from intelog.text.tokens import Cutter, id_of

WORDS = [f"word{n}" if n % 7 else str(n) for n in range(400)]


def ids(words: list[str]) -> bytes:
    return b"".join(id_of(word).to_bytes(8, "little") for word in words)


def cut(text: str) -> like.Ids:
    return like.ids_of(Cutter().cut(text).ids)


def met(texts: list[list[str]]) -> set[tuple[int, int]]:
    keys = like.bands([ids(text) for text in texts])
    return {(i, j) for i, j in like.candidates(list(keys.T)).tolist()}


def test_texts_with_a_word_in_twenty_changed_are_met_and_others_are_not() -> None:
    chance = random.Random(1)  # noqa: S311
    first = [[chance.choice(WORDS) for _ in range(190)] for _ in range(200)]
    second = [[w if chance.random() > 0.05 else "other" for w in text] for text in first]

    pairs = met([*first, *second])

    wanted = {(i, i + 200) for i in range(200)}
    alike = [like.likeness(like.ids_of(ids(a)), like.ids_of(ids(b))) for a, b in zip(first, second, strict=True)]
    assert len(pairs & wanted) >= 196
    assert len(pairs - wanted) <= 4
    assert 0.6 < float(np.median(alike)) < 0.85


@given(st.lists(st.sampled_from(WORDS), max_size=80), st.lists(st.sampled_from(WORDS), max_size=80))
def test_likeness_is_jaccards_over_stretches_of_three_words(a: list[str], b: list[str]) -> None:
    one, other = ({tuple(text[i : i + 3]) for i in range(len(text) - 2)} for text in (a, b))
    expected = len(one & other) / len(one | other) if one | other else float(a == b)

    assert like.likeness(like.ids_of(ids(a)), like.ids_of(ids(b))) == pytest.approx(expected)


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=40), min_size=1, max_size=6), st.data())
def test_a_texts_bands_are_its_own_whatever_stands_beside_it(texts: list[list[str]], data: st.DataObject) -> None:
    together = like.bands([ids(text) for text in texts])
    n = data.draw(st.integers(0, len(texts) - 1))

    assert (like.bands([ids(texts[n])])[0] == together[n]).all()
    assert together[n].any() == (len(texts[n]) >= like.FEWEST + like.SHINGLE - 1)


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("trained on 15.5T tokens with no spike", "trained on 15.8T tokens with no spike", {("15.5t", "15.8t")}),
        ("训练用了15.5万亿词元，没有波动", "训练用了18.5万亿词元，没有波动", {("15.5", "18.5")}),
        ("it has 15,000 rows", "it has 15000 rows", set()),
        ("costs 5 dollars", "costs 5 dollars, or 6 with tax", set()),
        ("from 3 to 4 and back", "from 3 to 5 and back", {("4", "5")}),
        ("on 2026 01 28 it was out", "on 2026 01 29 it was out", {("28", "29")}),
        ("scores 71.2 / 80.4 there", "scores 80.4 / 71.2 there", set()),
        ("no number here", "none there either", set()),
    ],
)
def test_numbers_in_the_same_place_are_compared(one: str, other: str, changed: set[tuple[str, str]]) -> None:
    cutter = Cutter()
    a, b = (like.ids_of(cutter.cut(text).ids) for text in (one, other))

    assert {(cutter.met[x], cutter.met[y]) for x, y in like.changed_numbers(a, b)} == changed


def test_the_words_of_the_shorter_are_sought_in_the_longer() -> None:
    assert like.overlap(cut("a model of worlds"), cut("of worlds there is a large model and more")) == 1.0
    assert like.overlap(cut("a model"), cut("其他文字")) == 0.0
