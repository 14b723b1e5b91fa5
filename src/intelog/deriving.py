"""Floor 4: what is derived from the library, brought up to what it holds: the search index, the words as ids, the near-copies.

All in one pass over what changed.  Each keeps, with what it holds, how far it has come, so that a kill anywhere costs work and
nothing else; each is made anew where it is missing, damaged, of another version or of another library.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from intelog.index import copies
from intelog.index.entries import Cut, Entry, cut, entries, follows
from intelog.index.search import SearchIndex, Writer
from intelog.ports import Change, Library, Thing, Tokens
from intelog.store.tokens import TokenStore
from intelog.text import likeness
from intelog.text.tokens import Cutter

log = logging.getLogger(__name__)

BATCH = 2_000
"""Changes taken in at once."""
COMMIT = 200_000
"""Changes after which the index is committed: a kill loses no more work than that."""


class Derived(NamedTuple):
    """What a catching up did."""

    changes: int = 0
    """Taken in."""
    copies: int = 0
    """Documents among them that have become copies of others."""
    renumbered: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()
    """Documents among them that are a copy of another with other numbers: the earlier told, the later, and its numbers with theirs."""


class CutElsewhere(Protocol):
    """Cuts entries into words while we do other things."""

    def begin(self, entries: Sequence[Entry]) -> None:
        """Begin with these."""

    def end(self) -> tuple[list[Cut], dict[int, str]]:
        """Wait for them: what they were cut into, and the words that were new to who cut them."""


class Deriver:
    """Brings up to date what is derived from one library."""

    def __init__(
        self, library: Library, index: SearchIndex, tokens: TokenStore, elsewhere: CutElsewhere | None = None
    ) -> None:
        """*elsewhere*: who cuts half of each full batch."""
        self._library, self._index, self._tokens, self._elsewhere = library, index, tokens, elsewhere

    def catch_up(self, *, advance: Callable[[int], None] = lambda _: None) -> Derived:
        """Take in what changed, look for copies, and say what came of it.

        *advance* is told of changes as they are taken in.  Raises `IndexBusyError` where another process writes.
        """
        return self._compare(self.take_in(advance=advance))

    def take_in(
        self, *, advance: Callable[[int], None] = lambda _: None, more: Callable[[], bool] = lambda: False
    ) -> int:
        """Take in what changed, and say how many changes that were.

        *more* is asked where a batch would not be full, and may wait; it says whether more is to come.
        """
        indexed, tokened = self._index.come(self._library), self._tokens_come()
        come = min(indexed, tokened)
        changes = self._batch(come, more)
        if not changes:
            return 0
        log.info("search: taking in what changed")
        cutter = Cutter()
        done = since = 0
        with self._index.writing() as writer:
            while changes:
                self._take(changes, writer, cutter, indexed, tokened)
                done += len(changes)
                since += len(changes)
                come = changes[-1].seq
                advance(len(changes))
                changes = self._batch(come, more)
                if since >= COMMIT or not changes:
                    writer.commit(self._library.incarnation(), max(come, indexed))
                    since = 0
        return done

    def _batch(self, come: int, more: Callable[[], bool]) -> list[Change]:
        while len(changes := self._library.changes(come, limit=BATCH)) < BATCH and more():
            continue
        return changes

    def _tokens_come(self) -> int:
        mark = self._tokens.watermark()
        if mark is not None and follows(self._library, mark.incarnation, mark.come):
            return mark.come
        if mark is not None:
            log.warning("words: the file is of another state of the library and is made anew")
        self._tokens.begin(self._library.incarnation())
        return 0

    def _take(self, changes: list[Change], writer: Writer, cutter: Cutter, indexed: int, tokened: int) -> None:
        seqs = {(change.thing, change.name): change.seq for change in changes}
        there: list[tuple[Entry, Cut, int]] = []
        gone: list[str] = []
        now: list[Entry] = []
        for one in entries(self._library, changes):
            if isinstance(one, Entry):
                now.append(one)
                continue
            writer.drop(one.thing, one.name)
            if one.thing is Thing.DOCUMENT:
                gone.append(one.name)
        for one, made in self._cut(now, cutter):
            seq = seqs[one.thing, one.name]
            if seq > indexed:
                writer.take(one, made)
            if one.thing is Thing.DOCUMENT and seq > tokened:
                there.append((one, made, seq))
        if changes[-1].seq > tokened:
            bands = likeness.bands([made.ids for _, made, _ in there]).tobytes()
            width = len(bands) // max(1, len(there))
            words, cutter.met = cutter.met, {}
            self._tokens.put(
                [_tokens(one, made, seq, bands[i * width : (i + 1) * width]) for i, (one, made, seq) in enumerate(there)],
                gone=gone, words=words, come=changes[-1].seq,
            )  # fmt: skip

    def _cut(self, now: Sequence[Entry], cutter: Cutter) -> Iterator[tuple[Entry, Cut]]:
        half = len(now) // 2 if self._elsewhere is not None and len(now) >= BATCH // 2 else len(now)
        if self._elsewhere is not None and half < len(now):
            self._elsewhere.begin(now[half:])
        yield from ((one, cut(one, cutter)) for one in now[:half])
        if self._elsewhere is not None and half < len(now):
            made, met = self._elsewhere.end()
            cutter.met.update(met)
            yield from zip(now[half:], made, strict=True)

    def _compare(self, changes: int) -> Derived:
        """Look which texts are copies, where any text has changed since that was last done."""
        mark = self._tokens.watermark()
        if mark is None or mark.compared >= mark.come:
            return Derived(changes)
        log.info("copies: comparing")
        marks = self._tokens.marks()
        known = self._tokens.pairs()
        pairs = copies.compared(
            marks, known, since=mark.compared, ids=self._tokens.ids, words=self._tokens.words_of
        )  # fmt: skip
        led = copies.groups(marks, pairs)
        self._tokens.compare(pairs, led, compared=mark.come)
        told = {name for pair in pairs for name in pair}
        rows = [row for row in zip(marks.names, marks.days, marks.seqs, strict=True) if row[0] in told]
        days = {name: (day, name) for name, day, _ in rows}
        news = {name for name, _, seq in rows if seq > mark.compared}
        renumbered = [
            (a, b, found.changed) if days[a] <= days[b] else (b, a, tuple((y, x) for x, y in found.changed))
            for (a, b), found in sorted(pairs.items())
            if found.changed and (a in news or b in news)
        ]
        return Derived(changes, sum(name in news and leader != name for name, leader in led.items()), tuple(renumbered))


def _tokens(entry: Entry, made: Cut, seq: int, bands: bytes) -> Tokens:
    return Tokens(
        entry.name, seq, entry.day.isoformat(), entry.language, entry.source_version, bands,
        copies.whole_mark(made.ids), copies.title_mark(made.title), made.ids,
    )  # fmt: skip
