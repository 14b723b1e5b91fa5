"""What is wrong with an edition's file as a file: an unfinished merge, front matter that is not closed, a newer format.

Such a file is left as it is: what it says cannot be told from what happened to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from intelog.grammar.edition import BOM, front_values

FORMAT = 1
"""The format of editions.  `format: 2` in a file's front matter means that a newer intelog wrote it."""

PLACEHOLDER = re.compile(r"\[(?:例如|e\.g\.|TODO|待填)[^\]]*\]|<(?:Topic|Title|Link)>|\bXXX\b|YYYY-MM")
"""What a template leaves to be filled in."""

_MERGE = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_FRONT_LINE = re.compile(r"\s*(?:#.*)?|[\w-]+:(?:\s.*)?|\s+\S.*|-\s.*|\]\s*|\}\s*")


class Fault(NamedTuple):
    """Something wrong with a file: its line, the finding's code, and what is filled into its words."""

    line: int
    code: str
    said: dict[str, object]


def faults(text: str) -> Iterator[Fault]:
    """The faults for which a file is not read any further, first to last."""
    lines = text.removeprefix(BOM).splitlines()
    merged = [n for n, line in enumerate(lines, 1) if _MERGE.match(line)]
    if any(lines[n - 1].startswith(("<<<<<<<", ">>>>>>>")) for n in merged):
        yield Fault(merged[0], "merge-marker", {})
    if lines and lines[0].rstrip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---" or line.startswith("#")), None)
        if end is None or lines[end].startswith("#"):
            yield Fault(1, "front-broken", {})
            return
        version = front_values("\n".join(lines[1:end])).get("format", str(FORMAT))
        if not version.isdigit() or int(version) > FORMAT:
            yield Fault(1, "newer-format", {"said": version, "known": FORMAT})


def odd_front_line(front: str) -> int | None:
    """The number, from 1, of the first line of front matter that is none; None where all are."""
    for n, line in enumerate(front.splitlines(), 1):
        value = line.partition(":")[2].strip()
        opens = (
            value[:1] in ("[", "{") and value[-1:] not in ("]", "}") and "#" not in value and not value.endswith(",")
        )
        if not _FRONT_LINE.fullmatch(line) or opens or (value[:1] in ("'", '"') and value.count(value[0]) % 2):
            return n
    return None
