"""Floor 4: searching: a question to what was found, each thing with the passage that shows why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from intelog.index.entries import Entry, Gone, entries
from intelog.index.question import Question, question
from intelog.index.search import Hit, SearchIndex
from intelog.index.snippet import LOOKED_AT, Snippet, snippet
from intelog.ports import Change, Library, Thing
from intelog.text import markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that was found."""

    thing: Thing
    name: str
    title: str
    url: str
    day: date
    kind: str
    language: str
    sources: tuple[str, ...]
    score: float
    snippet: Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question found."""

    results: tuple[Result, ...]
    total: int
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Where nothing was found: words of the question that stand nowhere, and those that are spelt nearly so."""


def answer(library: Library, index: SearchIndex, words: str, *, limit: int, newest: bool = False) -> Answer:
    """Look for *words*.  Raises `QuestionError` where they cannot be read."""
    asked = question(words)
    found = index.search(asked, limit=limit, newest=newest)
    results = tuple(_results(library, found.hits, asked))
    return Answer(results=results, total=found.total, near=() if found.total else tuple(_near(index, asked)))


def _results(library: Library, hits: Sequence[Hit], asked: Question) -> Iterator[Result]:
    """In the order found; what went meanwhile is left out."""
    changes = [Change(0, hit.thing, hit.name) for hit in hits]
    there = {(one.thing, one.name): one for one in entries(library, changes) if not isinstance(one, Gone)}
    for hit in hits:
        if (entry := there.get((hit.thing, hit.name))) is not None:
            yield _result(entry, hit, asked)


def _result(entry: Entry, hit: Hit, asked: Question) -> Result:
    body = entry.text.removeprefix(entry.title).lstrip("\n") or entry.text
    if entry.is_markdown:
        body = "\n".join(map(markdown.plain, body[:LOOKED_AT].splitlines()))
    return Result(
        thing=entry.thing, name=entry.name, title=entry.title, url=entry.url, day=entry.day, kind=entry.kind,
        language=entry.language, sources=entry.sources, score=hit.score, snippet=snippet(body, asked),
    )  # fmt: skip


def _near(index: SearchIndex, asked: Question) -> Iterable[tuple[str, tuple[str, ...]]]:
    for term in asked.terms:
        for word in () if term.is_not or term.is_exact else term.text.split():
            if near := index.near(word):
                yield word, tuple(near)
