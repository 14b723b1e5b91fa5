"""Developments: what one story brought on one day, as a record and what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from intelog.model.record import Claim, Record, claim_name

SENTENCES = 3
"""At most this many sentences say what a development is."""

HEADLINE, UPDATE, KEYWORDS_FIELD, SOURCES_FIELD = "headline", "update", "keywords", "sources"


def sentence_field(text: str) -> str:
    """The field a sentence stands in.

    Named by the sentence, not by its place: what a person said of it must not fall on
    another sentence when the choice changes.
    """
    return f"s{claim_name(text).partition('-')[2][:6]}"


def field_rank(field: str) -> int:
    """Where a field stands in its item: headline, update, sentences, keywords, sources."""
    order = (HEADLINE, UPDATE, "", KEYWORDS_FIELD, SOURCES_FIELD)
    return order.index(field) if field in order else SENTENCE_RANK


SENTENCE_RANK = 2
"""The `field_rank` of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """A development's record, and what speaks for it.

    The record's sentences stand in the order they should be read; `essential` names them
    from the one to keep first to the one to drop first.
    """

    record: Record
    essential: tuple[str, ...]
    url: str
    title: str
    tellers: int
    """How many documents tell it on this day."""
    noted: bool
    """Whether the user wrote a note on it."""
    numbers: int
    """Numbers in its sentences."""
    releases: bool
    """Whether something is released: code, weights, data, a product."""
    strength: float
    """How much its sentences say: what decides between equals."""
    first_told: date
    """The day it was first told: earlier than the period where this is an update."""
    names: tuple[str, ...]
    words: str
    """Title and sentences, for matching interests."""

    def holding(self, claims: Sequence[Claim]) -> Development:
        """The same, with further claims in its record, in front of its own sentences."""
        if not claims:
            return self
        together = sorted((*claims, *self.record.claims), key=lambda c: field_rank(c.field))
        return replace(self, record=replace(self.record, claims=tuple(together)))
