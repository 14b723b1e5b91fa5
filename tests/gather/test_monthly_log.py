"""Which Markdown files are monthly logs, and in which language."""

from __future__ import annotations

import pytest

from intelog.errors import PeriodError
from intelog.gather.monthly_log import language_of_log, period_of
from intelog.model.language import Language
from intelog.model.period import Period


@pytest.mark.parametrize(
    ("head", "period"),
    [
        ("---\nperiod: 2026-01\ntype: Monthly Report\n---\n", "2026-01"),
        ("\ufeff---\r\nperiod: 2026-01\r\ntype: Monthly Report\r\n---\r\n", "2026-01"),
        ("---\nperiod: '2026-01'\ntype: 月报\n---\n", "2026-01"),
        ("---\nperiod: 2026-01-28\ntype: Daily Express\n---\n", None),
        ("# 20260128 A note\n", None),
        ("", None),
    ],
)
def test_a_monthly_log_is_known_by_its_front_matter(head: str, period: str | None) -> None:
    assert period_of(head) == (Period.parse(period) if period else None)


@pytest.mark.parametrize("said", ["YYYY-MM", "2026-01-05", ""])
def test_a_monthly_log_of_no_month_is_refused(said: str) -> None:
    with pytest.raises(PeriodError):
        period_of(f"---\nperiod: {said}\ntype: Monthly Report\n---\n")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("---\nlanguage: en\n---\n# 一月\n", Language.ENGLISH),
        ("---\nperiod: 2026-01\n---\n# 一月的情报日志\n", Language.CHINESE),
        ("---\nperiod: 2026-01\n---\n# What January brought\n", Language.ENGLISH),
        ("---\nperiod: 2026-01\n---\n", Language.CHINESE),
    ],
)
def test_a_logs_language_is_what_it_says_else_what_it_is_written_in(text: str, language: Language) -> None:
    assert language_of_log(text, Language.CHINESE) is language
