"""A reader that another package brings, both installed from their wheels."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with intelog and the example of the docs, as their wheels are laid out."""
    folder = tmp_path_factory.mktemp("installed")
    wheels = tmp_path_factory.mktemp("wheels")
    sources = tmp_path_factory.mktemp("sources")
    for source in (ROOT, ROOT / "docs" / "examples" / "quotes-reader"):
        copy = sources / source.name
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".*", "tests", "intelog-demo", "examples"))
        _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)], cwd=copy)
    found = sorted(map(str, wheels.glob("*.whl")))
    assert len(found) == 2
    for wheel in found:  # as an installer does, which an environment made by uv has not
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return folder


def _run(words: list[str], *, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done


def test_a_reader_of_ones_own_is_found_and_reads(installed: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(installed), "LANG": "C.UTF-8"}
    intelog = [sys.executable, "-m", "intelog"]
    where = _run([sys.executable, "-c", "import intelog; print(intelog.__file__)"], cwd=tmp_path, env=env).stdout
    assert where.startswith(str(installed)), "the wheel is used, not the checkout"
    _run([*intelog, "init", "."], cwd=tmp_path, env=env)
    (tmp_path / "wisdom.quotes").write_text(
        "Measure twice -- A carpenter, 2026-01-05\nno name here\n先想后做 -- 木匠\n", "utf-8"
    )

    done = _run([*intelog, "import", "wisdom.quotes", "--json"], cwd=tmp_path, env=env)

    said = json.loads(done.stdout)
    assert (said["read"], said["kinds"]) == (2, {"quotes": 1})
    assert [s["what"] for s in said["skipped"]] == ["wisdom.quotes: line 2"]
