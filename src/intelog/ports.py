"""Floor 2: what the stages know of the outside, each thing as one small protocol."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from intelog.errors import ParseError
from intelog.model.document import Document, Origin, Reading
from intelog.model.edition import Base
from intelog.model.item import Hint, Parsed, Unread
from intelog.model.language import Language
from intelog.model.names import DocumentId, RecordKey, VersionId
from intelog.model.period import Period
from intelog.model.record import Record, RecordKind
from intelog.model.review import Review


class Added(NamedTuple):
    """What became of a batch of readings."""

    new: int = 0
    """Documents not held before."""
    updated: int = 0
    """New versions of documents held before."""
    unchanged: int = 0
    """Texts held before, read again from where they were read before."""
    duplicates: int = 0
    """Texts held before, read somewhere else as well."""
    withdrawn: int = 0
    """Documents that no longer stand in the file they came from."""

    def plus(self, other: Added) -> Added:
        """Both together."""
        return Added(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a stage has come with one partition: written together with what it made."""

    stage: str
    partition: str
    version: str
    """Of the stage's input and rule: where it is the same, there is nothing to do."""
    detail: str = ""
    """What the stage wants to know next time, as JSON."""


class Gathered(NamedTuple):
    """What one file or address gave, whole, and how far its reader has come with it."""

    readings: Sequence[Reading]
    progress: Progress
    whole: str


class Count(NamedTuple):
    """How many documents a source gave."""

    source: str
    documents: int


class Thing(StrEnum):
    """What a library holds that can be searched for."""

    DOCUMENT = "document"
    RECORD = "record"
    EDITION = "edition"


class Change(NamedTuple):
    """That a thing was added, changed or withdrawn."""

    seq: int
    """Grows with every change, within one incarnation of the library."""
    thing: Thing
    name: str
    """A document's id, a record's key, an edition's period and language as in `2026-01-28 zh`."""


class Rows(NamedTuple):
    """Some rows of one of a library's tables, as every engine stores them."""

    table: str
    rows: Sequence[Sequence[str | int | None]]


class Watermark(NamedTuple):
    """How far something derived has come with a library."""

    incarnation: str
    come: int
    """The change up to which it was taken in."""
    compared: int
    """The change up to which near-copies were looked for."""


class Tokens(NamedTuple):
    """A document's words as ids, and what tells which others may be copies of it."""

    name: str
    seq: int
    """Of the change it was made of."""
    day: str
    language: str
    source_version: int
    bands: bytes
    """See `text.likeness.bands`."""
    whole: int
    """A number that texts of the same words share, 0 where there are none."""
    title: int
    """A number that the same titles share, 0 where a title is too short to say anything."""
    ids: bytes


@dataclass(frozen=True, slots=True)
class Marks:
    """Of all documents, by name, what of their `Tokens` tells which may be copies of each other: a column each, in one order."""

    names: Sequence[str]
    seqs: array[int]
    days: Sequence[str]
    source_versions: array[int]
    bands: bytes
    whole: array[int]
    title: array[int]


class Why(StrEnum):
    """Why a document is taken for a copy of another."""

    EQUAL = "equal"
    """The same words."""
    NEAR = "near"
    """Nearly the same words, with the same numbers."""
    TITLE = "title"
    """The same title, over texts that share much."""
    NUMBERS = "numbers"
    """Nearly the same words, with other numbers in the same places: no copy to be trusted, and in no group with the other."""
    GROUP = "group"
    """Both are copies of a third."""


class Compared(NamedTuple):
    """What came of comparing two texts."""

    why: Why | None
    """None where they are no copies."""
    likeness: float
    changed: tuple[tuple[str, str], ...] = ()
    """Numbers of the first, and what stands in their places in the second."""


class Copy(NamedTuple):
    """A copy of a document."""

    name: str
    why: Why
    likeness: float
    """The share of stretches of three words that both have, of all that either has."""
    changed: tuple[tuple[str, str], ...]
    """Numbers of the document, and what stands in their places in the copy."""


class Parse(Protocol):
    """Reads untrusted bytes where they can do no harm."""

    def parse_many(self, blobs: Iterable[tuple[str, bytes, Hint]]) -> Iterator[Parsed | ParseError]:
        """What each reader makes of its bytes, in their order: (reader, bytes, what else is known).

        What cannot be read is an error given, not raised, so that it stops none of the others.
        """

    def members(self, data: bytes, hint: Hint) -> Iterator[tuple[str, bytes] | Unread]:
        """What is in an archive: names and bytes, and why something is not taken out."""


class Copies(Protocol):
    """Knows which documents are told twice."""

    def copies(self, names: Iterable[str]) -> dict[str, list[Copy]]:
        """The copies of these documents, the likest first; of those that have none, nothing."""


class Expected(StrEnum):
    """What is hoped for at an address: how much of it is read, and what the server is told we take."""

    FEED = "feed"
    PAGE = "page"
    PDF = "pdf"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to be read."""

    url: str
    expected: Expected = Expected.PAGE
    etag: str = ""
    """Of the answer held: the server is asked whether there is another."""
    last_modified: str = ""
    body_name: str = ""
    """Of the body held: an answer with the same bytes is no news, whatever its headers say."""
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers for this address's own origin and no other."""
    failures: int = 0
    """How often in a row it failed before: the oftener, the longer until the next try."""
    heed_robots: bool = True
    """False where a person asks for just this address, as a browser would (RFC 9309 is about crawlers)."""


class Outcome(StrEnum):
    """How asking for an address went."""

    READ = "read"
    UNCHANGED = "unchanged"
    """A 304, or a body of the name that was given."""
    GONE = "gone"
    """410: for good."""
    MISSING = "missing"
    """404."""
    DENIED = "denied"
    """Any other 4xx: it is there, and not for us."""
    BUSY = "busy"
    """429, or 503 with a time: come back later."""
    FAILING = "failing"
    """Any other 5xx."""
    PORTAL = "portal"
    """The network between wants a login first: what came is not the site's."""
    BAD_ADDRESS = "bad address"
    """What was given is no address of the web."""
    FORBIDDEN = "forbidden"
    """Not the public internet, or a step that would give something away: nothing was sent there."""
    ROBOTS = "robots"
    """The site asks crawlers to stay away from it."""
    WAITING = "waiting"
    """It is too early to ask this host again: nothing was sent."""
    NO_HOST = "no host"
    NO_NETWORK = "no network"
    UNREACHABLE = "unreachable"
    BAD_CERTIFICATE = "bad certificate"
    SLOW = "slow"
    """Not done when its time was over."""
    TOO_LARGE = "too large"
    UNASKED_ENCODING = "unasked encoding"
    LOST = "lost"
    """Sent round in a circle, too far, or nowhere."""
    BROKEN = "broken"
    """The answer is cut off, or is no HTTP."""

    @property
    def is_answer(self) -> bool:
        """Whether the server said what there is to know; else it may be another thing next time."""
        return self in (Outcome.READ, Outcome.UNCHANGED, Outcome.GONE)


class Hop(NamedTuple):
    """That a server sent us on."""

    status: int
    url: str
    """To where."""

    @property
    def is_permanent(self) -> bool:
        """Whether the server says that it is there from now on (RFC 9110, 15.4)."""
        return self.status in (301, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came of a request.  Whatever a server does, it is one of these."""

    outcome: Outcome
    why: str = ""
    """One line for a person; empty where it was read."""
    url: str
    """That answered, after all hops; that was asked last, where none did."""
    hops: tuple[Hop, ...] = ()
    status: int | None = None
    """None where nothing answered."""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    body: bytes = field(default=b"", repr=False)
    """Decoded; empty for all that was not read."""
    body_name: str = ""
    """Named by its content: the same bytes, the same name."""
    not_before: datetime | None = None
    """When to ask again at the earliest: by the server's word, else by how often it failed; None: whenever it is due."""

    @property
    def moved_to(self) -> str:
        """The address that stands for the one asked from now on, by the servers' word; empty where it did not move."""
        moved = ""
        for hop in self.hops:
            if not hop.is_permanent:
                break
            moved = hop.url
        return moved


class Fetch(Protocol):
    """The way out to the network."""

    def __call__(self, request: Request, /) -> Response:
        """Ask for one address.  Nothing that a server or the network does is raised."""


class Library(Protocol):
    """The truth: documents with versions and origins, records, reviews, bases, progress.

    Every method either does all it says or raises `LibraryError` and has done nothing.
    What has been returned is on disk.  Order of adding never shows in what is read.
    """

    def add(self, readings: Sequence[Reading], *, progress: Progress | None = None, whole: str | None = None) -> Added:
        """Add what was read, in one transaction, with the reader's progress.

        `whole` says that the readings are all that the file or address of this name now
        holds: what came from it before and is not among them is withdrawn: no longer
        seen by editions, still there for the receipts that point to it.
        """

    def add_whole(self, gathered: Sequence[Gathered]) -> Added:
        """Add what many files or addresses now hold, each whole, in one transaction."""

    def document(self, document: DocumentId, *, as_of: date | None = None) -> Document | None:
        """A document in its leading version, or None.  `as_of`: as it was known at the end of that day.

        The leading version is the one with the highest source version, then met last,
        then with the highest id.
        """

    def version(self, version: VersionId) -> Document | None:
        """A document as one version of it reads, withdrawn or not, or None."""

    def versions(self, document: DocumentId) -> list[VersionId]:
        """The versions of a document in leading order, the leading one first."""

    def origins(self, document: DocumentId) -> list[Origin]:
        """Where a document was read, in order of day, source and place."""

    def documents(self, documents: Iterable[DocumentId]) -> Iterator[Document]:
        """These documents, each in its leading version, those that are not held or were withdrawn left out; ordered by key."""

    def sources(self, documents: Iterable[DocumentId]) -> dict[DocumentId, list[str]]:
        """By which sources these documents were told, each once, the first first."""

    def incarnation(self) -> str:
        """The library's own name: another one when it was made anew, so that what was derived from it is, too."""

    def changes(self, after: int, *, limit: int) -> list[Change]:
        """What changed since, oldest first, each thing once, at its latest change."""

    def told_between(self, first: date, last: date) -> Iterator[Document]:
        """Documents first told from *first* to *last*, by UTC, each as known at the end of *last*.

        Ordered by key.  A caller with another time zone asks for a day more on either side.
        """

    def about(self, subjects: Iterable[str], *, as_of: date) -> Iterator[Document]:
        """Documents about one of these subjects, by what the version that led on that day tells of; ordered by key."""

    def met_on(self, day: date) -> list[Count]:
        """How many documents each source gave on a day, by name."""

    def keep(
        self,
        *,
        records: Iterable[Record] = (),
        reviews: Iterable[Review] = (),
        bases: Iterable[Base] = (),
        progress: Iterable[Progress] = (),
    ) -> None:
        """Keep all of these, in one transaction.

        A record replaces the one of its key; reviews are appended; a base or a progress
        replaces the one of its edition or partition.  Evidence points to versions that are held.
        """

    def record(self, key: RecordKey) -> Record | None:
        """The record of this key, or None."""

    def records(self, period: Period, kind: RecordKind) -> list[Record]:
        """The records of a period, by key."""

    def records_about(self, kind: RecordKind, subjects: Iterable[str]) -> list[Record]:
        """The records of a kind about these subjects, of every period, by key."""

    def reviews(self, records: Iterable[RecordKey], language: Language) -> list[Review]:
        """What people said of these records, oldest first."""

    def reviewed(self, period: Period, language: Language) -> list[RecordKey]:
        """The records of a period that people said something of, by key."""

    def base(self, period: Period, language: Language) -> Base | None:
        """The base of an edition, or None where we never wrote it."""

    def progress(self, stage: str, partition: str) -> Progress | None:
        """How far a stage has come with a partition, or None."""

    def size(self) -> dict[str, int]:
        """How many documents, versions, origins, records and reviews are held."""

    def export(self) -> Iterator[Rows]:
        """All that is held at one moment, in batches, reviews oldest first."""

    def take(self, rows: Iterable[Rows]) -> None:
        """Take in all that another library exported, in one transaction; refused where something is held already."""

    def close(self) -> None:
        """Let go of it.  Nothing can be asked of it after."""
