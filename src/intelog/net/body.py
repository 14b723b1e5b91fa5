"""Bodies: decoded in small pieces and counted, so that no answer can fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from intelog.net.guard import Stopped
from intelog.ports import Outcome

EXPANSION = 100
"""A decoded byte for a byte read, at most: text shrinks to a tenth, an endless row of zeros to a thousandth."""
EXPANSION_FROM = 1 << 20
"""So much may be decoded from anything: a small page of one repeated line is no attack."""
_STEP = 256 << 10
_GZIP = 16 + zlib.MAX_WBITS


def decoded(pieces: Iterable[bytes], encoding: str, *, at_most: int, is_beginning: bool = False) -> bytes:
    """The whole body, or `Stopped` as soon as it is more than *at_most*, expands too far, or is not whole.

    *encoding* is the header as it came.  *is_beginning*: what is more is left where it is.  What we did not ask for is not decoded: the cheapest attack on a reader is a
    coding with a high rate (809 bytes of Brotli hold a gigabyte).
    """
    match encoding.strip().lower():
        case "" | "identity":
            parts = iter(pieces)
        case "gzip" | "x-gzip":
            parts = _unzipped(pieces)
        case other:
            why = f"it came encoded as {other[:40]!r}, which was not asked for; not decoded"
            raise Stopped(Outcome.UNASKED_ENCODING, why)
    whole = bytearray()
    for part in parts:
        whole += part
        if len(whole) > at_most:
            if is_beginning:
                return bytes(whole[:at_most])
            raise too_large(at_most)
    return bytes(whole)


def too_large(at_most: int) -> Stopped:
    """That a body is more than we read."""
    size = f"{at_most >> 20} MiB" if at_most >= 1 << 20 else f"{at_most >> 10} KiB"
    return Stopped(Outcome.TOO_LARGE, f"more than {size}; not read")


def _unzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """One gzip member (RFC 1952), whole."""
    gzip = zlib.decompressobj(_GZIP)
    taken = made = 0
    try:
        for piece in pieces:
            taken += len(piece)
            if gzip.eof:
                _check_rest(piece)
                continue
            rest = piece  # the end is always in what is not read yet: the sum and length follow all there is to decode
            while rest:
                part = gzip.decompress(rest, _STEP)
                rest = gzip.unconsumed_tail
                made += len(part)
                if made > EXPANSION_FROM and made > EXPANSION * taken:
                    raise Stopped(Outcome.TOO_LARGE, f"its gzip expands more than {EXPANSION} times; stopped")
                yield part
            _check_rest(gzip.unused_data)
    except zlib.error as error:
        raise Stopped(Outcome.BROKEN, "it says that it is gzip, and is not") from error
    if taken and not gzip.eof:
        raise Stopped(Outcome.BROKEN, "its gzip is cut off")


def _check_rest(rest: bytes) -> None:
    if rest.strip(b"\0"):
        raise Stopped(Outcome.BROKEN, "more follows after the end of its gzip")
