"""The words a passage says, and evidence made from a passage."""

from __future__ import annotations

from intelog.model.document import Document, Markup
from intelog.model.record import Evidence
from intelog.text import markdown
from intelog.text.compare import same_words


def spoken(words: str, markup: Markup) -> str:
    """Stored words as a reader sees them: Markdown's marks are not words."""
    if markup is Markup.PLAIN:
        return words
    return "\n".join(markdown.plain(line) for line in words.splitlines())


def evidence_for(claim: str, document: Document, start: int, end: int) -> Evidence:
    """Evidence from a passage: it repeats the words only where the claim is not those words."""
    words = document.text[start:end]
    shown = spoken(words, document.markup)
    return Evidence(
        version=document.version,
        start=start,
        end=end,
        title=document.title,
        url=document.url or "",
        quote=None if same_words(markdown.plain(claim), shown) else shown,
        retold=document.retold,
    )
