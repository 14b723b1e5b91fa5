"""Words and addresses as a page gives them, made such that they can be used and compared."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

_NEITHER = re.compile(r"[\W_]+")


def plainly(text: str) -> str:
    """Its letters and digits alone: by these texts are compared, however they are set."""
    return _NEITHER.sub("", text).casefold()


def one_line(text: str) -> str:
    """Text on one line; entities that were escaped twice are read twice."""
    return " ".join(unescape(text).replace("\u200b", "").split())


def full_address(base: str, address: str) -> str:
    """The address in full, or nothing where it is not one that can be followed."""
    try:
        full = urljoin(base, address.strip()) if base else address.strip()
        parts = urlsplit(full)
    except ValueError:
        return ""
    safe = parts.scheme in ("http", "https") and parts.netloc
    return full if safe or parts.scheme == "mailto" else ""
