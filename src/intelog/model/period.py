"""Periods: a day, an ISO week, a month or a year, as half-open stretches of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from intelog.errors import PeriodError


class Cadence(StrEnum):
    """How often an edition appears."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ANNUAL = "annual"


_FORMS = (
    (Cadence.DAILY, re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    (Cadence.WEEKLY, re.compile(r"(\d{4})-W(\d{2})")),
    (Cadence.MONTHLY, re.compile(r"(\d{4})-(\d{2})")),
    (Cadence.ANNUAL, re.compile(r"(\d{4})")),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of whole days: `start` is in it, `end` is not.

    Written `2026-01-31`, `2026-W05` (ISO 8601 week, so it may begin in the year
    before), `2026-01` or `2026`.
    """

    start: date
    cadence: Cadence

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a period, or raise `PeriodError`."""
        for cadence, form in _FORMS:
            if (found := form.fullmatch(text)) is None:
                continue
            try:
                return cls(_start(cadence, *map(int, found.groups())), cadence)
            except ValueError as error:
                raise PeriodError(f"{text!r} is not in the calendar: {error}") from error
        raise PeriodError(
            f"{text!r} is not a period; write a day 2026-01-31, a week 2026-W05, a month 2026-01 or a year 2026"
        )

    @classmethod
    def of(cls, day: date, cadence: Cadence) -> Self:
        """The period of this cadence that holds *day*."""
        match cadence:
            case Cadence.DAILY:
                return cls(day, cadence)
            case Cadence.WEEKLY:
                return cls(day - timedelta(days=day.weekday()), cadence)
            case Cadence.MONTHLY:
                return cls(day.replace(day=1), cadence)
            case Cadence.ANNUAL:
                return cls(day.replace(month=1, day=1), cadence)

    @property
    def end(self) -> date:
        """The first day after it."""
        match self.cadence:
            case Cadence.DAILY:
                return self.start + timedelta(days=1)
            case Cadence.WEEKLY:
                return self.start + timedelta(days=7)
            case Cadence.MONTHLY:
                return (self.start + timedelta(days=31)).replace(day=1)
            case Cadence.ANNUAL:
                return self.start.replace(year=self.start.year + 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        match self.cadence:
            case Cadence.DAILY:
                return self.start.isoformat()
            case Cadence.WEEKLY:
                year, week, _ = self.start.isocalendar()
                return f"{year:04}-W{week:02}"
            case Cadence.MONTHLY:
                return f"{self.start.year:04}-{self.start.month:02}"
            case Cadence.ANNUAL:
                return f"{self.start.year:04}"


def _start(cadence: Cadence, year: int, *rest: int) -> date:
    if year in (0, 9999):
        # Year 9999 has no first day after it; nobody needs either end of the calendar.
        raise ValueError(f"year {year:04} is out of range")
    if cadence is Cadence.WEEKLY:
        return date.fromisocalendar(year, rest[0], 1)
    month, day = (*rest, 1, 1)[:2]
    return date(year, month, day)
