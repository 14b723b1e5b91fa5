"""Lists: files that tell of many things.  Which format a file is of is told by what stands in it."""

from __future__ import annotations

from collections.abc import Callable

from intelog.model.item import Hint, Parsed
from intelog.parse.lists import daily_papers, general, hellogithub, juya, monthly_papers, timeline
from intelog.parse.lists.markdown import Page, decoded, front_of, page_of

_FORMATS: tuple[tuple[Callable[[Page], bool], Callable[[Page, Hint], Parsed]], ...] = (
    (juya.is_one, juya.read),
    (daily_papers.is_one, daily_papers.read),
    (monthly_papers.is_one, monthly_papers.read),
    (hellogithub.is_one, hellogithub.read),
)


def read(data: bytes, hint: Hint) -> Parsed:
    """Read a list: the list itself, then one item a thing, in order.

    Raises `ParseError` where the file is no list, so that it can be read as a note.
    """
    text = decoded(data, hint)
    if timeline.is_one(text):
        return timeline.read(text, hint)
    page = page_of(text)
    for is_one, form in _FORMATS:
        if is_one(page):
            return form(page, hint)
    front = front_of(text)
    return general.read(page if front.text == text else page_of(front.text), front, hint)
