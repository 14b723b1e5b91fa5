"""Text that may hold any character, in a database whose text cannot hold NUL; what sorts first still does.

NUL is written as two characters U+0001, and U+0001 as U+0001 U+0002, which is what lets both be told apart again.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg.adapt import Buffer, Dumper, Loader


def written(text: str) -> str:
    """A text as it is stored."""
    if "\0" not in text and "\1" not in text:
        return text
    return text.replace("\1", "\1\2").replace("\0", "\1\1")


def read(stored: str) -> str:
    """A stored text as it was."""
    if "\1" not in stored:
        return stored
    return stored.replace("\1\1", "\0").replace("\1\2", "\1")


def adapt(db: Connection[Any]) -> None:
    """Have every text that goes through *db* written and read so."""
    db.adapters.register_dumper(str, _Dumper)
    db.adapters.register_loader("text", _Loader)


class _Dumper(Dumper):
    """Without a type of its own, so that the server takes it for what stands in its place."""

    def dump(self, obj: str) -> Buffer:
        return written(obj).encode()


class _Loader(Loader):
    def load(self, data: Buffer) -> str:
        return read(str(data, "utf-8"))
