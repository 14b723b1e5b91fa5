"""A timeline in YAML: years, in them months, in them events with a text and here and there `special: true`.

Only the shape that timelines have is read, by its columns; a line that does not fit is named as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from intelog.errors import ParseError
from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse.lists.markdown import given, moment_of, month_number, own_name, valid
from intelog.text import markdown
from intelog.text.segment import sentences

_YEAR = re.compile(r"(?m)^[ \t]*-[ \t]+year:\s*['\"]?\d{4}['\"]?\s*$")
_TEXT = re.compile(r"(?m)^[ \t]*(?:-[ \t]+)?text:\s*\S")
_PAIR = re.compile(r"(\s*(?:-\s+)?)([A-Za-z_][\w-]*):(?:\s+(.*))?")
_BLOCK = re.compile(r"[|>][+-]?\d?")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FRAMES = frozenset({"events", "info"})
SPECIAL = "special"
"""The topic of an event that its editor marked as a great one."""


def is_one(text: str) -> bool:
    """Whether it has years and texts, as keys of YAML."""
    return bool(_YEAR.search(text) and _TEXT.search(text))


def read(text: str, hint: Hint) -> Parsed:
    """Read a timeline: the list, then its events in order."""
    unread: list[Unread] = []
    items = [_event(pairs) for pairs in _events(text, unread)]
    if not items:
        raise ParseError(hint.name, "a timeline without events")
    title = own_name(hint)
    years = tuple(dict.fromkeys(item.published[:4] for item in items))
    whole = Item(title=title, kind=Kind.LIST, is_list=True, topics=years)
    return Parsed(items=(whole, *items), unread=tuple(unread), title=title)


@dataclass(slots=True)
class _Pair:
    """A key and its value, which may go on over further lines that stand deeper than the key."""

    line: int
    column: int
    opens: bool
    """Whether a dash stands before it: it begins an entry."""
    key: str
    words: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        first, *rest = self.words or [""]
        if _BLOCK.fullmatch(first):
            return ("\n" if first[0] == "|" else " ").join(rest).strip()
        value = " ".join(filter(None, (first, *rest)))
        if len(value) > 1 and value[0] == value[-1] == "'":
            return value[1:-1].replace("''", "'")
        if len(value) > 1 and value[0] == value[-1] == '"':
            return re.sub(r'\\(["\\/])', r"\1", value[1:-1])
        return re.sub(r"\s#.*", "", value).strip()


def _pairs(text: str, unread: list[Unread]) -> Iterator[_Pair]:
    pair: _Pair | None = None
    for at, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        column = len(line) - len(line.lstrip())
        words = line.strip()
        if pair is not None and words and column > pair.column and pair.key not in _FRAMES:
            pair.words.append(words)
            continue
        if not words or words.startswith("#") or words == "---":
            continue
        if pair is not None:
            yield pair
            pair = None
        if found := _PAIR.fullmatch(line.rstrip()):
            pair = _Pair(at, len(found[1]), "-" in found[1], found[2], [found[3]] if found[3] else [])
        else:
            unread.append(Unread(f"line {at}", words))
    if pair is not None:
        yield pair


def _events(text: str, unread: list[Unread]) -> Iterator[dict[str, str]]:
    """The pairs of each event, with the year and date that it stands under."""
    when: dict[str, str] = {}
    event: dict[str, str] = {}
    for pair in _pairs(text, unread):
        if pair.key in ("year", "date") or pair.opens:
            if "text" in event:
                yield when | event
            event = {}
        if pair.key == "year":
            when = {"year": pair.value}
        elif pair.key == "date":
            when = {**when, "date": pair.value}
        elif pair.key not in _FRAMES:
            event[pair.key] = pair.value
    if "text" in event:
        yield when | event


def _event(pairs: dict[str, str]) -> Item:
    text = pairs["text"]
    found = given(text)
    others = [Link(value, key) for key, value in pairs.items() if value.startswith(("http://", "https://"))]
    links = tuple(dict.fromkeys((*others, *found.links)))
    words = _TAG.sub("", markdown.plain(text))
    marked = pairs.get("special", "").lower() in ("true", "yes")
    return Item(
        title=_title(words), kind=Kind.POST, text=text, markup=Markup.MARKDOWN, published=_published(pairs),
        url=others[0].url if others else "", key=f"{_published(pairs)} {words}", links=links, images=found.images,
        section=" ".join(filter(None, (pairs.get("date"), pairs.get("year")))), topics=(SPECIAL,) if marked else (),
    )  # fmt: skip


def _title(words: str) -> str:
    """Its first sentence."""
    return next((words[start:end] for start, end in sentences(words)), "")


def _published(pairs: dict[str, str]) -> str:
    """The month or day as given; the year alone where the words beside it are neither."""
    year, told = valid(pairs.get("year", "")), pairs.get("date", "")
    if not year:
        return ""
    month = month_number(told)
    return f"{year}-{month:02}" if month else moment_of(f"{told} {year}") or moment_of(told) or year
