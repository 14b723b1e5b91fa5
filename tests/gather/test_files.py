"""Files and folders: which reader reads what, within limits, and why the rest is not read."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from intelog.errors import ParseError, SourceError
from intelog.gather import files
from intelog.gather.files import ARXIV_LINES, LEARNING_LOG, File, Found
from intelog.gather.outcome import Remark, Skipped
from intelog.model.document import Reading

TODAY = date(2026, 2, 1)
LOG = "# 20260131 Title\n+ words\n"


def line(n: int = 1, **fields: object) -> str:
    return json.dumps({"id": f"2601.{n:05}", "title": "A title", "summary": "We show it."} | fields)


def file(folder: Path, name: str, data: bytes | str) -> File:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    [found] = files.listed(path)
    assert isinstance(found, File)
    return found


def read(one: File) -> list[Found]:
    return list(files.read(one, where=one.path.name, today=TODAY, advance=lambda size: None))


def test_a_folder_lists_what_has_a_reader_by_name_and_says_why_the_rest_has_none(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b/two.JSONL", "a.md", "c.markdown", "d.ndjson", "e.pdf", "f", ".g.md", ".hidden/h.md"):
        (tmp_path / name).write_text(LOG, encoding="utf-8")
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "loop").symlink_to(tmp_path)

    found = list(files.listed(tmp_path))

    assert [(one.path.name, one.format) for one in found if isinstance(one, File)] == [
        ("a.md", LEARNING_LOG), ("two.JSONL", ARXIV_LINES), ("c.markdown", LEARNING_LOG), ("d.ndjson", ARXIV_LINES),
    ]  # fmt: skip
    assert [(Path(one.what).name, one.why) for one in found if isinstance(one, Skipped)] == [
        ("e.pdf", "no reader for .pdf; known are .md, .markdown, .jsonl, .ndjson"),
        ("f", "no reader for a file without an ending; known are .md, .markdown, .jsonl, .ndjson"),
        ("link.md", "a symbolic link; links are not followed"),
        ("loop", "a symbolic link; links are not followed"),
    ]


def test_a_path_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file or folder"):
        list(files.listed(tmp_path / "gone"))


def test_a_pipe_is_neither_file_nor_folder_and_blocks_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    [found] = files.listed(tmp_path)

    assert found == Skipped(str(tmp_path / "pipe.md"), "neither a file nor a folder")


def test_a_name_that_is_no_text_is_passed_over(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff.md"
    try:
        Path(os.fsdecode(raw)).write_text(LOG, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")

    [found] = files.listed(tmp_path)

    assert isinstance(found, Skipped)
    assert "not UTF-8" in found.why


def test_a_file_of_nothing_but_white_space_is_empty(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="the file is empty"):
        read(file(tmp_path, "a.jsonl", "\ufeff \n\r\n"))


def test_a_folder_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", denied)

    with pytest.raises(SourceError, match=r"the folder cannot be read \(Permission denied\)"):
        list(files.listed(tmp_path))


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    one, other = file(tmp_path, "a.md", LOG), file(tmp_path, "b.md", LOG)
    again = one._replace(path=tmp_path / "x" / ".." / "a.md")
    skipped = Skipped("c", "why")
    (tmp_path / "x").mkdir()

    assert list(files.unique_files([one, other, again, skipped, skipped])) == [one, other, skipped, skipped]


def test_the_digest_is_of_the_bytes_and_the_readers_version(tmp_path: Path) -> None:
    one, same, other = file(tmp_path, "a.md", LOG), file(tmp_path, "b.md", LOG), file(tmp_path, "c.md", LOG + "\n")

    assert files.digest(one) == files.digest(same) != files.digest(other)
    assert files.digest(one).startswith(f"{LEARNING_LOG.version} ")
    assert files.digest(one) != files.digest(one._replace(format=ARXIV_LINES))


def test_a_file_that_went_away_meanwhile_is_said_to_be_unreadable(tmp_path: Path) -> None:
    log, lines = file(tmp_path, "a.md", LOG), file(tmp_path, "b.jsonl", line())
    log.path.unlink()
    lines.path.unlink()

    with pytest.raises(SourceError, match="cannot be read"):
        files.digest(log)
    for one in (log, lines):
        with pytest.raises(ParseError, match="cannot be read"):
            read(one)


def test_a_learning_log_gives_its_notes(tmp_path: Path) -> None:
    [note] = read(file(tmp_path, "log.md", LOG))

    assert isinstance(note, Reading)
    assert note.document.key == "note:log.md#2026-01-31 Title"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-01-28.jsonl", date(2026, 1, 28)),
        ("arxiv_2026-01-28_cs.jsonl", date(2026, 1, 28)),
        ("2026-13-28-and-2026-01-27.jsonl", date(2026, 1, 27)),
        ("12026-01-28.jsonl", TODAY),
        ("papers.jsonl", TODAY),
    ],
)
def test_papers_are_met_on_the_day_of_their_listing_or_else_today(tmp_path: Path, name: str, day: date) -> None:
    [paper] = read(file(tmp_path, name, line()))

    assert isinstance(paper, Reading)
    assert paper.origin.met == paper.document.met == day


def test_bad_lines_are_skipped_with_their_number_and_the_others_read(tmp_path: Path) -> None:
    found = read(file(tmp_path, "p.jsonl", f"\ufeff{line(1)}\r\nnot json\n\n{line(2)}\n{line(3)}"))

    assert [type(one) for one in found] == [Reading, Skipped, Reading, Reading]
    assert isinstance(found[1], Skipped)
    assert found[1].what == "p.jsonl:2"


def test_a_line_beyond_the_limit_is_passed_over_and_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LINE_LIMIT", 2**20)
    long, fits = line(1, summary="x" * 3 * 2**20), line(2, summary="y" * (2**20 - 200))
    told: list[int] = []

    one = file(tmp_path, "p.jsonl", f"{line(3)}\n{long}\n{fits}\n{long}")
    found = list(files.read(one, where="p.jsonl", today=TODAY, advance=told.append))

    assert [type(item) for item in found] == [Reading, Skipped, Reading, Skipped]
    assert found[1] == Skipped("p.jsonl:2", "the line has 3 MiB; the limit is 1")
    assert sum(told) == one.size


def test_a_line_that_just_fits_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LINE_LIMIT", len(line()))

    assert len(read(file(tmp_path, "p.jsonl", line()))) == 1


def test_a_file_whose_lines_are_all_no_papers_is_no_file_of_papers(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match=r"none of its first \d+ lines is a paper"):
        read(file(tmp_path, "p.jsonl", '{"id": 1}\n' * 1000))
    assert len(read(file(tmp_path, "q.jsonl", '{"id": 1}\n' * 3))) == 3
    assert len(read(file(tmp_path, "r.jsonl", '{"id": 1}\n' * 3 + line()))) == 4


@pytest.mark.parametrize("name", ["a.md", "a.jsonl"])
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7\n...", "the file is a PDF"),
        (b"PK\x03\x04....", "the file is a zip archive"),
        (b"\x89PNG\r\n", "the file is a PNG image"),
        (b"\xff\xd8\xff\xe0", "the file is a JPEG image"),
        (b"SQLite format 3\0", "the file is an SQLite file"),
        (b"\x1f\x8b\x08", "the file is gzip data"),
        (b"<!DOCTYPE html><html>", "the file is an HTML page"),
        (b"<?xml version='1.0'?><rss>", "the file is XML"),
        (b"just words", "no entry was found"),
    ],
)
def test_a_file_that_is_something_else_is_told_what_it_is(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(file(tmp_path, name, data))


def test_json_under_a_logs_name_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="the file looks like JSON; a learning log has headings such as"):
        read(file(tmp_path, "a.md", line()))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("# 20260131 标题\n".encode("gb18030"), r"a\.md:1: not UTF-8 .*GB 18030"),
        ("# 20260131 Title\n+ words\n".encode("utf-16"), "UTF-16"),
        ("# 20260131 Title\n+ é\n".encode("latin-1"), r"a\.md:2: not UTF-8"),
        (b"# 20260131 Title\n+ nul \0 byte\n", r"a\.md:2: "),
    ],
)
def test_another_encoding_is_told_with_its_line_and_what_to_do(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(file(tmp_path, "a.md", data))


def test_a_log_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "NOTES_LIMIT", 10)

    with pytest.raises(ParseError, match="a learning log may have"):
        read(file(tmp_path, "a.md", LOG))


def test_reading_changes_no_file(tmp_path: Path) -> None:
    one = file(tmp_path, "a.md", LOG)
    before = one.path.stat()

    assert not any(isinstance(found, Remark) for found in read(one))
    assert one.path.read_text(encoding="utf-8") == LOG
    assert (one.path.stat().st_mtime_ns, stat.S_IMODE(one.path.stat().st_mode)) == (
        before.st_mtime_ns,
        stat.S_IMODE(before.st_mode),
    )
