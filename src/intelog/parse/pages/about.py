"""What a page says of itself: its title, address, language and dates, who wrote it and of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from intelog.model.item import Hint
from intelog.parse.pages.dates import moment_of
from intelog.parse.pages.elements import Element
from intelog.parse.pages.page import Page
from intelog.parse.pages.parts import is_aside
from intelog.parse.pages.structured import line_in, name_in, said_of_article, texts
from intelog.parse.pages.words import full_address, one_line, plainly
from intelog.text.script import HAN


class About(NamedTuple):
    """What a page says of itself; what it does not say is empty."""

    title: str
    site: str
    url: str
    language: str
    published: str
    updated: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]


def about_page(page: Page, hint: Hint) -> About:
    """What *page* says of itself, its address without that being the one it was found at."""
    meta = _meta(page.root)
    told = said_of_article(page.data)
    site = _first(meta, "og:site_name", "application-name") or name_in(told.get("publisher"))
    return About(
        title=_title(page, meta, told, site, hint),
        site=site,
        url=_canonical(page, meta, hint),
        language=_language(page.root, meta),
        published=_published(page, meta, told),
        updated=_dated([told.get("dateModified"), *_all(meta, *_UPDATED)]),
        authors=_authors(page, meta, told),
        topics=_topics(meta, told),
    )


def _meta(root: Element) -> dict[str, list[str]]:
    """What its `meta` elements say, by name in lower case."""
    said: dict[str, list[str]] = {}
    for one in root.iter("meta"):
        for name in {(one.get(key) or "").strip().lower() for key in ("property", "name", "itemprop", "http-equiv")}:
            value = one_line(one.get("content") or "")
            if name and value:
                said.setdefault(name, []).append(value)
    return said


def _all(meta: Mapping[str, Sequence[str]], *names: str) -> list[str]:
    return [value for name in names for value in meta.get(name, ())]


def _first(meta: Mapping[str, Sequence[str]], *names: str) -> str:
    return next(iter(_all(meta, *names)), "")


_SEPARATOR = re.compile(
    r"\s+(?:[|·•»«›‹–—-]|::|-{2,3})\s+|\s*[|｜_]\s*|\s*-{2,3}\s*|(?<=[^\x00-\x7f])\s*[-–—]+\s*(?=[^\x00-\x7f\d])"
)


def _title(page: Page, meta: Mapping[str, Sequence[str]], told: Mapping[str, Any], site: str, hint: Hint) -> str:
    """As the page is shared, as its data say, as its one heading says, as its tab says; without the site's name."""
    tab = one_line(next((t.text_content() for t in page.root.iter("title")), ""))
    headings = [words for h in page.root.iter("h1") if (words := one_line(h.text_content()))]
    shared = _first(meta, "og:title", "twitter:title", "citation_title", "dc.title", "title")
    headline = line_in(told.get("headline"))
    sites = {plainly(one) for one in (site, name_in(told.get("publisher")), *_host_names(hint.url)) if one} - {""}
    for given in (shared, headline, *(headings if len(headings) == 1 else ()), tab, *headings[:1]):
        if given and plainly(given) not in sites:
            return _without_site(given, sites, [headline, *headings], whole=given is not tab)
    return shared or tab


def _host_names(url: str) -> list[str]:
    host = (urlsplit(url).hostname or "") if full_address("", url) else ""
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
    if plainly(parts[-1]) in sites:
        return _without_site(title[: cuts[-1][0]].strip(), sites, headings, whole=whole)
    if plainly(parts[0]) in sites:
        return title[cuts[0][1] :].strip()
    return title


def _canonical(page: Page, meta: Mapping[str, Sequence[str]], hint: Hint) -> str:
    """The address it wants to be known by; a site that gives its front page for every page is not believed."""
    given = [one.get("href") for one in page.root.iter("link") if "canonical" in (one.get("rel") or "").lower().split()]
    for one in [*given, *_all(meta, "og:url")]:
        address = full_address(page.base, one or "")
        if address.startswith("http") and (
            urlsplit(address).path.strip("/") or urlsplit(address).query or not hint.url
        ):
            return address
    return hint.url


def _language(root: Element, meta: Mapping[str, Sequence[str]]) -> str:
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


def _times(root: Element) -> list[str]:
    """What its `time` elements say: those that name themselves, else the first of the article, else the only one."""
    marked = [one for one in root.iter() if (one.get("itemprop") or "").lower() == "datepublished"]
    times = [one for one in root.iter("time") if not is_aside(one)]
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


BY = re.compile(
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
        [name_in(one) for one in (given if isinstance(given, list) else [given])],
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
        [one_line(e.text_content() or e.get("content") or "") for e in marked if e.tag != "link"],
        [one_line(e.text_content()) for e in accounts],
        [words for e in bylines[:1] if BY.match(words := one_line(e.text_content()))],
    ):
        people = [person for name in names for person in _people(name)]
        if people:
            return tuple(dict.fromkeys(people))
    return ()


def _people(names: str) -> Iterator[str]:
    """The people of `Ada Lovelace, Alan Turing and Grace Hopper`; `Lovelace, Ada` is one."""
    names = BY.sub("", names)
    parts = re.split(r"\s*(?:;|、|\band\b|&|\s和\s)\s*", names)
    split = [
        p for part in parts for p in (re.split(r"\s*[,，]\s*", part) if part.count(" ") > part.count(",") else [part])
    ]
    for one in split if all(" " in p or re.search(f"[{HAN}]", p) for p in split if p) else parts:
        if 1 < len(one) <= 60 and not re.search(r"https?:|www\.|[@{}<>]", one):
            yield one.strip()


def _topics(meta: Mapping[str, Sequence[str]], told: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [one for given in texts(told.get("keywords")) for one in given.split(",")]
    named = [*_all(meta, "article:tag"), *listed] or [o for g in _all(meta, "keywords") for o in re.split("[,，;]", g)]
    return tuple(dict.fromkeys(words for one in named if (words := one_line(one)) and len(words) <= 60))[:30]
