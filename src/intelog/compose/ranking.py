"""Which developments a day should tell, and why: a score that can be read.

A first, honest order; a later rule may be better, and says so in `RULE`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from intelog.model.development import Development
from intelog.text.compare import comparable

RULE = "ranking-1"


class Reason(NamedTuple):
    """One thing that speaks for (or against) a development, and how much.

    `code` names it (`told-by`, `noted`, `releases`, `numbers`, `first-told`, `no-sentence`,
    `interest`), `detail` is its number, day or term.
    """

    points: float
    code: str
    detail: str = ""


def reasons(development: Development, interests: Mapping[str, float], day: date) -> list[Reason]:
    """What speaks for a development on *day*."""
    found = []
    if development.tellers > 1:
        found.append(Reason(2.0 * (development.tellers - 1), "told-by", str(development.tellers)))
    if development.noted:
        found.append(Reason(3.0, "noted"))
    if development.releases:
        found.append(Reason(1.0, "releases"))
    if development.numbers:
        found.append(Reason(0.5 * min(development.numbers, 4), "numbers", str(development.numbers)))
    if development.first_told < day:
        found.append(Reason(-0.5, "first-told", str(development.first_told)))
    if not development.essential:
        found.append(Reason(-3.0, "no-sentence"))
    words = comparable(development.words)
    found += [Reason(weight, "interest", term) for term, weight in interests.items() if comparable(term) in words]
    return found


def score(why: Sequence[Reason]) -> float:
    """The sum of what speaks for a development."""
    return sum(reason.points for reason in why)
