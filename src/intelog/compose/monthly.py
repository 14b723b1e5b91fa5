"""The monthly log: records and reviews to a text in which every human edit stands.

Made anew each time from the records and from the sheet a person last left (a review, like
any other), never from the file.  What the machine wants is laid into that sheet: lines and
pieces that were there stay where they were, what is new comes behind what it follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import NamedTuple

from intelog.compose.identity import Place, is_slug, slug_of
from intelog.compose.month_absorb import COPY, NAME, PAPERS, TABLE_OF, TITLE, TOPIC, claim_words, same, summary_key
from intelog.compose.said import Proposal, Said
from intelog.compose.sheet import COLUMNS, ROW, RULE, SECTION, TABLE, Line, Piece, Sheet, Spot, lines_of
from intelog.evidence import receipt
from intelog.grammar import monthly as grammar
from intelog.grammar import row as rows
from intelog.grammar.edition import lines_between, read_aloud
from intelog.grammar.month_values import is_placeholder
from intelog.grammar.month_words import MONTHLY, TABLES, ColumnRole, Division, Point, columns_of
from intelog.model.edition import Part, PartKind
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence, Record, RecordKind, claim_name
from intelog.model.review import Verdict
from intelog.text import markdown
from intelog.text.reading import minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What the machine has to say of a month: its records, in the order they should be read.

    A model's or topic's first claim `name` is its name as a Markdown link.  Claims whose field
    begins with a column's name (`mechanism-infra`, `trend-open`) stand in that column.  In a
    claim's text `[^1]` marks where its first evidence belongs; unmarked evidence is of the whole.
    The fields `table`, `papers` (keys of paper notes, one a line) and `topic` are not shown.
    """

    models: Sequence[Record] = ()
    directions: Sequence[Record] = ()
    papers: Sequence[Record] = ()
    summary: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A composed month."""

    text: str
    records: dict[str, RecordKey]
    """Slugs and places, for the edition's base."""
    shown: tuple[RecordKey, ...]
    kept_edits: int
    proposed: tuple[Proposal, ...]

    @property
    def minutes(self) -> float:
        """How long it takes to read."""
        return minutes(read_aloud(grammar.parse(self.text)))


def compose(
    month: Month,
    *,
    period: Period,
    language: Language,
    edition: RecordKey,
    said: Said,
    form: Sheet | None,
    front: Sequence[str],
    known: Mapping[str, RecordKey],
) -> Composed:
    """Compose a month.

    *edition* is the key of the edition's own record, *form* the sheet that a person last left,
    *front* the lines of its front matter, *known* the slugs that the base knows.
    """
    return _Weaving(
        month=month, period=period, language=language, edition=edition, said=said, front=front,
        held=lines_of(form) if form else [], slugs=_slugs(month, known),
    ).composed()  # fmt: skip


def _slugs(month: Month, known: Mapping[str, RecordKey]) -> dict[RecordKey, str]:
    slugs = {key: slug for slug, key in known.items() if is_slug(slug)}
    taken = set(slugs.values())
    for record in (*month.models, *month.directions, *month.papers, *([month.summary] if month.summary else [])):
        if record.key not in slugs and any(claim.evidence for claim in record.claims):
            slugs[record.key] = slug_of(record.key, _title(record), taken)
            taken.add(slugs[record.key])
    return slugs


def _title(record: Record) -> str:
    claim = record.claim(NAME) or record.claim(TITLE)
    heading = rows.paper_heading(claim.text) if claim else None
    return heading[0] if heading else markdown.plain(claim.text) if claim else record.subject


HIDDEN = frozenset({TABLE_OF, PAPERS, TOPIC})
"""Fields of a record that say where it belongs, and are not shown."""

_NEW = -2


class _Cells(NamedTuple):
    """A row as the machine wants it: its table, and for each column the places that stand there."""

    table: Division
    columns: tuple[tuple[Place, ...], ...]


class _Out(NamedTuple):
    """A line of the text to be: its kind, place, words, what stands behind it, and where its pieces stand."""

    kind: PartKind
    place: Place | None
    text: str
    tail: str | None
    """As it stood, where the next line is the one that stood behind it."""
    pieces: tuple[Spot, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Weaving:
    """Lays what the machine wants into the sheet that a person left."""

    month: Month
    period: Period
    language: Language
    edition: RecordKey
    said: Said
    front: Sequence[str]
    held: Sequence[Line]
    slugs: Mapping[RecordKey, str]
    machine: dict[Place, str] = field(default_factory=dict)
    """What the machine would say in each place, receipts' marks included."""
    evidence: dict[str, tuple[Place, Claim, Evidence]] = field(default_factory=dict)
    """By label."""
    wanted_rows: dict[Place, _Cells] = field(default_factory=dict)
    home: dict[Place, Place] = field(default_factory=dict)
    """The row that each piece stands in."""
    standing: frozenset[RecordKey] = frozenset()
    """The rows and papers that stand in the sheet."""
    copied: frozenset[tuple[RecordKind, str]] = frozenset()
    """The subjects of which a copy stands in the sheet."""

    def composed(self) -> Composed:
        """The text, and what is in it."""
        placed = (place for line in self.held for place in (line.place, *(p.place for p in _placed(line))) if place)
        self.standing = frozenset(place.record for place in placed if place.field in (ROW, TITLE))
        self.copied = frozenset(
            (record.kind, record.subject.rpartition(COPY)[0])
            for record in self._records()
            if record.key in self.standing and COPY in record.subject
        )
        wanted = self._wanted()
        lines = self._laid(wanted)
        lines += self._definitions(lines)
        text, spots = _written(lines)
        shown = tuple(dict.fromkeys(spot.place.record for spot in spots))
        keys = {self.edition, summary_key(self.period), *shown, *(r.key for r in self._records())}
        slugs = {slug: key for key, slug in self.slugs.items()}
        own = sum(line.place is None and bool(line.text.strip()) for line in self.held)
        return Composed(
            text=text,
            records={**slugs, **Sheet(text, spots).as_records()},
            shown=shown,
            kept_edits=self.said.in_force(keys) + own,
            proposed=tuple(self._proposals()),
        )

    def _records(self) -> Iterator[Record]:
        summary = [self.month.summary] if self.month.summary else []
        yield from chain(self.month.models, self.month.directions, self.month.papers, summary)

    # What the machine wants

    def _wanted(self) -> list[tuple[PartKind, Place]]:
        """Every line but receipts in the template's order, with what the machine would say in `machine`."""
        words = MONTHLY[self.language]
        out: list[tuple[PartKind, Place]] = []

        def line(kind: PartKind, place: Place, text: str) -> None:
            self.machine[place] = grammar.line(Part(kind, text))
            out.append((kind, place))

        def heading(kind: PartKind, division: Division) -> None:
            line(kind, Place(self.edition, f"{SECTION} {division}"), words.headings[division])

        def point(name: Point) -> None:
            line(
                PartKind.POINT, Place(summary_key(self.period), name), f"**{words.points[name]}:** {self._summed(name)}"
            )

        def rule(division: Division) -> None:
            line(PartKind.RULE, Place(self.edition, f"{RULE} {division}"), "---")

        tables = self._tables()
        line(PartKind.FRONT, Place(self.edition, PartKind.FRONT), "\n".join(self.front))
        line(PartKind.TITLE, Place(self.edition, PartKind.TITLE), grammar.title(self.period, self.language))
        heading(PartKind.SECTION, Division.OBSERVATORY)
        point(Point.THEME)
        point(Point.SIGNAL)
        if figure := self._claimed(PartKind.FIGURE):
            line(PartKind.FIGURE, Place(summary_key(self.period), PartKind.FIGURE), figure)
        rule(Division.OBSERVATORY)
        heading(PartKind.SECTION, Division.REVIEW)
        for table in TABLES:
            heading(PartKind.SUBSECTION, table)
            line(PartKind.TABLE, Place(self.edition, f"{TABLE} {table}"), grammar.empty_row(words.columns[table]))
            line(
                PartKind.COLUMNS,
                Place(self.edition, f"{COLUMNS} {table}"),
                grammar.columns_line(len(words.columns[table])),
            )
            out += [(PartKind.ROW, place) for place in tables[table]]
        rule(Division.REVIEW)
        heading(PartKind.SECTION, Division.SKETCHES)
        point(Point.INSIGHT)
        point(Point.BEST)
        rule(Division.SKETCHES)
        return out

    def _summed(self, field_: str) -> str:
        return self._claimed(field_) or rows.EMPTY

    def _claimed(self, field_: str) -> str:
        summary = self.month.summary
        claim = summary.claim(field_) if summary else None
        return self._marked(summary, claim) if summary and claim else ""

    def _tables(self) -> dict[Division, list[Place]]:
        """The rows of each table, and what stands in them."""
        papers = {record.key: record for record in self.month.papers}
        under = defaultdict(list)
        for paper in self.month.papers:
            if topic := paper.claim(TOPIC):
                under[topic.text].append(paper.key)
        noted = {record.key for record in self.month.papers if self._is_stood_for(record)}
        found: dict[Division, list[Place]] = {table: [] for table in TABLES}
        for record in (*self.month.models, *self.month.directions):
            if self._is_stood_for(record):
                continue
            table = self._table_of(record)
            claim = record.claim(PAPERS)
            keys = [RecordKey(k) for k in claim.text.split()] if claim else []
            keys = [k for k in dict.fromkeys([*keys, *under[record.key]]) if k in papers and k not in noted]
            noted.update(keys)
            place = Place(record.key, ROW)
            self.wanted_rows[place] = self._cells(record, table, [papers[k] for k in keys])
            found[table].append(place)
        return found

    def _is_stood_for(self, record: Record) -> bool:
        """Whether a person's own copy of a row or paper stands, and this one does not: the copy is it by now."""
        return record.key not in self.standing and (record.kind, record.subject) in self.copied

    def _table_of(self, record: Record) -> Division:
        claim = record.claim(TABLE_OF)
        named = Division(claim.text) if claim and claim.text in TABLES else None
        return named or (Division.CLAY if record.kind is RecordKind.MODEL_REVIEW else Division.CHISEL)

    def _cells(self, record: Record, table: Division, papers: Sequence[Record]) -> _Cells:
        columns: dict[ColumnRole, list[Place]] = {role: [] for role in columns_of(table)}
        for place, role in self._places(record, columns):
            columns[role].append(place)
        for paper in papers:
            columns[ColumnRole.PAPERS] += [place for place, _ in self._places(paper, None)]
        return _Cells(table, tuple(tuple(places) for places in columns.values()))

    def _places(
        self, record: Record, columns: Mapping[ColumnRole, object] | None
    ) -> Iterator[tuple[Place, ColumnRole]]:
        """A record's places with their columns: what the machine says, and what a person said beside it."""
        key = record.key
        for claim in record.claims:
            if claim.field not in HIDDEN:
                self.machine[Place(key, claim.field)] = self._marked(record, claim)
        theirs = (f for f, review in self.said.fields(key).items() if review.verdict is Verdict.CORRECTED)
        for field_ in dict.fromkeys([*(c.field for c in record.claims), *theirs]):
            if field_ in HIDDEN or field_ == ROW or receipt.split_label(field_):
                continue
            role = ColumnRole.PAPERS if columns is None else _column_of(field_)
            if columns is None or role in columns:
                yield Place(key, field_), role

    def _marked(self, record: Record, claim: Claim) -> str:
        """A claim with the marks of its receipts, on one line and as one piece."""
        text = rows.as_one_piece(claim.text)
        for n, evidence in enumerate(claim.evidence, 1):
            label = receipt.label(self.slugs[record.key], claim.field, n)
            self.evidence[label] = (Place(record.key, label), claim, evidence)
            mark = f"[^{n}]"
            text = text.replace(mark, f"[^{label}]") if mark in text else f"{text}[^{label}]"
        return text

    # What stands

    def _text_of(self, place: Place) -> str | None:
        """What is to stand in a place; None where nothing is."""
        if self.said.rejects(place.record):
            return None
        review = self.said.field(*place)
        if review is not None and review.verdict is Verdict.CORRECTED:
            return self.machine[place] if self._is_filled_by_us(place, review.text) else review.text
        if review is not None and review.verdict is Verdict.REJECTED:
            return None
        return None if self.said.completes(place.record) else self.machine.get(place)

    def _is_filled_by_us(self, place: Place, theirs: str) -> bool:
        """Whether a bullet still holds the template's example, and there is something to say in its place."""
        if place.record != summary_key(self.period) or not self._claimed(place.field):
            return False
        said = grammar.point(Part(PartKind.POINT, theirs.partition(" ")[2].lstrip()))
        return said is not None and is_placeholder(said[1])

    def _laid(self, wanted: Sequence[tuple[PartKind, Place]]) -> list[_Out]:
        held_at = {line.place: i for i, line in enumerate(self.held) if line.place}
        self._find_homes()
        texts = {place: self._text_of(place) for kind, place in wanted if kind is not PartKind.ROW}
        kinds = {place: kind for kind, place in wanted}
        there = dict.fromkeys(
            place
            for kind, place in wanted
            if (self._stands(place) if kind is PartKind.ROW else texts[place] is not None)
            and (place in held_at or not self.held or self._fills(kind, place))
        )
        new = self._new_behind([(kinds[place], place) for place in there if place not in held_at], wanted, held_at)
        out: list[_Out] = []
        stood: list[int] = []
        """For each line out the held line it is; of a new one a number that nothing follows."""
        waiting: list[Place] = []

        def put(places: Iterable[Place]) -> None:
            for place in places:
                out.append(self._new_line(kinds[place], place, texts))
                stood.append(_NEW)

        put(new.get(-1, ()))
        for i, line in enumerate(self.held):
            if line.kind is PartKind.DEFINITION and line.place is not None:
                continue
            if line.place is not None:  # what hangs on a line stays with it, so what is new waits for the next
                put(waiting)
                waiting = []
            if (kept := self._held_line(line, there, texts)) is not None:
                out.append(kept)
                stood.append(i)
            put(place for place in new.get(i, ()) if kinds[place] is PartKind.ROW)
            waiting += [place for place in new.get(i, ()) if kinds[place] is not PartKind.ROW]
        put(waiting)
        follows = [b == a + 1 for a, b in zip(stood, [*stood[1:], len(self.held)], strict=True)]
        return [line if still else line._replace(tail=None) for line, still in zip(out, follows, strict=True)]

    def _fills(self, kind: PartKind, place: Place) -> bool:
        """Whether a line that a person's sheet does not have would hold anything: an empty frame is not put into it."""
        match kind:
            case PartKind.ROW | PartKind.FIGURE:
                return True
            case PartKind.POINT:
                return bool(self._claimed(place.field))
            case PartKind.SUBSECTION | PartKind.TABLE | PartKind.COLUMNS:
                table = place.field.partition(" ")[2]
                there = {line.place for line in self.held}
                return any(
                    cells.table == table and row not in there and self._stands(row)
                    for row, cells in self.wanted_rows.items()
                )
            case _:
                return False

    def _held_line(self, line: Line, there: Mapping[Place, object], texts: Mapping[Place, str | None]) -> _Out | None:
        """A line that stood in the sheet, as it stands now; None where it goes."""
        if line.place is None:
            return _Out(line.kind, None, line.text, line.tail)
        if line.kind is PartKind.ROW or line.place.field == ROW:
            if not (line.place in there or self._holds_theirs(line)):
                return None
            row, spots = self._row_again(line)
            return _Out(PartKind.ROW, line.place, row, line.tail, spots)
        words = texts[line.place] if line.place in texts else self._text_of(line.place)
        if words is None:
            return None
        return _Out(line.kind, line.place, line.text if same(words, line.text) else words, line.tail)

    def _holds_theirs(self, row: Line) -> bool:
        """Whether a person's words stand in a row, so that it stays though the machine no longer wants it."""
        return any(
            piece.place is None or (self.said.corrects(piece.place) and self._text_of(piece.place) is not None)
            for piece in _placed(row)
        )

    def _is_here(self, row: Line, place: Place) -> bool:
        return self.home.get(place) == row.place

    def _find_homes(self) -> None:
        for line in self.held:
            if line.kind is not PartKind.ROW or line.place is None:
                continue
            if line.place in self.wanted_rows or self._holds_theirs(line):
                for piece in _placed(line):
                    if piece.place:
                        self.home.setdefault(piece.place, line.place)

    def _stands(self, row: Place) -> bool:
        """Whether a row that the machine wants has anything to show."""
        if self.said.rejects(row.record):
            return False
        return any(
            self._text_of(place) is not None and self.home.get(place, row) == row
            for places in self.wanted_rows[row].columns
            for place in places
        )

    def _new_behind(
        self,
        new: Sequence[tuple[PartKind, Place]],
        wanted: Sequence[tuple[PartKind, Place]],
        held_at: Mapping[Place, int],
    ) -> dict[int, list[Place]]:
        """New lines by the held line that each comes behind, -1 for the top."""
        found: dict[int, list[Place]] = defaultdict(list)
        is_new = {place for _, place in new}
        above = -1
        in_table: dict[Division, int] = {}
        for kind, place in wanted:
            if kind is PartKind.ROW:
                table = self.wanted_rows[place].table
                if place in held_at:
                    if self.held[held_at[place]].division is table:
                        in_table[table] = held_at[place]
                elif place in is_new:
                    found[in_table.get(table, self._head_of(table, held_at, above))].append(place)
                continue
            if place in held_at:
                above = held_at[place]
                if place.field.startswith((f"{COLUMNS} ", f"{TABLE} ")):
                    in_table[Division(place.field.partition(" ")[2])] = above
            elif place in is_new:
                found[above].append(place)
        return found

    def _head_of(self, table: Division, held_at: Mapping[Place, int], above: int) -> int:
        for field_ in (f"{COLUMNS} {table}", f"{TABLE} {table}", f"{SECTION} {table}"):
            if (place := Place(self.edition, field_)) in held_at:
                above = held_at[place]
                break
        # Above a line of dashes whose head a person took out, a row would be taken for the head.
        while above + 1 < len(self.held) and grammar.is_columns(self.held[above + 1].text):
            above += 1
        return above

    def _new_line(self, kind: PartKind, place: Place, texts: Mapping[Place, str | None]) -> _Out:
        if kind is not PartKind.ROW:
            return _Out(kind, place, texts[place] or "", None)
        cells = [
            [(p, text) for p in places if self.home.get(p, place) == place and (text := self._text_of(p)) is not None]
            for places in self.wanted_rows[place].columns
        ]
        line = _RowText("|", columns_of(self.wanted_rows[place].table))
        for cell in cells:
            line.cell(cell)
        return _Out(kind, place, line.text, None, tuple(line.spots))

    def _row_again(self, row: Line) -> tuple[str, tuple[Spot, ...]]:
        """A row that stood in the sheet with what is to stand in it now.

        A cell in which nothing changed stands to the last space, and so does each break between two pieces that stay.
        """
        if row.place is None:
            raise AssertionError("a person's own line is kept as it stands")
        wanted = self.wanted_rows.get(row.place)
        roles = tuple(cell.role for cell in row.cells)
        line = _RowText(row.text[: row.cells[0].span.start] if row.cells else "|", roles)
        for n, cell in enumerate(row.cells):
            pieces = [p for p in cell.pieces if p.place is None or self._is_here(row, p.place)]
            stays = [(p.place, text) for p in pieces if (text := self._piece_text(row, p)) is not None]
            column = wanted.columns[n] if wanted and n < len(wanted.columns) else ()
            new = [(p, text) for p in column if p not in self.home and (text := self._text_of(p)) is not None]
            after = _woven(stays, new, column)
            unchanged = len(after) == len(cell.pieces) and all(
                place == piece.place and same(text, row.of(piece))
                for (place, text), piece in zip(after, cell.pieces, strict=True)
            )
            if unchanged:
                line.as_it_stood(row, cell.span.of(row.text), cell.pieces, cell.span.start)
            else:
                line.cell(after, _breaks(row, cell.pieces))
        return line.text + row.text[row.cells[-1].span.end + 1 :] if row.cells else row.text, tuple(line.spots)

    def _piece_text(self, row: Line, piece: Piece) -> str | None:
        if piece.place is None:
            return row.of(piece)
        text = self._text_of(piece.place)
        return row.of(piece) if text is not None and same(text, row.of(piece)) else text

    # Receipts

    def _definitions(self, lines: Sequence[_Out]) -> list[_Out]:
        """The receipts that anything refers to, in that order.

        What a person's words refer to stays as it stood when they left it.
        """
        held: dict[str, Line] = {}
        own: set[str] = set()
        for line in self.held:
            if line.kind is PartKind.DEFINITION:
                label = (receipt.definition(line.part.text) or ("", ""))[0]
                if line.place is None:
                    own.add(label)
                else:
                    held.setdefault(label, line)
        theirs = set(chain.from_iterable(self._labels_of_theirs(line) for line in lines))
        names = dict.fromkeys(chain.from_iterable(receipt.REFERENCE.findall(line.text) for line in lines))
        out = []
        for name in names:
            if name in own:
                continue
            text = self._definition(name, held.get(name), is_theirs=name in theirs)
            if text is not None:
                place = self.evidence[name][0] if name in self.evidence else held[name].place
                out.append(_Out(PartKind.DEFINITION, place, text, None))
        return out

    def _labels_of_theirs(self, line: _Out) -> Iterator[str]:
        if line.place is None or (line.kind is not PartKind.ROW and self.said.corrects(line.place)):
            yield from receipt.REFERENCE.findall(line.text)
        for spot in line.pieces:
            if self.said.corrects(spot.place):
                yield from receipt.REFERENCE.findall(line.text[spot.start : spot.end])

    def _definition(self, name: str, held: Line | None, *, is_theirs: bool) -> str | None:
        place = self.evidence[name][0] if name in self.evidence else held.place if held else None
        review = self.said.field(*place) if place else None
        if review is not None and review.verdict is Verdict.CORRECTED:
            return review.text
        stood = receipt.read((receipt.definition(held.part.text) or ("", ""))[1]) if held else None
        if name not in self.evidence:
            return held.text if held else None
        _, claim, evidence = self.evidence[name]
        if is_theirs and evidence.quote is None:
            evidence = replace(evidence, quote=markdown.plain(claim_words(claim.text)))
        if (
            is_theirs
            and held
            and stood
            and (stood.version, stood.start, stood.end) != (evidence.version, evidence.start, evidence.end)
        ):
            return held.text
        return f"[^{name}]: {receipt.write(evidence)}"

    # Proposals

    def _proposals(self) -> Iterator[Proposal]:
        """The fields a person put their own words in where the machine would by now say something they have not seen."""
        titles = {record.key: _title(record) for record in self._records()}
        for place, text in self.machine.items():
            review = self.said.field(*place)
            if review is None or review.verdict is not Verdict.CORRECTED or self.said.rejects(place.record):
                continue
            proposed = claim_words(text)
            seen = review.claim == claim_name(proposed) or claim_words(review.text) == proposed
            if not seen and rows.EMPTY not in (proposed, proposed[-1:]):
                yield Proposal(place.record, titles.get(place.record, ""), place.field, review.text, text)


def _column_of(field_: str) -> ColumnRole:
    name = field_.partition("-")[0]
    return ColumnRole(name) if name in list(ColumnRole) else ColumnRole.OTHER


def _placed(row: Line) -> Iterator[Piece]:
    for cell in row.cells:
        yield from cell.pieces


def _woven(
    stays: Sequence[tuple[Place | None, str]], new: Sequence[tuple[Place, str]], order: Sequence[Place]
) -> list[tuple[Place | None, str]]:
    """What stays in its order, and each new piece behind the one it follows in *order*."""
    fresh = dict(new)
    there = {place for place, _ in stays}
    behind: dict[Place | None, list[tuple[Place | None, str]]] = defaultdict(list)
    above: Place | None = None
    for place in order:
        if place in there:
            above = place
        elif place in fresh:
            behind[above].append((place, fresh[place]))
    out = list(behind[None])
    for one in stays:
        out.append(one)
        if one[0] is not None:
            out += behind[one[0]]
    return out


def _breaks(row: Line, pieces: Sequence[Piece]) -> dict[tuple[Place | None, Place | None], str]:
    """The breaks of a cell by the pieces they stand between."""
    return {(a.place, b.place): row.text[a.span.end : b.span.start] for a, b in pairwise(pieces)}


class _RowText:
    """A row being written."""

    def __init__(self, text: str, roles: Sequence[ColumnRole]) -> None:
        self.text = text
        self.spots: list[Spot] = []
        self._roles = roles
        self._n = 0

    def cell(
        self,
        pieces: Sequence[tuple[Place | None, str]],
        breaks: Mapping[tuple[Place | None, Place | None], str] | None = None,
    ) -> None:
        """Write a cell; *breaks* are those it had."""
        role = self._roles[self._n] if self._n < len(self._roles) else ColumnRole.OTHER
        self._n += 1
        self.text += " "
        above: Place | None = None
        for i, (place, words) in enumerate(pieces):
            if i:
                self.text += (breaks or {}).get((above, place)) or _break(role, place)
            if place:
                self.spots.append(Spot(len(self.text), len(self.text) + len(words), place))
            self.text += words
            above = place
        self.text += f"{'' if pieces else rows.EMPTY} |"

    def as_it_stood(self, row: Line, text: str, pieces: Sequence[Piece], start: int) -> None:
        """Write a cell as it stood."""
        at = len(self.text)
        self._n += 1
        self.spots += [Spot(at + p.span.start - start, at + p.span.end - start, p.place) for p in pieces if p.place]
        closed = row.text[start + len(text) : start + len(text) + 1]
        self.text += text + closed


def _break(role: ColumnRole, place: Place | None) -> str:
    return rows.BREAK if role is ColumnRole.PAPERS and place is not None and place.field != TITLE else rows.BLANK


def _written(lines: Sequence[_Out]) -> tuple[str, tuple[Spot, ...]]:
    """The text of the lines, set apart as they stood or in normal form; and the places in it."""
    out: list[str] = []
    spots: list[Spot] = []
    at = 0
    for i, line in enumerate(lines):
        if line.place is not None:
            spots.append(Spot(at, at + len(line.text), line.place))
        spots += [Spot(at + s.start, at + s.end, s.place) for s in line.pieces]
        below = lines[i + 1] if i + 1 < len(lines) else None
        tail = line.tail
        if tail is None or (below is not None and not tail):
            tail = "\n" if below is None else "\n" * lines_between(Part(line.kind, ""), Part(below.kind, ""))
        out += [line.text, tail]
        at += len(line.text) + len(tail)
    return "".join(out), tuple(sorted(spots))
