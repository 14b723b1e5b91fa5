"""Turns at a host: one at a time, some seconds apart, over threads and real processes, whatever becomes of one."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from intelog.errors import WorkspaceError
from intelog.net.politeness import Lane
from intelog.net.turns import TooEarly, Turns
from intelog.ports import Outcome

LANE = Lane("example.com", 0.2)


class Clock:
    """It stands still but for who sleeps."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def still(folder: Path) -> tuple[Clock, Turns]:
    clock = Clock()
    return clock, Turns(folder, clock=clock, sleep=clock.sleep)


def test_turns_begin_some_seconds_apart_and_no_earlier(tmp_path: Path) -> None:
    clock, turns = still(tmp_path)
    began = []
    for _ in range(10_000):
        with turns.turn(Lane("arxiv.org", 3.0)) as turn:
            began.append(turn.now)
            clock.now += len(began) % 41 / 10

    gaps = [later - earlier for earlier, later in itertools.pairwise(began)]
    assert min(gaps) >= 3.0 - 1e-6  # what a float of 1.8 billion seconds cannot tell apart
    assert max(gaps) < 4.1


def test_a_host_waits_for_no_other(tmp_path: Path) -> None:
    clock, turns = still(tmp_path)
    began = clock.now
    with turns.turn(Lane("a.example.com", 1.0)), turns.turn(Lane("b.example.com", 1.0)):
        pass

    assert clock.now == began


def test_a_host_that_is_to_be_left_alone_is(tmp_path: Path) -> None:
    clock, turns = still(tmp_path)
    with turns.turn(LANE) as turn:
        turn.put_off(timedelta(hours=2))
        turn.put_off(timedelta(hours=1))
    with pytest.raises(TooEarly) as early, turns.turn(LANE):
        raise AssertionError

    assert early.value.outcome is Outcome.WAITING
    assert early.value.why == "example.com: it is to be left alone until 2027-01-15 10:00:00 UTC; nothing was sent"
    assert early.value.not_before.timestamp() == clock.now + 7200
    clock.now += 7200
    with turns.turn(LANE):
        pass


@pytest.mark.parametrize("back", [10.0, 86400.0, 3e7])
def test_a_clock_that_was_set_back_makes_nobody_wait_for_long(back: float, tmp_path: Path) -> None:
    clock, turns = still(tmp_path)
    with turns.turn(LANE):
        pass
    clock.now -= back
    began = clock.now
    with turns.turn(LANE):
        pass

    assert clock.now - began <= LANE.spacing


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1", b"[1]", b"null", b"[NaN, Infinity]", b"\x00" * 99, b"[1e999, 1]", b"[" * 900]
)
def test_a_file_that_makes_no_sense_is_begun_anew(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "example.com.turn").write_bytes(content)
    clock, turns = still(tmp_path)
    began = clock.now
    with turns.turn(LANE):
        pass

    assert clock.now == began


@pytest.mark.parametrize("name", ["../../etc/passwd", "2606:4700::1", "a" * 253, "", "con/nul"])
def test_no_name_of_a_host_leaves_the_folder(name: str, tmp_path: Path) -> None:
    _, turns = still(tmp_path / "turns")
    with turns.turn(Lane(name, 1.0)):
        pass

    assert len(list((tmp_path / "turns").iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["turns"]


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(WorkspaceError, match=r"cannot be written \(.*\); make the folder writable$"):
        still(tmp_path / "file" / "turns")[1].turn(LANE).__enter__()


def test_who_waits_too_long_is_told(tmp_path: Path) -> None:
    turns = Turns(tmp_path, patience=0.1)
    with turns.turn(LANE), pytest.raises(TooEarly, match=r"example\.com: others have been asking it for 0\.1 seconds"):
        turns.turn(LANE).__enter__()


def test_threads_take_turns(tmp_path: Path) -> None:
    turns = Turns(tmp_path)
    spans: list[tuple[float, float]] = []

    def take(_: int) -> None:
        with turns.turn(LANE):
            began = time.time()
            time.sleep(0.03)
            spans.append((began, time.time()))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(take, range(8)))

    apart(spans, 8)


WORKER = """
import sys, time
from pathlib import Path
from intelog.net.politeness import Lane
from intelog.net.turns import Turns
turns = Turns(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    with turns.turn(Lane("example.com", 0.2)):
        began = time.time()
        time.sleep(float(sys.argv[3]))
        print(began, time.time(), flush=True)
"""


HOLDER = """
import sys, time
from pathlib import Path
from intelog.net.politeness import Lane
from intelog.net.turns import Turns
with Turns(Path(sys.argv[1])).turn(Lane("example.com", 0.2)):
    print("held", flush=True)
    time.sleep(60)
"""


def worker(folder: Path, times: int, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, folder, str(times), str(seconds)], stdout=subprocess.PIPE, text=True
    )


def apart(spans: list[tuple[float, float]], count: int) -> None:
    spans.sort()
    assert len(spans) == count
    for (began, ended), (next_began, _) in itertools.pairwise(spans):
        assert next_began >= ended
        assert next_began - began >= LANE.spacing - 0.005  # what lies between taking the turn and looking at the clock


def test_processes_take_turns(tmp_path: Path) -> None:
    workers = [worker(tmp_path, 4, 0.05) for _ in range(4)]
    spans = []
    for one in workers:
        said, _ = one.communicate(timeout=60)
        assert one.returncode == 0
        spans += [(float(line.split()[0]), float(line.split()[1])) for line in said.splitlines()]

    apart(spans, 16)


def test_a_turn_ends_with_its_process(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    holder.stdout.readline()
    waiting = worker(tmp_path, 1, 0)
    time.sleep(0.5)
    assert waiting.poll() is None

    holder.kill()

    assert waiting.communicate(timeout=20)[0]
    assert waiting.returncode == 0
    holder.communicate()
