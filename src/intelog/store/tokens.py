"""The words of every document as ids, in a file beside the library: made from it, never the truth, and made anew where it cannot be read.

What is told of words through time, and which texts are near-copies, is counted from these and not from texts.
"""

from __future__ import annotations

import json
import logging
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw

from intelog.errors import LibraryError
from intelog.ports import Compared, Copy, Marks, Tokens, Watermark, Why

log = logging.getLogger(__name__)

VERSION = "1"
_SCHEMA = """
CREATE TABLE state (version TEXT NOT NULL, words TEXT NOT NULL, incarnation TEXT NOT NULL, come INTEGER NOT NULL, compared INTEGER NOT NULL) STRICT;
CREATE TABLE document (
    n INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,                       -- of the change it was made of
    day TEXT NOT NULL,
    language TEXT NOT NULL,
    source_version INTEGER NOT NULL,
    bands BLOB NOT NULL,
    whole INTEGER NOT NULL,
    title INTEGER NOT NULL
) STRICT;
CREATE TABLE text (n INTEGER PRIMARY KEY, ids BLOB NOT NULL) STRICT;  -- apart, as most questions do without
CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT;
CREATE TABLE pair (a TEXT NOT NULL, b TEXT NOT NULL, why TEXT NOT NULL, likeness REAL NOT NULL, changed TEXT NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
CREATE INDEX pair_b ON pair (b);
CREATE TABLE led (name TEXT PRIMARY KEY, leader TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX led_leader ON led (leader);
"""


class TokenStore:
    """The words of documents in one SQLite file.  One process writes at a time; readers never wait."""

    def __init__(self, path: Path, *, words: str) -> None:
        """The file at *path*; *words*: the version of the rules that cut texts into words.  Nothing is made before something is put."""
        self._path, self._words = path, words
        self._db: apsw.Connection | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def watermark(self) -> Watermark | None:
        """How far it has come, and with which library; None where there is nothing, or nothing that can be used."""
        db = self._opened()
        if db is None:
            return None
        try:
            [(version, words, *come)] = db.execute("SELECT version, words, incarnation, come, compared FROM state")
            if (version, words) != (VERSION, self._words):
                log.warning("words: the file is of another version and is made anew")
                return None
            return Watermark(*come)
        except (apsw.Error, TypeError, ValueError) as error:
            log.warning("words: the file is damaged (%s) and is made anew", error)
            return None

    def _opened(self) -> apsw.Connection | None:
        if self._db is None and self._path.exists():
            try:
                db = apsw.Connection(str(self._path))
                db.set_busy_timeout(10_000)
                db.execute(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 16384"
                )
            except apsw.Error as error:
                log.warning("words: the file cannot be read (%s) and is made anew", error)
                return None
            self._db = db
        return self._db

    def begin(self, incarnation: str) -> None:
        """Make an empty file, for a library's incarnation; what was there goes."""
        self.close()
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        aside = self._path.with_name(self._path.name + ".new")
        aside.unlink(missing_ok=True)
        db = apsw.Connection(str(aside))
        try:
            db.execute(f"BEGIN; {_SCHEMA}; COMMIT")
            db.execute("INSERT INTO state VALUES (?, ?, ?, 0, 0)", (VERSION, self._words, incarnation))
        finally:
            db.close()
        aside.replace(self._path)

    def put(self, tokens: Sequence[Tokens], *, gone: Iterable[str], words: Mapping[int, str], come: int) -> None:
        """Put documents, in the place of what was there of them, and the words that are new; *come*: up to which change, in one transaction."""
        with self._transaction() as db:
            db.executemany("INSERT OR IGNORE INTO word VALUES (?, ?)", ((_signed(n), w) for n, w in words.items()))
            self._forget(db, gone)
            held = dict(
                db.execute(
                    "SELECT name, n FROM document WHERE name IN (SELECT value FROM json_each(?))",
                    (json.dumps([one.name for one in tokens]),),
                )
            )
            first = db.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM document").get
            numbered = [(held.get(one.name, first + i), one) for i, one in enumerate(tokens)]
            db.executemany(
                "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((n, *one[:-1]) for n, one in numbered),
            )
            db.executemany("INSERT OR REPLACE INTO text VALUES (?, ?)", ((n, one.ids) for n, one in numbered))
            db.execute("UPDATE state SET come = ?", (come,))

    def _forget(self, db: apsw.Connection, names: Iterable[str]) -> None:
        for name in names:
            db.execute("DELETE FROM text WHERE n = (SELECT n FROM document WHERE name = ?)", (name,))
            db.execute("DELETE FROM document WHERE name = ?", (name,))

    # Near-copies

    def marks(self) -> Marks:
        """What tells which texts may be copies of each other, of every document, in order of their names."""
        names: list[str] = []
        days: list[str] = []
        bands = bytearray()
        seqs, versions, whole, title = (array("q") for _ in range(4))
        for name, seq, day, version, band, w, t in self._there().execute(
            "SELECT name, seq, day, source_version, bands, whole, title FROM document ORDER BY name"
        ):
            names.append(name)
            days.append(sys.intern(day))
            bands += band
            seqs.append(seq)
            versions.append(version)
            whole.append(w)
            title.append(t)
        return Marks(names, seqs, days, versions, bytes(bands), whole, title)

    def ids(self, name: str) -> bytes:
        """The ids of a document's words, in order; none of what is not there."""
        found: bytes | None = (
            self._there().execute("SELECT ids FROM text WHERE n = (SELECT n FROM document WHERE name = ?)", (name,)).get
        )
        return found or b""

    def words_of(self, ids: Iterable[int]) -> dict[int, str]:
        """The words of these ids."""
        db = self._there()
        found = ((one, db.execute("SELECT word FROM word WHERE id = ?", (_signed(one),)).get) for one in set(ids))
        return {one: word for one, word in found if word is not None}

    def pairs(self) -> dict[tuple[str, str], Compared]:
        """The pairs of documents that were compared, and what came of it."""
        return {
            (a, b): Compared(Why(why) if why else None, likeness, tuple((x, y) for x, y in json.loads(changed)))
            for a, b, why, likeness, changed in self._there().execute("SELECT * FROM pair")
        }

    def compare(self, pairs: Mapping[tuple[str, str], Compared], led: Mapping[str, str], *, compared: int) -> None:
        """Keep what all comparing came to, up to a change: pairs, and of each document in a group the one that leads it."""
        with self._transaction() as db:
            known = {tuple(row) for row in db.execute("SELECT a, b FROM pair")}
            db.executemany("DELETE FROM pair WHERE a = ? AND b = ?", known - pairs.keys())
            db.executemany(
                "INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?, ?)",
                ((*pair, c.why or "", c.likeness, json.dumps(c.changed)) for pair, c in pairs.items()),
            )
            db.execute("DELETE FROM led")
            db.executemany("INSERT INTO led VALUES (?, ?)", led.items())
            db.execute("UPDATE state SET compared = ?", (compared,))

    def copies(self, names: Iterable[str]) -> dict[str, list[Copy]]:
        """The copies of these documents: those of one group, and those that differ in numbers alone; the likest first."""
        if self._opened() is None:
            return {}
        with suppress(apsw.Error):  # another process makes it anew
            asked = json.dumps(list(names))
            some = (
                self._there()
                .execute(
                    "WITH asked AS (SELECT value FROM json_each(?)) SELECT name FROM led WHERE name IN asked "
                    "UNION SELECT a FROM pair WHERE a IN asked AND why <> '' UNION SELECT b FROM pair WHERE b IN asked AND why <> ''",
                    (asked,),
                )
                .fetchall()
            )
            return {str(name): list(self._copies(str(name))) for (name,) in some}
        return {}

    def _copies(self, name: str) -> Iterator[Copy]:
        db = self._there()
        direct: dict[str, Copy] = {}
        for mine, theirs, is_second in (("a", "b", False), ("b", "a", True)):
            for other, why, likeness, changed in db.execute(
                f"SELECT {theirs}, why, likeness, changed FROM pair WHERE {mine} = ? AND why <> ''", (name,)
            ):
                words = [(y, x) if is_second else (x, y) for x, y in json.loads(changed)]
                direct[other] = Copy(other, Why(why), likeness, tuple(words))
        yield from sorted(direct.values(), key=lambda copy: (-copy.likeness, copy.name))
        for (other,) in db.execute(
            "SELECT name FROM led WHERE leader = (SELECT leader FROM led WHERE name = ?1) AND name <> ?1 ORDER BY name", (name,)
        ):  # fmt: skip
            if other not in direct:
                yield Copy(other, Why.GROUP, 0.0, ())

    def size(self) -> dict[str, int]:
        """How many documents and words there are."""
        if self._opened() is None:
            return {}
        db = self._there()
        return {
            "documents": db.execute("SELECT COUNT(*) FROM document").get,
            "words": db.execute("SELECT COUNT(*) FROM word").get,
        }

    def _there(self) -> apsw.Connection:
        db = self._opened()
        if db is None:
            raise LibraryError(f"{self._path}: cannot be read; delete it, it is made again")
        return db

    def _transaction(self) -> _Transaction:
        return _Transaction(self._there())


class _Transaction:
    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def __enter__(self) -> apsw.Connection:
        self._db.execute("BEGIN IMMEDIATE")
        return self._db

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _signed(n: int) -> int:
    """SQLite's integers have a sign."""
    return n - (1 << 64) if n >> 63 else n
