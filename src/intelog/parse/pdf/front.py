"""What stands above the text of a first page: the title, the authors and where they work, the abstract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from intelog.model.item import Hint
from intelog.parse.pdf.cues import ABSTRACT, NAMED, PLACE
from intelog.parse.pdf.values import Block, Line, Scan, joined, length_of
from intelog.parse.pdf.words import clean, flowing, letters_of


def title_of(scan: Scan, blocks: list[Block], words: Counter[str], hint: Hint) -> tuple[str, list[Block]]:
    """The largest words at the beginning, and the blocks without them; what the file calls itself, where none stand out."""
    opening = [block for block in blocks[:12] if block.kind == "heading" and block.page == 1]
    largest = max((block.size for block in opening), default=0.0)
    named = next((block for block in opening if block.size >= largest - 0.1), None)
    said = " ".join(clean(scan.title).split())
    shown = flowing(named.lines, words) if named else ""
    stands_out = named is not None and not NAMED.fullmatch(shown) and len(shown) > 3
    if named is not None and stands_out and (named is blocks[0] or blocks.index(named) < 4):
        same = said and letters_of(said) == letters_of(shown)
        rest = blocks[blocks.index(named) + 1 :] if blocks.index(named) < 4 else blocks
        return (said if same else shown), rest
    name = PurePosixPath(hint.name).stem.replace("_", " ").strip()
    return said or name or "untitled", blocks


def front_of(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """What stands between a title and the text (authors, where they work), and the text.

    Nothing is taken away that is not like it.  A long paragraph under the authors, before any heading, is the abstract.
    """
    for number, block in enumerate(blocks[:30]):
        if block.page > 1:
            break
        if block.kind == "heading" and not _names_people(block, blocks[number + 1 :]):
            return _parted(blocks[:number], blocks[number:])
        if block.kind in ("text", "note") and ABSTRACT.match(block.lines[0].text):
            return _parted(blocks[:number], _abstract(block, blocks[number + 1 :]))
        if block.kind == "text" and length_of(block) >= 60:
            if not any(_people(one) for one in blocks[:number]):
                break
            return _parted(blocks[:number], [_heading("Abstract", block, blocks[number:]), *blocks[number:]])
    return [], blocks


def _parted(above: Sequence[Block], below: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    front = [block for block in above if _is_front(block)]
    return front, [*(block for block in above if not _is_front(block)), *below]


def _is_front(block: Block) -> bool:
    """Names, addresses, dates, marks: nothing that is told in sentences."""
    words = length_of(block)
    if _people(block) or PLACE.search(" ".join(line.text for line in block.lines)):
        return words < 150
    return words <= 8 or (block.kind == "note" and words < 40)


def _names_people(heading: Block, after: Sequence[Block]) -> bool:
    """Whether what looks like a heading is a line of authors: `Related Work` is like a name, but a long text follows it."""
    if not _people(heading) and any(re.search(r"[^\W\d]", _without_marks(line)) for line in heading.lines):
        return False
    return not (
        after and after[0].kind == "text" and length_of(after[0]) >= 25 and not PLACE.search(after[0].lines[0].text)
    )


def _abstract(block: Block, after: Sequence[Block]) -> list[Block]:
    """`Abstract—We show ...`, run into its paragraph, as a heading and the paragraph, before what comes after."""
    first = block.lines[0]
    found = ABSTRACT.match(first.text)
    rest = first.text[found.end() :] if found else first.text
    whole = replace(first.pieces[0], text=rest, right=first.right, bold=False)
    lines = [Line((whole,), first.column), *block.lines[1:]] if rest else block.lines[1:]
    body = [Block("text", lines, block.page)] if lines else []
    return [_heading("Abstract", block, after), *body, *after]


def _heading(text: str, block: Block, after: Sequence[Block]) -> Block:
    """A heading that the page does not show, of the rank of those that it does."""
    first = block.lines[0]
    size = max((one.size for one in after if one.kind == "heading"), default=first.size)
    return Block("heading", [Line((replace(first.pieces[0], text=text, size=size),), first.column)], block.page)


def authors_of(scan: Scan, front: Sequence[Block], first_page: str) -> tuple[str, ...]:
    """As the file names them, where its first page does too; else the names under the title."""
    shown = letters_of(first_page + " ".join(line.text for block in front for line in block.lines))
    said = [" ".join(clean(name).split()) for name in scan.authors]
    if said and all(name and letters_of(name.split()[-1]) in shown for name in said):
        return tuple(said)
    found: list[str] = []
    style: tuple[float, bool] | None = None
    for block in front:
        own = (round(block.size), block.lines[0].bold)
        names = _people(block) if style in (None, own) else []
        style = own if names else style
        found += [name for name in names if name not in found]
    return tuple(found)


_NAME = re.compile(
    r"(?:[A-ZÀ-ÞĀ-Ž][\w'’.-]*|d[aeiu]|de[lnr]?|v[ao]n|la|le|el|bin|al|y)(?:\s+(?:[A-ZÀ-ÞĀ-Ž][\w'’.-]*|d[aeiu]|de[lnr]?|v[ao]n|la|le|el|bin|al|y)){1,5}"
)


def _people(block: Block) -> list[str]:
    """The names that its lines are made of, each line's or, where a name runs on into the next, those of all lines."""
    lines = [_without_marks(line) for line in block.lines]
    each = [_names(words) for words in lines]
    return [name for names in each for name in names] if all(each) else _names(" ".join(lines))


def _without_marks(line: Line) -> str:
    """A line of names without the small numbers and signs that lead to addresses."""
    kept = [piece for piece in line.pieces if piece.size >= 0.8 * line.size]
    return re.sub(r"[\d*∗†‡§¶♠♦♣⋆⁰¹²³⁴⁵⁶⁷⁸⁹]+", "", joined(kept)) if kept else ""


def _names(text: str) -> list[str]:
    """Every part of the line, where each of them is like a person's name; else none."""
    parts = [part.strip(" ,;") for part in re.split(r"[,;]|\band\b|&|\s{3,}", text)]
    parts = [part for part in parts if part]
    if not parts or PLACE.search(text) or NAMED.fullmatch(text) or not all(_NAME.fullmatch(part) for part in parts):
        return []
    return parts
