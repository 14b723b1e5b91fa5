"""What a file is, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from intelog.model.item import Hint, Parsed

ARCHIVE = "archive"
"""Not read as one thing: its members are taken out first."""
HEAD = 1 << 16
"""How much of a file's beginning says what it is: for most the first line does, a list shows after its preface."""

Read = Callable[[bytes, Hint], Parsed]


class Reader(NamedTuple):
    """One format's reader.  Its module is imported when something is to be read with it."""

    name: str
    module: str
    """Where its `read` is."""
    endings: tuple[str, ...]
    """Of names that say what a file is where its bytes do not."""

    def load(self) -> Read:
        """Its `read`.  Raises `ImportError` where what it needs is not installed."""
        read: Read = import_module(self.module).read
        return read


READERS = {
    reader.name: reader
    for reader in (
        Reader("feeds", "intelog.parse.feeds", (".rss", ".atom", ".rdf", ".xml")),
        Reader("sitemaps", "intelog.parse.sitemaps", ()),
        Reader("opml", "intelog.parse.opml", (".opml",)),
        Reader("pages", "intelog.parse.pages", (".html", ".htm", ".xhtml")),
        Reader("pdf", "intelog.parse.pdf", (".pdf",)),
        Reader("arxiv_api", "intelog.parse.arxiv_api", ()),
        Reader("releases", "intelog.parse.releases", ()),
        Reader("hacker_news", "intelog.parse.hacker_news", ()),
        Reader("transcripts", "intelog.parse.transcripts", (".srt", ".vtt", ".srv1", ".srv3", ".ttml")),
        Reader("mail", "intelog.parse.mail", (".eml", ".mbox")),
        Reader("lists", "intelog.parse.lists", ()),
        Reader("notes", "intelog.parse.notes", (".md", ".markdown", ".txt")),
    )
}


def detect(head: bytes, name: str, content_type: str) -> str | None:
    """The reader for a file that begins with *head*: by its bytes, else by its name, else by what its sender calls it.

    None where nothing fits, and where the bytes say that it is something we do not read.
    """
    if (kind := _by_signature(head)) is not None:
        return kind or None
    text = _text(head)
    if text is None:
        return _by_name(name) or _by_content_type(content_type)
    kind = next((kind for look in _LOOKS if (kind := look(text)) is not None), None)
    if kind == "":
        return None
    return kind or _by_name(name) or _by_content_type(content_type) or _by_markdown(text, name, content_type)


_PDF_WITHIN = 1024
"""Readers of PDF allow other bytes before its first line."""


def _by_signature(head: bytes) -> str | None:
    """Empty where it is known and not for us: pictures, programs, office files and books (zip files as well)."""
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "" if head[30:].startswith((b"[Content_Types].xml", b"mimetype", b"_rels/")) else ARCHIVE
    if head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar":
        return ARCHIVE
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x7fELF", b"MZ\x90", b"SQLite format 3", b"OggS", b"ID3")):  # fmt: skip
        return ""
    return None


def _text(head: bytes) -> str | None:
    """The beginning as text, as far as it can be guessed here, or None where it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip("\ufeff \t\r\n")
    if b"\x00" in head:
        for encoding, mark in (("utf-16-le", b"<\x00"), ("utf-16-be", b"\x00<")):
            if head.startswith(mark):
                return head.decode(encoding, "replace")
        return None
    return head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")


_BEFORE_ROOT = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+([\w:.-]+)[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_ROOTS = {
    "rss": "feeds", "feed": "feeds", "rdf": "feeds", "channel": "feeds", "cdf": "feeds",
    "urlset": "sitemaps", "sitemapindex": "sitemaps", "opml": "opml",
    "transcript": "transcripts", "timedtext": "transcripts", "tt": "transcripts",
    "html": "pages", "head": "pages", "body": "pages", "title": "pages", "meta": "pages", "script": "pages",
}  # fmt: skip


def _by_root(text: str) -> str | None:
    """What the first element of XML or HTML says; empty for XML of another kind."""
    if not text.startswith("<"):
        return None
    at = _end(_BEFORE_ROOT, text, 0)
    if doctype := _DOCTYPE.match(text, at):
        if doctype[1].lower() == "html":
            return "pages"
        at = _end(_BEFORE_ROOT, text, doctype.end())
    if not (root := _ELEMENT.match(text, at)):
        return None
    kind = _ROOTS.get(root[1].lower())
    if kind == "feeds" and re.search(r"arxiv\.org/api[/?]|<id>https?://arxiv\.org/api", text):
        return "arxiv_api"
    if kind is None and text.startswith("<?xml"):
        return ""
    return kind


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


_KEY = re.compile(r'"(\w+)"\s*:')
_STORY_KEYS = {"objectID", "story_id", "story_title", "num_comments", "descendants", "by", "points", "score", "kids"}


def _by_keys(text: str) -> str | None:
    """What the first keys of JSON say; empty for JSON of another kind."""
    if not re.match(r"[\[{]\s*[\[{\"\]}]", text):
        return None
    keys = set(_KEY.findall(text))
    if "//jsonfeed.org/version" in text.replace("\\/", "/"):
        return "feeds"
    if "tag_name" in keys or {"full_name", "html_url"} <= keys:
        return "releases"
    if len(keys & _STORY_KEYS) >= 2 or ("hits" in keys and keys & _STORY_KEYS):
        return "hacker_news"
    return "" if keys else None


_SRT = re.compile(r"\d+[ \t]*\r?\n\d{1,2}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")
_TIMED_LINE = re.compile(r"(?m)^[\[(（【]?(?:\d{1,2}:)?\d{1,2}:\d\d[\])）】]?[ \t]+\S")


_SPOKEN_LINE = re.compile(r"(?!https?:)([^\W\d_][^:：\n#*|\[\]]{0,30})[:：]")


def _by_times(text: str) -> str | None:
    """Captions; lines that begin with a time; or a talk of a few people who speak again and again."""
    if text.startswith("WEBVTT") or _SRT.match(text):
        return "transcripts"
    lines = [line for line in text.splitlines() if line.strip()]
    timed = sum(1 for line in lines if _TIMED_LINE.match(line))
    if timed >= 3 and timed * 3 >= len(lines):
        return "transcripts"
    speakers = [found[1] for line in lines if (found := _SPOKEN_LINE.match(line))]
    few = 2 <= len(set(speakers)) <= len(speakers) // 2
    return "transcripts" if few and len(speakers) * 5 >= len(lines) * 4 else None


_YEARS = re.compile(r"(?m)^[ \t]*-[ \t]+year:[ \t]*['\"]?\d{4}['\"]?[ \t]*\r?$(?s:.)*?^[ \t]*(?:-[ \t]+)?text:[ \t]*\S")


def _by_years(text: str) -> str | None:
    """A timeline in YAML: years, and in them texts."""
    return "lists" if text.startswith("-") and _YEARS.search(text) else None


_HEADER = re.compile(r"(?m)^([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]")
_MAIL_HEADERS = {
    "from", "to", "subject", "date", "message-id", "received", "mime-version", "return-path", "delivered-to", "reply-to",
    "content-type", "x-mailer", "list-id", "dkim-signature",
}  # fmt: skip


def _by_headers(text: str) -> str | None:
    """Mail: headers from the first line on, three of them such as mail has."""
    if re.match(r"From \S+ +\w{3} \w{3} ", text):
        return "mail"
    block = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    if not _HEADER.match(block):
        return None
    names = {name.lower() for name in _HEADER.findall(block)}
    return "mail" if len(names & _MAIL_HEADERS) >= 3 and names & {"from", "received", "message-id"} else None


def _by_name(name: str) -> str | None:
    low = name.lower()
    if low.endswith((".zip", ".tar", ".tgz", ".gz")):
        return ARCHIVE
    kind = next((reader.name for reader in READERS.values() if reader.endings and low.endswith(reader.endings)), None)
    return None if kind == "notes" else kind  # a note or a list: its Markdown says which


_CONTENT_TYPES = {
    "application/rss+xml": "feeds", "application/atom+xml": "feeds", "application/rdf+xml": "feeds",
    "application/feed+json": "feeds", "application/pdf": "pdf", "text/html": "pages", "application/xhtml+xml": "pages",
    "text/vtt": "transcripts", "application/x-subrip": "transcripts", "message/rfc822": "mail", "text/x-opml": "opml",
}  # fmt: skip


def _by_content_type(content_type: str) -> str | None:
    return _CONTENT_TYPES.get(content_type.partition(";")[0].strip().lower())


_ENTRY = re.compile(
    r"(?m)^(?:#{1,6}[ \t]+(?:\d+[.、)][ \t]*)?\[[^\n]*?\]\(https?:|\d+[.、)][ \t]*\**\[[^\n]*?\]\(https?:|\|[^\n]*?\]\(https?:)"
)
"""A heading, number or row of a table with a link: what lists are made of, and notes seldom are."""
_LINKED = re.compile(r"(?m)^[ \t]*[-*+][ \t]+\**\[[^\n]*?\]\(https?:")
_WRITTEN = re.compile(r"---[ \t]*\r?\n|#{1,6}[ \t]|.*\r?\n(?:===|---)")


def _by_markdown(text: str, name: str, content_type: str) -> str | None:
    """A list where there are three entries with links, a table with one, or a quarter of the lines that begin with links; else a note.

    Only what its links, its first line, its name or its sender call a text: a program is text, too.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    is_named = name.lower().endswith(READERS["notes"].endings)
    if not lines or _is_noise(text, _BROKEN if is_named else _NOISE):
        return None
    entries, linked = len(_ENTRY.findall(text)), len(_LINKED.findall(text))
    is_table = entries and sum(line.startswith("|") for line in lines) * 2 > len(lines)
    if entries >= 3 or is_table or (linked >= 3 and linked * 4 >= len(lines)):
        return "lists"
    told = is_named or "." not in name or "markdown" in content_type
    return "notes" if told or _WRITTEN.match(text) else None


_NOISE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")


_BROKEN = re.compile("\ufffd")
"""What is called a note may hold any sign: a terminal's output, pasted."""


def _is_noise(text: str, signs: re.Pattern[str]) -> bool:
    """Whether more than one sign in fifty is none that a person writes."""
    return len(signs.findall(text)) * 50 > len(text)


_SPACES = "\t\r\n\u200b\u3000\ufeff"
_LOOKS: tuple[Callable[[str], str | None], ...] = (_by_root, _by_keys, _by_times, _by_years, _by_headers)
