"""Every finding a check can make: its code, what it weighs, and its words in both languages."""

from __future__ import annotations

from typing import NamedTuple

from intelog.model.finding import Finding, Severity
from intelog.model.language import Language


class Code(NamedTuple):
    """A code's weight and words.  What stands in braces is filled in."""

    severity: Severity
    english: str
    chinese: str


CODES = {
    "claim-number": Code(
        Severity.ERROR,
        "{said!r} is not what the source says: {source}; correct it, or take the receipt away if it is your own word",
        "来源里没有“{said}”，原文是：{source}；请改正，如果是你自己的话就去掉收据",
    ),
    "claim-date": Code(
        Severity.ERROR,
        "the date {said!r} is not in the source: {source}; correct it, or take the receipt away if it is your own word",
        "来源里没有日期“{said}”，原文是：{source}；请改正，如果是你自己的话就去掉收据",
    ),
    "claim-name": Code(
        Severity.ERROR,
        "the name {said!r} is not in the source: {source}; correct it, or take the receipt away if it is your own word",
        "来源里没有名称“{said}”，原文是：{source}；请改正，如果是你自己的话就去掉收据",
    ),
    "claim-words": Code(
        Severity.ERROR,
        "the receipt shows other words: {said}",
        "收据所引的是另一段话：{said}",
    ),
    "quote-differs": Code(
        Severity.ERROR,
        "the quote of [^{label}] is not what stands at {place} of the source: {said}",
        "[^{label}] 的引文与来源 {place} 处的原文不符：{said}",
    ),
    "receipt-swapped": Code(
        Severity.ERROR,
        "the receipt [^{label}] shows the sentence of line {other}; the receipts may be swapped",
        "收据 [^{label}] 所引的是第 {other} 行的句子；可能调换了收据",
    ),
    "receipt-missing": Code(
        Severity.ERROR,
        "[^{label}] has no receipt in this file; compose again to have it back, or take the mark away",
        "本文件里没有收据 [^{label}]；重新 compose 可恢复，或者去掉这个标记",
    ),
    "receipt-removed": Code(
        Severity.ERROR,
        "this sentence was chosen from a source and has lost its receipt; put it back, or say it in your own words",
        "这句话选自来源，收据却不见了；请恢复收据，或者用自己的话来说",
    ),
    "receipt-unused": Code(
        Severity.NOTE,
        "nothing refers to the receipt [^{label}]; compose again to have it taken away",
        "没有句子用到收据 [^{label}]；重新 compose 会把它去掉",
    ),
    "receipt-unreadable": Code(
        Severity.ERROR,
        "the receipt [^{label}] cannot be read; it has the form `[title](address) \"quote\" · v-… start-end`",
        "收据 [^{label}] 无法读取；其形式为 `[标题](地址) \"引文\" · v-… 起-止`",
    ),
    "receipt-doubled": Code(
        Severity.ERROR,
        "a second receipt has the label [^{label}]; the first counts",
        "收据 [^{label}] 重复；以第一条为准",
    ),
    "version-unknown": Code(
        Severity.ERROR,
        "the library does not hold {version}, which [^{label}] points to; import its source again",
        "资料库里没有 [^{label}] 所指的 {version}；请重新导入其来源",
    ),
    "text-changed": Code(
        Severity.ERROR,
        "the stored text of {version}, which [^{label}] points to, was changed after it was read",
        "[^{label}] 所指的 {version} 在读入之后被改动过",
    ),
    "passage-outside": Code(
        Severity.ERROR,
        "[^{label}] points to {place}, outside the source's {length} characters",
        "[^{label}] 指向 {place}，超出了来源的 {length} 个字符",
    ),
    "link-differs": Code(
        Severity.ERROR,
        "the receipt [^{label}] links to {said}, its source is {url}",
        "收据 [^{label}] 链接到 {said}，其来源却是 {url}",
    ),
    "over-budget": Code(
        Severity.WARNING,
        "{said} minutes to read; a daily has at most {limit}",
        "需读 {said} 分钟；日报最多 {limit} 分钟",
    ),
    "minutes-differ": Code(
        Severity.NOTE,
        "states {stated} minutes, now takes {said}; compose again to refresh",
        "写的是 {stated} 分钟，现在需要 {said} 分钟；重新 compose 可刷新",
    ),
    "period-differs": Code(
        Severity.ERROR,
        "the front matter says {said!r}, the file is of {period}",
        "前言写的是“{said}”，文件却属于 {period}",
    ),
    "front-broken": Code(
        Severity.ERROR,
        "the front matter is not closed by a line `---`",
        "前言没有以 `---` 行结束",
    ),
    "merge-marker": Code(
        Severity.ERROR,
        "a merge was left unfinished here",
        "这里有未完成的合并标记",
    ),
    "placeholder": Code(
        Severity.WARNING,
        "a placeholder of the template is still here: {said}",
        "这里还留着模板的占位内容：{said}",
    ),
    "reworded": Code(
        Severity.NOTE,
        "your words; the source says: {source}",
        "这是你的说法；原文是：{source}",
    ),
    "theirs": Code(
        Severity.NOTE,
        "your own words, without a receipt",
        "你自己的话，没有收据",
    ),
}  # fmt: skip


def finding(line: int, code: str, language: Language, **said: object) -> Finding:
    """A finding in the reader's language."""
    known = CODES[code]
    words = known.chinese if language is Language.CHINESE else known.english
    return Finding(line=line, code=code, severity=known.severity, message=words.format(**said))


def table() -> str:
    """The codes as a Markdown table, for the docs."""
    rows = [f"| `{name}` | {code.severity} | {code.english} | {code.chinese} |" for name, code in CODES.items()]
    rows = [row.replace("!r}", "}") for row in rows]
    return "\n".join(["| code | severity | says | 说明 |", "| --- | --- | --- | --- |", *rows])
