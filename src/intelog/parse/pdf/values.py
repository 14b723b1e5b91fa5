"""The values on the way from a page to its text: pieces as a reader gives them, the lines they stand in, the blocks that lines make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from intelog.model.item import Unread

LARGEST_SIDE = 14_400
"""Of a page, in points: the largest that the format's implementers allow, 200 inches."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text and its place, in points from the page's lower left corner; `bottom` is the line it stands on."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False
    fixed: bool = False
    """Whether all its letters are of one width, as in code."""
    table: str = ""
    """A whole table in Markdown, in the place of its cells."""

    @property
    def middle(self) -> float:
        """Between its left and right end."""
        return (self.left + self.right) / 2

    @property
    def upright(self) -> bool:
        """Whether it runs from left to right; text that was turned stands taller than wide."""
        return len(self.text.strip()) < 3 or self.top - self.bottom < 2 * max(self.right - self.left, self.size)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a reader gives it."""

    number: int
    height: float
    pieces: tuple[Piece, ...]
    aside: tuple[Piece, ...] = ()
    """What belongs to the page and not to the text: running lines, text that was turned, notes in the margin."""
    links: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """What was left out of the text, for those who look for it."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a reader found in the whole file."""

    pages: tuple[Page, ...]
    unread: tuple[Unread, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""


class Line(NamedTuple):
    """Pieces that are read in one go, from left to right."""

    pieces: tuple[Piece, ...]
    column: tuple[float, float] = (0.0, 0.0)
    """The left and right end of the column it stands in."""

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(piece.right for piece in self.pieces)

    @property
    def bottom(self) -> float:
        """The line it stands on."""
        return self._main.bottom

    @property
    def top(self) -> float:
        """Of its tallest letters."""
        return max(piece.top for piece in self.pieces)

    @property
    def size(self) -> float:
        """Of most of its letters."""
        return self._main.size

    @property
    def bold(self) -> bool:
        """Whether all its words are."""
        letters = [piece for piece in self.pieces if re.search(r"\w", piece.text)]
        return any(piece.bold for piece in letters) and all(p.bold or p.size < 0.8 * self.size for p in letters)

    @property
    def fixed(self) -> bool:
        """Whether all its letters are of one width."""
        return all(piece.fixed for piece in self.pieces if piece.text.strip())

    @property
    def text(self) -> str:
        """In one go."""
        return " ".join(joined(self.pieces).split())

    @property
    def _main(self) -> Piece:
        return max(self.pieces, key=lambda piece: len(piece.text) + 100 * bool(piece.table))


@dataclass(slots=True)
class Block:
    """A paragraph, heading, table or piece of code, while lines are added to it."""

    kind: str
    """`text`, `heading`, `note`, `code` or `table`."""
    lines: list[Line]
    page: int

    @property
    def size(self) -> float:
        """Of most of its letters."""
        return self.lines[0].size


_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def joined(pieces: Sequence[Piece]) -> str:
    """The text of a line: a gap is a space; a small number set high or low is written as one, as 10³ is not 103."""
    main = max(pieces, key=lambda piece: piece.size)
    words = ""
    end = pieces[0].left
    for piece in pieces:
        text = piece.text
        if piece.size < 0.8 * main.size and re.fullmatch(r"\s*[-+−]?\d+\s*", text) and words:
            low = piece.bottom < main.bottom - 0.05 * main.size
            # pdf-oxide sets what is a little high onto the line, and never what is low; after a letter it may be either.
            high = piece.bottom > main.bottom + 0.15 * main.size or re.search(r"[\d).,\]]\s*$", words) is not None
            text = text.translate(_LOWERED if low else _RAISED) if low or high else text
        gap = piece.left - end
        if words and gap > 0.15 * piece.size and not words[-1].isspace() and not text[0].isspace():
            words += " "
        words += text
        end = max(end, piece.right)
    return words


def usual_size(pieces: Iterable[Piece]) -> float:
    """The size of most letters."""
    sizes = Counter[float]()
    for piece in pieces:
        sizes[round(piece.size * 2) / 2] += len(piece.text)
    return sizes.most_common(1)[0][0]


def body_size(pages: Iterable[Page]) -> float:
    """The size of most letters of all pages: what is larger is set apart by it."""
    return max(usual_size(piece for page in pages for piece in page.pieces), 1.0)


def length_of(block: Block) -> int:
    """In words."""
    return sum(len(line.text.split()) for line in block.lines)
