"""The article is found, also where only the publisher's data have its words."""

from __future__ import annotations

from tests.parse.pages.article import ALSO, SAID, item


def test_the_publishers_own_words_stand_in_where_a_script_would_put_them() -> None:
    words = f"{SAID}\\n\\n{ALSO}\\n\\n{SAID[::-1]}"

    one = item(
        f'<html><head><script type="application/ld+json">{{"@graph": [{{"@type": "BlogPosting", "headline": "H", "articleBody": "{words}"}}]}}</script></head><body><div id="app"></div></body></html>'
    )

    assert one.text.startswith(f"{SAID}\n\n{ALSO}\n\n")
