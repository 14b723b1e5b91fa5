"""Measure 22, and what it costs to read in a process that may die."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from bench.row import Row
from intelog.errors import ParseError
from intelog.model.item import Hint, Parsed, Unread
from intelog.parse.barrier import HOLDS
from intelog.parse.kinds import READERS
from intelog.parse.pool import Asked, Children

SECONDS, MEMORY = 1.0, 64 << 20
READERS_OF_XML = ("feeds", "sitemaps", "arxiv_api", "transcripts", "pages")
ITEMS = 1000
RUNS = 5


def rows(corpus: Path) -> list[Row]:
    """Measure on hostile XML, on bombs of our own, and on many small items."""
    return [_xml(corpus), _bombs(), *_cost(corpus), _barrier()]


class _Met(NamedTuple):
    """What reading one thing took, and whether it stayed within what is allowed."""

    seconds: float
    memory: int
    is_bounded: bool
    is_refused: bool
    has_read: bool


def _xml(corpus: Path) -> Row:
    folders = (corpus / "security" / "xml-bombs", corpus / "security" / "payloads" / "xxe-injection")
    files = sorted(file for folder in folders for file in folder.iterdir() if file.suffix in {".xml", ".txt"} and "LICENSE" not in file.name)  # fmt: skip
    readers = [name for name in READERS_OF_XML if find_spec(READERS[name].module)]
    met = [_met(children, reader, file) for reader in readers for children in _fresh(reader) for file in files]
    return Row(
        "22", f"XML bombs and external entities: {len(files)} files through {len(readers)} readers of XML; within 1 s and 64 MB",
        f"{sum(one.is_bounded for one in met)} of {len(met)} (slowest {max(one.seconds for one in met) * 1000:.0f} ms, most {max(one.memory for one in met) / 1e6:.1f} MB); "
        f"{sum(one.is_refused for one in met)} with a reason or without items; files read: {sum(one.has_read for one in met)}",
        "all; 0 read",
    )  # fmt: skip


def _fresh(reader: str) -> Iterator[Children]:
    """A process that has imported its reader and read with it once."""
    with Children(1) as children:
        _answer(children, reader, b"<rss/>", "small.xml")
        yield children


def _met(children: Children, reader: str, file: Path) -> _Met:
    data, before, start = file.read_bytes(), children.memory(), time.perf_counter()
    answer = _answer(children, reader, data, file.name)
    seconds, memory = time.perf_counter() - start, max(0, children.memory() - before)
    text = answer.to_json() if isinstance(answer, Parsed) else answer.why
    died = text.startswith(("the reader died", "the reader was stopped"))
    return _Met(
        seconds, memory, seconds < SECONDS and memory < MEMORY and not died,
        is_refused=isinstance(answer, ParseError) or not answer.items, has_read="root:" in text,
    )  # fmt: skip


def _answer(children: Children, reader: str, data: bytes, name: str) -> Parsed | ParseError:
    (answer,) = children.parse_many([(reader, data, Hint(name))])
    return answer


def _bombs() -> Row:
    bombs = dict(_made())
    slowest, most, refused = 0.0, 0, 0
    with Children(1) as children:
        list(children.members(_zip(a=b"a"), Hint("small.zip")))
        for name, data in bombs.items():
            before, start = children.memory(), time.perf_counter()
            found = list(children.members(data, Hint(name)))
            slowest, most = max(slowest, time.perf_counter() - start), max(most, children.memory() - before)
            refused += any(isinstance(one, Unread) for one in found)
    return Row("-", f"{len(bombs)} archives that expand to 60 MB and more (gzip, zip, each within the other): refused within 1 s and 64 MB",
               f"{refused} (slowest {slowest * 1000:.0f} ms, most {most / 1e6:.1f} MB)", f"{len(bombs)}")  # fmt: skip


def _made() -> Iterator[tuple[str, bytes]]:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    giga = b"".join(pack.compress(bytes(1 << 20)) for _ in range(1024)) + pack.flush()
    yield "giga.gz", giga
    yield "twice.gz.gz", gzip.compress(giga)
    yield "in.zip", _zip(**{"giga.gz": giga})
    yield "flat.zip", _zip(a=bytes(20 << 20), b=bytes(20 << 20), c=bytes(20 << 20))
    yield "zip.zip", _zip(**{"flat.zip": _zip(a=bytes(20 << 20), b=bytes(20 << 20), c=bytes(20 << 20))})


def _zip(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def _cost(corpus: Path) -> list[Row]:
    """The best of some runs, since other work only slows."""
    data = (corpus / "feeds" / "youtube" / "transcript.xml").read_bytes()
    asked: list[Asked] = [("transcripts", data, Hint("transcript.xml"))] * ITEMS
    read = READERS["transcripts"].load()
    here = min(_took(lambda: [read(data, hint) for _, data, hint in asked]) for _ in range(RUNS))
    with Children(2) as children:
        one_by_one = min(_took(lambda: [children.parse(*one) for one in asked]) for _ in range(RUNS))
        batch = min(_took(lambda: list(children.parse_many(asked))) for _ in range(RUNS))
    starts = min(_took(_start) for _ in range(RUNS))
    beside = f"in process {here / ITEMS * 1000:.3f} ms"
    return [
        Row("-", f"a small transcript ({len(data)} bytes) through the process, one by one", f"{one_by_one / ITEMS * 1000:.2f} ms", "8 ms", beside),
        Row("-", f"the same in a batch of {ITEMS:,}, two processes", f"{batch / ITEMS * 1000:.2f} ms", "8 ms", beside),
        Row("-", "start of a process, its barrier up, and its first small item", f"{starts * 1000:.0f} ms", "-"),
    ]  # fmt: skip


def _start() -> None:
    with Children(1) as children:
        children.parse("transcripts", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n", Hint("a.vtt"))


def _took(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _barrier() -> Row:
    with Children(1) as children:
        says = children.active()
    missing = [f"{name}: {word}" for name, word in says.items() if word != HOLDS]
    return Row("-", "parts of the barrier that hold here", f"{len(says) - len(missing)} of {len(says)}{'; ' if missing else ''}{'; '.join(missing)}", "all on Linux")  # fmt: skip
