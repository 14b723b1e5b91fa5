"""The daily express: from the library's documents to an edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from intelog.cadence.desk import Ready, Taken
from intelog.check.claims import claims
from intelog.check.daily import daily as check_daily
from intelog.compose import daily as composing
from intelog.compose.absorb import absorb
from intelog.compose.daily import Coverage, Limits, Ranked
from intelog.compose.identity import URL, recalled, slugs_in, without_lines
from intelog.compose.ranking import reasons, score
from intelog.compose.said import Said
from intelog.extract.development import development, remembered
from intelog.grammar import daily as grammar
from intelog.index.stories import stories
from intelog.model.development import Development
from intelog.model.edition import Edition
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import Record, RecordKind, record_key
from intelog.ports import Library
from intelog.settings import Settings


class Daily:
    """The desk of the daily express."""

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
        now_, then = grammar.parse(text), grammar.parse(before or "")
        remembered_ = self._recalled(now_, records, period, language)
        records = {**{name: record.key for name, record in remembered_.items()}, **records}
        said = Said(self.library.reviews({edition.key, *records.values()}, language))
        reviews = absorb(now_, then, records=records, edition=edition.key, language=language, at=now, said=said)
        about = {**({edition.key: edition} if reviews else {}), **{r.key: r for r in remembered_.values()}}
        return Taken(reviews=reviews, records=list(about.values()), base=without_lines(records))

    def _recalled(
        self, edition: Edition, records: Mapping[str, RecordKey], period: Period, language: Language
    ) -> dict[str, Record]:
        """Records that a file names and its base does not know, as when the library was lost and made again."""
        if records and slugs_in(edition.parts) <= records.keys():
            return {}
        found = {d.record.key: d for d in self._developments(period, language)}
        slugs = recalled(edition.parts, found)
        named = {slug: found[key].record for slug, key in slugs.items() if slug not in records}
        if not records:
            named |= {URL + d.url: d.record for d in found.values() if d.url}
        return named

    def compose(self, period: Period, language: Language) -> Ready:
        """See `Desk.compose`."""
        edition = record_key(RecordKind.EDITION, str(language), period)
        developments = self._developments(period, language)
        keys = [edition, *(d.record.key for d in developments)]
        said = Said(self.library.reviews(keys, language))
        by_score = sorted(
            (Ranked(development=d, why=tuple(reasons(d, self.settings.interests, period.start))) for d in developments),
            key=lambda r: (-score(r.why), -r.development.strength, r.development.record.key),
        )
        base = self.library.base(period, language)
        composed = composing.compose(
            by_score,
            period=period,
            language=language,
            edition=edition,
            said=said,
            coverage=Coverage(sources=self.library.met_on(period.start)),
            limits=Limits(
                items=self.settings.daily_items, minutes=self.settings.daily_minutes, noted=self.settings.daily_noted
            ),
            front=self._front(period, language),
            known={**(base.records if base else {}), **((base.pending_records or {}) if base else {})},
        )
        return Ready(
            text=grammar.render(composed.edition, language),
            base=composed.records,
            records=[r.development.record for r in (*composed.told, *composed.noted)],
            shown=frozenset(r.key for r in composed.told),
            kept_edits=composed.kept_edits,
            proposals=composed.proposals,
            minutes=composed.minutes,
            told=composed.told,
            noted=composed.noted,
        )

    def has_news(self, day: date) -> bool:
        """Whether anything was first told on a day."""
        zone = self.settings.timezone
        around = self.library.told_between(day - timedelta(days=1), day + timedelta(days=1))
        return any(d.told(zone) == day for d in around)

    def _developments(self, period: Period, language: Language) -> list[Development]:
        """What the period's stories brought; and what people said of some whose documents are gone."""
        zone = self.settings.timezone
        around = self.library.told_between(period.start - timedelta(days=1), period.end)
        told = [d for d in around if d.told(zone) in period]
        subjects = dict.fromkeys(d.subject for d in told)
        earlier = [
            d
            for d in self.library.about(subjects, as_of=period.last + timedelta(days=1))
            if d.told(zone) < period.start
        ]
        found = [development(story, period, zone=zone, language=language) for story in stories([*told, *earlier], zone)]
        fresh = {d.record.key: d for d in found}
        for key in self.library.reviewed(period, language):
            record = self.library.record(key)
            if record is None or record.kind is not RecordKind.DEVELOPMENT:
                continue
            if key in fresh:
                fresh[key] = self._with_reviewed_claims(fresh[key], record, language)
            else:
                fresh[key] = remembered(record)
        return list(fresh.values())

    def _with_reviewed_claims(self, fresh: Development, before: Record, language: Language) -> Development:
        """The sentences a person said something of stay, though another choice would now be made."""
        said = {review.field for review in self.library.reviews([before.key], language)}
        return fresh.holding([c for c in before.claims if c.field in said and fresh.record.claim(c.field) is None])

    def _front(self, period: Period, language: Language) -> list[str]:
        front = [f"period: {period}", "type: Daily Express", "tags: [Daily, AI]"]
        return front if language is self.settings.language else [*front, f"language: {language}"]

    def check(self, text: str, period: Period, language: Language) -> list[Finding]:
        """See `Desk.check`."""
        edition = grammar.parse(text)
        chosen = [
            claim.text
            for record in self.library.records(period, RecordKind.DEVELOPMENT)
            for claim in record.claims
            if claim.evidence
        ]
        return [
            *check_daily(edition, period=period, limit=self.settings.daily_minutes, language=self.settings.language),
            *claims(edition, self.library.version, chosen, self.settings.language),
        ]
