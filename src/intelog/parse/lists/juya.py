"""A daily issue of news: an overview under the editor's sections, then `## [title](url) #n` with words, images, links.

The words are a retelling of what stands at the links; all links that the editor gives for a story are of one item.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import zip_longest

from intelog.model.document import Kind, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.lists.markdown import Heading, Page, Span, outward, own_name, shown, the_list, valid

_NUMBERED = re.compile(r"(.*\S)\s*`#(\d+)`\s*")
_OVERVIEW = re.compile(r"概览|Overview", re.IGNORECASE)
_IN_OVERVIEW = re.compile(r"\s*[-*+]\s.*`#(\d+)`\s*")
_RELATED = re.compile(r"\W*相关链接\W*")
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


def is_one(page: Page) -> bool:
    """Whether it has an overview and numbered stories."""
    second = [heading.words for heading in page.headings if heading.depth == 2]
    return any(map(_OVERVIEW.fullmatch, second)) and any(map(_NUMBERED.fullmatch, second))


def read(page: Page, hint: Hint) -> Parsed:
    """Read an issue: the list, then its stories in order."""
    sections = _sections(page)
    stories = [(heading, span) for heading, span in _spans(page) if _NUMBERED.fullmatch(heading.words)]
    title, day, url = _issue(page, hint)
    items = [_story(page, heading, span, sections, day) for heading, span in stories]
    rules = page.blocks("hr")  # they only set stories apart: nobody's words
    whole = the_list(page, [*rules, *(span for _, span in stories)], title=title, published=day, url=url)
    return Parsed(items=(whole, *items), title=title, url=url)


def _issue(page: Page, hint: Hint) -> tuple[str, str, str]:
    """The title, day and address of the issue, from the headings before the overview."""
    top = [heading for heading in page.headings if heading.depth == 1]
    days = [valid(found.group()) for heading in top if (found := _DAY.search(heading.words))]
    links = [link.url for heading in top for link in page.given(Span(heading.line, heading.line + 1)).links]
    title = shown(top[-1].words) if top else own_name(hint)
    return title, next(filter(None, days), ""), next(iter(links), "")


def _sections(page: Page) -> dict[str, str]:
    """The section of each number, as the overview files them."""
    found: dict[str, str] = {}
    headings = {heading.line: heading for heading in page.headings}
    section = ""
    for at, line in enumerate(page.lines):
        if heading := headings.get(at):
            if heading.depth <= 2 and _NUMBERED.fullmatch(heading.words):
                break
            section = shown(heading.words) if heading.depth > 2 else ""
        elif listed := _IN_OVERVIEW.fullmatch(line):
            found.setdefault(listed[1], section)
    return found


def _spans(page: Page) -> list[tuple[Heading, Span]]:
    """Each outer heading with its lines: up to the last rule before the next, for a rule closes each story."""
    outer = [heading for heading in page.headings if heading.depth <= 2]
    rules = [rule.first for rule in page.blocks("hr")]
    found = []
    for heading, after in zip_longest(outer, outer[1:]):
        end = after.line if after else len(page.lines)
        rule = rules[before - 1] if (before := bisect_left(rules, end)) else -1
        found.append((heading, Span(heading.line, rule if rule > heading.line else end)))
    return found


def _story(page: Page, heading: Heading, span: Span, sections: dict[str, str], day: str) -> Item:
    numbered = _NUMBERED.fullmatch(heading.words)
    assert numbered is not None  # that is what made it a story
    head = page.given(Span(span.first, span.first + 1)).links
    body = Span(span.first + 1, span.last)
    related = next((at for at in range(*body) if _RELATED.fullmatch(page.lines[at].rstrip())), span.last)
    url, *also = outward((*head, *page.given(Span(related, span.last)).links)) or [""]
    found = page.given(body)
    return Item(
        title=shown(numbered[1]), kind=Kind.POST, text=page.words(body), markup=Markup.MARKDOWN,
        url=url, key="" if url else f"{day}#{numbered[2]}", also=tuple(also), links=found.links, images=found.images,
        section=sections.get(numbered[2], ""), retold=True,
    )  # fmt: skip
