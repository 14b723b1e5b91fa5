"""Whatever a person does to a monthly log, their words stay: laws over random histories.

A history is a run of rounds: the machine refreshes its records and composes, a person edits the
file in one of the ways people do.  Every word a person types bears a mark of its own, so that it can be
looked for ever after.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence

import pytest
from tests.month_desk import Desk, month

from intelog.model.language import Language

# What people do.  Each edit takes the text and returns it with the marks that must stay and those that went.


class Person:
    """Edits a text; every word it types has a mark, `✎` and a number."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.typed = 0
        self.edits: Sequence[Callable[[list[str]], list[str]]] = (
            self.rewrites_piece, self.adds_to_piece, self.deletes_row, self.adds_row, self.swaps_rows, self.renames_row,
            self.splits_row, self.moves_paper, self.writes_paragraph, self.fills_point, self.renames_heading,
            self.adds_piece, self.deletes_piece, self.uses_full_width, self.decomposes, self.copies_row, self.deletes_line,
            self.rewrites_row, self.swaps_and_renames, self.adds_footnote, self.adds_column,
        )  # fmt: skip

    def mark(self) -> str:
        self.typed += 1
        return f"✎{self.typed}✎"

    def rows(self, lines: list[str]) -> list[int]:
        return [
            i
            for i, line in enumerate(lines)
            if line.startswith("| ") and ":---" not in line and "模型名称" not in line and "整体趋势" not in line
        ]

    def row(self, lines: list[str]) -> int | None:
        found = self.rows(lines)
        return self.chance.choice(found) if found else None

    def piece(self, line: str) -> tuple[int, int] | None:
        found = [m.span() for m in re.finditer(r"(?:(?<=\| )|(?<=<br> ))[^|<]+(?=<br>| \||$)", line)]
        return self.chance.choice(found) if found else None

    def rewrites_piece(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None and (span := self.piece(lines[i])):
            lines[i] = f"{lines[i][: span[0]]}改写{self.mark()}{lines[i][span[1] :]}"
        return lines

    def adds_to_piece(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None and (span := self.piece(lines[i])):
            lines[i] = f"{lines[i][: span[1]].rstrip()}，补充{self.mark()}{lines[i][span[1] :]}"
        return lines

    def adds_piece(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None and (span := self.piece(lines[i])):
            new = self.chance.choice((f"**自注**：{self.mark()}", f"**[Data] 数据{self.mark()}**：<br> x", self.mark()))
            lines[i] = f"{lines[i][: span[1]].rstrip()} <br><br> {new}{lines[i][span[1] :]}"
        return lines

    def deletes_piece(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            parts = re.split(r"(<br><br>)", lines[i])
            whole = [n for n, part in enumerate(parts) if "|" not in part and part != "<br><br>"]
            if whole:
                n = self.chance.choice(whole)
                del parts[n - 1 : n + 1]
                lines[i] = "".join(parts)
        return lines

    def deletes_row(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            del lines[i]
        return lines

    def deletes_line(self, lines: list[str]) -> list[str]:
        whole = [
            i
            for i, line in enumerate(lines)
            if line.strip() and not line.startswith(("|", "---", "period", "#", "type", "tags"))
        ]
        if whole:
            del lines[self.chance.choice(whole)]
        return lines

    def adds_row(self, lines: list[str]) -> list[str]:
        heads = [i for i, line in enumerate(lines) if ":---" in line]
        if heads:
            i = self.chance.choice(heads)
            m = self.mark()
            lines.insert(i + 1, f"| 我的{m} | **[Infra] 甲**：{m} | 乙 | 丙<br><br>丁{m} |")
        return lines

    def copies_row(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            lines.insert(i + 1, lines[i])
        return lines

    def swaps_rows(self, lines: list[str]) -> list[str]:
        found = self.rows(lines)
        if len(found) > 1:
            i, j = self.chance.sample(found, 2)
            lines[i], lines[j] = lines[j], lines[i]
        return lines

    def renames_row(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            lines[i] = re.sub(r"^\| [^|]*?(?= \|)", f"| 新名{self.mark()}", lines[i])
        return lines

    def swaps_and_renames(self, lines: list[str]) -> list[str]:
        lines = self.swaps_rows(lines)
        return self.renames_row(self.renames_row(lines))

    def rewrites_row(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            lines[i] = f"| {self.mark()} | {self.mark()} | {self.mark()} | {self.mark()} |"
        return lines

    def splits_row(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            cells = [cell.split("<br><br>") for cell in lines[i].strip().strip("|").split("|")]
            n = self.chance.choice((2, 3))
            lines[i : i + 1] = [
                "| " + " | ".join((part[k] if k < len(part) else "—").strip() for part in cells) + f" {self.mark()} |"
                for k in range(n)
            ]
        return lines

    def moves_paper(self, lines: list[str]) -> list[str]:
        found = [i for i in self.rows(lines) if "Paper" in lines[i]]
        if len(found) > 1:
            i, j = self.chance.sample(found, 2)
            if paper := re.search(r"(?:<br><br> )?\[Paper \d+\].*?(?=<br><br>| \|)", lines[i]):
                lines[i] = lines[i][: paper.start()] + lines[i][paper.end() :]
                cells = lines[j].split(" | ")
                if len(cells) > 2:
                    cells[2] += f" <br><br> {paper.group().removeprefix('<br><br> ')}"
                    lines[j] = " | ".join(cells)
        return lines

    def writes_paragraph(self, lines: list[str]) -> list[str]:
        i = self.chance.randrange(4, len(lines) + 1) if len(lines) > 4 else len(lines)
        lines[i:i] = self.chance.choice(
            (
                ["", f"一段话{self.mark()}", ""],
                [f"    缩进{self.mark()}"],
                [f"> 引用{self.mark()}", ""],
                ["", f"```\n{self.mark()}\n```", ""],
            )
        )
        return lines

    def fills_point(self, lines: list[str]) -> list[str]:
        found = [i for i, line in enumerate(lines) if re.match(r"\* \*\*(Dominant|The Signal|Crucial|Best)", line)]
        if found:
            i = self.chance.choice(found)
            lines[i] = f"{lines[i].split(':**')[0]}:** 我写{self.mark()}"
        return lines

    def renames_heading(self, lines: list[str]) -> list[str]:
        found = [i for i, line in enumerate(lines) if line.startswith("#")]
        if found:
            i = self.chance.choice(found)
            lines[i] = (
                f"{lines[i].split(' ')[0]} {self.chance.choice(('新标题', lines[i].split(' ', 1)[1]))}{self.mark()}"
            )
        return lines

    def uses_full_width(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            lines[i] = lines[i].replace("，", ",", 1) if self.chance.random() < 0.5 else lines[i].replace("：", ":", 2)
        return lines

    def decomposes(self, lines: list[str]) -> list[str]:
        return [unicodedata.normalize(self.chance.choice(("NFD", "NFC")), line) for line in lines]

    def adds_footnote(self, lines: list[str]) -> list[str]:
        lines += ["", f"[^{self.typed}x]: 我的脚注{self.mark()}"]
        return lines

    def adds_column(self, lines: list[str]) -> list[str]:
        if (i := self.row(lines)) is not None:
            lines[i] = f"{lines[i].rstrip()} 第五列{self.mark()} |"
        return lines


MARK = re.compile("✎\\d+✎")


def marks(text: str) -> list[str]:
    return sorted(MARK.findall(text))


def machine_words(text: str) -> list[str]:
    return re.findall(r"\[(?:Model-|Paper )\d+\]", text)


def run(seed: int, rounds: int = 5) -> None:
    chance = random.Random(seed)  # noqa: S311 - to be run again
    desk, person = Desk(chance.choice((Language.CHINESE, Language.ENGLISH))), Person(chance)
    turn = 0
    done: list[str] = []
    for _ in range(rounds):
        if chance.random() < 0.7:
            turn += 1
            desk.month = month(turn, chance)
        text = desk.compose()
        lines = text.splitlines()
        for _ in range(chance.choice((1, 1, 2, 3))):
            edit = chance.choice(person.edits)
            done.append(edit.__name__)
            lines = edit(lines)
        edited = "\n".join(lines) + chance.choice(("\n", "\n", ""))
        if chance.random() < 0.1:
            edited = edited.replace("\n", "\r\n")
        if chance.random() < 0.1:
            edited = "\ufeff" + edited
        desk.file = edited
        before = set(machine_words(text)) - set(machine_words(edited))
        if chance.random() < 0.7:
            turn += 1
            desk.month = month(turn, chance)
        after = desk.compose()
        assert marks(after) == marks(edited), (seed, done, sorted(set(marks(edited)) ^ set(marks(after))))
        back = before & set(machine_words(after))
        assert not back, (seed, done, back)
        for line in edited.splitlines():  # a person's own line stands to the last space
            if "✎" in line and not line.startswith("|") and not line.startswith(("#", "*", "[^")):
                assert line in after.splitlines(), (seed, done, line)
        desk.file = after
        assert desk.absorb() == [], (seed, done)
        assert desk.compose() == after, (seed, done, "settles")
        desk.file = None
        assert desk.compose() == after, (seed, done, "made again")


@pytest.mark.parametrize("first", range(0, 2000, 250))
def test_no_word_of_a_person_is_lost_and_nothing_deleted_comes_back(first: int) -> None:
    for seed in range(first, first + 250):
        run(seed)


@pytest.mark.soak
@pytest.mark.timeout(8 * 3600)
def test_no_word_of_a_person_is_lost_in_a_hundred_thousand_histories() -> None:
    for seed in range(2000, 102_000):
        run(seed, rounds=4)
