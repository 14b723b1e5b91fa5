"""Blocks are written as Markdown that says no more than they do."""

from __future__ import annotations

from tests.parse.pdf.made import LOREM, Set, item, lines, made


def test_headings_have_their_level() -> None:
    page = [
        Set(72, 740, "The Title of It All", 20),
        Set(72, 700, "1 Introduction", 14, "F2"), *lines(72, 680, *LOREM),
        Set(72, 560, "1.1 Why it matters", 12, "F2"), *lines(72, 540, *LOREM),
        Set(72, 420, "Conclusions", 10, "F2"), *lines(72, 400, *LOREM),
    ]  # fmt: skip

    text = item(made(page)).text

    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## 1 Introduction", "### 1.1 Why it matters", "#### Conclusions",
    ]  # fmt: skip


def test_a_list_is_a_list() -> None:
    page = [*lines(72, 700, *LOREM), *lines(84, 600, "\x95 the first of them", "\x95 the second of them")]
    data = made(page).replace(b"/BaseFont /Helvetica >>", b"/BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")

    assert "\n\n- the first of them\n- the second of them" in item(data).text


def test_what_would_be_markdown_stays_what_it_is() -> None:
    page = lines(72, 700, "# no heading, 2 * 3 * 4 and <b> are words here, so they are,", *LOREM)

    assert item(made(page)).text.startswith("\\# no heading, 2 \\* 3 \\* 4 and \\<b>")
