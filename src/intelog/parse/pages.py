"""Web pages: the article of a page as Markdown, with what the page says of itself.

trafilatura finds the article; it is better at that than anything else measured.  Its words are then looked up among the
blocks of the page, and those blocks are written by our own writer: trafilatura's Markdown loses formulas, the language of
code, cells of tables and most images.  Where the publisher gives the article's words itself (JSON-LD `articleBody`), those
are looked up instead.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urljoin, urlsplit

from intelog.errors import ParseError
from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.model.moment import Moment
from intelog.text.markdown import escape, link
from intelog.text.script import HAN

MAX_BYTES = 3 * 1024 * 1024
MAX_DEPTH = 256
MAX_ELEMENTS = 100_000
"""A page of 3 MiB and so many elements takes some seconds; the largest of `html-extraction` has 1,600."""
MAX_WEIGHT = 3_000_000
"""The depths of all elements together: trafilatura asks of each what stands around it.  90,000 elements 240 deep (22 million)
take it 80 s; the heaviest page of `html-extraction` weighs 21,000."""
MAX_ATTRIBUTES = 1_000
"""Of one element: the parser compares each with each, and takes 20 s for 100,000.  The most in `html-extraction` is 64."""

EXTRA = "web pages are read with trafilatura, which is not installed: pip install 'intelog[pages]'"

_Element: TypeAlias = Any
"""An element of lxml, which says nothing of its types."""


def read(data: bytes, hint: Hint) -> Parsed:
    """The article of one page.  What is no page, no article, or too large to be read in safety is refused."""
    where = hint.url or hint.name
    page = parsed_page(data, hint)
    about = _about(page, hint)
    blocks = _trimmed(_article(page), about)
    text = joined(blocks)
    if (why := _refusal(page, about, text)) is not None:
        raise ParseError(where, why)
    item = Item(
        title=about.title,
        kind=Kind.PAGE,
        text=text,
        markup=Markup.MARKDOWN,
        url=about.url,
        published=about.published,
        updated=about.updated,
        language=about.language,
        authors=about.authors,
        topics=about.topics,
        links=tuple(dict.fromkeys(one for block in blocks for one in block.links)),
        images=tuple(dict.fromkeys(one for block in blocks for one in block.images)),
    )
    return Parsed(items=(item,), title=about.site, url=about.url)


class Page(NamedTuple):
    """A page's elements, its structured data, and where it was."""

    root: _Element
    data: Sequence[Mapping[str, Any]]
    base: str
    formulas: bool
    """Whether it has a script that reads `$…$` in its text as formulas."""
    stamp: str
    """When it was published, where only a script of WeChat says it."""
    unscripted: str
    """What it says to readers without scripts."""


def parsed_page(data: bytes, hint: Hint) -> Page:
    """The page's elements, its formulas already written as TeX and what is hidden taken out."""
    where = hint.url or hint.name
    if len(data) > MAX_BYTES:
        raise ParseError(where, f"{len(data) / 1024 / 1024:.1f} MiB; no page of more than 3 MiB is read")
    text = _decoded(data, hint.content_type)
    if (why := too_deep(text)) is not None:
        raise ParseError(where, why)
    root = _tree(text, where)
    data_ = _structured(root)
    base = _base(root, hint.url)
    formulas = any(re.search("mathjax|katex", s.get("src") or "", re.IGNORECASE) for s in root.iter("script"))
    unscripted = " ".join(" ".join(n.text_content() for n in root.iter("noscript")).split())[:2000]
    stamp = _wechat_stamp(root)
    _write_formulas(root)
    _drop_hidden(root)
    return Page(root, data_, base, formulas, stamp, unscripted)


_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp)\b.*?(?:</\1\b|\Z)|<(/?)([a-z][^\s/>]*)",
    re.DOTALL | re.IGNORECASE,
)
_VOID = frozenset("area base basefont br col embed frame hr img input keygen link meta param source track wbr".split())
_CLOSES_ITSELF = frozenset(
    "a body colgroup dd dt head html li nobr option p rb rp rt tbody td tfoot th thead tr".split()
)
"""A parser closes the last of these by itself where the next one begins: pages leave out their end tags."""


_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}")


def too_deep(text: str) -> str | None:
    """Why *text* is not given to a parser, or None where it may be: its tags alone tell, in one pass."""
    stack: list[str] = []
    held: Counter[str] = Counter()
    elements = 0
    for tag in _MARKUP.finditer(text):
        closing, name = tag[2], (tag[3] or "").lower()
        elements += 1
        if not name or name in _VOID or name in _CLOSES_ITSELF:
            continue
        if not closing:
            stack.append(name)
            held[name] += 1
            if len(stack) > MAX_DEPTH:
                return f"elements nested more than {MAX_DEPTH} deep"
        elif held[name]:
            while (last := stack.pop()) != name:
                held[last] -= 1
            held[name] -= 1
    if elements > 2 * MAX_ELEMENTS:
        return f"more than {MAX_ELEMENTS:,} elements"
    if any(
        len(re.sub(r"\"[^\"]*\"|'[^']*'", "", tag.group()).split()) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)
    ):
        return f"an element with more than {MAX_ATTRIBUTES:,} attributes"
    return None


def _tree(text: str, where: str) -> _Element:
    if (why := _no_page(text)) is not None:
        raise ParseError(where, why)
    try:
        import trafilatura  # noqa: F401 - without it lxml's presence is of no use
        from lxml import etree, html  # type: ignore[import-untyped]
    except ImportError as error:
        raise ParseError(where, EXTRA) from error
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(where, "not a web page") from error
    depth = weight = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        weight += depth
        if depth > MAX_DEPTH:
            raise ParseError(where, f"elements nested more than {MAX_DEPTH} deep")
    if weight > 2 * MAX_WEIGHT:
        raise ParseError(where, "too many elements nested too deep")
    return root


_TAG = re.compile(
    r"<(?:!doctype|html|head|body|title|meta|article|main|section|div|p|h[1-6]|a|ul|ol|table|pre|br|span|img|b|font)\b",
    re.IGNORECASE,
)
_OTHER = (
    (r"%PDF", "a PDF"),
    (r"[\[{]", "JSON"),
    (r"<(?:\?xml\b[^>]{0,200}>\s*)?<?(?:rss|feed|rdf:RDF|opml|urlset)\b", "a feed"),
)


def _no_page(text: str) -> str | None:
    head = text[:1000].lstrip("\ufeff \t\r\n")
    other = next((name for pattern, name in _OTHER if re.match(pattern, head, re.IGNORECASE)), None)
    if other is not None:
        return f"it is {other}, not a web page"
    return None if _TAG.search(text) else "not a web page"


_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_ENCODINGS = {
    **{
        name: name for name in "utf-8 gb18030 big5hkscs euc-jp iso-2022-jp euc-kr cp949 koi8-r koi8-u mac-roman".split()
    },
    **{f"iso8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16)},
    **{f"cp{n}": f"cp{n}" for n in (866, 874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)},
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift-jis": "cp932",
    "cp932": "cp932",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""What a label means to a browser, by Python's name of it; what is not here (UTF-7 among it) is not believed."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_SURE = 6
"""So many characters that are well-formed UTF-8 are UTF-8 whatever the label says: saved pages keep the label of before."""


def _decoded(data: bytes, content_type: str) -> str:
    """The page's text: by its byte order mark, its label, its looks.  Never fails; controls become U+FFFD."""
    return _CONTROL.sub("\ufffd", _text_of(data, content_type))


def _text_of(data: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    unmarked = _strictly(data, "utf-8")
    if unmarked is not None and sum(1 for _ in re.finditer(r"[^\x00-\x7f]", unmarked)) >= _SURE:
        return unmarked
    labels = [_label(data[:4096]), _codec(re.sub(r"(?s).*charset=[\s\"']*|[\"';\s].*", "", content_type.lower()))]
    for encoding in [one for one in labels if one] + ["utf-8"]:
        if (text := _strictly(data, encoding)) is not None:
            return text
    if (text := _strictly(data, "gb18030")) is not None and _is_chinese(text):
        return text
    damaged = data.decode("utf-8", "replace")
    if "utf-8" in labels or damaged.count("\ufffd") * 20 < len(re.findall(r"[^\x00-\x7f]", damaged)):
        return damaged
    return data.decode(next((one for one in labels if one), "cp1252"), "replace")


def _is_chinese(text: str) -> bool:
    """Whether GB 18030 made Chinese of it: of accented letters it makes rare characters."""
    coded: list[bytes] = [one.encode("gb2312", "ignore")[:1] for one in re.findall(r"[^\x00-\x7f]", text[:20_000])]
    return sum(b"\xa1" <= lead <= b"\xa3" or b"\xb0" <= lead <= b"\xd7" for lead in coded) * 10 >= 7 * len(coded)


def _label(head: bytes) -> str | None:
    found = _XML_ENCODING.search(head) or _CHARSET.search(head)
    return _codec(found.group(1).decode("ascii")) if found else None


def _codec(label: str) -> str | None:
    try:
        return _ENCODINGS.get(codecs.lookup(label).name.replace("_", "-"))
    except (LookupError, ValueError):
        return None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _base(root: _Element, url: str) -> str:
    found = next((b.get("href") for b in root.iter("base") if b.get("href")), "")
    return _joined(url, found) if found else url


def _joined(base: str, address: str) -> str:
    """The address in full, or nothing where it is not one that can be followed."""
    try:
        full = urljoin(base, address.strip()) if base else address.strip()
        parts = urlsplit(full)
    except ValueError:
        return ""
    safe = parts.scheme in ("http", "https") and parts.netloc
    return full if safe or parts.scheme == "mailto" else ""


# What the page says of itself.


class _About(NamedTuple):
    title: str
    site: str
    url: str
    language: str
    published: str
    updated: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]


def _about(page: Page, hint: Hint) -> _About:
    meta = _meta(page.root)
    told = _told(page)
    site = _first(meta, "og:site_name", "application-name") or _name_of(told.get("publisher"))
    return _About(
        title=_title(page, meta, told, site, hint),
        site=site,
        url=_canonical(page, meta, hint),
        language=_language(page.root, meta),
        published=_published(page, meta, told),
        updated=_dated([told.get("dateModified"), *_all(meta, *_UPDATED)]),
        authors=_authors(page, meta, told),
        topics=_topics(meta, told),
    )


def _meta(root: _Element) -> dict[str, list[str]]:
    """What its `meta` elements say, by name in lower case."""
    said: dict[str, list[str]] = {}
    for one in root.iter("meta"):
        for name in {(one.get(key) or "").strip().lower() for key in ("property", "name", "itemprop", "http-equiv")}:
            value = _words(one.get("content") or "")
            if name and value:
                said.setdefault(name, []).append(value)
    return said


def _words(text: str) -> str:
    """Text on one line; entities that were escaped twice are read twice."""
    return " ".join(unescape(text).replace("\u200b", "").split())


def _all(meta: Mapping[str, Sequence[str]], *names: str) -> list[str]:
    return [value for name in names for value in meta.get(name, ())]


def _first(meta: Mapping[str, Sequence[str]], *names: str) -> str:
    return next(iter(_all(meta, *names)), "")


def _structured(root: _Element) -> list[Mapping[str, Any]]:
    """The things that the page's JSON-LD tells of; what cannot be read of it is left out."""
    things: list[Mapping[str, Any]] = []
    for script in root.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        given = re.sub(
            r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*;?\s*$", "", script.text or ""
        )
        try:
            things += _things(json.loads(given, strict=False), 0)
        except (ValueError, RecursionError):
            continue
    return things


def _things(given: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 4:
        return
    if isinstance(given, list):
        for one in given[:100]:
            yield from _things(one, depth + 1)
    elif isinstance(given, dict):
        yield given
        for inner in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(given.get(inner), depth + 1)


_ARTICLE_TYPE = re.compile(r"Article|Posting|Report$|Review$|Paper|Recipe|HowTo$")


def _told(page: Page) -> Mapping[str, Any]:
    """What the structured data says of the article.  Where it tells of several, the page is a list, and none is it."""
    articles = [one for one in page.data if _ARTICLE_TYPE.search(" ".join(_texts(one.get("@type"))))]
    named = {_text(one.get("headline")) or _text(one.get("name")) for one in articles} - {""}
    if articles and len(named) <= 1:
        return max(articles, key=len)
    if articles:
        return next((one for one in articles if one.get("mainEntityOfPage")), {})
    return next((one for one in page.data if "WebPage" in _texts(one.get("@type"))), {})


def _texts(given: Any) -> list[str]:
    return [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]


def _text(given: Any) -> str:
    return _words(given) if isinstance(given, str) else ""


def _name_of(given: Any) -> str:
    return _text(given.get("name")) if isinstance(given, dict) else _text(given)


_SEPARATOR = re.compile(
    r"\s+(?:[|·•»«›‹–—-]|::|-{2,3})\s+|\s*[|｜_]\s*|\s*-{2,3}\s*|(?<=[^\x00-\x7f])\s*[-–—]+\s*(?=[^\x00-\x7f\d])"
)


def _title(page: Page, meta: Mapping[str, Sequence[str]], told: Mapping[str, Any], site: str, hint: Hint) -> str:
    """As the page is shared, as its data say, as its one heading says, as its tab says; without the site's name."""
    tab = _words(next((t.text_content() for t in page.root.iter("title")), ""))
    headings = [words for h in page.root.iter("h1") if (words := _words(h.text_content()))]
    shared = _first(meta, "og:title", "twitter:title", "citation_title", "dc.title", "title")
    headline = _text(told.get("headline"))
    sites = {_plainly(one) for one in (site, _name_of(told.get("publisher")), *_host_names(hint.url)) if one} - {""}
    for given in (shared, headline, *(headings if len(headings) == 1 else ()), tab, *headings[:1]):
        if given and _plainly(given) not in sites:
            return _without_site(given, sites, [headline, *headings], whole=given is not tab)
    return shared or tab


def _host_names(url: str) -> list[str]:
    host = (urlsplit(url).hostname or "") if _joined("", url) else ""
    return [host, host.removeprefix("www."), *re.findall(r"([^.]{4,})\.", host)]


def _without_site(title: str, sites: set[str], headings: Sequence[str], *, whole: bool) -> str:
    """*title* without the site's name at either end; the tab's also without what no heading of the page has."""
    parts = _SEPARATOR.split(title)
    for heading in headings:
        if heading and heading != title and title.startswith(heading) and _SEPARATOR.match(title, len(heading)):
            return heading
    if len(parts) < 2:
        return title
    cuts = [m.span() for m in _SEPARATOR.finditer(title)]
    if _plainly(parts[-1]) in sites:
        return _without_site(title[: cuts[-1][0]].strip(), sites, headings, whole=whole)
    if _plainly(parts[0]) in sites:
        return title[cuts[0][1] :].strip()
    return title


_NEITHER = re.compile(r"[\W_]+")


def _plainly(text: str) -> str:
    """Its letters and digits alone: by these texts are compared, however they are set."""
    return _NEITHER.sub("", text).casefold()


def _canonical(page: Page, meta: Mapping[str, Sequence[str]], hint: Hint) -> str:
    """The address it wants to be known by; a site that gives its front page for every page is not believed."""
    given = [one.get("href") for one in page.root.iter("link") if "canonical" in (one.get("rel") or "").lower().split()]
    for one in [*given, *_all(meta, "og:url")]:
        address = _joined(page.base, one or "")
        if address.startswith("http") and (
            urlsplit(address).path.strip("/") or urlsplit(address).query or not hint.url
        ):
            return address
    return hint.url


def _language(root: _Element, meta: Mapping[str, Sequence[str]]) -> str:
    given = [root.get("lang"), root.get("xml:lang"), *(b.get("lang") for b in root.iter("body"))]
    for one in [*given, *_all(meta, "content-language", "og:locale", "dc.language", "language")]:
        tag = (one or "").strip().replace("_", "-")
        if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag):
            return tag
    return ""


_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "citation_publication_date",
    "citation_online_date", "citation_date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date.created",
    "dcterms.created", "publishdate", "publish_date", "publish-date", "pubdate", "article.published", "published_time",
    "publication_date", "dc.date", "dcterms.date", "weibo:article:create_at", "article:create_at", "date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
    "weibo:article:update_at", "lastmod",
)  # fmt: skip


def _published(page: Page, meta: Mapping[str, Sequence[str]], told: Mapping[str, Any]) -> str:
    return _dated([told.get("datePublished"), *_all(meta, *_PUBLISHED), *_times(page.root)]) or page.stamp


_WECHAT_STAMP = re.compile(r"""\bvar\s+ct\s*=\s*["'](\d{10})["']""")


def _wechat_stamp(root: _Element) -> str:
    """The second a WeChat article was published: it stands nowhere but in a script."""
    if not root.xpath("//*[@id='js_content']"):
        return ""
    found = next((m for s in root.iter("script") if (m := _WECHAT_STAMP.search(s.text or ""))), None)
    return datetime.fromtimestamp(int(found.group(1)), UTC).isoformat() if found else ""


def _times(root: _Element) -> list[str]:
    """What its `time` elements say: those that name themselves, else the first of the article, else the only one."""
    marked = [one for one in root.iter() if (one.get("itemprop") or "").lower() == "datepublished"]
    times = [one for one in root.iter("time") if not _is_aside(one)]
    named = [
        t
        for t in times
        if t.get("pubdate") is not None or re.search("publish|entry-date", t.get("class") or "", re.IGNORECASE)
    ]
    inside = [t for t in times if next(t.iterancestors("article", "main"), None) is not None]
    chosen = marked or named or inside[:1] or (times if len(times) == 1 else [])
    return [one.get("datetime") or one.get("content") or one.text_content() for one in chosen[:1]]


def _dated(given: Iterable[Any]) -> str:
    return next((moment for one in given if isinstance(one, str) and (moment := moment_of(one))), "")


_ISO = re.compile(
    r"(\d{4})(?:([-/.]?)(\d{1,2})(?:\2(\d{1,2}))?)?(?:(?:T|\s+)(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_CHINESE_DATE = re.compile(
    r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"(?:[a-z]+,?\s+)?{_MONTH}\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(\d{{4}})", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(?:[a-z]+,?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})", re.IGNORECASE)


def moment_of(text: str) -> str:
    """A date as exactly as *text* gives it, or nothing.

    An hour without an offset is no instant, so its day is all that is taken; a year before the web is a default of
    somebody's program (`0001-01-01`, `1970-01-01`).
    """
    text = " ".join(text.split())
    made = _iso(text) or _spelled(text) or _of_mail(text)
    try:
        return str(Moment.parse(made)) if made and int(made[:4]) > 1970 else ""
    except ValueError:
        return ""


def _iso(text: str) -> str:
    found = _ISO.fullmatch(text)
    if found is None:
        return ""
    year, _, month, day, clock, offset = found.groups()
    date = "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
    if not (clock and offset and day):
        return date
    sign = "Z" if offset.upper() in ("Z", "UTC", "GMT") else f"{offset[:3]}:{offset[-2:]}"
    return f"{date}T{clock.zfill(5) if len(clock) < 6 else clock.zfill(8)}{sign}"


def _spelled(text: str) -> str:
    if found := _CHINESE_DATE.fullmatch(text):
        return "-".join(part.zfill(2) for part in found.groups() if part)
    if found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return ""
    return "-".join([year, f"{_MONTHS[month.lower()]:02}", *([day.zfill(2)] if day else [])])


def _of_mail(text: str) -> str:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return moment.isoformat() if moment.tzinfo else moment.date().isoformat()


_BY = re.compile(
    r"^\s*(?:(?:written |posted )?by\b:?|作\s*者\s*[:：]?|撰文\s*[:：/|｜]?|文\s*[/|｜:：])\s*", re.IGNORECASE
)


def _authors(page: Page, meta: Mapping[str, Sequence[str]], told: Mapping[str, Any]) -> tuple[str, ...]:
    """By the structured data, by `meta`, by a mark in the page; the first that names somebody."""
    given = told.get("author") or told.get("creator")
    marked = [
        e
        for e in page.root.iter()
        if (e.get("itemprop") or "").lower() == "author" or "author" in (e.get("rel") or "").lower().split()
    ]
    accounts = [e for e in page.root.iter("a", "strong") if e.get("id") == "js_name"]  # of WeChat
    bylines = [
        e for e in page.root.iter() if re.search(r"(?:^|[\s_-])byline(?:$|[\s_-])", e.get("class") or "", re.IGNORECASE)
    ]
    for names in (
        [_name_of(one) for one in (given if isinstance(given, list) else [given])],
        _all(
            meta,
            "citation_author",
            "author",
            "dc.creator",
            "dcterms.creator",
            "parsely-author",
            "article:author",
            "byl",
        ),
        [_words(e.text_content() or e.get("content") or "") for e in marked if e.tag != "link"],
        [_words(e.text_content()) for e in accounts],
        [words for e in bylines[:1] if _BY.match(words := _words(e.text_content()))],
    ):
        people = [person for name in names for person in _people(name)]
        if people:
            return tuple(dict.fromkeys(people))
    return ()


def _people(names: str) -> Iterator[str]:
    """The people of `Ada Lovelace, Alan Turing and Grace Hopper`; `Lovelace, Ada` is one."""
    names = _BY.sub("", names)
    parts = re.split(r"\s*(?:;|、|\band\b|&|\s和\s)\s*", names)
    split = [
        p for part in parts for p in (re.split(r"\s*[,，]\s*", part) if part.count(" ") > part.count(",") else [part])
    ]
    for one in split if all(" " in p or re.search(f"[{HAN}]", p) for p in split if p) else parts:
        if 1 < len(one) <= 60 and not re.search(r"https?:|www\.|[@{}<>]", one):
            yield one.strip()


def _topics(meta: Mapping[str, Sequence[str]], told: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [one for given in _texts(told.get("keywords")) for one in given.split(",")]
    named = [*_all(meta, "article:tag"), *listed] or [o for g in _all(meta, "keywords") for o in re.split("[,，;]", g)]
    return tuple(dict.fromkeys(words for one in named if (words := _words(one)) and len(words) <= 60))[:30]


# Formulas and what is hidden, in the elements themselves, before anybody looks for an article.

_FORMULA = "formula"
"""Our attribute on a `span` that holds TeX."""


def _write_formulas(root: _Element) -> None:
    """Put TeX in the place of each formula: MathML with its source, KaTeX, MathJax of before and now, LaTeXML."""
    for one in root.xpath(f"//*[@{_FORMULA}]"):
        del one.attrib[_FORMULA]
    for script in [s for s in root.iter("script") if (s.get("type") or "").lower().startswith("math/tex")]:
        for shown in [s for s in (script.getprevious(), script.getnext()) if s is not None]:
            if "MathJax" in (shown.get("class") or ""):
                _replace(shown, "", display=False)
        before = script.getprevious()
        if before is not None and "MathJax" in (before.get("class") or ""):
            _replace(before, "", display=False)
        _replace(script, script.text or "", display="display" in (script.get("type") or ""))
    for math in [m for m in root.iter("math") if next(m.iterancestors("math"), None) is None]:
        holder = _formula_holder(math)
        display = (
            math.get("display") == "block"
            or "display" in (holder.get("class") or "")
            or holder.get("display") == "true"
        )
        _replace(holder, _tex(math), display=display)


_HOLDS_A_FORMULA = re.compile(r"(?:^|\s)(?:katex|katex-display|katex-block|mwe-math-element|MathJax\w*|MJX\w*)(?:\s|$)")


def _formula_holder(math: _Element) -> _Element:
    """The outermost element that is this formula's alone: what is beside the MathML is its picture."""
    holders = [math]
    for above in math.iterancestors():
        if above.tag != "mjx-container" and not _HOLDS_A_FORMULA.search(above.get("class") or ""):
            if above.tag not in ("span", "mjx-assistive-mml", "semantics"):
                break
            continue
        holders.append(above)
    return holders[-1]


def _replace(element: _Element, tex: str, *, display: bool) -> None:
    """Put a formula in the element's place; an empty one is nothing."""
    tail = element.tail
    attributes = {_FORMULA: "block" if display else "inline"} if tex.strip() else {}
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.attrib.update(attributes)
    element.tag, element.text, element.tail = "span", " ".join(tex.split()), tail


def _tex(math: _Element) -> str:
    """The TeX it was made of, where it was kept; else TeX of our own."""
    for note in math.iter("annotation"):
        if re.search("tex", note.get("encoding") or "", re.IGNORECASE) and (note.text or "").strip():
            return _bare_tex(note.text)
    return _bare_tex(math.get("alttext") or "") or _of_mathml(math).strip()


def _bare_tex(tex: str) -> str:
    """Without the `{\\displaystyle …}` that Wikipedia puts around every formula."""
    found = re.fullmatch(r"\s*\{\\(?:displaystyle|textstyle)\s*(.*?)\}\s*", tex, re.DOTALL)
    return (found.group(1) if found else tex).strip()


def _of_mathml(element: _Element) -> str:
    if element.tag in ("annotation", "annotation-xml"):
        return ""
    parts = [_of_mathml(child) for child in element]
    match element.tag, parts:
        case "mfrac", [above, below]:
            return rf"\frac{{{above}}}{{{below}}}"
        case "msup", [base, upper]:
            return f"{base}^{{{upper}}}"
        case "msub", [base, lower]:
            return f"{base}_{{{lower}}}"
        case "munder", [base, lower]:
            return f"{base}_{{{lower}}}"
        case "mover", [base, upper]:
            return f"{base}^{{{upper}}}"
        case "msubsup" | "munderover", [base, lower, upper]:
            return f"{base}_{{{lower}}}^{{{upper}}}"
        case "mroot", [base, index]:
            return rf"\sqrt[{index}]{{{base}}}"
        case "msqrt", _:
            return rf"\sqrt{{{''.join(parts)}}}"
        case "mtr", _:
            return " & ".join(parts) + r" \\ "
        case _:
            return (element.text or "").strip() + "".join(parts)


_NEVER_SHOWN = (
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "button",
    "input", "select", "textarea", "map", "dialog",
)  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def _drop_hidden(root: _Element) -> None:
    """Take out what a reader never sees: words hidden in a page are not the page's."""
    for noscript in list(root.iter("noscript")):
        _rescue_image(noscript)
    hidden = [element for element in root.iter() if _is_hidden(element)]
    for element in [*root.iter(*_NEVER_SHOWN), *hidden, *(a for a in root.iter("a") if _is_permalink(a))]:
        parent = element.getparent()
        if parent is not None and element.tag not in ("html", "body"):
            element.drop_tree()


def _is_hidden(element: _Element) -> bool:
    """Whether it is not shown.  WeChat hides every article, `js_content`, until a script shows it."""
    style = element.get("style") or ""
    return element.get("hidden") is not None or (
        bool(_HIDDEN_STYLE.search(style)) and element.get("id") != "js_content"
    )


def _is_permalink(anchor: _Element) -> bool:
    """Whether it is the sign beside a heading, such as `¶` or `#`, that links to the heading itself."""
    named = re.search(r"headerlink|anchor", anchor.get("class") or "")
    return bool(named) and not _plainly(anchor.text_content()) and next(anchor.iter("img"), None) is None


def _rescue_image(noscript: _Element) -> None:
    """A picture that is loaded late stands for readers without scripts in a `noscript` beside its stand-in."""
    before = noscript.getprevious()
    for image in noscript.iter("img"):
        if before is not None and before.tag == "img" and image.get("src"):
            before.set("data-src", image.get("src"))


# Blocks: the page as paragraphs, headings, items, tables, code and pictures, each as Markdown.


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page as Markdown, and how it is known again."""

    kind: str
    """`text`, `heading`, `item`, `caption`, `table`, `code`, `image`, `formula`."""
    text: str
    first: str = ""
    """What its first line begins with: a bullet, a quote."""
    rest: str = ""
    """What its other lines begin with."""
    words: str
    """Its letters and digits."""
    linked: int = 0
    """How many of these are under links."""
    aside: bool = False
    """Whether it stands in what is no part of an article: navigation, comments, a sidebar."""
    marked: bool = False
    """Whether the page itself marks it as the article's body."""
    path: tuple[int, ...] = ()
    """Where it stands: the number of each element around it, outermost first."""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()

    @property
    def markdown(self) -> str:
        """Its lines."""
        head, *others = self.text.split("\n")
        return "\n".join([self.first + head, *((self.rest + line).rstrip() for line in others)])


def joined(blocks: Sequence[Block]) -> str:
    """Blocks as one Markdown text; the items of a list stand close."""
    made: list[str] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            close = before.kind == block.kind == "item" and bool(block.first.strip(" >"))
            quote = _quote(before.rest) if _quote(before.rest) == _quote(block.rest) else ""
            made.append("\n" if close else f"\n{quote.rstrip()}\n")
        made.append(block.markdown)
    return "".join(made).strip("\n")


def _quote(prefix: str) -> str:
    found = re.match(r"(?:> )*", prefix)
    return found.group() if found else ""


_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{n}": "#" * n for n in range(1, 7)}
_ASIDE_TAGS = frozenset({"nav", "footer", "aside", "form", "menu"})
_ASIDE_ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "dialog", "search", "menu"})
_ASIDE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|sidebar|side-bar|related|recommend\w*|share|sharing|social|newsletter|promo\w*|advert\w*|ads?|"
    r"sponsor\w*|cookies?|consent|breadcrumbs?|pagination|pager|footer|subscribe|subscription|popup|modal|outbrain|taboola|"
    r"toolbar|menu|nav|navbar|navigation|trending|popular|widget|signup|author-bio|reflist)(?:$|[\s_-])",
    re.IGNORECASE,
)


def _is_aside(element: _Element) -> bool:
    """Whether it stands within what is no part of an article."""
    return any(_begins_aside(one) for one in (element, *element.iterancestors()))


def _begins_aside(element: _Element) -> bool:
    if element.tag in ("html", "body", "article", "main"):
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in _ASIDE_TAGS or element.get("role") in _ASIDE_ROLES or bool(_ASIDE_CLASS.search(named))


def _is_marked(element: _Element) -> bool:
    """Whether it is the article's body by schema.org's microdata or by microformats2."""
    itemprop, named = (element.get("itemprop") or "").lower().split(), (element.get("class") or "").split()
    return "articlebody" in itemprop or "e-content" in named


class _Place(NamedTuple):
    """Where in the page the writer stands."""

    prefix: str = ""
    kind: str = "text"
    aside: bool = False
    marked: bool = False
    path: tuple[int, ...] = ()


@dataclass(slots=True)
class _Writer:
    """Writes the blocks of a page, in order."""

    base: str
    formulas: bool
    holders: set[_Element]
    """The elements that have a block within."""
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    count: int = 0

    def blocks(self, element: _Element, place: _Place) -> Iterator[Block]:
        """The blocks of an element that holds other blocks, or words, or both."""
        self.count += 1
        place = place._replace(
            path=(*place.path, self.count),
            aside=place.aside or _begins_aside(element),
            marked=place.marked or _is_marked(element),
        )
        run = [self._words(element.text)]
        linked = 0
        for child in element:
            if child.tag in _BLOCKS or child in self.holders:
                yield from self._paragraph(run, linked, place)
                yield from self._block(child, place)
                run, linked = [], 0
            elif child.get(_FORMULA) == "block":
                yield from self._paragraph(run, linked, place)
                yield from self._made("formula", f"$$\n{child.text}\n$$", place)
                run, linked = [], 0
            else:
                run.append(self._inline(child))
                linked += _linked(child)
            run.append(self._words(child.tail))
        yield from self._paragraph(run, linked, place)

    def _block(self, element: _Element, place: _Place) -> Iterator[Block]:
        tag = element.tag
        if tag in _HEADINGS:
            yield from self._heading(element, place)
        elif tag == "pre":
            yield from self._code(element, place)
        elif tag == "table" and _is_data(element):
            yield from self._table(element, place)
        elif tag in ("ul", "ol"):
            yield from self._list(element, place)
        elif tag == "figcaption":
            yield from (replace(b, kind="caption") if b.kind == "text" else b for b in self.blocks(element, place))
        elif tag == "blockquote":
            yield from self.blocks(element, place._replace(prefix=place.prefix + "> "))
        elif tag == "dt":
            yield from (
                replace(b, text=f"**{b.text}**" if "*" not in b.text else b.text) for b in self.blocks(element, place)
            )
        elif tag == "hr" or (tag == "td" and re.search(r"gutter|linenos|blob-num", element.get("class") or "")):
            return
        else:
            yield from self.blocks(element, place)

    def _heading(self, element: _Element, place: _Place) -> Iterator[Block]:
        inner = list(self.blocks(element, place))
        text = " ".join(block.text.replace("\n", " ") for block in inner)
        if text:
            self.links, self.images = [o for b in inner for o in b.links], [o for b in inner for o in b.images]
            linked = sum(block.linked for block in inner)
            yield from self._made("heading", f"{_HEADINGS[element.tag]} {text}", place, linked=linked)

    def _list(self, element: _Element, place: _Place) -> Iterator[Block]:
        number = (
            int(start) if (start := element.get("start") or "").isascii() and start.isdigit() and len(start) < 9 else 1
        )
        place = place._replace(aside=place.aside or _begins_aside(element))
        for item in element:
            if item.tag != "li":
                yield from self._block(item, place._replace(kind="item", prefix=place.prefix + "  "))
                continue
            bullet = f"{number}. " if element.tag == "ol" else "- "
            number += 1
            inner = place._replace(kind="item", prefix=place.prefix + " " * len(bullet))
            for at, block in enumerate(self.blocks(item, inner)):
                yield replace(block, first=place.prefix + bullet) if at == 0 else block

    def _code(self, element: _Element, place: _Place) -> Iterator[Block]:
        for number in element.xpath(".//*[contains(@class,'lineno') or contains(@class,'line-number')]"):
            number.drop_tree()
        for line_break in element.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        code = element.text_content().replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
        if code:
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
            yield from self._made("code", f"{fence}{_code_language(element)}\n{code}\n{fence}", place)

    def _table(self, element: _Element, place: _Place) -> Iterator[Block]:
        for caption in element.iter("caption"):
            yield from self.blocks(caption, place)
        rows = [self._cells(row) for row in _rows(element)]
        grid = _grid([row for row in rows if row])
        if not grid:
            return
        width = max(len(row) for row in grid)
        full = [[*row, *[""] * (width - len(row))] for row in grid]
        lines = [f"| {' | '.join(row)} |" for row in full]
        yield from self._made(
            "table", "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]]), place, linked=_linked(element)
        )

    def _cells(self, row: _Element) -> list[_Cell]:
        return [
            _Cell(" ".join(self._flat(cell).split()), _span(cell, "colspan"), _span(cell, "rowspan"))
            for cell in row
            if cell.tag in ("td", "th")
        ]

    def _flat(self, element: _Element) -> str:
        """All its words on one line, its blocks apart by a space."""
        parts = [self._words(element.text)]
        for child in element:
            apart = child.tag in _BLOCKS
            parts += [
                " " if apart else "",
                self._flat(child) if apart else self._inline(child),
                " " if apart else "",
                self._words(child.tail),
            ]
        return "".join(parts).replace("\n", " ")

    def _paragraph(self, run: Sequence[str], linked: int, place: _Place) -> Iterator[Block]:
        text = "\n".join(line for given in "".join(run).split("\n") if (line := " ".join(given.split())))
        if text:
            alone = bool(self.images) and not _plainly(
                re.sub(r"!?\[[^\]]{0,300}\]\((?:<[^<>]{0,999}>|[^()\s<]{0,999})\)", "", text)
            )
            yield from self._made(
                "image" if alone and place.kind == "text" else place.kind,
                text.replace("\n", "  \n"),
                place,
                linked=linked,
            )

    def _made(self, kind: str, text: str, place: _Place, *, linked: int = 0) -> Iterator[Block]:
        words = _plainly(
            re.sub(
                r"!\[[^\]]{0,300}\]\((?:<[^<>]{0,999}>|[^()\s<]{0,999})\)|\]\((?:<[^<>]{0,999}>|[^()\s<]{0,999})\)",
                "",
                text,
            )
            if kind != "code"
            else text
        )
        yield Block(
            kind=kind, text=text, first=place.prefix, rest=place.prefix, words=words, linked=linked, aside=place.aside,
            marked=place.marked, path=place.path, links=tuple(self.links), images=tuple(self.images),
        )  # fmt: skip
        self.links, self.images = [], []

    def _words(self, text: str | None) -> str:
        """Words as Markdown that reads as those words, the space at either end kept."""
        if not text or text.isspace():
            return " " if text else ""
        parts = _RAW_FORMULA.split(text) if self.formulas else [text]
        made = [(_raw_formula(part) if at % 2 else escape(part)) for at, part in enumerate(parts)]
        if self.formulas:
            spaced = [
                f"{part[:1] if part[:1].isspace() else ''}{m}{' ' if part[-1:].isspace() and m else ''}"
                for part, m in zip(parts, made, strict=True)
            ]
            return "".join(spaced).replace("\n", " ")
        return f"{' ' if text[0].isspace() else ''}{made[0]}{' ' if text[-1].isspace() else ''}"

    def _inline(self, element: _Element) -> str:
        if not isinstance(element.tag, str):
            return ""
        if (formula := element.get(_FORMULA)) is not None:
            return f"${element.text}$" if formula == "inline" else f"$${element.text}$$"
        match element.tag:
            case "br":
                return "\n"
            case "img":
                return self._image(element)
            case "code" | "kbd" | "samp" | "tt":
                return _inline_code(element.text_content())
            case _:
                inner = self._words(element.text) + "".join(self._inline(c) + self._words(c.tail) for c in element)
                return self._marked(element, inner)

    def _marked(self, element: _Element, inner: str) -> str:
        match element.tag:
            case "strong" | "b":
                return _around(inner, "**")
            case "em" | "i" | "cite" | "dfn":
                return _around(inner, "*")
            case "del" | "s" | "strike":
                return _around(inner, "~~")
            case "q":
                return f"“{inner}”"
            case "sup" if any((a.get("href") or "").startswith("#") for a in element.iter("a")):
                mark = inner.strip().removeprefix("\\[").removesuffix("\\]")
                return f"\\[{mark}\\]" if mark else ""
            case "sup" if re.fullmatch(r"[-−+]?[\dn]{1,3}", inner.strip()) and _ends_in_digit(element):
                return f"^{inner.strip()}"
            case "a":
                return self._link(element, inner)
            case _:
                return inner

    def _link(self, element: _Element, inner: str) -> str:
        address = _joined(self.base, element.get("href") or "")
        label = " ".join(inner.split())
        if (
            not address
            or not label
            or (element.get("href") or "").startswith("#")
            or "](" in label.replace("![", "", 1).replace("](", "", 1)
        ):
            return inner
        self.links.append(Link(address, " ".join(element.text_content().split())))
        return f"{' ' if inner[0].isspace() else ''}{link(label, address)}{' ' if inner[-1].isspace() else ''}"

    def _image(self, element: _Element) -> str:
        address = next((full for one in _sources(element) if (full := _joined(self.base, one))), "")
        if not address.startswith("http") or _is_tiny(element):
            return ""
        alt = _words(element.get("alt") or "")
        self.images.append(Image(address, alt, ""))
        return f"!{link(escape(alt), address)}"


def _is_furniture(element: _Element) -> bool:
    """Whether it holds no words of anybody's: a rule, the column of numbers beside code."""
    numbers = element.tag == "td" and re.search(r"gutter|linenos|blob-num", element.get("class") or "")
    return element.tag == "hr" or bool(numbers)


class _Cell(NamedTuple):
    text: str
    columns: int
    rows: int


def _span(cell: _Element, name: str) -> int:
    given = (cell.get(name) or "").strip()
    return min(int(given), 50) or 1 if given.isascii() and given.isdigit() and len(given) < 9 else 1


def _rows(table: _Element) -> list[_Element]:
    """Its own rows, and not those of tables within."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


_MAX_COLUMNS = 200


def _grid(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """Cells in their columns: one that reaches over several leaves the others empty."""
    grid: list[list[str]] = []
    hanging: Counter[int] = Counter()
    for row in rows:
        line: list[str] = []
        for cell in row:
            while hanging[len(line)] > 0:
                hanging[len(line)] -= 1
                line.append("")
            if len(line) >= _MAX_COLUMNS:
                break
            for column in range(len(line), len(line) + cell.columns):
                hanging[column] += cell.rows - 1
            line += [cell.text, *[""] * (cell.columns - 1)]
        while hanging[len(line)] > 0:
            hanging[len(line)] -= 1
            line.append("")
        grid.append(line)
    return [line for line in grid if any(line)]


def _is_data(table: _Element) -> bool:
    """Whether it is a table of things, and not one that only puts them in their places."""
    if table.get("role") == "presentation" or next(table.iter("table", "pre", "h1", "h2", "h3"), table) is not table:
        inner = [e for e in table.iter("table", "pre", "h1", "h2", "h3") if e is not table]
        if inner or table.get("role") == "presentation":
            return False
    rows = _rows(table)
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    if next(table.iter("th"), None) is not None and max(widths, default=0) > 1:
        return True
    longest = max((len(cell.text_content()) for row in rows for cell in row), default=0)
    return len(rows) > 1 and max(widths, default=0) > 1 and longest < 1500


_CODE_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|highlight-|brush:\s*|sourceCode\s+)([A-Za-z0-9+#]{1,20})(?:\s|;|$)"
)


def _code_language(pre: _Element) -> str:
    around = [pre, *pre.iter("code"), *list(pre.iterancestors())[:3]]
    named = [pre.get("data-lang") or "", *(e.get("data-lang") or "" for e in pre.iter("code"))]
    for name in [*named, *(m.group(1) for e in around if (m := _CODE_LANGUAGE.search(e.get("class") or "")))]:
        if re.fullmatch(r"[A-Za-z0-9+#]{1,20}", name) and name not in ("none", "default", "plain"):
            return name.lower()
    return ""


def _inline_code(code: str) -> str:
    code = " ".join(code.split())
    if not code:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
    return f"{fence} {code} {fence}" if "`" in code else f"`{code}`"


_RAW_FORMULA = re.compile(
    r"(\$\$[^$]{1,2000}\$\$|\$(?!\s)[^$\n]{1,400}(?<![\s\\])\$(?!\d)|\\\([^$]{1,400}?\\\)|\\\[[^$]{1,2000}?\\\])"
)


def _raw_formula(text: str) -> str:
    """A formula that the page's own script would have set."""
    inner = " ".join(
        text.strip("$").removeprefix("\\(").removesuffix("\\)").removeprefix("\\[").removesuffix("\\]").split()
    )
    return f"$${inner}$$" if text.startswith(("$$", "\\[")) else f"${inner}$"


def _around(inner: str, mark: str) -> str:
    words = inner.strip()
    if not words or "\n" in words or words.startswith("*"):
        return inner
    at = inner.index(words)
    return f"{inner[:at]}{mark}{words}{mark}{inner[at + len(words) :]}"


def _ends_in_digit(element: _Element) -> bool:
    before = element.getprevious()
    text = before.tail if before is not None else element.getparent().text if element.getparent() is not None else ""
    return bool(text) and text[-1] in "0123456789)"


def _linked(element: _Element) -> int:
    anchors = [element] if element.tag == "a" else element.iter("a")
    return sum(len(_plainly(a.text_content())) for a in anchors)


def _sources(image: _Element) -> list[str]:
    """Where the picture is: late loading puts its address elsewhere, and a stand-in in its place."""
    sets = [image.get("srcset") or image.get("data-srcset") or "", *(s.get("srcset") or "" for s in _siblings(image))]
    listed = [one.split()[0] for given in sets for one in given.split(", ")[-1:] if one.split()]
    late = [
        image.get(name) or "" for name in ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url")
    ]
    return [one for one in (*late, image.get("src") or "", *listed) if one and not one.startswith("data:")]


def _siblings(image: _Element) -> list[_Element]:
    parent = image.getparent()
    return list(parent.iter("source")) if parent is not None and parent.tag == "picture" else []


def _is_tiny(image: _Element) -> bool:
    """Whether it is there to count readers, or is an icon."""
    sizes = [
        int(s)
        for name in ("width", "height")
        if (s := (image.get(name) or "").removesuffix("px")).isdigit() and s.isascii() and len(s) < 9
    ]
    return bool(sizes) and min(sizes) <= 3


def blocks_of(root: _Element, base: str, *, formulas: bool = False) -> list[Block]:
    """All blocks of a page or letter, in order."""
    body = next(root.iter("body"), root)
    holders: set[_Element] = set()
    for block in body.iter(*_BLOCKS, "span"):
        if block.tag == "span" and block.get(_FORMULA) != "block":
            continue
        for above in block.iterancestors():
            if above in holders:
                break
            holders.add(above)
    return list(_Writer(base, formulas, holders).blocks(body, _Place()))


# The article among the blocks.


def _article(page: Page) -> list[Block]:
    blocks = blocks_of(page.root, page.base, formulas=page.formulas)
    found = _within_mark(_chosen(blocks, _extracted(page)))
    given = _given_body(page)
    if not given or len(_plainly(given)) * 2 < _length(found):
        return found or _largest(blocks)
    told = _chosen(blocks, given)
    if _length(told) * 10 >= len(_plainly(given)) * 8:
        return told
    return _paragraphs(given) if _length(found) * 2 < len(_plainly(given)) else found


def _within_mark(found: list[Block]) -> list[Block]:
    """What the page marks as the article's body, where that is the larger part of what was found."""
    marked = [block for block in found if block.marked]
    return marked if _length(marked) * 2 > _length(found) else found


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.words) for block in blocks)


def _extracted(page: Page) -> str:
    """The article's words, as trafilatura finds them.

    Its own extractor alone (`fast`): on the 60 pages of `html-extraction` its F1 is 0.974, and 0.954 with its fallbacks.
    """
    from copy import deepcopy

    import trafilatura

    copy = deepcopy(page.root)
    for cell in copy.iter("td", "th"):  # it fills rows up to the widest `colspan`, of whatever width
        for name in ("colspan", "rowspan"):
            cell.attrib.pop(name, None)
    found = trafilatura.bare_extraction(
        copy, url=None, fast=True, include_comments=False, include_tables=True, with_metadata=False
    )
    return (getattr(found, "text", "") or "") if found else ""


def _given_body(page: Page) -> str:
    body = _told(page).get("articleBody")
    if not isinstance(body, str):
        return ""
    text = unescape(body)
    if re.search(r"</?(?:p|br|div|a|strong|em)\b", text):
        text = re.sub(r"<[^>]{0,2000}>", "\n", text)
    return text if len(_plainly(text)) >= 200 else ""


def _paragraphs(text: str) -> list[Block]:
    """A text given without its markup, as blocks."""
    lines = [words for line in re.split(r"\n+", text) if (words := " ".join(line.split()))]
    return [Block(kind="text", text=escape(line), words=_plainly(line)) for line in lines]


_SHINGLE = 12
_KNOWN_BY_PART = 25
"""Letters and digits from which on a block found anywhere in the wanted words is not there by chance."""


def _chosen(blocks: Sequence[Block], wanted: str) -> list[Block]:
    """The blocks whose words are *wanted*, with the headings, tables, code and pictures that stand among them."""
    lines = {line for given in wanted.splitlines() if (line := _plainly(re.sub(r"^- |\|", "", given)))}
    shingles = set(_shingles(_plainly(wanted), 1))
    sure = [_is_wanted(block, lines, shingles) for block in blocks]
    strong = [at for at, block in enumerate(blocks) if sure[at] and len(block.words) >= _KNOWN_BY_PART]
    if not strong:
        return []
    first, last = strong[0], strong[-1]
    said = _said_within(blocks, strong)
    kept = [sure[at] and at not in said and first - 3 <= at <= last + 3 for at in range(len(blocks))]
    return [block for at, block in enumerate(blocks) if kept[at] or _belongs(blocks, kept, at)]


def _said_within(blocks: Sequence[Block], strong: Sequence[int]) -> set[int]:
    """Those that only say again what a longer one says: quotes pulled out of it, its teaser, captions."""
    longest: dict[str, int] = {}
    for at in sorted(strong, key=lambda at: len(blocks[at].words)):
        longest.update(dict.fromkeys(_shingles(blocks[at].words, 1), at))
    again: set[int] = set()
    for at in strong:
        holders = {longest[shingle] for shingle in _shingles(blocks[at].words, 3)}
        longer = len(holders) == 1 and len(blocks[min(holders)].words) > len(blocks[at].words)
        if longer and blocks[at].kind in ("text", "heading"):
            again.add(at)
    return again


def _shingles(words: str, step: int) -> Iterator[str]:
    for at in range(0, max(1, len(words) - _SHINGLE + 1), step):
        yield words[at : at + _SHINGLE]


def _is_wanted(block: Block, lines: set[str], shingles: set[str]) -> bool:
    """Whether its words are a line of what is wanted, or most of them stand there: all steps take time by their length."""
    if block.words in lines:
        return bool(block.words)
    if len(block.words) < _KNOWN_BY_PART:
        return False
    found = [shingle in shingles for shingle in _shingles(block.words, 3)]
    return sum(found) * 10 >= len(found) * 7


def _belongs(blocks: Sequence[Block], kept: Sequence[bool], at: int) -> bool:
    """Whether a block that the extraction passed over belongs to the kept blocks around it."""
    block = blocks[at]
    if block.aside:
        return False
    before = next((i for i in range(at - 1, max(-1, at - 9), -1) if kept[i]), None)
    after = next((i for i in range(at + 1, min(len(blocks), at + 9)) if kept[i]), None)
    match block.kind:
        case "heading":
            return before is not None and after is not None and after - at <= 2 and block.linked * 2 <= len(block.words)
        case "image":
            near = [blocks[i] for i in (before, after) if i is not None]
            return bool(block.images[0].alt) and (len(near) == 2 or any(_is_beside(block, one) for one in near))
        case "caption":
            return at > 0 and _captions(block, blocks[at - 1]) and (kept[at - 1] or _belongs(blocks, kept, at - 1))
        case "code" | "formula":
            return before is not None or after is not None
        case "table":
            return (before is not None or after is not None) and block.linked * 2 <= len(block.words)
        case _:
            return False


def _is_beside(block: Block, other: Block) -> bool:
    """Whether both stand in one element, or the first in one beside the other."""
    return block.path[: len(other.path) - 1] == other.path[:-1]


def _captions(caption: Block, shown: Block) -> bool:
    """Whether it says of what is shown before it what that does not say itself."""
    said = {_plainly(image.alt) for image in shown.images}
    return shown.kind in ("image", "table", "code") and not any(caption.words in alt for alt in said)


def _largest(blocks: Sequence[Block]) -> list[Block]:
    """The words of the element that holds most of the page's unlinked words in paragraphs; nothing where they are few."""
    weights: Counter[int] = Counter()
    for block in blocks:
        if not block.aside and block.linked * 2 < len(block.words):
            for depth, one in enumerate(reversed(block.path[-5:])):
                weights[one] += len(block.words) * (10 - 2 * depth)
    if not weights:
        return []
    best = max(weights, key=lambda one: weights[one])
    return [block for block in blocks if best in block.path and not block.aside]


_LEAD = 4
"""In so many blocks a page says its title, its author and its date, which the item has already."""
_NOT_SAID = re.compile(
    r"\W*(?:(?:estimated )?reading time\W.{0,20}|\d{1,3}\s*min(?:ute)?s?\.?\s*(?:read|to read)|tempo de leitura\W.{0,20}|"
    r"预计?阅读(?:时间|需)?.{0,15}|阅读(?:量|数|时间|时长)?\W{0,3}\d[\d.,万k+]*\W*.{0,6}|https?://\S+)\W*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\W*(?:copyright\b|©|all rights reserved|related(?: articles| posts| stories| reading)?\b|read (?:more|next|also)\b|see also:|more (?:from|on)\b|you may also like|"
    r"subscribe\b|sign up\b|follow (?:us|\S+ on)\b|share (?:this|on|via)\b|click here\b|get \S.{0,60}(?:delivered|in your inbox|newsletter)|download (?:our|the) app|"
    r"leave a (?:comment|reply)|comments?$|"
    r"leggi anche|lire aussi|lesen sie auch|leia (?:também|mais)|lee también|"
    r"(?:相关|推荐|延伸|更多)(?:阅读|文章|推荐|新闻|内容)|责任?编辑?\s*[:：]|责编|版权(?:所有|归|声明)|转载请|未经(?:授权|许可)|扫码|扫描?二维码|长按识别|"
    r"(?:欢迎|点击|请)?(?:关注|订阅)(?:我们|公众号|本号|微信)|点个?赞|分享(?:到|至|给)|点击(?:查看|阅读)?(?:原文|这里|此处)|上一篇|下一篇|返回(?:首页|顶部|列表)|往期)",
    re.IGNORECASE,
)
_CLOSING_LENGTH = 220
"""Letters and digits; what is longer is a paragraph that begins with such words."""


def _trimmed(blocks: list[Block], about: _About) -> list[Block]:
    """Without what the item says elsewhere, before the article, and what asks for more of the reader, after it."""
    same = {_plainly(one) for one in (about.title, about.url, *about.authors)}
    title = set(_WORD.findall(about.title.casefold()))
    head = [block for block in blocks[:_LEAD] if not _is_said(block, same, title, about.published[:10])]
    kept = head + blocks[_LEAD:]
    while len(kept) > 1 and _closes(kept):
        kept.pop()
    return kept


_WORD = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")


def _is_said(block: Block, same: set[str], title: set[str], day: str) -> bool:
    if block.kind not in ("heading", "text"):
        return False
    seen = _seen(block)
    if (
        {block.words, _plainly(_BY.sub("", seen))} & same
        or _NOT_SAID.fullmatch(seen)
        or (day and moment_of(seen)[:10] == day)
    ):
        return True
    words = set(_WORD.findall(seen.casefold()))
    return block.text.startswith("# ") and bool(title) and len(words & title) * 10 >= max(len(words), len(title)) * 6


def _seen(block: Block) -> str:
    """Its words on one line, its links' addresses gone."""
    return re.sub(r"!?\[|\]\((?:<[^<>]{0,999}>|[^()\s<]{0,999})\)|[*#\\]", "", block.text)


def _closes(blocks: Sequence[Block]) -> bool:
    """Whether the last block is none of the article's: an invitation, a heading with nothing under it, its picture."""
    last, before = blocks[-1], blocks[-2]
    if last.kind == "heading":
        return True
    if last.kind in ("text", "item") and len(last.words) <= _CLOSING_LENGTH and _CLOSING.match(_seen(last)):
        return True
    return last.kind == "image" and before.kind == "heading" and before.linked * 2 > len(before.words)


# Pages that are no article.

_WALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "it asks for consent to cookies instead of showing the article",
        re.compile(
            r"before you continue to|we (?:and our partners )?(?:use|store)[^.]{0,80}cookies|we value your privacy|accept all cookies|"
            r"bevor sie (?:zu \w+ )?(?:weiter|fortfahren)|avant d.accéder|cookie consent|consent to the use of cookies|"
            r"(?:接受|同意|允许)(?:所有|全部|使用)?\s*cookie|使用\s*cookie[^。]{0,40}(?:同意|接受)|继续(?:使用|访问|前往)[^。]{0,20}之?前",
            re.IGNORECASE,
        ),
    ),
    (
        "it says that too many requests were made, or wants to see that a person asks",
        re.compile(
            r"too many requests|rate limit(?:ed| exceeded)|unusual traffic from your|verify(?:ing)? (?:that )?you(?:'|’)?(?: a)?re (?:a )?(?:not a robot|human)|"
            r"are you a robot|i(?:'|’)m not a robot|confirm (?:that )?you(?:'|’| a)re (?:not a (?:ro)?bot|human)|checking your browser|"
            r"just a moment\.\.\.|attention required! \| cloudflare|solve the captcha|complete the (?:security check|captcha)|"
            r"(?:访问|请求|操作)(?:过于|太|次数过)?(?:频繁|过多|太多)|人机验证|(?:完成|通过|进行)[^。]{0,6}验证|^\W*安全验证|滑动验证|(?:输入|填写)[^。]{0,8}验证码|环境异常|异常流量|确认您?你?不?是(?:真人|机器人)",
            re.IGNORECASE,
        ),
    ),
    (
        "it asks for a login or a subscription instead of showing the article",
        re.compile(
            r"^\W*(?:log ?in|sign ?in)\b|(?:log|sign) ?in to (?:continue|read|view|your account|see)|please (?:log|sign) ?in|you must (?:be logged|log|sign) ?in|"
            r"subscribe to (?:continue|keep) reading|create an account to (?:continue|read)|"
            r"请先?(?:登录|登陆|登入)|(?:登录|登陆|登入)(?:后|之后)(?:即可|才能|可以|可|继续|查看|阅读)|(?:扫码|用户|账号|帐号|密码|短信|立即)(?:登录|登陆)|订阅后(?:阅读|查看)",
            re.IGNORECASE,
        ),
    ),
    (
        "it shows nothing without JavaScript; a browser is needed to read it",
        re.compile(
            r"(?:enable|turn on|activate|(?:site|page|app|application|browser) requires|(?:work|run|function)s? (?:properly |correctly )?without) javascript|javascript (?:is |has been )?(?:disabled|required|not (?:enabled|available))|"
            r"javascript to (?:be enabled|run this app|continue)|(?:启用|开启|打开|允许|需要|禁用了?|不支持)\s*javascript|javascript\s*(?:已?被?禁用|未启用|未开启|才能)",
            re.IGNORECASE,
        ),
    ),
    (
        "it says that there is no such page",
        re.compile(
            r"^\W*(?:404\b|(?:error )?page (?:was )?not found|not found\b)|the page you(?:'|’| a)re looking for|^\W*(?:403\b|access denied|forbidden)|"
            r"页面不存在|页面(?:找不到|已删除|走丢)|找不到(?:该|您要的)?(?:页面|网页)|(?:内容|文章|帖子)(?:已|不存在|已被)(?:.{0,8}删除|不存在|下架)|^\W*(?:无权|拒绝|禁止)访问",
            re.IGNORECASE,
        ),
    ),
    (
        "it is the login page of a network and not the page asked for",
        re.compile(
            r"(?:wi-?fi|hotspot|guest network) (?:login|log ?in|sign ?in|portal|access page)|accept the terms to (?:connect|continue)|captive portal|"
            r"(?:上网|无线|网络|wi-?fi)\s*(?:认证|登录|连接认证)",
            re.IGNORECASE,
        ),
    ),
)
_SHORT = 700
"""Letters and digits; an article that is longer may speak of any of this."""
_SHORT_SIGNED = 90
"""The same where somebody signed or dated it: a release note may say that it counts requests."""
_SCRAP = 60
"""Letters and digits; where less was found, what the page says to readers without scripts may be all it says."""
_ASKING = 250
"""Letters and digits of the article under which a form that asks who is there is what the page is for."""
_CONSENT_LENGTH = 4000
"""The page that asks for consent before YouTube says 1,000."""
_CONSENT_HOST = re.compile(r"^https?://consent\.|/consent(?:\?|/)|guce\.\w+\.com", re.IGNORECASE)


def _refusal(page: Page, about: _About, text: str) -> str | None:
    """Why this is no article, or None where it is one."""
    words = _plainly(text)
    if len(words) < _CONSENT_LENGTH and any(
        _CONSENT_HOST.search(f.get("action") or "") for f in page.root.iter("form")
    ):
        return _WALLS[0][0]
    if len(words) < _ASKING and page.root.xpath("//*[contains(@class,'g-recaptcha') or contains(@id,'captcha')]"):
        return _WALLS[1][0]
    signed = bool(about.published or about.authors)
    if len(words) >= (_SHORT_SIGNED if signed else _SHORT):
        return None
    looked_at = [about.title, " ".join(text.split())]
    shown = " ".join(page.root.text_content().split())
    if len(words) * 2 < len(_plainly(shown)) < _SHORT or len(words) < _SCRAP:
        looked_at.append(shown[:3000])
    if len(words) < _SCRAP:
        looked_at.append(page.unscripted)
    for why, pattern in _WALLS:
        if any(pattern.search(one) for one in looked_at):
            return why
    return None if words else "no article was found in it"
