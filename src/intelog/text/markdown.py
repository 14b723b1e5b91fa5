"""Markdown inline text: writing plain words so that they stay words, and reading them back."""

from __future__ import annotations

import re
import sys
from functools import cache
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_SPECIAL = re.compile(r"[\\`*\[\]<>~|$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|!(?=\[)")
_LINE_START = re.compile(r"^([#+=-]|\d{1,9}(?=[.)](?:\s|$)))")
_BARE_URL = re.compile(r"(?:https?://|www\.)[^\s<>（）。，、；]+")


def escape(words: str) -> str:
    """Write plain words on one line as Markdown that reads as those words.

    Underscores inside a word and asterisks need no help to stay what they are, but
    `~80 % to ~90 %` would be struck through on many sites, and `$5 to $6` set as a formula.
    """
    escaped = _SPECIAL.sub(lambda m: "\\" + m.group(), " ".join(words.split()))
    return _LINE_START.sub(_escape_start, escaped)


def _escape_start(start: re.Match[str]) -> str:
    first = start.group()
    return f"{first}\\" if first[0].isdigit() else f"\\{first}"


def plain(markdown: str) -> str:
    """The words of one line of Markdown, as a reader sees them.

    Marks of emphasis, links' addresses, images and HTML are gone; link texts, code and
    alternative texts stay.
    """
    if markdown.isalnum():
        return markdown
    words: list[str] = []
    for block in _reader().parseInline(markdown):
        for token in block.children or ():
            if token.type in ("text", "code_inline", "text_special"):
                words.append(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                words.append(" ")
            elif token.type == "image":
                words.append(token.content)
    return "".join(words)


@cache
def _reader() -> MarkdownIt:
    # Imported late: `intelog --help` needs none of it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")


def without_addresses(text: str) -> str:
    """*text* without its bare addresses: nobody reads them."""
    return _BARE_URL.sub("", text)


def link(label: str, url: str) -> str:
    """A Markdown link; *label* is Markdown already."""
    return f"[{label}]({_destination(url)})"


_UNSAFE_IN_ADDRESS = re.compile(r"[<>\\|]|(?! )\s|[\x00-\x1f]|&(?=#?\w+;)|\[(?=\^)")
_ESCAPE_IN_ADDRESS = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w+));")


def _destination(url: str) -> str:
    safe = _UNSAFE_IN_ADDRESS.sub(lambda m: f"&#{ord(m.group())};", url)
    return f"<{safe}>" if re.search(r"[ ()]", safe) else safe


def address(destination: str) -> str:
    """The address that a link's destination stands for: its escapes and character references read."""
    return _ESCAPE_IN_ADDRESS.sub(_unescaped, destination)


def _unescaped(found: re.Match[str]) -> str:
    mark, decimal, hexadecimal, name = found.groups()
    if mark:
        return mark
    if name:
        return html5.get(f"{name};", found.group())
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= sys.maxunicode else found.group()


_LINK = re.compile(r"(?<!!)\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?:<([^<>\n]*)>|((?:[^\s()]|\([^\s()]*\))*))\)")


def links(markdown: str) -> list[tuple[str, str]]:
    """The links of one line: (label as Markdown, address), images left out."""
    return [(m.group(1), address(m.group(2) or m.group(3) or "")) for m in _LINK.finditer(markdown)]


def only_link(markdown: str) -> tuple[str, str] | None:
    """Label and address, where the whole of *markdown* is one link."""
    found = _LINK.fullmatch(markdown)
    return (found.group(1), address(found.group(2) or found.group(3) or "")) if found else None
