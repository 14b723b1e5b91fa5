"""Stories: one real-world event, told by one or more documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from intelog.model.document import Document
from intelog.model.names import StoryId, name_of


@dataclass(frozen=True, slots=True)
class Story:
    """One event and the documents that tell it, first told first.

    `anchor` is what they have in common; the story is named by it.
    """

    anchor: str
    documents: tuple[Document, ...]

    @property
    def id(self) -> StoryId:
        """The hash of its anchor."""
        return StoryId(name_of("story", self.anchor))

    def first_told(self, zone: tzinfo) -> date:
        """The day it was first told, in *zone*."""
        return min(document.told(zone) for document in self.documents)
