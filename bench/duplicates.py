"""Measures 6 and 7: what was met many times is held once, and different things under one address are held apart."""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from math import comb
from pathlib import Path
from typing import NamedTuple

from tests.libraries import everything

from bench.row import Row
from intelog.app import opened
from intelog.gather.items import documents
from intelog.gather.outcome import Skipped
from intelog.model.document import Kind, Reading
from intelog.model.item import Item, Parsed
from intelog.model.language import Language
from intelog.store.sqlite import SqliteLibrary
from intelog.workspace import make

NOW = datetime(2026, 2, 1, tzinfo=UTC)
LABELS = Path(__file__).parent / "labels" / "collector_addresses.jsonl"
MONTHS = (("2025-06", 7329, 5214), ("2026-01", 3609, 1205))


def rows(corpus: Path) -> list[Row]:
    """Measure 6 by importing, measure 7 by what the stream's observations became."""
    return [*(_month(corpus, *month) for month in MONTHS), *_stream(corpus)]


def _month(corpus: Path, month: str, lines: int, papers: int) -> Row:
    """A month's files imported in three orders, each into a library of its own: so much is read and held, and all hold the same."""
    files = sorted((corpus / "arxiv-daily").glob(f"{month}-*.jsonl"))
    shuffled = random.Random(6).sample(files, len(files))  # noqa: S311 - an order, not a secret
    counts, held = set(), []
    for order in (files, files[::-1], shuffled):
        with tempfile.TemporaryDirectory() as folder:
            workspace, _ = make(Path(folder), language=Language.ENGLISH, timezone="UTC")
            with opened(workspace, doing="bench", now=NOW) as app:
                done = app.import_files(order, now=NOW)
                counts.add(f"{done.read:,}, {app.library.size()['documents']:,}")
                held.append({table: found for table, found in everything(app.library).items() if table != "progress"})
    same = "same" if held[0] == held[1] == held[2] else "DIFFERENT"
    return Row("6", f"arxiv-daily {month}, in three orders: lines read, papers stored, libraries",
               f"{' / '.join(sorted(counts))}, {same}", f"{lines:,}, {papers:,}, same")  # fmt: skip


class Seen(NamedTuple):
    """An address under a title, as the collector wrote it down once."""

    address: str
    title: str


def _stream(corpus: Path) -> Iterator[Row]:
    (path,) = (corpus / "collector-stream").glob("*.jsonl")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    seen = [Seen(line["url"], line["title"]) for line in lines]
    keys, kept = _collected(lines)
    yield Row(
        "7",
        "collector-stream: observations that are an origin or are said to be skipped",
        f"{kept:,} of {len(lines):,}",
        "all",
    )
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()[1:]]
    things = {Seen(one["address"], one["title"]): one["thing"] for one in labels}
    opens = {Seen(one["address"], one["title"]): one.get("own", one["thing"]) for one in labels}
    few = [n for n, one in enumerate(seen) if one in things]
    for which, truth, some in (
        ("all observations", things, range(len(seen))),
        ("those of the 22 addresses with several titles", things, few),
        ("all, a title that slipped to another article's address counted as that article's", opens, range(len(seen))),
    ):
        meant = [(seen[n].address, truth.get(seen[n], "")) for n in some]
        yield Row(
            "7", f"collector-stream, {which}: pairs made one that are one, pairs that are one made one",
            _agreement([keys[n] for n in some], meant), "99.5 %, 99.5 %",
            f"address alone: {_agreement([seen[n].address for n in some], meant)}; address and title: {_agreement([seen[n] for n in some], meant)}",
        )  # fmt: skip


def _collected(lines: Sequence[dict[str, str]]) -> tuple[list[str], int]:
    """The name that each observation's document has, each read as the file it was; how many a library has as origins or knows why not."""
    found: list[Reading | Skipped] = []
    for line in lines:
        item = Item(title=line["title"], url=line["url"] or "", kind=Kind.POST)
        where, day = f"{line['day']}/{line['name']}", date.fromisoformat(line["day"])
        told = documents(Parsed(items=(item,)), where=where, source=line["source"], met=day)
        found += [one for one in told if isinstance(one, (Reading, Skipped))]
    readings = [one for one in found if isinstance(one, Reading)]
    with tempfile.TemporaryDirectory() as folder:
        library = SqliteLibrary(Path(folder) / "library.sqlite")
        library.add(readings)
        kept = library.size()["origins"] + len(found) - len(readings)
        library.close()
    return [one.document.key if isinstance(one, Reading) else f"skipped {n}" for n, one in enumerate(found)], kept


def _agreement(made: Iterable[Hashable], meant: Iterable[Hashable]) -> str:
    """Of all pairs: how many of those made one are one, how many of those that are one were made one."""
    made, meant = list(made), list(meant)
    both = _pairs(zip(made, meant, strict=True))
    return f"{both / _pairs(made):.2%}, {both / _pairs(meant):.2%}"


def _pairs(names: Iterable[Hashable]) -> int:
    return sum(comb(n, 2) for n in Counter(names).values())
