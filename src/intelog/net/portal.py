"""Captive portals: networks of hotels, trains and offices that answer for the site until somebody logs in.  Pure.

They can do so only where nothing is encrypted; on https a portal is a bad certificate.  RFC 8910 and 6585 would have them say
what they are (511), few do, so their pages are known by what they cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from intelog.net.ranges import special
from intelog.ports import Hop

SIZE_AT_MOST = 256 << 10
"""Of a page that may be one: larger ones are somebody's work."""
_WISPR = re.compile(rb"<WISPAccessGatewayParam", re.IGNORECASE)
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|meta|title|script|body)", re.IGNORECASE)
_ASKS = re.compile(rb"<(?:form|input|button)\b", re.IGNORECASE)
_WORDS = re.compile(
    r"captive|hot-?spot|wi-?fi|wlan|guest\W{0,3}(?:network|access|login|portal)|nodogsplash|chillispot|unifi\W{0,3}guest"
    r"|(?:internet|network|web)\W{0,3}(?:access|login|authentication|portal)|portal/?(?:login|index|auth)|eportal|srun_portal"
    r"|上网认证|网络认证|认证登录|无线网络|无线上网|登录上网|校园网|上网登录",
    re.IGNORECASE,
)
_SENT_ON = re.compile(
    rb"""http-equiv=["']?refresh["']?[^>]{0,300}?url\s*=\s*["']?([^"'>\s]+)|location(?:\.href|\.replace)?\s*[=(]\s*["']([^"']+)["']""",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"""<title[^>]{0,300}>([^<]{0,300})|<h1[^>]{0,300}>([^<]{0,300})|<form[^>]{0,300}?action=["']?([^"'>\s]{0,300})""",
    re.IGNORECASE,
)
_SMALL, _MIDDLING = 8 << 10, 64 << 10


def is_portal(asked: str, hops: Sequence[Hop], at: str, body: bytes) -> bool:
    """Whether what came for *asked*, over *hops* and from *at*, is rather the page of a network that wants a login."""
    if not asked.lower().startswith("http:") or len(body) > SIZE_AT_MOST:
        return False
    if _WISPR.search(body):
        return True
    if not _HTML.match(body):
        return False
    if len(body) <= _SMALL and any(_leads_inside(found[1] or found[2]) for found in _SENT_ON.finditer(body)):
        return True
    if not _ASKS.search(body):
        return False
    heading = " ".join("".join(found) for found in _HEADING.findall(body.decode("utf-8", "replace")))
    if any(not hop.is_permanent for hop in hops) and _site(at) != _site(asked):
        return _WORDS.search(f"{heading} {at}") is not None
    return len(body) <= _MIDDLING and _WORDS.search(heading) is not None


def _leads_inside(link: bytes) -> bool:
    try:
        host = urlsplit(link.decode("ascii")).hostname or ""
        return special(ip_address(host).packed) is not None
    except ValueError:
        return False


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
