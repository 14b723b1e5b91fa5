"""What is said of a library that fails: whether it is damaged, or we are wrong, and what then helps."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import apsw
import pytest

from intelog.errors import DamagedLibraryError, LibraryError
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.language import Language
from intelog.ports import Progress
from intelog.store.sqlite import SqliteLibrary
from intelog.store.steps import migrations
from intelog.store.trouble import damage, explained

DAY = date(2026, 1, 28)
PAPER = Document(
    key="arxiv:2601.00001", kind=Kind.PAPER, title="A title", text="It works.", met=DAY, language=Language.ENGLISH
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library with a document."""
    path = tmp_path / "library.sqlite"
    library = SqliteLibrary(path)
    library.add([Reading(PAPER, Origin("arXiv", "a.jsonl", DAY))])
    library.close()
    return path


def changed(path: Path, *statements: str) -> None:
    db = apsw.Connection(str(path))
    for statement in statements:
        db.execute(statement)
    db.close()


# Whose fault


@pytest.mark.parametrize(
    "ours",
    ["SELECT nothing FROM document", "SELECT * FROM nowhere", "SELEC 1", "INSERT INTO progress VALUES (1)", "SELECT ?"],
)
def test_a_wrong_statement_of_ours_is_told_to_be_our_fault_and_not_damage(path: Path, ours: str) -> None:
    db = apsw.Connection(str(path))

    with pytest.raises(LibraryError, match="this is a fault of intelog, please report it") as told, explained(path):
        db.execute(ours)

    assert not isinstance(told.value, DamagedLibraryError)
    assert "damaged" not in str(told.value)
    assert "restore" not in str(told.value)
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sqlite_schema SET sql = replace(sql, 'ranked', 'gereiht') WHERE name = 'version'",
        "UPDATE sqlite_schema SET name = 'dokument', tbl_name = 'dokument' WHERE name = 'document'",
        "UPDATE sqlite_schema SET sql = replace(sql, 'source_version INTEGER NOT NULL,', '') WHERE name = 'version'",
        "DELETE FROM sqlite_schema WHERE name = 'version'",
    ],
    ids=["a column's name", "a table's name", "a column less", "a table less"],
)
def test_a_statement_that_fails_because_the_schema_was_changed_on_the_disk_is_told_to_be_damage(
    path: Path, change: str
) -> None:
    changed(path, "PRAGMA writable_schema = ON", change)

    with pytest.raises(DamagedLibraryError):
        opened_and_used(path)


def opened_and_used(path: Path) -> None:
    library = SqliteLibrary(path)
    try:
        library.add([Reading(PAPER, Origin("arXiv", "b.jsonl", DAY))])
        list(library.about([PAPER.subject], as_of=DAY))
    finally:
        library.close()


def test_a_value_that_a_statement_of_ours_cannot_read_is_told_to_be_damage(path: Path) -> None:
    changed(path, """UPDATE version SET meta = '{"published"'""")

    with pytest.raises(DamagedLibraryError, match="malformed JSON"):
        opened_and_used(path)


def test_a_table_that_somebody_added_is_not_damage(path: Path) -> None:
    changed(path, "CREATE TABLE theirs (a)")
    db = apsw.Connection(str(path))

    with pytest.raises(LibraryError, match="fault of intelog"), explained(path):
        db.execute("SELEC 1")

    db.close()


# A step that fails

FAILING = {
    "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1)": "no such table: nowhere",
    "CREATE TABEL half (a)": "syntax error",
    "CREATE TABLE half (a UNIQUE); INSERT INTO half VALUES (1), (1)": "UNIQUE constraint failed",
    "DELETE FROM document": "breaks a reference",
}


@pytest.mark.parametrize(("failing", "why"), FAILING.items(), ids=FAILING.values())
@pytest.mark.parametrize("before", [(), ("CREATE TABLE fine (a)",)], ids=["the first", "the second"])
def test_a_step_that_fails_is_told_with_its_number_and_the_backup_and_not_as_damage(
    path: Path, before: Sequence[str], failing: str, why: str
) -> None:
    steps = [*migrations(), *before, failing]

    with pytest.raises(LibraryError) as told:
        SqliteLibrary(path, migrations=steps)

    backup = path.parent / "backups" / f"library-schema-{len(steps) - 1}.sqlite"
    line = str(told.value)
    assert line.startswith(f"{path}: step {len(steps)} of bringing the library up to date failed (")
    assert why in line
    assert f"it was left as it was before that step (also copied to {backup})" in line
    assert backup.exists()
    assert not isinstance(told.value, DamagedLibraryError)
    assert "damaged" not in line


def test_where_a_step_fails_while_a_library_is_made_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"step 1 of bringing .* failed .*; none was made"):
        SqliteLibrary(tmp_path / "library.sqlite", migrations=["CREATE TABEL a (b)"])

    assert not (tmp_path / "library.sqlite").exists()


def test_a_step_that_fails_because_the_library_is_damaged_is_told_to_be_damage(path: Path) -> None:
    changed(
        path, "PRAGMA writable_schema = ON", "UPDATE sqlite_schema SET sql = replace(sql, 'live INT', 'life INT') "
        "WHERE name = 'origin'",
    )  # fmt: skip

    with pytest.raises(DamagedLibraryError, match="no such column"):
        SqliteLibrary(path, migrations=[*migrations(), "UPDATE origin SET live = 1"])


# What then helps

KILLED_WRITING = """
import os, signal, sys
from pathlib import Path
from intelog.ports import Progress
from intelog.store.sqlite import SqliteLibrary

library = SqliteLibrary(Path(sys.argv[1]))
library.keep(progress=[Progress(stage="import", partition="late", version="1")])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_backup_restored_as_it_is_advised_is_what_was_backed_up(path: Path) -> None:
    (path.parent / "backups").mkdir()
    backup = path.parent / "backups" / "library-2026-01-27.sqlite"
    library = SqliteLibrary(path)
    library.backup(backup)
    library.keep(progress=[Progress(stage="import", partition=str(n), version="1" * 5000) for n in range(50)])
    library.close()
    subprocess.run([sys.executable, "-c", KILLED_WRITING, str(path)], check=False)
    assert path.with_name("library.sqlite-wal").exists()
    path.write_bytes(path.read_bytes()[:5000])

    advice = str(damage(path, "a reason"))
    away = re.findall(r"library\.sqlite-\w+", advice)
    for name in ("library.sqlite", *away):
        path.with_name(name).rename(path.with_name(f"{name}.away"))
    shutil.copy(backup, path)

    assert away == ["library.sqlite-wal", "library.sqlite-shm"]
    assert str(backup) in advice
    library = SqliteLibrary(path)
    assert library.progress("import", "late") is None
    assert library.document(PAPER.id) == PAPER
    library.close()
