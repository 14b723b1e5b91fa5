"""What a reader made of bytes, as documents: each thing under its own name, each retelling under its list's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date

from intelog.gather.outcome import Remark, Skipped, Told
from intelog.model.document import Document, Kind, Markup, Origin, Reading
from intelog.model.item import Item, Parsed
from intelog.model.language import Language
from intelog.model.moment import Moment
from intelog.text.compare import comparable
from intelog.text.script import language_of
from intelog.text.urls import canonical, is_address, is_listing, is_titled_otherwise

_UNSOUND = re.compile("[\0\ud800-\udfff]")


def documents(
    parsed: Parsed, *, where: str, source: str, met: date, file_day: date | None = None
) -> Iterator[Reading | Skipped | Remark | Told]:
    """The documents of what was read from *where*, and why the rest is not read.

    An article, paper or post is named by its canonical address, so that two feeds that carry it carry one document; what is
    announced under a page of many things, by that page and its title.  What a
    list says of something is the list's own text: it is named by list and thing, is about the thing, and is marked as retold.
    *met* is the day it is read.  A list is met on the day it says it was published, a note when it was written; else
    the day in the file's name, *file_day*, is better than the day it happens to be imported.
    """
    for one in parsed.unread:
        what = f"{where}: {one.where}" if one.where else where
        yield Skipped(what, one.why) if one.is_lost else Told(what, one.why)
    name = canonical(parsed.url) if parsed.url else f"file:{where}"
    told = next((day for one in parsed.items if one.is_list and (day := _day(one.published))), None)
    met = told or file_day or met
    seen: dict[str, int] = {}
    for item in parsed.items:
        try:
            written = _day(item.published) if item.kind is Kind.NOTE else None
            document = _document(item, list_name=name, met=written or met, file_day=file_day)
        except ValueError as error:
            yield Skipped(f"{where}: {item.title or item.url}", str(error))
            continue
        count = seen[document.key] = seen.get(document.key, 0) + 1
        if count > 1:
            yield Remark(f"{where}: {item.title}", f"a second entry of {document.key}; the texts are kept as versions")
        yield Reading(document, Origin(source, where, document.met))


def _document(item: Item, *, list_name: str, met: date, file_day: date | None) -> Document:
    title = " ".join(item.title.split())
    text = "\n\n".join(part for part in (title, item.text.strip("\n")) if part)
    if not text:
        raise ValueError("neither a title nor a text")
    if found := _UNSOUND.search(text):
        raise ValueError(f"holds the character U+{ord(found.group()):04X}, which no text has")
    address = canonical(item.url)
    announces = is_listing(address) or (not item.text.strip() and is_titled_otherwise(address, title))
    about = address if is_address(address) and not announces else ""
    is_own = not item.retold and not item.is_list and bool(about)
    return Document(
        key=about if is_own else _name(item, list_name, about, address if announces else ""),
        kind=item.kind,
        title=title or text.partition("\n")[0][:200],
        text=text,
        met=met,
        published=_moment(item, file_day),
        language=_language(item, text),
        url=item.url or None,
        about="" if is_own else about,
        markup=Markup.MARKDOWN if item.markup is Markup.MARKDOWN else Markup.PLAIN,
        retold=item.retold,
        authors=item.authors,
        topics=item.topics,
        links=item.links,
        images=item.images,
        source_version=item.source_version,
    )


def _name(item: Item, list_name: str, about: str, page: str) -> str:
    """The name of what has no address of its own; *page*: the one under which it is announced with others."""
    if item.is_list:
        return list_name
    own = item.key if item.kind is not Kind.NOTE else ""
    if ":" in own and not item.retold:
        return own
    if page and not item.retold and item.kind is not Kind.NOTE:
        return f"{page}#{comparable(html.unescape(item.title))}"
    return f"{list_name}#{own or about or ' '.join(item.title.split())}"


def _day(written: str) -> date | None:
    """The day that a moment is of, where it is known to the day."""
    try:
        first, last = Moment.parse(written).days()
    except ValueError:
        return None
    return first if first == last else None


def _moment(item: Item, file_day: date | None) -> Moment | None:
    """When it was published, as precisely as its source says; a list's day may stand in its file's name."""
    for written in (item.published, item.updated if not item.published else ""):
        if written:
            try:
                return Moment.parse(written)
            except ValueError:  # an instant without an offset says its day, and no more
                return Moment.parse(written.partition("T")[0])
    return Moment(file_day.isoformat()) if item.is_list and file_day else None


_SAID = {"zh": Language.CHINESE, "en": Language.ENGLISH, "ja": Language.JAPANESE, "ko": Language.KOREAN}


def _language(item: Item, text: str) -> Language:
    """By script; what the source says decides only where the script cannot, since sites say `en` of everything."""
    told = language_of(text)
    said = _SAID.get(item.language.casefold()[:2])
    return said if said and told in (Language.UNKNOWN, Language.OTHER) else told
