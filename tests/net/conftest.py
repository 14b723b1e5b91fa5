"""A site to ask, a door to ask it through, and a recorder in place of the socket."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.net.site import Site

from intelog.net.door import Door
from intelog.ports import Request, Response

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PUBLIC = "93.184.216.34"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def door(site: Site) -> Iterator[Door]:
    """It may ask the site, and waits for nobody."""
    with Door(clock=lambda: NOON, allow=[site.origin], seconds=10, chance=lambda: 0.0) as door:
        yield door


Get = Callable[..., Response]


@pytest.fixture
def get(site: Site, door: Door) -> Get:
    """Ask the site for a path."""

    def get(path: str = "/", **more: Any) -> Response:
        return door(Request(url=site.url(path), **more))

    return get


class Recorder:
    """Stands in place of `socket.socket.connect`: nothing leaves this machine, and what would have is written down.

    *lead* says where a connection really goes: from an address that is asked for to one on loopback.
    """

    def __init__(self) -> None:
        self.connects: list[tuple[str, int]] = []
        self.lead: dict[str, int] = {}
        self._connect = socket.socket.connect

    def connect(self, made: socket.socket, where: tuple[str, int]) -> None:
        self.connects.append(where[:2])
        if where[0] not in self.lead:
            raise ConnectionRefusedError(111, "recorded")
        self._connect(made, ("127.0.0.1", self.lead[where[0]]))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(socket.socket, "connect", lambda made, where: recorder.connect(made, where))
    monkeypatch.setattr(socket.socket, "connect_ex", lambda made, where: recorder.connect(made, where))
    return recorder
