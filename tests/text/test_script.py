"""Telling languages by their script, and how long a text takes to read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.model.language import Language
from intelog.text.reading import minutes
from intelog.text.script import count_han, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kimi K2: Open Agentic Intelligence", Language.ENGLISH),
        ("OpenAI面向Windows正式发布Codex应用并开源原生Agent沙盒", Language.CHINESE),
        ("Anthropic 发布 Claude Sonnet 4.6", Language.CHINESE),
        ("NotebookLM推出幻灯片Prompt修订与PPTX导出", Language.CHINESE),
        ("Black Forest Labs联合MIT研究人员发布多模态生成模型Self-Flow研究", Language.CHINESE),
        ("Manus决定出售前最后的访谈：啊，这奇幻的2025年漂流啊…", Language.CHINESE),
        ("xAI 上线 Grok 4.20 测试版", Language.CHINESE),
        ("Voice agents are still running on 18-month-old models. 下", Language.ENGLISH),
        ("memory is an expectation problem.记忆是一个期望问题", Language.CHINESE),
        ("The concept of 道 in a small study", Language.ENGLISH),
        ("naïve café résumé", Language.ENGLISH),
        ("これは日本語の見出しです", Language.JAPANESE),
        ("人工知能の研究", Language.CHINESE),
        ("이것은 한국어 제목입니다", Language.KOREAN),
        ("Привет мир", Language.OTHER),
        ("2026 — 15.5 %", Language.UNKNOWN),
        ("", Language.UNKNOWN),
        ("😀 …", Language.UNKNOWN),
    ],
)
def test_the_language_of_a_headline(text: str, language: Language) -> None:
    assert language_of(text) is language


def test_every_headline_of_a_chinese_daily_is_chinese_and_of_arxiv_english(corpus: Path) -> None:
    chinese = (corpus / "ai-news-zh-juya" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    english = (corpus / "arxiv-daily" / "2026-01-28.jsonl").read_text(encoding="utf-8").splitlines()

    assert {language_of(json.loads(line)["title"]) for line in chinese} == {Language.CHINESE}
    assert {language_of(json.loads(line)["title"]) for line in english} == {Language.ENGLISH}


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in Language


@given(st.text("中文字汉", max_size=30), st.text("abc ，。1", max_size=30))
def test_han_characters_are_counted_and_others_not(han: str, others: str) -> None:
    assert count_han(han + others) == len(han)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("字" * 350, 1.0),
        ("word " * 230, 1.0),
        ("字" * 350 + " word" * 230, 2.0),
        ("字，" * 350, 1.0),
        ("GPT-4o " * 23, 0.1),
        ("15.5% " * 23, 0.1),
        ("it's " * 23, 0.1),
        ("— … 。，!? ", 0.0),
        ("用GPT-4训练", 3 / 350 + 1 / 230),
    ],
)
def test_minutes_of_known_counts(text: str, expected: float) -> None:
    assert minutes(text) == pytest.approx(expected)


@given(st.text(), st.text())
def test_more_text_never_takes_less_time(a: str, b: str) -> None:
    assert minutes(f"{a}\n{b}") == pytest.approx(minutes(a) + minutes(b))
