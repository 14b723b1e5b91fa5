"""A network that answers for the site until somebody logs in: its page is never taken for the site's."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.net.conftest import Get
from tests.net.site import Site, answer, moved

from intelog.net.portal import SIZE_AT_MOST, is_portal
from intelog.ports import Expected, Hop, Outcome

PAGE = "http://news.example.com/feed"
FORM = '<form action="/go"><input type="password" name="p"></form>'
HTML = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"
AWAY = "http://login.example.net/"

PORTALS = [
    # address that answered, whether it was a hop, page
    (PAGE, False, "<html><!-- <?xml?><WISPAccessGatewayParam><Redirect></Redirect></WISPAccessGatewayParam> --></html>"),
    (PAGE, False, HTML.format("Hotel WiFi Login", FORM)),
    (PAGE, False, HTML.format("Captive Portal", FORM)),
    (PAGE, False, HTML.format("Guest Network", "<button>Accept</button>")),
    (PAGE, False, HTML.format("", "<h1>Free Hotspot</h1>" + FORM)),
    (PAGE, False, HTML.format("校园网登录", FORM)),
    (PAGE, False, HTML.format("欢迎", "<h1>上网认证</h1>" + FORM)),
    (PAGE, False, HTML.format("Welcome", '<form method=post action="/cgi-bin/srun_portal"><input></form>')),
    (PAGE, False, '<html><meta http-equiv="refresh" content="0; url=http://192.168.1.1/login"></html>'),
    (PAGE, False, "<script>top.self.location.href='http://10.10.0.1/eportal/index.jsp?wlan=1'</script>"),
    (PAGE, False, '<html><script>location.replace("http://172.16.3.1:8080/")</script></html>'),
    (PAGE, False, '<HTML><HEAD><META HTTP-EQUIV=REFRESH CONTENT="1; URL=http://1.1.1.3/"></HEAD>' + HTML.format("Internet Access", FORM)),
    ("http://wifi.train.example/", True, HTML.format("Welcome aboard", FORM)),
    ("https://captive.example.net/x", True, HTML.format("Sign in", "<form><input type=email></form>")),
    ("https://example.net/guest/login", True, HTML.format("Terms", "<input type=checkbox> I accept")),
    ("http://example.net/portal/index.html", True, HTML.format("", FORM)),
    (AWAY, True, HTML.format("Network Login", FORM)),
    (AWAY, True, HTML.format("无线网络", FORM)),
    ("https://nodogsplash.example/", True, HTML.format("", "<button>Go</button>")),
    (AWAY, True, "\ufeff \n" + HTML.format("Airport Wi-Fi", FORM)),
]  # fmt: skip
OTHERS = [
    (PAGE, False, "<rss><channel><title>WiFi hotspot news</title></channel></rss>"),
    (PAGE, False, HTML.format("Why Wi-Fi 8 matters", "<p>A hotspot is …</p>")),
    (PAGE, False, HTML.format("News", FORM + "<p>Wi-Fi, captive portals and hotspots</p>")),
    (PAGE, False, HTML.format("WiFi", FORM + "x" * 100_000)),
    (PAGE, False, '<html><meta http-equiv="refresh" content="0; url=https://www.example.com/"></html>'),
    (PAGE, False, ""),
    ("https://www.example.org/article", True, HTML.format("An article", "<form action=/search><input></form>")),
    ("http://www.news.example.com/", True, HTML.format("News", FORM)),
    (AWAY, True, "%PDF-1.7 wifi"),
]


def hops(at: str, is_hop: bool) -> list[Hop]:
    return [Hop(302, at)] if is_hop else []


@pytest.mark.parametrize(("at", "is_hop", "page"), PORTALS)
def test_a_portals_page_is_known(at: str, is_hop: bool, page: str) -> None:
    assert is_portal(PAGE, hops(at, is_hop), at, page.encode())


@pytest.mark.parametrize(("at", "is_hop", "page"), OTHERS)
def test_another_page_is_not(at: str, is_hop: bool, page: str) -> None:
    assert not is_portal(PAGE, hops(at, is_hop), at, page.encode())


@pytest.mark.parametrize(("at", "is_hop", "page"), PORTALS)
def test_where_it_is_encrypted_nobody_else_can_answer(at: str, is_hop: bool, page: str) -> None:
    assert not is_portal("https://news.example.com/feed", hops(at, is_hop), at, page.encode())


def test_no_real_page_is_taken_for_one(corpus: Path) -> None:
    pages = [path for path in sorted(corpus.rglob("*")) if path.suffix in (".html", ".htm") and path.is_file()]

    taken = [path.name for path in pages if is_portal(PAGE, [Hop(302, AWAY)], AWAY, path.read_bytes())]

    assert len(pages) > 50
    assert taken == []


def test_a_portals_page_is_one_line_and_no_body(site: Site, get: Get) -> None:
    site.routes["/"] = answer(HTML.format("Hotel WiFi Login", FORM).encode())

    for expected in (Expected.PAGE, Expected.FEED, Expected.PDF):
        response = get(expected=expected)
        assert (response.outcome, response.body, response.status) == (Outcome.PORTAL, b"", 200)
        assert (
            response.why
            == "what came is the network's own page: it wants a login; open a page in a browser, then run again"
        )


def test_a_portal_that_sends_us_inside_is_said_to_be_possible(site: Site, get: Get) -> None:
    site.routes |= {"/": moved("http://192.168.1.1/login"), "/for-good": moved("http://192.168.1.1/login", 301)}

    assert get().why.endswith("not the public internet; a network that wants a login first does so, too")
    assert get("/for-good").why.endswith("not the public internet")


@pytest.mark.parametrize(
    "piece", ["<title", "<h1 ", "<form ", "<form action=", " ", "http-equiv=refresh ", "location =", "\ufeff", "guest "]
)
def test_no_page_takes_long(piece: str) -> None:
    whole = piece * (SIZE_AT_MOST // len(piece.encode()))
    began = time.process_time()

    for page in (whole, "<html><form>" + whole[:-12], ("<html>" + whole)[:8000]):
        is_portal(PAGE, [], PAGE, page.encode())

    assert time.process_time() - began < 1
