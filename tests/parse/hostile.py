"""Readers that do what a reader must not, each when the bytes tell it to.  Only a child that is told of them has them."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item, Parsed


def read(data: bytes, hint: Hint) -> Parsed:
    """Do it, and tell what came of it."""
    return _said(str(DEEDS[data.decode()]()))


def _said(words: str) -> Parsed:
    return Parsed(items=(Item(title="done", kind=Kind.NOTE, text=words),))


def _sleep() -> None:
    time.sleep(600)


def _spin() -> None:
    while True:
        pass


def _allocate() -> int:
    return len(bytearray(4 << 30))


def _allocate_in_pieces() -> int:
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def _recurse() -> object:
    return _recurse()


def _fault() -> None:
    ctypes.string_at(0)


def _write() -> None:
    Path("/tmp/intelog-hostile").write_text("here", "utf-8")  # noqa: S108


def _append() -> None:
    with Path(__file__).open("a", encoding="utf-8") as file:
        file.write("# more")


def _print() -> str:
    for _ in range(1000):
        print("garbage", flush=True)  # noqa: T201
        sys.stderr.write("garbage")
    return "printed"


def _speak_out_of_turn() -> None:
    for handle in range(3, 20):
        try:
            os.write(handle, b"\x00\x00\x00\x05hello" * 10)
        except OSError:
            continue
    time.sleep(600)


def _answer_for_ourselves() -> None:
    answer = b'{"parsed": true, "size": 52}'
    body = b'{"items": [], "unread": [], "title": 7, "url": "abc"}'
    for handle in range(3, 20):
        try:
            os.write(handle, len(answer).to_bytes(4, "big") + answer + body)
        except OSError:
            continue
    time.sleep(600)


def _signal_parent() -> None:
    os.kill(os.getppid(), 9)


def _ask_a_socket_in_the_file_system() -> None:
    with socket.socket(socket.AF_UNIX) as asked:
        asked.connect("/run/docker.sock")


def _send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.sendto(b"secret", ("192.0.2.1", 53))


def _connect() -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=5)


def _fork() -> int:
    child = os.fork()
    if not child:
        time.sleep(600)
    return child


def _refuse(where: str) -> None:
    raise ParseError(where, f"not read: {where}")


def _import_late() -> str:
    import decimal
    import email.mime.text
    import sqlite3
    import xml.etree.ElementTree

    return " ".join(module.__name__ for module in (decimal, email.mime.text, sqlite3, xml.etree.ElementTree))


DEEDS: dict[str, Callable[[], object]] = {
    "sleep": _sleep,
    "spin": _spin,
    "allocate": _allocate,
    "allocate in pieces": _allocate_in_pieces,
    "recurse": _recurse,
    "fault": _fault,
    "raise": lambda: 1 // 0,
    "interrupt": lambda: (_ for _ in ()).throw(KeyboardInterrupt()),
    "leave": lambda: sys.exit(0),
    "exit": lambda: os._exit(0),
    "abort": os.abort,
    "print": _print,
    "speak": _speak_out_of_turn,
    "forge": _answer_for_ourselves,
    "read": lambda: Path("/etc/passwd").read_text("utf-8"),
    "list": lambda: list(Path("/etc").iterdir()),
    "memory": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "write": _write,
    "append": _append,
    "connect": _connect,
    "send": _send,
    "local socket": _ask_a_socket_in_the_file_system,
    "run": lambda: subprocess.run(["/bin/true"], check=True),
    "fork": _fork,
    "signal": _signal_parent,
    "environment": lambda: sorted(os.environ),
    "folder": os.getcwd,
    "late imports": _import_late,
    "escape": lambda: _refuse("\x1b[2J\u202ename"),
    "long": lambda: "x" * (33 << 20),
    "surrogate": lambda: "half \ud800 pair",
    "nothing": lambda: "nothing",
    "process": os.getpid,
}
