"""Web pages: the article of a page as Markdown, with what the page says of itself.

trafilatura finds the article; it is better at that than anything else measured.  Its words are then looked up among the
blocks of the page, and those blocks are written by our own writer: trafilatura's Markdown loses formulas, the language of
code, cells of tables and most images.  Where the publisher gives the article's words itself (JSON-LD `articleBody`), those
are looked up instead.
"""

from __future__ import annotations

from intelog.errors import ParseError
from intelog.model.document import Kind, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.pages.about import about_page
from intelog.parse.pages.article import article_of, trimmed
from intelog.parse.pages.block import joined
from intelog.parse.pages.page import parsed_page
from intelog.parse.pages.walls import refusal


def read(data: bytes, hint: Hint) -> Parsed:
    """The article of one page.  What is no page, no article, or too large to be read in safety is refused."""
    where = hint.url or hint.name
    page = parsed_page(data, hint)
    about = about_page(page, hint)
    blocks = trimmed(article_of(page), about)
    text = joined(blocks)
    if (why := refusal(page, about, text)) is not None:
        raise ParseError(where, why)
    item = Item(
        title=about.title,
        kind=Kind.PAGE,
        text=text,
        markup=Markup.MARKDOWN,
        url=about.url,
        published=about.published,
        updated=about.updated,
        language=about.language,
        authors=about.authors,
        topics=about.topics,
        links=tuple(dict.fromkeys(one for block in blocks for one in block.links)),
        images=tuple(dict.fromkeys(one for block in blocks for one in block.images)),
    )
    return Parsed(items=(item,), title=about.site, url=about.url)
