"""What servers say about time, and how long to wait where they say nothing.  Pure: the clock and chance are arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

WAIT_AT_MOST = timedelta(days=30)
"""No header makes us stay away longer: a slip of the pen is no farewell."""
FRESH_AT_MOST = timedelta(hours=24)
"""However long an answer calls itself fresh, it is asked for once a day."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=12)


class Lane(NamedTuple):
    """What is asked one at a time: a host, or hosts that count as one."""

    name: str
    spacing: float
    """Seconds between the beginnings of two requests."""


SPACING = 1.0
_TOGETHER = {"arxiv.org": 3.0}
"""arXiv's terms of use for its interfaces: one connection at a time, no more than one request every three seconds."""


def lane(host: str, spacing: float = SPACING) -> Lane:
    """The lane of a host."""
    for name, seconds in _TOGETHER.items():
        if host == name or host.endswith(f".{name}"):
            return Lane(name, max(seconds, spacing))
    return Lane(host, spacing)


def retry_after(lines: Sequence[str], now: datetime) -> timedelta | None:
    """How long a Retry-After header (RFC 9110, 10.2.3) would have us wait, or None where it says nothing we can read.

    Seconds or a date; in the past is no wait at all, more than 30 days are 30 days.  Of several values the longest holds.
    """
    waits = [wait for line in lines for value in _values(line) if (wait := _wait(value, now)) is not None]
    return max(waits, default=None)


def _values(line: str) -> list[str]:
    """One, or several that a proxy has joined with commas.  A date has one of its own, behind the day's name."""
    return re.split(r",(?!\s*\d{1,2}[ -][A-Za-z]{3})", line)


def _wait(value: str, now: datetime) -> timedelta | None:
    value = value.strip()
    if re.fullmatch(r"[0-9]+(?:\.[0-9]*)?", value):
        whole, _, part = value.partition(".")
        seconds = int(whole[:12]) if len(whole) <= 12 else 10**12
        return min(timedelta(seconds=min(seconds, 10**9) + (1 if part.strip("0") else 0)), WAIT_AT_MOST)
    when = http_date(value, now)
    return None if when is None else min(max(when - now, timedelta()), WAIT_AT_MOST)


_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_TIME = r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
_DATES = [
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"[a-z]{{3,9}}, ?(?P<day>\d{{1,2}})[ -](?P<month>[a-z]{{3}})[ -](?P<year>\d{{4}}) {_TIME} (?:GMT|UTC|[+-]0000)",
        rf"[a-z]{{6,9}}, (?P<day>\d{{2}})-(?P<month>[a-z]{{3}})-(?P<year>\d{{2}}) {_TIME} GMT",
        rf"[a-z]{{3}} (?P<month>[a-z]{{3}}) {{1,2}}(?P<day>\d{{1,2}}) {_TIME} (?P<year>\d{{4}})",
    )
]
"""RFC 9110, 5.6.7: as it is written now, as RFC 850 had it, and as C's asctime does."""


def http_date(value: str, now: datetime) -> datetime | None:
    """A date of HTTP in its three forms, or None.  Two digits of a year mean the one nearest to *now*."""
    for pattern in _DATES:
        if found := pattern.fullmatch(value.strip()):
            break
    else:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += now.year // 100 * 100
        year -= 100 if year > now.year + 50 else 0  # RFC 9110: more than 50 years ahead is in the past
    try:
        return datetime(
            year, _MONTHS[found["month"].lower()], int(found["day"]),
            int(found["hour"]), int(found["minute"]), min(int(found["second"]), 59), tzinfo=UTC,
        )  # fmt: skip
    except (KeyError, ValueError):
        return None


def limit_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long until a used-up allowance comes back, as GitHub and many others say it, or None where there is some left.

    `X-RateLimit-Remaining: 0` with `X-RateLimit-Reset` in seconds since 1970; or in seconds from now, as others write it.
    """
    if headers.get("x-ratelimit-remaining", "").strip() != "0":
        return None
    reset = headers.get("x-ratelimit-reset", "").strip()
    if not re.fullmatch(r"[0-9]{1,12}", reset):
        return None
    seconds = int(reset)
    wait = seconds - now.timestamp() if seconds > 10**9 else seconds
    return min(timedelta(seconds=max(0, wait)), WAIT_AT_MOST)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long an answer stays as it is by its own word: nothing new can be had before (RFC 9111, 4.2).

    `max-age` less `Age`; else `Expires` by the server's own clock.  What forbids keeping, or cannot be read, is stale at once.
    """
    directives = _directives(headers.get("cache-control", ""))
    if directives.keys() & {"no-cache", "no-store"}:
        return timedelta()
    if (age := directives.get("max-age")) is not None:
        if not re.fullmatch(r"[0-9]+", age):
            return timedelta()
        spent = headers.get("age", "").strip()
        left = _seconds(age) - (_seconds(spent) if re.fullmatch(r"[0-9]+", spent) else 0)
        return min(timedelta(seconds=max(0, left)), FRESH_AT_MOST)
    expires = http_date(headers.get("expires", ""), now)
    if expires is None:
        return timedelta()
    since = http_date(headers.get("date", ""), now) or now
    return min(max(expires - since, timedelta()), FRESH_AT_MOST)


def _seconds(digits: str) -> int:
    return int(digits) if len(digits) < 10 else 10**9


def _directives(header: str) -> dict[str, str]:
    """Of Cache-Control, by name in lower case; of two with one name the first holds (RFC 9111, 4.2.1)."""
    found: dict[str, str] = {}
    for name, value in re.findall(r'([\w-]+)(?:\s*=\s*("[^"]*"|[^\s,]*))?', header):
        found.setdefault(name.lower(), value.strip('"'))
    return found


def backoff(failures: int, chance: float) -> timedelta:
    """How long to leave a host alone after so many failures in a row.  *chance*: from 0 to 1, drawn anew each time.

    Twice as long each time, from 15 minutes to 12 hours, less up to half by chance, so that what failed together does
    not come back together.  In a day of failures that is at most 11 tries.
    """
    longest: timedelta = min(FIRST_WAIT * (1 << min(max(failures, 1) - 1, 16)), LONGEST_WAIT)
    return longest * (1 - chance / 2)
