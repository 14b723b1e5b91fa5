"""The library in PostgreSQL: the same promises as in one SQLite file, for those who keep one together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, LiteralString

import psycopg

from intelog.errors import LibraryError
from intelog.model.document import Document, Origin, Reading
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.names import DocumentId, RecordKey, VersionId
from intelog.model.period import Period
from intelog.model.record import Record, RecordKind
from intelog.model.review import Review
from intelog.ports import Added, Change, Count, Gathered, Progress, Rows, Thing
from intelog.store.address import checked
from intelog.store.postgres import sql, writer
from intelog.store.postgres.schema import opened
from intelog.store.postgres.trouble import damage, explained, read_back
from intelog.store.rows import (
    BATCH,
    COUNTED,
    HOLDS_SOMETHING,
    TABLES,
    Known,
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
from intelog.store.shelf import Dated, Shelf, Stand, Text


class PostgresLibrary:
    """A `Library` in the schema `intelog` of one database.

    One connection writes at a time, from its first writing until it is closed; readers never wait.  What a method has
    returned from is on the server's disk.  Where the server goes away just then, it may be there all the same, and
    whoever does it again finds it.
    """

    def __init__(
        self, address: str, *, doing: str = "", writes: bool = False, migrations: Sequence[str] | None = None
    ) -> None:
        """Open the library at *address*, made or migrated where needed, or raise `LibraryError`.

        *doing* is what others are told.  *writes*: be the one who writes at once, and not only from the first writing on.
        """
        try:
            self._where = checked(address)
        except ValueError as error:
            raise LibraryError(f"the library: {error}") from error
        self._db = opened(self._where, doing=doing, steps=migrations)
        self._is_held = False
        self._uncounted = 0
        if writes:
            try:
                with explained(self._where):
                    self._hold()
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Let go of the connection."""
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
        self._copy_in("document", shelf.document_rows())
        self._copy_in("version", shelf.version_rows(), *Known._fields)
        self._copy_in("origin", shelf.origin_rows())
        self._each("UPDATE document SET met = %s, told = %s WHERE id = %s", shelf.dated())
        self._each(
            "UPDATE version SET source_version = %s, meta = %s, ranked = %s, published = %s, about = %s WHERE id = %s",
            shelf.restated(),
        )
        self._each(
            "UPDATE origin SET live = %s WHERE version = %s AND source = %s AND place = %s AND met = %s", shelf.moved()
        )
        self._put_changes(Thing.DOCUMENT, shelf.changed)
        self._put_progress(progress)
        self._recount(added.new)
        return added

    def _shelf(self, batch: Sequence[tuple[Sequence[Reading], str | None]]) -> Shelf:
        wholes = [whole for _, whole in batch if whole is not None]
        touched = {document.id for readings, _ in batch for document, _ in readings}
        if wholes:
            touched.update(DocumentId(one) for (one,) in self._rows(sql.STANDING_IN, (wholes,)))
        ids = (list(touched),)
        return Shelf(
            {one: Dated(met, told) for one, met, told in self._rows(sql.DATED, ids)},
            {version: Text(*row) for version, *row in self._rows(sql.TEXTS, ids)},
            {Stand(*stand): live for *stand, live in self._rows(sql.STANDS, ids)},
        )

    def _recount(self, new: int) -> None:
        """Have the server count again when there is twice as much, as it plans by its counts.

        By those of an empty library it reads 500 documents of 20,000 in 2 s, by true ones in 6 ms (two cores).
        """
        self._uncounted += new
        if self._uncounted < BATCH:
            return
        [(counted,)] = self._rows("SELECT reltuples FROM pg_class WHERE oid = 'document'::regclass")
        if self._uncounted >= counted:
            self._db.execute(sql.RECOUNT)
            self._uncounted = 0

    def document(self, document: DocumentId, *, as_of: date | None = None) -> Document | None:
        """See `Library.document`."""
        return next(self._leading([document], as_of or date.max), None)

    def version(self, version: VersionId) -> Document | None:
        """See `Library.version`."""
        with read_back(self._where):
            return next((self._document(row) for row in self._rows(sql.VERSION, (version,))), None)

    def versions(self, document: DocumentId) -> list[VersionId]:
        """See `Library.versions`."""
        with read_back(self._where):
            return [VersionId(version) for (version,) in self._rows(sql.VERSIONS, (document,))]

    def origins(self, document: DocumentId) -> list[Origin]:
        """See `Library.origins`."""
        with read_back(self._where):
            return [
                Origin(source, place, date.fromisoformat(met))
                for source, place, met in self._rows(sql.ORIGINS, (document,))
            ]

    def documents(self, documents: Iterable[DocumentId]) -> Iterator[Document]:
        """See `Library.documents`."""
        yield from self._all("SELECT id FROM document WHERE id = ANY(%s) ORDER BY key", (list(documents),), date.max)

    def sources(self, documents: Iterable[DocumentId]) -> dict[DocumentId, list[str]]:
        """See `Library.sources`."""
        found: dict[DocumentId, list[str]] = {}
        with read_back(self._where):
            for one, source in self._rows(sql.SOURCES, (list(documents),)):
                found.setdefault(DocumentId(one), []).append(source)
        return found

    def incarnation(self) -> str:
        """See `Library.incarnation`."""
        with read_back(self._where):
            [(name,)] = self._rows("SELECT name FROM incarnation")
            return str(name)

    def changes(self, after: int, *, limit: int) -> list[Change]:
        """See `Library.changes`."""
        with read_back(self._where):
            return [
                Change(seq, Thing(thing), name)
                for seq, thing, name in self._rows(
                    "SELECT seq, thing, name FROM change WHERE seq > %s ORDER BY seq LIMIT %s", (after, limit)
                )
            ]

    def told_between(self, first: date, last: date) -> Iterator[Document]:
        """See `Library.told_between`."""
        days = (first.isoformat(), last.isoformat())
        yield from self._all("SELECT id FROM document WHERE told BETWEEN %s AND %s ORDER BY key", days, last)

    def about(self, subjects: Iterable[str], *, as_of: date) -> Iterator[Document]:
        """See `Library.about`."""
        wanted = set(subjects)
        found = self._all(sql.ABOUT, (as_of.isoformat(), ids_of(wanted), list(wanted)), as_of)
        yield from (one for one in found if one.subject in wanted)  # another version of it may have told of them

    def _all(self, ids: LiteralString, bindings: Sequence[object], as_of: date) -> Iterator[Document]:
        """Documents by a statement for their ids in order: these at once, the texts in batches."""
        with read_back(self._where):
            found = [one for (one,) in self._rows(ids, bindings)]
        for batch in batches(found):
            yield from self._leading(batch, as_of)

    def _leading(self, documents: Sequence[str], as_of: date) -> Iterator[Document]:
        """Those that are not withdrawn, each in the version that led on that day; ordered by key."""
        with read_back(self._where):
            rows = self._rows(sql.LEADING, (as_of.isoformat(), documents))
        for row in rows:
            yield self._document(row)

    def _document(self, row: Sequence[Any]) -> Document:
        try:
            return document_of(row)
        except ValueError as error:
            raise damage(self._where, str(error)) from error

    def met_on(self, day: date) -> list[Count]:
        """See `Library.met_on`."""
        with read_back(self._where):
            return [Count(source, documents) for source, documents in self._rows(sql.MET_ON, (day.isoformat(),))]

    def keep(
        self,
        *,
        records: Iterable[Record] = (),
        reviews: Iterable[Review] = (),
        bases: Iterable[Base] = (),
        progress: Iterable[Progress] = (),
    ) -> None:
        """See `Library.keep`."""
        editions = {edition_name(base): base for base in bases}
        with self._transaction():
            kept = {record.key: record for record in records}
            if missing := [one for (one,) in self._rows(sql.MISSING, (evident(kept.values()),))]:
                raise not_held(self._where, missing)
            self._put_records(list(kept.values()))
            self._put_changes(Thing.RECORD, kept)
            self._put_changes(Thing.EDITION, editions)
            self._copy_in("review", map(review_row, reviews))
            self._each(sql.PUT_BASE, map(base_row, editions.values()))
            self._put_progress(progress)

    def _put_records(self, records: Sequence[Record]) -> None:
        if records:
            self._db.execute("DELETE FROM record WHERE key = ANY(%s)", ([record.key for record in records],))
        self._copy_in("record", map(record_row, records))
        self._copy_in("claim", (row for record in records for row in claim_rows(record)))
        self._copy_in("evidence", (row for record in records for row in evidence_rows(record)))

    def _put_changes(self, thing: Thing, names: Iterable[str]) -> None:
        if there := list(names):
            self._db.execute(sql.PUT_CHANGES, (thing, there))

    def _put_progress(self, progress: Iterable[Progress]) -> None:
        self._each(sql.PUT_PROGRESS, map(progress_row, progress))

    def record(self, key: RecordKey) -> Record | None:
        """See `Library.record`."""
        return next(iter(self._records("SELECT * FROM record WHERE key = %s", (key,))), None)

    def records(self, period: Period, kind: RecordKind) -> list[Record]:
        """See `Library.records`."""
        return self._records("SELECT * FROM record WHERE period = %s AND kind = %s ORDER BY key", (str(period), kind))

    def records_about(self, kind: RecordKind, subjects: Iterable[str]) -> list[Record]:
        """See `Library.records_about`."""
        return self._records(
            "SELECT * FROM record WHERE kind = %s AND subject = ANY(%s) ORDER BY key", (kind, list(subjects))
        )

    def _records(self, which: LiteralString, bindings: Sequence[object]) -> list[Record]:
        with read_back(self._where):
            rows = self._rows(which, bindings)
            if not rows:
                return []
            keys = ([row[0] for row in rows],)
            return records_of(
                rows,
                self._rows("SELECT * FROM claim WHERE record = ANY(%s) ORDER BY record, n", keys),
                self._rows("SELECT * FROM evidence WHERE record = ANY(%s) ORDER BY record, claim, n", keys),
            )

    def reviews(self, records: Iterable[RecordKey], language: Language) -> list[Review]:
        """See `Library.reviews`."""
        with read_back(self._where):
            return [review_of(row) for row in self._rows(sql.REVIEWS, (list(records), language))]

    def reviewed(self, period: Period, language: Language) -> list[RecordKey]:
        """See `Library.reviewed`."""
        with read_back(self._where):
            return [RecordKey(key) for (key,) in self._rows(sql.REVIEWED, (str(period), language))]

    def base(self, period: Period, language: Language) -> Base | None:
        """See `Library.base`."""
        with read_back(self._where):
            rows = self._rows("SELECT * FROM base WHERE period = %s AND language = %s", (str(period), language))
            return base_of(rows[0]) if rows else None

    def progress(self, stage: str, partition: str) -> Progress | None:
        """See `Library.progress`."""
        with read_back(self._where):
            rows = self._rows(sql.PROGRESS, (stage, partition, partition))
        return Progress(stage=stage, partition=partition, version=rows[0][0], detail=rows[0][1]) if rows else None

    def size(self) -> dict[str, int]:
        """See `Library.size`."""
        with explained(self._where):
            return {table + "s": self._count(table) for table in COUNTED}

    def _count(self, table: str) -> int:
        [(count,)] = self._db.execute(sql.of("SELECT count(*) FROM {}", table)).fetchall()
        return int(count)

    def export(self) -> Iterator[Rows]:
        """See `Library.export`."""
        with explained(self._where):
            self._db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                for table in TABLES:
                    with self._db.cursor(name="export") as cursor:
                        cursor.execute(sql.exported(table))
                        while batch := cursor.fetchmany(BATCH):
                            yield Rows(table, batch)
            finally:
                self._roll_back()

    def take(self, rows: Iterable[Rows]) -> None:
        """See `Library.take`."""
        with self._transaction():
            if any(self._count(table) for table in TABLES):
                raise LibraryError(f"{self._where}: {HOLDS_SOMETHING}")
            for table, batch in rows:
                if table == "version":
                    at = TABLES[table].index("meta")
                    self._copy_in(table, ((*row, *known_of(str(row[at]))) for row in batch), *Known._fields)
                else:
                    self._copy_in(table, batch)
            self._db.execute(sql.ALL_CHANGED)
            self._db.execute(sql.RECOUNT)

    def _rows(self, statement: LiteralString, bindings: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._db.execute(statement, bindings).fetchall()

    def _each(self, statement: LiteralString, rows: Iterable[Sequence[object]]) -> None:
        """The same for each row, without waiting for the server in between."""
        with self._db.cursor() as cursor:
            cursor.executemany(statement, rows)

    def _copy_in(self, table: str, rows: Iterable[Sequence[object]], *more: str) -> None:
        """Insert rows, all in one go."""
        there = list(rows)
        if not there:
            return
        with self._db.cursor() as cursor, cursor.copy(sql.copied(table, *more)) as copy:
            for row in there:
                copy.write_row(row)

    def _hold(self) -> None:
        if not self._is_held:
            writer.hold(self._db, self._where)
            self._is_held = True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with explained(self._where):
            self._hold()
            self._db.execute("BEGIN")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        with suppress(psycopg.Error):  # a server that is gone has done so
            self._db.execute("ROLLBACK")
