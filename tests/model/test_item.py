"""What a reader made crosses a process unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Item, Parsed, Unread

TEXT = st.text(max_size=20)
ITEMS = st.builds(
    Item, title=TEXT, kind=st.sampled_from(Kind), text=TEXT, markup=st.sampled_from(Markup), url=TEXT, key=TEXT, published=TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple), topics=st.lists(TEXT, max_size=3).map(tuple),
    links=st.lists(st.builds(Link, TEXT, TEXT), max_size=3).map(tuple), also=st.lists(TEXT, max_size=3).map(tuple),
    images=st.lists(st.builds(Image, TEXT, TEXT, TEXT), max_size=3).map(tuple), section=TEXT, is_list=st.booleans(),
    retold=st.booleans(), source_version=st.integers(0, 9),
)  # fmt: skip


@given(st.builds(Parsed, items=st.lists(ITEMS, max_size=3).map(tuple), unread=st.lists(st.builds(Unread, TEXT, TEXT)).map(tuple), title=TEXT, url=TEXT))  # fmt: skip
def test_what_was_read_comes_back_unchanged(parsed: Parsed) -> None:
    assert Parsed.from_json(parsed.to_json()) == parsed


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"items": [1], "unread": [], "title": "", "url": ""}', '{"items": [{}]}']
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of any words
        Parsed.from_json(text)
