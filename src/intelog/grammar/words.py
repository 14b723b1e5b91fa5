"""The fixed words of editions, in both languages: what is written, and what is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intelog.model.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyWords:
    """The fixed words of a daily edition."""

    title: str
    noun: tuple[str, str]
    """A development: one, and many."""
    lead: str
    lead_quiet: str
    lead_empty: str
    developments: str
    noted: str
    coverage: str
    keywords: str
    sources: str
    update: str
    colon: str
    comma: str
    update_of: str
    update_part: str
    coverage_read: str
    coverage_one: str
    coverage_none: str
    coverage_skipped: str
    learning_log: str
    in_language: dict[Language, str]


DAILY = {
    Language.CHINESE: DailyWords(
        title="🗞️ 每日速递：{period}",
        noun=("条进展", "条进展"),
        lead="{count} {noun}，读完约 {minutes} 分钟。",
        lead_quiet="平静的一天：{count} {noun}，读完约 {minutes} 分钟。",
        lead_empty="这一天没有新进展，读完约 {minutes} 分钟。",
        developments="进展",
        noted="另记",
        coverage="覆盖",
        keywords="关键词",
        sources="来源",
        update="更新",
        colon="：",
        comma="、",
        update_of="首次报道于 {first}，以下是新内容。",
        update_part="首次报道于 {first}，这是第 {number} 部分。",
        coverage_read="当天读到 {documents} 篇，来自 {sources} 个来源：{each}；空 {empty}，失败 {failed}，跳过 {skipped}{why}。",
        coverage_one="{source} {count} 篇",
        coverage_none="当天没有读到任何文档；跳过 {skipped}{why}。",
        coverage_skipped="（{why}）",
        learning_log="学习日志",
        in_language={Language.ENGLISH: "英文", Language.CHINESE: "中文"},
    ),
    Language.ENGLISH: DailyWords(
        title="🗞️ Daily Express: {period}",
        noun=("development", "developments"),
        lead="{count} {noun}, {minutes} minutes to read.",
        lead_quiet="A quiet day: {count} {noun}, {minutes} minutes to read.",
        lead_empty="Nothing new on this day, {minutes} minutes to read.",
        developments="Developments",
        noted="Also noted",
        coverage="Coverage",
        keywords="Keywords",
        sources="Sources",
        update="Update",
        colon=": ",
        comma=", ",
        update_of="first covered on {first}; what follows is new.",
        update_part="first covered on {first}; this is part {number}.",
        coverage_read="Read that day: {each}; empty {empty}, failed {failed}, skipped {skipped}{why}.",
        coverage_one="{source} {count}",
        coverage_none="Read that day: nothing; skipped {skipped}{why}.",
        coverage_skipped=" ({why})",
        learning_log="learning log",
        in_language={Language.ENGLISH: "in English", Language.CHINESE: "in Chinese"},
    ),
}


def pattern(template: str) -> re.Pattern[str]:
    """What recognises a filled template: its fixed words, anything in its gaps."""
    return re.compile("".join(".*?" if i % 2 else re.escape(p) for i, p in enumerate(re.split(r"\{(\w+)\}", template))))
