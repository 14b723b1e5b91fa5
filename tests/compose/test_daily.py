"""What composing a day promises of what nobody touched, and of what somebody did: within the reader's time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.compose.daily import MARGIN, Composed, Coverage, Limits, Ranked, compose
from intelog.compose.identity import NOTED
from intelog.compose.ranking import Reason
from intelog.compose.said import Said
from intelog.extract.development import remembered
from intelog.grammar import daily as grammar
from intelog.grammar.edition import read_aloud
from intelog.model.development import HEADLINE, KEYWORDS_FIELD, SOURCES_FIELD, Development, sentence_field
from intelog.model.language import Language
from intelog.model.names import RecordKey, VersionId
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence, Record, RecordKind, claim_name, record_key
from intelog.model.review import BEHIND, Review, Verdict
from intelog.ports import Count
from intelog.text.reading import minutes

NOW = datetime(2026, 2, 1, tzinfo=UTC)
DAY = Period.parse("2026-01-28")


SMALL = Limits(items=3, noted=2)


def told(name: str, *sentences: str, title: str = "") -> Development:
    shown = Evidence(version=VersionId("v-0123456789abcdef0123"), start=0, end=9, title=name, url="https://x.example/")
    title = title or f"{name} is out"
    claims = [
        Claim(field=HEADLINE, text=title, evidence=(shown,)),
        *(Claim(field=sentence_field(s), text=s, evidence=(shown,)) for s in dict.fromkeys(sentences)),
        Claim(field=KEYWORDS_FIELD, text="AI"),
        Claim(field=SOURCES_FIELD, text=f"[arXiv](https://x.example/{name})"),
    ]
    return Development(
        record=Record(kind=RecordKind.DEVELOPMENT, subject=name, period=DAY, claims=tuple(claims)),
        essential=tuple(sentence_field(s) for s in dict.fromkeys(sentences)),
        url=f"https://x.example/{name}", title=title, tellers=1, noted=False, numbers=0, releases=False,
        strength=1.0, first_told=date(2026, 1, 28), names=(name,), words="",
    )  # fmt: skip


def composed(
    developments: Sequence[Development],
    *reviews: Review,
    limits: Limits = SMALL,
    language: Language = Language.ENGLISH,
    sources: Sequence[Count] = (Count("arXiv", 9),),
    known: dict[str, RecordKey] | None = None,
) -> Composed:
    return compose(
        [Ranked(development=d, why=(Reason(1.0, "it is there"),)) for d in developments],
        period=DAY, language=language, edition=record_key(RecordKind.EDITION, str(language), DAY),
        said=Said(reviews), coverage=Coverage(sources=sources), limits=limits, front=[f"period: {DAY}"],
        known=known or {},
    )  # fmt: skip


def text_of(made: Composed, language: Language = Language.ENGLISH) -> str:
    return grammar.render(made.edition, language)


def titles(made: Composed) -> list[str]:
    return re.findall(r"### \[(\S+)", text_of(made))


def review(development: Development, field: str, verdict: Verdict, text: str = "", of: str | None = None) -> Review:
    return Review(
        record=development.record.key, field=field, verdict=verdict, language=Language.ENGLISH, at=NOW, text=text,
        claim=None if of is None else claim_name(of),
    )  # fmt: skip


SEVEN = [told(f"Bird-{n}", f"Bird {n} flies at {n} km/h.", f"It eats {n} worms.") for n in range(1, 8)]

words = st.lists(st.sampled_from(["word", "50%", "模型", "GPT-4o", "longer-than-most"]), min_size=1, max_size=60)
developments = st.lists(
    st.builds(lambda title, sentences: (title, sentences), words, st.lists(words, max_size=4)), max_size=14
).map(
    lambda many: [
        told(f"Bird-{n}", *(" ".join([f"{n}", *s]) for s in sentences), title=" ".join(title))
        for n, (title, sentences) in enumerate(many)
    ]
)


@given(
    many=developments,
    limit=st.sampled_from([0.5, 1.0, 2.0, 5.0, 60.0]),
    items=st.sampled_from([1, 3, 10, 50]),
    language=st.sampled_from([Language.ENGLISH, Language.CHINESE]),
)
@settings(max_examples=150, deadline=None)
def test_it_takes_no_longer_than_the_reader_has_whatever_there_is_to_tell(
    many: list[Development], limit: float, items: int, language: Language
) -> None:
    made = composed(many, limits=Limits(items=items, minutes=limit, noted=10), language=language)

    again = grammar.parse(text_of(made, language))
    assert made.minutes <= limit
    assert minutes(read_aloud(again)) == pytest.approx(made.minutes)
    assert len(made.told) <= items
    stated = grammar.stated_minutes(again)
    assert stated is not None
    assert stated[0] == pytest.approx(made.minutes, abs=0.051)


def test_some_time_is_left_for_a_persons_own_sentence() -> None:
    made = composed(SEVEN, limits=Limits(items=7, minutes=0.9))

    assert made.minutes <= 0.9 - min(MARGIN, 0.09)


def test_where_time_is_short_every_item_has_its_best_sentence_before_one_has_two() -> None:
    made = composed(SEVEN, limits=Limits(items=7, minutes=0.6, noted=0))

    text = text_of(made)
    assert text.count("km/h") == 7
    assert 0 < text.count("worms") < 7


def test_a_persons_long_text_takes_time_from_ours_and_pushes_no_item_out() -> None:
    mine = review(SEVEN[0], BEHIND + HEADLINE, Verdict.ADDED, "word " * 2000 + "\n")

    made = composed(SEVEN, mine)

    assert titles(made) == ["Bird-1", "Bird-2", "Bird-3"]
    assert "worms" not in text_of(made)
    assert made.noted == ()


@pytest.mark.parametrize(
    ("language", "count", "lead"),
    [
        (Language.ENGLISH, 0, "Nothing new on this day, 0.0 minutes to read."),
        (Language.ENGLISH, 1, "A quiet day: 1 development, "),
        (Language.ENGLISH, 3, "A quiet day: 3 developments, "),
        (Language.ENGLISH, 4, "4 developments, "),
        (Language.CHINESE, 0, "这一天没有新进展，读完约 "),
        (Language.CHINESE, 2, "平静的一天：2 条进展，读完约 "),
        (Language.CHINESE, 4, "4 条进展，读完约 "),
    ],
)
def test_a_quiet_day_and_an_empty_one_say_so(language: Language, count: int, lead: str) -> None:
    made = composed(SEVEN[:count], limits=Limits(), language=language)

    shown = next(part.text for part in made.edition.parts if part.kind == "lead")
    assert re.sub(r"\d\.\d", "0.0", shown).startswith(re.sub(r"\d\.\d", "0.0", lead))
    assert text_of(made, language).count("\n## ") == (2 if count else 1)


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
def test_what_is_composed_reads_back_as_the_same_edition(language: Language) -> None:
    made = composed(SEVEN, limits=Limits(items=3, noted=3), language=language)

    assert grammar.parse(text_of(made, language)) == made.edition


def test_nothing_read_is_said_too() -> None:
    assert "Read that day: nothing; skipped 0." in text_of(composed([], sources=()))


def test_the_best_are_told_the_next_are_noted_and_the_rest_is_left_out() -> None:
    made = composed(SEVEN)

    assert titles(made) == ["Bird-1", "Bird-2", "Bird-3"]
    assert [r.development.names[0] for r in made.noted] == ["Bird-4", "Bird-5"]
    assert "Bird-6" not in text_of(made)


def test_what_a_person_had_a_hand_in_stays_though_it_ranked_out() -> None:
    seventh = SEVEN[6]

    for hand in (
        review(seventh, HEADLINE, Verdict.CORRECTED, "Mine"),
        review(seventh, seventh.essential[0], Verdict.REJECTED),
        review(seventh, BEHIND + HEADLINE, Verdict.ADDED, "\nMine\n"),
    ):
        made = composed(SEVEN, hand)

        assert [r.development.names[0] for r in made.told] == ["Bird-1", "Bird-2", "Bird-7"]


def test_a_noted_line_in_a_persons_words_stays_one_whatever_its_rank() -> None:
    for n in (0, 6):
        made = composed(SEVEN, review(SEVEN[n], NOTED, Verdict.CORRECTED, "[Mine](https://x.example/)"))

        assert "\n* [Mine](https://x.example/)\n" in text_of(made)
        assert SEVEN[n].names[0] not in titles(made)
        assert len(made.noted) == 2


def test_a_persons_words_stay_where_the_documents_are_gone() -> None:
    gone = remembered(SEVEN[6].record)

    made = composed([*SEVEN[:6], gone], review(gone, HEADLINE, Verdict.CORRECTED, "Mine"))

    assert "### Mine\n\nBird 7 flies" in text_of(made)


def test_a_line_that_their_text_hangs_on_reads_as_it_did_when_we_no_longer_say_it() -> None:
    field = sentence_field("It was said before.")
    anchor = review(SEVEN[0], field, Verdict.ACCEPTED, "It was said before.[^x-123456.s000000.1]")
    mine = review(SEVEN[0], BEHIND + field, Verdict.ADDED, "Mine.\n")

    made = composed(SEVEN, anchor, mine)

    assert "It was said before.[^x-123456.s000000.1]\nMine.\n" in text_of(made)


def test_an_item_that_a_person_put_there_is_given_nothing_more() -> None:
    first = SEVEN[0]

    made = composed(
        SEVEN, review(first, "", Verdict.ACCEPTED), review(first, HEADLINE, Verdict.CORRECTED, "Mine, and mine alone")
    )

    assert "### Mine, and mine alone\n\n### [Bird-2" in text_of(made)


def test_a_rejected_record_is_neither_told_nor_noted_and_the_next_takes_its_room() -> None:
    made = composed(SEVEN, review(SEVEN[1], "", Verdict.REJECTED))

    assert titles(made) == ["Bird-1", "Bird-3", "Bird-4"]
    assert "Bird-2" not in text_of(made)


def test_a_division_taken_out_takes_what_we_would_put_there_with_it() -> None:
    edition = record_key(RecordKind.EDITION, "en", DAY)
    out = Review(
        record=edition, field="section noted", verdict=Verdict.REJECTED, language=Language.ENGLISH, at=NOW
    )  # fmt: skip

    made = composed(SEVEN, out)

    assert made.noted == ()
    assert "Bird-4" not in text_of(made)


def test_items_stand_in_a_persons_order_and_news_behind_what_it_ranks_behind() -> None:
    edition = record_key(RecordKind.EDITION, "en", DAY)
    seen = [SEVEN[2], SEVEN[0]]
    order = Review(
        record=edition, field="order", verdict=Verdict.CORRECTED, language=Language.ENGLISH, at=NOW,
        text="\n".join(f"{d.record.key} {HEADLINE}" for d in seen),
    )  # fmt: skip

    assert titles(composed(SEVEN, order)) == ["Bird-3", "Bird-1", "Bird-2"]


def test_a_proposal_is_counted_where_we_would_by_now_say_something_else() -> None:
    first = SEVEN[0]
    seen = first.record.claims[0].text
    same = review(first, HEADLINE, Verdict.CORRECTED, "Mine", of=seen)
    other = review(first, HEADLINE, Verdict.CORRECTED, "Mine", of="What stood there once")

    assert composed(SEVEN, same).proposals == ()
    assert [(p.field, p.yours) for p in composed(SEVEN, other).proposals] == [(HEADLINE, "Mine")]


def test_a_second_correction_is_still_told_from_what_we_said() -> None:
    first = SEVEN[0]
    seen = first.record.claims[0].text

    made = composed(
        SEVEN,
        review(first, HEADLINE, Verdict.CORRECTED, "Mine", of=seen),
        review(first, HEADLINE, Verdict.CORRECTED, "Mine again", of="Mine"),
    )

    assert (made.proposals, made.kept_edits) == ((), 1)
    assert "### Mine again\n" in text_of(made)


def test_two_records_whose_keys_begin_alike_get_slugs_that_tell_them_apart() -> None:
    first, second = SEVEN[:2]
    digits = second.record.key.partition("-")[2]

    made = composed([first, second], known={f"bird1-{digits[:6]}": first.record.key})

    slugs = {key: slug for slug, key in made.records.items() if ":" not in slug}
    assert slugs[first.record.key] == f"bird1-{digits[:6]}"
    assert slugs[second.record.key] == f"bird2-{digits[:6]}"
    taken = composed([second], known={f"bird2-{digits[:6]}": first.record.key})
    assert f"[^bird2-{digits[:7]}.headline.1]" in text_of(taken)


def test_what_a_person_already_noted_is_not_noted_again() -> None:
    fourth = SEVEN[3]
    line = f"* [{fourth.title}]({fourth.url})"
    edition = record_key(RecordKind.EDITION, "en", DAY)
    mine = Review(
        record=edition, field=f"{BEHIND}section noted", verdict=Verdict.ADDED, language=Language.ENGLISH, at=NOW,
        text=f"\n{line}\n",
    )  # fmt: skip

    assert text_of(composed(SEVEN, mine)).count(line) == 1
