"""Stories of Hacker News: items of its own interface (one or a list), or answers of Algolia's search.

<https://github.com/HackerNews/API>, <https://hn.algolia.com/api>.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from intelog.errors import ParseError
from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.model.moment import Moment
from intelog.parse.answers import json_of, sound
from intelog.text.markdown import escape, link

LONGEST = 1 << 16
"""Of one text: Python's reader of HTML takes quadratic time over some of what is no HTML."""

_DISCUSSION = "https://news.ycombinator.com/item?id="
_ADDRESS = re.compile(r"https?://[^\s/]")


def read(data: bytes, hint: Hint) -> Parsed:
    """The stories that the answer tells of; comments and what was deleted are named in `unread`.

    A story's `url` is the page it points at, its discussion a further address; without such a page the discussion is
    the thing itself.  The last line of the text says how it was received.
    """
    answer = json_of(data, hint)
    hits = answer.get("hits") if isinstance(answer, dict) else None
    given = hits if isinstance(hits, list) else answer if isinstance(answer, list) else [answer]
    items: list[Item] = []
    unread: list[Unread] = []
    for number, one in enumerate(given, 1):
        try:
            items.append(_story(_as_item(one)))
        except ValueError as error:
            unread.append(Unread(f"entry {number}", str(error)))
    if unread and not items:
        raise ParseError(hint.name, unread[0].why)
    return Parsed(items=tuple(items), unread=tuple(unread))


def _as_item(given: object) -> dict[str, Any]:
    """An item in the words of Hacker News itself, whichever of the two said it."""
    if given is None:
        raise ValueError("there is no such item")
    if not isinstance(given, dict):
        raise ValueError(
            "a bare number: a list of ids, not of items" if isinstance(given, int) else "not a JSON object"
        )
    if "objectID" not in given:
        return given
    tags = given.get("_tags")
    kinds = tags if isinstance(tags, list) else ["story"]
    return {
        "id": given["objectID"],
        "type": next((kind for kind in ("comment", "job", "poll", "story") if kind in kinds), "unknown"),
        "by": given.get("author"),
        "time": given.get("created_at"),
        "title": given.get("title"),
        "url": given.get("url"),
        "text": given.get("story_text"),
        "score": given.get("points"),
        "descendants": given.get("num_comments"),
    }


def _story(given: dict[str, Any]) -> Item:
    number, kind, title = str(given.get("id")), given.get("type"), _text(given, "title")
    if not re.fullmatch(r"[0-9]{1,12}", number):
        raise ValueError("not an item of Hacker News: it has no number")
    if given.get("deleted") is True or given.get("dead") is True:
        raise ValueError(f"{number} was taken down")
    if kind not in ("story", "job", "poll"):
        raise ValueError(f"{number} is a {kind}, not a story" if isinstance(kind, str) else f"{number} has no type")
    if not title:
        raise ValueError(f"the title of {number} is missing")
    html = given["text"] if isinstance(given.get("text"), str) else ""
    if len(html) > LONGEST:
        raise ValueError(f"the text of {number} is longer than {LONGEST:,} signs")
    body, links = _markdown(html)
    url = _text(given, "url")
    told_elsewhere = _ADDRESS.match(url) is not None
    author = _text(given, "by")
    return Item(
        title=title,
        kind=Kind.POST,
        text="\n\n".join(part for part in (body, _received(given)) if part),
        markup=Markup.MARKDOWN,
        url=url if told_elsewhere else _DISCUSSION + number,
        also=(_DISCUSSION + number,) if told_elsewhere else (),
        key=f"hn:{number}",
        published=_moment(given.get("time")),
        authors=(author,) if author else (),
        links=tuple(links),
    )


def _received(given: dict[str, Any]) -> str:
    counted = [_counted(given.get("score"), "point"), _counted(given.get("descendants"), "comment")]
    said = ", ".join(part for part in counted if part)
    return f"{said} on Hacker News" if said else ""


def _counted(value: object, word: str) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        return ""
    return f"{value} {word}" if value == 1 else f"{value} {word}s"


def _moment(given: object) -> str:
    """Seconds since 1970, or a moment in words."""
    try:
        if isinstance(given, int) and not isinstance(given, bool):
            return datetime.fromtimestamp(given, UTC).isoformat()
        return str(Moment.parse(given)) if isinstance(given, str) else ""
    except (OSError, OverflowError, ValueError):
        return ""


def _markdown(html: str) -> tuple[str, Sequence[Link]]:
    """The few tags that Hacker News writes (`p`, `i`, `a`, `pre` and `code`) as Markdown; others lose their tags."""
    converter = _Converter()
    converter.feed(sound(html))
    converter.close()
    return converter.text(), converter.links


class _Converter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self._blocks: list[str] = []
        self._line = ""
        self._marks = ""
        """Where emphasis has begun in the line, and has not ended."""
        self._address: str | None = None
        self._label = ""
        self._code: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            self._end_block()
        elif tag == "pre":
            self._end_block()
            self._code = ""
        elif tag == "br" and self._code is None:
            self._line += " "
        elif tag == "i" and self._code is None and not self._marks:
            self._marks = "*"
            self._line += "*"
        elif tag == "a" and self._code is None:
            self._end_link()
            self._address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._end_block()
        elif tag == "i":
            self._end_emphasis()
        elif tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code += data
        elif self._address is not None:
            self._label += data
        else:
            self._line += _spaced(data)

    def text(self) -> str:
        self._end_block()
        return "\n\n".join(self._blocks)

    def _end_emphasis(self) -> None:
        if not self._marks:
            return
        words = self._line.rstrip()
        # `*` right after `*` would be no emphasis but a mark of another kind.
        self._line = words.removesuffix("*") if words.endswith("*") else f"{words}*{self._line[len(words) :]}"
        self._marks = ""

    def _end_link(self) -> None:
        if self._address is None:
            return
        label, url = " ".join(self._label.split()), self._address
        self._address, self._label = None, ""
        if _ADDRESS.match(url) is None:
            self._line += escape(label)
            return
        # Hacker News shortens what it shows of a long address.
        shown = url if label.endswith("...") and url.startswith(label[:-3]) else label or url
        self.links.append(Link(url, shown))
        self._line += f"<{url}>" if shown == url and not re.search(r"[<>\s]", url) else link(escape(shown), url)

    def _end_block(self) -> None:
        self._end_link()
        self._end_emphasis()
        words, self._line = " ".join(self._line.split()), ""
        code, self._code = self._code, None
        if words:
            self._blocks.append(words)
        if code is not None and code.strip():
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
            self._blocks.append(f"{fence}\n{code.strip(chr(10))}\n{fence}")


def _spaced(words: str) -> str:
    """Escaped, with the space before and after that joins it to its neighbours."""
    inner = escape(words)
    if not inner:
        return " " if words else ""
    return f"{' ' if words[0].isspace() else ''}{inner}{' ' if words[-1].isspace() else ''}"


def _text(given: dict[str, Any], field: str) -> str:
    value = given.get(field)
    return " ".join(sound(value).split()) if isinstance(value, str) else ""
