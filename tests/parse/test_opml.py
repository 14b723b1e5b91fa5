"""OPML: every feed of a list, in its folder, and the same list written again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.item import Hint
from intelog.parse.opml import Outline, read, read_outlines, write_outlines

HINT = Hint("feeds.opml")


def test_folders_titles_and_broken_signs_are_read() -> None:
    data = b"""<opml version="1.1"><head/><body>
      <outline text="AI"><outline title="Labs">
        <outline text="A &amp; B" xmlUrl="https://a.example/feed?x=1&y=2" htmlUrl="https://a.example/" type="atom"/>
      </outline></outline>
      <outline text="Caf&eacute;" XMLURL="feed://c.example/rss"/>
      <outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="note"/>
    </body></opml>"""

    assert read_outlines(data, HINT) == (
        Outline("A & B", "https://a.example/feed?x=1&y=2", "https://a.example/", ("AI", "Labs"), "atom"),
        Outline("Café", "http://c.example/rss"),
    )


def test_it_is_one_thing_with_its_feeds_as_links_under_their_folders() -> None:
    data = b"""<opml version="2.0"><head><title>What I read</title></head><body>
      <outline text="Labs"><outline text="A *lab*" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/></outline>
      <outline text="\xe5\x8d\x9a\xe5\xae\xa2" xmlUrl="https://c.example/rss"/>
    </body></opml>"""

    (item,) = read(data, HINT).items

    assert item.title == "What I read"
    assert item.is_list
    assert item.text == (
        "- [博客](https://c.example/rss)\n\n## Labs\n\n- [A \\*lab\\*](https://a.example/) ([rss](https://a.example/feed))"
    )
    assert [link.url for link in item.links] == [
        "https://c.example/rss",
        "https://a.example/",
        "https://a.example/feed",
    ]


@pytest.mark.parametrize(
    "data", [b"", b"no", b"<rss/>", b"<opml/>", b"<opml><body>", b'<!DOCTYPE a [<!ENTITY b "c">]><opml><body/></opml>']
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_outlines(data, HINT)


def test_the_list_of_the_corpus_is_whole_and_the_same_again(corpus: Path) -> None:
    data = (corpus / "feeds/opml/chinese-independent-blogs.opml").read_bytes()

    outlines = read_outlines(data, HINT)

    assert len(outlines) == len({outline.xml_url for outline in outlines}) == 1326
    assert read_outlines(write_outlines(outlines, "blogs").encode(), HINT) == outlines


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12).map(lambda t: " ".join(t.split()))
URLS = st.sampled_from(["https://a.example/feed", "http://b.example/?a=1&b=<2>", "https://中文.example/订阅"])
OUTLINES = st.builds(
    Outline, WORDS, URLS, st.sampled_from(["", "https://a.example/"]), st.lists(WORDS.filter(bool), max_size=3).map(tuple),
    st.sampled_from(["rss", "atom"]),
)  # fmt: skip


@given(st.lists(OUTLINES, max_size=8), WORDS)
def test_what_is_written_is_read_the_same(outlines: list[Outline], title: str) -> None:
    assert read_outlines(write_outlines(outlines, title).encode(), HINT) == tuple(outlines)


@given(st.text())
def test_any_title_can_be_written(title: str) -> None:
    read_outlines(write_outlines([Outline(title, "https://a.example/", folder=(title,))], title).encode(), HINT)
