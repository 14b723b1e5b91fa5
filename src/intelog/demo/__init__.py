"""Floor 4: the sample workspace that `intelog demo` builds.  Its sentences are ours, its facts are real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from intelog.app import App, opened
from intelog.errors import WorkspaceError
from intelog.importing import Advance
from intelog.model.finding import Severity
from intelog.model.language import EDITION_LANGUAGES, Language
from intelog.model.period import Cadence, Period
from intelog.settings import template
from intelog.store import files
from intelog.workspace import Workspace, make

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
FULL_DAY = date(2026, 1, 28)
UPDATE_DAY = date(2026, 1, 24)
TIMEZONE = "Asia/Shanghai"

MARK = ".intelog-demo"
"""The file by which a demo is known, also one that was cut short: it is the first."""
_MARK_SAYS = b"`intelog demo` built this folder, and refreshes it when it is run again.  Your edits are kept.\n"


class Built(NamedTuple):
    """What the demo built."""

    workspace: Workspace
    documents: int
    editions: list[Path]
    errors: int


def build(root: Path, *, language: Language, now: datetime, advance: Advance = lambda _: None) -> Built:
    """Build the sample workspace: notes in, daily editions out in both languages, all checked.

    *advance* is told of days.  A folder that holds something else is refused; one built before is refreshed,
    edits kept.
    """
    workspace = Workspace(root)
    if not (root / MARK).is_file():
        if any(path.is_file() for path in root.rglob("*") if path.name != f".{MARK}.part"):
            raise WorkspaceError(
                f"{root}: is not empty and no demo; name another folder, such as `intelog demo my-demo`"
            )
        files.write(root / MARK, _MARK_SAYS, expected=None)
    _copy_missing(workspace)
    if not workspace.settings_file.exists():
        others = ", ".join(f'"{one}"' for one in EDITION_LANGUAGES)
        text = template(language, TIMEZONE).replace('# languages = ["zh", "en"]', f"languages = [{others}]")
        files.write(workspace.settings_file, text.encode(), expected=None)
    make(root, language=language, timezone=TIMEZONE)
    with opened(workspace, doing="demo", now=now) as app:
        app.import_files([workspace.notes, workspace.root / "papers"], now=now)
        editions = [draft.path for day in _days_with_news(app, advance) for draft in app.compose(day, now=now)]
        checked = app.check(None, now=now)
        documents = app.library.size()["documents"]
    errors = sum(f.severity is Severity.ERROR for file in checked for f in file.findings)
    return Built(workspace, documents, editions, errors)


def _copy_missing(workspace: Workspace) -> None:
    with resources.as_file(resources.files("intelog.demo") / "data") as data:
        for source, folder in (
            *((path, workspace.notes) for path in sorted(data.glob("log-*.md"), reverse=True)),
            *((path, workspace.root / "papers") for path in sorted((data / "papers").glob("*.jsonl"))),
            *((path, workspace.notes / "assets") for path in sorted((data / "assets").iterdir())),
        ):
            if not (folder / source.name).exists():
                files.write(folder / source.name, source.read_bytes(), expected=None)


def _days_with_news(app: App, advance: Advance) -> Iterator[Period]:
    day = FIRST
    while day <= LAST:
        if app.has_news(day):
            yield Period(day, Cadence.DAILY)
        advance(1)
        day += timedelta(days=1)
