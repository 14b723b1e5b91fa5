"""What sites said in their robots.txt, kept for a day (RFC 9309, 2.4) for all processes that share a folder."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from intelog.net.guard import Origin
from intelog.net.robots import Rule, Rules

KEPT = 24 * 3600.0
UNREACHABLE_KEPT = 3600.0
"""A site whose robots.txt fails is closed to us; whether it still does is looked at again sooner."""


@dataclass(slots=True)
class Shelf:
    """Rules by origin.  What cannot be written is only remembered; what cannot be read is asked for again."""

    folder: Path | None
    clock: Callable[[], float]
    _held: dict[Origin, tuple[float, Rules]] = field(default_factory=dict)
    _locks: dict[Origin, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lock(self, origin: Origin) -> threading.Lock:
        """Of one origin: who asks first asks for all."""
        with self._lock:
            return self._locks.setdefault(origin, threading.Lock())

    def get(self, origin: Origin) -> Rules | None:
        """The rules of an origin, or None where they must be asked for."""
        held = self._held.get(origin) or self._read(origin)
        if held is None or not 0 < held[0] - self.clock() <= KEPT:
            return None
        self._held[origin] = held
        return held[1]

    def put(self, origin: Origin, rules: Rules, seconds: float = KEPT) -> None:
        """Keep the rules of an origin for so long."""
        until = self.clock() + seconds
        self._held[origin] = until, rules
        if self.folder is None:
            return
        file = self._file(self.folder, origin)
        draft = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps([until, [[rule.path, rule.is_allowed] for rule in rules]]), "utf-8")
            draft.replace(file)

    def _read(self, origin: Origin) -> tuple[float, Rules] | None:
        if self.folder is None:
            return None
        try:
            until, rules = json.loads(self._file(self.folder, origin).read_bytes())
            return float(until), tuple(Rule(str(path), bool(is_allowed)) for path, is_allowed in rules)
        except (OSError, ValueError, TypeError, OverflowError, RecursionError):
            return None

    @staticmethod
    def _file(folder: Path, origin: Origin) -> Path:
        return folder / f"{origin.scheme}-{origin.host.replace(':', '_')[:180]}-{origin.port}.robots"
