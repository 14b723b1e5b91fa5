"""Absorbing: what a person changed in an edition's file, as reviews.

The file is compared, place by place, with the last text we wrote.  Reviews say what
differs; from records and reviews alone the edition can be made again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intelog.compose.identity import DEFINITIONS, NOTED, TOP, Place, Placed, claim_text, placed, sure_places
from intelog.compose.said import ORDER, WHOLE, Said
from intelog.evidence import receipt
from intelog.grammar import daily as grammar
from intelog.grammar.edition import BOM, lines_between, parted
from intelog.model.development import HEADLINE, sentence_field
from intelog.model.edition import Base, Edition, Part, PartKind
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.record import claim_name
from intelog.model.review import BEHIND, Review, Verdict


def absorb(
    now: Edition,
    before: Edition,
    *,
    records: Mapping[str, RecordKey],
    edition: RecordKey,
    language: Language,
    at: datetime,
    said: Said,
) -> list[Review]:
    """What a person did to *before*, which we wrote, to make it *now*.

    An empty list where nothing differs.  Absorbing is complete: what is not a known place
    is kept as a block of the person's own text, behind the place above it.  *said* is what
    they said up to *before*.
    """
    if [(part, part.written) for part in now.parts] == [(part, part.written) for part in before.parts]:
        return []
    then = placed(before.parts, records, edition, sure=sure_places(records))
    here = placed(now.parts, records, edition, before=then)
    return _Absorbing(
        then=then, here=here, records=records, edition=edition, language=language, at=at, said=said
    ).reviews()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Absorbing:
    """An edition's file before and after, part by part in its place."""

    then: Sequence[Placed]
    here: Sequence[Placed]
    records: Mapping[str, RecordKey]
    edition: RecordKey
    language: Language
    at: datetime
    said: Said

    def reviews(self) -> list[Review]:
        was, is_ = _by_place(self.then), _by_place(self.here)
        gone = {place.record for place in was if place.field == HEADLINE and place not in is_}
        lines = [
            *self._taken_out(was, is_, gone),
            *self._copies_taken_out(is_),
            *self._reworded(was, is_, gone),
            *self._put_in(was, is_),
            *self._receipts_put_in(was, is_),
        ]
        theirs = list(self._blocks(gone))
        anchors = self._anchors(theirs, is_, {(r.record, r.field) for r in lines})
        said = [*lines, *anchors, *theirs]
        return [*said, *self._receipts_referred_to(said, is_), *self._order(was, is_, changed=bool(said))]

    def _review(self, place: Place, verdict: Verdict, text: str = "", of: Part | None = None) -> Review:
        return Review(
            record=place.record, field=place.field, verdict=verdict, language=self.language, at=self.at, text=text,
            claim=None if of is None else claim_name(claim_text(of)),
        )  # fmt: skip

    def _corrected(self, place: Place, part: Part, of: Part | None = None) -> Review:
        return self._review(place, Verdict.CORRECTED, grammar.said(part, self.language), of)

    def _accepted(self, place: Place, part: Part) -> Review:
        return self._review(place, Verdict.ACCEPTED, grammar.said(part, self.language), part)

    def _taken_out(
        self, was: Mapping[Place, Part], is_: Mapping[Place, Part], gone: set[RecordKey]
    ) -> Iterator[Review]:
        for place, part in was.items():
            whole = Place(place.record, WHOLE)
            if place in is_ or (place.record in gone and place.field != HEADLINE):
                continue
            if part.kind is PartKind.ITEM or (part.kind is PartKind.NOTED and Place(place.record, HEADLINE) not in is_):
                yield self._review(whole, Verdict.REJECTED)
            elif part.kind is not PartKind.DEFINITION or self.said.corrects(place):
                # A receipt of ours that is deleted under its reference comes back; their own wording of it does not.
                yield self._review(place, Verdict.REJECTED, of=part)

    def _copies_taken_out(self, is_: Mapping[Place, Part]) -> Iterator[Review]:
        """Our sentences that stood only in a person's own text, as in a copied item, and stand nowhere now."""
        texts = {part.text for part, _ in self.here}
        for part, place in self.then:
            if place is not None or part.kind is not PartKind.TEXT or part.text in texts:
                continue
            for name in receipt.REFERENCE.findall(part.text):
                slug, field = receipt.split_label(name) or ("", "")
                told = Place(self.records.get(slug, self.edition), HEADLINE) in is_
                lost = Place(self.records.get(slug, self.edition), field)
                if told and lost not in is_ and field == sentence_field(claim_text(part)):
                    yield self._review(lost, Verdict.REJECTED, of=part)

    def _reworded(self, was: Mapping[Place, Part], is_: Mapping[Place, Part], gone: set[RecordKey]) -> Iterator[Review]:
        for place, part in is_.items():
            before = was.get(place)
            if before is None:
                continue
            stays = place.field == NOTED and place.record in gone  # the item's rejection is not meant for it
            if stays or grammar.said(before, self.language) != grammar.said(part, self.language):
                yield self._corrected(place, part, before)

    def _put_in(self, was: Mapping[Place, Part], is_: Mapping[Place, Part]) -> Iterator[Review]:
        for place, part in is_.items():
            if place in was or part.kind is PartKind.DEFINITION:
                continue
            if part.kind is PartKind.ITEM:
                yield self._review(Place(place.record, WHOLE), Verdict.ACCEPTED)
            yield self._corrected(place, part)

    def _receipts_put_in(self, was: Mapping[Place, Part], is_: Mapping[Place, Part]) -> Iterator[Review]:
        """Receipts that a person wrote.  In a file that no base remembers they are what its lines refer to."""
        known = {part.text for part in was.values() if part.kind is PartKind.DEFINITION}
        referred = _referred(part for part, _ in self.here)
        for place, part in is_.items():
            if part.kind is PartKind.DEFINITION and place not in was and part.text not in known:
                if was or place.field not in referred:
                    yield self._corrected(place, part)
                else:
                    yield self._accepted(place, part)

    def _receipts_referred_to(self, said: Sequence[Review], is_: Mapping[Place, Part]) -> Iterator[Review]:
        """The receipts that a person's lines refer to, as they stand: a later choice of words must not change them."""
        receipts = {place.field: (place, part) for place, part in is_.items() if part.kind is PartKind.DEFINITION}
        done = {Place(r.record, r.field) for r in said}
        for review in said:
            for name in receipt.REFERENCE.findall(review.text):
                if name not in receipts or receipt.split_label(review.field):
                    continue
                place, part = receipts[name]
                if place.record != review.record:
                    place = Place(self.edition, name)
                if place not in done:
                    done.add(place)
                    yield self._accepted(place, part)

    def _blocks(self, gone: set[RecordKey]) -> Iterator[Review]:
        """A person's own text, block by block."""
        was, is_ = blocks(self.then, self.edition), blocks(self.here, self.edition)
        if was == is_ and not any(place.record in gone for place in is_):
            return
        # Told from what was said, not from where it stood: a block may have had to move, its neighbour being gone.
        for place in self.said.blocks:
            if place not in is_:
                yield self._review(_behind(place), Verdict.REJECTED)
        for place, text in is_.items():
            if self.said.blocks.get(place) != text or place.record in gone:
                yield self._review(_behind(place), Verdict.ADDED, text)

    def _anchors(
        self, theirs: Iterable[Review], is_: Mapping[Place, Part], done: set[tuple[str, str]]
    ) -> Iterator[Review]:
        """The lines that a person's own text hangs on: they stand as long as it does."""
        for block in theirs:
            place = Place(block.record, block.field.removeprefix(BEHIND))
            is_fixed = place.record == self.edition and receipt.split_label(place.field) is None
            if block.text.strip() and place in is_ and not is_fixed and place not in done:
                yield self._accepted(place, is_[place])

    def _order(self, was: Mapping[Place, Part], is_: Mapping[Place, Part], *, changed: bool) -> Iterator[Review]:
        """Their order of all places, where it is another than ours; once they have one, what came since keeps its place.

        The order of receipts is meant only where they wrote between them.
        """
        stood = [place for place, part in was.items() if place in is_ and part.kind is not PartKind.DEFINITION]
        stand = [place for place, part in is_.items() if part.kind is not PartKind.DEFINITION]
        seen = order_of(self.said.field(self.edition, ORDER))
        between = any(receipt.split_label(place.field) for place in blocks(self.here, self.edition))
        is_old = (seen and not seen.keys() >= set(stand)) or (between and list(seen) != list(is_))
        if stood != stand or (changed and is_old):
            text = "\n".join(f"{place.record} {place.field}" for place in is_)
            yield self._review(Place(self.edition, ORDER), Verdict.CORRECTED, text)


def order_of(review: Review | None) -> dict[Place, int]:
    """A person's order of the places they saw: where each stood."""
    lines = review.text.split("\n") if review else []
    places = (Place(RecordKey(record), field) for record, _, field in (line.partition(" ") for line in lines))
    return {place: n for n, place in enumerate(places)}


def _by_place(parts: Iterable[Placed]) -> dict[Place, Part]:
    return {place: part for part, place in parts if place}


def _referred(parts: Iterable[Part]) -> set[str]:
    return {
        name for part in parts if part.kind is not PartKind.DEFINITION for name in receipt.REFERENCE.findall(part.text)
    }


def _behind(place: Place) -> Place:
    return Place(place.record, BEHIND + place.field)


def blocks(parts: Sequence[Placed], edition: RecordKey) -> dict[Place, str]:
    """A person's own lines as they stand, by the place above each, from the line below it on.

    Also blank lines of theirs, more than we would leave.  Receipts that something refers to
    are put below everything else, so only what stands there can be told by the receipt above it.
    """
    referred = _referred(part for part, _ in parts)
    lines = [i for i, (part, place) in enumerate(parts) if place and part.kind is not PartKind.DEFINITION]
    below_all = [i for i in range(max(lines, default=-1) + 1, len(parts)) if _is_receipt(parts[i], referred)]
    receipts = set(below_all)
    found: dict[Place, str] = {}
    above: tuple[Place, Part | None] = Place(edition, TOP), None
    own: list[str] = []

    def close(below: Part | None) -> None:
        place, part = above
        space = parted(part.written)[1] if part and part.written else ""
        if own or (part and below and _is_wide(space, part, below)):
            found[place] = (space + "".join(own)).replace("\r\n", "\n").replace("\r", "\n")
        own.clear()

    for i, (part, place) in enumerate(parts):
        if place is None:
            text = part.written.text if part.written else part.text + "\n"
            own.append(text.removeprefix(BOM) if i == 0 else text)
        elif part.kind is not PartKind.DEFINITION or i in receipts:
            close(part)
            above = (Place(edition, DEFINITIONS) if below_all[-1:] == [i] else place), part
    close(None)
    return found


def _is_receipt(placed: Placed, referred: Container[str]) -> bool:
    part, place = placed
    return place is not None and part.kind is PartKind.DEFINITION and place.field in referred


def _is_wide(space: str, above: Part, below: Part) -> bool:
    if PartKind.DEFINITION in (above.kind, below.kind):
        return False
    return space.count("\n") >= lines_between(above, below)


def base_of(base: Base, text: str) -> tuple[str | None, dict[str, RecordKey]]:
    """The text a file's edits are to be told from, and its records.

    Where we were killed between announcing a text and writing it, the file comes from the
    one or the other: it is the one it shares more lines with.
    """
    if base.pending is None or base.pending_records is None or text == base.text:
        return base.text, base.records
    if base.text is None or text == base.pending:
        return base.pending, base.pending_records
    lines = set(text.splitlines())

    def shared(other: str) -> int:
        theirs = set(other.splitlines())
        return len(lines & theirs) - len(theirs - lines)

    if shared(base.pending) >= shared(base.text):
        return base.pending, base.pending_records
    return base.text, base.records
