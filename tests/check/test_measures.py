"""Indicators and their values in running text."""

from __future__ import annotations

import pytest

from intelog.check.measures import measures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "SWE-bench Verified 69.4、Terminal-Bench 46.3",
            [("SWE-bench Verified", "", "69.4"), ("Terminal-Bench", "", "46.3")],
        ),
        ("Terminal Bench 2.0 达 41%", [("Terminal Bench 2.0", "", "41")]),
        ("GPQA reaches 71.2 (Pass@1)", [("GPQA", "Pass@1", "71.2")]),
        ("RealWorldQA (74.8) 性能", [("RealWorldQA", "", "74.8")]),
        (
            "BrowseComp **56.6 / 73.1**（无 / 有 context management）",
            [("BrowseComp", "无 / 有 context management", "56.6/73.1")],
        ),
        ("**SWE-Bench Verified 达到 73.4%**，超越 DeepSeek-V3.2", [("SWE-Bench Verified", "", "73.4")]),
        ("DeepSeek-V3.2 与 Qwen2.5 都有 671B 参数", []),
        ("MoE 激活 27B，加速 2.6x", []),
        ("在 2026 年 1 月", []),
    ],
)
def test_the_measures_of_a_text(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [tuple(measure) for measure in measures(text)] == found
