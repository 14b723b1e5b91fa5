"""Floor 4: a copy of the library that can be put back, and putting it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from intelog.app import library_at
from intelog.errors import LibraryError, WorkspaceError
from intelog.importing import Advance
from intelog.ports import Rows
from intelog.store import backups, copying, restoring
from intelog.store.address import is_address
from intelog.store.lease import lease
from intelog.store.rows import HOLDS_SOMETHING
from intelog.store.sqlite import SqliteLibrary
from intelog.workspace import Workspace


class BackedUp(NamedTuple):
    """A backup that was made."""

    path: Path
    bytes: int
    size: dict[str, int]


class Restored(NamedTuple):
    """A library that was put back."""

    library: str
    size: dict[str, int]
    kept: Path | None
    """The folder that holds what stood in its place, if anything did."""


def to_read(workspace: Workspace) -> int:
    """Bytes of the library that a backup copies; 0 where nobody can say before."""
    return 0 if workspace.settings().library or not workspace.library.exists() else workspace.library.stat().st_size


def back_up(workspace: Workspace, to: str | None, *, now: datetime, advance: Advance = lambda _: None) -> BackedUp:
    """Copy the library, as it is at one moment, to one SQLite file: *to*, or one below `.intelog/backups/`.

    Needs no lease: whoever is writing goes on.  Nothing is overwritten; a library that is not whole is not copied.
    """
    settings = workspace.settings()
    target = _target(workspace, to, now)
    if settings.library is None:
        if not workspace.library.exists():
            raise LibraryError(f"{workspace.library}: there is no library yet; `intelog import PATH...` makes it")
        size = copying.back_up(workspace.library, target, advance=advance)
    else:
        with closing(library_at(settings.library, doing="backup", writes=False)) as library:
            size = copying.back_up_rows(_told(library.export(), advance), target, shown=settings.library)
    return BackedUp(target, target.stat().st_size, size)


def _target(workspace: Workspace, to: str | None, now: datetime) -> Path:
    if to is not None and is_address(to):
        raise LibraryError(f"{to}: a backup is a file; `intelog library copy` copies the library to an address")
    if to is not None and not Path(to).is_dir():
        return Path(to)
    folder = Path(to) if to is not None else backups.folder(workspace.hidden)
    if to is None:
        try:
            folder.mkdir(exist_ok=True, parents=True)
        except OSError as error:
            raise WorkspaceError(
                f"{folder}: cannot be made ({error.strerror}); make the folder writable, or name a file elsewhere"
            ) from error
    return backups.named(folder, now)


def restore(workspace: Workspace, source: Path, *, now: datetime, advance: Advance = lambda _: None) -> Restored:
    """Put the backup at *source* in the library's place; what stood there is kept below `.intelog/backups/`.

    Checked before anything is changed; killed anywhere, there is the old library or the new one.  A library in
    PostgreSQL has to be empty.
    """
    settings = workspace.settings()
    try:
        workspace.hidden.mkdir(exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{workspace.hidden}: cannot be made ({error.strerror})") from error
    path = workspace.library.resolve()
    source = _named(source, workspace)
    restoring.refuse_unnamed(source, path)
    with lease(workspace.lease, doing="restore", now=now):
        restoring.settle(path, now=now)
        ready = restoring.prepared(source, path, advance=advance)
        if settings.library is not None:
            return _restored_to(settings.library, ready)
        kept = restoring.put_in_place(ready, path, now=now)
        with closing(SqliteLibrary(workspace.library)) as library:
            return Restored(str(workspace.library), library.size(), kept)


def _named(source: Path, workspace: Workspace) -> Path:
    """A backup as it is named: a path, or the name of one that lies with the others."""
    beside = backups.folder(workspace.hidden) / source
    return beside if not source.exists() and len(source.parts) == 1 and beside.exists() else source


def _restored_to(address: str, ready: Path) -> Restored:
    try:
        with closing(library_at(address, doing="restore", writes=True)) as library:
            if any(library.size().values()):
                raise LibraryError(
                    f"{address}: {HOLDS_SOMETHING}: make a database with `createdb --encoding UTF8 --template template0 NAME`, "
                    "name it as `library` in intelog.toml, and restore again"
                )
            with closing(SqliteLibrary(ready)) as copy:
                library.take(copy.export())
            return Restored(address, library.size(), None)
    finally:
        restoring.forget(ready)


def _told(rows: Iterable[Rows], advance: Advance) -> Iterator[Rows]:
    for batch in rows:
        yield batch
        advance(len(batch.rows))
