"""What a file is, by its bytes first, then by its name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.parse.kinds import ARCHIVE, HEAD, READERS, Reader, detect


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"notes/a.md", ARCHIVE),
        (b"PK\x05\x06" + b"\x00" * 18, ARCHIVE),
        (b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml", None),
        (b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/epub+zip", None),
        (b"\x1f\x8b\x08", ARCHIVE),
        (b"a.md".ljust(257, b"\x00") + b"ustar\x0000", ARCHIVE),
        (b"\x89PNG\r\n", None),
        (b"<rss version='2.0'>", "feeds"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?>\n<!-- a > b -->\n<?xml-stylesheet href='a'?><rss>", "feeds"),
        ('<?xml version="1.0" encoding="utf-16"?><rss>'.encode("utf-16"), "feeds"),
        ("<rss>".encode("utf-16-be"), "feeds"),
        (b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", "feeds"),
        (b"<rdf:RDF xmlns:rdf='x'>", "feeds"),
        (b"<atom:feed xmlns:atom='x'>", "feeds"),
        (b"<feed><id>http://arxiv.org/api/abc</id>", "arxiv_api"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}', "feeds"),
        (b"<urlset xmlns='x'>", "sitemaps"),
        (b"<sitemapindex>", "sitemaps"),
        (b"<opml version='2.0'>", "opml"),
        (b"- year: 2022\n  events:\n  - date: March\n    info:\n    - text: One.\n", "lists"),
        (b"<?xml version='1.0'?><timedtext format='3'>", "transcripts"),
        (b"<transcript><text start='0'>", "transcripts"),
        (b"<?xml version='1.0'?><invoice>", None),
        (b"<!DOCTYPE html><html>", "pages"),
        (b"<!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0'>", "pages"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "pages"),
        (b"WEBVTT\n\n", "transcripts"),
        (b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\n", "transcripts"),
        (b"[00:01] Anna: a\n[00:05] Bob: b\n[00:09] Anna: c\n", "transcripts"),
        ("主持人：a\n李明：b\n主持人：c\n李明：d\n".encode(), "transcripts"),
        (b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: y\r\n\r\nHello", "mail"),
        (b"Return-Path: <a@b.example>\nReceived: from b\n by c\nSubject: x\n\nHello", "mail"),
        (b"From a@b.example Mon Jan  5 10:00:00 2026\nSubject: x\n", "mail"),
        (b'[{"url": "x", "tag_name": "v1.0"}]', "releases"),
        (b'{"total_count": 1, "items": [{"full_name": "a/b", "html_url": "x"}]}', "releases"),
        (b'[{"by": "x", "id": 1, "score": 1, "type": "job"}]', "hacker_news"),
        (b'{"hits": [{"objectID": "1", "title": "x"}]}', "hacker_news"),
        (b'{"by": "x", "descendants": 3, "id": 1}', "hacker_news"),
        (b'{"invoice": 1}', None),
        (b"# Title\n\nWords.\n", "notes"),
        (b"---\ntitle: x\n---\n", "notes"),
        (b"## [A](https://a.example)\n\nx\n\n## [B](https://b.example)\n\ny\n\n## [C](https://c.example)\n", "lists"),
        (
            "1、[A](https://a.example)：x\n\n2、[B](https://b.example)：y\n\n3、[C](https://c.example)：z\n".encode(),
            "lists",
        ),
        (b"| T |\n|---|\n| x [a](https://a.example) |\n", "lists"),
        (b"- [a](https://a.example)\n- [b](https://b.example)\n- [c](https://c.example)\n", "lists"),
        (b"import os\n", None),
        (b"", None),
        (b"\x00\x01\x02\x03", None),
    ],
)
def test_bytes_say_what_a_file_is(head: bytes, kind: str | None) -> None:
    assert detect(head, "file.bin", "") == kind


@pytest.mark.parametrize(
    ("head", "name", "content_type", "kind"),
    [
        (b"\x00\x01", "a.pdf", "", "pdf"),
        (b"\x4c\x6f\xa7\x94", "a.xml", "", "feeds"),
        (b"old", "a.tar", "", ARCHIVE),
        (b"words", "A.EML", "", "mail"),
        (b"words", "a.md", "", "notes"),
        (b"words", "README", "", "notes"),
        (b"words", "a.bin", "text/markdown", "notes"),
        (b"<p>words", "a", "text/html; charset=utf-8", "pages"),
        (b"<p>words", "a.html", "", "pages"),
        (b"broken", "a.bin", "application/rss+xml", "feeds"),
        (b"%PDF-1.7", "a.html", "text/html", "pdf"),
        (b"<html>", "a.pdf", "application/pdf", "pages"),
        (b"<rss>", "a.html", "text/html", "feeds"),
        (b"<rss>", "a.zip", "", "feeds"),
    ],
)
def test_its_name_and_its_sender_speak_where_its_bytes_do_not(
    head: bytes, name: str, content_type: str, kind: str | None
) -> None:
    assert detect(head, name, content_type) == kind


@given(st.binary(max_size=300), st.text(max_size=9), st.text(max_size=9))
def test_any_bytes_are_something_we_know_or_nothing(head: bytes, name: str, content_type: str) -> None:
    assert detect(head, name, content_type) in {None, ARCHIVE, *READERS}


@pytest.mark.parametrize(
    ("folder", "pattern", "kind", "share"),
    [
        ("feeds/feedparser", "*.xml", "feeds", 1.0),
        ("html-extraction", "*.html", "pages", 1.0),
        ("pdf-jose", "*.pdf", "pdf", 1.0),
        ("til-en-simonw", "*.md", "notes", 0.99),
        ("til-en-jbranchaud", "*.md", "notes", 0.99),
        ("ai-news-zh-juya", "*-*.md", "lists", 1.0),
        ("oss-monthly-hellogithub", "[0-9]*.md", "lists", 1.0),
        ("ai-papers-daily-en", "*-*.md", "lists", 0.99),
    ],
)
def test_real_files_are_known(corpus: Path, folder: str, pattern: str, kind: str, share: float) -> None:
    files = list((corpus / folder).rglob(pattern))

    found = Counter(detect(file.read_bytes()[:HEAD], file.name, "") for file in files)

    assert found[kind] >= share * len(files) > 0, found


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["<", "<!--", "<?", '"a":', "[00:01] ", "A: ", "- [", "| ", "# [", "1\n", "<!DOCTYPE a [", "a:b\n", "1、["])  # fmt: skip
def test_no_beginning_takes_long(piece: str) -> None:
    for before in ("", "# x\n", "<", "{"):
        detect((before + piece * HEAD).encode()[:HEAD], "a.md", "")


def test_a_reader_is_imported_when_it_is_used() -> None:
    assert READERS["transcripts"].load().__module__ == "intelog.parse.transcripts"
    with pytest.raises(ImportError):
        Reader("none", "no_such_module", ()).load()
