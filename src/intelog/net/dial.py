"""Sockets: the only ones there are.  A connection goes to an address that was checked, and no wait outlasts its request."""

from __future__ import annotations

import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import httpcore2

from intelog.net.guard import Stopped, check_addresses, literal
from intelog.net.ranges import shown
from intelog.ports import Outcome

CONNECT_SECONDS = 10.0
"""For each address of a name, so that one that swallows packets leaves time for the next."""
HEADERS_AT_MOST = 64 << 10

Resolve = Callable[[str, int], Sequence[bytes]]
"""The packed addresses of a name.  Raises `OSError`, as `socket.getaddrinfo` does."""


@dataclass(slots=True)
class Budget:
    """What one request may still use.  It follows the request down to the socket, whatever lies between."""

    until: float
    """By `time.monotonic`."""
    seconds: float
    """That it began with, to be said."""
    wire_at_most: int
    is_allowed: bool = False
    """Its origin stands in the settings: it may be private."""
    in_headers: bool = True
    read: int = 0
    connected: bool = False
    """It has opened a connection of its own."""

    def left(self) -> float:
        """Seconds, or `Stopped` where there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise self.over()
        return left

    def over(self) -> Stopped:
        """That the time is up."""
        return Stopped(Outcome.SLOW, f"no whole answer within {self.seconds:g} seconds; stopped")

    def room(self, wanted: int) -> int:
        """How many bytes may be read now, or `Stopped`."""
        limit = HEADERS_AT_MOST if self.in_headers else self.wire_at_most
        if self.read >= limit:
            what = "its headers" if self.in_headers else "the answer"
            raise Stopped(Outcome.TOO_LARGE, f"{what} go on after {_size(limit)}; stopped")
        return min(wanted, limit - self.read)


def _size(limit: int) -> str:
    return f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit >> 10} KiB"


_budget: ContextVar[Budget] = ContextVar("budget")


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """Within the block, what this thread does on the network is charged to this budget."""
    token = _budget.set(budget)
    try:
        yield
    finally:
        _budget.reset(token)


def resolved(host: str, port: int) -> list[bytes]:
    """The packed addresses that the system knows for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [socket.inet_pton(family, str(where[0]).partition("%")[0]) for family, _, _, _, where in found]


class Dial(httpcore2.NetworkBackend):
    """Connects: a name is looked up once, all that was found is checked, and that is where the connection goes.

    TLS and the Host header keep the name, since httpcore2 takes them from the origin.
    """

    def __init__(self, resolve: Resolve = resolved) -> None:
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers, or raise `Stopped`."""
        budget = _budget.get()
        packed = literal(host)
        found = [packed] if packed else self._looked_up(host, port, budget)
        addresses = check_addresses(host, found, is_allowed=budget.is_allowed)
        last: OSError | None = None
        for address in addresses:
            try:
                connected = _connected(address, port, min(budget.left(), CONNECT_SECONDS))
            except OSError as error:
                last = error
                continue
            budget.connected = True
            return _Stream(connected, host)
        budget.left()
        raise Stopped(Outcome.UNREACHABLE, f"{host}: no connection ({_reason(last)})") from last

    def _looked_up(self, host: str, port: int, budget: Budget) -> Sequence[bytes]:
        """In a thread of its own: a resolver cannot be told when to stop, but need not be waited for."""
        answer: SimpleQueue[Sequence[bytes] | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self._resolve(host, port))
            except Exception as error:  # handed on to who waits
                answer.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            found = answer.get(timeout=budget.left())
        except Empty:
            raise budget.over() from None
        if not isinstance(found, Exception):
            return found
        if isinstance(found, socket.gaierror) and found.errno in _NO_SUCH_NAME:
            why = f"{host}: there is no server of this name; check how it is written"
            raise Stopped(Outcome.NO_HOST, why) from found
        if isinstance(found, (OSError, UnicodeError)):
            why = f"{host}: its name could not be looked up ({_reason(found)}); is there a network?"
            raise Stopped(Outcome.NO_NETWORK, why) from found
        raise found


_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def _reason(error: Exception | None) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__) if error else "no address"


def _connected(address: bytes, port: int, seconds: float) -> socket.socket:
    made = socket.socket(socket.AF_INET if len(address) == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((shown(address), port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        made.close()
        raise
    return made


class _Stream(httpcore2.NetworkStream):
    """A connection.  Each read and write waits no longer than the request has left, and reads no more than it may."""

    def __init__(self, connected: socket.socket, host: str) -> None:
        self._socket, self._host = connected, host

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = _budget.get()
        room = budget.room(max_bytes)
        self._socket.settimeout(budget.left())
        try:
            data = self._socket.recv(room)
        except TimeoutError:
            raise budget.over() from None
        except OSError as error:
            raise httpcore2.ReadError(_reason(error)) from error
        budget.read += len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        budget = _budget.get()
        view = memoryview(buffer)
        try:
            while view:
                self._socket.settimeout(budget.left())
                view = view[self._socket.send(view) :]
        except TimeoutError:
            raise budget.over() from None
        except OSError as error:  # httpcore2 then reads what the server said before it went
            raise httpcore2.WriteError(_reason(error)) from error

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Verified by the name that was asked for; there is no way to leave that out."""
        budget = _budget.get()
        try:
            return _Stream(self._handshake(ssl_context, server_hostname or self._host, budget), self._host)
        except BaseException as error:
            self.close()
            if isinstance(error, TimeoutError):
                raise budget.over() from None
            if isinstance(error, ssl.SSLCertVerificationError):
                why = f"{self._host}: its certificate is not to be trusted ({error.verify_message}); nothing was sent"
                raise Stopped(Outcome.BAD_CERTIFICATE, why) from error
            if isinstance(error, ssl.SSLError):
                why = f"{self._host}: no secure connection ({error.reason or 'TLS failed'}); nothing was sent"
                raise Stopped(Outcome.BAD_CERTIFICATE, why) from error
            if isinstance(error, (OSError, ValueError)):
                why = f"{self._host}: it hung up before the connection was secure"
                raise Stopped(Outcome.UNREACHABLE, why) from error
            raise

    def _handshake(self, context: ssl.SSLContext, host: str, budget: Budget) -> ssl.SSLSocket:
        """Step by step, so that a server that sends a byte at a time cannot outlast the request."""
        plain = self._socket
        plain.settimeout(0)
        secure = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        try:
            while True:
                try:
                    secure.do_handshake()
                    return secure
                except ssl.SSLWantReadError:
                    ready = _is_ready(secure, selectors.EVENT_READ, budget.left())
                except ssl.SSLWantWriteError:
                    ready = _is_ready(secure, selectors.EVENT_WRITE, budget.left())
                if not ready:
                    raise budget.over()
        except BaseException:
            secure.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":  # asked of an idle connection: the server hung up, or says what nobody asked
            return _is_ready(self._socket, selectors.EVENT_READ, 0)
        return None


def _is_ready(connected: socket.socket, event: int, seconds: float) -> bool:
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(connected, event)
            return bool(selector.select(seconds))
    except (OSError, ValueError):  # it was closed
        return True


Secure = Callable[[], ssl.SSLContext]
"""Makes what TLS is verified with.  Asked once, for the first https address."""


def trusted() -> ssl.SSLContext:
    """The system's own certificates; TLS 1.2 or newer."""
    context = httpcore2.default_ssl_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
