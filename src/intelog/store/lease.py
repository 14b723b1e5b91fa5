"""The lease on a workspace: one process writes at a time, and the others are told who."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from intelog.errors import BusyError, WorkspaceError


@contextmanager
def lease(path: Path, *, doing: str, now: datetime) -> Iterator[None]:
    """Hold the workspace, or raise `BusyError` at once and say who holds it.

    The operating system lets go of the lock when its holder ends, however it ends.
    """
    try:
        # Not through a link: what it points to would be emptied.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    except OSError as error:
        raise WorkspaceError(
            f"{path}: cannot be written ({error.strerror}); make the folder writable, then run again"
        ) from error
    try:
        if not _lock(handle):
            raise BusyError(_who(path))
        os.ftruncate(handle, 0)
        who = json.dumps({"pid": os.getpid(), "doing": doing, "since": now.isoformat()})
        with suppress(OSError):  # a full disk is told by what cannot do without
            os.pwrite(handle, who.encode(), 0) if hasattr(os, "pwrite") else os.write(handle, b"{}")
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_PATIENCE = 0.5


def _who(path: Path) -> str:
    """Who holds it.  One that took it this moment may still be writing its name over a killed one's."""
    who, until = "another intelog", time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            holder = json.loads(path.read_text("utf-8"))
            who = f"`intelog {holder['doing']}` (process {holder['pid']}, since {holder['since'][11:19]})"
            if runs(holder["pid"]):
                break
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            pass
        time.sleep(0.01)
    return f"{path.parent.parent}: {who} is writing to this workspace; wait until it is done, then run again"


def runs(process: int) -> bool:
    """Whether a process of this number runs on this machine."""
    if sys.platform == "win32":  # where asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
