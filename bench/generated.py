"""JSON lines as a collector writes them, as many as are wanted: real words in real proportions, put together anew.

Each is pieced together from stretches of eight words out of real abstracts (one in five out of Chinese retellings), 150 words in the
mean, as `engines.md` reckons.  Three of a hundred are copies: one of an earlier text with a few words changed, one with its numbers changed, one as it was.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

SEED = 5
STRETCH = 8
CHINESE = 0.2
WORDS = 72
"""Of each hundred words of a real abstract: the mean with its title is then 150."""
COPIES = 0.01
"""Share of each of the three sorts of copies."""
KEPT = 1_000
"""Latest texts of which copies are made."""


def lines(corpus: Path, documents: int, *, seed: int = SEED) -> Iterator[str]:
    """So many lines, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - to be made again
    english, chinese, lengths = _pools(corpus)
    kept: list[tuple[str, str]] = []
    for n in range(documents):
        title, summary = "", ""
        kind = chance.random()
        if kept and kind < 3 * COPIES:
            title, summary = chance.choice(kept)
            if kind < COPIES:
                summary = _reworded(summary, chance)
            elif kind < 2 * COPIES:
                summary = _renumbered(summary)
        else:
            is_chinese = chance.random() < CHINESE
            pool, joint = (chinese, "") if is_chinese else (english, " ")
            title = _pieced(pool, joint, chance.randint(6, 14), chance)
            summary = _pieced(pool, joint, chance.choice(lengths) * WORDS // 100, chance)
        if len(kept) < KEPT:
            kept.append((title, summary))
        else:
            kept[n % KEPT] = (title, summary)
        arxiv = f"{10 + n // 100_000 % 90:02}{1 + n // 8_000 % 12:02}.{n % 100_000:05}"
        yield json.dumps(
            {"id": arxiv, "title": title, "summary": summary, "authors": [f"Author {chance.randrange(50_000)}" for _ in range(3)],
             "categories": ["cs.CL"], "abs": f"https://arxiv.org/abs/{arxiv}"},
            ensure_ascii=False,
        )  # fmt: skip


def write(path: Path, corpus: Path, documents: int) -> int:
    """Write them to a file, and say how many bytes that are."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines(corpus, documents):
            file.write(line + "\n")
    return path.stat().st_size


def _pools(corpus: Path) -> tuple[list[str], list[str], list[int]]:
    """English words in their order, Chinese ones, and how many words abstracts have."""
    english: list[str] = []
    chinese: list[str] = []
    lengths: list[int] = []
    for path in sorted((corpus / "arxiv-daily").glob("2025-06-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            words = json.loads(line)["summary"].split()
            lengths.append(len(words))
            english += words
    for path in sorted((corpus / "arxiv-daily" / "zh-summaries").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            told = (json.loads(line).get("AI") or {}).values()
            for text in told:
                if isinstance(text, str):
                    chinese += re.findall(r"[\u4e00-\u9fff]{1,2}|[^\s\u4e00-\u9fff]+", text)
    return english, chinese, lengths


def _pieced(pool: list[str], joint: str, words: int, chance: random.Random) -> str:
    starts = [chance.randrange(len(pool) - STRETCH) for _ in range(-(-words // STRETCH))]
    return joint.join(joint.join(pool[at : at + STRETCH]) for at in starts)


def _reworded(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    for _ in range(max(1, len(words) // 50)):
        words[chance.randrange(len(words))] = "however"
    return " ".join(words)


def _renumbered(text: str) -> str:
    return re.sub(
        r"\d(?=\D|$)", lambda m: str((int(m.group()) + 1) % 10), f"{text} In all 37 of 50 cases hold.", count=4
    )
