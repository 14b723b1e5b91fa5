"""Bytes as text, in the encoding that they are in, which is not always the one that they say.

Labels mean what the WHATWG Encoding Standard says they mean: `gb2312` is GB 18030 and `iso-8859-1` is windows-1252, for that
is what their writers use.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from intelog.errors import ParseError
from intelog.model.item import Hint


class Decoded(NamedTuple):
    """Text, the encoding it was in, and what is to be said of bytes that do not fit it."""

    text: str
    encoding: str
    odd: str = ""


def decoded(data: bytes, hint: Hint) -> str:
    """*data* as text.  Raises `ParseError`, with the reason, where some of its bytes fit no encoding."""
    found = decode(data, hint)
    if found.odd:
        raise ParseError(hint.name, found.odd)
    return found.text


def decode(data: bytes, hint: Hint) -> Decoded:
    """*data* as text, as far as it goes: a byte out of place among UTF-8 is read as windows-1252, and said.

    Raises `ParseError` for what is no text at all.  In this order: byte order mark or pattern, what the server says, what the
    text says of itself, UTF-8, the most plausible of those that many old sites use.
    """
    return _by_labels(data, hint, _labels(data, hint))


def _by_labels(data: bytes, hint: Hint, said: Iterable[str]) -> Decoded:
    marked = _marked(data)
    if marked == _EBCDIC:
        declared = _DECLARATION.match(data[:_HEAD].decode(_EBCDIC).encode("ascii", "replace"))
        marked = (declared and _named(declared.group(1).decode("ascii", "replace"))) or marked
    if marked:
        return _wide(data, marked, hint)
    labels = _believed(said)
    for encoding in [*(one for one in labels if _OF_MANY_BYTES.fullmatch(one)), "utf-8", *labels]:
        text = _strictly(data, encoding)
        if text is not None:
            return Decoded(text, encoding)
    return _mended(data) or _guessed(data, hint)


_EBCDIC = "cp037"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", _EBCDIC),
)
"""How texts begin that say their encoding by it: with a mark, or with `<` in some width; the last is `<?xm` in EBCDIC, of
which there are many that agree on the signs of a declaration."""


def _marked(data: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")


def _wide(data: bytes, encoding: str, hint: Hint) -> Decoded:
    text = _strictly(data, encoding)
    if text is not None:
        return Decoded(text, encoding)
    if encoding == "utf-8" and (mended := _mended(data)):
        return mended
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    broken = text.count("\ufffd")
    if broken > len(text) / 100 + 1:
        raise ParseError(hint.name, f"begins as {encoding} and is none")
    return Decoded(text, encoding, f"{broken} characters are broken {encoding}, shown as U+FFFD")


_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:+-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\s[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_HTML = re.compile(rb"<!doctype\s+html|<html|<head", re.IGNORECASE)
_HEAD = 4096


def _labels(data: bytes, hint: Hint) -> Iterator[str]:
    if said := _CHARSET.search(hint.content_type):
        yield said.group(1)
    head = data[:_HEAD]
    if declared := _DECLARATION.match(head):
        yield declared.group(1).decode("ascii", "replace")
    if _HTML.search(head) and (meta := _META.search(head)):
        yield meta.group(1).decode("ascii", "replace")


_MEANT = {
    name: encoding
    for encoding, names in {
        "cp1252": "ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 cp819 x-cp1252",
        "cp1254": "iso-8859-9 iso8859-9 latin5 l5",
        "cp874": "tis-620 iso-8859-11 iso8859-11 dos-874",
        "gb18030": "gb2312 gb_2312 gb_2312-80 gbk x-gbk cp936 chinese csgb2312 gb-2312 windows-936",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j csshiftjis",
        "cp949": "euc-kr euckr euc_kr korean ks_c_5601-1987 ksc5601 ksc_5601 windows-949",
        "mac-roman": "macintosh mac x-mac-roman",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "iso8859-8": "iso-8859-8-i logical",
    }.items()
    for name in names.split()
}
_READ = re.compile(
    r"utf-8|iso8859-\d+|cp\d+|koi8-\w|mac-\w+|hp-roman8|ptcp154|kz1048|tis-620"
    r"|gb18030|big5\w*|hz|johab|euc_\w+|iso2022_\w+|shift_jis\w*"
)
"""What a label may name; Python knows others that are no encodings of text, or that hide markup, such as UTF-7."""
_OF_MANY_BYTES = re.compile(r"gb18030|big5\w*|hz|johab|euc_\w+|iso2022_\w+|shift_jis\w*|cp932|cp949")
"""Encodings whose label is believed where the bytes allow it.  Bytes labelled with one of the others, which all bytes fit,
are UTF-8 if they can be: by chance they hardly ever can."""


def _named(label: str) -> str:
    """The encoding that a label means, or none.  A text whose label could be read as ASCII is no UTF-16."""
    meant = _MEANT.get(label.lower(), label)
    try:
        name = codecs.lookup(meant).name
    except (LookupError, ValueError):
        return ""
    return name if _READ.fullmatch(name) else ""


def _believed(labels: Iterable[str]) -> list[str]:
    return [encoding for label in labels if (encoding := _named(label))]


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, ValueError):
        return None


_BROKEN = re.compile("[\udc80-\udcff]")


def _mended(data: bytes) -> Decoded | None:
    """UTF-8 with a few bytes out of place: one that was cut off, a quotation mark that was pasted in."""
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    broken = len(_BROKEN.findall(text))
    sound = sum(len(run) for run in re.findall("[^\0-\x7f\udc80-\udcff]+", text))
    if (broken > 3 and broken * 20 > sound) or broken > sound:
        return None
    mended = _BROKEN.sub(lambda m: _windows_1252(ord(m.group()) - 0xDC00), text)
    unreadable = mended.count("\ufffd") - text.count("\ufffd")
    shown = f", {unreadable} of them shown as U+FFFD" if unreadable else ""
    return Decoded(mended, "utf-8", f"{broken} bytes are no UTF-8, read as windows-1252{shown}")


def _windows_1252(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "replace")


def _common_in(encoding: str, first: range) -> Callable[[str], float]:
    """The share of characters whose first byte lies where *encoding* keeps its signs and its most common characters."""

    def share(signs: str) -> float:
        firsts = [sign.encode(encoding, "replace")[0] for sign in signs]
        return sum(one in first for one in firsts) / len(firsts)

    return share


def _share_of(pattern: str) -> Callable[[str], float]:
    kind = re.compile(pattern)
    return lambda signs: len(kind.findall(signs)) / len(signs)


_GUESSES: tuple[tuple[str, Callable[[str], float]], ...] = (
    ("cp949", _share_of("[\uac00-\ud7a3]")),  # before Chinese, where Korean bytes are common characters too
    ("gb18030", _common_in("gb2312", range(0xA1, 0xD8))),
    ("big5hkscs", _common_in("big5", range(0xA1, 0xC7))),
    ("cp932", _share_of("[\u3040-\u30ff\u3001\u3002]")),
    ("koi8-r", _share_of("[а-яё]")),
    ("cp1251", _share_of("[а-яё]")),
    ("cp874", _share_of("[ก-ฮะ-ฺเ-ๆ่-์]")),  # not all of its signs, which any bytes would be
    ("cp1252", _share_of("[ß-öø-ÿœ‘’“”–—…•€£©®°«»·]")),
)
_PLAUSIBLE = 0.6
_LOOKED_AT = 20_000


def _guessed(data: bytes, hint: Hint) -> Decoded:
    """The encoding in which most signs beyond ASCII are such as its language uses often."""
    scores = []
    for encoding, share in _GUESSES:
        text = _strictly(data, encoding)
        signs = re.sub(r"[\0-\x7f]+", "", text or "")[:_LOOKED_AT]
        if signs:
            scores.append((share(signs) * _by_runs(data, encoding), encoding))
    best, encoding = max(scores, default=(0.0, ""), key=lambda score: score[0])
    if best < _PLAUSIBLE:
        raise ParseError(hint.name, "neither UTF-8 nor any encoding in which it would read as text")
    return Decoded(data.decode(encoding), encoding)


def _by_runs(data: bytes, encoding: str) -> float:
    """The share of bytes beyond ASCII that stand as this writing has them: one or two in Western words, long in others."""
    if _OF_MANY_BYTES.fullmatch(encoding):
        return 1.0
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", data[: 4 * _LOOKED_AT])]
    short = sum(length for length in runs if length <= 2) / max(1, sum(runs))
    return short if encoding == "cp1252" else 1 - short


_SURE = 6
"""So many signs that are well-formed UTF-8 are UTF-8 whatever the label says: saved pages keep the label of before."""
_UNSHOWN = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def page_text(data: bytes, hint: Hint) -> str:
    """*data* as the text of a web page, which is never refused for its bytes: what is broken becomes U+FFFD, as controls do.

    Pages differ from other texts in what is believed of their labels: their own, wherever it stands in the head, comes before
    the server's.
    """
    text = _strictly(data, "utf-8")
    if text is None or len(re.findall(r"[^\0-\x7f]", text)) < _SURE:
        labels = list(_labels_of_page(data, hint))
        try:
            text = _by_labels(data, hint, labels).text
        except ParseError:
            text = data.decode(next(iter(_believed(labels)), "cp1252"), "replace")
    return _UNSHOWN.sub("\ufffd", text)


def _labels_of_page(data: bytes, hint: Hint) -> Iterator[str]:
    head = data[:_HEAD]
    for found in (_DECLARATION.match(head), _META.search(head)):
        if found:
            yield found.group(1).decode("ascii", "replace")
    if said := _CHARSET.search(hint.content_type):
        yield said.group(1)


DEPTH = 256
"""XML with elements nested as deep as this is refused."""

_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_PROLOG = re.compile(r"\s+|<\?|<!--")
_DOCTYPE = re.compile(r"<!doctype\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!entity\b", re.IGNORECASE)
_NAME = re.compile(r"<(/?)([^\s/>!?][^\s/>]*)")
_END = {"<?": "?>", "<!--": "-->"}


def safe_xml(text: str, hint: Hint) -> str:
    """*text* as a parser of XML may have it: no document type, no control characters, no declaration of an encoding.

    Raises `ParseError` where it declares entities, which can grow without bound or read files, or nests too deeply.
    """
    text = _FORBIDDEN.sub("", text)
    start = _root(text)
    if found := _DOCTYPE.match(text, start):
        subset, start = text.find("[", found.end()), text.find(">", found.end()) + 1
        if 0 <= subset < (start or len(text)):
            start = text.find("]", subset) + 1
            start = text.find(">", start) + 1 if start else 0
        if _ENTITY.search(text, found.end(), start or len(text)) or not start:
            raise ParseError(hint.name, "its document type declares entities, which is not safe to read")
        start = _root(text, start)
    element = re.compile(r"<\w").search(text, start)
    if _ENTITY.search(text, start, element.start() if element else len(text)):
        raise ParseError(hint.name, "it declares entities, which is not safe to read")
    if _is_deep(text, start):
        raise ParseError(hint.name, f"elements nested {DEPTH} deep or more")
    return text[start:]


def _root(text: str, start: int = 0) -> int:
    """Where declarations, comments and spaces end."""
    while found := _PROLOG.match(text, start):
        start = found.end()
        if end := _END.get(found.group()):
            closed = text.find(end, start)
            start = len(text) if closed < 0 else closed + len(end)
    return start


def _is_deep(text: str, at: int) -> bool:
    """Whether elements nest too deeply; an element left open ends with the one around it."""
    stack: list[str] = []
    opened: dict[str, int] = {}
    last_end = text.rfind(">")
    while 0 <= (at := text.find("<", at)) < last_end:
        if text.startswith(("<!--", "<![CDATA["), at):
            end = "-->" if text.startswith("<!--", at) else "]]>"
            at = text.find(end, at)
            if at < 0:
                return False
            continue
        found = _NAME.match(text, at)
        at += 1
        if found is None:
            continue
        name, ended = found.group(2), text.find(">", found.end())
        at = found.end()
        if not found.group(1):
            if ended >= 0 and text[ended - 1] != "/":
                stack.append(name)
                opened[name] = opened.get(name, 0) + 1
                if len(stack) >= DEPTH:
                    return True
        elif opened.get(name):
            while True:
                last = stack.pop()
                opened[last] -= 1
                if last == name:
                    break
    return False


_REFERENCE = re.compile(r"&(?:#(?:x[0-9a-fA-F]+|[0-9]+);|(\w+);)?")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def xml_root(data: bytes, hint: Hint) -> ElementTree.Element:
    """The root of a small XML file, whose names carry no namespaces.  Bare `&` and HTML's names of signs are mended."""
    text = safe_xml(decode(data, hint).text, hint)
    try:
        root = _parsed(text)
    except ElementTree.ParseError as error:
        try:
            root = _parsed(_REFERENCE.sub(_mended_reference, text))
        except (ElementTree.ParseError, ValueError):
            raise ParseError(hint.name, f"not well-formed XML: {error}") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - `safe_xml` took out all that can grow or fetch


def _mended_reference(reference: re.Match[str]) -> str:
    name = reference.group(1)
    if reference.group() == "&":
        return "&amp;"
    if name is None or name in _OF_XML:
        return reference.group()
    sign = unescape(reference.group())
    return "&amp;" + reference.group()[1:] if sign.startswith("&") else escape(sign)
