"""A date is read as exactly as it is given."""

from __future__ import annotations

import pytest
from tests.parse.pages.article import article


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026", "2026"),
        ("2026-01", "2026-01"),
        ("2026-01-31", "2026-01-31"),
        ("2026/1/3", "2026-01-03"),
        ("20260131", "2026-01-31"),
        ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z"),
        ("2026-01-31T08:00:00.123+08:00", "2026-01-31T08:00:00+08:00"),
        ("2026-01-31 08:00:00 +0800", "2026-01-31T08:00:00+08:00"),
        ("2026-01-31T08:00:00", "2026-01-31"),  # an hour of no zone is no instant
        ("Sat, 31 Jan 2026 08:00:00 +0100", "2026-01-31T08:00:00+01:00"),
        ("January 31st, 2026", "2026-01-31"),
        ("31 January 2026", "2026-01-31"),
        ("January 2026", "2026-01"),
        ("2026年1月31日", "2026-01-31"),
        ("2026年1月", "2026-01"),
        ("0001-01-01T00:00:00Z", ""),
        ("1970-01-01", ""),
        ("2026-13-40", ""),
        ("two days ago", ""),
        ("三天前", ""),
    ],
)
def test_a_date_is_as_exact_as_it_is_given(given: str, moment: str) -> None:
    assert article("", f'<meta name="date" content="{given}">').published == moment
