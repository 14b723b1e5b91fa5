"""Bad input of every kind, through the real program: one clear line, exit code 2, and nothing lost.

`faults.md` F04 (a full disk), F06 (read-only folders, links), F07 (broken and foreign libraries), F08 and F09 (two at
once), F10 (a newer library), F16 (broken editions); and every way to get a setting, a period or a file wrong.
"""

from __future__ import annotations

import codecs
import fcntl
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path

import apsw
import pytest
from tests.conftest import DAY, EDITION, LIBRARY, WORDS, Held, Intelog, Ran, held, persons_files, rows

CHECK, COMPOSE, IMPORT = ("check", DAY), ("compose", DAY), ("import", "notes", "papers")


@contextmanager
def unharmed(workspace: Path) -> Iterator[None]:
    """Whatever happens within, a person's files and the library come out as they went in."""
    before = held(workspace)
    yield
    assert held(workspace) == before


def papers(corpus: Path, day: str, *, at_most: int | None = None) -> list[bytes]:
    """Real papers, one a line."""
    with (corpus / "arxiv-daily" / f"{day}.jsonl").open("rb") as lines:
        return list(islice(lines, at_most))


def paper(number: int, title: str = "A title", summary: str = "We show that it works.") -> bytes:
    return json.dumps({"id": f"2601.{number:05}", "title": title, "summary": summary}).encode() + b"\n"


# Settings


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('lang = "zh"', ["1: lang: there is no such setting; did you mean language?"]),
        ("[mail]\nto = 3", ["1: mail: there is no such setting; there are "]),
        ("language = 3", ["1: language: must be one of 'zh', 'en', not 3"]),
        ('\nlanguages = "zh"', ["2: languages: must be a list"]),
        ('languages = ["zh", "fr"]', ["1: languages: must be one of 'zh', 'en', not 'fr'"]),
        ('timezone = "Mars/Base"', ["1: timezone: 'Mars/Base' is no time zone; names look like"]),
        ('timezone = "../../etc/passwd"', ["1: timezone: '../../etc/passwd' is no time zone"]),
        ("timezone = 8", ["1: timezone: must be a name such as"]),
        ("daily = 3", ["1: daily: must be a table `[daily]`, not 3"]),
        ("[daily]\nitems = true", ["2: daily.items: must be a whole number, not True"]),
        ("[daily]\nminutes = nan", ["2: daily.minutes: must be from 0.5 to 60, not nan"]),
        ("[daily]\nnoted = 101", ["2: daily.noted: must be from 0 to 100, not 101"]),
        ("[interests]\nagent = inf", ["2: interests.agent: must be from -10 to 10, not inf"]),
        ("[interests.agent]\nweight = 1", ["1: interests.agent: must be a number"]),
        (
            'openai_api_key = "sk-1"',
            ["1: openai_api_key: secrets do not belong in a file; put it into the environment"],
        ),
        ('[daily]\ntoken = "t"', ["2: daily.token: secrets do not belong in a file"]),
        ('"two\\nlines" = 1', [r"1: two\nlines: there is no such setting"]),
        (
            'language = "fr"\n\n[daily]\nitems = "ten"\nminuts = 3\n\n[interests]\n"强化学习" = "much"\npassword = 1',
            [
                "1: language: must be one of 'zh', 'en', not 'fr'",
                "4: daily.items: must be a whole number, not 'ten'",
                "5: daily.minuts: there is no such setting; did you mean daily.minutes?",
                "8: interests.强化学习: must be a number, not 'much'",
            ],
        ),
        ('language = "en', ["1: not TOML: "]),
        ('language = "en"\n\n[daily\n', ["3: not TOML: "]),
        ("language = ", ["1: not TOML: "]),
        ('language = "en"\nlanguage = "zh"', ["2: not TOML: "]),
        ("daily.items = 2026-99-99", ["1: not TOML: "]),
        ("a = " + "9" * 5_000, ["1: not TOML: "]),
        ("a = " + "[" * 5_000 + "]" * 5_000, ["1: not TOML: "]),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_every_wrong_setting_is_told_at_once_with_its_line(
    toml: str, said: list[str], lived_in: Path, intelog: Intelog
) -> None:
    settings = lived_in / "intelog.toml"
    settings.write_text(toml, "utf-8")

    with unharmed(lived_in):
        runs = [intelog(*words, cwd=lived_in) for words in (CHECK, IMPORT)]

    for ran in runs:
        assert len(ran.complaints) == len(said)
        for complaint, expected in zip(ran.complaints, said, strict=True):
            assert complaint.startswith(f"{settings}:{expected}")


def test_a_secret_in_the_settings_is_not_repeated(lived_in: Path, intelog: Intelog) -> None:
    (lived_in / "intelog.toml").write_text('openai_api_key = "sk-live-0123456789"', "utf-8")

    ran = intelog("check", cwd=lived_in)

    assert "sk-live" not in ran.refusal + ran.stdout


@pytest.mark.parametrize(
    ("encoded", "said"),
    [
        ("语言 = 1".encode("gb18030"), "not UTF-8 at byte 0; save it as UTF-8"),
        ('language = "en"'.encode("utf-16"), "not UTF-8 at byte 0; save it as UTF-8"),
        (b"a = 1\n\xff", "not UTF-8 at byte 6; save it as UTF-8"),
    ],
    ids=["GB 18030", "UTF-16", "one byte"],
)
def test_settings_that_are_not_utf8_are_refused(encoded: bytes, said: str, lived_in: Path, intelog: Intelog) -> None:
    settings = lived_in / "intelog.toml"
    settings.write_bytes(encoded)

    with unharmed(lived_in):
        ran = intelog("check", cwd=lived_in)

    assert ran.refusal == f"{settings}: {said}"


def test_settings_may_begin_with_a_byte_order_mark(lived_in: Path, intelog: Intelog) -> None:
    settings = lived_in / "intelog.toml"
    settings.write_bytes(codecs.BOM_UTF8 + settings.read_bytes())

    ran = intelog(*CHECK, cwd=lived_in)

    assert ran.code == 0


# Periods, and other words on the command line


@pytest.mark.parametrize("command", ["compose", "check"])
@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-02-30", "is not in the calendar"),
        ("2026-13-01", "is not in the calendar"),
        ("2026-01-00", "is not in the calendar"),
        ("2025-02-29", "is not in the calendar"),
        ("2026-13", "is not in the calendar"),
        ("2026-00", "is not in the calendar"),
        ("2026-W54", "is not in the calendar"),
        ("2026-W00", "is not in the calendar"),
        ("2025-W53", "is not in the calendar"),
        ("0000-01-01", "is not in the calendar"),
        ("9999-12-31", "is not in the calendar"),
        ("2026-1-28", "is not a period; write a day 2026-01-31"),
        ("20260128", "is not a period"),
        ("2026/01/28", "is not a period"),
        ("28.01.2026", "is not a period"),
        ("2026-01-28T00:00", "is not a period"),
        ("2026-W5", "is not a period"),
        ("2026W05", "is not a period"),
        ("2026-w05", "is not a period"),
        (" 2026-01-28", "is not a period"),
        ("2026-01-28\n", "is not a period"),
        ("-2026", "see `intelog "),
        ("26", "is not a period"),
        ("today", "is not a period"),
        ("2026年1月", "is not a period"),
        ("", "is not a period"),
        ("../2026-01-28", "is not a period"),
        ("9" * 200, "is not a period"),
    ],
)
def test_a_bad_period_is_refused(command: str, period: str, said: str, tmp_path: Path, intelog: Intelog) -> None:
    (tmp_path / "intelog.toml").touch()

    ran = intelog(command, period, cwd=tmp_path)

    assert said in ran.refusal
    assert persons_files(tmp_path) == {"intelog.toml": b""}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nope"], "No such command 'nope'; see `intelog --help`"),
        (["--nope"], "No such option '--nope'; see `intelog --help`"),
        (["compose"], "Missing argument 'PERIOD'; see `intelog compose --help`"),
        (["compose", DAY, "2026-01-29"], "Got unexpected extra argument (2026-01-29); see `intelog compose --help`"),
        (["compose", DAY, "--jsno"], "see `intelog compose --help`"),
        (["import"], "Missing argument 'PATH...'; see `intelog import --help`"),
        (["init", "--language", "fr"], "'fr' is not one of 'zh', 'en'; see `intelog init --help`"),
        (["init", "--timezone", "Mars/Base"], "'Mars/Base' is no time zone"),
        (["init", "notes/log.md"], "is a file; see `intelog init --help`"),
        (["demo", "notes"], "is not empty and no demo; name another folder"),
        (["-C", "papers", "check"], "papers: no intelog.toml here; make a workspace with `intelog init papers`"),
        (["-C", "nowhere", "check"], "nowhere: no intelog.toml here"),
        (["-C", "n" * 300, "check"], "File name too long"),
        (["init", "n" * 300], "File name too long"),
        (["demo", "n" * 300], "File name too long"),
        (["import", "n" * 300], "File name too long"),
        (["check", "n" * 300 + ".md"], "File name too long"),
        (["import", "nowhere.md"], "nowhere.md: there is no such file or folder"),
        (["import", "notes/log.md/x.md"], "notes/log.md/x.md: there is no such file or folder"),
        (["import", "papers", "nowhere"], "nowhere: there is no such file or folder"),
        (["check", "nowhere.md"], "nowhere.md:1: there is no such file"),
        (
            ["check", "2026-01-27"],
            "2026-01-27.md:1: there is no edition of 2026-01-27 yet; `intelog compose 2026-01-27`",
        ),
        (["check", "notes/log.md"], "notes/log.md:1: not an edition of this workspace; editions lie in "),
        (["check", "intelog.toml"], "intelog.toml:1: not an edition of this workspace"),
        (["check", "editions"], "editions:1: not an edition of this workspace"),
        (["import", "two\nlines\x1b[31m.md"], r"two\nlines\x1b[31m.md: there is no such file or folder"),
        (["two\nlines"], "No such command"),
        (["check", "/etc/passwd"], "/etc/passwd:1: not an edition of this workspace"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_bad_use_is_refused(words: list[str], said: str, lived_in: Path, intelog: Intelog) -> None:
    with unharmed(lived_in):
        ran = intelog(*words, cwd=lived_in)

    assert said in ran.refusal


@pytest.mark.parametrize("name", ["ideas.md", "2026-02-30.md", f"{DAY}.fr.md", f"{DAY}.zh.en.md", f"{DAY}.txt"])
def test_a_file_among_the_editions_that_is_none_is_refused(name: str, lived_in: Path, intelog: Intelog) -> None:
    file = lived_in / "editions" / "daily" / name
    file.write_text("# Not an edition\n", "utf-8")

    with unharmed(lived_in):
        ran = intelog("check", file, cwd=lived_in)

    assert f"{file}:1: not an edition of this workspace" in ran.refusal


@pytest.mark.parametrize("words", [CHECK, COMPOSE, IMPORT], ids=lambda words: words[0])
def test_without_a_workspace_every_command_says_how_to_make_one(
    words: Sequence[str], tmp_path: Path, intelog: Intelog
) -> None:
    ran = intelog(*words, cwd=tmp_path)

    assert ran.refusal == f"{tmp_path}: no intelog.toml here or above; make a workspace with `intelog init`"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (LIBRARY, "Is a directory"),
        (Path(".intelog", "lease"), "lease: cannot be written (Is a directory)"),
        (EDITION, f"{DAY}.md:1: cannot be read (Is a directory)"),
        (Path("intelog.toml"), "no intelog.toml here or above"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_a_folder_where_a_file_belongs_is_refused(place: Path, said: str, lived_in: Path, intelog: Intelog) -> None:
    (lived_in / place).unlink(missing_ok=True)
    (lived_in / place).mkdir()
    before = persons_files(lived_in)

    ran = intelog(*COMPOSE, cwd=lived_in)

    assert said in ran.refusal
    assert persons_files(lived_in) == before


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Path(".intelog"), ".intelog: cannot be made (File exists)"),
        (Path("editions"), f"{DAY}.md:1: cannot be read (Not a directory)"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_a_file_where_a_folder_belongs_is_refused(place: Path, said: str, lived_in: Path, intelog: Intelog) -> None:
    shutil.rmtree(lived_in / place)
    (lived_in / place).write_text("mine", "utf-8")
    before = persons_files(lived_in)

    ran = intelog(*COMPOSE, cwd=lived_in)

    assert said in ran.refusal
    assert persons_files(lived_in) == before


# Files to import


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.md", b"", "empty.md: the file is empty"),
        ("empty.jsonl", b"", "empty.jsonl: the file is empty"),
        ("blank.jsonl", b"\n \n", "blank.jsonl: the file is empty"),
        ("json.md", b'{"id": "2601.00001"}', "json.md: the file looks like JSON; a learning log has headings such as"),
        ("archive.md", b"PK\x03\x04\x14\0\0\0", "archive.md: the archive is damaged"),
        ("page.jsonl", b"<!DOCTYPE html>\n<html>", "page.jsonl: the file is an HTML page; JSON lines hold one"),
        ("feed.jsonl", b"<?xml version='1.0'?><rss/>", "feed.jsonl: the file is XML; JSON lines hold one"),
        ("image.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image.jsonl: the file is a PNG image; JSON lines hold one"),
        ("packed.jsonl", b"\x1f\x8b\x08\0", "packed.jsonl: the file is gzip data; JSON lines hold one"),
        ("log.jsonl", b"# 20260128 A title\n+ A line\n", "log.jsonl: no entry was found; JSON lines hold one"),
        ("array.jsonl", b"[1, 2]", "array.jsonl: the file looks like JSON; JSON lines hold one"),
        ("papers.jsonl", b"[" + paper(1).strip() + b"]", "papers.jsonl:1: not a JSON object"),
        ("other.jsonl", b'{"name": "x"}\n', "other.jsonl:1: id is missing"),
        ("nul.md", b"# 20260128 A title\n+ A \0 line\n", "nul.md:2: holds a NUL byte; it is a binary file, or UTF-16"),
        ("report.docx", b"PK\x03\x04", "report.docx: the archive is damaged"),
        ("noending", b"\0\1\2", "noending: no reader for a file without an ending such as this"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 16 else "",
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    name: str, data: bytes, said: str, lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    (tmp_path / name).write_bytes(data)

    with unharmed(lived_in):
        ran = intelog("import", tmp_path / name, cwd=lived_in)

    assert ran.refusal.startswith(f"{tmp_path / said}")
    assert (tmp_path / name).read_bytes() == data


def test_a_real_pdf_with_the_name_of_a_note_is_read_as_what_it_is(
    corpus: Path, lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    shutil.copyfile(next(corpus.glob("pdf-jose/*.pdf")), tmp_path / "paper.md")

    said = json.loads(intelog("import", tmp_path / "paper.md", "--json", cwd=lived_in).stdout)

    assert (said["kinds"], said["read"]) == ({"pdf": 1}, 1)


def _with_a_broken_byte(text: str) -> bytes:
    lines = text.encode().split(b"\n")
    lines[99] = lines[99][:1] + b"\xff" + lines[99][1:]
    return b"\n".join(lines)


@pytest.mark.parametrize(
    ("encode", "said"),
    [
        (lambda text: text.encode("gb18030"), "it may be GB 18030: save it as UTF-8"),
        (lambda text: text.encode("utf-16"), "it looks like UTF-16: save it as UTF-8"),
        (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "it looks like UTF-16: save it as UTF-8"),
        (lambda text: text.encode("utf-16-le"), "it is a binary file, or UTF-16: save it as UTF-8"),
        (_with_a_broken_byte, "save it as UTF-8"),
    ],
    ids=["GB 18030", "UTF-16 LE", "UTF-16 BE", "UTF-16 without a mark", "one byte"],
)
def test_a_learning_log_that_is_not_utf8_is_refused_with_its_line(
    encode: Callable[[str], bytes], said: str, corpus: Path, lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    log = tmp_path / "log.md"
    log.write_bytes(encode((corpus / "seeds" / "daily-learning-log-2026-01.md").read_text("utf-8")))
    line = next(n for n, line in enumerate(log.read_bytes().split(b"\n"), 1) if b"\0" in line or not _is_utf8(line))

    with unharmed(lived_in):
        ran = intelog("import", log, cwd=lived_in)

    assert ran.refusal.startswith(f"{log}:{line}: ")
    assert ran.refusal.endswith(said)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


NESTED = b'{"id": "2601.09999", "title": "t", "summary": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b'{"id": "2601.09999", "title": "\xff", "summary": "s"}\n', r"not UTF-8 at byte 32 of the line"),
        (
            '{"id": "2601.09999", "title": "中文", "summary": "s"}\n'.encode("gb18030"),
            r"not UTF-8 at byte \d+ of the line",
        ),
        (b'{"id": "2601.09999", "title": "t", "sum\n', r"not JSON: .* at column \d+"),
        (NESTED, r"JSON nested too deeply"),
        (b'{"id": ' + b"9" * 5_000 + b"}\n", r".*4300.*"),
        (b'["2601.09999"]\n', r"not a JSON object"),
        (b'{"id": "no id", "title": "t", "summary": "s"}\n', r"'no id' is no arXiv id"),
        (b'{"id": "2601.09999", "title": "", "summary": "s"}\n', r"title is missing"),
        (b'{"id": "2601.09999", "title": "t", "summary": 3}\n', r"summary is not a text"),
        (b'{"id": "2601.09999", "title": "' + b"a" * 5 * 2**20 + b'"}\n', r"the line has 5 MiB; the limit is 4"),
        (b"\0\0\0\0\n", r"not JSON: .*"),
    ],
    ids=[
        *("one byte", "GB 18030", "cut", "nested", "long number", "list", "bad id", "no title", "no text", "5 MiB"),
        "NUL",
    ],
)
def test_one_bad_line_is_skipped_and_counted_and_the_others_are_read(
    bad: bytes, why: str, corpus: Path, lived_in: Path, intelog: Intelog
) -> None:
    good = papers(corpus, "2026-01-29", at_most=9)
    listing = lived_in / "papers" / "2026-01-29.jsonl"
    listing.write_bytes(b"".join([*good[:4], bad, *good[4:]]))

    first, again = (intelog("import", listing, "--json", cwd=lived_in) for _ in range(2))

    assert (first.code, again.code) == (1, 1)
    assert (first.json["read"], first.json["new"]) == (9, 9)
    (skipped,) = first.json["skipped"]
    assert skipped["what"] == "papers/2026-01-29.jsonl:5"
    assert re.fullmatch(why, skipped["why"])
    assert again.json == {**first.json, "new": 0, "unchanged": 9}


def test_one_bad_file_does_not_keep_the_others_from_being_read(lived_in: Path, intelog: Intelog) -> None:
    (lived_in / "notes" / "plain.md").touch()
    (lived_in / "notes" / "b.jsonl").write_bytes(paper(1) + b"{\n")

    ran = intelog("import", "notes", "papers", "--json", cwd=lived_in)

    assert ran.code == 1
    assert ran.json["new"] == 1
    assert [one["what"] for one in ran.json["skipped"]] == ["notes/b.jsonl:2", "notes/plain.md"]


def test_the_line_is_about_the_path_that_gave_nothing(lived_in: Path, intelog: Intelog) -> None:
    (lived_in / "some.jsonl").write_bytes(paper(1) + b"{\n")
    (lived_in / "none.jsonl").write_bytes(b"<html>")

    ran = intelog("import", "some.jsonl", lived_in / "none.jsonl", cwd=lived_in)

    assert ran.refusal == "none.jsonl: the file is an HTML page; JSON lines hold one `{...}` a line"


MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs a program and writes down its peak; a small parent, since a child's peak counts what its parent held."""


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [(0, 0, 2), (3, 2, 1), (0, 1, 1), (1, 0, 1)],
    ids=["alone", "between good lines", "first", "last"],
)
def test_a_line_of_fifty_megabytes_is_passed_over_in_little_memory(
    before: int, after: int, code: int, lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    listing, peak = tmp_path / "long.jsonl", tmp_path / "peak"
    with listing.open("wb") as file:
        file.writelines(paper(n) for n in range(before))
        file.write(b'{"id": "2601.09999", "title": "')
        file.writelines(b"a" * 2**20 for _ in range(50))
        file.write(b'", "summary": "s"}\n')
        file.writelines(paper(100 + n) for n in range(after))

    ran = intelog(
        *("import", listing, "--json"), cwd=lived_in, under=[sys.executable, "-c", MEASURED, str(peak)]
    )  # fmt: skip

    said = json.loads(ran.stdout)
    assert ran.code == code
    assert (said["read"], said["new"]) == (before + after, before + after)
    assert said["skipped"] == [{"what": f"{listing}:{before + 1}", "why": "the line has 50 MiB; the limit is 4"}]
    assert int(peak.read_text()) * (1 if sys.platform == "darwin" else 1024) < 200e6
    if code == 2:
        assert ran.refusal == f"{listing}:1: the line has 50 MiB; the limit is 4"


def test_a_learning_log_of_fifty_megabytes_is_refused(lived_in: Path, tmp_path: Path, intelog: Intelog) -> None:
    with (tmp_path / "log.md").open("wb") as file:
        file.write(b"# 20260128 A title\n+ ")
        file.writelines(b"a" * 2**20 for _ in range(50))

    with unharmed(lived_in):
        ran = intelog("import", tmp_path / "log.md", cwd=lived_in)

    assert ran.refusal == f"{tmp_path / 'log.md'}: 50 MiB; a learning log may have 16"


def test_halves_of_characters_and_nul_are_stored_soundly(tmp_path: Path, intelog: Intelog) -> None:
    intelog("init", cwd=tmp_path)
    listing = tmp_path / f"{DAY}.jsonl"
    listing.write_bytes(
        b'{"id": "2601.00001", "title": "A half \\ud83d here \\udc00 and \\u0000", "authors": ["\\udfff"],'
        b' "categories": ["\\ud800"], "summary": "We join \\ud83d\\ude00 halves that fit 2 to 1."}\n'
    )

    runs = [intelog(*words, cwd=tmp_path) for words in (("import", listing), COMPOSE, COMPOSE, CHECK)]

    assert [ran.code for ran in runs] == [0, 0, 0, 0]
    assert "unchanged" in runs[2].stdout
    assert "A half \ufffd here \ufffd and \ufffd" in (tmp_path / EDITION).read_text("utf-8")
    assert "We join 😀 halves" in (tmp_path / EDITION).read_text("utf-8")


def test_a_folder_is_walked_without_following_links_and_hidden_files_are_left_alone(
    lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    for folder in (outside, inside, inside / ".hidden", inside / "deeper"):
        folder.mkdir()
    (outside / "secret.md").write_text("# 20260128 Secret\n+ Words from outside.\n", "utf-8")
    (inside / ".hidden" / "log.md").write_text("# 20260128 Hidden\n+ Words from a hidden folder.\n", "utf-8")
    (inside / ".log.md").write_text("# 20260128 Hidden\n+ Words from a hidden file.\n", "utf-8")
    (inside / "deeper" / "good.md").write_text("# 20260128 Good\n+ Words to read.\n", "utf-8")
    links = {
        "a-file.md": outside / "secret.md", "b-folder": outside, "c-loop.md": inside / "c-loop.md", "d-up": tmp_path,
        "e-dangling.md": outside / "nothing", "f-inside.md": inside / "deeper" / "good.md",
    }  # fmt: skip
    for name, target in links.items():
        (inside / name).symlink_to(target)

    ran = intelog("import", inside, "--json", cwd=lived_in)

    assert (ran.code, ran.json["read"], ran.json["new"]) == (1, 1, 1)
    assert ran.json["skipped"] == [
        {"what": str(inside / name), "why": "a symbolic link; links are not followed"} for name in links
    ]
    assert not any("Words from" in str(row) for row in rows(lived_in / LIBRARY)["version"])


def test_a_pipe_or_a_device_is_refused_at_once(lived_in: Path, tmp_path: Path, intelog: Intelog) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")

    ran = intelog("import", tmp_path / "pipe.jsonl", cwd=lived_in)

    assert ran.refusal == f"{tmp_path / 'pipe.jsonl'}: neither a file nor a folder"


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no names that are not UTF-8")
def test_a_name_that_is_not_utf8_is_skipped_and_told(lived_in: Path, intelog: Intelog) -> None:
    with os.fdopen(os.open(os.fsencode(lived_in / "notes") + b"/\xff.md", os.O_CREAT | os.O_WRONLY), "w") as file:
        file.write("# 20260128 A title\n+ A line\n")

    ran = intelog("import", "notes", "--json", cwd=lived_in)

    assert ran.code == 1
    assert ran.json["skipped"] == [{"what": "notes/\udcff.md", "why": "its name is not UTF-8; rename it"}]


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no names that are not UTF-8")
@pytest.mark.parametrize("below", ["", "below"])
@pytest.mark.parametrize("words", [("init",), ("demo", "d"), CHECK, COMPOSE, IMPORT], ids=lambda words: words[0])
def test_a_workspace_under_a_name_that_is_not_utf8_is_refused_before_anything_is_made(
    words: tuple[str, ...], below: str, lived_in: Path, intelog: Intelog
) -> None:
    folder = Path(os.fsdecode(os.fsencode(lived_in.parent) + b"/\xff")) / below
    folder.mkdir(parents=True)
    if words in (CHECK, COMPOSE, IMPORT):
        shutil.copytree(lived_in, folder, dirs_exist_ok=True)
    before = persons_files(folder)

    ran = intelog(*words, cwd=folder)

    assert ran.refusal.endswith(": its name, or a folder's above it, is not UTF-8; rename that, or name another folder")
    assert persons_files(folder) == before


# Editions that were broken while we looked away


NOT_EDITIONS = [
    ("binary", lambda text: bytes(range(256)) * 64, 1, "holds a NUL byte"),
    ("PNG", lambda text: b"\x89PNG\r\n\x1a\n" + os.urandom(2000), None, "it was left as it is"),
    ("NUL", lambda text: _line(text, 9, lambda line: line + b"\0"), 9, "holds a NUL byte"),
    ("one byte", lambda text: _line(text, 7, lambda line: line + b"\xc3\x28"), 7, "not UTF-8"),
    ("cut character", lambda text: text + "字".encode()[:2], None, "not UTF-8"),
    ("GB 18030", lambda text: text.decode().encode("gb18030"), 7, "GB 18030"),
    ("UTF-16", lambda text: text.decode().encode("utf-16"), 1, "UTF-16"),
    ("2 MB", lambda text: text + b"word " * 400_000, 1, "larger than 1 MiB"),
]


def _line(text: bytes, number: int, change: Callable[[bytes], bytes]) -> bytes:
    lines = text.split(b"\n")
    lines[number - 1] = change(lines[number - 1])
    return b"\n".join(lines)


@pytest.mark.parametrize(
    ("break_", "line", "said"), [case[1:] for case in NOT_EDITIONS], ids=[case[0] for case in NOT_EDITIONS]
)
@pytest.mark.parametrize("words", [COMPOSE, CHECK], ids=lambda words: words[0])
def test_an_edition_that_is_no_text_is_left_as_it_is(
    words: Sequence[str],
    break_: Callable[[bytes], bytes],
    line: int | None,
    said: str,
    lived_in: Path,
    intelog: Intelog,
) -> None:
    edition = lived_in / EDITION
    edition.write_bytes(break_(edition.read_bytes()))

    with unharmed(lived_in):
        ran = intelog(*words, cwd=lived_in)

    assert re.match(rf".*{EDITION}:{line or '[0-9]+'}: ", ran.refusal)
    assert said in ran.refusal
    assert ran.refusal.endswith("it was left as it is")


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (lambda text: text.replace("\n---\n", "\n", 1), "front-broken"),
        (lambda text: text.replace(WORDS, f"<<<<<<< ours\n{WORDS}\n=======\nTheirs.\n>>>>>>> theirs"), "merge-marker"),
    ],
    ids=["front matter", "merge"],
)
def test_a_broken_edition_that_is_text_is_checked_and_told_with_the_line(
    broken: Callable[[str], str], code: str, lived_in: Path, intelog: Intelog
) -> None:
    edition = lived_in / EDITION
    edition.write_text(broken(edition.read_text("utf-8")), "utf-8")
    before = edition.read_bytes()

    ran = intelog(*CHECK, "--json", cwd=lived_in)

    assert ran.code == 1
    assert code in [finding["code"] for finding in ran.json]
    assert edition.read_bytes() == before


# Links that lead out


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (EDITION, f"{DAY}.md: this is a symbolic link; intelog writes only its own files, remove the link"),
        (EDITION.parent, "daily: leads out of the workspace by a symbolic link; remove the link"),
        (EDITION.parents[1], "daily: leads out of the workspace by a symbolic link; remove the link"),
        (Path(".intelog", "lease"), "lease: cannot be written (Too many levels of symbolic links)"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_nothing_is_written_through_a_link(
    place: Path, said: str, lived_in: Path, tmp_path: Path, intelog: Intelog
) -> None:
    outside = tmp_path / "outside"
    (lived_in / place).rename(outside)
    (lived_in / place).symlink_to(outside)
    if outside.is_file():
        outside.write_text("Not intelog's.\n", "utf-8")
    before = persons_files(tmp_path / "outside") if outside.is_dir() else outside.read_bytes()
    listing = lived_in / "papers" / f"{DAY}.jsonl"
    listing.write_bytes(listing.read_bytes() + paper(1))
    if place.name != "lease":
        intelog("import", "papers", cwd=lived_in)

    ran = intelog(*COMPOSE, cwd=lived_in)

    assert said in ran.refusal
    assert (persons_files(outside) if outside.is_dir() else outside.read_bytes()) == before


# A folder that cannot be written


AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


def mount(*words: str | Path) -> None:
    """Mount something; where that cannot be, a test that needs it is skipped by a person and fails in CI."""
    if sys.platform != "linux":
        pytest.skip("needs a mount of Linux")
    done = subprocess.run([*AS_ROOT, "mount", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"needs root or sudo to mount: {done.stderr.strip()}")


def unmount(path: Path) -> None:
    subprocess.run([*AS_ROOT, "umount", "--lazy", path], check=True)


@contextmanager
def sealed(folder: Path) -> Iterator[None]:
    """A folder truly read-only: root writes in spite of permissions, but not to a read-only mount."""
    if os.geteuid() != 0:
        _permit(folder, 0o555)
        yield
        _permit(folder, 0o755)
        return
    mount("--bind", folder, folder)
    try:
        mount("-o", "remount,bind,ro", folder)
        yield
    finally:
        unmount(folder)


def _permit(folder: Path, mode: int) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(mode)


@pytest.mark.parametrize("words", [CHECK, COMPOSE, IMPORT], ids=lambda words: words[0])
@pytest.mark.parametrize("part", [".", ".intelog"])
def test_a_read_only_workspace_is_told_to_be_one(
    words: Sequence[str], part: str, lived_in: Path, intelog: Intelog
) -> None:
    with unharmed(lived_in), sealed(lived_in / part):
        ran = intelog(*words, cwd=lived_in)

    assert re.search(r"cannot be written \(.*\); make the folder writable, then run again", ran.refusal)


@pytest.mark.parametrize("part", ["editions", "editions/daily"])
def test_read_only_editions_stay_as_they_are_and_are_composed_once_they_can_be(
    part: str, lived_in: Path, with_room: Held, more: Path, intelog: Intelog
) -> None:
    intelog("import", more, cwd=lived_in)
    before = persons_files(lived_in)

    with sealed(lived_in / part):
        ran = intelog(*COMPOSE, cwd=lived_in)

    assert re.search(rf"{DAY}.md: cannot be written \(.*\); make the folder writable, then run again", ran.refusal)
    assert persons_files(lived_in) == before
    assert intelog(*COMPOSE, cwd=lived_in).code == 0
    assert held(lived_in) == with_room


@pytest.mark.parametrize("words", [["init"], ["init", "new"], ["demo"], ["demo", "new"]], ids=" ".join)
def test_a_workspace_is_not_made_in_a_read_only_folder(words: list[str], tmp_path: Path, intelog: Intelog) -> None:
    (tmp_path / "sealed").mkdir()

    with sealed(tmp_path / "sealed"):
        ran = intelog(*words, cwd=tmp_path / "sealed")

    assert re.search(r": cannot be (made|written) \(.*\); (name a|make the) folder", ran.refusal)
    assert list((tmp_path / "sealed").iterdir()) == []


# A full disk


class Disk:
    """A small disk of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def fill(self, leave: int = 0) -> None:
        """Fill it up, but for some bytes."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while (free := shutil.disk_usage(self.path).free - leave) > 0 or leave == 0:
                file.write(bytes(min(max(free, 4096), 2**20)))

    def free(self) -> None:
        """Give the room back."""
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    path = tmp_path / "disk"
    path.mkdir()
    mount("-t", "tmpfs", "-o", "size=12m,mode=777", "none", path)
    yield Disk(path)
    unmount(path)


KIB = 1024
MORE_DAYS = ("2026-01-29", "2026-01-30", DAY)


@pytest.fixture(scope="session")
def more(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More papers than the small room left on a full disk can take."""
    folder = tmp_path_factory.mktemp("more")
    for day in MORE_DAYS:
        shutil.copy(corpus / "arxiv-daily" / f"{day}.jsonl", folder)
    return folder


@pytest.fixture(scope="session")
def with_room(_lived_in: Path, more: Path, intelog: Intelog, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """What `lived_in` holds after the same work where there is room."""
    workspace = shutil.copytree(_lived_in, tmp_path_factory.mktemp("with-room") / "workspace")
    assert intelog("import", more, cwd=workspace).code == 0
    assert intelog(*COMPOSE, cwd=workspace).code == 0
    return held(workspace)


@pytest.mark.parametrize("leave", [0, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB], ids=lambda n: f"{n // KIB} KiB left")
def test_an_import_cut_short_by_a_full_disk_is_done_by_the_next(
    leave: int, lived_in: Path, with_room: Held, more: Path, disk: Disk, intelog: Intelog
) -> None:
    workspace = shutil.copytree(lived_in, disk.path / "workspace")
    before = held(workspace)
    disk.fill(leave)

    cut = intelog("import", more, cwd=workspace)

    assert "the disk is full" in cut.refusal
    assert "free some space, then run again" in cut.refusal
    after = held(workspace)
    assert after.files == before.files
    assert set(before.library["version"]) <= set(after.library["version"])
    assert before.library["review"] == after.library["review"]
    disk.free()
    assert intelog("import", more, cwd=workspace).code == 0
    assert intelog(*COMPOSE, cwd=workspace).code == 0
    assert held(workspace) == with_room


@pytest.mark.parametrize("leave", [0, 4 * KIB, 16 * KIB, 64 * KIB], ids=lambda n: f"{n // KIB} KiB left")
def test_a_compose_cut_short_by_a_full_disk_loses_no_word_and_is_done_by_the_next(
    leave: int, lived_in: Path, with_room: Held, more: Path, disk: Disk, intelog: Intelog
) -> None:
    workspace = shutil.copytree(lived_in, disk.path / "workspace")
    intelog("import", more, cwd=workspace)
    before = persons_files(workspace)
    disk.fill(leave)

    cut = intelog(*COMPOSE, cwd=workspace)

    assert "the disk is full" in cut.refusal
    assert persons_files(workspace) == before
    disk.free()
    assert intelog(*COMPOSE, cwd=workspace).code == 0
    assert held(workspace) == with_room


@pytest.mark.parametrize("command", ["init", "demo"])
def test_a_workspace_begun_on_a_full_disk_is_completed_by_the_next_run(
    command: str, disk: Disk, intelog: Intelog
) -> None:
    disk.fill()

    cut = intelog(command, "new", cwd=disk.path)

    assert "o space left on device" in cut.refusal or "the disk is full" in cut.refusal
    disk.free()
    assert intelog(command, "new", cwd=disk.path).code == 0
    assert intelog("check", cwd=disk.path / "new").code == 0
    assert (disk.path / "new" / "intelog.toml").read_text("utf-8").startswith("# intelog settings.")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", ["check", "check --json", "import notes --json", "--help"])
def test_an_answer_that_cannot_be_written_is_told(words: str, lived_in: Path, intelog: Intelog) -> None:
    with unharmed(lived_in):
        ran = intelog(*words.split(), cwd=lived_in, under=["sh", "-c", 'exec "$@" >/dev/full', "sh"])

    assert "No space left on device" in ran.refusal


# Libraries that are something else, broken, or newer


def _bytes(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 80)


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _text(path: Path) -> None:
    path.write_text("SQLite format 4\n" * 100, "utf-8")


def _other_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "PRAGMA application_id = 7; CREATE TABLE document (id TEXT); INSERT INTO document VALUES ('a')"
        )


def _no_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('https://a.example/')")


@pytest.mark.parametrize("words", [CHECK, COMPOSE, IMPORT], ids=lambda words: words[0])
@pytest.mark.parametrize("make", [_bytes, _zeros, _text, _other_program, _no_program])
def test_a_foreign_file_in_the_librarys_place_is_left_as_it_is(
    make: Callable[[Path], None], words: Sequence[str], lived_in: Path, intelog: Intelog
) -> None:
    library = lived_in / LIBRARY
    make(library)
    library_before, files_before = library.read_bytes(), persons_files(lived_in)

    ran = intelog(*words, cwd=lived_in)

    assert ran.refusal.startswith(f"{library}: this is not an intelog library (")
    assert ran.refusal.endswith("it was left as it is: move it away, or name another workspace")
    assert library.read_bytes() == library_before
    assert persons_files(lived_in) == files_before


@pytest.mark.parametrize("newer", [2, 99, 2**31 - 1])
def test_a_library_of_a_newer_intelog_is_left_as_it_is(newer: int, lived_in: Path, intelog: Intelog) -> None:
    library = lived_in / LIBRARY
    with closing(apsw.Connection(str(library))) as db:
        known = db.execute("PRAGMA user_version").get
        db.execute(f"PRAGMA user_version = {max(newer, known + 1)}")
    before = library.read_bytes()

    with unharmed(lived_in):
        runs = [intelog(*words, cwd=lived_in) for words in (CHECK, COMPOSE, IMPORT)]

    for ran in runs:
        assert f"written by a newer intelog (schema {max(newer, known + 1)}, this one knows {known})" in ran.refusal
        assert ran.refusal.endswith("update intelog, nothing was changed")
    assert library.read_bytes() == before


@pytest.mark.parametrize("version", [0, -1, -(2**31)])
def test_a_library_that_says_an_impossible_schema_is_told_to_be_damaged(
    version: int, lived_in: Path, intelog: Intelog
) -> None:
    with closing(apsw.Connection(str(lived_in / LIBRARY))) as db:
        db.execute(f"PRAGMA user_version = {version}")

    with unharmed(lived_in):
        ran = intelog(*CHECK, cwd=lived_in)

    assert f"the library is damaged (it says that its schema is {version})" in ran.refusal


@pytest.mark.parametrize("keep", [0.0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999], ids="{:.1%}".format)
def test_a_library_that_was_cut_short_is_told_to_be_damaged_and_left_as_it_is(
    keep: float, lived_in: Path, intelog: Intelog
) -> None:
    library, backups = lived_in / LIBRARY, lived_in / ".intelog" / "backups"
    backups.mkdir()
    backup = Path(shutil.copy(library, backups / "library-2026-01-27.sqlite"))
    whole = library.read_bytes()
    library.write_bytes(whole[: int(len(whole) * keep)])
    library_before, files_before = library.read_bytes(), persons_files(lived_in)

    ran = intelog(*CHECK, cwd=lived_in)

    assert ran.refusal.startswith(f"{library}: the library is damaged (")
    assert (
        f"it was left as it is: restore a backup, the newest with `intelog restore {backup}` (this one is kept, with its -wal)"
        in ran.refusal
    )
    assert "or move it away, and with it library.sqlite-wal and library.sqlite-shm" in ran.refusal
    assert library.read_bytes() == library_before
    assert persons_files(lived_in) == files_before


def test_after_a_library_was_moved_away_importing_again_brings_it_back_and_keeps_every_word(
    lived_in: Path, intelog: Intelog
) -> None:
    library = lived_in / LIBRARY
    before = held(lived_in)
    library.write_bytes(library.read_bytes()[:4096])
    library.rename(lived_in / "damaged.sqlite")

    runs = [intelog(*words, cwd=lived_in) for words in (IMPORT, COMPOSE)]

    assert [ran.code for ran in runs] == [1, 0]
    after = held(lived_in)
    for table in ("document", "version", "origin"):
        assert after.library[table] == before.library[table]
    assert WORDS in (lived_in / EDITION).read_text("utf-8")


def mutated(data: bytes, luck: random.Random) -> bytes:
    """A library with one byte or one stretch of bytes changed; where it is read first, more often."""
    pages = len(data) // 4096
    match luck.randrange(5):
        case 0:
            at, new = luck.randrange(len(data)), luck.randbytes(1)
        case 1:
            at, new = luck.randrange(4096), luck.randbytes(1)
        case 2:
            at, new = luck.randrange(pages) * 4096 + luck.randrange(64), luck.randbytes(1)
        case 3:
            at, new = luck.randrange(len(data)), luck.randbytes(luck.choice([16, 512, 4096]))
        case _:
            at, new = luck.randrange(len(data)), bytes(luck.choice([16, 512, 4096]))
    return (data[:at] + new + data[at + len(new) :])[: len(data)]


def damaged_runs(lived_in: Path, intelog: Intelog, seeds: Sequence[int]) -> list[tuple[int, str, Ran]]:
    """The runs on damaged libraries that neither worked nor gave the one line, or that lost a person's words."""

    def run(seed: int) -> list[tuple[int, str, Ran]]:
        luck = random.Random(seed)  # noqa: S311 - the same mutations in every run
        workspace = shutil.copytree(lived_in, lived_in.with_name(f"damaged-{seed}"))
        library = workspace / LIBRARY
        library.write_bytes(mutated(library.read_bytes(), luck))
        (workspace / "papers" / "2026-01-27.jsonl").write_bytes(paper(1))
        words = (CHECK, COMPOSE, IMPORT)[seed % 3]
        ran = intelog(*words, cwd=workspace)
        kept = WORDS in (workspace / EDITION).read_text("utf-8")
        shutil.rmtree(workspace)
        one_line = ran.stderr.startswith("Error: ") and ran.stderr.count("\n") == 1
        fine = ran.stderr == "" if ran.code in (0, 1) else ran.code == 2 and one_line
        return [] if fine and kept else [(seed, words[0], ran)]

    with ThreadPoolExecutor(2) as pool:
        return [bad for found in pool.map(run, seeds) for bad in found]


def test_a_library_with_changed_bytes_works_or_is_told_to_be_damaged(lived_in: Path, intelog: Intelog) -> None:
    assert damaged_runs(lived_in, intelog, range(200)) == []


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_two_thousand_libraries_with_changed_bytes_work_or_are_told_to_be_damaged(
    lived_in: Path, intelog: Intelog
) -> None:
    assert damaged_runs(lived_in, intelog, range(200, 2200)) == []


# Two at once


def test_a_second_process_says_who_holds_the_workspace_and_ends_at_once(
    corpus: Path, lived_in: Path, intelog: Intelog
) -> None:
    days = sorted((corpus / "arxiv-daily").glob("2025-06-*.jsonl"))[:8]
    lease = lived_in / ".intelog" / "lease"
    lease.write_bytes(b"")

    with ThreadPoolExecutor() as pool:
        first = pool.submit(intelog, "import", *days, "--json", cwd=lived_in)
        holder = _holder(lease)
        os.kill(holder, signal.SIGSTOP)
        try:
            files = persons_files(lived_in)
            seconds = [intelog(*words, cwd=lived_in) for words in (CHECK, COMPOSE, IMPORT)]
        finally:
            os.kill(holder, signal.SIGCONT)

    for second in seconds:
        assert re.fullmatch(
            rf"{lived_in}: `intelog import` \(process {holder}, since \d\d:\d\d:\d\d\) is writing to this workspace; "
            "wait until it is done, then run again",
            second.refusal,
        )
    assert persons_files(lived_in) == files
    assert first.result().code == 0
    assert first.result().json["new"] > 0
    assert intelog(*CHECK, cwd=lived_in).code == 0


def _holder(lease: Path) -> int:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(ValueError):
            return int(json.loads(lease.read_bytes())["pid"])
        time.sleep(0.001)
    raise TimeoutError(f"{lease}: nobody took it")


@pytest.mark.parametrize("said", [b"", b"\xff\0", b"[]", b'{"pid": "x"}', b'{"pid": 1, "doing": 2, "since": 3}'])
def test_a_workspace_held_by_one_that_does_not_say_who_it_is_is_refused_all_the_same(
    said: bytes, lived_in: Path, intelog: Intelog
) -> None:
    lease = lived_in / ".intelog" / "lease"
    lease.write_bytes(said)

    with unharmed(lived_in), lease.open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        begun = time.monotonic()
        ran = intelog(*COMPOSE, cwd=lived_in)
        took = time.monotonic() - begun

    assert ran.refusal.endswith("is writing to this workspace; wait until it is done, then run again")
    assert took < 30


def test_the_lease_of_one_that_was_killed_does_not_bar_the_next(lived_in: Path, intelog: Intelog) -> None:
    lease = lived_in / ".intelog" / "lease"
    lease.write_bytes(b'{"pid": 1, "doing": "import", "since": "2026-01-28T12:00:00+00:00"}')

    ran = intelog(*COMPOSE, cwd=lived_in)

    assert ran.code == 0


def test_of_several_started_together_each_works_or_says_that_another_does(
    lived_in: Path, with_room: Held, more: Path, intelog: Intelog
) -> None:
    with ThreadPoolExecutor() as pool:
        runs = list(pool.map(lambda _: intelog("import", more, cwd=lived_in), range(6)))

    assert any(ran.code == 0 for ran in runs)
    for ran in runs:
        assert ran.code == 0 or "is writing to this workspace; wait until it is done" in ran.refusal
    assert intelog(*COMPOSE, cwd=lived_in).code == 0
    assert held(lived_in) == with_room
