"""Documents to stories: which documents tell of one thing.

A first, strict rule: the same paper, page or talk, told by its own text or by a note with
a link to it.  Likeness of words and events under different addresses come later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from intelog.model.document import Document
from intelog.model.story import Story


def stories(documents: Iterable[Document], zone: tzinfo) -> list[Story]:
    """Group documents by what they tell of; in each, first told first; ordered by subject."""
    by_subject: dict[str, dict[str, Document]] = {}
    for document in documents:
        by_subject.setdefault(document.subject, {})[document.id] = document
    return [
        Story(subject, tuple(sorted(group.values(), key=lambda d: (d.told(zone), d.kind, d.key))))
        for subject, group in sorted(by_subject.items())
    ]
