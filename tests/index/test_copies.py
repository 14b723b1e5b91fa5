"""Near-copies: grouped and never merged, whatever the order they came in; other numbers are flagged, and join nothing."""

from __future__ import annotations

import json
import random
import re
from array import array
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.deriving import Deriver
from intelog.index import copies
from intelog.index.search import SearchIndex
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.language import Language
from intelog.ports import Compared, Copy, Marks, Why
from intelog.store.sqlite import SqliteLibrary
from intelog.store.tokens import TokenStore
from intelog.text.tokens import VERSION

DAY = date(2026, 1, 28)
BODY = (
    "The lab released a model of 32 billion parameters on Tuesday. It was trained on 15.5 trillion tokens with no spike in the loss, "
    "and reaches 71.3 percent on the hardest of the public benchmarks for agents that use tools. Weights are free for everyone to take, "
    "and the report describes how the data were cleaned, how rewards were checked, and what the runs have cost in the end."
)
HAN = (
    "实验室周二发布了一个拥有320亿参数的模型，训练用了15.5万亿词元，全程没有出现损失尖峰，在最难的公开工具智能体基准上达到71.3分。"
    "权重对所有人开放，报告说明了数据如何清洗、奖励如何校验，以及训练最终花费了多少成本，团队也公开了全部评测代码与数据。"
)


def document(name: str, text: str, *, title: str = "", day: date = DAY, version: int = 0) -> Document:
    return Document(
        key=f"https://{name}.example/news", url=f"https://{name}.example/news", kind=Kind.PAGE, title=title or f"News of {name}", text=text,
        met=day, language=Language.ENGLISH, source_version=version,
    )  # fmt: skip


class Desk:
    """A library with what is derived from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = SqliteLibrary(folder / "library.sqlite")
        self.tokens = TokenStore(folder / "words.sqlite", words=VERSION)

    def add(self, *documents: Document) -> None:
        self.library.add([Reading(one, Origin("web", one.key, one.met)) for one in documents])
        self.derived = Deriver(self.library, SearchIndex(self.folder / "index"), self.tokens).catch_up()

    def copies(self, of: Document) -> list[Copy]:
        return self.tokens.copies([of.id]).get(of.id, [])

    def close(self) -> None:
        self.tokens.close()
        self.library.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path)) as made:
        yield made


@pytest.mark.parametrize("body", [BODY, HAN])
def test_a_text_at_two_addresses_is_one_with_two_places(desk: Desk, body: str) -> None:
    one, other, third = document("a", body), document("b", body), document("c", "Something else altogether. " * 9)

    desk.add(one, other, third)

    assert desk.library.size()["documents"] == 3
    assert [(copy.name, copy.why) for copy in desk.copies(one)] == [(other.id, Why.EQUAL)]
    assert desk.copies(third) == []
    assert (desk.derived.copies, desk.derived.renumbered) == (1, ())


@pytest.mark.parametrize("body", [BODY, HAN])
def test_a_text_that_was_shortened_is_near_and_one_with_another_number_is_flagged(desk: Desk, body: str) -> None:
    whole, near = document("a", body), document("b", body[: len(body) * 4 // 5])
    false = document("c", body.replace("15.5", "18.5"), day=date(2026, 1, 30))

    desk.add(whole, near, false)

    found = {copy.name: copy for copy in desk.copies(whole)}
    assert found[near.id].why is Why.NEAR
    assert (found[false.id].why, found[false.id].changed) == (Why.NUMBERS, (("15.5", "18.5"),))
    assert desk.copies(false)[0].changed == (("18.5", "15.5"),)
    assert (whole.id, false.id, (("15.5", "18.5"),)) in desk.derived.renumbered


def test_of_two_hundred_copies_with_one_number_changed_nearly_all_are_flagged(corpus: Path, desk: Desk) -> None:
    """`faults.md` F24: 200 poisoned pairs, at least 95 % flagged, none in one group."""
    chance = random.Random(24)  # noqa: S311
    real: list[Document] = []
    poisoned: list[Document] = []
    lines = (corpus / "arxiv-daily" / "2025-06-03.jsonl").read_text("utf-8").splitlines()
    for n, line in enumerate(lines):
        text = json.loads(line)["summary"]
        numbers = list(re.finditer(r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-])", text))
        if numbers and len(real) < 200:
            at = chance.choice(numbers)
            changed = (
                text[: at.start()] + str(round(float(at.group().replace(",", "")) * 1.5 + 1, 1)) + text[at.end() :]
            )
            real.append(document(f"r{n}", text, title=f"Real {n}"))
            poisoned.append(document(f"p{n}", changed, title=f"Poisoned {n}"))

    desk.add(*real, *poisoned)

    flagged = sum(
        any(copy.name == other.id and copy.why is Why.NUMBERS for copy in desk.copies(one))
        for one, other in zip(real, poisoned, strict=True)
    )
    assert len(real) == 200
    assert flagged >= 190
    assert not any(
        copy.name == other.id and copy.why is not Why.NUMBERS
        for one, other in zip(real, poisoned, strict=True)
        for copy in desk.copies(one)
    )


def test_one_title_over_texts_that_share_much_is_one_thing(desk: Desk) -> None:
    title = "Long titles say what they are the title of: $x^2$ scaling"
    one, other = (
        document("a", BODY, title=title),
        document("b", " ".join(BODY.split()[::-1]), title=title.replace("$", "")),
    )
    short = [document(n, f"{n} {text}", title="Introduction") for n, text in (("c", BODY[:200]), ("d", BODY[200:]))]

    desk.add(one, other, *short)

    assert [(copy.name, copy.why) for copy in desk.copies(one)] == [(other.id, Why.TITLE)]
    assert desk.copies(short[0]) == []


def test_a_text_that_changes_or_goes_is_a_copy_no_longer(desk: Desk) -> None:
    one, other = document("a", BODY), document("b", BODY)
    desk.add(one, other)

    desk.add(
        replace(
            other,
            text="Now it says another thing, and says it at some length, so as to be alike to none.",
            source_version=1,
        )
    )
    assert desk.copies(one) == []

    desk.add(document("c", BODY))
    assert len(desk.copies(one)) == 1
    desk.library.add([], whole="https://c.example/news")
    desk.add()
    assert desk.copies(one) == []


def test_copies_are_the_same_in_whatever_order_they_came(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311
    words = BODY.split()
    documents = [
        document(f"d{n}", " ".join(w if chance.random() > 0.03 * (n % 4) else "17" for w in words), day=date(2026, 1, 1 + n % 5), version=n % 2)
        for n in range(14)
    ]  # fmt: skip

    seen = []
    for n in range(4):
        chance.shuffle(documents)
        (tmp_path / str(n)).mkdir()
        with closing(Desk(tmp_path / str(n))) as desk:
            for at in range(0, len(documents), n + 3):
                desk.add(*documents[at : at + n + 3])
            seen.append(desk.tokens.copies(sorted(one.id for one in documents)))

    assert seen[0]
    assert all(one == seen[0] for one in seen)


NAMES = "abcdefg"
TIES = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] < pair[1]),
    st.tuples(st.sampled_from([None, *Why]), st.floats(0, 1)).map(lambda found: Compared(*found)),
)


@given(TIES, st.randoms())
def test_a_group_has_one_leader_and_none_whose_numbers_differ(
    pairs: dict[tuple[str, str], Compared], chance: random.Random
) -> None:
    rank = {name: (-(ord(name) % 2), f"2026-01-{ord(name) % 3 + 1:02}", name) for name in NAMES}
    none = array("q", [0] * len(NAMES))
    versions = array("q", [-rank[name][0] for name in NAMES])
    marks = Marks(list(NAMES), none, [rank[name][1] for name in NAMES], versions, b"", none, none)
    shuffled = list(pairs.items())
    chance.shuffle(shuffled)

    led = copies.groups(marks, pairs)

    assert led == copies.groups(marks, dict(shuffled))
    for (a, b), found in pairs.items():
        if found.why is Why.NUMBERS:
            assert led.get(a, a) != led.get(b, b)
    for name, leader in led.items():
        assert led[leader] == leader
        assert rank[leader] <= rank[name]
