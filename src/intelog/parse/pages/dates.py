"""Dates as pages and letters write them."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from intelog.model.moment import Moment

_ISO = re.compile(
    r"(\d{4})(?:([-/.]?)(\d{1,2})(?:\2(\d{1,2}))?)?(?:(?:T|\s+)(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_CHINESE_DATE = re.compile(
    r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"(?:[a-z]+,?\s+)?{_MONTH}\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(\d{{4}})", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(?:[a-z]+,?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})", re.IGNORECASE)


def moment_of(text: str) -> str:
    """A date as exactly as *text* gives it, or nothing.

    An hour without an offset is no instant, so its day is all that is taken; a year before the web is a default of
    somebody's program (`0001-01-01`, `1970-01-01`).
    """
    text = " ".join(text.split())
    made = _iso(text) or _spelled(text) or _of_mail(text)
    try:
        return str(Moment.parse(made)) if made and int(made[:4]) > 1970 else ""
    except ValueError:
        return ""


def _iso(text: str) -> str:
    found = _ISO.fullmatch(text)
    if found is None:
        return ""
    year, _, month, day, clock, offset = found.groups()
    date = "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
    if not (clock and offset and day):
        return date
    sign = "Z" if offset.upper() in ("Z", "UTC", "GMT") else f"{offset[:3]}:{offset[-2:]}"
    return f"{date}T{clock.zfill(5) if len(clock) < 6 else clock.zfill(8)}{sign}"


def _spelled(text: str) -> str:
    if found := _CHINESE_DATE.fullmatch(text):
        return "-".join(part.zfill(2) for part in found.groups() if part)
    if found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return ""
    return "-".join([year, f"{_MONTHS[month.lower()]:02}", *([day.zfill(2)] if day else [])])


def _of_mail(text: str) -> str:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return moment.isoformat() if moment.tzinfo else moment.date().isoformat()
