"""What lies on the pages is one item, a paper or a page."""

from __future__ import annotations

from tests.parse.pdf.made import LOREM, Set, item, lines, made

from intelog.model.document import Kind
from intelog.model.item import Hint


def test_a_page_that_is_no_paper_is_a_page() -> None:
    page = item(
        made([Set(72, 740, "A Notice", 18), *lines(72, 700, *LOREM)]),
        Hint("notice.pdf", "https://a.example/notice.pdf"),
    )

    assert (page.kind, page.title, page.url, page.key) == (Kind.PAGE, "A Notice", "https://a.example/notice.pdf", "")
