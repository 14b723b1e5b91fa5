"""The door with its manners: turns, robots.txt, and a host's word that holds for all of its addresses."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.net.conftest import NOON
from tests.net.site import Site, answer, moved

from intelog.net.door import Door
from intelog.net.shelf import Shelf
from intelog.net.turns import Turns
from intelog.ports import Expected, Outcome, Request, Response


class Day:
    """A day that passes only for who sleeps, so that nothing in these tests waits."""

    def __init__(self) -> None:
        self.now = NOON.timestamp()
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "net"


@pytest.fixture
def polite(site: Site, day: Day, folder: Path) -> Iterator[Door]:
    with door(site, day, folder) as polite:
        yield polite


def door(site: Site, day: Day, folder: Path) -> Door:
    turns = Turns(folder, clock=day, sleep=day.sleep)
    return Door(clock=day.clock, allow=[site.origin], turns=turns, shelf=Shelf(folder, day), chance=lambda: 0.0)


def ask(door: Door, site: Site, path: str = "/x", *, heed_robots: bool = True) -> Response:
    return door(Request(url=site.url(path), expected=Expected.PAGE, heed_robots=heed_robots))


def test_robots_txt_is_asked_for_once_and_heeded(site: Site, polite: Door, day: Day) -> None:
    site.routes |= {
        "/robots.txt": answer(b"User-agent: *\nDisallow: /private"), "/x": answer(b"x"), "/y": answer(b"y"), "/private": answer(b"!"),
    }  # fmt: skip

    outcomes = [ask(polite, site, path).outcome for path in ("/x", "/private", "/y")]

    assert outcomes == [Outcome.READ, Outcome.ROBOTS, Outcome.READ]
    assert site.paths == ["/robots.txt", "/x", "/y"]
    assert len(day.slept) == 2
    assert all(abs(seconds - 1) < 0.001 for seconds in day.slept)


def test_what_a_person_asks_for_by_name_is_no_crawling(site: Site, polite: Door) -> None:
    site.routes |= {"/robots.txt": answer(b"User-agent: *\nDisallow: /"), "/x": answer(b"x")}

    assert ask(polite, site, heed_robots=False).outcome is Outcome.READ
    assert site.paths == ["/x"]


def test_robots_txt_is_shared_and_kept_for_a_day(site: Site, polite: Door, day: Day, folder: Path) -> None:
    site.routes |= {"/robots.txt": answer(b"User-agent: *\nDisallow: /y"), "/x": answer(b"x")}
    ask(polite, site)
    with door(site, day, folder) as other:
        ask(other, site)
        day.now += 23 * 3600
        ask(other, site)
        assert site.paths.count("/robots.txt") == 1
        day.now += 3600
        ask(other, site)

    assert site.paths.count("/robots.txt") == 2


@pytest.mark.parametrize(
    ("robots", "outcome", "asked"),
    [
        (answer(b"", 404), Outcome.READ, True),
        (answer(b"", 410), Outcome.READ, True),
        (answer(b"", 401), Outcome.READ, True),
        (answer(b"User-agent: *\nDisallow: /", 403), Outcome.READ, True),
        (answer(b"", 500), Outcome.ROBOTS, False),
        (answer(b"", 503), Outcome.ROBOTS, False),
        (answer(b"", 429, [("Retry-After", "60")]), Outcome.BUSY, False),
        (answer(b"", 503, [("Retry-After", "60")]), Outcome.BUSY, False),
        (moved("/robots.txt"), Outcome.READ, True),
        (moved("/elsewhere.txt"), Outcome.ROBOTS, False),
        (moved("http://127.0.0.1:1/robots.txt"), Outcome.FORBIDDEN, False),
        (answer(b"User-agent: *\nDisallow: /x\n" + b"#" * 5_000_000), Outcome.ROBOTS, False),
        (answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /x"), Outcome.ROBOTS, False),
        (answer(b"User-agent: *\nDisallow: /x", headers=[("Content-Encoding", "br")]), Outcome.UNASKED_ENCODING, False),
        (lambda _: [b""], Outcome.UNREACHABLE, False),
        (lambda _: [b"garbage\r\n\r\n"], Outcome.BROKEN, False),
    ],
)
def test_a_robots_txt_that_cannot_be_read(
    robots: bytes, outcome: Outcome, asked: bool, site: Site, polite: Door
) -> None:
    site.routes |= {
        "/robots.txt": robots,
        "/x": answer(b"x"),
        "/elsewhere.txt": answer(b"User-agent: intelog\nDisallow: /x"),
    }

    response = ask(polite, site)

    assert (response.outcome, "/x" in site.paths) == (outcome, asked)
    assert "\n" not in response.why


def test_a_hop_is_checked_by_its_own_sites_robots_txt(site: Site, day: Day, folder: Path) -> None:
    with Site({"/robots.txt": answer(b"User-agent: *\nDisallow: /"), "/": answer(b"!")}) as other:
        site.routes["/x"] = moved(other.url())
        with Door(clock=day.clock, allow=[site.origin, other.origin], shelf=Shelf(None, day)) as door:
            response = ask(door, site)

        assert response.outcome is Outcome.ROBOTS
        assert response.why == f"{other.origin}/robots.txt asks crawlers not to read this address"
        assert other.paths == ["/robots.txt"]


@pytest.mark.parametrize(("status", "said"), [(429, "3600"), (503, "3600"), (429, None)])
def test_a_host_that_asks_for_time_gets_it_for_all_its_addresses(
    status: int, said: str | None, site: Site, day: Day, folder: Path
) -> None:
    site.routes |= {"/x": answer(status=status, headers=[("Retry-After", said)] if said else []), "/y": answer(b"y")}
    seconds = 3600 if said else 900
    with door(site, day, folder) as first, door(site, day, folder) as second:
        busy = ask(first, site, heed_robots=False)
        early = [ask(one, site, "/y", heed_robots=False) for one in (first, second)]
        day.now = busy.not_before.timestamp() - 1 if busy.not_before else 0
        still_early = ask(second, site, "/y", heed_robots=False)
        day.now += 1.001
        later = ask(second, site, "/y", heed_robots=False)

    assert busy.outcome is Outcome.BUSY
    assert [one.outcome for one in (*early, still_early, later)] == [*[Outcome.WAITING] * 3, Outcome.READ]
    assert early[0].not_before is not None
    assert abs(early[0].not_before - NOON - timedelta(seconds=seconds)) < timedelta(seconds=1)
    assert site.paths == ["/x", "/y"]


def test_an_allowance_that_this_answer_used_up_is_not_asked_beyond(site: Site, polite: Door, day: Day) -> None:
    used_up = [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(int(day.now) + 1800))]
    site.routes |= {"/x": answer(b"x", headers=used_up), "/y": answer(b"y")}

    outcomes = [ask(polite, site, path, heed_robots=False).outcome for path in ("/x", "/y")]
    day.now += 1800
    outcomes.append(ask(polite, site, "/y", heed_robots=False).outcome)

    assert outcomes == [Outcome.READ, Outcome.WAITING, Outcome.READ]


def test_a_wait_for_a_turn_is_no_part_of_the_time_for_an_answer(site: Site, folder: Path) -> None:
    site.routes["/x"] = answer(b"x")
    with Door(clock=lambda: NOON, allow=[site.origin], seconds=0.5, turns=Turns(folder)) as door:
        outcomes = [ask(door, site, heed_robots=False).outcome for _ in range(2)]

    assert outcomes == [Outcome.READ, Outcome.READ]
    assert site.seen[1].at - site.seen[0].at > 0.95


ASKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from intelog.net.door import Door
from intelog.net.guard import read_origin
from intelog.net.turns import Turns
from intelog.ports import Request
url, folder = sys.argv[1:]
with Door(clock=lambda: datetime(2026, 11, 24, tzinfo=UTC), allow=[read_origin(url)], turns=Turns(Path(folder))) as door:
    for _ in range(2):
        print(door(Request(url=url + "/x", heed_robots=False)).outcome)
"""


def test_real_processes_ask_one_host_one_second_apart(site: Site, folder: Path) -> None:
    site.routes["/x"] = answer(b"x")
    began = time.monotonic()
    askers = [
        subprocess.Popen([sys.executable, "-c", ASKER, str(site.origin), folder], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [one.communicate(timeout=60)[0].split() for one in askers]

    assert said == [["read", "read"]] * 3
    at = sorted(seen.at for seen in site.seen)
    assert all(later - earlier > 0.9 for earlier, later in itertools.pairwise(at))
    assert time.monotonic() - began < 20


def test_a_shelf_that_was_spoiled_is_asked_for_again(site: Site, polite: Door, day: Day, folder: Path) -> None:
    site.routes |= {"/robots.txt": answer(b"User-agent: *\nDisallow: /y"), "/x": answer(b"x")}
    ask(polite, site)
    [file] = folder.glob("*.robots")
    until, rules = json.loads(file.read_text("utf-8"))
    for spoiled in (
        b"",
        b"{}",
        b"[1]",
        json.dumps([until + 9e9, rules]).encode(),
        b'[1e999, [["/", false]]]',
        b"[" * 9999,
    ):
        file.write_bytes(spoiled)
        with door(site, day, folder) as other:
            assert ask(other, site).outcome is Outcome.READ

    assert site.paths.count("/robots.txt") == 7
