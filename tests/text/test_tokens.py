"""Words to search by: what people write in different ways is one, and any stretch of a sentence is a run of pairs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.text.tokens import indexed, places, stretch, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GPT-4o", "gpt 4o"),
        ("GPT4o, gpt 4o", "gpt 4o gpt 4o"),
        ("ＧＰＴ－４ｏ", "gpt 4o"),
        ("DeepSeek-V3.2", "deepseek v 3.2"),
        ("τ²-Bench and τ2-bench", "τ 2 bench and τ 2 bench"),
        ("on-policy C++ and C#", "on policy c++ and c#"),
        ("1,024 tokens, 1024", "1024 token 1024"),
        ("用3.2，4B和GPT 2,3", "用 3.2 4b 和 gpt 2 3"),
        ("studies of the class; a virus", "study of the class a virus"),
        ("Cafe\u0301 CAFÉ", "café café"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("强化学习中的蒸馏方法", "强化 学习 中 的 蒸馏 方法"),
        ("用了4B参数", "用 了 4b 参数"),
        ("…！？", ""),
    ],
)
def test_words_are_as_people_mean_them(text: str, found: str) -> None:
    assert words(text) == found.split()
    assert indexed(text).words == found


def test_pairs_hold_chinese_and_what_stands_between() -> None:
    assert indexed("用了4B参数量").pairs == "用了 4b 参数 数量"
    assert indexed("plain English").pairs == ""


RUNS = st.one_of(
    st.text("蒸馏方法强化学习的智能体与了", min_size=1, max_size=6), st.sampled_from(["GPT", "4b", "3.2", "policies"])
)
GAPS = st.sampled_from([" ", "，", "-", "\n"])


@settings(deadline=None)
@given(st.lists(st.tuples(RUNS, GAPS), min_size=1, max_size=8), st.data())
def test_any_stretch_of_a_sentence_is_a_run_of_its_pairs(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    text = "".join(run + gap for run, gap in parts) + "中文"
    inside = [i for i in range(len(text) + 1) if not text[max(0, i - 1) : i + 1].replace(".", "").isascii() or i == 0]
    start = data.draw(st.sampled_from(inside))
    end = data.draw(st.sampled_from([i for i in inside if i >= start]))
    looked_for = stretch(text[start:end])

    if len(looked_for) > 1 or (looked_for and len(looked_for[0]) > 1):
        assert f" {' '.join(looked_for)} " in f" {indexed(text).pairs} "


@settings(deadline=None)  # the first Chinese opens a dictionary
@given(st.text(max_size=60))
def test_places_are_where_the_words_stand(text: str) -> None:
    for word, start, end in places(text):
        assert 0 <= start < end <= len(text)
        assert set(words(text[start:end])) & {word} or not text[start:end].isascii()


def test_places_of_names_and_chinese() -> None:
    text = "用 GPT-4o 做蒸馏"

    assert [(p.word, text[p.start : p.end]) for p in places(text)] == [
        ("用", "用"), ("gpt", "GPT"), ("4o", "4o"), ("做", "做"), ("蒸馏", "蒸馏"),
    ]  # fmt: skip
