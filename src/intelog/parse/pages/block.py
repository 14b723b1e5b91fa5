"""A page as blocks: paragraphs, headings, items, tables, code and pictures, each as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intelog.model.document import Image, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page as Markdown, and how it is known again."""

    kind: str
    """`text`, `heading`, `item`, `caption`, `table`, `code`, `image`, `formula`."""
    text: str
    first: str = ""
    """What its first line begins with: a bullet, a quote."""
    rest: str = ""
    """What its other lines begin with."""
    words: str
    """Its letters and digits."""
    linked: int = 0
    """How many of these are under links."""
    aside: bool = False
    """Whether it stands in what is no part of an article: navigation, comments, a sidebar."""
    marked: bool = False
    """Whether the page itself marks it as the article's body."""
    path: tuple[int, ...] = ()
    """Where it stands: the number of each element around it, outermost first."""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()

    @property
    def markdown(self) -> str:
        """Its lines."""
        head, *others = self.text.split("\n")
        return "\n".join([self.first + head, *((self.rest + line).rstrip() for line in others)])


def joined(blocks: Sequence[Block]) -> str:
    """Blocks as one Markdown text; the items of a list stand close."""
    made: list[str] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            close = before.kind == block.kind == "item" and bool(block.first.strip(" >"))
            quote = _quote(before.rest) if _quote(before.rest) == _quote(block.rest) else ""
            made.append("\n" if close else f"\n{quote.rstrip()}\n")
        made.append(block.markdown)
    return "".join(made).strip("\n")


def _quote(prefix: str) -> str:
    found = re.match(r"(?:> )*", prefix)
    return found.group() if found else ""
