"""Answers of the arXiv API: Atom, with names of arXiv's own and of OpenSearch.

<https://info.arxiv.org/help/api/user-manual.html>.  An error is answered in the form of an entry called `Error`.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.model.moment import Moment
from intelog.text.urls import ARXIV_ID, arxiv_key

MOST_BYTES = 16 << 20
"""The API answers with at most 2,000 papers at once; ten have 25 kB."""
DEEPEST = 32

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_ADDRESS = re.compile(rf"https?://(?:[a-z]+\.)?arxiv\.org/abs/({ARXIV_ID})(?:v(\d+))?")
_ERROR_ADDRESS = re.compile(r"https?://(?:[a-z]+\.)?arxiv\.org/api/errors\b")


def read(data: bytes, hint: Hint) -> Parsed:
    """The papers of an answer.  An answer that tells of an error alone raises `ParseError` with arXiv's own words.

    An answer without papers is an answer: nothing was found.
    """
    feed = _tree(data, hint)
    if feed.tag != f"{_ATOM}feed":
        raise ParseError(hint.name, "not an answer of the arXiv API: its root is no Atom feed")
    items: list[Item] = []
    unread: list[Unread] = []
    for number, entry in enumerate(feed.iterfind(f"{_ATOM}entry"), 1):
        try:
            items.append(_paper(entry))
        except ValueError as error:
            unread.append(Unread(f"entry {number}", str(error)))
    if unread and not items:
        raise ParseError(hint.name, unread[0].why)
    return Parsed(
        items=tuple(items), unread=tuple(unread), title=_words(feed, f"{_ATOM}title"), url=_words(feed, f"{_ATOM}id")
    )


def _paper(entry: Element) -> Item:
    address = _words(entry, f"{_ATOM}id")
    if _ERROR_ADDRESS.match(address):
        raise ValueError(f"arXiv answers: {_words(entry, f'{_ATOM}summary') or 'an error, without a reason'}")
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(f"{address!r} is no address of a paper on arXiv")
    title = _words(entry, f"{_ATOM}title")
    if not title:
        raise ValueError("the title is missing")
    arxiv_id, version = found.groups()
    return Item(
        title=title,
        kind=Kind.PAPER,
        text=_text(entry),
        key=arxiv_key(arxiv_id),
        url=f"https://arxiv.org/abs/{arxiv_id}",
        published=_moment(_words(entry, f"{_ATOM}published")),
        updated=_moment(_words(entry, f"{_ATOM}updated")),
        authors=tuple(name for one in entry.iterfind(f"{_ATOM}author") if (name := _words(one, f"{_ATOM}name"))),
        topics=_topics(entry),
        also=_dois(entry),
        source_version=int(version or 0),
    )


def _text(entry: Element) -> str:
    """The abstract, and under it what the authors say of the paper and where it appeared."""
    abstract = _paragraphs(entry.findtext(f"{_ATOM}summary") or "")
    said = [
        f"{name}: {words}"
        for name, words in (
            ("Comment", _words(entry, f"{_ARXIV}comment")),
            ("Journal reference", _words(entry, f"{_ARXIV}journal_ref")),
        )
        if words
    ]
    return "\n\n".join(part for part in (abstract, "\n".join(said)) if part)


def _paragraphs(text: str) -> str:
    """A line that begins with a space begins a paragraph: so arXiv keeps them; other line ends mean nothing."""
    parts = re.split(r"\n(?=[ \t])|\n\s*\n", text.strip())
    return "\n\n".join(words for part in parts if (words := " ".join(part.split())))


def _topics(entry: Element) -> tuple[str, ...]:
    """The categories, the primary one first."""
    primary = entry.find(f"{_ARXIV}primary_category")
    named = [primary] if primary is not None else []
    terms = (one.get("term", "").strip() for one in [*named, *entry.iterfind(f"{_ATOM}category")])
    return tuple(dict.fromkeys(term for term in terms if term))


def _dois(entry: Element) -> tuple[str, ...]:
    """Where the published version stands; some entries name several DOIs in one element."""
    return tuple(f"https://doi.org/{doi}" for doi in _words(entry, f"{_ARXIV}doi").split() if doi.startswith("10."))


def _words(element: Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())


def _moment(text: str) -> str:
    try:
        return str(Moment.parse(text))
    except ValueError:
        return ""


def _tree(data: bytes, hint: Hint) -> Element:
    """The tree of untrusted XML: no document type, so no entity of its own, no file of others, no depth without end."""
    if len(data) > MOST_BYTES:
        raise ParseError(hint.name, f"larger than {MOST_BYTES >> 20} MiB")
    builder = _Builder()
    reader = expat.ParserCreate(namespace_separator="}")
    reader.buffer_text = True
    reader.StartDoctypeDeclHandler = _refuse_doctype
    reader.StartElementHandler = builder.start
    reader.EndElementHandler = builder.end
    reader.CharacterDataHandler = builder.data
    try:
        reader.Parse(data, True)
        return builder.close()
    except expat.ExpatError as error:
        raise ParseError(hint.name, f"not XML: {error}") from error
    except ValueError as error:
        raise ParseError(hint.name, str(error)) from error


def _refuse_doctype(*_: object) -> None:
    raise ValueError("XML with a document type is not read: no answer of arXiv has one, and bombs do")


class _Builder:
    """Builds elements with names as ElementTree writes them, `{namespace}name`, to a depth."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError(f"XML nested more than {DEEPEST} deep")
        self._tree.start(_qualified(name), attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(_qualified(name))

    def data(self, text: str) -> None:
        self._tree.data(text)

    def close(self) -> Element:
        return self._tree.close()


def _qualified(name: str) -> str:
    return f"{{{name}" if "}" in name else name
