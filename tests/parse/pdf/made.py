"""Pages made of words at their places, for one promise each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from intelog.model.item import Hint, Item
from intelog.parse.pdf import read

HINT = Hint("paper.pdf", content_type="application/pdf")


class Set(NamedTuple):
    """Words set at a place on a page."""

    x: float
    y: float
    words: str
    size: float = 10
    font: str = "F1"
    turned: bool = False


def made(*pages: Sequence[Set], more: bytes = b"") -> bytes:
    """A PDF of letter-size pages, each with words at their places."""
    kids = b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
        b"<< /Font << /F1 3 0 R /F2 4 0 R >> >>",
    ]
    for number, page in enumerate(pages):
        contents = 7 + 2 * number
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources 5 0 R /Contents %d 0 R >>" % contents
        )
        objects.append(stream(b"\n".join(map(_shown, page))))
    return file(objects, more)


def _shown(one: Set) -> bytes:
    turn = b"0 1 -1 0" if one.turned else b"1 0 0 1"
    words = one.words.replace("(", "\\(").replace(")", "\\)").encode("latin-1")
    return b"BT /%s %g Tf %s %g %g Tm (%s) Tj ET" % (one.font.encode(), one.size, turn, one.x, one.y, words)


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def file(objects: Sequence[bytes], more: bytes = b"") -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        data, len(objects) + 1, table, len(objects) + 1, more, len(data),
    )  # fmt: skip


def lines(x: float, y: float, *words: str, size: float = 10) -> list[Set]:
    return [Set(x, y - 12 * number, line, size) for number, line in enumerate(words)]


def item(data: bytes, hint: Hint = HINT) -> Item:
    (one,) = read(data, hint).items
    return one


LOREM = (
    "Readers of long reports want to know what is",
    "new, who says so, and where it was said before",
    "anybody else had said it. We show that a simple",
    "method finds out, and that it does so in less time",
    "than other methods need for reading the title.",
    "It was tried on reports of four years and three",
    "countries, in two languages, by nine people.",
)


SOUND = made(lines(72, 700, *LOREM))
