"""Who may be asked: addresses are read strictly, and nothing private is ever connected to."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.net.conftest import NOON, PUBLIC, Recorder
from tests.net.forms import ENCODINGS, PRIVATE_4, SYNTAXES, forms
from tests.net.site import Site, answer, moved

from intelog.net.door import Door
from intelog.net.guard import Origin, Stopped, Target, joined, read_origin, read_url
from intelog.net.ranges import special
from intelog.ports import Expected, Outcome, Request


def as_the_system_would(host: str, port: int) -> list[bytes]:
    """What a resolver makes of a host: the C library understands the odd spellings; every name leads to this machine."""
    try:
        return [socket.inet_aton(host)]
    except OSError:
        return [bytes([127, 0, 0, 1])]


@pytest.mark.parametrize("expected", Expected)
def test_no_spelling_of_a_private_address_is_ever_connected_to(expected: Expected, recorder: Recorder) -> None:
    assert (len(PRIVATE_4), len(ENCODINGS) >= 16, len(SYNTAXES) >= 3) == (30, True, True)
    urls = list(dict.fromkeys(forms()))
    with Door(clock=lambda: NOON, resolve=as_the_system_would) as door:
        outcomes = {url: door(Request(url=url, expected=expected)) for url in urls}

    assert len(urls) >= 1440
    assert {
        url: one for url, one in outcomes.items() if one.outcome not in (Outcome.FORBIDDEN, Outcome.BAD_ADDRESS)
    } == {}
    assert recorder.connects == []


@pytest.mark.parametrize("expected", [Expected.FEED, Expected.PDF])
def test_nor_by_a_redirect(expected: Expected, recorder: Recorder) -> None:
    with Site() as site:
        recorder.lead[PUBLIC] = site.port
        urls = list(dict.fromkeys(forms()))[:: 7 if expected is Expected.FEED else 11]
        for at, url in enumerate(urls):
            site.routes[f"/{at}"] = moved(url.encode().decode("latin-1"), (301, 302, 303, 307, 308)[at % 5])
        with Door(clock=lambda: NOON, resolve=lambda *_: [ip_address(PUBLIC).packed]) as door:
            got = [door(Request(url=f"http://example.com/{at}", expected=expected)) for at in range(len(urls))]

    assert {one.outcome for one in got} == {Outcome.FORBIDDEN, Outcome.BAD_ADDRESS}
    assert {host for host, _ in recorder.connects} == {PUBLIC}
    assert len(site.seen) == len(urls)


def test_the_recorder_sees_a_connection(recorder: Recorder) -> None:
    with Door(clock=lambda: NOON, resolve=as_the_system_would, allow=[Origin("http", "127.0.0.1", 80)]) as door:
        response = door(Request(url="http://127.0.0.1/"))

    assert response.outcome is Outcome.UNREACHABLE
    assert recorder.connects == [("127.0.0.1", 80)]


def test_no_payload_of_the_corpus_is_connected_to(corpus: Path, recorder: Recorder) -> None:
    texts = [path.read_text("utf-8", "replace") for path in sorted((corpus / "security" / "payloads").rglob("*.*"))]
    words = {word.strip("'\"<>()`,;") for text in texts for word in text.split()} | {
        line.strip() for text in texts for line in text.splitlines()
    }
    payloads = sorted(word for word in words if re.search(r"://|^//|^[/\\]{1,3}\w|127\.|localhost|169\.254", word))
    with Door(clock=lambda: NOON, resolve=as_the_system_would) as door:
        got = {
            one: door(Request(url=one))
            for payload in payloads
            for one in (payload, f"http://{payload}", f"http:{payload}")
        }

    assert len(payloads) > 500
    assert [host for host, _ in recorder.connects if special(ip_address(host).packed)] == []
    assert {one.outcome for one in got.values()} <= {Outcome.FORBIDDEN, Outcome.BAD_ADDRESS, Outcome.UNREACHABLE}
    assert [url for url, one in got.items() if one.outcome is Outcome.UNREACHABLE] == ["http://1.1.1.1"]
    assert all("\n" not in one.why for one in got.values())


PRIVATE = [ip_address(address).packed for address in PRIVATE_4] + [
    ip_address("::1").packed,
    ip_address("fd00::1").packed,
]
PUBLIC_4, PUBLIC_6 = ip_address(PUBLIC).packed, ip_address("2606:2800:21f::1").packed


def rebinding(number: int) -> list[list[bytes]]:
    """What a name leads to, lookup after lookup: public at first, or among others, or every other time."""
    chance = Random(number)  # noqa: S311 - a fixed seed
    inside = chance.choice(PRIVATE)
    match number % 5:
        case 0:
            return [[PUBLIC_4], [inside]]
        case 1:
            return [[PUBLIC_4, inside]]
        case 2:
            return [[inside, PUBLIC_6]]
        case 3:
            return [[PUBLIC_4], [PUBLIC_6, PUBLIC_4], [PUBLIC_6, inside]]
    return [chance.sample([PUBLIC_4, PUBLIC_6, inside], chance.randint(1, 3)) for _ in range(6)]


@pytest.mark.parametrize("closes", [True, False])
def test_a_name_that_leads_elsewhere_the_next_time_leads_nowhere(closes: bool, recorder: Recorder) -> None:
    lookups: list[Sequence[bytes]] = []
    with Site({"/": (lambda _: [answer(b"hi")]) if closes else answer(b"hi")}) as site:
        recorder.lead |= {PUBLIC: site.port}
        for number in range(100):
            answers = cycle(rebinding(number))

            def resolve(host: str, port: int, answers: cycle[list[bytes]] = answers) -> list[bytes]:
                lookups.append(next(answers))
                return list(lookups[-1])

            with Door(clock=lambda: NOON, resolve=resolve) as door:
                for _ in range(6):
                    door(Request(url="http://rebind.example.com/"))

    inside = [host for host, _ in recorder.connects if special(ip_address(host).packed)]
    assert inside == []
    assert len(recorder.connects) > 50
    assert any(one in PRIVATE for found in lookups for one in found)


def test_a_connection_goes_to_what_was_checked_and_keeps_the_name(recorder: Recorder) -> None:
    with Site({"/": answer(b"hi")}) as site:
        recorder.lead[PUBLIC] = site.port
        with Door(clock=lambda: NOON, resolve=lambda *_: [PUBLIC_6, PUBLIC_4]) as door:
            response = door(Request(url="http://Bücher.Example.COM:8080/"))

    assert response.outcome is Outcome.READ
    assert recorder.connects == [("2606:2800:21f::1", 8080), (PUBLIC, 8080)]
    assert site.seen[0].headers["host"] == "xn--bcher-kva.example.com:8080"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://EXAMPLE.COM:443/A?b=C#d", "https://example.com/A?b=C"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://bücher.example/日本?q=中 文", "https://xn--bcher-kva.example/%E6%97%A5%E6%9C%AC?q=%E4%B8%AD%20%E6%96%87"),
        ("https://智能.中国/", "https://xn--5kv130d.xn--fiqs8s/"),
        ("https://ｅｘａｍｐｌｅ。com/", "https://example.com/"),
        ("https://my_host.example.com/a%2Fb%zz", "https://my_host.example.com/a%2Fb%zz"),
        ("https://example.com?x=1", "https://example.com/?x=1"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2606:2800:21F:0::1]/", "http://[2606:2800:21f::1]/"),
        ("http://[::ffff:8.8.8.8]/", "http://[::ffff:808:808]/"),
        ("https://export.arxiv.org/api/query?search_query=cat:cs.AI+AND+ti:%22agent%22&start=0",
         "https://export.arxiv.org/api/query?search_query=cat:cs.AI+AND+ti:%22agent%22&start=0"),
    ],
)  # fmt: skip
def test_an_address_is_read_as_the_server_will_get_it(text: str, url: str) -> None:
    assert read_url(text).url == url
    assert read_url(url).url == url


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "example.com", "//example.com/", "www.example.com/feed", "feed://example.com/", "ftp://example.com/", "http:/example.com",
        "http:example.com", "http://", "http:///x", "http://?x", "http://:80/", "http://example.com:/", "http://example.com:080/",
        "http://example.com:65536/", "http://example.com:８０/", "http://example.com:80:80/", "http://exa mple.com/", "http://.example.com/",
        "http://example..com/", "http://-a.example.com/", "http://a-.example.com/", "http://exam*ple.com/", "http://example.com\\x",
        "http://a@b@example.com/", "http://@example.com/", "http://:@example.com/", "http://[::1/", "http://::1/", "http://[1]/",
        "http://[v1.x]/", "http://[::]x/", "http://[example.com]/", "http://example.com\r\nHost: x/", "http://example.com/\x00", "\thttp://example.com/",
        "http://xn--.example.com/\ud800", "http://" + "a" * 64 + ".com/", "http://" + "a." * 130 + "com/", "https://example.com/" + "x" * 9000,
        "http://☃️\u200d.example.com/", "http://1.2.3/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://93.184.216.034/", "http://0x5db8d822/",
        "http://example.com.0x1/", "http://example.1/", "javascript:alert(1)", "http://93.184.216.34./", "http://９３.184.216.34/",
    ],
)  # fmt: skip
def test_what_is_not_strictly_an_address_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Stopped) as stopped:
        read_url(text)

    assert stopped.value.outcome is Outcome.BAD_ADDRESS
    assert "\n" not in stopped.value.why
    assert len(stopped.value.why) < 400


def test_a_password_is_never_repeated() -> None:
    with pytest.raises(Stopped) as stopped:
        read_url("https://ada:geheim@example.com/")

    assert stopped.value.why == "an address with a user or password in it; leave out what stands before the @"


@pytest.mark.parametrize("port", [1, 21, 22, 25, 53, 110, 143, 465, 587, 993, 1023, 2049, 6000, 6667, 10080])
def test_ports_of_other_services_are_not_asked(port: int) -> None:
    with pytest.raises(Stopped, match=f"port {port} is not one that pages are read from"):
        read_url(f"http://example.com:{port}/")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "loc\u00adalhost",
        "a.localhost",
        "router",
        "printer.local",
        "metadata.google.internal",
        "x.home.arpa",
        "abc.onion",
    ],
)
def test_names_of_ones_own_network_are_not_even_looked_up(host: str) -> None:
    with pytest.raises(Stopped) as stopped:
        read_url(f"http://{host}/")

    assert stopped.value.outcome is Outcome.FORBIDDEN


def test_an_origin_that_is_allowed_is_exact() -> None:
    allowed = [read_origin("http://127.0.0.1:8080"), read_origin("https://wiki.internal")]

    assert read_url("http://127.0.0.1:8080/x", allowed=allowed).path == "/x"
    assert read_url("https://wiki.internal/x", allowed=allowed).path == "/x"
    for other in (
        "http://127.0.0.1/", "http://127.0.0.1:8081/", "https://127.0.0.1:8080/", "http://localhost:8080/", "http://127.0.0.2:8080/",
        "http://[::ffff:127.0.0.1]:8080/", "http://wiki.internal/", "https://wiki.internal:8443/", "https://a.wiki.internal/",
    ):  # fmt: skip
        with pytest.raises(Stopped):
            read_url(other, allowed=allowed)


def test_an_allowed_origin_does_not_open_others_that_share_its_machine(recorder: Recorder) -> None:
    """https on the port that is allowed for http would reach the same server by another name."""
    with Site({"/": answer(b"hi")}) as site:
        recorder.lead["127.0.0.1"] = site.port
        with Door(clock=lambda: NOON, allow=[site.origin], resolve=as_the_system_would) as door:
            ours = door(Request(url=site.url()))
            others = [
                door(Request(url=url))
                for url in (
                    f"https://127.0.0.1:{site.port}/",
                    f"http://example.com:{site.port}/",
                    f"http://localhost:{site.port}/",
                )
            ]

    assert ours.outcome is Outcome.READ
    assert [one.outcome for one in others] == [Outcome.FORBIDDEN] * 3
    assert len(recorder.connects) == 1


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://127.0.0.1:8080", ("http", "127.0.0.1", 8080)),
        ("https://Wiki.Internal/", ("https", "wiki.internal", 443)),
        ("http://[::1]:80", ("http", "::1", 80)),
        ("http://localhost:80", ("http", "localhost", 80)),
    ],
)
def test_an_origin_is_read(text: str, origin: tuple[str, str, int]) -> None:
    assert read_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "localhost:80",
        "http://localhost/x",
        "http://localhost?x",
        "http://*:80",
        "http://a@localhost",
        "",
        "http://127.1",
    ],
)
def test_what_is_more_or_less_than_an_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_origin(text)


@given(st.text(max_size=60) | st.text("htps:/@\\[]0179af.x%#?-", max_size=40).map("http://".__add__))
def test_what_was_read_is_what_another_reader_sees(text: str) -> None:
    """No second reader finds another host in the address that we write."""
    try:
        target = read_url(text)
    except Stopped:
        return

    other = urlsplit(target.url)
    assert (other.scheme, other.hostname, other.username) == (target.origin.scheme, target.origin.host, None)
    assert target.url.isascii()
    assert read_url(target.url) == target


@given(st.text(max_size=40))
def test_a_path_joined_stays_where_it_is(location: str) -> None:
    base = Target(Origin("https", "example.com", 443), "/a/b?c")
    try:
        target = joined(base, location)
    except Stopped:
        return

    assert target.origin == base.origin or ":" in location or location.startswith("//")
