"""Bringing up to date what is derived from a library, in a folder of a measure's own."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from intelog.deriving import Deriver
from intelog.index.search import SearchIndex
from intelog.ports import Library
from intelog.store.tokens import TokenStore
from intelog.text.tokens import VERSION


def catch_up(library: Library, index: SearchIndex, folder: Path) -> None:
    """Take in what changed, the words into *folder*."""
    with closing(TokenStore(folder / "words.sqlite", words=VERSION)) as tokens:
        Deriver(library, index, tokens).catch_up()
