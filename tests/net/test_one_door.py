"""There is one door to the network: nothing else of ours imports what could open another, and nothing else connects."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "intelog"
OPENERS = frozenset(
    """
    socket _socket ssl _ssl http.client http.server http.cookiejar urllib.request urllib.robotparser asyncio selectors select socketserver
    ftplib smtplib smtpd imaplib poplib nntplib telnetlib xmlrpc multiprocessing webbrowser logging.handlers pip ensurepip
    httpx2 httpcore2 h11 httpx httpcore requests urllib3 aiohttp anyio trio websockets paramiko pycurl curl_cffi dns
    trafilatura.downloads trafilatura.feeds trafilatura.sitemaps trafilatura.spider
    """.split()
)
CALLS = frozenset({"fetch_url", "urlopen", "urlretrieve", "fetch_response"})
"""Functions of modules that are imported for something else."""


def doors(code: str, package: str = "intelog") -> Iterator[str]:
    """What in this code could open a connection."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                named = [one.name for one in names]
            case ast.ImportFrom(module=str(module), names=names, level=0):
                named = [module, *(f"{module}.{one.name}" for one in names)]
            case ast.Call(
                func=ast.Name(id="__import__") | ast.Attribute(attr="import_module") | ast.Name(id="import_module")
            ):
                argument = node.args[0] if node.args else None
                named = [str(argument.value)] if isinstance(argument, ast.Constant) else []
            case ast.Attribute(attr=attribute) if attribute in CALLS:
                named = []
                yield attribute
            case _:
                continue
        for name in named:
            parts = name.split(".")
            if any(".".join(parts[:end]) in OPENERS for end in range(1, len(parts) + 1)) or parts[-1] in CALLS:
                yield name


def files() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "net" not in path.relative_to(SOURCE).parts[:1])


def test_no_other_module_imports_what_opens_a_connection() -> None:
    found = {str(path.relative_to(SOURCE)): list(doors(path.read_text("utf-8"))) for path in files()}

    assert len(found) > 150
    assert {path: names for path, names in found.items() if names} == {}


def test_the_driver_of_postgresql_stays_in_its_part_of_the_store() -> None:
    users = {
        path for path in files() if "psycopg" in path.read_text("utf-8") and "import psycopg" in path.read_text("utf-8")
    }

    assert {path.parent.relative_to(SOURCE).as_posix() for path in users} <= {"store/postgres"}


@pytest.mark.parametrize(
    "code",
    [
        "import socket", "import socket as s", "from socket import create_connection", "import http.client", "from http import client",
        "import urllib.request", "from urllib import request", "from urllib.request import urlopen", "import ssl", "import asyncio.streams",
        "def late():\n    import smtplib", "try:\n    import aiohttp\nexcept ImportError:\n    pass", "import httpx2, json",
        "from httpcore2 import ConnectionPool", "__import__('socket')", "import importlib\nimportlib.import_module('socket')",
        "import trafilatura\ntrafilatura.fetch_url('x')", "from trafilatura import fetch_url", "from trafilatura.downloads import fetch_response",
        "if True:\n    from multiprocessing.connection import Client", "import intelog.x, _socket",
    ],
)  # fmt: skip
def test_every_way_to_open_one_is_found(code: str) -> None:
    assert list(doors(code))


@pytest.mark.parametrize(
    "code",
    [
        "from urllib.parse import urlsplit",
        "import json",
        "from . import socket",
        "x = {'socket': 41}",
        "from intelog.net.door import Door",
    ],
)
def test_what_opens_none_is_let_be(code: str) -> None:
    assert not list(doors(code))


HOOKED = """
import sys
seen = []
sys.addaudithook(lambda event, _: seen.append(event) if event.startswith(("socket.", "urllib.")) else None)
from intelog.cli.main import cli
try:
    cli(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("CONNECTED", sorted(set(seen)), code)
"""


def hooked(*words: str | Path, cwd: Path, hook: str = HOOKED) -> str:
    done = subprocess.run(
        [sys.executable, "-c", hook, *words], cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=120,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"},
    )  # fmt: skip
    return done.stdout.splitlines()[-1] if done.stdout else done.stderr


def test_no_command_makes_a_socket(tmp_path: Path, corpus: Path) -> None:
    """Python tells a hook of every socket that is made, by whatever module."""
    workspace = tmp_path / "w"
    said = [hooked("init", workspace, cwd=tmp_path)]
    shutil.copy(corpus / "seeds" / "daily-learning-log-2026-01.md", workspace / "notes" / "log.md")
    shutil.copy(corpus / "arxiv-daily" / "2026-01-28.jsonl", workspace / "notes")
    feed = next(path for path in sorted((corpus / "feeds").rglob("*.xml")) if path.stat().st_size < 100_000)
    shutil.copy(feed, workspace / "notes")
    (workspace / "notes" / "page.html").write_text(
        '<!doctype html><html><head><link rel=stylesheet href="http://127.0.0.1:9/x.css"></head><body><article><p>'
        + "A page with a picture that is not fetched. " * 30
        + '<img src="http://127.0.0.1:9/x.png"></article></body></html>'
    )
    commands = [["import", "notes"], ["compose", "2026-01-28"], ["compose", "2026-01"], ["check"], ["search", "agent"]]
    said += [hooked(*words, cwd=workspace) for words in commands]

    assert [line.rpartition(" ")[0] for line in said] == ["CONNECTED []"] * 6, said


def test_the_hook_sees_one_that_is_made(tmp_path: Path) -> None:
    opening = HOOKED.replace("try:\n", "import socket; socket.socket()\ntry:\n", 1)

    assert "socket.__new__" in hooked("--version", cwd=tmp_path, hook=opening)


def test_the_door_is_not_imported_before_it_is_needed(tmp_path: Path) -> None:
    """It costs a tenth of a second that most commands need not spend."""
    code = "import sys, intelog.cli.main, intelog.settings, intelog.app; print(sorted({'httpcore2', 'h11', 'ssl', 'idna'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)

    assert done.stdout == "[]\n"
