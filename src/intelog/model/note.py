"""The learning log: what a person wrote, entry by entry, line by line, losing nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

BULLETS = frozenset("+-*")


class Line(NamedTuple):
    """One line: its parts put together again are the line, to the last space."""

    indent: str
    marker: str
    """`+`, `-` or `*` for a bullet, else empty."""
    gap: str
    """The space between marker and text."""
    text: str
    end: str
    """`\\n`, `\\r\\n`, or nothing at the end of a file."""

    @property
    def written(self) -> str:
        """The line as it stands in the file."""
        return "".join(self)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return not self.marker and not self.text.strip()


class Part(NamedTuple):
    """Which part of a talk an entry covers, from 1, and how many its marker implies."""

    number: int
    of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One dated entry: a heading `# YYYYMMDD title`, and the lines under it."""

    stamp: str
    """The date as it was written."""
    title: str
    lines: tuple[Line, ...] = ()
    hash_gap: str = " "
    title_gap: str = " "
    end: str = "\n"

    @property
    def day(self) -> date | None:
        """The day, or None where the stamp is not in the calendar."""
        try:
            return datetime.strptime(self.stamp.replace("-", ""), "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return None

    @property
    def heading(self) -> str:
        """The heading as it stands in the file."""
        return f"#{self.hash_gap}{self.stamp}{self.title_gap}{self.title}{self.end}"

    @property
    def written(self) -> str:
        """The entry as it stands in the file."""
        return self.heading + "".join(line.written for line in self.lines)


@dataclass(frozen=True, slots=True)
class LearningLog:
    """A learning log: what stands before the first entry, then the entries in file order."""

    preamble: str
    entries: tuple[Entry, ...]
