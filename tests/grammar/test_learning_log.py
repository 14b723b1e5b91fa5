"""The learning log: read and written back to the last byte, and what it tells of talks, images and dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.grammar import learning_log as grammar
from intelog.model.document import Image, Link
from intelog.model.note import Entry, LearningLog, Line, Part
from intelog.text.urls import canonical

PIECES = [
    "# 20260101 a", "# 20260102", "#20260103x", "# 2026-01-04 t ", "# 20261301 z", "#\t20260105\t下", "## 20260106 no", " # 20260107 no",
    "+ a", "    - b", "\t* c", "-  ", "+", "*\t", "**bold**", "```", "```py", "~~~~", "    ~~~", "\n", "\n", "\r\n", "\r", "\x0c", "\x0b", "\u2028",
    "\x85", "\ufeff", "<!-- c", "-->", "<!-- ocr 内容为：x -->", "![a](https://a.example/i.png)", "[t](https://a.example/t)", "https://a.example/b",
    "文字。", " ", "", "<font>", "\u3000",
]  # fmt: skip
LOGS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=24).map("".join) | st.text()
LAW = settings(max_examples=500, deadline=None)


@pytest.fixture(scope="session")
def seed(corpus: Path) -> str:
    return (corpus / "seeds" / "daily-learning-log-2026-01.md").read_bytes().decode()


@pytest.fixture(scope="session")
def log(seed: str) -> LearningLog:
    return grammar.read(seed)


def entry(body: str, title: str = "Title", stamp: str = "20260131") -> Entry:
    [one] = grammar.read(f"# {stamp} {title}\n{body}").entries
    return one


def linked(title: str, url: str, stamp: str = "20260131") -> Entry:
    return entry(f"+ [{url}]({url})\n", title, stamp)


@LAW
@given(LOGS)
def test_any_text_is_written_back_as_it_was_read(text: str) -> None:
    assert grammar.write(grammar.read(text)) == text


@LAW
@given(LOGS)
def test_every_bullets_offset_points_at_its_words(text: str) -> None:
    for one in grammar.read(text).entries:
        for bullet in grammar.bullets_of(one):
            assert one.written[bullet.start : bullet.start + len(bullet.text)] == bullet.text
            assert bullet.depth >= 0


@LAW
@given(LOGS)
def test_anything_can_be_asked_of_any_log(text: str) -> None:
    entries = grammar.read(text).entries

    for one in entries:
        assert grammar.source_of(one) in {None, *(link.url for link in grammar.links_of(one))}
        assert len(grammar.terms_of(one)) == len(set(grammar.terms_of(one)))
        assert all(image.url in one.written for image in grammar.images_of(one))
    talks = grammar.talks_of(entries)
    assert sum(len(talk.entries) for talk in talks) == sum(grammar.source_of(one) is not None for one in entries)
    assert {id(slip.entry) for slip in grammar.slips_of(entries)} <= {id(one) for one in entries}


def test_the_seed_is_written_back_as_it_was_read(seed: str, log: LearningLog) -> None:
    assert grammar.write(log) == seed


def test_the_seed_has_26_notes_over_20_sources(log: LearningLog) -> None:
    sources = [grammar.source_of(one) for one in log.entries]

    assert len(log.entries) == 26
    assert all(sources)
    assert len({canonical(source) for source in sources if source}) == 20
    assert log.preamble == ""


def test_every_bullet_of_the_seed_stands_where_it_says(seed: str, log: LearningLog) -> None:
    at = 0
    found = 0
    for one in log.entries:
        for bullet in grammar.bullets_of(one):
            found += 1
            assert seed[at + bullet.start : at + bullet.start + len(bullet.text)] == bullet.text
            assert not bullet.text.startswith(("[http", "![", "<", "http"))
        at += len(one.written)

    assert found > 450


def test_the_seeds_talks_and_their_parts(log: LearningLog) -> None:
    talks = grammar.talks_of(log.entries)
    several = {talk.url.rpartition("=")[2]: talk for talk in talks if any(talk.parts)}

    assert len(talks) == 20
    assert {video: [part.number for part in talk.parts if part] for video, talk in several.items()} == {
        "XHpvKIczRKo": [1, 2],
        "9iIiKh3pdPs": [1, 2],
        "ILUrgSmXGFU": [1, 2],
        "rcsliSIy_YU": [1, 2],  # 20260109 marks no part; 20260111 is （下）
        "Jty4s9-Jb78": [1, 2, 3],
        "RFKCzGlAU6Q": [2],  # 下 alone
    }
    assert {talk.url.rpartition("=")[2]: talk.missing for talk in talks if talk.missing} == {"RFKCzGlAU6Q": (1,)}
    assert [one.stamp for one in several["Jty4s9-Jb78"].entries] == ["20260102", "20260103", "20260104"]
    assert [one.stamp for one in several["rcsliSIy_YU"].entries] == ["20260109", "20260111"]
    assert all(
        part.of == len(talk.parts) for talk in several.values() for part in talk.parts if part and not talk.missing
    )
    assert "Cause & Effect 6" in next(talk.title for talk in talks if "AVJIqQi11lM" in talk.url)


def test_the_seed_shows_8_images_with_the_words_read_off_them(log: LearningLog) -> None:
    images = {one.stamp: grammar.images_of(one) for one in log.entries if grammar.images_of(one)}

    assert list(images) == [
        "20260115",
        "20260110",
        "20260109",
        "20260108",
        "20260107",
        "20250106",
        "20260105",
        "20260102",
    ]
    assert all(len(shown) == 1 for shown in images.values())
    assert all(image.url.startswith("https://cdn.nlark.com/") and image.ocr for [image] in images.values())
    assert images["20260105"][0].ocr == "WISDOM OFTEN HIDES IN UNGLAMOROUS PLACES."


def test_the_seeds_only_slip_is_last_years_date_in_january(log: LearningLog) -> None:
    slips = grammar.slips_of(log.entries)

    assert [(slip.entry.stamp, slip.likely) for slip in slips] == [("20250106", date(2026, 1, 6))]


@pytest.mark.parametrize("n", [0, 7, 14, 25])
def test_changing_one_entry_changes_only_its_lines(seed: str, log: LearningLog, n: int) -> None:
    one = log.entries[n]
    added = replace(one, lines=(*one.lines[:1], Line("", "+", " ", "a new thought", "\n"), *one.lines[1:]))

    written = grammar.write(LearningLog(log.preamble, (*log.entries[:n], added, *log.entries[n + 1 :])))

    before, after = seed.splitlines(keepends=True), written.splitlines(keepends=True)
    at = after.index("+ a new thought\n")
    assert after[:at] + after[at + 1 :] == before
    assert one.heading in before[: at + 1]


def test_line_ends_and_a_byte_order_mark_stay_as_they_are() -> None:
    text = "\ufeffmine\r\n# 20260131 Title\r\n+ one\n+ two\r\n\r\n# 20260130 Other\r+ three"

    log = grammar.read(text)

    assert grammar.write(log) == text
    assert log.preamble == "\ufeffmine\r\n"
    assert [line.end for line in log.entries[0].lines] == ["\n", "\r\n", "\r\n"]
    assert [bullet.text for bullet in grammar.bullets_of(log.entries[1])] == ["three"]


def test_a_byte_order_mark_before_the_first_heading_hides_no_entry() -> None:
    log = grammar.read("\ufeff# 20260131 Title\n+ one\n")

    assert [one.title for one in log.entries] == ["Title"]
    assert grammar.write(log) == "\ufeff# 20260131 Title\n+ one\n"


@pytest.mark.parametrize(
    ("heading", "stamp", "title"),
    [
        ("# 20260131 Title", "20260131", "Title"),
        ("#20260131 Title", "20260131", "Title"),
        ("#  2026-01-31   Title  ", "2026-01-31", "Title  "),
        ("# 20260131", "20260131", ""),
        ("# 20260131标题", "20260131", "标题"),
        ("# 20261399 Title", "20261399", "Title"),
    ],
)
def test_a_dated_heading_begins_an_entry(heading: str, stamp: str, title: str) -> None:
    [one] = grammar.read(f"{heading}\n+ words\n").entries

    assert (one.stamp, one.title, one.heading) == (stamp, title, f"{heading}\n")


@pytest.mark.parametrize(
    "line", ["## 20260131 Title", " # 20260131 Title", "# 202601311 Title", "# Title 20260131", "20260131 Title", "# 2026131 T"]
)  # fmt: skip
def test_other_lines_begin_none(line: str) -> None:
    assert grammar.read(f"{line}\n").entries == ()


@pytest.mark.parametrize(
    ("fence", "closed"), [("```", "```"), ("~~~", "~~~~"), ("````", "````"), ("```python", "```"), ("```", ""), ("````", "```")]
)  # fmt: skip
def test_a_heading_in_a_fence_is_code(fence: str, closed: str) -> None:
    text = f"# 20260131 Title\n{fence}\n# 20260130 code\n+ code\n{closed}\n"

    log = grammar.read(text)

    assert [one.stamp for one in log.entries] == ["20260131"]
    assert grammar.bullets_of(log.entries[0]) == []


def test_depth_goes_by_indent_and_lines_under_a_bullet_belong_to_it() -> None:
    one = entry("+ a\n    - b\n        * c\n    - d\n+ e\n\tf\ng\n  + h\n")

    assert [(bullet.depth, bullet.text) for bullet in grammar.bullets_of(one)] == [
        (0, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e"), (1, "f"), (1, "g"), (1, "h"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        '<font style="background-color:rgb(10, 61, 75);">  \n</font>\n',
        "+ [https://a.example/x](https://a.example/x)\n",
        "+ https://a.example/x\n",
        "![words](https://a.example/i.png)\n",
        "<!-- a comment\nover lines -->\n",
        "+ \n\n---\n",
        "+ <br>\n",
    ],
)
def test_links_alone_images_comments_and_html_say_nothing(body: str) -> None:
    assert grammar.bullets_of(entry(body)) == []


def test_words_beside_html_and_images_are_said() -> None:
    one = entry(
        "+ <font color=red>red</font> words\n+ see ![x](https://a.example/i.png) here\n+ [a title](https://a.example)\n"
    )

    assert len(grammar.bullets_of(one)) == 2


def test_terms_are_what_stands_in_bold_each_once() -> None:
    one = entry("+ **OpenAI** 的 **GPT-4o**\n    - **OpenAI** and **`code`** and ** not **\n")

    assert grammar.terms_of(one) == ("OpenAI", "GPT-4o", "code")


def test_a_title_is_read_without_marks() -> None:
    assert grammar.title_of(entry("", "**Inside OpenRouter’s Tech Stack | Cause & Effect 6**")) == (
        "Inside OpenRouter’s Tech Stack | Cause & Effect 6"
    )


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ("+ [https://a.example/1](https://a.example/1)\n+ see [b](https://b.example)\n", "https://a.example/1"),
        ("+ see [b](https://b.example)\n+ [https://a.example](https://a.example)\n", "https://a.example"),
        ("+ https://a.example/1\n", "https://a.example/1"),
        ("[A talk](https://a.example/1)\n", "https://a.example/1"),
        ("+ see [b](https://b.example) and [c](https://c.example)\n", "https://b.example"),
        ("![image](https://a.example/i.png)\n+ words\n", None),
        ("<!-- https://a.example -->\n+ words\n", None),
        ("+ words\n", None),
        ("+ [mail](mailto:a@b.example)\n", None),
    ],
)
def test_an_entry_is_about_the_first_link_that_stands_alone_or_else_the_first(body: str, source: str | None) -> None:
    assert grammar.source_of(entry(body)) == source


def test_links_come_in_order_with_the_words_they_stand_under() -> None:
    one = entry(
        "+ see [**b**](https://b.example) and [c](https://c.example/(x))\n+ https://d.example/x，好\n+ [m](mailto:x)\n"
    )

    assert grammar.links_of(one) == (
        Link("https://b.example", "b"), Link("https://c.example/(x)", "c"), Link("https://d.example/x", "https://d.example/x"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "images"),
    [
        (
            "<!-- 这是一张图片，ocr 内容为：READ ME -->\n![](https://a.example/i.png)\n",
            [Image("https://a.example/i.png", "", "READ ME")],
        ),
        (
            "<!-- OCR 内容为: a\nb -->\n\n![alt](<https://a.example/i.png>)\n",
            [Image("https://a.example/i.png", "alt", "a\nb")],
        ),
        ("<!-- ocr 内容为：x -->\nwords\n![](https://a.example/i.png)\n", [Image("https://a.example/i.png", "", "")]),
        ("<!-- a note -->\n![](https://a.example/i.png)\n", [Image("https://a.example/i.png", "", "")]),
        (
            '<!-- ocr 内容为：x -->\n![](https://a.example/1.png)\n![](https://a.example/2.png "t")\n',
            [Image("https://a.example/1.png", "", "x"), Image("https://a.example/2.png", "", "")],
        ),
        ("+ words\n", []),
    ],
)
def test_an_image_has_the_words_of_the_comment_right_above_it(body: str, images: list[Image]) -> None:
    assert list(grammar.images_of(entry(body))) == images


@pytest.mark.parametrize(
    ("title", "rest", "part"),
    [
        ("A talk 下", "A talk", Part(2, None)),
        ("A talk. 上", "A talk.", Part(1, None)),
        ("A talk（中）", "A talk", Part(2, 3)),
        ("A talk（上篇）", "A talk", Part(1, None)),
        ("A talk【下】", "A talk", Part(2, None)),
        ("A talk (Part 2)", "A talk", Part(2, None)),
        ("A talk, Part 3", "A talk", Part(3, None)),
        ("A talk pt. 2", "A talk", Part(2, None)),
        ("一场演讲 第二部分", "一场演讲", Part(2, None)),
        ("一场演讲（第3集）", "一场演讲", Part(3, None)),
        ("A talk (2/3)", "A talk", Part(2, 3)),
        ("A talk 1/2", "A talk", Part(1, 2)),
        ("A talk 2", "A talk", Part(2, None)),
        ("A talk (2)", "A talk", Part(2, None)),
        ("君临天下", "君临天下", None),
        ("GPT-5.1", "GPT-5.1", None),
        ("How Tolan builds voice-first AI with GPT-5.1", "How Tolan builds voice-first AI with GPT-5.1", None),
        ("下", "下", None),
        ("", "", None),
        ("A talk", "A talk", None),
        ("A talk2", "A talk2", None),
        ("Live in 2025", "Live in 2025", None),
    ],
)
def test_a_titles_end_marks_a_part(title: str, rest: str, part: Part | None) -> None:
    marked = grammar.marked_part(title)

    assert (marked.title, marked.part) == (rest, part)


@pytest.mark.parametrize(
    ("title", "weak"), [("A talk 2", True), ("A talk Part 2", False), ("A talk 下", False), ("A talk", False)]
)
def test_a_bare_number_is_a_weak_mark(title: str, weak: bool) -> None:
    assert grammar.marked_part(title).weak is weak


TALK = "https://a.example/talk"


@pytest.mark.parametrize(
    ("titles", "numbers", "missing"),
    [
        (["A 下"], [2], (1,)),
        (["A 上"], [1], ()),
        (["A（中）"], [2], (1, 3)),
        (["A（3/3）"], [3], (1, 2)),
        (["A 2"], [None], ()),
        (["A"], [None], ()),
        (["A", "A 下"], [1, 2], ()),
        (["A 2", "A 1"], [1, 2], ()),
        (["A（下）", "A（中）", "A（上）"], [1, 2, 3], ()),
        (["A（下）", "A（中）"], [2, 3], (1,)),
        (["A Part 1", "A Part 3"], [1, 3], (2,)),
        (["A", "A again"], [None, None], ()),
    ],
)
def test_the_parts_of_a_talk(titles: list[str], numbers: list[int | None], missing: tuple[int, ...]) -> None:
    entries = [linked(title, TALK, f"202601{31 - n}") for n, title in enumerate(titles)]

    [talk] = grammar.talks_of(entries)

    assert [part.number if part else None for part in talk.parts] == numbers
    assert talk.missing == missing
    assert len(talk.entries) == len(titles)


def test_entries_share_a_talk_however_its_address_is_written() -> None:
    one = linked("A 上", "https://www.youtube.com/watch?v=abc&t=3")
    other = linked("A 下", "https://youtu.be/abc", "20260130")

    assert len(grammar.talks_of([one, other, entry("+ no link\n")])) == 1


def slips(*stamps: str) -> list[tuple[str, date]]:
    entries = [entry("", stamp=stamp) for stamp in stamps]
    return [(slip.entry.stamp, slip.likely) for slip in grammar.slips_of(entries)]


@pytest.mark.parametrize(
    ("stamps", "found"),
    [
        (["20260108", "20260107", "20250106", "20260105"], [("20250106", date(2026, 1, 6))]),
        (["20250102", "20251231", "20251230"], []),
        (["20260102", "20251231", "20251230"], []),
        (["20260131", "20250131"], []),
        (["20260131", "20250615", "20240101"], []),
        (["20260301", "20250228", "20260227"], [("20250228", date(2026, 2, 28))]),
        (["20260301", "20240229", "20260227"], []),
        (["20260108", "20261306", "20260105"], []),
        ([], []),
    ],
)
def test_a_slip_is_a_date_far_from_its_neighbours_that_another_year_would_bring_among_them(
    stamps: list[str], found: list[tuple[str, date]]
) -> None:
    assert slips(*stamps) == found
