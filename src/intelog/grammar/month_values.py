"""The monthly log's lines to typed values: the template's forms and the looser habits of real reports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from intelog.errors import PeriodError
from intelog.grammar import monthly as grammar
from intelog.grammar import row as rows
from intelog.grammar.edition import front_values
from intelog.grammar.month_words import LEADS, PAPER_FIELDS, ColumnRole, Division, Point
from intelog.model.edition import Edition, Part, PartKind
from intelog.model.month import (
    Axis,
    Block,
    Capability,
    DirectionReview,
    Figure,
    Judgement,
    ModelReview,
    MonthlyLog,
    PaperNote,
)
from intelog.model.period import Period
from intelog.text import markdown
from intelog.text.segment import sentences

_ARROW = re.compile(r"\s*(?:->|→|-->|=>|\$\\rightarrow\$)\s*")
_CONDITION = re.compile(
    r"评估前提|评测前提|non-?thinking|thinking|单次|多次|Pass@\d|Avg@\d|脚手架|执行环境|设置|setting|single run|启用|单[张卡]\s*[A-Z]|压缩率?下|精度下",
    re.IGNORECASE,
)
_PART = re.compile(r"\d{1,2}[)）.、]\s*")
_TEMPLATE_ROW = re.compile(r"XXX|<Topic>|<Title>")


def read(edition: Edition) -> MonthlyLog:
    """What a monthly log says.  What it does not say is empty."""
    period: Period | None = None
    points: dict[Point, Judgement] = {}
    figures: list[Figure] = []
    models: list[ModelReview] = []
    topics: dict[Division, list[DirectionReview]] = {Division.CHISEL: [], Division.HANDS: []}
    parts = list(grammar.divisions(edition.parts))
    for i, (part, division) in enumerate(parts):
        if part.kind is PartKind.FRONT:
            period = _period(front_values(part.text).get("period", ""))
        elif found := grammar.point(part):
            points.setdefault(found[0], _judgement([found[1], *_continued([p for p, _ in parts[i + 1 :]])]))
        elif part.kind is PartKind.FIGURE and division is Division.OBSERVATORY:
            figures += _figures(part.text)
        elif part.kind is PartKind.ROW and not _TEMPLATE_ROW.search(part.text):
            if division is Division.CLAY:
                models.append(model_review(part.text))
            elif division in topics:
                topics[division].append(direction_review(part.text))

    def words(point: Point) -> str:
        return points[point].text if point in points and not is_placeholder(points[point].text) else ""

    insight = points.get(Point.INSIGHT)
    return MonthlyLog(
        period=period,
        theme=words(Point.THEME),
        signal=words(Point.SIGNAL),
        figures=tuple(figures),
        models=tuple(models),
        post_training=tuple(topics[Division.CHISEL]),
        agents=tuple(topics[Division.HANDS]),
        insight=insight if words(Point.INSIGHT) else None,
        best=words(Point.BEST),
    )


def is_placeholder(text: str) -> bool:
    """Whether a field holds nothing but the template's example or the mark of an empty field."""
    bare = text.strip()
    return bare in ("", rows.EMPTY) or (bare.startswith("[") and bare.endswith("]") and "](" not in bare)


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except PeriodError:
        return None


def _continued(below: Sequence[Part]) -> Iterator[str]:
    """The indented lines under a bullet: they go on with it."""
    for part in below:
        if part.kind is not PartKind.RAW or not part.text.startswith((" ", "\t")):
            return
        yield from (line.strip() for line in part.text.splitlines())


def _judgement(lines: Sequence[str]) -> Judgement:
    first, *rest = lines
    parts = [line for line in rest if _PART.match(line)]
    others = [line for line in rest if line and not _PART.match(line)]
    return Judgement(first, tuple(_PART.sub("", part, count=1) for part in parts), "\n".join(others))


def _figures(text: str) -> list[Figure]:
    return [Figure(url, alt) for alt, url in rows.images(text)]


def model_review(line: str) -> ModelReview:
    """A row of the table of base models."""
    by_role = {cell.role: [span.of(line) for span in cell.pieces] for cell in grammar.cells(line, Division.CLAY)}
    name, url = _name(by_role.get(ColumnRole.NAME, []))
    blocks, tldr = _blocks(by_role.get(ColumnRole.MECHANISM, []))
    capabilities, costs = _capabilities(by_role.get(ColumnRole.CAPABILITY, []))
    value: dict[str, list[Block]] = {}
    for role, block in _under_leads(by_role.get(ColumnRole.VALUE, []), ColumnRole.VALUE):
        value.setdefault(role, []).append(block)
    return ModelReview(
        name=name, url=url, blocks=tuple(blocks), tldr=tldr, capabilities=tuple(capabilities), costs=tuple(costs),
        route=tuple(value.get("route", ())), recipe=tuple(value.get("recipe", ())),
        adoption=tuple(value.get("adoption", ())), conclusions=tuple(value.get("conclusion", ())),
        further=tuple(value.get("", ())), figures=tuple(_figures(line)),
    )  # fmt: skip


def _name(pieces: Sequence[str]) -> tuple[str, str]:
    for piece in pieces:
        if found := rows.paper_heading(piece):
            return markdown.plain(found[0]), found[1]
    return (markdown.plain(pieces[0]), "") if pieces else ("", "")


def _text(piece: str, lead: rows.Lead | None) -> str:
    return rows.without_images(piece[lead.end if lead else 0 :]).strip()


def _joined(*texts: str) -> str:
    return rows.BREAK.join(text for text in (re.sub(r"^(?:\s*<br\s*/?>\s*)+", "", text) for text in texts) if text)


def _blocks(pieces: Sequence[str]) -> tuple[list[Block], str]:
    """The labelled blocks of a mechanism; a piece without a label goes on with the one above."""
    blocks: list[Block] = []
    tldr = ""
    for piece in pieces:
        lead = rows.lead_of(piece)
        if lead and lead.role == "tldr":
            tldr = _joined(_text(piece, lead))
        elif lead and lead.label:
            blocks.append(Block(lead.label, lead.words, _joined(_text(piece, lead))))
        elif blocks:
            whole = rows.without_images(piece).strip()
            blocks[-1] = replace(blocks[-1], text=_joined(blocks[-1].text, whole))
        else:
            blocks.append(Block("", lead.words if lead else "", _joined(_text(piece, lead))))
    return blocks, tldr


def _capabilities(pieces: Sequence[str]) -> tuple[list[Capability], list[Block]]:
    capabilities: list[Capability] = []
    costs: list[Block] = []
    at: list[Capability] | list[Block] = capabilities
    for piece in pieces:
        lead = rows.lead_of(piece)
        role = LEADS[ColumnRole.CAPABILITY].get_role(lead.words) if lead else ""
        text = _joined(_text(piece, lead))
        if lead and role == "cost":
            costs.append(Block(lead.label, lead.words, text))
            at = costs
        elif lead and (role or lead.is_bold or not capabilities):
            capabilities.append(Capability(title=_characteristic(lead.words), text=text))
            at = capabilities
        elif at is costs and costs:
            costs[-1] = replace(costs[-1], text=_joined(costs[-1].text, text))
        elif capabilities:
            whole = rows.without_images(piece).strip()
            capabilities[-1] = replace(capabilities[-1], text=_joined(capabilities[-1].text, whole))
        elif text:
            capabilities.append(Capability(title="", text=text))
    return [_measured(one) for one in capabilities], costs


def _characteristic(lead: str) -> str:
    return re.sub(r"^特点(?:能力)?\s*[A-ZＡ-Ｚ]?\s*[：:]\s*", "", lead)


def _measured(capability: Capability) -> Capability:
    said = [line[a:b] for line in rows.lines(capability.text) for a, b in sentences(line)]
    clauses = [clause.strip() for sentence in said for clause in re.split(r"[；;]", sentence) if clause.strip()]
    return replace(
        capability,
        indicators=tuple(c for c in clauses if re.search(r"\d", c)),
        conditions=tuple(c for c in clauses if _CONDITION.search(c)),
    )


def _under_leads(pieces: Sequence[str], column: ColumnRole) -> Iterator[tuple[str, Block]]:
    """The blocks of a column by the role of their leads; a piece without one goes on with the block above."""
    role, open_block = "", None
    for piece in pieces:
        lead = rows.lead_of(piece)
        named = LEADS[column].get_role(lead.words) if lead else ""
        if lead and (named or lead.number or (lead.is_bold and _is_head(piece, lead))):
            if open_block:
                yield role, open_block
            role = named or ("numbered" if lead.number else "")
            open_block = Block(lead.label, lead.words, _joined(_text(piece, lead)))
        elif open_block:
            open_block = replace(open_block, text=_joined(open_block.text, rows.without_images(piece).strip()))
        else:
            open_block = Block("", "", _joined(_text(piece, None)))
    if open_block:
        yield role, open_block


def _is_head(piece: str, lead: rows.Lead) -> bool:
    """Whether a bold lead heads its piece: a break follows it, or nothing."""
    rest = piece[lead.end :].lstrip()
    return not rest or rest.startswith("<br")


def direction_review(line: str) -> DirectionReview:
    """A row of a table of directions."""
    by_role = {cell.role: [span.of(line) for span in cell.pieces] for cell in grammar.cells(line, Division.CHISEL)}
    topic, _ = _name(by_role.get(ColumnRole.NAME, []))
    trend = list(_under_leads(by_role.get(ColumnRole.TREND, []), ColumnRole.TREND))
    practice = list(_under_leads(by_role.get(ColumnRole.PRACTICE, []), ColumnRole.PRACTICE))

    def one(blocks: Sequence[tuple[str, Block]], role: str) -> str:
        return next((block.text for name, block in blocks if name == role), "")

    def many(blocks: Sequence[tuple[str, Block]], *wanted: str) -> tuple[Block, ...]:
        return tuple(block for name, block in blocks if name in wanted)

    papers = papers_of(by_role.get(ColumnRole.PAPERS, []))
    return DirectionReview(
        topic=topic,
        axes=tuple(_axis(block) for block in many(trend, "axis", "numbered")),
        turning_point=one(trend, "turning"),
        open_question=one(trend, "open"),
        papers=papers,
        conclusions=many(practice, "conclusion", "numbered"),
        units=many(practice, "unit"),
        flywheel=one(practice, "flywheel"),
        risks=many(practice, "risk"),
        further=(*many(trend, ""), *many(practice, "")),
        figures=tuple(f for f in _figures(line) if all(f not in paper.figures for paper in papers)),
    )


def _axis(block: Block) -> Axis:
    steps = [step for step in _ARROW.split(re.sub(r"^从", "", block.text)) if step]
    driver = re.search(r"[（(]([^（）()]{6,})[）)]\s*$", block.text)
    return Axis(
        title=block.title,
        text=block.text,
        steps=tuple(steps) if len(steps) > 1 else (),
        driver=driver[1] if driver else "",
    )


def papers_of(pieces: Sequence[str]) -> tuple[PaperNote, ...]:
    """The papers of a cell: a heading, then its fields; what has no lead goes on with the field above."""
    papers: list[PaperNote] = []
    field = ""
    for piece in pieces:
        if heading := rows.paper_heading(piece):
            papers.append(PaperNote(title=markdown.plain(heading[0]), url=heading[1]))
            field = ""
            continue
        if not papers:
            continue
        named = rows.paper_field(piece)
        field = named or field or PAPER_FIELDS[0]
        lead = rows.lead_of(piece) if named else None
        paper = papers[-1]
        paper = replace(paper, figures=(*paper.figures, *_figures(piece)))
        said: dict[str, Any] = {field: _joined(getattr(paper, field), _text(piece, lead))}
        papers[-1] = replace(paper, **said)
    return tuple(papers)
