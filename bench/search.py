"""Measure 26: whether the source is found for a phrase from its middle, in both languages, and how fast; SQLite's FTS5 beside it.

The documents are real (arXiv abstracts, their Chinese retellings, items of a Chinese digest); up to the number wanted they are
filled up with the same texts, words in another order, so that words are as frequent as in real texts and phrases are not.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from bench.derived import catch_up
from bench.row import Row
from intelog.index.question import question
from intelog.index.search import SearchIndex
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.language import Language
from intelog.store.sqlite import SqliteLibrary
from intelog.text.script import language_of

SEED = 26
ASKED = 300
"""Phrases a language."""
SIZES = (10_000, 100_000)
DAY = date(2026, 1, 1)


class Phrase(NamedTuple):
    """A phrase from the middle of a document, and that document."""

    words: str
    document: Document


def rows(corpus: Path, sizes: Sequence[int] = SIZES) -> list[Row]:
    """Measure 26 at each size."""
    chance = random.Random(SEED)  # noqa: S311 - to be measured again
    real = list(_real(corpus))
    asked = {
        language: list(islice(_phrases([d for d in real if d.language is language], chance), ASKED))
        for language in (Language.ENGLISH, Language.CHINESE)
    }
    return [row for size in sizes for row in _at(size, real, asked, chance)]


def _real(corpus: Path) -> Iterator[Document]:
    seen: set[str] = set()
    for path in sorted((corpus / "arxiv-daily").rglob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            paper = json.loads(line)
            if "id" not in paper:
                continue
            told = paper.get("AI") or {}
            texts = [paper.get("summary") or "", "\n".join(v for v in told.values() if isinstance(v, str))]
            for text in texts:
                if len(text) > 80 and text not in seen:
                    seen.add(text)
                    yield _document(f"arxiv:{paper['id']}:{len(seen)}", f"{paper['title']}\n\n{text}", len(seen))
    for path in sorted((corpus / "ai-news-zh-juya" / "issues").glob("*.md")):
        for n, block in enumerate(re.split(r"(?m)^## ", path.read_text("utf-8"))):
            if len(block) > 80 and block not in seen:
                seen.add(block)
                yield _document(f"juya:{path.stem}:{n}", block, len(seen))


def _document(key: str, text: str, n: int) -> Document:
    return Document(
        key=key, kind=Kind.POST, title=text.partition("\n")[0][:200], text=text, met=DAY + timedelta(days=n % 700), language=language_of(text)
    )  # fmt: skip


def _phrases(documents: Sequence[Document], chance: random.Random) -> Iterator[Phrase]:
    """Five words of English, or six to ten characters of Chinese, that stand in one document alone."""
    texts = [d.text for d in documents]
    while True:
        document = chance.choice(documents)
        body = document.text[len(document.title) :]
        if document.language is Language.CHINESE:
            runs = [m.group() for m in re.finditer(r"[\u4e00-\u9fff]{12,}", body)]
            if not runs:
                continue
            run, length = chance.choice(runs), chance.randint(6, 10)
            at = chance.randrange(1, len(run) - length)
            words = run[at : at + length]
        else:
            found = re.findall(r"(?<=[a-z] )(?:[A-Za-z]+ ){4}[A-Za-z]+(?= [a-z])", body)
            if not found:
                continue
            words = chance.choice(found)
        if sum(words in text for text in texts) == 1:
            yield Phrase(words, document)


def _shuffled(document: Document, n: int, chance: random.Random) -> Document:
    """Its words in another order, line by line, so that a title is as long as it was."""
    joint = "" if document.language is Language.CHINESE else " "
    lines = []
    for line in document.text.split("\n"):
        words = re.findall(r"[\u4e00-\u9fff]{1,2}|[^\s\u4e00-\u9fff]+", line)
        chance.shuffle(words)
        lines.append(joint.join(words))
    return _document(f"filler:{n}", "\n".join(lines), n)


def _at(
    size: int, real: Sequence[Document], asked: dict[Language, list[Phrase]], chance: random.Random
) -> Iterator[Row]:
    kept = list({p.document.id: p.document for some in asked.values() for p in some}.values())
    documents = [*kept, *(d for d in real if d.id not in {k.id for k in kept})][:size]
    documents += [_shuffled(d, n, chance) for n, d in zip(range(size - len(documents)), cycle(real), strict=False)]
    with tempfile.TemporaryDirectory() as folder:
        library = SqliteLibrary(Path(folder) / "library.sqlite")
        for at in range(0, size, 2_000):
            library.add([Reading(d, Origin("bench", "bench", d.met)) for d in documents[at : at + 2_000]])
        index = SearchIndex(Path(folder) / "index")
        begun = time.perf_counter()
        catch_up(library, index, Path(folder))
        taken = time.perf_counter() - begun
        library.close()
        peer = _fts5(documents)
        yield Row(
            "26",
            f"{size:,} documents taken into index, words and copies, documents a second",
            f"{size / taken:,.0f}",
            "-",
        )
        for language, phrases in asked.items():
            for form in ('"{}"', "{}"):
                ours = _measured(phrases, partial(_ours, index, form))
                theirs = _measured(phrases, partial(_theirs, peer))
                called = "a phrase" if '"' in form else "words"
                yield Row(
                    "26", f"{size:,} documents, {_NAMES[language]}, {called} from the middle: found in ten, p95",
                    ours, "0.98; 10 ms", f"FTS5 (trigram): {theirs}",
                )  # fmt: skip


_NAMES = {Language.ENGLISH: "English", Language.CHINESE: "Chinese"}


def _ours(index: SearchIndex, form: str, words: str) -> list[str]:
    return [hit.name for hit in index.search(question(form.format(words))).hits]


def _fts5(documents: Sequence[Document]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, text, tokenize='trigram')")
    db.executemany("INSERT INTO found VALUES (?, ?)", ((d.id, d.text) for d in documents))
    return db


def _theirs(db: sqlite3.Connection, words: str) -> list[str]:
    asked = db.execute("SELECT id FROM found WHERE found MATCH ? ORDER BY rank LIMIT 10", (f'"{words}"',))
    return [name for (name,) in asked]


def _measured(phrases: Sequence[Phrase], search: Callable[[str], list[str]]) -> str:
    times, found = [], 0
    for phrase in phrases:
        begun = time.perf_counter()
        names = search(phrase.words)
        times.append(time.perf_counter() - begun)
        found += phrase.document.id in names
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"{found / len(phrases):.3f}, {p95 * 1000:.1f} ms"
