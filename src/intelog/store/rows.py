"""Values as rows and back, the same for every engine: so a row of one is a row of the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from intelog.errors import LibraryError
from intelog.model.document import Document, Image, Kind, Link, Markup, first_told
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.moment import Moment
from intelog.model.names import ClaimName, name_of
from intelog.model.period import Period
from intelog.model.record import Author, Claim, Evidence, Record, RecordKind
from intelog.model.review import Review, Verdict
from intelog.ports import Progress

TABLES = {
    "document": ("id", "key", "met", "told"),
    "version": ("id", "document", "source_version", "text", "meta", "ranked"),
    "origin": ("version", "source", "place", "met", "live"),
    "record": ("key", "kind", "subject", "period", "made_by"),
    "claim": ("record", "n", "field", "text", "author"),
    "evidence": ("record", "claim", "n", "version", "first", "past", "quote", "title", "url", "retold"),
    "review": ("record", "field", "verdict", "language", "at", "claim", "text", "sum"),
    "base": ("period", "language", "text", "records", "pending", "pending_records", "sum"),
    "progress": ("stage", "partition", "version", "detail"),
}
"""What a library holds, and nothing that can be derived: each table after those it refers to."""

COUNTED = ("document", "version", "origin", "record", "review")
"""The tables whose rows `Library.size` counts."""

HOLDS_SOMETHING = "this library holds something already; it was left as it is: name one that is new or empty"
"""What to say where it is to take in another."""

BATCH = 500
"""Rows that are handed on together; a row of `version` is a text."""

T = TypeVar("T")


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """Rows in batches, the last perhaps smaller, none empty."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def meta_of(document: Document) -> str:
    """What is known of a version besides its text, as JSON in one fixed order; what is empty is left out."""
    meta: dict[str, Any] = {"title": document.title, "language": document.language}
    if document.url is not None:
        meta["url"] = document.url
    if document.published is not None:
        meta["published"] = document.published.text
    if document.markup is not Markup.PLAIN:
        meta["markup"] = document.markup
    for name in ("about", "retold", "authors", "topics", "links", "images"):
        if value := getattr(document, name):
            meta[name] = value
    meta["kind"] = document.kind  # last, as libraries that did not say it were told it
    return _written(meta)


_written = json.JSONEncoder(ensure_ascii=False).encode


def document_of(row: Sequence[Any]) -> Document:
    """The document of (key, met, text, meta, source version), or ValueError."""
    key, met, text, meta, source_version = row
    try:
        m = json.loads(meta)
        return Document(
            key=key,
            kind=Kind(m["kind"]),
            title=m["title"],
            text=text,
            met=_day(met),
            language=Language(m["language"]),
            url=m.get("url"),
            about=m.get("about", ""),
            published=_moment(m["published"]) if "published" in m else None,
            markup=Markup(m.get("markup", Markup.PLAIN)),
            retold=m.get("retold", False),
            authors=tuple(m.get("authors", ())),
            topics=tuple(m.get("topics", ())),
            links=tuple(Link(*link) for link in m.get("links", ())),
            images=tuple(Image(*image) for image in m.get("images", ())),
            source_version=source_version,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"the document {key!r} cannot be read back") from error


@lru_cache(maxsize=4096)
def _day(day: str) -> date:
    return date.fromisoformat(day)


@lru_cache(maxsize=4096)
def _moment(text: str) -> Moment:
    return Moment.parse(text)


class Known(NamedTuple):
    """What of a version's meta stands in columns of its own, so that it can be asked for."""

    published: str | None
    about: str | None


def known_of(meta: str) -> Known:
    """What a version's meta says of these."""
    m = json.loads(meta)
    return Known(m.get("published"), m.get("about"))


def ids_of(subjects: Iterable[str]) -> list[str]:
    """The documents that are these subjects themselves, held or not."""
    return [name_of("doc", subject) for subject in subjects]


def evident(records: Iterable[Record]) -> list[str]:
    """The versions that records point to."""
    return sorted({e.version for record in records for claim in record.claims for e in claim.evidence})


def not_held(where: str | Path, versions: Sequence[str]) -> LibraryError:
    """What to say of evidence in a text that the library does not hold."""
    others = f" and {len(versions) - 1} more" if len(versions) > 1 else ""
    return LibraryError(
        f"{where}: a record points to the version {versions[0]}{others}, which the library does not hold; nothing was kept: "
        "add the document first"
    )


def unsound(where: str | Path, error: UnicodeEncodeError) -> LibraryError:
    """What to say of a text that cannot be stored anywhere."""
    before = error.object[max(0, error.start - 20) : error.start]
    stands = f"behind {before!r}" if before else "at its beginning"
    return LibraryError(
        f"{where}: a text holds U+{ord(error.object[error.start]):04X} {stands}, half of a character and none by itself; "
        "nothing of what was to be written with it was written"
    )


@lru_cache(maxsize=4096)
def told(published: str | None, met: str) -> str:
    """The day something was first told, by UTC; many documents of a day share both."""
    return first_told(Moment(published) if published else None, date.fromisoformat(met), UTC).isoformat()


def record_row(record: Record) -> tuple[Any, ...]:
    """A record without its claims."""
    return (record.key, record.kind, record.subject, str(record.period), record.made_by)


def claim_rows(record: Record) -> list[tuple[Any, ...]]:
    """Its claims."""
    return [(record.key, n, c.field, c.text, c.by) for n, c in enumerate(record.claims)]


def evidence_rows(record: Record) -> list[tuple[Any, ...]]:
    """What shows them."""
    return [
        (record.key, n, m, e.version, e.start, e.end, e.quote, e.title, e.url, int(e.retold))
        for n, claim in enumerate(record.claims)
        for m, e in enumerate(claim.evidence)
    ]


def records_of(
    records: Iterable[Sequence[Any]], claims: Iterable[Sequence[Any]], evidence: Iterable[Sequence[Any]]
) -> list[Record]:
    """Records in the order of their rows; claims and evidence come in the order of their numbers."""
    shown: dict[tuple[str, int], list[Evidence]] = {}
    for key, claim, _, version, start, end, quote, title, url, retold in evidence:
        shown.setdefault((key, claim), []).append(
            Evidence(version=version, start=start, end=end, quote=quote, title=title, url=url, retold=bool(retold))
        )
    claimed: dict[str, list[Claim]] = {}
    for key, n, field, text, author in claims:
        claimed.setdefault(key, []).append(
            Claim(field=field, text=text, by=Author(author), evidence=tuple(shown.get((key, n), ())))
        )
    return [
        Record(
            kind=RecordKind(kind), subject=subject, period=Period.parse(period), made_by=made_by,
            claims=tuple(claimed.get(key, ())),
        )
        for key, kind, subject, period, made_by in records
    ]  # fmt: skip


def review_row(review: Review) -> tuple[str | None, ...]:
    """A review, with its sum."""
    r = review
    return _summed((r.record, r.field, r.verdict, r.language, r.at.isoformat(), r.claim, r.text))


def review_of(row: Sequence[Any]) -> Review:
    """A review, or ValueError where it is not what was stored."""
    record, field, verdict, language, at, claim, text = _as_summed(row)
    return Review(
        record=record, field=field, verdict=Verdict(verdict), language=Language(language),
        at=datetime.fromisoformat(at), claim=None if claim is None else ClaimName(claim), text=text,
    )  # fmt: skip


def base_row(base: Base) -> tuple[str | None, ...]:
    """A base, with its sum."""
    pending_records = None if base.pending_records is None else json.dumps(base.pending_records)
    return _summed(
        (str(base.period), base.language, base.text, json.dumps(base.records), base.pending, pending_records)
    )


def base_of(row: Sequence[Any]) -> Base:
    """A base, or ValueError where it is not what was stored."""
    period, language, text, records, pending, pending_records = _as_summed(row)
    return Base(
        Period.parse(period), Language(language), text, json.loads(records), pending,
        None if pending_records is None else json.loads(pending_records),
    )  # fmt: skip


def progress_row(progress: Progress) -> tuple[str, ...]:
    """How far a stage has come."""
    return (progress.stage, progress.partition, progress.version, progress.detail)


def edition_name(base: Base) -> str:
    """What its edition is called among the changes."""
    return f"{base.period} {base.language}"


def _summed(row: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """A row with the sum of its values behind them."""
    return (*row, name_of("sum", json.dumps(row)))


def _as_summed(row: Sequence[Any]) -> tuple[Any, ...]:
    """A row without its sum, or ValueError where a value is not what it was."""
    *values, total = row
    if _summed(tuple(values))[-1] != total:
        raise ValueError("a stored value was changed since it was written")
    return tuple(values)
