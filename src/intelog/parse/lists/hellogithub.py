"""A monthly of open-source projects: `1、[name](counter?target=url)：words`, code and images, under categories.

Both languages of an issue list the same projects, whose addresses stand behind a counter of clicks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from urllib.parse import urlsplit

from intelog.model.document import Kind, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse.lists.markdown import Page, Span, own_name, shown, the_list
from intelog.text import markdown

_PROJECT = re.compile(r"\s{0,3}\d{1,3}[、.．]\s*\[((?:\\.|[^\]\\])+)\]\((\S+?)\)\s*[：:]?\s*")
_TARGET = re.compile(r"(?:.*&)?target=(https?:.*)")


def is_one(page: Page) -> bool:
    """Whether it numbers projects behind a counter of clicks, or under its own name, as old issues do."""
    named = any("HelloGitHub" in heading.words for heading in page.headings if heading.depth == 1)
    projects = [project for project in map(_PROJECT.match, page.lines) if project]
    return any(named or _target(project[2]) != project[2] for project in projects)


def read(page: Page, hint: Hint) -> Parsed:
    """Read an issue: the list, then its projects in order."""
    projects = _projects(page)
    items = [_project(page, span, section) for span, section in projects]
    title = next((shown(heading.words) for heading in page.headings if heading.depth == 1), own_name(hint))
    whole = the_list(page, [span for span, _ in projects], title=title)
    return Parsed(items=(whole, *items), title=title)


def _projects(page: Page) -> list[tuple[Span, str]]:
    """The lines of each project, and the category that it stands under."""
    code = page.code
    starts = [at for at, line in enumerate(page.lines) if at not in code and _PROJECT.match(line)]
    # After the last project follow the way to other issues, and sponsors: HTML with links, which no project has.
    asides = [block.first for block in page.blocks("html_block") if "<a" in page.words(block)]
    ends = sorted([*starts, *asides, *(heading.line for heading in page.headings), len(page.lines)])
    return [(Span(start, ends[bisect_right(ends, start)]), page.section(start)) for start in starts]


def _project(page: Page, span: Span, section: str) -> Item:
    found = _PROJECT.match(page.lines[span.first])
    assert found is not None  # that is what made it a project
    given = page.given(span)
    return Item(
        title=shown(found[1]), kind=Kind.REPOSITORY, text=page.words(span)[found.end() :].lstrip(),
        markup=Markup.MARKDOWN, url=_target(markdown.address(found[2])), links=given.links, images=given.images,
        section=section, retold=True,
    )  # fmt: skip


def _target(url: str) -> str:
    """The address behind the counter.  It is not quoted there, so that its own query goes on to the end."""
    try:
        found = _TARGET.fullmatch(urlsplit(url).query)
    except ValueError:
        return url
    return found[1] if found else url
