"""A monthly desk over plain values: a machine whose records change, reviews, a base and a file.

It does what the app does, so that many histories can be run; `tests/faces` runs some through the app itself.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime

from intelog.compose import monthly as composing
from intelog.compose.month_absorb import FORM, NAME, PAPERS, TABLE_OF, TITLE, absorb, said_of
from intelog.compose.monthly import Composed, Month
from intelog.compose.sheet import Sheet, plain_text, sheet_of
from intelog.grammar.month_words import Division
from intelog.model.language import Language
from intelog.model.names import RecordKey, VersionId
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence, Record, RecordKind, record_key
from intelog.model.review import Review

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
MONTH = Period.parse("2026-01")
FRONT = ["period: 2026-01", "type: Monthly Report", "tags: [Trends, Learning Log]"]


class Desk:
    """The machine: records that change, reviews, a base and a file, and what an app does with them."""

    def __init__(self, language: Language = Language.CHINESE) -> None:
        self.language = language
        self.edition = record_key(RecordKind.EDITION, str(language), MONTH)
        self.month = Month()
        self.file: str | None = None
        self.base: Sheet = Sheet("")
        self.known: dict[str, RecordKey] = {}
        self.reviews: list[Review] = []
        self.theirs: dict[RecordKey, Record] = {}

    def absorb(self) -> list[Review]:
        text = plain_text(self.file or "")
        if not text.strip():
            return []
        slugs = {name: key for name, key in self.known.items() if ":" not in name}
        found = absorb(
            text, self.base, slugs=slugs, edition=self.edition, period=MONTH, language=self.language, at=NOW
        )  # fmt: skip
        self.reviews += found.reviews
        self.base = found.sheet
        for record in found.records:
            self.theirs.setdefault(record.key, record)
        return found.reviews

    def form(self) -> Sheet | None:
        review = said_of(self.reviews).field(self.edition, FORM)
        if review is None:
            return None
        said = json.loads(review.text)
        return sheet_of(said["text"], said["spots"])

    def composed(self) -> Composed:
        theirs = [
            r
            for r in self.theirs.values()
            if all(r.key != o.key for o in (*self.month.models, *self.month.directions, *self.month.papers))
        ]
        month = Month(
            models=[*self.month.models, *(r for r in theirs if r.kind is RecordKind.MODEL_REVIEW)],
            directions=[*self.month.directions, *(r for r in theirs if r.kind is RecordKind.DIRECTION_REVIEW)],
            papers=[*self.month.papers, *(r for r in theirs if r.kind is RecordKind.PAPER_NOTE)],
            summary=self.month.summary,
        )
        return composing.compose(
            month, period=MONTH, language=self.language, edition=self.edition, said=said_of(self.reviews),
            form=self.form(), front=FRONT, known=self.known,
        )  # fmt: skip

    def compose(self) -> str:
        self.absorb()
        done = self.composed()
        bom = "\ufeff" if (self.file or "").startswith("\ufeff") else ""
        crlf = (self.file or "").count("\r\n") * 2 > (self.file or "").count("\n")
        self.file = bom + (done.text.replace("\n", "\r\n") if crlf else done.text)
        self.base = sheet_of(done.text, done.records)
        self.known = done.records
        return done.text


def evidence(n: int) -> Evidence:
    return Evidence(
        version=VersionId(f"v-{n:020x}"), start=n, end=n + 9, title=f"Source {n}", url=f"https://example.org/{n}", quote="q"
    )  # fmt: skip


def model(n: int, turn: int, *, drops: bool = False) -> Record:
    """A model review as the machine would have it at a turn; some of its claims change from turn to turn."""
    claims = [
        Claim(field=NAME, text=f"[Model-{n}](https://arxiv.org/abs/2601.{n:05})"),
        Claim(
            field="mechanism-infra", text=f"**[Infra] 架构 {n}**：<br> 第 {turn // 2} 版[^1]。", evidence=(evidence(n),)
        ),
        Claim(
            field="mechanism-train", text=f"**[Train] 训练**：<br> 用了 {n}B 参数[^1]。", evidence=(evidence(n + 1000),)
        ),
        Claim(field="mechanism-tldr", text=f"**TL;DR**：模型 {n} 的第 {turn} 句总结。"),
        Claim(field=f"capability-a{n:05}", text=f"**特点：能力 {n}**：<br> 得分 {n}.{turn % 3}"),
        Claim(field="capability-cost", text="**代价/约束**：<br> 很贵"),
        Claim(field="value-route", text=f"**可复用 post-training 路线**：<br> 路线 {turn // 3}"),
        Claim(field="value-conclusion", text=f"**可迁移结论**：<br> 结论 {n}"),
    ]
    keep = [c for i, c in enumerate(claims) if not drops or i == 0 or (turn + n + i) % 5]
    return Record(kind=RecordKind.MODEL_REVIEW, subject=f"arxiv:2601.{n:05}", period=MONTH, claims=tuple(keep))


def paper(n: int, turn: int) -> Record:
    return Record(
        kind=RecordKind.PAPER_NOTE, subject=f"arxiv:2512.{n:05}", period=MONTH,
        claims=(
            Claim(field=TITLE, text=f"[Paper {n}](https://arxiv.org/abs/2512.{n:05})"),
            Claim(field="problem", text=f"**场景/问题**：<br> 问题 {n}[^1]", evidence=(evidence(n + 2000),)),
            Claim(field="idea", text=f"**方法思路**：<br> 思路 {n} 第 {turn} 版"),
        ),
    )  # fmt: skip


def topic(n: int, turn: int, table: Division, papers: Sequence[Record]) -> Record:
    return Record(
        kind=RecordKind.DIRECTION_REVIEW, subject=f"topic-{n}", period=MONTH,
        claims=(
            Claim(field=TABLE_OF, text=table),
            Claim(field=PAPERS, text="\n".join(p.key for p in papers)),
            Claim(field=NAME, text=f"主题 {n}"),
            Claim(field=f"trend-b{n:05}", text=f"1. **存储范式**：<br> 从 A{n} -> B{turn // 2}"),
            Claim(field="trend-open", text=f"**未解问题**：第 {turn} 个"),
            Claim(field=f"practice-c{n:05}", text=f"1. **结论**：<br> {n}"),
        ),
    )  # fmt: skip


def month(turn: int, chance: random.Random) -> Month:
    models = [model(n, turn, drops=True) for n in range(1, 5) if chance.random() < 0.9]
    papers = [paper(n, turn) for n in range(1, 6) if chance.random() < 0.9]
    tables = (Division.CHISEL, Division.HANDS, Division.HANDS)
    topics = [topic(n, turn, table, papers[n * 2 : n * 2 + 2]) for n, table in enumerate(tables)]
    chance.shuffle(models)
    claims = [Claim(field="theme", text=f"主题第 {turn} 版"), Claim(field="insight", text="洞察")]
    summary = Record(kind=RecordKind.SUMMARY, subject="month", period=MONTH, claims=tuple(claims[: 1 + turn % 2]))
    return Month(models=models, directions=topics, papers=papers, summary=summary)
