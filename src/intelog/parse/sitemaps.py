"""Sitemaps: the pages that a site says it has, and the lists of such lists.

As https://www.sitemaps.org/protocol.html has them, with the titles and dates that news sites add.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse.encoding import decode, xml_root
from intelog.parse.feeds import LARGEST, moment_of
from intelog.parse.html_text import absolute

_GZIP = b"\x1f\x8b"


def read(data: bytes, hint: Hint) -> Parsed:
    """The pages of a sitemap, or the sitemaps of an index, which are told by `is_list`.

    Raises `ParseError` for what is no sitemap, or not safe to read.
    """
    if data.startswith(_GZIP):
        data = _unpacked(data, hint)
    if len(data) > LARGEST:
        raise ParseError(hint.name, f"larger than {LARGEST // 1024 // 1024} MiB")
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"<", b"\0<")):
        return _lines(data, hint)
    root = xml_root(data, hint)
    if root.tag not in ("urlset", "sitemapindex"):
        raise ParseError(hint.name, f"no sitemap: it begins with <{root.tag}>")
    items, unread = [], []
    for number, entry in enumerate(_entries(root), 1):
        item = _item(entry, hint)
        if item is None:
            unread.append(Unread(f"entry {number}", "no web address"))
        else:
            items.append(item)
    return Parsed(items=tuple(items), unread=tuple(unread), url=hint.url)


def _unpacked(data: bytes, hint: Hint) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise ParseError(hint.name, f"broken gzip: {error}") from error


def _lines(data: bytes, hint: Hint) -> Parsed:
    """A sitemap of plain text: one address a line."""
    lines = [line.strip() for line in decode(data, hint).text.splitlines() if line.strip()]
    urls = [absolute(line, "") for line in lines]
    if not urls or not all(url.startswith("http") for url in urls):
        raise ParseError(hint.name, "no sitemap: neither XML nor one address a line")
    return Parsed(items=tuple(Item(title="", kind=Kind.PAGE, url=url) for url in urls), url=hint.url)


def _entries(root: Element) -> Iterator[Element]:
    return (child for child in root if child.tag in ("url", "sitemap"))


def _item(entry: Element, hint: Hint) -> Item | None:
    url = absolute(_text(entry, "loc"), hint.url)
    if not url.startswith("http"):
        return None
    others = (absolute(one.get("href", ""), hint.url) for one in entry.findall("link") if one.get("rel") == "alternate")
    news = entry.find("news")
    return Item(
        title="" if news is None else _text(news, "title"),
        kind=Kind.PAGE,
        url=url,
        published="" if news is None else moment_of(_text(news, "publication_date")),
        updated=moment_of(_text(entry, "lastmod")),
        language="" if news is None else _text(news, "publication/language"),
        also=tuple(dict.fromkeys(other for other in others if other.startswith("http") and other != url)),
        is_list=entry.tag == "sitemap",
    )


def _text(entry: Element, path: str) -> str:
    return re.sub(r"\s+", " ", entry.findtext(path) or "").strip()
