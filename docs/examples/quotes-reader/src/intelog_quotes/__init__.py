"""Reads quotes: one a line, `words -- who, day`."""

from __future__ import annotations

import re

from intelog.kit import Hint, Item, Kind, ParseError, Parsed, Unread

ENDINGS = (".quotes",)

_QUOTE = re.compile(r"(?P<words>.+?) -- (?P<who>[^,]+)(?:, (?P<day>\d{4}(?:-\d{2}(?:-\d{2})?)?))?")


def read(data: bytes, hint: Hint) -> Parsed:
    """The quotes of a file, each a note; a line that is none is named."""
    items, unread = [], []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if found := _QUOTE.fullmatch(line.strip()):
            items.append(
                Item(title=found["words"], kind=Kind.NOTE, authors=(found["who"],), published=found["day"] or "")
            )
        elif line.strip():
            unread.append(Unread(f"line {number}", "it has no `--` and name behind the words"))
    if not items:
        raise ParseError(hint.name, "there is no quote in it")
    return Parsed(items=tuple(items), unread=tuple(unread), title="Quotes")
