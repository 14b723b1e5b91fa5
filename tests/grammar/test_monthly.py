"""The monthly log's text and its values: read, written and read again it is the same, to the last byte."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.grammar import month_values as values
from intelog.grammar import monthly as grammar
from intelog.model.edition import Edition, PartKind
from intelog.model.month import MonthlyLog
from intelog.model.period import Period

SEEDS = ("monthly-2026-01.md", "monthly-2026-02-draft.md", "template-monthly-log.md")


def seed(corpus: Path, name: str) -> str:
    return (corpus / "seeds" / name).read_text("utf-8")


@pytest.fixture(scope="module")
def january(corpus: Path) -> MonthlyLog:
    return values.read(grammar.parse(seed(corpus, "monthly-2026-01.md")))


@pytest.mark.parametrize("name", SEEDS)
def test_a_real_log_is_written_back_to_the_last_byte(corpus: Path, name: str) -> None:
    text = seed(corpus, name)

    assert grammar.render(grammar.parse(text)) == text


@pytest.mark.parametrize("name", SEEDS)
def test_in_normal_form_a_real_log_reads_as_before(corpus: Path, name: str) -> None:
    edition = grammar.parse(seed(corpus, name))
    plain = Edition(tuple(p if p.kind is PartKind.RAW else replace(p, written=None) for p in edition.parts))

    again = grammar.parse(grammar.render(plain))

    assert [p for p in again.parts if p.kind is not PartKind.RAW] == [
        p for p in edition.parts if p.kind is not PartKind.RAW
    ]
    assert values.read(again) == values.read(edition)


LINES = st.lists(
    st.sampled_from([
        "---", "period: 2026-01", "# 🗓️ Intelligence Log: 2026-01", "## 🔭 The Observatory (Industry Radar)",
        "### 1. 基座模型追踪 (The Clay)", "#### How to write a model review", "| 模型名称 | 核心技术创新 (Mechanism) | 关键能力/指标 (Capability) | 业务应用/启发 (Value) |",
        "| :--- | :--- | :--- | :--- |", "| [a](https://b.c) | x | y | z |", "| broken", "* **Dominant Theme:** t", "* **其他:** u", "    1) **in** dent",
        "> quote", "![alt](https://i.j/k.png)", "words", "", "<!--", "-->", "```", "[^a-1b2c3d.x.1]: note",
    ]),
    max_size=25,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_text_is_written_back_to_the_last_byte(lines: list[str], end: str, bom: bool) -> None:
    text = ("\ufeff" if bom else "") + end.join(lines)

    assert grammar.render(grammar.parse(text)) == text


def test_january_has_everything_in_typed_fields(january: MonthlyLog) -> None:
    assert january.period == Period.parse("2026-01")
    assert len(january.models) == 8
    assert len(january.post_training) == 2
    assert len(january.agents) == 5
    assert len(january.papers) == 23
    hosts = Counter(re.sub(r"^www\.", "", paper.url.split("/")[2]) for paper in january.papers)
    assert hosts == {"arxiv.org": 20, "thinkingmachines.ai": 1, "github.com": 1, "openreview.net": 1}
    urls = [*(paper.url for paper in january.papers), *(model.url for model in january.models)]
    assert len({m[1] for url in urls if (m := re.search(r"arxiv\.org/\w+/(\d{4}\.\d{5})", url))}) == 26
    assert len(january.all_figures) == 17
    assert sum(figure.alt == "image.png" for figure in january.all_figures) == 16
    assert january.insight is not None
    assert len(january.insight.parts) == 3
    assert [part.split("**")[1] for part in january.insight.parts] == [
        "On-Policy Distillation", "Rubrics / Verifier RL", "Persona Feedback / User Interaction RL",
    ]  # fmt: skip
    assert "闭环系统资产" in january.insight.conclusion
    assert january.best.startswith("**Clawbot / OpenClaw")
    assert (january.theme, january.signal) == ("", "")


def test_every_topic_of_january_has_three_axes_from_a_to_b(january: MonthlyLog) -> None:
    for topic in january.directions:
        assert len(topic.axes) == 3, topic.topic
        assert all(len(axis.steps) >= 2 for axis in topic.axes), topic.topic
        assert len(topic.conclusions) == 3, topic.topic
        assert all(paper.problem and paper.idea for paper in topic.papers), topic.topic


def test_half_of_januarys_models_have_all_three_blocks_and_the_labels_are_theirs(january: MonthlyLog) -> None:
    labels = {model.name: [block.label for block in model.blocks] for model in january.models}

    assert labels == {
        "Kimi-K2": ["Infra", "Data", "Train"],
        "Minimax-M2": ["Infra", "Train/Post-train"],
        "LongCat-flash-Omni": ["Infra", "Data", "Train"],
        "LongCat-flash-Thinking": ["Infra", "Data", "Train"],
        "DeepSeek-OCR": ["Infra", "Strategy", "Train"],
        "DeepSeek V3.2": ["Infra", "Train", "Data"],
        "MiMo-V2-Flash": ["Infra", "Train", "Infra/Train"],
        "GLM-4.7": ["Infra", "Train"],
    }


def said(value: object) -> list[str]:
    """Every text in a typed value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for one in value for text in said(one)]
    return [text for f in fields(value) for text in said(getattr(value, f.name))] if is_dataclass(value) else []


_OURS = re.compile(r"特点(?:能力)?\s*[A-Z]?[：:]|<br>|TL;DR|可复用的? ?(?:p|P)ost-training 路线|场景/问题|方法思路")


@pytest.mark.parametrize("name", SEEDS[:2])
def test_no_word_of_a_row_is_outside_of_the_typed_fields(corpus: Path, name: str) -> None:
    edition = grammar.parse(seed(corpus, name))
    log = values.read(edition)
    there = Counter(re.findall(r"[\w$]", "".join(said(log))))
    rows = [p.text for p in edition.parts if p.kind is PartKind.ROW]
    wanted = Counter(re.findall(r"[\w$]", _OURS.sub("", "".join(rows))))

    missing = wanted - there
    assert sum(missing.values()) <= 3 * len(re.findall(r"(?<![\d.])\d\. \*\*", "".join(rows))), missing


def test_the_eight_formulas_of_january_are_in_its_fields(january: MonthlyLog) -> None:
    texts = [text for model in january.models for text in said(model)] + [t for p in january.papers for t in said(p)]

    formulas = Counter(f for text in texts for f in re.findall(r"\$[^$]+\$", text))
    assert formulas == {"$\\rightarrow$": 7, "$P[\\text{Love}]$": 1}


def test_the_drafts_row_is_read_with_its_capabilities_and_conditions(corpus: Path) -> None:
    (model,) = values.read(grammar.parse(seed(corpus, "monthly-2026-02-draft.md"))).models

    assert [block.label for block in model.blocks] == ["Infra", "Data", "Train"]
    assert "32,000" in model.blocks[0].text
    assert len(model.capabilities) == 2
    assert any("BrowseComp" in indicator for indicator in model.capabilities[0].indicators)
    assert any("评估前提" in condition for condition in model.capabilities[0].conditions)
    assert (
        len(model.costs) == len(model.route) == len(model.recipe) == len(model.adoption) == len(model.conclusions) == 1
    )


def test_a_row_as_the_guide_has_it_is_read(corpus: Path) -> None:
    guide = seed(corpus, "template-monthly-log.md")
    (model_row,) = re.findall(r"^\| XXX .*$", guide, re.MULTILINE)
    (topic_row,) = re.findall(r"^\| <Topic> .*$", guide, re.MULTILINE)

    model, topic = values.model_review(model_row), values.direction_review(topic_row)

    assert [block.label for block in model.blocks] == ["Infra", "Data", "Train"]
    assert model.tldr
    assert len(model.capabilities) == 2
    assert model.costs
    assert model.route
    assert model.recipe
    assert model.adoption
    assert model.conclusions
    assert len(topic.axes) == 3
    assert all(axis.driver for axis in topic.axes)
    assert topic.turning_point
    assert topic.open_question
    assert topic.conclusions
    assert topic.units
    assert topic.flywheel
    assert topic.risks


def test_a_paper_with_all_six_fields_is_read() -> None:
    cell = (
        "**[Paper] [A title](https://arxiv.org/abs/2601.00001)** <br> * 场景/问题：p。 <br> * 方法思路：i。 <br> * 关键机制：a、b "
        "<br> * 证据与边界：e。 <br> * 可复用组件：c。 <br> * 业务相关点评（可选）：难度中。"
    )
    (paper,) = values.direction_review(f"| t | x | {cell} | y |").papers

    assert (paper.title, paper.url) == ("A title", "https://arxiv.org/abs/2601.00001")
    assert (paper.problem, paper.idea, paper.mechanisms) == ("p。", "i。", "a、b")
    assert (paper.evidence, paper.components, paper.comment) == ("e。", "c。", "难度中。")


def test_the_template_holds_no_record(corpus: Path) -> None:
    log = values.read(grammar.parse(seed(corpus, "template-monthly-log.md")))

    assert (log.models, log.directions, log.theme, log.signal, log.insight, log.best) == ((), (), "", "", None, "")
