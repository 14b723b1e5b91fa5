"""`python -m bench quality|speed|all --corpus FOLDER`: one table, each measure beside its goal and its peer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench.quality import quality
from bench.row import Row
from bench.speed import speed

PARTS: dict[str, Callable[[Path], list[Row]]] = {"quality": quality, "speed": speed}


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
    print(table)
    if asked.write:
        intro = asked.write.read_text("utf-8").partition("| # |")[0]
        asked.write.write_text(intro + table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
