"""Looking at a library in PostgreSQL: what it holds and whether a person's words are as they were written."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from intelog.store.look import BASES, REVIEWS, TEXTS, Come, Looked, changed_text
from intelog.store.postgres import sql
from intelog.store.postgres.schema import KNOWN, looking, version
from intelog.store.postgres.trouble import damage
from intelog.store.rows import COUNTED


def looked_at(where: str, come: Come | None = None) -> Looked | None:
    """Look at the library at *where*, all of it; None: there is none yet.

    Raises `LibraryError` where it cannot be reached or is not whole.  Nothing is written.
    """
    with looking(where) as db:
        if db is None:
            return None
        with db.cursor(name="texts") as texts:
            texts.execute(TEXTS)
            why = changed_text(texts, db.execute(REVIEWS), db.execute(BASES))
        if why is not None:
            raise damage(where, why)
        return Looked(
            engine=f"PostgreSQL {db.info.parameter_status('server_version')}",
            schema=version(db, where, KNOWN),
            known=KNOWN,
            size={f"{table}s": _number(db, sql.of("SELECT count(*) FROM {}", table)) for table in COUNTED},
            bytes=_number(db, "SELECT pg_database_size(current_database())"),
            behind=_behind(db, come),
        )


def _behind(db: Connection[Any], come: Come | None) -> int:
    is_its_own = come is not None and db.execute("SELECT name FROM incarnation").fetchone() == (come.incarnation,)
    after = come.seq if come is not None and is_its_own else 0
    return _number(db, "SELECT count(*) FROM change WHERE seq > %s", after)


def _number(db: Connection[Any], statement: Any, *bindings: int) -> int:
    [(number,)] = db.execute(statement, bindings).fetchall()
    return int(number)
