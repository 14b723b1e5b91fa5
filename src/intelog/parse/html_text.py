"""HTML as Markdown: what a reader sees of a fragment, and nothing that a browser would run or fetch unasked.

No markup of the source survives: every word is escaped, and the marks are all our own.  Scripts, styles
and the controls of forms are dropped with what they hold, frames and objects with what they show; the words around a form's
controls stay, for whole pages stand in forms.  Of addresses only http, https and mailto are kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from intelog.model.document import Image, Link
from intelog.text.markdown import escape, link

DEPTH = 256
"""Elements nested deeper are read as if their tags were not there."""
NESTING = 64
"""The same for elements that have a form of their own in Markdown, such as lists in lists."""

_DROPPED = frozenset(
    "button embed frame frameset head input noembed noframes option script select style svg template textarea title".split()
)
"""With what they hold.  An object or a frame within the text is not shown either, so what it holds for that case is."""
_PLAYED = frozenset({"audio", "video"})
_VOID = frozenset("area base br col embed frame hr img input link meta param source track wbr".split())
_LISTS = frozenset("dir menu ol ul".split())
_STRONG = frozenset({"b", "strong"})
_EMPHASIS = frozenset({"em", "i"})
_STRUCK = frozenset({"del", "s", "strike"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FORMED_BLOCKS = _LISTS | frozenset(_HEADINGS) | frozenset("blockquote caption dt hr li pre table td th tr".split())
_FORMED = _FORMED_BLOCKS | _STRONG | _EMPHASIS | _STRUCK | _CODE | _PLAYED | {"a", "br", "img", "math", "source", "sup"}
"""The elements that have a form of their own; of all others only the words count, and the break around a block."""
_BLOCKS = _FORMED_BLOCKS | frozenset(
    "address article aside body center dd details dialog div dl fieldset figcaption figure footer form header hgroup html "
    "legend main nav p search section summary".split()
)
_ENDED_BY = {
    "li": (frozenset({"li"}), _LISTS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "a": (frozenset({"a"}), frozenset({"table"})),
}
"""An open element of the first kind ends where the key begins, unless one of the second kind stands between."""

_SPACE = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")
_UNSOUND = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Text(NamedTuple):
    """A fragment as Markdown, with the links and images that it shows, in order."""

    markdown: str
    links: tuple[Link, ...]
    images: tuple[Image, ...]


def markdown_of(html: str, base: str = "") -> Text:
    """*html* as Markdown.  Addresses are resolved against *base*."""
    writer = _Writer(base)
    return Text(writer.blocks(_tree(html).children), tuple(writer.links), tuple(writer.images))


def words_of(html: str) -> str:
    """The words of *html* on one line, without any markup: for titles."""
    return " ".join("".join(_words(_tree(html).children)).split())


def absolute(url: str, base: str) -> str:
    """*url* as seen from *base*; empty where it is no address that a reader may follow."""
    if not url.strip():
        return ""
    try:
        joined = urljoin(base, url.strip())
        scheme, host = urlsplit(joined)[:2]
    except ValueError:
        return ""
    joined = re.sub(r"[\t\n\r\0]", "", _UNSOUND.sub("", joined)).replace(" ", "%20")
    return joined if (scheme in ("http", "https") and host) or scheme == "mailto" else ""


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)
    holds_blocks: bool = False

    @property
    def is_block(self) -> bool:
        """Whether it starts a line of its own; a link never does, whatever it is drawn around."""
        return self.tag in _BLOCKS or self.tag == _BREAK or (self.holds_blocks and self.tag != "a")


_BREAK = "|"
"""Stands where a block without a form of its own begins or ends."""


class _Begin(NamedTuple):
    """A start tag."""

    tag: str
    attributes: dict[str, str]


class _End(NamedTuple):
    """An end tag."""

    tag: str


def _tokens(html: str) -> Iterator[_Begin | _End | str]:
    """Tags and words, as the HTML standard tells them apart, in time that grows with the length.

    Our own, for the standard library's `HTMLParser` of Python 3.11.7 takes 260 s for `<a` 300,000 times.
    """
    at, last = 0, html.rfind(">")
    while (start := html.find("<", at)) >= 0 and (start < last or html.startswith("<!--", start)):
        yield unescape(html[at:start])
        if found := _TAG.match(html, start):
            tag = found["tag"].lower()
            attributes, at = _attributes(html, found.end())
            if found["slash"]:
                yield _End(tag)
                continue
            yield _Begin(tag, attributes)
            if tag in _RAW:
                at = at if html.endswith("/>", 0, at) else _end_of_raw(html, at, tag)
                yield _End(tag)
        elif html.startswith("<!--", start):
            at = _after(html, "-->", start + 2)
        elif html.startswith("<![CDATA[", start):
            at = _after(html, "]]>", start)
            yield html[start + len("<![CDATA[") : at].removesuffix("]]>")
        elif html.startswith(("<!", "<?", "</"), start):
            at = _after(html, ">", start)
        else:
            at = start + 1
            yield "<"
    yield unescape(html[at:])


_TAG = re.compile(r"<(?P<slash>/?)(?P<tag>[a-zA-Z][^\s/>]*)")
_GAP = re.compile(r"[\s/]*")
_NAME = re.compile(r"=?[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_RAW = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in
        ("noembed", "noframes", "script", "style", "textarea", "title")}  # fmt: skip
"""Elements that hold no tags; all of them are dropped."""


def _attributes(html: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag, and where the tag ends."""
    given: dict[str, str] = {}
    while True:
        at = _match_end(_GAP, html, at)
        if at >= len(html) or html[at] == ">":
            return given, at + 1
        name, at = html[at : (end := _match_end(_NAME, html, at))].lower(), end
        value = ""
        if found := _EQUALS.match(html, at):
            at = found.end()
            quote = html[at : at + 1]
            end = html.find(quote, at + 1) if quote in ('"', "'") else -1
            if end >= 0:
                value, at = html[at + 1 : end], end + 1
            else:
                end = _match_end(_BARE, html, at) if quote not in ('"', "'") else len(html)
                value, at = html[at:end], end
        given.setdefault(name, unescape(value))


def _match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _end_of_raw(html: str, at: int, tag: str) -> int:
    """After the end tag; where there is none, a script takes all that follows and others take nothing."""
    found = _RAW[tag].search(html, at)
    if found:
        return _after(html, ">", found.end())
    return len(html) if tag in ("script", "style") else at


def _after(html: str, sign: str, start: int) -> int:
    found = html.find(sign, start)
    return len(html) if found < 0 else found + len(sign)


def _tree(html: str) -> _Element:
    builder = _Builder()
    for token in _tokens(_UNSOUND.sub("", html)):
        if isinstance(token, _Begin):
            builder.begin(*token)
        elif isinstance(token, _End):
            builder.end(token.tag)
        elif token:
            builder.words(token)
    return builder.root


class _Open(NamedTuple):
    """A tag that is open, and the element that takes what it holds."""

    tag: str
    element: _Element
    nesting: int


class _Builder:
    """Nests elements as a browser would, for what matters to a reader."""

    def __init__(self) -> None:
        self.root = _Element("")
        self._open = [_Open("", self.root, 0)]
        self._counts: Counter[str] = Counter()

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element, after ending those that it ends."""
        if tag in _ENDED_BY:
            self._end_open(*_ENDED_BY[tag])
        elif tag in _BLOCKS and self._open[-1].tag == "p":
            self._end("p")
        inside, nesting = self._open[-1].element, self._open[-1].nesting
        element = inside
        if tag in _DROPPED:
            element = _Element(tag)  # hangs nowhere
        elif tag in _FORMED and nesting < NESTING:
            element = _Element(tag, attributes)
            inside.children.append(element)
            nesting += 1
        elif tag in _BLOCKS:
            inside.children.append(_Element(_BREAK))
        if tag in _BLOCKS:
            self._mark_holders()
        if tag not in _VOID and (len(self._open) < DEPTH or tag in _DROPPED):
            self._open.append(_Open(tag, element, nesting))
            self._counts[tag] += 1

    def end(self, tag: str) -> None:
        """End an element and those that it holds; what was never begun is nothing."""
        if self._counts[tag]:
            self._end(tag)
        elif tag == "br":
            self._open[-1].element.children.append(_Element("br"))

    def words(self, words: str) -> None:
        """Words of the element that is open."""
        self._open[-1].element.children.append(words)

    def _end_open(self, tags: frozenset[str], unless: frozenset[str]) -> None:
        for tag, _, _ in reversed(self._open[-DEPTH:]):
            if tag in unless:
                return
            if tag in tags:
                self._end(tag)
                return

    def _end(self, tag: str) -> None:
        while len(self._open) > 1:
            ended, element, _ = self._open.pop()
            self._counts[ended] -= 1
            if ended in _BLOCKS and element is self._open[-1].element:
                element.children.append(_Element(_BREAK))
            if ended == tag:
                return

    def _mark_holders(self) -> None:
        for _, element, _ in reversed(self._open):
            if element.holds_blocks:
                return
            element.holds_blocks = True


def _words(children: list[_Element | str]) -> Iterator[str]:
    for child in children:
        if isinstance(child, str):
            yield child
        elif child.tag not in _PLAYED:
            gap = " " if child.is_block or child.tag == "br" else ""
            yield gap
            if child.tag == "math" and "alttext" in child.attributes:
                yield child.attributes["alttext"]  # in the TeX that it was made of
            else:
                yield from _words(child.children)
            yield gap


class _Style(NamedTuple):
    """What a run of words already stands in."""

    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    linked: bool = False
    one_line: bool = False


_PLAIN = _Style()


class _Piece(NamedTuple):
    """Markdown within a line, and the mark of emphasis it wants around it."""

    text: str
    mark: str = ""


class _Writer:
    """Writes elements as Markdown and keeps the links and images that it wrote."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.links: list[Link] = []
        self.images: list[Image] = []

    def blocks(self, children: list[_Element | str]) -> str:
        """Paragraphs and other blocks, an empty line between."""
        return "\n\n".join(text for _, text in self._each_block(children))

    def _each_block(self, children: list[_Element | str]) -> Iterator[tuple[str, str]]:
        """Each block's tag, or none, and its text."""
        run: list[_Element | str] = []
        for child in (*children, _Element(_BREAK)):
            if isinstance(child, str) or not child.is_block:
                run.append(child)
                continue
            if run and (text := self._paragraph(run)):
                yield "", text
            run = []
            if child.tag != _BREAK and (text := self._block(child)):
                yield child.tag, text

    def _block(self, element: _Element) -> str:
        tag, children = element.tag, element.children
        if tag in _HEADINGS:
            words = _CLOSING.sub(r"\\#", self.line(children))
            return f"{'#' * _HEADINGS[tag]} {words}" if words else ""
        if tag in _LISTS:
            return self._list(element)
        if tag == "pre":
            return _fenced(element)
        if tag == "blockquote":
            return _prefixed(self.blocks(children), "> ", "> ")
        if tag == "hr":
            return "---"
        if tag == "table":
            return self._table(element)
        if tag == "dt":
            words = self.line(children, _Style(strong=True))
            return f"**{words}**" if _can_be_marked(words, " ", " ") else words
        if tag in _PLAYED or tag == "math":
            return self._piece(element, _PLAIN).text
        return self.blocks(children)

    def _paragraph(self, run: list[_Element | str]) -> str:
        lines = self._inline(run, _PLAIN, at_edge=True).split("\n")
        return "  \n".join(_as_start(line.strip()) for line in lines if line.strip())

    def line(self, children: list[_Element | str], style: _Style = _PLAIN) -> str:
        """Everything on one line."""
        return _SPACE.sub(" ", self._inline(children, style._replace(one_line=True), at_edge=True)).strip()

    def _inline(self, children: list[_Element | str], style: _Style, *, at_edge: bool) -> str:
        pieces = [piece for child in children for piece in (self._piece(child, style),) if piece.text]
        edge = " " if at_edge else "x"
        written: list[str] = []
        for n, (text, mark) in enumerate(pieces):
            before = written[-1][-1] if written else edge
            after = pieces[n + 1].text[0] if n + 1 < len(pieces) else edge
            if text[0] == "[" and before == "!":
                written[-1] = f"{written[-1][:-1]}\\!"  # else the link would be an image
            written.append(_marked(text, mark, before, after) if mark else text)
        return _SPACE_ONLY.sub(" ", "".join(written))

    def _piece(self, child: _Element | str, style: _Style) -> _Piece:
        if isinstance(child, str):
            return _Piece(_escaped(child))
        tag = child.tag
        if tag in _PLAYED:
            self._play(child)
            return _Piece("")
        if tag == "math":
            return _Piece(_escaped("".join(_words([child]))))
        if tag == "br":
            return _Piece(" " if style.one_line else "\n")
        if tag == "img":
            return _Piece(self._image(child))
        if tag in _CODE:
            return _Piece(_code(child))
        if tag == "a":
            return _Piece(self._link(child, style))
        for tags, mark, name in _MARKS:
            if tag in tags and not getattr(style, name):
                inner = self._inline(child.children, style._replace(**{name: True, "one_line": True}), at_edge=False)
                return _Piece(inner, mark)
        inner = self._inline(child.children, style, at_edge=False)
        if tag == "sup" and re.fullmatch(r"[-+−\w]{1,8}", inner):
            return _Piece(f"^{inner}")
        return _Piece(f" {inner} " if child.is_block else inner)

    def _link(self, element: _Element, style: _Style) -> str:
        inner = self._inline(element.children, style._replace(linked=True, one_line=True), at_edge=True)
        label = inner.strip()
        url = absolute(element.attributes.get("href", ""), self._base)
        if not label or not url or style.linked or element.attributes.get("href", "").startswith("#"):
            return inner
        self.links.append(Link(url, " ".join("".join(_words(element.children)).split())))
        lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        return lead + link(label, url) + trail

    def _image(self, element: _Element) -> str:
        given = element.attributes
        alt = _SPACE.sub(" ", given.get("alt", "")).strip()
        lazy = (given.get(name, "") for name in ("src", "data-src", "data-original", "data-lazy-src"))
        url = next((u for u in (absolute(one, self._base) for one in lazy if one) if u.startswith("http")), "")
        if not url or {given.get("width"), given.get("height")} & {"0", "1", "0px", "1px"}:
            return ""
        if self.images and self.images[-1].url == url:
            return ""  # a lazy image, and the same again for browsers without scripts
        self.images.append(Image(url, alt, ""))
        return "!" + link(escape(alt), url)

    def _play(self, element: _Element) -> None:
        """What can be played is linked, and shows nothing."""
        sources = [element, *(c for c in element.children if isinstance(c, _Element) and c.tag == "source")]
        for url in (absolute(one.attributes.get("src", ""), self._base) for one in sources):
            if url.startswith("http"):
                self.links.append(Link(url, element.tag))

    def _list(self, element: _Element) -> str:
        number = _number(element.attributes.get("start", "")) if element.tag == "ol" else None
        items: list[str] = []
        loose = False
        for inside in _items(element):
            blocks = list(self._each_block(inside))
            if not blocks:
                continue
            loose = loose or sum(tag not in _LISTS for tag, _ in blocks) > 1
            body = blocks[0][1] + "".join(_gap(tag, text) + text for tag, text in blocks[1:])
            mark = "- " if number is None else f"{number}. "
            number = None if number is None else number + 1
            items.append(_prefixed(body, mark, " " * len(mark)))
        return ("\n\n" if loose else "\n").join(items)

    def _table(self, element: _Element) -> str:
        """A table of data as GFM writes it; a table that only lays out is its cells, one after the other."""
        rows, before = _parts(element)
        outside = self.blocks(before)
        width = max((sum(_span(cell) for cell in row) for row in rows), default=0)
        if width < 2 or any(_has_table(cell.children) for row in rows for cell in row):
            inside = self.blocks([cell for row in rows for cell in row])
        else:
            written = [self._row(row, width) for row in rows]
            inside = "\n".join([written[0], "|" + " --- |" * width, *written[1:]])
        return "\n\n".join(text for text in (outside, inside) if text)

    def _row(self, cells: list[_Element], width: int) -> str:
        texts: list[str] = []
        for cell in cells:
            texts += [self.line(cell.children), *[""] * (_span(cell) - 1)]
        texts += [""] * (width - len(texts))
        return "| " + " | ".join(_UNESCAPED_BAR.sub(r"\|", text) for text in texts) + " |"


_CLOSING = re.compile(r"#$")
"""Number signs at a heading's end would be taken for its mark."""
_MARKS = ((_STRONG, "**", "strong"), (_EMPHASIS, "*", "emphasis"), (_STRUCK, "~~", "struck"))
_SPACE_ONLY = re.compile(r"[ \t]+")
_UNESCAPED_BAR = re.compile(r"(?<!\\)\|")
_START = re.compile(r"[#+=-]|\d{1,9}(?=[.)](?:\s|$))")


def _escaped(words: str) -> str:
    """Words of the source within a line; the spaces at their ends are kept, for words stand on either side."""
    collapsed = _SPACE.sub(" ", words)
    if not collapsed.strip(" "):
        return collapsed
    lead, trail = collapsed[0] == " ", collapsed[-1] == " "
    return " " * lead + escape(f".{collapsed.strip(' ')}")[1:] + " " * trail


def _as_start(line: str) -> str:
    """A line that no longer reads as the start of a list or heading."""
    found = _START.match(line)
    if found is None:
        return line
    return f"{found.group()}\\{line[found.end() :]}" if found.group()[0].isdigit() else f"\\{line}"


def _marked(text: str, mark: str, before: str, after: str) -> str:
    """*text* between marks of emphasis, its spaces outside; bare where the marks would be read as stars."""
    inner = text.strip()
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if not _can_be_marked(inner, lead or before, trail or after):
        return text
    return f"{lead}{mark}{inner}{mark}{trail}"


def _can_be_marked(inner: str, before: str, after: str) -> bool:
    """Whether CommonMark reads marks here: no word may touch a mark that touches punctuation on its other side."""
    if not inner or before[-1] in "*~" or after[0] in "*~" or "\n" in inner:
        return False
    opens = not _is_punctuation(inner[0]) or before[-1].isspace() or _is_punctuation(before[-1])
    closes = not _is_punctuation(inner[-1]) or after[0].isspace() or _is_punctuation(after[0])
    return opens and closes


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _code(element: _Element) -> str:
    words = _SPACE.sub(" ", "".join(_words(element.children))).strip()
    if not words:
        return ""
    fence = "`" * (_longest_run(words, "`") + 1)
    pad = " " if words[0] == "`" or words[-1] == "`" else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _fenced(element: _Element) -> str:
    text = "".join(_verbatim(element.children)).replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    if not text:
        return ""
    inner = [c for c in element.children if isinstance(c, _Element) and c.tag == "code"]
    classes = " ".join(e.attributes.get("class", "") for e in (element, *inner))
    named = re.search(r"(?:^|\s)(?:language|lang|highlight-source)-([\w+#-]{1,20})", classes)
    fence = "`" * max(3, _longest_run(text, "`") + 1)
    return f"{fence}{named.group(1) if named else ''}\n{text}\n{fence}"


def _verbatim(children: list[_Element | str]) -> Iterator[str]:
    for child in children:
        if isinstance(child, str):
            yield child
        elif child.tag in ("br", _BREAK):
            yield "\n"
        elif child.tag == "math":
            yield from _words([child])
        elif child.tag not in _PLAYED:
            yield from _verbatim(child.children)


def _longest_run(text: str, sign: str) -> int:
    return max((len(run) for run in re.findall(f"{re.escape(sign)}+", text)), default=0)


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return (
        "\n".join((first if n == 0 else rest if line else rest.rstrip()) + line for n, line in enumerate(lines))
        if text
        else ""
    )


def _number(given: str) -> int:
    return int(given) if re.fullmatch(r"[0-9]{1,9}", given) else 1


def _span(cell: _Element) -> int:
    given = cell.attributes.get("colspan", "")
    return min(int(given), 20) if re.fullmatch(r"[1-9][0-9]{0,2}", given) else 1


def _gap(tag: str, text: str) -> str:
    """Before a block within an item: a list goes on at the next line, if it begins as one may that breaks off a text."""
    return "\n" if tag in _LISTS and text.startswith(("- ", "1. ")) else "\n\n"


def _items(element: _Element) -> Iterator[list[_Element | str]]:
    """What each item of a list holds; what stands between items is taken for one."""
    for child in element.children:
        if isinstance(child, _Element) and child.tag == "li":
            yield child.children
        elif isinstance(child, _Element) or child.strip():
            yield [child]


def _parts(table: _Element) -> tuple[list[list[_Element]], list[_Element | str]]:
    """The cells of each row, and what stands in the table but in no cell, which browsers show before it."""
    rows: list[list[_Element]] = []
    before: list[_Element | str] = []
    for child in table.children:
        if isinstance(child, _Element) and child.tag == "tr":
            rows.append([c for c in child.children if isinstance(c, _Element) and c.tag in ("td", "th")])
            before += [c for c in child.children if not (isinstance(c, _Element) and c.tag in ("td", "th"))]
        else:
            before.append(child)
    return [row for row in rows if row], before


def _has_table(children: list[_Element | str]) -> bool:
    return any(
        isinstance(c, _Element) and c.holds_blocks and (c.tag == "table" or _has_table(c.children)) for c in children
    )
