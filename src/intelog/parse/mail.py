"""Saved letters (RFC 5322 with MIME): newsletters as mail programs store them.

trafilatura is not asked: a newsletter is all article, laid out in tables, and an extractor cuts half of it.  Its blocks are
written as they stand, without what is hidden, what counts readers, and the lines that end every letter of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses

from intelog.errors import ParseError
from intelog.model.document import Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse.pages.block import Block, joined
from intelog.parse.pages.dates import moment_of
from intelog.parse.pages.page import parsed_page
from intelog.parse.pages.writer import blocks_of

MAX_BYTES = 25 * 1024 * 1024
MAX_PARTS = 200


def read(data: bytes, hint: Hint) -> Parsed:
    """The one letter of a file.  What it carries beside its text is named in `unread`; what is no letter is refused."""
    where = hint.name or hint.url
    letter = _letter(data, where)
    parts = _parts(letter, where)
    title = _header(letter, "subject")
    blocks, text, unread = _body(parts, where)
    item = Item(
        title=title or _first_heading(blocks),
        kind=Kind.POST,
        text=text,
        markup=Markup.MARKDOWN if blocks else Markup.PLAIN,
        url=_archived(letter),
        key=_header(letter, "message-id").strip("<> "),
        published=moment_of(_header(letter, "date")),
        language=_header(letter, "content-language").partition(",")[0].strip(),
        authors=_senders(letter),
        links=tuple(dict.fromkeys(one for block in blocks for one in block.links)) or _bare_links(text),
        images=tuple(dict.fromkeys(one for block in blocks for one in block.images)),
    )
    return Parsed(items=(item,), unread=(*unread, *_attachments(parts)))


def _letter(data: bytes, where: str) -> EmailMessage:
    if len(data) > MAX_BYTES:
        raise ParseError(where, f"{len(data) / 1024 / 1024:.1f} MiB; no letter of more than 25 MiB is read")
    data = re.sub(rb"^From [^\r\n]*\r?\n", b"", data.removeprefix(b"\xef\xbb\xbf"))  # mbox files begin each letter so
    try:
        letter = BytesParser(policy=policy.default).parsebytes(data)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise ParseError(where, "not a letter") from error
    if not isinstance(letter, EmailMessage) or not any(
        name in letter for name in ("from", "subject", "date", "message-id")
    ):
        raise ParseError(where, "not a letter: it has no header that says from whom, when or of what")
    return letter


def _parts(letter: EmailMessage, where: str) -> list[EmailMessage]:
    """All its parts that hold something, in order; letters within it are parts that are not opened."""
    found: list[EmailMessage] = []
    waiting: list[object] = [letter]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, EmailMessage):
            continue
        if part.get_content_maintype() == "multipart" and isinstance(inside := part.get_payload(), list):
            waiting += reversed(inside)
        else:
            found.append(part)
        if len(found) + len(waiting) > MAX_PARTS:
            raise ParseError(where, f"more than {MAX_PARTS} parts")
    return found


def _header(letter: EmailMessage, name: str) -> str:
    """A header's words; one that breaks the rules of its kind (the library raises for some) says nothing."""
    try:
        value = str(letter.get(name, ""))
    except (MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError):
        return ""
    return " ".join(_sound(value).split())


_UNSOUND = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _sound(text: str) -> str:
    """Bytes that no header may hold come as halves of characters; most are UTF-8 that was not marked."""
    if not _UNSOUND.search(text):
        return text
    with suppress(UnicodeEncodeError):
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _UNSOUND.sub("\ufffd", text)


def _senders(letter: EmailMessage) -> tuple[str, ...]:
    """Whom it is from: their names, and where there is none their addresses."""
    people = getaddresses([_header(letter, "from")])
    return tuple(dict.fromkeys(name.strip("'\" ") or address for name, address in people if name or address))


def _archived(letter: EmailMessage) -> str:
    """Where it can be read on the web, where it says so (RFC 5064)."""
    found = re.search(r"https?://[^\s<>]+", _header(letter, "archived-at"))
    return found.group() if found else ""


_Told = tuple[list[Block], str, list[Unread]]


def _body(parts: Sequence[EmailMessage], where: str) -> _Told:
    """Its HTML as Markdown; where that cannot be read, its plain text, and why."""
    shown = [part for part in parts if not _is_attached(part)]
    rich = [part for part in shown if part.get_content_type() == "text/html"]
    plain = [part for part in shown if part.get_content_type() == "text/plain"]
    why = ""
    blocks: list[Block] = []
    for part in rich:
        try:
            blocks += _blocks(part, where)
        except ParseError as error:
            why = error.why
    if blocks:
        return blocks, joined(blocks), [Unread("HTML", why, is_lost=False)] if why else []
    text = "\n\n".join(words for part in plain if (words := _without_footer(_text(part))))
    if not text:
        raise ParseError(where, why or "it has no text")
    return [], text, [Unread("HTML", why, is_lost=False)] if why else []


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_file_name(part))


def _blocks(part: EmailMessage, where: str) -> list[Block]:
    page = parsed_page(_bytes(part), Hint(where, content_type=_header(part, "content-type")))
    for image in [one for one in page.root.iter("img") if (one.get("src") or "").startswith("cid:")]:
        image.drop_tree()  # a picture that came with the letter: its part is named in `unread`
    blocks = [block for block in blocks_of(page.root, page.base) if block.words or block.images]
    while blocks and (_is_footer(blocks[-1].text) or (blocks[-1].kind == "image" and not blocks[-1].words)):
        blocks.pop()
    return [block for block in blocks if not _is_notice(block.text)]


_FOOTER = re.compile(
    r"unsubscribe|manage (?:your )?(?:email )?(?:preferences|subscription)|update your preferences|you(?:'|’| a)re receiving this|you received this|"
    r"why did i get this|all rights reserved|^\W*(?:©|copyright\b|\(c\) ?\d{4})|sent (?:to|by) \S+@|privacy policy|"
    r"退订|取消订阅|管理(?:您的)?订阅|您收到(?:此|这封|该)邮件|版权所有|如不想(?:再)?收到|隐私政策",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\W*(?:view (?:this (?:email|post|message) )?(?:in|on) (?:your |a |the )?(?:browser|web)|(?:open|read) (?:in|on) (?:app|browser|the web|online)|"
    r"having trouble (?:viewing|reading)|email not displaying|forwarded this email\?.{0,60}|"
    r"(?:在|用)?浏览器(?:中)?(?:打开|查看|阅读)|(?:无法|不能)正常(?:显示|阅读|查看).{0,30}|(?:在线|网页版)(?:阅读|查看|版本))",
    re.IGNORECASE,
)
_FOOTER_LENGTH = 400


def _is_footer(text: str) -> bool:
    """Whether a block is of those that end every letter of its kind."""
    words = _without_addresses(text)
    return len(words) <= _FOOTER_LENGTH and bool(_FOOTER.search(words))


def _is_notice(text: str) -> bool:
    """Whether it only offers another way to read the letter."""
    words = _without_addresses(text)
    return len(words) <= 120 and bool(_NOTICE.match(words))


def _without_addresses(text: str) -> str:
    return re.sub(r"!?\[|\]\((?:<[^<>]{0,999}>|[^()\s<]{0,999})\)", "", text)


def _without_footer(text: str) -> str:
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    while len(paragraphs) > 1 and _is_footer(paragraphs[-1]):
        paragraphs.pop()
    return "\n\n".join(paragraphs).strip()


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: EmailMessage) -> str:
    """A plain part's words, by its label where that holds, else as UTF-8 or GB 18030."""
    data = _bytes(part)
    for encoding in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return _sound(data.decode("gb18030" if encoding in ("gb2312", "gbk") else encoding))
        except (LookupError, ValueError):
            continue
    return _sound(data.decode("utf-8", "replace"))


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((_without_addresses(b.text).strip("# ") for b in blocks if b.kind == "heading"), "")


def _bare_links(text: str) -> tuple[Link, ...]:
    return tuple(
        dict.fromkeys(Link(url.rstrip(".,;:!?"), "") for url in re.findall(r"https?://[^\s<>()\"，。；）]+", text))
    )


def _file_name(part: EmailMessage) -> str:
    try:
        return " ".join(_sound(part.get_filename() or "").split())
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return ""


def _attachments(parts: Sequence[EmailMessage]) -> Iterator[Unread]:
    for number, part in enumerate(parts, 1):
        kind = part.get_content_type()
        if _is_attached(part) or kind not in ("text/html", "text/plain"):
            name = _file_name(part) or f"part {number}"
            yield Unread(name, f"an attachment ({kind}) is not read")
