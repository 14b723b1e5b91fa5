"""PDF: what a page shows, put back into the order in which a person reads it.

A PDF says which words stand where, and little else.  Two readers of the format give us pieces of text with their places
(pdf-oxide, and pypdfium2 where the first fails or finds little); columns, paragraphs and headings are found from the
places and sizes alone.  Nothing is ever drawn.
"""

from __future__ import annotations

from intelog.errors import ParseError
from intelog.model.item import Hint, Parsed
from intelog.parse.pdf.danger import refuse_unsafe
from intelog.parse.pdf.engines import scan_of
from intelog.parse.pdf.item import parsed
from intelog.parse.pdf.layout import laid_out, without_running_lines
from intelog.parse.pdf.values import body_size


def read(data: bytes, hint: Hint) -> Parsed:
    """One item: the paper or page.  Its references are left out of the text, as they tell of other works; their addresses are kept.

    Raises `ParseError` for what is too large, broken, encrypted, hostile, or holds pictures of words and no words.
    """
    refuse_unsafe(data, hint)
    scan = scan_of(data, hint)
    if not any(piece.text.strip() for page in scan.pages for piece in page.pieces):
        raise ParseError(hint.name, "no text: its pages are pictures, or empty; it would need character recognition")
    body = body_size(scan.pages)
    laid = [laid_out(page, body) for page in without_running_lines(scan.pages)]
    return parsed(scan, laid, body, hint)
