"""The fixed words of the monthly log: what is written in each language, and what is recognised in either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intelog.model.language import Language


class Division(StrEnum):
    """What the monthly log is divided into, whatever its headings say."""

    OBSERVATORY = "observatory"
    REVIEW = "review"
    CLAY = "clay"
    CHISEL = "chisel"
    HANDS = "hands"
    SKETCHES = "sketches"


TABLES = (Division.CLAY, Division.CHISEL, Division.HANDS)
"""The divisions that are tables, in order."""


class Point(StrEnum):
    """The bullets of the monthly log, each one field of the month's summary."""

    THEME = "theme"
    SIGNAL = "signal"
    INSIGHT = "insight"
    BEST = "best"


class ColumnRole(StrEnum):
    """What stands in a column."""

    NAME = "name"
    MECHANISM = "mechanism"
    CAPABILITY = "capability"
    VALUE = "value"
    TREND = "trend"
    PAPERS = "papers"
    PRACTICE = "practice"
    OTHER = "other"


MODEL_COLUMNS = (ColumnRole.NAME, ColumnRole.MECHANISM, ColumnRole.CAPABILITY, ColumnRole.VALUE)
DIRECTION_COLUMNS = (ColumnRole.NAME, ColumnRole.TREND, ColumnRole.PAPERS, ColumnRole.PRACTICE)


def columns_of(table: Division) -> tuple[ColumnRole, ...]:
    """The columns of a table."""
    return MODEL_COLUMNS if table is Division.CLAY else DIRECTION_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyWords:
    """The fixed words of a monthly log."""

    title: str
    headings: Mapping[Division, str]
    points: Mapping[Point, str]
    columns: Mapping[Division, tuple[str, ...]]


_HEADINGS = {
    Division.OBSERVATORY: "🔭 The Observatory (Industry Radar)",
    Division.REVIEW: "🏗️ Technical Review: Models & Directions",
    Division.CHISEL: "2. Post-Training (The Chisel)",
    Division.HANDS: "3. Agent & Personalization (The Hands)",
    Division.SKETCHES: "🎨 Fresh Sketches (Monthly Summary)",
}
_POINTS = {
    Point.THEME: "Dominant Theme",
    Point.SIGNAL: "The Signal",
    Point.INSIGHT: "Crucial Insight",
    Point.BEST: "Best Implementation",
}
_MODEL_ZH = ("模型名称", "核心技术创新 (Mechanism)", "关键能力/指标 (Capability)", "业务应用/启发 (Value)")
_DIRECTION_ZH = ("主题", "整体趋势/演进", "核心关注论文 (Key Papers)", "实践参考价值")
_MODEL_EN = (
    "Model",
    "Core innovations (Mechanism)",
    "Capabilities and indicators (Capability)",
    "Use and lessons (Value)",
)
_DIRECTION_EN = ("Topic", "Trend and evolution", "Key Papers", "Value in practice")

MONTHLY = {
    Language.CHINESE: MonthlyWords(
        title="🗓️ Intelligence Log: {period}",
        headings={**_HEADINGS, Division.CLAY: "1. 基座模型追踪 (The Clay)"},
        points=_POINTS,
        columns={Division.CLAY: _MODEL_ZH, Division.CHISEL: _DIRECTION_ZH, Division.HANDS: _DIRECTION_ZH},
    ),
    Language.ENGLISH: MonthlyWords(
        title="🗓️ Intelligence Log: {period}",
        headings={**_HEADINGS, Division.CLAY: "1. Base Models (The Clay)"},
        points=_POINTS,
        columns={Division.CLAY: _MODEL_EN, Division.CHISEL: _DIRECTION_EN, Division.HANDS: _DIRECTION_EN},
    ),
}
"""The Chinese words are those of the desk's template, to the letter; its headings are English already."""

_DIVISION_HABITS = (
    (Division.OBSERVATORY, r"observatory|industry radar|行业雷达|观象台"),
    (Division.CLAY, r"the clay|基座模型|base models"),
    (Division.CHISEL, r"the chisel|post-?training|后训练"),
    (Division.HANDS, r"the hands|agent & personali[sz]ation|智能体与个性化"),
    (Division.REVIEW, r"technical review|技术回顾|models & directions"),
    (Division.SKETCHES, r"fresh sketches|monthly summary|月度总结"),
)
_POINT_HABITS = (
    (Point.THEME, r"dominant theme|theme|主导主题|本月主题|主题|主旋律"),
    (Point.SIGNAL, r"the signal|signal|关键信号|信号"),
    (Point.INSIGHT, r"crucial insight|insight|关键洞察|关键洞见|核心洞察|认知变化"),
    (Point.BEST, r"best implementation|最佳实现|最佳开源实现"),
)


def division_of(heading: str) -> Division | None:
    """Which division a heading opens."""
    folded = heading.casefold()
    return next((division for division, habit in _DIVISION_HABITS if re.search(habit, folded)), None)


def point_of(lead: str) -> Point | None:
    """Which point a bullet's bold lead names."""
    folded = lead.strip().rstrip("：:").strip().casefold()
    return next((point for point, habit in _POINT_HABITS if re.fullmatch(habit, folded)), None)


class Leads:
    """What the leads of a column mean: patterns in the words people use for them."""

    def __init__(self, **roles: str) -> None:
        """*roles*: by name a pattern of its leads, from their beginning."""
        self._roles = {name: re.compile(habit, re.IGNORECASE) for name, habit in roles.items()}

    def get_role(self, lead: str) -> str:
        """The role of a lead, empty where it has none of these."""
        return next((name for name, habit in self._roles.items() if habit.match(lead)), "")


LEADS = {
    ColumnRole.MECHANISM: Leads(tldr=r"TL;?DR|一句话总结|总结|in one sentence"),
    ColumnRole.CAPABILITY: Leads(
        cost=r"(?:明确)?短板|代价|约束|弱点|局限|weakness|cost|limit",
        characteristic=r"特点|核心指标|能力|characteristic|capability",
    ),
    ColumnRole.VALUE: Leads(
        route=r"可复用的? ?post-?training|可复用的?后训练|reusable (?:post-?training )?route",
        recipe=r"数据合成|可复用的 ?Data|data recipe|数据配方",
        adoption=r"落地|adoption|what it needs",
        conclusion=r"可?迁移(?:的)?结论|方向性启发|可迁移|conclusion|what carries over",
    ),
    ColumnRole.TREND: Leads(
        axis=r"演进轴|axis",
        turning=r"本月关键(?:拐点|信号)|拐点|turning point|this month",
        open=r"未解问题|开放问题|open question",
    ),
    ColumnRole.PRACTICE: Leads(
        conclusion=r"可复用的?[“\"]?方向性结论|方向性结论|conclusion",
        unit=r"可抄的?最小单元|最小单元|smallest",
        flywheel=r"数据飞轮|(?:data )?flywheel",
        risk=r"风险|risk",
    ),
}
PAPER_LEADS = Leads(
    problem=r"场景[/／]?问题|场景与问题|scene|problem",
    idea=r"方法思路|核心思路|idea|method",
    mechanisms=r"关键机制|key mechanism|mechanism",
    evidence=r"证据与边界|证据|evidence",
    components=r"可复用组件|reusable component|component",
    comment=r"业务相关点评|点评|comment",
)
PAPER_FIELDS = ("problem", "idea", "mechanisms", "evidence", "components", "comment")
"""The six fields of a paper's note, in order."""
