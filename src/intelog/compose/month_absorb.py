"""Absorbing a monthly log: what a person changed in its file, by record and field.

The file is laid beside the sheet we wrote.  Rows are known by their labels, their link, their
name or what stands in them; pieces by their words, their labels, their lead, their place
between others.  What matches nothing is a person's own and becomes a field of theirs.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from intelog.compose.identity import Place
from intelog.compose.said import WHOLE, Said
from intelog.compose.sheet import COLUMNS, ROW, RULE, SECTION, TABLE, Line, Sheet, Spot, lines_of, opened_by
from intelog.evidence import receipt
from intelog.grammar import monthly as grammar
from intelog.grammar import row as rows
from intelog.grammar.month_words import LEADS, TABLES, ColumnRole, Division, division_of
from intelog.grammar.row import BREAK, Span
from intelog.model.edition import PartKind
from intelog.model.language import Language
from intelog.model.names import RecordKey, name_of
from intelog.model.period import Period
from intelog.model.record import Author, Claim, Record, RecordKind, claim_name, record_key
from intelog.model.review import Review, Verdict
from intelog.text import markdown
from intelog.text.compare import comparable
from intelog.text.urls import canonical

FORM = "form"
"""The field of an edition in which the sheet that a person last left is kept, as JSON."""
TITLE, NAME, TABLE_OF, TOPIC, PAPERS = "title", "name", "table", "topic", "papers"
"""Fields: a paper's heading; a row's first cell; and, never shown, a record's table, a paper's topic, a topic's papers."""
COPY = " #"
"""In the subject of a person's own record, before its number: a second row or paper about one thing."""
SUMMARY = "month"
"""The subject of the record that holds what a month comes to."""

_TOP = {Division.CLAY: Division.REVIEW, Division.CHISEL: Division.REVIEW, Division.HANDS: Division.REVIEW}


class Absorbed(NamedTuple):
    """What an edition's file says beyond what we wrote."""

    reviews: list[Review]
    records: list[Record]
    """A person's own rows and papers."""
    sheet: Sheet


def absorb(
    text: str,
    before: Sheet,
    *,
    slugs: Mapping[str, RecordKey],
    edition: RecordKey,
    period: Period,
    language: Language,
    at: datetime,
) -> Absorbed:
    """What a person did to *before*, which we wrote, to make it *text* (as `plain_text` gives it)."""
    if text == before.text:
        return Absorbed([], [], before)
    then = lines_of(before)
    placing = _Placing(then=then, slugs=slugs, edition=edition, period=period)
    sheet = placing.placed(text)
    reviews = _Reviewing(
        edition=edition, period=period, language=language, at=at, then=then, now=lines_of(sheet), made=placing.made
    )  # fmt: skip
    return Absorbed(
        [*reviews.all(), reviews.form(sheet)],
        list(placing.made.values()),
        sheet,
    )


def form_text(sheet: Sheet) -> str:
    """A sheet as a review keeps it."""
    return json.dumps({"text": sheet.text, "spots": sheet.as_records()}, ensure_ascii=False)


def same(a: str, b: str) -> bool:
    """Whether two texts differ in nothing but how their characters are composed (NFC, NFD)."""
    return a == b or unicodedata.normalize("NFC", a) == unicodedata.normalize("NFC", b)


def summary_key(period: Period) -> RecordKey:
    """The key of the record that holds what a month comes to."""
    return record_key(RecordKind.SUMMARY, SUMMARY, period)


def claim_words(text: str) -> str:
    """What a line or piece claims: without its receipts' marks."""
    return receipt.REFERENCE.sub("", text).strip()


def said_of(reviews: Iterable[Review]) -> Said:
    """What people said so far of a month."""
    return Said(reviews, words=lambda review: claim_words(review.text))


# Whose is it


@dataclass(slots=True)
class _Standing:
    """A piece of a row as it now stands."""

    cell: int
    role: ColumnRole
    span: Span
    words: str
    place: Place | None = None


@dataclass(slots=True)
class _Row:
    """A row as it now stands: which record it is, and which of the rows before."""

    at: int
    text: str
    division: Division
    pieces: list[_Standing]
    before: Line | None = None
    record: RecordKey | None = None

    @property
    def heading(self) -> tuple[str, str]:
        """Name and address of what it is about."""
        for piece in self.pieces:
            if piece.role is ColumnRole.NAME:
                return rows.paper_heading(piece.words) or (markdown.plain(piece.words), "")
        return "", ""


@dataclass(slots=True)
class _Placing:
    """Gives every line and piece of a file its place."""

    then: Sequence[Line]
    slugs: Mapping[str, RecordKey]
    edition: RecordKey
    period: Period
    made: dict[RecordKey, Record] = field(default_factory=dict)
    taken: set[Place] = field(default_factory=set)
    was: dict[Place, str] = field(default_factory=dict)
    """What stood in each place of a row before."""
    copies: Counter[Place] = field(default_factory=Counter)
    """How many pieces of one text a row has, beyond the first."""
    subjects: Counter[tuple[RecordKind, str]] = field(default_factory=Counter)
    """How many names were tried for records of one subject."""

    def placed(self, text: str) -> Sheet:
        """The file with its places."""
        for line in self.then:
            self.was.update((p.place, line.of(p)) for cell in line.cells for p in cell.pieces if p.place)
        now = lines_of(Sheet(text))
        places = self._lines(now)
        found: list[_Row] = []
        here: Division | None = None
        for i, line in enumerate(now):
            here = grammar.division_at(here, line.part, opened_by(places.get(i)))
            if line.kind is PartKind.ROW and here in TABLES:
                found.append(_Row(i, line.text, here, self._standing(line, here)))
        self._rows(found)
        spots: list[Spot] = []
        for row in found:
            at = _offset(now[row.at])
            if row.record is not None:
                spots.append(Spot(at, at + len(row.text), Place(row.record, ROW)))
            spots += [Spot(at + p.span.start, at + p.span.end, p.place) for p in row.pieces if p.place]
        for i, place in places.items():
            at = _offset(now[i])
            spots.append(Spot(at, at + len(now[i].text), place))
        return Sheet(text, tuple(sorted(spots)))

    # Lines

    def _lines(self, now: Sequence[Line]) -> dict[int, Place]:
        """The places of all lines but rows.  The surer ways choose first."""
        found: dict[int, Place] = {}
        exact: dict[tuple[PartKind, str], deque[Place]] = defaultdict(deque)
        for line in self.then:
            if line.place and line.kind not in (PartKind.ROW, PartKind.RULE, PartKind.COLUMNS):
                exact[line.kind, line.text].append(line.place)

        def take(i: int, place: Place | None) -> None:
            if place is not None and place not in self.taken and i not in found:
                found[i] = place
                self.taken.add(place)

        for i, line in enumerate(now):
            if (same_lines := exact.get((line.kind, line.text))) and line.kind is not PartKind.TABLE:
                take(i, same_lines.popleft())
        here: Division | None = None
        for i, line in enumerate(now):
            here = grammar.division_at(here, line.part, opened_by(found.get(i)))
            take(i, self._by_role(line, here))
        self._by_neighbours(now, found, take)
        return found

    def _by_role(self, line: Line, here: Division | None) -> Place | None:
        """What a line is by its own words and the division it stands in."""
        match line.kind:
            case PartKind.FRONT | PartKind.TITLE:
                return Place(self.edition, line.kind)
            case PartKind.SECTION | PartKind.SUBSECTION:
                division = division_of(line.part.text)
                return Place(self.edition, f"{SECTION} {division}") if division else None
            case PartKind.POINT:
                point = grammar.point(line.part)
                return Place(summary_key(self.period), point[0]) if point else None
            case PartKind.FIGURE if here is Division.OBSERVATORY:
                return Place(summary_key(self.period), PartKind.FIGURE)
            case PartKind.RULE if here:
                return Place(self.edition, f"{RULE} {_TOP.get(here, here)}")
            case PartKind.TABLE if here in TABLES:
                return Place(self.edition, f"{TABLE} {here}")
            case PartKind.COLUMNS if here in TABLES:
                return Place(self.edition, f"{COLUMNS} {here}")
            case PartKind.DEFINITION:
                label = (receipt.definition(line.part.text) or ("", ""))[0]
                parted = receipt.split_label(label)
                record = self.slugs.get(parted[0]) if parted else None
                return Place(record, label) if record else None
        return None

    def _by_neighbours(
        self, now: Sequence[Line], found: Mapping[int, Place], take: Callable[[int, Place], None]
    ) -> None:
        """A line renamed past knowing is known by the lines above and below it that are known."""
        order = [line.place for line in self.then if line.place and line.kind in _FIXED]
        kinds = {line.place: line.kind for line in self.then if line.place}
        position = {place: n for n, place in enumerate(order)}
        fixed = [(i, position[place]) for i, place in found.items() if place in position]
        fixed.sort()
        edges = [(-1, -1), *fixed, (len(now), len(order))]
        for (i, a), (j, b) in itertools.pairwise(edges):
            gone = [place for place in order[a + 1 : b] if place not in self.taken] if a < b else []
            for kind in dict.fromkeys(kinds[place] for place in gone):
                there = [n for n in range(i + 1, j) if n not in found and _could_be(now[n], kind)]
                lost = [place for place in gone if kinds[place] is kind]
                if len(there) == len(lost):
                    for n, place in zip(there, lost, strict=True):
                        take(n, place)

    # Rows

    def _standing(self, line: Line, division: Division) -> list[_Standing]:
        found: list[_Standing] = []
        known = set(self.was.values())
        for n, cell in enumerate(grammar.cells(line.text, division)):
            spans = list(cell.pieces)
            i = 0
            while i < len(spans):
                end = i
                for j in range(i + 1, min(i + 4, len(spans))):
                    if line.text[spans[i].start : spans[j].end] in known:
                        end = j
                span = Span(spans[i].start, spans[end].end)
                found.append(_Standing(n, cell.role, span, span.of(line.text)))
                i = end + 1
        return found

    def _rows(self, now: list[_Row]) -> None:
        """Which rows are which records, and which pieces which fields."""
        before = [line for line in self.then if line.kind is PartKind.ROW and line.place]
        self._match_rows(now, before)
        changed = [row for row in now if not (row.before and row.before.text == row.text)]
        for row in now:
            if row.before and row.before.place:
                row.record = row.before.place.record
                self.taken.add(row.before.place)
                if row.before.text == row.text:
                    self._as_before(row, row.before)
        for row in changed:
            if row.record is None:
                row.record = self._new_row(row)
        self._match_pieces(changed)

    def _as_before(self, row: _Row, before: Line) -> None:
        spots = [p for cell in before.cells for p in cell.pieces if p.place]
        row.pieces = [_Standing(0, ColumnRole.OTHER, p.span, before.of(p), p.place) for p in spots]
        self.taken.update(p.place for p in spots if p.place)

    def _match_rows(self, now: Sequence[_Row], before: Sequence[Line]) -> None:
        free = dict.fromkeys(range(len(before)))

        def by(keys_now: Callable[[_Row], Sequence[str]], keys_before: Callable[[Line], Sequence[str]]) -> None:
            there: dict[str, deque[int]] = defaultdict(deque)
            for n in free:
                for key in keys_before(before[n]):
                    there[key].append(n)
            for row in now:
                if row.before is not None:
                    continue
                for key in keys_now(row):
                    while there[key] and there[key][0] not in free:
                        there[key].popleft()
                    if there[key]:
                        n = there[key].popleft()
                        row.before = before[n]
                        del free[n]
                        break

        by(lambda row: [row.text], lambda line: [line.text])
        by(lambda row: self._labelled(row.text), lambda line: [line.place.record] if line.place else [])
        by(lambda row: [canonical(u)] if (u := row.heading[1]) else [], _address_of)
        by(lambda row: [comparable(n)] if (n := row.heading[0]) else [], _name_of)
        self._by_pieces([row for row in now if row.before is None], [before[n] for n in free])

    def _labelled(self, text: str) -> list[RecordKey]:
        """The records whose receipts a row refers to, the one with the most first."""
        labels = (receipt.split_label(name) for name in receipt.REFERENCE.findall(text))
        counted = Counter(self.slugs[parted[0]] for parted in labels if parted and parted[0] in self.slugs)
        return [record for record, _ in counted.most_common()]

    def _by_pieces(self, now: Sequence[_Row], before: Sequence[Line]) -> None:
        """Rows renamed past knowing are known by what stands in them."""
        holders: dict[str, list[int]] = defaultdict(list)
        for n, line in enumerate(before):
            for cell in line.cells:
                for stood in cell.pieces:
                    holders[line.of(stood)].append(n)
        taken: set[int] = set()
        for row in now:
            shared: Counter[int] = Counter()
            for piece in row.pieces:
                shared.update(n for n in holders.get(piece.words, ())[:50] if n not in taken)
            if shared:
                n = shared.most_common(1)[0][0]
                row.before = before[n]
                taken.add(n)

    def _new_row(self, row: _Row) -> RecordKey:
        kind = RecordKind.MODEL_REVIEW if row.division is Division.CLAY else RecordKind.DIRECTION_REVIEW
        name, url = row.heading
        claim = Claim(field=TABLE_OF, text=row.division, by=Author.PERSON)
        return self._new(kind, canonical(url) if url else comparable(name), ROW, (claim,))

    def _new(self, kind: RecordKind, subject: str, field_: str, claims: tuple[Claim, ...]) -> RecordKey:
        """A record of a person's own; a second one of one subject is told apart by a number."""
        while True:
            self.subjects[kind, subject] += 1
            n = self.subjects[kind, subject]
            record = Record(
                kind=kind, subject=subject if n == 1 else f"{subject}{COPY}{n}", period=self.period, claims=claims, made_by="person"
            )  # fmt: skip
            key = record.key
            if key not in self.made and Place(key, field_) not in self.taken:
                self.made[key] = record
                self.taken.add(Place(key, field_))
                return key

    # Pieces

    def _match_pieces(self, changed: Sequence[_Row]) -> None:
        for row in changed:
            self._by_words(row)
        moved: dict[str, deque[Place]] = defaultdict(deque)
        for place, words in self.was.items():
            if place not in self.taken:
                moved[words].append(place)
        for row in changed:
            for piece in row.pieces:
                if piece.place is None:
                    self._by_label(row, piece)
                if piece.place is None and piece.role is ColumnRole.PAPERS and (there := moved.get(piece.words)):
                    self._take(piece, *there)
        addresses = self._papers_before()
        for row in changed:
            self._papers(row, addresses)
        for row in changed:
            self._by_lead(row)
            self._between(row)
        for row in changed:
            for piece in row.pieces:
                if piece.place is None:
                    self._take(piece, self._own_place(row, piece))

    def _take(self, piece: _Standing, *places: Place | None) -> None:
        for place in places:
            if piece.place is None and place is not None and place not in self.taken:
                piece.place = place
                self.taken.add(place)

    def _by_words(self, row: _Row) -> None:
        """A record's own pieces that read as before, in the same cell if they can."""
        if row.before is None:
            return
        there: dict[str, list[tuple[int, Place]]] = defaultdict(list)
        for n, cell in enumerate(row.before.cells):
            for stood in cell.pieces:
                if stood.place:
                    there[unicodedata.normalize("NFC", row.before.of(stood))].append((n, stood.place))
        for same_cell in (True, False):
            for piece in row.pieces:
                if piece.place is None:
                    candidates = there.get(unicodedata.normalize("NFC", piece.words), ())
                    self._take(piece, *(place for n, place in candidates if n == piece.cell or not same_cell))

    def _by_label(self, row: _Row, piece: _Standing) -> None:
        for label in receipt.REFERENCE.findall(piece.words):
            parted = receipt.split_label(label)
            record = self.slugs.get(parted[0]) if parted else None
            if parted and record and (record == row.record or piece.role is ColumnRole.PAPERS):
                place = Place(record, parted[1])
                self._take(piece, place if place in self.was else None)

    def _papers_before(self) -> dict[str, deque[Place]]:
        found: dict[str, deque[Place]] = defaultdict(deque)
        for place, words in self.was.items():
            if place.field == TITLE and (heading := rows.paper_heading(words)):
                found[canonical(heading[1])].append(place)
        return found

    def _papers(self, row: _Row, before: Mapping[str, deque[Place]]) -> None:
        """Papers by their address, wherever they went; and the fields under each."""
        paper: RecordKey | None = None
        for piece in row.pieces:
            if piece.role is not ColumnRole.PAPERS:
                continue
            heading = rows.paper_heading(piece.words)
            if heading and piece.place is None:
                self._take(piece, *before.get(canonical(heading[1]), ()))
            if heading and piece.place is None:
                topic = Claim(field=TOPIC, text=row.record or "", by=Author.PERSON)
                key = self._new(RecordKind.PAPER_NOTE, canonical(heading[1]), TITLE, (topic,))
                piece.place = Place(key, TITLE)
            if piece.place and piece.place.field == TITLE:
                paper = piece.place.record
            elif piece.place is None and paper and (named := rows.paper_field(piece.words)):
                self._take(piece, Place(paper, named))
            if piece.place is None and paper and row.before is None:
                self._take(piece, Place(paper, f"note-{_digits(piece.words)}"))

    def _by_lead(self, row: _Row) -> None:
        if row.before is None:
            return
        there: dict[object, list[Place]] = defaultdict(list)
        for cell in row.before.cells:
            for stood in cell.pieces:
                if stood.place and stood.place not in self.taken and (lead := _lead(row.before.of(stood))):
                    there[lead].append(stood.place)
        for piece in row.pieces:
            if piece.place is None and (lead := _lead(piece.words)):
                self._take(piece, *there.get(lead, ()))

    def _between(self, row: _Row) -> None:
        """Rewritten pieces are known by the known ones around them in their cell."""
        if row.before is None:
            return
        for n, cell in enumerate(row.before.cells):
            order = [p.place for p in cell.pieces if p.place]
            position = {place: i for i, place in enumerate(order)}
            here = [piece for piece in row.pieces if piece.cell == n]
            known = [(i, position[p.place]) for i, p in enumerate(here) if p.place in position]
            edges = [(-1, -1), *known, (len(here), len(order))]
            for (i, a), (j, b) in itertools.pairwise(edges):
                lost = [place for place in order[a + 1 : b] if place not in self.taken]
                there = [piece for piece in here[i + 1 : j] if piece.place is None]
                if len(lost) == len(there):
                    for piece, place in zip(there, lost, strict=True):
                        self._take(piece, place)

    def _own_place(self, row: _Row, piece: _Standing) -> Place:
        """The place of a piece that a person put in: by what it is, else by its words."""
        record = row.record or self.edition
        by_lead = Place(record, field_name(piece.role, piece.words))
        if by_lead not in self.taken and by_lead not in self.was:
            return by_lead
        base = Place(record, f"{piece.role}-{_digits(piece.words)}")
        place = base
        while place in self.taken:
            self.copies[base] += 1
            place = Place(record, f"{base.field}-{self.copies[base] + 1}")
        return place


_FIXED = (
    PartKind.TITLE, PartKind.SECTION, PartKind.SUBSECTION, PartKind.POINT, PartKind.FIGURE, PartKind.TABLE, PartKind.RULE,
)  # fmt: skip


def _could_be(line: Line, kind: PartKind) -> bool:
    return line.kind is kind or (
        kind is PartKind.POINT and line.kind is PartKind.TEXT and line.text[:2] in ("* ", "- ", "+ ")
    )


def _offset(line: Line) -> int:
    return line.part.written.at if line.part.written else 0


def _digits(words: str) -> str:
    return name_of("piece", comparable(words)).partition("-")[2][:6]


def _lead(words: str) -> tuple[str, str, str] | None:
    """What a piece's lead says, to know it by."""
    lead = rows.lead_of(words)
    return (comparable(lead.words), lead.label.casefold(), lead.number) if lead and (lead.words or lead.label) else None


def _heading(line: Line) -> tuple[str, str] | None:
    for cell in line.cells[:1]:
        for piece in cell.pieces:
            return rows.paper_heading(line.of(piece)) or (markdown.plain(line.of(piece)), "")
    return None


def _address_of(line: Line) -> list[str]:
    heading = _heading(line)
    return [canonical(heading[1])] if heading and heading[1] else []


def _name_of(line: Line) -> list[str]:
    heading = _heading(line)
    return [comparable(heading[0])] if heading and heading[0] else []


def field_name(role: ColumnRole, words: str) -> str:
    """The field of a piece by its label or lead, as in `mechanism-infra`; else by its words."""
    if role is ColumnRole.NAME:
        return NAME
    lead = rows.lead_of(words)
    if lead and lead.label:
        named = re.sub(r"[^\w]+", "-", lead.label.casefold()).strip("-")
    else:
        named = LEADS[role].get_role(lead.words) if lead and role in LEADS else ""
        named = "" if named in ("axis", "characteristic") else named
    return f"{role}-{named or _digits(words)}"


# What was done


@dataclass(slots=True, kw_only=True)
class _Reviewing:
    """Says what a person did, place by place."""

    edition: RecordKey
    period: Period
    language: Language
    at: datetime
    then: Sequence[Line]
    now: Sequence[Line]
    made: Mapping[RecordKey, Record]

    def all(self) -> list[Review]:
        """Every review, but of the form."""
        was, is_ = dict(_said(self.then)), dict(_said(self.now))
        heads_gone = {p.record for p in was if p.field in (ROW, TITLE) and p not in is_}
        there = {place.record for place in is_ if receipt.split_label(place.field) is None}
        gone = heads_gone - there
        meant = self._meant_too(gone, is_)
        gone |= {place.record for place in meant if place.record not in there}
        return [
            *(self._review(Place(record, WHOLE), Verdict.REJECTED) for record in self.in_order(gone, was)),
            *(self._review(place, Verdict.REJECTED) for place in meant if place.record in there),
            *self._taken_out(was, is_, gone),
            *self._put_in(was, is_),
            *self._reworded(was, is_),
        ]

    def _meant_too(self, gone: set[RecordKey], is_: Mapping[Place, str]) -> list[Place]:
        """Where the first record about something has its heading, of which a person took out a copy and left no other.

        A copy stands for the first while the machine does not want that: who takes the copy out, or
        renames it, means both.
        """
        stand = {head.subject for head in _heads(self.now)}
        found: dict[Place, None] = {}
        for head in _heads(self.then):
            firsts = [record_key(kind, head.subject, self.period) for kind in head.kinds]
            if head.record in firsts or (head.record not in gone and head.subject in stand):
                continue
            found.update(dict.fromkeys(p for first in firsts if (p := Place(first, head.field)) not in is_))
        return list(found)

    def in_order(self, records: set[RecordKey], was: Mapping[Place, str]) -> list[RecordKey]:
        """Records in the order they stood."""
        stood = [r for r in dict.fromkeys(place.record for place in was) if r in records]
        return [*stood, *sorted(records.difference(stood))]

    def _taken_out(self, was: Mapping[Place, str], is_: Mapping[Place, str], gone: set[RecordKey]) -> Iterator[Review]:
        for place, text in was.items():
            if place in is_ or place.record in gone or place.field == ROW or receipt.split_label(place.field):
                continue
            yield self._review(place, Verdict.REJECTED, of=text)

    def _put_in(self, was: Mapping[Place, str], is_: Mapping[Place, str]) -> Iterator[Review]:
        for record in self.made:
            yield self._review(Place(record, WHOLE), Verdict.ACCEPTED)
        for place, text in is_.items():
            if place in was or place.field == ROW:
                continue
            yield self._review(place, Verdict.CORRECTED, text)

    def _reworded(self, was: Mapping[Place, str], is_: Mapping[Place, str]) -> Iterator[Review]:
        for place, text in is_.items():
            if place in was and place.field != ROW and not same(was[place], text):
                yield self._review(place, Verdict.CORRECTED, text, of=was[place])

    def form(self, sheet: Sheet) -> Review:
        """How they left the file."""
        return self._review(Place(self.edition, FORM), Verdict.ACCEPTED, form_text(sheet))

    def _review(self, place: Place, verdict: Verdict, text: str = "", of: str | None = None) -> Review:
        return Review(
            record=place.record, field=place.field, verdict=verdict, language=self.language, at=self.at, text=text,
            claim=None if of is None else claim_name(claim_words(of)),
        )  # fmt: skip


class _Head(NamedTuple):
    """A piece that names what a row or a paper is about: the record it stands for, and what it could be the first of."""

    record: RecordKey
    subject: str
    kinds: tuple[RecordKind, ...]
    field: str


_ROWS = (RecordKind.MODEL_REVIEW, RecordKind.DIRECTION_REVIEW)


def _heads(lines: Iterable[Line]) -> Iterator[_Head]:
    """What names rows and papers.  A row may stand in a table of another kind, and a paper in any cell."""
    for line in lines:
        for cell in line.cells:
            for piece in cell.pieces:
                words = line.of(piece)
                heading = rows.paper_heading(words.partition(BREAK.strip())[0])
                if cell.role is ColumnRole.NAME and line.place:
                    subject = canonical(heading[1]) if heading else comparable(markdown.plain(words))
                    if subject:
                        yield _Head(line.place.record, subject, _ROWS, NAME)
                elif heading and piece.place:
                    yield _Head(piece.place.record, canonical(heading[1]), (RecordKind.PAPER_NOTE,), TITLE)


def _said(lines: Iterable[Line]) -> Iterator[tuple[Place, str]]:
    """Every place of a sheet and what stands in it."""
    for line in lines:
        if line.place:
            yield line.place, line.text
        for cell in line.cells:
            for piece in cell.pieces:
                if piece.place:
                    yield piece.place, line.of(piece)
