"""The steps from nothing to today's schema, and whether a library still has what they make."""

from __future__ import annotations

from contextlib import closing
from importlib import resources
from pathlib import Path

import apsw


def migrations(engine: str = "intelog.store") -> list[str]:
    """The steps from nothing to today's schema of an engine, a package, in order, as SQL."""
    folder = resources.files(engine) / "migrations"
    return [f.read_text("utf-8") for f in sorted(folder.iterdir(), key=lambda f: f.name) if f.name.endswith(".sql")]


def has_its_schema(path: Path) -> bool:
    """Whether the library at *path* holds every table and index that the steps it says it went through make."""
    try:
        with closing(apsw.Connection(str(path), apsw.SQLITE_OPEN_READONLY)) as db:
            return holds_its_schema(db)
    except (apsw.Error, UnicodeDecodeError):
        return False


def holds_its_schema(db: apsw.Connection) -> bool:
    """Whether an open library does."""
    version: int = db.execute("PRAGMA user_version").get
    return _schema_made_by(migrations()[:version]) <= _schema(db)


def _schema_made_by(steps: list[str]) -> set[tuple[str, ...]]:
    with closing(apsw.Connection(":memory:")) as db:
        for step in steps:
            db.execute(step)
        return _schema(db)


def _schema(db: apsw.Connection) -> set[tuple[str, ...]]:
    return set(db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))
