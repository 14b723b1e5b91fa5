"""Feeds: RSS of every version, RDF, Atom, CDF and JSON Feed.

XML is read by feedparser, whose own sanitiser and resolving of addresses are off: `html_text` does both.  It was seen to
fail in five ways on damaged feeds, so whatever it raises becomes a `ParseError`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from itertools import pairwise
from typing import Any

import feedparser  # type: ignore[import-untyped]

from intelog.errors import ParseError
from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse.encoding import decode, safe_xml
from intelog.parse.html_text import absolute, markdown_of, words_of

LARGEST = 10 * 1024 * 1024
NEWEST = 1000
"""Of a longer feed only so many entries are read."""


def read(data: bytes, hint: Hint) -> Parsed:
    """The entries of a feed, in its order.  Raises `ParseError` for what is no feed, or not safe to read."""
    if len(data) > LARGEST:
        raise ParseError(hint.name, f"larger than {LARGEST // 1024 // 1024} MiB")
    found = decode(data, hint)
    parsed = _json_feed(found.text, hint) if found.text.lstrip()[:1] == "{" else _xml_feed(found.text, hint)
    if not found.odd:
        return parsed
    return Parsed(
        items=parsed.items,
        title=parsed.title,
        url=parsed.url,
        unread=(Unread("the text", found.odd, is_lost=False), *parsed.unread),
    )


def _xml_feed(text: str, hint: Hint) -> Parsed:
    unread: list[Unread] = []
    sound = _sound_references(_without_older(safe_xml(text, hint), unread))
    try:
        return _xml_parsed(_by_feedparser(sound), sound, unread, hint)
    except ParseError:
        raise
    except Exception:  # whatever it is, places and sizes are what it mostly fails on
        plainer = _ORNAMENT.sub("", sound)
        unread = [one for one in unread if not one.where.startswith(("line", "entry"))]
        unread.append(
            Unread("places, chapters and sizes", "left out, for the parser of feeds fails on them", is_lost=False)
        )
    try:
        return _xml_parsed(_by_feedparser(plainer), plainer, unread, hint)
    except Exception as error:
        raise ParseError(hint.name, f"the parser of feeds failed: {type(error).__name__}: {error}") from error


_ORNAMENT = re.compile(r"</?(?:(?:georss|gml|geo|psc):\w+|width|height)\b[^<>]*>", re.IGNORECASE)
"""Elements on which feedparser fails where they are damaged, and of which we keep nothing."""


def _by_feedparser(text: str) -> Any:
    return feedparser.parse(
        io.BytesIO(text.encode()),  # a stream, for text is taken for an address or a file's name
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


_BEGIN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(?:\w+:)?(item|entry)(?=[\s>])", re.DOTALL | re.IGNORECASE
)
_DATE = re.compile(
    r"<(?:\w+:)?(?:pubdate|published|updated|date|issued|modified|created)\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]+)",
    re.IGNORECASE,
)


def _without_older(text: str, unread: list[Unread]) -> str:
    """*text* without all but the newest entries, before they cost anything: feedparser takes 0.5 GB for 10 MiB of them."""
    starts = [found.start() for found in _BEGIN.finditer(text) if found.group(1)]
    if len(starts) <= NEWEST:
        return text
    end = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE).search(text, starts[-1])
    last = end.end() if end else len(text)
    entries = [text[start:stop] for start, stop in pairwise([*starts, last])]
    dates = (_DATE.search(entry) for entry in entries)
    kept = _newest([moment_of(date.group(1)) if date else "" for date in dates], unread)
    return "".join([text[: starts[0]], *(entries[n] for n in kept), text[last:]])


_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]*)|([0-9]*));?")


def _sound_references(text: str) -> str:
    """*text* without references to what is no character: feedparser fails on them."""
    return _REFERENCE.sub(lambda m: m.group() if _is_character(m) else "", text)


def _is_character(reference: re.Match[str]) -> bool:
    digits = (reference[1] or reference[2] or "").lstrip("0")
    if not digits or len(digits) > 7:
        return False
    number = int(digits, 16 if reference[1] else 10)
    return number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000


_CHANNEL = re.compile(r"<channel\b", re.IGNORECASE)
"""Of CDF, which has no version."""


def _xml_parsed(feed: Any, text: str, unread: list[Unread], hint: Hint) -> Parsed:
    about = feed["feed"]
    version = feed.get("version") or ""
    if not (version or feed["entries"] or _CHANNEL.search(text)):
        raise ParseError(hint.name, "no feed: neither RSS nor Atom nor JSON Feed")
    site = absolute(dict.get(about, "link") or "", hint.url)
    is_atom = version.startswith("atom")
    base = hint.url if is_atom and hint.url else site or hint.url
    if isinstance(feed.get("bozo_exception"), Exception) and (line := _line(feed["bozo_exception"])):
        unread.append(Unread(f"line {line}", "not well-formed XML; read as far as it makes sense", is_lost=False))
    authors = _authors(about) if is_atom else ()  # RSS names the editor of the channel, who wrote none of it
    items = []
    for number, entry in enumerate(feed["entries"][:NEWEST], 1):
        published, updated = _dates(entry, is_atom=is_atom)
        item = _item(entry, base, published, updated, language=dict.get(about, "language") or "", authors=authors)
        if item is None:
            unread.append(_empty(number))
        else:
            items.append(item)
    return Parsed(items=tuple(items), unread=tuple(unread), title=_words(about, "title"), url=site)


def _empty(number: int) -> Unread:
    return Unread(f"entry {number}", "nothing in it that a reader could use")


def _line(error: Exception) -> int:
    try:
        return int(error.getLineNumber())  # type: ignore[attr-defined]
    except (AttributeError, TypeError, ValueError):
        return 0


def _newest(moments: list[str], unread: list[Unread]) -> list[int]:
    """Which entries are the newest, in the feed's order; those without a date count as the oldest."""
    order = range(len(moments))
    if len(moments) <= NEWEST:
        return list(order)
    by_age = sorted(order, key=lambda n: (_instant(moments[n]), -n), reverse=True)
    unread.append(Unread(f"{len(moments) - NEWEST} older entries", f"only the newest {NEWEST} of a feed are read"))
    return sorted(by_age[:NEWEST])


def _instant(moment: str) -> datetime:
    if not moment:
        return datetime.min.replace(tzinfo=UTC)
    padded = moment + "0001-01-01"[len(moment) :] if len(moment) < 10 else moment
    found = datetime.fromisoformat(padded)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _dates(entry: Any, *, is_atom: bool) -> tuple[str, str]:
    """When it was published and when changed.  RSS has one date alone, whatever the element is called."""
    given = {}
    for name in ("published", "created", "updated"):
        given[name] = moment_of(str(dict.get(entry, name) or "")) or _day_of(dict.get(entry, f"{name}_parsed"))
    published, updated = given["published"] or given["created"], given["updated"]
    return (published, updated) if published or is_atom else (updated, "")


def _day_of(parsed: Any) -> str:
    """The day of what feedparser alone could read, such as Greek names of months; its zone is a guess."""
    try:
        return _sane(date(*parsed[:3]))
    except (TypeError, ValueError):
        return ""


def _item(
    entry: Any, base: str, published: str, updated: str, *, language: str, authors: tuple[str, ...]
) -> Item | None:
    title = _words(entry, "title")
    text, markup, links, images = _body(entry, base)
    url, key = _address(entry, base)
    enclosed, people = _enclosed(entry, base), _authors(entry)
    if not (title or text or url or key or enclosed or images or links or people or published or updated):
        return None
    played = {link.url for link in links}
    original = absolute(dict.get(entry, "feedburner_origlink") or "", base)
    return Item(
        title=title,
        kind=Kind.POST,
        text=text,
        markup=markup,
        url=url,
        key=key,
        published=published,
        updated=updated,
        language=_language(entry) or language,
        authors=people or authors,
        topics=_topics(entry),
        links=(*links, *(one for one in enclosed if one.url not in played)),
        also=(original,) if original and original != url else (),
        images=images,
    )


def _words(holder: Any, name: str) -> str:
    """A title: of markup, its words."""
    value = dict.get(holder, name)
    value = value if isinstance(value, str) else ""
    detail = dict.get(holder, f"{name}_detail") or {}
    is_markup = detail.get("type") in _MARKUP
    return words_of(value) if is_markup else " ".join(value.split())


_MARKUP = frozenset({"text/html", "application/xhtml+xml", "application/octet-stream"})
"""The last is how base64 of nothing in particular is labelled; what is text in it is mostly HTML."""


def _body(entry: Any, base: str) -> tuple[str, Markup, tuple[Link, ...], tuple[Image, ...]]:
    """The fullest text that the entry gives: its content, else its summary."""
    given = [one for one in dict.get(entry, "content") or () if one.get("value")]
    summary = dict.get(entry, "summary")
    if isinstance(summary, str) and summary:
        detail = dict.get(entry, "summary_detail") or {"type": "text/html"}
        given.append({**detail, "value": summary})
    readable = [one for one in given if one.get("type", "text/html") in (*_MARKUP, "text/plain", "text/markdown")]
    for one in sorted(readable, key=lambda one: one.get("type") not in _MARKUP):
        if one.get("type", "text/html") not in _MARKUP:
            markup = Markup.MARKDOWN if one["type"] == "text/markdown" else Markup.PLAIN
            return one["value"].strip(), markup, (), ()
        text, links, images = markdown_of(one["value"], _joined(base, one.get("base") or ""))
        if text or links:
            return text, Markup.MARKDOWN, links, images
    return "", Markup.PLAIN, (), ()


def _joined(base: str, inner: str) -> str:
    return absolute(inner, base) or base


def _address(entry: Any, base: str) -> tuple[str, str]:
    """Where the entry's page is, and where it says none, its own name for itself."""
    given, name = dict.get(entry, "link") or "", dict.get(entry, "id") or ""
    if dict.get(entry, "guidislink") and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", given):
        given = ""  # a number that is not said to be no address
    by_rel = {
        rel: [one for one in dict.get(entry, "links") or () if one.get("rel") == rel] for rel in ("alternate", "self")
    }
    links = [*by_rel["alternate"], *by_rel["self"]]
    for one in (given, *(link.get("href") or "" for link in links)):
        url = absolute(one, base) if one else ""
        if url.startswith("http"):
            return url, ""
    return "", name


def _enclosed(entry: Any, base: str) -> list[Link]:
    """What can be played or fetched beside the text."""
    links = [one for one in dict.get(entry, "links") or () if one.get("rel") == "enclosure"]
    media = [*links, *(dict.get(entry, "media_content") or ())]
    found: dict[str, Link] = {}
    for one in media:
        url = absolute(str(one.get("href") or one.get("url") or ""), base)
        if url.startswith("http"):
            found.setdefault(url, Link(url, str(one.get("title") or one.get("type") or "")))
    return list(found.values())


def _authors(holder: Any) -> tuple[str, ...]:
    """Names, or addresses where there is no name."""
    people = [one.get("name") or one.get("email") or "" for one in dict.get(holder, "authors") or ()]
    if not any(people):
        detail = dict.get(holder, "author_detail") or {}
        people = [detail.get("name") or detail.get("email") or dict.get(holder, "author") or ""]
    return _distinct(people)


def _topics(entry: Any) -> tuple[str, ...]:
    return _distinct(tag.get("label") or tag.get("term") or "" for tag in dict.get(entry, "tags") or ())


def _distinct(values: Iterable[object]) -> tuple[str, ...]:
    words = (" ".join(value.split()) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(word for word in words if word))


def _language(entry: Any) -> str:
    details = [
        *(dict.get(entry, "content") or ()),
        *(dict.get(entry, f"{n}_detail") or {} for n in ("summary", "title")),
    ]
    return next((one["language"] for one in details if one.get("language")), "")


def _json_feed(text: str, hint: Hint) -> Parsed:
    try:
        feed = json.loads(text)
    except RecursionError as error:
        raise ParseError(hint.name, "JSON nested too deeply") from error
    except ValueError as error:
        raise ParseError(hint.name, f"not JSON: {error}") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError(hint.name, "no JSON Feed: it has no list of items")
    unread: list[Unread] = []
    site = absolute(_text(feed, "home_page_url"), hint.url)
    entries = [one if isinstance(one, dict) else {} for one in feed["items"]]
    dates = [(moment_of(_text(one, "date_published")), moment_of(_text(one, "date_modified"))) for one in entries]
    items = []
    for n in _newest([published or updated for published, updated in dates], unread):
        item, number = _json_item(entries[n], feed, site or hint.url, *dates[n]), n + 1
        if item.title or item.text or item.url:
            items.append(item)
        else:
            unread.append(_empty(number))
    return Parsed(items=tuple(items), unread=tuple(unread), title=" ".join(_text(feed, "title").split()), url=site)


def _json_item(entry: dict[str, Any], feed: dict[str, Any], base: str, published: str, updated: str) -> Item:
    html = _text(entry, "content_html")
    text, links, images = markdown_of(html, base) if html else (_text(entry, "content_text"), (), ())
    text = text.strip() or _text(entry, "summary").strip()
    shown = absolute(_text(entry, "image"), base)
    if shown.startswith("http") and shown not in {image.url for image in images}:
        images = (Image(shown, "", ""), *images)
    attached = (one for one in entry.get("attachments") or () if isinstance(one, dict))
    media = ((absolute(_text(one, "url"), base), _text(one, "title") or _text(one, "mime_type")) for one in attached)
    url, outside = (absolute(_text(entry, name), base) for name in ("url", "external_url"))
    return Item(
        title=" ".join(_text(entry, "title").split()),
        kind=Kind.POST,
        text=text,
        markup=Markup.MARKDOWN if html else Markup.PLAIN,
        url=url or outside,
        key="" if url or outside else _text(entry, "id"),
        published=published,
        updated=updated,
        language=_text(entry, "language") or _text(feed, "language"),
        authors=_json_authors(entry) or _json_authors(feed),
        topics=_distinct(entry["tags"]) if isinstance(entry.get("tags"), list) else (),
        links=(*links, *(Link(address, label) for address, label in media if address.startswith("http"))),
        also=(outside,) if url and outside and outside != url else (),
        images=images,
    )


def _json_authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    """Version 1.1 gives a list, version 1.0 one author."""
    given = holder.get("authors")
    people = given if isinstance(given, list) else [holder.get("author")]
    return _distinct(one.get("name") or one.get("url") for one in people if isinstance(one, dict))


_SURROGATE = re.compile("[\0\ud800-\udfff]")


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # an id, as some write it
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else ""


_ISO = re.compile(
    r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?"
    r"(?:[Tt ]\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*([Zz]|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_WORDED = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b.*")
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "WET": 0, "WEST": 1, "MSK": 3, "JST": 9, "KST": 9,
    "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "BST": 1, "HST": -10, "AKST": -9, "AKDT": -8,
}  # fmt: skip
"""Hours from UTC of the zones that mean one thing; the American ones are those of RFC 822."""
_NAMED_ZONE = re.compile(r"(?<=\d)\s*\(?([A-Z]{1,5})\)?\s*$")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?\s*(?:\(.*\))?$")
_HAS_OFFSET = re.compile(r":\d\d\s*[+-]\d{4}\b")
_SPELLED = re.compile(
    r"(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?,?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b"
    r"|\b(?P<day2>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<month2>[A-Za-z]{3})[a-z]{0,6}\.?,?[\s-]+(?P<year2>\d{4})\b"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def moment_of(text: str) -> str:
    """A date as ISO 8601, as exactly as *text* gives it, empty where it gives none that can be.

    A time without a zone says a day and no more, for it may be any of a whole day's instants.
    """
    words = " ".join(text.split())
    if found := _ISO.fullmatch(words):
        return _iso(found)
    if found := _WORDED.fullmatch(words):
        return _day(*(part for part in found.groups() if part is not None))
    return _mail_date(words) or _spelled(words)


def _iso(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, zone = found.groups()
    dated = _day(*(part for part in (year, month, day) if part is not None))
    if day is None or hour is None or zone is None or not dated:
        return dated
    digits = re.sub(r"\D", "", zone).ljust(4, "0")
    sign = -1 if zone[0] == "-" else 1
    offset = sign * (int(digits[:2]) * 60 + int(digits[2:]))
    return _instant_text((int(year), int(month), int(day), int(hour), int(minute), int(second or 0)), offset) or dated


def _day(year: str, month: str = "", day: str = "") -> str:
    try:
        found = _sane(date(int(year), int(month or 1), int(day or 1)))
    except ValueError:
        return ""
    return found[: 10 if day else 7 if month else 4]


def _sane(day: date) -> str:
    """Years before 1000, and the eve and first day of 1970, are clocks that were never set."""
    return "" if day.year < 1000 or day in (date(1969, 12, 31), date(1970, 1, 1)) else day.isoformat()


def _mail_date(words: str) -> str:
    """RFC 822 and what is written for it: `Thu, 01 Jan 2004 19:48:21 GMT`."""
    with_offset = _OFFSET.sub(lambda m: f"{m[1]}{m[2]:0>2}{m[3] or '00'}", words)
    try:
        found = parsedate_tz(with_offset)
    except (IndexError, TypeError, ValueError, OverflowError):
        return ""
    if found is None:
        return ""
    year, month, day, hour, minute, second = found[:6]
    dated = _day(str(year).zfill(4), str(month), str(day))
    named = _NAMED_ZONE.search(words)
    if named:
        hours = _ZONES.get(named.group(1))
        offset = None if hours is None else hours * 60
    else:
        offset = (found[9] or 0) // 60 if _HAS_OFFSET.search(with_offset) else None
    if offset is None or not dated or ":" not in words:
        return dated
    return _instant_text((year, month, day, hour, minute, second), offset) or dated


def _spelled(words: str) -> str:
    """`January 28, 2026` and `28 January 2026`."""
    found = _SPELLED.search(words)
    if found is None:
        return ""
    year, month, day = (found[name] or found[f"{name}2"] for name in ("year", "month", "day"))
    return _day(year, str(_MONTHS.index(month.lower()) + 1), day) if month.lower() in _MONTHS else ""


def _instant_text(parts: tuple[int, int, int, int, int, int], offset: int) -> str:
    """ISO 8601 with its offset; empty where no clock shows it.  Second 60 is the next minute's first."""
    year, month, day, hour, minute, second = parts
    try:
        zone = timezone(timedelta(minutes=offset))
        found = datetime(year, month, day, 0, 0, 0, tzinfo=zone)
        if hour > 24 or minute > 59 or second > 60:
            return ""
        found += timedelta(hours=hour, minutes=minute, seconds=second)
    except (ValueError, OverflowError):
        return ""
    return found.isoformat()
