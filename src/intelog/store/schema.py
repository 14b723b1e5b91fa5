"""The schema: opening a library, and bringing it up to date one numbered step at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import apsw

from intelog.errors import NewerLibraryError
from intelog.store import files
from intelog.store.steps import migrations
from intelog.store.trouble import damage, explained, foreign, step_failed

APPLICATION = 0x696C6F67
"""`ilog`, in SQLite's `application_id`."""

BUSY_MS = 10_000
PAGE = 4096
"""Bytes of a page: what SQLite takes where nothing else is said."""
CACHE_KIB, WAL_PAGES = 65_536, 32_768
"""Memory for pages, and pages of the log before they are put in their places: 128 MB.  Ids are hashes, so that a batch's rows lie
all over their tables: with SQLite's 2 MB and 1,000 pages the same page is written again and again."""
CHECKED_BYTES = 64 * 2**20
"""Up to this size the whole file is checked at every opening (19 MiB take 0.02 s, measured on two cores);
larger ones are checked by `intelog doctor`, and wherever SQLite meets a broken page."""


def opened(path: Path, steps: Sequence[str] | None = None) -> apsw.Connection:
    """Open the library at *path*; make it where there is none, migrate it where it is older.

    Before each step of a migration the library is copied to `backups/`, and each step is
    one transaction, so a failure or a kill leaves a library that still opens.
    """
    steps = migrations() if steps is None else steps
    if not path.exists():
        _make(path, steps)
    check_header(path)
    with explained(path):
        db = _connect(path)
        try:
            version = _checked_version(db, path, len(steps))
            for number in range(version + 1, len(steps) + 1):
                backup = _backup(db, path, number - 1)
                with explained(path, otherwise=partial(step_failed, path, number, backup)):
                    _step(db, number, steps[number - 1])
            db.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            db.close()
            raise
    return db


def _make(path: Path, steps: Sequence[str]) -> None:
    """Make a library aside and rename it, so that a file of this name is always whole."""
    aside = path.with_name(path.name + ".new")
    for leftover in (aside, *(aside.with_name(aside.name + end) for end in ("-wal", "-shm", "-journal"))):
        leftover.unlink(missing_ok=True)
    with explained(path):
        db = apsw.Connection(str(aside))
        try:
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            for number, step in enumerate(steps, 1):
                with explained(path, otherwise=partial(step_failed, path, number, None)):
                    _step(db, number, step)
        finally:
            db.close()
    files.sync(aside)
    for end in ("-wal", "-shm", "-journal"):  # of a library that stood here: SQLite would play them into this one
        if (leftover := path.with_name(path.name + end)).exists():
            leftover.replace(leftover.with_name(leftover.name + ".old"))
    files.rename(aside, path)


def _connect(path: Path) -> apsw.Connection:
    db = apsw.Connection(str(path))
    db.set_busy_timeout(BUSY_MS)
    db.execute(f"PRAGMA synchronous = FULL; PRAGMA cache_size = -{CACHE_KIB}; PRAGMA wal_autocheckpoint = {WAL_PAGES}")
    return db


def check_header(path: Path) -> None:
    """Raise `LibraryError` where the file at *path* is by its first bytes and its length no library of ours."""
    with path.open("rb") as file:
        head = file.read(72)
    if not head:
        raise damage(path, "the file is empty")
    if head[:16] != b"SQLite format 3\0":
        raise foreign(path, "it is no SQLite file")
    if int.from_bytes(head[68:72], "big") != APPLICATION:
        raise foreign(path, "it is an SQLite file of another program")
    if path.stat().st_size % PAGE and not path.with_name(path.name + "-wal").exists():
        raise damage(path, "it was cut short")  # SQLite would take the rest of its last page for zeros


def _checked_version(db: apsw.Connection, path: Path, known: int) -> int:
    _refuse_newer(db, path, known)
    db.execute("PRAGMA journal_mode = WAL")
    if path.stat().st_size <= CHECKED_BYTES and (found := db.execute("PRAGMA quick_check(1)").get) != "ok":
        raise damage(path, str(found).splitlines()[-1])
    return known_version(db, path, known)


def known_version(db: apsw.Connection, path: Path, known: int) -> int:
    """The schema's version, or `LibraryError` where it is none that we know."""
    version = _refuse_newer(db, path, known)
    if version < 1:  # a library bears its name only when all steps are done
        raise damage(path, f"it says that its schema is {version}")
    return version


def _refuse_newer(db: apsw.Connection, path: Path, known: int) -> int:
    """The version that a library says its schema is, or `NewerLibraryError`."""
    version: int = db.execute("PRAGMA user_version").get
    if version > known:
        raise NewerLibraryError(
            f"{path}: the library was written by a newer intelog (schema {version}, this one knows {known}); "
            "update intelog, nothing was changed"
        )
    return version


def raised(db: apsw.Connection, path: Path, version: int) -> None:
    """Bring a copy that nobody uses from *version* to today's schema; no backup is made of it.  *path*: of what it copies."""
    steps = migrations()
    for number in range(version + 1, len(steps) + 1):
        with explained(path, otherwise=partial(step_failed, path, number, None)):
            _step(db, number, steps[number - 1])


def _step(db: apsw.Connection, number: int, sql: str) -> None:
    """Foreign keys are off meanwhile: taking a table down to build it anew deletes nothing that hangs on it."""
    db.execute(f"BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {number}")
    if broken := db.execute("PRAGMA foreign_key_check").fetchone():
        raise apsw.ConstraintError(f"step {number} breaks a reference of {broken[0]} to {broken[2]}")
    db.execute("COMMIT")


def _backup(db: apsw.Connection, path: Path, version: int) -> Path:
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    target = folder / f"library-schema-{version}.sqlite"
    copy(db, target)
    return target


def copy(db: apsw.Connection, target: Path) -> None:
    """Copy a library, consistent while others write, synced before it bears its name."""
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    into = apsw.Connection(str(aside))
    try:
        with into.backup("main", db, "main") as backup:
            backup.step(-1)
    finally:
        into.close()
    files.sync(aside)
    files.rename(aside, target)
