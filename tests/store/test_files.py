"""The workspace's files: whole or not at all, and never over a person's newer words (`faults.md` F02, F14)."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from intelog.errors import WorkspaceError
from intelog.store import files

SOAK = [pytest.mark.soak, pytest.mark.timeout(4 * 3600)]
OLD, NEW = b"old\n" * 50_000, b"new\n" * 70_000

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="swaps two names in one step, as Linux can")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


# Plain writing


def test_a_file_is_made_with_its_folder_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "editions" / "daily" / "2026-01-28.md"

    files.write(path, NEW, expected=None)

    assert path.read_bytes() == NEW
    assert names(path.parent) == [path.name]


def test_a_file_that_holds_what_was_expected_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)

    files.write(path, NEW, expected=OLD)

    assert path.read_bytes() == NEW
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize(
    ("there", "expected"), [(b"theirs", None), (b"theirs", b"other"), (None, b"other"), (b"", None), (None, b"")]
)
def test_a_file_that_holds_anything_else_is_left(tmp_path: Path, there: bytes | None, expected: bytes | None) -> None:
    path = tmp_path / "a.md"
    if there is not None:
        path.write_bytes(there)

    with pytest.raises(files.Changed):
        files.write(path, NEW, expected=expected)

    assert files.held(path) == there
    assert draft_of(path).name not in names(tmp_path)


@pytest.mark.parametrize("target", ["there.md", "not-there.md"])
def test_a_symbolic_link_is_refused_and_its_target_left(tmp_path: Path, target: str) -> None:
    (tmp_path / "there.md").write_bytes(OLD)
    path = tmp_path / "editions" / "a.md"
    path.parent.mkdir()
    path.symlink_to(tmp_path / target)

    with pytest.raises(WorkspaceError, match="symbolic link"):
        files.write(path, NEW, expected=files.held(path))

    assert path.is_symlink()
    assert (tmp_path / "there.md").read_bytes() == OLD
    assert names(tmp_path) == ["editions", "there.md"]
    assert names(path.parent) == ["a.md"]


def test_a_symbolic_link_in_the_drafts_place_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    outside = tmp_path / "outside.md"
    outside.write_bytes(OLD)
    draft_of(path).symlink_to(outside)

    files.write(path, NEW, expected=None)

    assert outside.read_bytes() == OLD
    assert path.read_bytes() == NEW
    assert not path.is_symlink()


def test_a_draft_that_a_killed_writer_left_as_a_second_name_of_the_file_is_not_written_through(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    draft_of(path).hardlink_to(path)  # a new file gets its name by a link; killed there, both names stay

    with path.open("rb") as as_it_was:
        files.write(path, NEW, expected=OLD)

        assert as_it_was.read() == OLD
    assert path.read_bytes() == NEW
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("place", ["nowhere/a.md", "a.md"])
def test_what_cannot_be_written_is_said_in_one_line_and_leaves_nothing(tmp_path: Path, place: str) -> None:
    (tmp_path / "nowhere").write_bytes(b"a file where a folder is wanted")
    (tmp_path / "a.md").mkdir()

    with pytest.raises(WorkspaceError) as refused:
        files.write(tmp_path / place, NEW, expected=None)

    assert str(tmp_path / place) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert names(tmp_path) == ["a.md", "nowhere"]


@linux
@pytest.mark.parametrize("before", [None, OLD], ids=["made", "replaced"])
def test_a_text_is_on_the_disk_before_it_bears_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None
) -> None:
    path = tmp_path / "a.md"
    if before is not None:
        path.write_bytes(before)
    done: list[tuple[str, bytes | None]] = []
    fsync = os.fsync

    def synced(handle: int) -> None:
        fsync(handle)
        done.append((Path(f"/proc/self/fd/{handle}").readlink().name, files.held(path)))

    monkeypatch.setattr(os, "fsync", synced)

    files.write(path, NEW, expected=before)

    assert done == [(draft_of(path).name, before), (tmp_path.name, NEW)]


# Killed


WRITER = """
import itertools, sys
from pathlib import Path
from intelog.store import files

path, size = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for n in itertools.count():
    if n % 4 == 3:
        path.unlink()  # so that files are made as well as replaced
    files.write(path, b"%09d\\n" % n * size, expected=files.held(path))
"""


@contextmanager
def child(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of our own that runs *code*; killed at the end, if not before."""
    with subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_killed_writer_leaves_the_old_file_or_the_new_one_a_hundred_times(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    size = 30_000

    found = Counter[str]()
    for n in range(100):
        with child(WRITER, str(path), str(size)) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(0.02 * n / 100)
        data = files.held(path)

        assert writer.returncode == -signal.SIGKILL
        if data is not None:
            assert len(data) == size * 10
            assert data == data[:10] * size
        assert set(names(tmp_path)) <= {path.name, draft_of(path).name}
        found["a draft was left" if draft_of(path).exists() else "no draft was left"] += 1
        found["no file" if data is None else "a whole file"] += 1
    files.write(path, NEW, expected=files.held(path))

    print(dict(found))  # noqa: T201
    assert names(tmp_path) == [path.name]


STEPPED = """
import os, signal, sys
from pathlib import Path
from intelog.store import files

path, last = Path(sys.argv[1]), int(sys.argv[2])
lines = 0

def trace(frame, event, argument):
    global lines
    if frame.f_code.co_filename != files.__file__:
        return None
    if event == "line":
        lines += 1
        if lines == last:
            os.kill(os.getpid(), signal.SIGKILL)
    return trace

expected = files.held(path)
sys.settrace(trace)
files.write(path, sys.stdin.buffer.read(), expected=expected)
"""


@pytest.mark.parametrize("before", [None, OLD], ids=["made", "replaced"])
def test_a_writer_killed_at_any_line_leaves_old_or_new_and_the_next_one_ends_the_work(
    tmp_path: Path, before: bytes | None
) -> None:
    path = tmp_path / "a.md"

    ends = Counter[bool]()
    for line in itertools.count(1):
        if before is not None:
            path.write_bytes(before)
        ended = subprocess.run([sys.executable, "-c", STEPPED, str(path), str(line)], input=NEW, check=False)
        data = files.held(path)
        if ended.returncode == 0:
            break

        assert ended.returncode == -signal.SIGKILL
        assert data in (before, NEW)
        ends[data == NEW] += 1
        files.write(path, OLD, expected=data)  # the next writer is not disturbed by what was left
        assert path.read_bytes() == OLD
        assert names(tmp_path) == [path.name]
        path.unlink()

    assert min(ends[False], ends[True]) > 3


# What was saved just before a writer that was killed swapped

THEIRS = b"old\n" * 4 + b"theirs\n"


@linux
@pytest.mark.parametrize("theirs", [THEIRS, OLD[:400], NEW[:400], b"theirs"], ids=["", "shorter", "as ours", "short"])
def test_a_save_that_a_killed_writer_had_swapped_out_is_given_back(tmp_path: Path, theirs: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(NEW)
    draft_of(path).write_bytes(theirs)

    kept = files.recover(path, written=NEW, before=OLD)

    assert kept is None
    assert path.read_bytes() == theirs
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize(
    ("there", "left"),
    [
        pytest.param(OLD, NEW, id="not swapped yet"),
        pytest.param(OLD, NEW[:999], id="not all written yet"),
        pytest.param(OLD, b"", id="nothing written yet"),
        pytest.param(THEIRS, NEW[:999], id="a save since"),
        pytest.param(NEW, OLD, id="swapped"),
        pytest.param(NEW, b"\n", id="an empty file swapped out"),
        pytest.param(NEW, OLD[:398], id="half a save swapped out"),
        pytest.param(THEIRS, NEW, id="put back"),
        pytest.param(NEW + THEIRS, OLD, id="swapped, and a save since"),
        pytest.param(None, NEW, id="the file taken away"),
    ],
)
def test_what_a_killed_writer_left_of_its_own_is_taken_away(tmp_path: Path, there: bytes | None, left: bytes) -> None:
    path = tmp_path / "a.md"
    if there is not None:
        path.write_bytes(there)
    draft_of(path).write_bytes(left)

    kept = files.recover(path, written=NEW, before=OLD)

    assert kept is None
    assert files.held(path) == there
    assert names(tmp_path) == ([path.name] if there is not None else [])


def test_a_draft_that_is_a_second_name_of_the_file_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(THEIRS)
    draft_of(path).hardlink_to(path)

    kept = files.recover(path, written=NEW, before=None)

    assert kept is None
    assert path.read_bytes() == THEIRS
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("there", [NEW + b"their second\n", OLD, None])
def test_a_save_that_was_swapped_out_and_cannot_go_back_is_kept_where_it_is_seen(
    tmp_path: Path, there: bytes | None
) -> None:
    path = tmp_path / "a.md"
    if there is not None:
        path.write_bytes(there)
    (tmp_path / "a (saved).md").write_bytes(b"an earlier one")
    draft_of(path).write_bytes(THEIRS)

    kept = files.recover(path, written=NEW, before=OLD)

    assert kept == tmp_path / "a (saved 2).md"
    assert kept.read_bytes() == THEIRS
    assert files.held(path) == there
    assert (tmp_path / "a (saved).md").read_bytes() == b"an earlier one"
    assert not draft_of(path).exists()


@linux
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_a_save_that_was_swapped_out_outlives_a_writer_that_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    exchange = files._exchange

    def stopped_just_after(a: Path, b: Path) -> bool:
        path.write_bytes(THEIRS)
        exchange(a, b)
        raise stop

    monkeypatch.setattr(files, "_exchange", stopped_just_after)
    with pytest.raises((KeyboardInterrupt, WorkspaceError)):
        files.write(path, NEW, expected=OLD)
    monkeypatch.undo()

    files.recover(path, written=NEW, before=OLD)

    assert path.read_bytes() == THEIRS
    assert names(tmp_path) == [path.name]


@linux
def test_what_is_saved_while_an_earlier_save_is_given_back_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(NEW)
    draft_of(path).write_bytes(b"their first")
    left, exchange = iter([b"their second"]), files._exchange

    def saved_just_before(a: Path, b: Path) -> bool:
        if (theirs := next(left, None)) is not None:
            path.write_bytes(theirs)
        return exchange(a, b)

    monkeypatch.setattr(files, "_exchange", saved_just_before)

    kept = files.recover(path, written=NEW, before=OLD)

    assert path.read_bytes() == b"their second"
    assert kept is not None
    assert kept.read_bytes() == b"their first"


# An editor saves at the same time


def in_place(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def by_rename(path: Path, data: bytes) -> None:
    aside = path.with_name("aside")
    aside.write_bytes(data)
    aside.replace(path)


def keeping_a_backup(path: Path, data: bytes) -> None:
    if path.exists():  # as vim does where `backupcopy` is off
        path.replace(path.with_name(path.name + "~"))
    path.write_bytes(data)


Save = Callable[[Path, bytes], None]
WAYS: list[Save] = [in_place, by_rename, keeping_a_backup]


@linux
@pytest.mark.parametrize("save", WAYS)
@pytest.mark.parametrize("saves", [1, 2, 3, 4])
def test_what_is_saved_at_the_last_moment_and_while_it_is_put_back_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Save, saves: int
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    left = iter(range(saves))
    exchange = files._exchange

    def saved_just_before(a: Path, b: Path) -> bool:
        if (n := next(left, None)) is not None:
            save(path, b"theirs %d" % n)
        return exchange(a, b)

    monkeypatch.setattr(files, "_exchange", saved_just_before)

    with pytest.raises(files.Changed):
        files.write(path, NEW, expected=OLD)

    assert next(left, None) is None
    assert path.read_bytes() == b"theirs %d" % (saves - 1)
    assert not draft_of(path).exists()


@linux
def test_a_save_that_began_before_the_swap_and_ends_after_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    sync_folder = files.sync_folder

    with path.open("rb+") as editor:

        def saved_meanwhile(folder: Path) -> None:
            if not editor.closed:
                editor.write(b"theirs")
                editor.close()
            sync_folder(folder)

        monkeypatch.setattr(files, "sync_folder", saved_meanwhile)

        with pytest.raises(files.Changed):
            files.write(path, NEW, expected=OLD)

    assert path.read_bytes() == b"theirs" + OLD[6:]


@linux
def test_of_a_save_that_ends_while_it_is_put_back_and_the_next_the_next_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    exchange, sleep = files._exchange, time.sleep
    saving: list[BinaryIO] = []

    def begun_just_before(a: Path, b: Path) -> bool:
        if not saving:
            saving.append(path.open("wb"))
        return exchange(a, b)

    def ended_meanwhile(seconds: float) -> None:
        if not saving[0].closed:
            saving[0].write(b"their first")
            saving[0].close()
            path.write_bytes(b"their second")
        sleep(seconds)

    monkeypatch.setattr(files, "_exchange", begun_just_before)
    monkeypatch.setattr(time, "sleep", ended_meanwhile)

    with pytest.raises(files.Changed):
        files.write(path, NEW, expected=OLD)

    assert path.read_bytes() == b"their second"


@linux
def test_what_is_saved_in_the_moment_its_file_was_away_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    exchange = files._exchange

    def away_meanwhile(a: Path, b: Path) -> bool:
        path.replace(tmp_path / "a.md~")
        try:
            return exchange(a, b)
        finally:
            path.write_bytes(b"theirs")

    monkeypatch.setattr(files, "_exchange", away_meanwhile)

    with pytest.raises(files.Changed):
        files.write(path, NEW, expected=OLD)

    assert path.read_bytes() == b"theirs"


def test_a_file_made_at_the_last_moment_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    link = os.link

    def made_just_before(draft: Path, target: Path) -> None:
        path.write_bytes(b"theirs")
        link(draft, target)

    monkeypatch.setattr(os, "link", made_just_before)

    with pytest.raises(files.Changed):
        files.write(path, NEW, expected=None)

    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == [path.name]


EDITOR = """
import os, random, sys, time
from pathlib import Path

path, stop, way = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
aside, backup = path.with_name("aside"), path.with_name("backup")
chance = random.Random(way)

def save(n):
    data = b"theirs\\n" + b"%d\\n" % n * 5_000 + b"end\\n"
    if way == "in_place":
        path.write_bytes(data)
    elif way == "by_rename":
        aside.write_bytes(data)
        aside.replace(path)
    else:
        path.replace(backup)
        path.write_bytes(data)

def stands(n):
    # In the file, or known to whoever wrote over it.
    kind, *lines = path.read_bytes().split()
    return lines[-1:] == [b"end"] and b"%d" % n in lines

n = 0
us = os.getppid()
while not stop.exists() and os.getppid() == us:
    for _ in range(chance.randint(1, 4)):
        n += 1
        save(n)
        time.sleep(chance.choice([0, 0, 0.0001, 0.001]))
    until = time.monotonic() + 30
    while not stands(n):  # it may be away for the moment in which it is being put back
        if time.monotonic() > until:
            sys.exit(f"save {n} is lost; the file holds {path.read_bytes()[:200]}")
        time.sleep(0.0001)
    time.sleep(chance.choice([0, 0.001, 0.005, 0.01]))
"""


def whole_saves(data: bytes | None) -> set[int] | None:
    """The saves that a text holds or knows of; None where it was read half-saved."""
    _kind, *lines = (data or b"").split() or [b""]
    if lines[-1:] != [b"end"]:
        return None
    return {int(line) for line in lines[:-1]}


@pytest.mark.parametrize("races", [pytest.param(500, id="500"), pytest.param(30_000, id="30000", marks=SOAK)])
@pytest.mark.parametrize("way", [way.__name__ for way in WAYS])
def test_nothing_that_an_editor_saves_in_a_loop_is_lost_while_we_write(tmp_path: Path, way: str, races: int) -> None:
    path, stop = tmp_path / "a.md", tmp_path / "stop"
    path.write_bytes(b"theirs\n0\nend\n")

    seen: set[int] = set()
    outcomes = Counter[str]()
    with child(EDITOR, str(path), str(stop), way) as editor:
        while sum(outcomes.values()) < races and editor.poll() is None:
            there = files.held(path)
            known = whole_saves(there)
            if there is not None and known is None:
                continue  # a half-saved text is nothing to start from
            seen |= known or set()
            ours = b"ours\n%send\n" % b"".join(b"%d\n" % n for n in sorted(seen)[-50:])
            try:
                files.write(path, ours, expected=there)
            except files.Changed as changed:
                outcomes["put back" if len(changed.args) > 1 else "left"] += 1
            else:
                outcomes["written"] += 1
        stop.touch()
        editor.wait()

    print(way, dict(outcomes), f"{max(seen)} saves")  # noqa: T201
    assert editor.returncode == 0
    assert sum(outcomes.values()) == races
    assert outcomes["written"] > races / 50  # both happened, again and again
    assert outcomes["put back"] + outcomes["left"] > races / 50
    assert not draft_of(path).exists()
