"""The article among the blocks of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from intelog.parse.pages.about import BY, About
from intelog.parse.pages.block import Block
from intelog.parse.pages.dates import moment_of
from intelog.parse.pages.page import Page
from intelog.parse.pages.structured import said_of_article
from intelog.parse.pages.words import plainly
from intelog.parse.pages.writer import blocks_of
from intelog.text.markdown import escape
from intelog.text.script import HAN


def article_of(page: Page) -> list[Block]:
    """Its blocks: those that trafilatura finds, or that the publisher gives as its words; none where there is none."""
    blocks = blocks_of(page.root, page.base, formulas=page.formulas)
    found = _within_mark(_chosen(blocks, _extracted(page)))
    given = _given_body(page)
    if not given or len(plainly(given)) * 2 < _length(found):
        return found or _largest(blocks)
    told = _chosen(blocks, given)
    if _length(told) * 10 >= len(plainly(given)) * 8:
        return told
    return _paragraphs(given) if _length(found) * 2 < len(plainly(given)) else found


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
    body = said_of_article(page.data).get("articleBody")
    if not isinstance(body, str):
        return ""
    text = unescape(body)
    if re.search(r"</?(?:p|br|div|a|strong|em)\b", text):
        text = re.sub(r"<[^>]{0,2000}>", "\n", text)
    return text if len(plainly(text)) >= 200 else ""


def _paragraphs(text: str) -> list[Block]:
    """A text given without its markup, as blocks."""
    lines = [words for line in re.split(r"\n+", text) if (words := " ".join(line.split()))]
    return [Block(kind="text", text=escape(line), words=plainly(line)) for line in lines]


_SHINGLE = 12
_KNOWN_BY_PART = 25
"""Letters and digits from which on a block found anywhere in the wanted words is not there by chance."""


def _chosen(blocks: Sequence[Block], wanted: str) -> list[Block]:
    """The blocks whose words are *wanted*, with the headings, tables, code and pictures that stand among them."""
    lines = {line for given in wanted.splitlines() if (line := plainly(re.sub(r"^- |\|", "", given)))}
    shingles = set(_shingles(plainly(wanted), 1))
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
    said = {plainly(image.alt) for image in shown.images}
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


def trimmed(blocks: list[Block], about: About) -> list[Block]:
    """Without what the item says elsewhere, before the article, and what asks for more of the reader, after it."""
    same = {plainly(one) for one in (about.title, about.url, *about.authors)}
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
        {block.words, plainly(BY.sub("", seen))} & same
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
