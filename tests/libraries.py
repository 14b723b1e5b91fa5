"""Looking at a library as a whole, whatever engine is behind it."""

from __future__ import annotations

from intelog.ports import Library
from intelog.store.rows import TABLES

Held = dict[str, list[tuple[str | int | None, ...]]]


def everything(library: Library) -> Held:
    """All that a library holds; reviews in their order, of the rest the order says nothing."""
    held: Held = {table: [] for table in TABLES}
    for table, rows in library.export():
        held[table] += map(tuple, rows)
    return {table: rows if table == "review" else sorted(rows, key=repr) for table, rows in held.items()}
