"""The search index: a tantivy index beside the library, made from it and never the truth.

The library says what changed (`Library.changes`); the index takes that in and keeps, in itself and in the same commit, how far it has
come.  Killed anywhere, it goes on from there; deleted, damaged, of another version or of another library, it is made anew.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import tantivy
from tantivy import FieldType, Occur, Query

from intelog.errors import IndexBusyError
from intelog.index.entries import Cut, Entry, follows
from intelog.index.question import Question, Term
from intelog.ports import Library, Thing
from intelog.text import tokens

log = logging.getLogger(__name__)

VERSION = f"2-{tokens.VERSION}-{vars(tantivy)['__version__']}"
"""Of the fields here, of the words in them, and of the engine's files."""

HEAP = 128_000_000
"""Bytes that the writer may hold."""

_STATE = "state"
"""The thing that the index's own entry is: how far it has come."""
_TITLE_BOOST, _STRETCH_BOOST = 2.0, 2.0


class Hit(NamedTuple):
    """Something found."""

    thing: Thing
    name: str
    score: float
    day: date


class Found(NamedTuple):
    """What was found: the best or the newest, and how many there are in all."""

    hits: list[Hit]
    total: int


class Writer:
    """Takes things into the index."""

    def __init__(self, writer: tantivy.IndexWriter, before: tantivy.Searcher) -> None:
        """*before*: what the index holds as this begins."""
        self._writer, self._before = writer, before
        self._is_empty = before.num_docs == 0
        self._taken: set[int] = set()

    def take(self, entry: Entry, cut: Cut) -> None:
        """Take a thing in, in the place of what it was before."""
        self.drop(entry.thing, entry.name)
        self._taken.add(hash((entry.thing, entry.name)))
        self._writer.add_document(_document(entry, cut))

    def drop(self, thing: Thing, name: str) -> None:
        """Let a thing go.

        The engine looks every name that is let go up in every part of the index, so it is asked only where one may be there.
        """
        name_ = _id(thing, name)
        if hash((thing, name)) in self._taken or (not self._is_empty and self._before.doc_freq("id", name_)):
            self._writer.delete_documents_by_term("id", name_)

    def commit(self, incarnation: str, come: int) -> None:
        """Make what was taken in last, together with how far that is: up to which change of which library."""
        self._writer.delete_documents_by_term("id", _STATE)
        state = tantivy.Document()
        state.add_text("id", _STATE)
        state.add_text("come", json.dumps({"incarnation": incarnation, "come": come}))
        self._writer.add_document(state)
        self._writer.commit()


def _document(entry: Entry, cut: Cut) -> tantivy.Document:
    made = tantivy.Document()
    for field, value in (
        ("id", _id(entry.thing, entry.name)), ("thing", entry.thing), ("kind", entry.kind.lower()),
        ("language", entry.language), ("title", cut.title), ("words", cut.words), ("pairs", cut.pairs),
    ):  # fmt: skip
        if value:
            made.add_text(field, value)
    for field, values in (("author", cut.authors), ("source", cut.sources), ("exact", entry.exact)):
        for value in values:
            made.add_text(field, value)
    made.add_unsigned("day", _number(entry.day))
    return made


class Standing(NamedTuple):
    """How far an index has come, and with which library."""

    incarnation: str
    come: int


def standing(folder: Path) -> Standing | None:
    """How far the index in *folder* has come; None where there is none.  Nothing is written.

    Raises `ValueError`, with the reason, where the next search makes it anew.
    """
    if not folder.exists():
        return None
    try:
        version = (folder / "version").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError("it is not whole") from error
    if version != VERSION:
        raise ValueError("it is of another version")
    schema = _schema()
    try:
        searcher = tantivy.Index(schema, path=str(folder)).searcher()
        found = searcher.search(Query.term_query(schema, "id", _STATE), 1).hits
        if not found:
            return None  # it was made, and nothing was taken in yet
        state = json.loads(str(searcher.doc(found[0][1]).get_first("come")))
        return Standing(str(state["incarnation"]), int(state["come"]))
    except (ValueError, OSError, KeyError, TypeError) as error:
        raise ValueError("it is damaged") from error


class SearchIndex:
    """An index in a folder.  One process writes at a time; searching never waits."""

    def __init__(self, folder: Path) -> None:
        """The index in *folder*; nothing is made before something is taken in."""
        self._folder = folder
        self._schema = _schema()
        self._index = self._opened()

    def _opened(self) -> tantivy.Index | None:
        try:
            if (self._folder / "version").read_text("utf-8") == VERSION:
                return tantivy.Index(self._schema, path=str(self._folder))
            log.warning("search: the index is of another version and is made anew")
        except FileNotFoundError:
            if self._folder.exists():
                log.warning("search: the index is not whole and is made anew")
        except (ValueError, OSError) as error:
            log.warning("search: the index cannot be read (%s) and is made anew", error)
        return None

    def _made(self) -> tantivy.Index:
        """An empty index.  Its version is written last: what was left half-made is made anew.

        The old one is moved away before it is deleted: the engine may still be looking after it, and would put a file
        of its own into a folder that is being emptied.
        """
        old = self._folder.with_name(f"{self._folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if self._folder.exists():
            self._folder.rename(old)
            shutil.rmtree(old, ignore_errors=True)
        self._folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(self._folder))
        (self._folder / "version").write_text(VERSION, "utf-8")
        return index

    # Taking in

    def come(self, library: Library) -> int:
        """Up to which change it holds what this library does; 0 where it is to be made anew, which is done."""
        self._index, come = self._come(library)
        return come

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Take things in; what is not committed by the end is not.  Raises `IndexBusyError` where another process writes."""
        index = self._index or self._made()
        self._index = index
        try:
            writer = index.writer(HEAP, 1)
        except ValueError as error:
            raise IndexBusyError(f"{self._folder}: another process is writing to the search index") from error
        try:
            index.reload()
            yield Writer(writer, index.searcher())
        finally:
            writer.wait_merging_threads()
        index.reload()

    def _come(self, library: Library) -> tuple[tantivy.Index, int]:
        state = None
        if self._index is not None:
            try:
                state = self._state(self._index)
            except (ValueError, OSError) as error:
                log.warning("search: the index is damaged (%s) and is made anew", error)
            else:
                if state is None:  # it was made, and then we were killed
                    return self._index, 0
        if self._index is not None and state is not None:
            come = int(state["come"])
            if follows(library, state["incarnation"], come):
                return self._index, come
            log.warning("search: the index is of another state of the library and is made anew")
        return self._made(), 0

    def _state(self, index: tantivy.Index) -> dict[str, str] | None:
        index.reload()
        searcher = index.searcher()
        found = searcher.search(Query.term_query(self._schema, "id", _STATE), 1).hits
        return json.loads(str(searcher.doc(found[0][1]).get_first("come"))) if found else None

    # Looking for

    def search(self, asked: Question, *, limit: int = 10, newest: bool = False) -> Found:
        """What fits the question, best first by BM25, or newest first; nothing where there is no index."""
        if self._index is None:
            return Found([], 0)
        searcher = self._index.searcher()
        order = "day" if newest else None
        result = searcher.search(self._query(asked), limit, count=True, order_by_field=order)
        hits = []
        for score, address in result.hits:
            found = searcher.doc(address)
            day = f"{int(str(found.get_first('day'))):08}"
            thing, _, name = str(found.get_first("id")).partition(" ")
            hits.append(
                Hit(
                    Thing(thing), name, 0.0 if newest else float(score),
                    date(int(day[:4]), int(day[4:6]), int(day[6:])),
                )
            )  # fmt: skip
        return Found(hits, int(getattr(result, "count", 0) or 0))

    def near(self, word: str, *, most: int = 3) -> list[str]:
        """Words of the index that are spelt nearly like this one, the nearest first."""
        from difflib import get_close_matches  # imported late: only a miss needs it

        plain = next(iter(tokens.words(word)), "")
        if len(plain) < 3 or tokens.is_cjk(plain) or self._index is None:
            return []
        searcher = self._index.searcher()
        alike = [w for w, _ in searcher.terms_with_prefix("words", plain[:1])]
        return [w for w in get_close_matches(plain, alike, n=most + 1, cutoff=0.75) if w != plain][:most]

    def _query(self, asked: Question) -> Query:
        must = [self._term(term) for term in asked.terms if not term.is_not]
        must_not = [self._term(term) for term in asked.terms if term.is_not]
        must += self._filters(asked)
        if not must:
            must = [Query.all_query()]
        must_not.append(Query.term_query(self._schema, "id", _STATE))
        parts = [*((Occur.Must, q) for q in must), *((Occur.MustNot, q) for q in must_not)]
        plain = [term.text for term in asked.terms if not (term.is_not or term.is_phrase or term.is_exact)]
        if len(plain) > 1:  # what has them side by side, as they were typed, is most likely meant
            typed = tokens.words(" ".join(plain))
            parts.append((Occur.Should, Query.boost_query(self._run("words", typed), _STRETCH_BOOST)))
        return Query.boolean_query(parts)

    def _filters(self, asked: Question) -> Iterable[Query]:
        for field, values in (
            ("kind", asked.kinds), ("language", asked.languages), ("thing", asked.things)
        ):  # fmt: skip
            if values:
                yield Query.const_score_query(Query.term_set_query(self._schema, field, [str(v) for v in values]), 0.0)
        for field, values in (("author", asked.authors), ("source", asked.sources)):
            if values:
                yield Query.const_score_query(_any([self._run(field, tokens.words(v)) for v in values]), 0.0)
        if asked.after is not None or asked.before is not None:
            yield Query.const_score_query(
                Query.range_query(
                    self._schema, "day", FieldType.Unsigned,
                    None if asked.after is None else _number(asked.after), None if asked.before is None else _number(asked.before),
                    include_upper=asked.before is None,
                ), 0.0,
            )  # fmt: skip

    def _term(self, term: Term) -> Query:
        """One term: an address, a phrase, or words, of which Chinese may stand in the middle of others."""
        if term.is_exact:
            as_words = [query for one in dict.fromkeys((term.text, term.typed)) for query in self._as_words(one)]
            return _any([Query.term_query(self._schema, "exact", term.text), *as_words])
        words = tokens.words(term.text)
        if not words:
            return Query.empty_query()
        if tokens.is_cjk(term.text):
            side_by_side = Query.boost_query(self._pairs(tokens.stretch(term.text)), _STRETCH_BOOST)
            apart = [] if term.is_phrase else [_all([self._run("words", [word]) for word in words])]
            return _any([side_by_side, *apart])
        forms = [self._run("words", words), Query.boost_query(self._run("title", words), _TITLE_BOOST)]
        return _any(forms)

    def _as_words(self, address: str) -> list[Query]:
        words = tokens.words(address)
        return [self._run("words", words)] if words else []

    def _run(self, field: str, words: Sequence[str]) -> Query:
        """These words side by side."""
        if not words:
            return Query.empty_query()
        if len(words) == 1:
            return Query.term_query(self._schema, field, words[0])
        return Query.phrase_query(self._schema, field, list(words))

    def _pairs(self, pairs: Sequence[str]) -> Query:
        """A stretch of Chinese; a single character is either half of a pair, or stands alone."""
        if len(pairs) == 1 and len(pairs[0]) == 1:
            return Query.regex_query(self._schema, "pairs", f".?{pairs[0]}.?")
        return self._run("pairs", pairs)


def _schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    for name in ("id", "come"):
        made.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("thing", "kind", "language", "exact"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "words", "pairs", "author", "source"):
        made.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    made.add_unsigned_field("day", stored=True, indexed=True, fast=True)
    return made.build()


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def _all(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, one) for one in queries])


def _id(thing: Thing, name: str) -> str:
    return f"{thing} {name}"


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
