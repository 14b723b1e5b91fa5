"""The monthly Intelligence Log: from the library's records to an edition, and a finished log into the library."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from intelog.cadence.desk import Ready, Taken
from intelog.check.claims import claims
from intelog.check.monthly import monthly as check_monthly
from intelog.compose import monthly as composing
from intelog.compose.identity import is_slug, recalled, without_lines
from intelog.compose.month_absorb import FORM, NAME, SUMMARY, TITLE, absorb, claim_words, said_of
from intelog.compose.monthly import HIDDEN, Month
from intelog.compose.sheet import Sheet, plain_text, sheet_of, without_spots
from intelog.grammar import monthly as grammar
from intelog.grammar import row as rows
from intelog.grammar.edition import statements
from intelog.grammar.row import as_one_piece
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import Author, Record, RecordKind, claim_name, record_key
from intelog.model.review import Review, Verdict
from intelog.ports import Library
from intelog.settings import Settings

KINDS = (RecordKind.MODEL_REVIEW, RecordKind.DIRECTION_REVIEW, RecordKind.PAPER_NOTE, RecordKind.SUMMARY)


class Tie(NamedTuple):
    """How many of a log's records are about documents that the library holds."""

    models: int
    topics: int
    papers: int
    held: int
    not_held: int
    no_source: tuple[str, ...]
    """What those are about that no document is held of: addresses in canonical form, or names."""


class Monthly:
    """The desk of the monthly log."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self.settings = settings

    def absorb(
        self,
        text: str,
        before: str | None,
        records: Mapping[str, RecordKey],
        *,
        period: Period,
        language: Language,
        now: datetime,
    ) -> Taken:
        """See `Desk.absorb`."""
        edition = Record(kind=RecordKind.EDITION, subject=str(language), period=period)
        slugs = {name: key for name, key in records.items() if is_slug(name)}
        if not slugs:
            keys = [record.key for record in self._records(period)]
            slugs = recalled(grammar.parse(text).parts, keys)
        found = absorb(
            plain_text(text),
            sheet_of(before or "", records if before is not None else {}),
            slugs=slugs,
            edition=edition.key,
            period=period,
            language=language,
            at=now,
        )
        summary = Record(kind=RecordKind.SUMMARY, subject=SUMMARY, period=period, made_by="person")
        about = [edition, *([summary] if any(r.record == summary.key for r in found.reviews) else []), *found.records]
        return Taken(
            reviews=found.reviews,
            records=about if found.reviews else [],
            base={**slugs, **found.sheet.as_records()},
        )

    def _records(self, period: Period) -> Iterator[Record]:
        for kind in KINDS:
            yield from self.library.records(period, kind)

    def compose(self, period: Period, language: Language) -> Ready:
        """See `Desk.compose`."""
        edition = record_key(RecordKind.EDITION, str(language), period)
        by_kind: dict[RecordKind, list[Record]] = {kind: [] for kind in KINDS}
        for record in self._records(period):
            by_kind[record.kind].append(record)
        records = [record for kind in KINDS for record in by_kind[kind]]
        reviews = self.library.reviews([edition, *(r.key for r in records)], language)
        said = said_of([*self._corrected_before(records, language), *reviews])
        base = self.library.base(period, language)
        known = {**(base.records if base else {}), **((base.pending_records or {}) if base else {})}
        composed = composing.compose(
            Month(
                models=sorted(by_kind[RecordKind.MODEL_REVIEW], key=_name),
                directions=sorted(by_kind[RecordKind.DIRECTION_REVIEW], key=_name),
                papers=sorted(by_kind[RecordKind.PAPER_NOTE], key=_name),
                summary=next(iter(by_kind[RecordKind.SUMMARY]), None),
            ),
            period=period,
            language=language,
            edition=edition,
            said=said,
            form=_form(said.field(edition, FORM)),
            front=self._front(period, language),
            known=without_lines(without_spots(known)),
        )
        shown = frozenset(record.key for record in records) & frozenset(composed.shown)
        return Ready(
            text=composed.text,
            base=composed.records,
            records=[],
            shown=shown,
            kept_edits=composed.kept_edits,
            proposals=composed.proposed,
            minutes=composed.minutes,
        )

    def _corrected_before(self, records: Sequence[Record], language: Language) -> Iterator[Review]:
        """What a person corrected of the same claims of the same subjects in other months."""
        ours = {(record.kind, record.subject): record for record in records}
        others = [
            other
            for kind in KINDS[:3]
            for other in self.library.records_about(kind, [s for k, s in ours if k is kind])
            if other.key != ours[kind, other.subject].key and other.period < ours[kind, other.subject].period
        ]
        if not others:
            return
        by_key = {other.key: ours[other.kind, other.subject] for other in others}
        for review in self.library.reviews(by_key, language):
            record = by_key[review.record]
            claim = record.claim(review.field)
            if (
                review.verdict is Verdict.CORRECTED
                and claim
                and review.claim == claim_name(claim_words(as_one_piece(claim.text)))
            ):
                yield Review(
                    record=record.key, field=review.field, verdict=review.verdict, language=language, at=review.at,
                    claim=review.claim, text=review.text,
                )  # fmt: skip

    def _front(self, period: Period, language: Language) -> list[str]:
        front = [f"period: {period}", "type: Monthly Report", "tags: [Trends, Learning Log]"]
        return front if language is self.settings.language else [*front, f"language: {language}"]

    def check(self, text: str, period: Period, language: Language) -> list[Finding]:
        """See `Desk.check`."""
        edition = grammar.parse(text)
        chosen, unshown = self._machines(period)
        return [
            *check_monthly(edition, period=period, language=self.settings.language, met=self._met(period)),
            *claims(
                edition, self.library.version, chosen, self.settings.language, unshown=unshown, marks_theirs=False
            ),
        ]  # fmt: skip

    def _machines(self, period: Period) -> tuple[list[str], list[str]]:
        """The machine's sentences of a month: those with evidence, and those without any."""
        chosen: list[str] = []
        unshown: list[str] = []
        for record in self._records(period):
            for claim in record.claims:
                if claim.by is Author.PERSON or claim.field in (NAME, TITLE, *HIDDEN):
                    continue
                said = [s for line in rows.lines(claim.text) for s in statements(line)]
                shown = {n for s in said for n in s.labels}
                for one in said:
                    has_evidence = one.labels or (claim.evidence and len(shown) < len(claim.evidence))
                    if words := _after_lead(one.text):
                        (chosen if has_evidence else [] if claim.evidence else unshown).append(words)
        return chosen, unshown

    def _met(self, period: Period) -> dict[str, list[date]]:
        """For the subjects of the month's records the days on which their documents were met."""
        found: dict[str, list[date]] = {}
        for document in self.library.about({r.subject for r in self._records(period)}, as_of=date.max):
            found.setdefault(document.subject, []).append(document.met)
        return found

    def tie(self, period: Period) -> Tie:
        """How a month's records are tied to documents."""
        counts = {kind: len(self.library.records(period, kind)) for kind in KINDS}
        subjects = [r.subject for r in self._records(period) if r.kind is not RecordKind.SUMMARY]
        held = {d.subject for d in self.library.about(subjects, as_of=date.max)}
        missing = tuple(subject for subject in subjects if subject not in held)
        return Tie(
            counts[RecordKind.MODEL_REVIEW],
            counts[RecordKind.DIRECTION_REVIEW],
            counts[RecordKind.PAPER_NOTE],
            len(subjects) - len(missing),
            len(missing),
            missing,
        )


def _after_lead(sentence: str) -> str:
    """A sentence of a piece, where it is more than the lead."""
    lead = rows.lead_of(sentence)
    return "" if lead and lead.end >= len(sentence) else sentence


def _name(record: Record) -> tuple[str, str]:
    claim = record.claim(NAME)
    return (claim.text if claim else record.subject, record.key)


def _form(review: Review | None) -> Sheet | None:
    if review is None:
        return None
    said = json.loads(review.text)
    return sheet_of(said["text"], said["spots"])
