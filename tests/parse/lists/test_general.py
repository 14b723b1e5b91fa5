"""Any list of links in Markdown; and what is none, to be read as a note."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parse.links import lost

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item, Parsed
from intelog.parse import lists


def _read(text: str) -> Parsed:
    return lists.read(text.encode(), Hint("links.md"))


def _items(text: str) -> list[Item]:
    return [item for item in _read(text).items if not item.is_list]


COLLECTION = """# Awesome things

- [Tools](#tools)
- [Papers](#papers)

## Tools

- [One](https://github.com/a/one) - Does one thing.
  - [Two](https://two.org) - Part of one.
* ⭐ **[Three](https://three.org)**: also good, see [docs](https://three.org/docs).
- [Bare](https://bare.org)
- Editors
  - [Vim](https://vim.org) - edits.

## Papers

1. [Attention](https://arxiv.org/abs/1706.03762) — the transformer.

[unused]: https://unused.org
"""


def test_a_collection_of_links_is_read_by_its_bullets() -> None:
    found = _items(COLLECTION)

    assert [(item.title, item.url, item.also, item.section, item.kind) for item in found] == [
        ("One", "https://github.com/a/one", ("https://two.org",), "Tools", Kind.REPOSITORY),
        ("Three", "https://three.org", ("https://three.org/docs",), "Tools", Kind.PAGE),
        ("Bare", "https://bare.org", (), "Tools", Kind.PAGE),
        ("Vim", "https://vim.org", (), "Editors", Kind.PAGE),
        ("Attention", "https://arxiv.org/abs/1706.03762", (), "Papers", Kind.PAPER),
    ]
    assert all(item.text in COLLECTION for item in found)


def test_what_stands_outside_the_entries_is_the_list() -> None:
    first = _read(COLLECTION).items[0]

    assert (first.title, first.is_list) == ("Awesome things", True)
    assert "#papers" in [link.url for link in first.links]
    assert "https://unused.org" in [link.url for link in first.links]


def test_a_letter_is_read_by_its_linked_headings() -> None:
    found = _items(
        "---\ntitle: Letter 7\ndate: 2026-01-31\n---\n# News\n\n"
        + "".join(
            f"### [Story {n}](https://s.org/{n})\n\nWords {n}.\n\n- [more](https://m.org/{n})\n\n" for n in range(3)
        )
    )

    assert [(item.title, item.url, item.also, item.section) for item in found] == [
        (f"Story {n}", f"https://s.org/{n}", (f"https://m.org/{n}",), "News") for n in range(3)
    ]
    assert found[0].text == "Words 0.\n\n- [more](https://m.org/0)"


def test_the_front_matter_names_and_dates_the_list() -> None:
    bullets = "".join(f"- [a](https://a.org/{n}) words\n" for n in range(3))

    first = _read(f"---\ntitle: Letter 7\ndate: 2026-01-31\n---\n{bullets}").items[0]

    assert (first.title, first.published) == ("Letter 7", "2026-01-31")


def test_a_weekly_is_read_by_its_numbered_paragraphs() -> None:
    found = _items(
        "# 周刊\n\n## 工具\n\n"
        + "".join(
            f"{n}、[工具{n}](https://t.org/{n})\n\n![](https://p.org/{n}.png)\n\n一个工具。\n\n" for n in range(1, 4)
        )
        + "## 完\n\n再见。\n"
    )

    assert [(item.title, item.section, [image.url for image in item.images]) for item in found] == [
        (f"工具{n}", "工具", [f"https://p.org/{n}.png"]) for n in range(1, 4)
    ]
    assert found[-1].text.endswith("一个工具。")


def test_a_bullet_whose_link_stands_last_is_called_by_its_words() -> None:
    found = _items("".join(f"- **Lab {n}** ships a model. It is big. [source](https://l.org/{n})\n" for n in range(3)))

    assert [item.title for item in found] == [f"Lab {n} ships a model." for n in range(3)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A note\n\nWords.\n",
        "- [a](https://a.org) x\n- [b](https://b.org) y\n",
        "- [a](https://a.org)\n- [b](https://b.org)\n- [c](https://c.org)\n",  # links, and nothing said of them
        "- [a](#a) x\n- [b](b.md) y\n- [c](c.md) z\n",  # a table of contents
        "```\n" + "- [a](https://a.org) x\n" * 3 + "```\n",
        "A long text that says much more than its links do. " * 9 + "\n\n" + "- [a](https://a.org) x\n" * 3,
    ],
)
def test_what_is_no_list_is_left_to_be_a_note(text: str) -> None:
    with pytest.raises(ParseError):
        _read(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ParseError):
        lists.read(b"\xff\xfe\x00", Hint("x.md"))


def test_no_note_is_taken_for_a_list(corpus: Path) -> None:
    notes = [path for who in ("simonw", "jbranchaud") for path in (corpus / f"til-en-{who}").rglob("*/*.md")]

    for path in notes:
        with pytest.raises(ParseError):
            lists.read(path.read_bytes(), Hint(path.name))

    assert len(notes) == 1157


URL = st.integers(0, 99).map(lambda n: f"https://example.org/{n}")
LINES = st.one_of(
    st.builds("- [one]({}) words and more words\n".format, URL),
    st.builds("  - [deeper]({}) more\n".format, URL),
    st.builds("- Group\n  - Deeper group\n    - deeper still ![p]({})\n".format, URL),
    st.builds("## [heading]({})\n".format, URL),
    st.builds("## plain heading\n\nSee [it]({}).\n\n".format, URL),
    st.builds("3、[three]({}) words\n\n".format, URL),
    st.builds("| a | [cell]({}) |\n".format, URL),
    st.builds('<p><a href="{}">html</a></p>\n\n'.format, URL),
    st.builds("> - [quoted]({})\n".format, URL),
    st.builds('- [<a href="{}">in</a>](https://z.org) <a href="https://y.org"> words\n'.format, URL),
    st.sampled_from(["\n", "---\n", "- \n", "* Group\n", "| a | b |\n|---|---|\n", "words\n", "1. \n"]),
)


@given(st.lists(LINES, max_size=12))
def test_every_link_stands_in_some_item(lines: list[str]) -> None:
    text = "- [a](https://a.org) what it is and more\n" * 3 + "".join(lines)
    try:
        parsed = _read(text)
    except ParseError:
        return

    assert lost(text, parsed) == []
    assert sum(item.is_list for item in parsed.items) == 1
    assert parsed == Parsed.from_json(parsed.to_json()) == _read(text)


@given(st.text(alphabet="-#*[]()<>`|\n\r\t :.ah1、/", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        _read(text)
    except ParseError:
        return
