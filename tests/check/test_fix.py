"""What `check --fix` mends, and that it takes no word of a person's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.check.fix import mended
from intelog.check.monthly import monthly
from intelog.grammar import monthly as grammar
from intelog.model.language import Language
from intelog.model.period import Period


@pytest.fixture
def template(corpus: Path) -> str:
    return (corpus / "seeds" / "template-monthly-log.md").read_text("utf-8")


def test_the_template_becomes_an_empty_log(template: str) -> None:
    text = mended(template.replace("YYYY-MM", "2026-03")).text

    findings = monthly(grammar.parse(text), period=Period.parse("2026-03"), language=Language.ENGLISH, met={})
    assert {f.code for f in findings} == {"image-missing", "table-empty"}
    assert "How to write" not in text
    assert text.count("—") == 4
    assert "\n\n\n" not in text


def test_what_a_person_wrote_among_the_templates_words_stays(template: str) -> None:
    mine = "我在指南里写了一句自己的话。"
    text = mended(template.replace("> Note: The technological", f"{mine}\n\n> Note: The technological")).text

    assert mine in text


def test_an_example_that_was_changed_is_a_persons() -> None:
    line = "* **Dominant Theme:** [例如：我自己的例子]\n"

    assert mended(line).text == line


def test_a_table_gets_its_line_of_dashes() -> None:
    head = "| 主题 | 整体趋势/演进 | 核心关注论文 (Key Papers) | 实践参考价值 |\n"
    done = mended(f"{head}| a | b | c | d |\n")

    assert done.text == f"{head}| :--- | :--- | :--- | :--- |\n| a | b | c | d |\n"
    assert done.done == ((1, "table-broken"),)


def test_a_link_with_full_width_brackets_becomes_one() -> None:
    assert mended("见 [论文]（https://arxiv.org/abs/1）。\n").text == "见 [论文](https://arxiv.org/abs/1)。\n"


@pytest.mark.parametrize("seed", ["monthly-2026-01.md"])
def test_a_finished_log_is_left_as_it_is(corpus: Path, seed: str) -> None:
    text = (corpus / "seeds" / seed).read_text("utf-8")

    assert mended(text) == (text, ())


LINES = st.lists(
    st.sampled_from(["> 核心技术点追踪。", "我的", "", "| a | b |", "#### How to write a model review", "### 2. x", "---", "* **Crucial Insight:** [x]"])
)  # fmt: skip


@given(LINES)
def test_mending_twice_is_mending_once_and_own_lines_stay(lines: list[str]) -> None:
    text = "\n".join(lines)
    once = mended(text)

    assert mended(once.text).text == once.text
    assert [line for line in once.text.splitlines() if line in ("我的", "### 2. x")] == [
        line for line in lines if line in ("我的", "### 2. x")
    ]
