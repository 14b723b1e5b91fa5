"""Whose turn it is at a host: one request at a time and some seconds apart, over all threads and processes of a user.

A small file for each lane, in one folder: its lock is the turn, what stands in it is when the next may begin.  The lock
belongs to the opened file, so that threads wait for each other as processes do, and the system lets go of it when its
holder ends, however it ends.  SQLite was weighed: it would need a transaction held for
as long as a request takes, and one busy host would make all others wait.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intelog.errors import WorkspaceError
from intelog.net.guard import Stopped
from intelog.net.politeness import WAIT_AT_MOST, Lane
from intelog.ports import Outcome

PATIENCE = 300.0
"""Seconds to wait for a turn.  With arXiv's three seconds apart, a hundred others may be before us."""
_LOOK_AGAIN = 0.02


class TooEarly(Stopped):
    """A host would not be asked again before a time."""

    def __init__(self, why: str, not_before: datetime) -> None:
        super().__init__(Outcome.WAITING, why)
        self.not_before = not_before


@dataclass(slots=True)
class Turn:
    """A turn that one has: what is known of the host, and may be learned in it."""

    now: float
    not_before: float = 0.0

    def put_off(self, wait: timedelta) -> None:
        """Nobody of us asks this host again before that."""
        self.not_before = max(self.not_before, self.now + wait.total_seconds())


@dataclass(slots=True)
class Turns:
    """Hands out turns.  *folder* is shared by all who should know of each other; *clock* gives seconds since 1970."""

    folder: Path
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    patience: float = PATIENCE

    @contextmanager
    def turn(self, lane: Lane) -> Iterator[Turn]:
        """Wait for the turn, and have it for the block; `TooEarly` where it does not come in time."""
        with _opened(self.folder, lane.name) as handle:
            self._wait_for(handle, lane)
            try:
                state = _read(handle)
                while (wait := self._wait_until(state, lane)) > 0:
                    self.sleep(wait)
                turn = Turn(self.clock(), state.not_before)
                _write(handle, _State(turn.now + lane.spacing, turn.not_before))
                try:
                    yield turn
                finally:
                    if turn.not_before != state.not_before:
                        _write(handle, _State(turn.now + lane.spacing, turn.not_before))
            finally:
                _unlock(handle)

    def _wait_for(self, handle: int, lane: Lane) -> None:
        waited = 0.0
        while not _lock(handle):
            if waited >= self.patience:
                until = datetime.fromtimestamp(self.clock() + lane.spacing, UTC)
                raise TooEarly(f"{lane.name}: others have been asking it for {self.patience:g} seconds", until)
            self.sleep(_LOOK_AGAIN)
            waited += _LOOK_AGAIN

    def _wait_until(self, state: _State, lane: Lane) -> float:
        """Seconds until the turn may begin; a time that no spacing explains is of a clock that was set back."""
        now = self.clock()
        put_off = state.not_before - now
        if 0 < put_off <= WAIT_AT_MOST.total_seconds():
            when = datetime.fromtimestamp(state.not_before, UTC)
            says = f"{when:%Y-%m-%d %H:%M:%S} UTC"
            raise TooEarly(f"{lane.name}: it is to be left alone until {says}; nothing was sent", when)
        wait = state.begins - now
        return wait if 0 < wait <= lane.spacing else 0.0


@dataclass(frozen=True, slots=True)
class _State:
    begins: float = 0.0
    """The next turn, at the earliest."""
    not_before: float = 0.0


def _read(handle: int) -> _State:
    """What stands in the file.  Half a line, written by one that was killed, is as good as none."""
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        begins, not_before = json.loads(os.read(handle, 1000))
        state = _State(float(begins), float(not_before))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return _State()
    return state if math.isfinite(state.begins) and math.isfinite(state.not_before) else _State()


def _write(handle: int, state: _State) -> None:
    line = json.dumps([state.begins, state.not_before]).ljust(79) + "\n"  # over the one before
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, line.encode())


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[int]:
    file = folder / f"{name if re.fullmatch(r'[a-z0-9._-]{1,100}', name) else _hashed(name)}.turn"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    except OSError as error:
        raise WorkspaceError(f"{file}: cannot be written ({error.strerror}); make the folder writable") from error
    try:
        yield handle
    finally:
        os.close(handle)


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


if sys.platform == "win32":
    import msvcrt

    # The byte that is locked lies behind what is written: Windows lets nobody read a locked one.
    def _lock(handle: int) -> bool:
        os.lseek(handle, 1000, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, 1000, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
