"""Floor 4: one short method for each thing that can be asked.  Faces call these, and only these."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from intelog.cadence.daily import Daily
from intelog.cadence.desk import Desk, Ready
from intelog.cadence.monthly import Monthly
from intelog.check.codes import finding
from intelog.check.file import faults
from intelog.check.fix import mended
from intelog.compose.absorb import base_of
from intelog.errors import (
    BusyError,
    EditionError,
    LibraryError,
    ParseError,
    PeriodError,
    SourceError,
    UnfinishedEditionError,
    WorkspaceError,
)
from intelog.gather import files as gathering
from intelog.gather.files import File
from intelog.gather.monthly_log import language_of_log
from intelog.grammar.edition import BOM, front_values
from intelog.importing import Adopted, Advance, Imported, Importer, Plan, planned
from intelog.model.edition import Base
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.period import Cadence, Period
from intelog.parse import plugins
from intelog.parse.kinds import detect
from intelog.parse.pool import Children
from intelog.ports import Library, Rows
from intelog.settings import Settings
from intelog.store import files as store_files
from intelog.store.address import is_address
from intelog.store.lease import lease
from intelog.store.rows import COUNTED
from intelog.store.sqlite import SqliteLibrary
from intelog.workspace import Workspace

if TYPE_CHECKING:
    from intelog.deriving import CutElsewhere, Derived, Deriver
    from intelog.index.search import SearchIndex
    from intelog.searching import Answer
    from intelog.store.tokens import TokenStore

log = logging.getLogger(__name__)

EDITION_LIMIT = 2**20
"""Bytes of an edition's file (`faults.md`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A composed edition's file, and what is in it."""

    path: Path
    language: Language
    composed: Ready
    changed: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings on one file."""

    path: Path
    findings: list[Finding]
    fixed: tuple[tuple[int, str], ...] = ()
    """Lines that were mended, and the codes of their findings."""


class App:
    """What can be asked of a workspace.  The library is open for as long as the app is used."""

    def __init__(self, workspace: Workspace, settings: Settings, library: Library) -> None:
        """Put together by `opened`."""
        self.workspace = workspace
        self.settings = settings
        self.library = library
        self.daily = Daily(library, settings)
        self._searched: tuple[SearchIndex, TokenStore] | None = None

    def close(self) -> None:
        """Let go of the library, and of what was searched."""
        self._forget()
        self.library.close()

    def _forget(self) -> None:
        if self._searched is not None:
            self._searched[1].close()
            self._searched = None

    # Import

    def plan(self, paths: Sequence[Path]) -> list[Plan]:
        """What stands under each path and which reader reads it; nothing is read yet but the first bytes."""
        return planned(paths, _detected)

    def import_files(self, paths: Sequence[Path], *, now: datetime, advance: Advance = lambda _: None) -> Imported:
        """Read files and folders into the library: see `Importer.imported`."""
        return self.import_planned(self.plan(paths), now=now, advance=advance)

    def import_planned(self, plans: Sequence[Plan], *, now: datetime, advance: Advance = lambda _: None) -> Imported:
        """Read what was planned into the library."""

        def adopt(file: File, period: Period) -> Adopted:
            return self._adopt(file, period, now)

        modules = {plugin.name: plugin.module for plugin in plugins.found()}
        with Children(modules=modules) as children:
            importer = Importer(
                self.workspace, self.settings, self.library, parse=children, detect=_detected, adopt=adopt, now=now
            )  # fmt: skip
            return importer.imported(plans, advance)

    def _adopt(self, file: File, period: Period, now: datetime) -> Adopted:
        """Take a finished monthly log in: it becomes the month's edition, and all in it is a person's."""
        try:
            data = _edition_bytes(file.path) or b""
            refuse_unfinished(file.path, data.decode("utf-8"))
            language = language_of_log(data.decode("utf-8"), self.settings.language)
            path = self.workspace.edition(period, language, self.settings)
            held = _edition_bytes(path)
            if held is not None and held != data:
                raise EditionError(
                    str(file.path), 1, f"there is an edition of {period} already, {self.workspace.shown(path)}; "
                    "put what you want from this file into it by hand"
                )  # fmt: skip
            if held is None:
                store_files.write(path, data, expected=None)
            self._absorb(path, period, language, now)
        except EditionError as error:
            raise SourceError(f"{self.workspace.shown(file.path)}:{error.line}", error.why) from error
        return Adopted(path, Monthly(self.library, self.settings).tie(period), held is None)

    # Search

    def index(self, *, advance: Advance = lambda _: None) -> Derived:
        """Bring what is derived up to what the library holds, the search index above all, and say what came of it."""
        self._forget()
        with deriver(self.workspace, self.library) as found:
            return found.catch_up(advance=advance)

    def search(self, words: str, *, limit: int = 10, newest: bool = False) -> Answer:
        """What fits the words, best or newest first.  Raises `QuestionError` where they cannot be read."""
        from intelog.index.search import SearchIndex  # the engine is opened only by who searches
        from intelog.searching import answer

        if self._searched is None:
            self._searched = SearchIndex(self.workspace.index), tokens_of(self.workspace)
        return answer(self.library, *self._searched, words, limit=limit, newest=newest)

    @contextmanager
    def indexing(self, size: int, *, advance: Advance = lambda _: None) -> Iterator[None]:
        """Have another process take in what is added in the block, where that are so many bytes that it is worth it.

        At the end of the block *advance* is told of what it has taken in.  What it leaves undone, `index` does.
        """
        if size < AT_ONCE:
            yield
            return
        command = [sys.executable, "-m", "intelog.indexer", str(self.workspace.root)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - our own
            assert child.stdin is not None
            assert child.stdout is not None
            try:
                yield
                with suppress(BrokenPipeError):
                    child.stdin.write(b"end\n")
                    child.stdin.flush()
                for line in child.stdout:
                    advance(int(line))
            except BaseException:
                child.kill()
                raise

    # Library

    def copy_library(self, to: str, *, advance: Advance = lambda _: None) -> dict[str, int]:
        """Copy all that the library holds to another at *to*, a new file or an address of PostgreSQL that holds nothing.

        Returns how much it then holds.  All of it is copied, or nothing.
        """
        target = library_at(to if is_address(to) else Path(to), doing="library copy", writes=True)
        try:
            target.take(_told(self.library.export(), advance))
            return target.size()
        finally:
            target.close()

    # Compose

    def compose(self, period: Period, *, now: datetime) -> list[Draft]:
        """Draft or refresh an edition in each of the workspace's languages, keeping every human edit."""
        self._desk(period)
        if period.start > now.astimezone(self.settings.timezone).date():
            raise PeriodError(f"{period} is still to come; compose a {_NOUNS[period.cadence]} that has begun")
        return [self._compose(period, language, now) for language in self.settings.edition_languages]

    def _desk(self, period: Period) -> Desk:
        match period.cadence:
            case Cadence.DAILY:
                return self.daily
            case Cadence.MONTHLY:
                return Monthly(self.library, self.settings)
        raise PeriodError(
            f"{period}: only daily and monthly editions can be composed so far; "
            "write a day such as 2026-01-31 or a month such as 2026-01"
        )

    def _compose(self, period: Period, language: Language, now: datetime) -> Draft:
        path = self.workspace.edition(period, language, self.settings)
        if not path.parent.resolve().is_relative_to(self.workspace.root.resolve()):
            raise WorkspaceError(f"{path.parent}: leads out of the workspace by a symbolic link; remove the link")
        for _ in range(_TRIES):
            held = self._absorb(path, period, language, now)
            log.info("compose: choosing for %s", period)
            ready = self._desk(period).compose(period, language)
            text = _as_held(ready.text, held)
            try:
                self._write(path, period, language, ready, held, text)
            except store_files.Changed:
                log.info("compose: %s was saved meanwhile; absorbing again", path)
                continue
            return Draft(path=path, language=language, composed=ready, changed=held != text.encode())
        raise WorkspaceError(f"{path}: is being saved again and again by another program; try when it is quiet")

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
        refuse_unfinished(path, text)
        taken = self._desk(period).absorb(text, before, records, period=period, language=language, now=now)
        log.info("absorb: keeping %d edits of %s", len(taken.reviews), path)
        self.library.keep(
            records=[record for record in taken.records if self.library.record(record.key) is None],
            reviews=taken.reviews,
            bases=[Base(period, language, text, taken.base)],
        )
        return held

    def has_news(self, day: date) -> bool:
        """Whether anything was first told on a day."""
        return self.daily.has_news(day)

    def _write(
        self, path: Path, period: Period, language: Language, ready: Ready, held: bytes | None, text: str
    ) -> None:
        """Announce the text to the library, write the file, then confirm.

        Killed in between, the next absorb finds the file to be the one text or the other.
        """
        base = self.library.base(period, language)
        before, known = (base.text, base.records) if base else (None, {})
        data = text.encode()
        if held == data and before == text and known == ready.base:
            self.library.keep(records=ready.records)
            return
        log.info("compose: announcing %s", path)
        self.library.keep(
            records=ready.records,
            bases=[Base(period, language, before, known, pending=text, pending_records=ready.base)],
        )
        log.info("compose: writing %s", path)
        if held != data:
            store_files.write(path, data, expected=held)
        log.info("compose: confirming %s", path)
        self.library.keep(bases=[Base(period, language, text, ready.base)])

    # Check

    def check(self, asked: str | None, *, now: datetime, fix: bool = False) -> list[Checked]:
        """Check an edition's file by period or path; every edition where nothing is asked.

        What a person changed is absorbed first.  Findings are in order of line.  *fix*: mend what can be
        mended safely before.  A file that cannot be read is a finding where all are checked, and
        an `EditionError` where it was asked for.
        """
        checked = []
        for path, period, language in self._asked(asked):
            try:
                checked.append(self._check(path, period, language, now=now, fix=fix))
            except EditionError as error:
                if asked is not None:
                    raise
                why = finding(error.line, "unreadable", self.settings.language, why=error.why)
                checked.append(Checked(path, [why]))
        return [*checked, *self._doubles({period for _, period, _ in self._asked(asked)})]

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
        self._desk(period)
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
        for path in self._edition_files():
            if (found := self.workspace.edition_of(path, self.settings)) is not None:
                yield path, *found

    def _edition_files(self) -> Iterator[Path]:
        for cadence in (Cadence.DAILY, Cadence.MONTHLY):
            yield from sorted((self.workspace.root / "editions" / cadence).glob("*.md"))

    def _doubles(self, periods: Collection[Period]) -> Iterator[Checked]:
        """Files beside an edition that say they are of its period, as a sync program or a copy leaves them."""
        for path in self._edition_files():
            if self.workspace.edition_of(path, self.settings) is not None:
                continue
            try:
                text = path.read_text("utf-8-sig")[:_FRONT_CHARACTERS]
                period = Period.parse(front_values(text).get("period", ""))
            except (OSError, ValueError):  # UnicodeDecodeError and PeriodError are ValueErrors
                continue
            first = self.workspace.edition(period, self.settings.language, self.settings)
            if period in periods and first.parent == path.parent:
                said = finding(1, "period-doubled", self.settings.language, period=period, other=first.name)
                yield Checked(path, [said])

    def _check(self, path: Path, period: Period, language: Language, *, now: datetime, fix: bool) -> Checked:
        fixed = self._fix(path, period) if fix else ()
        try:
            held = self._absorb(path, period, language, now)
        except UnfinishedEditionError:
            held = _edition_bytes(path)
        text = (held or b"").decode("utf-8")
        findings = self._desk(period).check(text, period, language)
        return Checked(path, sorted(findings, key=lambda f: (f.line, f.code, f.message)), fixed)

    def _fix(self, path: Path, period: Period) -> tuple[tuple[int, str], ...]:
        if period.cadence is not Cadence.MONTHLY:
            return ()
        held = _edition_bytes(path)
        if held is None:
            return ()
        text = held.decode("utf-8")
        refuse_unfinished(path, text)
        mended_ = mended(text)
        if mended_.done:
            try:
                store_files.write(path, mended_.text.encode(), expected=held)
            except store_files.Changed as error:
                raise EditionError(str(path), 1, "was saved meanwhile by another program; run again") from error
        return mended_.done


def _told(rows: Iterable[Rows], advance: Advance) -> Iterator[Rows]:
    for batch in rows:
        yield batch
        if f"{batch.table}s" in COUNTED:
            advance(len(batch.rows))


def refuse_unfinished(path: Path, text: str) -> None:
    """Raise `UnfinishedEditionError` where a file is in the middle of something."""
    for fault in faults(text):
        said = finding(fault.line, fault.code, Language.ENGLISH, **fault.said)
        raise UnfinishedEditionError(str(path), fault.line, f"{said.message}; it was left as it is")


_FRONT_CHARACTERS = 2000
"""As much of a file as its front matter may take where only its period is asked for."""
_NOUNS = {Cadence.DAILY: "day", Cadence.WEEKLY: "week", Cadence.MONTHLY: "month", Cadence.ANNUAL: "year"}


def _detected(head: bytes, name: str) -> str | None:
    return plugins.reader_of(head, name) or detect(head, name, "")


_TRIES = 5


@contextmanager
def opened(workspace: Workspace, *, doing: str, now: datetime, writes: bool = True) -> Iterator[App]:
    """An app on a workspace, holding its lease; settings are read and the library is opened.

    *writes*: it will write to the library, which may be one that others write to as well.
    """
    settings = workspace.settings()
    try:
        workspace.hidden.mkdir(exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{workspace.hidden}: cannot be made ({error.strerror})") from error
    with lease(workspace.lease, doing=doing, now=now):
        library = library_at(settings.library or workspace.library, doing=doing, writes=writes)
        with closing(App(workspace, settings, library)) as app:
            yield app


@contextmanager
def looked_into(workspace: Workspace, *, now: datetime, advance: Advance = lambda _: None) -> Iterator[App]:
    """An app for looking only, which waits for nobody.

    Where nobody writes, the search index is brought up to date first; else what it holds by now is looked into.
    """
    settings = workspace.settings()
    with ExitStack() as stack:
        try:
            app = stack.enter_context(opened(workspace, doing="search", now=now, writes=False))
            app.index(advance=advance)
        except BusyError:
            place = settings.library or workspace.library
            if not workspace.index.exists() or (isinstance(place, Path) and not place.exists()):
                raise
            library = library_at(place, doing="search", writes=False)
            app = stack.enter_context(closing(App(workspace, settings, library)))
        yield app


AT_ONCE = 4 * 2**20
"""Bytes of files that are taken into the index after they were added; for more, other processes start beside."""


@contextmanager
def deriver(workspace: Workspace, library: Library, elsewhere: CutElsewhere | None = None) -> Iterator[Deriver]:
    """What brings up to date what is derived from a library; *elsewhere* cuts half of the texts."""
    from intelog.deriving import Deriver  # imported late: the engine and numpy are opened only by who derives
    from intelog.index.search import SearchIndex

    with closing(tokens_of(workspace)) as tokens:
        yield Deriver(library, SearchIndex(workspace.index), tokens, elsewhere)


def tokens_of(workspace: Workspace) -> TokenStore:
    """The words of a workspace's documents."""
    from intelog.store.tokens import TokenStore
    from intelog.text.tokens import VERSION

    return TokenStore(workspace.words, words=VERSION)


def library_at(place: Path | str, *, doing: str, writes: bool) -> Library:
    """The library at a path, or at an address of PostgreSQL, or `LibraryError`.  *doing* is what other writers are told."""
    if isinstance(place, Path):
        return SqliteLibrary(place)
    try:
        # Imported late: its driver is an extra.
        from intelog.store.postgres.library import PostgresLibrary
    except ImportError as error:
        raise LibraryError(f"{place}: {_NEEDS}") from error
    return PostgresLibrary(place, doing=doing, writes=writes)


_NEEDS = "a library in PostgreSQL needs a driver that is not here: pip install 'intelog[postgres]'"


def _as_held(text: str, held: bytes | None) -> str:
    """A text with the line ends and the byte order mark that its file has."""
    was = held.decode("utf-8") if held is not None else ""
    bom = BOM if was.startswith(BOM) else ""
    return bom + (text.replace("\n", "\r\n") if was.count("\r\n") * 2 > was.count("\n") else text)


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
