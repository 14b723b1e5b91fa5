"""Where a server sends us on to: how far, to whom, and what is never taken along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.net.conftest import NOON, Get, Recorder
from tests.net.site import Site, answer, moved

from intelog.net.door import Door
from intelog.ports import Hop, Outcome, Request

HERE = answer(b"here it is")


@pytest.fixture
def other() -> Iterator[Site]:
    with Site({"/": HERE}) as other:
        yield other


def test_hops_are_followed_and_told(site: Site, get: Get) -> None:
    site.routes |= {"/a": moved("/b", 301), "/b": moved("c?x=1#top", 308), "/c?x=1": moved("./d", 302), "/d": HERE}

    response = get("/a")

    assert (response.outcome, response.body, response.url) == (Outcome.READ, b"here it is", site.url("/d"))
    assert response.hops == (Hop(301, site.url("/b")), Hop(308, site.url("/c?x=1")), Hop(302, site.url("/d")))
    assert response.moved_to == site.url("/c?x=1")


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ([301], "/1"), ([308], "/1"), ([302], ""), ([303], ""), ([307], ""), ([302, 301], ""), ([301, 302], "/1"),
        ([301, 301, 307, 301], "/2"), ([308, 301, 308, 301, 301], "/5"),
    ],
)  # fmt: skip
def test_only_permanent_hops_from_the_first_on_are_a_move(
    statuses: list[int], moved_to: str, site: Site, get: Get
) -> None:
    for at, status in enumerate(statuses):
        site.routes[f"/{at}"] = moved(f"/{at + 1}", status)
    site.routes[f"/{len(statuses)}"] = HERE

    response = get("/0")

    assert response.outcome is Outcome.READ
    assert response.moved_to == (site.url(moved_to) if moved_to else "")


def test_five_hops_are_followed_and_not_a_sixth(site: Site, get: Get) -> None:
    site.routes |= {f"/{at}": moved(f"/{at + 1}") for at in range(20)} | {"/20": HERE}

    assert get("/15").outcome is Outcome.READ
    response = get("/14")

    assert (response.outcome, response.why) == (
        Outcome.LOST,
        "sent on more than 5 times; check the address in a browser",
    )
    assert site.paths[-1] == "/19"


@pytest.mark.parametrize("loop", [["/0"], ["/1", "/0"], ["/1", "/2", "/1"]])
def test_a_circle_is_left_at_once(loop: list[str], site: Site, get: Get) -> None:
    for at, to in enumerate(loop):
        site.routes[f"/{at}"] = moved(to)

    response = get("/0")

    assert (response.outcome, response.why) == (Outcome.LOST, "sent round in a circle; check the address in a browser")
    assert len(site.seen) == len(loop)


def test_a_redirect_without_a_place_leads_nowhere(site: Site, get: Get) -> None:
    site.routes["/"] = answer(status=302)

    assert get().why == "the server sends us on without saying where (302)"


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:1/", "http://localhost/", "//localhost:8080/", "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/", "http://127.0.0.1./",
        "http://１２７.０.０.１/", "http://10.0.0.1/", "http://metadata.google.internal/", "http://user@127.0.0.1/",
        "https://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:25/_MAIL", "ftp://example.com/", "javascript:1",
        "data:text/html,x", "http:\\\\127.0.0.1\\", "/\\127.0.0.1/", "http://127.0.0.1:80\\@example.com/", "//", "http://",
        "http:///127.0.0.1/", "\t//127.0.0.1/", "http://exa\tmple.com/", "http://[fe80::1%25eth0]/", "http://a..example.com/",
        "http://example.com:22/", "http://example.com:0/", "http://example.com:99999/", "http://[::1", "http://ex%61mple.com/",
    ],
)  # fmt: skip
def test_a_hop_to_what_is_not_public_goes_nowhere(to: str, site: Site, door: Door, recorder: Recorder) -> None:
    recorder.lead["127.0.0.1"] = site.port
    site.routes["/"] = moved(to.encode().decode("latin-1"), 301)

    response = door(Request(url=site.url()))

    assert response.outcome in (Outcome.FORBIDDEN, Outcome.BAD_ADDRESS), response
    assert response.why.startswith(f"{site.origin} sends us on: ")
    assert "\n" not in response.why
    assert recorder.connects == [("127.0.0.1", site.port)]
    assert len(site.seen) == 1


def test_credentials_stay_with_their_origin(site: Site, other: Site) -> None:
    site.routes |= {"/": moved("/next"), "/next": moved(other.url()), "/back": HERE}
    other.routes["/"] = moved(site.url("/back"))
    with Door(clock=lambda: NOON, allow=[site.origin, other.origin]) as door:
        response = door(Request(url=site.url(), credentials={"Authorization": "Bearer canary"}))

    assert response.outcome is Outcome.READ
    assert [seen.headers.get("authorization") for seen in site.seen] == ["Bearer canary", "Bearer canary", None]
    assert "authorization" not in other.seen[0].headers
    assert "canary" not in repr(response)
    assert "canary" not in repr(Request(url="https://example.com", credentials={"Authorization": "canary"}))


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "密", "\x00"])
def test_credentials_that_are_no_header_are_not_sent(value: str, site: Site, get: Get) -> None:
    response = get(credentials={"Authorization": value})

    assert response.outcome is Outcome.BAD_ADDRESS
    assert value not in response.why
    assert site.seen == []


def test_a_hop_of_a_server_that_has_gone_is_told_with_its_way(site: Site, other: Site) -> None:
    site.routes["/"] = moved(other.url(), 301)
    other.__exit__()
    with Door(clock=lambda: NOON, allow=[site.origin, other.origin]) as door:
        response = door(Request(url=site.url()))

    assert response.outcome is Outcome.UNREACHABLE
    assert response.hops == (Hop(301, other.url()),)
