"""Feeds: each entry with its title, address, dates, authors and text, and one reason where there is no feed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.model.moment import Moment
from intelog.parse.feeds import LARGEST, NEWEST, moment_of, read

HINT = Hint("feed.xml", "https://a.example/feed.xml", "application/xml")


def rss(items: str, channel: str = "") -> Parsed:
    text = f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{channel}{items}</channel></rss>"""
    return read(text.encode(), HINT)


def test_an_entry_of_rss_is_read_in_full() -> None:
    parsed = rss(
        """<item><title>A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title><link>/1</link><guid isPermaLink="false">tag:1</guid>
        <pubDate>Thu, 01 Jan 2026 08:00:00 +0800</pubDate><dc:creator>Ada</dc:creator><category>AI</category><category>ML</category>
        <description>short</description><content:encoded>&lt;p&gt;Long &lt;a href="x"&gt;link&lt;/a&gt;</content:encoded>
        <enclosure url="/talk.mp3" type="audio/mpeg" length="1"/></item>""",
        "<title>Feed</title><link>https://site.example/</link><language>en</language>",
    )

    assert parsed == Parsed(
        title="Feed",
        url="https://site.example/",
        items=(
            Item(
                title="A & B",
                kind=Kind.POST,
                text="Long [link](https://site.example/x)",
                markup=Markup.MARKDOWN,
                url="https://site.example/1",
                published="2026-01-01T08:00:00+08:00",
                language="en",
                authors=("Ada",),
                topics=("AI", "ML"),
                links=(Link("https://site.example/x", "link"), Link("https://site.example/talk.mp3", "audio/mpeg")),
            ),
        ),
    )


def test_an_entry_of_atom_is_read_in_full() -> None:
    parsed = read(
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>F</title><author><name>Ada</name></author>
        <link rel="self" href="/feed.xml"/><link href="https://a.example/"/>
        <entry xml:base="https://b.example/d/"><title type="html">1 &amp;lt; 2</title><id>urn:1</id><link href="e"/>
        <published>2026-01-02</published><updated>2026-01-03T04:05:06Z</updated><category term="x" label="X"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><img src="i.png" alt="I"/><script>no</script></div></content>
        </entry></feed>""",
        HINT,
    )

    (item,) = parsed.items
    assert (item.title, item.url, item.key) == ("1 < 2", "https://b.example/d/e", "")
    assert (item.published, item.updated, item.language) == ("2026-01-02", "2026-01-03T04:05:06+00:00", "de")
    assert (item.authors, item.topics) == (("Ada",), ("X",))
    assert item.text == "![I](https://b.example/d/i.png)"
    assert item.images == (Image("https://b.example/d/i.png", "I", ""),)


def test_rdf_has_the_date_of_dublin_core() -> None:
    parsed = read(
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title></channel><item rdf:about="https://a.example/1">
        <title>T</title><link>https://a.example/1</link><dc:date>2026-01</dc:date></item></rdf:RDF>""",
        HINT,
    )

    assert [(item.url, item.published, item.updated) for item in parsed.items] == [
        ("https://a.example/1", "2026-01", "")
    ]


def test_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "https://j.example/", "authors": [{"name": "Ada"}],
        "items": [
            {"id": 7, "content_text": "plain *text*", "date_published": "2026-01-02T03:04:05-07:00", "tags": ["x", 1]},
            {"id": "8", "url": "/8", "external_url": "https://else.example/", "content_html": "<p>a <b>b</b>", "image": "/i.png",
             "author": {"name": "Bob"}, "attachments": [{"url": "/t.mp3", "mime_type": "audio/mpeg"}]},
            {}, "no entry",
        ],
    }  # fmt: skip

    parsed = read(json.dumps(feed).encode(), HINT)

    first, second = parsed.items
    assert (first.key, first.text, first.markup, first.authors) == ("7", "plain *text*", Markup.PLAIN, ("Ada",))
    assert (first.published, first.topics) == ("2026-01-02T03:04:05-07:00", ("x",))
    assert (second.url, second.also, second.text) == ("https://j.example/8", ("https://else.example/",), "a **b**")
    assert (second.authors, second.links) == (("Bob",), (Link("https://j.example/t.mp3", "audio/mpeg"),))
    assert [one.where for one in parsed.unread] == ["entry 3", "entry 4"]


@pytest.mark.parametrize(
    ("entry", "url", "key"),
    [
        ("<guid>https://g.example/1</guid>", "https://g.example/1", ""),
        ("<guid isPermaLink='false'>abc</guid><title>t</title>", "", "abc"),
        ("<guid>12345</guid><title>t</title>", "", "12345"),
        ("<link>javascript:alert(1)</link><guid>x</guid>", "", "x"),
        (
            "<link>https://l.example/?a=1&amp;b=2</link><guid>https://g.example/1</guid>",
            "https://l.example/?a=1&b=2",
            "",
        ),
    ],
)
def test_an_entry_is_found_by_its_address_or_its_own_name(entry: str, url: str, key: str) -> None:
    (item,) = rss(f"<item>{entry}</item>").items

    assert (item.url, item.key) == (url, key)


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026", "2026"),
        ("2026-01", "2026-01"),
        ("20260131", "2026-01-31"),
        ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00+00:00"),
        ("2026-01-31 08:00:00.123 +0800", "2026-01-31T08:00:00+08:00"),
        ("2026-01-31T08:00:00", "2026-01-31"),
        ("Sat, 31 Jan 2026 08:00:00 GMT", "2026-01-31T08:00:00+00:00"),
        ("31 Jan 26 08:00 EST", "2026-01-31T08:00:00-05:00"),
        ("Sat, 31 January 2026 08:00:00 CEST", "2026-01-31T08:00:00+02:00"),
        ("Sat, 31 Jan 2026 08:00:00 GMT+8", "2026-01-31T08:00:00+08:00"),
        ("Sat, 31 Jan 2026 08:00:00 +08:00", "2026-01-31T08:00:00+08:00"),
        ("Sat, 31 Jan 2026 08:00:00 XYZ", "2026-01-31"),
        ("Sat, 31 Jan 2026 08:00:00", "2026-01-31"),
        ("Sat, 31 Jan 2026 24:00:00 GMT", "2026-02-01T00:00:00+00:00"),
        ("Sat Jan 31 08:00:00 -0800 2026", "2026-01-31T08:00:00-08:00"),
        ("January 31st, 2026", "2026-01-31"),
        ("31 January 2026", "2026-01-31"),
        ("2026年1月31日", "2026-01-31"),
        ("2026年1月", "2026-01"),
        ("2026/1/31 08:00", "2026-01-31"),
        ("2026-02-30", ""),
        ("Thu, 31 Jun 2026 08:00:00 GMT", ""),
        ("0001-01-01T00:00:00Z", ""),
        ("Thu, 01 Jan 1970 00:00:00 GMT", ""),
        ("0000-00-00 00:00:00", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_it_is_given(given: str, moment: str) -> None:
    assert moment_of(given) == moment


@given(st.text() | st.from_regex(r"\d{4}-?\d\d-?\d\d[T ]\d\d:\d\d(:\d\d)?( ?[+-]\d\d:?\d\d|Z)?", fullmatch=True)
       | st.from_regex(r"(Mon, )?\d{1,2} (Jan|Dec) \d{2,4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|GMT|EST|X)", fullmatch=True))  # fmt: skip
def test_what_is_given_as_a_date_is_a_moment_or_nothing(text: str) -> None:
    if found := moment_of(text):
        Moment.parse(found)


def test_of_a_long_feed_the_newest_are_read_and_the_rest_counted() -> None:
    entries = [f"<item><title>{n}</title><pubDate>{2000 + n % 25}-01-01</pubDate></item>" for n in range(NEWEST + 40)]
    entries[3] = entries[3].replace("</title>", "<![CDATA[ in <item> ]]></title>")

    parsed = rss("".join(entries))

    assert len(parsed.items) == NEWEST
    assert {item.title for item in parsed.items}.isdisjoint({"50", "75", "1000"})
    assert [one.where for one in parsed.unread] == ["40 older entries"]


def test_a_broken_feed_is_read_as_far_as_it_goes_and_said() -> None:
    parsed = read(
        b"<rss version='2.0'><channel>\n<item><title>A & B&nbsp;C &#xD800;&#99999999;</title></item>\n<item><title>D",
        HINT,
    )

    assert parsed.items[0].title == "A & B C"
    assert [one.where for one in parsed.unread] == ["line 3", "entry 2"]


def test_an_element_that_the_parser_fails_on_is_left_out_and_said() -> None:
    parsed = rss("<image><url>x</width></image><item><title>T</title></item>")

    assert [item.title for item in parsed.items] == ["T"]
    assert [one.where for one in parsed.unread] == ["places, chapters and sizes", "line 3"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no feed"),
        (b"<html><head><title>x</title></head><body>words</body></html>", "no feed"),
        (b"{", "not JSON"),
        (b"{}", "no list of items"),
        (b'{"items":' + b"[" * 100_000, "not JSON|too deeply"),
        (b"<rss>" + b"<a>" * 300, "no feed|nested"),
        (b"<rss>" + b"<a>" * 300 + b"</a>" * 300, "nested"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><rss><channel><title>&b;</title></channel></rss>', "entities"),
        ('\ufeff<!DOCTYPE a [<!ENTITY b "c">]><rss><channel/></rss>'.encode("utf-16-le"), "entities"),
        (b"x" * (LARGEST + 1), "larger than 10 MiB"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(data, HINT)


def test_real_feeds_are_read(corpus: Path) -> None:
    counts = {
        "feeds/trafilatura/feed.json": 25,
        "feeds/trafilatura/feed1.atom": 2,
        "feeds/trafilatura/feed2.rss": 1,
        "feeds/miniflux/parser/large_rss.xml": 25,
        "feeds/miniflux/parser/urdu_UTF8.xml": 26,
        "feeds/miniflux/parser/rdf_UTF8.xml": 60,
        "feeds/miniflux/parser/encoding_WINDOWS-1251.xml": 50,
        "ai-news-zh-juya/rss.xml": 54,
    }

    for name, count in counts.items():
        parsed = read((corpus / name).read_bytes(), Hint(name))
        assert (name, len(parsed.items), parsed.unread) == (name, count, ())
        assert all((item.title or item.text) and item.url for item in parsed.items)
        assert Parsed.from_json(parsed.to_json()) == parsed


def test_answers_of_arxiv_are_feeds(corpus: Path) -> None:
    for path in sorted((corpus / "feeds/arxiv-api").glob("*.json")):
        answer = json.loads(path.read_text("utf-8"))
        if answer["status_code"] != 200:
            continue
        for item in read(answer["body"].encode(), HINT).items:
            assert item.title
            assert item.url.startswith(("http://arxiv.org/abs/", "https://arxiv.org/abs/"))
            assert len(item.published) == len("2026-01-31T08:00:00+00:00")
            assert item.authors
            assert item.topics


def test_no_case_of_feedparser_does_worse_than_be_refused(corpus: Path) -> None:
    refused = []
    for path in sorted((corpus / "feeds/feedparser").rglob("*.xml")):
        try:
            parsed = read(path.read_bytes(), Hint(path.name))
        except ParseError as error:
            refused.append((path.name, error.why))
            continue
        for item in parsed.items:
            assert "<script" not in item.text.lower().replace("\\<", "")

    assert len(refused) < 10, refused


REAL = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>a &amp; b</title><link>http://a.example/</link>
<description><![CDATA[<p>x <a href="y">z</a>]]></description><pubDate>Sat, 31 Jan 2026 08:00:00 GMT</pubDate></item></channel></rss>"""


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, len(REAL) - 1), st.sampled_from(list(b"<>&;[]!\0\xff\"'/x"))), max_size=8),
    st.integers(0, len(REAL)),
)
def test_a_damaged_feed_is_read_or_refused(damages: list[tuple[int, int]], end: int) -> None:
    data = bytearray(REAL)
    for at, byte in damages:
        data[at] = byte
    try:
        parsed = read(bytes(data[:end]), HINT)
    except ParseError:
        return
    assert Parsed.from_json(parsed.to_json()) == parsed
