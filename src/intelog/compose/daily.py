"""The daily express: developments and reviews to an edition, within the reader's time.

Made anew each time from records and reviews, never from the file: so the edition comes out
the same when the file is gone, and every human edit is still in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from intelog.compose.absorb import order_of
from intelog.compose.identity import (
    NOTE,
    NOTED,
    URL,
    Place,
    Placed,
    claim_text,
    is_slug,
    kind_of,
    placed,
    section_field,
    section_key,
    slug_of,
    sure_places,
    sure_records,
    without_lines,
    words_key,
)
from intelog.compose.layout import Line, in_persons_order, laid_out
from intelog.compose.ranking import Reason, score
from intelog.compose.said import ORDER, WHOLE, Proposal, Said
from intelog.evidence import receipt
from intelog.grammar import daily as grammar
from intelog.grammar.edition import read_aloud
from intelog.grammar.words import DAILY
from intelog.model.development import HEADLINE, SENTENCES, Development, field_rank
from intelog.model.edition import Edition, Part, PartKind
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence
from intelog.model.review import Review, Verdict
from intelog.ports import Count
from intelog.text import markdown
from intelog.text.reading import minutes

MARGIN = 0.2
"""Minutes left free, so that a sentence a person adds does not break the limit at once; of a small limit less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a daily may hold."""

    items: int = 10
    minutes: float = 5.0
    noted: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was read on the day: documents by source, and what was not read."""

    sources: Sequence[Count] = ()
    skipped: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A development and why it stands where it does."""

    development: Development
    why: tuple[Reason, ...]

    @property
    def key(self) -> RecordKey:
        """The key of its record."""
        return self.development.record.key

    @property
    def score(self) -> float:
        """The sum of its reasons."""
        return score(self.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A composed edition, and what it was made of."""

    edition: Edition
    told: tuple[Ranked, ...]
    noted: tuple[Ranked, ...]
    records: dict[str, RecordKey]
    """Slugs, addresses and words to records, for the edition's base."""
    kept_edits: int
    proposals: tuple[Proposal, ...]
    minutes: float


def compose(
    ranked: Sequence[Ranked],
    *,
    period: Period,
    language: Language,
    edition: RecordKey,
    said: Said,
    coverage: Coverage,
    limits: Limits,
    front: Sequence[str],
    known: Mapping[str, RecordKey],
) -> Composed:
    """Compose a day.

    *edition* is the key of the edition's own record, *front* the lines of its front matter,
    *known* what the base knows of slugs, addresses and words.  What a person touched is in it;
    of the rest the best, each with its best sentence, then more sentences while there is time.
    """
    standing = [r for r in ranked if not said.rejects(r.key)]
    slugs = _slugs(standing, known)
    own = chain.from_iterable(grammar.parse("\n" + text).parts for text in said.blocks.values())
    draft = _Draft(
        period=period, language=language, edition=edition, said=said, coverage=coverage, front=front,
        slugs=slugs, known=known, own_minutes=sum(map(_minutes, own)),
    )  # fmt: skip
    laid = draft.laid(draft.within(limits, standing))
    shown = [edition, *(r.key for r in ranked)]
    return Composed(
        edition=laid.edition,
        told=laid.choice.told,
        noted=laid.choice.noted,
        records=laid.records,
        kept_edits=said.in_force(shown),
        proposals=tuple(p for r in laid.choice.told for p in _proposals(r.development, said)),
        minutes=laid.minutes,
    )


def _slugs(ranked: Sequence[Ranked], known: Mapping[str, RecordKey]) -> dict[RecordKey, str]:
    """A slug for each record: the one it had before, else a new one."""
    had = {key: slug for slug, key in known.items() if is_slug(slug)}
    slugs: dict[RecordKey, str] = {}
    for one in ranked:
        slugs[one.key] = had.get(one.key) or slug_of(one.key, one.development.title, [*known, *slugs.values()])
    return slugs


def _proposals(development: Development, said: Said) -> Iterator[Proposal]:
    """The fields a person put their own words in where the machine would by now say something new."""
    record = development.record
    for field, review in said.fields(record.key).items():
        claim = record.claim(field)
        if review.verdict is Verdict.CORRECTED and review.claim is not None and claim and claim.name != review.claim:
            yield Proposal(record.key, markdown.plain(development.title), field, review.text, claim.text)


def _is_same(ours: Line | None, accepted: Review) -> bool:
    """Whether our receipt points where the one does that a person's line referred to when they wrote it."""
    if ours is None:
        return False
    mine, theirs = (receipt.read((receipt.definition(text) or ("", ""))[1]) for text in (ours[1].text, accepted.text))
    return mine is not None and theirs is not None and mine == replace(theirs, quote=mine.quote)


def _is_line(name: str) -> bool:
    """Whether a review's field is a line of an item, and not a receipt's label or the whole."""
    return name not in (WHOLE, NOTED) and receipt.split_label(name) is None


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is told and how fully: how many sentences each item has."""

    told: tuple[Ranked, ...]
    noted: tuple[Ranked, ...]
    sentences: Mapping[RecordKey, int]


@dataclass(frozen=True, slots=True)
class _Laid:
    """An edition laid out."""

    choice: _Choice
    parts: Sequence[Placed]
    minutes: float
    records: dict[str, RecordKey]

    @property
    def edition(self) -> Edition:
        return Edition(tuple(part for part, _ in self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What an edition is made from, whatever is chosen to be told."""

    period: Period
    language: Language
    edition: RecordKey
    said: Said
    coverage: Coverage
    front: Sequence[str]
    slugs: Mapping[RecordKey, str]
    known: Mapping[str, RecordKey]
    own_minutes: float
    """What it takes to read a person's own text."""

    def within(self, limits: Limits, standing: Sequence[Ranked]) -> _Choice:
        """As much as the reader's time allows.

        As many items as there is room for with one sentence each, then the noted titles, then
        more sentences.  What a person had a hand in stays, however long; their own text takes
        time from titles and sentences, but pushes no item out.
        """
        budget = limits.minutes - min(MARGIN, limits.minutes / 10)
        theirs = [r for r in standing if self.said.tells(r.key)]
        notes = [r for r in standing if self.said.notes(r.key)]
        others = [r for r in standing if not (self.said.tells(r.key) or self.said.notes(r.key))]

        def choice(items: int, titles: int, sentences: int) -> _Choice:
            told = sorted([*theirs, *others[:items]], key=standing.index)
            noted = sorted([*notes, *others[items : items + titles]], key=standing.index)
            return self._in_persons_order(told, noted, sentences)

        room = min(len(others), max(0, limits.items - len(theirs)))
        fewer = [*((items, 1) for items in range(room, 0, -1)), *([(1, 0)] if room else [])]
        chosen = next((c for n in fewer if self._minutes(c := choice(n[0], 0, n[1])) <= budget), choice(0, 0, 1))
        budget -= self.own_minutes
        items = len(chosen.told) - len(theirs)
        free = 0 if self._rejects_section(grammar.ALSO_NOTED) else max(0, limits.noted - len(notes))
        titled = (
            choice(items, titles, max(chosen.sentences.values(), default=1))
            for titles in range(min(free, len(others) - items), 0, -1)
        )
        chosen = next((c for c in titled if self._minutes(c) <= budget), chosen)
        return self._with_sentences(chosen, budget)

    def _rejects_section(self, role: str) -> bool:
        return self.said.rejects(self.edition, section_field(role))

    def _in_persons_order(self, told: Sequence[Ranked], noted: Sequence[Ranked], sentences: int) -> _Choice:
        seen = order_of(self.said.field(self.edition, ORDER))

        def ordered(ranked: Sequence[Ranked], at: str) -> tuple[Ranked, ...]:
            by_place = {Place(r.key, at): r for r in ranked}
            return tuple(by_place[place] for place in in_persons_order(list(by_place), seen))

        return _Choice(ordered(told, HEADLINE), ordered(noted, NOTED), dict.fromkeys((r.key for r in told), sentences))

    def _with_sentences(self, chosen: _Choice, budget: float) -> _Choice:
        """Every item's second sentence, then every item's third, as long as there is time."""
        kept = dict(chosen.sentences)
        spent = self._minutes(chosen)
        for sentences in range(2, SENTENCES + 1):
            for r in chosen.told:
                if len(r.development.essential) < sentences or kept[r.key] < sentences - 1:
                    continue
                claim = r.development.record.claim(r.development.essential[sentences - 1])
                cost = _minutes(Part(PartKind.TEXT, claim.text)) if claim else 0.0
                if spent + cost <= budget:
                    kept[r.key] = sentences
                    spent += cost
        return _Choice(chosen.told, chosen.noted, kept)

    def _minutes(self, chosen: _Choice) -> float:
        return sum(_minutes(part) for _, part in self._lines(chosen, 0.0))

    def laid(self, chosen: _Choice) -> _Laid:
        """The edition as it is to be written.

        What of ours could not be read back as itself is left out: a person's own text may
        have put it where it would be taken for theirs.
        """
        without: set[Place] = set()
        while True:
            laid = self._laid(chosen, without)
            parts = grammar.parse(grammar.render(laid.edition, self.language)).parts
            read = placed(parts, laid.records, self.edition)
            lost = {place for place in _misread(laid.parts, read) if self._is_ours(place)}
            if not lost:
                return replace(laid, records=laid.records | self._sure(laid, parts))
            without |= lost
            chosen = _Choice(
                tuple(r for r in chosen.told if Place(r.key, HEADLINE) not in lost),
                tuple(r for r in chosen.noted if Place(r.key, NOTED) not in lost),
                chosen.sentences,
            )

    def _sure(self, laid: _Laid, parts: Sequence[Part]) -> dict[str, RecordKey]:
        """What is to be remembered of *parts*, the text as it reads, so that each is read as it is meant.

        Once a line is known not to be an item's, another may seem to be it: so until none does.
        """
        sure: dict[str, RecordKey] = {}
        while True:
            read = placed(parts, laid.records, self.edition, sure=sure_places(sure))
            more = sure_records(_pairs(laid.parts, read), self.edition)
            if not more:
                return sure
            sure |= more

    def _is_ours(self, place: Place) -> bool:
        """Whether a line can be left out without leaving out a person's words."""
        if receipt.split_label(place.field) or self.said.holds(place):
            return False
        return not (place.field == HEADLINE and self.said.tells(place.record))

    def _laid(self, chosen: _Choice, without: Collection[Place]) -> _Laid:
        length = self.own_minutes + sum(_minutes(part) for _, part in self._lines(chosen, 0.0, without))
        lines = self._lines(chosen, length, without)
        return _Laid(chosen, self._with_the_rest(chosen, lines), length, self._records(chosen, lines))

    def _with_the_rest(self, chosen: _Choice, lines: list[Line]) -> list[Placed]:
        receipts = self._receipts(chosen, lines)
        return laid_out([*lines, *receipts], self.said.blocks, self.edition, self.language)

    def _lines(self, chosen: _Choice, length: float, without: Collection[Place] = ()) -> list[Line]:
        """Every line but receipts and a person's own text, in their order."""
        units = {lines[0][0]: lines for lines in self._units(chosen, length) if lines}
        seen = order_of(self.said.field(self.edition, ORDER))
        ordered = chain.from_iterable(units[place] for place in in_persons_order(list(units), seen))
        return [line for line in ordered if line[0] not in without]

    def _units(self, chosen: _Choice, length: float) -> Iterator[list[Line]]:
        """Lines that stay together, whatever a person's order: an item's, and each other line by itself."""
        words, said = DAILY[self.language], self.said

        def one(kind: PartKind, field: str, text: str) -> list[Line]:
            return list(self._said(Place(self.edition, field), Part(kind, text)))

        def section(role: str, text: str, *, needed: bool) -> list[Line]:
            field = section_field(role)
            return one(PartKind.SECTION, field, text) if needed or said.holds(Place(self.edition, field)) else []

        yield one(PartKind.FRONT, PartKind.FRONT, "\n".join(self.front))
        yield one(PartKind.TITLE, PartKind.TITLE, words.title.format(period=self.period))
        yield one(PartKind.LEAD, PartKind.LEAD, self._lead(len(chosen.told), length))
        yield section(grammar.DEVELOPMENTS, words.developments, needed=bool(chosen.told))
        for ranked in chosen.told:
            yield self._item(ranked.development, chosen.sentences[ranked.key])
        yield section(grammar.ALSO_NOTED, words.noted, needed=bool(chosen.noted))
        for ranked in chosen.noted:
            title, url = ranked.development.title, ranked.development.url
            noted = Part(PartKind.NOTED, markdown.link(title, url) if url else title)
            yield list(self._said(Place(ranked.key, NOTED), noted))
        yield section(grammar.COVERAGE, words.coverage, needed=True)
        yield one(PartKind.COVERAGE, PartKind.COVERAGE, self._coverage())

    def _said(self, place: Place, ours: Part | None) -> Iterator[Line]:
        """A line as a person left it: in their words, not at all, or as we would have it."""
        review = self.said.field(*place)
        if review is not None and review.verdict is Verdict.CORRECTED:
            kind = ours.kind if ours else kind_of(place.field)
            yield place, grammar.saying(kind, review.text, self.language)
        elif review is not None and review.verdict is Verdict.REJECTED:
            return
        elif ours is not None:
            yield place, ours
        elif review is not None and self.said.holds(place):
            yield place, grammar.saying(kind_of(place.field), review.text, self.language)

    def _item(self, development: Development, sentences: int) -> list[Line]:
        record, key = development.record, development.record.key
        dropped = set(development.essential[sentences:])
        fields = dict.fromkeys([c.field for c in record.claims] + [f for f in self.said.fields(key) if _is_line(f)])
        found: dict[Place, Line] = {}
        for name in sorted(fields, key=field_rank):
            place, claim = Place(key, name), record.claim(name)
            if self.said.completes(key) and not self.said.corrects(place):
                continue
            is_ours = claim is not None and (name not in dropped or self.said.holds(place))
            ours = self._claimed(development, claim) if claim and is_ours else None
            found.update((place, line) for line in self._said(place, ours))
        seen = order_of(self.said.field(self.edition, ORDER))
        return [found[place] for place in in_persons_order(list(found), seen)]

    def _claimed(self, development: Development, claim: Claim) -> Part:
        labels = "".join(f"[^{name}]" for name in self._labels(development.record.key, claim))
        text = claim.text
        if claim.field == HEADLINE and development.url:
            text = markdown.link(text, development.url)
        return Part(kind_of(claim.field), text + labels)

    def _labels(self, key: RecordKey, claim: Claim) -> list[str]:
        return [receipt.label(self.slugs[key], claim.field, n) for n in range(1, 1 + len(claim.evidence))]

    def _receipts(self, chosen: _Choice, lines: Sequence[Line]) -> list[Line]:
        """The receipts that lines and a person's own text refer to, in that order; then those in a person's words.

        Where a person wrote between receipts, these stay as they stood.
        """
        there: dict[str, Line] = {}
        for name, review in self.said.fields(self.edition).items():
            there |= self._receipt(Place(self.edition, name), review)
        for ranked in chosen.told:
            for claim in ranked.development.record.claims:
                for name, evidence in zip(self._labels(ranked.key, claim), claim.evidence, strict=True):
                    text = f"[^{name}]: {receipt.write(self._quoting(ranked.key, claim, evidence))}"
                    there[name] = Place(ranked.key, name), Part(PartKind.DEFINITION, text)
            for name, review in self.said.fields(ranked.key).items():
                if not (review.verdict is Verdict.ACCEPTED and _is_same(there.get(name), review)):
                    there |= self._receipt(Place(ranked.key, name), review)
        for place in self.said.blocks:
            hung = self.said.field(*place)
            if hung is not None and place.field not in there:
                there |= self._receipt(Place(self.edition, place.field), hung)
        texts = [*(part.text for _, part in lines), *self.said.blocks.values()]
        referred = chain.from_iterable(map(receipt.REFERENCE.findall, texts))
        theirs = (name for name, (place, _) in there.items() if self.said.holds(place))
        hung_on = [place.field for place in self.said.blocks if receipt.split_label(place.field)]
        names = dict.fromkeys([*referred, *theirs, *hung_on])
        found = {there[name][0]: there[name] for name in names if name in there}
        seen = order_of(self.said.field(self.edition, ORDER)) if hung_on else {}
        return [found[place] for place in in_persons_order(list(found), seen)]

    def _quoting(self, key: RecordKey, claim: Claim, evidence: Evidence) -> Evidence:
        """Where a person put a chosen sentence in their own words, its receipt says the source's."""
        review = self.said.field(key, claim.field)
        if evidence.quote is not None or review is None or review.verdict is not Verdict.CORRECTED:
            return evidence
        said = grammar.saying(kind_of(claim.field), review.text, self.language)
        is_theirs = claim_text(said) != claim.text
        return replace(evidence, quote=markdown.plain(claim.text)) if is_theirs else evidence

    def _receipt(self, place: Place, review: Review) -> dict[str, Line]:
        if receipt.split_label(place.field) is None or review.verdict is Verdict.REJECTED:
            return {}
        return {place.field: (place, grammar.saying(PartKind.DEFINITION, review.text, self.language))}

    def _records(self, chosen: _Choice, lines: Sequence[Line]) -> dict[str, RecordKey]:
        """What tells whose a line is when the edition is read again, with what was known before."""
        records = without_lines(self.known)
        for ranked in (*chosen.told, *chosen.noted):
            if url := ranked.development.url:
                records[URL + url] = ranked.key
        records |= {self.slugs[ranked.key]: ranked.key for ranked in chosen.told}
        for place, part in lines:
            if part.kind is PartKind.NOTED:
                records[NOTE + part.text] = place.record
            elif part.kind is PartKind.SECTION and not grammar.section_role(part.text):
                records[section_key(place.field, part.text)] = self.edition
            elif part.kind in (PartKind.ITEM, PartKind.TEXT) and self.said.corrects(place):
                records[words_key(place.field, part)] = place.record
        return records

    def _lead(self, count: int, length: float) -> str:
        words = DAILY[self.language]
        form = words.lead_empty if count == 0 else words.lead_quiet if count < QUIET else words.lead
        return form.format(count=count, noun=words.noun[count != 1], minutes=f"{length:.1f}")

    def _coverage(self) -> str:
        words, coverage = DAILY[self.language], self.coverage
        why = words.coverage_skipped.format(why=coverage.why) if coverage.why else ""
        if not coverage.sources:
            return words.coverage_none.format(skipped=coverage.skipped, why=why)
        each = words.comma.join(
            words.coverage_one.format(source=_source_name(c.source, self.language), count=c.documents)
            for c in coverage.sources
        )
        return words.coverage_read.format(
            documents=sum(c.documents for c in coverage.sources), sources=len(coverage.sources), each=each,
            empty=0, failed=0, skipped=coverage.skipped, why=why,
        )  # fmt: skip


def _pairs(meant: Sequence[Placed], read: Sequence[Placed]) -> Sequence[tuple[Placed, Placed]]:
    """Each part as it is meant and as it reads; none where the text falls into other parts."""
    return list(zip(meant, read, strict=True)) if len(meant) == len(read) else []


def _misread(meant: Sequence[Placed], read: Sequence[Placed]) -> Iterator[Place]:
    """The places whose line would be taken for something else, or another line for it."""
    there = {place: part for part, place in read}
    for part, place in meant:
        if place is not None and there.get(place) != part:
            yield place
    for was, now in _pairs(meant, read):
        if was.place is not None and was != now:
            yield was.place


@lru_cache(maxsize=4096)
def _minutes(part: Part) -> float:
    """The minutes one part takes.  No word runs over a line's end, so an edition takes the sum of its parts'."""
    return minutes(read_aloud(Edition((part,))))


QUIET = 4
"""Fewer developments than this are a quiet day."""


def _source_name(source: str, language: Language) -> str:
    return DAILY[language].learning_log if source == DAILY[Language.ENGLISH].learning_log else source
