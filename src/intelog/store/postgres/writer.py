"""Who writes: one connection at a time, and the others are told who."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from intelog.errors import BusyError
from intelog.store.schema import APPLICATION


def hold(db: Connection[Any], where: str) -> None:
    """Be the one who writes for as long as the connection lives, or raise `BusyError` at once and say who is.

    The server lets go of the lock when the connection ends, however it ends.
    """
    row = db.execute("SELECT pg_try_advisory_lock(%s)", (APPLICATION,)).fetchone()
    if row is None or not row[0]:
        raise BusyError(f"{where}: {_who(db)} is writing to this library; wait until it is done, then run again")


def _who(db: Connection[Any]) -> str:
    row = db.execute(
        "SELECT a.application_name, a.usename, to_char(a.backend_start AT TIME ZONE 'UTC', 'HH24:MI:SS') "
        "FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_database d ON d.oid = l.database "
        "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = %s AND l.objsubid = 1 "
        "AND d.datname = current_database()",
        (APPLICATION,),
    ).fetchone()
    if row is None:
        return "another intelog"
    doing, user, since = row  # a user who is not the server's may be shown no time
    return f"`{doing or 'intelog'}` ({user}{f', since {since} UTC' if since else ''})"
