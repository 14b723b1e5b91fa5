"""Whatever a reader does, the one who asked has an answer or a reason, and the next item is read."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from intelog.errors import ParseError
from intelog.model.item import Hint, Parsed
from intelog.parse import pool
from intelog.parse.barrier import HOLDS
from intelog.parse.kinds import READERS
from intelog.parse.pool import Children

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello.\n"
READERS_OF_XML = ("feeds", "sitemaps", "arxiv_api", "transcripts", "pages")
HERE = Path(__file__).parent


def hostile(count: int = 1, seconds: float = 25) -> Children:
    return Children(count, seconds=seconds, modules={"hostile": "hostile"}, folders=[HERE])


def hint(name: str = "a.srt") -> Hint:
    return Hint(name)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with hostile() as some:
        yield some


def outcome(children: Children, deed: str) -> str:
    """What came of it: the reason, or what it says it has done."""
    try:
        return children.parse("hostile", deed.encode(), hint(deed)).items[0].text
    except ParseError as error:
        return f"{error.source}: {error.why}"


def test_a_file_is_read() -> None:
    with Children() as some:
        parsed = some.parse("transcripts", SRT, hint())

    assert parsed.items[0].text == "[0:00:01] Hello."


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("recurse", "nested too deeply"),
        ("raise", "ZeroDivisionError"),
        ("interrupt", "KeyboardInterrupt"),
        ("leave", "SystemExit"),
        ("exit", "ended before it answered (exit 0)"),
        ("abort", "died (signal 6)"),
        ("fault", "died (signal 11)"),
        ("speak", "an answer that is none"),
        ("forge", "an answer that is none"),
        ("long", "more than 32 MiB of text"),
    ],
)
def test_what_goes_wrong_is_a_reason_and_the_next_item_is_read(children: Children, deed: str, why: str) -> None:
    said = outcome(children, deed)

    assert said.startswith(f"{deed}: ")
    assert why in said
    assert children.parse("transcripts", SRT, hint()).items[0].text == "[0:00:01] Hello."


@pytest.mark.parametrize("deed", ["sleep", "spin"])
def test_what_does_not_end_is_ended(deed: str) -> None:
    with hostile(seconds=1) as some:
        assert outcome(some, "nothing") == "nothing"
        before = time.monotonic()

        assert "no answer within 1 seconds" in outcome(some, deed)

        assert time.monotonic() - before < 5
        assert outcome(some, "nothing") == "nothing"


BARRED = {
    "allocate": ("memory", "more memory"),
    "allocate in pieces": ("memory", "more memory"),
    "read": ("files", "PermissionError"),
    "list": ("files", "PermissionError"),
    "memory": ("files", "PermissionError"),
    "write": ("files", "PermissionError"),
    "append": ("files", "PermissionError"),
    "connect": ("network", "Error"),
    "send": ("network", "Error"),
    "local socket": ("system calls", "PermissionError"),
    "run": ("system calls", "PermissionError"),
    "fork": ("system calls", "PermissionError"),
    "signal": ("system calls", "PermissionError"),
}


@pytest.mark.parametrize("deed", BARRED)
def test_the_barrier_bars_it_or_says_why_it_cannot(children: Children, deed: str) -> None:
    part, why = BARRED[deed]
    says = children.active()[part]
    if says != HOLDS:  # it is not done here: a machine without the barrier is not to be harmed
        assert says
        return

    assert why in outcome(children, deed)
    assert outcome(children, "nothing") == "nothing"
    assert not Path("/tmp/intelog-hostile").exists()  # noqa: S108


def test_a_reader_sees_nothing_of_ours(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    with hostile() as some:
        seen = outcome(some, "environment")

    assert "SECRET_TOKEN" not in seen
    assert set(eval(seen)) <= {"PATH", "LC_CTYPE"}  # noqa: S307 - Python sets the second where there is no locale
    assert outcome(children, "folder") == os.sep


def test_what_a_reader_prints_goes_nowhere(children: Children) -> None:
    assert outcome(children, "print") == "printed"


def test_a_reason_does_nothing_on_a_terminal(children: Children) -> None:
    assert outcome(children, "escape") == "\ufffd[2J\ufffdname: not read: \ufffd[2J\ufffdname"


def test_modules_can_be_imported_behind_the_barrier(children: Children) -> None:
    assert outcome(children, "late imports") == "decimal email.mime.text sqlite3 xml.etree.ElementTree"


def test_half_a_surrogate_pair_is_replaced_and_said(children: Children) -> None:
    parsed = children.parse("hostile", b"surrogate", hint())

    assert parsed.items[0].text == "half \ufffd pair"
    assert "surrogate" in parsed.unread[0].why
    assert not parsed.unread[0].is_lost


def test_bytes_choose_no_reader(children: Children) -> None:
    with pytest.raises(ParseError, match="no reader 'os'"):
        children.parse("os", b"", hint())
    with pytest.raises(ParseError, match="no reader 'archive'"):
        children.parse("archive", b"", hint())
    with Children() as some, pytest.raises(ParseError, match="no reader 'hostile'"):
        some.parse("hostile", b"nothing", hint())


def test_a_reader_that_is_not_there_is_a_reason() -> None:
    with Children(1, modules={"none": "no_such_module"}) as some:
        with pytest.raises(ParseError, match="needs the module no_such_module, which is not installed"):
            some.parse("none", b"", hint())
        assert some.parse("transcripts", SRT, hint()).items


def test_too_large_is_a_reason(monkeypatch: pytest.MonkeyPatch, children: Children) -> None:
    monkeypatch.setattr(pool, "INPUT_AT_MOST", 10)
    with pytest.raises(ParseError, match="more than"):
        children.parse("transcripts", SRT, hint())


def test_many_answers_come_in_order_with_their_reasons() -> None:
    deeds = ["nothing", "exit", "nothing", "raise", "speak", "nothing"] * 3
    with hostile(2) as some:
        answers = list(some.parse_many(("hostile", deed.encode(), hint(deed)) for deed in deeds))

    told = [one.items[0].text if isinstance(one, Parsed) else one.source for one in answers]
    assert told == deeds


def test_a_question_is_taken_only_when_it_can_be_asked_soon() -> None:
    taken = []

    def asked() -> Iterator[tuple[str, bytes, Hint]]:
        for number in range(10_000):
            taken.append(number)
            yield "transcripts", SRT, hint()

    with Children(2) as some:
        answers = some.parse_many(asked())
        next(answers)
        answers.close()  # type: ignore[attr-defined]

    assert len(taken) < 10


def test_a_child_gives_way_after_its_items_and_when_it_grew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ITEMS_AT_MOST", 3)
    with hostile() as some:
        few = [outcome(some, "process") for _ in range(6)]
    monkeypatch.setattr(pool, "MEMORY_AT_MOST", 1)
    with hostile() as some:
        grown = [outcome(some, "process") for _ in range(2)]

    assert len(set(few)) == 2
    assert len(set(grown)) == 2


def test_threads_share_the_children() -> None:
    with Children(2) as some:
        got: list[Parsed] = []
        threads = [
            threading.Thread(target=lambda: got.append(some.parse("transcripts", SRT, hint()))) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(got) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="ends it by signal")
def test_a_process_that_died_while_it_waited_is_no_reason() -> None:
    with hostile() as some:
        os.kill(int(outcome(some, "process")), signal.SIGKILL)
        time.sleep(0.2)

        assert outcome(some, "nothing") == "nothing"


@pytest.mark.skipif(sys.platform == "win32", reason="asks by signal whether a process runs")
def test_no_process_is_left() -> None:
    with hostile(2) as some:
        processes = [int(outcome(some, "process"))]
        list(some.parse_many([("hostile", b"process", hint())] * 4))

    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


GROWING = {
    "billion laughs": b'<!DOCTYPE rss [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><rss><channel><title>&a11;</title><item><title>&a11;</title></item></channel></rss>",
    "one long entity": b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 100_000 + b'">]><rss><channel><item><title>'
    + b"&a;" * 10_000 + b"</title></item></channel></rss>",
    "transcript": b'<!DOCTYPE t [<!ENTITY a "' + b"x" * 100_000 + b'">]><transcript><text start="1">'
    + b"&a;" * 10_000 + b"</text></transcript>",
    "a file": b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>',
}  # fmt: skip


@pytest.mark.parametrize("reader", [name for name in READERS_OF_XML if find_spec(READERS[name].module)])
def test_xml_that_grows_or_reads_is_bounded(reader: str, corpus: Path) -> None:
    """By the memory of the process and its answer; its time is measured in `bench`, where it has the machine for itself."""
    files = [
        *(corpus / "security" / "xml-bombs").glob("*.xml"),
        *(corpus / "security" / "payloads" / "xxe-injection").iterdir(),
    ]
    hostile_xml = GROWING | {file.name: file.read_bytes() for file in files}
    with Children(1) as some:
        with suppress(ParseError):
            some.parse(reader, b"<rss/>", hint())
        before = some.memory()
        for name, data in hostile_xml.items():
            told = ""
            try:
                told = some.parse(reader, data, hint(name)).to_json()
            except ParseError as error:
                told = error.why
            assert not told.startswith(("the reader died", "the reader was stopped")), name
            assert "root:" not in told, name
            assert len(told) < 2 * len(data) + 5000, name
            assert some.memory() - before < 64 << 20, name


def test_a_program_that_cannot_be_started_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Children() as some:
        with pytest.raises(ParseError, match="no process could be started"):
            some.parse("transcripts", SRT, hint())
        assert "process" in some.active()


def test_a_program_that_is_not_ours_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Children() as some, pytest.raises(ParseError, match="ended before it answered"):
        some.parse("transcripts", SRT, hint())
