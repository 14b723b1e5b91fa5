"""Findings: what a check has to say of a line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error blocks publishing, a note is only said."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check has to say of a line.  Codes are stable: programs may rely on them."""

    line: int
    code: str
    severity: Severity
    message: str
