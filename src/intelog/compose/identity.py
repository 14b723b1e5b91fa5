"""Whose line is it: the record and field of each part of a daily edition's file.

By the receipts' labels, which carry the record; else by the linked address; else by the
words.  What matches nothing is a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType
from typing import NamedTuple

from intelog.evidence import receipt
from intelog.grammar import daily as grammar
from intelog.grammar.edition import heading
from intelog.model.development import HEADLINE, KEYWORDS_FIELD, SOURCES_FIELD, UPDATE
from intelog.model.edition import Part, PartKind
from intelog.model.names import RecordKey
from intelog.text import markdown
from intelog.text.compare import comparable
from intelog.text.names import technical_names

URL, NOTE, WORDS, AT = "url:", "note:", "words:", "at:"
"""In a base's records, beside slugs: an address, a noted line, a line's words (`words_key`) and a
line's number (`sure_records`) that stand for a record."""

NOTED = "noted"
TOP, DEFINITIONS = "", "definitions"
"""Fields of the edition itself: what stands above and below everything else."""

_SENTENCE = re.compile(r"s[0-9a-f]{6}")
_MARKED = {PartKind.UPDATE: UPDATE, PartKind.KEYWORDS: KEYWORDS_FIELD, PartKind.SOURCES: SOURCES_FIELD}
_KINDS = {HEADLINE: PartKind.ITEM, NOTED: PartKind.NOTED, **{field: kind for kind, field in _MARKED.items()}}
HEADINGS = (PartKind.TITLE, PartKind.SECTION, PartKind.ITEM)


class Place(NamedTuple):
    """A record's field, as a place in an edition."""

    record: RecordKey
    field: str


class Placed(NamedTuple):
    """A part and its place; None where it is a person's."""

    part: Part
    place: Place | None


def slug_of(key: RecordKey, title: str, taken: Iterable[str]) -> str:
    """A label's slug: a name from the title where it has one, and as much of the key as tells it apart."""
    names = [n for n in technical_names(markdown.plain(title)) if re.fullmatch(r"[A-Za-z0-9.-]+", n)]
    words = names or re.findall(r"[A-Za-z]{4,}", title)
    name = re.sub(r"[^a-z0-9]+", "", words[0].lower())[:12] if words else ""
    others = set(taken)
    digits = key.partition("-")[2]
    for length in range(SLUG_DIGITS, len(digits) + 1):
        slug = f"{name}-{digits[:length]}" if name else digits[:length]
        if slug not in others:
            return slug
    raise AssertionError("two records of one edition have one key")  # pragma: no cover


def is_slug(name: str) -> bool:
    """Whether a name in a base's records is a slug, and not an address or words."""
    return ":" not in name


SLUG_DIGITS = 6
"""The fewest digits of its record's key that a slug shows."""


def slugs_in(parts: Iterable[Part]) -> set[str]:
    """The slugs of the labels that a file refers to or defines."""
    labels = (name for part in parts for name in receipt.REFERENCE.findall(part.text))
    return {parted[0] for name in labels if (parted := receipt.split_label(name))}


def recalled(parts: Iterable[Part], keys: Iterable[RecordKey]) -> dict[str, RecordKey]:
    """The records that the slugs in a file stand for, where no base remembers them.

    A slug shows the first digits of its record's key.  Where they are those of several, the
    longest slugs choose first, as they were made to tell these records apart.
    """
    slugs = slugs_in(parts)
    free = set(keys)
    found: dict[str, RecordKey] = {}
    for slug in sorted(slugs, key=lambda s: (-len(s.rpartition("-")[2]), s)):
        digits = slug.rpartition("-")[2]
        if re.fullmatch(rf"[0-9a-f]{{{SLUG_DIGITS},}}", digits) is None:
            continue
        fits = [key for key in free if key.partition("-")[2].startswith(digits)]
        if len(fits) == 1:
            found[slug] = fits[0]
            free.discard(fits[0])
    return found


def kind_of(field: str) -> PartKind:
    """What kind of part a record's field is written as."""
    return PartKind.DEFINITION if receipt.split_label(field) else _KINDS.get(field, PartKind.TEXT)


def claim_text(part: Part) -> str:
    """What a part claims, as its record's claim says it: without link and receipts."""
    if part.kind is PartKind.ITEM:
        return heading(part.text).text
    return receipt.REFERENCE.sub("", part.text).rstrip()


def words_key(field: str, part: Part) -> str:
    """In a base's records: a line that a person put in their own words, receipt and link gone, by these words."""
    return f"{WORDS}{field} {_bare(part)}"


def _bare(part: Part) -> str:
    return comparable(markdown.plain(claim_text(part)))


ROLES = (grammar.DEVELOPMENTS, grammar.ALSO_NOTED, grammar.COVERAGE)


def section_field(role: str) -> str:
    """The edition's field that a division's heading stands in."""
    return f"section {role}"


def section_key(field: str, heading: str) -> str:
    """In a base's records: a division's heading as a person renamed it, which stands for the edition."""
    return f"{field}:{heading}"


def placed(
    parts: Sequence[Part],
    records: Mapping[str, RecordKey],
    edition: RecordKey,
    *,
    before: Sequence[Placed] = (),
    sure: Mapping[int, Place | None] = MappingProxyType({}),
) -> list[Placed]:
    """Give each part its place.

    *records* is what the base knows of slugs, addresses and words.  *before* is the base,
    placed: a line that lost its receipts is known by its words.  *sure* says by line what
    need not be told from the words (`sure_places`).
    """
    known = _known(records, before)
    fixed = {i: sure[p.written.line] for i, p in enumerate(parts) if p.written and p.written.line in sure}
    items = _items(parts, known, fixed)
    return list(_placed(parts, known, edition, items, _roles(parts, known, edition, items), fixed))


def without_lines(records: Mapping[str, RecordKey]) -> dict[str, RecordKey]:
    """A base's records for another text: what was known of the lines of one says nothing of the next."""
    return {name: record for name, record in records.items() if not name.startswith(AT)}


def sure_places(records: Mapping[str, RecordKey]) -> dict[int, Place | None]:
    """The lines of a base's text that seem to be something else than they are; None where they are a person's."""
    found: dict[int, Place | None] = {}
    for name, record in records.items():
        if name.startswith(AT):
            line, _, field = name.removeprefix(AT).partition(" ")
            found[int(line)] = Place(record, field) if field else None
    return found


def sure_records(pairs: Iterable[tuple[Placed, Placed]], edition: RecordKey) -> dict[str, RecordKey]:
    """In a base's records: the lines that do not read as what they are meant to be; *pairs*: as meant, as read."""
    found: dict[str, RecordKey] = {}
    for (_, place), (part, seems) in pairs:
        if place != seems and part.written:
            name, record = (f" {place.field}", place.record) if place else ("", edition)
            found[f"{AT}{part.written.line}{name}"] = record
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What tells whose a line is."""

    records: Mapping[str, RecordKey]
    """By slug, address and noted line."""
    titles: Mapping[str, RecordKey]
    """By a headline's words."""
    sentences: Mapping[str, Sequence[Place]]
    """By a sentence's words."""

    def of_label(self, name: str) -> RecordKey | None:
        parted = receipt.split_label(name)
        return self.records.get(parted[0]) if parted else None

    def of_note(self, part: Part) -> RecordKey | None:
        url = (markdown.only_link(part.text) or ("", ""))[1]
        return self.records.get(NOTE + part.text) or (self.records.get(URL + url) if url else None)


def _known(records: Mapping[str, RecordKey], before: Sequence[Placed]) -> _Known:
    titles: dict[str, RecordKey] = {}
    sentences: dict[str, list[Place]] = {}
    remembered = (
        (field, words, record)
        for name, record in records.items()
        if name.startswith(WORDS)
        for field, _, words in [name.removeprefix(WORDS).partition(" ")]
    )
    stood = (
        (place.field, _bare(part), place.record)
        for part, place in before
        if place and part.kind in (PartKind.ITEM, PartKind.TEXT)
    )
    for field, words, record in (*remembered, *stood):
        if field == HEADLINE:
            titles[words] = record
        else:
            sentences.setdefault(words, []).append(Place(record, field))
    return _Known(records, titles, sentences)


def _items(parts: Sequence[Part], known: _Known, fixed: Mapping[int, Place | None]) -> dict[int, RecordKey]:
    """Which headings are the items of which records.  The surer ways choose first, and of two copies the first is it."""

    def by_label(i: int) -> Iterator[RecordKey | None]:
        yield from map(known.of_label, heading(parts[i].text).labels)

    def by_address(i: int) -> Iterator[RecordKey | None]:
        yield known.records.get(URL + url) if (url := heading(parts[i].text).url) else None

    def by_title(i: int) -> Iterator[RecordKey | None]:
        yield known.titles.get(_bare(parts[i]))

    def by_lines(i: int) -> Iterator[RecordKey | None]:
        under = takewhile(lambda p: p.kind not in HEADINGS, map(parts.__getitem__, range(i + 1, len(parts))))
        for part in under:
            if part.kind is PartKind.TEXT:
                yield from map(known.of_label, receipt.REFERENCE.findall(part.text))
                yield from (place.record for place in known.sentences.get(_bare(part), ()))

    headings = [i for i, part in enumerate(parts) if part.kind is PartKind.ITEM and i not in fixed]
    found = {i: place.record for i, place in fixed.items() if place and place.field == HEADLINE}
    taken = set(found.values())
    for way in (by_label, by_address, by_title, by_lines):
        for i in headings:
            record = None if i in found else next((r for r in way(i) if r is not None and r not in taken), None)
            if record is not None:
                found[i] = record
                taken.add(record)
    return found


def _roles(parts: Sequence[Part], known: _Known, edition: RecordKey, items: Mapping[int, RecordKey]) -> dict[int, str]:
    """Which division each heading opens: by its words, else by the first known line under it."""

    def by_words(i: int) -> str:
        ours = grammar.section_role(parts[i].text)
        return ours or next(
            (r for r in ROLES if known.records.get(section_key(section_field(r), parts[i].text)) == edition), ""
        )

    def by_what_follows(i: int) -> str:
        for j in range(i + 1, len(parts)):
            match parts[j].kind:
                case PartKind.SECTION | PartKind.TITLE:
                    return ""
                case PartKind.COVERAGE:
                    return grammar.COVERAGE
                case PartKind.ITEM if j in items:
                    return grammar.DEVELOPMENTS
                case PartKind.NOTED if known.of_note(parts[j]):
                    return grammar.ALSO_NOTED
        return ""

    found: dict[int, str] = {}
    for way in (by_words, by_what_follows):
        for i, part in enumerate(parts):
            if part.kind is PartKind.SECTION and i not in found and (role := way(i)) and role not in found.values():
                found[i] = role
    return found


def _placed(
    parts: Sequence[Part],
    known: _Known,
    edition: RecordKey,
    items: Mapping[int, RecordKey],
    roles: Mapping[int, str],
    fixed: Mapping[int, Place | None],
) -> Iterator[Placed]:
    told = set(items.values())
    taken = {place for place in fixed.values() if place}
    item: RecordKey | None = None
    below_any = False
    for i, part in enumerate(parts):
        place: Place | None = None
        match part.kind:
            case PartKind.FRONT | PartKind.LEAD | PartKind.COVERAGE:
                place = Place(edition, part.kind)
            case PartKind.TITLE:
                place = Place(edition, part.kind)
                item = None
            case PartKind.SECTION:
                place = Place(edition, section_field(roles[i])) if i in roles else None
                item = None
            case PartKind.ITEM:
                item = items.get(i)
                place = Place(item, HEADLINE) if item else None
            case PartKind.NOTED:
                record = known.of_note(part)
                place = Place(record, NOTED) if record else None
            case PartKind.UPDATE | PartKind.KEYWORDS | PartKind.SOURCES if item:
                place = Place(item, _MARKED[part.kind])
            case PartKind.TEXT if item:
                place = _sentence(part, known, item)
            case PartKind.DEFINITION if below_any:  # above everything else it is as good as a person's
                name = (receipt.definition(part.text) or ("", ""))[0]
                if record := known.of_label(name):
                    place = Place(record if record in told else edition, name)
        if i in fixed:
            place = fixed[i]
        elif place in taken:
            place = None  # of a line split in two the first keeps the place
        elif place and item and place.record != item and part.kind in _APART and _is_amid(parts, i):
            place = None  # a person put it into the item
        if place is not None:
            taken.add(place)
            below_any = True
        yield Placed(part, place)


_APART = (PartKind.LEAD, PartKind.COVERAGE, PartKind.NOTED)
"""What stands by itself, outside of items."""


def _is_amid(parts: Sequence[Part], i: int) -> bool:
    """Whether lines of the item above come after."""
    under = takewhile(lambda p: p.kind not in HEADINGS, map(parts.__getitem__, range(i + 1, len(parts))))
    return any(
        part.kind in _MARKED or receipt.REFERENCE.search(part.text)
        for part in under
        if part.kind is not PartKind.DEFINITION
    )


def _sentence(part: Part, known: _Known, item: RecordKey) -> Place | None:
    for name in receipt.REFERENCE.findall(part.text):
        parted = receipt.split_label(name)
        if parted and known.of_label(name) == item and _SENTENCE.fullmatch(parted[1]):
            return Place(item, parted[1])
    words = known.sentences.get(_bare(part), ())
    return next((place for place in words if place.record == item), None)
