"""Lines are put together into paragraphs."""

from __future__ import annotations

from tests.parse.pdf.made import LOREM, item, lines, made


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    start, end = LOREM[:-3], LOREM[-3:]
    filler = lines(60, 500, *LOREM, *LOREM)
    page = [*filler, *lines(60, 300, *LOREM, *start), *lines(330, 500, *end, "", *LOREM, *LOREM)]

    text = item(made(page)).text

    assert "other methods need for reading the title." in text
    assert "\n\nthan other" not in text
