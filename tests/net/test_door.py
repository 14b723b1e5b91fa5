"""The door at a real server: what is asked, what is read, and what one line says where nothing is."""

from __future__ import annotations

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from tests.net.conftest import NOON, Get
from tests.net.site import Seen, Site, answer

from intelog.net.door import Door, named
from intelog.ports import Expected, Outcome, Request

FEED = b"<rss><channel><title>\xe6\x99\xba\xe8\x83\xbd Log</title></channel></rss>"


def test_what_is_there_is_read(site: Site, get: Get) -> None:
    headers = [
        ("ETag", '"a1"'),
        ("Last-Modified", "Tue, 24 Nov 2026 08:00:00 GMT"),
        ("Content-Type", "application/rss+xml"),
    ]
    site.routes["/feed.xml?lang=zh"] = answer(FEED, headers=headers)

    response = get("/feed.xml?lang=zh#top", expected=Expected.FEED)

    assert response.outcome is Outcome.READ
    assert (response.status, response.body, response.body_name) == (200, FEED, named(FEED))
    assert (response.etag, response.last_modified) == ('"a1"', "Tue, 24 Nov 2026 08:00:00 GMT")
    assert (response.content_type, response.url) == ("application/rss+xml", site.url("/feed.xml?lang=zh"))
    assert (response.why, response.hops, response.not_before, response.moved_to) == ("", (), None, "")


def test_a_server_is_told_who_asks_what_we_take_and_nothing_else(site: Site) -> None:
    with Door(clock=lambda: NOON, allow=[site.origin], contact="mailto:ada@example.com") as door:
        door(Request(url=site.url("/"), expected=Expected.PDF))

    [seen] = site.seen
    assert seen.headers == {
        "host": f"127.0.0.1:{site.port}",
        "user-agent": "intelog/0.1.0 (+mailto:ada@example.com)",
        "accept": "application/pdf, */*;q=0.5",
        "accept-encoding": "gzip, identity",
    }


def test_what_did_not_change_is_asked_for_conditionally_and_costs_nothing(site: Site, get: Get) -> None:
    def route(seen: Seen) -> bytes:
        if seen.headers.get("if-none-match") == 'W/"1"':
            return answer(status=304, headers=[("Cache-Control", "max-age=600")]).replace(b"Content-Length: 0\r\n", b"")
        return answer(FEED, headers=[("ETag", 'W/"1"')])

    site.routes["/"] = route
    first = get()
    again = get(etag=first.etag, last_modified=first.last_modified, body_name=first.body_name)

    assert again.outcome is Outcome.UNCHANGED
    assert (again.etag, again.body_name, again.body) == ('W/"1"', first.body_name, b"")
    assert again.not_before == NOON + timedelta(minutes=10)


def test_the_same_body_is_no_news_whatever_its_headers_say(site: Site, get: Get) -> None:
    site.routes["/"] = lambda seen: answer(FEED, headers=[("ETag", f'"{seen.at}"')])
    first = get()

    again = get(etag=first.etag, body_name=first.body_name)

    assert (again.outcome, again.status, again.body) == (Outcome.UNCHANGED, 200, b"")
    assert again.etag != first.etag


DATED = ("Last-Modified", "Tue, 24 Nov 2026 08:00:00 GMT")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (answer(FEED, headers=[("ETag", '"1"')]), b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        (answer(FEED, headers=[("ETag", '"1"')]), b"HTTP/1.1 304 Not Modified\r\nETag: W/\"1\"\r\n\r\n"),
        (answer(FEED, headers=[("ETag", '"1"')]), b"HTTP/1.1 304 Not Modified\r\nETag: \"2\"\r\nContent-Length: 99\r\n\r\n"),
        (answer(FEED, headers=[DATED]), b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        (answer(FEED, headers=[DATED, ("ETag", "")]), b"HTTP/1.1 304 \r\n\r\n"),
        (answer(FEED, headers=[("Last-Modified", "yesterday")]), b"HTTP/1.1 304 \r\n\r\n"),
        (answer(FEED, headers=[("Last-Modified", "Fri, 31 Dec 9999 23:59:59 GMT")]), b"HTTP/1.1 304 \r\n\r\n"),
        (answer(FEED, headers=[("ETag", "unquoted")]), b"HTTP/1.1 304 \r\n\r\n"),
        (answer(FEED, headers=[("ETag", 'W/"a, b"')]), b"HTTP/1.1 304 \r\n\r\n"),
        (answer(FEED, headers=[("ETag", '"1"'), ("ETag", '"2"')]), b"HTTP/1.1 304 \r\n\r\n"),
        (answer(FEED), answer(FEED)),
        (answer(FEED), answer(FEED, headers=[("ETag", '"1"')])),
        (answer(FEED, headers=[("ETag", '"1"')]), answer(FEED)),
        (answer(FEED, headers=[("ETag", '"1"')]), answer(FEED, headers=[("ETag", '"2"')])),
        (answer(FEED, headers=[("ETag", 'W/"1"')]), answer(FEED, headers=[("ETag", '"1"')])),
        (answer(FEED, headers=[DATED]), answer(FEED, headers=[("Last-Modified", "Wed, 25 Nov 2026 08:00:00 GMT")])),
        (answer(FEED), answer(gzip.compress(FEED), headers=[("Content-Encoding", "gzip")])),
        (answer(gzip.compress(FEED), headers=[("Content-Encoding", "gzip")]), answer(FEED)),
        (answer(FEED, headers=[("Content-Type", "text/xml")]), answer(FEED, headers=[("Content-Type", "application/rss+xml")])),
        (answer(FEED), answer(FEED, 203)),
        (answer(b""), answer(b"", 204)),
    ],
)  # fmt: skip
def test_nothing_new_is_never_told_as_news(first: bytes, again: bytes, site: Site, get: Get) -> None:
    site.routes["/"] = first
    held = get()
    site.routes["/"] = lambda _: [again]

    response = get(etag=held.etag, last_modified=held.last_modified, body_name=held.body_name)

    assert held.outcome is Outcome.READ
    assert (response.outcome, response.body, response.body_name) == (Outcome.UNCHANGED, b"", held.body_name)
    for name, sent in (("if-none-match", held.etag), ("if-modified-since", held.last_modified)):
        assert site.seen[-1].headers.get(name, "") == sent


def test_a_body_that_changed_is_news_whatever_its_headers_say(site: Site, get: Get) -> None:
    site.routes["/"] = answer(FEED, headers=[("ETag", '"1"'), DATED])
    held = get()
    site.routes["/"] = answer(FEED + b" ", headers=[("ETag", '"1"'), DATED])

    assert get(etag=held.etag, last_modified=held.last_modified, body_name=held.body_name).body == FEED + b" "


def test_a_304_that_nobody_asked_for_and_one_with_a_body(site: Site, get: Get) -> None:
    site.routes["/"] = lambda _: [answer(b"and yet a body", 304)]

    assert get().outcome is Outcome.BROKEN
    assert get(etag='"1"').outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("etag", ['"1"\r\nX-Evil: 1', '"' + "a" * 5000 + '"', "\x00", '"\x7f"'])
def test_an_etag_that_no_header_can_hold_adds_no_header(etag: str, site: Site, get: Get) -> None:
    site.routes["/"] = answer(FEED)

    assert get(etag=etag, last_modified=etag).outcome is Outcome.READ
    assert not site.seen[0].headers.keys() & {"x-evil", "if-none-match", "if-modified-since"}


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "line"),
    [
        (204, [], Outcome.READ, ""),
        (206, [], Outcome.BROKEN, "only a part of it came, which was not asked for (206)"),
        (300, [], Outcome.BROKEN, "an answer that does not fit what was asked (300)"),
        (401, [], Outcome.DENIED, "the server does not let us read it (401)"),
        (403, [], Outcome.DENIED, "the server does not let us read it (403)"),
        (404, [], Outcome.MISSING, "there is nothing at this address (404); check it in a browser"),
        (410, [], Outcome.GONE, "it is gone for good (410)"),
        (429, [], Outcome.BUSY, "the server asks us to come back later (429)"),
        (451, [], Outcome.DENIED, "the server does not let us read it (451)"),
        (500, [], Outcome.FAILING, "the server has a fault of its own (500)"),
        (502, [], Outcome.FAILING, "the server has a fault of its own (502)"),
        (503, [], Outcome.FAILING, "the server has a fault of its own (503)"),
        (503, [("Retry-After", "7200")], Outcome.BUSY, "the server asks us to come back later (503)"),
        (511, [], Outcome.PORTAL, "the network wants a login first (511); open a page in a browser, then run again"),
        (599, [], Outcome.FAILING, "the server has a fault of its own (599)"),
        (700, [], Outcome.BROKEN, "an answer that does not fit what was asked (700)"),
    ],
)  # fmt: skip
def test_every_status_is_one_outcome_and_one_line(
    status: int, headers: list[tuple[str, str]], outcome: Outcome, line: str, site: Site, get: Get
) -> None:
    site.routes["/"] = answer(b"" if status == 204 else b"<html>sorry</html>", status, headers)

    response = get()

    assert (response.outcome, response.why, response.status) == (outcome, line, status)
    assert response.body == b""


def test_who_failed_before_waits_longer_and_a_servers_word_holds_longer_still(site: Site, get: Get) -> None:
    site.routes["/500"] = answer(status=500)
    site.routes["/503"] = answer(status=503, headers=[("Retry-After", "86400")])

    first, fifth, said = get("/500"), get("/500", failures=4), get("/503", failures=4)

    assert first.not_before == NOON + timedelta(minutes=15)
    assert fifth.not_before == NOON + timedelta(hours=4)
    assert said.not_before == NOON + timedelta(hours=24)


def test_a_page_says_how_long_it_stays_as_it_is(site: Site, get: Get) -> None:
    site.routes["/"] = answer(FEED, headers=[("Cache-Control", "public, max-age=3600"), ("Age", "600")])

    assert get().not_before == NOON + timedelta(minutes=50)


def test_gzip_is_undone(site: Site, get: Get) -> None:
    site.routes["/"] = answer(gzip.compress(FEED), headers=[("Content-Encoding", "gzip")])
    site.routes["/x"] = answer(gzip.compress(FEED) + b"\0\0\0", headers=[("Content-Encoding", "X-GZIP")])
    site.routes["/none"] = answer(b"", headers=[("Content-Encoding", "gzip")])
    site.routes["/identity"] = answer(FEED, headers=[("Content-Encoding", "Identity")])

    assert get("/").body == get("/x").body == get("/identity").body == FEED
    assert get("/none").body == b""


@pytest.mark.parametrize("size", [1, 65_535, 262_144, 262_145, 1_048_576, 5_000_000])
def test_bodies_of_every_size_come_whole_through_gzip(size: int, site: Site, get: Get) -> None:
    chance = Random(size)  # noqa: S311 - a fixed seed
    body = b"".join(chance.randbytes(40) + b"the same words again " * 20 for _ in range(size // 460 + 1))[:size]
    site.routes["/"] = answer(gzip.compress(body), headers=[("Content-Encoding", "gzip")])

    response = get()

    assert (response.outcome, response.why, response.body == body) == (Outcome.READ, "", True)


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "compress", "gzip;q=1", "é"])
def test_an_encoding_that_was_not_asked_for_is_not_decoded(encoding: str, site: Site, get: Get) -> None:
    site.routes["/"] = answer(gzip.compress(gzip.compress(FEED)), headers=[("Content-Encoding", encoding)])

    response = get()

    assert response.outcome is Outcome.UNASKED_ENCODING
    assert response.body == b""


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (FEED, "it says that it is gzip, and is not"),
        (gzip.compress(FEED)[:-9], "its gzip is cut off"),
        (gzip.compress(FEED)[:-4] + b"abcd", "it says that it is gzip, and is not"),
        (gzip.compress(FEED) * 2, "more follows after the end of its gzip"),
        (gzip.compress(FEED) + b"PK", "more follows after the end of its gzip"),
    ],
)
def test_gzip_that_is_none_or_more_than_one_is_broken(body: bytes, line: str, site: Site, get: Get) -> None:
    site.routes["/"] = answer(body, headers=[("Content-Encoding", "gzip")])

    response = get()

    assert (response.outcome, response.why) == (Outcome.BROKEN, line)


def test_connections_are_kept_and_a_closed_one_is_opened_again(site: Site, get: Get) -> None:
    site.routes["/"] = answer(FEED)
    site.routes["/closes"] = lambda _: [answer(FEED)]

    assert [get(path).outcome for path in ("/", "/", "/closes", "/", "/missing", "/")] == [
        *[Outcome.READ] * 4, Outcome.MISSING, Outcome.READ,
    ]  # fmt: skip
    assert site.connections == 2


def test_a_kept_connection_that_dies_under_the_request_is_asked_again_once(site: Site, get: Get) -> None:
    dying = iter([False, True, True])
    site.routes["/"] = lambda seen: [] if seen.connection == 1 and next(dying) else answer(FEED)

    assert [get().outcome, get().outcome] == [Outcome.READ, Outcome.READ]
    assert site.connections == 2


def test_many_threads_ask_at_once(site: Site, get: Get) -> None:
    barrier = threading.Barrier(8)

    def route(seen: Seen) -> bytes:
        barrier.wait(5)
        return answer(seen.path.encode())

    for at in range(8):
        site.routes[f"/{at}"] = route
    with ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(lambda at: get(f"/{at}").body, range(8)))

    assert bodies == [f"/{at}".encode() for at in range(8)]


def test_nothing_of_a_cookie_is_kept(site: Site, get: Get) -> None:
    site.routes["/"] = answer(FEED, headers=[("Set-Cookie", f"c{at}=1") for at in range(100)])

    get(), get()

    assert all("cookie" not in seen.headers for seen in site.seen)


def test_no_proxy_of_the_environment_is_asked(site: Site, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes["/"] = answer(FEED)
    with Site() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url())

        assert get().outcome is Outcome.READ
        assert proxy.connections == 0


def test_no_network_and_no_such_name_are_one_line_each() -> None:
    import socket

    def fails(code: int) -> Door:
        def resolve(host: str, port: int) -> list[bytes]:
            raise socket.gaierror(code, "it says so")

        return Door(clock=lambda: NOON, resolve=resolve)

    unknown = fails(socket.EAI_NONAME)(Request(url="https://feeds.example.com/"))
    offline = fails(socket.EAI_AGAIN)(Request(url="https://feeds.example.com/"))

    assert (unknown.outcome, unknown.why) == (
        Outcome.NO_HOST, "feeds.example.com: there is no server of this name; check how it is written",
    )  # fmt: skip
    assert (offline.outcome, offline.why) == (
        Outcome.NO_NETWORK, "feeds.example.com: its name could not be looked up (it says so); is there a network?",
    )  # fmt: skip


def test_a_resolver_that_never_answers_is_not_waited_for() -> None:
    def resolve(host: str, port: int) -> list[bytes]:
        time.sleep(3)
        return []

    with Door(clock=lambda: NOON, seconds=0.3, resolve=resolve) as door:
        began = time.monotonic()
        response = door(Request(url="https://feeds.example.com/"))

    assert (response.outcome, response.why) == (Outcome.SLOW, "no whole answer within 0.3 seconds; stopped")
    assert time.monotonic() - began < 1.3


def test_where_nobody_listens_is_one_line(site: Site) -> None:
    site.__exit__()
    with Door(clock=lambda: NOON, allow=[site.origin]) as door:
        response = door(Request(url=site.url()))

    assert (response.outcome, response.why) == (Outcome.UNREACHABLE, "127.0.0.1: no connection (Connection refused)")
