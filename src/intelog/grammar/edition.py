"""An edition's Markdown as a run of parts, both ways, losing nothing.

Two laws: `parse(render(e)) == e` for every edition in normal form, and
`render(parse(text)) == text` for every text, to the last byte.  The first makes the file
readable, the second makes it safe to live in: what a person wrote is never reformatted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from intelog.evidence import receipt
from intelog.model.edition import Edition, Part, PartKind, Written
from intelog.model.record import Evidence
from intelog.text import markdown
from intelog.text.segment import sentences

Recognise = Callable[[str, str], Part | None]
"""What a cadence knows of its own lines: (line, heading of the section it stands in) to part, or None."""

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\n)?---[ \t]*(?:\r?\n)?", re.DOTALL)
_FRONT_ENDS = re.compile(r"---\s*\Z|#{2,}\s")
"""Its last line; or a heading, which stands in no front matter, so that it has none."""
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})")
_COMMENT = re.compile(r" {0,3}<!--")
_NOT_TEXT = re.compile(r"(?: {4}|\t| {0,3}(?:#{1,6}(?:\s|$)|```|~~~|\||<|={3,}\s*$|(?:[-*_]\s*){3,}$))")
_LIST = re.compile(r"(\s*(?:[-*+]|\d{1,9}[.)])\s+|\s*(?:>\s?)+)(?=\S)")
BOM = "\ufeff"


@dataclass(slots=True)
class _Run:
    """A part while its lines are being read."""

    kind: PartKind
    text: str
    at: int
    number: int
    lines: list[str]
    said: int
    """How many of its lines come before the blank ones at its end."""

    def part(self) -> Part:
        text = self.text
        if self.kind is PartKind.RAW:
            text = "".join(self.lines[: self.said]).removeprefix(BOM).strip("\r\n")
        return Part(self.kind, text, Written(self.at, self.number, "".join(self.lines)))


def parse(text: str, recognise: Recognise) -> Edition:
    """Read an edition's text.  Anything can be read; what is not known is `RAW`.

    A blank line belongs to what stands above it; other unknown lines are one part where they touch.
    """
    runs: list[_Run] = []
    section = ""
    for at, number, line in _logical_lines(text):
        bare = line.rstrip("\r\n")
        if at == 0:
            bare = bare.removeprefix(BOM)
        last = runs[-1] if runs else None
        if not bare.strip():
            if last is None:
                runs.append(_Run(PartKind.RAW, "", at, number, [line], 0))
            else:
                last.lines.append(line)
            continue
        if at == 0 and (front := _FRONT.fullmatch(line)):
            words = (front.group(1) or "").replace("\r\n", "\n").rstrip("\n")
            part: Part | None = Part(PartKind.FRONT, words)
        else:
            part = _part(bare, section, recognise) if "\n" not in bare and "\r" not in bare else None
        if part is not None:
            section = part.text if part.kind is PartKind.SECTION else section
            runs.append(_Run(part.kind, part.text, at, number, [line], 1))
        elif last is not None and last.kind is PartKind.RAW:
            last.lines.append(line)
            last.said = len(last.lines)
        else:
            runs.append(_Run(PartKind.RAW, "", at, number, [line], 1))
    return Edition(tuple(run.part() for run in runs))


def _part(line: str, section: str, recognise: Recognise) -> Part | None:
    if found := receipt.definition(line):
        return Part(PartKind.DEFINITION, f"[^{found[0]}]: {found[1].strip()}")
    if known := recognise(line, section):
        return known
    if _NOT_TEXT.match(line):
        return None
    return Part(PartKind.TEXT, line.rstrip())


def _logical_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Lines with offset and number; front matter, fenced code and a comment each as one.

    What is opened and never closed is one line: a slip of the pen must not take the rest of the file with it.
    """
    lines = list(_LINES.finditer(text))
    endless: dict[str, int] = {}
    i = 0
    while i < len(lines):
        last = i
        line = lines[i].group()
        if i == 0 and line.removeprefix(BOM).rstrip() == "---":
            last = next((j for j in range(1, len(lines)) if _FRONT_ENDS.match(lines[j].group())), 0)
            last = last if last and lines[last].group().startswith("---") else 0
        elif fence := _FENCE.match(line):
            mark, size = fence.group(1)[0], len(fence.group(1))
            if size < endless.get(mark, size + 1):  # what did not close a shorter one does not close this one
                closes = re.compile(rf" {{0,3}}{mark}{{{size},}}\s*")
                last = next((j for j in range(i + 1, len(lines)) if closes.fullmatch(lines[j].group())), i)
                if last == i:
                    endless[mark] = size
        elif _COMMENT.match(line) and "<" not in endless:
            end = next((j for j in range(i, len(lines)) if "-->" in lines[j].group()), None)
            if end is None:
                endless["<"] = 0
            last = i if end is None else end
        yield lines[i].start(), i + 1, text[lines[i].start() : lines[last].end()]
        i = last + 1


def parted(written: Written) -> tuple[str, str]:
    """A part's own lines as they stand, without the last line end; and the blank lines behind them."""
    lines = _LINES.findall(written.text)
    said = len(lines)
    while said > 1 and not lines[said - 1].strip():
        said -= 1
    own = "".join(lines[:said]).rstrip("\r\n")
    return own.removeprefix(BOM) if written.at == 0 else own, "".join(lines[said:])


def render(edition: Edition, write: Callable[[Part], str], *, bom: bool = False) -> str:
    """Write an edition.  Parts that were read stand as they stood; the others in normal form."""
    out: list[str] = [BOM] if bom else []
    last: Part | None = None
    for part in edition.parts:
        text = part.written.text if part.written else write(part) + "\n"
        if last is not None and not _touched(last, part):
            done = "".join(out[-2:])
            missing = lines_between(last, part) - _line_ends(done)
            out.append("\n" * max(0, missing))
        out.append(text)
        last = part
    return "".join(out)


def _line_ends(text: str) -> int:
    """How many line ends *text* ends with."""
    end = text[len(text.rstrip("\r\n")) :]
    return len(_LINES.findall(end))


def _touched(a: Part, b: Part) -> bool:
    return a.written is not None and b.written is not None and a.written.at + len(a.written.text) == b.written.at


_TIGHT = (
    {PartKind.TEXT},
    {PartKind.UPDATE, PartKind.KEYWORDS, PartKind.SOURCES},
    {PartKind.NOTED},
    {PartKind.POINT},
    {PartKind.TABLE, PartKind.COLUMNS, PartKind.ROW},
    {PartKind.DEFINITION},
)


def lines_between(a: Part, b: Part) -> int:
    """Line ends between two parts in normal form: lines of one block touch, blocks are set apart."""
    return 1 if any(a.kind in block and b.kind in block for block in _TIGHT) else 2


def front_values(text: str) -> dict[str, str]:
    """The plain `key: value` lines of front matter, quotes taken off; other lines are left alone."""
    found = {}
    for line in text.splitlines():
        if (match := re.fullmatch(r"([A-Za-z_][\w-]*):\s*(.*?)\s*(?:\s#.*)?", line)) and match[1] not in found:
            found[match[1]] = match[2].strip("\"'")
    return found


class Statement(NamedTuple):
    """One sentence of running text, and the labels of the receipts that stand behind it."""

    text: str
    labels: tuple[str, ...]
    start: int
    """Offset into the part's text."""


_REFERENCES = re.compile(rf"(?:{receipt.REFERENCE.pattern}\s*)+")


def statements(line: str) -> list[Statement]:
    """The sentences of a line.  A receipt is of the sentence it follows, not of those before.

    A list's marker or a quote's `>` is no part of what is said.
    """
    marker = _LIST.match(line)
    at = marker.end() if marker else 0
    found: list[Statement] = []
    for references in _REFERENCES.finditer(line, at):
        labels = tuple(receipt.REFERENCE.findall(references.group()))
        said = _sentences(line, at, references.start()) or [Statement("", (), references.start())]
        found += [*said[:-1], said[-1]._replace(labels=labels)]
        at = references.end()
    return [*found, *_sentences(line, at, len(line))]


def _sentences(line: str, start: int, end: int) -> list[Statement]:
    chunk = line[start:end]
    return [Statement(chunk[a:b], (), start + a) for a, b in sentences(chunk)]


class Heading(NamedTuple):
    """An item's heading: its words as Markdown, where it leads, its receipts' labels."""

    text: str
    url: str
    labels: tuple[str, ...]


def heading(text: str) -> Heading:
    """Read an item's heading."""
    labels = tuple(receipt.REFERENCE.findall(text))
    bare = receipt.REFERENCE.sub("", text).strip()
    if link := markdown.only_link(bare):
        return Heading(link[0], link[1], labels)
    return Heading(bare, "", labels)


def receipts(edition: Edition) -> dict[str, tuple[Evidence, Part]]:
    """The receipts that the edition carries, by label.  Of two with one label the first counts."""
    found: dict[str, tuple[Evidence, Part]] = {}
    for part in edition.parts:
        if part.kind is not PartKind.DEFINITION:
            continue
        label, text = receipt.definition(part.text) or ("", "")
        evidence = receipt.read(text)
        if evidence is not None and label not in found:
            found[label] = (evidence, part)
    return found


def read_aloud(edition: Edition) -> str:
    """What a reader reads: front matter, receipts, their references and addresses left out."""
    lines = []
    for part in edition.parts:
        if part.kind in (PartKind.FRONT, PartKind.DEFINITION):
            continue
        for line in part.text.splitlines():
            words = markdown.plain(receipt.REFERENCE.sub("", line))
            lines.append(markdown.without_addresses(words))
    return "\n".join(lines)
