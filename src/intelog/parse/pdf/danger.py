"""What is refused before any reader sees it: a reader may run out of memory or stack, and takes its process with it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from intelog.errors import ParseError
from intelog.model.item import Hint

MOST_BYTES = 25 << 20
MOST_UNPACKED = 64 << 20
"""Bytes that one compressed part may unpack to; pictures are never unpacked."""
MOST_UNPACKED_TOGETHER = 256 << 20
MOST_PARTS = 100_000
MOST_PIECES = 20_000
"""Strings that one part may show (a full page of kerned type has 1,500): pdf-oxide takes quadratic time, 5 s for so many."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DECLARED = re.compile(rb"/(Length|Columns|Count|Size|N|LastChar)\s+(\d{1,40})(?!\s+\d+\s+R)")
_FILTERS = re.compile(rb"/(?:F|Filter)\s*(?:\[([^\]]*)\]|/(\w+))")
_KIDS = re.compile(rb"/Kids\s{0,8}\[([^\]]{0,20000})\]")
_OBJECT = re.compile(rb"(\d{1,10})\s{1,8}\d{1,5}\s{1,8}obj\b")
_MOST_KIDS = 20_000
_LONGEST_NUMBER = 1 << 28


def refuse_unsafe(data: bytes, hint: Hint) -> None:
    """Raise `ParseError` for what no reader may see: too large, no PDF, encrypted, or made to harm."""
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
