"""Measures 5 and 9: lists and notes, read from the raw files, against counts made by other means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.parse.links import lost, without_code, written

from bench.row import Row
from intelog.errors import ParseError
from intelog.model.item import Hint, Item, Parsed
from intelog.parse import lists, notes

Reader = Callable[[bytes, Hint], Parsed]


class Source(NamedTuple):
    """A folder of the corpus: its files, who reads them, and what shows an item in the raw text."""

    name: str
    files: str
    reader: Reader
    item: str
    """An expression that stands in the text once for each item; empty where a file is one item."""


SOURCES = (
    Source("ai-news-zh-juya", "issues/*.md", lists.read, r"(?m)^## .*`#\d+`[ \t]*$"),
    Source("ai-papers-daily-en", "issues/*.md", lists.read, r"(?m)^\|(?! *(?:Title|-))"),
    Source("ai-papers-monthly-en", "[0-9]*.md", lists.read, r"(?m)^\|(?! *(?:Date|:?-))"),
    Source("ai-timeline-en", "*.yml", lists.read, r"(?m)^ *- text:"),
    Source("oss-monthly-hellogithub", "*/*.md", lists.read, r"(?m)^\d+、\["),
    Source("til-en-simonw", "*/*.md", notes.read, ""),
    Source("til-en-jbranchaud", "*/*.md", notes.read, ""),
)


class Read(NamedTuple):
    """A file, and what was made of it; nothing where it was refused."""

    path: Path
    text: str
    parsed: Parsed
    again: Parsed

    @property
    def items(self) -> list[Item]:
        """The things it tells of."""
        return [item for item in self.parsed.items if not item.is_list]


def rows(corpus: Path) -> list[Row]:
    """Every folder in turn, then what only one of them has."""
    read = {source: list(_read(corpus, source)) for source in SOURCES}
    by_name = {source.name: files for source, files in read.items()}
    return [
        *(row for source, files in read.items() for row in _kept(source, files)),
        _languages(by_name["oss-monthly-hellogithub"]),
        _stories(corpus, by_name["ai-news-zh-juya"]),
    ]


def _read(corpus: Path, source: Source) -> Iterable[Read]:
    for path in sorted((corpus / source.name).glob(source.files)):
        data = path.read_bytes()
        yield Read(path, data.decode("utf-8-sig"), _or_nothing(source, path, data), _or_nothing(source, path, data))


def _or_nothing(source: Source, path: Path, data: bytes) -> Parsed:
    try:
        return source.reader(data, Hint(path.name))
    except ParseError:
        return Parsed()


def _kept(source: Source, files: Sequence[Read]) -> list[Row]:
    there = sum(len(re.findall(source.item, one.text)) if source.item else 1 for one in files)
    read = sum(len(one.items) for one in files)
    # Spans of code are taken off notes alone: summaries in tables hold single backticks.
    texts = [one.text if source.item else without_code(one.text) for one in files]
    links = sum(len(written(text)) for text in texts)
    links_lost = sum(len(lost(text, one.parsed)) for text, one in zip(texts, files, strict=True))
    cells = [(cell, _said(one)) for one in files for cell in _cells(one.text)]
    cells_lost = sum(_letters(cell) not in said for cell, said in cells)
    changed = sum(one.parsed != one.again for one in files)
    return [
        Row("5", f"{source.name}: {len(files):,} files, items out of items in", f"{read:,} of {there:,}", "all"),
        Row("5", f"{source.name}: links lost, cells of tables lost, second reads that differ",
            f"{links_lost} of {links:,}, {cells_lost} of {len(cells):,}, {changed}", "0, 0, 0"),
    ]  # fmt: skip


_NO_WORDS = re.compile(r"\]\([^()\s]*\s*\)|<[^<>]*>|\(?\bread more\b(?:(?! on )| on .*)", re.IGNORECASE | re.DOTALL)
_DATE = re.compile(r"[\w ,]*\d{4}")


def _cells(text: str) -> list[str]:
    """The cells of rows that begin with a bar, cut at each bar; days are left to the tests, which read them."""
    found = re.findall(r"(?m)^\|.*(?:\n(?![|\n#]).+)*", re.sub(r"(?ms)^```.*?^```", "", text))
    cells = [cell.strip() for row in found for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]
    return [cell for cell in cells if _letters(cell) and not _DATE.fullmatch(cell)]


def _said(one: Read) -> str:
    """All that a file's items say, as letters."""
    said = (part for i in one.parsed.items for part in (i.title, i.text, "".join(i.authors), "".join(i.topics)))
    return "\n".join(map(_letters, said))


def _letters(words: str) -> str:
    """The letters of words, without addresses, tags and the way to read on."""
    return re.sub(r"[\W_]", "", _NO_WORDS.sub("", words))


def _languages(files: Sequence[Read]) -> Row:
    projects: dict[str, dict[str, list[str]]] = {}
    for one in files:
        projects.setdefault(one.path.stem, {})[one.path.parent.name] = [item.url for item in one.items]
    pairs = [issue for issue in projects.values() if len(issue) == 2]
    equal = sum(issue["zh"] == issue["en"] != [] for issue in pairs)
    return Row("5", "oss-monthly-hellogithub: issues whose two languages give equal lists", f"{equal} of {len(pairs)}", "all")  # fmt: skip


def _stories(corpus: Path, files: Sequence[Read]) -> Row:
    """Stories of several links, all in one item, and no link in it that is not the story's."""
    told = {(one.path.stem, item.title): {item.url, *item.also} for one in files for item in one.items}
    lines = (corpus / "ai-news-zh-juya" / "items.jsonl").read_text("utf-8").splitlines()
    stories = [story for story in map(json.loads, lines) if len(story["story_urls"]) > 1]
    together = sum(told.get((story["date"], story["title"])) == set(story["story_urls"]) for story in stories)
    share = together / max(1, len(stories))
    return Row("9", "ai-news-zh-juya: stories of several links with exactly these in one item",
               f"{together} of {len(stories)} ({share:.1%})", "95 %")  # fmt: skip
