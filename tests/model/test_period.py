"""Periods: days, ISO weeks, months and years as stretches of whole days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import PeriodError
from intelog.model.period import Cadence, Period

DAYS = st.dates(date(1, 1, 8), date(9998, 12, 20))
CADENCES = st.sampled_from(Cadence)


@pytest.mark.parametrize(
    ("text", "cadence", "first", "last"),
    [
        ("2026-01-31", Cadence.DAILY, date(2026, 1, 31), date(2026, 1, 31)),
        ("2024-02-29", Cadence.DAILY, date(2024, 2, 29), date(2024, 2, 29)),
        ("2025-12-31", Cadence.DAILY, date(2025, 12, 31), date(2025, 12, 31)),
        ("2026-W05", Cadence.WEEKLY, date(2026, 1, 26), date(2026, 2, 1)),
        ("2026-W01", Cadence.WEEKLY, date(2025, 12, 29), date(2026, 1, 4)),
        ("2020-W53", Cadence.WEEKLY, date(2020, 12, 28), date(2021, 1, 3)),
        ("2024-W01", Cadence.WEEKLY, date(2024, 1, 1), date(2024, 1, 7)),
        ("2026-01", Cadence.MONTHLY, date(2026, 1, 1), date(2026, 1, 31)),
        ("2026-02", Cadence.MONTHLY, date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", Cadence.MONTHLY, date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", Cadence.MONTHLY, date(2026, 12, 1), date(2026, 12, 31)),
        ("2026", Cadence.ANNUAL, date(2026, 1, 1), date(2026, 12, 31)),
        ("2024", Cadence.ANNUAL, date(2024, 1, 1), date(2024, 12, 31)),
        ("0001", Cadence.ANNUAL, date(1, 1, 1), date(1, 12, 31)),
        ("9998-12", Cadence.MONTHLY, date(9998, 12, 1), date(9998, 12, 31)),
    ],
)
def test_a_period_covers(text: str, cadence: Cadence, first: date, last: date) -> None:
    period = Period.parse(text)

    assert (period.cadence, period.start, period.last) == (cadence, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31", "2026-W05", "2026-01", "2026", "2020-W53", "2026-W53", "2024-02-29", "0001-01-01", "9998-12-31",
    ],
)  # fmt: skip
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert str(Period.parse(text)) == text


@given(DAYS, CADENCES)
def test_every_period_reads_back_as_itself(day: date, cadence: Cadence) -> None:
    period = Period.of(day, cadence)

    assert Period.parse(str(period)) == period


@given(DAYS, CADENCES)
def test_every_day_lies_in_exactly_one_period_of_each_cadence(day: date, cadence: Cadence) -> None:
    period = Period.of(day, cadence)

    before = Period.of(period.start - timedelta(days=1), cadence)
    after = Period.of(period.end, cadence)
    assert day in period
    assert day not in before
    assert day not in after
    assert (before.end, period.end) == (period.start, after.start)


@given(DAYS, DAYS, CADENCES)
def test_a_period_holds_a_day_exactly_if_it_is_that_days_period(one: date, other: date, cadence: Cadence) -> None:
    assert (other in Period.of(one, cadence)) == (Period.of(other, cadence) == Period.of(one, cadence))


@given(DAYS, CADENCES)
def test_a_period_holds_its_first_and_last_day_and_no_day_beyond(day: date, cadence: Cadence) -> None:
    period = Period.of(day, cadence)

    assert period.start in period
    assert period.last in period
    assert period.end not in period
    assert period.start - timedelta(days=1) not in period


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "today", "2026-", "26-01", "2026-1", "2026-1-1", "2026-01-1", "20260131", "2026/01/31", "2026-W5", "2026-w05",
        "2026W05", "2026-W05-1", " 2026", "2026 ", "2026-01\n", "2026-01-31T00:00", "2026年1月", "-2026", "02026", "2026-Q1",
    ],
)  # fmt: skip
def test_what_is_no_period_is_told_how_one_looks(text: str) -> None:
    with pytest.raises(PeriodError, match="write a day 2026-01-31, a week 2026-W05, a month 2026-01 or a year 2026"):
        Period.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29", "2026-13", "2026-00", "2026-01-00", "2026-01-32", "2026-04-31", "2026-W00", "2026-W54", "2025-W53",
        "0000", "0000-01", "9999", "9999-12-31", "9999-W01",
    ],
)  # fmt: skip
def test_what_is_not_in_the_calendar_is_said_to_be_so(text: str) -> None:
    with pytest.raises(PeriodError, match=f"'{text}' is not in the calendar"):
        Period.parse(text)


def test_a_wrong_period_is_a_value_error_too() -> None:
    with pytest.raises(ValueError, match="is not a period"):
        Period.parse("soon")


def test_periods_stand_in_order_of_time() -> None:
    periods = [Period.parse(text) for text in ("2026-02", "2025-12", "2026-01")]

    assert [str(period) for period in sorted(periods)] == ["2025-12", "2026-01", "2026-02"]
