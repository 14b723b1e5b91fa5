"""What people said so far, put together from their reviews: the latest word on each thing is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from intelog.compose.identity import NOTED, Place, claim_text, kind_of
from intelog.evidence import receipt
from intelog.grammar import daily as grammar
from intelog.model.names import RecordKey
from intelog.model.record import claim_name
from intelog.model.review import BEHIND, Review, Verdict

ORDER = "order"
"""The field of an edition in which a person's order of its places is kept, one a line."""

WHOLE = ""
"""The field that means the whole record.  Rejected: it is not to stand.  Accepted: it stands as a
person put it there, and nothing is added to it."""

_THEIRS = (Verdict.CORRECTED, Verdict.REJECTED)


class Proposal(NamedTuple):
    """What the machine would by now say where a person's words stand."""

    record: RecordKey
    title: str
    field: str
    yours: str
    proposed: str


class Said:
    """What people said so far.

    An accepted line is one that a person's own text hangs on: it is still the machine's,
    but it stands as long as that text does, and what it read like is remembered.
    """

    def __init__(self, reviews: Iterable[Review] = (), words: Callable[[Review], str] | None = None) -> None:
        """*reviews*: oldest first.  *words*: what a review's line claims; by the daily's grammar where nothing is said."""
        self._words = words or _claim_words
        self._fields: dict[RecordKey, dict[str, Review]] = defaultdict(dict)
        self._blocks: dict[Place, str] = {}
        for review in reviews:
            if review.field.startswith(BEHIND):
                place = Place(review.record, review.field.removeprefix(BEHIND))
                self._blocks.pop(place, None)
                if review.verdict is Verdict.ADDED:
                    self._blocks[place] = review.text
            elif review.field == WHOLE:
                self._take_whole(review)
            else:
                self._take(review)

    def _take_whole(self, review: Review) -> None:
        """What was said of its fields went with it; a noted line stands apart from an item."""
        keeps = (NOTED,) if review.verdict is Verdict.ACCEPTED else ()
        fields = self._fields[review.record]
        self._fields[review.record] = {**{f: fields[f] for f in keeps if f in fields}, WHOLE: review}
        self._blocks = {p: t for p, t in self._blocks.items() if p.record != review.record or p.field in keeps}

    def _take(self, review: Review) -> None:
        fields = self._fields[review.record]
        if review.verdict is not Verdict.REJECTED and self.rejects(review.record):
            fields.pop(WHOLE)  # said of it again, so it was put back
        before = fields.get(review.field)
        if before and review.verdict is Verdict.ACCEPTED and before.verdict is Verdict.CORRECTED:
            return  # what they accept is their own correction
        if before and review.claim and review.claim == claim_name(self._words(before)):
            review = replace(review, claim=before.claim)  # the machine's claim, not their own earlier words
        fields[review.field] = review

    def field(self, record: RecordKey, field: str) -> Review | None:
        """The word in force on a field."""
        return self.fields(record).get(field)

    def fields(self, record: RecordKey) -> Mapping[str, Review]:
        """All words in force on a record's fields."""
        return self._fields.get(record, {})

    @property
    def blocks(self) -> Mapping[Place, str]:
        """A person's own text, by the place above it."""
        return self._blocks

    def corrects(self, place: Place) -> bool:
        """Whether a person's own words stand in a place."""
        return self._is(place, Verdict.CORRECTED)

    def rejects(self, record: RecordKey, field: str = WHOLE) -> bool:
        """Whether a field, or the whole record, was taken out."""
        return self._is(Place(record, field), Verdict.REJECTED)

    def completes(self, record: RecordKey) -> bool:
        """Whether a person put the whole item there themselves, so that nothing is added to it."""
        return self._is(Place(record, WHOLE), Verdict.ACCEPTED)

    def _is(self, place: Place, verdict: Verdict) -> bool:
        found = self.field(*place)
        return found is not None and found.verdict is verdict

    def holds(self, place: Place) -> bool:
        """Whether a line must stand: a person's words are in it, or hang on it."""
        return self.corrects(place) or bool(self._blocks.get(place, "").strip())

    def tells(self, record: RecordKey) -> bool:
        """Whether a person had a hand in an item, so that it stays whatever its rank."""
        if self.rejects(record):
            return False
        return (
            self.completes(record)
            or any(field != NOTED and r.verdict in _THEIRS for field, r in self.fields(record).items())
            or any(p.record == record and p.field != NOTED and text.strip() for p, text in self._blocks.items())
        )

    def notes(self, record: RecordKey) -> bool:
        """Whether a person had a hand in a noted line, so that it stays a noted line."""
        return not self.rejects(record) and self.holds(Place(record, NOTED))

    def in_force(self, records: Iterable[RecordKey]) -> int:
        """How many words on these records are in force; a line and its receipts are one."""
        wanted = set(records)
        lines = sum(
            1
            for record in wanted
            for field, review in self.fields(record).items()
            if review.verdict in _THEIRS
            and ((parted := receipt.split_label(field)) is None or parted[1] not in self.fields(record))
        )
        return lines + sum(place.record in wanted and bool(text.strip()) for place, text in self._blocks.items())


def _claim_words(review: Review) -> str:
    """The words of a review's line, as a claim says them."""
    return claim_text(grammar.saying(kind_of(review.field), review.text, review.language))
