"""The guide's limits for the monthly log, as style: a person may break them, and is told once a record."""

from __future__ import annotations

from collections.abc import Iterator

from intelog.check.codes import finding
from intelog.check.measures import measures
from intelog.grammar import row as rows
from intelog.model.finding import Finding
from intelog.model.language import Language
from intelog.model.month import DirectionReview, ModelReview, PaperNote
from intelog.text import markdown
from intelog.text.segment import sentences

_BLOCKS = ("Infra", "Data", "Train")
_INDICATORS = 2

_WORDS = {
    "block": ("the block [{said}]", "[{said}] 块"),
    "block order": ("the blocks in the order Infra, Data, Train", "按 Infra、Data、Train 的顺序写各块"),
    "tldr": ("one sentence that sums up (TL;DR)", "一句话总结（TL;DR）"),
    "tldr long": ("one sentence in the TL;DR, not {n}", "TL;DR 只写一句，现为 {n} 句"),
    "indicator": ("an indicator for “{said}”", "“{said}”的指标"),
    "indicators": ("1-2 indicators for “{said}”, not {n}", "“{said}”只列 1-2 个指标，现为 {n} 个"),
    "condition": ("how “{said}” was measured", "“{said}”的评估前提"),
    "capability": ("a capability", "能力特点"),
    "costs": ("weaknesses or costs", "短板或代价"),
    "route": ("a reusable post-training route", "可复用的 post-training 路线"),
    "recipe": ("the data recipe", "数据合成与筛选配方"),
    "adoption": ("what adopting it needs and costs", "落地依赖与改造成本"),
    "conclusions": ("a conclusion that carries over", "可迁移结论"),
    "axes": ("2-3 axes, not {n}", "2-3 条演进轴，现为 {n} 条"),
    "arrow": ("“{said}” as A -> B", "“{said}”写成 A -> B"),
    "drivers": ("what drives each axis, in a sentence", "每条演进轴的驱动因素（一句）"),
    "turning": ("this month's turning point", "本月关键拐点"),
    "open": ("an open question", "未解问题"),
    "papers": ("about 3 papers, not {n}", "约 3 篇论文，现为 {n} 篇"),
    "direction conclusions": ("2-3 conclusions, not {n}", "2-3 条方向性结论，现为 {n} 条"),
    "units": ("1-3 smallest units to copy", "1-3 个可抄的最小单元"),
    "flywheel": ("how one's own data enters", "数据飞轮如何接入"),
    "risks": ("1-2 risks", "1-2 条风险提示"),
    "problem": ("scene and problem", "场景/问题"),
    "idea": ("the idea", "方法思路"),
    "problem long": ("scene and problem in 1-2 sentences, not {n}", "场景/问题 1-2 句，现为 {n} 句"),
    "idea long": ("the idea in one sentence, not {n}", "方法思路 1 句，现为 {n} 句"),
    "evidence long": ("evidence and limits in 1-2 sentences, not {n}", "证据与边界 1-2 句，现为 {n} 句"),
}


class _Wants:
    """Collects what the guide asks for and a record does not have."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.words: list[str] = []

    def add(self, what: str, **said: object) -> None:
        """The guide asks for this."""
        english, chinese = _WORDS[what]
        self.words.append((chinese if self._language is Language.CHINESE else english).format(**said))

    def finding(self, line: int, name: str) -> Iterator[Finding]:
        """One finding for all of them."""
        if self.words:
            mark = "、" if self._language is Language.CHINESE else ", "
            yield finding(line, "style", self._language, said=name, wants=mark.join(self.words))


def style_of_model(line: int, model: ModelReview, language: Language) -> Iterator[Finding]:
    """What the guide asks of a model's review."""
    wants = _Wants(language)
    labels = [label for block in model.blocks for label in block.label.split("/")]
    there = [name for name in _BLOCKS if any(label.casefold().startswith(name.casefold()) for label in labels)]
    for name in _BLOCKS:
        if name not in there:
            wants.add("block", said=name)
    first = [next(i for i, label in enumerate(labels) if label.casefold().startswith(n.casefold())) for n in there]
    if first != sorted(first):
        wants.add("block order")
    if not model.tldr:
        wants.add("tldr")
    elif (n := _count(model.tldr)) > 1:
        wants.add("tldr long", n=n)
    if not model.capabilities:
        wants.add("capability")
    for capability in model.capabilities:
        title = markdown.plain(capability.title)
        if not capability.indicators:
            wants.add("indicator", said=title)
        if (n := len({m.indicator for m in measures(capability.text)})) > _INDICATORS:
            wants.add("indicators", said=title, n=n)
        if capability.indicators and not capability.conditions:
            wants.add("condition", said=title)
    for what in ("costs", "route", "recipe", "adoption", "conclusions"):
        if not getattr(model, what):
            wants.add(what)
    yield from wants.finding(line, model.name)


def style_of_direction(line: int, topic: DirectionReview, language: Language) -> Iterator[Finding]:
    """What the guide asks of a direction's review."""
    wants = _Wants(language)
    if not 2 <= (n := len(topic.axes)) <= 3:
        wants.add("axes", n=n)
    for axis in topic.axes:
        if not axis.steps:
            wants.add("arrow", said=markdown.plain(axis.title))
    if topic.axes and not any(axis.driver for axis in topic.axes):
        wants.add("drivers")
    if not topic.turning_point:
        wants.add("turning")
    if not topic.open_question:
        wants.add("open")
    if not 2 <= (n := len(topic.papers)) <= 4:
        wants.add("papers", n=n)
    if not 2 <= (n := _items(topic)) <= 3:
        wants.add("direction conclusions", n=n)
    for what in ("units", "flywheel", "risks"):
        if not getattr(topic, what):
            wants.add(what)
    yield from wants.finding(line, topic.topic)


def _items(topic: DirectionReview) -> int:
    """How many conclusions there are: one a block, or one a line where a single block holds them all."""
    if len(topic.conclusions) == 1:
        return len(list(rows.lines(topic.conclusions[0].text)))
    return len(topic.conclusions)


def style_of_paper(line: int, paper: PaperNote, language: Language) -> Iterator[Finding]:
    """What the guide asks of a paper's note.  The first two fields are enough, as in the desk's finished report."""
    wants = _Wants(language)
    for what, most in (("problem", 2), ("idea", 1), ("evidence", 2)):
        text: str = getattr(paper, what)
        if not text and what != "evidence":
            wants.add(what)
        elif (n := _count(text)) > most:
            wants.add(f"{what} long", n=n)
    yield from wants.finding(line, paper.title)


def _count(text: str) -> int:
    return sum(len(sentences(markdown.plain(line))) for line in rows.lines(text))
