"""A real server on loopback that says exactly the bytes it is told to, and remembers what it was asked."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple, Self

from intelog.net.guard import Origin


class Seen(NamedTuple):
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    at: float
    connection: int


Said = bytes | Iterable[bytes]
Route = Said | Callable[[Seen], Said]


def answer(body: bytes = b"", status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """A whole answer; its connection can be kept."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def moved(to: str, status: int = 302) -> bytes:
    return answer(b"elsewhere", status, [("Location", to)])


class Site:
    """Routes by path; what has no route is a 404.  Pieces that are not one `bytes` end their connection."""

    def __init__(self, routes: Mapping[str, Route] | None = None, context: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.seen: list[Seen] = []
        self.connections = 0
        self._context = context
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._server.getsockname()[1]
        self._ended = threading.Event()
        self._open: set[socket.socket] = set()

    @property
    def origin(self) -> Origin:
        return Origin("https" if self._context else "http", "127.0.0.1", self.port)

    def url(self, path: str = "/") -> str:
        return f"{self.origin}{path}"

    @property
    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for one in [self._server, *self._open]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def sleep(self, seconds: float) -> None:
        """Wait, but not for longer than the test."""
        self._ended.wait(seconds)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with suppress(OSError, ValueError):
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
                self._open.add(connection)
            with connection.makefile("rb") as lines:
                while line := lines.readline(100_000):
                    path = line.split()[1].decode("latin-1")
                    headers = {}
                    while (header := lines.readline(100_000).strip()) != b"":
                        name, _, value = header.decode("latin-1").partition(":")
                        headers[name.lower()] = value.strip()
                    seen = Seen(path, headers, time.monotonic(), number)
                    self.seen.append(seen)
                    route = self.routes.get(path) or answer(b"no such thing", 404)
                    said = route(seen) if callable(route) else route
                    if isinstance(said, bytes):
                        connection.sendall(said)
                        continue
                    for piece in said:
                        connection.sendall(piece)
                        if self._ended.is_set():
                            break
                    break
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()
        self._open.discard(connection)
