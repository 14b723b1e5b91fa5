"""Floor 4: the workspace, a folder of a person's own files and our library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intelog.errors import WorkspaceError
from intelog.model.language import Language
from intelog.model.period import Cadence, Period
from intelog.settings import FILE, Settings, read_settings, template
from intelog.store import files


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `intelog.toml`, `notes/`, `editions/`, `assets/` and `.intelog/`."""

    root: Path

    def __post_init__(self) -> None:
        """Refuse what SQLite cannot open, before anything is made in it."""
        try:
            str(self.root).encode()
        except UnicodeEncodeError as error:
            raise WorkspaceError(
                f"{self.root}: its name, or a folder's above it, is not UTF-8; rename that, or name another folder"
            ) from error

    @property
    def settings_file(self) -> Path:
        """The settings, a person's file."""
        return self.root / FILE

    @property
    def notes(self) -> Path:
        """What people write."""
        return self.root / "notes"

    @property
    def hidden(self) -> Path:
        """The library and its working files."""
        return self.root / ".intelog"

    @property
    def library(self) -> Path:
        """The library's file."""
        return self.hidden / "library.sqlite"

    @property
    def index(self) -> Path:
        """The search index's folder; it can be made again."""
        return self.hidden / "index"

    @property
    def words(self) -> Path:
        """The words of the documents as ids; they can be made again."""
        return self.hidden / "words.sqlite"

    @property
    def lease(self) -> Path:
        """The file whose lock is the lease."""
        return self.hidden / "lease"

    def edition(self, period: Period, language: Language, settings: Settings) -> Path:
        """An edition's file: one for each language, the workspace's own without a suffix."""
        suffix = "" if language is settings.language else f".{language}"
        return self.root / "editions" / period.cadence / f"{period}{suffix}.md"

    def edition_of(self, path: Path, settings: Settings) -> tuple[Period, Language] | None:
        """The period and language whose edition a path is, or None where it is no edition of ours."""
        try:
            inside = path.resolve().relative_to((self.root / "editions").resolve())
        except ValueError:
            return None
        if len(inside.parts) != 2 or inside.suffix != ".md" or inside.parts[0] not in list(Cadence):
            return None
        stem, _, suffix = inside.stem.partition(".")
        try:
            period = Period.parse(stem)
            language = Language(suffix) if suffix else settings.language
        except ValueError:
            return None
        return (period, language) if self.edition(period, language, settings).name == inside.name else None

    def shown(self, path: Path) -> str:
        """A path as people know it: from the workspace where it lies inside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return str(path)

    def settings(self) -> Settings:
        """Read the settings, or raise `SettingsError` or `WorkspaceError`."""
        try:
            text = self.settings_file.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise WorkspaceError(f"{self.settings_file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
        except OSError as error:
            raise WorkspaceError(f"{self.settings_file}: cannot be read ({error.strerror})") from error
        return read_settings(text, file=str(self.settings_file))


def find(start: Path) -> Workspace:
    """The workspace that *start* lies in, as git finds its repository, or `WorkspaceError`."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return Workspace(folder)
    raise WorkspaceError(f"{start}: no {FILE} here or above; make a workspace with `intelog init`")


_GITIGNORE = "# The library.  `intelog import` reads your files again; what you changed in editions is only here: back it up.\n.intelog/\n"


def make(root: Path, *, language: Language, timezone: str) -> tuple[Workspace, list[Path]]:
    """Make a workspace, and return it with what was made.  What is there already is left as it is."""
    workspace = Workspace(root)
    made: list[Path] = []
    try:
        for folder in (root, workspace.notes, root / "editions", root / "assets", workspace.hidden):
            if not folder.is_dir():
                folder.mkdir(parents=True)
                made.append(folder)
        for file, text in (
            (workspace.settings_file, template(language, timezone)),
            (root / ".gitignore", _GITIGNORE),
        ):
            if not file.exists():
                files.write(file, text.encode(), expected=None)
                made.append(file)
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename or root}: cannot be made ({error.strerror}); name a folder that can be written"
        ) from error
    return workspace, made
