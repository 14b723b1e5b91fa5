"""Measure 18 on claims with their quotes: our own thousand, and SciTab."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.evidence.pairs import changed, pairs

from bench.row import Row
from intelog.evidence.grounding import ungrounded

Flags = Callable[[str, Sequence[str]], bool]


def intelog(claim: str, quotes: Sequence[str]) -> bool:
    """What we do."""
    return bool(ungrounded(claim, quotes))


def digits(claim: str, quotes: Sequence[str]) -> bool:
    """What is done without us: every digit string of the claim must stand in the quotes."""
    return not set(_digits(claim)) <= set(_digits(" ".join(quotes)))


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))


def grounding(corpus: Path) -> list[Row]:
    """Both sets, with us and with the digits alone."""
    return [*_thousand(corpus), *_scitab(corpus)]


def _thousand(corpus: Path) -> list[Row]:
    ours = pairs(corpus)
    verbatim = sum(pair.kind == "verbatim" for pair in ours)
    name = f"{len(ours):,} claims with quotes, {1 - verbatim / len(ours):.0%} not verbatim"
    return [
        Row("18", f"{name}; one thing changed: flagged", _changed(corpus, intelog), "95 %", _changed(corpus, digits)),
        Row("18", "the same unchanged: wrongly flagged", _unchanged(corpus, intelog), "at most 2 %", _unchanged(corpus, digits)),
    ]  # fmt: skip


def _changed(corpus: Path, flags: Flags) -> str:
    every, found = Counter[str](), Counter[str]()
    for case in changed(corpus):
        every.update([case.kind, "all"])
        found.update([case.kind, "all"] if flags(case.claim, case.pair.quotes) else [])
    return _shares(every, found)


def _unchanged(corpus: Path, flags: Flags) -> str:
    every, found = Counter[str](), Counter[str]()
    for pair in pairs(corpus):
        every.update([pair.kind, "all"])
        found.update([pair.kind, "all"] if flags(pair.claim, pair.quotes) else [])
    return _shares(every, found)


def _shares(every: Counter[str], found: Counter[str]) -> str:
    kinds = sorted(every, key=lambda kind: kind != "all")
    return ", ".join(f"{kind} {found[kind]} of {every[kind]} ({found[kind] / every[kind]:.1%})" for kind in kinds)


def _scitab(corpus: Path) -> list[Row]:
    """Claims over a table, refuted or supported by it: what a word-for-word check can tell of them."""
    items = json.loads((corpus / "claims-scitab" / "scitab.json").read_text("utf-8"))
    return [
        Row("18", f"SciTab, {len(items)} claims: refuted ones flagged (recall, precision); not told by the table; supported",
            _refuted(items, intelog), "a report", _refuted(items, digits)),
    ]  # fmt: skip


def _refuted(items: Sequence[dict[str, object]], flags: Flags) -> str:
    found: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for item in items:
        claim = str(item["claim"]).replace("[CONTINUE]", "").strip()
        label = str(item["label"])
        every[label] += 1
        found[label] += flags(claim, [_told(item)])
    recall = found["refutes"] / every["refutes"]
    precision = found["refutes"] / ((found["refutes"] + found["supports"]) or 1)
    rest = [f"{found[label]} of {every[label]} flagged" for label in ("not enough info", "supports")]
    return f"{recall:.1%}, {precision:.1%}; {rest[0]}; {rest[1]}"


def _told(item: dict[str, object]) -> str:
    """The table as text: its caption, its head, its rows."""
    rows = item["table_content_values"]
    assert isinstance(rows, list)
    lines = [str(item["table_caption"]), *(", ".join(map(str, row)) for row in [item["table_column_names"], *rows])]
    return re.sub(r"\[(?:BOLD|EMPTY|ITALIC)\]\s?", "", "\n".join(lines))
