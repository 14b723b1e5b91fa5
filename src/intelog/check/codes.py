"""Every finding a check can make: its code, what it weighs, and its words in both languages."""

from __future__ import annotations

from dataclasses import replace
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
    "unsupported": Code(
        Severity.ERROR,
        "this sentence is the machine's and no source is given for it; take it out, or say it in your own words",
        "这句话是机器写的，却没有给出来源；请删去，或者用自己的话来说",
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
    "newer-format": Code(
        Severity.ERROR,
        "written in format {said} by a newer intelog (this one knows {known}); update intelog, the file was left as it is",
        "由更新版本的 intelog 以格式 {said} 写成（本版本只认识到 {known}）；请升级 intelog，文件未被改动",
    ),
    "unreadable": Code(
        Severity.ERROR,
        "{why}",
        "{why}",
    ),
    "period-doubled": Code(
        Severity.ERROR,
        "a second file for {period}, beside {other}; merge the two into {other} and remove this one",
        "{period} 的第二个文件，另一个是 {other}；请并入 {other} 后删掉这个文件",
    ),
    "front-missing": Code(
        Severity.WARNING,
        "there is no front matter; begin the file with `---`, `period: {period}`, `---`",
        "没有前言；请在文件开头写上 `---`、`period: {period}`、`---`",
    ),
    "front-line": Code(
        Severity.ERROR,
        "a line of the front matter is no `key: value`: {said}",
        "前言里有一行不是“键: 值”：{said}",
    ),
    "title-period": Code(
        Severity.ERROR,
        "the title says {said}, the file is of {period}",
        "标题写的是 {said}，文件却属于 {period}",
    ),
    "section-missing": Code(
        Severity.WARNING,
        "the section {said!r} is missing; put its heading here",
        "缺少“{said}”一节；请在这里补上标题",
    ),
    "section-order": Code(
        Severity.WARNING,
        "the section {said!r} stands behind {other!r}; the template has it before",
        "“{said}”排在“{other}”之后；模板中它在前面",
    ),
    "section-doubled": Code(
        Severity.WARNING,
        "the section {said!r} stands a second time; the first is on line {other}",
        "“{said}”一节重复出现；第一次在第 {other} 行",
    ),
    "guide-left": Code(
        Severity.WARNING,
        "the template's guide is still here: {said}; take it out, `check --fix` does",
        "这里还留着模板的写作指南：{said}；请删去，`check --fix` 可代劳",
    ),
    "theme-missing": Code(
        Severity.NOTE,
        "the dominant theme is not said; write it, or `—` where there is none",
        "没有写主导主题；请写上，没有就写 `—`",
    ),
    "signal-missing": Code(
        Severity.NOTE,
        "the signal is not said; write it, or `—` where there is none",
        "没有写关键信号；请写上，没有就写 `—`",
    ),
    "insight-missing": Code(
        Severity.NOTE,
        "the crucial insight is not said; write it, or `—` where there is none",
        "没有写关键洞察；请写上，没有就写 `—`",
    ),
    "best-missing": Code(
        Severity.NOTE,
        "the best implementation is not said; write it, or `—` where there is none",
        "没有写最佳实现；请写上，没有就写 `—`",
    ),
    "image-missing": Code(
        Severity.NOTE,
        "the observatory has no picture that sums up theme and signal",
        "观象台没有概括主题与信号的图",
    ),
    "table-empty": Code(
        Severity.NOTE,
        "the table has no row",
        "表中没有一行内容",
    ),
    "table-broken": Code(
        Severity.ERROR,
        "the table under {said!r} has no head or no line of dashes under it, and is shown as text; `check --fix` puts it in",
        "“{said}”下的表格缺少表头或表头下的横线，会显示成文字；`check --fix` 可补上",
    ),
    "row-broken": Code(
        Severity.ERROR,
        "the row has {said} cells, the table {wanted}; look for a `|` too many or too few (a `|` in the text is written `\\|`)",
        "这一行有 {said} 格，表头有 {wanted} 格；请检查多余或缺少的 `|`（正文里的 `|` 写作 `\\|`）",
    ),
    "row-stray": Code(
        Severity.WARNING,
        "a row of a table stands outside of the three tables: {said}",
        "有一行表格内容不在三张表里：{said}",
    ),
    "alt-missing": Code(
        Severity.WARNING,
        "the picture {said} has no alternative text; say in a sentence what it shows",
        "图片 {said} 没有替代文字；请用一句话说明它画的是什么",
    ),
    "alt-file-name": Code(
        Severity.WARNING,
        "the alternative text of the picture {name} is a file's name, {said!r}; say in a sentence what it shows",
        "图片 {name} 的替代文字只是文件名“{said}”；请用一句话说明它画的是什么",
    ),
    "link-broken": Code(
        Severity.ERROR,
        "this is no link: {said}; write `[words](https://…)`",
        "这不是有效的链接：{said}；请写成 `[文字](https://…)`",
    ),
    "record-doubled": Code(
        Severity.WARNING,
        "{said!r} stands a second time; the first is on line {other}",
        "“{said}”重复出现；第一次在第 {other} 行",
    ),
    "outside-period": Code(
        Severity.WARNING,
        "{said!r} was met on {met}, outside of {period}; the log of a month is of what was read in it",
        "“{said}”是在 {met} 读到的，不在 {period} 之内；月报只记当月读到的内容",
    ),
    "contradiction": Code(
        Severity.ERROR,
        "{model}: {indicator} is {said} here and {before} on line {other}",
        "{model}：{indicator} 在这里是 {said}，在第 {other} 行却是 {before}",
    ),
    "style": Code(
        Severity.NOTE,
        "{said}: the guide asks for {wants}",
        "{said}：写作指南还要求：{wants}",
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


def graded(severity: Severity | None, found: Finding) -> Finding:
    """A finding that weighs something else than its code says."""
    return replace(found, severity=severity) if severity else found


def table() -> str:
    """The codes as a Markdown table, for the docs."""
    rows = [f"| `{name}` | {code.severity} | {code.english} | {code.chinese} |" for name, code in CODES.items()]
    rows = [row.replace("!r}", "}") for row in rows]
    return "\n".join(["| code | severity | says | 说明 |", "| --- | --- | --- | --- |", *rows])
