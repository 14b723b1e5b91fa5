"""Speed, beside what a person would write instead: a script with json and sqlite3."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.row import Row
from intelog.app import opened
from intelog.compose.month_absorb import absorb, said_of
from intelog.compose.monthly import Month
from intelog.compose.monthly import compose as compose_month
from intelog.compose.sheet import Sheet
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import Record, RecordKind, record_key
from intelog.model.review import Review
from intelog.workspace import make

NOW = datetime(2026, 2, 1, tzinfo=UTC)
RUNS = 5


def speed(corpus: Path) -> list[Row]:
    """Measure start, import and compose; the best of some runs, since other work only slows."""
    files = sorted((corpus / "arxiv-daily").glob("2025-06-*.jsonl"))
    records = sum(path.read_bytes().count(b"\n") for path in files)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace, _ = make(root / "w", language=Language.ENGLISH, timezone="UTC")
        plain = _best(lambda: _plain_import(files, root), RUNS)

        def fresh() -> None:
            for path in workspace.hidden.glob("library*"):
                path.unlink()
            with opened(workspace, doing="bench", now=NOW) as app:
                app.import_files(files, now=NOW)

        def again() -> None:
            with opened(workspace, doing="bench", now=NOW) as app:
                app.import_files(files, now=NOW)

        first, second = _best(fresh, RUNS), _best(again, RUNS)

        def compose() -> None:
            with opened(workspace, doing="bench", now=NOW) as app:
                app.compose(Period.parse("2025-06-10"), now=NOW)

        composed = _best(compose, RUNS)
    program = [sys.executable, "-m", "intelog"]
    help_ = _best(lambda: _run([*program, "--help"]), 2 * RUNS)
    bare = _best(lambda: _run([sys.executable, "-c", "pass"]), 2 * RUNS)
    return [
        Row("-", "intelog --help", f"{help_:.2f} s", "0.25 s", f"bare Python {bare:.2f} s ({help_ / bare:.1f} times)"),
        Row("-", f"import of {records:,} arXiv lines", f"{records / first:,.0f} a second", "3,000 a second",
            f"json + sqlite3, one table: {records / plain:,.0f} a second ({first / plain:.1f} times as long)"),
        Row("-", "import of the same again", f"{records / second:,.0f} a second", "-"),
        Row("-", f"a daily from {records:,} lines, library opened and closed", f"{composed:.2f} s", "1 s"),
        *_month(corpus),
    ]  # fmt: skip


def _month(corpus: Path) -> Iterator[Row]:
    """What it takes to take in a person's edit of a month and write it again, for the largest real log and for shapes that defeat a diff."""
    report = (corpus / "seeds" / "monthly-2026-01.md").read_text("utf-8")
    row = next(line for line in report.splitlines() if line.startswith("| RL Reward"))
    shapes = {
        "the finished report, one block rewritten": report.replace("**奖励白盒化**", "**奖励的白盒化**"),
        "20,000 equal lines more": report + "\n同样的一行\n" * 20_000,
        "500 copies of a row": report.replace(row, "\n".join([row] * 500)),
        "a cell of 500,000 characters": report.replace("**奖励白盒化**", "长" * 500_000 + "**奖励白盒化**"),
    }
    for name, text in shapes.items():
        took = _best(partial(_edited, report, text), 2)
        yield Row("-", f"monthly log, {name}: edits taken in, composed", f"{took:.2f} s", "2 s")


def _edited(before: str, after: str) -> None:
    """What an app does with an edited month, but for the disk."""
    period, language = Period.parse("2026-01"), Language.CHINESE
    edition = record_key(RecordKind.EDITION, language, period)
    at = datetime(2026, 2, 1, tzinfo=UTC)
    reviews, records, sheet, slugs = list[Review](), list[Record](), Sheet(""), dict[str, RecordKey]()
    for text in (before, after):
        found = absorb(text, sheet, slugs=slugs, edition=edition, period=period, language=language, at=at)
        reviews += found.reviews
        records += found.records
        sheet = found.sheet
    by_kind = {kind: [r for r in records if r.kind is kind] for kind in RecordKind}
    month = Month(
        models=by_kind[RecordKind.MODEL_REVIEW], directions=by_kind[RecordKind.DIRECTION_REVIEW],
        papers=by_kind[RecordKind.PAPER_NOTE],
    )  # fmt: skip
    compose_month(
        month, period=period, language=language, edition=edition, said=said_of(reviews), form=sheet, front=(), known=slugs
    )  # fmt: skip


def _plain_import(files: list[Path], root: Path) -> None:
    target = root / "plain.sqlite"
    target.unlink(missing_ok=True)
    db = sqlite3.connect(target)
    db.execute("CREATE TABLE paper (id TEXT PRIMARY KEY, title TEXT, summary TEXT, authors TEXT)")
    for path in files:
        with path.open(encoding="utf-8") as lines, db:
            for line in lines:
                r = json.loads(line)
                row = (r["id"], r["title"], r["summary"], json.dumps(r["authors"]))
                db.execute("INSERT OR REPLACE INTO paper VALUES (?, ?, ?, ?)", row)
    db.close()


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _best(work: Callable[[], None], runs: int) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)
