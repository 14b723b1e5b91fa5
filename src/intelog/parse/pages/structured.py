"""What a page says of its article in structured data: JSON-LD, of which any value may be of any type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from intelog.parse.pages.elements import Element
from intelog.parse.pages.words import one_line


def things_in(root: Element) -> list[Mapping[str, Any]]:
    """The things that the page's JSON-LD tells of; what cannot be read of it is left out."""
    things: list[Mapping[str, Any]] = []
    for script in root.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        given = re.sub(
            r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*;?\s*$", "", script.text or ""
        )
        try:
            things += _things(json.loads(given, strict=False), 0)
        except (ValueError, RecursionError):
            continue
    return things


def _things(given: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 4:
        return
    if isinstance(given, list):
        for one in given[:100]:
            yield from _things(one, depth + 1)
    elif isinstance(given, dict):
        yield given
        for inner in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(given.get(inner), depth + 1)


_ARTICLE_TYPE = re.compile(r"Article|Posting|Report$|Review$|Paper|Recipe|HowTo$")


def said_of_article(things: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The one of *things* that is the page's article.  Where they tell of several, the page is a list, and none is it."""
    articles = [one for one in things if _ARTICLE_TYPE.search(" ".join(texts(one.get("@type"))))]
    named = {line_in(one.get("headline")) or line_in(one.get("name")) for one in articles} - {""}
    if articles and len(named) <= 1:
        return max(articles, key=len)
    if articles:
        return next((one for one in articles if one.get("mainEntityOfPage")), {})
    return next((one for one in things if "WebPage" in texts(one.get("@type"))), {})


def texts(given: Any) -> list[str]:
    """The texts that a value is, or holds."""
    return [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]


def line_in(given: Any) -> str:
    """A text on one line; nothing of what is no text."""
    return one_line(given) if isinstance(given, str) else ""


def name_in(given: Any) -> str:
    """The name of somebody who is given by it alone, or as a thing that has one."""
    return line_in(given.get("name")) if isinstance(given, dict) else line_in(given)
