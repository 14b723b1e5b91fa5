"""Near-copies: which documents are told twice, in nearly the same words or under one title, and which differ in their numbers.

Copies are grouped and never merged.  Which pairs are copies, and which document leads a group, depends on the documents alone,
in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

import numpy as np

from intelog.ports import Compared, Marks, Why
from intelog.text import likeness as like
from intelog.text import tokens

NEAR = 0.6
"""Likeness from which texts are near-copies.  Of all pairs of arXiv's June 2025 that share a band one is above it (0.86), the next is
at 0.04; texts of 190 words with one word in twenty changed lie between 0.6 and 0.85 in the median (`tests/text/test_likeness.py`)."""
OVERLAP = 0.3
"""The share of words that texts under one title must share.  Of 380 papers of June 2025 and somebody's summaries of them the least is 0.33."""
TITLE_LETTERS, TITLE_HAN = 16, 8
"""Letters and digits, or Chinese characters, of a title that says what it is the title of: `Introduction` does not."""

Pair = tuple[str, str]


def title_mark(words: str) -> int:
    """A number that titles share whose words have the same letters and digits, 0 where they are too few."""
    letters = words.replace(" ", "")
    if len(letters) < (TITLE_HAN if tokens.is_cjk(letters) else TITLE_LETTERS):
        return 0
    return _mark(letters.encode())


def whole_mark(ids: bytes) -> int:
    """A number that texts of the same words share, 0 where there are none."""
    return _mark(ids) if ids else 0


def _mark(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=7).digest(), "little") or 1


def compared(
    marks: Marks,
    known: Mapping[Pair, Compared],
    *,
    since: int,
    ids: Callable[[str], bytes],
    words: Callable[[Iterable[int]], Mapping[int, str]],
) -> dict[Pair, Compared]:
    """Every pair that may be copies, and what they are.

    What came of pairs of which neither changed since the change *since* is *known*.
    """
    keys = np.frombuffer(marks.bands, dtype="<u4").reshape(len(marks.names), like.BANDS)
    columns = [*keys.T, *(np.frombuffer(one, np.int64) for one in (marks.whole, marks.title))]
    found: dict[Pair, Compared] = {}
    for i, j in like.candidates(columns).tolist():
        pair = (marks.names[i], marks.names[j])
        before = known.get(pair)
        if before is None or max(marks.seqs[i], marks.seqs[j]) > since:
            is_equal = marks.whole[i] == marks.whole[j] != 0
            is_titled = marks.title[i] == marks.title[j] != 0
            before = Compared(Why.EQUAL, 1.0) if is_equal else _compared(pair, is_titled, ids, words)
        found[pair] = before
    return found


def _compared(
    pair: Pair,
    is_titled: bool,
    ids: Callable[[str], bytes],
    words: Callable[[Iterable[int]], Mapping[int, str]],
) -> Compared:
    a, b = (like.ids_of(ids(name)) for name in pair)
    alike = like.likeness(a, b)
    if alike >= NEAR:
        changed = like.changed_numbers(a, b)
        called = words(n for both in changed for n in both)
        said = tuple((called.get(x, "?"), called.get(y, "?")) for x, y in changed)
        return Compared(Why.NUMBERS if said else Why.NEAR, round(alike, 4), said)
    if is_titled and like.overlap(a, b) >= OVERLAP:
        return Compared(Why.TITLE, round(alike, 4))
    return Compared(None, round(alike, 4))


def groups(marks: Marks, pairs: Mapping[Pair, Compared]) -> dict[str, str]:
    """Of each document that has copies, the one that leads its group: the highest source version, then first told, then by name.

    A document that another one's copies say with other numbers is in no group with it: of the ties that would join
    the two, the least alike go.
    """
    apart: dict[str, set[str]] = {}
    for (a, b), found in pairs.items():
        if found.why is Why.NUMBERS:
            apart.setdefault(a, set()).add(b)
            apart.setdefault(b, set()).add(a)
    members: dict[str, set[str]] = {}
    ties = [(-found.likeness, pair) for pair, found in pairs.items() if found.why in (Why.EQUAL, Why.NEAR, Why.TITLE)]
    for _, (a, b) in sorted(ties):
        fewer, more = sorted((members.setdefault(a, {a}), members.setdefault(b, {b})), key=len)
        if fewer is more or any(apart.get(name, set()) & more for name in fewer):
            continue
        more |= fewer
        members.update(dict.fromkeys(fewer, more))
    rank = {
        name: (-version, day, name)
        for name, version, day in zip(marks.names, marks.source_versions, marks.days, strict=True)
        if name in members
    }
    led: dict[str, str] = {}
    for name, group in members.items():
        if name not in led and len(group) > 1:
            leader = min(group, key=rank.__getitem__)
            led.update(dict.fromkeys(group, leader))
    return led
