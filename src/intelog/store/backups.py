"""Where backups lie and what they are called: beside the library, by the moment they show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

_NAME = "intelog-%Y-%m-%dT%H%M%SZ"
_STEM_LENGTH = len("intelog-2026-01-28T081500Z")


class Backup(NamedTuple):
    """A copy of the library that can be restored."""

    path: Path
    made: datetime


def folder(hidden: Path) -> Path:
    """Where they lie, in the folder of the library."""
    return hidden / "backups"


def named(where: Path, now: datetime) -> Path:
    """A name for a backup made now that nothing in *where* bears: names in order are moments in order."""
    return _free(where, f"{now.astimezone(UTC):{_NAME}}", ".sqlite")


def aside(where: Path, now: datetime) -> Path:
    """A name for the folder that holds what stood in the library's place before a restore."""
    return _free(where, f"before-restore-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}", "")


def _free(where: Path, stem: str, end: str) -> Path:
    names = (where / f"{stem}{more}{end}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(one for one in names if not one.exists())


def newest(hidden: Path) -> Backup | None:
    """The latest one: those that were asked for, and those made before a step of the schema."""
    there = folder(hidden)
    found = [
        Backup(path, _made(path)) for kind in ("intelog-*.sqlite", "library-*.sqlite") for path in there.glob(kind)
    ]
    return max(found, key=lambda one: (one.made, one.path.name), default=None)


def _made(path: Path) -> datetime:
    """By its name, which copying it elsewhere does not change; else by its file."""
    try:
        return datetime.strptime(path.stem[:_STEM_LENGTH], _NAME).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
