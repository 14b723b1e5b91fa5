"""What a first page says of where and when it was published."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from intelog.model.item import Hint
from intelog.model.moment import Moment
from intelog.text.urls import ARXIV_ID, canonical

DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}|]*[^\s\"<>{}|.,;:)\]])")
"""As printed: without the full stop or bracket after it."""

_STAMP = re.compile(rf"arXiv:({ARXIV_ID})(?:v(\d+))?\s*\[[\w.-]+\]\s*(\d{{1,2}}\s+\w{{3,9}}\s+\d{{4}})?")
_DATE = (
    r"(\d{4}-\d{2}(?:-\d{2})?|\d{1,2}\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{4}|"
    r"\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)"
)
_PUBLISHED = re.compile(
    rf"(?:Published(?: online)?|Publication date|Date of publication|出版日期|发表日期)\s*[:：]?\s*{_DATE}"
)


class Imprint(NamedTuple):
    """What is said; empty where nothing is."""

    arxiv: str = ""
    version: int = 0
    doi: str = ""
    published: str = ""
    updated: str = ""

    @classmethod
    def of(cls, opening: str, hint: Hint) -> Imprint:
        """From the words around the title and the margins, and the address the file came from.  A stamp of arXiv is believed first."""
        stamp = _STAMP.search(opening)
        doi = DOI.search(re.sub(r"(10\.)\s+(?=\d{4,9}/)", r"\1", opening))
        named = re.fullmatch(r"arxiv:(.+)", canonical(hint.url))
        minted = re.fullmatch(rf"10\.48550/arxiv\.({ARXIV_ID})", doi[1], re.IGNORECASE) if doi else None
        arxiv = stamp[1] if stamp else named[1] if named else minted[1] if minted else ""
        version = int(stamp[2] or 0) if stamp else 0
        stamped = _moment(stamp[3] or "") if stamp else ""
        said = _PUBLISHED.search(opening)
        published = stamped if version == 1 and stamped else _moment(said[1]) if said else _month(arxiv)
        return cls(arxiv, version, doi[1] if doi else "", published, stamped if version > 1 else "")

    @property
    def url(self) -> str:
        """The lasting address of the work: of arXiv, else of its DOI; empty where neither is said."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else ""


def _month(arxiv: str) -> str:
    """The month that an arXiv id says."""
    digits = arxiv.rpartition("/")[2][:4]
    if not re.fullmatch(r"\d{4}", digits):
        return ""
    century = "19" if "/" in arxiv and digits[0] == "9" else "20"
    return _valid(f"{century}{digits[:2]}-{digits[2:]}")


def _moment(words: str) -> str:
    """A date as printed, as exactly as it is printed; empty where it is none."""
    words = re.sub(r"[.,]", "", " ".join(words.split()))
    chinese = re.fullmatch(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?", words)
    if chinese:
        year, month, day = chinese.groups()
        return _valid(f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else ""))
    for form, written in (
        ("%d %B %Y", "%Y-%m-%d"), ("%d %b %Y", "%Y-%m-%d"), ("%B %d %Y", "%Y-%m-%d"), ("%b %d %Y", "%Y-%m-%d"),
        ("%B %Y", "%Y-%m"), ("%b %Y", "%Y-%m"),
    ):  # fmt: skip
        try:
            return datetime.strptime(words, form).strftime(written)  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return _valid(words)


def _valid(text: str) -> str:
    try:
        return str(Moment.parse(text))
    except ValueError:
        return ""
