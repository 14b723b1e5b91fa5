"""What git does not keep, an import does not read; git itself is the judge."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intelog.gather.ignored import NOTHING, Ignored, kept


def left_out(root: Path) -> set[str]:
    """The files under *root* that our rules leave out."""
    out: set[str] = set()

    def walk(folder: Path, above: Ignored) -> None:
        rules = above.below(folder)
        inside = sorted(p for p in folder.iterdir() if p.name not in (".git", ".gitignore"))
        there = kept(inside, rules)
        for path in inside:
            if path not in there:
                out.update(
                    p.relative_to(root).as_posix()
                    for p in [path, *path.rglob("*")]
                    if p.is_file() and p.name != ".gitignore"
                )
            elif path.is_dir():
                walk(path, rules)

    walk(root, NOTHING)
    return out


def by_git(root: Path) -> set[str]:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    said = subprocess.run(
        ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "-z"], cwd=root, check=True, capture_output=True, text=True
    )  # fmt: skip
    return {name for name in said.stdout.split("\0") if name and not name.endswith(".gitignore")}


FILES = (
    "a.md",
    "b.txt",
    "build/c.md",
    "notes/a.md",
    "notes/build/d.md",
    "notes/deep/e.md",
    "x y.md",
    "[z].md",
    "#c.md",
)

PATTERNS = [
    "*.txt", "build", "build/", "/build", "notes/*.md", "**/deep", "notes/**", "!a.md", "# comment", "", "x y.md", "\\#c.md", "[ab].*",
    "/notes/build/", "?.md", "[!a].md", "deep/e.md", "**/a.md", "*", "!notes/", "notes/**/e.md", "trailing   ",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PATTERNS), max_size=4), st.lists(st.sampled_from(PATTERNS), max_size=2))
def test_we_leave_out_what_git_leaves_out(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], deeper: list[str]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", "utf-8")
    (root / ".gitignore").write_text("\n".join(top), "utf-8")
    (root / "notes" / ".gitignore").write_text("\n".join(deeper), "utf-8")

    assert left_out(root) == by_git(root), (top, deeper)
