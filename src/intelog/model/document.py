"""Documents: one text we hold, its versions, and where each came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from intelog.model.language import Language
from intelog.model.moment import Moment, Precision
from intelog.model.names import DocumentId, VersionId, name_of


class Kind(StrEnum):
    """What sort of text a document is."""

    NOTE = "note"
    PAPER = "paper"
    PAGE = "page"
    POST = "post"
    """An entry of a feed, a discussion, a letter."""
    RELEASE = "release"
    REPOSITORY = "repository"
    TALK = "talk"
    """A transcript."""
    LIST = "list"
    """A file or page that tells of many things."""


class Markup(StrEnum):
    """How a document's text is to be read: as it stands, or as Markdown."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


class Link(NamedTuple):
    """A link a document gives, with the words it stands under."""

    url: str
    label: str


class Image(NamedTuple):
    """An image a document shows, with the words that were read off it."""

    url: str
    alt: str
    ocr: str


LATE_LISTING = timedelta(days=7)
"""A paper dated to a month may be listed some days into the next: all 74 papers of
`arxiv-daily` first seen on 1 January 2026 carry an id of December."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text, as we read it.  A changed text is a new version of it.

    `key` is the canonical name of the thing the text is of (an arXiv id without
    version, a canonical URL, or file, date and title of a note).  `text` is stored
    exactly as read, its title included where the source has one, so that anything
    an edition says can point into it; offsets count code points.  `retold` says that
    the words are somebody's retelling of a talk or page we do not hold.
    """

    key: str
    kind: Kind
    title: str
    text: str
    met: date
    language: Language
    url: str | None = None
    """Where a reader finds the thing itself."""
    about: str = ""
    """The canonical key of what it tells of, where that is another thing than itself: a note
    about a paper is about the paper's key."""
    published: Moment | None = None
    markup: Markup = Markup.PLAIN
    retold: bool = False
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """What its publisher filed it under, such as arXiv categories."""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    source_version: int = 0
    """The publisher's own version number, 0 where it gives none."""

    @property
    def id(self) -> DocumentId:
        """The hash of its key."""
        return DocumentId(name_of("doc", self.key))

    @property
    def version(self) -> VersionId:
        """The hash of its key and text."""
        return version_of(self.key, self.text)

    @property
    def subject(self) -> str:
        """The key of what it tells of: documents with one subject tell one story."""
        return self.about or self.key

    def told(self, zone: tzinfo) -> date:
        """The day its news was first told, in *zone*: see `first_told`."""
        return first_told(self.published, self.met, zone)

    def passage(self, start: int, end: int) -> Passage:
        """A stretch of its text."""
        return Passage(self.version, start, end, self.text[start:end])


def first_told(published: Moment | None, met: date, zone: tzinfo) -> date:
    """The day something published at *published* and met on *met* was first told, in *zone*.

    The day it was published; where only a month or year is known, the day it was met, if
    that is within the month or shortly after, else the last day it can be.
    """
    if published is None:
        return met
    first, last = published.days(zone)
    if met < first:
        return met  # a date in the future is no date
    coarse = published.precision in (Precision.YEAR, Precision.MONTH)
    return met if coarse and met <= last + LATE_LISTING else last


def version_of(key: str, text: str) -> VersionId:
    """Name a version by its document's key and its text."""
    return VersionId(name_of("v", key, text))


class Passage(NamedTuple):
    """A stretch of one version's stored text: code points from `start` up to `end`."""

    version: VersionId
    start: int
    end: int
    words: str


class Origin(NamedTuple):
    """Where a version was read.  One version may have many."""

    source: str
    """The stream it belongs to, as a reader knows it: `arXiv`, `learning log`."""
    where: str
    """The file or address it was read from."""
    met: date


class Reading(NamedTuple):
    """What a reader hands on: a document, and where it was found."""

    document: Document
    origin: Origin
