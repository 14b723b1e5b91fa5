"""What cannot be read, and what is made to harm, is refused with a reason and without taking memory."""

from __future__ import annotations

import resource
import zlib

import pytest
from tests.parse.pdf.made import HINT, SOUND, Set, file, made, stream

from intelog.errors import ParseError
from intelog.parse.pdf import read


def bomb() -> bytes:
    """Flate in Flate, a few hundred bytes for 192 MiB."""
    inner, outer = zlib.compressobj(9), zlib.compressobj(9)
    data = b"".join(outer.compress(inner.compress(b" " * (1 << 20))) for _ in range(192))
    return data + outer.compress(inner.flush()) + outer.flush()


def contents(data: bytes, more: bytes) -> bytes:
    return file([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>", stream(data, more),
    ])  # fmt: skip


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not a PDF"),
    "HTML": (b"<html>", "not a PDF"),
    "a head alone": (b"%PDF-1.7\n", "broken"),
    "cut short": (SOUND[:300], "broken|no text"),
    "encrypted": (SOUND.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"), "encrypted"),
    "no words": (made([]), "no text"),
    "a space": (made([Set(72, 700, " ")]), "no text"),
    "a giant page": (SOUND.replace(b"[0 0 612 792]", b"[0 0 2000000000 2000000000]"), "measures 2,000,000,000"),
    "a giant length": (SOUND.replace(b"/Length ", b"/Length 2000000000 /Was "), "declares a Length of 2,000,000,000"),
    "a giant count": (SOUND.replace(b"/Count 1", b"/Count 2000000000"), "declares a Count"),
    "a circle": (SOUND.replace(b"/Kids [6 0 R]", b"/Kids [6 0 R 2 0 R]"), "circle"),
    "a bomb": (contents(bomb(), b"/Filter [/FlateDecode /FlateDecode]"), "unpacks to more than 64 MiB"),
    "endless pieces": (
        contents(zlib.compress(b"(a) Tj\n" * 100_000), b"/Filter /FlateDecode"),
        "more than 20,000 pieces",
    ),
    "a chain": (contents(b"x", b"/Filter [/ASCIIHexDecode /ASCIIHexDecode /FlateDecode]"), "a bomb"),
    "too large": (b"%PDF-1.7\n" + b" " * (26 << 20), "larger than 25 MiB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_reason(name: str) -> None:
    data, why = REFUSED[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(ParseError, match=why):
        read(data, HINT)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 << 10, "KiB"
