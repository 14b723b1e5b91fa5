"""Every error this package raises on purpose, on one screen.

IntelogError
├── SettingsError          the configuration is wrong; lists every complaint
├── WorkspaceError         the folder is not a workspace, or cannot be written
│   ├── BusyError          another intelog is writing to this workspace
│   └── IndexBusyError     another process is writing to the search index
├── QuestionError          a search that cannot be read
├── PeriodError            not a year, month, week or day (also a ValueError)
├── SourceError            one source could not be read; carries which one
│   └── ParseError         something came back that we cannot read
├── EditionError           an edition's file cannot be read; it was left as it is
│   └── UnfinishedEditionError   it can, but a merge or its front matter is unfinished
└── LibraryError           the store failed
    ├── ForeignLibraryError    the file is not an intelog library
    ├── DamagedLibraryError    the file is a library, and broken
    └── NewerLibraryError      the library was written by a newer intelog
"""

from __future__ import annotations

from collections.abc import Sequence


class IntelogError(Exception):
    """Something a person can act on: one line that says what, where and what to do."""


class SettingsError(IntelogError):
    """The settings are wrong.  All complaints at once, each with file and line."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = tuple(complaints)


class WorkspaceError(IntelogError):
    """The folder is not a workspace, or cannot be written."""


class BusyError(WorkspaceError):
    """Another intelog is writing to this workspace."""


class IndexBusyError(WorkspaceError):
    """Another process is writing to the search index."""


class PeriodError(IntelogError, ValueError):
    """Not a year, month, week or day."""


class QuestionError(IntelogError):
    """A search that cannot be read."""


class SourceError(IntelogError):
    """One source could not be read.  The cause, if any, is chained."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source}: {why}")
        self.source = source
        self.why = why


class ParseError(SourceError):
    """Something came back that we cannot read."""


class EditionError(IntelogError):
    """An edition's file cannot be read.  It was left as it is."""

    def __init__(self, file: str, line: int, why: str) -> None:
        super().__init__(f"{file}:{line}: {why}")
        self.file = file
        self.line = line
        self.why = why


class UnfinishedEditionError(EditionError):
    """An edition's file is in the middle of something: what it says is not to be taken for its person's last word."""


class LibraryError(IntelogError):
    """The store failed."""


class ForeignLibraryError(LibraryError):
    """The file is not an intelog library."""

    def __init__(self, line: str, why: str = "") -> None:
        super().__init__(line)
        self.why = why


class DamagedLibraryError(LibraryError):
    """The file is an intelog library, and broken."""

    def __init__(self, line: str, why: str = "") -> None:
        super().__init__(line)
        self.why = why


class NewerLibraryError(LibraryError):
    """The library was written by a newer intelog."""
