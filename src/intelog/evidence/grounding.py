"""Grounding: whether every number, unit, date and name of a claim stands in its quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from intelog.model.language import Language
from intelog.text.compare import comparable, same_words
from intelog.text.names import coded_words, proper_names, says_name
from intelog.text.numbers import Day, Quantity, dates, quantities, quantities_in_words
from intelog.text.script import language_of


class Ungrounded(NamedTuple):
    """Something a claim says that its quotes do not."""

    what: str
    """`number`, `date`, `name` or `words`."""
    said: str


_STOP_WORDS = frozenset(
    "the a an of in on to for and or with by from at as is are was were be been this that these those it its we our "
    "their they which can has have had not no than more".split()
)
_WORD = re.compile(r"[a-zà-ÿ]{2,}")
_HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")

_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.-]*\s?$")
_WORD_AFTER = re.compile(r"\s?([A-Za-z]+|\S)")
_ADDRESS = re.compile(r"https?://[^\s<>（）。，、；]+(?<![.,;:!?)])")
_COUNTED = re.compile(r"[a-z]+[-.](\d+(?:\.\d+)?)")
"""`top-5` says no more than `top 5`."""
_MADE_ADJECTIVE = re.compile(
    r"[-‑](?:based|style|like|level|driven|aware|powered|enabled|guided|trained|tuned|generated|specific|free|only|scale|"
    r"centric|native|augmented|enhanced|integrated|assisted)$"
)
"""`LLM-based` says no more of a name than `LLM`."""

LIKENESS = 0.2
"""Share of a claim's words that must stand in its quotes where both are in one language.

Set by measuring (`tests/evidence/test_grounding.py` does it again).  Sentences of `arxiv-daily/2026-01-28`
share 1.00 with their own text, 0.09 at the median with another sentence of their abstract (0.24 at the 90th
percentile) and 0.00 with one of another abstract (0.11); bullets of the learning log 0.00 with another of their
entry (0.08).  Twenty re-wordings by hand that the quote supports share 0.61 with it in English (0.22 at the
least), twenty in Chinese 0.43 (0.21).  At 0.2 none of the forty is flagged, at 0.3 five are.  A sentence laid to
another's quote is flagged by its words alone in 82 % within an abstract and 98 % within an entry; numbers and
names included, in 91 % and 99 %; between abstracts in 99 %."""


def ungrounded(claim: str, quotes: Sequence[str]) -> list[Ungrounded]:
    """What *claim* (plain words) says that no quote shows.  Empty: it is supported.

    Numbers compare by value and unit (15.5T is 15.5 trillion is 15.5 万亿), dates by every
    part the claim says, names without regard to case, hyphens and spaces.
    """
    if any(same_words(claim, quote) for quote in quotes):
        return []
    said = "\n".join(dict.fromkeys(quotes))
    found = [
        *_numbers(claim, said),
        *_dates(claim, said),
        *_names(claim, said),
    ]
    if not found:
        found += _out_of_order(claim, quotes)
    if not found and _likeness(claim, said) < LIKENESS:
        found.append(Ungrounded("words", claim))
    return found


def _numbers(claim: str, said: str) -> list[Ungrounded]:
    shown = Counter((q.value, q.unit) for q in quantities(said))
    others = {(Decimal(day.year), "") for day in dates(said) if day.year}
    # Who writes "one" seldom counts; who writes "three times" does.
    others |= {(q.value, q.unit) for q in quantities_in_words(said) if q.value > 1 or q.unit}
    found = [q for q in quantities_in_words(claim) if q.value > 1 and (q.value, q.unit) not in {*shown, *others}]
    for q in quantities(claim):
        if shown[q.value, q.unit]:
            shown[q.value, q.unit] -= 1
        elif (q.value, q.unit) not in others and not _is_named(q, claim, said) and not _is_one(q, claim, said):
            found.append(q)
    return [Ungrounded("number", claim[q.start : q.end]) for q in sorted(found, key=lambda q: q.start)]


def _is_one(q: Quantity, claim: str, said: str) -> bool:
    """Whether a 1 stands before the same word as one of the quotes' "one"."""
    after = _WORD_AFTER.match(claim, q.end)
    if q.value != 1 or after is None:
        return False
    return re.search(rf"(?:\bone[\s-]|一\s?){re.escape(after.group(1))}", said, re.IGNORECASE) is not None


def _is_named(q: Quantity, claim: str, said: str) -> bool:
    """Whether a number belongs to a name that *said* writes in one word: `GPT 5.1` is `GPT-5.1`."""
    word = _LAST_WORD.search(claim, 0, q.start)
    if word is None:
        return False
    joined = f"{word.group().rstrip()}-{claim[q.start : q.end]}"
    return joined in said if word.group().islower() else says_name(said, joined)


def _out_of_order(claim: str, quotes: Sequence[str]) -> Iterator[Ungrounded]:
    """Numbers and dates that changed places in words that are otherwise a quote's: 3.5 to 4.5 is not 4.5 to 3.5."""
    words = _words(claim)
    told = [[what for what, _ in _in_order(quote)] for quote in quotes if words <= _words(quote)]
    ours = [(what, written) for what, written in _in_order(claim) if any(what in theirs for theirs in told)]
    if told and not any(_stands_in([what for what, _ in ours], theirs) for theirs in told):
        yield Ungrounded("number", ours[0][1])


def _in_order(text: str) -> list[tuple[object, str]]:
    """Numbers and dates as they count and as they are written."""
    found: list[Quantity | Day] = [*quantities(text), *dates(text)]
    found.sort(key=lambda said: said.start)
    return [(said[:-2], text[said.start : said.end]) for said in found]


def _stands_in(ours: Sequence[object], theirs: Sequence[object]) -> bool:
    rest = iter(theirs)
    return all(what in rest for what in ours)  # consumes: what is left must hold the rest


def _dates(claim: str, said: str) -> list[Ungrounded]:
    shown = dates(said)
    years = {q.value for q in quantities(said) if not q.unit}
    found = []
    for day in sorted(dates(claim), key=lambda day: day[:3].count(0)):  # the most exact takes its match first
        if other := next((o for o in shown if day.agrees(o)), None):
            shown.remove(other)
        elif day.month or day.day or Decimal(day.year) not in years:
            found.append(day)
    return [Ungrounded("date", claim[day.start : day.end]) for day in sorted(found, key=lambda day: day.start)]


def _names(claim: str, said: str) -> list[Ungrounded]:
    numbers = [*((q.start, q.end) for q in quantities(claim)), *((day.start, day.end) for day in dates(claim))]
    names = dict.fromkeys([*proper_names(claim), *coded_words(claim, numbers)])
    found = [name for name in names if not _is_shown(name, said)]
    found += [address for address in _ADDRESS.findall(claim) if address not in said]
    return [Ungrounded("name", name) for name in found]


def _is_shown(name: str, said: str) -> bool:
    if says_name(said, name) or says_name(said, name.removesuffix("s")):
        return True
    if counted := _COUNTED.fullmatch(name):
        return Decimal(counted.group(1)) in {q.value for q in quantities(said)}
    parts = [part for part in _MADE_ADJECTIVE.sub("", name).split("/") if part]
    return parts != [name] and all(says_name(said, part) for part in parts)


def _likeness(claim: str, said: str) -> float:
    """Share of the claim's words that the quotes hold; 1.0 across languages, where words cannot tell."""
    languages = {language_of(claim), language_of(said)} - {Language.UNKNOWN}
    if len(languages) > 1:
        return 1.0
    mine, theirs = _words(claim), _words(said)
    return len(mine & theirs) / len(mine) if mine else 1.0


def _words(text: str) -> set[str]:
    folded = comparable(text)
    # Five letters stand for a word's stem: enough to let `improves` meet `improved`.
    english = {word[:5] for word in _WORD.findall(folded) if word not in _STOP_WORDS}
    return english | set(_HAN_PAIR.findall(folded))
