"""Grounding: whether every number, unit, date and name of a claim stands in its quotes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from intelog.model.language import Language
from intelog.text.compare import comparable, same_words
from intelog.text.counted import counts, may_count, same_thing
from intelog.text.exonyms import makers, otherwise
from intelog.text.names import coded_words, initials, proper_names, says_name, stem
from intelog.text.numbers import (
    Day,
    Quantity,
    dates,
    implied,
    in_one_measure,
    lengths_of_lists,
    quantities,
    quantities_in_words,
    ratios,
    shared_units,
)
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

_HEADING = "(?:Infra|Data|(?:Pre-|Mid-|Post-)?[Tt]rain(?:ing)?|Inference|Arch(?:itecture)?|Strategy|Method|Eval(?:uation)?|Safety)"
_LABEL = re.compile(rf"^\s*(?:\[{_HEADING}(?:/{_HEADING})*\]|TL;?DR)\s*[:：]?\s*")
"""A label that the monthly report puts before a sentence says nothing of its own: `[Train] …`, `TL;DR：…`."""
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.-]*\s?$")
_VERSIONED = re.compile(r"(?<![A-Za-z0-9.-])([A-Z][A-Za-z0-9.]*(?:-[A-Za-z0-9.]+)*)\s?$")
_FRACTION = re.compile(
    r"分之|\b(?!an?\b)[a-z]+[\s-](?:third|quarter|fourth|(?:fif|six|seven|eigh|nin|ten)th)", re.IGNORECASE
)
"""A half is often said of what nobody counted."""
_READ_AS = re.compile(r"\s?(位|年代)")
_MANY = 1_000_000
_LIST_SIGN = re.compile(r"(?:^|(?<=[\s(（:：;；,，。]))([0-9])[)）]", re.MULTILINE)
_THIS_CENTURY = re.compile(r"20\d\d")
_NO_VERSION_OF = _STOP_WORDS | frozenset(
    "about above after all among around before between both during every first into last least most next only over per "
    "since some than then there top under until up using when where while within".split()
)
"""`In 2025` is no version of `In`."""
_NUMBER_ALONE = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_WORD_AFTER = re.compile(r"\s?([A-Za-z]+|\S)")
_ADDRESS = re.compile(r"https?://[^\s<>（）。，、；]+(?<![.,;:!?)])")
_COUNTED = re.compile(r"[a-z]+[-.](\d+(?:\.\d+)?)")
"""`top-5` says no more than `top 5`."""
_MADE_ADJECTIVE = re.compile(
    r"[-‑](?:based|style|like|level|driven|aware|powered|enabled|guided|trained|tuned|generated|specific|free|only|scale|"
    r"centric|native|augmented|enhanced|integrated|assisted|written|ready|friendly|compatible|related|focused|oriented|"
    r"class|grade|inspired|built|made|hosted|compliant|less|wide)$",
    re.IGNORECASE,
)
"""`LLM-based` says no more of a name than `LLM`."""

_CAPITALS = re.compile(r"[A-Z][a-z]+(?:[\s-](?:of |and |the |for )?[A-Z][a-z]+)+")
_UNIT_IN = re.compile(r"[A-Za-z]+")
_ACRONYM = re.compile(r"[A-Z]{3,6}")
"""Two letters would stand for words of almost any text."""
_PLAIN_WORD = re.compile(r"[A-Z][a-z]{3,}")
_HEADLINE_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_SENTENCE = re.compile(r"[^.!?。！？:：;；]+")
_ENGLISH_WORD = re.compile(r"[A-Za-z]{4,}")

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
    claim = _LABEL.sub("", claim)
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
    ours, theirs = _without_list_signs(claim, said), _without_list_signs(said, said)
    shown = Counter((q.value, q.unit) for q in theirs)
    in_words = quantities_in_words(said)
    others = {(Decimal(day.year), "") for day in dates(said) if day.year} | implied(said)
    # Who writes "one" seldom counts; who writes "three times" does.
    others |= {(q.value, q.unit) for q in in_words if q.value > 1 or q.unit}
    others |= {(q.value, q.unit) for q in shared_units(said, theirs)}
    measures = {(in_one_measure(*q), q[1]) for q in {*shown, *others}}
    known = {r.value for r in ratios(said)} | {q.value / 100 for q in theirs if q.unit == "%"}
    parts = [r for r in ratios(claim) if r.value in known]
    fractions = [r for r in ratios(claim) if r not in parts and _FRACTION.search(claim, r.start, r.end)]
    found = [
        q
        for q in quantities_in_words(claim)
        if q.value > 1
        and (q.value, q.unit) not in {*shown, *others}
        and not _within(q, parts)
        and not _is_converted(q, measures)
        and not (not q.unit and q.value in lengths_of_lists(said))
    ]
    for q in ours:
        if shown[q.value, q.unit]:
            shown[q.value, q.unit] -= 1
        elif not (
            (q.value, q.unit) in others
            or _within(q, parts)
            or _is_named(q, claim, said)
            or _is_one(q, claim, said)
            or _is_converted(q, measures)
            or any(other in others or shown[other] for other in _other_readings(q, claim, ours))
        ):
            found.append(q)
    found += fractions
    found += [q for q in ours if q not in found and _is_other_version(q, claim, said)]
    found += [
        q
        for q in [*ours, *quantities_in_words(claim)]
        if q not in found and _counts_other(q, claim, [*theirs, *in_words], said)
    ]
    return [Ungrounded("number", claim[q.start : q.end]) for q in sorted(found, key=lambda q: q.start)]


def _without_list_signs(text: str, said: str) -> list[Quantity]:
    """The numbers but for `1)` and `(2)`, which count nothing, unless *said* has other such signs."""
    known = set(_LIST_SIGN.findall(said))
    signs = {sign.start(1) for sign in _LIST_SIGN.finditer(text) if not known or sign.group(1) in known}
    return [q for q in quantities(text) if q.start not in signs]


def _is_converted(q: Quantity, measures: set[tuple[tuple[Decimal, str], str]]) -> bool:
    """Whether the quotes say as much in another unit: 1.5 h is 90 min, 85 % is 0.85."""
    value, base = in_one_measure(q.value, q.unit)
    if not base and not 0 < value < 1:
        return False  # 100 % is seldom what a bare 1 means
    return any(measure == (value, base) and unit != q.unit for measure, unit in measures)


def _within(q: Quantity, wholes: Sequence[Quantity]) -> bool:
    return any(whole.start <= q.start and q.end <= whole.end for whole in wholes)


def _other_readings(q: Quantity, claim: str, ours: Sequence[Quantity]) -> Iterator[tuple[Decimal, str]]:
    """What else a number may mean: its neighbour's unit, and the W of 8.5W that counts ten thousands in Chinese."""
    yield from ((other.value, other.unit) for other in shared_units(claim, ours) if other.start == q.start)
    if not q.unit and (after := _READ_AS.match(claim, q.end)):
        yield q.value, {"位": "bit", "年代": "s"}[after.group(1)]  # 4位量化; 80 年代 is the 80s
    if q.unit == "W" and language_of(claim) is Language.CHINESE:
        yield (q.value * 10_000).normalize(), ""


def _is_other_version(q: Quantity, claim: str, said: str) -> bool:
    """Whether the number behind a name is none of those behind it in *said*: `Gemini 3.0` where Gemini 3.1 is told."""
    name = _VERSIONED.search(claim, 0, q.start)
    if name is None or _NUMBER_ALONE.fullmatch(claim, q.start, q.end) is None:
        return False
    if name.group(1).lower() in _NO_VERSION_OF:
        return False
    versions = re.findall(
        rf"(?<![A-Za-z0-9]){re.escape(name.group(1))}[\s-]?(\d+(?:\.\d+)?)(?![\d%]|\.\d)", said, re.IGNORECASE
    )
    number = claim[q.start : q.end]
    spellings = {number, number[2:]} if _THIS_CENTURY.fullmatch(number) else {number, f"20{number}"}
    return bool(versions) and not any(Decimal(n) == Decimal(version) for n in spellings for version in versions)


def _counts_other(q: Quantity, claim: str, theirs: Sequence[Quantity], said: str) -> bool:
    """Whether *said* has the number, and wherever it tells what it counts, that is something else."""
    kind = counts(claim, q)
    is_size = q.value >= _MANY  # a 7B model has 7B parameters
    if not kind or (is_size and kind == "model") or _VERSIONED.search(claim, 0, q.start):
        return False
    same = [t for t in theirs if (t.value, t.unit) == (q.value, q.unit)]
    told = [kinds for t in same if (kinds := may_count(said, t) - ({"model"} if is_size else set()))]
    return bool(told) and not any(same_thing(kind, other) for kinds in told for other in kinds)


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
    number = claim[q.start : q.end]
    joined = f"{word.group().rstrip()}-{number}"
    if word.group().islower():
        return joined in said
    short = joined.removesuffix(number) + number[2:] if _THIS_CENTURY.fullmatch(number) else joined  # AIME25 is of 2025
    return says_name(said, joined) or says_name(said, short)


def _out_of_order(claim: str, quotes: Sequence[str]) -> Iterator[Ungrounded]:
    """Numbers and dates that changed places in words that are otherwise a quote's: 3.5 to 4.5 is not 4.5 to 3.5."""
    words = _words(claim)
    told = [[what for what, _ in _in_order(quote)] for quote in quotes if words <= _words(quote)]
    ours = [(what, written) for what, written in _in_order(claim) if any(what in theirs for theirs in told)]
    if told and not any(_stands_in([what for what, _ in ours], theirs) for theirs in told):
        yield Ungrounded("number", ours[0][1])


def _in_order(text: str) -> list[tuple[object, str]]:
    """Numbers and dates as they count and as they are written."""
    found: list[Quantity | Day] = [*quantities(text), *quantities_in_words(text), *dates(text)]
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
    numbers = quantities(claim)
    spans = [(q.start, q.end) for q in numbers] + [(day.start, day.end) for day in dates(claim)]
    units = {word for q in numbers for word in _UNIT_IN.findall(claim[q.start : q.end])}
    names = dict.fromkeys([*proper_names(claim), *coded_words(claim, spans)])
    if language_of(claim) is Language.ENGLISH is not language_of(said):
        words = _words_of_headlines(claim) | _words_in_full(claim, said)
        names = {name: None for name in names if name not in words}
    plain = unicodedata.normalize("NFKC", said)
    found = [
        name
        for name in names
        if not (name in units or _is_shown(name, said) or _is_shown(name, plain) or _is_of_year(name, claim, said))
    ]
    found += [han for han, english in makers(claim) if han not in said and not says_name(said, english)]
    found += [address for address in _ADDRESS.findall(claim) if address not in said]
    return [Ungrounded("name", name) for name in found]


def _words_of_headlines(claim: str) -> set[str]:
    """Plain words of the sentences in which every long word has a capital, so that a capital tells no name."""
    found = set()
    for sentence in _SENTENCE.findall(claim):
        words = _HEADLINE_WORD.findall(sentence)
        if len(words) > 1 and all(word[0].isupper() for at, word in enumerate(words) if at == 0 or len(word) > 5):
            found |= {word for word in words if word.istitle()}
    return found


def _is_shown(name: str, said: str) -> bool:
    name = unicodedata.normalize("NFKC", name)
    if says_name(said, name) or says_name(said, name.removesuffix("s")):
        return True
    if counted := _COUNTED.fullmatch(name):
        return Decimal(counted.group(1)) in {q.value for q in quantities(said)}
    if any(says_name(said, other) if other.isascii() else other in said for other in otherwise(name)):
        return True
    if _stands_for_words(name, said):
        return True
    if _PLAIN_WORD.fullmatch(name) and stem(name) in {stem(word) for word in _ENGLISH_WORD.findall(said)}:
        return True
    parts = re.split(r"[/+&]", _MADE_ADJECTIVE.sub("", name))
    return parts != [name] and all(part and _is_shown(part, said) for part in parts)


def _words_in_full(claim: str, said: str) -> set[str]:
    """The words of names that *said* calls by their first letters: `Abstract Syntax Tree` where it says AST."""
    found = set()
    for phrase in _CAPITALS.findall(claim):
        words = re.split(r"[\s-]+", phrase)
        if any(len(short) > 1 and says_name(said, short.upper()) for short in initials(phrase)):
            found |= {phrase, *words}
    return found


def _is_of_year(name: str, claim: str, said: str) -> bool:
    """Whether *said* writes the name and its year in one word: `AIME 2025` is `AIME25`."""
    years = re.findall(rf"{re.escape(name)}[\s-]20(\d\d)(?!\d)", claim)
    return any(says_name(said, f"{name}-{year}") for year in years)


def _stands_for_words(name: str, said: str) -> bool:
    """Whether *name* is made of the first letters of words in a row: `SOTA` of state-of-the-art."""
    letters = name.removesuffix("s")
    return _ACRONYM.fullmatch(letters) is not None and any(letters.lower() in row for row in initials(said))


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
