"""What can go wrong with a server of PostgreSQL, as one line that says what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from intelog.errors import BusyError, DamagedLibraryError, LibraryError
from intelog.store.rows import unsound

log = logging.getLogger(__name__)


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn the driver's errors about the library at *where* into ours."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise unsound(where, error) from error
    except psycopg.Error as error:
        if isinstance(error.__cause__, UnicodeEncodeError):
            raise unsound(where, error.__cause__) from error
        raise _said(where, error) from error


@contextmanager
def read_back(where: str) -> Iterator[None]:
    """Turn the driver's errors into ours, and those of making values from what was stored."""
    with explained(where):
        try:
            yield
        except UnicodeEncodeError:
            raise  # what was asked for, not what is stored
        except (ValueError, KeyError, TypeError) as error:
            raise damage(where, f"a stored value cannot be read back: {error}") from error


def damage(where: str, why: str) -> DamagedLibraryError:
    """What to say of a broken library."""
    return DamagedLibraryError(
        f"{where}: the library is damaged ({why}); it was left as it is: restore a dump of the database (`pg_restore`), "
        "or name a new database and restore a backup into it (`intelog restore`) or import your files again",
        why,
    )


def unreachable(where: str, error: psycopg.Error) -> LibraryError:
    """What to say where there is no connection.  The server's words are shown, in its language."""
    why = reason(error)
    log.info("library: no connection", exc_info=error)
    if error.pgconn is not None and error.pgconn.needs_password:
        return LibraryError(
            f"{where}: the server asks for a password; put it into the environment (PGPASSWORD) or into ~/.pgpass"
        )
    if error.pgconn is not None and error.pgconn.used_password:
        return LibraryError(
            f"{where}: the server refused ({why}); look at the password in PGPASSWORD or ~/.pgpass, and at the user's name"
        )
    return LibraryError(
        f"{where}: the library cannot be reached ({why}); see that the server runs, and that the address is right"
    )


def reason(error: psycopg.Error) -> str:
    """The first line of what the server or the driver says, without what the address says already.

    What comes before two spaces is how bad it is, in the server's language.
    """
    said = (error.diag.message_primary or str(error)).strip().partition("\n")[0]
    return said.rpartition(" failed: ")[2].rpartition(":  ")[2].strip() or type(error).__name__


def _said(where: str, error: psycopg.Error) -> LibraryError | BusyError:
    why, state = reason(error), error.sqlstate or ""
    if (isinstance(error, psycopg.OperationalError) and not state) or state.startswith(_GONE):
        return LibraryError(
            f"{where}: the server went away ({why}); see that it runs, then run again: what was done before is kept, "
            "the rest is done then"
        )
    match state[:2], state:
        case _, "53100":
            return LibraryError(
                f"{where}: the server's disk is full ({why}); free some space, then run again: what was done before is "
                "kept, the rest is done then"
            )
        case "53", _:
            return LibraryError(f"{where}: the server has too much to do ({why}); run again when it is quiet")
        case _, "40001" | "40P01" | "55P03":
            return BusyError(f"{where}: another program holds the library ({why}); close it and run again")
        case _, "57014":
            return LibraryError(
                f"{where}: the server cut a statement short ({why}); allow it more time (`statement_timeout`), then run again"
            )
        case _, "42501":
            return LibraryError(
                f"{where}: the user may not do what the library needs ({why}); let the user own the database, or its "
                "schema `intelog`"
            )
        case _, "25006":
            return LibraryError(f"{where}: the server can only be read ({why}); name one that can be written to")
        case _, "42P01" | "42703" | "3F000":
            return damage(where, why)
        case "XX", _:
            return damage(where, why)
    log.info("library: a statement failed", exc_info=error)
    return LibraryError(
        f"{where}: this is a fault of intelog, please report it, with what `intelog -v` says ({why}); "
        "the library was left as it is"
    )


_GONE = ("08", "57P", "25P03")
"""Connections that fail; servers that are shut down, crash or start; patience with us that ran out."""
