"""What a reader of one's own needs: everything it may import from intelog, and nothing else.

A reader is a module with a function `read` and the endings of the files it reads:

    from intelog.kit import Hint, Item, Kind, ParseError, Parsed

    ENDINGS = (".quotes",)

    def read(data: bytes, hint: Hint) -> Parsed:
        lines = data.decode().splitlines()
        if not lines:
            raise ParseError(hint.name, "there is no quote in it")
        return Parsed(items=tuple(Item(title=line, kind=Kind.NOTE) for line in lines))

A package that names the module under the entry point group `intelog.readers` is found when it is installed.  The module may
also have `recognise(head: bytes, name: str) -> bool`, which tells a file by its first 64 KiB.  `read` runs in a process
that may die, without network and files; `recognise` runs in ours.  See `docs/readers.md`.
"""

from __future__ import annotations

from intelog.errors import ParseError
from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread

__all__ = ("Hint", "Image", "Item", "Kind", "Link", "Markup", "ParseError", "Parsed", "Unread")
