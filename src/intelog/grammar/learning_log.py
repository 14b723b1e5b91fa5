"""The learning log's Markdown, both ways: `write(read(text)) == text` for any text.

A note service's export, as people keep it: `# YYYYMMDD title`, newest first, the source's
link first, bullets `+`, `-`, `*` by depth, bold terms, images under an OCR comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from intelog.model.document import Image, Link
from intelog.model.note import Entry, LearningLog, Line, Part
from intelog.text import markdown
from intelog.text.urls import canonical

_HEADING = re.compile(r"#([ \t]*)(\d{8}|\d{4}-\d{2}-\d{2})(?!\d)([ \t]*)([^\r\n]*)(\r\n|\n|\r|\Z)")
_LINE = re.compile(r"([ \t]*)(?:([-+*])([ \t]+)(?=\S)|([-+*])([ \t]*)(?=\r|\n|\Z))?([^\r\n]*)(\r\n|\n|\r|\Z)")
_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
_IMAGE = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(<?([^)\s>]*)>?[^)]*\)")
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_OCR = re.compile(r"\s*(?:这是一张图片[，,]?\s*)?ocr\s*内容为\s*[:：]\s*(.*?)\s*", re.DOTALL | re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_BARE_URL = re.compile(r"https?://[^\s<>\])）。，、；]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def read(text: str) -> LearningLog:
    """Read a learning log.  Any text can be read; one without dated headings is all preamble."""
    # A byte order mark stands before the first heading and must not hide it.
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    preamble = [mark]
    entries: list[Entry] = []
    lines: list[Line] = []
    fence: str | None = None
    for line in _raw_lines(text.removeprefix(mark)):
        heading = _HEADING.fullmatch(line) if fence is None else None
        if heading is not None:
            _close(entries, lines)
            hash_gap, stamp, title_gap, title, end = heading.groups()
            entries.append(Entry(stamp=stamp, title=title, hash_gap=hash_gap, title_gap=title_gap, end=end))
            continue
        fence = _fence_after(fence, line)
        if entries:
            lines.append(_line(line))
        else:
            preamble.append(line)
    _close(entries, lines)
    return LearningLog("".join(preamble), tuple(entries))


def write(log: LearningLog) -> str:
    """The log as it stands in its file."""
    return log.preamble + "".join(entry.written for entry in log.entries)


def _raw_lines(text: str) -> Iterator[str]:
    # Not str.splitlines: a form feed or U+2028 inside a note is not a new line in a file.
    return (m.group() for m in re.finditer(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z", text))


def _line(raw: str) -> Line:
    found = _LINE.fullmatch(raw)
    assert found is not None  # the pattern takes any line
    indent, marker, gap, lone, lone_gap, text, end = found.groups()
    return Line(indent, marker or lone or "", gap or lone_gap or "", text, end)


def _close(entries: list[Entry], lines: list[Line]) -> None:
    if lines:
        last = entries[-1]
        entries[-1] = Entry(
            stamp=last.stamp, title=last.title, lines=tuple(lines), hash_gap=last.hash_gap,
            title_gap=last.title_gap, end=last.end,
        )  # fmt: skip
        lines.clear()


def _fence_after(fence: str | None, line: str) -> str | None:
    found = _FENCE.match(line)
    if found is None:
        return fence
    if fence is None:
        return found.group(1)
    return None if found.group(1).startswith(fence) else fence


def title_of(entry: Entry) -> str:
    """The title as a reader sees it, without marks of emphasis."""
    return markdown.plain(entry.title).strip()


def terms_of(entry: Entry) -> tuple[str, ...]:
    """The terms it sets in bold, in order, each once."""
    found = (markdown.plain(term) for line in entry.lines for term in _BOLD.findall(line.text))
    return tuple(dict.fromkeys(found))


def links_of(entry: Entry) -> tuple[Link, ...]:
    """The links it gives, in order: Markdown links, and bare addresses."""
    found: list[Link] = []
    for line in entry.lines:
        if "http" not in line.text:
            continue
        text = _IMAGE.sub("", _COMMENT.sub("", line.text))
        given = markdown.links(text)
        found += [Link(url, markdown.plain(label)) for label, url in given if url.startswith("http")]
        if not given:
            found += [Link(url, url) for url in _BARE_URL.findall(text)]
    return tuple(found)


def source_of(entry: Entry) -> str | None:
    """The link the entry is about: the first that stands on a line of its own, else the first."""
    found = links_of(entry)
    alone = (link.url for line in entry.lines if (link := _lone_link(line.text)))
    return next(alone, found[0].url if found else None)


def _lone_link(text: str) -> Link | None:
    text = text.strip()
    if (given := markdown.only_link(text)) and given[1].startswith("http"):
        return Link(given[1], given[0])
    return Link(text, text) if _BARE_URL.fullmatch(text) else None


def images_of(entry: Entry) -> tuple[Image, ...]:
    """The images it shows, each with the words that the OCR comment above it holds."""
    body = "".join(line.written for line in entry.lines)
    found, ocr, at = [], "", 0
    for mark in re.finditer(rf"{_COMMENT.pattern}|{_IMAGE.pattern}", body, re.DOTALL):
        if body[at : mark.start()].strip():
            ocr = ""  # words between comment and image: the comment is not the image's
        at = mark.end()
        comment, alt, url = mark.groups()
        if comment is None:
            found.append(Image(url, alt, ocr))
            ocr = ""
        elif (words := _OCR.fullmatch(comment)) is not None:
            ocr = words.group(1)
    return tuple(found)


class Bullet(NamedTuple):
    """A bullet or a line of text: its depth (0 outermost), its words, and where they stand."""

    depth: int
    text: str
    start: int
    """Offset into the entry's text, in code points."""


def bullets_of(entry: Entry) -> list[Bullet]:
    """What the entry says: bullets and plain lines; links alone, images, comments and HTML left out."""
    hidden = _hidden(entry)
    at = len(entry.heading)
    depths: list[int] = []
    found = []
    for line in entry.lines:
        start = at + len(line.indent) + len(line.marker) + len(line.gap)
        at += len(line.written)
        if line.is_blank or any(a <= start < b for a, b in hidden) or not _has_words(line.text):
            continue
        if line.marker:
            column = len(line.indent.expandtabs(4))
            while depths and depths[-1] >= column:
                depths.pop()
            depths.append(column)
            found.append(Bullet(len(depths) - 1, line.text, start))
        else:
            found.append(Bullet(len(depths), line.text, start))
    return found


def _hidden(entry: Entry) -> list[tuple[int, int]]:
    """Comments and code, which may go over several lines."""
    text = entry.written
    found = [m.span() for m in _COMMENT.finditer(text)]
    fence, opened, at = None, 0, 0
    for raw in _raw_lines(text):
        now = _fence_after(fence, raw)
        if fence is None and now is not None:
            opened = at
        at += len(raw)
        if fence is not None and now is None:
            found.append((opened, at))
        fence = now
    if fence is not None:
        found.append((opened, at))
    return found


def _has_words(text: str) -> bool:
    if _lone_link(text):
        return False
    bare = _TAG.sub("", _IMAGE.sub("", _COMMENT.sub("", text)))
    return re.search(r"\w", bare) is not None


_PART = re.compile(
    r"\s*(?:[(（\[【]\s*)?(?:(?P<han>[上中下])(?:篇|集|部)?|(?:[Pp]art|[Pp]t\.?|第)\s*(?P<n>\d{1,2}|[一二三四五六七八九十])\s*(?:部分|篇|集)?"
    r"|(?P<k>\d{1,2})\s*/\s*(?P<of>\d{1,2})|(?P<bare>\d{1,2}))\s*(?:[)）\]】]\s*)?"
)
_HAN_NUMBERS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}


class Marked(NamedTuple):
    """A title and the part its end marks, if any.  A bare number is a weak mark."""

    title: str
    part: Part | None
    weak: bool = False


def marked_part(title: str) -> Marked:
    """Split a title from its part: `… 下`, `…（中）`, `… Part 2`, `… (2/3)`, and weakly `… 2`."""
    found = re.search(rf"(?:(?<=[\s.。!！?？\w]))(?:{_PART.pattern})$", title)
    if found is None or not title[: found.start()].strip():
        return Marked(title, None)
    rest = title[: found.start()].rstrip(" -–—·|,，")
    bracketed = title.rstrip()[-1] in ")）]】"
    if found["han"]:
        if not (bracketed or title[found.start() : found.start() + 1].isspace() or rest[-1:] in ".。!！?？"):
            return Marked(title, None)  # 天下 ends in 下 and is no part
        return Marked(rest, Part({"上": 1, "中": 2, "下": 2}[found["han"]], 3 if found["han"] == "中" else None))
    if found["n"]:
        return Marked(rest, Part(_HAN_NUMBERS.get(found["n"]) or int(found["n"]), None))
    if found["k"]:
        return Marked(rest, Part(int(found["k"]), int(found["of"])))
    if bracketed or title[found.start() : found.start() + 1].isspace():
        return Marked(rest, Part(int(found["bare"]), None), weak=True)
    return Marked(title, None)


class Talk(NamedTuple):
    """One talk and the entries that cover it, in the order of their parts."""

    url: str
    title: str
    entries: tuple[Entry, ...]
    parts: tuple[Part | None, ...]
    """The part each entry covers; None where it covers the whole."""
    missing: tuple[int, ...]
    """Parts that must exist and are not here."""


def talks_of(entries: Iterable[Entry]) -> list[Talk]:
    """Tie entries that share a source; number their parts; tell which parts are missing.

    An unmarked entry beside a marked second part is the first part, unmarked.  A number at
    the end of a title marks a part only where another entry shares the source.
    """
    by_source: dict[str, list[Entry]] = {}
    for entry in entries:
        if source := source_of(entry):
            by_source.setdefault(canonical(source), []).append(entry)
    return [_talk(url, group) for url, group in by_source.items()]


def _talk(url: str, group: Sequence[Entry]) -> Talk:
    ordered = sorted(group, key=lambda e: (e.day or date.max, e.stamp))
    marks = [marked_part(title_of(entry)) for entry in ordered]
    if len(group) == 1 and marks[0].weak:
        marks = [Marked(title_of(ordered[0]), None)]
    if any(mark.part and mark.part.of == 3 for mark in marks):  # 上 中 下: 下 is the third
        marks = [
            m._replace(part=Part(3, 3)) if _is_last(e) and m.part else m for m, e in zip(marks, ordered, strict=True)
        ]
    numbers: list[int | None] = [m.part.number if m.part else None for m in marks]
    if any(numbers):
        free = iter(n for n in range(1, len(numbers) + 1) if n not in numbers)
        numbers = [n if n is not None else next(free) for n in numbers]
    known = [n for n in numbers if n is not None]
    expected = max([*known, *(m.part.of or 0 for m in marks if m.part)], default=0)
    parts = tuple(None if n is None else Part(n, expected) for n in numbers)
    together = sorted(zip(ordered, parts, strict=True), key=lambda pair: pair[1].number if pair[1] else 0)
    return Talk(
        url=url,
        title=marks[0].title,
        entries=tuple(entry for entry, _ in together),
        parts=tuple(part for _, part in together),
        missing=tuple(n for n in range(1, expected + 1) if n not in known),
    )


def _is_last(entry: Entry) -> bool:
    return title_of(entry).rstrip(")）]】篇集部 ").endswith("下")


class Slip(NamedTuple):
    """A date that is likely mistyped, and what was likely meant."""

    entry: Entry
    likely: date


NEAR = timedelta(days=31)
"""Entries of one log stand in order of date; a slip is one that lies further off than a
month from both neighbours while the same day of a neighbour's year does not."""


def slips_of(entries: Sequence[Entry]) -> list[Slip]:
    """Dates among the entries that are likely slips, such as January's old year."""
    days = [entry.day for entry in entries]
    found = []
    for i, (entry, day) in enumerate(zip(entries, days, strict=True)):
        around = [d for d in (*days[max(0, i - 2) : i], *days[i + 1 : i + 3]) if d is not None]
        if day is None or len(around) < 2 or any(abs(day - d) <= NEAR for d in around):
            continue
        for year in dict.fromkeys(d.year for d in around):
            likely = _in_year(day, year)
            if likely and all(abs(likely - d) <= NEAR for d in around):
                found.append(Slip(entry, likely))
                break
    return found


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
