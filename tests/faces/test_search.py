"""`intelog search`, as a person meets it: in both languages, in a terminal, for programs, and after a kill."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import NOW, Intelog

from intelog.app import looked_into, opened
from intelog.model.language import Language
from intelog.store.sqlite import SqliteLibrary
from intelog.workspace import Workspace, make


def titles(ran_json: list[dict[str, str]]) -> list[str]:
    return [one["title"] for one in ran_json]


def test_notes_papers_and_editions_are_found(lived_in: Path, intelog: Intelog) -> None:
    said = intelog("search", "蒸馏", "--json", cwd=lived_in).json
    assert any("How Claude Code Works" in title for title in titles(said))
    assert set(said[0]) == {
        "id",
        "in",
        "title",
        "url",
        "date",
        "language",
        "kind",
        "source",
        "score",
        "snippet",
        "copies",
    }
    assert "蒸馏" in said[0]["snippet"]

    (edition,) = intelog("search", "in:editions", "These words are a person's own", "--json", cwd=lived_in).json
    assert edition["id"] == "2026-01-28 en"

    assert {one["kind"] for one in intelog("search", "kind:paper", "--json", cwd=lived_in).json} == {"paper"}
    newest = [one["date"] for one in intelog("search", "agent", "--newest", "--json", cwd=lived_in).json]
    assert newest == sorted(newest, reverse=True)


def test_nothing_found_offers_what_is_near_and_exits_with_1(lived_in: Path, intelog: Intelog) -> None:
    said = intelog("search", "distilation", cwd=lived_in)

    assert said.code == 1
    assert said.stdout.splitlines()[0] == "nothing found"
    assert "distillation" in said.stdout
    missing = intelog("search", "zzzzqqq", "--json", cwd=lived_in)
    assert (missing.code, missing.json) == (1, [])


def test_nothing_found_offers_another_name_that_would_find_something(tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", "desk", cwd=tmp_path)
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "2601.00001", "title": "On policies", "summary": "We use reinforcement learning at scale."}),
        "utf-8",
    )
    intelog("import", tmp_path / "a.jsonl", cwd=tmp_path / "desk")

    said = intelog("search", "强化学习", cwd=tmp_path / "desk")

    assert said.code == 1
    assert "did you mean, for 强化学习: reinforcement learning?" in said.stdout


def test_a_question_that_cannot_be_read_is_refused_in_a_line(lived_in: Path, intelog: Intelog) -> None:
    assert "write a day" in intelog("search", "after:soon", cwd=lived_in).refusal


def test_what_stands_after_a_change_is_found(lived_in: Path, intelog: Intelog) -> None:
    assert intelog("search", "凭空想象的词", cwd=lived_in).code == 1
    (lived_in / "notes" / "more.md").write_text("# 20260131 新笔记\n+ 凭空想象的词出现了。\n", "utf-8")
    intelog("import", "notes", cwd=lived_in)

    (found,) = intelog("search", "想象的词出现", "--json", cwd=lived_in).json

    assert found["title"] == "新笔记"


def test_nothing_that_is_found_moves_the_cursor(tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", "desk", cwd=tmp_path)
    nasty = "\x1b[2J\x1b]0;title\x07 \u202e reversed \x9b31m \r over"
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "2601.00001", "title": f"Nasty {nasty}", "summary": f"A findable word {nasty} and more."})
        + "\n",
        "utf-8",
    )
    intelog("import", tmp_path / "a.jsonl", cwd=tmp_path / "desk")

    said = intelog("search", "findable", cwd=tmp_path / "desk")

    assert said.code == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said.stdout)


def test_who_searches_waits_for_nobody(lived_in: Path, intelog: Intelog) -> None:
    intelog("search", "agent", cwd=lived_in)
    with opened(Workspace(lived_in), doing="a long import", now=NOW):
        assert intelog("search", "agent", cwd=lived_in).code == 0
        shutil.rmtree(lived_in / ".intelog" / "index")
        assert "a long import" in intelog("search", "agent", cwd=lived_in).refusal


@pytest.mark.parametrize("kills", [20, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_killed_while_it_takes_in_the_index_agrees_with_the_library_after(
    kills: int, corpus: Path, tmp_path: Path, intelog: Intelog
) -> None:
    workspace, _ = make(tmp_path / "desk", language=Language.ENGLISH, timezone="UTC")
    days = sorted((corpus / "arxiv-daily").glob("2026-01-*.jsonl"))
    chance = random.Random(1)  # noqa: S311 - to be run again
    command = [sys.executable, "-m", "intelog", "-C", str(workspace.root), "search", "model", "--json"]
    landed = 0
    for n in range(kills):
        with opened(workspace, doing="test", now=NOW) as app:
            app.import_files([days[n % len(days)]], now=NOW)
        if n % len(days) == 0:
            shutil.rmtree(workspace.index, ignore_errors=True)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, 0.9))
        process.send_signal(signal.SIGKILL)
        landed += process.wait() == -signal.SIGKILL

    with looked_into(workspace, now=NOW) as app:
        library = app.library
        every = app.search("kind:paper", limit=20_000)
        assert isinstance(library, SqliteLibrary)
        shown = {name for one in every.results for name in (one.name, *(copy.name for copy in one.again))}
        assert every.total == len(shown) == library.size()["documents"]
        assert app.index().changes == 0
    assert landed >= kills / 4
