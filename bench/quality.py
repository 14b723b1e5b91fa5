"""Quality: measures 5 and 18 here, the others in the modules beside."""

from __future__ import annotations

import random
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import child, duplicates, feeds, lists, naughty, pages, pdf, search
from bench.grounding import grounding
from bench.row import Row
from intelog.app import App, opened
from intelog.check.claims import claims
from intelog.grammar import daily, learning_log
from intelog.model.finding import Severity
from intelog.model.language import Language
from intelog.model.period import Cadence, Period
from intelog.workspace import make

NOW = datetime(2026, 2, 1, tzinfo=UTC)
SEED = 20260128


def quality(corpus: Path) -> list[Row]:
    """Measure on the learning log and the arXiv stream."""
    rows = [_learning_log(corpus)]
    with tempfile.TemporaryDirectory() as folder:
        workspace, _ = make(Path(folder), language=Language.ENGLISH, timezone="UTC")
        with opened(workspace, doing="bench", now=NOW) as app:
            papers = sorted((corpus / "arxiv-daily").glob("2026-01-*.jsonl"))
            app.import_files([*papers, corpus / "seeds" / "daily-learning-log-2026-01.md"], now=NOW)
            rows += _editions(app)
    parts = (duplicates, feeds, pages, pdf, lists, child, search, naughty)
    return [*rows, *(row for part in parts for row in part.rows(corpus)), *grounding(corpus)]


def failures(corpus: Path) -> dict[str, dict[str, list[str]]]:
    """What the readers of feeds, pages and PDFs do not meet, by format and cause."""
    return {"feeds": feeds.failures(corpus), "pages": pages.failures(corpus), "PDFs": pdf.failures(corpus)}


def _learning_log(corpus: Path) -> Row:
    text = (corpus / "seeds" / "daily-learning-log-2026-01.md").read_text("utf-8")
    log = learning_log.read(text)
    links = re.findall(r"\]\((https?://[^)]+)\)", text)
    kept = sum(len(learning_log.links_of(e)) + len(learning_log.images_of(e)) for e in log.entries)
    same = "same bytes" if learning_log.write(log) == text else "DIFFERENT BYTES"
    return Row("5", "learning log: entries, links and images kept, written back",
               f"{len(log.entries)}, {kept} of {len(links)}, {same}", "26, all, same bytes")  # fmt: skip


def _editions(app: App) -> list[Row]:
    """Every day of January composed and checked; then each sentence's claim with one digit changed."""
    minutes, findings, tried, flagged, passed = [], 0, 0, 0, 0
    day = datetime(2026, 1, 1, tzinfo=UTC).date()
    while day.month == 1:
        if app.has_news(day):
            (draft,) = app.compose(Period(day, Cadence.DAILY), now=NOW)
            minutes.append(draft.composed.minutes)
            text = draft.path.read_text("utf-8")
            findings += _errors(app, text)
            for changed in _changed_digits(text):
                tried += 1
                flagged += _errors(app, changed) > 0
            passed += len(re.findall(r"(?m)^[^#*\[].*\d.*\[\^", text))
        day += timedelta(days=1)
    return [
        Row("18", f"claims of {len(minutes)} dailies with one digit changed: flagged", f"{flagged} of {tried} ({flagged / tried:.1%})", "95 %"),
        Row("18", f"the same {passed} lines unchanged: wrongly flagged", f"{findings}", "at most 2 %"),
        Row("-", "minutes of a daily: shortest, longest", f"{min(minutes):.1f}, {max(minutes):.1f}", "at most 5.0"),
    ]  # fmt: skip


def _errors(app: App, text: str) -> int:
    found = claims(daily.parse(text), app.library.version, (), Language.ENGLISH)
    return sum(f.severity is Severity.ERROR for f in found)


def _changed_digits(text: str) -> list[str]:
    """The edition with one random digit changed, once for each of its lines that has a digit and a receipt."""
    pick = random.Random(SEED)  # noqa: S311 - a choice, not a secret
    changed = []
    for line in re.finditer(r"(?m)^[^#*\[\n][^\n]*?(?=\[\^)", text):
        digits = [m.start() for m in re.finditer(r"\d", line.group())]
        if digits:
            at = line.start() + pick.choice(digits)
            changed.append(text[:at] + str((int(text[at]) + pick.randint(1, 9)) % 10) + text[at + 1 :])
    return changed
