"""Sentences: ordered spans that lose nothing, in Chinese, English and both mixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.text.segment import is_one_sentence, sentences

PIECES = [
    "e.g.", "U.S.", "Fig.", "et al.", "A.", "Dr.", "3.5", "GPT-4.5", "。", "！", "？", "…", "……", ".", "!", "?", "...", "”", "\"", "）", ")",
    "」", "\n", "\n\n", "\r\n", " ", "\u3000", "中", "文字", "word", "Word", "B", "(", "“", "v2", "[1]",
]  # fmt: skip
TEXTS = st.text() | st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
LAW = settings(max_examples=400, deadline=None)


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@LAW
@given(TEXTS)
def test_sentences_stand_in_order_and_cover_all_but_the_white_space(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@LAW
@given(TEXTS)
def test_every_sentence_is_one_sentence(text: str) -> None:
    for start, end in sentences(text):
        assert is_one_sentence(text[start:end])


def test_every_sentence_of_real_texts_is_one_sentence(corpus: Path) -> None:
    lines = (corpus / "arxiv-daily" / "2026-01-28.jsonl").read_text(encoding="utf-8").splitlines()
    issues = sorted((corpus / "ai-news-zh-juya" / "issues").glob("*.md"))[:6]
    texts = [json.loads(line)["summary"] for line in lines] + [issue.read_text(encoding="utf-8") for issue in issues]

    found = [sentence for text in texts for sentence in said(text)]

    assert len(found) > 1000
    assert [sentence for sentence in found if not is_one_sentence(sentence)] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We train it. It works.", ["We train it.", "It works."]),
        ("Is it new? Yes! Really.", ["Is it new?", "Yes!", "Really."]),
        ("It costs 3.5 dollars. Ok.", ["It costs 3.5 dollars.", "Ok."]),
        ("See Fig. 3 for more. We do.", ["See Fig. 3 for more.", "We do."]),
        ("J. Smith et al. Show it.", ["J. Smith et al. Show it."]),
        ("We compare A vs. B, e.g. The best.", ["We compare A vs. B, e.g. The best."]),
        ("the U.S. Army", ["the U.S. Army"]),
        ("他说。U.S. Army came.", ["他说。", "U.S. Army came."]),
        ("He said “no.” Then he left.", ["He said “no.”", "Then he left."]),
        ("(It works.) The rest follows.", ["(It works.)", "The rest follows."]),
        ("It ends. it goes on", ["It ends. it goes on"]),
        ("他说：“很好。”然后走了。", ["他说：“很好。”", "然后走了。"]),
        ("这是第一句。这是第二句！第三句？", ["这是第一句。", "这是第二句！", "第三句？"]),
        ("重建其上下文窗口.这种架构很快", ["重建其上下文窗口.", "这种架构很快"]),
        ("用了15.5T tokens，降到0.5。好", ["用了15.5T tokens，降到0.5。", "好"]),
        ("等等……他走了", ["等等……", "他走了"]),
        ("Wait… what is it", ["Wait… what is it"]),
        ("第一；第二，第三：第四", ["第一；第二，第三：第四"]),
        ("GPT-5.1 上线了。It works. 很快！", ["GPT-5.1 上线了。", "It works.", "很快！"]),
        ("no stop\n\nA new one", ["no stop", "A new one"]),
        ("one line\nand the next", ["one line\nand the next"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences_of(text: str, parts: list[str]) -> None:
    assert said(text) == parts


@pytest.mark.parametrize(
    ("text", "one"),
    [("It works.", True), ("It works. Well.", False), (" It works.", False), ("", False), ("好。", True)],
)
def test_whether_a_text_is_one_sentence(text: str, one: bool) -> None:
    assert is_one_sentence(text) is one
