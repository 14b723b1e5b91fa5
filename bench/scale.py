"""What a large library takes: generated lines imported by the real command, with words, copies and index, and searched; peers beside it.

`python -m bench scale` measures at 100,000 and at 1,000,000 documents.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path

from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]

from bench import generated
from bench.row import Row
from intelog.app import looked_into
from intelog.model.language import Language
from intelog.text import likeness, tokens
from intelog.workspace import Workspace, make

NOW = datetime(2026, 2, 1, tzinfo=UTC)
SIZES = (100_000, 1_000_000)
ASKED = 300
PEER_SIZE = 100_000
"""Documents that a peer is given: it takes its time."""
SKETCHED = 5_000
GOALS = {100_000: "10 ms", 1_000_000: "20 ms"}


def scale(corpus: Path, sizes: Sequence[int] = SIZES) -> list[Row]:
    """Import, memory and search at each size."""
    return [*(row for size in sizes for row in _at(size, corpus)), *_copies(corpus)]


def _at(size: int, corpus: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "generated.jsonl"
        generated.write(file, corpus, size)
        workspace, _ = make(Path(folder) / "w", language=Language.ENGLISH, timezone="UTC")
        command = [sys.executable, "-m", "intelog", "-C", str(workspace.root), "import", str(file), "--json"]
        first, memory = _run(command)
        again, _ = _run(command)
        with file.open("a", encoding="utf-8") as more:
            more.write(next(iter(generated.lines(corpus, 1, seed=-1))).replace("1001.00000", "0912.99999") + "\n")
        grown, _ = _run(command)
        yield Row(
            "-", f"import of {size:,} generated lines, with words, copies and index", f"{size / first:,.0f} a second", "5,000; goal 10,000",
            _peer_import(file, Path(folder)) if size == PEER_SIZE else "-",
        )  # fmt: skip
        yield Row(
            "-",
            f"memory of that, all processes together, {size:,} documents",
            f"{memory / 2**20:,.0f} MiB",
            "1,500 MB at 1,000,000",
        )
        yield Row(
            "-", f"import of {size:,} lines again, nothing new", f"{size / again:,.0f} a second", "50,000 a second"
        )
        yield Row("-", f"import of {size:,} lines again, one line more", f"{size / grown:,.0f} a second", "-")
        for name, questions in _questions(file, size).items():
            ours = _searched(workspace, questions)
            theirs = _peer_search(Path(folder) / "fts5.sqlite", questions) if size == PEER_SIZE else "-"
            yield Row(
                "-",
                f"search of {size:,} documents, {name}: median, p95, with passages",
                ours,
                GOALS.get(size, "-"),
                theirs,
            )


def _run(command: list[str]) -> tuple[float, int]:
    """Run a command: its seconds, and the most memory that it and all below it had."""
    begun, most = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, sum(map(_memory, _tree(process.pid))))
            time.sleep(0.25)
    return time.perf_counter() - begun, most


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        below = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return
    for one in below:
        yield from _tree(int(one))


def _memory(process: int) -> int:
    """Bytes of a process in memory that no file on the disk holds too."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))


def _questions(file: Path, size: int) -> dict[str, list[str]]:
    """Phrases and single words out of lines from all over the file."""
    chance = random.Random(size)  # noqa: S311 - to be asked again
    with file.open(encoding="utf-8") as lines:
        some = [json.loads(line)["summary"] for line in islice(lines, 0, size, max(1, size // ASKED))]
    phrases: list[str] = []
    words: list[str] = []
    for text in some:
        if tokens.is_cjk(text):
            at = chance.randrange(max(1, len(text) - 8))
            phrases.append(f'"{text[at : at + 8]}"')
            words.append(text[at : at + 2])
        else:
            parts = text.split()
            at = chance.randrange(max(1, len(parts) - 5))
            phrases.append('"{}"'.format(" ".join(parts[at : at + 5]).replace('"', " ")))
            words.append(parts[at])
    return {
        "phrases": phrases,
        "words": words,
        "two words": [f"{a} {b}" for a, b in pairwise(words)],
    }


def _searched(workspace: Workspace, questions: Sequence[str]) -> str:
    with looked_into(workspace, now=NOW) as app:
        app.search("model")
        return _times(lambda words: app.search(words.replace(":", " ")), questions)


def _peer_import(file: Path, folder: Path) -> str:
    db = sqlite3.connect(folder / "fts5.sqlite")
    db.execute("CREATE TABLE paper (id TEXT PRIMARY KEY, line TEXT)")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize='trigram')")
    begun, n = time.perf_counter(), 0
    with file.open(encoding="utf-8") as lines, db:
        for n, line in enumerate(lines, 1):  # noqa: B007
            paper = json.loads(line)
            db.execute("INSERT OR REPLACE INTO paper VALUES (?, ?)", (paper["id"], line))
            db.execute("INSERT INTO found VALUES (?)", (f"{paper['title']} {paper['summary']}",))
    db.close()
    return f"json + sqlite3 + FTS5 (trigram), no copies: {n / (time.perf_counter() - begun):,.0f} a second"


def _peer_search(path: Path, questions: Sequence[str]) -> str:
    db = sqlite3.connect(path)

    def search(words: str) -> None:
        asked = " ".join(
            f'"{one}"' for one in ([words.strip('"')] if words.startswith('"') else words.split()) if len(one) > 2
        )
        if asked:
            db.execute(
                "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT 10", (asked.replace('""', ""),)
            ).fetchall()

    said = _times(search, questions)
    db.close()
    return f"FTS5: {said}"


def _times(search: Callable[[str], object], questions: Sequence[str]) -> str:
    taken = []
    for words in questions:
        begun = time.perf_counter()
        search(words)
        taken.append(1_000 * (time.perf_counter() - begun))
    return f"{statistics.median(taken):.1f} ms, {statistics.quantiles(taken, n=20)[18]:.1f} ms"


def _copies(corpus: Path) -> Iterator[Row]:
    """What telling near-copies takes, from words on, beside datasketch with as many bands of as many rows."""
    texts = [json.loads(line)["summary"] for line in generated.lines(corpus, SKETCHED)]
    cutter = tokens.Cutter()
    ids = [cutter.cut(text).ids for text in texts]
    begun = time.perf_counter()
    ours = likeness.candidates(list(likeness.bands(ids).T))
    mine = time.perf_counter() - begun
    begun = time.perf_counter()
    lsh = MinHashLSH(num_perm=likeness.BINS, params=(likeness.BANDS, likeness.ROWS))
    found: set[tuple[int, int]] = set()
    for n, data in enumerate(ids):
        sketch = MinHash(num_perm=likeness.BINS)
        sketch.update_batch([data[at : at + 24] for at in range(0, len(data) - 16, 8)])
        found.update((int(other), n) for other in lsh.query(sketch))
        lsh.insert(str(n), sketch)
    theirs = time.perf_counter() - begun
    yield Row(
        "-", f"near-copies of {SKETCHED:,} texts, from their words: time a text, pairs to compare", f"{1e6 * mine / SKETCHED:.0f} µs, {len(ours):,}",
        "-", f"datasketch: {1e6 * theirs / SKETCHED:.0f} µs, {len(found):,}",
    )  # fmt: skip
