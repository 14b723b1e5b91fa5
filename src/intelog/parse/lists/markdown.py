"""What the readers of lists share: a page of Markdown by its lines, what stands on them, tables, front matter, dates.

Blocks, links and images are told as CommonMark tells them, so that an address in a code block is no link and one behind
a reference is.  Every line of a page belongs to exactly one item or to the list itself: nothing is lost between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from operator import itemgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from intelog.errors import ParseError
from intelog.grammar.edition import front_values
from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Hint, Item
from intelog.model.moment import Moment
from intelog.text import markdown

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_BARE_URL = re.compile(r"https?://[^\s<>\[\]（）。，、；：！？“”‘’「」『』《》|`\"\\]+")
_DEEPEST = 100
"""What is nested deeper is lost.  markdown-it's own limit of 20 is met by an outline of ten levels."""


def decoded(data: bytes, hint: Hint) -> str:
    """The text of a file.  Raises `ParseError` where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(hint.name, f"not UTF-8 text: byte {error.start}") from error


class Given(NamedTuple):
    """The links and images of a stretch, in order."""

    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()


class Heading(NamedTuple):
    """A heading: the line it stands on, its depth (1 outermost), and its words as Markdown."""

    line: int
    depth: int
    words: str


class Span(NamedTuple):
    """Lines from `first` up to `last`, counted from 0."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown text, by its lines."""

    lines: tuple[str, ...]
    tokens: tuple[Token, ...]
    headings: tuple[Heading, ...]
    """Those in quotes and list items left out."""
    _places: tuple[tuple[int, Link | Image], ...]

    def words(self, span: Span) -> str:
        """The stretch as it stands, without blank lines around it."""
        return _trimmed(self.lines[span.first : span.last])

    def given(self, span: Span) -> Given:
        """The links and images of a stretch."""
        first, last = (bisect_left(self._places, line, key=itemgetter(0)) for line in span)
        return gathered(what for _, what in self._places[first:last])

    def section(self, line: int) -> str:
        """The words of the last heading before a line."""
        before = bisect_left(self.headings, line, key=itemgetter(0))
        return shown(self.headings[before - 1].words) if before else ""

    @property
    def code(self) -> frozenset[int]:
        """The lines of code blocks."""
        return frozenset(line for span in self.blocks("fence", "code_block") for line in range(span.first, span.last))

    def blocks(self, *types: str) -> list[Span]:
        """Where blocks of these types stand: `hr`, `fence`, `html_block`, `list_item_open`."""
        return [Span(*token.map) for token in self.tokens if token.type in types and token.map]

    def outside(self, spans: Iterable[Span]) -> list[Span]:
        """The stretches that belong to none of *spans*, in order."""
        found, at = [], 0
        for span in sorted(spans):
            found.append(Span(at, span.first))
            at = max(at, span.last)
        return [span for span in (*found, Span(at, len(self.lines))) if span.first < span.last]


def page_of(text: str) -> Page:
    """Read a text.  Any text can be read."""
    env: dict[str, Any] = {}
    tokens = tuple(_reader().parse(text, env))
    places = [place for token in tokens for place in _places(token)]
    used = {what.url for _, what in places}
    # A definition that no words refer to is still an address that somebody wrote down.
    places += [
        (definition["map"][0], Link(definition["href"], definition["title"] or label))
        for label, definition in env.get("references", {}).items()
        if definition["href"] not in used
    ]
    return Page(tuple(_LINES.findall(text)), tokens, _headings(tokens), tuple(sorted(places, key=itemgetter(0))))


def _headings(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    return tuple(
        Heading(opening.map[0], int(opening.tag[1:]), inline.content)
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.level == 0 and opening.map
    )


def given(words: str) -> Given:
    """The links and images of words on their own, such as a cell of a table."""
    (inline,) = _reader().parseInline(words.replace("\r", " ").replace("\n", " "))
    return gathered(what for _, what in _in_words(inline.children or (), 0))


@cache
def _reader() -> MarkdownIt:
    # Imported late: `intelog --help` needs none of it.
    from markdown_it import MarkdownIt

    class AsItStands(MarkdownIt):
        def normalizeLink(self, url: str) -> str:
            return url

    return AsItStands("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])


def _trimmed(lines: Sequence[str]) -> str:
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return "".join(lines[first:last]).rstrip()


def gathered(found: Iterable[Link | Image]) -> Given:
    """Links and images apart, each address once, where it first stands."""
    links: dict[str, Link] = {}
    images: dict[str, Image] = {}
    for what in found:
        if isinstance(what, Link):
            links.setdefault(what.url, what)
        else:
            images.setdefault(what.url, what)
    return Given(tuple(links.values()), tuple(images.values()))


def _places(token: Token) -> Iterator[tuple[int, Link | Image]]:
    first, last = token.map or (0, 1)
    if token.type == "inline":
        for line, what in _in_words(token.children or (), first):
            yield min(line, last - 1), what
    elif token.type == "html_block":
        for line, what in _Tags(token.content).found:
            yield first + line, what


def _in_words(children: Sequence[Token], line: int) -> Iterator[tuple[int, Link | Image]]:
    open_links: list[tuple[int, str, list[str]]] = []
    for child in children:
        words = " " if child.type in ("softbreak", "hardbreak") else child.content
        match child.type:
            case "link_open":
                open_links.append((line, str(child.attrGet("href") or ""), []))
            case "link_close" if open_links:
                yield _closed(open_links)
            case "html_inline":
                tags = _Tags(child.content, closed=False)
                yield from ((line, what) for _, what in tags.found)
                if open_links and (tags.links or child.content.lower().startswith("</a")):
                    yield _closed(open_links)  # links do not stand in links
                open_links += [(line, url, []) for _, url, _ in tags.links]
                words = ""
            case "image":
                yield line, Image(str(child.attrGet("src") or ""), child.content, "")
            case "text" if not open_links:
                yield from ((line, Link(url, url)) for url in bare_urls(child.content))
        line += (child.type in ("softbreak", "hardbreak")) + child.content.count("\n")
        for _, _, label in open_links:
            label.append(words)
    while open_links:
        yield _closed(open_links)


def _closed(open_links: list[tuple[int, str, list[str]]]) -> tuple[int, Link]:
    line, url, label = open_links.pop()
    return line, Link(url, " ".join("".join(label).split()))


_NO_TAG = re.compile(
    r"(`+[^`]*`+)|<(?!/?(?:a|abbr|b|big|br|center|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|mark|p|s|small|span|strong|sub|sup|u)\b|!--)",
    re.IGNORECASE,
)


def shown(words: str) -> str:
    """Words of Markdown as a reader should see them: `Let's <think> about it` has a word there, and no tag of HTML."""
    return markdown.plain(_NO_TAG.sub(lambda found: found[1] or r"\<", words)).strip()


def bare_urls(words: str) -> list[str]:
    """The addresses that stand in plain words, without the signs that end a sentence."""
    return [_ended(found) for found in _BARE_URL.findall(words)]


def _ended(url: str) -> str:
    unopened = url.count(")") - url.count("(")
    end = len(url)
    while url[end - 1] in ".,:;!?'*_~" or (url[end - 1] == ")" and unopened > 0):
        unopened -= url[end - 1] == ")"
        end -= 1
    return url[:end]


class _Tags(HTMLParser):
    """Links and images of HTML in Markdown, each with the line it stands on."""

    def __init__(self, html: str, *, closed: bool = True) -> None:
        super().__init__()
        self.found: list[tuple[int, Link | Image]] = []
        self.links: list[tuple[int, str, list[str]]] = []
        self.feed(html)
        if closed:
            self.close()
            while self.links:
                self.handle_endtag("a")

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        line, values = self.getpos()[0] - 1, {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href"):
            self.handle_endtag("a")  # links do not stand in links
            self.links.append((line, values["href"], []))
        elif tag == "img" and values.get("src"):
            self.found.append((line, Image(values["src"], values.get("alt", ""), "")))
        elif values.get("src"):  # a film, a sound, a page in a frame
            self.found.append((line, Link(values["src"], values.get("title", ""))))

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0] - 1
        for _, _, label in self.links:
            label.append(data)
        if not self.links:  # Markdown in HTML is none to CommonMark, and still what somebody wrote
            for at, words in enumerate(data.split("\n")):
                links = [Link(url, markdown.plain(label)) for label, url in markdown.links(words)]
                links = links or [Link(url, url) for url in bare_urls(words)]
                self.found += [(line + at, link) for link in links]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self.found.append(_closed(self.links))


def outward(links: Iterable[Link]) -> list[str]:
    """The addresses among *links* that lead out to the web: `[[6](8,13)]` in a summary is no story's address."""
    return list(dict.fromkeys(link.url for link in links if link.url.startswith(("http://", "https://"))))


def own_name(hint: Hint) -> str:
    """What a file without a title is called: its name without the ending."""
    return PurePath(hint.name).stem or hint.name


def the_list(
    page: Page, items: Iterable[Span], *, title: str, published: str = "", url: str = "", kind: Kind = Kind.LIST
) -> Item:
    """The list itself: all that stands outside its items."""
    rest = page.outside(items)
    found = [page.given(span) for span in rest]
    links = gathered(link for one in found for link in one.links).links
    images = gathered(image for one in found for image in one.images).images
    return Item(
        title=title, kind=kind, is_list=True, markup=Markup.MARKDOWN, published=published, url=url,
        text="\n\n".join(filter(None, map(page.words, rest))),
        links=links, images=images,
    )  # fmt: skip


class Row(NamedTuple):
    """A row of a table, which may go over several lines, and its cells as they stand."""

    span: Span
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A table: the words over its columns, in lower case, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?")
_PIPE = re.compile(r"(?<!\\)\|")


def tables_of(lines: Sequence[str], *, roomy: str = "") -> list[Table]:
    """The tables that stand on *lines*.  Cells may hold line breaks, as programs that do not ask GFM write them.

    Where a row has more cells than columns, a bar stood in the words of the roomiest column: *roomy*, else the last.
    """
    found, at = [], 0
    while at + 1 < len(lines):
        columns = tuple(cell.lower() for cell in _cells(lines[at]))
        if "|" not in lines[at] or not _DELIMITER.fullmatch(lines[at + 1].strip()) or len(columns) < 2:
            at += 1
            continue
        room = columns.index(roomy) if roomy in columns else len(columns) - 1
        rows = list(_rows(lines, at + 2, len(columns), room))
        found.append(Table(columns, tuple(rows)))
        at = rows[-1].span.last if rows else at + 2
    return found


def _rows(lines: Sequence[str], at: int, columns: int, room: int) -> Iterator[Row]:
    while at < len(lines):
        if not lines[at].strip():  # people set rows apart, though that ends a table of GFM
            at += 1
            continue
        if not lines[at].lstrip().startswith("|") or _DELIMITER.fullmatch("".join(lines[at + 1 : at + 2]).strip()):
            return
        last = _row_ends(lines, at, columns)
        cells = _cells("".join(lines[at:last]))
        more = len(cells) - columns
        if more > 0:
            cells[room : room + more + 1] = ["|".join(cells[room : room + more + 1])]
        yield Row(Span(at, last), (*cells, *[""] * -more))
        at = last


def _row_ends(lines: Sequence[str], at: int, columns: int) -> int:
    """The line after the row that begins at *at*: a row with too few bars goes on over lines that begin with none."""
    bars = 0
    while at < len(lines):
        bars += len(_PIPE.findall(lines[at]))
        whole = bars > columns and lines[at].rstrip().endswith("|")
        at += 1
        if whole or at == len(lines) or not lines[at].strip() or lines[at].startswith("|"):
            break
    return at


def _cells(row: str) -> list[str]:
    cells = _PIPE.split(row.strip())
    return [cell.strip() for cell in cells[not cells[0] : len(cells) - (not cells[-1])]]


_FRONT = re.compile(r"---[ \t]*\r?\n((?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_UNDER_KEY = re.compile(r"\s+\S.*|#.*|-(?:\s.*)?|\s*")
_KEY = re.compile(r"([^\s:#-][^:]*):(?:\s+(.*))?")
_LONG = 1000
"""A line of front matter as long as this is somebody's prose, and no value that we look for."""


class Front(NamedTuple):
    """Front matter and the text after it: the plain values, and the lists, by lower-case key."""

    values: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    text: str

    @property
    def links(self) -> tuple[Link, ...]:
        """The addresses it gives, each under its key."""
        said = [(key, value) for key, value in self.values.items() if key not in self.lists]
        said += [(key, value) for key, values in self.lists.items() for value in values]
        return tuple(Link(url, key) for key, value in said for url in bare_urls(value))


def front_of(text: str) -> Front:
    """Take the front matter off a text.  A line across the top that begins none is left where it is."""
    found = _FRONT.match(text)
    if found is None or not _is_front(found[1]):
        return Front({}, {}, text)
    lines = found[1].splitlines()
    short = "\n".join(line for line in lines if len(line) < _LONG)
    values = {key.lower(): value for key, value in front_values(short).items()}
    return Front(values, dict(_lists(lines)), text[found.end() :])


def _is_front(words: str) -> bool:
    lines = words.splitlines()
    keys = [line for line in lines if _KEY.fullmatch(line)]
    return (bool(keys) or not words.strip()) and all(
        _KEY.fullmatch(line) or _UNDER_KEY.fullmatch(line) for line in lines
    )


def _lists(lines: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for at, line in enumerate(lines):
        found = _KEY.fullmatch(line)
        if found is None:
            continue
        key, value = found[1].strip().lower(), (found[2] or "").strip()
        if value.startswith("["):
            yield key, _listed(value.strip("[]").split(","))
        elif value:
            yield key, _listed([value])
        else:
            yield key, _listed(_dashed(lines[at + 1 :]))


def _dashed(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if (found := re.fullmatch(r"\s*-\s+(.*)", line)) is None:
            return
        yield found[1]


def _listed(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for one in values if (value := one.strip().strip("\"'").strip()))


_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|november nov|december dec".split("|"), 1
    )
    for name in names.split()
}  # fmt: skip
_DAY_MONTH_YEAR = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]+)\.?,?\s+(?P<year>\d{4})")
_MONTH_DAY_YEAR = re.compile(r"(?P<month>[a-z]+)\.?\s+(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>\d{4})")
_NUMBERS = re.compile(r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})(?:\s?[-/.月]\s?(?P<day>\d{1,2})\s?日?|月)?")


def moment_of(words: str) -> str:
    """The day or month that words name, in ISO 8601: `31 Jan 2024`, `April 30, 2024`, `26th June 2025`, `2024年5月`.

    Empty where they name none, or one that the calendar does not have.
    """
    words = " ".join(words.lower().split())
    for pattern in (_NUMBERS, _DAY_MONTH_YEAR, _MONTH_DAY_YEAR):
        if found := pattern.fullmatch(words):
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
            return valid(
                "-".join(
                    (f"{int(found['year']):04}", f"{number:02}", *([f"{int(found['day']):02}"] if found["day"] else []))
                )
            )
    return ""


def month_number(name: str) -> int:
    """The number of a month, by its English name; 0 where it is none."""
    return _MONTHS.get(name.lower().rstrip("."), 0)


def valid(moment: str) -> str:
    """*moment*, or nothing where there is no such moment."""
    try:
        return str(Moment.parse(moment)) if moment.isascii() else ""
    except ValueError:
        return ""
