"""What a number counts, in both languages."""

from __future__ import annotations

import pytest

from intelog.text.counted import counts, may_count, same_thing
from intelog.text.numbers import quantities


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15.5T tokens", "token"),
        ("128k-token context", "token"),
        ("100+ 种语言", "language"),
        ("100 多种语言", "language"),
        ("16 个模型", "model"),
        ("12 language models", "model"),
        ("2,013 个语言模型", "model"),
        ("498个参数化模板", ""),
        ("3 个层次", ""),
        ("12 open models", ""),
        ("8%", ""),
    ],
)
def test_a_number_counts_what_stands_behind_it(text: str, kind: str) -> None:
    assert counts(text, quantities(text)[0]) == kind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("12 open language models", {"model"}),
        ("1,000 expert-curated questions and images", {"expert", "question"}),
        ("14 distinct settings", set()),
        ("用了 16 个前沿模型", {"model"}),
        ("16.", set()),
    ],
)
def test_the_words_behind_a_number_may_name_what_it_counts(text: str, kinds: set[str]) -> None:
    assert may_count(text, quantities(text)[0]) == kinds


@pytest.mark.parametrize(
    ("kind", "other", "same"), [("token", "token", True), ("sample", "image", True), ("token", "step", False)]
)
def test_some_kinds_may_be_one_thing(kind: str, other: str, same: bool) -> None:
    assert same_thing(kind, other) is same
