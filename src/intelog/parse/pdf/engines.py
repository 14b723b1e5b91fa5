"""Two readers of the format, pdf-oxide and pypdfium2, each imported when a file is read: what they find, as pages of pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from intelog.errors import ParseError
from intelog.model.item import Hint, Unread
from intelog.parse.pdf.danger import MOST_PIECES
from intelog.parse.pdf.tables import with_tables
from intelog.parse.pdf.values import LARGEST_SIDE, Page, Piece, Scan
from intelog.parse.pdf.words import clean

MOST_PAGES = 300
MOST_TEXT = 4 << 20
"""Code points of what is read, at most."""
LITTLE = 100
"""Characters a page, below which the second reader is asked."""

NEEDS = "reading PDF needs a library that is not here: pip install 'intelog[pdf]'"


def scan_of(data: bytes, hint: Hint) -> Scan:
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
        text = clean(span.text)
        # A span of turned text has the place and the measures of the same text lying down.
        if text and width >= 0 and height >= 0 and (round(x), round(y)) not in starts:
            x, y = x - left, y - bottom
            pieces.append(Piece(text, x, y, x + width, y + height, span.font_size, span.is_bold, span.is_monospace))
    page = _on_page(
        Page(index + 1, top - bottom, tuple(pieces), links=tuple(_oxide_links(document, index))), right - left
    )
    return replace(page, pieces=with_tables(page.pieces, document.extract_tables(index), left, bottom))


def _turned(letters: Iterable[Any], *, upright: bool) -> Iterator[Piece]:
    """Lines of text that runs up or down the page, as they stand, or *upright*: as one sees them who turns the page."""
    lines: dict[tuple[bool, int], list[Any]] = {}
    for letter in letters:
        lines.setdefault((letter.rotation_degrees % 360 < 180, round(letter.origin_x)), []).append(letter)
    for (up, x), line in lines.items():
        line.sort(key=lambda letter: letter.origin_y if up else -letter.origin_y)
        text = clean("".join(letter.char for letter in line))
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
        text = clean(re.sub("[\x02\ufffe]", "-", words.get_text_bounded(left + edge, bottom, right - edge, top)))
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
