"""Opening a library in PostgreSQL, and bringing it up to date one numbered step at a time.

All of it lies in the schema `intelog`; the table `library` there says which step the rest has come to.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from intelog.errors import ForeignLibraryError, LibraryError, NewerLibraryError
from intelog.store.address import EXAMPLE
from intelog.store.postgres import letters, writer
from intelog.store.postgres.trouble import damage, explained, reason, unreachable
from intelog.store.steps import migrations

log = logging.getLogger(__name__)

OLDEST = 13
"""The oldest server: the first with `gen_random_uuid`."""

_LINE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""Where the address says nothing else: a server that is not there, or no longer, is told within a minute."""

_SESSION = """
SET search_path = intelog;
SET synchronous_commit = on;
SET tcp_keepalives_idle = 30;
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 3;
"""
"""What is returned is on disk; and a writer whose machine is gone lets go of the lock within a minute."""


def opened(where: str, *, doing: str, steps: Sequence[str] | None = None) -> Connection[Any]:
    """Connect to the library at *where*; make it where there is none, migrate it where it is older.

    All steps of a new library are one transaction, and each later step is one, so a failure or a kill leaves a
    library that still opens.
    """
    steps = migrations("intelog.store.postgres") if steps is None else steps
    db = _connected(where, doing)
    try:
        with explained(where):
            if version(db, where, len(steps)) < len(steps):
                writer.hold(db, where)
                there = version(db, where, len(steps))  # another may have made it meanwhile
                if there == 0:
                    _refuse_foreign(db, where)
                _migrate(db, where, there, steps)
                db.execute("SELECT pg_advisory_unlock_all()")
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def looking(where: str) -> Iterator[Connection[Any] | None]:
    """A connection that shows the library at *where* as it is at one moment and writes nothing; None: there is none yet."""
    with closing(_connected(where, "doctor")) as db, explained(where):
        db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield db if version(db, where, KNOWN) else None


KNOWN = len(migrations("intelog.store.postgres"))


def _connected(where: str, doing: str) -> Connection[Any]:
    try:
        given: dict[str, Any] = {**_LINE, **conninfo_to_dict(where)}
        given |= {"client_encoding": "UTF8", "application_name": f"intelog {doing}".strip()}
        db = psycopg.connect(autocommit=True, **given)
    except psycopg.ProgrammingError as error:
        raise LibraryError(
            f"{where}: this address cannot be read ({reason(error)}); write one such as {EXAMPLE}"
        ) from error
    except psycopg.Error as error:
        raise unreachable(where, error) from error
    try:
        if (encoding := db.info.parameter_status("server_encoding")) != "UTF8":
            raise LibraryError(
                f"{where}: the database's texts are {encoding}, which cannot hold every character; make one with "
                "`createdb --encoding UTF8 --template template0 NAME`, and name that"
            )
        if db.info.server_version < OLDEST * 10000:
            raise LibraryError(
                f"{where}: the server is PostgreSQL {db.info.server_version // 10000}; intelog needs {OLDEST} or newer"
            )
        with explained(where):
            db.execute(_SESSION)
    except BaseException:
        db.close()
        raise
    letters.adapt(db)
    return db


def version(db: Connection[Any], where: str, known: int) -> int:
    """Of the schema, 0 where there is none."""
    if db.execute("SELECT to_regclass('intelog.library')").fetchone() == (None,):
        return 0
    try:
        row = db.execute("SELECT schema FROM intelog.library").fetchone()
    except psycopg.errors.UndefinedColumn as error:
        raise _foreign(where, "intelog.library") from error
    if row is None or row[0] < 1:  # a library bears its name only when all steps are done
        raise damage(where, "it does not say what its schema is")
    schema: int = row[0]
    if schema > known:
        raise NewerLibraryError(
            f"{where}: the library was written by a newer intelog (schema {schema}, this one knows {known}); "
            "update intelog, nothing was changed"
        )
    return schema


def _refuse_foreign(db: Connection[Any], where: str) -> None:
    row = db.execute(
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' "
        "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid "
        "AND d.deptype = 'e') ORDER BY 1 LIMIT 1"  # what an extension brought along is nobody's
    ).fetchone()
    if row is not None:
        raise _foreign(where, str(row[0]))


def _foreign(where: str, table: str) -> ForeignLibraryError:
    return ForeignLibraryError(
        f"{where}: this database holds tables of another program ({table}); it was left as it is: make a database for "
        "intelog with `createdb NAME`, and name that"
    )


def _migrate(db: Connection[Any], where: str, version: int, steps: Sequence[str]) -> None:
    if version == 0:
        has_schema = db.execute("SELECT to_regnamespace('intelog')").fetchone() != (None,)
        _step(db, where, len(steps), [*([] if has_schema else ["CREATE SCHEMA intelog"]), _FIRST, *steps])
        return
    for number in range(version + 1, len(steps) + 1):
        _step(db, where, number, [steps[number - 1]])


_FIRST = "CREATE TABLE library (schema integer NOT NULL); INSERT INTO library VALUES (0)"


def _step(db: Connection[Any], where: str, number: int, statements: Sequence[str]) -> None:
    """All of them, or none."""
    db.execute("BEGIN")
    try:
        for one in statements:
            db.execute(one.encode())
        db.execute("UPDATE library SET schema = %s", (number,))
        db.execute("COMMIT")
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege):
        raise  # not of the step's making; the connection is closed, which undoes it
    except psycopg.Error as error:
        log.info("library: step %d failed", number, exc_info=error)
        raise LibraryError(
            f"{where}: step {number} of bringing the library up to date failed ({reason(error)}); it was left as it was "
            "before that step; please report it, and go on with the version of intelog that you had"
        ) from error
