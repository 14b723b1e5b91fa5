"""Items: what one file, feed or page holds, as its reader found it, before any of it becomes a document.

Values of text alone, so that they can cross from the disposable process that reads untrusted bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import NamedTuple, Self

from intelog.model.document import Image, Kind, Link, Markup


class Hint(NamedTuple):
    """What is known of bytes beside the bytes."""

    name: str
    """The file's name, or the last part of the address."""
    url: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing: an article, a paper, an entry of a list, a note, a talk.

    `text` is the body, without the title; `published` and `updated` are ISO 8601 of whatever precision the
    source gives (`2026`, `2026-01`, `2026-01-31`, `2026-01-31T08:00:00+08:00`), empty where it gives none: a date that
    is not known is never made up.
    """

    title: str
    kind: Kind
    text: str = ""
    markup: Markup = Markup.PLAIN
    url: str = ""
    """Where a reader finds the thing itself."""
    key: str = ""
    """The source's own name for it, where it has no address."""
    published: str = ""
    updated: str = ""
    language: str = ""
    """As the source says it (BCP 47), empty where it says nothing."""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    """Links in the body, in order."""
    also: tuple[str, ...] = ()
    """Further addresses of the same story, beside `url`."""
    images: tuple[Image, ...] = ()
    section: str = ""
    """The heading that it stands under in its list."""
    is_list: bool = False
    """Whether it is the list itself, which tells of the items beside it."""
    retold: bool = False
    """Whether the words are somebody's retelling of what stands at `url`."""
    source_version: int = 0


class Unread(NamedTuple):
    """Something in the bytes that was not read, or not as it stands, and why: `line 12`, `entry 3`, `page 7`."""

    where: str
    why: str
    is_lost: bool = True
    """Whether a thing that a reader would want is missing; else it is only worth knowing how the rest was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a reader made of bytes."""

    items: tuple[Item, ...] = ()
    unread: tuple[Unread, ...] = ()
    title: str = ""
    """Of the whole: the feed's, the list's, the site's."""
    url: str = ""
    """Of the whole, as it says itself."""

    def to_json(self) -> str:
        """As text, to cross a process."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """From text.  Raises `ValueError` where it is none of ours."""
        try:
            given = json.loads(text)
            items = tuple(_item(one) for one in given["items"])
            return cls(
                items=items, unread=tuple(Unread(*one) for one in given["unread"]), title=given["title"], url=given["url"]
            )  # fmt: skip
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not what a reader made: {error}") from error


def _item(given: dict[str, object]) -> Item:
    lists = {"authors", "topics", "also"}
    values: dict[str, object] = {
        name: tuple(v) if name in lists and isinstance(v, list) else v for name, v in given.items()
    }
    values["links"] = tuple(Link(*one) for one in given["links"])  # type: ignore[attr-defined]
    values["images"] = tuple(Image(*one) for one in given["images"])  # type: ignore[attr-defined]
    values["kind"], values["markup"] = Kind(str(given["kind"])), Markup(str(given["markup"]))
    return Item(**values)  # type: ignore[arg-type]
