"""A large import is taken into the index by a second process while it goes on; whatever becomes of either, the two agree after."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.conftest import NOW, Intelog

from intelog import app as intelog_app
from intelog.app import App, opened
from intelog.model.language import Language
from intelog.workspace import Workspace, make


def lines(path: Path, papers: int, *, first: int = 0) -> Path:
    chance = random.Random(first)  # noqa: S311
    words = [f"word{n}" for n in range(3_000)]
    with path.open("w", encoding="utf-8") as file:
        for n in range(first, first + papers):
            summary = f"mark{n} " + " ".join(chance.choices(words, k=120)) + " 关于蒸馏的研究"
            file.write(
                json.dumps(
                    {"id": f"26{n // 10_000 % 12 + 1:02}.{n % 10_000:05}", "title": f"Paper {n}", "summary": summary}
                )
                + "\n"
            )
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make(tmp_path / "desk", language=Language.ENGLISH, timezone="UTC")[0]


def agrees(app: App, papers: int) -> None:
    """Whether all that the library holds is in the index and among the words, once."""
    assert app.library.size()["documents"] == papers
    assert app.search("关于蒸馏", limit=1).total == app.search("kind:paper", limit=1).total == papers
    with closing(intelog_app.tokens_of(app.workspace)) as tokens:
        assert tokens.size()["documents"] == papers


def test_what_is_added_is_found_when_the_import_is_done(workspace: Workspace, tmp_path: Path, intelog: Intelog) -> None:
    file = lines(tmp_path / "a.jsonl", 8_000)
    assert file.stat().st_size > intelog_app.AT_ONCE

    said = intelog("-C", workspace.root, "import", file, "--json", cwd=tmp_path)

    assert said.json["new"] == 8_000
    with opened(workspace, doing="test", now=NOW) as app:
        assert app.index().changes == 0
        agrees(app, 8_000)
        assert [one.title for one in app.search("mark7654").results] == ["Paper 7654"]


def test_where_the_second_process_dies_the_first_does_its_work(workspace: Workspace, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", 8_000)
    with opened(workspace, doing="test", now=NOW) as app:
        with app.indexing(file.stat().st_size):
            app.import_files([file], now=NOW)
            for child in children_of(os.getpid()):
                os.kill(child, signal.SIGKILL)
        app.index()
        agrees(app, 8_000)


@pytest.mark.parametrize("kills", [5, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_a_killed_import_leaves_no_second_process_and_is_gone_on_with(
    kills: int, workspace: Workspace, tmp_path: Path, intelog: Intelog
) -> None:
    file = lines(tmp_path / "a.jsonl", 8_000)
    chance = random.Random(5)  # noqa: S311
    command = [sys.executable, "-m", "intelog", "-C", str(workspace.root), "import", str(file)]
    landed = 0
    for n in range(kills):
        if n % 5 == 4:
            lines(file, 8_000, first=n * 100)  # else all would be done after a few
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 2.5))
        below = children_of(process.pid)
        process.send_signal(signal.SIGKILL)
        landed += process.wait() == -signal.SIGKILL
        for child in below:
            gone_within(child, 10)

    intelog("-C", workspace.root, "import", file, cwd=tmp_path)
    with opened(workspace, doing="test", now=NOW) as app:
        assert app.index().changes == 0
        agrees(app, app.library.size()["documents"])
    assert landed >= kills / 4


def children_of(process: int) -> list[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def gone_within(process: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while Path(f"/proc/{process}").exists():
        with suppress(OSError):
            if ") Z " in Path(f"/proc/{process}/stat").read_text():
                return
        assert time.monotonic() < end, "the second process goes on"
        time.sleep(0.05)
