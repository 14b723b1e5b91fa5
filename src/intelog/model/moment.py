"""When something was published, as exactly as we know it and no more exactly."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Self


class Precision(StrEnum):
    """How exactly a moment is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    INSTANT = "instant"


_DAYS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """`2026`, `2026-01`, `2026-01-28`, or an instant with its offset (RFC 3339).

    Never guessed: an arXiv id says a month, so that is all its moment says.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a moment, or raise ValueError."""
        moment = cls(text)
        if moment.precision is Precision.INSTANT and moment._instant().tzinfo is None:
            raise ValueError(f"{text!r} has no offset from UTC")
        moment.days()
        return moment

    @property
    def precision(self) -> Precision:
        """How exactly it is known."""
        found = _DAYS.fullmatch(self.text)
        if found is None:
            return Precision.INSTANT
        return (Precision.YEAR, Precision.MONTH, Precision.DAY)[sum(part is not None for part in found.groups()) - 1]

    def days(self, zone: tzinfo | None = None) -> tuple[date, date]:
        """The first and last day it may have been, in *zone* where it is an instant."""
        found = _DAYS.fullmatch(self.text)
        if found is None:
            instant = self._instant()
            try:
                day = (instant.astimezone(zone) if zone else instant).date()
            except OverflowError:  # at either end of the calendar no zone has a day before or after
                day = instant.date()
            return day, day
        year, month, day_ = (1 if part is None else int(part) for part in found.groups())
        first = date(year, month, day_)
        match self.precision:
            case Precision.YEAR:
                return first, first.replace(month=12, day=31)
            case Precision.MONTH:
                return first, first.replace(day=monthrange(year, month)[1])
            case _:
                return first, first

    def _instant(self) -> datetime:
        return datetime.fromisoformat(self.text)

    def __str__(self) -> str:
        return self.text
