"""The door: one request in, one response out, whatever happens outside.

It stands on httpcore2, the engine of httpx2, rather than on the client above it: there is no second reader of addresses,
no jar of cookies, no decoder and nothing that looks at the environment which would have to be switched off.
"""

from __future__ import annotations

import hashlib
import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import TracebackType
from typing import NamedTuple, Self

import httpcore2

from intelog import __version__
from intelog.net.body import decoded, too_large
from intelog.net.dial import Budget, Dial, Resolve, Secure, resolved, spending, trusted
from intelog.net.guard import Origin, Stopped, Target, joined, read_url
from intelog.net.politeness import SPACING, backoff, fresh_for, lane, limit_reset, retry_after
from intelog.net.portal import is_portal
from intelog.net.robots import EVERYTHING, NOTHING, SIZE_AT_MOST, Rules, is_allowed, rules_for
from intelog.net.shelf import UNREACHABLE_KEPT, Shelf
from intelog.net.turns import TooEarly, Turn, Turns
from intelog.ports import Expected, Hop, Outcome, Request, Response

SECONDS = 60.0
"""For a request with all its hops.  Waiting for one's turn does not count."""
HOPS_AT_MOST = 5
BODY_AT_MOST = {
    Expected.FEED: 10 << 20,
    Expected.PAGE: 10 << 20,
    Expected.PDF: 25 << 20,
    Expected.ROBOTS: SIZE_AT_MOST,
}
_ACCEPT = {
    Expected.FEED: "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    Expected.PAGE: "text/html, application/xhtml+xml, */*;q=0.5",
    Expected.PDF: "application/pdf, */*;q=0.5",
    Expected.ROBOTS: "text/plain, */*;q=0.5",
}
AGENT = "intelog"
"""Our product token: what a robots.txt names us by."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_ALIVE = 30.0
_IDLE_AT_MOST = 32
_HEADER_AT_MOST, _LINE_AT_MOST = 1024, 600
_SMALL = 16 << 10
"""So much of a body that nobody wants is read, to keep its connection."""


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    """By name in lower case; of one name joined by commas."""
    retry_after: tuple[str, ...]
    body: bytes


class Door:
    """A `Fetch`.  May be asked from many threads; connections are kept and shared.  Close it at the end.

    *turns* are shared with all who ask the same hosts, and *shelf* holds what sites ask of crawlers; without them (in
    tests) nothing waits and robots.txt is not asked for.  *allow*: origins that may be private.  *contact* goes into
    what servers are told of us.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        allow: Iterable[Origin] = (),
        seconds: float = SECONDS,
        spacing: float = SPACING,
        contact: str = "",
        turns: Turns | None = None,
        shelf: Shelf | None = None,
        chance: Callable[[], float] = random.random,
        resolve: Resolve = resolved,
        secure: Secure = trusted,
    ) -> None:
        self._clock, self._chance = clock, chance
        self._allow = frozenset(allow)
        self._seconds, self._spacing = seconds, spacing
        self._agent = f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")
        self._turns, self._shelf = turns, shelf
        self._dial, self._secure = Dial(resolve), secure
        self._pools: dict[str, httpcore2.ConnectionPool] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def __call__(self, request: Request, /) -> Response:
        """Ask for one address."""
        walk = _Walk(request, self._seconds)
        try:
            walk.at = read_url(request.url, allowed=self._allow)
            while True:
                if request.heed_robots and self._shelf:
                    self._check_robots(walk.at, self._shelf)
                answer = self._asked(walk)
                if answer.status not in _REDIRECTS:
                    return self._response(walk, answer)
                self._move(walk, answer)
        except TooEarly as stop:
            return walk.response(stop.outcome, stop.why, not_before=stop.not_before)
        except _Unasked as stop:
            return walk.response(stop.outcome, stop.why, not_before=stop.not_before or self._later(request))
        except Stopped as stop:
            is_final = stop.outcome in (Outcome.BAD_ADDRESS, Outcome.FORBIDDEN, Outcome.ROBOTS)
            return walk.response(stop.outcome, stop.why, not_before=None if is_final else self._later(request))

    def _later(self, request: Request) -> datetime:
        return self._clock() + backoff(request.failures + 1, self._chance())

    def _check_robots(self, target: Target, shelf: Shelf) -> None:
        with shelf.lock(target.origin):
            rules = shelf.get(target.origin)
            if rules is None:
                rules, seconds = self._robots(target.origin)
                shelf.put(target.origin, rules, *seconds)
        if not is_allowed(rules, target.path):
            raise Stopped(Outcome.ROBOTS, f"{target.origin}/robots.txt asks crawlers not to read this address")

    def _robots(self, origin: Origin) -> tuple[Rules, tuple[float, ...]]:
        """What a site asks for, by RFC 9309, 2.3.1; where nothing can be had of it at all, `_Unasked`."""
        request = Request(url=f"{origin}/robots.txt", expected=Expected.ROBOTS, heed_robots=False)
        response = self(request)
        match response.outcome:
            case Outcome.READ:
                return rules_for(response.body, AGENT), ()
            case Outcome.MISSING | Outcome.GONE | Outcome.DENIED | Outcome.LOST:
                return EVERYTHING, ()
            case Outcome.FAILING:
                return NOTHING, (UNREACHABLE_KEPT,)
        raise _Unasked(response)

    def _asked(self, walk: _Walk) -> _Answer:
        """One hop: wait for the turn, ask, and note what the host says of time."""
        began = time.monotonic()
        with self._turn(walk.at.origin) as turn:
            began = time.monotonic()
            try:
                answer = self._exchanged(walk)
            finally:
                walk.seconds -= time.monotonic() - began
            if turn and (wait := self._wait(answer, walk.request)) is not None:
                turn.put_off(wait)
        return answer

    @contextmanager
    def _turn(self, origin: Origin) -> Iterator[Turn | None]:
        if self._turns is None:
            yield None
            return
        with self._turns.turn(lane(origin.host, self._spacing)) as turn:
            yield turn

    def _wait(self, answer: _Answer, request: Request) -> timedelta | None:
        """How long the whole host is to be left alone after this answer."""
        now = self._clock()
        said = [limit_reset(answer.headers, now)]
        if answer.status in (403, 429, 503):
            said.append(retry_after(answer.retry_after, now))
        waits = [wait for wait in said if wait]
        if not waits and answer.status == 429:
            return backoff(request.failures + 1, self._chance())
        return max(waits, default=None)

    def _exchanged(self, walk: _Walk) -> _Answer:
        """Ask, and once more where a kept connection turns out to be closed."""
        until = time.monotonic() + walk.seconds
        for is_last in (False, True):
            budget = Budget(
                until, self._seconds, 2 * BODY_AT_MOST[walk.request.expected] + (1 << 20),
                is_allowed=walk.at.origin in self._allow,
            )  # fmt: skip
            try:
                with spending(budget):
                    return self._answer(walk, budget)
            except (httpcore2.ProtocolError, httpcore2.NetworkError) as error:
                if is_last or budget.connected or budget.read:
                    raise _broken(walk.at, error, budget) from error
        raise AssertionError

    def _answer(self, walk: _Walk, budget: Budget) -> _Answer:
        origin, path = walk.at
        url = httpcore2.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=path.encode("ascii"))
        response = self._pool(origin.scheme).handle_request(httpcore2.Request("GET", url, headers=self._headers(walk)))
        try:
            budget.in_headers = False
            headers: dict[str, str] = {}
            waits = []
            for raw_name, raw_value in response.headers:
                name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
                headers[name] = f"{headers[name]}, {value}" if name in headers and name != "location" else value
                if name == "retry-after":
                    waits.append(value)
            body = b""
            if 200 <= response.status < 300:
                body = _body(response.iter_stream(), headers, walk.request.expected)
            elif _length(headers) <= _SMALL:
                for _ in response.iter_stream():
                    pass
            return _Answer(response.status, headers, tuple(waits), body)
        finally:
            response.close()

    def _headers(self, walk: _Walk) -> list[tuple[bytes, bytes]]:
        request = walk.request
        headers = [
            ("Host", walk.at.origin.authority),
            ("User-Agent", self._agent),
            ("Accept", _ACCEPT[request.expected]),
            ("Accept-Encoding", "gzip, identity"),
        ]
        if etag := _kept(request.etag):
            headers.append(("If-None-Match", etag))
        if last_modified := _kept(request.last_modified):
            headers.append(("If-Modified-Since", last_modified))
        if walk.is_at_home:
            headers += request.credentials.items()
        if any(not _kept(name + value) for name, value in headers):
            raise Stopped(Outcome.BAD_ADDRESS, f"{walk.at.origin}: the credentials for it are not such as can be sent")
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def _pool(self, scheme: str) -> httpcore2.ConnectionPool:
        with self._lock:
            if scheme not in self._pools:
                self._pools[scheme] = httpcore2.ConnectionPool(
                    ssl_context=self._secure() if scheme == "https" else None,
                    max_connections=None,
                    max_keepalive_connections=_IDLE_AT_MOST,
                    keepalive_expiry=_KEEP_ALIVE,
                    network_backend=self._dial,
                )
            return self._pools[scheme]

    def _move(self, walk: _Walk, answer: _Answer) -> None:
        """To where the server sends us, checked like the first address."""
        location = _text(answer.headers.get("location", ""))
        if not location:
            raise Stopped(Outcome.LOST, f"the server sends us on without saying where ({answer.status})")
        if len(walk.hops) == HOPS_AT_MOST:
            raise Stopped(Outcome.LOST, f"sent on more than {HOPS_AT_MOST} times; check the address in a browser")
        try:
            to = joined(walk.at, location, allowed=self._allow)
        except Stopped as stop:
            why = f"{walk.at.origin} sends us on: {stop.why}"
            if (
                stop.outcome is Outcome.FORBIDDEN
                and walk.at.origin.scheme == "http"
                and not Hop(answer.status, "").is_permanent
            ):
                why += "; a network that wants a login first does so, too"
            raise Stopped(stop.outcome, why) from stop
        if to in walk.seen:
            raise Stopped(Outcome.LOST, "sent round in a circle; check the address in a browser")
        if (
            walk.is_at_home
            and walk.request.credentials
            and (walk.at.origin.scheme, to.origin.scheme) == ("https", "http")
        ):
            why = f"{walk.at.origin} sends us on from https to http, with credentials; nothing was sent there"
            raise Stopped(Outcome.FORBIDDEN, why)
        walk.move(to, answer.status)

    def _response(self, walk: _Walk, answer: _Answer) -> Response:
        request, now = walk.request, self._clock()
        outcome, why = _outcome(walk, answer)
        fresh = fresh_for(answer.headers, now)
        if outcome is Outcome.UNCHANGED or (outcome is Outcome.READ and named(answer.body) == request.body_name):
            return walk.response(
                Outcome.UNCHANGED, "nothing new", status=answer.status, not_before=now + fresh if fresh else None,
                etag=_kept(answer.headers.get("etag", "")) or request.etag,
                last_modified=_kept(answer.headers.get("last-modified", "")) or request.last_modified,
                body_name=request.body_name,
            )  # fmt: skip
        if outcome is Outcome.READ:
            return walk.response(
                outcome, status=answer.status, body=answer.body, body_name=named(answer.body),
                etag=_kept(answer.headers.get("etag", "")),
                last_modified=_kept(answer.headers.get("last-modified", "")),
                content_type=_kept(answer.headers.get("content-type", "")),
                not_before=now + fresh if fresh else None,
            )  # fmt: skip
        wait = max(self._wait(answer, request) or timedelta(), backoff(request.failures + 1, self._chance()))
        is_final = outcome is Outcome.GONE
        return walk.response(outcome, why, status=answer.status, not_before=None if is_final else now + wait)


class _Unasked(Stopped):
    """A robots.txt could not be had, so nothing else is asked for either."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.outcome, f"its robots.txt: {response.why}")
        self.not_before = response.not_before


class _Walk:
    """One request on its way: where it is, where it was, how much time it has left."""

    def __init__(self, request: Request, seconds: float) -> None:
        self.request, self.seconds = request, seconds
        self.hops: list[Hop] = []
        self.seen: set[Target] = set()
        self.is_at_home = True
        """It has never left the origin that the credentials are for."""
        self._at: Target | None = None

    @property
    def at(self) -> Target:
        """The address asked for now."""
        assert self._at is not None
        return self._at

    @at.setter
    def at(self, target: Target) -> None:
        self.is_at_home &= self._at is None or self._at.origin == target.origin
        self._at = target
        self.seen.add(target)

    def move(self, to: Target, status: int) -> None:
        """Go on."""
        self.hops.append(Hop(status, to.url))
        self.at = to

    def response(
        self,
        outcome: Outcome,
        why: str = "",
        *,
        status: int | None = None,
        etag: str = "",
        last_modified: str = "",
        content_type: str = "",
        body: bytes = b"",
        body_name: str = "",
        not_before: datetime | None = None,
    ) -> Response:
        """What came of it."""
        return Response(
            outcome=outcome, why=_line(why), url=self._at.url if self._at else self.request.url,
            hops=tuple(self.hops), status=status, etag=etag, last_modified=last_modified, content_type=content_type,
            body=body, body_name=body_name, not_before=not_before,
        )  # fmt: skip


def named(body: bytes) -> str:
    """The name of a body: the same bytes, the same name."""
    return f"sha256-{hashlib.sha256(body).hexdigest()[:40]}"


def _body(pieces: Iterator[bytes], headers: Mapping[str, str], expected: Expected) -> bytes:
    at_most = BODY_AT_MOST[expected]
    encoding = headers.get("content-encoding", "")
    if expected is Expected.ROBOTS:
        return decoded(pieces, encoding, at_most=at_most, is_beginning=True)
    if encoding.strip().lower() in ("", "identity") and _length(headers, 0) > at_most:
        raise too_large(at_most)
    return decoded(pieces, encoding, at_most=at_most)


def _length(headers: Mapping[str, str], unsaid: int = 1 << 60) -> int:
    said = headers.get("content-length", "")
    return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else unsaid


def _kept(header: str) -> str:
    """A header's value that may be kept and sent back; nothing where it is none."""
    return header if len(header) <= _HEADER_AT_MOST and re.fullmatch(r"[ -~\xa1-\xac\xae-\xff]*", header) else ""


def _line(text: str) -> str:
    """What can be shown on one line of a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:_LINE_AT_MOST])


def _text(header: str) -> str:
    """An address in a header: UTF-8 where it can be, as browsers read it."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


_LOG_IN = "open a page in a browser, then run again"


def _outcome(walk: _Walk, answer: _Answer) -> tuple[Outcome, str]:
    status, request = answer.status, walk.request
    is_conditional = bool(request.etag or request.last_modified)
    match status:
        case 206:
            return Outcome.BROKEN, "only a part of it came, which was not asked for (206)"
        case 304 if is_conditional:
            return Outcome.UNCHANGED, "nothing new"
        case 404:
            return Outcome.MISSING, "there is nothing at this address (404); check it in a browser"
        case 410:
            return Outcome.GONE, "it is gone for good (410)"
        case 429:
            return Outcome.BUSY, "the server asks us to come back later (429)"
        case 503 if answer.retry_after:
            return Outcome.BUSY, "the server asks us to come back later (503)"
        case 511:
            return Outcome.PORTAL, f"the network wants a login first (511); {_LOG_IN}"
    if 200 <= status < 300:
        if is_portal(request.url, walk.hops, walk.at.url, answer.body):
            return Outcome.PORTAL, f"what came is the network's own page: it wants a login; {_LOG_IN}"
        return Outcome.READ, ""
    if 400 <= status < 500:
        return Outcome.DENIED, f"the server does not let us read it ({status})"
    if 500 <= status < 600:
        return Outcome.FAILING, f"the server has a fault of its own ({status})"
    return Outcome.BROKEN, f"an answer that does not fit what was asked ({status})"


def _broken(at: Target, error: Exception, budget: Budget) -> Stopped:
    if isinstance(error, httpcore2.LocalProtocolError):
        return Stopped(Outcome.BAD_ADDRESS, f"{at.origin}: what is to be sent to it cannot be written as HTTP")
    if isinstance(error, httpcore2.NetworkError):
        return Stopped(Outcome.UNREACHABLE, f"{at.origin}: the connection broke ({error})")
    if not budget.read:
        return Stopped(Outcome.UNREACHABLE, f"{at.origin}: it hung up without an answer")
    if "complete message body" in str(error) or "incomplete chunked" in str(error):
        return Stopped(Outcome.BROKEN, f"{at.origin}: the answer is cut off")
    return Stopped(Outcome.BROKEN, f"{at.origin}: the answer is no HTTP")
