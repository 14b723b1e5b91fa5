"""Records, developments, editions' parts and the learning log's lines: small values that keep their word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.model.development import (
    HEADLINE,
    KEYWORDS_FIELD,
    SENTENCE_RANK,
    SOURCES_FIELD,
    UPDATE,
    Development,
    field_rank,
    sentence_field,
)
from intelog.model.document import Kind
from intelog.model.edition import Part, PartKind, Written
from intelog.model.finding import Severity
from intelog.model.note import Entry, Line
from intelog.model.period import Cadence, Period
from intelog.model.record import Claim, Record, RecordKind, claim_name, record_key
from intelog.model.review import Verdict

DAY = Period.parse("2026-01-28")


def test_a_better_rule_changes_a_records_words_and_not_its_key() -> None:
    old = Record(kind=RecordKind.DEVELOPMENT, subject="story-1", period=DAY, made_by="development-1")
    new = Record(
        kind=RecordKind.DEVELOPMENT, subject="story-1", period=DAY, made_by="development-2",
        claims=(Claim(field=HEADLINE, text="Kimi K2"),),
    )  # fmt: skip

    assert old.key == new.key == record_key(RecordKind.DEVELOPMENT, "story-1", DAY)


@pytest.mark.parametrize(
    "other",
    [
        record_key(RecordKind.EDITION, "story-1", DAY),
        record_key(RecordKind.DEVELOPMENT, "story-2", DAY),
        record_key(RecordKind.DEVELOPMENT, "story-1", Period.parse("2026-01-29")),
        record_key(RecordKind.DEVELOPMENT, "story-1", Period.parse("2026-01")),
    ],
)
def test_kind_subject_and_period_each_make_another_record(other: str) -> None:
    assert record_key(RecordKind.DEVELOPMENT, "story-1", DAY) != other


def test_a_record_finds_its_claim_by_field() -> None:
    claim = Claim(field=HEADLINE, text="Kimi K2")
    record = Record(kind=RecordKind.DEVELOPMENT, subject="s", period=DAY, claims=(claim,))

    assert record.claim(HEADLINE) is claim
    assert record.claim(UPDATE) is None


@given(st.text(), st.text())
def test_a_claim_is_named_by_its_words(a: str, b: str) -> None:
    assert (Claim(field="x", text=a).name == Claim(field="y", text=b).name) == (a == b)
    assert claim_name(a) == Claim(field="x", text=a).name


@given(st.text())
def test_a_sentences_field_follows_the_sentence_and_not_its_place(text: str) -> None:
    field = sentence_field(text)

    assert field == sentence_field(text)
    assert len(field) == 7
    assert field_rank(field) == SENTENCE_RANK


def test_fields_stand_as_they_are_read() -> None:
    fields = [SOURCES_FIELD, KEYWORDS_FIELD, sentence_field("a"), UPDATE, HEADLINE]

    assert sorted(fields, key=field_rank) == [HEADLINE, UPDATE, sentence_field("a"), KEYWORDS_FIELD, SOURCES_FIELD]


def development(*claims: Claim) -> Development:
    return Development(
        record=Record(kind=RecordKind.DEVELOPMENT, subject="s", period=DAY, claims=claims),
        essential=(), url="", title="", tellers=1, noted=False, numbers=0, releases=False, strength=0.0,
        first_told=date(2026, 1, 28), names=(), words="",
    )  # fmt: skip


def test_claims_that_are_held_stand_in_front_of_its_own_of_their_rank() -> None:
    head, own, sources = (Claim(field=f, text=f) for f in (HEADLINE, "s1", SOURCES_FIELD))
    kept, update = Claim(field="s2", text="theirs"), Claim(field=UPDATE, text="news")

    held = development(head, own, sources).holding([kept, update])

    assert held.record.claims == (head, update, kept, own, sources)


def test_a_development_that_holds_nothing_more_stays_itself() -> None:
    one = development(Claim(field=HEADLINE, text="a"))

    assert one.holding([]) is one


def test_a_part_compares_by_what_it_says_and_forgets_how_it_was_written_when_it_says_something_else() -> None:
    read = Part(PartKind.TEXT, "one", Written(0, 1, "one\n"))

    assert read == Part(PartKind.TEXT, "one")
    assert read.saying("two") == Part(PartKind.TEXT, "two")
    assert read.saying("two").written is None


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("20260131", date(2026, 1, 31)),
        ("2026-01-31", date(2026, 1, 31)),
        ("20240229", date(2024, 2, 29)),
        ("20260229", None),
        ("20261301", None),
        ("20260100", None),
        ("00000101", None),
    ],
)
def test_an_entrys_day_is_its_stamp_or_none_where_the_calendar_has_no_such_day(stamp: str, day: date | None) -> None:
    assert Entry(stamp=stamp, title="t").day == day


@pytest.mark.parametrize(
    ("line", "blank"),
    [
        (Line("", "", "", "", "\n"), True),
        (Line("  ", "", "", "\u3000", "\n"), True),
        (Line("", "+", " ", "", "\n"), False),
        (Line("", "", "", "words", "\n"), False),
    ],
)
def test_a_line_is_blank_where_there_is_nothing_to_read(line: Line, blank: bool) -> None:
    assert line.is_blank is blank


def test_an_entry_is_written_from_its_parts() -> None:
    entry = Entry(
        stamp="20260131",
        title="Title",
        lines=(Line("  ", "-", "  ", "words", "\r\n"),),
        hash_gap="",
        title_gap="  ",
        end="\r\n",
    )

    assert entry.written == "#20260131  Title\r\n  -  words\r\n"


def test_words_that_programs_rely_on_never_change() -> None:
    assert [severity.value for severity in Severity] == ["error", "warning", "note"]
    assert [verdict.value for verdict in Verdict] == ["accepted", "rejected", "corrected", "added"]
    assert [cadence.value for cadence in Cadence] == ["daily", "weekly", "monthly", "annual"]
    assert [kind.value for kind in Kind] == ["note", "paper", "page", "post", "release", "repository", "talk", "list"]
