"""Claims and receipts: whether each claim that carries a receipt is shown by it.

Whoever wrote the words: a claim with a receipt must be supported.  A statement without one
is a person's own, unless it is a sentence we chose that lost its receipt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intelog.check.codes import finding
from intelog.evidence import receipt
from intelog.evidence.grounding import Ungrounded, ungrounded
from intelog.evidence.words import spoken
from intelog.grammar import row as rows
from intelog.grammar.edition import Statement, heading, statements
from intelog.model.document import Document
from intelog.model.edition import Edition, Part, PartKind
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.names import VersionId
from intelog.model.record import Evidence
from intelog.text import latex, markdown
from intelog.text.compare import comparable, same_words

Stored = Callable[[VersionId], Document | None]
"""Looks a version up in the library."""

_SHOWN = 120
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@dataclass(frozen=True, slots=True)
class _Receipt:
    """A receipt and what stands where it points."""

    evidence: Evidence
    part: Part
    words: str | None
    """The words at its offsets as a reader sees them; None where it points nowhere."""
    raw: str


def claims(
    edition: Edition,
    stored: Stored,
    chosen: Iterable[str],
    language: Language,
    *,
    unshown: Iterable[str] = (),
    marks_theirs: bool = True,
) -> list[Finding]:
    """Findings on the claims and receipts of an edition.

    *chosen* are the sentences (Markdown) that the machine chose for it, by which a sentence
    that lost its receipt is told from a person's own; *unshown* those that it gave no evidence for.
    *marks_theirs*: whether a person's own sentences are noted as theirs.
    """
    found: list[Finding] = []
    receipts: dict[str, _Receipt] = {}
    definitions: set[str] = set()
    for part in edition.parts:
        if part.kind is PartKind.DEFINITION:
            found += _definition(part, stored, language, definitions, receipts)
    ours = {
        **{comparable(markdown.plain(text)): "unsupported" for text in unshown},
        **{comparable(markdown.plain(text)): "receipt-removed" for text in chosen},
    }
    said = list(_said(edition))
    items = _receipts_by_item(edition)
    lines = {comparable(markdown.plain(statement.text)): line for line, statement, _ in said if statement.labels}
    referred: set[str] = set()
    for line, statement, kind in said:
        referred.update(statement.labels)
        beside = [receipts[name] for name in items.get(line, ()) if name in receipts]
        found += _statement(line, statement, kind, receipts, definitions, ours, lines, beside, language)
    for name, shown in receipts.items():
        if name not in referred and name not in _raw_references(edition):
            found.append(finding(_line(shown.part), "receipt-unused", language, label=name))
    return found if marks_theirs else [f for f in found if f.code != "theirs"]


def _definition(
    part: Part, stored: Stored, language: Language, names: set[str], receipts: dict[str, _Receipt]
) -> Iterator[Finding]:
    name, text = receipt.definition(part.text) or ("", "")
    line = _line(part)
    if name in names:
        yield finding(line, "receipt-doubled", language, label=name)
        return
    names.add(name)
    evidence = receipt.read(text)
    if evidence is None:
        if receipt.looks_like_receipt(text):
            yield finding(line, "receipt-unreadable", language, label=name)
        return
    document = stored(evidence.version)
    words: str | None = None
    raw = ""
    if document is None:
        yield finding(line, "version-unknown", language, label=name, version=evidence.version)
    elif document.version != evidence.version:
        yield finding(line, "text-changed", language, label=name, version=evidence.version)
    elif not 0 <= evidence.start < evidence.end <= len(document.text):
        yield finding(line, "passage-outside", language, label=name, place=_place(evidence), length=len(document.text))
    else:
        raw = document.text[evidence.start : evidence.end]
        words = spoken(raw, document.markup)
        if evidence.quote is not None and not (same_words(evidence.quote, raw) or same_words(evidence.quote, words)):
            yield finding(line, "quote-differs", language, label=name, place=_place(evidence), said=_short(words))
        if evidence.url != (document.url or ""):
            yield finding(line, "link-differs", language, label=name, said=evidence.url, url=document.url)
    receipts[name] = _Receipt(evidence, part, words, raw)


def _said(edition: Edition) -> Iterator[tuple[int, Statement, PartKind]]:
    """Every statement of an edition with its line: headings, and sentences of running text."""
    for part in edition.parts:
        if part.kind is PartKind.ITEM:
            head = heading(part.text)
            yield _line(part), Statement(head.text, head.labels, 0), part.kind
        elif part.kind in (PartKind.TEXT, PartKind.POINT):
            for statement in statements(part.text):
                yield _line(part), statement, part.kind
        elif part.kind is PartKind.ROW:
            for cell in rows.cells(part.text):
                for text in rows.lines(cell.of(part.text)):
                    for statement in statements(text):
                        yield _line(part), statement, part.kind
        elif part.kind is PartKind.RAW and part.written is not None:
            for n, line in enumerate(part.written.text.splitlines()):
                if "[^" in line and not line.lstrip().startswith("|"):
                    for statement in statements(line):
                        yield part.written.line + n, statement, part.kind


def _statement(
    line: int,
    statement: Statement,
    kind: PartKind,
    receipts: Mapping[str, _Receipt],
    definitions: set[str],
    ours: Mapping[str, str],
    lines: Mapping[str, int],
    beside: Sequence[_Receipt],
    language: Language,
) -> Iterator[Finding]:
    """Findings on one statement.  *beside* are the receipts of a headline's own sentences: it may sum them up."""
    words = markdown.plain(statement.text)
    if not statement.labels:
        if code := ours.get(comparable(words)):
            yield finding(line, code, language)
        elif kind not in (PartKind.RAW, PartKind.ROW) and words.strip():
            yield finding(line, "theirs", language)
        return
    for name in statement.labels:
        if name not in definitions:
            yield finding(line, "receipt-missing", language, label=name)
    shown = [receipts[name] for name in statement.labels if name in receipts]
    if not shown:
        if not any(name not in definitions for name in statement.labels):
            yield finding(line, "theirs", language)  # their own footnotes
        return
    if any(r.words is None for r in shown):
        return  # said where the receipt stands
    if any(same_words(words, r.words or "") for r in shown):
        return
    for name in statement.labels:
        other = lines.get(comparable(receipts[name].words or "")) if name in receipts else None
        if other is not None and other != line and receipts[name].evidence.quote is None:
            yield finding(line, "receipt-swapped", language, label=name, other=other)
            return
    quotes = [latex.readable(r.words or "") for r in (*shown, *beside)]
    missing = [*ungrounded(words, quotes), *_unsaid_terms(statement.text, quotes)]
    for one in missing:
        said = _short(quotes[0]) if one.what == "words" else one.said
        yield finding(line, f"claim-{one.what}", language, said=said, source=_short(quotes[0]))
    if not missing and shown[0].evidence.quote is None:
        yield finding(line, "reworded", language, source=_short(quotes[0]))


def _unsaid_terms(statement: str, quotes: Sequence[str]) -> Iterator[Ungrounded]:
    """Terms set in bold that no quote holds: in notes they are the names, in either language."""
    said = comparable("\n".join(quotes))
    for term in _BOLD.findall(statement):
        if comparable(markdown.plain(term)) not in said:
            yield Ungrounded("name", markdown.plain(term))


def _receipts_by_item(edition: Edition) -> dict[int, list[str]]:
    """For each heading's line the labels of the sentences below it, up to the next heading."""
    found: dict[int, list[str]] = {}
    line = 0
    for part in edition.parts:
        if part.kind in (PartKind.SECTION, PartKind.TITLE):
            line = 0
        elif part.kind is PartKind.ITEM:
            line = _line(part)
        elif line and part.kind is PartKind.TEXT:
            found.setdefault(line, []).extend(receipt.REFERENCE.findall(part.text))
    return found


def _raw_references(edition: Edition) -> set[str]:
    return {name for p in edition.parts if p.kind is PartKind.RAW for name in receipt.REFERENCE.findall(p.text)}


def _line(part: Part) -> int:
    return part.written.line if part.written else 0


def _place(evidence: Evidence) -> str:
    return f"{evidence.start}-{evidence.end}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
