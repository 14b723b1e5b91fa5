"""`python -m bench quality|speed|scale|all --corpus FOLDER`: one table, each measure beside its goal and its peer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.quality import failures, quality
from bench.row import Row
from bench.scale import scale
from bench.speed import speed

SHOWN = 12
"""Cases of one cause that are listed."""

PARTS: dict[str, Callable[[Path], list[Row]]] = {"quality": quality, "speed": speed, "scale": scale}


def main() -> None:
    """Read the words, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", choices=[*PARTS, "all"])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument(
        "--write", type=Path, help="put the table into this page, in the place of the one that stands there"
    )
    asked = parser.parse_args()
    if not asked.corpus.is_dir():
        sys.exit(f"{asked.corpus}: there is no such folder; name the corpus")
    names = list(PARTS) if asked.part == "all" else [asked.part]
    rows = [row for name in names for row in PARTS[name](asked.corpus)]
    table = "\n".join(
        [
            "| # | measure | value | peer in the same run | goal |",
            "| --- | --- | --- | --- | --- |",
            *(f"| {row.number} | {row.measure} | {row.value} | {row.peer} | {row.goal} |" for row in rows),
        ]
    )
    if "quality" in names:
        table += "\n" + "\n".join(_by_cause(failures(asked.corpus)))
    print(table)
    if asked.write:
        intro = asked.write.read_text("utf-8").partition("| # |")[0]
        asked.write.write_text(intro + table + "\n", encoding="utf-8")


def _by_cause(failed: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    """What is not met, as lists under the table; long lists are cut."""
    yield "\n## What is not met, by cause"
    for name, causes in failed.items():
        for cause, cases in causes.items():
            if cases:
                yield f"\n**{name}, {cause}**: {len(cases)}\n"
                yield from (f"- `{_line(case)}`" for case in cases[:SHOWN])
                if len(cases) > SHOWN:
                    yield f"- and {len(cases) - SHOWN} more"


def _line(case: str) -> str:
    line = " ".join(case.replace("`", "'").split())
    return line if len(line) <= 240 else f"{line[:239]}…"


if __name__ == "__main__":
    main()
