"""Measures 1, 2 and 25: feeds as feedparser's own cases expect them, texts in odd encodings, and lists of feeds."""

from __future__ import annotations

import ast
import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import feedparser  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from bench.row import Row
from intelog.errors import ParseError
from intelog.model.document import Markup
from intelog.model.item import Hint, Item, Parsed
from intelog.parse import encoding, feeds, opml
from intelog.parse.html_text import absolute

SERVED = "http://127.0.0.1:8097/"
"""Where feedparser's own tests serve their files from; some expect addresses of it."""


def rows(corpus: Path) -> list[Row]:
    """Measure 1 by field and in all, measure 2, measure 25."""
    outcomes = [outcome for case in _cases(corpus) for outcome in _outcomes(case)]
    crashes = sum(outcome.crashed for outcome in outcomes)
    found = []
    for field in (*_FIELDS, "all"):
        of = [one for one in outcomes if field in (one.field, "all")]
        goal = "99 %, 0 crashes" if field == "all" else "99 %"
        value = f"{_share([one.ours for one in of])}" + (f", {crashes} crashes" if field == "all" else "")
        found.append(Row("1", f"feeds: what cases expect of {field}", value, goal, _share([one.peer for one in of])))
    return [*found, _encodings(corpus), _outlines(corpus)]


def failures(corpus: Path) -> dict[str, list[str]]:
    """What is not met, by cause: each with its file and what it expects."""
    by_cause: dict[str, list[str]] = {}
    for case in _cases(corpus):
        for outcome in _outcomes(case):
            if not outcome.ours:
                line = f"{case.path.name}: {outcome.field} == {outcome.expected!r}, got {outcome.got!r}"
                by_cause.setdefault(outcome.cause, []).append(line)
    for path, ours, _ in _texts(corpus):
        if not ours:
            by_cause.setdefault("encoding", []).append(path.name)
    return by_cause


def _share(met: list[bool]) -> str:
    return f"{sum(met)} of {len(met)} ({sum(met) / max(1, len(met)):.1%})"


class _Case(NamedTuple):
    path: Path
    data: bytes
    headers: dict[str, str]
    expects: list[tuple[str, int, str, Any]]
    """Field, number of the entry or -1, key in feedparser's words, value."""


class _Outcome(NamedTuple):
    field: str
    ours: bool
    peer: bool
    crashed: bool
    expected: Any
    got: Any
    cause: str


_EXPECT = re.compile(r"Expect:\s*(.*)")
_HEADER = re.compile(r"^Header:\s*([\w-]+)\s*:\s*(.*?)\s*$", re.MULTILINE)
_CLAUSE = re.compile(
    r"(?P<holder>feed|entries\[(?P<number>\d+)\])"
    r"(?:\.|\[')(?P<key>\w+)(?:'\])?(?P<inner>\[0\]\['value'\]|\['(?:name|value)'\])?\s*==\s*(?P<value>.+)"
)
_FIELDS = {
    "title": {"title", "title_detail"},
    "link": {"link"},
    "date": {"published", "published_parsed", "updated", "updated_parsed", "created", "created_parsed", "date",
             "date_parsed", "issued_parsed", "modified_parsed", "issued", "modified"},
    "author": {"author", "author_detail"},
    "content": {"content", "summary", "description", "summary_detail", "description_detail"},
}  # fmt: skip
_OF_A_FEED = {"title", "link"}
"""What our value keeps of a feed as a whole."""


def _cases(corpus: Path) -> Iterator[_Case]:
    for path in sorted((corpus / "feeds" / "feedparser").rglob("*.xml")):
        data = path.read_bytes()
        try:
            head = encoding.decode(data, Hint(path.name)).text
        except ParseError:
            head = data.decode("latin-1")
        headers = {name.lower(): value for name, value in _HEADER.findall(head)}
        expect = _EXPECT.search(head)
        yield _Case(path, data, headers, list(_clauses(expect.group(1))) if expect else [])


def _clauses(expect: str) -> Iterator[tuple[str, int, str, Any]]:
    for clause in re.split(r"\s+and\s+(?=feed|entries|not\b|bozo)", expect):
        found = _CLAUSE.fullmatch(clause.strip().removeprefix("bozo and ").strip())
        if found is None:
            continue
        number = int(found["number"]) if found["number"] else -1
        field = next((field for field, keys in _FIELDS.items() if found["key"] in keys), "")
        if not field or (number < 0 and field not in _OF_A_FEED):
            continue
        try:
            value = ast.literal_eval(found["value"])
        except (ValueError, SyntaxError):
            continue
        yield field, number, found["key"] + (found["inner"] or ""), value


def _outcomes(case: _Case) -> Iterator[_Outcome]:
    address = absolute(case.headers.get("content-location", ""), SERVED) or SERVED + case.path.name
    hint = Hint(case.path.name, address, case.headers.get("content-type", ""))
    parsed, crashed, why = Parsed(), False, ""
    try:
        parsed = feeds.read(case.data, hint)
    except ParseError as error:
        why = error.why
    except Exception as error:  # the measure counts them
        crashed, why = True, repr(error)
    peer = _peer(case)
    for field, number, key, value in case.expects:
        got = _got(parsed, field, number, key)
        ours = _equal(field, key, got, value)
        cause = "crash" if crashed else f"refused: {why}" if why else f"another {field}"
        yield _Outcome(field, ours, _peer_met(peer, number, key, value), crashed, value, got, cause)
    if not case.expects and crashed:
        yield _Outcome("", False, True, True, None, None, f"crash: {why}")


def _got(parsed: Parsed, field: str, number: int, key: str) -> Any:
    if number < 0:
        return parsed.title if field == "title" else parsed.url
    if number >= len(parsed.items):
        return None
    item = parsed.items[number]
    if field == "title":
        return item.title
    if field == "link":
        return item.url or item.key
    if field == "author":
        return item.authors
    if field == "content":
        return item
    changed = key.startswith(("updated", "modified", "date")) and item.updated
    return item.updated if changed else item.published or item.updated


def _equal(field: str, key: str, got: Any, expected: Any) -> bool:
    if got is None:
        return (
            field in ("content", "title") and not _shown(expected)[0] and (field == "title" or not _shown(expected)[1])
        )
    if field == "content":
        is_literal = got.markup is Markup.PLAIN and got.text == expected
        return is_literal or _shown(_html(got)) == _shown(expected)
    if field == "author":
        said = _plain(" ".join(got))
        return said == _plain(expected) or said == _plain(re.sub(r"\s*\(.*\)$", "", expected))
    if field == "date":
        return _same_moment(got, expected)
    if field == "title":
        return _plain(got) == _plain(expected) or re.sub(r"\s", "", _plain(got)) == _shown(expected)[0]
    return bool(got == expected) or got == absolute(expected, SERVED)


def _plain(text: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if unicodedata.category(c) != "Cf")
    return " ".join(re.sub("[-_]", " ", kept).split())


def _html(item: Item) -> str:
    if item.markup is Markup.PLAIN:
        return item.text.replace("&", "&amp;").replace("<", "&lt;")
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(item.text))


class _Shown(HTMLParser):
    """What a browser shows of a fragment: its words, addresses and images."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.addresses: set[str] = set()
        self._in_svg = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a link or image points to."""
        address = dict(attrs).get({"a": "href", "img": "src"}.get(tag, ""))
        if address and address.startswith(("http://", "https://", "mailto:")):
            self.addresses.add(unquote(address))
        self._in_svg += tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        """A drawing ends."""
        self._in_svg -= tag == "svg"

    def handle_data(self, data: str) -> None:
        """Keep the words, but not the descriptions of drawings, which are not shown."""
        if self._in_svg <= 0:
            self.words.append(data)


def _shown(html: str) -> tuple[str, frozenset[str]]:
    reader = _Shown()
    reader.feed(html)
    reader.close()
    return re.sub(r"\s", "", _plain("".join(reader.words))), frozenset(reader.addresses)


def _same_moment(got: str, expected: Any) -> bool:
    if isinstance(expected, str):
        expected = feeds.moment_of(expected)
        return bool(got) and got == expected
    day = f"{expected[0]:04}-{expected[1]:02}-{expected[2]:02}"
    if "T" not in got:
        return day.startswith(got) and bool(got)
    return feeds._instant(got).utctimetuple()[:6] == tuple(expected[:6])


def _peer(case: _Case) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return feedparser.parse(
                io.BytesIO(case.data), response_headers={"content-location": SERVED, **case.headers}
            )
    except Exception:  # it is the peer's failure that is measured
        return {}


def _peer_met(peer: Any, number: int, key: str, value: Any) -> bool:
    try:
        holder = peer["feed"] if number < 0 else peer["entries"][number]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for part in re.findall(r"\w+", key):
                holder = holder[int(part) if part.isdigit() else part]
    except (KeyError, IndexError, TypeError):
        return False
    return bool(holder == value or (isinstance(value, tuple) and tuple(holder or ()) == value))


def _encodings(corpus: Path) -> Row:
    texts = list(_texts(corpus))
    return Row("2", "odd encodings: the right text, and no sign replaced", _share([ours for _, ours, _ in texts]), "98 %",
               _share([peer for _, _, peer in texts]))  # fmt: skip


def _texts(corpus: Path) -> Iterator[tuple[Path, bool, bool]]:
    """Each file in an odd encoding, and whether ours and feedparser read the text that is in it."""
    folder = corpus / "feeds"
    files = [
        *(folder / "feedparser" / "encoding").glob("*.xml"),
        *(folder / "feedparser" / "illformed" / "chardet").glob("*"),
    ]
    for path in sorted([*files, *(p for p in (folder / "miniflux").rglob("*") if p.suffix in (".xml", ".html"))]):
        data = path.read_bytes()
        head = data[:1000].replace(b"\0", b"").decode("latin-1")
        headers = {name.lower(): value for name, value in _HEADER.findall(head)}
        truth = _truth(data, head)
        try:
            read = encoding.decode(data, Hint(path.name, "", headers.get("content-type", "")))
            ours = truth is not None and read.text == truth and "\ufffd" not in read.text
        except ParseError:
            ours = False
        known = _peer(_Case(path, data, headers, [])).get("encoding") or ""
        yield path, ours, truth is not None and _decoded(data, known) == truth


_LABEL = re.compile(r"encoding == '([\w-]+)'|encoding=[\"']([\w-]+)|charset=[\"']?([\w-]+)")


def _truth(data: bytes, head: str) -> str | None:
    """The text as its case expects it to be read, else as it says itself where that can be, else as UTF-8 or Latin."""
    labels = [label for found in _LABEL.findall(head) for label in found if label]
    said = sorted(labels, key=lambda label: (f"encoding == '{label}'" not in head, f"charset={label}" not in head))
    tried = (_decoded(data, label) for label in (*said, "utf-8", "windows-1252"))
    return next((text for text in tried if text is not None), None)


def _decoded(data: bytes, label: str) -> str | None:
    try:
        return data.decode(label).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        return None


def _outlines(corpus: Path) -> Row:
    """A list of feeds in, and in again: the outlines that its text counts, and none added."""
    (path,) = (corpus / "feeds" / "opml").glob("*.opml")
    outlines = opml.read_outlines(path.read_bytes(), Hint(path.name))
    known = {outline.xml_url: outline for outline in outlines}
    again = opml.read_outlines(opml.write_outlines(outlines, "again").encode(), Hint(path.name))
    added = sum(outline.xml_url not in known for outline in again)
    wanted = path.read_bytes().count(b"xmlUrl=")
    return Row("25", "OPML: outlines in, distinct; added by the list written and read again",
               f"{len(outlines):,} of {wanted:,}, {len(known):,}; {added}", "all; 0")  # fmt: skip
