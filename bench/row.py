"""One line of the report."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A measure of `measures.md` (its number, or `-`), what was measured, what a peer did, what is wanted."""

    number: str
    measure: str
    value: str
    goal: str
    peer: str = "-"
