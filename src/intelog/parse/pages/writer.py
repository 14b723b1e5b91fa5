"""Elements as blocks of Markdown.  No markup of the page survives: every word is escaped, and the marks are our own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from intelog.model.document import Image, Link
from intelog.parse.pages.block import Block
from intelog.parse.pages.elements import Element
from intelog.parse.pages.formulas import FORMULA, RAW_FORMULA, raw_formula
from intelog.parse.pages.parts import begins_aside, is_marked
from intelog.parse.pages.tables import Cell, grid_of, is_data, rows_of, span_of
from intelog.parse.pages.words import full_address, one_line, plainly
from intelog.text.markdown import escape, link


def blocks_of(root: Element, base: str, *, formulas: bool = False) -> list[Block]:
    """All blocks of a page or letter, in order."""
    body = next(root.iter("body"), root)
    holders: set[Element] = set()
    for block in body.iter(*_BLOCKS, "span"):
        if block.tag == "span" and block.get(FORMULA) != "block":
            continue
        for above in block.iterancestors():
            if above in holders:
                break
            holders.add(above)
    return list(_Writer(base, formulas, holders).blocks(body, _Place()))


_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{n}": "#" * n for n in range(1, 7)}


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
    holders: set[Element]
    """The elements that have a block within."""
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    count: int = 0

    def blocks(self, element: Element, place: _Place) -> Iterator[Block]:
        """The blocks of an element that holds other blocks, or words, or both."""
        self.count += 1
        place = place._replace(
            path=(*place.path, self.count),
            aside=place.aside or begins_aside(element),
            marked=place.marked or is_marked(element),
        )
        run = [self._words(element.text)]
        linked = 0
        for child in element:
            if child.tag in _BLOCKS or child in self.holders:
                yield from self._paragraph(run, linked, place)
                yield from self._block(child, place)
                run, linked = [], 0
            elif child.get(FORMULA) == "block":
                yield from self._paragraph(run, linked, place)
                yield from self._made("formula", f"$$\n{child.text}\n$$", place)
                run, linked = [], 0
            else:
                run.append(self._inline(child))
                linked += _linked(child)
            run.append(self._words(child.tail))
        yield from self._paragraph(run, linked, place)

    def _block(self, element: Element, place: _Place) -> Iterator[Block]:
        tag = element.tag
        if tag in _HEADINGS:
            yield from self._heading(element, place)
        elif tag == "pre":
            yield from self._code(element, place)
        elif tag == "table" and is_data(element):
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
        elif _is_furniture(element):
            return
        else:
            yield from self.blocks(element, place)

    def _heading(self, element: Element, place: _Place) -> Iterator[Block]:
        inner = list(self.blocks(element, place))
        text = " ".join(block.text.replace("\n", " ") for block in inner)
        if text:
            self.links, self.images = [o for b in inner for o in b.links], [o for b in inner for o in b.images]
            linked = sum(block.linked for block in inner)
            yield from self._made("heading", f"{_HEADINGS[element.tag]} {text}", place, linked=linked)

    def _list(self, element: Element, place: _Place) -> Iterator[Block]:
        number = (
            int(start) if (start := element.get("start") or "").isascii() and start.isdigit() and len(start) < 9 else 1
        )
        place = place._replace(aside=place.aside or begins_aside(element))
        for item in element:
            if item.tag != "li":
                yield from self._block(item, place._replace(kind="item", prefix=place.prefix + "  "))
                continue
            bullet = f"{number}. " if element.tag == "ol" else "- "
            number += 1
            inner = place._replace(kind="item", prefix=place.prefix + " " * len(bullet))
            for at, block in enumerate(self.blocks(item, inner)):
                yield replace(block, first=place.prefix + bullet) if at == 0 else block

    def _code(self, element: Element, place: _Place) -> Iterator[Block]:
        for number in element.xpath(".//*[contains(@class,'lineno') or contains(@class,'line-number')]"):
            number.drop_tree()
        for line_break in element.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        code = element.text_content().replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
        if code:
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
            yield from self._made("code", f"{fence}{_code_language(element)}\n{code}\n{fence}", place)

    def _table(self, element: Element, place: _Place) -> Iterator[Block]:
        for caption in element.iter("caption"):
            yield from self.blocks(caption, place)
        rows = [self._cells(row) for row in rows_of(element)]
        grid = grid_of([row for row in rows if row])
        if not grid:
            return
        width = max(len(row) for row in grid)
        full = [[*row, *[""] * (width - len(row))] for row in grid]
        lines = [f"| {' | '.join(row)} |" for row in full]
        yield from self._made(
            "table", "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]]), place, linked=_linked(element)
        )

    def _cells(self, row: Element) -> list[Cell]:
        return [
            Cell(" ".join(self._flat(cell).split()), span_of(cell, "colspan"), span_of(cell, "rowspan"))
            for cell in row
            if cell.tag in ("td", "th")
        ]

    def _flat(self, element: Element) -> str:
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
            alone = bool(self.images) and not plainly(
                re.sub(r"!?\[[^\]]{0,300}\]\((?:<[^<>]{0,999}>|[^()\s<]{0,999})\)", "", text)
            )
            yield from self._made(
                "image" if alone and place.kind == "text" else place.kind,
                text.replace("\n", "  \n"),
                place,
                linked=linked,
            )

    def _made(self, kind: str, text: str, place: _Place, *, linked: int = 0) -> Iterator[Block]:
        words = plainly(
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
        parts = RAW_FORMULA.split(text) if self.formulas else [text]
        made = [(raw_formula(part) if at % 2 else escape(part)) for at, part in enumerate(parts)]
        if self.formulas:
            spaced = [
                f"{part[:1] if part[:1].isspace() else ''}{m}{' ' if part[-1:].isspace() and m else ''}"
                for part, m in zip(parts, made, strict=True)
            ]
            return "".join(spaced).replace("\n", " ")
        return f"{' ' if text[0].isspace() else ''}{made[0]}{' ' if text[-1].isspace() else ''}"

    def _inline(self, element: Element) -> str:
        if not isinstance(element.tag, str):
            return ""
        if (formula := element.get(FORMULA)) is not None:
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

    def _marked(self, element: Element, inner: str) -> str:
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

    def _link(self, element: Element, inner: str) -> str:
        address = full_address(self.base, element.get("href") or "")
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

    def _image(self, element: Element) -> str:
        address = next((full for one in _sources(element) if (full := full_address(self.base, one))), "")
        if not address.startswith("http") or _is_tiny(element):
            return ""
        alt = one_line(element.get("alt") or "")
        self.images.append(Image(address, alt, ""))
        return f"!{link(escape(alt), address)}"


def _is_furniture(element: Element) -> bool:
    """Whether it holds no words of anybody's: a rule, the column of numbers beside code."""
    numbers = element.tag == "td" and re.search(r"gutter|linenos|blob-num", element.get("class") or "")
    return element.tag == "hr" or bool(numbers)


_CODE_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|highlight-|brush:\s*|sourceCode\s+)([A-Za-z0-9+#]{1,20})(?:\s|;|$)"
)


def _code_language(pre: Element) -> str:
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


def _around(inner: str, mark: str) -> str:
    words = inner.strip()
    if not words or "\n" in words or words.startswith("*"):
        return inner
    at = inner.index(words)
    return f"{inner[:at]}{mark}{words}{mark}{inner[at + len(words) :]}"


def _ends_in_digit(element: Element) -> bool:
    before = element.getprevious()
    text = before.tail if before is not None else element.getparent().text if element.getparent() is not None else ""
    return bool(text) and text[-1] in "0123456789)"


def _linked(element: Element) -> int:
    anchors = [element] if element.tag == "a" else element.iter("a")
    return sum(len(plainly(a.text_content())) for a in anchors)


def _sources(image: Element) -> list[str]:
    """Where the picture is: late loading puts its address elsewhere, and a stand-in in its place."""
    sets = [image.get("srcset") or image.get("data-srcset") or "", *(s.get("srcset") or "" for s in _siblings(image))]
    listed = [one.split()[0] for given in sets for one in given.split(", ")[-1:] if one.split()]
    late = [
        image.get(name) or "" for name in ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url")
    ]
    return [one for one in (*late, image.get("src") or "", *listed) if one and not one.startswith("data:")]


def _siblings(image: Element) -> list[Element]:
    parent = image.getparent()
    return list(parent.iter("source")) if parent is not None and parent.tag == "picture" else []


def _is_tiny(image: Element) -> bool:
    """Whether it is there to count readers, or is an icon."""
    sizes = [
        int(s)
        for name in ("width", "height")
        if (s := (image.get(name) or "").removesuffix("px")).isdigit() and s.isascii() and len(s) < 9
    ]
    return bool(sizes) and min(sizes) <= 3
