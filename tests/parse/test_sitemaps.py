"""Sitemaps: pages with the day they changed, and indexes of more."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item
from intelog.parse.feeds import LARGEST
from intelog.parse.sitemaps import read

HINT = Hint("sitemap.xml", "https://a.example/sitemap.xml")


def test_the_sitemaps_of_the_corpus_are_read(corpus: Path) -> None:
    folder = corpus / "feeds/trafilatura"

    pages = read((folder / "sitemap.xml").read_bytes(), HINT).items
    index = read((folder / "sitemap2.xml").read_bytes(), HINT).items
    languages = read((folder / "sitemap-hreflang.xml").read_bytes(), HINT).items

    assert len(pages) == 84
    assert pages[0] == Item(title="", kind=Kind.PAGE, url="https://www.sitemaps.org/", updated="2016-11-21")
    assert [(one.url, one.updated, one.is_list) for one in index] == [
        ("http://www.example.com/sitemap1.xml.gz", "2004-10-01T18:23:17+00:00", True),
        ("http://www.example.com/sitemap2.xml.gz", "2005-01-01", True),
    ]
    assert languages[0].also[0] == "http://www.example.com/deutsch/page.html"


def test_news_have_titles_and_an_entry_without_address_is_named() -> None:
    data = b"""<urlset xmlns:news="n"><url><loc> /x </loc><news:news><news:title>A
      title</news:title><news:publication_date>2026-01</news:publication_date></news:news></url><url/></urlset>"""

    parsed = read(data, HINT)

    (item,) = parsed.items
    assert (item.url, item.title, item.published) == ("https://a.example/x", "A title", "2026-01")
    assert [one.where for one in parsed.unread] == ["entry 2"]


def test_packed_and_plain_sitemaps_are_read() -> None:
    plain = b"https://a.example/1\nhttps://a.example/2\n"

    assert [item.url for item in read(gzip.compress(plain), HINT).items] == [
        "https://a.example/1",
        "https://a.example/2",
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"words", b"<html/>", b"<urlset>", b"\x1f\x8bx", b" " * (LARGEST + 1), gzip.compress(b"0" * (LARGEST + 1))],
)
def test_what_is_no_sitemap_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read(data, HINT)


@given(
    st.binary(max_size=200)
    | st.text().map(lambda t: f"<urlset><url><loc>{t}</loc></url></urlset>".encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parsed = read(data, HINT)
    except ParseError:
        return
    assert all(item.url.startswith("http") for item in parsed.items)
