"""Markup as elements, where that takes neither long nor much memory."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, TypeAlias

from intelog.errors import ParseError

Element: TypeAlias = Any
"""An element of lxml, which says nothing of its types."""
MAX_BYTES = 3 * 1024 * 1024
MAX_DEPTH = 256
MAX_ELEMENTS = 100_000
"""A page of 3 MiB and so many elements takes some seconds; the largest of `html-extraction` has 1,600."""
MAX_WEIGHT = 3_000_000
"""The depths of all elements together: trafilatura asks of each what stands around it.  90,000 elements 240 deep (22 million)
take it 80 s; the heaviest page of `html-extraction` weighs 21,000."""
MAX_ATTRIBUTES = 1_000
"""Of one element: the parser compares each with each, and takes 20 s for 100,000.  The most in `html-extraction` is 64."""
EXTRA = "web pages are read with trafilatura, which is not installed: pip install 'intelog[pages]'"


def tree(text: str, where: str) -> Element:
    """*text* as elements, or `ParseError` where it is no page, or one that trafilatura would be too long about."""
    if (why := _no_page(text)) is not None:
        raise ParseError(where, why)
    try:
        import trafilatura  # noqa: F401 - without it lxml's presence is of no use
        from lxml import etree, html  # type: ignore[import-untyped]
    except ImportError as error:
        raise ParseError(where, EXTRA) from error
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(where, "not a web page") from error
    depth = weight = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        weight += depth
        if depth > MAX_DEPTH:
            raise ParseError(where, f"elements nested more than {MAX_DEPTH} deep")
    if weight > 2 * MAX_WEIGHT:
        raise ParseError(where, "too many elements nested too deep")
    return root


_TAG = re.compile(
    r"<(?:!doctype|html|head|body|title|meta|article|main|section|div|p|h[1-6]|a|ul|ol|table|pre|br|span|img|b|font)\b",
    re.IGNORECASE,
)
_OTHER = (
    (r"%PDF", "a PDF"),
    (r"[\[{]", "JSON"),
    (r"<(?:\?xml\b[^>]{0,200}>\s*)?<?(?:rss|feed|rdf:RDF|opml|urlset)\b", "a feed"),
)


def _no_page(text: str) -> str | None:
    head = text[:1000].lstrip("\ufeff \t\r\n")
    other = next((name for pattern, name in _OTHER if re.match(pattern, head, re.IGNORECASE)), None)
    if other is not None:
        return f"it is {other}, not a web page"
    return None if _TAG.search(text) else "not a web page"


_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp)\b.*?(?:</\1\b|\Z)|<(/?)([a-z][^\s/>]*)",
    re.DOTALL | re.IGNORECASE,
)
_VOID = frozenset("area base basefont br col embed frame hr img input keygen link meta param source track wbr".split())
_CLOSES_ITSELF = frozenset(
    "a body colgroup dd dt head html li nobr option p rb rp rt tbody td tfoot th thead tr".split()
)
"""A parser closes the last of these by itself where the next one begins: pages leave out their end tags."""
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}")


def too_deep(text: str) -> str | None:
    """Why *text* is not given to a parser, or None where it may be: its tags alone tell, in one pass."""
    stack: list[str] = []
    held: Counter[str] = Counter()
    elements = 0
    for tag in _MARKUP.finditer(text):
        closing, name = tag[2], (tag[3] or "").lower()
        elements += 1
        if not name or name in _VOID or name in _CLOSES_ITSELF:
            continue
        if not closing:
            stack.append(name)
            held[name] += 1
            if len(stack) > MAX_DEPTH:
                return f"elements nested more than {MAX_DEPTH} deep"
        elif held[name]:
            while (last := stack.pop()) != name:
                held[last] -= 1
            held[name] -= 1
    if elements > 2 * MAX_ELEMENTS:
        return f"more than {MAX_ELEMENTS:,} elements"
    if any(
        len(re.sub(r"\"[^\"]*\"|'[^']*'", "", tag.group()).split()) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)
    ):
        return f"an element with more than {MAX_ATTRIBUTES:,} attributes"
    return None
