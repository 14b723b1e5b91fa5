"""robots.txt as RFC 9309 has it: which paths a site asks us to stay away from.  Pure.

Our own, since the library at hand (protego 0.7) takes a group for `intel` as ours, passes one for `intelog/1.0` over, and
has a rule for `index.html` that the RFC has not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

SIZE_AT_MOST = 500 << 10
"""What is read of it (RFC 9309, 2.5)."""
RULES_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Paths that begin like this, or look like this, may be read or may not."""

    path: str
    """Percent-encoded in one way; `*` is anything, `$` at the end is the end."""
    is_allowed: bool


Rules = tuple[Rule, ...]
NOTHING: Rules = (Rule("/", False),)
EVERYTHING: Rules = ()


def rules_for(body: bytes, agent: str) -> Rules:
    """The rules that hold for the crawler whose product token is *agent*.

    Those of every group that names it, else of every group for `*` (2.2.1).  What cannot be read is passed over (2.2.4).
    """
    text = body[:SIZE_AT_MOST].decode("utf-8-sig", "replace")
    ours: list[Rule] = []
    others: list[Rule] = []
    is_named = is_ours = is_others = False
    is_heading = False
    for line in re.split(r"\r\n|\r|\n", text):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if not is_heading:
                is_ours = is_others = False
            is_heading = True
            is_ours |= _product(value) == agent.lower()
            is_others |= value == "*"
            is_named |= is_ours
        elif key in ("allow", "disallow"):
            is_heading = False
            if value and (rule := Rule(_pattern(value), key == "allow")).path.startswith(("/", "*")):
                if is_ours and len(ours) < RULES_AT_MOST:
                    ours.append(rule)
                if is_others and len(others) < RULES_AT_MOST:
                    others.append(rule)
    return tuple(ours if is_named else others)


def is_allowed(rules: Rules, path: str) -> bool:
    """Whether a path with its query may be read: the longest rule that fits it decides, and of two as long the kinder (2.2.2)."""
    if path == "/robots.txt":
        return True
    path = _normal(path)
    fitting = ((len(rule.path), rule.is_allowed) for rule in rules if _fits(rule.path, path))
    return max(fitting, default=(0, True))[1]


def _product(value: str) -> str:
    """The token of a user-agent line: what follows it, such as a version, is not part of it."""
    found = re.match(r"[A-Za-z_-]+", value)
    return found[0].lower() if found else ""


def _pattern(value: str) -> str:
    """A rule's path, its two signs left as they are."""
    is_end = value.endswith("$")
    return "*".join(map(_normal, value.removesuffix("$").split("*"))) + "$" * is_end


def _normal(path: str) -> str:
    """Percent-encoded in one way (2.2.2): what need not be encoded is not, and the two signs of rules are (2.2.3)."""
    pieces = re.split(r"(%2F|%3F|%23)", path, flags=re.IGNORECASE)  # encoded, these are not what they would be
    return "".join(
        piece.upper() if at % 2 else quote(unquote_to_bytes(piece), safe="/?=&:@!'()+,;~-._[]|")
        for at, piece in enumerate(pieces)
    )


def _fits(rule: str, path: str) -> bool:
    """Whether a rule fits.  Piece by piece from the left: no pattern makes it go back (no regular expression does that)."""
    is_end = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not rest:
        return path == first if is_end else path.startswith(first)
    if not path.startswith(first):
        return False
    at = len(first)
    *middle, last = rest
    for piece in middle:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if is_end:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0
