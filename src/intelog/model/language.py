"""Languages: of a document, and of an edition."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages told apart, as BCP 47 tags.  `UNKNOWN` is for texts without words."""

    CHINESE = "zh"
    ENGLISH = "en"
    JAPANESE = "ja"
    KOREAN = "ko"
    OTHER = "mul"
    UNKNOWN = "und"


EDITION_LANGUAGES = (Language.CHINESE, Language.ENGLISH)
"""The languages an edition can be written in."""
