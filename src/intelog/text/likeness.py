"""How alike texts are, told from the ids of their words: which could be near-copies, how near they are, and whether numbers were changed.

One-permutation MinHash (Li, Owen and Zhang, NIPS 2012) with rotation into empty bins (Shrivastava and Li, ICML 2014), cut into
bands (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4).  A text's shingles are each three
words that stand side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint32]
Pairs = npt.NDArray[np.int64]

SHINGLE = 3
"""Words of a shingle."""
BINS = 64
BANDS, ROWS = 16, 4
"""At a likeness of 0.6 a pair is met with a chance of 0.89, at 0.7 of 0.99, at 0.1 of 0.002."""
FEWEST = 12
"""Shingles that a text must have to be near another; shorter ones are only equal."""
NEIGHBOURS = 20
"""As many of those that share a band are looked at from each: where hundreds share one, it is their boilerplate."""

_A, _B, _C, _MIX = (
    np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xFF51AFD7ED558CCD)
)
_NONE = np.uint64(2**64 - 1)


def ids_of(data: bytes) -> Ids:
    """The ids of words as they are stored."""
    return np.frombuffer(data, dtype="<u8")


def shingles(ids: Ids) -> Ids:
    """A number for each three words that stand side by side."""
    if len(ids) < SHINGLE:
        return np.empty(0, np.uint64)
    mixed = ids[:-2] * _A + ids[1:-1] * _B + ids[2:] * _C
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MIX
    found: Ids = mixed ^ mixed >> np.uint64(29)
    return found


def bands(texts: Sequence[bytes]) -> Keys:
    """The bands of many texts, by the ids of their words: texts by `BANDS`; all zero where a text is too short."""
    lengths = np.array([len(one) // 8 for one in texts], np.int64)
    found = shingles(ids_of(b"".join(texts)))
    of_text = np.repeat(np.arange(len(texts)), lengths)
    starts_and_ends_in_one = of_text[: len(found)] == of_text[SHINGLE - 1 :] if len(found) else np.empty(0, bool)
    found, of_text = found[starts_and_ends_in_one], of_text[: len(found)][starts_and_ends_in_one]
    least = np.full(len(texts) * BINS, _NONE, np.uint64)
    np.minimum.at(
        least,
        of_text * BINS + (found & np.uint64(BINS - 1)).astype(np.int64),
        found >> np.uint64(BINS.bit_length() - 1),
    )
    signatures = _filled(least.reshape(len(texts), BINS))[:, : BANDS * ROWS].reshape(len(texts), BANDS, ROWS)
    keys = np.zeros((len(texts), BANDS), np.uint64)
    for row in range(ROWS):
        keys = (keys ^ signatures[:, :, row]) * _MIX
        keys ^= keys >> np.uint64(31)
    folded: Keys = (keys >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
    folded[lengths < FEWEST + SHINGLE - 1] = 0
    return folded


def _filled(least: Ids) -> Ids:
    """Each empty bin as the next one that is not, going round, with how far that is mixed in."""
    count = least.shape[1]
    is_there = np.concatenate([least, least], axis=1) != _NONE
    place = np.where(is_there, np.arange(2 * count), 4 * count)
    following = np.minimum.accumulate(place[:, ::-1], axis=1)[:, ::-1][:, :count]
    gap = following - np.arange(count)
    taken = np.take_along_axis(least, following % count, axis=1)
    filled: Ids = np.where(gap == 0, taken, taken + gap.astype(np.uint64) * _A)
    return filled


def candidates(keys: Sequence[npt.NDArray[np.generic]]) -> Pairs:
    """The pairs of texts that share a key in one of these columns, each once, the lower first; a key of 0 is none.

    Which pairs they are depends on the texts and their order alone.
    """
    found: list[Pairs] = []
    for column in keys:
        order = np.argsort(column, kind="stable")
        order = order[np.searchsorted(column[order], 1) :]
        ordered = column[order]
        for step in range(1, NEIGHBOURS + 1):
            at = np.flatnonzero(ordered[step:] == ordered[:-step])
            if not len(at):
                break
            found.append(np.stack([order[at], order[at + step]], axis=1))
    if not found:
        return np.empty((0, 2), np.int64)
    pairs: Pairs = np.unique(np.sort(np.concatenate(found), axis=1), axis=0)
    return pairs


def likeness(a: Ids, b: Ids) -> float:
    """Jaccard's likeness of two texts: the share of their shingles that both have; 1 where both have none."""
    one, other = np.unique(shingles(a)), np.unique(shingles(b))
    shared = len(np.intersect1d(one, other, assume_unique=True))
    every = len(one) + len(other) - shared
    return shared / every if every else float(np.array_equal(a, b))


def overlap(a: Ids, b: Ids) -> float:
    """The share of the shorter text's words that stand in the other, each once."""
    one, other = np.unique(a), np.unique(b)
    return len(np.intersect1d(one, other, assume_unique=True)) / max(1, min(len(one), len(other)))


def changed_numbers(a: Ids, b: Ids) -> list[tuple[int, int]]:
    """The ids of numbers of *a* in whose place *b* has another: between the same words, or in the same order between none.

    A number that only one of them has is no change.
    """
    mine, theirs = _numbers(a), _numbers(b)
    changed = []
    for place, numbers in mine.items():
        others = theirs.get(place, [])
        gone, come = Counter(numbers) - Counter(others), Counter(others) - Counter(numbers)
        changed += list(zip(gone.elements(), come.elements(), strict=False))
    return changed


def _numbers(ids: Ids) -> dict[tuple[int, int], list[int]]:
    """The numbers of a text by the words before and after them; several numbers side by side have the words around all of them."""
    plain: list[int] = ids.tolist()
    places = [i for i, one in enumerate(plain) if one & 1]
    found: dict[tuple[int, int], list[int]] = {}
    run: list[int] = []
    for i, following in pairwise([*places, len(plain) + 1]):
        run.append(plain[i])
        if following != i + 1:
            first = i - len(run)
            place = (plain[first] if first >= 0 else 0, plain[i + 1] if i + 1 < len(plain) else 0)
            found.setdefault(place, []).extend(run)
            run = []
    return found
