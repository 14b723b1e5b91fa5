"""Blocks as Markdown, with headings by their rank."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from intelog.parse.pdf.cues import ABSTRACT, BULLET
from intelog.parse.pdf.values import Block
from intelog.parse.pdf.words import flowing


def text_of(blocks: Sequence[Block], words: Counter[str]) -> str:
    """The blocks as one text in Markdown, the items of a list without empty lines between them."""
    levels = sorted({round(block.size * 2) / 2 for block in blocks if block.kind == "heading"}, reverse=True)
    parts = [_markdown(block, levels, words) for block in blocks]
    text = ""
    for block, part, before in zip(blocks, parts, [None, *blocks], strict=False):
        listed = part.startswith("- ") and before is not None and text.rsplit("\n", 1)[-1].startswith("- ")
        text += ("\n" if listed else "\n\n" if text else "") + part if block.lines else ""
    return text.strip()


def _markdown(block: Block, levels: Sequence[float], words: Counter[str]) -> str:
    if block.kind == "table":
        return block.lines[0].pieces[0].table
    if block.kind == "code":
        text = "\n".join(line.text for line in block.lines)
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    text = flowing(block.lines, words)
    if block.kind == "heading":
        return f"{'#' * _level(block, text, levels)} {marked(text)}"
    bullet = BULLET.match(text)
    if bullet and bullet[1] != "–":
        return f"- {marked(text[bullet.end() :])}"
    if re.match(r"\d{1,9}[.)]\s", text):
        return marked(text)
    return (
        _LINE_START.sub(lambda mark: f"\\{mark[0]}", marked(text), count=1) if _LINE_START.match(text) else marked(text)
    )


def _level(block: Block, text: str, levels: Sequence[float]) -> int:
    if ABSTRACT.fullmatch(text):
        return 2
    numbered = re.match(r"\d{1,2}((?:\.\d{1,2})*)\.?\s", text)
    if numbered:
        return min(2 + numbered[1].count("."), 6)
    return min(2 + next((i for i, size in enumerate(levels) if block.size >= size - 0.4), 0), 6)


_MARKS = re.compile(r"[\\`*<]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])")
_LINE_START = re.compile(r"[#>+](?=\s|#)|[-=](?=\s|[-=]{2})|\d{1,9}(?=[.)]\s)")


def marked(words: str) -> str:
    """Plain words as Markdown that reads as those words; no more marks than that, as the words will be looked for."""
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", words)
