"""Names that are called otherwise in the other language, or in full."""

from __future__ import annotations

import pytest

from intelog.text.exonyms import also_called, makers, otherwise


@pytest.mark.parametrize(
    ("name", "other"),
    [("Nvidia", "英伟达"), ("NVIDIA", "英伟达"), ("Chinese", "中文"), ("RL", "强化学习"), ("LLMs", "大语言模型")],
)
def test_a_name_has_another_name(name: str, other: str) -> None:
    assert other in otherwise(name)


def test_most_names_have_none() -> None:
    assert otherwise("Zephyr") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("微软与谷歌", [("谷歌", "Google"), ("微软", "Microsoft")]), ("字节流与苹果", []), ("", [])],
)
def test_makers_are_known_by_their_chinese_names(text: str, found: list[tuple[str, str]]) -> None:
    assert makers(text) == found


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("强化学习", ["RL", "reinforcement learning"]),
        ("Reinforcement Learning", ["RL", "强化学习"]),
        ("rl", ["reinforcement learning", "强化学习"]),
        ("月之暗面", ["Moonshot"]),
        ("nothing known", []),
    ],
)
def test_a_thing_is_called_otherwise_from_either_language(name: str, others: list[str]) -> None:
    assert also_called(name) == others
