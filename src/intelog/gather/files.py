"""Files and folders: which reader reads what, within limits, and why the rest is not read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple

from intelog.errors import ParseError, PeriodError, SourceError
from intelog.gather import arxiv_lines, learning_log
from intelog.gather.ignored import NOTHING, Ignored, kept
from intelog.gather.monthly_log import HEAD, period_of
from intelog.gather.outcome import Remark, Skipped, Told
from intelog.grammar import learning_log as grammar
from intelog.model.document import Reading
from intelog.model.period import Period

NOTES_LIMIT = 16 * 2**20
"""Bytes of a learning log: twenty years of a log as full as the seed's January."""
LINE_LIMIT = 4 * 2**20
"""Bytes of one JSON line: an abstract has 2 KB, a whole paper's text 200 KB."""

NO_PAPERS = 50
"""Lines that are no papers, before any that is: other JSON lines, not a file with some bad ones."""

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"})

_DATED = re.compile(r"(?<!\d)(\d{4})([-_]?)(\d{2})\2(\d{2})(?!\d)")

Found = Reading | Skipped | Remark | Told


class Format(NamedTuple):
    """A format: its name, the endings of its files, whether a file is all it will ever hold, and its version."""

    name: str
    endings: tuple[str, ...]
    is_whole: bool
    version: str
    """Of the reader: a new one reads unchanged files again."""


LEARNING_LOG = Format("learning log", (".md", ".markdown"), True, "learning-log-1")
ARXIV_LINES = Format("arXiv JSON lines", (".jsonl", ".ndjson"), False, "arxiv-lines-1")
MONTHLY_LOG = Format("monthly log", (), True, "monthly-log-1")
"""A finished edition: it is not read into documents but taken in as it stands."""
FORMATS = (LEARNING_LOG, ARXIV_LINES)


Detect = Callable[[bytes, str], str | None]
"""Which reader of untrusted bytes a file is for, by its first bytes and its name; None where there is none."""

HEAD_BYTES = 64 * 2**10
"""As much of a file as is looked at to tell what it is."""


def parsed_by(reader: str) -> Format:
    """The format of what a reader of untrusted bytes reads."""
    return Format(reader, (), True, f"{reader}-1")


class File(NamedTuple):
    """A file to read, and its format."""

    path: Path
    format: Format
    size: int


def listed(path: Path, detect: Detect | None = None, rules: Ignored = NOTHING) -> Iterator[File | Skipped]:
    """The files under *path* that have a reader, by name, and why others have none.

    A folder is walked without following links out of it; hidden files and folders, and what a `.gitignore` leaves
    out, are left alone.  Raises `SourceError` where *path* itself cannot be read.
    """
    if not path.exists():
        raise SourceError(str(path), "there is no such file or folder")
    if path.is_dir():
        try:
            inside = sorted(path.iterdir(), key=lambda p: p.name)
        except OSError as error:
            raise SourceError(str(path), f"the folder cannot be read ({error.strerror})") from error
        here = rules.below(path)
        for child in kept(inside, here) if here.rules else inside:
            if child.name.startswith(".") or child.suffix.lower() in PICTURES:
                continue  # pictures are shown by notes, not read
            if child.is_symlink():
                yield Skipped(str(child), "a symbolic link; links are not followed")
            elif child.is_dir():
                yield from listed(child, detect, here)
            else:
                yield _file(child, detect)
    else:
        yield _file(path, detect)


def format_of(head: bytes, name: str, detect: Detect) -> Format | None:
    """The format of a file by its first bytes and its name: one of our own, else one that a child reads."""
    ending = Path(name).suffix.lower()
    by_name = next((f for f in FORMATS if ending in f.endings), None)
    if by_name is LEARNING_LOG and _is_monthly(head):
        return MONTHLY_LOG
    if by_name is ARXIV_LINES or (by_name and _is_log(head)):
        return by_name
    reader = detect(head, name)
    return parsed_by(reader) if reader else by_name


def _file(path: Path, detect: Detect | None) -> File | Skipped:
    if not path.is_file():
        return Skipped(str(path), "neither a file nor a folder")
    if not _is_utf8(str(path)):
        return Skipped(str(path), "its name is not UTF-8; rename it")
    try:
        size = path.stat().st_size
        if detect is not None:
            if not size:
                return Skipped(str(path), "the file is empty")
            format_ = format_of(_head(path), path.name, detect)
        else:
            format_ = next((f for f in FORMATS if path.suffix.lower() in f.endings), None)
    except OSError as error:
        return Skipped(str(path), f"cannot be read ({error.strerror})")
    if format_ is not None:
        return File(path, format_, size)
    if detect is not None:
        return Skipped(str(path), f"no reader for {path.suffix or 'a file without an ending'} such as this")
    known = ", ".join(e for f in FORMATS for e in f.endings)
    return Skipped(str(path), f"no reader for {path.suffix or 'a file without an ending'}; known are {known}")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


_LOG_HEADING = re.compile(rb"(?m)^#[ \t]*(?:\d{8}|\d{4}-\d{2}-\d{2})\b")


def _is_log(head: bytes) -> bool:
    """Whether a Markdown file is a person's own log, with dated headings."""
    return _LOG_HEADING.search(_as_utf8(head).removeprefix(b"\xef\xbb\xbf")) is not None


def _is_monthly(head: bytes) -> bool:
    """Whether a Markdown file says that it is a monthly log."""
    try:
        return period_of(_as_utf8(head)[:HEAD].decode("utf-8", "replace")) is not None
    except PeriodError:
        return True  # and is refused with the reason


def _as_utf8(head: bytes) -> bytes:
    """A log in UTF-16 is one, too, so that it is told how to save it."""
    return head.decode("utf-16", "replace").encode() if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def month_of(file: File) -> Period:
    """The month that a monthly log is of, by its front matter.  Raises `SourceError` where it names none."""
    try:
        with file.path.open("rb") as stream:
            head = stream.read(HEAD).decode("utf-8", "replace")
    except OSError as error:
        raise SourceError(str(file.path), f"cannot be read ({error.strerror})") from error
    try:
        if (period := period_of(head)) is not None:
            return period
    except PeriodError as error:
        raise SourceError(str(file.path), f"says that it is a monthly log, but of no month: {error}") from error
    raise SourceError(str(file.path), "says that it is a monthly log, but is not UTF-8; save it as UTF-8")


def digest(file: File) -> str:
    """The hash of a file's bytes and its reader's version: the same, nothing to do."""
    try:
        with file.path.open("rb") as stream:
            return f"{file.format.version} {hashlib.file_digest(stream, 'sha256').hexdigest()}"
    except OSError as error:
        raise SourceError(str(file.path), f"cannot be read ({error.strerror})") from error


def read(file: File, *, where: str, today: date, advance: Callable[[int], None]) -> Iterator[Found]:
    """Read one file.  Raises `ParseError` where it is not what its name says.

    *today* dates what bears no date of its own.  *advance* is told of bytes as they are read.
    """
    try:
        with file.path.open("rb") as stream:
            yield from read_from(
                stream, file.size, file.format, name=file.path.name, where=where, today=today, advance=advance
            )  # fmt: skip
    except OSError as error:
        raise ParseError(where, f"cannot be read ({error.strerror})") from error


def read_from(
    stream: BinaryIO, size: int, format_: Format, *, name: str, where: str, today: date, advance: Callable[[int], None]
) -> Iterator[Found]:
    """Read a file of one of our own formats from a stream that can be sought in."""
    if size == 0:
        raise ParseError(where, "the file is empty")
    if format_ is LEARNING_LOG:
        yield from _learning_log(stream, size, name, where, advance)
    else:
        yield from _arxiv_lines(stream, size, name, where, today, advance)


def _learning_log(
    stream: BinaryIO, size: int, name: str, where: str, advance: Callable[[int], None]
) -> Iterator[Found]:
    if size > NOTES_LIMIT:
        raise ParseError(where, f"{size / 2**20:.0f} MiB; a learning log may have {NOTES_LIMIT / 2**20:.0f}")
    data = stream.read()
    advance(len(data))
    is_text = not data.startswith(tuple(signature for signature, _ in _SIGNATURES))
    log = grammar.read(decoded(data, where) if is_text else "")
    if not log.entries:
        raise ParseError(where, f"{_looks_like(data)}; a learning log has headings such as `# 20260131 title`")
    yield from learning_log.documents(log, file=name, where=where)


def _arxiv_lines(
    stream: BinaryIO, size: int, name: str, where: str, today: date, advance: Callable[[int], None]
) -> Iterator[Found]:
    head = stream.read(4096)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start and size <= len(head):
        raise ParseError(where, "the file is empty")
    if start[:1] not in (b"{", b"") and b'"id"' not in head:
        raise ParseError(where, f"{_looks_like(head)}; JSON lines hold one `{{...}}` a line")
    stream.seek(0)
    met = day_in(name) or today
    yield from _once_one_is_read(_arxiv_found(stream, where, met, advance), where)


def _arxiv_found(
    stream: BinaryIO, where: str, met: date, advance: Callable[[int], None]
) -> Iterator[Reading | Skipped]:
    too_long: list[Skipped] = []
    for found in arxiv_lines.documents(_lines(stream, where, too_long, advance), where=where, met=met):
        yield from too_long
        too_long.clear()
        yield found
    yield from too_long


def _once_one_is_read(found: Iterator[Reading | Skipped], where: str) -> Iterator[Reading | Skipped]:
    """Hold back what is skipped until something is read; a file whose first lines are all no papers is none."""
    held: list[Skipped] = []
    for one in found:
        if not isinstance(one, Skipped):
            yield from held
            yield one
            yield from found
            return
        held.append(one)
        if len(held) == NO_PAPERS:
            raise ParseError(where, f"none of its first {NO_PAPERS} lines is a paper of arXiv ({held[0].why})")
    yield from held


def _lines(
    stream: BinaryIO, where: str, skipped: list[Skipped], advance: Callable[[int], None]
) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; one beyond the limit is passed over in small pieces and said to be."""
    number = 0
    while line := stream.readline(LINE_LIMIT):
        number += 1
        size = len(line)
        advance(size)
        if size == LINE_LIMIT and not line.endswith(b"\n"):
            while rest := stream.readline(LINE_LIMIT):
                size += len(rest)
                advance(len(rest))
                if rest.endswith(b"\n"):
                    break
            if size > LINE_LIMIT:
                skipped.append(
                    Skipped(
                        f"{where}:{number}", f"the line has {size / 2**20:.0f} MiB; the limit is {LINE_LIMIT // 2**20}"
                    )
                )
                continue
        yield number, line


def day_in(name: str) -> date | None:
    """The day that a file's name bears: `2026-01-31`, `2026_01_31` or `20260131`."""
    for year, _, month, day in _DATED.findall(name):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def decoded(data: bytes, where: str) -> str:
    """UTF-8 text, its byte order mark kept, or `ParseError` that says where it is not and what it may be."""
    if b"\0" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):  # no text; UTF-16 is told below
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise ParseError(f"{where}:{line}", "holds a NUL byte; it is a binary file, or UTF-16: save it as UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ParseError(f"{where}:{line}", f"not UTF-8 (byte {error.start}); {_encoding_advice(data)}") from error


def _encoding_advice(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "it looks like UTF-16: save it as UTF-8"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "save it as UTF-8"
    return "it may be GB 18030: save it as UTF-8"


_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"SQLite format 3", "an SQLite file"),
    (b"\x1f\x8b", "gzip data"),
)


def _looks_like(data: bytes) -> str:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return f"the file is {name}"
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "the file is an HTML page"
    if start.startswith((b"<?xml", b"<rss", b"<feed")):
        return "the file is XML"
    if start.startswith((b"{", b"[")):
        return "the file looks like JSON"
    return "no entry was found"


def bytes_of(file: File) -> bytes:
    """A file's bytes, or `SourceError`."""
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise SourceError(str(file.path), f"cannot be read ({error.strerror})") from error


def unique_files(found: Iterable[File | Skipped], seen: set[Path] | None = None) -> Iterator[File | Skipped]:
    """Each file once, however often it was named; *seen*: those that were read before."""
    seen = set() if seen is None else seen
    folders: dict[Path, Path] = {}
    for item in found:
        if isinstance(item, File):
            path = item.path
            if path.is_symlink():
                resolved = path.resolve()
            else:
                if path.parent not in folders:
                    folders[path.parent] = path.parent.resolve()
                resolved = folders[path.parent] / path.name
            if resolved in seen:
                continue
            seen.add(resolved)
        yield item
