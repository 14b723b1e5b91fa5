"""Measure 24: naughty strings in every field of a document, looked for, and composed into a daily."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from markdown_it import MarkdownIt
from tests.compose.test_daily import DAY, composed

from bench.derived import catch_up
from bench.row import Row
from intelog.extract.development import development
from intelog.grammar import daily as grammar
from intelog.index.question import question
from intelog.index.search import SearchIndex
from intelog.model.document import Document, Image, Kind, Link, Origin, Reading
from intelog.model.language import Language
from intelog.model.story import Story
from intelog.store.sqlite import SqliteLibrary
from intelog.text import tokens

_NO_TEXT = {"html_block", "html_inline", "image", "fence", "code_block", "hr", "table_open", "blockquote_open"}


def rows(corpus: Path) -> list[Row]:
    """Measure 24: stored, found, composed."""
    strings = json.loads((corpus / "security" / "naughty-strings" / "blns.json").read_text("utf-8"))
    documents = [_document(n, one) for n, one in enumerate(strings)]
    with tempfile.TemporaryDirectory() as folder:
        library = SqliteLibrary(Path(folder) / "library.sqlite")
        library.add([Reading(d, Origin(one, one, d.met)) for d, one in zip(documents, strings, strict=True)])
        back = sum(
            library.document(d.id) == d and library.origins(d.id) == [(one, one, d.met)]
            for d, one in zip(documents, strings, strict=True)
        )
        index = SearchIndex(Path(folder) / "index")
        catch_up(library, index, Path(folder))
        worded = [d for d in documents if tokens.words(d.title)]
        found = sum(d.id in _found(index, d.title) for d in worded)
        library.close()
    sound = sum(_reads_back(d) for d in documents)
    return [
        Row("24", "naughty strings in every field of a document: equal when read back", f"{back} of {len(strings)}", "all"),
        Row("24", "naughty strings that have words: found as a phrase", f"{found} of {len(worded)}", "all"),
        Row("24", "dailies of them: Markdown of text and links alone, and read back equal", f"{sound} of {len(strings)}", "all"),
    ]  # fmt: skip


def _document(n: int, one: str) -> Document:
    return Document(
        key=f"note:{n} {one}", kind=Kind.POST, title=one, met=DAY.start, language=Language.ENGLISH, url=f"https://a.example/?q={one}",
        text=f"{one}\n\nIt has 3 parts, says {one} and more.", about=one, authors=(one,), topics=(one,), links=(Link(one, one),), images=(Image(one, one, one),),
    )  # fmt: skip


def _found(index: SearchIndex, words: str) -> Iterator[str]:
    phrase = '"{}"'.format(words.translate(dict.fromkeys(map(ord, '"“”'), " ")))
    return (hit.name for hit in index.search(question(phrase), limit=1_000).hits)


def _reads_back(document: Document) -> bool:
    told = development(Story(document.key, (document,)), DAY, zone=UTC, language=Language.ENGLISH)
    edition = composed([told]).edition
    text = grammar.render(edition, Language.ENGLISH)
    parsed = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(text.split("---\n", 2)[2])
    kinds = {one.type for token in parsed for one in (token, *(token.children or ()))}
    return grammar.parse(text).parts == edition.parts and not kinds & _NO_TEXT
