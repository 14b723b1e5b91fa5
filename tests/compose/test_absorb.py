"""What a person does to an edition's file stands in the next one: one thing at a time, on a day of two items and a note."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from intelog.compose.absorb import absorb, base_of
from intelog.compose.daily import Composed, Coverage, Limits, Ranked, compose
from intelog.compose.identity import recalled, without_lines
from intelog.compose.said import Said
from intelog.grammar import daily as grammar
from intelog.model.development import HEADLINE, KEYWORDS_FIELD, SOURCES_FIELD, Development, sentence_field
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.names import RecordKey, VersionId
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence, Record, RecordKind, record_key
from intelog.model.review import Review, Verdict
from intelog.ports import Count

NOW = datetime(2026, 2, 1, tzinfo=UTC)
DAY = Period.parse("2026-01-28")
EDITION = record_key(RecordKind.EDITION, "en", DAY)


def evidence(name: str) -> Evidence:
    return Evidence(
        version=VersionId(f"v-{name.encode().hex():0<20}"), start=0, end=9, title=name, url=f"https://x.example/{name}"
    )


def told(name: str, *sentences: str) -> Development:
    """A development called *name*, with a link, keywords and a source."""
    claims = [
        Claim(field=HEADLINE, text=f"{name} is out", evidence=(evidence(name),)),
        *(Claim(field=sentence_field(s), text=s, evidence=(evidence(name),)) for s in sentences),
        Claim(field=KEYWORDS_FIELD, text=f"{name} · AI"),
        Claim(field=SOURCES_FIELD, text=f"[arXiv](https://x.example/{name})"),
    ]
    return Development(
        record=Record(kind=RecordKind.DEVELOPMENT, subject=name, period=DAY, claims=tuple(claims)),
        essential=tuple(sentence_field(s) for s in sentences),
        url=f"https://x.example/{name}", title=f"{name} is out", tellers=1, noted=False, numbers=0, releases=False,
        strength=1.0, first_told=date(2026, 1, 28), names=(name,), words="",
    )  # fmt: skip


KITE = told("Kite-1", "Kite flies at 50 km/h.", "It weighs 2 kg.")
LARK = told("Lark-2", "Lark sings in 9 languages.", "It was trained for 3 days.")
WREN = told("Wren-3", "Wren is small.")


class Desk:
    """A file, what was said, and the machine."""

    def __init__(self, *developments: Development, items: int = 2) -> None:
        self.developments = list(developments or (KITE, LARK, WREN))
        self.items = items
        self.reviews: list[Review] = []
        self.records: dict[str, RecordKey] = {}
        self.base: str | None = None
        self.file = ""
        self.compose()

    def absorb(self) -> list[Review]:
        if not self.file or self.file == self.base:
            return []
        found = absorb(
            grammar.parse(self.file), grammar.parse(self.base or ""), records=self.records, edition=EDITION,
            language=Language.ENGLISH, at=NOW, said=Said(self.reviews),
        )  # fmt: skip
        self.reviews += found
        self.base, self.records = self.file, without_lines(self.records)
        return found

    def compose(self) -> Composed:
        self.absorb()
        composed = compose(
            [Ranked(development=d, why=()) for d in self.developments],
            period=DAY, language=Language.ENGLISH, edition=EDITION, said=Said(self.reviews),
            coverage=Coverage(sources=[Count("arXiv", 3)]), limits=Limits(items=self.items), front=[f"period: {DAY}"],
            known=self.records,
        )  # fmt: skip
        self.file = self.base = grammar.render(composed.edition, Language.ENGLISH)
        self.records = composed.records
        return composed

    def edit(self, old: str, new: str) -> None:
        assert old in self.file
        self.file = self.file.replace(old, new, 1)

    def lines(self) -> list[str]:
        """What a reader sees, but receipts and the line that counts."""
        return [
            line
            for line in self.file.split("\n")
            if line and not line.startswith("[^") and "minutes to read" not in line
        ]

    def item(self, name: str) -> str:
        """An item's text, from its heading up to the next heading."""
        found = re.search(rf"### [^\n]*{name}.*?(?=\n#)", self.file, re.DOTALL)
        assert found is not None
        return found.group() + "\n"


def label(desk: Desk, words: str) -> str:
    """The reference behind these words."""
    found = re.search(rf"{re.escape(words)}[^\n]*?(\[\^[\w.-]+\])", desk.file)
    assert found is not None
    return found[1]


SPEED, WEIGHT, SONG = "Kite flies at 50 km/h.", "It weighs 2 kg.", "Lark sings in 9 languages."
HEAD, LINKED = "### [Kite-1 is out](https://x.example/Kite-1)", "[Kite-1 is out](https://x.example/Kite-1)"

Change = Callable[[Desk], None]


def by(old: str, new: str) -> Change:
    return lambda desk: desk.edit(old, new)


def without_receipt(desk: Desk) -> None:
    desk.edit(SPEED + label(desk, SPEED), SPEED)


def headline_alone(desk: Desk) -> None:
    desk.edit(HEAD + label(desk, LINKED), "### Mine")


def items_swapped(desk: Desk) -> None:
    kite, lark = desk.item("Kite-1"), desk.item("Lark-2")
    desk.edit(kite + lark, lark + kite)


def sentences_swapped(desk: Desk) -> None:
    one, two = SPEED + label(desk, SPEED), WEIGHT + label(desk, WEIGHT)
    desk.edit(f"{one}\n{two}", f"{two}\n{one}")


def item_twice(desk: Desk) -> None:
    desk.edit(desk.item("Lark-2"), desk.item("Lark-2") + desk.item("Kite-1"))


def sentence_to_another_item(desk: Desk) -> None:
    line = SPEED + label(desk, SPEED)
    desk.edit(line + "\n", "")
    desk.edit(SONG, f"{line}\n{SONG}")


def notes_first(desk: Desk) -> None:
    notes = re.search(r"## Also noted\n\n.*?\n\n", desk.file, re.DOTALL)
    assert notes is not None
    desk.edit(notes.group(), "")
    desk.edit("## Developments", notes.group() + "## Developments")


EDITS: dict[str, Change] = {
    "a headline rewritten, link and receipt kept": by("[Kite-1 is out]", "[My headline]"),
    "a headline rewritten, its link dropped": by(LINKED, "My headline"),
    "a headline rewritten, link and receipt dropped": headline_alone,
    "a headline set wider": by(HEAD, f"###   {LINKED}"),
    "a sentence rewritten, its receipt kept": by(SPEED, "Kite is fast, at 50 km/h."),
    "a sentence that lost its receipt": without_receipt,
    "a sentence added into a line": by(SPEED, f"{SPEED} I tried it."),
    "a sentence deleted": lambda desk: desk.edit(SPEED + label(desk, SPEED) + "\n", ""),
    "a sentence split in two lines": by("flies at", "flies\nat"),
    "two sentences swapped": sentences_swapped,
    "a sentence moved to another item": sentence_to_another_item,
    "spaces at a line's end": lambda desk: desk.edit(label(desk, WEIGHT), label(desk, WEIGHT) + "  "),
    "two items swapped": items_swapped,
    "an item twice": item_twice,
    "keywords edited": by("* Keywords: Kite-1 · AI", "* Keywords: kites"),
    "keywords under the other language's word": by("* Keywords: Kite-1 · AI", "* 关键词：Kite-1 · AI"),
    "keywords emptied": by("* Keywords: Kite-1 · AI", "* Keywords:"),
    "sources edited": by("* Sources: [arXiv]", "* Sources: my shelf · [arXiv]"),
    "a noted title in other words": by("* [Wren-3 is out]", "* [A small bird]"),
    "a remark under a noted title": by("(https://x.example/Wren-3)", "(https://x.example/Wren-3)\n  * worth a look"),
    "a note of one's own": by("## Also noted\n\n", "## Also noted\n\n* seen on the train\n"),
    "the notes put first": notes_first,
    "a division renamed": by("## Also noted", "## In short"),
    "a division under the other language's heading": by("## Also noted", "## 另记"),
    "a division's heading deleted": by("## Coverage\n\n", ""),
    "the front matter edited": by("period: 2026-01-28", "period: 2026-01-28\neditor: me"),
    "the front matter deleted": by("---\nperiod: 2026-01-28\n---\n", ""),
    "the title edited": by("# 🗞️ Daily Express", "# My Express"),
    "the title deleted": by("# 🗞️ Daily Express: 2026-01-28\n", ""),
    "the coverage edited": by("Read that day: arXiv 3", "I read that day: arXiv 3"),
    "a paragraph of one's own": by("* Keywords: Kite-1", "Mine.\nMore of mine.\n\nAnd more.\n\n* Keywords: Kite-1"),
    "a paragraph above everything": by("---\nperiod", "Mine.\n\n---\nperiod"),
    "an item of one's own": by("## Also noted", "### Mine\n\nMy text.\n\n* Keywords: mine\n\n## Also noted"),
    "a division of one's own": by("## Also noted", "## My view\n\nMine.\n\n## Also noted"),
    "a list, a table and a quote": by("## Also noted", "- a\n  - b\n\n| a | b |\n| - | - |\n\n> q\n\n## Also noted"),
    "code that looks like an edition": by("## Also noted", "```\n### Kite\n## Coverage\n```\n\n## Also noted"),
    "a fence that is never closed": by("## Also noted", "```python\n\n## Also noted"),
    "a comment, and one around an item": by("## Developments", "<!-- a\n### [b](c) -->\n\n## Developments"),
    "a footnote of one's own": by("## Also noted", "Mine[^m].\n\n[^m]: My source.\n\n## Also noted"),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_it_stands_as_the_person_left_it(change: Change) -> None:
    desk = Desk()
    change(desk)
    theirs = desk.lines()

    desk.compose()

    assert desk.lines() == theirs


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_composing_again_takes_nothing_in_and_a_deleted_file_comes_back_the_same(change: Change) -> None:
    desk = Desk()
    change(desk)
    desk.compose()
    before = desk.file

    assert desk.absorb() == []
    desk.compose()
    assert desk.file == before
    desk.file = ""
    desk.compose()
    assert desk.file == before


@pytest.mark.parametrize("first", EDITS.values(), ids=EDITS)
def test_it_still_stands_after_another_edit(first: Change) -> None:
    desk = Desk()
    first(desk)
    desk.compose()
    desk.edit(SONG, "Lark sings.")
    theirs = desk.lines()

    desk.compose()

    assert desk.lines() == theirs


def test_a_deleted_sentence_stays_away_though_there_is_time_for_it() -> None:
    desk = Desk()
    desk.edit(WEIGHT + label(desk, WEIGHT) + "\n", "")

    composed = desk.compose()

    assert WEIGHT not in desk.file
    assert composed.kept_edits == 1


def test_a_deleted_item_stays_away_from_the_notes_too_and_the_next_takes_its_room() -> None:
    desk = Desk()
    desk.edit(desk.item("Kite-1"), "")

    desk.compose()

    assert "Kite-1" not in desk.file
    assert desk.file.index("### [Lark-2") < desk.file.index("### [Wren-3")


def test_a_deleted_note_never_becomes_an_item() -> None:
    desk = Desk()
    desk.edit("* [Wren-3 is out](https://x.example/Wren-3)\n", "")
    desk.compose()
    desk.edit(desk.item("Kite-1"), "")

    desk.compose()

    assert "Wren-3" not in desk.file


def test_a_deleted_item_pasted_back_stands_where_it_was_put_and_as_it_was() -> None:
    desk = Desk(items=3)
    kite = desk.item("Kite-1").replace(WEIGHT + label(desk, WEIGHT) + "\n", "")
    desk.edit(desk.item("Kite-1"), "")
    desk.compose()
    desk.edit("## Coverage", kite + "## Coverage")
    theirs = desk.lines()

    desk.compose()

    assert desk.lines() == theirs
    assert WEIGHT not in desk.file


def test_the_lines_of_an_item_whose_heading_was_deleted_stay() -> None:
    desk = Desk(items=1)
    desk.edit(HEAD + label(desk, LINKED) + "\n", "")

    desk.compose()

    assert re.search(rf"## Developments\n+{re.escape(SPEED)}", desk.file)
    assert HEAD not in desk.file
    assert f"\n{label(desk, SPEED)}: " in desk.file


def test_an_item_put_down_as_a_note_is_not_told_again() -> None:
    desk = Desk()
    desk.edit(desk.item("Kite-1"), "")
    desk.edit("## Also noted\n\n", f"## Also noted\n\n* {LINKED}\n")

    desk.compose()

    assert HEAD not in desk.file
    assert f"\n* {LINKED}\n" in desk.file


def test_a_line_reworded_without_its_receipt_twice_reads_only_as_it_was_left() -> None:
    desk = Desk()
    desk.edit(SPEED + label(desk, SPEED), SPEED)
    desk.compose()
    desk.edit(SPEED, "Fast.")

    desk.compose()

    assert desk.file.count("Fast.") == 1
    assert SPEED not in desk.file


def test_a_headline_that_lost_link_and_receipt_keeps_its_sentences_and_their_receipts() -> None:
    desk = Desk()
    speed = label(desk, SPEED)
    headline_alone(desk)

    desk.compose()

    assert f"### Mine\n\n{SPEED}{speed}" in desk.file
    assert f"\n{speed}: " in desk.file


def test_receipts_that_only_a_persons_own_text_refers_to_stay() -> None:
    desk = Desk()
    speed = label(desk, SPEED)
    desk.edit(desk.item("Kite-1"), f"Kites are fast.{speed}\n")

    desk.compose()

    assert f"\n{speed}: " in desk.file
    assert "### [Kite-1" not in desk.file


def test_a_persons_wording_of_a_receipt_stays_and_leaves_with_them() -> None:
    desk = Desk()
    speed = label(desk, SPEED)
    ours = f"{speed}: [Kite-1](https://x.example/Kite-1)"
    desk.edit(ours, f'{ours} "my quote"')
    desk.compose()
    stood = desk.file
    desk.file = re.sub(rf"\n{re.escape(speed)}: [^\n]*", "", desk.file)

    desk.compose()

    assert f'{ours} "my quote"' in stood
    assert f"{ours} ·" in desk.file


def test_text_hung_on_a_sentence_holds_that_sentence() -> None:
    desk = Desk()
    desk.edit(WEIGHT + label(desk, WEIGHT), WEIGHT + label(desk, WEIGHT) + "\n\nMine.")
    desk.compose()
    desk.developments[0] = told("Kite-1", "Kite is now another sentence.")

    desk.compose()

    assert re.search(rf"{re.escape(WEIGHT)}\[\^[\w.-]+\]\n\nMine\.", desk.file)


def test_a_paragraph_is_not_glued_to_the_sentence_above_it() -> None:
    desk = Desk()
    desk.edit("\n\n* Keywords: Kite-1", "\n\nMine.\n\n* Keywords: Kite-1")
    theirs = desk.file

    desk.compose()

    assert desk.file == theirs.replace(_minutes(theirs), _minutes(desk.file))


def _minutes(text: str) -> str:
    found = re.search(r"[\d.]+ minutes", text)
    assert found is not None
    return found.group()


def test_line_ends_of_every_kind_are_taken_in_once() -> None:
    desk = Desk()
    desk.file = desk.file + "old\rand new\r\nends\r"

    desk.compose()
    before = desk.file
    desk.edit(SONG, "Lark sings.")
    desk.compose()

    assert before.endswith("old\nand new\nends\n")
    assert desk.file.endswith("old\nand new\nends\n")


def test_a_byte_order_mark_is_no_part_of_the_words() -> None:
    desk = Desk()
    desk.file = "\ufeffMine.\n\n" + desk.file

    found = desk.absorb()

    assert [r.text[:5] for r in found if r.verdict is Verdict.ADDED] == ["Mine."]


def test_a_deletion_of_everything_but_ones_own_words_is_one() -> None:
    desk = Desk()
    desk.file = "Only this.\n"

    desk.compose()

    assert "Kite" not in desk.file
    assert desk.file.startswith("Only this.\n")


def test_where_no_base_is_left_items_are_known_by_their_receipts_and_stand_as_they_are() -> None:
    desk = Desk()
    desk.edit("[Kite-1 is out]", "[My headline]")
    desk.edit(WEIGHT + label(desk, WEIGHT) + "\n", "")
    desk.compose()
    theirs = desk.file
    fresh = Desk()
    fresh.file, fresh.base, fresh.reviews = theirs, None, []
    fresh.records = recalled(grammar.parse(theirs).parts, [d.record.key for d in desk.developments])

    fresh.compose()

    assert [line for line in fresh.lines() if line.startswith("###")] == [
        line for line in desk.lines() if line.startswith("###")
    ]
    assert WEIGHT not in fresh.file


KEYS = [RecordKey("rec-abcdef00000000000000"), RecordKey("rec-abcdef10000000000000")]


@pytest.mark.parametrize(
    ("slugs", "found"),
    [
        (["kite-abcdef0"], {"kite-abcdef0": KEYS[0]}),
        (["kite-abcdef", "b-abcdef1"], {"kite-abcdef": KEYS[0], "b-abcdef1": KEYS[1]}),
        (["kite-abcdef"], {}),
        (["abcdef10"], {"abcdef10": KEYS[1]}),
        (["kite-abc", "kite", "kite-ABCDEF0", "a-123456"], {}),
    ],
)
def test_a_slug_is_known_by_the_digits_of_its_record_and_not_where_they_are_those_of_two(
    slugs: list[str], found: dict[str, RecordKey]
) -> None:
    parts = grammar.parse("".join(f"a[^{slug}.headline.1]\n" for slug in slugs)).parts

    assert recalled(parts, KEYS) == found


@pytest.mark.parametrize(
    ("file", "told_from"),
    [("old\nkept", "old"), ("new\nkept", "new"), ("old\nkept\nmine", "old"), ("new\nkept\nmine", "new")],
)
def test_where_we_were_killed_edits_are_told_from_the_text_the_file_comes_from(file: str, told_from: str) -> None:
    base = Base(DAY, Language.ENGLISH, "old\nkept", {"o": EDITION}, pending="new\nkept", pending_records={"n": EDITION})

    text, records = base_of(base, file)

    assert (text, records) == (f"{told_from}\nkept", {told_from[0]: EDITION})
