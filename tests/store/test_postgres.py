"""What the library in PostgreSQL promises beyond `Library`: one writer, clear lines, and nothing lost with the server."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import PROGRAM, Intelog
from tests.libraries import everything
from tests.postgres import GUARDED, PASSWORD, Server

from intelog.app import library_at
from intelog.errors import BusyError, DamagedLibraryError, ForeignLibraryError, LibraryError, NewerLibraryError
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.moment import Moment
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.review import Review, Verdict
from intelog.ports import Gathered, Progress
from intelog.store.postgres import letters
from intelog.store.postgres.library import PostgresLibrary
from intelog.store.rows import TABLES
from intelog.store.sqlite import SqliteLibrary
from intelog.store.steps import migrations

DAY = date(2026, 1, 28)
PERIOD = Period.parse("2026-01-28")
KEY = RecordKey("rec-00000000000000000000")
PROGRESS = Progress(stage="import", partition="a.jsonl", version="1")


def paper(n: int) -> Document:
    return Document(key=f"arxiv:2601.{n:05}", kind=Kind.PAPER, title=f"Title {n}", text=f"Title {n}\n\nIt works.", met=DAY,
                    language=Language.ENGLISH)  # fmt: skip


def readings(first: int, past: int) -> list[Reading]:
    return [Reading(paper(n), Origin("arXiv", "a.jsonl", DAY)) for n in range(first, past)]


def filled(address: str, steps: list[str] | None = None) -> None:
    with closing(PostgresLibrary(address, migrations=steps)) as library:
        library.add(readings(0, 20), progress=PROGRESS)


def in_it(server: Server, address: str, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement past the library."""
    with closing(server.connected(address)) as db:
        done = db.execute(statement.encode())
        return done.fetchall() if done.description else []


@pytest.fixture
def address(server: Server) -> Iterator[str]:
    address = server.database()
    yield address
    server.forget(address)


# Letters

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("\0\1\2\3"))


@given(TEXTS, TEXTS)
def test_what_is_stored_has_no_nul_reads_back_and_sorts_as_it_was(a: str, b: str) -> None:
    assert "\0" not in letters.written(a)
    assert letters.read(letters.written(a)) == a
    assert (letters.written(a) < letters.written(b)) == (a < b)


# As SQLite does it

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 5))
PLACES = st.sampled_from(["a.md", "b.md", "c.md"])
READINGS = st.lists(
    st.builds(
        lambda n, text, met, place, version, more: Reading(
            replace(paper(n), text=text, met=met, source_version=version, **more), Origin("arXiv", place, met)
        ),
        st.integers(1, 3), st.sampled_from(["One", "Two", "\0"]), DAYS, PLACES, st.integers(0, 1),
        st.sampled_from([{}, {"authors": ("Ada",)}, {"kind": Kind.NOTE, "about": "a"}, {"about": "b\0"}, {"published": Moment("2026-01")}, {"published": Moment("2026-01-03")}]),
    ),
    max_size=5,
)  # fmt: skip
GATHERED = st.builds(
    lambda readings, place, version: Gathered(
        readings, Progress(stage="import", partition=place, version=version), place
    ),
    READINGS, PLACES, st.sampled_from("12"),
)  # fmt: skip
BATCHES = st.lists(READINGS | st.lists(GATHERED, min_size=1, max_size=4), max_size=6)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(BATCHES)
def test_whatever_is_added_both_engines_count_and_hold_the_same(
    server: Server, address: str, tmp_path: Path, batches: list[list[Reading] | list[Gathered]]
) -> None:
    (tmp_path / "library.sqlite").unlink(missing_ok=True)
    filled(address)
    in_it(server, address, f"TRUNCATE {', '.join(f'intelog.{table}' for table in TABLES)}, intelog.change")
    with closing(SqliteLibrary(tmp_path / "library.sqlite")) as one, closing(PostgresLibrary(address)) as other:
        for batch in batches:
            counts = [
                library.add_whole([g for g in batch if isinstance(g, Gathered)])
                if batch and isinstance(batch[0], Gathered)
                else library.add([r for r in batch if isinstance(r, Reading)])
                for library in (one, other)
            ]

            assert counts[0] == counts[1]
        assert everything(one) == everything(other)
        changes = [[(c.thing, c.name) for c in library.changes(0, limit=99)] for library in (one, other)]
        assert changes[0] == changes[1]


# What is there already


def test_a_newer_library_is_refused_by_its_version_and_nothing_is_changed(server: Server, address: str) -> None:
    known = len(migrations("intelog.store.postgres"))
    filled(address)
    in_it(server, address, "UPDATE intelog.library SET schema = 99")

    with pytest.raises(NewerLibraryError) as refused:
        PostgresLibrary(address)

    assert str(refused.value) == (
        f"{address}: the library was written by a newer intelog (schema 99, this one knows {known}); update intelog, "
        "nothing was changed"
    )
    assert in_it(server, address, "SELECT schema FROM intelog.library") == [(99,)]


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ("CREATE TABLE users (name text)", "public.users"),
        ("CREATE SCHEMA shop; CREATE VIEW shop.sold AS SELECT 1", "shop.sold"),
        ("CREATE SCHEMA intelog; CREATE TABLE intelog.things (n int)", "intelog.things"),
        ("CREATE SCHEMA intelog; CREATE TABLE intelog.library (books int)", "intelog.library"),
    ],
)
def test_a_database_of_another_program_is_refused_and_left_as_it_is(
    server: Server, address: str, there: str, named: str
) -> None:
    in_it(server, address, there)
    tables = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information)' ORDER BY 1"
    before = in_it(server, address, tables)

    with pytest.raises(ForeignLibraryError, match=rf"tables of another program \({named}\).*createdb"):
        PostgresLibrary(address)

    assert in_it(server, address, tables) == before


def test_a_schema_made_beforehand_is_taken(server: Server, address: str) -> None:
    in_it(server, address, "CREATE SCHEMA intelog")

    filled(address)

    assert in_it(server, address, "SELECT count(*) FROM intelog.document") == [(20,)]


def test_everything_lies_in_one_schema_and_the_order_of_its_texts_is_that_of_their_characters(
    server: Server, address: str
) -> None:
    filled(address)

    schemas = in_it(
        server, address, "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|information)'"
    )
    collations = in_it(
        server, address,
        "SELECT DISTINCT l.collname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l "
        "ON l.oid = a.attcollation WHERE c.relnamespace = 'intelog'::regnamespace AND c.relkind = 'r' AND a.attnum > 0",
    )  # fmt: skip

    assert schemas == [("intelog",)]
    assert collations == [("C",)]


def test_a_database_of_another_encoding_is_refused(server: Server) -> None:
    address = server.database("ENCODING 'LATIN1' TEMPLATE template0")

    with pytest.raises(LibraryError, match=r"texts are LATIN1.*createdb --encoding UTF8"):
        PostgresLibrary(address)


# Steps

MORE = "CREATE TABLE mark AS SELECT id, key || ' marked' AS words FROM document"


ABOUT = ["", "arxiv:2601.00009", 'with "quotes" \\ and \0', '"about": "x"']


def test_kind_and_subject_of_an_older_library_are_those_of_its_versions(server: Server, address: str) -> None:
    steps = migrations("intelog.store.postgres")
    documents = [
        replace(one.document, kind=Kind.NOTE, about=about, title='the "about": "title"')
        for one, about in zip(readings(0, 4), ABOUT, strict=True)
    ]
    added = [Reading(document, Origin("arXiv", "a.jsonl", DAY)) for document in documents]
    fresh = server.database()
    with closing(PostgresLibrary(fresh)) as library:
        library.add(added)
        today = everything(library)
    with closing(PostgresLibrary(address, migrations=steps[:1])) as library:
        library.close()
    with closing(server.connected(address)) as db:
        letters.adapt(db)
        db.execute("SET search_path = intelog")
        for key, *_ in (row[1:2] for row in today["document"]):
            document = next(d for d in documents if d.key == key)
            db.execute(
                "INSERT INTO document VALUES (%s, %s, 'note', %s, %s, %s)",
                (document.id, key, document.subject, "2026-01-28", "2026-01-28"),
            )
        for name, of, n, text, meta, ranked in today["version"]:
            old = [str(value).replace(', "kind": "note"}', "}") for value in (meta, ranked)]
            db.execute("INSERT INTO version VALUES (%s, %s, %s, %s, %s, %s)", (name, of, n, text, *old))
        for name, source, place, met, _ in today["origin"]:
            db.execute("INSERT INTO origin VALUES (%s, %s, %s, %s)", (name, source, place, met))

    with closing(PostgresLibrary(address)) as library:
        assert everything(library) == today
        for document in documents:
            assert library.document(document.id) == document
            assert list(library.about([document.subject], as_of=DAY)) == [document]
    server.forget(fresh)


def test_an_older_library_is_brought_up_to_date(server: Server, address: str) -> None:
    filled(address)
    steps = [*migrations("intelog.store.postgres"), MORE]

    PostgresLibrary(address, migrations=steps).close()

    assert in_it(server, address, "SELECT schema FROM intelog.library") == [(len(steps),)]
    assert in_it(server, address, "SELECT count(*) FROM intelog.mark") == [(20,)]


@pytest.mark.parametrize(
    "failing", ["CREATE TABEL half (a int)", "CREATE TABLE half (a int); SELECT 1/0", "DROP TABLE x"]
)
def test_a_failing_step_leaves_the_library_opening_as_before(server: Server, address: str, failing: str) -> None:
    filled(address)
    steps = migrations("intelog.store.postgres")

    with pytest.raises(LibraryError, match=rf"step {len(steps) + 2} of bringing .* failed .* left as it was before"):
        PostgresLibrary(address, migrations=[*steps, MORE, failing])

    assert in_it(server, address, "SELECT schema FROM intelog.library") == [(len(steps) + 1,)]
    assert in_it(server, address, "SELECT to_regclass('intelog.half')") == [(None,)]
    PostgresLibrary(address, migrations=[*steps, MORE]).close()


def test_a_failing_first_step_leaves_no_library(server: Server, address: str) -> None:
    with pytest.raises(LibraryError):
        PostgresLibrary(address, migrations=["CREATE TABLE half (a int)", "CREATE TABEL other (b int)"])

    assert in_it(server, address, "SELECT to_regnamespace('intelog')") == [(None,)]
    filled(address)


# One line


@pytest.mark.parametrize(
    ("database", "user", "password", "said"),
    [
        ("nowhere", "intelog", "", r'cannot be reached \(database "nowhere" does not exist\); see that'),
        ("postgres", "nobody", "", r'cannot be reached \(role "nobody" does not exist\); see that'),
        ("postgres", GUARDED, "", r"asks for a password; put it into the environment \(PGPASSWORD\) or into ~/.pgpass"),
        ("postgres", GUARDED, "falsch-8", r"refused \(password authentication failed.*\); look at the password"),
    ],
)
def test_who_is_not_let_in_is_told_why_in_one_line(
    server: Server, monkeypatch: pytest.MonkeyPatch, database: str, user: str, password: str, said: str
) -> None:
    monkeypatch.setenv("PGPASSWORD", password)
    address = server.address(database, user)

    with pytest.raises(LibraryError, match=f"^{re.escape(address)}: .*{said}") as told:
        PostgresLibrary(address)

    assert "\n" not in str(told.value)
    assert "falsch-8" not in str(told.value)


def test_the_password_comes_from_the_environment(server: Server, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)

    filled(server.address(address.rpartition("/")[2], GUARDED))

    assert in_it(server, address, "SELECT count(*) FROM intelog.document") == [(20,)]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u@127.0.0.1:1/x",
        "postgresql://u@%2Fnowhere/x",
        "postgresql://u@no-such-host.invalid/x",
        "postgresql://u@127.0.0.1:1,127.0.0.1:2/x",
    ],
)
def test_a_server_that_is_not_there_is_told_in_one_line(address: str) -> None:
    with pytest.raises(LibraryError, match=f"^{re.escape(address)}: the library cannot be reached .* see that") as told:
        PostgresLibrary(address)

    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:geheim@h/x", "postgres://u:geheim@h/x", "postgresql://u:ge#heim@h/x", "postgresql://u:ge/heim@h/x",
        "postgresql://u:ge?heim@h/x", "postgresql://u:ge@heim@h/x", "postgresql://u@h/x?password=geheim",
        "postgresql://u@h/x?sslmode=require&password=geheim", "mysql://u:geheim@h/x",
    ],
)  # fmt: skip
def test_an_address_with_a_password_is_refused_and_never_repeated(address: str) -> None:
    with pytest.raises(LibraryError) as told:
        PostgresLibrary(address)

    assert "heim" not in str(told.value)


def test_without_the_driver_one_line_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "intelog.store.postgres.library", None)

    with pytest.raises(LibraryError, match=re.escape("pip install 'intelog[postgres]'")):
        library_at("postgresql://u@h/x", doing="test", writes=True)


def test_a_user_without_rights_is_told_what_is_missing(server: Server, address: str) -> None:
    in_it(server, address, "CREATE ROLE reader LOGIN")

    with pytest.raises(LibraryError, match=r"the user may not do .*; let the user own the database"):
        PostgresLibrary(address.replace("intelog@", "reader@"))

    in_it(server, address, "DROP ROLE reader")


# Who writes


def test_a_second_writer_is_told_who_writes_and_readers_do_not_wait(address: str) -> None:
    filled(address)
    with (
        closing(PostgresLibrary(address, doing="import", writes=True)) as first,
        closing(PostgresLibrary(address)) as second,
    ):
        with pytest.raises(
            BusyError, match=r"`intelog import` \(intelog, since \d\d:\d\d:\d\d UTC\) is writing to this"
        ) as told:
            second.add(readings(0, 1))

        assert "\n" not in str(told.value)
        with pytest.raises(BusyError):
            PostgresLibrary(address, doing="compose", writes=True)
        first.add(readings(20, 21))
        assert second.size()["documents"] == 21

    filled(address)


def test_two_who_make_one_library_make_it_once(server: Server, address: str) -> None:
    told: list[object] = []

    def start() -> None:
        try:
            PostgresLibrary(address).close()
            told.append("made")
        except BusyError:
            told.append("busy")

    both = [threading.Thread(target=start) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert "made" in told
    assert set(told) <= {"made", "busy"}
    assert in_it(server, address, "SELECT count(*) FROM intelog.incarnation") == [(1,)]


# What changed past us


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE intelog.review SET text = 'HumaN words.'",
        "UPDATE intelog.review SET verdict = 'rejected'",
        "UPDATE intelog.base SET text = '# An Edition' || chr(10)",
        "UPDATE intelog.base SET records = '{}'",
    ],
)
def test_a_persons_words_that_changed_in_the_database_are_damage_and_never_read(
    server: Server, address: str, change: str
) -> None:
    said = Review(
        record=KEY, field="s1", verdict=Verdict.CORRECTED, language=Language.ENGLISH, text="Human words.",
        at=datetime(2026, 1, 28, tzinfo=UTC),
    )  # fmt: skip
    with closing(PostgresLibrary(address)) as library:
        library.keep(reviews=[said], bases=[Base(PERIOD, Language.ENGLISH, "# An edition\n", {"a": KEY})])
    in_it(server, address, change)

    with (
        closing(PostgresLibrary(address)) as library,
        pytest.raises(DamagedLibraryError, match=r"changed since it was written.*restore a dump"),
    ):
        (library.base(PERIOD, Language.ENGLISH), library.reviews([KEY], Language.ENGLISH))


def test_a_table_that_was_taken_away_is_damage(server: Server, address: str) -> None:
    filled(address)
    in_it(server, address, "DROP TABLE intelog.progress")

    with closing(PostgresLibrary(address)) as library, pytest.raises(DamagedLibraryError, match="progress"):
        library.progress("import", "a.jsonl")


# The server goes away


def waited_for(ready: Callable[[], bool], seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_server_that_goes_away_is_told_and_what_was_done_before_is_there(address: str, server: Server) -> None:
    with closing(PostgresLibrary(address, doing="test", writes=True)) as library:
        library.add(readings(0, 20))
        in_it(
            server, server.address("postgres"),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'intelog test'",
        )  # fmt: skip

        with pytest.raises(LibraryError, match=r"the server went away .*; see that it runs, then run again"):
            library.add(readings(20, 40))
        with pytest.raises(LibraryError, match="the server went away"):
            library.size()

    with closing(PostgresLibrary(address, doing="test", writes=True)) as library:
        assert library.size()["documents"] == 20


LINES = 8_000


@pytest.fixture
def importing(tmp_path: Path) -> Path:
    """A workspace with a file of many batches to import."""
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "2026-01-28.jsonl").write_text(
        "".join(
            f'{{"id": "2601.{n:05}", "title": "Title {n}", "summary": "It works {n} times."}}\n' for n in range(LINES)
        )
    )
    return root


def server_killed(server: Server) -> None:
    server.kill()
    server.start()


def connection_cut(server: Server) -> None:
    in_it(
        server, server.address("postgres"),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'intelog import'",
    )  # fmt: skip


@pytest.mark.parametrize("happens", [server_killed, connection_cut])
def test_an_import_that_loses_its_server_in_the_middle_is_resumed_and_nothing_is_lost_or_doubled(
    importing: Path, intelog: Intelog, happens: Callable[[Server], None]
) -> None:
    with Server() as server:
        undisturbed, address = server.database(), server.database()
        use(importing, undisturbed)
        whole = intelog("import", "2026-01-28.jsonl", cwd=importing)
        use(importing, address)
        with subprocess.Popen(
            [PROGRAM, "import", "2026-01-28.jsonl"], cwd=importing, stderr=subprocess.PIPE, text=True
        ) as run:
            waited_for(lambda: held(server, address) > 1_000)
            happens(server)
            _, said = run.communicate(timeout=300)
        left = held(server, address)

        again = intelog("import", "2026-01-28.jsonl", cwd=importing)

        assert run.returncode == 2
        assert re.fullmatch(
            rf"Error: {re.escape(address)}: the server went away \(.*\); .* what was done before is kept.*\n", said
        )
        assert 1_000 < left < LINES
        assert left % 500 == 0
        assert again.code == whole.code == 0
        assert f"{LINES - left} new" in again.stdout
        with closing(PostgresLibrary(undisturbed)) as one, closing(PostgresLibrary(address)) as other:
            assert everything(one) == everything(other)


def use(workspace: Path, address: str) -> None:
    (workspace / "intelog.toml").write_text(f'library = "{address}"\n')


def held(server: Server, address: str) -> int:
    try:
        [(count,)] = in_it(server, address, "SELECT count(*) FROM intelog.document")
    except psycopg.errors.UndefinedTable:
        return 0
    return int(count)
