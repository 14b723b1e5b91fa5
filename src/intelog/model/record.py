"""Records: typed statements about the field, their claims, and the evidence for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intelog.model.names import ClaimName, RecordKey, VersionId, name_of
from intelog.model.period import Period


class RecordKind(StrEnum):
    """What a record is a statement of."""

    DEVELOPMENT = "development"
    MODEL_REVIEW = "model review"
    DIRECTION_REVIEW = "direction review"
    PAPER_NOTE = "paper note"
    SUMMARY = "summary"
    """What a month comes to: its theme, signal, figure, insight and best implementation."""
    EDITION = "edition"
    """An edition itself: what a person says about its title, order or foot is said of this."""


class Author(StrEnum):
    """Whose words a claim is in."""

    MACHINE = "machine"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows a claim: a stretch of a stored version, and the words that stand there.

    `quote` is None where the claim is itself the quote (an extractive sentence), so
    that an edition does not say everything twice.  `retold`: the words are somebody's
    retelling of a talk or page we do not hold, and the receipt says so.
    """

    version: VersionId
    start: int
    end: int
    title: str
    url: str
    quote: str | None = None
    retold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One field's sentence or phrase inside a record, as Markdown on one line."""

    field: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    by: Author = Author.MACHINE

    @property
    def name(self) -> ClaimName:
        """The hash of what it says.  Reviews are addressed to it."""
        return claim_name(self.text)


def claim_name(text: str) -> ClaimName:
    """Name a claim by its words."""
    return ClaimName(name_of("claim", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A typed statement made from documents.

    Keyed by kind, subject and period, never by content: a better rule must not orphan
    what a person said about it.  `made_by` names the rule and its version.
    """

    kind: RecordKind
    subject: str
    period: Period
    claims: tuple[Claim, ...] = ()
    made_by: str = ""

    @property
    def key(self) -> RecordKey:
        """The hash of kind, subject and period."""
        return record_key(self.kind, self.subject, self.period)

    def claim(self, field: str) -> Claim | None:
        """Its claim in *field*, if it has one."""
        return next((c for c in self.claims if c.field == field), None)


def record_key(kind: RecordKind, subject: str, period: Period) -> RecordKey:
    """Name a record."""
    return RecordKey(name_of("rec", kind, subject, str(period)))
