"""The daily edition's own checks: its period, its time to read, what is left of a template or a merge."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intelog.check.codes import finding
from intelog.check.file import PLACEHOLDER
from intelog.grammar import daily as grammar
from intelog.grammar.edition import front_values, read_aloud
from intelog.model.edition import Edition, Part, PartKind
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.period import Period
from intelog.text.reading import minutes

_MERGE = re.compile(r"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: |$)")


def daily(edition: Edition, *, period: Period, limit: float, language: Language) -> Iterator[Finding]:
    """Findings on a daily edition as a whole."""
    for part in edition.parts:
        line = part.written.line if part.written else 0
        if part.kind is PartKind.FRONT:
            said = front_values(part.text).get("period")
            if said is not None and said != str(period):
                yield finding(line, "period-differs", language, said=said, period=period)
        elif line == 1 and part.text.lstrip("\ufeff").startswith("---"):
            yield finding(line, "front-broken", language)
        yield from _leftovers(part, language)
    length = minutes(read_aloud(edition))
    if length > limit:
        yield finding(_lead_line(edition), "over-budget", language, said=f"{length:.1f}", limit=f"{limit:.1f}")
    stated = grammar.stated_minutes(edition)
    if stated and abs(stated[0] - length) > 0.1:
        yield finding(_lead_line(edition), "minutes-differ", language, stated=f"{stated[0]:.1f}", said=f"{length:.1f}")


def _leftovers(part: Part, language: Language) -> Iterator[Finding]:
    if part.written is None or part.kind is PartKind.DEFINITION:
        return
    for n, line in enumerate(part.written.text.splitlines()):
        if _MERGE.match(line):
            yield finding(part.written.line + n, "merge-marker", language)
        elif part.kind in (PartKind.TEXT, PartKind.RAW, PartKind.ITEM) and (left := PLACEHOLDER.search(line)):
            yield finding(part.written.line + n, "placeholder", language, said=left.group())


def _lead_line(edition: Edition) -> int:
    for part in edition.parts:
        if part.kind is PartKind.LEAD and part.written:
            return part.written.line
    return 1
