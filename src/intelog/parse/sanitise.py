"""HTML that may be shown: what harms, loads or tracks is taken out, and what only tells stays.

nh3 does the work, with a list of our own: its default lets remote images and 25 kinds of address through.  Everything that
reaches a reader as HTML goes through here last, whatever was done to it before.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from intelog.errors import ParseError
from intelog.parse.pages.elements import MAX_BYTES, too_deep

TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li a em strong code pre blockquote table caption thead tbody tfoot tr th td sub sup br hr img".split()
)
ATTRIBUTES = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt"}),
    "th": frozenset({"colspan", "rowspan"}),
    "td": frozenset({"colspan", "rowspan"}),
    "ol": frozenset({"start"}),
}
SCHEMES = frozenset({"http", "https", "mailto"})
_WITH_CONTENT = frozenset(
    "script style template noscript iframe svg math title textarea select option xmp noembed noframes plaintext frameset head".split()
)
"""What goes with all that is in it: words that were never meant to be read, or are read differently by each parser."""

EXTRA = "HTML is cleaned with nh3, which is not installed: pip install 'intelog[pages]'"


def clean_html(html: str) -> str:
    """*html* with nothing in it that acts, loads from elsewhere or dresses up; its words, links and tables stay.

    Raises `ParseError` where it is too large or nested too deeply to be parsed in safety.
    """
    if len(html) > MAX_BYTES:
        raise ParseError("HTML", "no HTML of more than 3 MiB is cleaned")
    if (why := too_deep(html)) is not None:
        raise ParseError("HTML", why)
    try:
        import nh3
    except ImportError as error:
        raise ParseError("HTML", EXTRA) from error
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_kept,
        strip_comments=True,
        link_rel=_REL,
        url_schemes=set(SCHEMES),
    )


_REL = "noopener noreferrer nofollow"
_ABSOLUTE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]", re.IGNORECASE)
_LOCAL = re.compile(r"(?!/)[\w./ %~+@,()-]+\.(?:png|jpe?g|gif|webp|avif)", re.IGNORECASE)
"""A picture of our own: relative, so of this place; no scheme, no host, no query, and no SVG, which can act."""


def _kept(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that may stand, or None."""
    match tag, name:
        case "a", "href":
            return value if _ABSOLUTE.match(value) else None
        case "img", "src":
            inside = ".." not in re.split(r"[/\\]", unquote(value))
            return value if _LOCAL.fullmatch(value) and inside and not unquote(value).startswith(("/", "\\")) else None
        case _, "alt":
            return value
        case "a", "rel":  # nh3's own, of `_REL`: a page's is not on the list
            return value
        case _:
            return value if value.isascii() and value.isdigit() and len(value) <= 3 else None
