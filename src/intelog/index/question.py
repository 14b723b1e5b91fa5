"""A question as a person types it: words, "phrases", filters, and what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from intelog.errors import QuestionError
from intelog.model.period import Period
from intelog.ports import Thing
from intelog.text import tokens
from intelog.text.urls import ARXIV_ID, arxiv_key, canonical

FILTERS = ("kind", "source", "lang", "author", "in", "after", "before")
"""`kind:paper`, `source:arXiv`, `lang:zh`, `author:"Ada Lovelace"`, `in:documents`, `after:2026-01` (from it on), `before:2026-02` (up to it)."""

_PART = re.compile(r'(?P<no>-(?!-))?(?:(?P<field>[A-Za-z]+):)?(?:["“”](?P<phrase>[^"“”]*)["“”]|(?P<word>[^\s"“”]+))')
_ARXIV = re.compile(rf"(?:arxiv:)?({ARXIV_ID})(?:v\d+)?", re.IGNORECASE)
_THINGS = {"document": Thing.DOCUMENT, "record": Thing.RECORD, "edition": Thing.EDITION}
_LANGUAGES = {"chinese": "zh", "english": "en", "中文": "zh", "英文": "en", "zh-cn": "zh"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing that must be there, or must not."""

    text: str
    is_phrase: bool = False
    """Whether the words must stand side by side, as typed."""
    is_exact: bool = False
    """Whether it is an address or name that a thing has or has not."""
    is_not: bool = False
    typed: str = ""
    """Of an address, how it was written: texts may hold it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for.  All terms and all filters must hold; of several values of one filter, one."""

    terms: tuple[Term, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    after: date | None = None
    """The first day that counts."""
    before: date | None = None
    """The first day that no longer counts."""


def question(words: str) -> Question:
    """Read a question.  Raises `QuestionError` where a filter's value is none."""
    terms: list[Term] = []
    given: dict[str, list[str]] = {name: [] for name in FILTERS}
    for found in _PART.finditer(words):
        field, phrase = found["field"], found["phrase"]
        value = phrase if phrase is not None else found["word"]
        is_not = found["no"] is not None
        if field and field.lower() in given and value.strip():
            if is_not:
                raise QuestionError(f"-{field}:{value}: only words can be excluded, such as -{value}")
            given[field.lower()].append(value.strip())
            continue
        if field:  # as in https://…, or a word with a colon in it
            value = f"{field}:{value}"
        exact = _exact(value) if phrase is None else ""
        if value.strip():
            typed = value if exact else ""
            terms.append(
                Term(
                    text=exact or value, is_phrase=phrase is not None, is_exact=bool(exact), is_not=is_not, typed=typed
                )
            )
    # A sign alone is no word and cannot be looked for: beside words it says nothing.
    worded = [term for term in terms if term.is_exact or tokens.words(term.text)]
    return Question(
        terms=tuple(worded or terms),
        kinds=tuple(one.lower() for one in given["kind"]),
        sources=tuple(given["source"]),
        languages=tuple(_LANGUAGES.get(one.lower(), one.lower()) for one in given["lang"]),
        authors=tuple(given["author"]),
        things=tuple(_thing(one) for one in given["in"]),
        after=max((_day("after", one) for one in given["after"]), default=None),
        before=min((_day("before", one) for one in given["before"]), default=None),
    )


def _exact(word: str) -> str:
    """The canonical form of an address or of an arXiv id; empty where a word is neither."""
    if re.match(r"https?://", word):
        return canonical(word)
    found = _ARXIV.fullmatch(word)
    return arxiv_key(found[1]) if found else ""


def _thing(word: str) -> Thing:
    singular = word.lower().removesuffix("s")
    if singular not in _THINGS:
        raise QuestionError(f"in:{word}: there are documents, records and editions")
    return _THINGS[singular]


def _day(name: str, word: str) -> date:
    try:
        period = Period.parse(word)
    except ValueError as error:
        raise QuestionError(
            f"{name}:{word}: write a day 2026-01-31, a week 2026-W05, a month 2026-01 or a year 2026"
        ) from error
    return period.start
