"""Speed, beside what a person would write instead: a script with json and sqlite3."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.row import Row
from intelog.app import opened
from intelog.model.language import Language
from intelog.model.period import Period
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
    ]  # fmt: skip


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
