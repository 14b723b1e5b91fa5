"""Editions: what is published for a period, as text that people edit.

An edition is a flat run of parts, one for each line with a meaning.  What the grammar
does not know is a part too and stays where it stands, so nothing a person writes can be
lost.  Each part read from a file remembers how it was written; comparing two editions
compares what they say.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period


class PartKind(StrEnum):
    """What a line of an edition is."""

    FRONT = "front"
    TITLE = "title"
    LEAD = "lead"
    SECTION = "section"
    SUBSECTION = "subsection"
    ITEM = "item"
    TEXT = "text"
    """A line of running text: one or more sentences, each with or without receipts."""
    UPDATE = "update"
    KEYWORDS = "keywords"
    SOURCES = "sources"
    NOTED = "noted"
    COVERAGE = "coverage"
    RULE = "rule"
    """A line across the page, between the divisions of a monthly log."""
    POINT = "point"
    """A bullet of a monthly log that one field stands in: its theme, its signal, its insight."""
    FIGURE = "figure"
    """A picture on a line of its own."""
    TABLE = "table"
    """The line of a table that names its columns."""
    COLUMNS = "columns"
    """The line of dashes under it."""
    ROW = "row"
    """A line of a table: one record."""
    DEFINITION = "definition"
    RAW = "raw"
    """Anything else, to the last space."""


class Written(NamedTuple):
    """How and where a part stood in a file: offset, line (from 1), and its exact text."""

    at: int
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One line of an edition: its kind, and what it says without the kind's own marks."""

    kind: PartKind
    text: str
    written: Written | None = field(default=None, compare=False)

    def saying(self, text: str) -> Part:
        """The same kind of part with other words, to be written anew."""
        return replace(self, text=text, written=None)


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published for a period, in one language."""

    parts: tuple[Part, ...]


class Base(NamedTuple):
    """The last text we wrote for an edition's file: what a person's edits are told from.

    `records` says which record each label's slug stands for.  `pending` is a text that
    was about to be written when we were last heard of: the file holds one or the other.
    """

    period: Period
    language: Language
    text: str | None
    records: dict[str, RecordKey]
    pending: str | None = None
    pending_records: dict[str, RecordKey] | None = None
