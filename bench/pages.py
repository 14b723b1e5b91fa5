"""Pages: measures 3 and 20, the article of a web page and HTML that may be shown."""

from __future__ import annotations

import ast
import base64
import binascii
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from bench.row import Row
from intelog.errors import ParseError
from intelog.model.item import Hint
from intelog.parse import pages
from intelog.parse.sanitise import TAGS, clean_html
from intelog.text.markdown import plain
from intelog.text.script import HAN


def rows(corpus: Path) -> list[Row]:
    """Both measures."""
    return [*_articles(corpus), *_sanitised(corpus)]


class Read(NamedTuple):
    """How one page was read."""

    page: str
    url: str
    f1: float
    precision: float
    recall: float
    peer: float
    fast: float
    """The peer without its fallbacks, as ours asks it."""
    cause: str
    """Empty at an F1 of 0.95 or more."""


GOOD = 0.95


def failures(corpus: Path) -> dict[str, list[str]]:
    """The pages whose article was read badly, by what went wrong, the worst first."""
    by_cause: dict[str, list[str]] = {}
    for one in sorted((one for one in read(corpus) if one.f1 < GOOD), key=lambda one: one.f1):
        cause, _, example = one.cause.partition(", such as ")
        by_cause.setdefault(cause, []).append(f"F1 {one.f1:.3f}, {one.url}: {example}")
    return by_cause


def _articles(corpus: Path) -> list[Row]:
    done = read(corpus)
    bad = [one for one in done if one.f1 < GOOD]
    return [
        Row("3", f"articles of {len(done)} pages: token F1 (links' addresses and pictures not counted)", f"{_mean([o.f1 for o in done]):.3f}", "0.96",
            f"trafilatura {_mean([o.peer for o in done]):.3f}, `fast` {_mean([o.fast for o in done]):.3f}"),
        Row("3", f"the same: pages below {GOOD}; of these with words lost, with words too many",
            f"{len(bad)}; {sum(o.recall < o.precision for o in bad)}, {sum(o.recall >= o.precision for o in bad)}", "-",
            f"trafilatura {sum(o.peer < GOOD for o in done)}"),
    ]  # fmt: skip


def _mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


def read(corpus: Path) -> list[Read]:
    """Read every page with ours and with trafilatura alone."""
    import trafilatura

    folder = corpus / "html-extraction"
    done = []
    for name, truth in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
        data = (folder / "pages" / f"{name}.html").read_bytes()
        body, url = truth["articleBody"], truth["url"]
        peer, fast = (
            trafilatura.extract(data, url=url, include_comments=False, fast=fast) or "" for fast in (False, True)
        )
        try:
            ours, refused = words_of(pages.read(data, Hint(name, url)).items[0].text), ""
        except ParseError as error:
            ours, refused = "", error.why
        f1, precision, recall = scores(ours, body)
        cause = "" if f1 >= GOOD else refused or _cause(ours, body, lost=recall < precision)
        done.append(Read(name, url, f1, precision, recall, scores(peer, body)[0], scores(fast, body)[0], cause))
    return done


def words_of(markdown: str) -> str:
    """A Markdown text's words, without pictures and addresses, which no articleBody has."""
    without = re.sub(r"!\[(?:\\.|[^\]\\])*\]\((?:<[^>]*>|[^)\s]*)\)", "", markdown)
    return "\n".join(plain(line) for line in without.splitlines())


_TOKEN = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")


def tokens(text: str) -> Counter[str]:
    """Words, and single Han characters, of whatever width and case."""
    return Counter(_TOKEN.findall(unicodedata.normalize("NFKC", text).lower()))


def scores(ours: str, truth: str) -> tuple[float, float, float]:
    """F1, precision and recall of one text's tokens against another's."""
    a, b = tokens(ours), tokens(truth)
    common = (a & b).total()
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / a.total(), common / b.total()
    return 2 * precision * recall / (precision + recall), precision, recall


def _cause(ours: str, truth: str, *, lost: bool) -> str:
    """The line that weighs most among those that one text has and the other has not."""
    has, other = (truth, ours) if lost else (ours, truth)
    held = set(in_order(other))
    lines = [line for line in has.splitlines() if len("".join(in_order(line))) > 8]
    missing = [line for line in lines if sum(w in held for w in in_order(line)) * 2 < len(in_order(line))]
    said = "words lost" if lost else "words too many"
    again = "" if missing else ": words said more than once"
    return f"{said}{again}" + (f", such as {max(missing, key=len)[:100]!r}" if missing else "")


def in_order(text: str) -> list[str]:
    """Its tokens in order."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


# Measure 20.


def _sanitised(corpus: Path) -> list[Row]:
    hostile = list(payloads(corpus))
    left = [(name, one) for name, html in hostile for one in active(_cleaned(html))]
    wanted = list(_expected(corpus))
    kept = sum((tokens(_shown(want)) - tokens(_shown(_cleaned(html)))).total() == 0 for html, want in wanted)
    marks = [(_tags(want), _tags(_cleaned(html))) for html, want in wanted]
    asked = sum(want.total() for want, _ in marks)
    return [
        Row("20", f"{len(hostile):,} hostile texts cleaned: active or loading content left", str(len(left)), "0"),
        Row("20", f"{len(wanted)} of them with a known harmless part: its words kept; its tags that our list allows kept",
            f"{kept} ({kept / max(1, len(wanted)):.1%}); {sum((want & got).total() for want, got in marks)} of {asked}", "all"),
    ]  # fmt: skip


def _cleaned(html: str) -> str:
    try:
        return clean_html(html)
    except ParseError:
        return ""


def payloads(corpus: Path) -> Iterator[tuple[str, str]]:
    """Every hostile text, as it stands and, of feeds, as its reader unpacks it."""
    security = corpus / "security"
    for number, case in enumerate(json.loads((security / "xss-dompurify" / "cases.json").read_text("utf-8"))):
        yield f"dompurify {number}", case["payload"]
    for file in sorted((security / "xss-bleach").glob("*.test")):
        yield file.name, file.read_text("utf-8").partition("\n--\n")[0]
    for file in sorted((security / "payloads" / "xss-injection").glob("*.txt")):
        text = file.read_text("utf-8", "replace")
        yield file.name, text
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{file.name}:{number}", line
            yield f"{file.name}:{number} unescaped", unescape(line)
    for file in sorted((corpus / "feeds" / "feedparser" / "wellformed" / "sanitize").glob("*.xml")):
        for inner in _unpacked(file):
            yield file.name, inner


_INNER = re.compile(
    r"<(?:\w+:)?(content|description|summary|title|tagline|info|subtitle|rights|copyright|encoded|body|div)\b([^>]*)>(.*?)</(?:\w+:)?\1>",
    re.DOTALL,
)


def _unpacked(file: Path) -> Iterator[str]:
    """The markup that a feed's elements hold."""
    text = re.sub(r"^\s*<!--.*?-->", "", file.read_text("utf-8", "replace"), count=1, flags=re.DOTALL)
    for found in _INNER.finditer(text):
        inner = re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", found.group(3), flags=re.DOTALL)
        if "base64" in found.group(2):
            try:
                inner = base64.b64decode(inner).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                continue
        yield from (inner, unescape(inner))


def _expected(corpus: Path) -> Iterator[tuple[str, str]]:
    """Hostile texts with what upstream's own sanitiser leaves of them."""
    for case in json.loads((corpus / "security" / "xss-dompurify" / "cases.json").read_text("utf-8")):
        wanted = case["expected"]
        yield case["payload"], wanted[0] if isinstance(wanted, list) else wanted
    for file in sorted((corpus / "feeds" / "feedparser" / "wellformed" / "sanitize").glob("*.xml")):
        found = re.search(
            r"\]? == (u?'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*-->", file.read_text("utf-8", "replace")
        )
        inner = list(_unpacked(file))
        if found and inner:
            yield inner[-1], ast.literal_eval(found.group(1))


def active(html: str) -> list[str]:
    """What acts, loads or dresses up in *html*, as two parsers read it."""
    seen = _Seen()
    seen.feed(html)
    seen.close()
    elements = [*seen.elements, *_by_lxml(html)]
    return [f"{tag} {name}" for tag, attributes in elements for name in _harm(tag, attributes)]


def _harm(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag not in TAGS:
        yield "element"
    for name, value in attributes.items():
        address = re.sub(r"[\s\x00-\x20]", "", value).lower()
        match name:
            case "href":
                harmless = address.startswith(("http://", "https://", "mailto:"))
            case "src":
                harmless = not re.match(r"[a-z][a-z0-9+.-]*:|/|\\", address)
            case _:
                harmless = name in ("alt", "rel", "colspan", "rowspan", "start")
        if not harmless:
            yield f"{name}={value[:40]}"


class _Seen(HTMLParser):
    """What the standard library's parser sees, its elements and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        """Note a comment: none may be left."""
        self.elements.append(("comment", {}))


def _by_lxml(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    from lxml import html as lxml_html  # type: ignore[import-untyped]

    if html.strip():
        root = lxml_html.fragment_fromstring(html, create_parent="div")
        for element in root.iterdescendants():
            yield (element.tag if isinstance(element.tag, str) else "comment"), dict(element.attrib)


def _shown(html: str) -> str:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return " ".join(seen.words)


def _tags(html: str) -> Counter[str]:
    """The elements that our list allows."""
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return Counter(
        tag for tag, attributes in seen.elements if tag in TAGS and (tag != "img" or not list(_harm(tag, attributes)))
    )
