"""A month's best papers as one table: date, linked title, abstract or summary, and here and there topics."""

from __future__ import annotations

import re

from intelog.model.document import Kind, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse.lists.markdown import (
    Page,
    Row,
    Table,
    given,
    moment_of,
    outward,
    own_name,
    shown,
    tables_of,
    the_list,
)

_TITLES = ("title", "name", "paper")
_WORDS = ("abstract", "summary")
_MONTH = re.compile(r"\b(?:[A-Z][a-z]+ \d{4}|\d{4}-\d{2})(?![-\d])")


def is_one(page: Page) -> bool:
    """Whether it has a table of dates, linked titles and abstracts."""
    return bool(_tables(page))


def read(page: Page, hint: Hint) -> Parsed:
    """Read a list: the list, then its papers in order."""
    rows = [(table, row) for table in _tables(page) for row in table.rows]
    papers = [_paper(table, row) for table, row in rows]
    title = next((shown(heading.words) for heading in page.headings), own_name(hint))
    months = (moment_of(found) for words in (title, hint.name) for found in _MONTH.findall(words))
    published = next(filter(None, months), "")
    whole = the_list(page, [row.span for _, row in rows], title=title, published=published)
    unread = tuple(
        Unread(f"line {row.span.first + 1}", f"no date: {row.cells[0]!r}", is_lost=False)
        for (_, row), paper in zip(rows, papers, strict=True)
        if not paper.published
    )
    return Parsed(items=(whole, *papers), unread=unread, title=title)


def _tables(page: Page) -> list[Table]:
    found = [table for words in _WORDS for table in tables_of(page.lines, roomy=words) if words in table.columns]
    return [table for table in found if table.columns[0] == "date" and set(table.columns) & set(_TITLES)]


def _paper(table: Table, row: Row) -> Item:
    cells = dict(zip(table.columns, row.cells, strict=True))
    titled = next(cells[name] for name in _TITLES if name in cells)
    told = next(name for name in _WORDS if name in cells)
    links = tuple(dict.fromkeys(link for cell in row.cells for link in given(cell).links))
    url, *also = outward(given(titled).links) or [""]
    return Item(
        title=" ".join(shown(" ".join(titled.split())).split()),
        kind=Kind.PAPER, text=cells[told], markup=Markup.MARKDOWN, url=url, also=tuple(also), links=links,
        published=moment_of(cells["date"]), images=given(cells[told]).images,
        topics=tuple(topic for one in re.split(r"[,，;、]", cells.get("topics", "")) if (topic := one.strip())),
        retold=told == "summary",  # an abstract is the paper's own words
    )  # fmt: skip
