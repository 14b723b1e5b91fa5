"""The monthly log's faults: each is named on its line, and nothing else is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from intelog.check.monthly import monthly
from intelog.grammar import monthly as grammar
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.period import Period

GOLDEN = Path(__file__).parents[1] / "golden"
MONTH = Period.parse("2026-01")

CLEAN = """\
---
period: 2026-01
type: Monthly Report
tags: [Trends]
---

# 🗓️ Intelligence Log: 2026-01

## 🔭 The Observatory (Industry Radar)

* **Dominant Theme:** 推理
* **The Signal:** —

![一月的主题是推理](assets/january.svg)

---

## 🏗️ Technical Review: Models & Directions

### 1. 基座模型追踪 (The Clay)

| 模型名称 | 核心技术创新 (Mechanism) | 关键能力/指标 (Capability) | 业务应用/启发 (Value) |
| :--- | :--- | :--- | :--- |
| [M](https://arxiv.org/abs/2601.00001) | **[Infra] a**：x<br><br> **[Data] b**：x<br><br> **[Train] c**：x<br><br> **TL;DR**：x。 | **特点：强**：MMLU 88.1（non-thinking）<br><br> **代价**：贵 | **可复用 post-training 路线**：x<br><br> **数据合成配方**：x<br><br> **落地依赖**：x<br><br> **可迁移结论**：x |

### 2. Post-Training (The Chisel)

| 主题 | 整体趋势/演进 | 核心关注论文 (Key Papers) | 实践参考价值 |
| :--- | :--- | :--- | :--- |
| T | **演进轴 1**：从 A -> B（驱动因素在这里）<br><br> **演进轴 2**：从 C -> D<br><br> **本月关键拐点**：x<br><br> **未解问题**：x | [P](https://arxiv.org/abs/2601.00002) <br> **场景/问题**：x。 <br> **方法思路**：y。<br><br> [Q](https://arxiv.org/abs/2601.00003) <br> **场景/问题**：x。 <br> **方法思路**：y。 | **可复用的方向性结论**：<br> a <br> b<br><br> **可抄的最小单元**：x<br><br> **数据飞轮**：x<br><br> **风险提示**：x |

### 3. Agent & Personalization (The Hands)

| 主题 | 整体趋势/演进 | 核心关注论文 (Key Papers) | 实践参考价值 |
| :--- | :--- | :--- | :--- |
| U | **演进轴 1**：从 A -> B（驱动因素在这里）<br><br> **演进轴 2**：从 C -> D<br><br> **本月关键拐点**：x<br><br> **未解问题**：x | [R](https://arxiv.org/abs/2601.00004) <br> **场景/问题**：x。 <br> **方法思路**：y。<br><br> [S](https://arxiv.org/abs/2601.00005) <br> **场景/问题**：x。 <br> **方法思路**：y。 | **可复用的方向性结论**：<br> a <br> b<br><br> **可抄的最小单元**：x<br><br> **数据飞轮**：x<br><br> **风险提示**：x |

---

## 🎨 Fresh Sketches (Monthly Summary)

* **Crucial Insight:** 数据比算法重要。
* **Best Implementation:** vLLM

---
"""


def found(
    text: str, *, language: Language = Language.CHINESE, met: dict[str, list[date]] | None = None
) -> list[Finding]:
    edition = grammar.parse(text)
    findings = monthly(edition, period=MONTH, language=language, met=met or {})
    return sorted(findings, key=lambda f: (f.line, f.code, f.message))


def codes(text: str) -> list[tuple[int, str]]:
    return [(f.line, f.code) for f in found(text)]


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


@pytest.mark.parametrize(
    ("seed", "period"),
    [("monthly-2026-01", "2026-01"), ("monthly-2026-02-draft", "2026-02"), ("template-monthly-log", "2026-03")],
)
def test_the_findings_on_a_real_log_are_those_agreed_by_reading_it(corpus: Path, seed: str, period: str) -> None:
    edition = grammar.parse((corpus / "seeds" / f"{seed}.md").read_text("utf-8"))
    findings = monthly(edition, period=Period.parse(period), language=Language.CHINESE, met={})
    said = sorted(findings, key=lambda f: (f.line, f.code, f.message))

    lines = [f"{f.line}\t{f.severity}\t{f.code}\t{f.message}" for f in said]
    assert lines == (GOLDEN / f"check-{seed}.tsv").read_text("utf-8").splitlines()


def test_a_log_as_the_guide_wants_it_has_no_finding() -> None:
    assert found(CLEAN) == []


CASES = {
    "a section is missing": ("### 2. Post-Training (The Chisel)\n", "", "### 3.", "section-missing"),
    "a section stands twice": ("## 🎨 Fresh Sketches (Monthly Summary)", "## 🔭 行业雷达", "## 🔭 行业雷达", "section-doubled"),
    "a placeholder is left": ("* **The Signal:** —", "* **The Signal:** [例如：一个信号]", "The Signal", "placeholder"),
    "a bracketed example is left": ("* **The Signal:** —", "* **The Signal:** [一个信号，不写例如。]", "The Signal", "placeholder"),
    "a guide's quote is left": ("* **Dominant Theme:** 推理", "> 核心技术点追踪。\n\n* **Dominant Theme:** 推理", "> 核心", "placeholder"),
    "the month is not filled in": ("Log: 2026-01", "Log: YYYY-MM", "YYYY-MM", "placeholder"),
    "the guide is left": ("---\n\n## 🎨", "#### How to write a model review\n\n---\n\n## 🎨", "How to write", "guide-left"),
    "a picture has no alternative text": ("![一月的主题是推理]", "![]", "assets", "alt-missing"),
    "a picture has a file's name for it": ("![一月的主题是推理]", "![january.svg]", "assets", "alt-file-name"),
    "the picture is missing": ("![一月的主题是推理](assets/january.svg)\n", "", "Observatory", "image-missing"),
    "the theme is missing": ("* **Dominant Theme:** 推理\n", "", "Observatory", "theme-missing"),
    "the signal is empty": ("* **The Signal:** —", "* **The Signal:**", "The Signal", "signal-missing"),
    "the insight is missing": ("* **Crucial Insight:** 数据比算法重要。\n", "", "Fresh Sketches", "insight-missing"),
    "the implementation is missing": ("* **Best Implementation:** vLLM\n", "", "Fresh Sketches", "best-missing"),
    "a row has a cell too many": ("| T | **演", "| T | x | **演", "| T |", "row-broken"),
    "a link is none": ("[M](https://arxiv.org/abs/2601.00001)", "[M](arxiv)", "| [M]", "link-broken"),
    "a link has full-width brackets": ("vLLM", "[vLLM]（https://vllm.ai）", "vLLM", "link-broken"),
    "a link is empty": ("vLLM", "[vLLM]()", "vLLM", "link-broken"),
    "the title is of another month": ("Log: 2026-01", "Log: 2026-02", "Log: 2026-02", "title-period"),
    "the front matter is of another month": ("period: 2026-01", "period: 2025-12", "---", "period-differs"),
    "a line of the front matter is none": ("tags: [Trends]", "tags: [Trends", "tags:", "front-line"),
    "a merge is unfinished": ("* **Best Implementation:** vLLM", "<<<<<<< mine\n* **Best Implementation:** vLLM\n=======\n* **Best Implementation:** SGLang\n>>>>>>> theirs", "<<<<<<<", "merge-marker"),
    "one paper stands twice": ("[Q](https://arxiv.org/abs/2601.00003)", "[Q](http://www.arxiv.org/pdf/2601.00002v3)", "| T |", "record-doubled"),
    "a model has no costs": ("<br><br> **代价**：贵", "", "| [M]", "style"),
    "one indicator has two values": ("**TL;DR**：x。", "**TL;DR**：MMLU 88.9（non-thinking）。", "| [M]", "contradiction"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_named_on_its_line(case: str) -> None:
    old, new, on, code = CASES[case]
    text = CLEAN.replace(old, new, 1)
    assert text != CLEAN

    assert (line_of(text, on), code) in codes(text)
    assert {c for _, c in codes(text)} - {code} <= {"section-missing", "section-order", "row-stray", "image-missing", "insight-missing", "best-missing", "style"}  # fmt: skip


def test_sections_out_of_order_are_named() -> None:
    a, b = CLEAN.index("### 2. Post"), CLEAN.index("### 3. Agent")
    c = CLEAN.index("---\n\n## 🎨")
    text = CLEAN[:a] + CLEAN[b:c] + CLEAN[a:b] + CLEAN[c:]

    assert [(code, line_of(text, "### 2.")) for _, code in codes(text)] == [("section-order", line_of(text, "### 2."))]


def test_what_the_template_says_to_its_writers_is_not_read_as_a_table(corpus: Path) -> None:
    text = (corpus / "seeds" / "template-monthly-log.md").read_text("utf-8")

    assert not {code for _, code in codes(text)} & {"row-broken", "row-stray", "style", "link-broken", "record-doubled"}


def without_rows(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("| [M]"))


@pytest.mark.parametrize(
    ("status", "severity"),
    [("", "note"), ("status: draft\n", "note"), ("status: reviewed\n", "warning"), ("status: published\n", "error")],
)
def test_what_is_missing_weighs_more_as_a_log_goes_on(status: str, severity: str) -> None:
    text = (
        without_rows(CLEAN)
        .replace("tags: [Trends]\n", f"tags: [Trends]\n{status}")
        .replace("![一月的主题是推理](assets/january.svg)\n", "")
    )

    weights = {f.code: str(f.severity) for f in found(text)}
    assert weights == {"table-empty": severity, "image-missing": severity}


def test_a_placeholder_is_an_error_in_a_reviewed_log() -> None:
    text = CLEAN.replace("tags: [Trends]", "tags: [Trends]\nstatus: reviewed").replace(
        "**The Signal:** —", "**The Signal:** [例如：x]"
    )

    assert [str(f.severity) for f in found(text) if f.code == "placeholder"] == ["error"]


def test_a_table_cut_in_half_is_one_finding() -> None:
    text = CLEAN.replace(
        "| 主题 | 整体趋势/演进 | 核心关注论文 (Key Papers) | 实践参考价值 |\n| :--- | :--- | :--- | :--- |\n", "", 1
    )

    assert [code for _, code in codes(text)] == ["table-broken"]


def test_a_table_without_its_line_of_dashes_is_one_finding() -> None:
    text = CLEAN.replace("| :--- | :--- | :--- | :--- |\n", "", 1)

    assert [code for _, code in codes(text)] == ["table-broken"]


def test_a_file_of_a_newer_format_is_one_finding() -> None:
    text = CLEAN.replace("tags: [Trends]", "tags: [Trends]\nformat: 2").replace(
        "[M](https://arxiv.org/abs/2601.00001)", "[M](x)"
    )

    assert [code for _, code in codes(text)] == ["newer-format"]


def test_front_matter_that_is_not_closed_is_one_finding() -> None:
    text = CLEAN.replace("tags: [Trends]\n---\n", "tags: [Trends]\n", 1)

    assert codes(text) == [(1, "front-broken")]


def test_a_record_of_another_month_is_named() -> None:
    met = {"arxiv:2601.00001": [date(2025, 12, 5)], "arxiv:2601.00002": [date(2026, 1, 5), date(2025, 11, 1)]}
    (finding,) = found(CLEAN, met=met)

    assert (finding.code, finding.line) == ("outside-period", line_of(CLEAN, "| [M]"))
    assert "2025-12-05" in finding.message


def test_another_models_value_is_no_contradiction() -> None:
    other = CLEAN[CLEAN.index("| [M]") : CLEAN.index("\n", CLEAN.index("| [M]")) + 1]
    other = (
        other.replace("[M]", "[Nova]")
        .replace("2601.00001", "2601.00009")
        .replace("MMLU 88.1", "MMLU 90.2；M 为 MMLU 88.1")
    )
    text = CLEAN.replace("\n### 2.", f"{other}\n### 2.", 1).replace("`\n\n|", "|")

    assert "contradiction" not in {code for _, code in codes(text)}


def test_every_message_is_in_the_readers_language() -> None:
    for old, new, _, _ in CASES.values():
        for finding in found(CLEAN.replace(old, new, 1), language=Language.ENGLISH):
            assert finding.code == "placeholder" or not set("，；请这") & set(finding.message), finding
