"""Any other list in Markdown: headings, bullets or numbered paragraphs that each have a link and some words.

Collections of links, digests, letters.  Tried last, for notes have links in bullets too: entries must be
at least three and make up most of what the file says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from intelog.errors import ParseError
from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.lists.markdown import Front, Page, Span, moment_of, outward, own_name, shown, the_list
from intelog.text import markdown
from intelog.text.segment import sentences
from intelog.text.urls import canonical

LEAST = 3
"""Fewer entries are links in a text."""
MOST = 0.5
"""The share of the letters outside headings and code that must stand in entries.  Six of 1,157 notes of two people have
three entries, and a share of 0.28 at most; 96 issues of a daily and a monthly have 0.61 at least."""

_NUMBERED = re.compile(r"\d{1,3}[、.．)）]\s*[*_]{0,2}\[")
_MARKS = re.compile(r"[\s*_~`]*(?:\[[ xX]\]\s+)?(?:\d{1,3}[.)、]\s*)?[^\w\[!]*")
_REPOSITORY = re.compile(r"https://(?:github|gitlab)\.com/[^/?#]+/[^/?#]+|https://huggingface\.co/[^/?#]+/[^/?#]+")


class _Entry(NamedTuple):
    """A heading or numbered paragraph with what stands under it, or a bullet with the bullets in it."""

    span: Span
    words: str
    """Its first words, as Markdown: the heading, or the first paragraph of the bullet."""
    section: str
    heads: bool
    """Whether the words are a heading, which is no part of the text."""


def read(page: Page, front: Front, hint: Hint) -> Parsed:
    """Read a list.  Raises `ParseError` where the file is none."""
    entries = _entries(page)
    told = sum(_tells(page, entry) for entry in entries)
    if told < LEAST or _share(page, entries) < MOST:
        raise ParseError(hint.name, f"not a list: {told} entries with a link and words, {LEAST} are wanted")
    title = front.values.get("title") or next((shown(one.words) for one in page.headings), own_name(hint))
    published = moment_of(front.values.get("date", "")[:10])
    whole = the_list(page, [entry.span for entry in entries], title=title, published=published)
    whole = replace(whole, links=tuple(dict.fromkeys((*front.links, *whole.links))))
    return Parsed(items=(whole, *(_item(page, entry) for entry in entries)), title=title)


def _entries(page: Page) -> list[_Entry]:
    found: list[_Entry] = []
    for entries in (_headed(page), _numbered(page), _bullets(page)):
        taken = {line for entry in found for line in range(*entry.span)}
        found += [entry for entry in entries if entry.span.first not in taken]
    return sorted(found, key=lambda entry: entry.span)


def _headed(page: Page) -> Iterator[_Entry]:
    """Headings that are links, each with all up to the next heading that is not deeper."""
    headings = page.headings
    section: dict[int, str] = {}
    last = 0
    for at, heading in enumerate(headings):
        after = (headings[i].line for i in range(at + 1, len(headings)) if headings[i].depth <= heading.depth)
        end = next(after, len(page.lines))
        section = {depth: words for depth, words in section.items() if depth < heading.depth}
        if heading.line < last:
            continue
        if _leads(heading.words) and outward(page.given(Span(heading.line, heading.line + 1)).links):
            yield _Entry(Span(heading.line, end), heading.words, section[max(section)] if section else "", True)
            last = end
        else:
            section[heading.depth] = shown(heading.words)


def _numbered(page: Page) -> Iterator[_Entry]:
    """Paragraphs that begin `1、[title](url)`, as Chinese weeklies write them, each with all up to the next or a heading."""
    starts = [
        (opening.map[0], inline.content)
        for opening, inline in pairwise(page.tokens)
        if opening.type == "paragraph_open" and opening.level == 0 and opening.map and _NUMBERED.match(inline.content)
    ]
    ends = sorted([*(line for line, _ in starts), *(heading.line for heading in page.headings), len(page.lines)])
    for line, words in starts:
        span = Span(line, ends[bisect_right(ends, line)])
        if outward(page.given(Span(line, line + 1)).links):
            yield _Entry(span, words, page.section(line), False)


def _bullets(page: Page) -> Iterator[_Entry]:
    """Bullets with a link in their own first words; one without is the section of those in it."""
    above: list[tuple[int, str]] = []
    last = 0
    for at, token in enumerate(page.tokens):
        if token.type != "list_item_open" or not token.map or token.map[0] < last:
            continue
        span = Span(*token.map)
        inline = next((one for one in page.tokens[at + 1 : at + 3] if one.type == "inline" and one.map), None)
        words = inline.content if inline else ""
        above = [one for one in above if one[0] > span.first]
        if inline and inline.map and outward(page.given(Span(*inline.map)).links):
            yield _Entry(span, words, above[-1][1] if above else page.section(span.first), False)
            last = span.last
        else:
            above.append((span.last, shown(words)))


def _leads(words: str) -> bool:
    """Whether a link stands first among *words*, but for marks, numbers and pictures."""
    marks = _MARKS.match(words)
    return words[marks.end() if marks else 0 :].startswith(("[", "!["))


def _tells(page: Page, entry: _Entry) -> bool:
    """Whether there are words beside the link."""
    return _letters(page.words(entry.span)) > _letters(_label(page.given(entry.span).links))


def _label(links: Sequence[Link]) -> str:
    """The words of the first link outwards."""
    first = outward(links)[0]
    return next(link.label for link in links if link.url == first)


def _letters(words: str) -> int:
    plain = (markdown.without_addresses(markdown.plain(line)) for line in words.splitlines())
    return sum(len(re.findall(r"\w", line)) for line in plain)


def _share(page: Page, entries: Sequence[_Entry]) -> float:
    """How much of what the file says stands in its entries, by letters; code says nothing, headings only divide."""
    silent = page.code | {heading.line for heading in page.headings}
    inside = {line for entry in entries for line in range(*entry.span)}
    letters = {at: _letters(line) for at, line in enumerate(page.lines) if at not in silent or at in inside}
    return sum(letters[at] for at in inside) / max(1, sum(letters.values()))


def _item(page: Page, entry: _Entry) -> Item:
    given = page.given(entry.span)
    url, *also = outward(given.links)
    body = Span(entry.span.first + 1, entry.span.last) if entry.heads else entry.span
    return Item(
        title=_title(entry, _label(given.links)), kind=_kind(url), text=page.words(body), markup=Markup.MARKDOWN,
        url=url, also=tuple(also), links=given.links, images=given.images,
        section=entry.section, retold=True,
    )  # fmt: skip


def _title(entry: _Entry, label: str) -> str:
    """The words of the link where it leads, else the first sentence without its addresses."""
    if label and not label.startswith("http") and _leads(entry.words):
        return label
    words = " ".join(markdown.without_addresses(shown(entry.words)).split())
    return next((words[start:end] for start, end in sentences(words)), label)


def _kind(url: str) -> Kind:
    name = canonical(url)
    if name.startswith("arxiv:"):
        return Kind.PAPER
    return Kind.REPOSITORY if _REPOSITORY.fullmatch(name) else Kind.PAGE
