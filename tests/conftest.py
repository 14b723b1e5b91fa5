"""What all tests share: where the real data lies, and the real program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import apsw
import pytest
from tests.postgres import Server

from intelog.app import opened
from intelog.model.language import Language
from intelog.model.period import Period
from intelog.workspace import Workspace, make

PROGRAM = Path(sysconfig.get_path("scripts")) / "intelog"


class Ran(NamedTuple):
    """What a run of the program gave."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output; there is nothing else, there or on standard error."""
        assert self.stderr == ""
        assert self.stdout.endswith("\n")
        return json.loads(self.stdout)

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error of a run that was refused."""
        assert self.code == 2, self
        assert "Traceback" not in self.stderr
        assert self.stderr.startswith("Error: ")
        return self.stderr.removeprefix("Error: ").splitlines()

    @property
    def refusal(self) -> str:
        """The one clear line of a run that was refused."""
        (line,) = self.complaints
        return line


class Intelog(Protocol):
    """Runs the program.  *env* is added to its environment; *under* is a program that is told to run it."""

    def __call__(
        self, *words: str | Path, cwd: Path, env: Mapping[str, str] | None = None, under: Sequence[str] = ()
    ) -> Ran: ...


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus of real data; a test that needs it fails where it is missing."""
    folder = Path(os.environ.get("INTELOG_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus").resolve()
    if not (folder / "seeds").is_dir():
        pytest.fail(f"{folder}: the corpus is not here; set INTELOG_CORPUS")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of PostgreSQL, shared by the tests: each makes databases of its own.  Where it does not start, they fail."""
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def intelog() -> Intelog:
    """The real program, run in a process of its own."""

    def run(*words: str | Path, cwd: Path, env: Mapping[str, str] | None = None, under: Sequence[str] = ()) -> Ran:
        plain = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        done = subprocess.run(
            [*under, PROGRAM, *words],
            cwd=cwd,
            env={**os.environ, **plain, **(env or {})},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


DAY = "2026-01-28"
EDITION = Path("editions", "daily", f"{DAY}.md")
LIBRARY = Path(".intelog", "library.sqlite")
WORDS = "These words are a person's own."
"""They stand in the edition of `lived_in`."""


@pytest.fixture(scope="session")
def _lived_in(corpus: Path, intelog: Intelog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lived-in") / "workspace"
    intelog("init", root, cwd=root.parent)
    shutil.copyfile(corpus / "seeds" / "daily-learning-log-2026-01.md", root / "notes" / "log.md")
    (root / "papers").mkdir()
    with (corpus / "arxiv-daily" / f"{DAY}.jsonl").open("rb") as lines:
        (root / "papers" / f"{DAY}.jsonl").write_bytes(
            b"".join(line for line, _ in zip(lines, range(12), strict=False))
        )
    intelog("import", "notes", "papers", cwd=root)
    intelog("compose", DAY, cwd=root)
    edition = root / EDITION
    lead, item, rest = edition.read_text("utf-8").partition("\n### ")
    edition.write_text(f"{lead}\n{WORDS}\n{item}{rest}", "utf-8")
    composed = intelog("compose", DAY, cwd=root)
    assert composed.code == 0, composed
    return root


@pytest.fixture
def lived_in(_lived_in: Path, tmp_path: Path) -> Path:
    """A workspace of one's own: a real month of notes, a dozen papers, and a daily with a person's words in it."""
    return shutil.copytree(_lived_in, tmp_path / "workspace")


NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def _january(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace, _ = make(tmp_path_factory.mktemp("january"), language=Language.ENGLISH, timezone="Asia/Shanghai")
    shutil.copy(corpus / "seeds" / "daily-learning-log-2026-01.md", workspace.notes)
    papers = [corpus / "arxiv-daily" / f"2026-01-{day}.jsonl" for day in range(22, 29)]
    with opened(workspace, doing="test", now=NOW) as app:
        app.import_files([workspace.notes, *papers], now=NOW)
        app.compose(Period.parse(DAY), now=NOW)
    return workspace


@pytest.fixture
def january(_january: Workspace, tmp_path: Path) -> Workspace:
    """The learning log and a week of arXiv in, the daily of 28 January out; a copy of one's own, to edit."""
    return Workspace(Path(shutil.copytree(_january.root, tmp_path / "january")))


class Held(NamedTuple):
    """What must not be lost: a person's files byte for byte, and the rows of the library."""

    files: Mapping[str, bytes]
    library: Mapping[str, Sequence[tuple[Any, ...]]]


def held(workspace: Path) -> Held:
    return Held(persons_files(workspace), rows(workspace / LIBRARY))


def persons_files(workspace: Path) -> dict[str, bytes]:
    inside = ((path, path.relative_to(workspace)) for path in sorted(workspace.rglob("*")))
    return {str(name): path.read_bytes() for path, name in inside if path.is_file() and name.parts[0] != ".intelog"}


def rows(library: Path) -> dict[str, Sequence[tuple[Any, ...]]]:
    """Every row but those of progress, whatever their order; read from a copy, so that looking changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for part in library.parent.glob(f"{library.name}*"):
            shutil.copy(part, folder)
        with closing(apsw.Connection(str(Path(folder, library.name)))) as db:
            tables = db.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'progress' AND name NOT LIKE 'sqlite_%'"
            )
            return {str(table): _rows(db, str(table)) for (table,) in tables.fetchall()}


def _rows(db: apsw.Connection, table: str) -> Sequence[tuple[Any, ...]]:
    columns = [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,)) if name != "seq"]
    return sorted(db.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)  # noqa: S608 - our own names
