"""Floor 4: whether all is well, fact by fact.  Nothing is written, and nobody is waited for."""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from intelog import __version__
from intelog.errors import (
    DamagedLibraryError,
    ForeignLibraryError,
    LibraryError,
    SettingsError,
    WorkspaceError,
)
from intelog.settings import Settings
from intelog.store import backups
from intelog.store.address import holds_password
from intelog.workspace import Workspace

if TYPE_CHECKING:
    from intelog.index.search import Standing
    from intelog.store.look import Looked

EXTRAS = {
    "pages": {"trafilatura": "trafilatura", "nh3": "nh3"},
    "pdf": {"pdf_oxide": "pdf-oxide", "pypdfium2": "pypdfium2"},
    "postgres": {"psycopg": "psycopg"},
}
"""What is installed only where it is wanted: by extra, its modules and their packages (`pyproject.toml`)."""
NEEDED = {
    "apsw": "apsw", "feedparser": "feedparser", "httpx2": "httpx2", "markdown_it": "markdown-it-py", "numpy": "numpy", "rjieba": "rjieba", "tantivy": "tantivy",
}  # fmt: skip

OLDEST_SQLITE = (3, 51, 3)
"""The first without the WAL-reset race."""
LITTLE_ROOM = 200_000_000
"""Bytes free below which a large import, or a library's backup, may fill the disk."""
NO_ROOM = 20_000_000
OLD = timedelta(days=7)
"""A backup is old after this, where the library was written to since."""


class Sign(StrEnum):
    """What a fact means.  `LOOK` and `BROKEN` are findings."""

    OK = "ok"
    NOTE = "note"
    """How it is, and nothing wrong with it."""
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked at: its code, under which the words for it stand, and what they tell."""

    code: str
    sign: Sign
    said: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_finding(self) -> bool:
        """Whether there is something for a person to do."""
        return self.sign in (Sign.LOOK, Sign.BROKEN)


def facts(workspace: Workspace | None, *, now: datetime, passwords: Path | None) -> Iterator[Fact]:
    """All there is to say of this machine and a workspace; of the machine alone where there is none.

    *passwords*: the file in which PostgreSQL's driver looks for them.
    """
    yield from _programs()
    yield from _barrier()
    if workspace is None:
        yield Fact("no-workspace", Sign.NOTE)
        return
    settings: Settings | None = None
    try:
        settings = workspace.settings()
    except SettingsError as error:
        yield from (Fact("settings", Sign.BROKEN, {"why": why}) for why in error.complaints)
    except WorkspaceError as error:
        yield Fact("settings", Sign.BROKEN, {"why": str(error)})
    else:
        yield Fact(
            "workspace", Sign.OK, {"path": workspace.root, "language": settings.language, "zone": settings.timezone}
        )
    yield from _secrets(workspace, settings, passwords)
    yield from _room(workspace)
    standing, index = _index(workspace)
    if settings is not None and settings.library is not None:
        looked, found = _in_postgres(settings.library, standing)
    else:
        looked, found = _in_file(workspace, standing)
    yield from found
    yield from _backups(workspace, looked, now)
    yield _up_to_date(index, looked)


# The machine


def _programs() -> Iterator[Fact]:
    missing = sorted(package for module, package in NEEDED.items() if not _is_there(module))
    sqlite = _sqlite()
    said = {
        "version": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite,
        "system": platform.platform(terse=True),
    }
    yield Fact("programs", Sign.OK, said)
    if sqlite is not None and tuple(map(int, sqlite.split("."))) < OLDEST_SQLITE:
        yield Fact("old-sqlite", Sign.BROKEN, {"version": sqlite})
    for package in missing:
        yield Fact("package", Sign.BROKEN, {"package": package})
    for extra, modules in EXTRAS.items():
        if all(map(_is_there, modules)):
            yield Fact("extra", Sign.OK, {"extra": extra, "packages": ", ".join(map(_named, modules.values()))})
        else:
            there = any(map(_is_there, modules))
            yield Fact("no-extra", Sign.LOOK if there else Sign.NOTE, {"extra": extra})


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _named(package: str) -> str:
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return package


def _sqlite() -> str | None:
    try:
        from intelog.store.look import sqlite_version  # imported late: that it is missing is a fact, too
    except ImportError:
        return None
    return sqlite_version()


def _barrier() -> Iterator[Fact]:
    """What keeps a reader of untrusted bytes from doing harm, as a process that reads has it (decision 14)."""
    from intelog.parse.barrier import HOLDS
    from intelog.parse.pool import Children

    with Children(count=1) as children:
        parts = children.active()
    lacking = {part: why for part, why in parts.items() if why != HOLDS}
    if not lacking:
        yield Fact("barrier", Sign.OK, {"parts": len(parts)})
    for part, why in lacking.items():
        is_process = part == "process"
        yield Fact("barrier-part", Sign.BROKEN if is_process else Sign.LOOK, {"part": part, "why": why})


# The workspace


_PASSWORD_IN_TEXT = re.compile(r"""postgres(?:ql)?://[^\s"']*""")


def _secrets(workspace: Workspace, settings: Settings | None, passwords: Path | None) -> Iterator[Fact]:
    try:
        text = workspace.settings_file.read_text("utf-8", "replace")
    except OSError:
        text = ""
    if any(map(holds_password, _PASSWORD_IN_TEXT.findall(text))):
        others = _others_read(workspace.settings_file)
        yield Fact("password-read" if others else "password", Sign.BROKEN, {"file": workspace.settings_file})
    if settings is not None and settings.library is not None and passwords is not None and _others_read(passwords):
        yield Fact("passwords", Sign.LOOK, {"file": passwords})


def _others_read(file: Path) -> bool:
    try:
        return sys.platform != "win32" and bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False


def _room(workspace: Workspace) -> Iterator[Fact]:
    free = shutil.disk_usage(workspace.root).free
    yield Fact(
        "room", Sign.BROKEN if free < NO_ROOM else Sign.LOOK if free < LITTLE_ROOM else Sign.OK, {"free": free / 1e6}
    )
    for folder in (workspace.root, workspace.hidden):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            yield Fact("cannot-write", Sign.BROKEN, {"path": folder})


# The library


def _in_file(workspace: Workspace, standing: Standing | None) -> tuple[Looked | None, list[Fact]]:
    path = workspace.library
    if not path.exists():
        return None, [Fact("no-library", Sign.NOTE)]
    try:
        # Imported late: that the driver is missing is a fact, too.
        from intelog.store.look import Come, looked_at

        looked = looked_at(path, Come(*standing) if standing else None)
    except ImportError:
        return None, []
    except (LibraryError, WorkspaceError, OSError) as error:
        return None, [_not_usable(error, workspace)]
    return looked, _held(looked, str(path))


def _in_postgres(address: str, standing: Standing | None) -> tuple[Looked | None, list[Fact]]:
    try:
        # Imported late: the driver is an extra.
        from intelog.store.look import Come
        from intelog.store.postgres.look import looked_at
    except ImportError:
        return None, [Fact("no-driver", Sign.BROKEN, {"where": address})]
    try:
        looked = looked_at(address, Come(*standing) if standing else None)
    except (LibraryError, WorkspaceError) as error:
        return None, [Fact("unusable", Sign.BROKEN, {"why": error})]
    return looked, [Fact("no-library", Sign.NOTE)] if looked is None else _held(looked, address)


def _held(looked: Looked, where: str) -> list[Fact]:
    said = {"where": where, "engine": looked.engine, "schema": looked.schema, "size": looked.bytes / 1e6, **looked.size}
    found = [Fact("library", Sign.OK, said)]
    if looked.schema < looked.known:
        found.append(Fact("older", Sign.NOTE, {"schema": looked.schema, "known": looked.known}))
    return found


def _not_usable(error: Exception, workspace: Workspace) -> Fact:
    newest = backups.newest(workspace.hidden)
    said = {"path": workspace.library, "backup": newest.path if newest else ""}
    if isinstance(error, DamagedLibraryError) and error.why:
        return Fact("damaged" if newest else "damaged-no-backup", Sign.BROKEN, {**said, "why": error.why})
    if isinstance(error, ForeignLibraryError) and error.why:
        return Fact("foreign" if newest else "foreign-no-backup", Sign.BROKEN, {**said, "why": error.why})
    return Fact("unusable", Sign.BROKEN, {"why": error})


def _backups(workspace: Workspace, looked: Looked | None, now: datetime) -> Iterator[Fact]:
    if workspace.library.with_name(f"{workspace.library.name}.replaced").exists():
        yield Fact("cut-short", Sign.LOOK)
    newest = backups.newest(workspace.hidden)
    holds_something = looked is not None and any(looked.size.values())
    if newest is None:
        if holds_something:
            yield Fact("no-backup", Sign.LOOK)
        return
    age = max(now - newest.made, timedelta())
    is_old = age > OLD and holds_something and _written_since(workspace, newest.made)
    yield Fact(
        "old-backup" if is_old else "backup", Sign.LOOK if is_old else Sign.OK, {"path": newest.path, "days": age.days}
    )


def _written_since(workspace: Workspace, moment: datetime) -> bool:
    """Whether the library's file was; of one on a server nobody can say."""
    files = (workspace.library, workspace.library.with_name(f"{workspace.library.name}-wal"))
    there = [file.stat().st_mtime for file in files if file.exists()]
    return not there or max(there) > moment.timestamp()


# The search index


def _index(workspace: Workspace) -> tuple[Standing | None, Fact | None]:
    """How far it has come, and what is to be said of it where nothing of the library has to be known for that."""
    try:
        from intelog.index.search import standing  # imported late: that the engine is missing is a fact, too

        found = standing(workspace.index)
    except ImportError:
        return None, None
    except ValueError as error:
        return None, Fact("index-anew", Sign.NOTE, {"why": error})
    return found, None if found else Fact("no-index", Sign.NOTE)


def _up_to_date(index: Fact | None, looked: Looked | None) -> Fact:
    if index is not None or looked is None or looked.behind is None:
        return index or Fact("index-unknown", Sign.NOTE)
    return Fact("index-behind", Sign.NOTE, {"behind": looked.behind}) if looked.behind else Fact("index", Sign.OK)
