"""Copies of a library as files of their own: made aside, checked, and never in the place of anything."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from intelog.errors import LibraryError
from intelog.ports import Rows
from intelog.store import files
from intelog.store.lease import runs
from intelog.store.look import fault, looking, size
from intelog.store.rows import TABLES
from intelog.store.schema import known_version
from intelog.store.sqlite import SqliteLibrary
from intelog.store.steps import migrations
from intelog.store.trouble import damage, explained

log = logging.getLogger(__name__)

Advance = Callable[[int], None]

_STEP = 1024
"""Pages copied between two words about how far it is: 4 MiB."""
SIDES = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a file while it is in use."""


def back_up(source: Path, target: Path, *, advance: Advance) -> dict[str, int]:
    """Copy the library at *source*, as it is at one moment, to a new file; say how much that is.

    Whoever writes meanwhile goes on.  Raises `LibraryError` where the library is not whole or *target* is there.
    """
    with _new(target) as aside:
        log.info("backup: copying %s", source)
        held = copied(source, aside, shown=target, advance=advance)
        log.info("backup: checking %s", aside)
        if (why := _checked(aside, held)) is not None:
            raise damage(source, why)
    return _size(target)


def back_up_rows(rows: Iterable[Rows], target: Path, *, shown: str) -> dict[str, int]:
    """Write all that a library exported to a new file; say how much that is.  *shown*: what the library is called."""
    held = dict.fromkeys(TABLES, 0)

    def counted() -> Iterator[Rows]:
        for batch in rows:
            held[batch.table] += len(batch.rows)
            yield batch

    with _new(target) as aside:
        log.info("backup: copying %s", shown)
        try:
            library = SqliteLibrary(aside)
            try:
                library.take(counted())
            finally:
                library.close()
            _as_one_file(aside)
        except LibraryError as error:
            if isinstance(error.__cause__, apsw.FullError):
                raise LibraryError(_disk_full(target)) from error
            raise
        log.info("backup: checking %s", aside)
        if (why := _checked(aside, held)) is not None:
            raise LibraryError(f"{target}: the copy of {shown} is not whole ({why}) and was not kept; run again")
    return _size(target)


def copied(source: Path, aside: Path, *, shown: Path, advance: Advance) -> dict[str, int]:
    """Copy page by page, as it is at one moment; return how many rows each table holds.  *shown*: where a person is told.

    The moment is held by a transaction of ours: else every commit of another process would make SQLite begin anew.
    """
    with looking(source) as db:
        known_version(db, source, len(migrations()))
        page: int = db.execute("PRAGMA page_size").get
        _refuse_too_full(shown, page * int(db.execute("PRAGMA page_count").get))
        held = _counted(db)
        try:
            into = apsw.Connection(str(aside))
        except apsw.CantOpenError as error:
            raise LibraryError(f"{shown}: cannot be written; name a folder that can be") from error
        try:
            with into.backup("main", db, "main") as backup:
                left: int | None = None
                while not backup.done:
                    backup.step(_STEP)
                    advance(page * ((backup.page_count if left is None else left) - backup.remaining))
                    left = backup.remaining
            into.execute("PRAGMA journal_mode = DELETE").fetchall()
        except apsw.FullError as error:
            raise LibraryError(_disk_full(shown)) from error
        finally:
            into.close()
    files.sync(aside)
    return held


def _as_one_file(path: Path) -> None:
    """Nothing has to be beside it, and it can be opened where nothing can be written."""
    with explained(path):
        db = apsw.Connection(str(path))
        try:
            db.execute("PRAGMA journal_mode = DELETE").fetchall()
        finally:
            db.close()
    files.sync(path)


def _refuse_too_full(target: Path, needed: int) -> None:
    """Before a byte is written: a disk that we fill is full for an import that runs, too."""
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise LibraryError(
            f"{target}: the disk is full ({needed / 1e6:.0f} MB are needed, {free / 1e6:.0f} MB are free); free some space, or "
            "name another place: nothing was changed"
        )


def _disk_full(target: Path) -> str:
    return f"{target}: the disk is full; free some space, or name another place: nothing was changed"


def _counted(db: apsw.Connection) -> dict[str, int]:
    return {table: db.execute(f"SELECT COUNT(*) FROM {table}").get for table in TABLES}


def _checked(aside: Path, held: dict[str, int]) -> str | None:
    """Why a copy is not one, None where it is."""
    with explained(aside):
        db = apsw.Connection(str(aside), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            why = fault(db, is_full=False)
            return why or (None if _counted(db) == held else "it does not hold as many rows as were read")
        except apsw.CorruptError as error:
            return str(error)
        finally:
            db.close()


def _size(path: Path) -> dict[str, int]:
    with looking(path) as db:
        return size(db)


@contextmanager
def _new(target: Path) -> Iterator[Path]:
    """Where to write what shall bear the name *target* when it is whole, and only if nothing bears it then."""
    if not target.parent.is_dir():
        raise LibraryError(f"{target}: there is no folder {target.parent}; make it, or name another")
    _refuse_there(target)
    _forget_killed(target)
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield aside
        log.info("backup: naming %s", target)
        try:
            files.place(aside, target)
        except FileExistsError as error:
            raise _there(target) from error
    finally:
        for end in ("", *SIDES):
            aside.with_name(aside.name + end).unlink(missing_ok=True)


def _refuse_there(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise _there(target)


def _there(target: Path) -> LibraryError:
    return LibraryError(f"{target}: there is something of this name already; it was left as it is: name a new file")


_ASIDE = re.compile(r"\.(?P<name>.+)\.(?P<process>\d+)\.part(?:-\w+)?")


def _forget_killed(target: Path) -> None:
    """Take away what backups that were killed have left beside *target*."""
    for path in target.parent.glob(".*.part*"):
        found = _ASIDE.fullmatch(path.name)
        is_ours = found is not None and (found["name"] == target.name or found["name"].startswith("intelog-"))
        if found is not None and is_ours and not runs(int(found["process"])):
            path.unlink(missing_ok=True)
