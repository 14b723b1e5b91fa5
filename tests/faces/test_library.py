"""`intelog library copy`, and a workspace whose library is in PostgreSQL: real data, the real program."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import DAY, EDITION, LIBRARY, Intelog, persons_files
from tests.libraries import everything
from tests.postgres import Server

from intelog.store.postgres.library import PostgresLibrary
from intelog.store.sqlite import SqliteLibrary

WORDS = "These words are a person's own, too."


@pytest.fixture(scope="module")
def month(corpus: Path, intelog: Intelog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """January's learning log and papers, a daily in both languages with a person's edits, and the month's log."""
    root = tmp_path_factory.mktemp("month") / "workspace"
    intelog("init", root, "--language", "zh", cwd=root.parent)
    settings = root / "intelog.toml"
    settings.write_text(settings.read_text("utf-8").replace("# languages", "languages"), "utf-8")
    shutil.copy(corpus / "seeds" / "daily-learning-log-2026-01.md", root / "notes")
    papers = sorted((corpus / "arxiv-daily").glob("2026-01-*.jsonl"))
    assert len(papers) > 20
    assert intelog("import", "notes", *papers, cwd=root).code in (0, 1)
    assert intelog("compose", DAY, cwd=root).code == 0
    edition = root / EDITION
    lead, item, rest = edition.read_text("utf-8").partition("\n### ")
    edition.write_text(f"{lead}\n{WORDS}\n{item}{rest.replace('。', '！', 3)}", "utf-8")
    assert intelog("compose", DAY, cwd=root).code == 0
    assert intelog("compose", "2026-01", cwd=root).code == 0
    return root


@pytest.fixture
def workspace(month: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(month, tmp_path / "workspace"))


def use(workspace: Path, address: str) -> None:
    settings = workspace / "intelog.toml"
    text = re.sub(r'^(# )?library = ".*"$', f'library = "{address}"', settings.read_text("utf-8"), flags=re.MULTILINE)
    settings.write_text(text, "utf-8")


def test_copied_to_postgresql_and_back_everything_is_equal(workspace: Path, server: Server, intelog: Intelog) -> None:
    address = server.database()

    there = intelog("library", "copy", address, "--json", cwd=workspace)
    use(workspace, address)
    back = intelog("library", "copy", "back.sqlite", "--json", cwd=workspace)

    with (
        closing(SqliteLibrary(workspace / LIBRARY)) as first,
        closing(PostgresLibrary(address)) as second,
        closing(SqliteLibrary(workspace / "back.sqlite")) as third,
    ):
        assert everything(first) == everything(second) == everything(third)
        assert there.json == {"to": address, **first.size()}
        assert back.json == {"to": "back.sqlite", **first.size()}
        held = everything(first)
        assert len(held["document"]) > 1_000
        assert all(held.values())  # something of each
    server.forget(address)


def test_a_workspace_goes_on_with_its_library_in_postgresql(
    workspace: Path, server: Server, intelog: Intelog, tmp_path: Path
) -> None:
    address = server.database()
    twin = Path(shutil.copytree(workspace, tmp_path / "twin"))
    intelog("library", "copy", address, cwd=workspace)
    use(workspace, address)
    (workspace / LIBRARY).unlink()

    for root in (workspace, twin):
        edition = root / EDITION
        edition.write_text(edition.read_text("utf-8").replace(WORDS, f"{WORDS} And more."), "utf-8")
        for words in (("compose", DAY), ("compose", "2026-01"), ("import", "notes"), ("check",)):
            assert intelog(*words, cwd=root).code in (0, 1)

    assert "And more." in (workspace / EDITION).read_text("utf-8")
    files, expected = persons_files(workspace), persons_files(twin)
    assert files.pop("intelog.toml") != expected.pop("intelog.toml")
    assert files == expected
    assert not (workspace / LIBRARY).exists()
    with closing(PostgresLibrary(address)) as ours, closing(SqliteLibrary(twin / LIBRARY)) as theirs:
        found, other = everything(ours), everything(theirs)
        for held in (found, other):
            held["review"] = [row[:4] + row[5:7] for row in held["review"]]  # all but when, and the sum of it
        assert found == other
    server.forget(address)


def test_while_another_writes_to_the_library_it_is_searched_and_copied_and_writers_are_told(
    workspace: Path, server: Server, intelog: Intelog
) -> None:
    address = server.database()
    intelog("library", "copy", address, cwd=workspace)
    use(workspace, address)

    with closing(PostgresLibrary(address, doing="import", writes=True)):
        found = intelog("search", "agent", "--json", cwd=workspace)
        copied = intelog("library", "copy", "copy.sqlite", "--json", cwd=workspace)
        refused = [
            intelog(*words, cwd=workspace).refusal for words in (("compose", DAY), ("import", "notes"), ("check",))
        ]

    assert len(json.loads(found.stdout)) == 10
    assert "made anew" in found.stderr  # the index was that of the other library
    assert copied.json["documents"] > 1_000
    assert all(line.startswith(f"{address}: `intelog import` (intelog, since ") for line in refused)
    assert all(line.endswith("is writing to this library; wait until it is done, then run again") for line in refused)
    assert intelog("compose", DAY, cwd=workspace).code == 0
    server.forget(address)


def test_a_copy_says_in_both_languages_what_was_copied(workspace: Path, intelog: Intelog) -> None:
    chinese = intelog("library", "copy", "one.sqlite", cwd=workspace)
    settings = workspace / "intelog.toml"
    settings.write_text(settings.read_text("utf-8").replace('language = "zh"', 'language = "en"'), "utf-8")
    english = intelog("library", "copy", "two.sqlite", cwd=workspace)

    assert re.fullmatch(
        r"已复制到 one.sqlite：\d+ 篇文档（\d+ 个版本，\d+ 处出处）、\d+ 条记录、\d+ 处人工修改\n", chinese.stdout
    )
    assert re.fullmatch(
        r"copied to two.sqlite: \d+ documents in \d+ versions from \d+ places, \d+ records, \d+ corrections\n",
        english.stdout,
    )


def test_a_target_that_holds_something_is_refused_and_left_as_it_is(
    workspace: Path, server: Server, intelog: Intelog
) -> None:
    address = server.database()
    intelog("library", "copy", "copy.sqlite", cwd=workspace)
    intelog("library", "copy", address, cwd=workspace)
    before = (workspace / "copy.sqlite").read_bytes()

    refused = [intelog("library", "copy", to, cwd=workspace).refusal for to in ("copy.sqlite", address, str(LIBRARY))]

    assert all("this library holds something already; it was left as it is" in line for line in refused)
    assert (workspace / "copy.sqlite").read_bytes() == before
    server.forget(address)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("postgresql://u:geheim@h/x", "a password does not belong in an address"),
        ("mysql://h/x", 'must be an address such as "postgresql://user@host/database"'),
        ("postgresql://u@127.0.0.1:1/x", "cannot be reached"),
        ("no/such/folder/x.sqlite", "cannot be written"),
        ("intelog.toml", "this is not an intelog library"),
    ],
)
def test_a_target_that_cannot_be_written_is_one_line(workspace: Path, intelog: Intelog, to: str, said: str) -> None:
    refused = intelog("library", "copy", to, cwd=workspace)

    assert said in refused.refusal
    assert "geheim" not in refused.refusal


def test_a_password_in_the_settings_is_refused_and_never_repeated(workspace: Path, intelog: Intelog) -> None:
    use(workspace, "postgresql://ada:geheim@host/db")

    refused = intelog("compose", DAY, cwd=workspace)

    assert (
        "library: a password does not belong in an address; put it into the environment (PGPASSWORD)" in refused.refusal
    )
    assert "geheim" not in refused.refusal
