"""What can be searched for, as an index takes it: documents, records and editions, each as one entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from intelog.model.document import Document, Markup, first_told
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.moment import Moment
from intelog.model.names import DocumentId, RecordKey
from intelog.model.period import Period
from intelog.model.record import Record
from intelog.ports import Change, Library, Thing
from intelog.text import markdown
from intelog.text.tokens import Cutter, is_cjk
from intelog.text.urls import canonical


class Entry(NamedTuple):
    """One thing that can be found."""

    thing: Thing
    name: str
    title: str
    text: str
    day: date
    """When it was first told; of records and editions the last day of their period."""
    kind: str
    language: str
    url: str = ""
    is_markdown: bool = True
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    """Names and addresses by which it is found as a whole: its own, in canonical form, and those it links to."""
    source_version: int = 0


class Cut(NamedTuple):
    """An entry's texts, cut into words."""

    title: str
    words: str
    pairs: str
    ids: bytes
    """Of the words of the text, in order."""
    authors: tuple[str, ...]
    sources: tuple[str, ...]


def cut(entry: Entry, cutter: Cutter) -> Cut:
    """Cut an entry's texts into words: those of its text, behind them those of a title that does not stand in it, and of its authors."""
    body, title, authors = cutter.cut(entry.text), cutter.words(entry.title), tuple(map(cutter.words, entry.authors))
    above = () if entry.text.startswith(entry.title) else (entry.title,)
    pairs = body.pairs
    cjk = [is_cjk(one) for one in (*above, *entry.authors)]
    if pairs or any(cjk):
        others = zip((*above, *entry.authors), cjk, strict=True)
        pairs = " ".join(
            [pairs or body.words, *(cutter.cut(one).pairs if is_one else cutter.words(one) for one, is_one in others)]
        )
    words = " ".join([body.words, *(title for _ in above), *authors])
    return Cut(title, words, pairs, body.ids, authors, tuple(map(cutter.words, entry.sources)))


def follows(library: Library, incarnation: str, come: int) -> bool:
    """Whether what was derived from this incarnation, up to this change, is of this library as it is: none that was put back since."""
    return incarnation == library.incarnation() and (come == 0 or bool(library.changes(come - 1, limit=1)))


class Gone(NamedTuple):
    """One thing that can no longer be found."""

    thing: Thing
    name: str


def entries(library: Library, changes: Sequence[Change]) -> Iterator[Entry | Gone]:
    """What has changed, as it is now."""
    for thing, some in groupby(sorted(changes, key=lambda c: (c.thing, c.name)), key=lambda c: c.thing):
        names = [change.name for change in some]
        match thing:
            case Thing.DOCUMENT:
                yield from _documents(library, names)
            case Thing.RECORD:
                for name in names:
                    found = library.record(RecordKey(name))
                    yield of_record(found) if found else Gone(thing, name)
            case Thing.EDITION:
                yield from (_edition(library, name) for name in names)


def _documents(library: Library, names: Iterable[str]) -> Iterator[Entry | Gone]:
    gone = dict.fromkeys(names)
    wanted = [DocumentId(name) for name in gone]
    sources = library.sources(wanted)
    for document in library.documents(wanted):
        name = document.id
        del gone[name]
        yield of_document(document, name, sources.get(name, ()))
    yield from (Gone(Thing.DOCUMENT, name) for name in gone)


def _edition(library: Library, name: str) -> Entry | Gone:
    period, _, language = name.partition(" ")
    base = library.base(Period.parse(period), Language(language))
    return of_edition(base) if base and base.text else Gone(Thing.EDITION, name)


def of_document(document: Document, name: DocumentId, sources: Iterable[str]) -> Entry:
    """A document's entry."""
    addresses = [document.key, document.url or "", document.about, *(link.url for link in document.links)]
    return Entry(
        Thing.DOCUMENT, name, document.title, document.text, day=_told(document.published, document.met), kind=document.kind, language=document.language,
        url=document.url or "", is_markdown=document.markup is Markup.MARKDOWN, authors=document.authors, sources=tuple(dict.fromkeys(sources)),
        exact=tuple(dict.fromkeys(canonical(one) for one in addresses if one)), source_version=document.source_version,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _told(published: Moment | None, met: date) -> date:
    """Many documents of a day share both."""
    return first_told(published, met, UTC)


def of_record(record: Record) -> Entry:
    """A record's entry: all that it claims."""
    said = [markdown.plain(claim.text) for claim in record.claims]
    addresses = [record.key, record.subject, *(e.url for claim in record.claims for e in claim.evidence)]
    return Entry(
        Thing.RECORD, record.key, said[0] if said else record.subject, "\n".join(said),
        day=_last_day(record.period), kind=record.kind, language="",
        exact=tuple(dict.fromkeys(canonical(one) for one in addresses if one)),
    )  # fmt: skip


def of_edition(base: Base) -> Entry:
    """An edition's entry: its text as it was last written or left."""
    text = base.text or ""
    title = next((line.lstrip("# ") for line in text.splitlines() if line.startswith("# ")), str(base.period))
    return Entry(
        Thing.EDITION, f"{base.period} {base.language}", title, text, day=_last_day(base.period), kind=base.period.cadence,
        language=base.language, exact=(str(base.period),),
    )  # fmt: skip


def _last_day(period: Period) -> date:
    return period.end - timedelta(days=1)
