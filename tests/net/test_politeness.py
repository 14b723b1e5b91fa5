"""What servers say about time, read as they mean it; the clock and chance are arguments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.net.politeness import (
    FRESH_AT_MOST,
    LONGEST_WAIT,
    WAIT_AT_MOST,
    backoff,
    fresh_for,
    http_date,
    lane,
    limit_reset,
    retry_after,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = 86400
MOST = 30 * DAY


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("0", 0), ("1", 1), ("120", 120), ("  120  ", 120), ("00120", 120), ("86400", DAY), ("2592000", MOST),
        ("2592001", MOST), ("99999999999", MOST), ("9" * 5000, MOST), ("1.5", 2), ("120.0", 120), ("120.", 120),
        ("120, 300", 300), ("300,120", 300), ("120, soon", 120),
        ("Tue, 24 Nov 2026 12:05:00 GMT", 300), ("Tuesday, 24-Nov-26 12:05:00 GMT", 300), ("Tue Nov 24 12:05:00 2026", 300),
        ("Wed Dec  2 12:00:00 2026", 8 * DAY), ("tue, 24 nov 2026 12:05:00 gmt", 300), ("Tue, 24 Nov 2026 12:05:00 UTC", 300),
        ("Tue, 24 Nov 2026 12:05:00 +0000", 300), ("Tue, 24-Nov-2026 12:05:00 GMT", 300), ("Mon, 24 Nov 2026 12:05:00 GMT", 300),
        ("Tue, 24 Nov 2026 12:05:60 GMT", 359), ("Tue,24 Nov 2026 12:05:00 GMT", 300),
        ("Tue, 24 Nov 2026 12:05:00 GMT, 600", 600), ("Tue, 24 Nov 2026 12:05:00 GMT, Tue, 24 Nov 2026 12:06:00 GMT", 360),
        ("Tue, 24 Nov 2026 12:00:00 GMT", 0), ("Mon, 23 Nov 2026 12:00:00 GMT", 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MOST), ("Sunday, 06-Nov-94 08:49:37 GMT", 0), ("Thu, 24 Dec 2026 12:00:00 GMT", MOST),
        ("", None), (" ", None), ("-1", None), ("-120", None), ("+120", None), ("soon", None), ("1e3", None), ("0x10", None),
        ("120s", None), ("120 seconds", None), ("１２０", None), ("²", None), ("120;q=1", None), ("NaN", None), ("inf", None), ("null", None),
        ("\x00", None), ("Tue, 24 Nov 2026", None), ("24 Nov 2026 12:05:00 GMT", None), ("Tue, 31 Feb 2026 12:00:00 GMT", None),
        ("Tue, 24 Nov 2026 25:00:00 GMT", None), ("Tue, 24 Foo 2026 12:00:00 GMT", None), ("2026-11-24T12:05:00Z", None),
        ("Tue, 24 Nov 0000 12:00:00 GMT", None), ("1795435200000000000000000000x", None), ("Tue, 24 Nov 2026 12:05:00 PST", None),
    ],
)  # fmt: skip
def test_retry_after_means(line: str, seconds: int | None) -> None:
    wait = retry_after([line], NOW)

    assert wait == (None if seconds is None else timedelta(seconds=seconds))


def test_of_several_lines_the_longest_wait_holds() -> None:
    assert retry_after(["60", "Tue, 24 Nov 2026 12:05:00 GMT", "nonsense"], NOW) == timedelta(minutes=5)
    assert retry_after([], NOW) is None


@given(st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d\d:\d\d:\d\d GMT"))
def test_whatever_the_header_says_the_wait_is_none_or_at_most_thirty_days(line: str) -> None:
    wait = retry_after([line], NOW)

    assert wait is None or timedelta() <= wait <= WAIT_AT_MOST


@given(st.datetimes(datetime(1990, 1, 1), datetime(2070, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_date_is_read_in_all_three_of_its_forms(when: datetime) -> None:
    when = when.replace(microsecond=0)

    assert http_date(when.strftime("%a, %d %b %Y %H:%M:%S GMT"), NOW) == when
    assert http_date(when.strftime("%a %b ") + f"{when.day:2d}" + when.strftime(" %H:%M:%S %Y"), NOW) == when
    assert http_date(when.strftime("%A, %d-%b-%y %H:%M:%S GMT"), NOW) == when


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 1800)}, 1800),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) - 5)}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}, 60),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "999999999999"}, MOST),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, None),
        ({"x-ratelimit-remaining": "0"}, None),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "60"}, None),
        ({}, None),
    ],
)
def test_an_allowance_that_is_used_up_comes_back(headers: dict[str, str], seconds: int | None) -> None:
    assert limit_reset(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))


LATER, BEFORE = "Tue, 24 Nov 2026 13:00:00 GMT", "Tue, 24 Nov 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE = 600, must-revalidate"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "700"}, 0),
        ({"cache-control": "max-age=600", "age": "x"}, 600),
        ({"cache-control": "max-age=600, max-age=60"}, 600),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=x", "expires": LATER}, 0),
        ({"cache-control": "max-age=31536000"}, DAY),
        ({"cache-control": "max-age=" + "9" * 99}, DAY),
        ({"cache-control": "immutable"}, 0),
        ({"expires": LATER}, 3600),
        ({"expires": LATER, "date": BEFORE}, 7200),
        ({"expires": BEFORE}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "-1"}, 0),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, DAY),
        ({"cache-control": "max-age=60", "expires": LATER}, 60),
    ],
)
def test_an_answer_stays_as_it_is_for(headers: dict[str, str], seconds: int) -> None:
    assert fresh_for(headers, NOW) == timedelta(seconds=seconds)


@given(st.dictionaries(st.sampled_from(["cache-control", "age", "expires", "date"]), st.text(max_size=60)))
def test_whatever_the_headers_say_it_is_asked_for_once_a_day(headers: dict[str, str]) -> None:
    assert timedelta() <= fresh_for(headers, NOW) <= FRESH_AT_MOST


@given(st.integers(-5, 10_000), st.floats(0, 1))
def test_each_failure_waits_longer_and_none_for_ever(failures: int, chance: float) -> None:
    wait = backoff(failures, chance)

    assert timedelta(minutes=7.5) <= wait <= LONGEST_WAIT
    assert backoff(failures, 0.0) / 2 <= wait <= backoff(failures, 0.0) <= backoff(failures + 1, 0.0)


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_a_day_of_failures_is_at_most_twelve_tries(chance: float) -> None:
    at, tries = timedelta(), 0
    while at < timedelta(days=1):
        tries += 1
        at += backoff(tries, chance)

    assert 5 <= tries <= 12


@pytest.mark.parametrize(
    ("host", "name", "spacing"),
    [
        ("arxiv.org", "arxiv.org", 3.0),
        ("export.arxiv.org", "arxiv.org", 3.0),
        ("rss.arxiv.org", "arxiv.org", 3.0),
        ("notarxiv.org", "notarxiv.org", 1.0),
        ("arxiv.org.example.com", "arxiv.org.example.com", 1.0),
        ("example.com", "example.com", 1.0),
    ],
)
def test_hosts_that_count_as_one_take_turns(host: str, name: str, spacing: float) -> None:
    assert lane(host) == (name, spacing)
    assert lane(host, 5.0) == (name, 5.0)
