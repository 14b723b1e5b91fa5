"""Documents: their names, their passages, and the day they were first told."""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.model.document import Document, Kind, first_told, version_of
from intelog.model.language import Language
from intelog.model.moment import Moment
from intelog.model.story import Story

SHANGHAI = ZoneInfo("Asia/Shanghai")


def paper(key: str = "arxiv:2601.00001", text: str = "Kimi K2\n\nIt works.", **more: object) -> Document:
    values: dict[str, object] = {
        "key": key, "kind": Kind.PAPER, "title": "Kimi K2", "text": text, "met": date(2026, 1, 28), "language": Language.ENGLISH,
    }  # fmt: skip
    return Document(**(values | more))  # type: ignore[arg-type]


def test_a_documents_id_is_of_its_key_alone_and_its_version_of_key_and_text() -> None:
    first, changed, other = paper(), paper(text="Kimi K2\n\nIt works now."), paper(key="arxiv:2601.00002")

    assert first.id == changed.id != other.id
    assert len({first.version, changed.version, other.version}) == 3
    assert first.version == version_of("arxiv:2601.00001", "Kimi K2\n\nIt works.")


def test_what_else_is_known_of_a_document_does_not_make_a_new_version() -> None:
    assert paper().version == paper(title="K2", met=date(2025, 1, 1), authors=("A",), source_version=2).version


def test_a_note_is_about_another_thing_than_itself() -> None:
    assert paper().subject == "arxiv:2601.00001"
    assert paper(about="https://example.com/talk").subject == "https://example.com/talk"


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_a_passage_is_the_words_between_its_offsets(text: str, a: int, b: int) -> None:
    document = paper(text=text)

    passage = document.passage(a, b)

    assert passage == (document.version, a, b, text[a:b])


@pytest.mark.parametrize(
    ("published", "met", "zone", "told"),
    [
        (None, "2026-01-28", UTC, "2026-01-28"),
        ("2026-01-20", "2026-01-28", UTC, "2026-01-20"),
        ("2025-03-01", "2026-01-28", UTC, "2025-03-01"),
        # Only the month is known: the day it was met, in that month or a week into the next.
        ("2026-01", "2026-01-28", UTC, "2026-01-28"),
        ("2026-01", "2026-01-01", UTC, "2026-01-01"),
        ("2026-01", "2026-02-07", UTC, "2026-02-07"),
        ("2026-01", "2026-02-08", UTC, "2026-01-31"),
        ("2025-12", "2026-01-01", UTC, "2026-01-01"),
        ("2025-07", "2026-01-28", UTC, "2025-07-31"),
        ("2025", "2026-01-07", UTC, "2026-01-07"),
        ("2025", "2026-01-08", UTC, "2025-12-31"),
        ("2026", "2026-06-15", UTC, "2026-06-15"),
        # A date in the future is no date.
        ("2026-02-01", "2026-01-28", UTC, "2026-01-28"),
        ("2026-02", "2026-01-28", UTC, "2026-01-28"),
        ("2027", "2026-01-28", UTC, "2026-01-28"),
        # An instant is on the day of the workspace's zone.
        ("2026-01-27T23:30:00Z", "2026-01-28", UTC, "2026-01-27"),
        ("2026-01-27T23:30:00Z", "2026-01-28", SHANGHAI, "2026-01-28"),
        ("2026-01-27T02:00:00+08:00", "2026-01-28", UTC, "2026-01-26"),
    ],
)
def test_the_day_something_was_first_told(published: str | None, met: str, zone: tzinfo, told: str) -> None:
    moment = Moment.parse(published) if published else None

    assert first_told(moment, date.fromisoformat(met), zone) == date.fromisoformat(told)
    assert paper(published=moment, met=date.fromisoformat(met)).told(zone) == date.fromisoformat(told)


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from([4, 7, 10]),
)
def test_nothing_is_told_after_it_was_met_nor_before_it_can_have_been(published: date, met: date, known: int) -> None:
    moment = Moment.parse(published.isoformat()[:known])

    told = first_told(moment, met, UTC)

    assert told <= met
    assert told == met or moment.days()[0] <= told <= moment.days()[1]


def test_a_story_is_first_told_by_the_first_to_tell_it_and_named_by_what_they_share() -> None:
    early, late = paper(published=Moment("2026-01-05")), paper(key="note:a", published=Moment("2026-01-09"))

    story = Story("arxiv:2601.00001", (late, early))

    assert story.first_told(UTC) == date(2026, 1, 5)
    assert story.id == Story("arxiv:2601.00001", (early,)).id != Story("arxiv:2601.00002", (early,)).id
