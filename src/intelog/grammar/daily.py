"""The daily edition's own lines, both ways.  See `grammar/edition.py` for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from intelog.evidence import receipt
from intelog.grammar import edition as grammar
from intelog.grammar.words import DAILY, pattern
from intelog.model.edition import Edition, Part, PartKind, Written
from intelog.model.language import Language
from intelog.text import markdown

SEPARATOR = " · "
"""Between keywords, and between sources."""

_MARKED = {
    PartKind.KEYWORDS: [w.keywords for w in DAILY.values()],
    PartKind.SOURCES: [w.sources for w in DAILY.values()],
    PartKind.UPDATE: [w.update for w in DAILY.values()],
}
_MARKED_LINE = {
    kind: re.compile(rf"\* (?:{'|'.join(map(re.escape, words))})\s?[：:]\s*(.*?)\s*") for kind, words in _MARKED.items()
}


def _any_of(templates: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern(template).pattern for template in templates))


DEVELOPMENTS, ALSO_NOTED, COVERAGE = "developments", "noted", "coverage"
"""The parts a daily is divided into, whatever their headings say."""

_ROLES = {
    heading: role
    for words in DAILY.values()
    for heading, role in (
        (words.developments, DEVELOPMENTS), (words.noted, ALSO_NOTED), (words.coverage, COVERAGE)
    )
}  # fmt: skip
_LEAD = _any_of(t for w in DAILY.values() for t in (w.lead, w.lead_quiet, w.lead_empty))
_COVERAGE = _any_of(t for w in DAILY.values() for t in (w.coverage_read, w.coverage_none))
_TITLE = re.compile(r" {0,3}#[ \t]+(.+?)\s*")
_SECTION = re.compile(r" {0,3}##[ \t]+(.+?)\s*")
_ITEM = re.compile(r" {0,3}###[ \t]+(.+?)\s*")
_NOTED = re.compile(r"\* +(.+?)\s*")
_STATED = re.compile(r"(\d+(?:\.\d+)?)(?= (?:分钟|minutes))")


def parse(text: str) -> Edition:
    """Read a daily edition.  Any text can be read."""
    return grammar.parse(text, _recognise)


def render(edition: Edition, language: Language, *, bom: bool = False) -> str:
    """Write a daily edition: the same bytes for the same edition."""
    return grammar.render(edition, lambda part: _write(part, language), bom=bom)


def section_role(heading: str) -> str:
    """Which of a daily's divisions a heading opens by our own words; empty where it is a person's heading."""
    return _ROLES.get(heading, "")


def line(part: Part, language: Language) -> str:
    """A part's line as it stands in its file, in normal form where it was not read from one."""
    return grammar.parted(part.written)[0] if part.written else _write(part, language)


def said(part: Part, language: Language) -> str:
    """What a part says, and how where that is not the normal form: `saying` gives its line back, to the last space."""
    stands = line(part, language).replace("\r\n", "\n")
    return part.text if line(saying(part.kind, part.text, language), language) == stands else stands


def saying(kind: PartKind, words: str, language: Language) -> Part:
    """The part that `said` these words."""
    within = {PartKind.NOTED: DAILY[language].noted, PartKind.COVERAGE: DAILY[language].coverage}.get(kind, "")
    read = grammar.parse(words, lambda text, _: _recognise(text, within)).parts if words else ()
    as_line = [part for part in read if part.kind is kind and part.written]
    if len(read) == 1 and as_line and _write(as_line[0], language) != words:
        return replace(as_line[0], written=Written(0, 0, words + "\n"))
    return Part(kind, as_line[0].text if len(read) == 1 and as_line else words)


def _recognise(line: str, section: str) -> Part | None:
    if found := _ITEM.fullmatch(line):
        return Part(PartKind.ITEM, found[1])
    if found := _SECTION.fullmatch(line):
        return Part(PartKind.SECTION, found[1])
    if found := _TITLE.fullmatch(line):
        return Part(PartKind.TITLE, found[1])
    if line.startswith("* "):
        for kind, form in _MARKED_LINE.items():
            if found := form.fullmatch(line):
                return Part(kind, found[1])
        if (found := _NOTED.fullmatch(line)) and _is_noted(found[1], section):
            return Part(PartKind.NOTED, found[1])
    if not section and _LEAD.fullmatch(line.strip()):
        return Part(PartKind.LEAD, line.strip())
    if section and _COVERAGE.fullmatch(line.strip()):
        return Part(PartKind.COVERAGE, line.strip())
    return None


def _is_noted(words: str, section: str) -> bool:
    """Whether a list's line is a noted title: a mere link; under our own heading also a title without one."""
    if section == "" or receipt.REFERENCE.search(words):
        return False
    role = section_role(section)
    return role == ALSO_NOTED or (role == "" and markdown.only_link(words) is not None)


def _write(part: Part, language: Language) -> str:
    words = DAILY[language]
    match part.kind:
        case PartKind.FRONT:
            return f"---\n{part.text}\n---"
        case PartKind.TITLE:
            return f"# {part.text}"
        case PartKind.SECTION:
            return f"## {part.text}"
        case PartKind.ITEM:
            return f"### {part.text}"
        case PartKind.NOTED:
            return f"* {part.text}"
        case PartKind.KEYWORDS:
            return f"* {words.keywords}{words.colon}{part.text}".rstrip()
        case PartKind.SOURCES:
            return f"* {words.sources}{words.colon}{part.text}".rstrip()
        case PartKind.UPDATE:
            return f"* {words.update}{words.colon}{part.text}".rstrip()
        case _:
            return part.text


def stated_minutes(edition: Edition) -> tuple[float, Part] | None:
    """The minutes the edition states, and where."""
    for part in edition.parts:
        if part.kind is PartKind.LEAD and (found := _STATED.search(part.text)):
            return float(found[1]), part
    return None


def keywords(part: Part) -> list[str]:
    """The keywords of a `KEYWORDS` part."""
    return [word.strip() for word in part.text.split(SEPARATOR.strip()) if word.strip()]


def joined(words: Iterable[str]) -> str:
    """Keywords or sources as they stand on one line."""
    return SEPARATOR.join(words)
