"""Looking at a library's file: what it holds and whether it is whole.  Nothing is written, and nobody is waited for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import apsw

from intelog.model.document import version_of
from intelog.store.rows import COUNTED, base_of, review_of
from intelog.store.schema import check_header, known_version
from intelog.store.steps import holds_its_schema, migrations
from intelog.store.trouble import damage, explained

PATIENCE_MS = 1_000
"""Readers wait for nobody but a restore that is just putting a library in place."""


class Come(NamedTuple):
    """How far a derived index has come, and with which library."""

    incarnation: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a library holds, seen at one moment."""

    engine: str
    schema: int
    known: int
    """The schema that this intelog has."""
    size: dict[str, int]
    """See `Library.size`."""
    bytes: int
    behind: int | None
    """Changes that the index has not taken in; None where the schema is older than changes are."""


def sqlite_version() -> str:
    """Of the SQLite that the driver brings."""
    return apsw.sqlite_lib_version()


def looked_at(path: Path, come: Come | None = None) -> Looked:
    """Look at the library at *path*, all of it; raises `LibraryError` where it is not whole."""
    known = len(migrations())
    with looking(path) as db:
        schema = known_version(db, path, known)
        if (why := fault(db, is_full=True)) is not None:
            raise damage(path, why)
        return Looked(
            engine=f"SQLite {sqlite_version()}", schema=schema, known=known, size=size(db), bytes=_bytes(path),
            behind=_behind(db, come),
        )  # fmt: skip


def _bytes(path: Path) -> int:
    files = (path, path.with_name(path.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _behind(db: apsw.Connection, come: Come | None) -> int | None:
    if not db.execute("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'change')").get:
        return None
    is_its_own = come is not None and db.execute("SELECT name FROM incarnation").get == come.incarnation
    behind: int = db.execute(
        "SELECT COUNT(*) FROM change WHERE seq > ?", (come.seq if come is not None and is_its_own else 0,)
    ).get
    return behind


@contextmanager
def looking(path: Path) -> Iterator[apsw.Connection]:
    """A connection that shows the library at *path* as it is at one moment, also while another process writes."""
    check_header(path)
    with explained(path):
        db = _reading(path)
        try:
            yield db
        finally:
            db.close()


def _reading(path: Path) -> apsw.Connection:
    """In a transaction that has begun to read.

    Who may only read leaves an empty `-wal` behind where there was none, so where there is none the connection is one that
    takes it away again.  Where SQLite cannot put anything beside the library, as nothing can be written or the disk is
    full, nobody else can write to it either, and it is read as it lies there.
    """
    wal = path.with_name(path.name + "-wal")
    has_wal = wal.exists() and wal.stat().st_size > 0
    try:
        return _begun(str(path), apsw.SQLITE_OPEN_READONLY if has_wal else apsw.SQLITE_OPEN_READWRITE)
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError) as error:
        if has_wal or not (_is_full(error) or _is_mounted_to_be_read(path.parent)):
            raise
        return _begun(f"file:{quote(str(path))}?immutable=1", apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)


def _is_full(error: apsw.Error) -> bool:
    return getattr(error, "extendedresult", None) == apsw.SQLITE_IOERR_SHMSIZE


def _is_mounted_to_be_read(folder: Path) -> bool:
    if not os.access(folder, os.W_OK):
        return True
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY) if hasattr(os, "statvfs") else False


def _begun(name: str, flags: int) -> apsw.Connection:
    db = apsw.Connection(name, flags=flags)
    try:
        db.set_busy_timeout(PATIENCE_MS)
        db.execute("PRAGMA query_only = ON")
        db.execute("BEGIN")
        db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def size(db: apsw.Connection) -> dict[str, int]:
    """See `Library.size`."""
    return {f"{table}s": db.execute(f"SELECT COUNT(*) FROM {table}").get for table in COUNTED}


def fault(db: apsw.Connection, *, is_full: bool) -> str | None:
    """What is broken in a library, None where nothing is.

    *is_full*: also where SQLite does not notice: a flipped bit in a text or in a person's words (decision 37).
    """
    found = db.execute("PRAGMA integrity_check(1)" if is_full else "PRAGMA quick_check(1)").get
    if found != "ok":
        return str(found).splitlines()[-1]
    if not holds_its_schema(db):
        return "a table or an index is missing or was changed"
    if broken := db.execute("PRAGMA foreign_key_check").fetchone():
        return f"a row of {broken[0]} refers to one of {broken[2]} that is not there"
    return changed_text(*map(db.execute, (TEXTS, REVIEWS, BASES))) if is_full else None


TEXTS = "SELECT v.id, d.key, v.text FROM version v JOIN document d ON d.id = v.document"
REVIEWS = "SELECT record, field, verdict, language, at, claim, text, sum FROM review"
BASES = "SELECT period, language, text, records, pending, pending_records, sum FROM base"

Rows = Iterable[Sequence[Any]]


def changed_text(versions: Rows, reviews: Rows, bases: Rows) -> str | None:
    """What was changed on the disk since it was written: versions as (id, document's key, text), each checked by its name."""
    for version, key, text in versions:
        if version_of(key, text) != version:
            return f"the text of the version {version} was changed since it was written"
    try:
        for row in reviews:
            review_of(row)
        for row in bases:
            base_of(row)
    except (ValueError, KeyError, TypeError) as error:
        return str(error)
    return None
