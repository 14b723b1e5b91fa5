"""PDF: what a page shows, put back into the order in which a person reads it.

A PDF says which words stand where, and little else.  Two readers of the format give us pieces of text with their places
(pdf-oxide, and pypdfium2 where the first fails or finds little); columns, paragraphs and headings are found from the
places and sizes alone.  Nothing is ever drawn.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from intelog.errors import ParseError
from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.model.moment import Moment
from intelog.text.urls import ARXIV_ID, canonical

MOST_BYTES = 25 << 20
MOST_PAGES = 300
MOST_TEXT = 4 << 20
"""Code points of what is read, at most."""
MOST_UNPACKED = 64 << 20
"""Bytes that one compressed part may unpack to; pictures are never unpacked."""
MOST_UNPACKED_TOGETHER = 256 << 20
MOST_PARTS = 100_000
MOST_PIECES = 20_000
"""Strings that one part may show (a full page of kerned type has 1,500): pdf-oxide takes quadratic time, 5 s for so many."""
LARGEST_SIDE = 14_400
"""Of a page, in points: the largest that the format's implementers allow, 200 inches."""
LITTLE = 100
"""Characters a page, below which the second reader is asked."""

NEEDS = "reading PDF needs a library that is not here: pip install 'intelog[pdf]'"


def read(data: bytes, hint: Hint) -> Parsed:
    """One item: the paper or page.  Its references are left out of the text, as they tell of other works; their addresses are kept.

    Raises `ParseError` for what is too large, broken, encrypted, hostile, or holds pictures of words and no words.
    """
    _refuse_unsafe(data, hint)
    scan = _scan(data, hint)
    if not any(piece.text.strip() for page in scan.pages for piece in page.pieces):
        raise ParseError(hint.name, "no text: its pages are pictures, or empty; it would need character recognition")
    body = _body_size(scan.pages)
    laid = [_laid_out(page, body) for page in _without_running_lines(scan.pages)]
    return _parsed(scan, laid, body, hint)


# What is refused before any reader sees it.

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DECLARED = re.compile(rb"/(Length|Columns|Count|Size|N|LastChar)\s+(\d{1,40})(?!\s+\d+\s+R)")
_FILTERS = re.compile(rb"/(?:F|Filter)\s*(?:\[([^\]]*)\]|/(\w+))")
_KIDS = re.compile(rb"/Kids\s{0,8}\[([^\]]{0,20000})\]")
_OBJECT = re.compile(rb"(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj\b")
_MOST_KIDS = 20_000
_LONGEST_NUMBER = 1 << 28


def _refuse_unsafe(data: bytes, hint: Hint) -> None:
    if len(data) > MOST_BYTES:
        raise ParseError(hint.name, f"larger than {MOST_BYTES >> 20} MiB")
    if b"%PDF-" not in data[:1024]:
        raise ParseError(hint.name, "not a PDF: it does not begin as one")
    why = _danger(data)
    if why:
        raise ParseError(hint.name, why)


def _danger(data: bytes) -> str:
    """Why it is not to be handed to a reader; empty where nothing speaks against it."""
    together = 0
    for number, (head, packed) in enumerate(_streams(data)):
        if number > MOST_PARTS:
            return f"it has more than {MOST_PARTS:,} parts"
        if re.search(rb"/Encrypt[\s<]", head):
            return "encrypted: save a copy without a password and read that"
        for name, number in _DECLARED.findall(head):
            if len(number) > 9 or int(number) > _LONGEST_NUMBER:
                return f"it declares a {name.decode()} of {int(number[:20]):,}, in a file of {len(data):,} bytes"
        own = head[max(head.rfind(b" obj"), len(head) - 4096, 0) :]
        if re.search(rb"/Subtype\s*/Image\b", own):
            continue
        unpacked, whole = _unpacked(own, packed)
        together += len(unpacked)
        if not whole:
            return f"a part of {len(packed):,} bytes unpacks to more than {MOST_UNPACKED >> 20} MiB: a bomb"
        if together > MOST_UNPACKED_TOGETHER:
            return f"its parts unpack to more than {MOST_UNPACKED_TOGETHER >> 20} MiB"
        if _shows_too_much(own, unpacked):
            return f"one part shows more than {MOST_PIECES:,} pieces of text"
    return "its tree of pages runs in a circle, or has no end" if _circular(data) else ""


def _shows_too_much(head: bytes, unpacked: bytes) -> bool:
    """Whether it ends more strings than a page does; one sign in 128 of what is no text looks like such an end."""
    if re.search(rb"/Type\s*/(?!XObject)", head):
        return False  # objects or metadata: what shows text has no type, or that one
    return unpacked.count(b")") + unpacked.count(b">") > MOST_PIECES + len(unpacked) // 64


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every stream with what stands before it, and what stands after the last."""
    at = 0
    for start in _STREAM.finditer(data):
        if start.start() < at:
            continue
        end = data.find(b"endstream", start.end())
        end = len(data) if end < 0 else end
        yield data[at : start.start()], data[start.end() : end]
        at = end
    yield data[at:], b""


def _unpacked(head: bytes, packed: bytes) -> tuple[bytes, bool]:
    """A stream's bytes as far as they may go, and whether that is all; *head* is what it says of itself.  Filters other than Flate cannot blow up as far."""
    filters = _FILTERS.findall(head)
    names = re.findall(rb"\w+", b" ".join(filters[-1]) if filters else b"")
    if len(names) > 2:
        return b"", False  # a chain of three is made for nothing but bombs
    for name in names:
        if name not in (b"FlateDecode", b"Fl"):
            break
        unpacker = zlib.decompressobj()
        try:
            packed = unpacker.decompress(packed, MOST_UNPACKED)
        except zlib.error:
            return b"", True  # broken: the reader's matter
        if unpacker.unconsumed_tail:
            return packed, False
    return packed, True


def _circular(data: bytes) -> bool:
    """Whether a node of the tree of pages is among its own descendants: that runs pdf-oxide out of stack."""
    if data.count(b"/Kids") > _MOST_KIDS:
        return True
    kids: dict[int, list[int]] = {}
    for found in _KIDS.finditer(data):
        named = [*_OBJECT.finditer(data, max(found.start() - 1000, 0), found.start())]
        if named:
            kids[int(named[-1][1])] = [int(kid) for kid in re.findall(rb"(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R", found[1])]
    done: set[int] = set()
    for root in kids:
        path: list[tuple[int, Iterator[int]]] = [(root, iter(kids[root]))] if root not in done else []
        above = {root}
        while path:
            node, below = path[-1]
            kid = next(below, None)
            if kid is None:
                path.pop()
                above.discard(node)
                done.add(node)
            elif kid in above:
                return True
            elif kid in kids and kid not in done:
                above.add(kid)
                path.append((kid, iter(kids[kid])))
    return False


# What the readers give.


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text and its place, in points from the page's lower left corner; `bottom` is the line it stands on."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False
    fixed: bool = False
    """Whether all its letters are of one width, as in code."""
    table: str = ""
    """A whole table in Markdown, in the place of its cells."""

    @property
    def middle(self) -> float:
        """Between its left and right end."""
        return (self.left + self.right) / 2

    @property
    def upright(self) -> bool:
        """Whether it runs from left to right; text that was turned stands taller than wide."""
        return len(self.text.strip()) < 3 or self.top - self.bottom < 2 * max(self.right - self.left, self.size)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a reader gives it."""

    number: int
    height: float
    pieces: tuple[Piece, ...]
    aside: tuple[Piece, ...] = ()
    """What belongs to the page and not to the text: running lines, text that was turned, notes in the margin."""
    links: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """What was left out of the text, for those who look for it."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a reader found in the whole file."""

    pages: tuple[Page, ...]
    unread: tuple[Unread, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""


def _scan(data: bytes, hint: Hint) -> Scan:
    """By the first reader; by the second where the first fails, or finds little and the second more."""
    first, why = _attempt(_by_oxide, data)
    if first is not None and _amount(first) >= LITTLE * len(first.pages):
        return first
    second, why_not = _attempt(_by_pdfium, data)
    given = [scan for scan in (first, second) if scan is not None]
    if not given:
        raise ParseError(
            hint.name, NEEDS if why == why_not == NEEDS else next(w for w in (why_not, why) if w and w != NEEDS)
        )
    if first is None and second is not None:
        # Told, as the second reader knows no headings by their weight: a first that fails on everything would go unseen.
        told = Unread(
            "the file", f"read by the second reader alone, as the first was not able to: {why}", is_lost=False
        )
        return replace(second, unread=(told, *second.unread))
    return max(given, key=_amount)


def _amount(scan: Scan) -> int:
    return sum(len(piece.text) for page in scan.pages for piece in page.pieces)


def _attempt(reader: Callable[[bytes], Scan], data: bytes) -> tuple[Scan | None, str]:
    try:
        return reader(data), ""
    except ImportError:
        return None, NEEDS
    except _RefusedError as error:
        return None, str(error)
    except Exception as error:  # whatever a reader raises over broken bytes, it could not read them
        return None, f"broken: {' '.join(str(error).split())[:200] or type(error).__name__}"


class _RefusedError(Exception):
    """The file is not to be read, by any reader."""


def _each(read_page: Callable[[int], Page], count: int) -> tuple[tuple[Page, ...], tuple[Unread, ...]]:
    """As many pages as are read, and why others are not."""
    pages: list[Page] = []
    unread: list[Unread] = []
    room = MOST_TEXT
    for index in range(min(count, MOST_PAGES)):
        try:
            page = read_page(index)
        except _RefusedError:
            raise
        except Exception as error:  # one broken page is news, not a reason to stop
            unread.append(Unread(f"page {index + 1}", f"broken: {' '.join(str(error).split())[:200]}"))
            continue
        room -= sum(len(piece.text) for piece in page.pieces)
        if room < 0:
            return tuple(pages), (
                *unread,
                Unread(f"pages {index + 1} to {count}", f"the text is longer than {MOST_TEXT:,} signs"),
            )
        pages.append(page)
    if count > MOST_PAGES:
        unread.append(Unread(f"pages {MOST_PAGES + 1} to {count}", f"only the first {MOST_PAGES} pages are read"))
    return tuple(pages), tuple(unread)


def _by_oxide(data: bytes) -> Scan:
    import pdf_oxide

    pdf_oxide.disable_logging()
    document = pdf_oxide.PdfDocument.from_bytes(data)
    pages, unread = _each(lambda index: _oxide_page(document, index), int(document.page_count()))
    said = document.xmp_metadata() or {}
    creators = said.get("dc_creator")
    return Scan(
        pages,
        unread,
        title=str(said.get("dc_title") or ""),
        authors=tuple(str(one) for one in creators) if isinstance(creators, list) else (),
        language=str(said.get("dc_language") or ""),
    )


def _oxide_page(document: Any, index: int) -> Page:
    left, bottom, right, top = document.page_media_box(index)
    _refuse_giant(index, right - left, top - bottom)
    letters = document.extract_chars(index)
    turned = [letter for letter in letters if 20 < letter.rotation_degrees % 360 < 340]
    if len(turned) > len(letters) / 2:
        return Page(index + 1, right - left, tuple(_turned(turned, upright=True)))
    starts = {(round(letter.origin_x), round(letter.origin_y)) for letter in turned}
    pieces = list(_turned(turned, upright=False))
    for span in document.extract_spans(index):
        x, y, width, height = span.bbox
        text = _clean(span.text)
        # A span of turned text has the place and the measures of the same text lying down.
        if text and width >= 0 and height >= 0 and (round(x), round(y)) not in starts:
            x, y = x - left, y - bottom
            pieces.append(Piece(text, x, y, x + width, y + height, span.font_size, span.is_bold, span.is_monospace))
    page = _on_page(
        Page(index + 1, top - bottom, tuple(pieces), links=tuple(_oxide_links(document, index))), right - left
    )
    return replace(page, pieces=_with_tables(page.pieces, document.extract_tables(index), left, bottom))


def _turned(letters: Iterable[Any], *, upright: bool) -> Iterator[Piece]:
    """Lines of text that runs up or down the page, as they stand, or *upright*: as one sees them who turns the page."""
    lines: dict[tuple[bool, int], list[Any]] = {}
    for letter in letters:
        lines.setdefault((letter.rotation_degrees % 360 < 180, round(letter.origin_x)), []).append(letter)
    for (up, x), line in lines.items():
        line.sort(key=lambda letter: letter.origin_y if up else -letter.origin_y)
        text = _clean("".join(letter.char for letter in line))
        low, high = min(letter.origin_y for letter in line), max(letter.origin_y for letter in line)
        size = line[0].font_size
        if not text.strip():
            continue
        if not upright:
            yield Piece(text, x - size, low, x, high + size, size)
        elif up:
            yield Piece(text, low, -x, high + size, size - x, size)
        else:
            yield Piece(text, -high, x, size - low, x + size, size)


def _oxide_links(document: Any, index: int) -> Iterator[str]:
    for note in document.get_annotations(index):
        uri = note.get("action_uri") or note.get("uri") if isinstance(note, dict) else None
        if isinstance(uri, str) and re.match(r"https?://[^\s/]", uri):
            yield uri


def _by_pdfium(data: bytes) -> Scan:
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(data)
    try:
        pages, unread = _each(lambda index: _pdfium_page(document[index], index), len(document))
        said = document.get_metadata_dict(skip_empty=True)
        author = re.split(r"\s*;\s*", said.get("Author", ""))
        return Scan(pages, unread, title=said.get("Title", ""), authors=tuple(name for name in author if name))
    finally:
        document.close()


def _pdfium_page(page: Any, index: int) -> Page:
    from pypdfium2 import raw

    width, height = page.get_size()
    _refuse_giant(index, width, height)
    words = page.get_textpage()
    pieces = []
    for number in range(min(words.count_rects(), 2 * MOST_PIECES)):
        left, bottom, right, top = words.get_rect(number)
        # It gives what the rectangle touches, the edge of the next sign too; it writes a hyphen at a line's end in two ways.
        edge = 0.1 * (top - bottom)
        text = _clean(re.sub("[\x02\ufffe]", "-", words.get_text_bounded(left + edge, bottom, right - edge, top)))
        if not text:
            continue
        at = words.get_index((left + right) / 2, (bottom + top) / 2, 5, 5)
        size = raw.FPDFText_GetFontSize(words, at) if at is not None else top - bottom
        pieces.append(Piece(text, left, bottom, right, top, size if size > 1 else max(top - bottom, 1.0)))
    return _on_page(Page(index + 1, height, tuple(pieces)), width)


def _on_page(page: Page, width: float) -> Page:
    """The page without what nobody sees on it, whether broken or hidden: beside the sheet, or of no possible size."""
    seen = tuple(
        piece
        for piece in page.pieces
        if piece.right >= -1 and piece.left <= width + 1 and piece.top >= -1 and piece.bottom <= page.height + 1
        if piece.right - piece.left <= 2 * LARGEST_SIDE and (not piece.upright or piece.top - piece.bottom <= 1000)
    )
    hidden = len(page.pieces) - len(seen)
    return replace(page, pieces=seen, told=(f"{hidden} of its pieces of text stand beside it",) if hidden else ())


def _refuse_giant(index: int, width: float, height: float) -> None:
    if max(width, height) > LARGEST_SIDE:
        raise _RefusedError(
            f"page {index + 1} measures {width:,.0f} by {height:,.0f} points; no page is larger than {LARGEST_SIDE:,}"
        )


_FOR_READING = re.compile("[\ufb00-\ufb06\U0001d400-\U0001d7ff\u2e80-\u2fdf\uf900-\ufaff]")
_NO_TEXT = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff\ud800-\udfff]"
)


def _clean(text: str) -> str:
    """Ligatures, letters of formulas and radicals as the letters they show; `½`, `²` and full-width signs as they are.

    NFKC alone would make 10² into 102.
    """
    text = _FOR_READING.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
    text = re.sub("[\u2010\u2011]|\u00ad$", "-", text).replace("\u00ad", "")
    text = _NO_TEXT.sub("", text)
    return unicodedata.normalize("NFC", re.sub(r"\s", " ", text))


def _with_tables(pieces: tuple[Piece, ...], tables: Iterable[Any], left: float, bottom: float) -> tuple[Piece, ...]:
    """Each table in the place of its cells, where what was found is like one: full, of short cells, of no tiny type."""
    if not pieces:
        return pieces
    usual = _usual_size(pieces)
    for table in tables:
        rows = [[" ".join(_clean(cell["text"]).split()) for cell in row["cells"]] for row in table["rows"]]
        x, y, width, height = table["bbox"]
        inside = [
            p for p in pieces
            if x - 1 <= p.left - (-left) and p.left + left <= x + width + 1 and y - 1 <= p.bottom + bottom <= y + height + 1
        ]  # fmt: skip
        if not inside or _usual_size(inside) < 0.72 * usual or not _is_table(rows):
            continue
        place = Piece(
            "", x - left, y - bottom, x - left + width, y - bottom + height, _usual_size(inside), table=_gfm(rows)
        )
        gone = {id(p) for p in inside}
        pieces = (*(p for p in pieces if id(p) not in gone), place)
    return pieces


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row]
    full = [cell for cell in cells if cell]
    columns = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or columns < 2 or len(full) < 0.6 * len(rows) * columns:
        return False
    return statistics.fmean(len(cell) for cell in full) <= 60 and any(re.search(r"\w", row[0]) for row in rows if row)


def _gfm(rows: Sequence[Sequence[str]]) -> str:
    columns = max(len(row) for row in rows)
    full = [[*(_marked(cell).replace("|", "\\|") for cell in row), *[""] * (columns - len(row))] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in full]
    return "\n".join([lines[0], f"|{' --- |' * columns}", *lines[1:]])


# What runs along every page.

_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE)


def _without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """Pages with running heads, feet and page numbers aside: what stands at an edge, again and again, but for its numbers."""
    pages = [_aside(page, {id(piece) for piece in page.pieces if not piece.upright}) for page in pages]
    edges = [(page, row) for page in pages for row in _rows(page.pieces) if _is_at_edge(row, page.height)]
    seen: dict[str, set[int]] = {}
    for page, row in edges:
        seen.setdefault(_alike(row), set()).add(page.number)
    enough = max(2, 0.3 * len(pages))
    running = {
        id(piece)
        for _, row in edges
        if len(seen[_alike(row)]) >= enough or _NUMBER.fullmatch(_joined(row).strip())
        for piece in row
    }  # fmt: skip
    return [_aside(page, running) for page in pages]


def _aside(page: Page, gone: set[int]) -> Page:
    kept = tuple(piece for piece in page.pieces if id(piece) not in gone)
    return replace(page, pieces=kept, aside=(*page.aside, *(piece for piece in page.pieces if id(piece) in gone)))


def _is_at_edge(row: Sequence[Piece], height: float) -> bool:
    bottom = min(piece.bottom for piece in row)
    return not row[0].table and (bottom < 0.1 * height or max(piece.top for piece in row) > 0.92 * height)


def _alike(row: Sequence[Piece]) -> str:
    return re.sub(r"\W+", "", re.sub(r"\d+", "#", _joined(row)))


# Lines and columns.


class Line(NamedTuple):
    """Pieces that are read in one go, from left to right."""

    pieces: tuple[Piece, ...]
    column: tuple[float, float] = (0.0, 0.0)
    """The left and right end of the column it stands in."""

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(piece.right for piece in self.pieces)

    @property
    def bottom(self) -> float:
        """The line it stands on."""
        return self._main.bottom

    @property
    def top(self) -> float:
        """Of its tallest letters."""
        return max(piece.top for piece in self.pieces)

    @property
    def size(self) -> float:
        """Of most of its letters."""
        return self._main.size

    @property
    def bold(self) -> bool:
        """Whether all its words are."""
        letters = [piece for piece in self.pieces if re.search(r"\w", piece.text)]
        return any(piece.bold for piece in letters) and all(p.bold or p.size < 0.8 * self.size for p in letters)

    @property
    def fixed(self) -> bool:
        """Whether all its letters are of one width."""
        return all(piece.fixed for piece in self.pieces if piece.text.strip())

    @property
    def text(self) -> str:
        """In one go."""
        return " ".join(_joined(self.pieces).split())

    @property
    def _main(self) -> Piece:
        return max(self.pieces, key=lambda piece: len(piece.text) + 100 * bool(piece.table))


_LEADER = re.compile(r"(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
"""The end of a line in a table of contents."""


def _laid_out(page: Page, body: float) -> tuple[Page, list[Line]]:
    """The page's lines in reading order; notes in its margin, labels of pictures and tables of contents go aside."""
    lines = [line for row in _rows(page.pieces) for line in _split(row)]
    small = [line for line in lines if line.size < (0.6 if line.pieces[0].table else 0.72) * body]
    contents = [line for line in _but(lines, small) if _LEADER.search(line.text)]
    lines = _but(_but(lines, small), contents)
    margin = _margin(lines, body) if page.number == 1 else []
    left_out = {"tiny scraps of words": small, "lines of a table of contents": contents, "lines in the margin": margin}
    aside = [piece for some in left_out.values() for line in some for piece in line.pieces]
    told = (*page.told, *(f"{len(some)} {what}" for what, some in left_out.items() if some))
    ordered = [line for column in _columns(_but(lines, margin), body) for line in column]
    return replace(page, aside=(*page.aside, *aside), told=told), ordered


def _but(lines: Sequence[Line], gone: Sequence[Line]) -> list[Line]:
    known = {id(line) for line in gone}
    return [line for line in lines if id(line) not in known]


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces on one line of writing, the larger ones first to say where a line is, so that an exponent joins it."""
    rows: list[list[Piece]] = []
    near: dict[int, list[list[Piece]]] = {}
    for piece in sorted(pieces, key=lambda p: (-p.size, -p.bottom, p.left)):
        row = None if piece.table else _row_of(piece, near)
        if row is not None:
            row.append(piece)
            continue
        rows.append([piece])
        if not piece.table:
            for bucket in range(int(piece.bottom // 8), int(piece.top // 8) + 1):
                near.setdefault(bucket, []).append(rows[-1])
    return [sorted(row, key=lambda p: p.left) for row in sorted(rows, key=lambda row: (-row[0].bottom, row[0].left))]


def _row_of(piece: Piece, near: dict[int, list[list[Piece]]]) -> list[Piece] | None:
    best, share = None, 0.5
    for bucket in range(int(piece.bottom // 8), int(piece.top // 8) + 1):
        for row in near.get(bucket, ()):
            common = min(piece.top, row[0].top) - max(piece.bottom, row[0].bottom)
            height = max(min(piece.top - piece.bottom, row[0].top - row[0].bottom), 0.1)
            if common / height > share:
                best, share = row, common / height
    return best


def _split(row: Sequence[Piece]) -> Iterator[Line]:
    """A row as the lines of its columns: a gap wider than any between two words parts them."""
    line: list[Piece] = []
    for piece in row:
        if line and piece.left - max(p.right for p in line) > 0.9 * max(piece.size, line[-1].size, 6):
            yield Line(tuple(line))
            line = []
        line.append(piece)
    if line:
        yield Line(tuple(line))


def _margin(lines: Sequence[Line], body: float) -> list[Line]:
    """Lines beside the text of a first page, in a narrow column of smaller type: identifiers, dates, licence."""
    gutter = _gutter(lines, body)
    if gutter is None:
        return []
    sides = [line for line in lines if line.right <= gutter], [line for line in lines if line.left >= gutter]
    for one, other in (sides, sides[::-1]):
        widest, wide = (max(line.right for line in s) - min(line.left for line in s) for s in (one, other))
        if widest < 0.45 * wide and statistics.median(line.size for line in one) < 0.95 * body:
            return list(one)
    return []


def _columns(lines: Sequence[Line], body: float, depth: int = 0) -> list[list[Line]]:
    """Lines by column, in reading order.  Where the page has columns, a line across them parts what is above it from what is below."""
    gutter = _gutter(lines, body) if depth < 3 else None
    if gutter is None:
        return [_in_column(lines)] if lines else []
    bands: list[tuple[bool, list[Line]]] = []
    # What stands beside a line across is of its row: the second of three authors stands over the gutter.
    crossed = {round(line.bottom) for line in lines if line.left < gutter < line.right}
    for line in sorted(lines, key=lambda one: (-round(one.bottom), one.left)):
        across = round(line.bottom) in crossed
        if not bands or bands[-1][0] != across:
            bands.append((across, []))
        bands[-1][1].append(line)
    columns: list[list[Line]] = []
    for across, band in bands:
        sides = (
            [band] if across else [[ln for ln in band if ln.left < gutter], [ln for ln in band if ln.left >= gutter]]
        )
        for side in sides:
            columns += _columns(side, body, depth + 1)
    return columns


def _in_column(lines: Sequence[Line]) -> list[Line]:
    full = [line for line in lines if not line.pieces[0].table] or list(lines)
    left, right = min(line.left for line in full), max(line.right for line in full)
    ordered = sorted(lines, key=lambda line: (-round(line.bottom), line.left))
    return [line._replace(column=(left, right)) for line in _with_grids(ordered)]


def _with_grids(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines, three and more rows of cells one under another made into a table: most papers draw no lines around them."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][0].bottom - line.bottom) < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    grid: list[list[Line]] = []
    for row in rows:
        under = not grid or grid[-1][0].bottom - row[0].bottom < 2.5 * row[0].size
        if grid and (len(row) < 2 or not under):
            yield from _grid(grid)
            grid = []
        if len(row) > 1 and not row[0].pieces[0].table:
            grid.append(row)
        else:
            yield from row
    yield from _grid(grid)


def _grid(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The rows as one table, where their cells stand in columns; else as they are."""
    lines = [line for row in rows for line in row]
    columns = _cell_columns(lines)
    places = [[next(n for n, (_, end) in enumerate(columns) if line.left <= end) for line in row] for row in rows]
    if len(rows) < 3 or len(columns) < 2 or any(len(set(place)) < len(place) for place in places):
        return lines
    texts = [[""] * len(columns) for _ in rows]
    for text, row, place in zip(texts, rows, places, strict=True):
        for line, column in zip(row, place, strict=True):
            text[column] = line.text
    if (
        not _is_table(texts)
        or all(_ITEM.match(f"{row[0]} ") for row in texts)
        or any(_PLACE.search(ln.text) for ln in lines)
    ):
        return lines  # the numbers of a list, or authors over where they work
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    size = statistics.median(line.size for line in lines)
    return [Line((Piece("", left, lines[-1].bottom, right, lines[0].top, size, table=_gfm(texts)),))]


def _cell_columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The stretches from left to right in which cells stand."""
    columns: list[tuple[float, float]] = []
    for line in sorted(lines, key=lambda line: line.left):
        if columns and line.left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], line.right))
        else:
            columns.append((line.left, line.right))
    return columns


def _gutter(lines: Sequence[Line], body: float) -> float | None:
    """Where an empty strip parts two columns from top to bottom, but for a few lines across; None where none does."""
    if len(lines) < 10:
        return None
    start, end = int(min(line.left for line in lines)), int(max(line.right for line in lines)) + 1
    if end - start > LARGEST_SIDE:
        return None
    changes = [0] * (end - start + 2)
    for line in lines:
        changes[int(line.left) - start] += 1
        changes[int(line.right) - start + 1] -= 1
    most, covered = max(1, len(lines) // 4), 0
    strips: list[tuple[int, int, int]] = []
    for x, change in enumerate(changes):
        covered += change
        if covered > most or (not change and strips and strips[-1][1] == x and strips[-1][2] != covered):
            continue
        if strips and strips[-1][1] == x and strips[-1][2] == covered:
            strips[-1] = (strips[-1][0], x + 1, covered)
        else:
            strips.append((x, x + 1, covered))
    wide = [(cover, from_ - to, (from_ + to) / 2 + start) for from_, to, cover in strips if to - from_ >= 0.7 * body]
    return next((x for _, _, x in sorted(wide) if _parts_columns(lines, x)), None)


def _parts_columns(lines: Sequence[Line], x: float) -> bool:
    left = [line for line in lines if line.right <= x]
    right = [line for line in lines if line.left >= x]
    if min(len(left), len(right)) < 5:
        return False
    if any(_usual_length(side) < 14 for side in (left, right)):
        return False  # the cells of a table, the labels of a picture
    spans = [(min(line.bottom for line in side), max(line.top for line in side)) for side in (left, right)]
    common = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    return common >= 0.5 * min(top - bottom for bottom, top in spans)


def _usual_length(lines: Sequence[Line]) -> int:
    """The length of the line in which the middle one of all letters stands."""
    lengths = sorted(len(line.text) for line in lines)
    half = sum(lengths) / 2
    return next((length for length, total in zip(lengths, accumulate(lengths), strict=True) if total >= half), 0)


_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def _joined(pieces: Sequence[Piece]) -> str:
    """The text of a line: a gap is a space; a small number set high or low is written as one, as 10³ is not 103."""
    main = max(pieces, key=lambda piece: piece.size)
    words = ""
    end = pieces[0].left
    for piece in pieces:
        text = piece.text
        if piece.size < 0.8 * main.size and re.fullmatch(r"\s*[-+−]?\d+\s*", text) and words:
            low = piece.bottom < main.bottom - 0.05 * main.size
            # pdf-oxide sets what is a little high onto the line, and never what is low; after a letter it may be either.
            high = piece.bottom > main.bottom + 0.15 * main.size or re.search(r"[\d).,\]]\s*$", words) is not None
            text = text.translate(_LOWERED if low else _RAISED) if low or high else text
        gap = piece.left - end
        if words and gap > 0.15 * piece.size and not words[-1].isspace() and not text[0].isspace():
            words += " "
        words += text
        end = max(end, piece.right)
    return words


def _usual_size(pieces: Iterable[Piece]) -> float:
    sizes = Counter[float]()
    for piece in pieces:
        sizes[round(piece.size * 2) / 2] += len(piece.text)
    return sizes.most_common(1)[0][0]


def _body_size(pages: Iterable[Page]) -> float:
    return max(_usual_size(piece for page in pages for piece in page.pieces), 1.0)


# Paragraphs and headings.


@dataclass(slots=True)
class Block:
    """A paragraph, heading, table or piece of code, while lines are added to it."""

    kind: str
    """`text`, `heading`, `note`, `code` or `table`."""
    lines: list[Line]
    page: int

    @property
    def size(self) -> float:
        """Of most of its letters."""
        return self.lines[0].size


_NAMED = re.compile(
    r"(?:\d{0,2}\.?\s*)(?:abstract|introduction|related work|background|methods?|results|discussion|conclusions?|references|bibliography|"
    r"acknowledge?ments?|appendix|摘\s*要|引\s*言|结\s*论|参考文献|致\s*谢)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z](?:\.\d{1,2}){1,3}|[IVX]{1,5}\.)\s+[A-Z\u4e00-\u9fff]")
_BULLET = re.compile(r"([•‣◦▪●○■–∗])\s*(?=\S)")
_ITEM = re.compile(r"(?:[•‣◦▪●○■]|[-–∗]\s|\(?(?:\d{1,2}|[a-z])[.)]\s)")
_ENDS = re.compile(r"[.!?:;。！？：；][\"'”’)\]]*[¹²³⁴⁵⁶⁷⁸⁹⁰]*$")


def _blocks(laid: Sequence[tuple[Page, list[Line]]], body: float) -> list[Block]:
    """The lines of all pages as blocks.  Notes at a page's foot come after the paragraph that they interrupt."""
    blocks: list[Block] = []
    notes: list[Block] = []
    before: Line | None = None
    for page, lines in laid:
        for line in lines:
            kind = _kind_of(line, before, body)
            into = notes if kind == "note" else blocks
            if into and _continues(into[-1], line, kind, page.number):
                into[-1].lines.append(line)
            else:
                if kind != "note":
                    blocks += notes
                    notes = []
                into = notes if kind == "note" else blocks
                into.append(Block(kind, [line], page.number))
            before = line
    return blocks + notes


def _kind_of(line: Line, before: Line | None, body: float) -> str:
    text = line.text
    if line.pieces[0].table:
        return "table"
    if line.fixed and len(text) > 1 and line.left > 0:
        return "code"
    if line.size < 0.9 * body:
        return "note"
    if not re.search(r"[^\W\d]", text) or len(text) > 150:
        return "text"
    if line.size >= 1.12 * body:
        return "heading"
    if _ABSTRACT.match(text) and not _ABSTRACT.fullmatch(text):
        return "text"
    stands_alone = before is None or before.bottom - line.bottom > 1.35 * body or before.bottom < line.bottom
    plain = not re.search(r"[.,;:。，；]$", text) and not _ITEM.match(text)
    if line.bold and plain and stands_alone and len(text.split()) <= 14:
        return "heading"
    if _NAMED.fullmatch(text) and stands_alone:
        return "heading"
    set_apart = line.bold or line.size >= 1.05 * body
    return "heading" if _NUMBERED.match(text) and plain and set_apart and len(text.split()) <= 14 else "text"


def _continues(block: Block, line: Line, kind: str, page: int) -> bool:
    """Whether *line* goes on with the block that was begun."""
    before = block.lines[-1]
    if (
        block.kind == "heading"
        and kind == "text"
        and line.bold
        and before.bold
        and 0 < before.bottom - line.bottom < 1.35 * line.size
    ):
        block.kind = "text"  # a paragraph in bold
    if kind != block.kind or kind == "table":
        return False
    same_column = page == block.page and line.bottom < before.bottom and abs(line.column[0] - before.column[0]) < 2
    gap = before.bottom - line.bottom
    if kind in ("heading", "code", "note"):
        begins = kind == "note" and re.match(r"[¹²³⁴⁵⁶⁷⁸⁹]|\d{1,2}\s?[A-Z]|[*†‡]", line.text)
        near = gap < 1.7 * max(line.size, before.size) or gap < 0.3 * line.size
        same = abs(line.size - before.size) < 0.5 and (kind != "heading" or line.bold == before.bold)
        return same_column and near and same and not begins
    if _ITEM.match(line.text) and not (line.left > line.column[0] + 0.5 * line.size and gap < 0):
        starts_left = abs(line.left - before.left) > 1 or _BULLET.match(line.text) or _ends_short(before)
        if starts_left:
            return False
    if same_column:
        if gap > 1.35 * _pitch(block, line):
            return False
        indented = 0.7 * line.size < line.left - before.left < 4 * line.size
        hanging = _ITEM.match(block.lines[0].text) is not None or (
            len(block.lines) > 1 and block.lines[0].left < before.left - 1
        )
        if indented and not hanging and (_ENDS.search(before.text) or _ends_short(before)):
            return False
        if line.left < before.left - 0.7 * line.size and len(block.lines) > 1 and hanging:
            return False
        return not (_ends_short(before) and _ENDS.search(before.text))
    block.page = page
    return not _ENDS.search(before.text) or (not _ends_short(before) and line.left - line.column[0] < 0.7 * line.size)


def _pitch(block: Block, line: Line) -> float:
    """The step from line to line in the block; a usual one where it has but one."""
    last, before = block.lines[-1], block.lines[-2] if len(block.lines) > 1 else None
    step = before.bottom - last.bottom if before else 0.0
    return min(step if step > 0 else 1.25 * line.size, 1.6 * line.size)


def _ends_short(line: Line) -> bool:
    left, right = line.column
    return line.right < right - 0.12 * (right - left)


# Words out of lines.


def _flowing(lines: Sequence[Line], words: Counter[str]) -> str:
    """Lines as running text, what was broken at their ends joined."""
    parts: list[str] = []
    for line in lines:
        more = line.text
        if parts and more:
            parts[-1] = _before(parts[-1], more, words)
        parts.append(more)
    return "".join(parts)


_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"


def _before(line: str, more: str, words: Counter[str]) -> str:
    """A line as it stands before *more*: with a space, or none, or without its hyphen."""
    broken = re.search(r"([^\W\d_]+)-$", line)
    going_on = re.match(r"[^\W\d_]+", more)
    if broken and going_on:
        return line[:-1] if _is_one_word(broken[1], going_on[0], words) else line
    if re.search(r"\w[-_]$", line) or _breaks_address(line, more):
        return line
    if re.search(f"[{_CJK}]$", line) and re.match(f"[{_CJK}]", more):
        return line
    return f"{line} "


_SECOND = frozenset(
    """
    and art aware based centered dependent driven efficient end free independent in level like long of oriented quality related rich
    scale shot specific state step the time to trained tuned turn world
""".split()
)
"""Words that are mostly the second half of a word with a hyphen: state-of-the-art, semester-long."""


def _is_one_word(start: str, end: str, words: Counter[str]) -> bool:
    """Whether a hyphen at a line's end was the typesetter's: as the rest of the text writes it, else as most words are."""
    goes_on_small = end.islower()
    start, end = start.lower(), end.lower()
    together, apart = words[start + end], words[f"{start}-{end}"]
    if together or apart:
        return together >= apart
    if not goes_on_small or start == "self" or (len(start) > 3 and end in _SECOND):
        return False
    return not (len(start) > 3 and words[start] > 0 and words[end] > 0)


def _breaks_address(text: str, more: str) -> bool:
    last = text.rsplit(" ", 1)[-1]
    return bool(re.search(r"^https?:$|(?:https?://|www\.|10\.\d{4,9}/)\S*[/.=_&?%-]$", last)) and not re.match(
        r"[A-Z][a-z]", more
    )


def _vocabulary(laid: Sequence[tuple[Page, list[Line]]]) -> Counter[str]:
    """How often each word stands within a line, with and without its hyphens."""
    words = Counter[str]()
    for _, lines in laid:
        for line in lines:
            inner = re.sub(r"[^\W\d_]+-$", "", line.text.lower())
            words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", inner))
    for word in [word for word in words if "-" in word]:
        words.update(word.split("-"))
    return words


_MARKS = re.compile(r"[\\`*<]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])")
_LINE_START = re.compile(r"[#>+](?=\s|#)|[-=](?=\s|[-=]{2})|\d{1,9}(?=[.)]\s)")


def _marked(words: str) -> str:
    """Plain words as Markdown that reads as those words; no more marks than that, as the words will be looked for."""
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", words)


def _markdown(block: Block, levels: Sequence[float], words: Counter[str]) -> str:
    if block.kind == "table":
        return block.lines[0].pieces[0].table
    if block.kind == "code":
        text = "\n".join(line.text for line in block.lines)
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    text = _flowing(block.lines, words)
    if block.kind == "heading":
        return f"{'#' * _level(block, text, levels)} {_marked(text)}"
    bullet = _BULLET.match(text)
    if bullet and bullet[1] != "–":
        return f"- {_marked(text[bullet.end() :])}"
    if re.match(r"\d{1,9}[.)]\s", text):
        return _marked(text)
    return (
        _LINE_START.sub(lambda mark: f"\\{mark[0]}", _marked(text), count=1)
        if _LINE_START.match(text)
        else _marked(text)
    )


def _level(block: Block, text: str, levels: Sequence[float]) -> int:
    if _ABSTRACT.fullmatch(text):
        return 2
    numbered = re.match(r"\d{1,2}((?:\.\d{1,2})*)\.?\s", text)
    if numbered:
        return min(2 + numbered[1].count("."), 6)
    return min(2 + next((i for i, size in enumerate(levels) if block.size >= size - 0.4), 0), 6)


# The item.

_ABSTRACT = re.compile(r"(?:abstract|summary|摘\s*要)\s*(?:[—–:：.-]+\s*|$)", re.IGNORECASE)
_REFERENCES = re.compile(
    r"(?:\d{1,2}\.?\s*|[IVX]+\.\s*)?(?:references|bibliography|literature cited|works cited|参考文献)\s*:?",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[^()]{3,400}\((?:(?:19|20)\d\d\w?|n\.d\.)[^)]{0,20}\)\.")
"""Authors, and a year in brackets."""
_STAMP = re.compile(rf"arXiv:({ARXIV_ID})(?:v(\d+))?\s*\[[\w.-]+\]\s*(\d{{1,2}}\s+\w{{3,9}}\s+\d{{4}})?")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}|]*[^\s\"<>{}|.,;:)\]])")
_DATE = (
    r"(\d{4}-\d{2}(?:-\d{2})?|\d{1,2}\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{4}|"
    r"\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)"
)
_PUBLISHED = re.compile(
    rf"(?:Published(?: online)?|Publication date|Date of publication|出版日期|发表日期)\s*[:：]?\s*{_DATE}"
)
_CAPTION = re.compile(r"(?:Figure|Fig\.|图)\s*\d", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]（），。]*[^\s<>()\[\]（），。.,;:'\"]")


def _parsed(scan: Scan, laid: Sequence[tuple[Page, list[Line]]], body: float, hint: Hint) -> Parsed:
    blocks = _blocks(laid, body)
    words = _vocabulary(laid)
    title, below = _title(scan, blocks, words, hint)
    front, blocks = _front(below) if len(below) < len(blocks) else ([], blocks)
    blocks, references = _without_references(blocks)
    blocks, labels = _without_labels(blocks)
    first, first_lines = laid[0]
    beside = "\n".join(_joined(row) for row in _rows(first.aside))
    turned = "\n".join(piece.text for page, _ in laid[:1] for piece in page.aside if not piece.upright)
    opening = "\n".join([turned, beside, *(line.text for block in front for line in block.lines)])
    known = _Known.of(opening, hint)
    text = _text(blocks, words)
    has_abstract = any(block.kind == "heading" and _ABSTRACT.match(block.lines[0].text) for block in blocks[:3])
    is_paper = bool(known.arxiv or known.doi or (has_abstract and references))
    item = Item(
        title=title,
        kind=Kind.PAPER if is_paper else Kind.PAGE,
        text=text,
        markup=Markup.MARKDOWN,
        url=known.url or hint.url,
        key=f"arxiv:{known.arxiv}" if known.arxiv else "",
        published=known.published,
        updated=known.updated,
        language=scan.language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", scan.language) else "",
        authors=_authors(scan, front, " ".join(line.text for line in first_lines)),
        links=_links([page for page, _ in laid], text, references),
        also=(hint.url,) if hint.url and known.url and canonical(hint.url) != canonical(known.url) else (),
        source_version=known.version,
    )
    return Parsed(items=(item,), unread=(*scan.unread, *_left_out([page for page, _ in laid], references, labels)))


def _text(blocks: Sequence[Block], words: Counter[str]) -> str:
    levels = sorted({round(block.size * 2) / 2 for block in blocks if block.kind == "heading"}, reverse=True)
    parts = [_markdown(block, levels, words) for block in blocks]
    text = ""
    for block, part, before in zip(blocks, parts, [None, *blocks], strict=False):
        listed = part.startswith("- ") and before is not None and text.rsplit("\n", 1)[-1].startswith("- ")
        text += ("\n" if listed else "\n\n" if text else "") + part if block.lines else ""
    return text.strip()


def _title(scan: Scan, blocks: list[Block], words: Counter[str], hint: Hint) -> tuple[str, list[Block]]:
    """The largest words at the beginning, and the blocks without them; what the file calls itself, where none stand out."""
    opening = [block for block in blocks[:12] if block.kind == "heading" and block.page == 1]
    largest = max((block.size for block in opening), default=0.0)
    named = next((block for block in opening if block.size >= largest - 0.1), None)
    said = " ".join(_clean(scan.title).split())
    shown = _flowing(named.lines, words) if named else ""
    stands_out = named is not None and not _NAMED.fullmatch(shown) and len(shown) > 3
    if named is not None and stands_out and (named is blocks[0] or blocks.index(named) < 4):
        same = said and _letters(said) == _letters(shown)
        rest = blocks[blocks.index(named) + 1 :] if blocks.index(named) < 4 else blocks
        return (said if same else shown), rest
    name = PurePosixPath(hint.name).stem.replace("_", " ").strip()
    return said or name or "untitled", blocks


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).lower())


def _front(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """What stands between a title and the text (authors, where they work), and the text.

    Nothing is taken away that is not like it.  A long paragraph under the authors, before any heading, is the abstract.
    """
    for number, block in enumerate(blocks[:30]):
        if block.page > 1:
            break
        if block.kind == "heading" and not _names_people(block, blocks[number + 1 :]):
            return _parted(blocks[:number], blocks[number:])
        if block.kind in ("text", "note") and _ABSTRACT.match(block.lines[0].text):
            return _parted(blocks[:number], _abstract(block, blocks[number + 1 :]))
        if block.kind == "text" and _length(block) >= 60:
            if not any(_people(one) for one in blocks[:number]):
                break
            return _parted(blocks[:number], [_heading("Abstract", block, blocks[number:]), *blocks[number:]])
    return [], blocks


def _parted(above: Sequence[Block], below: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    front = [block for block in above if _is_front(block)]
    return front, [*(block for block in above if not _is_front(block)), *below]


def _is_front(block: Block) -> bool:
    """Names, addresses, dates, marks: nothing that is told in sentences."""
    words = _length(block)
    if _people(block) or _PLACE.search(" ".join(line.text for line in block.lines)):
        return words < 150
    return words <= 8 or (block.kind == "note" and words < 40)


def _names_people(heading: Block, after: Sequence[Block]) -> bool:
    """Whether what looks like a heading is a line of authors: `Related Work` is like a name, but a long text follows it."""
    if not _people(heading) and any(re.search(r"[^\W\d]", _without_marks(line)) for line in heading.lines):
        return False
    return not (
        after and after[0].kind == "text" and _length(after[0]) >= 25 and not _PLACE.search(after[0].lines[0].text)
    )


def _length(block: Block) -> int:
    return sum(len(line.text.split()) for line in block.lines)


def _abstract(block: Block, after: Sequence[Block]) -> list[Block]:
    """`Abstract—We show ...`, run into its paragraph, as a heading and the paragraph, before what comes after."""
    first = block.lines[0]
    found = _ABSTRACT.match(first.text)
    rest = first.text[found.end() :] if found else first.text
    whole = replace(first.pieces[0], text=rest, right=first.right, bold=False)
    lines = [Line((whole,), first.column), *block.lines[1:]] if rest else block.lines[1:]
    body = [Block("text", lines, block.page)] if lines else []
    return [_heading("Abstract", block, after), *body, *after]


def _heading(text: str, block: Block, after: Sequence[Block]) -> Block:
    """A heading that the page does not show, of the rank of those that it does."""
    first = block.lines[0]
    size = max((one.size for one in after if one.kind == "heading"), default=first.size)
    return Block("heading", [Line((replace(first.pieces[0], text=text, size=size),), first.column)], block.page)


def _without_references(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The text, and the list of references: from its heading to the next of its size, as an appendix may follow.

    A list without a heading is known by its entries, where they end the paper.
    """
    for number, block in enumerate(blocks):
        if block.kind != "heading" or not _REFERENCES.fullmatch(block.lines[0].text) or number < len(blocks) // 4:
            continue
        after = number + 1
        while after < len(blocks) and not (blocks[after].kind == "heading" and blocks[after].size >= block.size - 0.4):
            after += 1
        return [*blocks[:number], *blocks[after:]], blocks[number:after]
    listed = len(blocks)
    while (
        listed
        and blocks[listed - 1].kind == "text"
        and _ENTRY.match(" ".join(line.text for line in blocks[listed - 1].lines))
    ):
        listed -= 1
    return (blocks[:listed], blocks[listed:]) if len(blocks) - listed >= 3 else (blocks, [])


def _without_labels(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The text, and the words that stand in pictures: at least three scraps of a line right above a picture's caption."""
    gone: list[Block] = []
    for number, block in enumerate(blocks):
        if not _CAPTION.match(block.lines[0].text):
            continue
        start = number
        while start and blocks[start - 1].page == block.page and _is_scrap(blocks[start - 1]):
            start -= 1
        if number - start >= 3:
            gone += blocks[start:number]
    known = {id(block) for block in gone}
    return [block for block in blocks if id(block) not in known], gone


def _is_scrap(block: Block) -> bool:
    text = block.lines[-1].text
    few = _length(block) <= 5 * len(block.lines) and not _ITEM.match(block.lines[0].text)
    return block.kind in ("text", "note") and few and not _ENDS.search(text) and not _CAPTION.match(block.lines[0].text)


def _left_out(pages: Sequence[Page], references: Sequence[Block], labels: Sequence[Block]) -> list[Unread]:
    """What is not part of the text, page by page; what runs along every page is not worth telling."""
    told = [Unread(f"page {page.number}", why, is_lost=False) for page in pages for why in page.told]
    scraps = Counter(block.page for block in labels)
    told += [
        Unread(f"page {page}", f"{count} scraps of words in a picture", is_lost=False) for page, count in scraps.items()
    ]
    if references:
        why = "the list of references is not part of the text; its addresses are kept as links"
        told.append(Unread(f"page {references[0].page}", why, is_lost=False))
    return told


class _Known(NamedTuple):
    """What a first page says of where and when it was published."""

    arxiv: str = ""
    version: int = 0
    doi: str = ""
    published: str = ""
    updated: str = ""

    @classmethod
    def of(cls, opening: str, hint: Hint) -> _Known:
        stamp = _STAMP.search(opening)
        doi = _DOI.search(re.sub(r"(10\.)\s+(?=\d{4,9}/)", r"\1", opening))
        named = re.fullmatch(r"arxiv:(.+)", canonical(hint.url))
        minted = re.fullmatch(rf"10\.48550/arxiv\.({ARXIV_ID})", doi[1], re.IGNORECASE) if doi else None
        arxiv = stamp[1] if stamp else named[1] if named else minted[1] if minted else ""
        version = int(stamp[2] or 0) if stamp else 0
        stamped = _moment(stamp[3] or "") if stamp else ""
        said = _PUBLISHED.search(opening)
        published = stamped if version == 1 and stamped else _moment(said[1]) if said else _month(arxiv)
        return cls(arxiv, version, doi[1] if doi else "", published, stamped if version > 1 else "")

    @property
    def url(self) -> str:
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else ""


def _month(arxiv: str) -> str:
    """The month that an arXiv id says."""
    digits = arxiv.rpartition("/")[2][:4]
    if not re.fullmatch(r"\d{4}", digits):
        return ""
    century = "19" if "/" in arxiv and digits[0] == "9" else "20"
    return _valid(f"{century}{digits[:2]}-{digits[2:]}")


def _moment(words: str) -> str:
    """A date as printed, as exactly as it is printed; empty where it is none."""
    words = re.sub(r"[.,]", "", " ".join(words.split()))
    chinese = re.fullmatch(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?", words)
    if chinese:
        year, month, day = chinese.groups()
        return _valid(f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else ""))
    for form, written in (
        ("%d %B %Y", "%Y-%m-%d"), ("%d %b %Y", "%Y-%m-%d"), ("%B %d %Y", "%Y-%m-%d"), ("%b %d %Y", "%Y-%m-%d"),
        ("%B %Y", "%Y-%m"), ("%b %Y", "%Y-%m"),
    ):  # fmt: skip
        try:
            return datetime.strptime(words, form).strftime(written)  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return _valid(words)


def _valid(text: str) -> str:
    try:
        return str(Moment.parse(text))
    except ValueError:
        return ""


_NAME = re.compile(
    r"(?:[A-ZÀ-ÞĀ-Ž][\w'’.-]*|d[aeiu]|de[lnr]?|v[ao]n|la|le|el|bin|al|y)(?:\s+(?:[A-ZÀ-ÞĀ-Ž][\w'’.-]*|d[aeiu]|de[lnr]?|v[ao]n|la|le|el|bin|al|y)){1,5}"
)
_PLACE = re.compile(
    r"universi|institut|depart|laborator|school|college|faculty|research|center|centre|group|google|microsoft|inc\b|corporation|academy|"
    r"@|hospital|author|contribution|company|team\b|labs?\b",
    re.IGNORECASE,
)


def _authors(scan: Scan, front: Sequence[Block], first_page: str) -> tuple[str, ...]:
    """As the file names them, where its first page does too; else the names under the title."""
    shown = _letters(first_page + " ".join(line.text for block in front for line in block.lines))
    said = [" ".join(_clean(name).split()) for name in scan.authors]
    if said and all(name and _letters(name.split()[-1]) in shown for name in said):
        return tuple(said)
    found: list[str] = []
    style: tuple[float, bool] | None = None
    for block in front:
        own = (round(block.size), block.lines[0].bold)
        names = _people(block) if style in (None, own) else []
        style = own if names else style
        found += [name for name in names if name not in found]
    return tuple(found)


def _people(block: Block) -> list[str]:
    """The names that its lines are made of, each line's or, where a name runs on into the next, those of all lines."""
    lines = [_without_marks(line) for line in block.lines]
    each = [_names(words) for words in lines]
    return [name for names in each for name in names] if all(each) else _names(" ".join(lines))


def _without_marks(line: Line) -> str:
    """A line of names without the small numbers and signs that lead to addresses."""
    kept = [piece for piece in line.pieces if piece.size >= 0.8 * line.size]
    return re.sub(r"[\d*∗†‡§¶♠♦♣⋆⁰¹²³⁴⁵⁶⁷⁸⁹]+", "", _joined(kept)) if kept else ""


def _names(text: str) -> list[str]:
    """Every part of the line, where each of them is like a person's name; else none."""
    parts = [part.strip(" ,;") for part in re.split(r"[,;]|\band\b|&|\s{3,}", text)]
    parts = [part for part in parts if part]
    if not parts or _PLACE.search(text) or _NAMED.fullmatch(text) or not all(_NAME.fullmatch(part) for part in parts):
        return []
    return parts


def _links(pages: Sequence[Page], text: str, references: Sequence[Block]) -> tuple[Link, ...]:
    """Every address once: those written in the text, those under its words, those of its references."""
    cited = " ".join(line.text for block in references for line in block.lines)
    under = [url for page in pages for url in page.links]
    written = [url.replace("\\", "") for url in _ADDRESS.findall(text)]
    found = dict.fromkeys([*written, *under, *(f"https://doi.org/{doi}" for doi in _DOI.findall(cited))])
    return tuple(Link(url, "") for url in found)
