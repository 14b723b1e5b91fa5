"""The library in SQLite, always through apsw: one driver, no version with the WAL-reset race."""

from __future__ import annotations

import json
from collections import Counter
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
    not_held,
    progress_row,
    record_row,
    records_of,
    review_of,
    review_row,
)
from intelog.store.schema import copy, opened
from intelog.store.shelf import Dated, Shelf, Stand, Text
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
            return self._add([(readings, whole)], [progress] if progress else [])

    def add_whole(self, gathered: Sequence[Gathered]) -> Added:
        """See `Library.add_whole`."""
        with self._transaction():
            return self._add([(one.readings, one.whole) for one in gathered], [one.progress for one in gathered])

    def _add(self, batch: Sequence[tuple[Sequence[Reading], str | None]], progress: Iterable[Progress]) -> Added:
        shelf = self._shelf(batch)
        added = Added()
        for readings, whole in batch:
            added = added.plus(shelf.add(readings, whole))
        self._insert("document", sorted(shelf.document_rows()))
        self._insert("version", ((*row, about) for *row, _, about in shelf.version_rows()), more=("about",))
        self._insert("origin", sorted(shelf.origin_rows()))
        self._db.executemany("UPDATE document SET met = ?, told = ? WHERE id = ?", shelf.dated())
        self._db.executemany(
            "UPDATE version SET source_version = ?, meta = ?, ranked = ?, about = ? WHERE id = ?",
            (
                (source_version, meta, ranked, about, one)
                for source_version, meta, ranked, _, about, one in shelf.restated()
            ),
        )
        self._db.executemany(
            "UPDATE origin SET live = ? WHERE version = ? AND source = ? AND place = ? AND met = ?", shelf.moved()
        )
        self._put_changes(Thing.DOCUMENT, shelf.changed)
        self._put_progress(progress)
        return added

    def _shelf(self, batch: Sequence[tuple[Sequence[Reading], str | None]]) -> Shelf:
        touched = {str(document.id) for readings, _ in batch for document, _ in readings}
        wholes = json.dumps([whole for _, whole in batch if whole is not None], ensure_ascii=False)
        touched.update(
            self._names(
                "SELECT DISTINCT v.document FROM origin o JOIN version v ON v.id = o.version "
                "WHERE o.place IN (SELECT value FROM json_each(?)) AND o.live", (wholes,),
            )
        )  # fmt: skip
        ids = (json.dumps(sorted(touched)),)
        select = self._db.execute
        return Shelf(
            {
                one: Dated(met, told)
                for one, met, told in select(
                    "SELECT id, met, told FROM document WHERE id IN (SELECT value FROM json_each(?))", ids
                )
            },
            {
                version: Text(*row)
                for version, *row in select(
                    "SELECT id, document, source_version, ranked, meta ->> 'published', about FROM version "
                    "WHERE document IN (SELECT value FROM json_each(?))", ids,
                )
            },
            {
                Stand(*stand): bool(live)
                for *stand, live in select(
                    "SELECT o.version, o.source, o.place, o.met, o.live FROM version v JOIN origin o ON o.version = v.id "
                    "WHERE v.document IN (SELECT value FROM json_each(?))", ids,
                )
            },
        )  # fmt: skip

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
        wanted = list(documents)
        with read_back(self._path):
            rows = self._db.execute(
                "SELECT d.id, d.key, d.met, v.text, v.meta, v.source_version FROM json_each(?) j "
                "JOIN document d ON d.id = j.value JOIN version v ON v.document = d.id WHERE d.told IS NOT NULL",
                (json.dumps(wanted),),
            ).fetchall()
        # Most have one version, which leads without a question.
        times = Counter(row[0] for row in rows)
        several = [one for one, n in times.items() if n > 1]
        found = [self._document(row[1:]) for row in rows if times[row[0]] == 1]
        if several:
            found += self._leading("d.id IN (SELECT value FROM json_each(?))", (json.dumps(several),), date.max)
        yield from sorted(found, key=lambda document: document.key)

    def sources(self, documents: Iterable[DocumentId]) -> dict[DocumentId, list[str]]:
        """See `Library.sources`."""
        found: dict[DocumentId, list[str]] = {}
        with read_back(self._path):
            for one, source in self._db.execute(
                "SELECT v.document, o.source FROM json_each(?) j JOIN version v ON v.document = j.value JOIN origin o "
                "ON o.version = v.id WHERE o.live GROUP BY v.document, o.source ORDER BY v.document, MIN(o.met), o.source",
                (json.dumps(list(documents)),),
            ):
                found.setdefault(DocumentId(one), []).append(source)
        return found

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

    def _names(self, query: str, bindings: tuple[str, ...] = ()) -> list[str]:
        return [name for (name,) in self._db.execute(query, bindings)]

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
