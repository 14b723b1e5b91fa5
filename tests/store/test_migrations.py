"""Bringing a library up to date: whatever happens, what was there opens (`faults.md` F02, F10, F11)."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import apsw
import pytest
from tests import libraries

from intelog.errors import LibraryError, NewerLibraryError
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence, Record, RecordKind
from intelog.model.review import Review, Verdict
from intelog.ports import Progress
from intelog.store.sqlite import SqliteLibrary
from intelog.store.steps import migrations

SOAK = [pytest.mark.soak, pytest.mark.timeout(4 * 3600)]
DAY = date(2026, 1, 28)
PERIOD = Period.parse("2026-01-28")

TODAY = migrations()
TABLE = """
CREATE TABLE mark (document TEXT PRIMARY KEY REFERENCES document (id), words TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO mark SELECT id, key || ' marked' FROM document;
CREATE INDEX mark_words ON mark (words);
UPDATE mark SET words = upper(words);
"""
ANEW = """
CREATE TABLE new (
    record TEXT NOT NULL REFERENCES record (key) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (record, n)
) WITHOUT ROWID;
INSERT INTO new SELECT record, n, field, text || '!', author FROM claim;
DROP TABLE claim;
ALTER TABLE new RENAME TO claim;
"""
STEPS = [*TODAY, TABLE, ANEW]
OLD = len(TODAY)


def paper(n: int) -> Document:
    text = f"Title {n}\n\nIt works {n} times. " + "And on. " * (n % 50)
    return Document(key=f"arxiv:2601.{n:05}", kind=Kind.PAPER, title=f"Title {n}", text=text, met=DAY,
                    language=Language.ENGLISH)  # fmt: skip


def readings(first: int, past: int) -> list[Reading]:
    return [Reading(paper(n), Origin("arXiv", "a.jsonl", DAY)) for n in range(first, past)]


def filled(path: Path, steps: Sequence[str] = TODAY) -> None:
    """A library with something in each of its tables."""
    shown = Evidence(version=paper(0).version, start=0, end=7, title="Title 0", url="https://a.example/")
    record = Record(
        kind=RecordKind.DEVELOPMENT, subject="story-1", period=PERIOD,
        claims=(Claim(field="headline", text="Title 0", evidence=(shown,)),),
    )  # fmt: skip
    said = Review(
        record=record.key, field="headline", verdict=Verdict.CORRECTED, language=Language.ENGLISH,
        at=datetime(2026, 1, 28, tzinfo=UTC), text="mine",
    )  # fmt: skip
    library = SqliteLibrary(path, migrations=steps)
    library.add(readings(0, 20), progress=Progress(stage="import", partition="a.jsonl", version="1"))
    library.keep(records=[record], reviews=[said], bases=[Base(PERIOD, Language.ENGLISH, "text", {"a": record.key})])
    library.close()


def opened_and_closed(path: Path, steps: Sequence[str]) -> None:
    SqliteLibrary(path, migrations=steps).close()


Content = dict[str, list[tuple[Any, ...]]]


def content(path: Path) -> Content:
    """All that a library holds, its schema included; checked to be whole.  Of its own name only that it has one."""
    db = apsw.Connection(str(path))
    try:
        assert db.execute("PRAGMA integrity_check").get == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {
            "user_version": [(db.execute("PRAGMA user_version").get,)],
            "schema": db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall(),
            **{table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables},  # noqa: S608
            "incarnation": db.execute("SELECT length(name) FROM incarnation").fetchall(),
        }
    finally:
        db.close()


def version(path: Path) -> int:
    [(found,)] = content(path)["user_version"]
    return int(found)


def backups(path: Path) -> list[Path]:
    return sorted((path.parent / "backups").glob("*"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


# Steps


def test_a_backup_is_made_before_each_step(path: Path) -> None:
    filled(path)
    before = content(path)
    between = path.with_name("between.sqlite")
    shutil.copy(path, between)
    opened_and_closed(between, STEPS[:-1])
    shutil.rmtree(path.parent / "backups")

    opened_and_closed(path, STEPS)

    first, second = backups(path)
    assert (first.name, second.name) == (f"library-schema-{OLD}.sqlite", f"library-schema-{OLD + 1}.sqlite")
    assert content(first) == before
    assert content(second) == content(between)
    assert version(path) == OLD + 2


def test_a_library_that_is_up_to_date_is_not_copied(path: Path) -> None:
    filled(path, STEPS)

    opened_and_closed(path, STEPS)

    assert backups(path) == []


def test_kind_and_subject_of_an_older_library_are_those_of_its_versions(path: Path, tmp_path: Path) -> None:
    abouts = ["", "arxiv:2601.00009", 'with "quotes" \\ and \0', '"about": "x"']
    documents = [
        replace(paper(n), kind=Kind.NOTE, about=about, title='the "about": "title"') for n, about in enumerate(abouts)
    ]
    with closing(SqliteLibrary(tmp_path / "fresh.sqlite")) as library:
        library.add([Reading(document, Origin("arXiv", "a.jsonl", DAY)) for document in documents])
        today = libraries.everything(library)
    SqliteLibrary(path, migrations=TODAY[:2]).close()
    with closing(apsw.Connection(str(path))) as db:
        for d in documents:
            db.execute(
                "INSERT INTO document VALUES (?, ?, 'note', ?, ?, ?)",
                (d.id, d.key, d.subject, "2026-01-28", "2026-01-28"),
            )
        for name, of, n, text, meta, ranked in today["version"]:
            old = [str(value).replace(', "kind": "note"}', "}") for value in (meta, ranked)]
            db.execute(
                "INSERT INTO version (id, document, source_version, text, meta, ranked) VALUES (?, ?, ?, ?, ?, ?)",
                (name, of, n, text, *old),
            )
        db.executemany("INSERT INTO origin VALUES (?, ?, ?, ?, ?)", today["origin"])

    with closing(SqliteLibrary(path)) as library:
        assert libraries.everything(library) == today
        for document in documents:
            assert library.document(document.id) == document
            assert list(library.about([document.subject], as_of=DAY)) == [document]


def test_steps_take_nothing_from_what_they_do_not_touch(path: Path) -> None:
    filled(path)
    before = content(path)

    opened_and_closed(path, STEPS)

    after = content(path)
    touched = {"user_version", "schema", "mark", "claim"}
    assert {name: rows for name, rows in after.items() if name not in touched} == {
        name: rows for name, rows in before.items() if name not in touched
    }
    assert after["evidence"]  # though the table it hangs on was taken down and built anew
    assert [row[3] for row in after["claim"]] == ["Title 0!"]
    assert {words for _, words in after["mark"]} == {f"ARXIV:2601.{n:05} MARKED" for n in range(20)}


MORE = [*STEPS, "CREATE TABLE third (a)", "INSERT INTO third VALUES (3)"]


@pytest.mark.parametrize(("old", "new"), list(itertools.combinations_with_replacement(range(OLD, len(MORE) + 1), 2)))
def test_every_older_library_becomes_what_a_new_one_would_be(path: Path, old: int, new: int) -> None:
    filled(path, MORE[:old])
    there = content(path)
    fresh = path.with_name("fresh.sqlite")
    opened_and_closed(fresh, MORE[:new])

    opened_and_closed(path, MORE[:new])

    after = content(path)
    assert after["schema"] == content(fresh)["schema"]
    assert after["user_version"] == [(new,)]
    assert after["document"] == there["document"]
    assert after["review"] == there["review"]


FAILING = {
    "not SQL": "CREATE TABLE half (a); INSERT INTO half SELECT key FROM document; CREATE TABEL other (b)",
    "no such table": "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1)",
    "a rule broken": "CREATE TABLE half (a UNIQUE); INSERT INTO half SELECT 'x' FROM document",
    "a reference broken": "CREATE TABLE half (a); DELETE FROM version",
    "at its last": "CREATE TABLE half (a); DROP TABLE review; DROP TABLE review",
}


@pytest.mark.parametrize("failing", FAILING.values(), ids=FAILING)
def test_a_failing_step_leaves_the_library_opening_as_before(path: Path, failing: str) -> None:
    filled(path)
    before = content(path)

    with pytest.raises((apsw.Error, LibraryError)):
        SqliteLibrary(path, migrations=[*TODAY, failing])

    assert content(path) == before
    opened_and_closed(path, TODAY)
    assert content(path) == before
    assert [content(backup) for backup in backups(path)] == [before]


@pytest.mark.parametrize("failing", FAILING.values(), ids=FAILING)
def test_where_the_second_step_fails_the_first_stands_and_the_old_library_is_in_the_backup(
    path: Path, failing: str
) -> None:
    filled(path)
    before = content(path)

    with pytest.raises((apsw.Error, LibraryError)):
        SqliteLibrary(path, migrations=[*TODAY, TABLE, failing])

    opened_and_closed(path, [*TODAY, TABLE])
    assert version(path) == OLD + 1
    first, second = backups(path)
    assert content(first) == before
    assert content(second) == content(path)
    opened_and_closed(path, STEPS)
    assert version(path) == OLD + 2


def test_a_failing_first_step_leaves_no_library(path: Path) -> None:
    with pytest.raises((apsw.Error, LibraryError)):
        SqliteLibrary(path, migrations=[FAILING["not SQL"]])

    assert not path.exists()
    filled(path)
    assert version(path) == OLD


# Killed

KILLED = """
import os, signal, sys
from pathlib import Path
import apsw

last, kind, path, *steps = sys.argv[1:]
met = 0

def met_another(*_):
    global met
    met += 1
    if met == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
    return True

if kind == "statement":
    apsw.connection_hooks.append(lambda db: setattr(db, "exec_trace", met_another))
else:
    disk = apsw.vfs_names()[0]

    class File(apsw.VFSFile):
        def __init__(self, name, flags):
            super().__init__(disk, name, flags)

        def xWrite(self, data, offset):
            met_another()
            super().xWrite(data, offset)

        def xSync(self, flags):
            met_another()
            super().xSync(flags)

        def xTruncate(self, size):
            met_another()
            super().xTruncate(size)

    class Disk(apsw.VFS):
        def __init__(self):
            super().__init__("killing", disk, makedefault=True)

        def xOpen(self, name, flags):
            met_another()
            return File(name, flags)

        def xDelete(self, name, synced):
            met_another()
            super().xDelete(name, synced)

    killing = Disk()

from intelog.store.sqlite import SqliteLibrary

SqliteLibrary(Path(path), migrations=steps).close()
"""


@pytest.mark.parametrize("start", ["nothing", "an older library"])
@pytest.mark.parametrize(
    ("kind", "every"),
    [
        pytest.param("statement", 1, id="statement"),
        pytest.param("disk", 5, id="fifth call to the disk"),
        pytest.param("disk", 1, id="call to the disk", marks=SOAK),
    ],
)
def test_killed_at_every_point_the_library_opens_and_migrates_on(path: Path, start: str, kind: str, every: int) -> None:
    template, whole = path.with_name("template.sqlite"), path.with_name("whole.sqlite")
    if start == "nothing":
        opened_and_closed(whole, STEPS)
    else:
        filled(template)
        shutil.copy(template, whole)
        opened_and_closed(whole, STEPS)
    undisturbed = content(whole)
    by_version = {OLD: content(template)["document"]} if start != "nothing" else {}

    ends = Counter[str]()
    for point in itertools.count(1, every):
        folder = path.parent / f"killed-{point}"
        folder.mkdir()
        killed = folder / path.name
        if start != "nothing":
            shutil.copy(template, killed)
        ended = subprocess.run([sys.executable, "-c", KILLED, str(point), kind, str(killed), *STEPS], check=False)
        if ended.returncode == 0:
            break

        assert ended.returncode == -signal.SIGKILL
        found = version(killed) if killed.exists() else None
        assert found in ((None, OLD + 2) if start == "nothing" else (OLD, OLD + 1, OLD + 2))
        ends[f"schema {found}"] += 1
        if found in by_version:
            assert content(killed)["document"] == by_version[found]
        if found is not None:
            opened_and_closed(killed, STEPS[:found])
        opened_and_closed(killed, STEPS)
        assert content(killed) == undisturbed
        assert sorted(p.name for p in folder.iterdir()) in ([path.name], ["backups", path.name])
        for backup in backups(killed):
            if backup.suffix == ".sqlite":
                opened_and_closed(backup, STEPS)
                assert content(backup) == undisturbed
    opened_and_closed(killed, STEPS)

    print(start, kind, dict(ends))  # noqa: T201
    assert content(killed) == undisturbed
    assert len(ends) == (2 if start == "nothing" else 3)  # every state that a kill can leave


# Newer


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_newer_library_is_refused_by_its_version_and_nothing_is_changed(path: Path, journal: str) -> None:
    filled(path, STEPS)
    db = apsw.Connection(str(path))
    db.execute(f"PRAGMA journal_mode = {journal}")
    db.close()
    before = everything(path.parent)

    with pytest.raises(NewerLibraryError) as refused:
        SqliteLibrary(path, migrations=TODAY)

    assert f"{path}: the library was written by a newer intelog (schema {OLD + 2}, this one knows {OLD})" in str(
        refused.value
    )
    assert "\n" not in str(refused.value)
    assert everything(path.parent) == before


def test_the_program_refuses_a_newer_library_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "intelog.toml").write_text('language = "en"\n')
    (tmp_path / ".intelog").mkdir()
    filled(tmp_path / ".intelog" / "library.sqlite", STEPS)

    refused = subprocess.run(
        [sys.executable, "-m", "intelog", "-C", str(tmp_path), "compose", "2026-01-28"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert f"schema {OLD + 2}, this one knows {OLD}" in refused.stderr
    assert not (tmp_path / "editions").exists()


KILLED_WRITING = """
import os, signal, sys
from pathlib import Path
from intelog.ports import Progress
from intelog.store.sqlite import SqliteLibrary

library = SqliteLibrary(Path(sys.argv[1]), migrations=sys.argv[2:])
library.keep(progress=[Progress(stage="import", partition="late", version="1")])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_newer_program_had_written_is_there_after_an_older_one_was_refused(path: Path) -> None:
    filled(path, STEPS)
    subprocess.run([sys.executable, "-c", KILLED_WRITING, str(path), *STEPS], check=False)
    assert path.with_name("library.sqlite-wal").stat().st_size > 0

    with pytest.raises(NewerLibraryError):
        SqliteLibrary(path, migrations=TODAY)

    library = SqliteLibrary(path, migrations=STEPS)
    late = library.progress("import", "late")
    library.close()
    assert late is not None


def test_what_a_killed_program_left_beside_a_library_is_not_taken_into_another_in_its_place(path: Path) -> None:
    filled(path)
    subprocess.run([sys.executable, "-c", KILLED_WRITING, str(path), *TODAY], check=False)
    assert path.with_name("library.sqlite-wal").stat().st_size > 0
    path.unlink()  # as one does who starts again from the files

    opened_and_closed(path, TODAY)

    fresh = path.with_name("fresh.sqlite")
    opened_and_closed(fresh, TODAY)
    assert content(path) == content(fresh)
    assert path.with_name("library.sqlite-wal.old").exists()  # kept: what it holds may be missed


# Backups

ADDING = """
import sys, time
from datetime import date
from pathlib import Path
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.language import Language
from intelog.ports import Progress
from intelog.store.sqlite import SqliteLibrary

library = SqliteLibrary(Path(sys.argv[1]))
stop = Path(sys.argv[2])
day = date(2026, 1, 28)
n = 0
print("ready", flush=True)
while not stop.exists() and n < 5_000:
    n += 1
    batch = [
        Reading(
            Document(key=f"a:{n}:{m}", kind=Kind.PAPER, title="t", text=f"{n} {m} " * 300, met=day,
                     language=Language.ENGLISH),
            Origin("arXiv", "a.jsonl", day),
        )
        for m in range(10)
    ]
    library.add(batch, progress=Progress(stage="import", partition="a.jsonl", version=str(n)))
    time.sleep(0.02)
library.close()
print(n)
"""


@pytest.mark.parametrize("copies", [pytest.param(10, id="10"), pytest.param(100, id="100", marks=SOAK)])
def test_a_backup_while_another_process_writes_is_consistent(path: Path, copies: int) -> None:
    stop = path.with_name("stop")
    target = path.with_name("copy.sqlite")

    sizes: list[int] = []
    with subprocess.Popen(
        [sys.executable, "-c", ADDING, str(path), str(stop)], stdout=subprocess.PIPE, text=True
    ) as adding:
        try:
            assert adding.stdout is not None
            assert adding.stdout.readline() == "ready\n"
            library = SqliteLibrary(path)
            while len(sizes) < copies or sizes[0] == sizes[-1]:
                library.backup(target)

                found = content(target)
                batches = int(found["progress"][0][2]) if found["progress"] else 0
                assert len(found["document"]) == len(found["version"]) == len(found["origin"]) == batches * 10
                sizes.append(batches)
            library.close()
        finally:
            stop.touch()
        written = int(adding.stdout.readline())

    assert sizes[-1] > sizes[0]
    assert len(content(path)["document"]) == written * 10
    restored = SqliteLibrary(target)
    assert restored.size()["documents"] == sizes[-1] * 10
    restored.close()
    assert [p.name for p in path.parent.glob("copy*")] == [target.name]
