"""Reviews: what a person said about a record.  Appended, never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intelog.model.language import Language
from intelog.model.names import ClaimName, RecordKey

BEHIND = "+"
"""Before a field's name: the person's own text that stands behind it."""


class Verdict(StrEnum):
    """What a person said."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """It is not to stand there: a claim, or with an empty field the whole record."""
    CORRECTED = "corrected"
    """It is to read as in `text`."""
    ADDED = "added"
    """`text` is theirs, and stands behind a field of the record: `field` is that field's name after a `+`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One thing a person said, about one field of one record, in one language.

    `claim` is the hash of the claim they saw, so that a later, different claim in the
    same field can be told apart.  The latest review of a field is in force.
    """

    record: RecordKey
    field: str
    verdict: Verdict
    language: Language
    at: datetime
    claim: ClaimName | None = None
    text: str = ""
