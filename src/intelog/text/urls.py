"""Addresses: the canonical form that two ways of writing one address share."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

ARXIV_ID = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})"
_ARXIV = re.compile(rf"/(?:abs|pdf|html|format|overview)/({ARXIV_ID})(?:v\d+)?(?:\.pdf)?")
_ARXIV_DOI = re.compile(rf"/10\.48550/arxiv\.({ARXIV_ID})", re.IGNORECASE)
_ARXIV_HOSTS = frozenset(
    {"arxiv.org", "export.arxiv.org", "browse.arxiv.org", "alphaxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org"}
)
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org"})
_VIDEO_HOSTS = frozenset({"youtube.com", "m.youtube.com", "youtube-nocookie.com"})
_VIDEO_ID = "[A-Za-z0-9_-]+"
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|spm(?:_id_from)?|share_\w+|vd_source|ref(?:_src)?|si|feature")


def canonical(url: str) -> str:
    """The canonical form of an address; what is no http address comes back as it is.

    arXiv addresses become `arxiv:ID` without version, YouTube's `https://www.youtube.com/watch?v=ID`.
    Otherwise https, no `www.`, no fragment, no tracking parameters, no trailing slash.
    """
    try:
        parts = urlsplit(url.strip())
        host = re.sub(r"^(?:www\.)+(?=[^.]+\.[^.])", "", parts.hostname or "")
        port, path = parts.port, re.sub(r"[/\s]+$", "", parts.path)
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", host):
        return url
    paper = _ARXIV if host in _ARXIV_HOSTS else _ARXIV_DOI if host in _DOI_HOSTS else None
    if paper and (found := paper.fullmatch(path)):
        return f"arxiv:{found.group(1)}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    if video := _video(host, path, dict(query)):
        return f"https://www.youtube.com/watch?v={video}"
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    return urlunsplit(("https", netloc, path, urlencode(sorted(query)), ""))


def is_front_page(canonical_url: str) -> bool:
    """Whether it is a bare host: a page under which different things are announced."""
    return re.fullmatch(r"https://(?:[^/?#\[\]\s]+|\[[0-9a-f:.]+\](?::\d+)?)", canonical_url) is not None


def _video(host: str, path: str, query: dict[str, str]) -> str | None:
    if host == "youtu.be":
        found = re.fullmatch(rf"/({_VIDEO_ID})", path)
    elif host not in _VIDEO_HOSTS:
        return None
    elif path == "/watch":
        found = re.fullmatch(f"({_VIDEO_ID})", query.get("v", ""))
    else:
        found = re.fullmatch(rf"/(?:embed|shorts|live)/({_VIDEO_ID})", path)
    return found.group(1) if found else None
