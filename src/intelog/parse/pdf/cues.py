"""Words and signs by which a line shows what it is, where more than one step asks."""

from __future__ import annotations

import re

ABSTRACT = re.compile(r"(?:abstract|summary|摘\s*要)\s*(?:[—–:：.-]+\s*|$)", re.IGNORECASE)
"""The word over an abstract, or before it in its first line."""
NAMED = re.compile(
    r"(?:\d{0,2}\.?\s*)(?:abstract|introduction|related work|background|methods?|results|discussion|conclusions?|references|bibliography|"
    r"acknowledge?ments?|appendix|摘\s*要|引\s*言|结\s*论|参考文献|致\s*谢)",
    re.IGNORECASE,
)
"""A heading that many papers share, and so no title and no name."""
PLACE = re.compile(
    r"universi|institut|depart|laborator|school|college|faculty|research|center|centre|group|google|microsoft|inc\b|corporation|academy|"
    r"@|hospital|author|contribution|company|team\b|labs?\b",
    re.IGNORECASE,
)
"""A word that stands with authors and is of no name: where they work, how to write to them."""
BULLET = re.compile(r"([•‣◦▪●○■–∗])\s*(?=\S)")
"""The sign before an item of a list, which Markdown writes in its own way."""
ITEM = re.compile(r"(?:[•‣◦▪●○■]|[-–∗]\s|\(?(?:\d{1,2}|[a-z])[.)]\s)")
"""How an item of a list begins, with a sign, a number or a letter."""
ENDS = re.compile(r"[.!?:;。！？：；][\"'”’)\]]*[¹²³⁴⁵⁶⁷⁸⁹⁰]*$")
"""Where a sentence ends, with the numbers of notes to it."""
