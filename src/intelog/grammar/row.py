"""A table's row as cells, and a cell as the pieces it is made of: both ways, to the last byte.

A row of the monthly log is one line of some thousand characters.  A *piece* is what can be
said of it by itself: a block such as `**[Infra] …**`, a capability, an axis, one field of a
paper.  Pieces are set apart by `<br><br>`, or by `<br>` before something that opens one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from intelog.grammar.month_words import LEADS, PAPER_LEADS, ColumnRole
from intelog.text import markdown

EMPTY = "—"
"""What stands in a field that no source fills."""

BREAK, BLANK = "<br> ", "<br><br> "
"""Between pieces, in normal form: within one paper, and everywhere else."""

_BREAKS = re.compile(r"\s*(?:<br\s*/?>\s*)+", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PIPE = re.compile(r"(?<!\\)(?:\\\\)*\|")
_IMAGE = re.compile(r"!\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?:<([^<>\n]*)>|((?:[^\s()]|\([^\s()]*\))*))\)")
_BOLD_LEAD = re.compile(r"\*\*(?P<lead>(?:(?!\*\*).)+?)\s*(?:(?P<inside>[：:])\s*\*\*|\*\*(?P<behind>\s*[：:])?)\s*")
_PLAIN_LEAD = re.compile(
    r"(?P<lead>[^\s：:*<>|\[\]()（）。，；,;][^：:*<>|\[\]()（）。，；,;]{1,23}(?:（[^（）]*）)?)[：:]\s*"
)
_LABEL = re.compile(r"\[([A-Za-z][\w /+&-]*)\](?!\()")
_NUMBER = re.compile(r"\d{1,2}[.)、]\s*")
_BULLET = re.compile(r"[*+-]\s+")
_PAPER = re.compile(r"\[Paper\]\s*|\*\*\[Paper\]\s*", re.IGNORECASE)


def as_one_piece(text: str) -> str:
    """A text as one piece of a cell: on one line, with single breaks, and pipes that are characters."""
    joined = _BREAKS.sub(BREAK, " ".join(text.split()))
    return _PIPE.sub(lambda m: m.group()[:-1] + "\\|", joined).strip()


class Span(NamedTuple):
    """A stretch of a line: from the first offset up to, not including, the second."""

    start: int
    end: int

    def of(self, line: str) -> str:
        """What stands there."""
        return line[self.start : self.end]


def cells(line: str) -> list[Span]:
    """The cells of a table's line, from pipe to pipe; the spaces inside belong to them.

    A pipe after a backslash is a character like any other.
    """
    begin = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    pipes = [m.end() - 1 for m in _PIPE.finditer(line, begin, end)]
    if not pipes or pipes[0] != begin:
        pipes.insert(0, begin - 1)
    if pipes[-1] != end - 1 or len(pipes) == 1:
        pipes.append(end)
    return [Span(a + 1, b) for a, b in itertools.pairwise(pipes)]


def pieces(line: str, cell: Span, role: ColumnRole) -> list[Span]:
    """The pieces of a cell, without the breaks and spaces between; none in an empty cell."""
    found: list[Span] = []
    begin = cell.start
    for breaks in _BREAKS.finditer(line, cell.start, cell.end):
        if len(_BREAK.findall(breaks.group())) > 1 or _opens(line, breaks.end(), cell.end, role):
            found.append(Span(begin, breaks.start()))
            begin = breaks.end()
    found.append(Span(begin, cell.end))
    bare = [_stripped(line, span) for span in found]
    said = [span for span in bare if span.start < span.end]
    return [] if len(said) == 1 and said[0].of(line) == EMPTY else said


def _stripped(line: str, span: Span) -> Span:
    text = span.of(line)
    left = len(text) - len(text.lstrip())
    return Span(span.start + left, span.start + max(left, len(text.rstrip())))


def _opens(line: str, at: int, end: int, role: ColumnRole) -> bool:
    """Whether what follows a single break begins a piece of its own in this column."""
    if at >= end:
        return False
    stop = _BREAK.search(line, at, end)
    head = line[at : stop.start() if stop else end].strip()
    match role:
        case ColumnRole.MECHANISM:
            lead = lead_of(head)
            return bool(lead and (lead.label or lead.role == "tldr"))
        case ColumnRole.CAPABILITY | ColumnRole.VALUE:
            lead = lead_of(head)
            return bool(lead and head.startswith("**") and LEADS[role].get_role(lead.words))
        case ColumnRole.TREND | ColumnRole.PRACTICE:
            lead = lead_of(head)
            return bool(lead and lead.is_bold and (lead.number or LEADS[role].get_role(lead.words)))
        case ColumnRole.PAPERS:
            return paper_heading(head) is not None or paper_field(head) is not None
        case _:
            return False


class Lead(NamedTuple):
    """What a piece begins with: `1. **[Infra] 超大 MoE**：` and what of it stands where."""

    words: str
    """Without number, marks and label."""
    label: str
    """What stands in brackets: `Infra`, `Train/Post-train`."""
    number: str
    is_bold: bool
    end: int
    """Where what it leads begins."""

    @property
    def role(self) -> str:
        """`tldr` where it sums up."""
        return "tldr" if LEADS[ColumnRole.MECHANISM].get_role(self.words) else ""


def lead_of(piece: str) -> Lead | None:
    """The lead of a piece, pictures before it passed over; None where it has none."""
    at = 0
    while image := _IMAGE.match(piece, at):
        at = image.end()
        at += len(piece[at:]) - len(piece[at:].lstrip())
    if bullet := _BULLET.match(piece, at):
        at = bullet.end()
    number = _NUMBER.match(piece, at)
    if number:
        at = number.end()
    written = number.group().strip() if number else ""
    if bold := _BOLD_LEAD.match(piece, at):
        label = _LABEL.match(bold["lead"])
        words = bold["lead"][label.end() :] if label else bold["lead"]
        return Lead(words.strip(), label.group(1).strip() if label else "", written, True, bold.end())
    if label := _LABEL.match(piece, at):
        return Lead("", label.group(1).strip(), written, False, len(piece) - len(piece[label.end() :].lstrip()))
    if plain := _PLAIN_LEAD.match(piece, at):
        return Lead(plain["lead"], "", written, False, plain.end())
    return None


def paper_heading(piece: str) -> tuple[str, str] | None:
    """Title and address, where a piece is a paper's heading: a link and nothing else, bold or not, `[Paper]` or not."""
    bare = piece.strip()
    if bold := re.fullmatch(r"\*\*(.+)\*\*", bare):
        bare = bold.group(1).strip()
    if mark := _PAPER.match(bare):
        bare = bare[mark.end() :].strip().removesuffix("**").strip()
        if loose := re.fullmatch(r"([^\[\]()（）]+?)\s*[(（](https?://[^\s()（）]+)[)）]", bare):
            return loose.group(1), loose.group(2)
    if link := markdown.only_link(bare):
        return link
    return None


def paper_field(piece: str) -> str | None:
    """Which field of a paper's note a piece opens, by its lead."""
    lead = lead_of(piece)
    return PAPER_LEADS.get_role(lead.words) or None if lead else None


def images(text: str) -> list[tuple[str, str]]:
    """The pictures of a line: (alternative text, address)."""
    return [(m.group(1), markdown.address(m.group(2) or m.group(3) or "")) for m in _IMAGE.finditer(text)]


def without_images(text: str) -> str:
    """A line without its pictures."""
    return _IMAGE.sub("", text)


def lines(text: str) -> Iterator[str]:
    """What stands between breaks, white space taken off; empty stretches are left out."""
    for line in _BREAK.split(text):
        if bare := line.strip():
            yield bare
