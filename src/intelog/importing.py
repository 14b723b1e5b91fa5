"""Floor 4: importing: what stands in files becomes documents, each file in one go, nothing read twice for nothing."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from intelog.cadence.monthly import Tie
from intelog.errors import ParseError, SourceError
from intelog.gather import files as gathering
from intelog.gather import items
from intelog.gather.files import ARXIV_LINES, LEARNING_LOG, MONTHLY_LOG, File, Found
from intelog.gather.outcome import Remark, Skipped, Told
from intelog.model.document import Reading
from intelog.model.item import Hint, Parsed, Unread
from intelog.model.period import Period
from intelog.ports import Added, Gathered, Library, Parse, Progress
from intelog.settings import Settings
from intelog.workspace import Workspace

log = logging.getLogger(__name__)

BATCH = 2_000
"""Readings added in one transaction."""
FILES, BYTES = 64, 16 * 2**20
"""Files, and bytes of them, that are read by the children and added in one transaction."""
ARCHIVE = "archive"
"""The format of what holds files."""
FILE_LIMIT = 25 * 2**20
"""Bytes of a file for the children (`faults.md`: a PDF's limit; other readers have lower ones of their own)."""

ARCHIVE_LIMIT = 100 * 2**20

Advance = Callable[[int], None]
Adopt = Callable[[File, Period], "Adopted"]


class Adopted(NamedTuple):
    """A finished edition that was taken in, and how its records are tied to documents."""

    path: Path
    tie: Tie
    is_new: bool


@dataclass(slots=True)
class Imported:
    """What an import did."""

    read: int = 0
    added: Added = field(default_factory=Added)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    adopted: list[Adopted] = field(default_factory=list)
    """Finished editions that were taken in as such."""
    failed: list[Skipped] = field(default_factory=list)
    """Why paths that were asked for by name gave nothing, one reason each."""
    kinds: Counter[str] = field(default_factory=Counter)
    """How many files of each format there were."""

    def plus(self, other: Imported) -> None:
        """Count another's in."""
        self.read += other.read
        self.added = self.added.plus(other.added)
        self.skipped += other.skipped
        self.remarks += other.remarks
        self.told += other.told
        self.adopted += other.adopted
        self.kinds += other.kinds


class Plan(NamedTuple):
    """What stands under one path that was asked for."""

    path: Path
    found: list[File | Skipped]

    @property
    def size(self) -> int:
        """Bytes to read."""
        return sum(one.size for one in self.found if isinstance(one, File))


class _Waiting(NamedTuple):
    """A file whose bytes are to go to a child."""

    format: str
    name: str
    where: str
    version: str
    data: bytes


class Importer:
    """Reads files into a library."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        library: Library,
        *,
        parse: Parse,
        detect: gathering.Detect,
        adopt: Adopt,
        now: datetime,
    ) -> None:
        """*adopt* takes a finished edition in; *parse* reads untrusted bytes, *detect* says with which reader."""
        self.workspace = workspace
        self.library = library
        self.parse = parse
        self.detect = detect
        self.adopt = adopt
        self._folders: dict[Path, str] = {}
        self.today = now.astimezone(settings.timezone).date()

    def imported(self, plans: Sequence[Plan], advance: Advance) -> Imported:
        """Read what was planned.

        One unreadable file is news, not a reason to stop, so it is told.  A failing library is a reason to stop, so
        it is raised.  What was added before stays, and importing again goes on from there.
        """
        done = Imported()
        seen: set[Path] = set()
        for plan in plans:
            here = Imported()
            self._files(gathering.unique_files(plan.found, seen), here, advance)
            if not here.read and here.skipped:
                done.failed.append(here.skipped[0])
            done.plus(here)
        return done

    def _files(self, found: Iterable[File | Skipped], done: Imported, advance: Advance) -> None:
        waiting: list[_Waiting] = []
        for one in found:
            if isinstance(one, Skipped):
                done.skipped.append(one)
                continue
            done.kinds[one.format.name] += 1
            try:
                if (wait := self._file(one, done, advance)) is not None:
                    waiting.append(wait)
            except SourceError as error:
                done.skipped.append(Skipped(error.source, error.why))
            if len(waiting) >= FILES or sum(len(w.data) for w in waiting) >= BYTES:
                self._parsed(waiting, done, advance)
                waiting.clear()
        self._parsed(waiting, done, advance)

    def _file(self, file: File, done: Imported, advance: Advance) -> _Waiting | None:
        """Read a file, unless it is for a child or nothing in it is new."""
        where = self._where(file.path)
        log.info("import: reading %s", where)
        if file.format is MONTHLY_LOG:
            adopted = self.adopt(file, gathering.month_of(file))
            done.read += 1
            done.added = done.added.plus(Added(new=int(adopted.is_new), unchanged=int(not adopted.is_new)))
            done.adopted.append(adopted)
            advance(file.size)
            return None
        version = gathering.digest(file)
        known = self.library.progress("import", where)
        if known is not None and known.version == version and (said := _said_before(known)):
            said.added = Added(unchanged=said.read)
            done.plus(said)
            advance(file.size)
            return None
        if file.format in (LEARNING_LOG, ARXIV_LINES):
            self._read_here(file, where, version, done, advance)
            return None
        limit = ARCHIVE_LIMIT if file.format.name == ARCHIVE else FILE_LIMIT
        if file.size > limit:
            raise SourceError(where, f"{file.size / 2**20:.0f} MiB; the limit is {limit // 2**20}")
        if file.format.name == ARCHIVE:
            self._archive(file, where, version, done)
            advance(file.size)
            return None
        return _Waiting(file.format.name, file.path.name, where, version, gathering.bytes_of(file))

    def _where(self, path: Path) -> str:
        """A file's path as people know it.  A folder is looked up once, which is most of what an unchanged file costs."""
        if path.is_symlink():
            return self.workspace.shown(path)
        if path.parent not in self._folders:
            self._folders[path.parent] = self.workspace.shown(path.parent)
        return (Path(self._folders[path.parent]) / path.name).as_posix()

    def _read_here(self, file: File, where: str, version: str, done: Imported, advance: Advance) -> None:
        batch: list[Reading] = []
        here = Imported()
        for found in gathering.read(file, where=where, today=self.today, advance=advance):
            _sort(found, batch, here)
            if len(batch) >= BATCH and not file.format.is_whole:
                log.info("import: adding %d from %s", len(batch), where)
                here.read += len(batch)
                here.added = here.added.plus(self.library.add(batch))
                batch.clear()
        log.info("import: adding %d from %s, its last", len(batch), where)
        here.read += len(batch)
        whole = where if file.format.is_whole else None
        here.added = here.added.plus(self.library.add(batch, progress=_progress(where, version, here), whole=whole))
        done.plus(here)

    def _parsed(self, waiting: Sequence[_Waiting], done: Imported, advance: Advance) -> None:
        """Have the children read what waits, and add what they made of it."""
        gathered: list[Gathered] = []
        failed: list[Progress] = []
        blobs = ((w.format, w.data, Hint(w.name)) for w in waiting)
        for one, parsed in zip(waiting, self.parse.parse_many(blobs), strict=True):
            here = Imported()
            if isinstance(parsed, ParseError):
                here.skipped.append(Skipped(one.where, parsed.why))
                if _INSTALL not in parsed.why:  # it can be read as soon as that is done
                    failed.append(_progress(one.where, one.version, here))
            else:
                batch: list[Reading] = []
                for found in self._documents(parsed, one):
                    _sort(found, batch, here)
                here.read = len(batch)
                gathered.append(Gathered(batch, _progress(one.where, one.version, here), one.where))
            done.plus(here)
            advance(len(one.data))
        if gathered:
            log.info("import: adding %d files", len(gathered))
            done.added = done.added.plus(self.library.add_whole(gathered))
        if failed:
            self.library.keep(progress=failed)

    def _archive(self, file: File, where: str, version: str, done: Imported) -> None:
        """Read what is in an archive, as if each member were a file; nothing is unpacked onto the disk."""
        here = Imported()
        waiting: list[_Waiting] = []
        for one in self.parse.members(gathering.bytes_of(file), Hint(file.path.name)):
            if isinstance(one, Unread):
                inside = where if one.where == file.path.name else f"{where}!{one.where}"
                here.skipped.append(Skipped(inside, one.why))
                continue
            try:
                self._member(one[0], one[1], f"{where}!{one[0]}", version, waiting, here)
            except SourceError as error:
                here.skipped.append(Skipped(error.source, error.why))
            if len(waiting) >= FILES or sum(len(w.data) for w in waiting) >= BYTES:
                self._parsed(waiting, here, _nobody)
                waiting.clear()
        self._parsed(waiting, here, _nobody)
        self.library.keep(progress=[_progress(where, version, here)])
        done.plus(here)

    def _member(
        self, name: str, data: bytes, where: str, version: str, waiting: list[_Waiting], here: Imported
    ) -> None:  # fmt: skip
        format_ = gathering.format_of(data[: gathering.HEAD_BYTES], name, self.detect) if data else None
        if format_ is None:
            raise SourceError(where, "no reader for it" if data else "the file is empty")
        if format_ is MONTHLY_LOG:
            raise SourceError(
                where, "a finished monthly log in an archive; unpack it, so that it stands in a file of its own"
            )
        here.kinds[format_.name] += 1
        base = name.rpartition("/")[2]
        if format_ not in (LEARNING_LOG, ARXIV_LINES):
            waiting.append(_Waiting(format_.name, base, where, version, data))
            return
        batch: list[Reading] = []
        found = gathering.read_from(
            BytesIO(data), len(data), format_, name=base, where=where, today=self.today, advance=_nobody
        )  # fmt: skip
        for one in found:
            _sort(one, batch, here)
        here.read += len(batch)
        here.added = here.added.plus(self.library.add(batch, whole=where))

    def _documents(self, parsed: Parsed, one: _Waiting) -> Iterator[Found]:
        source = parsed.title or urlsplit(parsed.url).hostname or one.format
        return items.documents(
            parsed, where=one.where, source=" ".join(source.split())[:80], met=self.today, file_day=gathering.day_in(one.name)
        )  # fmt: skip


_INSTALL = "install"
"""In the reason of a reader that needs something that is not there."""


def _nobody(_: int) -> None:
    """Nobody is told of these bytes: they were counted as the archive's."""


def _sort(found: Found, batch: list[Reading], here: Imported) -> None:
    if isinstance(found, Skipped):
        here.skipped.append(found)
    elif isinstance(found, Remark):
        here.remarks.append(found)
    elif isinstance(found, Told):
        here.told.append(found)
    else:
        batch.append(found)


def _progress(where: str, version: str, here: Imported) -> Progress:
    said = {"read": here.read, "skipped": here.skipped, "remarks": here.remarks, "told": here.told}
    return Progress(stage="import", partition=where, version=version, detail=json.dumps(said, ensure_ascii=False))


def _said_before(known: Progress) -> Imported | None:
    """What was said of a file when it was read; None where that cannot be read back, so that it is read again."""
    try:
        detail = json.loads(known.detail)
        return Imported(
            read=int(detail["read"]),
            skipped=[Skipped(*one) for one in detail["skipped"]],
            remarks=[Remark(*one) for one in detail["remarks"]],
            told=[Told(*one) for one in detail["told"]],
        )
    except (ValueError, KeyError, TypeError):
        return None


def planned(paths: Iterable[Path], detect: gathering.Detect) -> list[Plan]:
    """What stands under each path, or `SourceError` where a path itself cannot be read."""
    return [Plan(path, list(gathering.listed(path, detect))) for path in paths]
