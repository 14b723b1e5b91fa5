"""`intelog doctor`: every state of a workspace and of the machine is a fact with its sign, and nothing is changed by asking.

`faults.md` F07, F49.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest
from tests.conftest import LIBRARY, Intelog, Ran
from tests.faces.test_backup import (
    BACKUPS,
    importing,
    killed_at,
    killed_writing,
    made,
    papers,
    tree,
    use,
)
from tests.faces.test_bad_input import Disk, disk, sealed
from tests.postgres import PASSWORD, Server

__all__ = ("disk",)  # a fixture


def facts(ran: Ran) -> dict[str, Any]:
    """The facts by their codes; of several with one code the last.  Signs, exit code and `well` agree."""
    answer = ran.json
    findings = [fact for fact in answer["facts"] if fact["sign"] in ("look", "broken")]
    assert ran.code == (1 if findings else 0), ran
    assert answer["well"] is not bool(findings)
    return {fact["code"]: fact for fact in answer["facts"]}


def findings(ran: Ran) -> dict[str, str]:
    return {code: fact["sign"] for code, fact in facts(ran).items() if fact["sign"] in ("look", "broken")}


@pytest.fixture
def well(lived_in: Path, intelog: Intelog) -> Path:
    """A workspace of which there is nothing to say."""
    made(lived_in, intelog)
    intelog("search", "anything", cwd=lived_in)
    return lived_in


def test_where_all_is_well_it_says_so_in_one_screen_of_either_language(well: Path, intelog: Intelog) -> None:
    english = intelog("doctor", cwd=well)
    settings = well / "intelog.toml"
    settings.write_text(settings.read_text("utf-8").replace('language = "en"', 'language = "zh"'), "utf-8")
    chinese = intelog("doctor", cwd=well)

    assert (english.code, english.stderr, chinese.code, chinese.stderr) == (0, "", 0, "")
    *lines, last = english.stdout.splitlines()
    assert last == "all is well"
    assert all(re.match("(ok    |note  )  .", line) for line in lines)
    assert len(lines) <= 20
    assert re.search(r"intelog \d\S*, Python 3\.\S+, SQLite 3\.\d+\.\d+, ", english.stdout)
    assert re.search(r"library whole, every text as it was written: \d\d+ documents in \d+ versions, ", english.stdout)
    assert "last backup 0 days ago: " in english.stdout
    assert "search index up to date" in english.stdout
    *lines, last = chinese.stdout.splitlines()
    assert last == "一切正常"
    assert all(re.match("(正常|说明)  .", line) for line in lines)
    assert re.search(r"资料库完好，每段文本都与写入时一致：\d\d+ 篇文档（\d+ 个版本）", chinese.stdout)


def test_outside_a_workspace_it_says_what_holds_of_the_machine(tmp_path: Path, intelog: Intelog) -> None:
    here = facts(intelog("doctor", "--json", cwd=tmp_path))
    chinese = intelog("doctor", cwd=tmp_path, env={"LC_ALL": "zh_CN.UTF-8"})
    elsewhere = intelog("-C", "nowhere", "doctor", cwd=tmp_path)

    assert {"programs", "no-workspace"} <= set(here)
    assert "library" not in here
    assert "这里没有工作区" in chinese.stdout
    assert "no intelog.toml here" in elsewhere.refusal
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_with_no_library_yet_is_well_and_stays_without(tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", "new", cwd=tmp_path)
    before = sorted((tmp_path / "new").rglob("*"))

    found = facts(intelog("doctor", "--json", cwd=tmp_path / "new"))

    assert found["no-library"]["sign"] == found["no-index"]["sign"] == "note"
    assert not {"backup", "no-backup"} & set(found)
    assert sorted((tmp_path / "new").rglob("*")) == before


@pytest.mark.parametrize("is_killed", [False, True], ids=["a library at rest", "one whose writer was killed"])
def test_asking_changes_nothing(well: Path, intelog: Intelog, is_killed: bool) -> None:
    if is_killed:
        killed_writing(well / LIBRARY)
    before, names = tree(well), sorted(well.rglob("*"))

    ran = intelog("doctor", "--json", cwd=well)

    assert ran.code == 0
    assert tree(well) == before
    assert sorted(well.rglob("*")) == names


# The library


def _changed(statement: str) -> Callable[[Path], Any]:
    def change(library: Path) -> None:
        with closing(apsw.Connection(str(library))) as db:
            db.execute("PRAGMA foreign_keys = OFF").fetchall()
            db.execute(statement).fetchall()

    return change


def _zeroed(library: Path) -> None:
    data = bytearray(library.read_bytes())
    data[30 * 4096 : 34 * 4096] = bytes(4 * 4096)
    library.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "code", "why"),
    [
        (lambda library: library.write_bytes(b""), "damaged", "the file is empty"),
        (lambda library: library.write_bytes(library.read_bytes()[:50_000]), "damaged", "it was cut short"),
        (_zeroed, "damaged", ""),
        (
            _changed("UPDATE version SET text = text || '.' WHERE seq = 3"),
            "damaged",
            "was changed since it was written",
        ),
        (_changed("UPDATE review SET text = 'What nobody said.'"), "damaged", "was changed since it was written"),
        (_changed("DELETE FROM document"), "damaged", "that is not there"),
        (_changed("DROP INDEX origin_place"), "damaged", "a table or an index is missing"),
        (_changed("PRAGMA user_version = 99"), "unusable", "written by a newer intelog"),
        (lambda library: library.write_text("not a library"), "foreign", "it is no SQLite file"),
        (lambda library: (library.unlink(), library.mkdir()), "unusable", "Is a directory"),
    ],
    ids="empty cut zeroed text correction references index newer foreign folder".split(),
)
def test_a_library_that_is_not_whole_is_a_finding_with_its_advice_and_is_left_as_it_is(
    well: Path, intelog: Intelog, damage: Callable[[Path], Any], code: str, why: str
) -> None:
    damage(well / LIBRARY)
    (backup,) = (well / BACKUPS).iterdir()
    before = tree(well)

    ran = intelog("doctor", "--json", cwd=well)
    (said,) = (line for line in intelog("doctor", cwd=well).stdout.splitlines() if line.startswith("broken"))
    backup.unlink()
    without = intelog("doctor", cwd=well)

    assert findings(ran) == {code: "broken"}
    assert why in facts(ran)[code]["message"]
    assert facts(ran)[code]["message"] in said
    assert (f"`intelog restore {backup}`" in said) is (code in ("damaged", "foreign"))
    assert without.code == 1
    assert str(backup) not in without.stdout
    backup.write_bytes(before[str(backup.relative_to(well))])
    assert tree(well) == before


def test_a_damaged_library_is_told_in_chinese_with_its_advice(well: Path, intelog: Intelog) -> None:
    settings = well / "intelog.toml"
    settings.write_text(settings.read_text("utf-8").replace('language = "en"', 'language = "zh"'), "utf-8")
    _zeroed(well / LIBRARY)

    ran = intelog("doctor", cwd=well)

    assert ran.code == 1
    assert re.search(r"^损坏  资料库已损坏（.*）：`intelog restore .*` 用最近的备份替换它", ran.stdout, re.MULTILINE)
    assert ran.stdout.endswith("有 1 处需要留意\n")


def test_it_waits_for_nobody_while_an_import_runs(well: Path, corpus: Path, intelog: Intelog) -> None:
    library, wal = well / LIBRARY, well / ".intelog" / "library.sqlite-wal"
    with importing(well, papers(corpus), corpus) as process:
        while not (wal.exists() and wal.stat().st_size > 100_000) and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            ran = intelog("doctor", "--json", cwd=well)
            took = time.monotonic() - begun
        finally:
            process.send_signal(signal.SIGCONT)
            process.wait()

    assert process.returncode == 0
    assert took < 8
    assert findings(ran) == {}
    assert facts(ran)["library"]["documents"] > 0
    assert library.exists()


def test_a_backup_is_asked_for_where_there_is_none_or_an_old_one(lived_in: Path, intelog: Intelog) -> None:
    without = intelog("doctor", "--json", cwd=lived_in)
    backup = made(lived_in, intelog)
    old = backup.rename(backup.with_name("intelog-2026-01-28T081500Z.sqlite"))
    written_since = intelog("doctor", "--json", cwd=lived_in)
    long_ago = time.time() - 1000 * 86400
    os.utime(lived_in / LIBRARY, (long_ago, long_ago))
    nothing_written = intelog("doctor", "--json", cwd=lived_in)

    assert findings(without) == {"no-backup": "look"}
    assert findings(written_since) == {"old-backup": "look"}
    assert facts(written_since)["old-backup"]["path"] == str(old)
    assert facts(written_since)["old-backup"]["days"] > 7
    assert findings(nothing_written) == {}


def test_a_restore_that_was_cut_short_is_told(well: Path, intelog: Intelog) -> None:
    backup = made(well, intelog)
    step = 0
    while not (well / ".intelog" / "library.sqlite.replaced").exists():
        assert killed_at(step, well, "restore", backup)
        step += 1

    cut = intelog("doctor", "--json", cwd=well)
    intelog("restore", backup, cwd=well)

    assert findings(cut) == {"cut-short": "look"}
    assert findings(intelog("doctor", "--json", cwd=well)) == {}


# The search index


def test_how_far_the_index_is_behind_is_told_and_it_is_left_so(well: Path, corpus: Path, intelog: Intelog) -> None:
    index = well / ".intelog" / "index"
    shutil.copytree(index, well / "index-before")
    intelog("import", papers(corpus)[0], cwd=well)
    shutil.rmtree(index)
    shutil.move(well / "index-before", index)

    behind = facts(intelog("doctor", "--json", cwd=well))
    (index / "version").write_text("another")
    other = facts(intelog("doctor", "--json", cwd=well))
    (index / "version").unlink()
    half = facts(intelog("doctor", "--json", cwd=well))
    shutil.rmtree(index)
    none = facts(intelog("doctor", "--json", cwd=well))

    assert behind["index-behind"]["behind"] > 10
    assert "it is of another version" in other["index-anew"]["message"]
    assert "it is not whole" in half["index-anew"]["message"]
    assert "no-index" in none
    assert not index.exists()


# Settings, and what they may not hold


def test_wrong_settings_are_findings_each_with_its_line(well: Path, intelog: Intelog) -> None:
    (well / "intelog.toml").write_text('language = "xx"\nnonsense = 1\n', "utf-8")

    ran = intelog("doctor", cwd=well)

    assert ran.code == 1
    assert "intelog.toml:1: language: must be one of" in ran.stdout
    assert "intelog.toml:2: nonsense: there is no such setting" in ran.stdout
    assert "library whole" in ran.stdout
    assert ran.stdout.endswith("2 to look at\n")


@pytest.mark.parametrize(("mode", "code"), [(0o644, "password-read"), (0o640, "password-read"), (0o600, "password")])
def test_a_password_in_the_settings_is_told_and_who_can_read_it_and_never_what_it_is(
    well: Path, intelog: Intelog, mode: int, code: str
) -> None:
    use(well, f"postgresql://ada:{PASSWORD}@db.example/intelog")
    (well / "intelog.toml").chmod(mode)

    ran, plain = intelog("doctor", "--json", cwd=well), intelog("doctor", cwd=well)

    assert findings(ran) == {"settings": "broken", code: "broken"}
    assert ("chmod 600" in facts(ran)[code]["message"]) is (code == "password-read")
    assert PASSWORD not in ran.stdout + plain.stdout + plain.stderr


# PostgreSQL


@pytest.fixture
def in_postgres(well: Path, server: Server, intelog: Intelog) -> Iterator[str]:
    address = server.database()
    assert intelog("library", "copy", address, cwd=well).code == 0
    use(well, address)
    yield address
    server.forget(address)


def test_a_library_in_postgresql_is_looked_at_whole(
    well: Path, in_postgres: str, server: Server, intelog: Intelog
) -> None:
    before = facts(intelog("doctor", "--json", cwd=well))
    with server.connected(in_postgres) as db:
        db.execute("UPDATE intelog.review SET text = text || '.'")
    corrected = intelog("doctor", "--json", cwd=well)
    with server.connected(in_postgres) as db:
        db.execute("UPDATE intelog.version SET text = text || '.'")
    changed = intelog("doctor", "--json", cwd=well)

    assert before["library"]["engine"].startswith("PostgreSQL ")
    assert before["library"]["documents"] > 10
    assert before["index-behind"]["behind"] > 10  # it is the other library's
    for ran in (corrected, changed):
        assert findings(ran) == {"unusable": "broken"}
        assert "was changed since it was written" in facts(ran)["unusable"]["message"]


def test_a_server_that_cannot_be_reached_or_holds_nothing_is_told_and_nothing_is_made_on_it(
    well: Path, server: Server, intelog: Intelog
) -> None:
    settings, empty = (well / "intelog.toml").read_text("utf-8"), server.database()
    use(well, empty)
    nothing = intelog("doctor", "--json", cwd=well)
    (well / "intelog.toml").write_text('library = "postgresql://u@127.0.0.1:1/x"\n' + settings, "utf-8")
    gone = intelog("doctor", "--json", cwd=well)

    assert facts(nothing)["no-library"]["sign"] == "note"
    with server.connected(empty) as db:
        assert db.execute("SELECT to_regnamespace('intelog')").fetchone() == (None,)
    assert findings(gone) == {"unusable": "broken"}
    assert "cannot be reached" in facts(gone)["unusable"]["message"]
    server.forget(empty)


def test_a_file_of_passwords_that_others_can_read_is_told(
    well: Path, in_postgres: str, tmp_path: Path, intelog: Intelog
) -> None:
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"*:*:*:*:{PASSWORD}\n")
    passwords.chmod(0o644)
    env = {"PGPASSFILE": str(passwords)}
    said = intelog("doctor", "--json", cwd=well, env=env)
    read = said._replace(stderr="")  # the driver says it in its own words, too
    passwords.chmod(0o600)
    unread = intelog("doctor", "--json", cwd=well, env=env)

    assert findings(read) == {"passwords": "look"}
    assert f"`chmod 600 {passwords}`" in facts(read)["passwords"]["message"]
    assert findings(unread) == {}


# The machine

WITHOUT = """
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)

sys.meta_path.insert(0, Without())
from intelog.cli.main import cli

cli()
"""


def without(workspace: Path, *names: str) -> Ran:
    """`intelog doctor --json` on a Python that lacks these modules."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(names=set(names)), "-C", workspace, "doctor", "--json"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def test_an_extra_that_is_missing_is_told_with_its_use_and_its_line(well: Path) -> None:
    neither, half = without(well, "trafilatura", "nh3", "psycopg"), without(well, "pypdfium2")

    missing = [fact["message"] for fact in neither.json["facts"] if fact["code"] == "no-extra"]
    assert findings(neither) == {}
    assert missing == [
        "reading web pages: not installed; `pip install 'intelog[pages]'` where you want it",
        "a library in PostgreSQL: not installed; `pip install 'intelog[postgres]'` where you want it",
    ]
    assert findings(half) == {"no-extra": "look"}


@pytest.mark.parametrize(("module", "package"), [("apsw", "apsw"), ("tantivy", "tantivy"), ("rjieba", "rjieba")])
def test_a_module_that_is_needed_and_missing_is_told_with_its_line(well: Path, module: str, package: str) -> None:
    ran = without(well, module)

    assert findings(ran) == {"package": "broken"}
    assert f"{package} is missing: `pip install" in facts(ran)["package"]["message"]


def test_a_library_in_postgresql_without_its_driver_is_told(well: Path, in_postgres: str) -> None:
    ran = without(well, "psycopg")

    assert findings(ran) == {"no-driver": "broken"}
    assert "pip install 'intelog[postgres]'" in facts(ran)["no-driver"]["message"]


def test_a_protection_that_readers_lack_here_is_told(well: Path, intelog: Intelog) -> None:
    whole = facts(intelog("doctor", "--json", cwd=well))
    ran = intelog("doctor", "--json", cwd=well, under=["sh", "-c", 'ulimit -t 15; exec "$@"', "sh"])

    if "barrier" in whole:  # on a system that has them all
        assert whole["barrier"]["parts"] == 9
    lacking = {fact["part"]: fact for fact in ran.json["facts"] if fact["code"] == "barrier-part"}
    assert lacking["cpu"]["sign"] == "look"
    assert ran.code == 1


def test_a_disk_with_little_room_and_a_folder_that_cannot_be_written_are_told(
    well: Path, disk: Disk, intelog: Intelog
) -> None:
    small = shutil.copytree(well, disk.path / "workspace")
    disk.fill()

    full = intelog("doctor", "--json", cwd=small)
    disk.free()
    with sealed(well):
        read_only = intelog("doctor", "--json", cwd=well)

    assert findings(full) == {"room": "broken"}
    assert findings(read_only) == {"cannot-write": "broken"}
