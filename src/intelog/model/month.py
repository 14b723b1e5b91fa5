"""The monthly Intelligence Log as typed values: what its tables and bullets say.

Texts are Markdown as it stands, without breaks at either end.  An empty tuple or text is
an empty field: no source fills it, and it is shown as `—`.
"""

from __future__ import annotations

from dataclasses import dataclass

from intelog.model.period import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its address and its alternative text."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Block:
    """Something said under a lead: `**[Infra] title**：text`."""

    label: str
    """What stands in brackets, such as `Infra`; an open set."""
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a model is good at: the characteristic, and what is said for it.

    `indicators` are the sentences with a number in them, `conditions` those that say how it was measured.
    """

    title: str
    text: str
    indicators: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReview:
    """One base model of the month."""

    name: str
    url: str = ""
    blocks: tuple[Block, ...] = ()
    tldr: str = ""
    capabilities: tuple[Capability, ...] = ()
    costs: tuple[Block, ...] = ()
    """Weaknesses, and what the capabilities cost."""
    route: tuple[Block, ...] = ()
    recipe: tuple[Block, ...] = ()
    adoption: tuple[Block, ...] = ()
    conclusions: tuple[Block, ...] = ()
    further: tuple[Block, ...] = ()
    """What is said of its value under other leads."""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One line of evolution, from A to B.  `steps` holds A and B, or more where it goes further."""

    title: str
    text: str
    steps: tuple[str, ...] = ()
    driver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNote:
    """One paper: what it is about, how it goes about it, and what can be taken from it."""

    title: str
    url: str = ""
    problem: str = ""
    idea: str = ""
    mechanisms: str = ""
    evidence: str = ""
    components: str = ""
    comment: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionReview:
    """One topic of a direction of research."""

    topic: str
    axes: tuple[Axis, ...] = ()
    turning_point: str = ""
    open_question: str = ""
    papers: tuple[PaperNote, ...] = ()
    conclusions: tuple[Block, ...] = ()
    units: tuple[Block, ...] = ()
    flywheel: str = ""
    risks: tuple[Block, ...] = ()
    further: tuple[Block, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement of the month: what leads it, its numbered parts, what follows from them."""

    text: str
    parts: tuple[str, ...] = ()
    conclusion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyLog:
    """A month: what was seen, what was reviewed, what was learned."""

    period: Period | None
    theme: str = ""
    signal: str = ""
    figures: tuple[Figure, ...] = ()
    models: tuple[ModelReview, ...] = ()
    post_training: tuple[DirectionReview, ...] = ()
    agents: tuple[DirectionReview, ...] = ()
    insight: Judgement | None = None
    best: str = ""

    @property
    def directions(self) -> tuple[DirectionReview, ...]:
        """The topics of both direction tables."""
        return (*self.post_training, *self.agents)

    @property
    def papers(self) -> tuple[PaperNote, ...]:
        """Every paper noted under a topic."""
        return tuple(paper for topic in self.directions for paper in topic.papers)

    @property
    def all_figures(self) -> tuple[Figure, ...]:
        """Every picture of the log."""
        return (
            *self.figures,
            *(f for model in self.models for f in model.figures),
            *(f for topic in self.directions for f in topic.figures),
            *(f for paper in self.papers for f in paper.figures),
        )
