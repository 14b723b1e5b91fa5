"""Moments: as exactly as a source says, and never more exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.model.moment import Moment, Precision

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2026", Precision.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-01", Precision.MONTH, date(2026, 1, 1), date(2026, 1, 31)),
        ("2026-12", Precision.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        ("2024-02", Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-01-28", Precision.DAY, date(2026, 1, 28), date(2026, 1, 28)),
        ("2026-01-28T12:00:00Z", Precision.INSTANT, date(2026, 1, 28), date(2026, 1, 28)),
        ("2026-01-28T23:30:00+08:00", Precision.INSTANT, date(2026, 1, 28), date(2026, 1, 28)),
        ("2026-01-28T23:30:00.123456-05:00", Precision.INSTANT, date(2026, 1, 28), date(2026, 1, 28)),
    ],
)
def test_a_moment_says_as_much_as_is_written(text: str, precision: Precision, first: date, last: date) -> None:
    moment = Moment.parse(text)

    assert (str(moment), moment.precision, moment.days()) == (text, precision, (first, last))


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2026-01-28T23:30:00Z", SHANGHAI, date(2026, 1, 29)),
        ("2026-01-28T23:30:00Z", NEW_YORK, date(2026, 1, 28)),
        ("2026-01-28T02:00:00Z", NEW_YORK, date(2026, 1, 27)),
        ("2026-01-28T23:30:00+08:00", UTC, date(2026, 1, 28)),
        ("2026-01-28T02:00:00+08:00", UTC, date(2026, 1, 27)),
    ],
)
def test_an_instant_is_on_the_day_of_the_zone_that_asks(text: str, zone: ZoneInfo, day: date) -> None:
    assert Moment.parse(text).days(zone) == (day, day)


@pytest.mark.parametrize("text", ["2026", "2026-01", "2026-01-28"])
def test_a_date_is_the_same_in_every_zone(text: str) -> None:
    assert Moment.parse(text).days(SHANGHAI) == Moment.parse(text).days(NEW_YORK) == Moment.parse(text).days()


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "January 2026", "2026-13", "2026-02-30", "0000", "2026-1", "2026-01-28T25:00:00Z",
        "2026-01-28T12:00:00", "2026-01-28 12:00", "20260128", "2026-W05", "26-01-28",
    ],
)  # fmt: skip
def test_what_is_no_moment_or_says_no_zone_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Moment.parse(text)


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)),  # noqa: DTZ001 - hypothesis adds the zone
    st.integers(-14 * 60, 14 * 60),
)
def test_any_instant_reads_back_as_itself(naive: datetime, offset: int) -> None:
    instant = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))

    moment = Moment.parse(instant.isoformat())

    assert moment.precision is Precision.INSTANT
    assert moment.days(UTC)[0] == instant.astimezone(UTC).date()


@given(st.dates(max_value=date(9998, 12, 31)))
def test_less_said_is_never_less_wide(day: date) -> None:
    exact, month, year = (Moment.parse(day.isoformat()[:n]).days() for n in (10, 7, 4))

    assert exact == (day, day)
    assert year[0] <= month[0] <= day <= month[1] <= year[1]


@pytest.mark.parametrize("text", ["2026-00", "2026-01-00", "2026-00-05"])
def test_a_month_or_day_of_zero_is_no_month_or_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Moment.parse(text)


def test_the_last_month_of_the_calendar_is_a_moment_or_a_value_error() -> None:
    assert Moment.parse("9999-12").days() == (date(9999, 12, 1), date(9999, 12, 31))
