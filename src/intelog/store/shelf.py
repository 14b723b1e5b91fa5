"""What a batch of readings changes, decided from what is held of the documents it touches.

The rules are the same for every engine, one reading after the other; they run over plain values, so that a batch costs a few
statements however many readings and files are in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from intelog.model.document import Document, Origin, Reading
from intelog.ports import Added
from intelog.store.rows import meta_of, told


class Stand(NamedTuple):
    """One place where a version was read."""

    version: str
    source: str
    place: str
    met: str


@dataclass(slots=True)
class Dated:
    """A document's days, as far as they are known.  `told` is None where it was withdrawn."""

    met: str
    told: str | None


@dataclass(slots=True)
class Text:
    """What a version is known as, besides its text."""

    document: str
    source_version: int
    ranked: str
    published: str | None
    about: str | None

    @property
    def meta(self) -> str:
        """What is known of it: behind the day in `ranked`."""
        return self.ranked.partition(" ")[2]


class Shelf:
    """The documents that a batch touches, as they are held and as it leaves them."""

    def __init__(self, documents: dict[str, Dated], texts: dict[str, Text], stands: dict[Stand, bool]) -> None:
        """All that is held of these documents; of each stand, whether the version still stands there."""
        self.documents, self.texts, self.stands = documents, texts, stands
        self.new_documents: dict[str, Document] = {}
        self.new_texts: dict[str, Document] = {}
        self.new_stands: dict[Stand, None] = {}
        self.other_documents: dict[str, None] = {}
        self.other_texts: dict[str, None] = {}
        self.other_stands: dict[Stand, None] = {}
        self.changed: dict[str, None] = {}
        """Every document that changed, in the order of its latest change."""
        self._versions: dict[str, list[str]] = {}
        self._stands: dict[str, list[Stand]] = {}
        self._places: dict[str, list[Stand]] = {}
        for version, text in texts.items():
            self._versions.setdefault(text.document, []).append(version)
        for stand in stands:
            self._find(stand)

    def add(self, readings: Sequence[Reading], whole: str | None) -> Added:
        """Add what was read, and withdraw what no longer stands in *whole*, the file it was read from."""
        counts, touched = [0, 0, 0, 0], set[str]()
        for document, origin in readings:
            self._add(document, origin, counts, touched)
        stale = set() if whole is None else self._withdraw(whole, {r.document.version for r in readings})
        touched |= stale
        for document_id in sorted(touched):
            self._date(document_id)
            self.changed.pop(document_id, None)
            self.changed[document_id] = None
        return Added(*counts)._replace(withdrawn=sum(not any(self._live(one)) for one in stale))

    def document_rows(self) -> list[tuple[str | None, ...]]:
        """The documents that were not held before."""
        return [
            (document_id, d.key, self.documents[document_id].met, self.documents[document_id].told)
            for document_id, d in self.new_documents.items()
        ]

    def version_rows(self) -> list[tuple[str | int | None, ...]]:
        """The versions that were not held before."""
        texts = ((version, d.text, self.texts[version]) for version, d in self.new_texts.items())
        return [
            (version, t.document, t.source_version, text, t.meta, t.ranked, t.published, t.about)
            for version, text, t in texts
        ]

    def origin_rows(self) -> list[tuple[str | bool, ...]]:
        """The places that were not known before."""
        return [(*stand, self.stands[stand]) for stand in self.new_stands]

    def dated(self) -> list[tuple[str | None, ...]]:
        """Of documents held before: when it was met and first told, which."""
        others = self.other_documents.keys() - self.new_documents.keys()
        return [(self.documents[one].met, self.documents[one].told, one) for one in sorted(others)]

    def restated(self) -> list[tuple[str | int | None, ...]]:
        """Of versions held before: source version, meta, ranked, published, about, which."""
        texts = ((one, self.texts[one]) for one in sorted(self.other_texts.keys() - self.new_texts.keys()))
        return [(t.source_version, t.meta, t.ranked, t.published, t.about, version) for version, t in texts]

    def moved(self) -> list[tuple[str | bool, ...]]:
        """Of places known before: whether it still stands there, which."""
        return [(self.stands[one], *one) for one in sorted(self.other_stands.keys() - self.new_stands.keys())]

    def _add(self, document: Document, origin: Origin, counts: list[int], touched: set[str]) -> None:
        document_id, version = document.id, document.version
        text = Text(
            document_id, document.source_version, f"{origin.met} {meta_of(document)}",
            None if document.published is None else document.published.text, document.about or None,
        )  # fmt: skip
        stand = Stand(version, origin.source, origin.where, origin.met.isoformat())
        is_new = document_id not in self.documents
        is_update = version not in self.texts
        is_duplicate = not self.stands.get(stand, False)
        is_restated = not is_update and self.texts[version].ranked < text.ranked
        if is_new:
            self.new_documents[document_id] = document
            self.documents[document_id] = Dated(document.met.isoformat(), None)
        if is_update:
            self.new_texts[version] = document
            self.texts[version] = text
            self._versions.setdefault(document_id, []).append(version)
        else:
            self._restate(version, text)
        if is_duplicate:
            self._stand(stand)
        if is_new or is_update or is_duplicate or is_restated:
            touched.add(document_id)
        counts[0 if is_new else 1 if is_update else 3 if is_duplicate else 2] += 1

    def _restate(self, version: str, text: Text) -> None:
        """Of two tellings of one text the same one stays, whichever came first."""
        held = self.texts[version]
        if held.ranked < text.ranked:
            held.ranked, held.published, held.about = text.ranked, text.published, text.about
            self.other_texts[version] = None
        if held.source_version < text.source_version:
            held.source_version = text.source_version
            self.other_texts[version] = None

    def _stand(self, stand: Stand) -> None:
        if stand in self.stands:
            self.other_stands[stand] = None
        else:
            self.new_stands[stand] = None
            self._find(stand)
        self.stands[stand] = True

    def _find(self, stand: Stand) -> None:
        self._stands.setdefault(stand.version, []).append(stand)
        self._places.setdefault(stand.place, []).append(stand)

    def _withdraw(self, place: str, standing: set[str]) -> set[str]:
        stale = [s for s in self._places.get(place, ()) if self.stands[s] and s.version not in standing]
        for stand in stale:
            self.stands[stand] = False
            self.other_stands[stand] = None
        return {self.texts[stand.version].document for stand in stale}

    def _live(self, document_id: str) -> Iterable[Stand]:
        stands = chain.from_iterable(self._stands.get(version, ()) for version in self._versions[document_id])
        return (stand for stand in stands if self.stands[stand])

    def _date(self, document_id: str) -> None:
        """Say when it was met and first told, from all that is now known of it."""
        first: dict[str, str] = {}
        for stand in self._live(document_id):
            first[stand.version] = min(stand.met, first.get(stand.version, stand.met))
        dated = self.documents[document_id]
        before = (dated.met, dated.told)
        if first:
            dated.met = min(first.values())
            dated.told = min(told(self.texts[version].published, dated.met) for version in first)
        else:
            dated.told = None
        if (dated.met, dated.told) != before:
            self.other_documents[document_id] = None
