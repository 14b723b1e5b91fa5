"""OPML: lists of feeds, in folders, as readers of feeds exchange them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import PurePath
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from intelog.errors import ParseError
from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.encoding import xml_root
from intelog.parse.html_text import absolute
from intelog.text import markdown


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


def read(data: bytes, hint: Hint) -> Parsed:
    """The list as one thing: its feeds as links, each to its site and to itself, under the names of their folders.

    Raises `ParseError` as `read_outlines` does.
    """
    root = _root(data, hint)
    title = _line(root.findtext("head/title") or "") or PurePath(hint.name).stem
    text, links = [], []
    loose_first = sorted(_outlines(root), key=lambda outline: bool(outline.folder))  # a heading has no end
    for folder, outlines in groupby(loose_first, key=lambda outline: outline.folder):
        if folder:
            text.append(f"## {markdown.escape(' / '.join(folder))}\n")
        for outline in outlines:
            name = outline.title or outline.xml_url
            links += [Link(outline.html_url, name)] * bool(outline.html_url) + [Link(outline.xml_url, name)]
            site = outline.html_url or outline.xml_url
            feed = f" ({markdown.link(outline.kind, outline.xml_url)})" if outline.html_url else ""
            text.append(f"- {markdown.link(markdown.escape(name), site)}{feed}")
        text.append("")
    item = Item(
        title=title, kind=Kind.LIST, text="\n".join(text).strip(), markup=Markup.MARKDOWN, links=tuple(dict.fromkeys(links)),
        is_list=True,
    )  # fmt: skip
    return Parsed(items=(item,), title=title)


def read_outlines(data: bytes, hint: Hint) -> tuple[Outline, ...]:
    """The feeds of a list, in its order.

    What has no web address of a feed is no feed: a folder where it holds others, else nothing.  Raises `ParseError` for
    what is no OPML or not safe to read.
    """
    return tuple(_outlines(_root(data, hint)))


def _root(data: bytes, hint: Hint) -> Element:
    root = xml_root(data, hint)
    if root.tag != "opml" or root.find("body") is None:
        raise ParseError(hint.name, "no OPML: it has no <opml> with a <body>")
    return root


def _outlines(root: Element) -> list[Outline]:
    found: list[Outline] = []
    waiting: list[tuple[Element, tuple[str, ...]]] = [(body, ()) for body in root.findall("body")[:1]]
    while waiting:
        element, folder = waiting.pop()
        if element.tag != "body":
            given = {name.lower(): value for name, value in element.attrib.items()}
            title = _line(given.get("title") or given.get("text") or "")
            if outline := _outline(given, title, folder):
                found.append(outline)
            if title:
                folder = (*folder, title)
        waiting += [(child, folder) for child in reversed(element) if child.tag == "outline"]
    return found


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
