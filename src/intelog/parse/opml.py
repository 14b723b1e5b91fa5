"""OPML: lists of feeds, in folders, as readers of feeds exchange them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from intelog.errors import ParseError
from intelog.model.item import Hint
from intelog.parse.encoding import xml_root
from intelog.parse.html_text import absolute


class Outline(NamedTuple):
    """One feed of a list."""

    title: str
    xml_url: str
    """Where the feed is."""
    html_url: str = ""
    """Where the site is that it tells of."""
    folder: tuple[str, ...] = ()
    """The names of the folders that it lies in, the outermost first."""
    kind: str = "rss"
    """As the list says it."""


def read_outlines(data: bytes, hint: Hint) -> tuple[Outline, ...]:
    """The feeds of a list, in its order.

    What has no web address of a feed is no feed: a folder where it holds others, else nothing.  Raises `ParseError` for
    what is no OPML or not safe to read.
    """
    root = xml_root(data, hint)
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise ParseError(hint.name, "no OPML: it has no <opml> with a <body>")
    found: list[Outline] = []
    waiting: list[tuple[Element, tuple[str, ...]]] = [(body, ())]
    while waiting:
        element, folder = waiting.pop()
        if element is not body:
            given = {name.lower(): value for name, value in element.attrib.items()}
            title = _line(given.get("title") or given.get("text") or "")
            if outline := _outline(given, title, folder):
                found.append(outline)
            if title:
                folder = (*folder, title)
        waiting += [(child, folder) for child in reversed(element) if child.tag == "outline"]
    return tuple(found)


_FEED_SCHEME = re.compile(r"^feed:(?://)?(https?:)?", re.IGNORECASE)
"""`feed://site/rss` and `feed:https://site/rss`, by which browsers once called a reader of feeds."""


def _web_scheme(found: re.Match[str]) -> str:
    return found.group(1) or "http://"


def _outline(given: dict[str, str], title: str, folder: tuple[str, ...]) -> Outline | None:
    xml_url = absolute(_FEED_SCHEME.sub(_web_scheme, given.get("xmlurl", "").strip(), count=1), "")
    if not xml_url.startswith("http"):
        return None
    return Outline(
        title, xml_url, absolute(given.get("htmlurl", ""), ""), folder, _line(given.get("type", "")) or "rss"
    )


def _line(words: str) -> str:
    return " ".join(words.split())


def write_outlines(outlines: Iterable[Outline], title: str) -> str:
    """A list of feeds as OPML 2.0, from which `read_outlines` reads the same feeds in the same order."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = _sound(title)
    body = SubElement(root, "body")
    path: list[tuple[str, Element]] = [("", body)]
    for outline in outlines:
        shared = 0
        while shared < min(len(path) - 1, len(outline.folder)) and path[shared + 1][0] == outline.folder[shared]:
            shared += 1
        del path[shared + 1 :]
        for name in outline.folder[shared:]:
            path.append((name, SubElement(path[-1][1], "outline", text=_sound(name), title=_sound(name))))
        name = _sound(outline.title)
        given = {"text": name, "title": name, "type": _sound(outline.kind), "xmlUrl": _sound(outline.xml_url)}
        if outline.html_url:
            given["htmlUrl"] = _sound(outline.html_url)
        SubElement(path[-1][1], "outline", given)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


_UNSOUND = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _sound(words: str) -> str:
    """Without the signs that XML cannot hold."""
    return _UNSOUND.sub("", words)
