"""Each part of the barrier holds by itself, or says why it does not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from intelog.parse import barrier
from intelog.parse.barrier import HOLDS

linux = pytest.mark.skipif(sys.platform != "linux", reason="these parts are Linux's")
PARTS = {
    "memory", "cpu", "core", "written bytes", "open files", "network", "no new rights", "files", "system calls"
}  # fmt: skip


def ran(code: str, *words: str) -> str:
    """What a process of its own prints, to its end."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"from intelog.parse import barrier\n{code}", *words],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout.strip() or f"{done.returncode} {done.stderr[-500:]}"


def deed(put: str, does: str, *words: str) -> str:
    """`done`, or the error that *does* met behind this part of the barrier."""
    code = f"""
import os, socket, sys, threading
try:
    {put}
except Exception as error:
    print("not put up:", error)
    sys.exit()
try:
    {does}
    print("done")
except Exception as error:
    print(type(error).__name__)
"""
    return ran(code, *words)


def test_every_part_holds_or_has_a_reason() -> None:
    says = json.loads(ran("import json; print(json.dumps(barrier.put_up()))"))

    assert set(says) == PARTS
    assert all(says.values())
    if sys.platform != "linux":
        assert {"network", "files", "system calls"} <= {name for name, word in says.items() if word != HOLDS}


def test_nothing_is_up_here() -> None:
    assert barrier.active() == {}


@linux
@pytest.mark.parametrize(
    ("put", "does", "met"),
    [
        ("barrier._limit_memory()", "bytearray(2 << 30)", "MemoryError"),
        ("barrier._limit_memory()", "bytearray(200 << 20)", "done"),
        ("barrier._limit('RLIMIT_FSIZE', 0)", "os.write(os.open(sys.argv[1] + '/a', 66), b'x')", "OSError"),
        ("barrier._limit('RLIMIT_NOFILE', 16)", "[os.dup(0) for _ in range(20)]", "OSError"),
        ("barrier._close_files(barrier._code_folders([]))", "open('/etc/passwd')", "PermissionError"),
        ("barrier._close_files(barrier._code_folders([]))", "open(sys.argv[1] + '/a', 'w')", "PermissionError"),
        ("barrier._close_files(barrier._code_folders([]))", "os.mkdir(sys.argv[1] + '/a')", "PermissionError"),
        ("barrier._close_files(barrier._code_folders([]))", "os.execv('/bin/true', ['true'])", "PermissionError"),
        ("barrier._close_files(barrier._code_folders([]))", "import sqlite3, decimal, ssl", "done"),
        ("barrier._close_files(barrier._code_folders([sys.argv[1]]))", "os.listdir(sys.argv[1])", "done"),
        ("barrier._refuse_new_rights(); barrier._close_system_calls()", "socket.socket()", "PermissionError"),
        ("barrier._refuse_new_rights(); barrier._close_system_calls()", "os.fork()", "PermissionError"),
        ("barrier._refuse_new_rights(); barrier._close_system_calls()", "threading.Thread(target=int).start()", "done"),
    ],
)  # fmt: skip
def test_a_part_alone_bars_what_it_is_for(put: str, does: str, met: str, tmp_path: Path) -> None:
    got = deed(put, does, str(tmp_path))
    if got.startswith("not put up:"):  # this system refuses the part: then it must say so
        assert any(
            word != HOLDS for word in json.loads(ran("import json; print(json.dumps(barrier.put_up()))")).values()
        )
        return

    assert got == met


@linux
def test_the_empty_network_does_not_reach_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        reach = "socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"
        without, behind = deed("pass", reach, port), deed("barrier._leave_network()", reach, port)

    assert without == "done"
    assert behind == "OSError" or behind.startswith("not put up: the system allows no network namespace")


@linux
def test_processor_time_ends_an_item_and_is_given_anew_to_the_next() -> None:
    code = """
import time
def spin(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
for _ in range(3):
    barrier.arm(1)
    spin(0.9)
print("three", flush=True)
spin(9)
print("more")
"""
    assert ran(code) == "three"


@linux
def test_a_part_that_fails_leaves_the_others_and_says_why() -> None:
    says = json.loads(ran("import json; barrier.put_up(); print(json.dumps(barrier.put_up()))"))

    assert "Operation not permitted" in says["network"]
    assert says["no new rights"] == HOLDS


@linux
def test_threads_that_would_not_be_bound_are_said() -> None:
    code = """
import json, threading
go = threading.Event()
threading.Thread(target=go.wait).start()
says = barrier.put_up()
go.set()
print(json.dumps(says))
"""
    assert "threads" in json.loads(ran(code))["files"]


@linux
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can become another user")
def test_it_holds_for_an_ordinary_user() -> None:
    become = "barrier._code_folders([]); os.setgid(65534); os.setuid(65534)"  # our folder may be closed to them
    says = json.loads(ran(f"import json, os; {become}; print(json.dumps(barrier.put_up()))"))
    mine = json.loads(ran("import json; print(json.dumps(barrier.put_up()))"))
    assert says == mine or "namespace" in says["network"]


def test_a_system_without_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "plan9")

    for part in (barrier._leave_network, barrier._refuse_new_rights, barrier._close_system_calls):
        assert barrier._tried(part) == "only Linux has it"
    assert barrier._tried(lambda: barrier._close_files([])) == "only Linux has it"


def test_a_kernel_without_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Kernel:
        def __getattr__(self, name: str) -> object:
            return lambda *_: -1

    monkeypatch.setattr(barrier, "_libc", Kernel)
    monkeypatch.setattr(barrier, "_threads", lambda: 1)

    assert barrier._tried(lambda: barrier._close_files([])).startswith("the kernel has no Landlock")
    assert barrier._tried(barrier._leave_network).startswith("the system allows no network namespace")
    assert barrier._tried(barrier._refuse_new_rights).startswith("the system keeps")
    monkeypatch.setattr("platform.machine", lambda: "z80")
    assert barrier._tried(barrier._close_system_calls) == "no filter is written for z80"
