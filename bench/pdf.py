"""Measure 4: text of PDF against the same papers in JATS, beside pypdf in the same run."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from bench.row import Row
from intelog.errors import ParseError
from intelog.model.item import Hint
from intelog.parse.pdf import read

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LIST = re.compile(r"(?im)^\s*(?:\d+\.?\s*)?references\s*$")
_OPENING = 5
"""Words of a sentence by which it is found again."""


class Measured(NamedTuple):
    """One paper read by one reader, against its JATS body."""

    paper: str
    missed: Counter[str]
    added: Counter[str]
    common: int
    in_order: int
    pairs: int

    @property
    def f1(self) -> float:
        """Of the words, each as often as it stands there."""
        return 2 * self.common / (2 * self.common + self.missed.total() + self.added.total())


def rows(corpus: Path) -> list[Row]:
    """Ours and pypdf's, words and order.

    Neither counts the list of references, which the JATS body has not: ours leaves it out of the text, pypdf's text is cut there.
    """
    ours, peer = _measured(corpus, _ours), _measured(corpus, _pypdf)
    papers = len(ours)
    return [
        Row("4", f"text of {papers} papers in PDF against their JATS body: word F1, mean (lowest)", _f1(ours), "0.93", f"pypdf {_f1(peer)}"),
        Row("4", "pairs of neighbouring sentences found, and in order", _order(ours), "-", f"pypdf {_order(peer)}"),
    ]  # fmt: skip


def failures(corpus: Path) -> dict[str, list[str]]:
    """By cause, what our reader missed or added: the commonest words of each paper, and the papers that have sentences out of order."""
    causes: dict[str, list[str]] = {"words missed": [], "words added": [], "sentences lost or out of order": []}
    for one in _measured(corpus, _ours):
        for cause, words in (("words missed", one.missed), ("words added", one.added)):
            common = ", ".join(f"{word} {count}" for word, count in words.most_common(12))
            if words:
                causes[cause].append(f"{one.paper}: {words.total()} ({common})")
        if one.in_order < one.pairs:
            causes["sentences lost or out of order"].append(
                f"{one.paper}: {one.pairs - one.in_order} of {one.pairs} pairs"
            )
    return causes


def _measured(corpus: Path, reader: Callable[[Path], str]) -> list[Measured]:
    return [
        _compare(pdf.stem, reader(pdf), _body(pdf.with_suffix(".jats.xml")))
        for pdf in sorted((corpus / "pdf-jose").glob("*.pdf"))
    ]


def _compare(paper: str, text: str, truth: Sequence[str]) -> Measured:
    words = _words(text)
    found, wanted = Counter(words), Counter(_words(" ".join(truth)))
    places = list(_places(words, truth))
    in_order = sum(a is not None and b is not None and a < b for a, b in pairwise(places))
    return Measured(paper, wanted - found, found - wanted, (found & wanted).total(), in_order, max(len(places) - 1, 0))


def _places(words: Sequence[str], truth: Sequence[str]) -> Iterator[int | None]:
    """Where each sentence of the truth begins, by its first words or, where those are not found, its last.

    Of several places (`In this paper we ...`), the next one.
    """
    starts: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(words) - _OPENING + 1):
        starts.setdefault(tuple(words[at : at + _OPENING]), []).append(at)
    before = -1
    for paragraph in truth:
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", paragraph):
            own = _words(sentence)
            if len(own) < _OPENING:
                continue
            places = starts.get(tuple(own[:_OPENING])) or starts.get(tuple(own[-_OPENING:])) or []
            place = next((at for at in places if at > before), places[0] if places else None)
            before = before if place is None else place
            yield place


def _body(file: Path) -> list[str]:
    """The paragraphs and titles of the JATS body, a formula once."""
    body = ElementTree.parse(file).getroot().find("body")  # noqa: S314 - our corpus, not a stranger's file
    assert body is not None, file
    for parent in list(body.iter()):
        for child in [child for child in parent if child.tag == "tex-math"]:
            parent.remove(child)
    return [text for block in _leaves(body) if (text := " ".join("".join(block.itertext()).split()))]


def _leaves(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The blocks that hold words of their own."""
    blocks = {"sec", "list", "list-item", "fig", "caption", "disp-quote", "table-wrap", "table", "tbody", "thead", "tr", "def-list", "def-item", "def", "boxed-text", "body", "fn-group", "fn"}  # fmt: skip
    for child in element:
        if child.tag in blocks:
            yield from _leaves(child)
        else:
            yield child


def _words(text: str) -> list[str]:
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).lower())
    return re.findall(r"\w+", re.sub(r"[-_\\]", " ", plain))


def _ours(file: Path) -> str:
    try:
        return read(file.read_bytes(), Hint(file.name)).items[0].text
    except ParseError:
        return ""


def _pypdf(file: Path) -> str:
    import pypdf

    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    return _LIST.split(text)[0]


def _f1(measured: Sequence[Measured]) -> str:
    each = [one.f1 for one in measured]
    return f"{sum(each) / len(each):.3f} ({min(each):.3f})" if each else "nothing to measure"


def _order(measured: Sequence[Measured]) -> str:
    kept, pairs = sum(one.in_order for one in measured), sum(one.pairs for one in measured)
    return f"{kept} of {pairs} ({kept / pairs:.1%})" if pairs else "nothing to measure"
