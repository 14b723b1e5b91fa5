"""A timeline: each event with the month it is given, and the mark of the great ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from intelog.errors import ParseError
from intelog.model.item import Hint, Item
from intelog.parse import lists
from intelog.parse.lists.timeline import SPECIAL

MONTHS = "January February March April May June July August September October November December".split()


def _events(text: str) -> list[Item]:
    first, *events = lists.read(text.encode(), Hint("timeline.yml")).items
    assert first.is_list
    return events


def test_every_event_is_read_with_its_month_and_mark(corpus: Path) -> None:
    folder = corpus / "ai-timeline-en"
    known = [json.loads(line) for line in (folder / "events-2022-2024.jsonl").read_text("utf-8").splitlines()]

    events = _events((folder / "timeline-2022-2024.yml").read_text("utf-8"))

    assert (len(events), sum(SPECIAL in event.topics for event in events)) == (123, 22)
    assert [(event.published, re.sub(r"</?b>", "", event.text), SPECIAL in event.topics) for event in events] == [
        (f"{one['year']}-{MONTHS.index(one['date']) + 1:02}", one["text"], one["special"]) for one in known
    ]


def test_no_two_events_share_a_key(corpus: Path) -> None:
    events = _events((corpus / "ai-timeline-en" / "timeline-2022-2024.yml").read_text("utf-8"))

    assert len({event.key for event in events}) == len(events)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain: with a colon", "plain: with a colon"),
        ("'it''s quoted'", "it's quoted"),
        ('"says \\"so\\""', 'says "so"'),
        ("goes on\n        over: a line", "goes on over: a line"),
        (">-\n        folded\n        words", "folded words"),
        ("|\n        line\n        line", "line\nline"),
    ],
)
def test_a_text_is_read_however_yaml_writes_it(value: str, text: str) -> None:
    yaml = f"- year: 2025\n  events:\n  - date: March\n    info:\n    - text: {value}\n      special: true\n    - text: next\n"

    first, second = _events(yaml)

    assert (first.text, first.topics, second.text, second.topics) == (text, (SPECIAL,), "next", ())


@pytest.mark.parametrize(
    ("date", "published"), [("March", "2025-03"), ("March 15", "2025-03-15"), ("Spring", "2025"), ("'May'", "2025-05")]
)
def test_an_event_is_dated_as_exactly_as_it_is_given(date: str, published: str) -> None:
    (event,) = _events(f"- year: 2025\n  events:\n  - date: {date}\n    info:\n    - text: words\n")

    assert event.published == published


def test_a_line_that_fits_nowhere_is_named() -> None:
    parsed = lists.read(b"- year: 2025\n  events:\n  - date: May\n    info:\n    - text: words\nwhat\n", Hint("t.yml"))

    assert [(one.where, one.why) for one in parsed.unread] == [("line 6", "what")]


def test_links_of_an_event_are_kept() -> None:
    yaml = '- year: 2025\n  events:\n  - date: May\n    info:\n    - text: <a href="https://a.org">A</a> ships [B](https://b.org)\n      link: https://c.org\n'

    (event,) = _events(yaml)

    assert event.url == "https://c.org"
    assert [link.url for link in event.links] == ["https://c.org", "https://a.org", "https://b.org"]


def test_a_timeline_without_events_is_refused() -> None:
    with pytest.raises(ParseError):
        lists.read(b"- year: 2025\n  note: |\n    text: words\n", Hint("t.yml"))
