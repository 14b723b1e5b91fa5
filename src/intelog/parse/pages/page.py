"""A page's bytes as its elements, with what is told by those that are then taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from intelog.errors import ParseError
from intelog.model.item import Hint
from intelog.parse.encoding import page_text
from intelog.parse.pages.elements import MAX_BYTES, Element, too_deep, tree
from intelog.parse.pages.formulas import write_formulas
from intelog.parse.pages.parts import drop_hidden
from intelog.parse.pages.structured import things_in
from intelog.parse.pages.words import full_address


class Page(NamedTuple):
    """A page's elements, its structured data, and where it was."""

    root: Element
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
    text = page_text(data, hint)
    if (why := too_deep(text)) is not None:
        raise ParseError(where, why)
    root = tree(text, where)
    data_ = things_in(root)
    base = _base(root, hint.url)
    formulas = any(re.search("mathjax|katex", s.get("src") or "", re.IGNORECASE) for s in root.iter("script"))
    unscripted = " ".join(" ".join(n.text_content() for n in root.iter("noscript")).split())[:2000]
    stamp = _wechat_stamp(root)
    write_formulas(root)
    drop_hidden(root)
    return Page(root, data_, base, formulas, stamp, unscripted)


def _base(root: Element, url: str) -> str:
    found = next((b.get("href") for b in root.iter("base") if b.get("href")), "")
    return full_address(url, found) if found else url


_WECHAT_STAMP = re.compile(r"""\bvar\s+ct\s*=\s*["'](\d{10})["']""")


def _wechat_stamp(root: Element) -> str:
    """The second a WeChat article was published: it stands nowhere but in a script."""
    if not root.xpath("//*[@id='js_content']"):
        return ""
    found = next((m for s in root.iter("script") if (m := _WECHAT_STAMP.search(s.text or ""))), None)
    return datetime.fromtimestamp(int(found.group(1)), UTC).isoformat() if found else ""
