"""Floor 4: one short method for each thing that can be asked.  Faces call these, and only these."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from intelog.check.claims import claims
from intelog.check.daily import daily as check_daily
from intelog.compose import daily as composing
from intelog.compose.absorb import absorb, base_of
from intelog.compose.daily import Composed, Coverage, Limits, Ranked
from intelog.compose.identity import URL, recalled, slugs_in, without_lines
from intelog.compose.ranking import reasons, score
from intelog.compose.said import Said
from intelog.errors import EditionError, ParseError, PeriodError, SourceError, WorkspaceError
from intelog.extract.development import development, remembered
from intelog.gather import files as gathering
from intelog.gather.files import File
from intelog.gather.outcome import Remark, Skipped
from intelog.grammar import daily as grammar
from intelog.grammar.edition import BOM
from intelog.index.stories import stories
from intelog.model.development import Development
from intelog.model.document import Reading
from intelog.model.edition import Base, Edition
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Cadence, Period
from intelog.model.record import Record, RecordKind, record_key
from intelog.ports import Added, Library, Progress
from intelog.settings import Settings
from intelog.store import files as store_files
from intelog.store.lease import lease
from intelog.store.sqlite import SqliteLibrary
from intelog.workspace import Workspace

log = logging.getLogger(__name__)

BATCH = 500
"""Readings added in one transaction.  Measured on arxiv-daily 2025-06: 100 gives 86 % of the speed, 2,000 no more."""
EDITION_LIMIT = 2**20
"""Bytes of an edition's file (`faults.md`)."""

Advance = Callable[[int], None]


@dataclass(slots=True)
class Imported:
    """What an import did."""

    read: int = 0
    added: Added = field(default_factory=Added)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    failed: list[Skipped] = field(default_factory=list)
    """Why paths that were asked for by name gave nothing, one reason each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A composed edition's file, and what is in it."""

    path: Path
    language: Language
    composed: Composed
    changed: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings on one file."""

    path: Path
    findings: list[Finding]


class App:
    """What can be asked of a workspace.  The library is open for as long as the app is used."""

    def __init__(self, workspace: Workspace, settings: Settings, library: Library) -> None:
        """Put together by `opened`."""
        self.workspace = workspace
        self.settings = settings
        self.library = library

    # Import

    def import_files(self, paths: Sequence[Path], *, now: datetime, advance: Advance = lambda _: None) -> Imported:
        """Read files and folders into the library.

        One unreadable file is news, not a reason to stop, so it is told.  A failing library
        is a reason to stop, so it is raised.  What was added before stays, and importing
        again goes on from there.
        """
        done = Imported()
        today = now.astimezone(self.settings.timezone).date()
        for path in paths:
            read, skipped = done.read, len(done.skipped)
            for found in gathering.unique_files(gathering.listed(path)):
                if isinstance(found, Skipped):
                    done.skipped.append(found)
                else:
                    self._import_file(found, done, today, advance)
            if done.read == read and len(done.skipped) > skipped:
                done.failed.append(done.skipped[skipped])
        return done

    def _import_file(self, file: File, done: Imported, today: date, advance: Advance) -> None:
        where = self.workspace.shown(file.path)
        log.info("import: reading %s", where)
        try:
            version = gathering.digest(file)
            known = self.library.progress("import", where)
            if known is not None and known.version == version and (said := _said_before(known)):
                self._import_nothing_new(said, file, done, advance)
                return
            self._import_new(file, where, version, done, today, advance)
        except SourceError as error:
            done.skipped.append(Skipped(error.source, error.why))

    def _import_nothing_new(self, said: Imported, file: File, done: Imported, advance: Advance) -> None:
        done.read += said.read
        done.added = done.added.plus(Added(unchanged=said.read))
        done.skipped += said.skipped
        done.remarks += said.remarks
        advance(file.size)

    def _import_new(self, file: File, where: str, version: str, done: Imported, today: date, advance: Advance) -> None:
        batch: list[Reading] = []
        read, skipped, remarks = 0, list[Skipped](), list[Remark]()
        for found in gathering.read(file, where=where, today=today, advance=advance):
            if isinstance(found, Skipped):
                skipped.append(found)
            elif isinstance(found, Remark):
                remarks.append(found)
            else:
                batch.append(found)
                read += 1
                if len(batch) >= BATCH and not file.format.is_whole:
                    log.info("import: adding %d from %s", len(batch), where)
                    done.added = done.added.plus(self.library.add(batch))
                    batch.clear()
        log.info("import: adding %d from %s, its last", len(batch), where)
        detail = json.dumps({"read": read, "skipped": skipped, "remarks": remarks}, ensure_ascii=False)
        progress = Progress(stage="import", partition=where, version=version, detail=detail)
        whole = where if file.format.is_whole else None
        done.added = done.added.plus(self.library.add(batch, progress=progress, whole=whole))
        done.read += read
        done.skipped += skipped
        done.remarks += remarks

    # Compose

    def compose(self, period: Period, *, now: datetime) -> list[Draft]:
        """Draft or refresh an edition in each of the workspace's languages, keeping every human edit."""
        _only_daily(period)
        if period.start > now.astimezone(self.settings.timezone).date():
            raise PeriodError(f"{period} is still to come; compose a day that has begun")
        return [self._compose(period, language, now) for language in self.settings.edition_languages]

    def _compose(self, period: Period, language: Language, now: datetime) -> Draft:
        path = self.workspace.edition(period, language, self.settings)
        if not path.parent.resolve().is_relative_to(self.workspace.root.resolve()):
            raise WorkspaceError(f"{path.parent}: leads out of the workspace by a symbolic link; remove the link")
        for _ in range(_TRIES):
            held = self._absorb(path, period, language, now)
            composed = self._composed(period, language)
            text = self._rendered(composed, language, held)
            try:
                self._write(path, period, language, composed, held, text)
            except store_files.Changed:
                log.info("compose: %s was saved meanwhile; absorbing again", path)
                continue
            return Draft(path=path, language=language, composed=composed, changed=held != text.encode())
        raise WorkspaceError(f"{path}: is being saved again and again by another program; try when it is quiet")

    def _rendered(self, composed: Composed, language: Language, held: bytes | None) -> str:
        """The edition's text, with the line ends and the byte order mark that its file has."""
        was = held.decode("utf-8") if held is not None else ""
        text = grammar.render(composed.edition, language, bom=was.startswith(BOM))
        return text.replace("\n", "\r\n") if was.count("\r\n") * 2 > was.count("\n") else text

    def _absorb(self, path: Path, period: Period, language: Language, now: datetime) -> bytes | None:
        """Take in what a person changed; return the file's bytes, None where there is no file.

        The reviews and the base they are told from are kept in one transaction, so that no
        edit is taken in twice.  An empty file says no more than a deleted one.
        """
        log.info("absorb: reading %s", path)
        base = self.library.base(period, language)
        _recover(path, base)
        held = _edition_bytes(path)
        text = (held or b"").decode("utf-8")
        if not text.removeprefix(BOM).strip():
            return held
        _refuse_half_saved(path, text, base)
        before, records = base_of(base, text) if base else (None, {})
        if before is not None and text == before and base is not None and base.pending is None:
            return held
        edition = Record(kind=RecordKind.EDITION, subject=str(language), period=period)
        now_, then = grammar.parse(text), grammar.parse(before or "")
        remembered = self._recalled(now_, records, period, language)
        records = {**{name: record.key for name, record in remembered.items()}, **records}
        said = Said(self.library.reviews({edition.key, *records.values()}, language))
        reviews = absorb(now_, then, records=records, edition=edition.key, language=language, at=now, said=said)
        log.info("absorb: keeping %d edits of %s", len(reviews), path)
        self.library.keep(
            records=[r for r in {**({edition.key: edition} if reviews else {}), **{r.key: r for r in remembered.values()}}.values()
                     if self.library.record(r.key) is None],
            reviews=reviews,
            bases=[Base(period, language, text, without_lines(records))],
        )  # fmt: skip
        return held

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

    def _composed(self, period: Period, language: Language) -> Composed:
        log.info("compose: choosing for %s", period)
        edition = record_key(RecordKind.EDITION, str(language), period)
        developments = self._developments(period, language)
        keys = [edition, *(d.record.key for d in developments)]
        said = Said(self.library.reviews(keys, language))
        by_score = sorted(
            (Ranked(development=d, why=tuple(reasons(d, self.settings.interests, period.start))) for d in developments),
            key=lambda r: (-score(r.why), -r.development.strength, r.development.record.key),
        )
        base = self.library.base(period, language)
        return composing.compose(
            by_score,
            period=period,
            language=language,
            edition=edition,
            said=said,
            coverage=self._coverage(period),
            limits=Limits(
                items=self.settings.daily_items, minutes=self.settings.daily_minutes, noted=self.settings.daily_noted
            ),
            front=self._front(period, language),
            known={**(base.records if base else {}), **((base.pending_records or {}) if base else {})},
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

    def _coverage(self, period: Period) -> Coverage:
        return Coverage(sources=self.library.met_on(period.start))

    def _front(self, period: Period, language: Language) -> list[str]:
        front = [f"period: {period}", "type: Daily Express", "tags: [Daily, AI]"]
        return front if language is self.settings.language else [*front, f"language: {language}"]

    def _write(
        self, path: Path, period: Period, language: Language, composed: Composed, held: bytes | None, text: str
    ) -> None:
        """Announce the text to the library, write the file, then confirm.

        Killed in between, the next absorb finds the file to be the one text or the other.
        """
        base = self.library.base(period, language)
        records = [r.development.record for r in (*composed.told, *composed.noted)]
        before, known = (base.text, base.records) if base else (None, {})
        data = text.encode()
        if held == data and before == text and known == composed.records:
            self.library.keep(records=records)
            return
        log.info("compose: announcing %s", path)
        self.library.keep(
            records=records,
            bases=[Base(period, language, before, known, pending=text, pending_records=composed.records)],
        )
        log.info("compose: writing %s", path)
        if held != data:
            store_files.write(path, data, expected=held)
        log.info("compose: confirming %s", path)
        self.library.keep(bases=[Base(period, language, text, composed.records)])

    # Check

    def check(self, asked: str | None, *, now: datetime) -> list[Checked]:
        """Check an edition's file by period or path; every edition where nothing is asked.

        What a person changed is absorbed first.  Findings are in order of line.
        """
        return [self._check(*edition, now=now) for edition in self._asked(asked)]

    def _asked(self, asked: str | None) -> list[tuple[Path, Period, Language]]:
        if asked is None:
            return list(self._editions())
        path = Path(asked)
        if not path.exists() and (self.workspace.root / path).is_file():
            path = self.workspace.root / path  # as a finding names it
        if path.suffix == ".md" or (path.name and path.exists()):
            if not path.exists():
                raise EditionError(asked, 1, "there is no such file")
            found = self.workspace.edition_of(path, self.settings)
            if found is None:
                raise EditionError(
                    asked, 1, f"not an edition of this workspace; editions lie in {self.workspace.root / 'editions'}"
                )
            return [(path, *found)]
        period = Period.parse(asked)
        _only_daily(period)
        paths = [
            (self.workspace.edition(period, one, self.settings), period, one) for one in self.settings.edition_languages
        ]
        there = [edition for edition in paths if edition[0].exists()]
        if not there:
            raise EditionError(
                str(paths[0][0]), 1, f"there is no edition of {period} yet; `intelog compose {period}` makes it"
            )
        return there

    def _editions(self) -> Iterator[tuple[Path, Period, Language]]:
        for path in sorted((self.workspace.root / "editions" / Cadence.DAILY).glob("*.md")):
            if (found := self.workspace.edition_of(path, self.settings)) is not None:
                yield path, *found

    def _check(self, path: Path, period: Period, language: Language, *, now: datetime) -> Checked:
        held = self._absorb(path, period, language, now)
        edition = grammar.parse((held or b"").decode("utf-8"))
        chosen = [
            claim.text
            for record in self.library.records(period, RecordKind.DEVELOPMENT)
            for claim in record.claims
            if claim.evidence
        ]
        findings = [
            *check_daily(edition, period=period, limit=self.settings.daily_minutes, language=self.settings.language),
            *claims(edition, self.library.version, chosen, self.settings.language),
        ]
        return Checked(path, sorted(findings, key=lambda f: (f.line, f.code, f.message)))


def _said_before(known: Progress) -> Imported | None:
    """What was said of a file when it was read; None where that cannot be read back, so that it is read again."""
    try:
        detail = json.loads(known.detail)
        return Imported(
            read=int(detail["read"]),
            skipped=[Skipped(*one) for one in detail["skipped"]],
            remarks=[Remark(*one) for one in detail["remarks"]],
        )
    except (ValueError, KeyError, TypeError):
        return None


_TRIES = 5


@contextmanager
def opened(workspace: Workspace, *, doing: str, now: datetime) -> Iterator[App]:
    """An app on a workspace, holding its lease; settings are read and the library is opened."""
    settings = workspace.settings()
    try:
        workspace.hidden.mkdir(exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{workspace.hidden}: cannot be made ({error.strerror})") from error
    with lease(workspace.lease, doing=doing, now=now):
        library = SqliteLibrary(workspace.library)
        try:
            yield App(workspace, settings, library)
        finally:
            library.close()


def _only_daily(period: Period) -> None:
    if period.cadence is not Cadence.DAILY:
        raise PeriodError(f"{period}: only daily editions can be composed so far; write a day such as 2026-01-31")


def _recover(path: Path, base: Base | None) -> None:
    """Give a person back what they saved just before a compose that was killed swapped its text in."""
    written, before = (
        None if text is None else text.encode() for text in ((base.pending, base.text) if base else (None, None))
    )
    if (kept := store_files.recover(path, written=written, before=before)) is not None:
        log.warning(
            "%s: left by a compose of %s that was killed; look whether words of yours stand only there", kept, path.name
        )


def _refuse_half_saved(path: Path, text: str, base: Base | None) -> None:
    """Raise `EditionError` where a text is one of ours cut inside a line: what is missing was not taken out."""
    for whole in (base.text, base.pending) if base else ():
        if whole is not None and (line := store_files.cut_at(text.encode(), whole.encode())) is not None:
            raise EditionError(
                str(path), line, "ends in the middle of a line, as if a save was cut short; save it whole, or end the "
                "line if the rest is meant to go; it was left as it is"
            )  # fmt: skip


def _edition_bytes(path: Path) -> bytes | None:
    """An edition's file, or None where there is none; `EditionError` where it cannot be read as text."""
    try:
        if path.exists() and path.stat().st_size > EDITION_LIMIT:
            raise EditionError(
                str(path), 1, "larger than 1 MiB; an edition is text of a few pages, it was left as it is"
            )
        data = store_files.held(path)
    except OSError as error:
        raise EditionError(str(path), 1, f"cannot be read ({error.strerror})") from error
    if data is None:
        return None
    try:
        gathering.decoded(data, str(path))
    except ParseError as error:
        file, _, line = error.source.rpartition(":")
        raise EditionError(file, int(line), f"{error.why}; it was left as it is") from error
    return data
