"""The one item that a PDF is: its parts found, and each put where it belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.pdf.blocks import blocks_of
from intelog.parse.pdf.cues import ABSTRACT
from intelog.parse.pdf.front import authors_of, front_of, title_of
from intelog.parse.pdf.imprint import DOI, Imprint
from intelog.parse.pdf.layout import rows_of
from intelog.parse.pdf.markdown import text_of
from intelog.parse.pdf.omissions import left_out, without_labels, without_references
from intelog.parse.pdf.values import Block, Line, Page, Scan, joined
from intelog.parse.pdf.words import vocabulary
from intelog.text.urls import arxiv_key, canonical

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]（），。]*[^\s<>()\[\]（），。.,;:'\"]")


def parsed(scan: Scan, laid: Sequence[tuple[Page, list[Line]]], body: float, hint: Hint) -> Parsed:
    """What lies on the pages as one item, and what was left out.  It is a paper where it has an identifier, or both an abstract and references."""
    blocks = blocks_of(laid, body)
    words = vocabulary(laid)
    title, below = title_of(scan, blocks, words, hint)
    front, blocks = front_of(below) if len(below) < len(blocks) else ([], blocks)
    blocks, references = without_references(blocks)
    blocks, labels = without_labels(blocks)
    first, first_lines = laid[0]
    beside = "\n".join(joined(row) for row in rows_of(first.aside))
    turned = "\n".join(piece.text for page, _ in laid[:1] for piece in page.aside if not piece.upright)
    opening = "\n".join([turned, beside, *(line.text for block in front for line in block.lines)])
    imprint = Imprint.of(opening, hint)
    text = text_of(blocks, words)
    has_abstract = any(block.kind == "heading" and ABSTRACT.match(block.lines[0].text) for block in blocks[:3])
    is_paper = bool(imprint.arxiv or imprint.doi or (has_abstract and references))
    item = Item(
        title=title,
        kind=Kind.PAPER if is_paper else Kind.PAGE,
        text=text,
        markup=Markup.MARKDOWN,
        url=imprint.url or hint.url,
        key=arxiv_key(imprint.arxiv) if imprint.arxiv else "",
        published=imprint.published,
        updated=imprint.updated,
        language=scan.language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", scan.language) else "",
        authors=authors_of(scan, front, " ".join(line.text for line in first_lines)),
        links=_links([page for page, _ in laid], text, references),
        also=(hint.url,) if hint.url and imprint.url and canonical(hint.url) != canonical(imprint.url) else (),
        source_version=imprint.version,
    )
    return Parsed(items=(item,), unread=(*scan.unread, *left_out([page for page, _ in laid], references, labels)))


def _links(pages: Sequence[Page], text: str, references: Sequence[Block]) -> tuple[Link, ...]:
    """Every address once: those written in the text, those under its words, those of its references."""
    cited = " ".join(line.text for block in references for line in block.lines)
    under = [url for page in pages for url in page.links]
    written = [url.replace("\\", "") for url in _ADDRESS.findall(text)]
    found = dict.fromkeys([*written, *under, *(f"https://doi.org/{doi}" for doi in DOI.findall(cited))])
    return tuple(Link(url, "") for url in found)
