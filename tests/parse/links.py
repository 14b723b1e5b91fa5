"""Links and cells counted in the raw bytes, by other means than our readers'."""

from __future__ import annotations

import re
from html import unescape

from intelog.model.item import Parsed

_FENCED = re.compile(r"(?m)^([ \t]*)(`{3,}|~{3,})[^\n]*\n(?:.*\n)*?[ \t]*\2[`~]*[ \t]*$")
_CODE = re.compile(r"(`+)(?!`)(?:[^`]|(?!\1)`+)*?(?<!`)\1(?!`)")
_MARKDOWN = re.compile(r"\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+\"[^\"]*\")?\s*\)")
_HTML = re.compile(r"<(?:a|img)\b[^>]*?\b(?:href|src)=(?:\"([^\"]*)\"|'([^']*)')")


def written(text: str) -> list[str]:
    """The addresses of links and images that stand in a text, blocks of code left out."""
    text = _FENCED.sub("", text)
    return _MARKDOWN.findall(text) + [unescape(a or b) for a, b in _HTML.findall(text)]


def without_code(text: str) -> str:
    """A text without blocks and spans of code.  Not for tables whose cells have single backticks."""
    return _CODE.sub("", _FENCED.sub("", text))


def kept(parsed: Parsed) -> set[str]:
    """The addresses that a reader gives, wherever it puts them."""
    return {
        address
        for item in parsed.items
        for address in (
            item.url, *item.also, *(link.url for link in item.links), *(image.url for image in item.images)
        )
    }  # fmt: skip


def lost(text: str, parsed: Parsed) -> list[str]:
    """The addresses that stand in a text and not in what was read."""
    have = kept(parsed)
    return [address for address in written(text) if address not in have]
