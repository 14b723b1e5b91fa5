"""The statements that are longer than a line."""

from __future__ import annotations

from psycopg.sql import SQL, Composed, Identifier

from intelog.store.rows import TABLES

STANDING_IN = """
SELECT DISTINCT v.document FROM origin o JOIN version v ON v.id = o.version WHERE o.place = ANY(%s) AND o.live
"""

DATED = "SELECT id, met, told FROM document WHERE id = ANY(%s)"

TEXTS = "SELECT id, document, source_version, ranked, published, about FROM version WHERE document = ANY(%s)"

STANDS = """
SELECT o.version, o.source, o.place, o.met, o.live FROM origin o JOIN version v ON v.id = o.version
WHERE v.document = ANY(%s)
"""

VERSION = """
SELECT d.key, d.met, v.text, v.meta, v.source_version FROM version v JOIN document d ON d.id = v.document
WHERE v.id = %s
"""

VERSIONS = """
SELECT v.id FROM version v LEFT JOIN origin o ON o.version = v.id AND o.live WHERE v.document = %s
GROUP BY v.id ORDER BY v.source_version DESC, max(o.met) DESC NULLS LAST, v.id DESC
"""

ORIGINS = """
SELECT DISTINCT o.source, o.place, o.met FROM origin o JOIN version v ON v.id = o.version
WHERE v.document = %s AND o.live ORDER BY o.met, o.source, o.place
"""

SOURCES = """
SELECT v.document, o.source FROM version v JOIN origin o ON o.version = v.id WHERE v.document = ANY(%s) AND o.live
GROUP BY v.document, o.source ORDER BY v.document, min(o.met), o.source COLLATE "C"
"""

LEADING = """
SELECT d.key, d.met, v.text, v.meta, v.source_version FROM document d
CROSS JOIN LATERAL (
    SELECT w.id FROM version w JOIN origin o ON o.version = w.id
    WHERE w.document = d.id AND o.live AND o.met <= greatest(%s, d.met)
    GROUP BY w.id ORDER BY w.source_version DESC, max(o.met) DESC, w.id DESC LIMIT 1
) led JOIN version v ON v.id = led.id
WHERE d.id = ANY(%s) AND d.told IS NOT NULL ORDER BY d.key
"""
"""One first told before it was met is shown as it was when it was met."""

ABOUT = """
SELECT id FROM document WHERE told <= %s AND id IN (
    SELECT unnest(%s::words[]) UNION ALL SELECT document FROM version WHERE about = ANY(%s)
) ORDER BY key
"""

MISSING = "SELECT one FROM unnest(%s::words[]) one WHERE NOT EXISTS (SELECT 1 FROM version WHERE id = one) ORDER BY one"

MET_ON = """
SELECT o.source, count(DISTINCT v.document) FROM origin o JOIN version v ON v.id = o.version
WHERE o.met = %s AND o.live GROUP BY o.source ORDER BY o.source
"""

REVIEWS = """
SELECT record, field, verdict, language, at, claim, text, sum FROM review
WHERE record = ANY(%s) AND language = %s ORDER BY seq
"""

REVIEWED = """
SELECT key FROM record WHERE period = %s
AND EXISTS (SELECT 1 FROM review WHERE review.record = record.key AND review.language = %s) ORDER BY key
"""

PROGRESS = """
SELECT version, detail FROM progress
WHERE stage = %s AND hashtextextended(partition, 0) = hashtextextended(%s::words, 0) AND partition = %s
"""

PUT_BASE = """
INSERT INTO base VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (period, language) DO UPDATE SET text = excluded.text, records = excluded.records,
pending = excluded.pending, pending_records = excluded.pending_records, sum = excluded.sum
"""

PUT_PROGRESS = """
INSERT INTO progress VALUES (%s, %s, %s, %s)
ON CONFLICT (stage, hashtextextended(partition, 0))
DO UPDATE SET partition = excluded.partition, version = excluded.version, detail = excluded.detail
"""

PUT_CHANGES = """
INSERT INTO change (thing, name) SELECT %s, name FROM unnest(%s::text[]) WITH ORDINALITY AS one (name, n) ORDER BY n
ON CONFLICT (thing, name) DO UPDATE SET seq = excluded.seq
"""

ALL_CHANGED = """
INSERT INTO change (thing, name) SELECT 'document', id FROM document ORDER BY id;
INSERT INTO change (thing, name) SELECT 'record', key FROM record ORDER BY key;
INSERT INTO change (thing, name) SELECT 'edition', period || ' ' || language FROM base ORDER BY period, language
"""

RECOUNT = "ANALYZE document, version, origin"

_TRUTHS = {("origin", "live"), ("evidence", "retold")}
"""Columns that SQLite has no type for: there 0 or 1."""


def of(statement: str, table: str) -> Composed:
    """A statement on a table."""
    return SQL(statement).format(Identifier(table))


def exported(table: str) -> Composed:
    """All rows of a table, as every engine stores them."""
    columns = SQL(", ").join(
        Identifier(column) + SQL("::int" if (table, column) in _TRUTHS else "") for column in TABLES[table]
    )
    order = SQL(" ORDER BY seq" if table == "review" else "")
    return SQL("SELECT {} FROM {}{}").format(columns, Identifier(table), order)


def copied(table: str, *more: str) -> Composed:
    """Rows that come in, with *more* columns behind those that every engine stores."""
    columns = SQL(", ").join(map(Identifier, (*TABLES[table], *more)))
    return SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), columns)
