"""Mending what can be mended without a thought: nothing a person wrote is taken away."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from intelog.grammar import monthly as grammar
from intelog.grammar import row as rows
from intelog.grammar.edition import BOM

_TEMPLATE = frozenset(
    "7546589185637421 b6d8d28a5bad416e e1157ef0099f890b 5b7edcb3274f394b 5494ebc7da0ac7fa c63e2b0f8affe772 "
    "b0c088b93cc0650f 1b5f1f693aa54910 d1d5f4748f664835 2466b1c7398e3c30 b44cf9d462597fcf dc19fb716f254160 "
    "88b41bfc1a3e105f d9dc33129e21a42d bfa664c31bec4214 c2c0ca8b743f76d1 d0b234a4d4d32a51 04adbae4ddd1bc0c".split()
)
"""The desk's template, line by line: what it says to its writers, as the first 16 digits of each line's SHA-256."""
_EXAMPLES = frozenset("d5bf48834efd1688 ab26f3d89ff380a9 60dbd2b7f8a8565b ecca636f8cc70c12".split())
"""Its bullets that hold an example."""

_GUIDE_HEADING = re.compile(r"#{3,4}\s+How to write", re.IGNORECASE)
_WIDE_LINK = re.compile(r"(\[[^\[\]]+\])（(https?://[^（）\s]*)）")


class Mended(NamedTuple):
    """A text, and what was mended in it."""

    text: str
    done: tuple[tuple[int, str], ...]
    """Line, as it was, and the code of the finding that is gone."""


def mended(text: str) -> Mended:
    """Mend a monthly log.

    Taken out: the template's own words to its writers.  Emptied: bullets that hold its example.  Put in:
    the line of dashes under a table's head.  Put right: links with full-width brackets.
    """
    out: list[str] = []
    done: list[tuple[int, str]] = []
    in_guide = False
    last = ""
    lines = re.split(r"(?<=\n)", text)
    for number, line in enumerate(lines, 1):
        bare = line.removeprefix(BOM).strip() if number == 1 else line.strip()
        digest = hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if _GUIDE_HEADING.match(bare):
            in_guide = True
        elif bare.startswith(("## ", "### ", "# ")) or bare == "---":
            in_guide = False
        is_template = digest in _TEMPLATE and (in_guide or not bare.startswith("|"))
        if is_template or (in_guide and (_is_dashes(bare) or (not bare and not last))):
            done += [(number, "guide-left" if in_guide else "placeholder")] if is_template else []
            last = "" if not out or not out[-1].strip() else last
            continue
        if digest in _EXAMPLES:
            line = f"{line[: line.index('**', line.index('**') + 2) + 2]} {rows.EMPTY}{_end(line)}"
            done.append((number, "placeholder"))
        elif (fixed := _WIDE_LINK.sub(r"\1(\2)", line)) != line:
            line = fixed
            done.append((number, "link-broken"))
        if not bare and out and not out[-1].strip() and done and done[-1][0] == number - 1:
            continue  # the blank line behind what was taken out
        out.append(line)
        last = bare
        if _is_head(bare) and not _is_dashes(_next(lines, number)):
            out.append(grammar.columns_line(len(rows.cells(bare))) + (_end(line) or "\n"))
            done.append((number, "table-broken"))
    return Mended("".join(out), tuple(done))


def _next(lines: list[str], number: int) -> str:
    return lines[number].strip() if number < len(lines) else ""


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _is_dashes(bare: str) -> bool:
    return bare.startswith("|") and re.fullmatch(r"[|:\-\s]+", bare) is not None


def _is_head(bare: str) -> bool:
    return bare.startswith("|") and grammar.heads_line(bare) is not None
