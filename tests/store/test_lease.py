"""The lease on a workspace: one holder at a time, and the others are told who (`faults.md` F08)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intelog.errors import BusyError, WorkspaceError
from intelog.store.lease import lease

SOAK = [pytest.mark.soak, pytest.mark.timeout(4 * 3600)]
NOW = datetime(2026, 1, 28, 12, 30, 59, tzinfo=UTC)

STARTER = """
import sys, time
from datetime import datetime
from pathlib import Path
from intelog.errors import BusyError
from intelog.store.lease import lease

print("ready", flush=True)
moment = float(sys.stdin.readline())
while time.monotonic() < moment:
    pass
try:
    with lease(Path(sys.argv[1]), doing=sys.argv[2], now=datetime.fromisoformat(sys.argv[3])):
        print("held", flush=True)
        sys.stdin.readline()
except BusyError as error:
    print(f"refused {error}", flush=True)
"""


class Starter:
    """A real process that starts, waits for its moment, and then holds the lease until told."""

    def __init__(self, path: Path, doing: str) -> None:
        self.doing = doing
        self.process = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(path), doing, NOW.isoformat()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.hears() == "ready"

    def hears(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def told(self, words: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()

    def killed(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def starter(path: Path, doing: str) -> Iterator[Starter]:
    one = Starter(path, doing)
    with one.process:
        try:
            yield one
        finally:
            one.process.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    hidden = tmp_path / "workspace" / ".intelog"
    hidden.mkdir(parents=True)
    return hidden / "lease"


@pytest.mark.parametrize("races", [pytest.param(100, id="100"), pytest.param(5_000, id="5000", marks=SOAK)])
def test_of_two_that_start_together_one_holds_and_the_other_is_told_who(path: Path, races: int) -> None:
    for race in range(races):
        with ExitStack() as stack:
            two = [stack.enter_context(starter(path, f"{doing} {race}")) for doing in ("import", "compose")]
            moment = time.monotonic() + 0.002
            for one in two:
                one.told(moment)
            answers = {one.hears(): one for one in two}
            held = answers.pop("held")
            [(refused, _)] = answers.items()
            if race % 2:
                held.killed()  # what it wrote of itself stays, and is not to be taken for the next holder
            else:
                held.told("enough")

            who = f"`intelog {held.doing}` (process {held.process.pid}, since 12:30:59)"
            assert refused.startswith(f"refused {path.parent.parent}: {who} is writing to this workspace; wait until")


def test_a_killed_holders_lease_is_free_at_once(path: Path) -> None:
    for _ in range(10):
        with starter(path, "import") as holder:
            holder.told(0)
            assert holder.hears() == "held"
            with pytest.raises(BusyError), lease(path, doing="compose", now=NOW):
                pass

            holder.killed()

            with lease(path, doing="compose", now=NOW):
                pass


def test_a_lease_is_free_after_an_error(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lease(path, doing="import", now=NOW):
        raise ZeroDivisionError

    with lease(path, doing="compose", now=NOW):
        pass


def test_a_process_that_a_holder_started_does_not_hold_it_on(path: Path) -> None:
    with lease(path, doing="import", now=NOW):
        outliving = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

    with outliving, lease(path, doing="compose", now=NOW):
        assert outliving.poll() is None
        outliving.communicate(b"\n")


@pytest.mark.parametrize("written", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff"])
def test_a_holder_that_cannot_be_read_is_another_intelog(path: Path, written: bytes) -> None:
    with lease(path, doing="import", now=NOW):
        path.write_bytes(written)

        with pytest.raises(BusyError, match="another intelog is writing"), lease(path, doing="compose", now=NOW):
            pass


def test_a_command_is_refused_with_one_line_that_names_the_holder(path: Path) -> None:
    root = path.parent.parent
    (root / "intelog.toml").write_text('language = "en"\n')
    before = sorted(root.rglob("*"))

    with lease(path, doing="import", now=NOW):
        refused = subprocess.run(
            [sys.executable, "-m", "intelog", "-C", str(root), "compose", "2026-01-28"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert f"`intelog import` (process {os.getpid()}, since 12:30:59) is writing to this workspace" in refused.stderr
    assert sorted(root.rglob("*")) == sorted([*before, path])


def test_a_lease_that_cannot_be_written_is_said_in_one_line(path: Path) -> None:
    path.mkdir()

    with pytest.raises(WorkspaceError, match="cannot be written") as refused, lease(path, doing="import", now=NOW):
        pass

    assert "\n" not in str(refused.value)
