"""What a reader says besides its documents."""

from __future__ import annotations

from typing import NamedTuple


class Skipped(NamedTuple):
    """Something that could not be read, and why."""

    what: str
    why: str


class Remark(NamedTuple):
    """Something that was read and looks odd."""

    what: str
    why: str


class Told(NamedTuple):
    """How something was read: nothing is wrong and nothing to do."""

    what: str
    how: str
