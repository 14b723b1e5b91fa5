"""The promises of a `Library`, whatever engine is behind it: a second engine passes these unchanged."""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.libraries import everything
from tests.postgres import Server

from intelog.errors import LibraryError
from intelog.model.document import Document, Image, Kind, Link, Markup, Origin, Reading
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.moment import Moment
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import Author, Claim, Evidence, Record, RecordKind, claim_name
from intelog.model.review import Review, Verdict
from intelog.ports import Added, Count, Library, Progress, Rows, Thing
from intelog.store.postgres.library import PostgresLibrary
from intelog.store.sqlite import SqliteLibrary

Open = Callable[[str], Library]
"""Opens the library of a name: the same name, the same library."""


def _sqlite(request: pytest.FixtureRequest) -> Iterator[Open]:
    folder: Path = request.getfixturevalue("tmp_path")
    yield lambda name: SqliteLibrary(folder / f"{name}.sqlite")


def _postgres(request: pytest.FixtureRequest) -> Iterator[Open]:
    server: Server = request.getfixturevalue("server")
    addresses: defaultdict[str, str] = defaultdict(server.database)
    yield lambda name: PostgresLibrary(addresses[name])
    for address in addresses.values():
        server.forget(address)


ENGINES: dict[str, Callable[[pytest.FixtureRequest], Iterator[Open]]] = {"sqlite": _sqlite, "postgres": _postgres}


@pytest.fixture(params=sorted(ENGINES))
def opens(request: pytest.FixtureRequest) -> Iterator[Open]:
    yield from ENGINES[request.param](request)


@pytest.fixture
def library(opens: Open) -> Iterator[Library]:
    library = opens("one")
    yield library
    library.close()


DAY = date(2026, 1, 28)
AT = datetime(2026, 1, 28, 12, tzinfo=UTC)
PERIOD = Period.parse("2026-01-28")


def paper(
    key: str = "arxiv:2601.00001", text: str = "A title\n\nIt works.", met: date = DAY, **more: object
) -> Document:
    plain = Document(
        key=key, kind=Kind.PAPER, title=text.partition("\n")[0], text=text, met=met, language=Language.ENGLISH
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def reading(document: Document, where: str = "a.jsonl", source: str = "arXiv") -> Reading:
    return Reading(document, Origin(source, where, document.met))


def record(subject: str = "story-1", text: str = "It works.") -> Record:
    document = paper()
    shown = Evidence(version=document.version, start=9, end=18, title="A title", url="https://a.example/", retold=True)
    quoted = replace(shown, quote='It "works" | 它能用\n第二行')
    return Record(
        kind=RecordKind.DEVELOPMENT,
        subject=subject,
        period=PERIOD,
        made_by="rule-1",
        claims=(
            Claim(field="headline", text="A title", evidence=(shown,)),
            Claim(field="s1", text=text, evidence=(shown, quoted)),
            Claim(field="sources", text="[a](https://a.example/)", by=Author.PERSON),
        ),
    )


def review(key: RecordKey, field: str = "s1", verdict: Verdict = Verdict.CORRECTED, **more: object) -> Review:
    plain = Review(record=key, field=field, verdict=verdict, language=Language.ENGLISH, at=AT, text="mine")
    return replace(plain, **more)  # type: ignore[arg-type]


def test_what_was_added_comes_back_whole(library: Library) -> None:
    document = Document(
        key="note:log.md#2026-01-28 标题",
        kind=Kind.NOTE,
        title="标题",
        text="# 20260128 标题\r\n+ \u2028 zero\u200bwidth \x00 nul 𠮷 ſ",
        met=DAY,
        language=Language.CHINESE,
        url="https://a.example/?a=1",
        about="arxiv:2601.00001",
        published=Moment("2026-01"),
        markup=Markup.MARKDOWN,
        retold=True,
        authors=("Ada", "李雷"),
        topics=("cs.CL",),
        links=(Link("https://b.example/", "b"),),
        images=(Image("c.png", "", "OCR words"),),
        source_version=3,
    )

    added = library.add([reading(document, "log.md", "learning log")])

    assert added == Added(new=1)
    assert library.document(document.id) == document
    assert library.version(document.version) == document
    assert library.origins(document.id) == [Origin("learning log", "log.md", DAY)]


ODD = [
    "\0", "\0a\0\0", "\1", "\1\2", "\1\1\0\2", "\\N", "\\.", "\\", "\t\r\n\x0b\x1b[2J", "{}", '{"a,b",NULL}', "NULL", "", " ", "'; --",
    "%s %(a)s %%", "$1", "\x7f\x85\u2028\u202e\ufeff", "e\u0301 é İ ſ ß", "\ud7ff\ue000\ufffe\uffff", "\U00010000 𠮷 \U0010ffff", "中文，。",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_any_text_comes_back_unchanged_from_every_field(library: Library, odd: str) -> None:
    comes_back(library, odd)


def test_naughty_strings_come_back_unchanged_from_every_field(library: Library, corpus: Path) -> None:
    naughty = json.loads((corpus / "security" / "naughty-strings" / "blns.json").read_text("utf-8"))
    assert len(naughty) == 515

    for odd in dict.fromkeys(naughty):
        comes_back(library, odd)


def comes_back(library: Library, odd: str) -> None:
    """Keep a text in every field there is, and read it from each."""
    key, where = f"note:{odd}", f"{odd}.md"
    document = paper(
        key, f"T{odd}", title=odd, url=odd, about=f"about {odd}", authors=(odd,), topics=(odd,), links=(Link(odd, odd),),
        images=(Image(odd, odd, odd),),
    )  # fmt: skip
    shown = Evidence(version=document.version, start=0, end=1, title=odd, url=odd, quote=odd)
    claimed = Record(
        kind=RecordKind.SUMMARY, subject=odd, period=PERIOD, made_by=odd,
        claims=(Claim(field=odd, text=odd, evidence=(shown,)),),
    )  # fmt: skip
    said = review(claimed.key, field=odd, text=odd)
    base = Base(PERIOD, Language.ENGLISH, odd, {odd: claimed.key}, pending=odd, pending_records={odd: claimed.key})
    progress = Progress(stage="import", partition=where, version=odd, detail=odd)

    library.add([reading(document, where, odd)], progress=progress, whole=where)
    library.keep(records=[claimed], reviews=[said], bases=[base])

    assert library.document(document.id) == library.version(document.version) == document
    assert list(library.about([f"about {odd}"], as_of=DAY)) == [document]
    assert library.origins(document.id) == [Origin(odd, where, DAY)]
    assert library.met_on(DAY) == [Count(odd, 1)]
    assert library.progress("import", where) == progress
    assert library.records_about(RecordKind.SUMMARY, [odd]) == [claimed]
    assert library.reviews([claimed.key], Language.ENGLISH) == [said]
    assert library.base(PERIOD, Language.ENGLISH) == base
    assert library.add([], whole=where).withdrawn == 1


def test_names_may_be_as_long_as_addresses_get(library: Library) -> None:
    long = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=10_000))  # noqa: S311
    document = paper(f"https://a.example/{long}", about=f"https://b.example/{long}")
    progress = Progress(stage="import", partition=f"{long}.md", version="1")

    library.add([reading(document, f"{long}.md", long)], progress=progress)
    again = library.add([reading(document, f"{long}.md", long)], progress=progress)

    assert again == Added(unchanged=1)
    assert list(library.about([document.about], as_of=DAY)) == [document]
    assert library.origins(document.id) == [Origin(long, f"{long}.md", DAY)]
    assert library.progress("import", f"{long}.md") == progress


def test_texts_are_in_the_order_of_their_characters(library: Library) -> None:
    order = ["\0", "\0b", "\1", "\2", "A", "Z", "a", "b", "z", "é", "中", "\uffff", "\U00010000"]
    shuffled = random.Random(1).sample(order, len(order))  # noqa: S311
    library.add([reading(paper(key), f"{key}.md", key) for key in shuffled])

    assert [d.key for d in library.told_between(DAY, DAY)] == order
    assert [d.key for d in library.documents(paper(key).id for key in shuffled)] == order
    assert [count.source for count in library.met_on(DAY)] == order


def test_what_is_not_there_is_none(library: Library) -> None:
    document = paper()

    assert library.document(document.id) is None
    assert library.version(document.version) is None
    assert library.versions(document.id) == []
    assert library.origins(document.id) == []
    assert library.record(record().key) is None
    assert library.base(PERIOD, Language.ENGLISH) is None
    assert library.progress("import", "a.jsonl") is None


def test_each_reading_is_counted_as_what_it_is(library: Library) -> None:
    first = paper()
    changed = paper(text="A title\n\nIt works better.")

    counts = [
        library.add([reading(first)]),
        library.add([reading(first)]),
        library.add([reading(first, "b.jsonl")]),
        library.add([reading(changed)]),
        library.add([reading(changed), reading(paper("arxiv:2601.00002"))]),
    ]

    assert counts == [
        Added(new=1),
        Added(unchanged=1),
        Added(duplicates=1),
        Added(updated=1),
        Added(new=1, unchanged=1),
    ]


def test_a_changed_text_is_a_version_of_the_same_document(library: Library) -> None:
    first, second = paper(), paper(text="A title\n\nIt works better.", met=date(2026, 1, 29))

    library.add([reading(first), reading(second)])

    assert library.versions(first.id) == [second.version, first.version]
    assert library.size() == {"documents": 1, "versions": 2, "origins": 2, "records": 0, "reviews": 0}


def test_the_publishers_own_version_leads_whenever_it_was_met(library: Library) -> None:
    newer = paper(text="A title\n\nSecond.", met=date(2026, 1, 1), source_version=2)
    older = paper(text="A title\n\nFirst.", met=date(2026, 1, 30), source_version=1)

    library.add([reading(older), reading(newer)])

    found = library.document(older.id)
    assert found is not None
    assert found.text == "A title\n\nSecond."
    assert found.met == date(2026, 1, 1)


def test_a_document_reads_as_it_was_known_on_a_day(library: Library) -> None:
    first, second = paper(met=date(2026, 1, 5)), paper(text="A title\n\nLater.", met=date(2026, 1, 20))
    library.add([reading(second), reading(first)])

    texts = [
        found.text.partition("\n\n")[2]
        for day in (date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 19), date(2026, 1, 20))
        if (found := library.document(first.id, as_of=day)) is not None
    ]

    assert texts == ["It works.", "It works.", "It works.", "Later."]


def test_documents_are_found_by_the_day_they_were_told(library: Library) -> None:
    early = paper("arxiv:2601.00003", met=date(2026, 1, 27))
    today = paper("arxiv:2601.00002", met=DAY)
    published = paper("https://a.example/x", met=date(2026, 1, 30), published=Moment("2026-01-28T03:00:00+08:00"))
    library.add([reading(d) for d in (early, today, published)])

    found = [d.key for d in library.told_between(DAY, DAY)]
    around = [d.key for d in library.told_between(date(2026, 1, 27), DAY)]

    assert found == ["arxiv:2601.00002"]
    assert around == ["arxiv:2601.00002", "arxiv:2601.00003", "https://a.example/x"]  # told on the 27th by UTC


def test_documents_are_found_by_what_they_tell_of(library: Library) -> None:
    note = replace(paper("note:log.md#2026-01-20 x", met=date(2026, 1, 20)), kind=Kind.NOTE, about="arxiv:2601.00001")
    library.add([reading(paper()), reading(note), reading(paper("arxiv:2601.00009"))])

    found = [d.key for d in library.about(["arxiv:2601.00001", "arxiv:none"], as_of=DAY)]
    before = [d.key for d in library.about(["arxiv:2601.00001"], as_of=date(2026, 1, 20))]

    assert found == ["arxiv:2601.00001", "note:log.md#2026-01-20 x"]
    assert before == ["note:log.md#2026-01-20 x"]


def test_the_leading_reading_says_what_a_document_is_and_what_it_tells_of(opens: Open) -> None:
    note = paper("note:log.md#1", "Before", met=date(2026, 1, 5), kind=Kind.NOTE, about="a")
    later = paper("note:log.md#1", "After", met=date(2026, 1, 20), kind=Kind.TALK, about="b")
    unchanged = paper("note:log.md#1", "Before", met=date(2026, 1, 6), kind=Kind.POST, about="c")

    for n, order in enumerate(itertools.permutations([note, later, unchanged])):
        library = opens(f"order-{n}")
        for one in order:
            library.add([reading(one)])
        found = library.document(note.id)
        before = library.document(note.id, as_of=date(2026, 1, 10))
        assert found is not None
        assert before is not None
        assert (found.kind, found.subject, before.kind, before.subject) == (Kind.TALK, "b", Kind.POST, "c")
        assert [d.text for d in library.about("abc", as_of=DAY)] == ["After"]
        assert [d.text for d in library.about("abc", as_of=date(2026, 1, 10))] == ["Before"]
        assert [list(library.about([s], as_of=DAY)) for s in ("a", "c", note.key)] == [[], [], []]
        assert [list(library.about([s], as_of=date(2026, 1, 10))) for s in ("a", "b")] == [[], []]
        library.close()


def test_what_no_longer_tells_of_something_else_tells_of_itself(library: Library) -> None:
    note = paper("note:log.md#1", "Text", about="a")
    library.add([reading(note)], whole="log.md")

    library.add([reading(replace(note, text="Text without a link", about=""))], whole="log.md")

    assert list(library.about(["a"], as_of=DAY)) == []
    assert [d.subject for d in library.about(["note:log.md#1", "a"], as_of=DAY)] == ["note:log.md#1"]


HALF = "half \ud83d of a sign"


@pytest.mark.parametrize(
    "more",
    [
        {"key": HALF}, {"title": HALF}, {"text": HALF}, {"url": HALF}, {"about": HALF}, {"authors": (HALF,)}, {"topics": (HALF,)},
        {"links": (Link(HALF, ""),)}, {"images": (Image("", "", HALF),)},
    ],
    ids=lambda more: next(iter(more)),
)  # fmt: skip
def test_half_a_character_in_a_document_is_refused_in_a_line_and_nothing_is_stored(
    library: Library, more: dict[str, Any]
) -> None:
    said = Progress(stage="import", partition="a", version="1")

    with pytest.raises(LibraryError, match=r"a text holds U\+D83D behind .*half '") as refused:
        library.add([reading(paper("arxiv:2601.00002")), reading(replace(paper(), **more))], progress=said)

    assert type(refused.value) is LibraryError
    assert not any(everything(library).values())
    assert library.add([reading(paper())]) == Added(new=1)


def test_half_a_character_anywhere_else_is_refused_the_same(library: Library) -> None:
    library.add([reading(paper())])
    held = everything(library)
    good = record()
    (first, *rest) = good.claims
    bad: list[dict[str, Any]] = [
        {"records": [replace(good, subject=HALF)]}, {"records": [replace(good, made_by=HALF)]},
        {"records": [replace(good, claims=(replace(first, text=HALF), *rest))]},
        {"records": [replace(good, claims=(replace(first, evidence=(replace(first.evidence[0], quote=HALF),)), *rest))]},
        {"reviews": [review(good.key, text=HALF)]}, {"bases": [Base(PERIOD, Language.ENGLISH, HALF, {})]},
        {"progress": [Progress(stage="import", partition=HALF, version="1")]},
    ]  # fmt: skip

    for one in bad:
        kept: dict[str, Any] = {
            "progress": [Progress(stage="import", partition="b", version="1")], "records": [record("two")], **one
        }  # fmt: skip
        with pytest.raises(LibraryError, match=r"U\+D83D") as refused:
            library.keep(**kept)
        assert type(refused.value) is LibraryError
    asked: list[Callable[[], object]] = [
        lambda: library.add([reading(paper(), where=HALF)]),
        lambda: library.add([reading(paper(), source=HALF)]),
        lambda: library.add([], whole=HALF),
        lambda: library.progress("import", HALF),
        lambda: list(library.about([HALF], as_of=DAY)),
    ]
    for ask in asked:
        with pytest.raises(LibraryError, match=r"U\+D83D") as refused:
            ask()
        assert type(refused.value) is LibraryError

    assert everything(library) == held


def test_evidence_in_a_version_that_is_not_held_is_refused_by_its_name(library: Library) -> None:
    library.add([reading(paper("arxiv:2601.00002"))])
    held = everything(library)

    with pytest.raises(LibraryError, match=f"points to the version {paper().version}, which .* not hold") as refused:
        library.keep(records=[record()], progress=[Progress(stage="import", partition="b", version="1")])

    assert type(refused.value) is LibraryError
    assert everything(library) == held
    library.add([reading(paper())])
    library.keep(records=[record()])
    assert library.record(record().key) == record()


def test_a_file_read_again_withdraws_what_no_longer_stands_in_it(library: Library) -> None:
    kept, gone = paper("note:log.md#1", "Kept"), paper("note:log.md#2", "Gone")
    library.add([reading(kept, "log.md"), reading(gone, "log.md")], whole="log.md")

    added = library.add([reading(kept, "log.md")], whole="log.md")

    assert added == Added(unchanged=1, withdrawn=1)
    assert library.document(gone.id) is None
    assert [d.key for d in library.told_between(DAY, DAY)] == ["note:log.md#1"]
    assert library.version(gone.version) is not None  # receipts still open


def test_what_still_stands_elsewhere_is_not_withdrawn(library: Library) -> None:
    document = paper()
    library.add([reading(document, "a.md")], whole="a.md")
    library.add([reading(document, "b.md")], whole="b.md")

    added = library.add([], whole="a.md")

    assert added.withdrawn == 0
    assert library.document(document.id) is not None


def test_what_was_withdrawn_comes_back_when_it_is_read_again(library: Library) -> None:
    document = paper()
    library.add([reading(document, "a.md")], whole="a.md")
    library.add([], whole="a.md")

    library.add([reading(document, "a.md")], whole="a.md")

    assert library.document(document.id) == document


def test_a_note_that_was_rewritten_reads_as_rewritten(library: Library) -> None:
    before, after = paper("note:log.md#1", "Before"), paper("note:log.md#1", "After")
    library.add([reading(before, "log.md")], whole="log.md")

    added = library.add([reading(after, "log.md")], whole="log.md")

    found = library.document(before.id)
    assert added == Added(updated=1)
    assert found is not None
    assert found.text == "After"


def test_sources_are_counted_by_day(library: Library) -> None:
    library.add([reading(paper()), reading(paper("arxiv:2601.00002")), reading(paper(), "again.jsonl")])
    library.add([reading(paper("note:1"), "log.md", "learning log")])
    library.add([reading(paper("arxiv:2601.00004", met=date(2026, 1, 29)))])

    assert library.met_on(DAY) == [Count("arXiv", 2), Count("learning log", 1)]


def test_progress_is_kept_with_what_it_speaks_of(library: Library) -> None:
    progress = Progress(stage="import", partition="a.jsonl", version="1", detail='{"read": 1}')

    library.add([reading(paper())], progress=progress)

    assert library.progress("import", "a.jsonl") == progress


def test_a_failing_batch_leaves_nothing_behind(library: Library) -> None:
    broken = reading(paper("arxiv:2601.00002"))._replace(origin=None)  # type: ignore[arg-type]

    with pytest.raises(AttributeError):
        library.add([reading(paper()), broken], progress=Progress(stage="import", partition="a", version="1"))

    assert library.size()["documents"] == 0
    assert library.progress("import", "a") is None


def test_records_come_back_whole_and_replace_their_key(library: Library) -> None:
    library.add([reading(paper())])
    first, again, other = record(), record(text="It works well."), record("story-2")

    library.keep(records=[first, other])
    library.keep(records=[again])

    assert library.record(first.key) == again
    assert library.records(PERIOD, RecordKind.DEVELOPMENT) == sorted([again, other], key=lambda r: r.key)
    assert library.records(Period.parse("2026-01"), RecordKind.DEVELOPMENT) == []


def test_reviews_are_appended_and_come_back_oldest_first(library: Library) -> None:
    key, other = record().key, record("story-2").key
    said = [
        review(key),
        review(other, claim=claim_name("x")),
        review(key, verdict=Verdict.REJECTED, text=""),
        review(key, language=Language.CHINESE),
    ]

    library.keep(reviews=said[:2])
    library.keep(reviews=said[2:])

    assert library.reviews([key], Language.ENGLISH) == [said[0], said[2]]
    assert library.reviews([key, other], Language.ENGLISH) == said[:3]
    assert library.reviews([key], Language.CHINESE) == [said[3]]


def test_a_better_rule_does_not_orphan_what_a_person_said(library: Library) -> None:
    library.add([reading(paper())])
    library.keep(records=[record()], reviews=[review(record().key)])

    library.keep(records=[replace(record(text="Something else."), made_by="rule-2")])

    assert library.reviews([record().key], Language.ENGLISH) == [review(record().key)]
    assert library.reviewed(PERIOD, Language.ENGLISH) == [record().key]
    assert library.reviewed(PERIOD, Language.CHINESE) == []


def test_bases_come_back_whole_and_replace_their_edition(library: Library) -> None:
    before = Base(PERIOD, Language.ENGLISH, None, {}, pending="# 新\n", pending_records={"a-1": record().key})
    after = Base(PERIOD, Language.ENGLISH, "# 新\n", {"a-1": record().key, "url:https://a.example/": record().key})

    library.keep(bases=[before])
    held = library.base(PERIOD, Language.ENGLISH)
    library.keep(bases=[after, before._replace(language=Language.CHINESE)])

    assert held == before
    assert library.base(PERIOD, Language.ENGLISH) == after
    assert library.base(PERIOD, Language.CHINESE) == before._replace(language=Language.CHINESE)


def test_everything_is_there_when_it_is_opened_again(opens: Open) -> None:
    library = opens("one")
    library.add([reading(paper())], progress=Progress(stage="import", partition="a", version="1"))
    library.keep(records=[record()], reviews=[review(record().key)])
    library.close()

    again = opens("one")

    assert again.document(paper().id) == paper()
    assert again.record(record().key) == record()
    assert again.reviews([record().key], Language.ENGLISH) == [review(record().key)]
    assert again.progress("import", "a") is not None
    again.close()


EXAMPLES = itertools.count()
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))
READINGS = st.lists(
    st.builds(
        lambda key, text, met, where, version, authors, more: reading(
            paper(f"arxiv:2601.{key:05}", f"T{text}\n\nbody", met, source_version=version, authors=(authors,), **more), where
        ),
        st.integers(1, 4), st.integers(1, 3), DAYS, st.sampled_from("abc"), st.integers(0, 1), st.sampled_from("xyz"),
        st.sampled_from([{}, {"kind": Kind.NOTE, "about": "a"}, {"about": "arxiv:2601.00002"}, {"kind": Kind.POST}]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(READINGS, st.randoms(use_true_random=False), DAYS)
def test_the_order_of_adding_never_shows(
    opens: Open, readings: list[Reading], shuffle: random.Random, as_of: date
) -> None:
    shuffled = list(readings)
    shuffle.shuffle(shuffled)
    views = []

    for n, order in enumerate((readings, shuffled)):
        library = opens(f"example-{next(EXAMPLES)}-{n}")
        for one in order:
            library.add([one])
        ids = sorted({r.document.id for r in readings})
        views.append(
            (
                [library.document(i) for i in ids],
                [library.document(i, as_of=as_of) for i in ids],
                [library.versions(i) for i in ids],
                [library.origins(i) for i in ids],
                list(library.told_between(date(2026, 1, 1), as_of)),
                [
                    list(library.about([subject], as_of=as_of))
                    for subject in ("a", "arxiv:2601.00001", "arxiv:2601.00002")
                ],
                library.met_on(as_of),
                library.size(),
            )
        )
        library.close()

    assert views[0] == views[1]


def test_what_changed_is_told_once_and_in_order(library: Library) -> None:
    first, second = paper("arxiv:2601.00001"), paper("arxiv:2601.00002", text="Another\n\nIt works too.")
    library.add([reading(first)])
    library.add([reading(second)])
    library.keep(records=[record()], bases=[Base(PERIOD, Language.CHINESE, "一天", {})])
    before = library.changes(0, limit=10)

    library.add([reading(first)])
    unchanged = library.changes(0, limit=10)
    library.add([reading(replace(first, text="A title\n\nIt works better."))])
    after = library.changes(before[-1].seq, limit=10)

    assert [(one.thing, one.name) for one in before] == [
        (Thing.DOCUMENT, first.id), (Thing.DOCUMENT, second.id), (Thing.RECORD, record().key), (Thing.EDITION, "2026-01-28 zh"),
    ]  # fmt: skip
    assert unchanged == before
    assert [(one.thing, one.name) for one in after] == [(Thing.DOCUMENT, first.id)]
    assert [one.name for one in library.changes(0, limit=2)] == [second.id, record().key]
    seqs = [one.seq for one in library.changes(0, limit=10)]
    assert seqs == sorted(set(seqs))


def test_a_withdrawn_document_is_a_change(library: Library) -> None:
    library.add([reading(paper())], whole="a.jsonl")
    seq = library.changes(0, limit=10)[-1].seq

    library.add([], whole="a.jsonl")

    assert [one.name for one in library.changes(seq, limit=10)] == [paper().id]


def test_many_documents_are_read_at_once(library: Library) -> None:
    papers = [paper(f"arxiv:2601.0000{n}", text=f"Title {n}\n\nText.") for n in range(5)]
    library.add([reading(one, f"{one.key}.jsonl") for one in papers])
    library.add([], whole=f"{papers[3].key}.jsonl")

    found = list(library.documents([papers[n].id for n in (4, 3, 1)] + [paper("arxiv:2601.99999").id]))

    assert found == [papers[1], papers[4]]


def test_every_library_that_is_made_has_a_name_of_its_own(opens: Open) -> None:
    one, two = opens("one"), opens("two")
    name = one.incarnation()
    one.close()
    again = opens("one")

    assert name
    assert again.incarnation() == name != two.incarnation()
    again.close()
    two.close()


@pytest.mark.parametrize("other", sorted(ENGINES))
def test_what_one_library_exports_another_takes_whole(
    library: Library, other: str, request: pytest.FixtureRequest
) -> None:
    before, after, gone = paper(text="Before\0"), paper(text="After"), paper("note:gone", "Gone")
    library.add([reading(before, "a.md"), reading(gone, "a.md")], whole="a.md")
    library.add([reading(after, "b.md", "b"), reading(paper(), "b.md")], whole="b.md")
    library.add(
        [reading(after, "a.md")], whole="a.md", progress=Progress(stage="import", partition="a.md", version="1")
    )
    library.keep(records=[record()], bases=[Base(PERIOD, Language.CHINESE, None, {}, pending="\0")])
    library.keep(reviews=[review(record().key, text=text) for text in "zay\0"])
    opening = ENGINES[other](request)

    taking = next(opening)("the other")
    taking.take(library.export())

    assert everything(taking) == everything(library)
    assert taking.size() == library.size()
    assert taking.versions(after.id) == library.versions(after.id)
    assert {(c.thing, c.name) for c in taking.changes(0, limit=99)} == {
        (c.thing, c.name) for c in library.changes(0, limit=99)
    }
    for one in (library, taking):  # and they go on alike
        assert one.add([reading(gone, "a.md")], whole="a.md") == Added(duplicates=1)
        one.keep(reviews=[review(record().key, text="later")])
    assert everything(taking) == everything(library)
    taking.close()
    assert list(opening) == []


def test_a_library_that_holds_something_takes_nothing(library: Library, opens: Open) -> None:
    library.add([reading(paper())])
    other = opens("other")
    other.keep(progress=[Progress(stage="import", partition="a", version="1")])
    held = everything(other)

    with pytest.raises(LibraryError, match="holds something already"):
        other.take(library.export())

    assert everything(other) == held
    other.close()


def test_what_is_taken_is_all_or_nothing(library: Library, opens: Open) -> None:
    library.add([reading(paper())])
    library.keep(records=[record()])
    other = opens("other")

    def failing() -> Iterator[Rows]:
        yield from itertools.islice(library.export(), 2)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        other.take(failing())

    assert not any(everything(other).values())
    other.take(library.export())
    assert everything(other) == everything(library)
    other.close()
