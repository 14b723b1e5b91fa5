"""What a paper shows that is not part of its text, the list of references and the words in pictures, and how that is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from intelog.model.item import Unread
from intelog.parse.pdf.cues import ENDS, ITEM
from intelog.parse.pdf.values import Block, Page, length_of

_REFERENCES = re.compile(
    r"(?:\d{1,2}\.?\s*|[IVX]+\.\s*)?(?:references|bibliography|literature cited|works cited|参考文献)\s*:?",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[^()]{3,400}\((?:(?:19|20)\d\d\w?|n\.d\.)[^)]{0,20}\)\.")
"""Authors, and a year in brackets."""
_CAPTION = re.compile(r"(?:Figure|Fig\.|图)\s*\d", re.IGNORECASE)


def without_references(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The text, and the list of references: from its heading to the next of its size, as an appendix may follow.

    A list without a heading is known by its entries, where they end the paper.
    """
    for number, block in enumerate(blocks):
        if block.kind != "heading" or not _REFERENCES.fullmatch(block.lines[0].text) or number < len(blocks) // 4:
            continue
        after = number + 1
        while after < len(blocks) and not (blocks[after].kind == "heading" and blocks[after].size >= block.size - 0.4):
            after += 1
        return [*blocks[:number], *blocks[after:]], blocks[number:after]
    listed = len(blocks)
    while (
        listed
        and blocks[listed - 1].kind == "text"
        and _ENTRY.match(" ".join(line.text for line in blocks[listed - 1].lines))
    ):
        listed -= 1
    return (blocks[:listed], blocks[listed:]) if len(blocks) - listed >= 3 else (blocks, [])


def without_labels(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The text, and the words that stand in pictures: at least three scraps of a line right above a picture's caption."""
    gone: list[Block] = []
    for number, block in enumerate(blocks):
        if not _CAPTION.match(block.lines[0].text):
            continue
        start = number
        while start and blocks[start - 1].page == block.page and _is_scrap(blocks[start - 1]):
            start -= 1
        if number - start >= 3:
            gone += blocks[start:number]
    known = {id(block) for block in gone}
    return [block for block in blocks if id(block) not in known], gone


def _is_scrap(block: Block) -> bool:
    text = block.lines[-1].text
    few = length_of(block) <= 5 * len(block.lines) and not ITEM.match(block.lines[0].text)
    return block.kind in ("text", "note") and few and not ENDS.search(text) and not _CAPTION.match(block.lines[0].text)


def left_out(pages: Sequence[Page], references: Sequence[Block], labels: Sequence[Block]) -> list[Unread]:
    """What is not part of the text, page by page; what runs along every page is not worth telling."""
    told = [Unread(f"page {page.number}", why, is_lost=False) for page in pages for why in page.told]
    scraps = Counter(block.page for block in labels)
    told += [
        Unread(f"page {page}", f"{count} scraps of words in a picture", is_lost=False) for page, count in scraps.items()
    ]
    if references:
        why = "the list of references is not part of the text; its addresses are kept as links"
        told.append(Unread(f"page {references[0].page}", why, is_lost=False))
    return told
