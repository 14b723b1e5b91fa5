"""Names made from content: same parts, same name, on any machine."""

from __future__ import annotations

import hashlib
from typing import NewType

DocumentId = NewType("DocumentId", str)
VersionId = NewType("VersionId", str)
StoryId = NewType("StoryId", str)
RecordKey = NewType("RecordKey", str)
ClaimName = NewType("ClaimName", str)
ReviewId = NewType("ReviewId", str)

DIGITS = 20
"""Hex digits shown.  Eight would collide at a million documents (birthday bound of 2^32)."""


def name_of(kind: str, *parts: str) -> str:
    """Name a thing by its content: same parts, same name, on any machine.

    Each part is fed with its length, so that ("ab", "c") and ("a", "bc")
    get different names.  Lone surrogates, which real files hold, are named too.
    """
    h = hashlib.sha256()
    for part in (kind, *parts):
        raw = part.encode("utf-8", "surrogatepass")
        h.update(len(raw).to_bytes(8, "big") + raw)
    return f"{kind}-{h.hexdigest()[:DIGITS]}"
