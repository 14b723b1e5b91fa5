"""What a number counts, in both languages: tokens, layers, languages, people."""

from __future__ import annotations

import re

from intelog.text.numbers import Quantity
from intelog.text.script import HAN

_NOUNS = {
    "token": "token tokens 词元 令牌",
    "parameter": "parameter parameters param params 参数",
    "step": "step steps 步",
    "layer": "layer layers 层",
    "model": "model models llm llms vlm vlms mllm mllms slm slms lvlm lvlms 模型",
    "language": "language languages dialect dialects 语言 方言",
    "dataset": "dataset datasets corpus corpora benchmark benchmarks 数据集 基准 语料库",
    "task": "task tasks 任务",
    "expert": "expert experts 专家",
    "gpu": "gpu gpus 显卡",
    "page": "page pages 页",
    "person": "people person persons user users participant participants student students 用户 学生 人",
    "article": "article articles paper papers document documents manuscript manuscripts 论文 文章 文档 新闻 篇",
    "image": "image images picture pictures photo photos 图像 图片 照片",
    "question": "question questions problem problems 问题 题目 题",
    "dialogue": "dialogue dialogues conversation conversations 对话",
    "sample": "sample samples example examples instance instances 样本 示例 实例",
}
_KIND_OF = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_ALIKE = (
    frozenset({"sample", "article", "image", "question", "dialogue", "page"}),  # each can be an item of a data set
    frozenset({"dataset", "task"}),
)
_HAN_NOUNS = f"(?:{'|'.join(sorted((noun for noun in _KIND_OF if not noun.isascii()), key=len, reverse=True))})(?![化次级面工类物材])"
"""参数化, 层次, 页面, 人工 and the like are other words."""
_NEXT = re.compile(
    rf"[\s+\-]*(?:多|余)?\s?[个种名位款类篇条项张组套道台]?\s?(?:(?P<word>[A-Za-z]+)|(?P<han>{_HAN_NOUNS}))"
)
_NOUN = re.compile(rf"\s?(?:(?P<word>[A-Za-z]+)|(?P<han>{_HAN_NOUNS}))")
_AFTER = re.compile(rf"(?:[\s+\-/]*[A-Za-z]+){{1,5}}|[\s+]*[{HAN}A-Za-z][{HAN}A-Za-z ]{{0,9}}")
_ENDS = re.compile(
    r"\b(?:and|or|of|for|in|with|on|from|to|across|per|by|as|while|that|which|at|than|is|are|was|were)\b"
)
_SEEN = re.compile(rf"[A-Za-z]+|{_HAN_NOUNS}")


def counts(text: str, q: Quantity) -> str:
    """The kind of thing that the word right behind a number names, or empty: `8 layers`, `100 多种语言`."""
    kind = ""
    found = _NEXT.match(text, q.end)
    while found and (behind := _KIND_OF.get((found["word"] or found["han"]).lower())):
        kind = behind  # 语言模型 is a model
        found = _NOUN.match(text, found.end())
    return kind


def may_count(text: str, q: Quantity) -> set[str]:
    """Every kind that the few words behind a number name: `12 open language models` counts models, not languages."""
    found = _AFTER.match(text, q.end)
    if found is None:
        return set()
    words = _ENDS.split(found.group(), maxsplit=1)[0]
    nouns = [noun for noun in _SEEN.finditer(words) if noun.group().lower() in _KIND_OF]
    kinds = set()
    for noun, behind in zip(nouns, [*nouns[1:], None], strict=False):
        if behind is None or words[noun.end() : behind.start()].strip():
            kinds.add(_KIND_OF[noun.group().lower()])
    return kinds


def same_thing(kind: str, other: str) -> bool:
    """Whether two kinds may be one thing in other words."""
    return kind == other or any({kind, other} <= alike for alike in _ALIKE)
