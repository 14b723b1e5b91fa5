"""A finished monthly log: known by its front matter, before it is taken for a learning log."""

from __future__ import annotations

import re

from intelog.errors import PeriodError
from intelog.grammar.edition import front_values
from intelog.model.language import EDITION_LANGUAGES, Language
from intelog.model.period import Cadence, Period
from intelog.text.script import language_of

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
HEAD = 4000
"""Bytes of a file that its front matter may take."""


def period_of(head: str) -> Period | None:
    """The month that a text's front matter says it is the log of; None where it is no monthly log.

    Raises `PeriodError` where it says that it is one and names no month.
    """
    front = _FRONT.match(head)
    values = front_values(front.group(1)) if front else {}
    if "monthly" not in values.get("type", "").casefold() and "月报" not in values.get("type", ""):
        return None
    period = Period.parse(values.get("period", ""))
    if period.cadence is not Cadence.MONTHLY:
        raise PeriodError(f"{period} is no month")
    return period


def language_of_log(text: str, default: Language) -> Language:
    """The language a log says it is in, else the one its words are in."""
    front = _FRONT.match(text)
    said = front_values(front.group(1)).get("language", "") if front else ""
    told = language_of(text[front.end() if front else 0 :])
    return next((one for one in EDITION_LANGUAGES if one == (said or told)), default)
