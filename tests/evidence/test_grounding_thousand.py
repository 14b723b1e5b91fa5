"""Grounding on more than a thousand supported claims, most of them not verbatim, and on each with one thing changed.

Measure 18: one digit, unit, date or name changed, at least 95 % are flagged; unchanged, at most 2 %.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.evidence.pairs import Changed, Pair, changed, pairs

from intelog.evidence.grounding import ungrounded

KINDS = ("verbatim", "language", "converted", "reworded", "report")


@pytest.fixture(scope="module")
def flagged(corpus: Path) -> set[Pair]:
    return {pair for pair in pairs(corpus) if ungrounded(pair.claim, pair.quotes)}


@pytest.fixture(scope="module")
def missed(corpus: Path) -> set[Changed]:
    return {case for case in changed(corpus) if not ungrounded(case.claim, case.pair.quotes)}


def test_there_are_a_thousand_claims_and_most_are_not_verbatim(corpus: Path) -> None:
    count = Counter(pair.kind for pair in pairs(corpus))

    assert len({pair.claim for pair in pairs(corpus)}) >= 1000
    assert count["verbatim"] < len(pairs(corpus)) / 2
    assert set(count) == set(KINDS)
    assert count["report"] >= 80
    assert count["reworded"] >= 60


def test_what_is_supported_is_seldom_flagged(corpus: Path, flagged: set[Pair]) -> None:
    assert len(flagged) <= 0.02 * len(pairs(corpus)), flagged


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_supported_claim_is_flagged_more_often(corpus: Path, flagged: set[Pair], kind: str) -> None:
    wrong = [pair for pair in flagged if pair.kind == kind]

    assert len(wrong) <= 0.02 * sum(pair.kind == kind for pair in pairs(corpus)), wrong


def test_one_thing_changed_is_flagged(corpus: Path, missed: set[Changed]) -> None:
    assert len(changed(corpus)) >= 2000
    assert len(missed) <= 0.05 * len(changed(corpus)), missed


@pytest.mark.parametrize("kind", ["digit", "unit", "date", "name"])
def test_each_kind_of_change_is_flagged(corpus: Path, missed: set[Changed], kind: str) -> None:
    some = [case for case in changed(corpus) if case.kind == kind]

    wrong = [case for case in missed if case.kind == kind]

    assert len(some) >= 100
    assert len(wrong) <= 0.05 * len(some), wrong


@pytest.mark.parametrize("kind", KINDS)
def test_changes_are_flagged_in_each_kind_of_claim(corpus: Path, missed: set[Changed], kind: str) -> None:
    some = [case for case in changed(corpus) if case.pair.kind == kind]

    wrong = [case for case in missed if case.pair.kind == kind]

    assert len(wrong) <= 0.05 * len(some), wrong


def test_every_change_changes_the_claim(corpus: Path) -> None:
    assert [case for case in changed(corpus) if case.claim == case.pair.claim] == []


def test_claims_of_the_report_are_whole_and_each_is_another(corpus: Path) -> None:
    claims = [pair.claim for pair in pairs(corpus) if pair.kind == "report"]

    assert len(set(claims)) == len(claims)
    assert all("\n" not in claim and len(claim) > 10 for claim in claims)
