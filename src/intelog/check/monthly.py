"""The monthly log's own checks: its structure, what is left of the template, its tables, links and pictures, its style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from intelog.check.codes import finding, graded
from intelog.check.file import PLACEHOLDER, faults, odd_front_line
from intelog.check.measures import measures
from intelog.check.month_style import style_of_direction, style_of_model, style_of_paper
from intelog.grammar import month_values as values
from intelog.grammar import monthly as grammar
from intelog.grammar import row as rows
from intelog.grammar.edition import front_values, parted
from intelog.grammar.month_words import MONTHLY, TABLES, Division, Point
from intelog.model.edition import Edition, Part, PartKind
from intelog.model.finding import Finding, Severity
from intelog.model.language import Language
from intelog.model.month import DirectionReview, ModelReview
from intelog.model.period import Period
from intelog.text.compare import comparable
from intelog.text.urls import canonical

_GUIDE_QUOTES = re.compile(
    r">\s*(?:捕捉行业宏观信号|核心技术点追踪|知识摄入复盘|Use an image to visually summarize|Note: The technological innovation section)"
)
_GUIDE_HEADING = re.compile(r"#{3,4}\s+How to write", re.IGNORECASE)
_FILE_NAME = re.compile(r"[^\s/]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp)", re.IGNORECASE)
_WIDE_LINK = re.compile(r"\[([^\[\]]+)\]（([^（）]*)）")
_ANY_LINK = re.compile(r"!?\[((?:\\.|[^\[\]\\])*)\]\(((?:[^()]|\([^()]*\))*)\)")
_ADDRESS = re.compile(r"(?:https?://[^\s/$.?#][^\s]*|mailto:\S+@\S+|[#./]\S*|[\w-]+(?:/[^\s/]+)+|[\w-]+\.\w{2,5})")
_MONTH = re.compile(r"\b(\d{4}-\d{2})\b")

ORDER = (Division.OBSERVATORY, Division.REVIEW, *TABLES, Division.SKETCHES)
_GRADES = {"reviewed": Severity.WARNING, "published": Severity.ERROR}


@dataclass(frozen=True, slots=True)
class _Seen:
    """A part, the line it stands on, and the division it stands in."""

    part: Part
    line: int
    division: Division | None


def monthly(
    edition: Edition, *, period: Period, language: Language, met: Mapping[str, Sequence[date]]
) -> Iterator[Finding]:
    """Findings on a monthly log.  *met*: on which days the documents of a subject were met, where any are held."""
    text = "".join(part.written.text for part in edition.parts if part.written)
    for fault in faults(text):
        yield finding(fault.line, fault.code, language, **fault.said)
    if any(fault.code != "merge-marker" for fault in faults(text)):
        return
    seen = [_Seen(p, p.written.line if p.written else 0, d) for p, d in grammar.divisions(edition.parts)]
    front = next((s.part.text for s in seen if s.part.kind is PartKind.FRONT), "")
    status = front_values(front).get("status", "draft")
    yield from _front(seen, front, period, language)
    yield from _structure(seen, status, language)
    yield from _leftovers(seen, status, language)
    yield from _fields(seen, status, language)
    yield from _tables(seen, status, language)
    yield from _pictures_and_links(seen, language)
    yield from _records(seen, period, met, language)


def _by_status(status: str, draft: Severity) -> Severity:
    return _GRADES.get(status, draft)


def _front(seen: Sequence[_Seen], front: str, period: Period, language: Language) -> Iterator[Finding]:
    said = front_values(front).get("period")
    line = next((s.line for s in seen if s.part.kind is PartKind.FRONT), 1)
    if not front:
        yield finding(line, "front-missing", language, period=period)
    elif odd := odd_front_line(front):
        yield finding(line + odd, "front-line", language, said=front.splitlines()[odd - 1].strip())
    elif said != str(period) and not PLACEHOLDER.search(said or ""):
        yield finding(line, "period-differs", language, said=said or "", period=period)
    for one in seen:
        if one.part.kind is PartKind.TITLE and (month := _MONTH.search(one.part.text)) and month[1] != str(period):
            yield finding(one.line, "title-period", language, said=month[1], period=period)


def _structure(seen: Sequence[_Seen], status: str, language: Language) -> Iterator[Finding]:
    words = MONTHLY[language].headings
    found: dict[Division, int] = {}
    for one in seen:
        if one.part.kind not in (PartKind.SECTION, PartKind.SUBSECTION) or one.division is None:
            continue
        if one.division in found:
            yield finding(one.line, "section-doubled", language, said=one.part.text, other=found[one.division])
            continue
        later = [d for d in found if ORDER.index(d) > ORDER.index(one.division)]
        if later:
            yield finding(one.line, "section-order", language, said=one.part.text, other=words[later[0]])
        found[one.division] = one.line
    end = max((one.line for one in seen), default=1)
    for division in ORDER:
        if division not in found:
            line = next((found[d] for d in ORDER[ORDER.index(division) :] if d in found), end)
            severity = _by_status(status, Severity.WARNING)
            yield graded(severity, finding(line, "section-missing", language, said=words[division]))


def _leftovers(seen: Sequence[_Seen], status: str, language: Language) -> Iterator[Finding]:
    """Placeholders and what else the template says to its writers."""
    severity = Severity.ERROR if status in _GRADES else Severity.WARNING
    in_guide = False
    for one in seen:
        if one.part.written is None or one.part.kind is PartKind.DEFINITION:
            continue
        if one.part.kind in (PartKind.SECTION, PartKind.SUBSECTION, PartKind.TITLE):
            in_guide = False
        for n, line in enumerate(parted(one.part.written)[0].splitlines()):
            if _GUIDE_HEADING.match(line):
                in_guide = True
                yield graded(severity, finding(one.line + n, "guide-left", language, said=line.strip("# ")))
            elif in_guide:
                continue
            elif left := (_GUIDE_QUOTES.match(line) or _placeholder(one.part, line)):
                said = line.strip() if isinstance(left, re.Match) and left.re is _GUIDE_QUOTES else str(left[0])
                yield graded(severity, finding(one.line + n, "placeholder", language, said=_short(said)))


def _placeholder(part: Part, line: str) -> re.Match[str] | tuple[str] | None:
    if found := grammar.point(part):
        text = found[1]
        if text not in ("", rows.EMPTY) and values.is_placeholder(text):
            return (text,)
    return PLACEHOLDER.search(line)


def _fields(seen: Sequence[_Seen], status: str, language: Language) -> Iterator[Finding]:
    """Theme, signal, picture, insight and best implementation: missing is a note in a draft, and `—` is not missing."""
    severity = _by_status(status, Severity.NOTE)
    points = {found[0]: (one.line, found[1]) for one in reversed(seen) if (found := grammar.point(one.part))}
    for point in Point:
        division = Division.OBSERVATORY if point in (Point.THEME, Point.SIGNAL) else Division.SKETCHES
        line = next((one.line for one in seen if one.division is division), None)
        if line is not None and not points.get(point, (0, ""))[1]:
            at = points[point][0] if point in points else line
            yield graded(severity, finding(at, f"{point}-missing", language))
    observatory = [one for one in seen if one.division is Division.OBSERVATORY]
    if observatory and not any(rows.images(one.part.text) for one in observatory):
        yield graded(severity, finding(observatory[0].line, "image-missing", language))


def _tables(seen: Sequence[_Seen], status: str, language: Language) -> Iterator[Finding]:
    for table in TABLES:
        inside = [one for one in seen if one.division is table]
        if not inside:
            continue
        head = next((one for one in inside if one.part.kind is PartKind.TABLE), None)
        lines = [one for one in inside if one.part.kind is PartKind.ROW]
        if head is None:
            at = lines[0] if lines else inside[0]
            severity = None if lines else _by_status(status, Severity.WARNING)
            yield graded(severity, finding(at.line, "table-broken", language, said=MONTHLY[language].headings[table]))
            continue
        if not any(one.part.kind is PartKind.COLUMNS for one in inside):
            yield finding(head.line, "table-broken", language, said=MONTHLY[language].headings[table])
        if not lines:
            yield graded(_by_status(status, Severity.NOTE), finding(head.line, "table-empty", language))
        wanted = len(rows.cells(head.part.text))
        for one in lines:
            if (count := len(rows.cells(one.part.text))) != wanted:
                yield finding(one.line, "row-broken", language, said=count, wanted=wanted)
    for one in seen:
        if one.part.kind is PartKind.ROW and one.division not in TABLES:
            yield finding(one.line, "row-stray", language, said=_short(one.part.text))


def _pictures_and_links(seen: Sequence[_Seen], language: Language) -> Iterator[Finding]:
    for one in seen:
        if one.part.kind in (PartKind.FRONT, PartKind.DEFINITION) or one.part.written is None:
            continue
        for n, line in enumerate(parted(one.part.written)[0].splitlines()):
            at = one.line + n
            for alt, url in rows.images(line):
                name = url.rstrip("/").rpartition("/")[2]
                if not alt.strip():
                    yield finding(at, "alt-missing", language, said=name)
                elif _FILE_NAME.fullmatch(alt.strip()):
                    yield finding(at, "alt-file-name", language, said=alt, name=name)
            for link in _WIDE_LINK.finditer(line):
                yield finding(at, "link-broken", language, said=link.group())
            for link in _ANY_LINK.finditer(_without_code(line)):
                address = link[2].strip().removeprefix("<").removesuffix(">")
                title = re.fullmatch(r"(\S+)\s+[\"'(].*[\"')]", address)
                if not _ADDRESS.fullmatch(title[1] if title else address):
                    yield finding(at, "link-broken", language, said=_short(link.group()))


def _without_code(line: str) -> str:
    return re.sub(r"(`+)(?:(?!\1).)*\1", "", line)


class _Reviewed(NamedTuple):
    """A typed row and its line."""

    line: int
    value: ModelReview | DirectionReview


def _records(
    seen: Sequence[_Seen], period: Period, met: Mapping[str, Sequence[date]], language: Language
) -> Iterator[Finding]:
    reviewed: list[_Reviewed] = []
    for one in seen:
        if one.part.kind is PartKind.ROW and not PLACEHOLDER.search(one.part.text):
            if one.division is Division.CLAY:
                reviewed.append(_Reviewed(one.line, values.model_review(one.part.text)))
            elif one.division in TABLES:
                reviewed.append(_Reviewed(one.line, values.direction_review(one.part.text)))
    yield from _doubled(reviewed, language)
    yield from _outside(reviewed, period, met, language)
    yield from _contradictions(reviewed, language)
    for line, value in reviewed:
        if isinstance(value, ModelReview):
            yield from style_of_model(line, value, language)
        else:
            yield from style_of_direction(line, value, language)
            for paper in value.papers:
                yield from style_of_paper(line, paper, language)


def _subjects(reviewed: Iterable[_Reviewed]) -> Iterator[tuple[int, str, str, str]]:
    """Line, kind, name and subject of each record that stands in a table."""
    for line, value in reviewed:
        if isinstance(value, ModelReview):
            yield line, "model", value.name, canonical(value.url) if value.url else comparable(value.name)
        else:
            yield line, "topic", value.topic, comparable(value.topic)
            for paper in value.papers:
                yield line, "paper", paper.title, canonical(paper.url) if paper.url else comparable(paper.title)


def _doubled(reviewed: Sequence[_Reviewed], language: Language) -> Iterator[Finding]:
    first: dict[tuple[str, str], int] = {}
    for line, kind, name, subject in _subjects(reviewed):
        if not subject:
            continue
        if (kind, subject) in first:
            yield finding(line, "record-doubled", language, said=name, other=first[kind, subject])
        first.setdefault((kind, subject), line)


def _outside(
    reviewed: Sequence[_Reviewed], period: Period, met: Mapping[str, Sequence[date]], language: Language
) -> Iterator[Finding]:
    for line, _, name, subject in _subjects(reviewed):
        days = met.get(subject, ())
        if days and not any(day in period for day in days):
            yield finding(line, "outside-period", language, said=name, met=max(days), period=period)


def _contradictions(reviewed: Sequence[_Reviewed], language: Language) -> Iterator[Finding]:
    """One model, one indicator, one setting, two values."""
    names = {comparable(v.name) for _, v in reviewed if isinstance(v, ModelReview)}
    first: dict[tuple[str, str, str], tuple[str, int]] = {}
    for line, value in reviewed:
        if not isinstance(value, ModelReview):
            continue
        model = comparable(value.name)
        for text in (*(c.text for c in value.capabilities), *(b.text for b in value.blocks), value.tldr):
            for sentence in re.split(r"[；;。]|<br>", text):
                if any(other in comparable(sentence) for other in names - {model}):
                    continue  # it may be the other's
                for indicator, setting, said in measures(sentence):
                    key = (model, comparable(indicator), comparable(setting))
                    known = first.setdefault(key, (said, line))
                    if known[0] != said:
                        yield finding(
                            line, "contradiction", language, model=value.name, indicator=indicator, said=said,
                            before=known[0], other=known[1],
                        )  # fmt: skip


def _short(words: str, most: int = 60) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"
