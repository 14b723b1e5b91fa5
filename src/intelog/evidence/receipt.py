"""Receipts: evidence as a Markdown footnote, both ways.

    [^k2-3f9a1c.s1.1]: [Kimi K2](https://arxiv.org/abs/2507.20534) "15.5 trillion tokens" · v-9f31c2a7d0b44e1c8a55 1042-1083

The quote is missing where the claim is itself the quote; ` · retold` at the end says that
the words are second-hand.  Inside quote and title every character that Markdown, a table
cell or this line could take for something else is written as a character reference
(`|` as `&#124;`, a line break as `&#10;`), so any words come back unchanged.
"""

from __future__ import annotations

import re

from intelog.model.names import VersionId
from intelog.model.record import Evidence
from intelog.text import markdown

LABEL = r"[\w.-]+"
REFERENCE = re.compile(rf"\[\^({LABEL})\]")
"""A reference to a footnote, in running text."""

_DEFINITION = re.compile(rf"\[\^({LABEL})\]:[ \t]*(.*)", re.DOTALL)
_RECEIPT = re.compile(
    r"\[(?P<title>(?:[^\[\]])*)\]\((?:<(?P<angled>[^<>]*)>|(?P<url>(?:[^\s()]|\([^\s()]*\))*))\)"
    r"(?:\s+[\"“](?P<quote>[^\"”]*)[\"”])?"
    r"\s+·\s+(?P<version>v-[0-9a-f]+)\s+(?P<start>\d+)[-–](?P<end>\d+)"
    r"(?P<retold>\s+·\s+(?:retold|second-hand|转述))?\s*"
)
_UNSAFE = re.compile(r"[&<>\"“”`|*_~$\\\[\]\x00-\x1f\x7f\u0085\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_REFERENCE_TO_CHARACTER = re.compile(r"&(?:#(\d{1,7})|(amp|lt|gt|quot));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
_NAME_OF = {c: name for name, c in _NAMED.items()}


def encode(words: str) -> str:
    """Write words so that they stand on one line, in any table cell, as themselves."""
    return _UNSAFE.sub(lambda m: f"&{_NAME_OF.get(m.group(), f'#{ord(m.group())}')};", words)


def decode(written: str) -> str:
    """The words that `encode` wrote: decode(encode(w)) == w for all w."""
    return _REFERENCE_TO_CHARACTER.sub(_character, written)


def _character(reference: re.Match[str]) -> str:
    number, name = reference.groups()
    if name:
        return _NAMED[name]
    return chr(int(number)) if int(number) <= 0x10FFFF else reference.group()


def write(evidence: Evidence) -> str:
    """The receipt's text, without its label."""
    quote = "" if evidence.quote is None else f' "{encode(evidence.quote)}"'
    return (
        f"{markdown.link(encode(evidence.title), evidence.url)}{quote}"
        f" · {evidence.version} {evidence.start}-{evidence.end}{' · retold' if evidence.retold else ''}"
    )


def read(text: str) -> Evidence | None:
    """Read a receipt's text, or None where it is something else (a person's own footnote)."""
    found = _RECEIPT.fullmatch(text)
    if found is None:
        return None
    return Evidence(
        version=VersionId(found["version"]),
        start=int(found["start"]),
        end=int(found["end"]),
        title=decode(found["title"]),
        url=markdown.address(found["angled"] or found["url"] or ""),
        quote=None if found["quote"] is None else decode(found["quote"]),
        retold=found["retold"] is not None,
    )


def looks_like_receipt(text: str) -> bool:
    """Whether a footnote that cannot be read was meant as a receipt."""
    return re.search(r"\bv-[0-9a-f]{6,}", text) is not None


def definition(line: str) -> tuple[str, str] | None:
    """Label and text of a footnote's definition, where *line* is one."""
    found = _DEFINITION.fullmatch(line)
    return (found.group(1), found.group(2)) if found else None


def label(slug: str, field: str, n: int) -> str:
    """A receipt's label: slug, field, and which of the field's receipts it is, from 1."""
    return f"{slug}.{field}.{n}"


def split_label(text: str) -> tuple[str, str] | None:
    """Slug and field of a label we wrote, or None."""
    parts = text.rsplit(".", 2)
    return (parts[0], parts[1]) if len(parts) == 3 and parts[2].isdigit() else None
