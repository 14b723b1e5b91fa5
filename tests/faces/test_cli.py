"""The command line's own promises, through the real program: help, exit codes, what programs may rely on, and repeats."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import DAY, EDITION, LIBRARY, WORDS, Intelog, held, persons_files

PAPER = b'{"id": "2601.00001", "title": "A title", "summary": "We show that it works."}\n'


# Help and version

IN_ORDER = [
    *("demo", "init", "source", "gather", "import", "note", "queue", "extract", "compose", "check", "search", "ask"),
    *("trends", "publish", "desk", "mcp", "doctor", "backup", "restore", "library"),
]
"""As the table of the product's page has them."""


def listed(help_: str) -> list[str]:
    """The commands that a help text lists; a line that is indented further goes on with the one above."""
    _, _, commands = help_.partition("\nCommands:\n")
    return [line.split()[0] for line in commands.splitlines() if line[:2] == "  " and line[2:3].strip()]


def test_help_lists_the_commands_in_the_order_a_person_meets_them(tmp_path: Path, intelog: Intelog) -> None:
    ran = intelog("--help", cwd=tmp_path)

    commands = listed(ran.stdout)
    assert {"demo", "init", "import", "compose", "check"} <= set(commands)
    assert commands == [command for command in IN_ORDER if command in commands]
    assert (ran.code, ran.stderr) == (0, "")


def test_every_command_has_a_help_of_its_own(tmp_path: Path, intelog: Intelog) -> None:
    commands = listed(intelog("--help", cwd=tmp_path).stdout)

    for command in commands:
        long, short = intelog(command, "--help", cwd=tmp_path), intelog(command, "-h", cwd=tmp_path)
        assert long == short
        assert (long.code, long.stderr) == (0, "")
        assert long.stdout.startswith(f"Usage: intelog {command} ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_load_neither_the_store_nor_the_markdown_reader(word: str, tmp_path: Path) -> None:
    program = f"import sys, intelog.cli.main as m; m.cli([{word!r}], standalone_mode=False); print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()[-1]

    assert "intelog.cli.main" in loaded.split()
    assert not {"apsw", "markdown_it", "intelog.app", "intelog.store", "intelog.settings"} & set(loaded.split())


def test_the_version_is_that_of_the_package(tmp_path: Path, intelog: Intelog) -> None:
    ran = intelog("--version", cwd=tmp_path)

    assert ran == (0, f"intelog, version {metadata.version('intelog')}\n", "")


# What programs may rely on

Shape = Mapping[str, type | Sequence[type] | Mapping[str, type]]
SKIPPED = {"what": str, "why": str}
IMPORT: Shape = {"read": int, "new": int, "updated": int, "unchanged": int, "duplicates": int, "skipped": SKIPPED}
COMPOSE: Shape = {"period": str, "files": [str], "records": int, "kept_edits": int, "proposals": int, "minutes": float}
CHECK: Shape = {"file": str, "line": int, "code": str, "severity": str, "message": str}


def assert_shape(value: Any, shape: Shape) -> None:
    """The keys the product's table names are there, and of its types; there may be more."""
    assert type(value) is dict
    for key, of in shape.items():
        if isinstance(of, type):
            assert type(value[key]) is of, key
            continue
        assert type(value[key]) is list, key
        assert value[key], f"{key}: nothing to look at"
        for item in value[key]:
            if isinstance(of, Mapping):
                assert_shape(item, of)
            else:
                assert type(item) in of, key


def test_import_prints_the_object_it_promises(lived_in: Path, intelog: Intelog) -> None:
    (lived_in / "more.jsonl").write_bytes(PAPER + b"{\n")

    ran = intelog("import", "more.jsonl", "--json", cwd=lived_in)

    assert_shape(ran.json, IMPORT)
    counted = [ran.json[key] for key in ("read", "new", "updated", "unchanged", "duplicates")]
    assert counted == [1, 1, 0, 0, 0]
    assert [one["what"] for one in ran.json["skipped"]] == ["more.jsonl:2"]


def test_what_import_reads_is_new_updated_unchanged_or_a_duplicate(
    corpus: Path, lived_in: Path, intelog: Intelog
) -> None:
    listings = [corpus / "arxiv-daily" / f"2026-01-{day}.jsonl" for day in (27, 28, 29)]

    ran = intelog("import", *listings, "--json", cwd=lived_in)

    assert ran.json["read"] == sum(ran.json[key] for key in ("new", "updated", "unchanged", "duplicates"))
    assert ran.json["read"] == sum(len(listing.read_bytes().splitlines()) for listing in listings)


@pytest.mark.parametrize("words", [[], ["--why"]], ids=["plain", "why"])
def test_compose_prints_the_object_it_promises(words: list[str], lived_in: Path, intelog: Intelog) -> None:
    ran = intelog("compose", DAY, "--json", *words, cwd=lived_in)

    assert_shape(ran.json, COMPOSE)
    assert (ran.json["period"], ran.json["files"]) == (DAY, [str(EDITION)])
    assert ran.json["records"] == 10
    assert ran.json["kept_edits"] == 1
    assert 0 < ran.json["minutes"] <= 5


def test_check_prints_the_list_it_promises(lived_in: Path, intelog: Intelog) -> None:
    edition = lived_in / EDITION
    edition.write_text(edition.read_text("utf-8").replace(WORDS, f"{WORDS}\n\nAnd a mark.[^gone]"), "utf-8")

    ran = intelog("check", DAY, "--json", cwd=lived_in)

    assert type(ran.json) is list
    for finding in ran.json:
        assert_shape(finding, CHECK)
    lines = edition.read_text("utf-8").splitlines()
    told = {finding["code"]: finding for finding in ran.json}
    assert lines[told["theirs"]["line"] - 1] == WORDS
    assert "[^gone]" in lines[told["receipt-missing"]["line"] - 1]
    assert {finding["file"] for finding in ran.json} == {str(EDITION)}
    assert {finding["severity"] for finding in ran.json} <= {"error", "warning", "note"}


def test_check_prints_an_empty_list_where_there_is_no_edition(tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", cwd=tmp_path)

    ran = intelog("check", "--json", cwd=tmp_path)

    assert (ran.code, ran.json) == (0, [])


def test_json_is_utf8_and_shows_chinese_as_it_is_written(lived_in: Path, intelog: Intelog) -> None:
    (lived_in / "笔记.md").touch()

    ran = intelog("import", "笔记.md", "--json", cwd=lived_in)

    assert "笔记.md" in ran.stdout
    assert json.loads(ran.stdout)["skipped"][0]["what"] == "笔记.md"


def test_a_terminal_that_lacks_characters_shows_their_codes(lived_in: Path, intelog: Intelog) -> None:
    (lived_in / "notes" / "空.md").touch()

    ran = intelog("import", "notes/空.md", "notes", cwd=lived_in, env={"PYTHONIOENCODING": "latin-1"})

    assert "notes/\\u7a7a.md: the file is empty" in ran.stdout
    assert ran.refusal == "notes/\\u7a7a.md: the file is empty"


# Exit codes


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("compose 2026-01-28", 0),
        ("compose 2026-01-29", 0),
        ("compose 1999-01-01", 0),
        ("check", 0),
        ("check 2026-01-28", 0),
        ("check editions/daily/2026-01-28.md", 0),
        ("import papers", 0),
        ("import notes", 1),
        ("import one-bad-line.jsonl", 1),
        ("import no-text.md", 2),
        ("import papers no-text.md", 2),
        ("check 2026-01-27", 2),
        ("compose yesterday", 2),
        ("nope", 2),
    ],
)
@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_the_exit_code_says_done_or_findings_or_bad_use(
    words: str, code: int, as_json: bool, lived_in: Path, intelog: Intelog
) -> None:
    (lived_in / "no-text.md").write_bytes(b"a\0b\n")
    (lived_in / "one-bad-line.jsonl").write_bytes(PAPER + b"{\n")

    ran = intelog(*words.split(), *(["--json"] if as_json else []), cwd=lived_in)

    assert ran.code == code
    if code == 2:
        assert ran.refusal
    elif as_json:
        assert ran.json is not None
    else:
        assert ran.stdout
        assert ran.stderr == ""


def test_a_check_with_errors_exits_1(lived_in: Path, intelog: Intelog) -> None:
    edition = lived_in / EDITION
    edition.write_text(edition.read_text("utf-8").replace(WORDS, f"{WORDS}[^gone]"), "utf-8")

    ran = intelog("check", cwd=lived_in)

    assert ran.code == 1
    assert f"{EDITION}:" in ran.stdout
    assert "receipt-missing" in ran.stdout


# Where it is called from


def test_a_command_works_from_every_folder_of_the_workspace_and_from_outside(
    lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    inside = intelog("compose", DAY, "--json", cwd=lived_in / "editions" / "daily")
    outside = intelog("-C", "workspace", "compose", DAY, "--json", cwd=tmp_path)

    assert inside.json["files"] == [f"{DAY}.md"]
    assert outside.json["files"] == [f"workspace/{EDITION}"]


def test_a_file_is_the_same_from_wherever_it_is_named(lived_in: Path, tmp_path: Path, intelog: Intelog) -> None:
    ways = [
        intelog("import", "log.md", "--json", cwd=lived_in / "notes"),
        intelog("import", lived_in / "notes" / "log.md", "--json", cwd=lived_in),
        intelog("-C", "workspace", "import", "workspace/notes", "--json", cwd=tmp_path),
    ]

    for ran in ways:
        assert ran.json["read"] == ran.json["unchanged"] > 0


# Repeats


def test_importing_again_changes_nothing(lived_in: Path, intelog: Intelog) -> None:
    before, size = held(lived_in), (lived_in / LIBRARY).stat().st_size

    ran = intelog("import", "notes", "papers", "--json", cwd=lived_in)

    assert held(lived_in) == before
    assert (lived_in / LIBRARY).stat().st_size == size
    assert ran.json["read"] == ran.json["unchanged"] > 0
    assert [ran.json[key] for key in ("new", "updated", "duplicates")] == [0, 0, 0]


def test_importing_the_same_under_another_name_adds_no_document(lived_in: Path, intelog: Intelog) -> None:
    listing = lived_in / "papers" / f"{DAY}.jsonl"
    (lived_in / f"copy-{DAY}.jsonl").write_bytes(listing.read_bytes())

    ran = intelog("import", f"copy-{DAY}.jsonl", "--json", cwd=lived_in)

    assert (ran.json["read"], ran.json["new"], ran.json["duplicates"]) == (12, 0, 12)


def test_composing_and_checking_again_changes_nothing(lived_in: Path, intelog: Intelog) -> None:
    before = held(lived_in)

    runs = [intelog(*words, cwd=lived_in) for words in (["compose", DAY], ["check", DAY], ["compose", DAY])]

    assert [ran.code for ran in runs] == [0, 0, 0]
    assert held(lived_in) == before
    assert "unchanged" in runs[2].stdout


# init


@pytest.mark.parametrize(
    ("words", "env", "made", "next_"),
    [
        (["--language", "zh"], {}, "已建立 ", "接下来："),
        (["--language", "en"], {}, "made ", "next: "),
        ([], {"LC_ALL": "zh_CN.UTF-8"}, "已建立 ", "接下来："),
        ([], {"LC_ALL": "", "LANG": "zh_TW.UTF-8"}, "已建立 ", "接下来："),
        ([], {"LC_ALL": "de_DE.UTF-8"}, "made ", "next: "),
        ([], {"LC_ALL": "", "LANG": ""}, "made ", "next: "),
        (["--language", "en"], {"LC_ALL": "zh_CN.UTF-8"}, "made ", "next: "),
    ],
)
def test_init_makes_a_workspace_and_says_so_in_the_persons_language(
    words: list[str], env: dict[str, str], made: str, next_: str, tmp_path: Path, intelog: Intelog
) -> None:
    ran = intelog("init", "log", *words, cwd=tmp_path, env=env)

    *lines, last = ran.stdout.splitlines()
    assert ran.code == 0
    assert f"{made}log/intelog.toml" in lines
    assert all(line.startswith(made) for line in lines)
    assert last.startswith(next_)
    assert {path.name for path in (tmp_path / "log").iterdir()} == {
        *("intelog.toml", "notes", "editions", "assets", ".intelog", ".gitignore")
    }  # fmt: skip
    assert intelog("check", cwd=tmp_path / "log").code == 0


def test_init_writes_down_the_time_zone_it_was_told_or_found(tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", "told", "--timezone", "Asia/Shanghai", cwd=tmp_path)
    intelog("init", "found", cwd=tmp_path, env={"TZ": "Europe/Berlin"})

    assert 'timezone = "Asia/Shanghai"' in (tmp_path / "told" / "intelog.toml").read_text("utf-8")
    assert 'timezone = "Europe/Berlin"' in (tmp_path / "found" / "intelog.toml").read_text("utf-8")


@pytest.mark.parametrize(("language", "said"), [("en", "is a workspace already"), ("zh", "已经是一个工作区")])
def test_init_again_changes_nothing(language: str, said: str, tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", "--language", language, cwd=tmp_path)
    before = persons_files(tmp_path)

    ran = intelog("init", cwd=tmp_path)

    assert ran.code == 0
    assert said in ran.stdout
    assert persons_files(tmp_path) == before


def test_init_never_overwrites_what_is_there(tmp_path: Path, intelog: Intelog) -> None:
    (tmp_path / "notes").mkdir()
    mine = {
        "intelog.toml": b'language = "zh"  # mine\r\n', ".gitignore": b"mine\n", "notes/log.md": b"\xff not even UTF-8",
    }  # fmt: skip
    for name, data in mine.items():
        (tmp_path / name).write_bytes(data)

    ran = intelog("init", "--language", "en", "--timezone", "Asia/Shanghai", cwd=tmp_path)

    assert ran.code == 0
    assert "已建立 " in ran.stdout
    assert persons_files(tmp_path) == mine


# demo


@pytest.fixture(scope="module")
def demo(intelog: Intelog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    ran = intelog("demo", cwd=folder, env={"NO_PROXY": "*", "http_proxy": "http://127.0.0.1:9"})
    assert ran.code == 0, ran
    assert "intelog-demo/editions/daily/" in ran.stdout
    return folder / "intelog-demo"


def test_the_demo_is_complete_and_its_check_is_clean(demo: Path, intelog: Intelog) -> None:
    ran = intelog("check", "--json", cwd=demo)

    assert (ran.code, ran.json) == (0, [])
    editions = {path.name for path in (demo / "editions" / "daily").iterdir()}
    assert len(editions) >= 20
    assert {name for name in editions if name.endswith(".zh.md")} == {
        f"{name.removesuffix('.md')}.zh.md" for name in editions if not name.endswith(".zh.md")
    }


@pytest.mark.parametrize(("language", "said"), [("en", "open next:"), ("zh", "接下来打开：")])
def test_the_demo_names_files_that_are_there(language: str, said: str, tmp_path: Path, intelog: Intelog) -> None:
    ran = intelog("demo", "d", "--language", language, cwd=tmp_path)

    _, _, after = ran.stdout.partition(f"{said}\n")
    named = [line.split()[0] for line in after.splitlines() if line.startswith("  ")]
    assert ran.code == 0
    assert len(named) >= 4
    for name in named:
        assert (tmp_path / name).is_file(), name
    assert intelog("check", cwd=tmp_path / "d").code == 0


def test_the_demo_run_again_changes_nothing_and_keeps_a_persons_edit(tmp_path: Path, intelog: Intelog) -> None:
    intelog("demo", "d", cwd=tmp_path)
    edition, notes = tmp_path / "d" / EDITION, tmp_path / "d" / "notes" / "log-en.md"
    edition.write_text(edition.read_text("utf-8").replace("\n### ", f"\n{WORDS}\n\n### ", 1), "utf-8")
    notes.write_text("# 20260115 A note of my own\n+ It has words.\n\n" + notes.read_text("utf-8"), "utf-8")
    (tmp_path / "d" / "intelog.toml").write_text('languages = ["zh"]\n', "utf-8")
    written = notes.read_bytes()

    first = intelog("demo", "d", cwd=tmp_path)
    after = held(tmp_path / "d")
    second = intelog("demo", "d", cwd=tmp_path)

    assert (first.code, second.code) == (0, 0)
    assert edition.read_text("utf-8").count(WORDS) == 1
    assert notes.read_bytes() == written
    assert (tmp_path / "d" / "intelog.toml").read_text("utf-8") == 'languages = ["zh"]\n'
    assert held(tmp_path / "d") == after


@pytest.mark.parametrize("note", ["log-zh.md", "log-en.md", "mine.md"])
def test_a_workspace_of_ones_own_is_not_taken_for_a_demo(note: str, tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", "w", cwd=tmp_path)
    (tmp_path / "w" / "notes" / note).write_text("# 20260115 A note of my own\n+ It has words.\n", "utf-8")
    before = persons_files(tmp_path / "w")

    ran = intelog("demo", "w", cwd=tmp_path)

    assert ran.refusal.endswith("w: is not empty and no demo; name another folder, such as `intelog demo my-demo`")
    assert persons_files(tmp_path / "w") == before


def test_a_demo_that_was_cut_short_after_its_first_file_is_completed(tmp_path: Path, intelog: Intelog) -> None:
    intelog("demo", "whole", cwd=tmp_path)
    for name in (".intelog-demo", "..intelog-demo.part"):
        (tmp_path / name / "d").mkdir(parents=True)
        (tmp_path / name / "d" / name).touch()

        ran = intelog("demo", "d", cwd=tmp_path / name)

        assert ran.code == 0
        assert (
            persons_files(tmp_path / name / "d").keys() - {"..intelog-demo.part"}
            == persons_files(tmp_path / "whole").keys()
        )


def test_the_program_is_the_module_too(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "intelog", "--version"],
        cwd=tmp_path,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout == f"intelog, version {metadata.version('intelog')}\n"
