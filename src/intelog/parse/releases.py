"""Releases and repositories, as GitHub's REST interface answers them.

A list of releases or one (`/repos/o/r/releases`), a search for repositories (`/search/repositories`), a list of
repositories or one.  <https://docs.github.com/en/rest>.
"""

from __future__ import annotations

import re
from typing import Any

from intelog.errors import ParseError
from intelog.model.document import Kind, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.model.moment import Moment
from intelog.parse.answers import json_of, sound
from intelog.text.markdown import escape

_PAGE = re.compile(r"https://github\.com/([^/\s]+/[^/\s]+)/releases/tag/(\S+)")


def read(data: bytes, hint: Hint) -> Parsed:
    """What an answer tells of.  A refusal (`API rate limit exceeded`) raises `ParseError` with GitHub's own words."""
    answer = json_of(data, hint)
    if isinstance(answer, dict) and isinstance(answer.get("message"), str) and "id" not in answer:
        raise ParseError(hint.name, _refusal(answer["message"]))
    searched = isinstance(answer, dict) and isinstance(answer.get("items"), list)
    given = answer["items"] if searched else answer if isinstance(answer, list) else [answer]
    items: list[Item] = []
    unread: list[Unread] = []
    for number, one in enumerate(given, 1):
        try:
            items.append(_item(one))
        except ValueError as error:
            unread.append(Unread(f"entry {number}", str(error)))
    if unread and not items:
        raise ParseError(hint.name, unread[0].why)
    if searched and answer.get("incomplete_results") is True:
        unread.append(Unread("the search", "GitHub ran out of time: it says that its results are incomplete"))
    return Parsed(items=tuple(items), unread=tuple(unread))


def _refusal(message: str) -> str:
    said = " ".join(sound(message).split())
    if "rate limit" in said.lower():
        # What GitHub says in brackets is advice on signing in, and holds the reader's own address.
        return f"GitHub answers: {said.partition(' for ')[0].rstrip('.')}; ask again later, or with a token"
    return f"GitHub answers: {said}"


def _item(given: object) -> Item:
    if not isinstance(given, dict):
        raise ValueError("not a JSON object")
    if "tag_name" in given:
        return _release(given)
    if "full_name" in given and "stargazers_count" in given:
        return _repository(given)
    if "zipball_url" in given and "commit" in given:
        raise ValueError("a tag, not a release: it says nothing of what is new")
    raise ValueError("neither a release nor a repository")


def _release(given: dict[str, Any]) -> Item:
    if given.get("draft") is True:
        raise ValueError("a draft: it is not published")
    url, tag = _text(given, "html_url"), _text(given, "tag_name")
    if not url.startswith("https://") or not tag:
        raise ValueError("the release has no address" if tag else "the release has no tag")
    return Item(
        title=_release_title(url, tag, _text(given, "name")),
        kind=Kind.RELEASE,
        text=_lines(given, "body"),
        markup=Markup.MARKDOWN,
        url=url,
        published=_moment(given, "published_at"),
        updated=_moment(given, "updated_at"),
        authors=_login(given, "author"),
        topics=("pre-release",) if given.get("prerelease") is True else (),
    )


def _release_title(url: str, tag: str, name: str) -> str:
    """`owner/name v1.2`, and the name that the release was given, where that says more than the tag."""
    page = _PAGE.fullmatch(url)
    title = f"{page[1]} {tag}" if page else tag
    says_more = name and name.lower().removeprefix("v") != tag.lower().removeprefix("v")
    return f"{title}: {name}" if says_more else title


def _repository(given: dict[str, Any]) -> Item:
    url, name = _text(given, "html_url"), _text(given, "full_name")
    if not url.startswith("https://") or not name:
        raise ValueError("the repository has no address" if name else "the repository has no name")
    topics = given.get("topics")
    home = _text(given, "homepage")
    return Item(
        title=name,
        kind=Kind.REPOSITORY,
        text="\n\n".join(part for part in (escape(_text(given, "description")), _facts(given)) if part),
        markup=Markup.MARKDOWN,
        url=url,
        published=_moment(given, "created_at"),
        updated=_moment(given, "pushed_at"),
        authors=_login(given, "owner"),
        topics=tuple(sound(one) for one in topics if isinstance(one, str)) if isinstance(topics, list) else (),
        also=(home,) if re.match(r"https?://[^\s/]", home) else (),
    )


def _facts(given: dict[str, Any]) -> str:
    licence = given.get("license")
    facts = [
        _counted(given, "stargazers_count", "star"),
        _counted(given, "forks_count", "fork"),
        _counted(given, "open_issues_count", "open issue"),
        escape(_text(given, "language")),
        escape(_text(licence, "spdx_id"))
        if isinstance(licence, dict) and licence.get("spdx_id") != "NOASSERTION"
        else "",
        "archived" if given.get("archived") is True else "",
    ]
    return ", ".join(fact for fact in facts if fact)


def _counted(given: dict[str, Any], field: str, word: str) -> str:
    value = given.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        return ""
    return f"{value} {word}" if value == 1 else f"{value} {word}s"


def _login(given: dict[str, Any], field: str) -> tuple[str, ...]:
    person = given.get(field)
    name = _text(person, "login") if isinstance(person, dict) else ""
    return (name,) if name else ()


def _moment(given: dict[str, Any], field: str) -> str:
    try:
        return str(Moment.parse(_text(given, field)))
    except ValueError:
        return ""


def _text(given: dict[str, Any], field: str) -> str:
    """On one line; empty where it is null, missing or no text."""
    return " ".join(_lines(given, field).split())


def _lines(given: dict[str, Any], field: str) -> str:
    value = given.get(field)
    return sound(value).replace("\r\n", "\n").strip() if isinstance(value, str) else ""
