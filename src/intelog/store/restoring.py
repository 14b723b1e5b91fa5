"""Putting a backup in the library's place: the old library or the new one, whole, whenever we are killed.

Whoever calls holds the workspace's lease.  What stood in the place is kept, with what SQLite had put beside it, in a folder
below `backups/`: a backup beside an old `-wal` would be damaged by it.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import apsw

from intelog.errors import BusyError, DamagedLibraryError, ForeignLibraryError, LibraryError
from intelog.store import backups, files
from intelog.store.copying import SIDES, Advance, copied
from intelog.store.look import fault
from intelog.store.schema import check_header, known_version, raised
from intelog.store.steps import migrations
from intelog.store.trouble import damage, explained

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds to wait for those who are just reading the library."""


def cut_short(path: Path) -> bool:
    """Whether a restore of the library at *path* was killed while it put it in place."""
    return _old(path).exists()


def prepared(source: Path, path: Path, *, advance: Advance) -> Path:
    """A copy of the backup at *source* beside *path*: whole, brought up to date, with a name (incarnation) of its own.

    Raises `LibraryError` where *source* is no backup or is not whole; nothing was changed then.  The backup itself is
    only read.
    """
    ready = _ready(path)
    forget(ready)
    try:
        _fill(ready, source, path, advance)
    except ForeignLibraryError as error:
        forget(ready)
        raise ForeignLibraryError(
            f"{source}: this is no backup of a library ({error.why}); nothing was changed: name a file that `intelog backup` "
            f"made{_such_as(path, source)}"
        ) from error
    except DamagedLibraryError as error:
        forget(ready)
        raise DamagedLibraryError(
            f"{source}: this backup is damaged ({error.why}); nothing was changed: name another one{_such_as(path, source)}"
        ) from error
    except BaseException:
        forget(ready)
        raise
    return ready


def _fill(ready: Path, source: Path, path: Path, advance: Advance) -> None:
    log.info("restore: copying %s", source)
    copied(source, ready, shown=path, advance=advance)
    log.info("restore: checking %s", ready)
    with explained(source):
        db = apsw.Connection(str(ready))
        try:
            try:
                why = fault(db, is_full=True)
            except apsw.CorruptError as error:
                why = str(error)
            if why is not None:
                raise damage(source, why)
            raised(db, source, known_version(db, source, len(migrations())))
            db.execute("UPDATE incarnation SET name = lower(hex(randomblob(10)))")
        finally:
            db.close()
    files.sync(ready)


def _such_as(path: Path, source: Path) -> str:
    newest = backups.newest(path.parent)
    is_other = newest is not None and not newest.path.samefile(source)
    return f", such as {newest.path}" if newest is not None and is_other else ""


def put_in_place(ready: Path, path: Path, *, now: datetime) -> Path | None:
    """Have *ready* be the library at *path*; return where what stood there is kept, None where nothing did.

    Raises `BusyError` where another program does not let go of the library; nothing was changed then.
    """
    try:
        held = _folded(path) if path.exists() else None
        try:
            log.info("restore: keeping %s", path)
            _keep(path)
            log.info("restore: placing %s", path)
            if held is None:
                for end in SIDES:
                    _beside(path, end).unlink(missing_ok=True)
            elif sys.platform == "win32":  # which renames nothing that is open
                held.close()
            files.rename(ready, path)
        finally:
            if held is not None:
                held.close()
    finally:
        forget(ready)
    return _set_aside(path, now)


def settle(path: Path, *, now: datetime) -> None:
    """End what a killed restore began: its copy goes, what stood in the library's place is put back or kept."""
    forget(_ready(path))
    old = _old(path)
    main = old / path.name
    if path.exists() and main.exists() and path.samefile(main):  # it was not replaced yet
        for end in SIDES:
            if (side := _beside(main, end)).exists() and not _beside(path, end).exists():
                files.rename(side, _beside(path, end))
        shutil.rmtree(old)
    elif main.exists() or any(_beside(main, end).exists() for end in SIDES):
        _set_aside(path, now)
    else:
        shutil.rmtree(old, ignore_errors=True)


def _folded(path: Path) -> apsw.Connection | None:
    """The library with its `-wal` folded in, held so that nobody can use it; None where it cannot be read.

    SQLite is not asked where the file does not even look like a library: beside an empty one it would delete the `-wal`.
    """
    try:
        check_header(path)
    except LibraryError:
        return None
    until = time.monotonic() + PATIENCE
    while True:
        db = None
        try:
            db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
            db.execute("PRAGMA journal_mode = DELETE").fetchall()
            db.execute("BEGIN EXCLUSIVE")
        except (apsw.BusyError, apsw.LockedError) as error:
            _close(db)
            if time.monotonic() > until:
                raise BusyError(
                    f"{path}: another program is using the library; close it and run again: nothing was changed"
                ) from error
            time.sleep(0.05)
        except apsw.Error:
            _close(db)
            return None
        else:
            return db


def _close(db: apsw.Connection | None) -> None:
    if db is not None:
        with suppress(apsw.Error):
            db.close()


def _keep(path: Path) -> None:
    """Give what stands in the place, and what SQLite put beside it, a second name, the library first."""
    old = _old(path)
    for file in (path, *(_beside(path, end) for end in SIDES if end != "-shm")):
        if file.exists():
            old.mkdir(exist_ok=True)
            _second_name(file, old / file.name)
    if old.exists():
        files.sync_folder(old)
        files.sync_folder(path.parent)


def _second_name(file: Path, second: Path) -> None:
    try:
        os.link(file, second)
    except OSError:  # a file system without hard links
        aside = second.with_name(second.name + ".part")
        shutil.copyfile(file, aside)
        files.sync(aside)
        files.rename(aside, second)


def _set_aside(path: Path, now: datetime) -> Path | None:
    old = _old(path)
    if not old.exists():
        return None
    folder = backups.folder(path.parent)
    folder.mkdir(exist_ok=True)
    target = backups.aside(folder, now)
    files.rename(old, target)
    files.sync_folder(path.parent)
    return target


def _ready(path: Path) -> Path:
    return path.with_name(path.name + ".restored")


def _old(path: Path) -> Path:
    return path.with_name(path.name + ".replaced")


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def forget(ready: Path) -> None:
    """Take a prepared copy away."""
    for end in ("", *SIDES):
        _beside(ready, end).unlink(missing_ok=True)


def refuse_unnamed(source: Path, path: Path) -> None:
    """Raise `LibraryError` where *source* is no file, or is the library itself."""
    if not source.is_file():
        raise LibraryError(f"{source}: there is no such file; nothing was changed: name a backup{_newest(path)}")
    if path.exists() and source.samefile(path):
        raise LibraryError(f"{source}: this is the library itself; nothing was changed: name a backup{_newest(path)}")


def _newest(path: Path) -> str:
    newest = backups.newest(path.parent)
    return f", such as {newest.path}" if newest else ""
