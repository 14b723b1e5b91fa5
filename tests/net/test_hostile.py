"""Servers that mean harm: every one ends in time, within memory, with one line."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.net.conftest import NOON, Get
from tests.net.site import Route, Seen, Site, answer

from intelog.net.dial import HEADERS_AT_MOST
from intelog.net.door import BODY_AT_MOST, Door
from intelog.ports import Expected, Outcome, Request

MIB = 1 << 20
SPARE = 32 * MIB
"""What a bomb may take beyond what it may hold."""


def bomb(size: int) -> bytes:
    """Zeros, a thousand to one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(size // MIB)) + packer.flush()


def forever(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


def chunked(pieces: Iterator[bytes], extension: bytes = b"") -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for piece in pieces:
        yield b"%x%s\r\n%s\r\n" % (len(piece), extension, piece)


def after(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def noise(size: int) -> bytes:
    return Random(1).randbytes(size)  # noqa: S311 - a fixed seed


OK = b"HTTP/1.1 200 OK\r\n"
TOO_MUCH: dict[str, Route] = {
    "endless body": lambda _: after(OK + b"\r\n", forever(b"x" * 65536)),
    "endless chunks": lambda _: chunked(forever(b"x" * 65536)),
    "a body that is said to be huge": OK + b"Content-Length: 99999999999\r\n\r\n",
    "a body of 18 digits and more": OK + b"Content-Length: 9999999999999999\r\n\r\n",
    "endless gzip": lambda _: after(OK + b"Content-Encoding: gzip\r\n\r\n", iter([bomb(64 * MIB), *[b"\0" * 65536] * 9])),
    "gzip bomb": lambda _: answer(bomb(256 * MIB), headers=[("Content-Encoding", "gzip")]),
    "gzip bomb in chunks": lambda _: after(
        OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
        (b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [bomb(64 * MIB)]),
    ),
    "gzip of noise": lambda _: answer(gzip.compress(noise(11 * MIB), 0), headers=[("Content-Encoding", "gzip")]),
    "one header of a gigabyte": lambda _: after(OK + b"X: ", forever(b"y" * 65536)),
    "headers without end": lambda _: after(OK, forever(b"X-More: and more\r\n" * 1000)),
    "ten thousand cookies": lambda _: after(OK, iter([b"Set-Cookie: c=1\r\n" * 10_000, b"\r\n"])),
    "a status line without end": lambda _: forever(b"H" * 65536),
    "a thousand informational answers": lambda _: forever(b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 100),
    "chunks that are mostly extension": lambda _: chunked(forever(b"x"), b";" + b"e" * 60_000),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_is_cut_off(name: str, site: Site, get: Get) -> None:
    site.routes["/"] = TOO_MUCH[name]
    get("/first")  # so that what is made once is not counted
    tracemalloc.start()
    try:
        began = time.monotonic()
        response = get()
        took, (_, most) = time.monotonic() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert response.outcome in (Outcome.TOO_LARGE, Outcome.BROKEN), response
    assert response.body == b""
    assert "\n" not in response.why
    assert took < 8
    assert most < BODY_AT_MOST[Expected.PAGE] + SPARE


def test_the_line_says_what_was_too_much(site: Site, get: Get) -> None:
    site.routes |= {
        "/body": TOO_MUCH["endless body"],
        "/gzip": TOO_MUCH["gzip bomb"],
        "/headers": TOO_MUCH["headers without end"],
    }

    assert get("/body").why == "more than 10 MiB; not read"
    assert get("/body", expected=Expected.PDF).why == "more than 25 MiB; not read"
    assert get("/gzip").why == "its gzip expands more than 100 times; stopped"
    assert get("/headers").why == "its headers go on after 64 KiB; stopped"


def test_what_just_fits_is_read(site: Site, get: Get) -> None:
    whole = noise(10 * MIB)
    head = OK + b"Content-Length: 2\r\nX: "
    site.routes["/body"] = answer(whole)
    site.routes["/more"] = answer(whole + b"!")
    site.routes["/pdf"] = answer(whole + b"!")
    site.routes["/headers"] = head + b"y" * (HEADERS_AT_MOST - len(head) - 6) + b"\r\n\r\nok"
    site.routes["/small bomb"] = answer(bomb(MIB), headers=[("Content-Encoding", "gzip")])

    assert get("/body").body == whole
    assert get("/more").outcome is Outcome.TOO_LARGE
    assert get("/pdf", expected=Expected.PDF).outcome is Outcome.READ
    assert get("/headers").body == b"ok"
    assert get("/small%20bomb").outcome is Outcome.MISSING  # it has no such path
    site.routes["/small"] = site.routes["/small bomb"]
    assert len(get("/small").body) == MIB


def drip(site: Site, head: bytes, piece: bytes) -> Route:
    def said(_: Seen) -> Iterator[bytes]:
        yield head
        while True:
            site.sleep(0.05)
            yield piece

    return said


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b""),
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: trailer\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", b""),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 999\r\n\r\n", b"x"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 999\r\n\r\n", b"x"),
    ],
)
def test_a_server_that_drips_is_left_when_the_time_is_up(head: bytes, piece: bytes, site: Site) -> None:
    site.routes["/"] = drip(site, head, piece)
    with Door(clock=lambda: NOON, allow=[site.origin], seconds=0.4) as door:
        began = time.monotonic()
        response = door(Request(url=site.url()))

    assert time.monotonic() - began < 1.4
    assert (response.outcome, response.why) == (Outcome.SLOW, "no whole answer within 0.4 seconds; stopped")


def test_hops_share_one_deadline(site: Site) -> None:
    def slow(to: str) -> Route:
        def said(_: Seen) -> bytes:
            site.sleep(0.2)
            return answer(status=302, headers=[("Location", to)])

        return said

    site.routes |= {f"/{at}": slow(f"/{at + 1}") for at in range(6)}
    with Door(clock=lambda: NOON, allow=[site.origin], seconds=0.5) as door:
        began = time.monotonic()
        response = door(Request(url=site.url("/0")))

    assert response.outcome is Outcome.SLOW
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (b"", Outcome.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Len", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n0\r\n\r\n", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"0" * 5000 + b"3\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 30 + b"\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\tc\r\nContent-Length: 2\r\n\r\nok", Outcome.READ),
        (b"HTTP/1.1 200 OK\r\nNo colon here\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nBad name : x\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 200 OK\r\nX: \x00\r\n\r\nabc", Outcome.BROKEN),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", Outcome.BROKEN),
        (b"HTTP/1.1 20 OK\r\n\r\n", Outcome.BROKEN),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Outcome.BROKEN),
        (b"\x15\x03\x01\x00\x02\x02\x28", Outcome.BROKEN),
        (b"<html>no headers at all</html>\r\n\r\n", Outcome.BROKEN),
        (b"HTTP/1.0 200 OK\r\n\r\nold but whole", Outcome.READ),
        (b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", Outcome.READ),
        (b"HTTP/1.1 200 OK\r\nX: caf\xc3\xa9\r\nContent-Length: 2\r\n\r\nok", Outcome.READ),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", Outcome.READ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and then some", Outcome.READ),
    ],
)
def test_what_is_no_http_is_one_line(said: bytes, outcome: Outcome, site: Site, get: Get) -> None:
    site.routes["/"] = lambda _: [said]

    response = get()

    assert response.outcome is outcome, response
    assert "\n" not in response.why
    assert bool(response.why) == (outcome is not Outcome.READ)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.builds(lambda head, rest: b"HTTP/1.1 " + head + b"\r\n" + rest, st.binary(max_size=20), st.binary(max_size=200)),
        st.lists(
            st.sampled_from(
                [
                    OK, b"HTTP/1.1 301 Moved\r\n", b"Location: //[\r\n", b"Location: http://\xff/\r\n", b"Location: /\xe4\r\n",
                    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"\r\n",
                    b"5\r\nabcde\r\n", b"0\r\n\r\n", b"\x1f\x8b\x08\x00", b"Retry-After: \xb2\r\n", b"Age: 9\r\n",
                    b"Cache-Control: max-age=\xb2\r\n", b"Expires: 0\r\n", b"ETag: \xff\r\n", b"HTTP/1.1 429 No\r\n",
                ]
            ),
            max_size=12,
        ).map(b"".join),
    )
)  # fmt: skip
def test_whatever_a_server_says_is_a_response(said: bytes) -> None:
    with Site({"/": lambda _: [said]}) as site, Door(clock=lambda: NOON, allow=[site.origin], seconds=5) as door:
        response = door(Request(url=site.url()))

    assert response.outcome in Outcome
    assert "\n" not in response.why
