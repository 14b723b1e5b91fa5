"""The promise "people edit; their words win for ever", as laws over random histories.

A history is a run of rounds: the machine composes, a person does things to the file, news
may come in, the file may be deleted.  A small desk plays the app's part over plain values,
so that many histories can be run; some are run through the app and a real library as well.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st

from intelog.app import App, opened
from intelog.check.claims import claims
from intelog.check.daily import daily as check_daily
from intelog.check.file import faults
from intelog.compose import daily as composing
from intelog.compose.absorb import absorb, blocks
from intelog.compose.daily import Composed, Coverage, Limits, Ranked
from intelog.compose.identity import URL, placed, recalled, sure_places, without_lines
from intelog.compose.ranking import reasons
from intelog.compose.said import Said
from intelog.evidence import receipt
from intelog.extract.development import development
from intelog.grammar import daily as grammar
from intelog.index.stories import stories
from intelog.model.development import Development
from intelog.model.edition import PartKind
from intelog.model.language import Language
from intelog.model.names import RecordKey
from intelog.model.period import Period
from intelog.model.record import RecordKind, record_key
from intelog.model.review import Review
from intelog.ports import Count
from intelog.workspace import Workspace, make

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
DAY = Period.parse("2026-01-28")
SPARE = Limits(items=50, minutes=500.0, noted=2)
TIGHT = Limits(items=4, minutes=2.0, noted=3)
BOM = "\ufeff"

SOAK = [pytest.mark.soak, pytest.mark.timeout(4 * 3600)]


def law(cases: int) -> settings:
    """A number of cases; a law takes its time, and shares what it only reads."""
    return settings(
        max_examples=cases,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


class Day:
    """A real day: an app whose library holds it, and fourteen of its developments in each language."""

    def __init__(self, app: App, developments: Mapping[Language, Sequence[Development]]) -> None:
        self.app = app
        self.developments = developments

    @cache  # noqa: B019 - there is one
    def ours(self, language: Language, known: int) -> frozenset[str]:
        """Every line that we could write of the first so many."""
        found: set[str] = set()
        for limits in (Limits(items=50, minutes=500.0), Limits(items=0, minutes=500.0, noted=50)):
            fresh = Desk(self.developments[language][:known], limits, language)
            fresh.known_so_far = known
            found.update(readable(fresh.compose()))
        return frozenset(found)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Iterator[Day]:
    workspace, _ = make(tmp_path_factory.mktemp("log"), language=Language.CHINESE, timezone=str(ZONE))
    with opened(workspace, doing="test", now=NOW) as app:
        app.import_files(
            [corpus / "seeds" / "daily-learning-log-2026-01.md", corpus / "arxiv-daily" / "2026-01-28.jsonl"], now=NOW
        )
        documents = [d for d in app.library.told_between(DAY.start, DAY.end) if d.told(ZONE) in DAY]
        told = stories(documents, ZONE)[:14]
        yield Day(
            app,
            {
                language: [development(story, DAY, zone=ZONE, language=language) for story in told]
                for language in (Language.CHINESE, Language.ENGLISH)
            },
        )


class Desk:
    """The machine: reviews, a base and a file, and what an app does with them."""

    def __init__(self, developments: Sequence[Development], limits: Limits, language: Language) -> None:
        self.all = developments
        self.known_so_far = 6
        self.limits = limits
        self.language = language
        self.file: str | None = None
        self.base: str | None = None
        self.records: dict[str, RecordKey] = {}
        self.reviews: list[Review] = []
        self.edition = record_key(RecordKind.EDITION, str(language), DAY)

    @property
    def developments(self) -> Sequence[Development]:
        return self.all[: self.known_so_far]

    def said(self) -> Said:
        return Said(self.reviews)

    def absorb(self) -> list[Review]:
        text = self.file
        if text is None or not text.removeprefix(BOM).strip() or text == self.base:
            return []
        now = grammar.parse(text)
        if not self.records:
            slugs = recalled(now.parts, [d.record.key for d in self.developments])
            self.records = {**{URL + d.url: d.record.key for d in self.developments if d.url}, **slugs}
        found = absorb(
            now, grammar.parse(self.base or ""), records=self.records, edition=self.edition,
            language=self.language, at=NOW, said=self.said(),
        )  # fmt: skip
        self.reviews += found
        self.base = text
        self.records = without_lines(self.records)
        return found

    def composed(self) -> Composed:
        ranked = [Ranked(development=d, why=tuple(reasons(d, {}, DAY.start))) for d in self.developments]
        ranked.sort(key=lambda r: (-r.score, -r.development.strength, r.development.record.key))
        return composing.compose(
            ranked,
            period=DAY,
            language=self.language,
            edition=self.edition,
            said=self.said(),
            coverage=Coverage(sources=[Count("arXiv", 14)]),
            limits=self.limits,
            front=[f"period: {DAY}", "type: Daily Express"],
            known=self.records,
        )

    def compose(self) -> str:
        self.absorb()
        composed = self.composed()
        was = self.file or ""
        text = grammar.render(composed.edition, self.language, bom=was.startswith(BOM))
        if was.count("\r\n") * 2 > was.count("\n"):
            text = text.replace("\n", "\r\n")
        self.file = self.base = text
        self.records = composed.records
        return text


# What a person does to a file: each takes its lines and some luck.


class Luck:
    """Choices drawn beforehand, so that a history shrinks well."""

    def __init__(self, numbers: Sequence[int], words: str, marks: Iterator[int]) -> None:
        self._numbers = list(numbers)
        self._words = words
        self._marks = marks

    def below(self, n: int) -> int:
        return self._numbers.pop(0) % n if self._numbers and n > 0 else 0

    def one(self, of: Sequence[int]) -> int | None:
        return of[self.below(len(of))] if of else None

    def words(self) -> str:
        """Words of a person's own, each time others."""
        return f"{self._words} 〔{next(self._marks)}〕"


Lines = list[str]
Trash = list[Lines]
Does = Callable[[Lines, Luck, Trash], None]

_SENTENCE = re.compile(r"\[\^[\w.-]+\.s[0-9a-f]{6}\.\d+\]")


def headings(lines: Lines) -> list[int]:
    return [i for i, line in enumerate(lines) if line.startswith("### ")]


def sentences(lines: Lines) -> list[int]:
    return [i for i, line in enumerate(lines) if _SENTENCE.search(line) and not line.startswith("[^")]


def noted(lines: Lines) -> list[int]:
    return [i for i, line in enumerate(lines) if line.startswith("* [") and "](" in line]


def receipts(lines: Lines) -> list[int]:
    return [i for i, line in enumerate(lines) if line.startswith("[^")]


def starting(*starts: str) -> Callable[[Lines], list[int]]:
    return lambda lines: [i for i, line in enumerate(lines) if line.startswith(starts)]


def end_of_item(lines: Lines, start: int) -> int:
    return next((i for i in range(start + 1, len(lines)) if lines[i].startswith(("## ", "### ", "[^"))), len(lines))


def rewrite_headline(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(headings(lines))) is None:
        return
    labels = "".join(f"[^{name}]" for name in receipt.REFERENCE.findall(lines[i]))
    link = re.search(r"\]\(([^)]*)\)", lines[i])
    words = luck.words()
    kept = luck.below(4)
    lines[i] = "### " + (f"[{words}]({link[1]})" if link and kept & 1 else words) + (labels if kept & 2 else "")


def rewrite_sentence(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(sentences(lines))) is None:
        return
    labels = "".join(f"[^{name}]" for name in receipt.REFERENCE.findall(lines[i]))
    lines[i] = luck.words() + (labels if luck.below(2) else "")


def drop_receipt(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(sentences(lines))) is not None:
        lines[i] = receipt.REFERENCE.sub("", lines[i])


def delete_sentence(lines: Lines, luck: Luck, trash: Trash) -> None:
    if (i := luck.one(sentences(lines))) is not None:
        trash.append([lines.pop(i)])


def delete_item(lines: Lines, luck: Luck, trash: Trash) -> None:
    if (i := luck.one(headings(lines))) is not None:
        end = end_of_item(lines, i)
        trash.append(lines[i:end])
        del lines[i:end]


def delete_noted(lines: Lines, luck: Luck, trash: Trash) -> None:
    if (i := luck.one(noted(lines))) is not None:
        trash.append([lines.pop(i)])


def delete_line(lines: Lines, luck: Luck, trash: Trash) -> None:
    if (i := luck.one(range(len(lines)))) is not None:
        trash.append([lines.pop(i)])


def add_to_line(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one([*sentences(lines), *headings(lines), *noted(lines)])) is not None:
        lines[i] += " " + luck.words()


def insert(lines: Lines, luck: Luck, new: Lines) -> None:
    at = luck.below(len(lines) + 1)
    above, below = luck.below(3), luck.below(3)
    lines[at:at] = [*[""] * above, *new, *[""] * below]


def add_paragraph(lines: Lines, luck: Luck, _: Trash) -> None:
    insert(lines, luck, [luck.words() for _ in range(1 + luck.below(3))])


def add_item(lines: Lines, luck: Luck, _: Trash) -> None:
    more = [["", f"* 关键词：{luck.words()}"], ["", f"* 来源：{luck.words()}"], [], [luck.words()]][luck.below(4)]
    insert(lines, luck, [f"### {luck.words()}", "", luck.words(), *more])


def add_own_markdown(lines: Lines, luck: Luck, _: Trash) -> None:
    a, b = luck.words(), luck.words()
    new: list[Lines] = [
        [f"- {a}", f"  - {b}"],
        [f"* {a}", f"* {b}"],
        [f"| {a} | b |", "| --- | --- |", f"| {b} | d |"],
        ["```python", f"### {a}", "## 覆盖", f"# {b}", "```"],
        ["~~~", f"[^{a}]: b", "```", f"{b}", "~~~"],
        [f"<!-- {a}", f"{b} -->"],
        [f"<!-- {a} -->"],
        ["<details>", f"<summary>{a}</summary>", "", b, "", "</details>"],
        [f"{a}[^mine]", "", f"[^mine]: {b}"],
        [f"[^note-{a.rpartition('〔')[2][:-1]}]: {a}", f"    {b}"],
        [f"> {a}", f"> {b}"],
        [f"## {a}", "", b],
        [f"# {a}", "", b],
        [f"#### {a}", b],
        [f"{a}", "---"],
        [f"{a}", "===="],
        [f"    {a}", f"\t{b}"],
        ["```", a],
        [f"<!-- {a}", b],
        ["---", a],
        [f"* [{a}](https://example.org/{luck.below(3)})"],
        ["## 另记", "", f"* {a}"],
        ["## Coverage", "", f"{a}"],
        [f"1. {a}", f"2) {b}"],
        [f"{a}  ", f"  {b}\t"],
    ]
    insert(lines, luck, new[luck.below(len(new))])


def move_item(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(headings(lines))) is None:
        return
    end = end_of_item(lines, i)
    item = lines[i:end]
    del lines[i:end]
    to = luck.one([*headings(lines), *starting("## ")(lines)])
    at = len(lines) if to is None else to
    lines[at:at] = item


def move_line(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(range(len(lines)))) is not None:
        line = lines.pop(i)
        lines.insert(luck.below(len(lines) + 1), line)


def swap_sentences(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(sentences(lines))) is not None and i + 1 in sentences(lines):
        lines[i], lines[i + 1] = lines[i + 1], lines[i]


def edit_marked_line(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(starting("* 关键词", "* 来源", "* Keywords", "* Sources")(lines))) is None:
        return
    mark = re.split("[：:]", lines[i])[0]
    lines[i] = [f"{mark}：{luck.words()}", f"{lines[i]} · {luck.words()}", f"{mark}:  {luck.words()} "][luck.below(3)]


def edit_frame(lines: Lines, luck: Luck, _: Trash) -> None:
    frame = [
        i for i, line in enumerate(lines) if re.match(r"period:|type:|# |\d+ 条|平静|当天|\d+ dev|Read that", line)
    ]
    if (i := luck.one(frame)) is not None:
        lines[i] = [f"{lines[i]} {luck.words()}", luck.words(), f"# {luck.words()}"][luck.below(3)]


def rename_section(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(starting("## ")(lines))) is not None:
        lines[i] = f"## {luck.words()}"


def split_line(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(sentences(lines))) is not None:
        at = len(lines[i]) // 3
        lines[i : i + 1] = [f"{lines[i][:at]} {luck.words()}", lines[i][at:] + luck.words()]


def join_lines(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(sentences(lines))) is not None and i + 1 < len(lines):
        lines[i : i + 2] = [f"{lines[i]} {lines[i + 1]} {luck.words()}"]


def edit_receipt(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(receipts(lines))) is not None:
        lines[i] = re.sub(r" · v-", f' "{luck.words()}" · v-', lines[i], count=1)


def delete_receipt(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(receipts(lines))) is not None:
        del lines[i]


def paste_back(lines: Lines, luck: Luck, trash: Trash) -> None:
    if trash:
        at = luck.below(len(lines) + 1)
        lines[at:at] = trash.pop(luck.below(len(trash)))


def duplicate_item(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(headings(lines))) is not None:
        item = lines[i : end_of_item(lines, i)]
        at = luck.below(len(lines) + 1)
        lines[at:at] = item


def duplicate_line(lines: Lines, luck: Luck, _: Trash) -> None:
    if (i := luck.one(range(len(lines)))) is not None:
        lines.insert(luck.below(len(lines) + 1), lines[i])


def many_equal_lines(lines: Lines, luck: Luck, _: Trash) -> None:
    insert(lines, luck, [luck.words()] * 50)


def blank_lines(lines: Lines, luck: Luck, _: Trash) -> None:
    at = luck.below(len(lines) + 1)
    lines[at:at] = [["", ""], ["  "], ["", "\t", ""]][luck.below(3)]


def other_line_ends(lines: Lines, luck: Luck, _: Trash) -> None:
    """All of them, or those of the first few lines."""
    which = slice(None) if luck.below(2) else slice(luck.below(6))
    end = "" if lines and lines[-1].endswith("\r") else "\r"
    lines[which] = [line.removesuffix("\r") + end for line in lines[which]]


def bom(lines: Lines, luck: Luck, _: Trash) -> None:
    if lines:
        lines[0] = lines[0].removeprefix(BOM) if lines[0].startswith(BOM) else BOM + lines[0]


EVERYTHING: Sequence[Does] = (
    rewrite_headline, rewrite_sentence, drop_receipt, delete_sentence, delete_item, delete_noted, delete_line,
    add_to_line, add_paragraph, add_item, add_own_markdown, move_item, move_line, swap_sentences, edit_marked_line,
    edit_frame, rename_section, split_line, join_lines, edit_receipt, delete_receipt, paste_back, duplicate_item,
    duplicate_line, many_equal_lines, blank_lines, other_line_ends, bom,
)  # fmt: skip


class Act(NamedTuple):
    does: Does
    numbers: Sequence[int]
    words: str

    def __repr__(self) -> str:
        return f"Act({self.does.__name__}, {list(self.numbers)}, {self.words!r})"


class Round(NamedTuple):
    """What happens between two times that the machine composes."""

    acts: Sequence[Act]
    news: bool


WORDS = st.sampled_from(
    ["my words", "我的看法：这一条要紧", "é, e\u0301, ﬁ", "[^k] and 50 %", "see [x](https://x.example/)", "**bold** `code`",
     "* star", "a | b", "\u3000全角\u200b", "[^a-123456.s1.1]"]
)  # fmt: skip


def acts(which: Sequence[Does]) -> st.SearchStrategy[Act]:
    return st.builds(Act, st.sampled_from(which), st.lists(st.integers(0, 200), min_size=6, max_size=6), WORDS)


def histories(which: Sequence[Does]) -> st.SearchStrategy[list[Round]]:
    return st.lists(
        st.builds(Round, st.lists(acts(which), min_size=1, max_size=4), st.booleans()), min_size=1, max_size=4
    )


def edited(text: str, acts: Iterable[Act], marks: Iterator[int], trash: Trash) -> str:
    """The text after a person did all this; an editor keeps a file's line ends, unless they are what is changed."""
    lines = text.split("\n")
    end = lines.pop() if lines[-1] == "" else None
    for act in acts:
        windows = sum(line.endswith("\r") for line in lines) > len(lines) // 2
        if act.does is not other_line_ends:
            lines[:] = [line.removesuffix("\r") for line in lines]
        act.does(lines, Luck(act.numbers, act.words, marks), trash)
        if act.does is not other_line_ends:
            lines[:] = [line + "\r" * windows for line in lines]
    return "\n".join([*lines, ""] if end is not None else lines)


_LEAD = re.compile(
    r"(?:平静的一天：)?\d+ 条进展，读完约 [\d.]+ 分钟。|这一天没有新进展，读完约 [\d.]+ 分钟。"
    r"|(?:A quiet day: )?\d+ developments?, [\d.]+ minutes to read\.|Nothing new on this day, [\d.]+ minutes to read\."
)


def readable(text: str) -> list[str]:
    """The lines a reader sees, line by line as they are written; receipts and the line that counts are left out."""
    lines = (line.rstrip("\r") for line in text.removeprefix(BOM).split("\n"))
    return [line for line in lines if line.strip() and not receipt.definition(line) and not _LEAD.fullmatch(line)]


def with_ours_put_in(before: Sequence[str], after: Sequence[str], ours: Container[str]) -> bool:
    """Whether *after* is *before* with lines put in, ours alone."""
    rest = iter(before)
    wanted = next(rest, None)
    for line in after:
        if line == wanted:
            wanted = next(rest, None)
        elif line not in ours:
            return False
    return wanted is None


def neighbours(lines: Sequence[str], ours: Container[str]) -> dict[str, str]:
    """A person's lines that stand once, and the line above each, where that stands once as well."""
    once = {line for line, n in Counter(lines).items() if n == 1}
    pairs = zip(["", *lines], lines, strict=False)
    return {line: above for above, line in pairs if line in once and line not in ours and (above in once or not above)}


def is_settled(desk: Desk, day: Day) -> None:
    """What holds after every composing, whatever a person did before."""
    text = desk.file
    assert text is not None
    edition = grammar.parse(text)
    said = desk.said()

    # Nothing is taken in from what we wrote; and what is said reads back from it.
    assert absorb(
        edition, edition, records=desk.records, edition=desk.edition, language=desk.language, at=NOW, said=said
    ) == []  # fmt: skip
    parts = placed(edition.parts, desk.records, desk.edition, sure=sure_places(desk.records))
    words = Counter("".join(blocks(parts, desk.edition).values()).split())
    assert words == Counter("".join(said.blocks.values()).split())
    # Composing twice is composing once, and a deleted file comes back as it was.
    assert desk.compose() == text
    desk.file = None
    assert desk.compose() == text.removeprefix(BOM).replace("\r\n", "\n")
    desk.file = desk.base = text
    # It can be read and checked, whatever it holds.
    assert grammar.render(edition, desk.language) == text
    list(check_daily(edition, period=DAY, limit=5.0, language=desk.language))
    claims(edition, day.app.library.version, [], desk.language)


# Laws over random histories.


def _nothing_that_can_be_read_changes(day: Day, history: Sequence[Round], language: Language) -> None:
    """With time to spare and room for all, composing leaves every line where a person left it, and adds only news."""
    desk = Desk(day.developments[language], SPARE, language)
    marks, trash = count(1), Trash()
    desk.compose()
    for now in history:
        assert desk.file is not None
        desk.file = edited(desk.file, now.acts, marks, trash)
        before = readable(desk.file)
        note(f"{now.acts}\n{desk.file}")
        fresh = desk.all[desk.known_so_far : desk.known_so_far + 3 * now.news]
        desk.known_so_far += len(fresh)

        after = readable(desk.compose())

        if fresh:
            assert with_ours_put_in(before, after, day.ours(language, desk.known_so_far))
        else:
            assert after == before
        is_settled(desk, day)


@given(history=histories(EVERYTHING), language=st.sampled_from([Language.CHINESE, Language.ENGLISH]))
@law(110)
def test_with_time_to_spare_nothing_that_can_be_read_changes(
    day: Day, history: Sequence[Round], language: Language
) -> None:
    _nothing_that_can_be_read_changes(day, history, language)


@pytest.mark.parametrize("_", [pytest.param(None, marks=SOAK)])
@given(history=histories(EVERYTHING), language=st.sampled_from([Language.CHINESE, Language.ENGLISH]))
@law(20_000)
def test_with_time_to_spare_nothing_that_can_be_read_changes_in_the_long_run(
    day: Day, _: None, history: Sequence[Round], language: Language
) -> None:
    _nothing_that_can_be_read_changes(day, history, language)


def _words_win(day: Day, history: Sequence[Round], language: Language) -> None:
    """In a full edition lines of ours come and go; a person's stay, in order, and what they deleted stays away."""
    desk = Desk(day.developments[language], TIGHT, language)
    marks, trash = count(1), Trash()
    gone: set[str] = set()
    desk.compose()
    for now in history:
        assert desk.file is not None
        stood = readable(desk.file)
        desk.file = edited(desk.file, now.acts, marks, trash)
        before = readable(desk.file)
        note(f"{now.acts}\n{desk.file}")
        desk.known_so_far = min(desk.known_so_far + 2 * now.news, len(desk.all))
        ours = day.ours(language, desk.known_so_far)
        gone |= {
            line for line in stood if line in ours and (_SENTENCE.search(line) or line.startswith(("### ", "* [")))
        }
        gone -= set(before)

        after = readable(desk.compose())

        assert [line for line in after if line not in ours] == [line for line in before if line not in ours]
        assert gone.isdisjoint(after)
        was = neighbours(before, ours)
        is_ = neighbours([line for line in after if line in set(before)], ours)
        assert [(b, a, is_[b]) for b, a in was.items() if b in is_ and a in after and is_[b] != a] == []
        is_settled(desk, day)


# An item copied above itself, one of the person's own put into the original, and news that pushes the item out:
# the copy's heading is known not to be the item, so that of the person's own must not be taken for it.
@example(
    history=[
        Round(
            acts=[
                Act(rewrite_headline, [0] * 6, "my words"),
                Act(join_lines, [0] * 6, "my words"),
                Act(duplicate_item, [3, 84, 0, 0, 0, 0], "my words"),
                Act(add_item, [0, 119, 0, 0, 0, 0], "my words"),
            ],
            news=True,
        )
    ],
    language=Language.CHINESE,
)
@given(history=histories(EVERYTHING), language=st.sampled_from([Language.CHINESE, Language.ENGLISH]))
@law(130)
def test_in_a_full_edition_a_persons_words_stay_and_what_they_deleted_stays_away(
    day: Day, history: Sequence[Round], language: Language
) -> None:
    _words_win(day, history, language)


@pytest.mark.parametrize("_", [pytest.param(None, marks=SOAK)])
@given(history=histories(EVERYTHING), language=st.sampled_from([Language.CHINESE, Language.ENGLISH]))
@law(20_000)
def test_in_a_full_edition_a_persons_words_stay_and_what_they_deleted_stays_away_in_the_long_run(
    day: Day, _: None, history: Sequence[Round], language: Language
) -> None:
    _words_win(day, history, language)


def _told(text: str) -> Counter[str]:
    return Counter(part.text for part in grammar.parse(text).parts if part.kind in (PartKind.ITEM, PartKind.NOTED))


def _after_the_library_was_lost(day: Day, history: Sequence[Round]) -> None:
    """Items keep their identity by their receipts: what the file says stands, and nothing is told a second time."""
    desk = Desk(day.developments[Language.CHINESE], SPARE, Language.CHINESE)
    marks, trash = count(1), Trash()
    desk.compose()
    for now in history:
        desk.file = edited(desk.file or "", now.acts, marks, trash)
        desk.compose()
    note(desk.file or "")
    again = Desk(desk.all, SPARE, Language.CHINESE)
    again.file = desk.file

    again.compose()

    # What was deleted before cannot be known; it may come back, once.
    before, after = readable(desk.file or ""), readable(again.file or "")
    assert with_ours_put_in(before, after, day.ours(Language.CHINESE, desk.known_so_far))
    stood, stands = _titles(desk.file or ""), _titles(again.file or "")
    assert {title: n for title, n in stands.items() if n > max(1, stood[title])} == {}
    is_settled(again, day)


def _titles(text: str) -> Counter[str]:
    return Counter(part.text for part in grammar.parse(text).parts if part.kind in (PartKind.ITEM, PartKind.NOTED))


@given(history=histories(EVERYTHING))
@law(50)
def test_where_the_library_was_lost_the_file_stands_and_nothing_is_told_twice(
    day: Day, history: Sequence[Round]
) -> None:
    _after_the_library_was_lost(day, history)


@pytest.mark.parametrize("_", [pytest.param(None, marks=SOAK)])
@given(history=histories(EVERYTHING))
@law(10_000)
def test_where_the_library_was_lost_the_file_stands_and_nothing_is_told_twice_in_the_long_run(
    day: Day, _: None, history: Sequence[Round]
) -> None:
    _after_the_library_was_lost(day, history)


# Laws of reading and writing.

LINES = st.sampled_from(
    ["---", "period: 2026-01-28", "# 题", "#  t ", "## 进展", "## 另记", "## Coverage", "## x", "### [a](https://a.example/)",
     "###", "* 关键词：a · b", "* Keywords: a ", "* 来源：", "* [a](https://a.example/)", "* a", "1 条进展，读完约 0.1 分钟。", "```", "~~~~",
     "```py", "    ```", "<!--", "-->", "<!-- a -->", "| a |", "| - |", "[^a-123456.s1.1]: [t](https://a.example/) · v-0 1-2",
     "[^a]: mine", "    more", "a[^a-123456.s1.1] b", "", "  ", "\t", "===", "***", "> q", "\x0b", "\u2028", "a\x85b", "\ufeff"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])),
    st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"]))).map(
        lambda lines: "".join(line + end for line, end in lines)
    ),
)


@given(text=st.tuples(st.sampled_from(["", BOM]), TEXTS, st.sampled_from(["", "a"])).map("".join))
@law(1_000)
@example(text="---\n---")
@example(text=f"{BOM}---\r\na: b\r\n---")
@example(text="```\n### a\n````\n\r\n")
def test_any_text_is_written_back_to_the_last_byte(text: str) -> None:
    edition = grammar.parse(text)

    assert grammar.render(edition, Language.CHINESE) == text
    assert grammar.parse(grammar.render(edition, Language.ENGLISH)) == edition


@given(text=TEXTS, language=st.sampled_from([Language.CHINESE, Language.ENGLISH]))
@law(500)
def test_what_a_part_says_gives_its_line_back_to_the_last_space(text: str, language: Language) -> None:
    for part in grammar.parse(text).parts:
        if part.kind is PartKind.RAW:
            continue

        said = grammar.said(part, language)

        saying = grammar.saying(part.kind, said, language)
        assert grammar.line(saying, language) == grammar.line(part, language).replace("\r\n", "\n")
        assert saying == part


@given(text=TEXTS, again=TEXTS)
@law(150)
def test_whatever_a_file_holds_is_taken_in_and_stands(day: Day, text: str, again: str) -> None:
    """A file need not look like an edition at all."""
    desk = Desk(day.developments[Language.CHINESE], SPARE, Language.CHINESE)
    desk.known_so_far = 2
    ours = day.ours(Language.CHINESE, 2)
    desk.compose()
    for words in (words for words in (text, again) if words.removeprefix(BOM).strip()):
        desk.file = words
        theirs = [line for line in readable(_one_kind_of_line_end(words)) if line not in ours]

        after = desk.compose()

        assert [line for line in readable(_one_kind_of_line_end(after)) if line not in ours] == theirs
        is_settled(desk, day)


def _one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(history=histories(EVERYTHING), language=st.sampled_from([Language.CHINESE, Language.ENGLISH]))
@law(40)
def test_what_is_composed_reads_back_as_the_same_edition(
    day: Day, history: Sequence[Round], language: Language
) -> None:
    desk = Desk(day.developments[language], TIGHT, language)
    marks, trash = count(1), Trash()
    desk.compose()
    for now in history:
        desk.file = edited(desk.file or "", now.acts, marks, trash)
        desk.absorb()

        edition = desk.composed().edition

        assert grammar.parse(grammar.render(edition, language)) == edition
        desk.compose()


@pytest.mark.parametrize(
    "line",
    ["same", "", "```", "```py", "~~~", "| a |", "<!--", "### same", "## same", "* [a](https://a.example/)", "[^a]: b",
     "[^a-123456.s1.1]: b", "---", "# same", "* 关键词：same"],
)  # fmt: skip
def test_twenty_thousand_equal_lines_are_kept(day: Day, line: str) -> None:
    desk = Desk(day.developments[Language.CHINESE], SPARE, Language.CHINESE)
    lead, rest = desk.compose().split("\n## ", 1)
    desk.file = f"{lead}\n" + f"{line}\n" * 20_000 + f"\n## {rest}"
    before = Counter(readable(desk.file))

    after = desk.compose()

    assert not (before - Counter(readable(after)))
    assert desk.compose() == after


# The same through the app and a real library.


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """A workspace in two languages with small limits; in `news/`, more papers of the day, three at a time."""
    workspace, _ = make(tmp_path_factory.mktemp("two") / "log", language=Language.CHINESE, timezone=str(ZONE))
    workspace.settings_file.write_text(
        f'language = "zh"\nlanguages = ["en"]\ntimezone = "{ZONE}"\n[daily]\nitems = 4\nminutes = 2.5\nnoted = 3\n',
        "utf-8",
    )
    papers = (corpus / "arxiv-daily" / "2026-01-28.jsonl").read_text("utf-8").splitlines(keepends=True)
    news = workspace.root / "news"
    for n, at in enumerate(range(0, 18, 3)):
        (news / str(n)).mkdir(parents=True)
        (news / str(n) / "2026-01-28.jsonl").write_text("".join(papers[at : at + 3]), "utf-8")
    told = json.loads(papers[4])
    (news / "1" / "note.md").write_text(
        f"# 20260128 {told['title']}\n\n+ [{told['url']}]({told['url']})\n" if "url" in told else "", "utf-8"
    )
    with opened(workspace, doing="test", now=NOW) as app:
        app.import_files([corpus / "seeds" / "daily-learning-log-2026-01.md", news / "0", news / "1"], now=NOW)
    return workspace.root


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return count(1)


class AppRound(NamedTuple):
    acts: Mapping[Language, Sequence[Act]]
    news: bool
    deleted: bool


APP_HISTORIES = st.lists(
    st.builds(
        AppRound,
        st.fixed_dictionaries(
            {one: st.lists(acts(EVERYTHING), max_size=3) for one in (Language.CHINESE, Language.ENGLISH)}
        ),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


def _through_the_app(template: Path, folder: Path, history: Sequence[AppRound]) -> None:
    shutil.copytree(template, folder)
    workspace = Workspace(folder)
    marks, news = count(1), iter(sorted((folder / "news").iterdir())[2:])
    trash: dict[Language, Trash] = {Language.CHINESE: [], Language.ENGLISH: []}
    with opened(workspace, doing="test", now=NOW) as app:
        files = {draft.language: draft.path for draft in app.compose(DAY, now=NOW)}
        for now in history:
            before: dict[Language, list[str]] = {}
            for language, acts in now.acts.items():
                text = edited(stood := _read(files[language]), acts, marks, trash[language])
                if any(faults(text)):
                    text = stood  # front matter torn open is refused, which tests/faces look at
                files[language].write_text(text, "utf-8", newline="")
                before[language] = readable(text)
                note(f"{acts}\n{text}")
            if now.deleted:
                list(app.check(None, now=NOW))  # takes in what was changed
                files[Language.CHINESE].unlink()
            if now.news and (more := next(news, None)):
                app.import_files([more], now=NOW)

            drafts = app.compose(DAY, now=NOW)

            for draft in drafts:
                after = readable(_read(draft.path))
                theirs = [line for line in before[draft.language] if "〔" in line]
                assert [line for line in after if "〔" in line] == theirs
            stands = {draft.path: draft.path.read_bytes() for draft in drafts}
            assert not any(draft.changed for draft in app.compose(DAY, now=NOW))
            app.check(None, now=NOW)
            assert {path: path.read_bytes() for path in stands} == stands


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@given(history=APP_HISTORIES)
@law(12)
def test_through_the_app_a_persons_words_stay_in_both_languages(
    template: Path, numbers: Iterator[int], history: Sequence[AppRound]
) -> None:
    folder = template.with_name(f"run-{next(numbers)}")
    try:
        _through_the_app(template, folder, history)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("_", [pytest.param(None, marks=SOAK)])
@given(history=APP_HISTORIES)
@law(2_000)
def test_through_the_app_a_persons_words_stay_in_both_languages_in_the_long_run(
    template: Path, numbers: Iterator[int], _: None, history: Sequence[AppRound]
) -> None:
    folder = template.with_name(f"run-{next(numbers)}")
    try:
        _through_the_app(template, folder, history)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_where_the_library_is_made_again_from_the_files_an_edited_edition_keeps_every_byte(
    template: Path, tmp_path: Path
) -> None:
    workspace = Workspace(Path(shutil.copytree(template, tmp_path / "log")))
    with opened(workspace, doing="test", now=NOW) as app:
        path = app.compose(DAY, now=NOW)[0].path
        lines = _read(path).split("\n")
        first, second = sentences(lines)[:2]
        lines[first] = "我的话。" + "".join(f"[^{name}]" for name in receipt.REFERENCE.findall(lines[first]))
        del lines[second]
        path.write_text("\n".join(lines), "utf-8", newline="")
        app.compose(DAY, now=NOW)
    before = path.read_bytes()
    for file in workspace.hidden.glob("library*"):
        file.unlink()

    with opened(workspace, doing="test", now=NOW) as app:
        app.import_files([template / "news" / "0", template / "news" / "1"], now=NOW)
        app.compose(DAY, now=NOW)

    assert path.read_bytes() == before
