"""A day's papers as one table: title with links, authors, and somebody's summary of each."""

from __future__ import annotations

import re

from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse.lists.markdown import Page, Row, Table, given, outward, own_name, shown, tables_of, the_list, valid

_COLUMNS = {"title", "authors", "summary"}
_READ_MORE = re.compile(r"\(?\s*Read more on\b.*", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


def is_one(page: Page) -> bool:
    """Whether it has a table of titles, authors and summaries."""
    return any(set(table.columns) >= _COLUMNS for table in _tables(page))


def read(page: Page, hint: Hint) -> Parsed:
    """Read a list: the list, then its papers in order."""
    papers = [
        (row, _paper(table, row)) for table in _tables(page) if set(table.columns) >= _COLUMNS for row in table.rows
    ]
    title = next((shown(heading.words) for heading in page.headings), own_name(hint))
    day = next((valid(found.group()) for found in (_DAY.search(title), _DAY.search(hint.name)) if found), "")
    whole = the_list(page, [row.span for row, _ in papers], title=title, published=day)
    unread = tuple(
        Unread(f"line {row.span.first + 1}", "no link", is_lost=False) for row, item in papers if not item.url
    )
    return Parsed(items=(whole, *(item for _, item in papers)), unread=unread, title=title)


def _tables(page: Page) -> list[Table]:
    return tables_of(page.lines, roomy="summary")


def _paper(table: Table, row: Row) -> Item:
    cells = dict(zip(table.columns, row.cells, strict=True))
    links = _links(row)
    url, *also = outward(links) or [""]
    return Item(
        # What a program copied from the paper's page are plain words: a `*` or `_` in them marks nothing.
        title=_READ_MORE.sub("", " ".join(cells["title"].split())).strip(),
        kind=Kind.PAPER, text=cells["summary"], markup=Markup.MARKDOWN, url=url, also=tuple(also), links=links,
        authors=tuple(name for one in cells["authors"].split(",") if (name := " ".join(one.split()))),
        images=given(cells["summary"]).images, retold=True,
    )  # fmt: skip


def _links(row: Row) -> tuple[Link, ...]:
    found = [link for cell in row.cells for link in given(cell).links]
    return tuple(dict.fromkeys(found))
