"""The library in SQLite, always through apsw: one driver, no version with the WAL-reset race."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from intelog.errors import LibraryError
from intelog.model.document import Document, Origin, Reading
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.names import DocumentId, RecordKey, VersionId
from intelog.model.period import Period
from intelog.model.record import Record, RecordKind
from intelog.model.review import Review
from intelog.ports import Added, Change, Count, Gathered, Progress, Rows, Thing
from intelog.store.rows import (
    COUNTED,
    HOLDS_SOMETHING,
    TABLES,
    base_of,
    base_row,
    batches,
    claim_rows,
    document_of,
    edition_name,
    evidence_rows,
    evident,
    ids_of,
    known_of,
    meta_of,
    not_held,
    progress_row,
    record_row,
    records_of,
    review_of,
    review_row,
    told,
)
from intelog.store.schema import copy, opened
from intelog.store.trouble import damage, explained, read_back


class SqliteLibrary:
    """A `Library` in one SQLite file.

    One process writes at a time (the workspace's lease sees to that); readers never wait.
    What a method has returned from is on disk: `synchronous=FULL`.
    """

    def __init__(self, path: Path, *, migrations: Sequence[str] | None = None) -> None:
        """Open the library at *path*, made or migrated where needed, or raise `LibraryError`."""
        self._path = path
        self._db = opened(path, migrations)

    def close(self) -> None:
        """Let go of the file."""
        with explained(self._path):
            self._db.close()

    def add(self, readings: Sequence[Reading], *, progress: Progress | None = None, whole: str | None = None) -> Added:
        """See `Library.add`."""
        with self._transaction():
            return self._add_whole(readings, [progress] if progress else [], whole)

    def add_whole(self, gathered: Sequence[Gathered]) -> Added:
        """See `Library.add_whole`."""
        added = Added()
        with self._transaction():
            for readings, progress, whole in gathered:
                added = added.plus(self._add_whole(readings, [progress], whole))
        return added

    def _add_whole(self, readings: Sequence[Reading], progress: Sequence[Progress], whole: str | None) -> Added:
        added, touched = self._add(readings)
        withdrawn: list[str] = []
        if whole is not None:
            stale = self._withdraw(whole, {r.document.version for r in readings})
            touched |= stale
            withdrawn = [d for d in stale if not self._is_live(d)]
        self._date(touched)
        self._put_changes(Thing.DOCUMENT, sorted(touched))
        self._put_progress(progress)
        return added._replace(withdrawn=len(withdrawn))

    def _add(self, readings: Iterable[Reading]) -> tuple[Added, set[str]]:
        execute, changes = self._db.execute, self._db.changes
        counts = [0, 0, 0, 0]
        touched: set[str] = set()
        for document, origin in readings:
            document_id, version, meta = document.id, document.version, meta_of(document)
            ranked, about = f"{origin.met} {meta}", document.about or None
            execute(
                "INSERT INTO document VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING",
                (document_id, document.key, document.met.isoformat()),
            )
            is_new = changes() > 0
            execute(
                "INSERT INTO version (id, document, source_version, text, meta, ranked, about) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (version, document_id, document.source_version, document.text, meta, ranked, about),
            )
            is_update = changes() > 0
            execute(
                "INSERT INTO origin VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET live = 1 WHERE live = 0",
                (version, origin.source, origin.where, origin.met.isoformat()),
            )
            is_duplicate = changes() > 0
            is_restated = False
            if not is_update:
                # Of two tellings of one text the same one stays, whichever came first.
                execute(
                    "UPDATE version SET meta = ?, ranked = ?, about = ? WHERE id = ? AND ranked < ?",
                    (meta, ranked, about, version, ranked),
                )
                is_restated = changes() > 0
                execute(
                    "UPDATE version SET source_version = ? WHERE id = ? AND source_version < ?",
                    (document.source_version, version, document.source_version),
                )
            if is_new or is_update or is_duplicate or is_restated:
                touched.add(document_id)
            counts[0 if is_new else 1 if is_update else 3 if is_duplicate else 2] += 1
        return Added(*counts), touched

    def _withdraw(self, place: str, standing: set[VersionId]) -> set[str]:
        stale = [
            (version, document)
            for version, document in self._db.execute(
                "SELECT DISTINCT o.version, v.document FROM origin o JOIN version v ON v.id = o.version "
                "WHERE o.place = ? AND o.live",
                (place,),
            )
            if version not in standing
        ]
        self._db.executemany(
            "UPDATE origin SET live = 0 WHERE version = ? AND place = ?", [(version, place) for version, _ in stale]
        )
        return {document for _, document in stale}

    def _is_live(self, document: str) -> bool:
        return bool(
            self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM origin o JOIN version v ON v.id = o.version "
                "WHERE v.document = ? AND o.live)",
                (document,),
            ).get
        )

    def _date(self, documents: Iterable[str]) -> None:
        """Say when each was met and first told, from all that is now known of it."""
        dated: list[tuple[str | None, str | None, str]] = []
        for document in documents:
            rows: list[tuple[Any, ...]] = self._db.execute(
                "SELECT v.meta ->> 'published', MIN(o.met) FROM version v JOIN origin o ON o.version = v.id "
                "WHERE v.document = ? AND o.live GROUP BY v.id",
                (document,),
            ).fetchall()
            if not rows:
                dated.append((None, None, document))
                continue
            met = min(met for _, met in rows)
            dated.append((met, min(told(published, met) for published, _ in rows), document))
        self._db.executemany("UPDATE document SET met = COALESCE(?, met), told = ? WHERE id = ?", dated)

    def document(self, document: DocumentId, *, as_of: date | None = None) -> Document | None:
        """See `Library.document`."""
        return next(self._leading("d.id = ?", (document,), as_of or date.max), None)

    def version(self, version: VersionId) -> Document | None:
        """See `Library.version`."""
        with read_back(self._path):
            row = self._db.execute(
                "SELECT d.key, d.met, v.text, v.meta, v.source_version FROM version v "
                "JOIN document d ON d.id = v.document WHERE v.id = ?",
                (version,),
            ).fetchone()
        return self._document(row) if row else None

    def versions(self, document: DocumentId) -> list[VersionId]:
        """See `Library.versions`."""
        with read_back(self._path):
            return [
                VersionId(version)
                for (version,) in self._db.execute(
                    "SELECT v.id FROM version v LEFT JOIN origin o ON o.version = v.id AND o.live WHERE v.document = ? "
                    "GROUP BY v.id ORDER BY v.source_version DESC, MAX(o.met) DESC, v.id DESC",
                    (document,),
                )
            ]

    def origins(self, document: DocumentId) -> list[Origin]:
        """See `Library.origins`."""
        with read_back(self._path):
            return [
                Origin(source, place, date.fromisoformat(met))
                for source, place, met in self._db.execute(
                    "SELECT DISTINCT o.source, o.place, o.met FROM origin o JOIN version v ON v.id = o.version "
                    "WHERE v.document = ? AND o.live ORDER BY o.met, o.source, o.place",
                    (document,),
                )
            ]

    def documents(self, documents: Iterable[DocumentId]) -> Iterator[Document]:
        """See `Library.documents`."""
        return self._leading("d.id IN (SELECT value FROM json_each(?))", (json.dumps(list(documents)),), date.max)

    def incarnation(self) -> str:
        """See `Library.incarnation`."""
        with read_back(self._path):
            return str(self._db.execute("SELECT name FROM incarnation").get)

    def changes(self, after: int, *, limit: int) -> list[Change]:
        """See `Library.changes`."""
        with read_back(self._path):
            return [
                Change(seq, Thing(thing), name)
                for seq, thing, name in self._db.execute(
                    "SELECT seq, thing, name FROM change WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
                )
            ]

    def _put_changes(self, thing: Thing, names: Iterable[str]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO change (thing, name) VALUES (?, ?)", [(thing, n) for n in names])

    def told_between(self, first: date, last: date) -> Iterator[Document]:
        """See `Library.told_between`."""
        return self._leading("d.told BETWEEN ? AND ?", (first.isoformat(), last.isoformat()), last)

    def about(self, subjects: Iterable[str], *, as_of: date) -> Iterator[Document]:
        """See `Library.about`."""
        wanted = set(subjects)
        found = self._leading(
            "d.id IN (SELECT value FROM json_each(?) UNION "
            "SELECT document FROM version WHERE about IN (SELECT value FROM json_each(?))) AND d.told <= ?",
            (json.dumps(ids_of(wanted)), json.dumps(list(wanted), ensure_ascii=False), as_of.isoformat()),
            as_of,
        )
        return (one for one in found if one.subject in wanted)  # another version of it may have told of them

    def _leading(self, where: str, bindings: tuple[str, ...], as_of: date) -> Iterator[Document]:
        """Documents that are not withdrawn, each in the version that led on that day.

        One first told before it was met is shown as it was when it was met.
        """
        with read_back(self._path):
            rows = self._db.execute(
                "SELECT d.key, d.met, v.text, v.meta, v.source_version FROM document d JOIN version v ON v.id = ("
                "  SELECT w.id FROM version w JOIN origin o ON o.version = w.id"
                "  WHERE w.document = d.id AND o.live AND o.met <= MAX(?, d.met)"
                "  GROUP BY w.id ORDER BY w.source_version DESC, MAX(o.met) DESC, w.id DESC LIMIT 1"
                f") WHERE d.told IS NOT NULL AND {where} ORDER BY d.key",
                (as_of.isoformat(), *bindings),
            )
            for row in rows:
                yield self._document(row)

    def met_on(self, day: date) -> list[Count]:
        """See `Library.met_on`."""
        with read_back(self._path):
            return [
                Count(source, documents)
                for source, documents in self._db.execute(
                    "SELECT o.source, COUNT(DISTINCT v.document) FROM origin o JOIN version v ON v.id = o.version "
                    "WHERE o.met = ? AND o.live GROUP BY o.source ORDER BY o.source",
                    (day.isoformat(),),
                )
            ]

    def keep(
        self,
        *,
        records: Iterable[Record] = (),
        reviews: Iterable[Review] = (),
        bases: Iterable[Base] = (),
        progress: Iterable[Progress] = (),
    ) -> None:
        """See `Library.keep`."""
        records, bases = list(records), list(bases)
        with self._transaction():
            self._refuse_missing(evident(records))
            for record in records:
                self._put_record(record)
            self._put_changes(Thing.RECORD, (record.key for record in records))
            self._put_changes(Thing.EDITION, map(edition_name, bases))
            self._insert("review", map(review_row, reviews))
            self._insert("base", map(base_row, bases), how="INSERT OR REPLACE")
            self._put_progress(progress)

    def _refuse_missing(self, versions: Sequence[str]) -> None:
        asked = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM version)"
        if missing := [one for (one,) in self._db.execute(asked, (json.dumps(versions),))]:
            raise not_held(self._path, missing)

    def _put_progress(self, progress: Iterable[Progress]) -> None:
        self._insert("progress", map(progress_row, progress), how="INSERT OR REPLACE")

    def _put_record(self, record: Record) -> None:
        self._db.execute("DELETE FROM record WHERE key = ?", (record.key,))
        self._insert("record", [record_row(record)])
        self._insert("claim", claim_rows(record))
        self._insert("evidence", evidence_rows(record))

    def _insert(
        self, table: str, rows: Iterable[Sequence[Any]], *, how: str = "INSERT", more: Sequence[str] = ()
    ) -> None:
        columns = (*TABLES[table], *more)
        places = ", ".join("?" * len(columns))
        self._db.executemany(f"{how} INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)

    def record(self, key: RecordKey) -> Record | None:
        """See `Library.record`."""
        return next(iter(self._records("key = ?", (key,))), None)

    def records(self, period: Period, kind: RecordKind) -> list[Record]:
        """See `Library.records`."""
        return self._records("period = ? AND kind = ?", (str(period), kind))

    def records_about(self, kind: RecordKind, subjects: Iterable[str]) -> list[Record]:
        """See `Library.records_about`."""
        return self._records(
            "kind = ? AND subject IN (SELECT value FROM json_each(?))", (kind, json.dumps(list(subjects)))
        )

    def _records(self, where: str, bindings: tuple[str, ...]) -> list[Record]:
        with read_back(self._path):
            rows = self._db.execute(
                f"SELECT key, kind, subject, period, made_by FROM record WHERE {where} ORDER BY key", bindings
            ).fetchall()
            keys = (json.dumps([row[0] for row in rows]),)
            return records_of(
                rows,
                self._db.execute(
                    "SELECT * FROM claim WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, n", keys
                ),
                self._db.execute(
                    "SELECT * FROM evidence WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, claim, n",
                    keys,
                ),
            )

    def reviews(self, records: Iterable[RecordKey], language: Language) -> list[Review]:
        """See `Library.reviews`."""
        with read_back(self._path):
            rows = self._db.execute(
                "SELECT record, field, verdict, language, at, claim, text, sum FROM review "
                "WHERE record IN (SELECT value FROM json_each(?)) AND language = ? ORDER BY seq",
                (json.dumps(list(records)), language),
            )
            return [review_of(row) for row in rows]

    def reviewed(self, period: Period, language: Language) -> list[RecordKey]:
        """See `Library.reviewed`."""
        with read_back(self._path):
            return [
                RecordKey(key)
                for (key,) in self._db.execute(
                    "SELECT key FROM record WHERE period = ? AND EXISTS "
                    "(SELECT 1 FROM review WHERE review.record = record.key AND review.language = ?) ORDER BY key",
                    (str(period), language),
                )
            ]

    def base(self, period: Period, language: Language) -> Base | None:
        """See `Library.base`."""
        with read_back(self._path):
            row = self._db.execute(
                "SELECT * FROM base WHERE period = ? AND language = ?",
                (str(period), language),
            ).fetchone()
            return base_of(row) if row else None

    def progress(self, stage: str, partition: str) -> Progress | None:
        """See `Library.progress`."""
        with read_back(self._path):
            row = self._db.execute(
                "SELECT version, detail FROM progress WHERE stage = ? AND partition = ?", (stage, partition)
            ).fetchone()
        return Progress(stage=stage, partition=partition, version=row[0], detail=row[1]) if row else None

    def size(self) -> dict[str, int]:
        """See `Library.size`."""
        with explained(self._path):
            return {table + "s": self._db.execute(f"SELECT COUNT(*) FROM {table}").get for table in COUNTED}

    def export(self) -> Iterator[Rows]:
        """See `Library.export`."""
        with explained(self._path):
            self._db.execute("BEGIN")
            try:
                for table, columns in TABLES.items():
                    order = "ORDER BY seq" if table == "review" else ""
                    rows = self._db.execute(f"SELECT {', '.join(columns)} FROM {table} {order}")
                    for batch in batches(rows):
                        yield Rows(table, batch)
            finally:
                self._db.execute("ROLLBACK")

    def take(self, rows: Iterable[Rows]) -> None:
        """See `Library.take`."""
        with self._transaction():
            if any(self._db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").get for table in TABLES):
                raise LibraryError(f"{self._path}: {HOLDS_SOMETHING}")
            for table, batch in rows:
                if table == "version":
                    at = TABLES[table].index("meta")
                    self._insert(table, ((*row, known_of(str(row[at])).about) for row in batch), more=("about",))
                else:
                    self._insert(table, batch)
            self._put_changes(Thing.DOCUMENT, self._names("SELECT id FROM document ORDER BY id"))
            self._put_changes(Thing.RECORD, self._names("SELECT key FROM record ORDER BY key"))
            self._put_changes(
                Thing.EDITION, self._names("SELECT period || ' ' || language FROM base ORDER BY period, language")
            )

    def _names(self, query: str) -> list[str]:
        return [name for (name,) in self._db.execute(query)]

    def backup(self, target: Path) -> None:
        """Copy the library, consistent while others write, to *target*."""
        with explained(self._path):
            copy(self._db, target)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with explained(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _document(self, row: tuple[Any, ...]) -> Document:
        try:
            return document_of(row)
        except ValueError as error:
            raise damage(self._path, str(error)) from error
