"""The monthly log: what is written from nothing, and what becomes of each thing a person does to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from tests.month_desk import MONTH, NOW, Desk, model, paper, topic

from intelog.compose.month_absorb import NAME, PAPERS, TABLE_OF, absorb
from intelog.compose.monthly import Month
from intelog.compose.sheet import Sheet, lines_of
from intelog.grammar import monthly as grammar
from intelog.grammar.month_words import Division
from intelog.model.edition import PartKind
from intelog.model.language import Language
from intelog.model.record import Claim, Record, RecordKind, record_key


def desk(turn: int = 1) -> Desk:
    """A desk with three models, two topics and four papers, composed once."""
    made = Desk()
    refresh(made, turn)
    made.compose()
    return made


def refresh(desk: Desk, turn: int) -> None:
    papers = [paper(n, turn) for n in range(1, 5)]
    desk.month = Month(
        models=[model(n, turn) for n in (1, 2, 3)],
        directions=[topic(1, turn, Division.CHISEL, papers[:2]), topic(2, turn, Division.HANDS, papers[2:])],
        papers=papers,
        summary=Record(
            kind=RecordKind.SUMMARY, subject="month", period=MONTH, claims=(Claim(field="theme", text=f"主题 {turn}"),)
        ),
    )  # fmt: skip


def edited(desk: Desk, edit: Callable[[str], str], turn: int = 7) -> str:
    """The text after a person's edit, a refresh of every record, and composing; it has settled by then."""
    assert desk.file is not None
    changed = edit(desk.file)
    assert changed != desk.file, "the edit changed nothing"
    desk.file = changed
    refresh(desk, turn)
    text = desk.compose()
    assert desk.absorb() == []
    assert desk.compose() == text
    desk.file = None
    assert desk.compose() == text, "made again from records and reviews alone"
    return text


def row(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith((f"| [{name}]", f"| {name}")))


def names(text: str) -> list[str]:
    return re.findall(r"^\| \[(Model-\d)\]", text, re.MULTILINE)


def test_an_empty_month_is_the_template_without_its_examples(corpus: Path) -> None:
    template = (corpus / "seeds" / "template-monthly-log.md").read_text("utf-8").replace("YYYY-MM", "2026-01")
    text = Desk().compose()

    structure = [p for p in grammar.parse(template).parts if p.kind not in (PartKind.RAW, PartKind.TEXT)]
    wanted = [p.text if p.kind is not PartKind.POINT else re.sub(r"\[.*\]$", "—", p.text) for p in structure]
    assert [p.text for p in grammar.parse(text).parts] == wanted
    assert "例如" not in text
    assert "How to write" not in text


def test_an_english_month_has_english_columns() -> None:
    text = Desk(Language.ENGLISH).compose()

    assert "| Model | Core innovations (Mechanism) |" in text
    assert not re.search(r"[\u4e00-\u9fff]", text)


def test_a_month_reads_back_as_it_was_written() -> None:
    made = desk()

    assert made.file is not None
    assert grammar.render(grammar.parse(made.file)) == made.file
    assert all(line.place is not None for line in lines_of(made.base))


def test_the_machines_own_refresh_changes_what_nobody_touched() -> None:
    made = desk(1)
    refresh(made, 8)

    text = made.compose()

    assert "第 8 句总结" in text
    assert "第 1 句总结" not in text
    assert made.absorb() == []


def test_a_touched_field_is_a_persons_for_ever_and_the_others_are_refreshed() -> None:
    made = desk(1)
    text = edited(made, lambda t: t.replace("**TL;DR**：模型 1 的第 1 句总结。", "**TL;DR**：我的话。"), 8)

    assert "**TL;DR**：我的话。" in row(text, "Model-1")
    assert "模型 2 的第 8 句总结" in text
    assert "路线 2" in row(text, "Model-1"), "its other fields are refreshed"


def test_what_the_machine_would_by_now_say_is_proposed_beside_it() -> None:
    made = desk(1)
    edited(made, lambda t: t.replace("**TL;DR**：模型 1 的第 1 句总结。", "**TL;DR**：我的话。"), 8)

    (proposal,) = made.composed().proposed

    assert (proposal.title, proposal.field) == ("Model-1", "mechanism-tldr")
    assert (proposal.yours, proposal.proposed) == ("**TL;DR**：我的话。", "**TL;DR**：模型 1 的第 8 句总结。")


def test_nothing_is_proposed_where_the_machine_says_what_was_corrected() -> None:
    made = desk(1)
    edited(made, lambda t: t.replace("**TL;DR**：模型 1 的第 1 句总结。", "**TL;DR**：我的话。"), 1)

    assert made.composed().proposed == ()


def test_a_deleted_row_stays_away_and_its_papers_with_it() -> None:
    made = desk()
    text = edited(made, lambda t: t.replace(row(t, "主题 1") + "\n", ""))

    assert "主题 1" not in text
    assert "Paper 1" not in text
    assert "Paper 3" in text


def test_a_row_deleted_without_its_receipts_stays_away_whatever_is_new_in_it() -> None:
    made = desk(1)
    made.month = Month(directions=made.month.directions, papers=[Record(kind=p.kind, subject=p.subject, period=p.period, claims=p.claims[:2]) for p in made.month.papers])  # fmt: skip
    made.compose()
    text = edited(made, lambda t: t.replace(row(t, "主题 1") + "\n", ""))

    assert "思路 1" not in text, "a field its papers did not have then"
    assert "Paper 1" not in text


def test_who_takes_out_a_copy_and_leaves_no_other_means_what_it_is_of() -> None:
    made = desk(1)
    papers = made.month.papers
    made.file = (made.file or "").replace(
        row(made.file or "", "主题 1"), f"{row(made.file or '', '主题 1')}\n{row(made.file or '', '主题 1')}"
    )
    made.compose()
    made.month = Month(models=made.month.models, directions=made.month.directions, papers=papers[2:])
    text = made.compose()
    assert text.count("[Paper 1]") == 1, "the machine's is gone for now, the person's copy stands"
    lines = text.splitlines()
    del lines[next(n for n, line in enumerate(lines) if "[Paper 1]" in line)]
    made.file = "\n".join(lines) + "\n"
    refresh(made, 4)

    assert "Paper 1" not in made.compose()


def test_a_copy_that_alone_stands_is_it_by_now_and_no_second_row_comes() -> None:
    made = desk(1)
    row_one = row(made.file or "", "Model-1")
    made.file = (made.file or "").replace(row_one, f"{row_one}\n{row_one}")
    made.compose()
    models = made.month.models
    made.month = Month(models=models[1:], directions=made.month.directions, papers=made.month.papers)
    text = made.compose()
    made.file = text.replace("| [Model-1](https://arxiv.org/abs/2601.00001) |", "| 我的叫法 |")
    made.compose()
    refresh(made, 4)

    text = made.compose()

    assert "Model-1" not in text
    assert text.count("能力 1") == 1


def test_who_renames_the_last_copy_means_the_row_that_stands_without_its_name_too() -> None:
    made = desk(1)
    row_one = row(made.file or "", "Model-1")
    made.file = (made.file or "").replace(row_one, f"{row_one}\n{row_one}")
    made.compose()
    refresh(made, 3)
    row_one = row(made.compose(), "Model-1")
    made.file = (made.file or "").replace(row_one, f"{row_one.removesuffix(' |')}，我的话 |", 1)
    made.compose()
    models = made.month.models
    made.month = Month(models=models[1:], directions=made.month.directions, papers=made.month.papers)
    text = made.compose()
    assert text.count("Model-1") == 1, "the machine's row holds the person's words alone, the copy has the name"
    made.file = text.replace("| [Model-1](https://arxiv.org/abs/2601.00001) |", "| 我的叫法 |")
    made.compose()
    refresh(made, 4)

    text = made.compose()

    assert "Model-1" not in text
    assert "，我的话" in text
    assert "我的叫法" in text


def test_a_paper_copied_into_another_tables_cell_and_taken_out_there_stays_away() -> None:
    made = desk(1)
    text = made.file or ""
    two = row(text, "Model-2")
    copied = "<br><br> [Paper 1](https://arxiv.org/abs/2512.00001)<br> 抄来的"
    made.file = text.replace(two, f"{two.removesuffix(' |')} {copied} |")
    made.compose()
    papers = made.month.papers
    made.month = Month(models=made.month.models, directions=made.month.directions, papers=papers[2:])
    text = made.compose()
    assert text.count("[Paper 1]") == 1, "the machine's is gone for now"
    made.file = text.replace(copied, "")
    made.compose()
    refresh(made, 4)

    assert "Paper 1" not in made.compose()


def test_an_added_row_stands_where_it_was_put() -> None:
    made = desk()
    mine = "| [Mine](https://example.org/mine) | **[Infra] 我**：的 | — | **结论**：好 |"
    text = edited(made, lambda t: t.replace(row(t, "Model-2"), f"{mine}\n{row(t, 'Model-2')}"))

    lines = text.splitlines()
    assert lines[lines.index(mine) + 1].startswith("| [Model-2]")


def test_an_added_row_the_machine_later_finds_too_stays_as_it_is() -> None:
    made = desk()
    mine = "| [Model-9](https://arxiv.org/abs/2601.00009) | **[Infra] 我**：的 | — | — |"
    made.file = (made.file or "").replace(row(made.file or "", "Model-2"), f"{mine}\n{row(made.file or '', 'Model-2')}")
    made.absorb()
    refresh(made, 5)
    made.month = Month(
        models=[*made.month.models, model(9, 5)], directions=made.month.directions, papers=made.month.papers
    )

    text = made.compose()

    assert mine in text
    assert text.count("Model-9") == 1
    assert {p.field for p in made.composed().proposed} >= {"mechanism-infra"}


def test_rows_stay_in_a_persons_order() -> None:
    made = desk()
    text = edited(
        made,
        lambda t: (
            t.replace(row(t, "Model-1"), "@")
            .replace(row(t, "Model-3"), row(t, "Model-1"))
            .replace("@", row(t, "Model-3"))
        ),
    )

    assert names(text) == ["Model-3", "Model-2", "Model-1"]


def test_a_renamed_row_is_known_by_what_stands_in_it() -> None:
    made = desk(1)
    text = edited(made, lambda t: t.replace("| [Model-1](https://arxiv.org/abs/2601.00001) |", "| 新名字 |"), 8)

    assert "Model-1" not in text
    assert "模型 1 的第 8 句总结" in row(text, "新名字")


def test_two_rows_swapped_and_renamed_are_known_all_the_same() -> None:
    made = desk(1)

    def edit(text: str) -> str:
        a, b = row(text, "Model-1"), row(text, "Model-2")
        swapped = text.replace(a, "@").replace(b, a).replace("@", b)
        swapped = swapped.replace("[Model-1](https://arxiv.org/abs/2601.00001)", "甲")
        return swapped.replace("[Model-2](https://arxiv.org/abs/2601.00002)", "乙")

    text = edited(made, edit, 8)

    lines = text.splitlines()
    assert lines.index(row(text, "乙")) < lines.index(row(text, "甲"))
    assert "模型 1 的第 8 句总结" in row(text, "甲")
    assert "模型 2 的第 8 句总结" in row(text, "乙")


def test_of_a_row_split_in_three_the_first_keeps_the_record() -> None:
    made = desk(1)

    def edit(text: str) -> str:
        cells = [cell.split("<br><br>") for cell in row(text, "Model-2").strip("| ").split(" | ")]
        three = [
            "| " + " | ".join((cell[n] if n < len(cell) else "—").strip() for cell in cells) + " |" for n in range(3)
        ]
        return text.replace(row(text, "Model-2"), "\n".join(three))

    text = edited(made, edit, 8)

    parts = text[text.index("| [Model-2]") : text.index("| [Model-3]")].splitlines()
    assert len(parts) == 3
    assert "用了 2B 参数" not in parts[0]
    assert sum("用了 2B 参数" in part for part in parts) == 1
    assert text.count("能力 2") == 1


def test_a_moved_paper_takes_its_fields_along() -> None:
    made = desk(1)

    def edit(text: str) -> str:
        found = re.search(r"\[Paper 1\].*?(?=<br><br>)<br><br> ", text)
        assert found is not None
        without = text.replace(found.group(), "")
        return without.replace("[Paper 3]", f"{found.group()}[Paper 3]")

    text = edited(made, edit, 8)

    assert "Paper 1" not in row(text, "主题 1")
    assert "思路 1 第 8 版" in row(text, "主题 2"), "it is still the machine's to refresh"


def test_a_deleted_paper_stays_away() -> None:
    made = desk()
    text = edited(made, lambda t: re.sub(r"\[Paper 1\].*?<br><br> ", "", t, count=1))

    assert "Paper 1" not in text
    assert "Paper 2" in text


def test_a_deleted_block_stays_away() -> None:
    made = desk(1)
    text = edited(made, lambda t: re.sub(r"<br><br> \*\*TL;DR\*\*：模型 1[^|]*?(?= \|)", "", t), 8)

    assert "TL;DR" not in row(text, "Model-1")


def test_a_block_of_ones_own_stands_where_it_was_put() -> None:
    made = desk(1)
    text = edited(
        made, lambda t: t.replace("<br><br> **TL;DR**：模型 1", "<br><br> **自注**：我的<br><br> **TL;DR**：模型 1"), 8
    )

    assert re.search(
        r"用了 1B 参数\S* *<br><br> \*\*自注\*\*：我的<br><br> \*\*TL;DR\*\*：模型 1 的第 8", row(text, "Model-1")
    )


def test_the_breaks_of_a_person_stay_where_they_wrote_them() -> None:
    made = desk(1)
    text = edited(made, lambda t: t.replace("<br><br> **TL;DR**：模型 1", "  <br>  <br/> **TL;DR**：模型 1"), 8)

    assert "  <br>  <br/> **TL;DR**：模型 1 的第 8" in text


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_how_characters_are_composed_is_no_edit_and_stays(form: Literal["NFD", "NFC"]) -> None:
    made = Desk()
    made.month = Month(
        models=[Record(kind=RecordKind.MODEL_REVIEW, subject="m", period=MONTH, claims=(Claim(field=NAME, text="Modèle é"), Claim(field="mechanism-infra", text="**[Infra]** é")))]
    )  # fmt: skip
    made.compose()
    made.file = unicodedata.normalize(form, made.file or "")
    held = made.file

    assert made.compose() == held
    assert not any(
        review.verdict == "corrected" and review.field in (NAME, "mechanism-infra") for review in made.reviews
    )


def test_line_ends_and_a_byte_order_mark_are_no_edit_and_stay() -> None:
    made = desk()
    made.file = "\ufeff" + (made.file or "").replace("\n", "\r\n")
    held = made.file

    assert made.absorb() == []
    made.compose()
    assert made.file == held


def test_full_width_punctuation_of_a_person_stays() -> None:
    made = desk(1)
    text = edited(made, lambda t: t.replace("**特点：能力 2**：", "**特点: 能力 2**:"), 8)

    assert "**特点: 能力 2**:" in text


def test_a_row_never_becomes_the_head_that_a_person_took_out() -> None:
    made = Desk()
    text = made.compose()
    lines = text.splitlines()
    dashes = next(i for i, line in enumerate(lines) if ":---" in line)
    del lines[dashes - 1]
    made.file = "\n".join(lines) + "\n"
    refresh(made, 1)

    text = made.compose()

    assert row(text, "Model-1") in text.partition(":---")[2]
    assert made.absorb() == []
    made.file = text.replace(row(text, "Model-1"), "| 我的 | — | — | — |")
    refresh(made, 4)
    assert "Model-1" not in made.compose()


def test_a_renamed_heading_and_title_stay() -> None:
    made = desk()
    text = edited(
        made, lambda t: t.replace("### 1. 基座模型追踪 (The Clay)", "### 一、基座").replace("# 🗓️ Intelligence Log: 2026-01", "# 一月")
    )  # fmt: skip

    assert "### 一、基座" in text
    assert "The Clay" not in text
    assert "# 一月\n" in text
    assert names(text) == ["Model-1", "Model-2", "Model-3"]


def test_paragraphs_comments_and_code_of_a_person_stay_where_they_stand() -> None:
    made = desk()
    mine = "第一段。\n\n<!-- 记得改 -->\n\n```\n代码 | 不是表格\n```\n"
    text = edited(made, lambda t: t.replace("\n## 🎨", f"\n{mine}\n## 🎨"))

    assert f"---\n\n{mine}\n## 🎨" in text


def test_the_parts_of_an_insight_stay_under_it() -> None:
    made = desk()
    mine = "* **Crucial Insight:** 三件事：  \n    1) **甲**  \n    2) **乙**  "
    text = edited(made, lambda t: t.replace("* **Crucial Insight:** —", mine))

    assert mine in text


def test_an_example_of_the_template_gives_way_to_what_there_is_to_say() -> None:
    made = Desk()
    made.compose()
    made.file = (made.file or "").replace("* **Dominant Theme:** —", "* **Dominant Theme:** [例如：推理模型]")
    assert "[例如：推理模型]" in made.compose()
    refresh(made, 3)

    assert "* **Dominant Theme:** 主题 3" in made.compose()


def test_an_own_column_stays() -> None:
    made = desk()
    text = edited(made, lambda t: t.replace(row(t, "Model-2"), f"{row(t, 'Model-2')} 我的列 |"))

    assert row(text, "Model-2").endswith("| 我的列 |")


def test_a_receipt_a_persons_words_refer_to_stays_as_it_stood() -> None:
    made = desk(1)
    text = edited(made, lambda t: t.replace("**[Train] 训练**：<br> 用了 1B 参数", "**[Train] 训练**：<br> 参数 1B"), 8)

    label = re.search(r"参数 1B\[\^([\w.-]+)\]", text)
    assert label is not None
    assert f"[^{label[1]}]: [Source 1001]" in text


def test_receipts_nothing_refers_to_are_taken_away() -> None:
    made = desk(1)
    assert "Source 1001" in (made.file or "")
    text = edited(made, lambda t: t.replace(row(t, "Model-1") + "\n", ""))

    assert "Source 1001" not in text


def test_a_row_that_lost_its_record_stays_with_what_a_person_wrote_in_it() -> None:
    made = desk(1)
    made.file = (made.file or "").replace("**TL;DR**：模型 1 的第 1 句总结。", "**TL;DR**：我的话。")
    made.absorb()
    made.month = Month()

    text = made.compose()

    assert "**TL;DR**：我的话。" in text
    assert "用了 1B 参数" not in text


def test_without_a_base_everything_is_a_persons(corpus: Path) -> None:
    text = (corpus / "seeds" / "monthly-2026-01.md").read_text("utf-8")
    made = Desk()
    made.file = text

    assert made.compose() == text
    kinds = [record.kind for record in made.theirs.values()]
    assert {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} == {
        RecordKind.MODEL_REVIEW: 8, RecordKind.DIRECTION_REVIEW: 7, RecordKind.PAPER_NOTE: 23,
    }  # fmt: skip


def test_the_drafts_filled_row_is_not_touched_by_a_byte(corpus: Path) -> None:
    text = (corpus / "seeds" / "monthly-2026-02-draft.md").read_text("utf-8")
    made = Desk()
    made.file = text
    refresh(made, 3)

    composed = made.compose()

    assert row(text, "LongCat-Flash-Thinking-2601") in composed
    assert "Model-1" in composed


def test_a_table_that_a_persons_sheet_does_not_have_comes_when_it_has_a_row() -> None:
    made = Desk()
    made.file = "---\nperiod: 2026-01\n---\n\n# 我的一月\n"
    assert made.compose() == made.file
    refresh(made, 3)

    text = made.compose()

    assert "# 我的一月" in text
    assert names(text) == ["Model-1", "Model-2", "Model-3"]


@pytest.mark.parametrize("shape", ["equal lines", "equal rows", "one large cell", "equal pieces"])
@pytest.mark.timeout(60)
def test_shapes_that_defeat_a_diff_lose_no_word_and_end(shape: str) -> None:
    """How long they take is measured in `bench/speed.py`."""
    made = desk()
    text = made.file or ""
    match shape:
        case "equal lines":
            changed = text + "\nx\n" + "同样的一行\n\n" * 20_000
        case "equal rows":
            changed = text.replace(row(text, "Model-2"), "\n".join([row(text, "Model-2")] * 500))
        case "one large cell":
            changed = text.replace("**特点：能力 2**", "长" * 500_000 + "**特点：能力 2**")
        case _:
            changed = text.replace("**特点：能力 2**", "一样<br><br>" * 5_000 + "**特点：能力 2**")
    made.file = changed

    made.compose()

    assert made.file.count("同样的一行") == changed.count("同样的一行")
    assert made.file.count("长") == changed.count("长")
    assert made.file.count("一样") == changed.count("一样")


def test_what_a_person_does_is_said_field_by_field() -> None:
    made = desk(1)
    before = made.base
    text = before.text.replace("**TL;DR**：模型 1 的第 1 句总结。", "**TL;DR**：我的话。")

    found = absorb(
        text, before, slugs={}, edition=record_key(RecordKind.EDITION, "zh", MONTH), period=MONTH,
        language=Language.CHINESE, at=NOW,
    )  # fmt: skip

    said = [(review.field, str(review.verdict), review.text) for review in found.reviews if review.field != "form"]
    assert said == [("mechanism-tldr", "corrected", "**TL;DR**：我的话。")]


def test_the_same_text_says_nothing() -> None:
    sheet = Sheet("# x\n")

    assert absorb(
        "# x\n", sheet, slugs={}, edition=record_key(RecordKind.EDITION, "zh", MONTH), period=MONTH,
        language=Language.CHINESE, at=NOW,
    ).reviews == []  # fmt: skip


def test_a_paper_listed_under_two_topics_stands_under_the_first() -> None:
    made = Desk()
    one = paper(1, 1)
    made.month = Month(
        directions=[topic(1, 1, Division.CHISEL, [one]), topic(2, 1, Division.HANDS, [one])], papers=[one]
    )  # fmt: skip

    text = made.compose()

    assert text.count("Paper 1") == 1
    assert "Paper 1" in row(text, "主题 1")


def test_fields_that_say_where_a_record_belongs_are_not_shown() -> None:
    text = desk().file or ""

    assert "hands" not in text
    assert TABLE_OF not in text
    assert PAPERS not in text
