"""What a cadence's desk is asked, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from intelog.compose.daily import Ranked
from intelog.compose.said import Proposal
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import Record
from intelog.model.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a file says beyond what we wrote."""

    reviews: list[Review]
    records: list[Record]
    """Records that the reviews are about, kept where the library does not hold them."""
    base: dict[str, RecordKey]
    """What the base is to know of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A composed edition, ready to be written."""

    text: str
    base: dict[str, RecordKey]
    records: list[Record]
    """The records it was made of, to be kept."""
    shown: frozenset[RecordKey]
    kept_edits: int
    proposals: tuple[Proposal, ...]
    minutes: float
    told: tuple[Ranked, ...] = ()
    noted: tuple[Ranked, ...] = field(default=())


class Desk(Protocol):
    """A cadence's desk."""

    def absorb(
        self,
        text: str,
        before: str | None,
        records: Mapping[str, RecordKey],
        *,
        period: Period,
        language: Language,
        now: datetime,
    ) -> Taken:
        """What a person did to *before*, which we wrote, to make it *text*; *records*: what the base knows of it."""

    def compose(self, period: Period, language: Language) -> Ready:
        """The edition, line ends as `\\n`, without a byte order mark."""

    def check(self, text: str, period: Period, language: Language) -> list[Finding]:
        """Findings on an edition's text, in any order."""
