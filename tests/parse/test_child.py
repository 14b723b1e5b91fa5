"""The process that reads: what it is asked and what it answers."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.model.item import Hint, Parsed
from intelog.parse.child import HEADER_AT_MOST, read_frame, write_frame
from intelog.parse.transcripts import read

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello.\n"


def frame(header: Mapping[str, object], body: bytes = b"") -> bytes:
    stream = io.BytesIO()
    write_frame(stream, header, body)
    return stream.getvalue()


def question(reader: str, data: bytes, name: str = "a.srt") -> bytes:
    return frame({"reader": reader, "name": name, "url": "", "content_type": ""}, data)


def answers(asked: bytes, *words: str) -> list[tuple[Mapping[str, object], bytes]]:
    """What the process answers, from its greeting to its end; it says nothing else."""
    ran = subprocess.run(
        [sys.executable, "-I", "-m", "intelog.parse.child", *words], input=asked, capture_output=True, check=True
    )
    assert ran.stderr == b""
    stream, told = io.BytesIO(ran.stdout), []
    while (one := read_frame(stream)) is not None:
        told.append(one)
    assert stream.read() == b""
    return told


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9) | st.integers() | st.none()), st.binary(max_size=99))
def test_a_frame_comes_back(header: dict[str, object], body: bytes) -> None:
    stream = io.BytesIO(frame(header, body) + b"rest")

    assert read_frame(stream) == ({**header, "size": len(body)}, body)
    assert stream.read() == b"rest"


@given(st.binary(max_size=60))
def test_other_bytes_are_no_frame(data: bytes) -> None:
    try:
        got = read_frame(io.BytesIO(data))
    except ValueError:
        return
    assert got is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x7f\xff\xff\xff{}",
        (HEADER_AT_MOST + 1).to_bytes(4, "big"),
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x02{}",
        b'\x00\x00\x00\x0c{"size": -1}',
        b'\x00\x00\x00\x0e{"size": true}',
        b'\x00\x00\x00\x0c{"size": 99}' + b"x" * 99,
    ],
)
def test_a_header_that_asks_too_much_is_refused_before_its_body_is_read(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a frame"):
        read_frame(io.BytesIO(data), body_at_most=98)


def test_it_greets_answers_and_ends_with_its_input() -> None:
    greeting, first, second = answers(question("transcripts", SRT) + question("transcripts", b"WEBVTT", "b.vtt"))

    assert isinstance(greeting[0]["ready"], dict)
    assert Parsed.from_json(first[1].decode()) == read(SRT, Hint("a.srt"))
    assert (second[0]["where"], second[0]["why"]) == ("b.vtt", "a transcript without words")


def test_a_reader_may_be_imported_before_the_barrier() -> None:
    _, answer = answers(question("transcripts", SRT), "--warm", "transcripts", "--warm", "no such reader")

    assert answer[0]["parsed"] is True


def test_what_it_does_not_know_is_a_reason() -> None:
    _, answer = answers(question("no such reader", b""))

    assert "KeyError" in str(answer[0]["why"])


def test_what_is_not_installed_is_named() -> None:
    _, answer = answers(question("x", b""), "--reader-module", "x=no_such_module.deeper")

    assert answer[0]["why"] == "its reader needs the module no_such_module, which is not installed"


def test_an_archive_is_answered_member_by_member() -> None:
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.md", "# A")
        archive.writestr("../b.md", "# B")

    _, *told = answers(question("archive", packed.getvalue(), "x.zip") + question("transcripts", SRT))

    assert (told[0][0]["member"], told[0][1]) == ("a.md", b"# A")
    assert told[1][0]["unread"] == ["../b.md", "its name leads out of the archive"]
    assert told[2][0]["end"] is True
    assert told[3][0]["parsed"] is True


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarm")
def test_it_ends_itself_where_nobody_does() -> None:
    here = str(Path(__file__).parent)
    words = ["--reader-module=hostile=hostile", f"--path={here}", "--seconds=1"]
    ran = subprocess.run(
        [sys.executable, "-I", "-m", "intelog.parse.child", *words], input=question("hostile", b"sleep"),
        capture_output=True, timeout=30, check=False,
    )  # fmt: skip

    assert ran.returncode == -signal.SIGALRM


def test_a_greeting_is_small() -> None:
    ((greeting, body),) = answers(b"")

    assert body == b""
    assert len(json.dumps(greeting)) < 5000
