"""Notes in Markdown: one item a file, with or without front matter.

Obsidian's and Logseq's ways of linking and filing, note services' exports and collections of short notes are all read
alike.  The text is what stands after the front matter, as it stands; a note's date is what it says of itself,
in its front matter, its properties or its file name, and never more exact than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import PurePath

from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.lists.markdown import (
    Page,
    Span,
    decoded,
    front_of,
    gathered,
    moment_of,
    outward,
    own_name,
    page_of,
    shown,
    valid,
)
from intelog.text import markdown

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]\n|]+?)(?:\\?\|([^\[\]\n]*))?\]\]")
_SILENT = {"code_inline": "`", "html_inline": "", "image": "", "softbreak": "\n", "hardbreak": "\n"}
_TAG = re.compile(r"(?<![^\s(（,，、])#(?:\[\[([^\[\]]+)\]\]|([\w/-]*[^\W\d][\w/-]*))")
_PROPERTY = re.compile(r"\s*(?:[-*+]\s+)?([A-Za-z][\w-]*)::[ \t]+(\S.*?)\s*")
_NAMED = re.compile(r"(?<!\d)(\d{4})([-_]?)(\d{2})\2(\d{2})(?!\d)")
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?)\s*(Z|[+-]\d{2}:?\d{2})?")
_PUBLISHED = tuple(
    "date|created|created_at|created-at|createdat|created time|published|日期|创建时间|创建日期".split("|")
)
_UPDATED = tuple(
    "updated|updated_at|updated-at|updatedat|modified|lastmod|last edited time|更新时间|修改时间".split("|")
)
_SOURCES = ("source", "url", "link", "来源", "原文")
_AUTHORS = ("author", "authors", "作者")
_FILED = tuple("tags tag keywords categories category topics 标签 分类 aliases alias".split())
"""An alias is one more name of what the note is about, so it stands with the topics."""
_KNOWN = frozenset({*_PUBLISHED, *_UPDATED, *_SOURCES, *_AUTHORS, *_FILED})
_HEAD = re.compile(r"([A-Za-z][\w -]{0,30}|[\u4e00-\u9fff]{2,6})[:：]\s*(\S.*)")
_HOUR = re.compile(r",?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?")
_LONGEST = 60
"""No date has more letters, time of day and zone included."""
_WIDTH = re.compile(r"\d+(?:x\d+)?")
_PICTURE = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp|avif|bmp)", re.IGNORECASE)


def read(data: bytes, hint: Hint) -> Parsed:
    """Read a note.  Raises `ParseError` where it is not text."""
    front = front_of(decoded(data, hint))
    page = page_of(front.text)
    told = _Told({**_head(page), **front.values}, front.lists)
    source = next(iter(outward(Link(told.first(key), key) for key in _SOURCES)), "")
    wiki, tags = _wikilinks(page), _tags(page)
    whole = Span(0, len(page.lines))
    given = page.given(whole)
    found = gathered((*front.links, *given.links, *given.images, *wiki))
    title = _title(told, page, hint)
    note = Item(
        title=title, kind=Kind.NOTE, text=page.words(whole), markup=Markup.MARKDOWN, url=source,
        published=told.moment(_PUBLISHED) or _named(hint), updated=told.moment(_UPDATED),
        language=told.first("lang") or told.first("language"), authors=told.all(*_AUTHORS),
        topics=_once((*told.all(*_FILED), *tags)), links=found.links, images=found.images, retold=bool(source),
    )  # fmt: skip
    return Parsed(items=(note,), title=title)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a note says of itself."""

    values: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]

    def first(self, key: str) -> str:
        return self.values.get(key) or next(iter(self.lists.get(key, ())), "")

    def all(self, *keys: str) -> tuple[str, ...]:
        return _once(one for key in keys for one in self._named(key))

    def _named(self, key: str) -> Iterator[str]:
        listed = self.lists.get(key) or ((self.values[key],) if key in self.values else ())
        names = re.split(r"[,，;、]", listed[0]) if len(listed) == 1 else listed
        return (name for raw in names if (name := raw.strip().lstrip("#").strip("[]\"' ")))

    def moment(self, keys: Sequence[str]) -> str:
        return next((moment for key in keys if (moment := _moment(self.first(key)))), "")


def _once(words: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _head(page: Page) -> dict[str, str]:
    """What stands under the title, or on top: Logseq's `key:: value`, or the `Key: value` lines of a note service.

    The latter only where nothing else stands there, for people write colons.
    """
    headed = page.headings and not page.words(Span(0, page.headings[0].line))
    lines = (line.rstrip() for line in page.lines[page.headings[0].line + 1 if headed else 0 :])
    first = list(takewhile(bool, dropwhile(lambda line: not line, lines)))
    properties = list(takewhile(bool, map(_PROPERTY.fullmatch, first)))
    pairs = properties or [_HEAD.fullmatch(line) for line in first]
    found = {pair[1].lower(): pair[2] for pair in reversed(pairs) if pair}
    return found if properties else {key: found[key] for key in found.keys() & _KNOWN if all(pairs)}


def _moment(words: str) -> str:
    """A moment as exact as given.  An hour without an offset is of a day we know and an instant we do not."""
    words = words.strip("[]\"' ")[:_LONGEST]
    found = _INSTANT.fullmatch(words)
    if found is None:
        words = _HOUR.sub("", words)
        return valid(words) if re.fullmatch(r"\d{4}", words) else moment_of(words)
    day, hour, offset = found.groups()
    if not offset:
        return valid(day)
    offset = "Z" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}"
    return valid(f"{day}T{hour}{offset}")


def _named(hint: Hint) -> str:
    """The day in a file's name, where it is written `2026-01-31`, `20260131` or `2026_01_31`."""
    days = (valid(f"{year}-{month}-{day}") for year, _, month, day in _NAMED.findall(PurePath(hint.name).stem))
    return next(filter(None, days), "")


def _title(told: _Told, page: Page, hint: Hint) -> str:
    """As it says itself; else its first heading; else its file's name."""
    headings = (shown(heading.words) for heading in page.headings)
    return told.first("title") or next(filter(None, headings), "") or own_name(hint)


def _wikilinks(page: Page) -> tuple[Link | Image, ...]:
    """`[[Note]]`, `[[Note|words]]` and `![[picture.png]]`: a note's name stands where others have an address."""
    found: dict[Link | Image, None] = {}
    for words in _spoken(page):
        for embeds, target, label in _WIKILINK.findall(words):
            name, said = target.strip(), "" if _WIDTH.fullmatch(label.strip()) else label.strip()
            picture = embeds and _PICTURE.fullmatch(name)
            found[Image(name, said, "") if picture else Link(name, said or name)] = None
    return tuple(found)


def _tags(page: Page) -> tuple[str, ...]:
    return tuple(tag[0] or tag[1].strip("/") for words in _spoken(page) for tag in _TAG.findall(words))


def _spoken(page: Page) -> Iterator[str]:
    """The words of its paragraphs, bullets and cells, without code, tags of HTML and addresses."""
    for token in page.tokens:
        if token.type == "inline":
            words = (_SILENT.get(child.type, child.content) for child in token.children or ())
            yield markdown.without_addresses("".join(words))
