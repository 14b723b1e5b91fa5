"""Floor 4: searching: a question to what was found, each thing with the passage that shows why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from intelog.index.entries import Entry, Gone, entries
from intelog.index.question import Question, question
from intelog.index.search import Hit, SearchIndex
from intelog.index.snippet import LOOKED_AT, Snippet, snippet
from intelog.ports import Change, Copies, Copy, Library, Thing, Why
from intelog.text import markdown
from intelog.text.exonyms import also_called


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Where a text that was found stands once more, in the same words or nearly so."""

    name: str
    title: str
    url: str
    sources: tuple[str, ...]
    why: Why
    changed: tuple[tuple[str, str], ...]
    """Numbers of what was found, and what stands in their places there."""


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
    again: tuple[Again, ...] = ()
    """Its copies: they are not shown as results of their own, but for those with other numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question found."""

    results: tuple[Result, ...]
    total: int
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Where nothing was found: words of the question, and what else they are called or nearly so spelt that would find something."""


def answer(
    library: Library, index: SearchIndex, copies: Copies, words: str, *, limit: int, newest: bool = False
) -> Answer:
    """Look for *words*; copies stand with what they are copies of.  Raises `QuestionError` where they cannot be read."""
    asked = question(words)
    found = index.search(asked, limit=limit * FOLDED, newest=newest)
    results = tuple(_results(library, _once(found.hits, copies, limit), asked))
    return Answer(results=results, total=found.total, near=() if found.total else tuple(_near(index, asked)))


FOLDED = 3
"""Times as many hits are looked at as results are wanted, since some are copies of others."""
SHOWN_COPIES = 5
_Told = tuple[Hit, list[Copy]]


def _once(hits: Sequence[Hit], copies: Copies, limit: int) -> list[_Told]:
    """The hits that are no copy of one before them, each with its copies."""
    told = copies.copies(hit.name for hit in hits if hit.thing is Thing.DOCUMENT)
    seen: set[str] = set()
    kept: list[_Told] = []
    for hit in hits:
        if hit.name in seen:
            continue
        kept.append((hit, told.get(hit.name, [])))
        seen.update(copy.name for copy in kept[-1][1] if copy.why is not Why.NUMBERS)
        if len(kept) == limit:
            break
    return kept


def _results(library: Library, told: Sequence[_Told], asked: Question) -> Iterator[Result]:
    """In the order found; what went meanwhile is left out."""
    wanted = [Change(0, hit.thing, hit.name) for hit, _ in told]
    wanted += [Change(0, Thing.DOCUMENT, copy.name) for _, some in told for copy in some[:SHOWN_COPIES]]
    there = {(one.thing, one.name): one for one in entries(library, wanted) if not isinstance(one, Gone)}
    for hit, some in told:
        if (entry := there.get((hit.thing, hit.name))) is not None:
            again = [(there.get((Thing.DOCUMENT, copy.name)), copy) for copy in some]
            yield _result(entry, hit, asked, tuple(_again(one, copy) for one, copy in again if one is not None))


def _again(entry: Entry, copy: Copy) -> Again:
    return Again(
        name=entry.name, title=entry.title, url=entry.url, sources=entry.sources, why=copy.why, changed=copy.changed
    )  # fmt: skip


def _result(entry: Entry, hit: Hit, asked: Question, again: tuple[Again, ...]) -> Result:
    body = entry.text.removeprefix(entry.title).lstrip("\n") or entry.text
    if entry.is_markdown:
        body = "\n".join(map(markdown.plain, body[:LOOKED_AT].splitlines()))
    return Result(
        thing=entry.thing, name=entry.name, title=entry.title, url=entry.url, day=entry.day, kind=entry.kind,
        language=entry.language, sources=entry.sources, score=hit.score, snippet=snippet(body, asked), again=again,
    )  # fmt: skip


def _near(index: SearchIndex, asked: Question) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Words that are spelt nearly so, and other names of what was asked for, each of which would find something."""
    for term in asked.terms:
        if term.is_not or term.is_exact:
            continue
        for name in dict.fromkeys((term.text, *term.text.split())):
            others = [one for one in also_called(name) if index.search(question(f'"{one}"'), limit=1).total]
            spelt = [] if " " in name else index.near(name)
            if others or spelt:
                yield name, tuple(dict.fromkeys((*others, *spelt)))
