"""`intelog backup` and `intelog restore`: real libraries, the real program, while others write and when it is killed.

`faults.md` F02, F04, F07, F10, F11, F50.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest
from tests.conftest import DAY, LIBRARY, WORDS, Intelog, persons_files
from tests.faces.test_bad_input import Disk, disk, sealed
from tests.libraries import Held, everything
from tests.postgres import Server

from intelog.store.postgres.library import PostgresLibrary
from intelog.store.sqlite import SqliteLibrary
from intelog.store.steps import migrations

SOAK = [pytest.mark.soak, pytest.mark.timeout(4 * 3600)]
BACKUPS = Path(".intelog", "backups")
NAME = re.compile(r"intelog-\d{4}-\d\d-\d\dT\d{6}Z(?:-\d+)?\.sqlite")

__all__ = ("disk",)  # a fixture


def held(library: Path) -> Held:
    """All that a library's file holds, looked at in a copy, so that looking changes nothing."""
    folder = library.parent / "looked-at"
    folder.mkdir()
    try:
        for part in (library, library.with_name(library.name + "-wal")):
            if part.exists():
                shutil.copy(part, folder)
        with closing(SqliteLibrary(folder / library.name)) as copy:
            return everything(copy)
    finally:
        shutil.rmtree(folder)


def sound(library: Path) -> None:
    with closing(apsw.Connection(str(library))) as db:
        assert db.execute("PRAGMA integrity_check").get == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder; what its users write their names or share their memory in counts for nothing."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [path for path in files if path.name != "lease" and not path.name.endswith("-shm")]
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if path.stat().st_size or "-wal" not in path.name
    }


def incarnation(library: Path) -> str:
    with closing(SqliteLibrary(library)) as opened:
        return opened.incarnation()


def made(workspace: Path, intelog: Intelog) -> Path:
    """The file of a backup that was just made."""
    return Path(intelog("backup", "--json", cwd=workspace).json["to"])


def papers(corpus: Path, month: str = "2026-01") -> list[Path]:
    found = sorted((corpus / "arxiv-daily").glob(f"{month}-*.jsonl"))
    assert found
    return found


def use(workspace: Path, address: str) -> None:
    settings = workspace / "intelog.toml"
    settings.write_text(f'library = "{address}"\n' + settings.read_text("utf-8"), "utf-8")


# A backup, and back


def test_a_backup_is_one_checked_file_with_everything_and_is_put_back_over_a_library_that_went_on(
    lived_in: Path, corpus: Path, intelog: Intelog
) -> None:
    library = lived_in / LIBRARY
    before = held(library)

    answer = intelog("backup", "--json", cwd=lived_in).json
    backup = Path(answer["to"])
    as_backed_up = backup.read_bytes()
    intelog("import", *papers(corpus), cwd=lived_in)
    went_on = held(library)
    assert intelog("search", "transformer", cwd=lived_in).code == 0
    restored = intelog("restore", backup.name, "--json", cwd=lived_in).json

    assert backup.parent == lived_in / BACKUPS
    assert NAME.fullmatch(backup.name)
    assert answer["bytes"] == len(as_backed_up)
    assert sorted(path.name for path in backup.parent.iterdir()) == sorted([backup.name, Path(restored["kept"]).name])
    assert held(backup) == before
    assert len(went_on["document"]) > len(before["document"])
    assert held(library) == before
    assert held(Path(restored["kept"], "library.sqlite")) == went_on
    assert backup.read_bytes() == as_backed_up
    sizes = {f"{table}s": len(before[table]) for table in ("document", "version", "origin", "record", "review")}
    assert sizes["reviews"] > 0
    assert sizes.items() <= answer.items()
    assert sizes.items() <= restored.items()
    assert restored["from"] == backup.name
    assert Path(restored["library"]) == library


def test_after_a_restore_import_completes_to_what_an_undisturbed_library_holds(
    lived_in: Path, corpus: Path, intelog: Intelog, tmp_path: Path
) -> None:
    undisturbed = shutil.copytree(lived_in, tmp_path / "undisturbed")
    files = papers(corpus)
    intelog("import", *files, cwd=undisturbed)
    intelog("import", *files[:9], cwd=lived_in)
    backup = made(lived_in, intelog)
    intelog("import", *files[9:], cwd=lived_in)

    intelog("restore", backup, cwd=lived_in)
    assert held(lived_in / LIBRARY) != held(undisturbed / LIBRARY)
    intelog("import", *files, cwd=lived_in)

    assert held(lived_in / LIBRARY) == held(undisturbed / LIBRARY)


def test_what_was_restored_is_what_is_found(lived_in: Path, intelog: Intelog) -> None:
    intelog("search", "anything", cwd=lived_in)
    backup = made(lived_in, intelog)
    (lived_in / "late.md").write_text(
        "# 20260201 Xylophonics\n+ A word that stands nowhere else: xylophonics.\n", "utf-8"
    )
    intelog("import", "late.md", cwd=lived_in)
    assert intelog("search", "xylophonics", cwd=lived_in).code == 0
    was = incarnation(lived_in / LIBRARY)

    intelog("restore", backup, cwd=lived_in)

    assert intelog("search", "xylophonics", cwd=lived_in).code == 1
    assert intelog("search", "kind:paper", cwd=lived_in).code == 0
    assert incarnation(backup) == was
    assert incarnation(lived_in / LIBRARY) != was


def test_a_persons_words_come_back_with_the_library_that_was_lost(lived_in: Path, intelog: Intelog) -> None:
    backup = made(lived_in, intelog)
    for part in (lived_in / ".intelog").glob("library.sqlite*"):
        part.unlink()
    (lived_in / "editions" / "daily" / f"{DAY}.md").unlink()

    restored = intelog("restore", backup, "--json", cwd=lived_in).json
    intelog("compose", DAY, cwd=lived_in)

    assert restored["kept"] is None
    assert WORDS in (lived_in / "editions" / "daily" / f"{DAY}.md").read_text("utf-8")


def test_both_say_in_both_languages_what_they_did(lived_in: Path, intelog: Intelog) -> None:
    english = intelog("backup", "one.sqlite", cwd=lived_in), intelog("restore", "one.sqlite", cwd=lived_in)
    settings = lived_in / "intelog.toml"
    settings.write_text(settings.read_text("utf-8").replace('language = "en"', 'language = "zh"'), "utf-8")
    chinese = intelog("backup", "two.sqlite", cwd=lived_in), intelog("restore", "two.sqlite", cwd=lived_in)

    counts = r"\d+ documents in \d+ versions from \d+ places, \d+ records, \d+ corrections\n"
    assert re.fullmatch(rf"backed up to one.sqlite \(\d+\.\d MB\): {counts}", english[0].stdout)
    assert re.fullmatch(
        rf"restored from one.sqlite: {counts}what stood in its place is kept in .intelog/backups/before-restore-\S+Z\n"
        r"next: `intelog import PATH...` .*\n",
        english[1].stdout,
    )
    counts = r"\d+ 篇文档（\d+ 个版本，\d+ 处出处）、\d+ 条记录、\d+ 处人工修改\n"
    assert re.fullmatch(rf"已备份到 two.sqlite（\d+\.\d MB）：{counts}", chinese[0].stdout)
    assert re.fullmatch(
        rf"已从 two.sqlite 恢复：{counts}原来的资料库保留在 .intelog/backups/before-restore-\S+Z\n接下来：.*\n",
        chinese[1].stdout,
    )


def test_two_backups_within_one_second_have_names_of_their_own(lived_in: Path, intelog: Intelog) -> None:
    backups = {made(lived_in, intelog) for _ in range(4)}

    assert len(backups) == 4
    assert all(NAME.fullmatch(backup.name) for backup in backups)


def test_a_folder_takes_a_backup_under_a_name_of_its_own(lived_in: Path, tmp_path: Path, intelog: Intelog) -> None:
    (tmp_path / "stick").mkdir()

    answer = intelog("backup", tmp_path / "stick", "--json", cwd=lived_in).json

    (backup,) = (tmp_path / "stick").iterdir()
    assert Path(answer["to"]) == backup
    assert not (lived_in / BACKUPS).exists()


# What is refused


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("notes/log.md", "there is something of this name already; it was left as it is: name a new file"),
        (str(LIBRARY), "there is something of this name already"),
        ("dangling", "there is something of this name already"),
        ("no/such/folder/x.sqlite", "there is no folder no/such/folder; make it, or name another"),
        ("postgresql://u@h/x", "a backup is a file; `intelog library copy` copies the library to an address"),
    ],
)
def test_a_target_that_is_there_or_cannot_be_is_refused_and_left_as_it_is(
    lived_in: Path, intelog: Intelog, to: str, said: str
) -> None:
    (lived_in / "dangling").symlink_to("nowhere")
    before = tree(lived_in)

    refused = intelog("backup", to, cwd=lived_in)

    assert refused.refusal.startswith(f"{to}: {said}")
    assert tree(lived_in) == before


def test_a_workspace_without_a_library_has_nothing_to_back_up(tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", "new", cwd=tmp_path)

    assert (
        "there is no library yet; `intelog import PATH...` makes it" in intelog("backup", cwd=tmp_path / "new").refusal
    )


def _cut(keep: float) -> Callable[[Path], None]:
    def cut(backup: Path) -> None:
        whole = backup.read_bytes()
        backup.write_bytes(whole[: int(len(whole) * keep)])

    return cut


def _cut_at_a_page(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[: 20 * 4096])


def _zeroed(backup: Path) -> None:
    data = bytearray(backup.read_bytes())
    data[30 * 4096 : 34 * 4096] = bytes(4 * 4096)
    backup.write_bytes(data)


def _changed(*statements: str) -> Callable[[Path], None]:
    def change(backup: Path) -> None:
        with closing(apsw.Connection(str(backup))) as db:
            for one in ("PRAGMA journal_mode = DELETE", "PRAGMA foreign_keys = OFF", *statements):
                db.execute(one).fetchall()

    return change


def _other_program(backup: Path) -> None:
    backup.unlink()
    with closing(apsw.Connection(str(backup))) as db:
        db.execute("CREATE TABLE theirs (a)")


DAMAGED, FOREIGN = "this backup is damaged (", "this is no backup of a library ("


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_cut(0), DAMAGED),
        (_cut(0.1), DAMAGED),
        (_cut(0.7), DAMAGED),
        (_cut(0.9999), DAMAGED),
        (_cut_at_a_page, DAMAGED),
        (_zeroed, DAMAGED),
        (_changed("UPDATE version SET text = text || '.' WHERE seq = 3"), DAMAGED),
        (_changed("UPDATE review SET text = 'What nobody said.'"), DAMAGED),
        (_changed("UPDATE base SET text = text || '.'"), DAMAGED),
        (_changed("DELETE FROM document"), DAMAGED),
        (_changed("DROP TABLE progress"), DAMAGED),
        (_changed("PRAGMA user_version = 0"), DAMAGED),
        (_changed("PRAGMA user_version = 99"), "the library was written by a newer intelog (schema 99, this one knows 3)"),
        (_other_program, FOREIGN),
        (lambda backup: backup.write_bytes(b"# 20260131 A note\n" * 200), FOREIGN),
        (lambda backup: backup.write_bytes(b"\x8b\x1f" * 50_000), FOREIGN),
        (lambda backup: backup.unlink(), "there is no such file"),
        (lambda backup: (backup.unlink(), backup.mkdir()), "there is no such file"),
        (lambda backup: (backup.unlink(), backup.hardlink_to(backup.parent / LIBRARY)), "this is the library itself"),
    ],
    ids=[
        *("empty", "a tenth", "seven tenths", "cut inside the last page", "cut at a page", "zeroed pages", "a text changed"),
        *("a correction changed", "a base changed", "documents missing", "a table missing", "no schema", "newer"),
        *("another program's", "text", "bytes", "missing", "a folder", "the library itself"),
    ],
)  # fmt: skip
def test_what_is_no_whole_backup_is_refused_in_one_line_and_nothing_is_changed(
    lived_in: Path, intelog: Intelog, change: Callable[[Path], Any], said: str
) -> None:
    good = made(lived_in, intelog)
    bad = Path(shutil.copy(good, lived_in / "bad.sqlite"))
    change(bad)
    before = tree(lived_in)

    refused = intelog("restore", "bad.sqlite", cwd=lived_in)

    assert refused.refusal.startswith(f"bad.sqlite: {said}")
    assert "nothing was changed" in refused.refusal
    assert tree(lived_in) == before
    if "newer" not in said:
        assert str(good) in refused.refusal
    assert intelog("check", cwd=lived_in).code in (0, 1)


def test_a_library_that_is_damaged_is_not_backed_up_over_anything(lived_in: Path, intelog: Intelog) -> None:
    _zeroed(lived_in / LIBRARY)
    before = tree(lived_in)

    refused = intelog("backup", "copy.sqlite", cwd=lived_in)

    assert "the library is damaged (" in refused.refusal
    assert tree(lived_in) == before


def test_a_full_disk_is_told_and_nothing_is_changed(
    lived_in: Path, disk: Disk, tmp_path: Path, intelog: Intelog
) -> None:
    workspace = shutil.copytree(lived_in, disk.path / "workspace")
    backup = Path(intelog("backup", lived_in / "backup.sqlite", "--json", cwd=workspace).json["to"])
    disk.fill(leave=20 * 1024)
    before = tree(workspace)

    refused = [intelog(*words, cwd=workspace).refusal for words in (("backup",), ("restore", backup))]

    assert [re.sub(r".*(the disk is full).*(nothing was changed)", r"\1: \2", one) for one in refused] == [
        "the disk is full: nothing was changed"
    ] * 2, refused
    assert tree(workspace) == before
    assert intelog("backup", tmp_path / "elsewhere.sqlite", cwd=workspace).code == 0
    assert held(tmp_path / "elsewhere.sqlite") == held(backup)
    disk.free()
    assert intelog("restore", backup, cwd=workspace).code == 0
    assert held(workspace / LIBRARY) == held(backup)


def test_a_workspace_that_can_only_be_read_is_backed_up_to_elsewhere(
    lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    before = held(lived_in / LIBRARY)

    with sealed(lived_in):
        refused = intelog("backup", cwd=lived_in)
        done = intelog("backup", tmp_path / "backup.sqlite", cwd=lived_in)
        no = intelog("restore", tmp_path / "backup.sqlite", cwd=lived_in)

    assert "cannot be made" in refused.refusal
    assert done.code == 0
    assert held(tmp_path / "backup.sqlite") == before
    assert "cannot be written" in no.refusal


# A library that is damaged, and what lies beside it

KILLED_WRITING = """
import os, signal, sys
from pathlib import Path
from intelog.ports import Progress
from intelog.store.sqlite import SqliteLibrary

library = SqliteLibrary(Path(sys.argv[1]))
library.keep(progress=[Progress(stage="import", partition=f"late {n}", version="1" * 5000) for n in range(50)])
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_writing(library: Path) -> None:
    """Leave what a writer leaves that was killed: pages in the `-wal` that are not in the library."""
    subprocess.run([sys.executable, "-c", KILLED_WRITING, str(library)], check=False)
    assert library.with_name("library.sqlite-wal").stat().st_size > 100_000


def test_the_pages_of_an_old_wal_do_not_mix_into_what_is_restored(lived_in: Path, intelog: Intelog) -> None:
    library = lived_in / LIBRARY
    backup = made(lived_in, intelog)
    killed_writing(library)
    with_late = held(library)

    restored = intelog("restore", backup, "--json", cwd=lived_in).json

    assert with_late != held(backup)
    assert held(library) == held(backup)
    assert held(Path(restored["kept"], "library.sqlite")) == with_late
    sound(library)


@pytest.mark.parametrize(
    "damage",
    [_cut(0), _cut(0.001), _cut(0.5), _zeroed, lambda library: library.write_text("not a library")],
    ids=["empty", "cut short", "half", "zeroed pages", "text"],
)
def test_a_damaged_library_is_replaced_as_its_own_line_advises_and_is_kept(
    lived_in: Path, intelog: Intelog, damage: Callable[[Path], Any]
) -> None:
    library = lived_in / LIBRARY
    backup = made(lived_in, intelog)
    killed_writing(library)
    damage(library)
    (lived_in / ".intelog" / "library.sqlite-shm").unlink()
    broken = {path.name: path.read_bytes() for path in library.parent.glob("library.sqlite*")}
    advice = re.findall(r"`intelog (restore [^`]+)`", intelog("check", cwd=lived_in).refusal + " `intelog restore X`")

    words = shlex.split(advice[0]) if advice[0] != "restore X" else ["restore", str(backup)]
    restored = intelog(*words, "--json", cwd=lived_in).json

    assert words == ["restore", str(backup)]
    assert held(library) == held(backup)
    kept = {path.name: path.read_bytes() for path in Path(restored["kept"]).iterdir()}
    assert set(kept) <= set(broken)
    assert len(kept["library.sqlite"]) >= len(broken["library.sqlite"])
    assert intelog("check", cwd=lived_in).code in (0, 1)


def test_a_backup_of_an_older_schema_is_brought_up_to_date_in_the_copy_only(lived_in: Path, intelog: Intelog) -> None:
    old = lived_in / "old.sqlite"
    with closing(SqliteLibrary(old, migrations=migrations()[:1])):
        pass
    _changed(
        "INSERT INTO document VALUES ('d', 'arxiv:1', 'paper', 'arxiv:1', '2026-01-28', '2026-01-28')",
        "INSERT INTO progress VALUES ('import', 'a.jsonl', '1', '')",
    )(old)
    before = old.read_bytes()

    restored = intelog("restore", "old.sqlite", "--json", cwd=lived_in).json

    assert restored["documents"] == 1
    assert old.read_bytes() == before
    with closing(apsw.Connection(str(lived_in / LIBRARY))) as db:
        assert db.execute("PRAGMA user_version").get == len(migrations())
        assert db.execute("SELECT name FROM change").get == "d"
    assert not list((lived_in / BACKUPS).glob("library-schema-*"))


# While others are at work


def importing(workspace: Path, files: Sequence[Path], corpus: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "intelog", "-C", workspace, "import", *files], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("wanted", [10, pytest.param(100, marks=SOAK)])
def test_each_backup_of_a_library_that_is_being_imported_into_is_one_moment_of_it(
    corpus: Path, tmp_path: Path, intelog: Intelog, wanted: int
) -> None:
    files = [file for month in ("2025-06", "2026-01") for file in papers(corpus, month)]
    undisturbed, workspace, again = (tmp_path / name for name in ("undisturbed", "workspace", "again"))
    for one in (undisturbed, workspace, again):
        intelog("init", one, cwd=tmp_path)
    assert intelog("import", *files, cwd=undisturbed).code == 0
    whole = held(undisturbed / LIBRARY)
    whole_origins = Counter(place for _, _, place, _, _ in whole["origin"])

    backups: list[Path] = []
    rounds = 0
    while len(backups) < wanted:
        rounds += 1
        assert rounds < wanted, "no backup was made while an import ran"
        shutil.rmtree(workspace / ".intelog")
        with importing(workspace, files, corpus) as process:
            while not (workspace / LIBRARY).exists():
                time.sleep(0.001)
            while process.poll() is None:
                backup = tmp_path / f"backup-{rounds}-{len(backups)}.sqlite"
                backup.unlink(missing_ok=True)
                ran = intelog("backup", backup, cwd=workspace)
                assert ran.code == 0, ran
                if process.poll() is None:
                    backups.append(backup)
        assert process.returncode == 0
        assert held(workspace / LIBRARY) == whole

    part_done = 0
    for backup in backups:
        sound(backup)
        found = held(backup)
        versions = {row[0] for row in found["version"]}
        assert {row[0] for row in found["origin"]} == versions  # each stands somewhere, and nothing else does
        origins = Counter(place for _, _, place, _, _ in found["origin"])
        done = {partition for _, partition, _, _ in found["progress"]}
        assert set(origins) <= done
        assert all(origins[place] == whole_origins[place] for place in done)
        part_done += 0 < len(done) < len(whole["progress"])
    assert part_done >= 2
    for backup in backups[len(backups) // 2 :: max(len(backups) // 4, 1)]:
        assert intelog("restore", backup, cwd=again).code == 0
        assert held(again / LIBRARY) == held(backup)
        assert intelog("import", *files, cwd=again).code == 0
        assert held(again / LIBRARY) == whole


def test_a_restore_waits_for_no_writer_and_says_who_it_is(lived_in: Path, corpus: Path, intelog: Intelog) -> None:
    backup = made(lived_in, intelog)
    lease = lived_in / ".intelog" / "lease"
    lease.write_bytes(b"")
    with importing(lived_in, papers(corpus), corpus) as process:
        while not lease.read_bytes():
            time.sleep(0.001)
        process.send_signal(signal.SIGSTOP)
        try:
            refused = intelog("restore", backup, cwd=lived_in)
            done = intelog("backup", lived_in / "more.sqlite", cwd=lived_in)
        finally:
            process.send_signal(signal.SIGCONT)
            process.wait()

    assert f"`intelog import` (process {process.pid}, since " in refused.refusal
    assert done.code == 0
    assert not list((lived_in / BACKUPS).glob("before-restore-*"))


READING = """
import sys, apsw
db = apsw.Connection(sys.argv[1])
db.execute("BEGIN"), db.execute("SELECT COUNT(*) FROM document").fetchall()
print("reading", flush=True)
sys.stdin.readline()
db.close()
"""


@pytest.mark.parametrize("lets_go", [True, pytest.param(False, marks=SOAK)])
def test_a_restore_waits_for_who_just_reads_and_then_gives_up(lived_in: Path, intelog: Intelog, lets_go: bool) -> None:
    backup = made(lived_in, intelog)
    library = lived_in / LIBRARY
    before = held(library)
    restore = [sys.executable, "-m", "intelog", "-C", str(lived_in), "restore", str(backup)]
    with subprocess.Popen(
        [sys.executable, "-c", READING, str(library)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        with subprocess.Popen(restore, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as restoring:
            time.sleep(1.5)
            is_waiting = restoring.poll() is None
            if lets_go:
                reader.communicate(b"\n")
            _, said = restoring.communicate()
        if not lets_go:
            reader.communicate(b"\n")

    assert is_waiting
    assert restoring.returncode == (0 if lets_go else 2), said
    assert lets_go or b"another program is using the library" in said
    assert held(library) == before


# Killed

KILLED_AT = """
import os, signal, sys
left, inside = int(sys.argv.pop(1)), sys.argv.pop(1)
EVENTS = {"open", "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir"}


def met(event, arguments):
    global left
    if event in EVENTS and any(isinstance(one, (str, os.PathLike)) and inside in os.fspath(one) for one in arguments):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


sys.addaudithook(met)
from intelog.cli.main import cli

cli()
"""


def killed_at(step: int, workspace: Path, *words: str | Path) -> bool:
    """Run a command and kill it at its nth step in the file system; whether it was still running then."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(step), str(workspace / ".intelog"), "-C", workspace, *words],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, -signal.SIGKILL), done
    return done.returncode == -signal.SIGKILL


def assert_backups_are_whole(workspace: Path, expected: Held) -> None:
    """Whatever bears a backup's name is one; and what was left aside is taken away by the next."""
    for backup in (workspace / BACKUPS).glob("intelog-*.sqlite"):
        sound(backup)
        assert held(backup) == expected


def test_killed_at_any_step_of_a_backup_the_library_and_every_backup_are_whole(
    lived_in: Path, intelog: Intelog
) -> None:
    before = held(lived_in / LIBRARY)
    made(lived_in, intelog)

    step = 0
    while killed_at(step, lived_in, "backup"):
        assert held(lived_in / LIBRARY) == before, step
        assert_backups_are_whole(lived_in, before)
        step += 1

    assert step >= 5
    assert not list((lived_in / BACKUPS).glob(".*"))


@pytest.mark.parametrize("is_damaged", [False, True], ids=["a whole one", "a damaged one"])
def test_killed_at_any_step_of_a_restore_there_is_the_old_library_or_the_new_one(
    lived_in: Path, corpus: Path, intelog: Intelog, tmp_path: Path, is_damaged: bool
) -> None:
    backup = made(lived_in, intelog)
    new = held(backup)
    intelog("import", *papers(corpus)[:2], cwd=lived_in)
    killed_writing(lived_in / LIBRARY)
    (lived_in / ".intelog" / "library.sqlite-shm").unlink()
    if is_damaged:
        (lived_in / LIBRARY).write_bytes((lived_in / LIBRARY).read_bytes()[:5000])
        parts = {path.name: path.read_bytes() for path in (lived_in / ".intelog").glob("library.sqlite*")}
        assert sorted(parts) == ["library.sqlite", "library.sqlite-wal"]
    else:
        old = held(lived_in / LIBRARY)
    outcomes = Counter[str]()

    step = 0
    while True:
        workspace = shutil.copytree(lived_in, tmp_path / f"killed-{step}")
        landed = killed_at(step, workspace, "restore", backup)
        library = workspace / LIBRARY
        if is_damaged and library.read_bytes() == parts["library.sqlite"]:
            outcomes["old"] += 1
        else:
            found = held(library)
            assert found == new or (not is_damaged and found == old), step
            outcomes["new" if found == new else "old"] += 1
        again = intelog("restore", backup, "--json", cwd=workspace)
        assert held(library) == new, step
        assert again.json["kept"] is not None
        kept = list((workspace / BACKUPS).glob("before-restore-*"))
        if is_damaged:
            assert any({path.name: path.read_bytes() for path in folder.iterdir()} == parts for folder in kept), step
        else:
            assert any(held(folder / "library.sqlite") == old for folder in kept), step
        leftovers = {path.name for path in (workspace / ".intelog").iterdir()} - {
            "library.sqlite",
            "lease",
            "index",
            "words.sqlite",
        }
        assert leftovers == {"backups"}, step
        shutil.rmtree(workspace)
        if not landed:
            break
        step += 1

    assert outcomes["old"] >= 5
    assert outcomes["new"] >= 2


@pytest.fixture(scope="module")
def large(corpus: Path, intelog: Intelog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 25 MB and its backup, so that there is time to be killed in."""
    root = tmp_path_factory.mktemp("large") / "workspace"
    intelog("init", root, cwd=root.parent)
    intelog("import", *papers(corpus, "20*"), cwd=root)
    assert intelog("backup", "backup.sqlite", cwd=root).code == 0
    intelog("import", *papers(corpus, "2026-01")[:1], corpus / "seeds" / "daily-learning-log-2026-01.md", cwd=root)
    return root


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=SOAK)])
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_killed_at_any_moment_of_either_the_library_is_whole(
    large: Path, tmp_path: Path, command: str, kills: int, intelog: Intelog
) -> None:
    old, new = held(large / LIBRARY), held(large / "backup.sqlite")
    assert old != new
    words = ("backup",) if command == "backup" else ("restore", "backup.sqlite")
    work = 0.0
    landed = 0
    for number in range(kills + 1):
        workspace = shutil.copytree(large, tmp_path / "killed")
        with subprocess.Popen(
            [sys.executable, "-m", "intelog", "-v", *words], cwd=workspace, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            assert process.stderr is not None
            assert process.stderr.readline().startswith(f"{command}: copying".encode())
            begun = time.monotonic()
            if number == 0:
                process.wait()
                work = time.monotonic() - begun
            else:
                time.sleep(work * (number - 0.5) / kills)
                process.kill()
            process.stderr.read()
        landed += process.returncode == -signal.SIGKILL
        sound(workspace / LIBRARY)
        found = held(workspace / LIBRARY)
        assert found in ((old,) if command == "backup" else (old, new)), number
        assert_backups_are_whole(workspace, old)
        shutil.rmtree(workspace)
    assert landed >= kills * 0.6


# PostgreSQL


@pytest.fixture
def in_postgres(lived_in: Path, server: Server, intelog: Intelog) -> Iterator[str]:
    """The workspace `lived_in` with its library on a server."""
    address = server.database()
    assert intelog("library", "copy", address, cwd=lived_in).code == 0
    use(lived_in, address)
    yield address
    server.forget(address)


def test_a_library_in_postgresql_is_backed_up_to_a_file_and_restored_to_an_empty_database(
    lived_in: Path, in_postgres: str, server: Server, intelog: Intelog
) -> None:
    empty = server.database()

    backup = made(lived_in, intelog)
    refused = intelog("restore", backup, cwd=lived_in)
    use_instead(lived_in, empty)
    restored = intelog("restore", backup.name, "--json", cwd=lived_in).json

    with closing(PostgresLibrary(in_postgres)) as first, closing(PostgresLibrary(empty)) as second:
        assert held(backup) == everything(first) == everything(second)
        assert first.size().items() <= restored.items()
        assert restored["kept"] is None
    assert "this library holds something already; it was left as it is" in refused.refusal
    assert "createdb" in refused.refusal
    assert [path.name for path in (lived_in / BACKUPS).iterdir()] == [backup.name]
    assert not (lived_in / ".intelog" / "library.sqlite.restored").exists()
    assert intelog("check", cwd=lived_in).code in (0, 1)
    server.forget(empty)


def use_instead(workspace: Path, address: str) -> None:
    settings = workspace / "intelog.toml"
    settings.write_text(re.sub(r'(?m)^library = ".*"$', f'library = "{address}"', settings.read_text("utf-8")), "utf-8")


def test_backups_of_a_library_in_postgresql_that_is_being_imported_into_are_moments_of_it(
    lived_in: Path, in_postgres: str, corpus: Path, intelog: Intelog
) -> None:
    before = len(held(made(lived_in, intelog))["document"])
    files = papers(corpus, "2025-06")
    backups: list[Path] = []
    with importing(lived_in, files, corpus) as process:
        while process.poll() is None:
            backups.append(made(lived_in, intelog))
    with closing(PostgresLibrary(in_postgres)) as library:
        whole = everything(library)

    assert process.returncode == 0
    whole_origins = Counter(place for _, _, place, _, _ in whole["origin"])
    sizes = set()
    for backup in backups:
        sound(backup)
        found = held(backup)
        origins = Counter(place for _, _, place, _, _ in found["origin"])
        done = {partition for stage, partition, _, _ in found["progress"] if stage == "import"}
        assert all(origins[place] == whole_origins[place] for place in done)
        assert set(origins) <= done
        sizes.add(len(found["document"]))
    assert len(sizes) >= 2
    assert min(sizes) >= before


def test_a_file_of_the_workspace_s_own_is_nowhere_in_a_backup(lived_in: Path, intelog: Intelog) -> None:
    """A backup is the library; a person's files are theirs, and neither command touches them."""
    files = persons_files(lived_in)

    backup = made(lived_in, intelog)
    intelog("restore", backup, cwd=lived_in)

    assert persons_files(lived_in) == files
    help_ = " ".join(intelog("backup", "--help", cwd=lived_in).stdout.split())
    assert "notes/, editions/ and assets/ are your own files and not in it" in help_


def test_the_answers_of_both_are_one_json_object(lived_in: Path, intelog: Intelog) -> None:
    backup = intelog("backup", "x.sqlite", "--json", cwd=lived_in)
    restore = intelog("restore", "x.sqlite", "--json", cwd=lived_in)

    sizes = ["documents", "versions", "origins", "records", "reviews"]
    assert list(json.loads(backup.stdout)) == ["to", "bytes", *sizes]
    assert list(json.loads(restore.stdout)) == ["from", "library", "kept", *sizes]
    assert os.stat(lived_in / "x.sqlite").st_size == backup.json["bytes"]  # noqa: PTH116
