"""Stories to developments: a headline, sentences, keywords and sources, each with its evidence.

No word is made up: sentences are chosen and placed.  What the day's ranking wants to know
of a story comes beside its record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from urllib.parse import urlsplit

from intelog.evidence.words import evidence_for, spoken
from intelog.extract.sentence import Candidate, candidates, headline
from intelog.grammar import daily, learning_log
from intelog.grammar.words import DAILY
from intelog.model.development import (
    HEADLINE,
    KEYWORDS_FIELD,
    SENTENCE_RANK,
    SENTENCES,
    SOURCES_FIELD,
    UPDATE,
    Development,
    field_rank,
    sentence_field,
)
from intelog.model.document import Document, Kind, Markup
from intelog.model.language import Language
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence, Record, RecordKind
from intelog.model.story import Story
from intelog.text import markdown
from intelog.text.names import name_key, proper_names, technical_names
from intelog.text.numbers import quantities
from intelog.text.segment import sentences

RULE = "development-1"
KEYWORDS = 4


def development(story: Story, period: Period, *, zone: tzinfo, language: Language) -> Development:
    """What a story brought on one day, told from the documents of that day."""
    today = [d for d in story.documents if d.told(zone) in period]
    earlier = [d for d in story.documents if d.told(zone) < period.start]
    documents = sorted(today, key=lambda d: (d.language is not language, d.kind is Kind.NOTE, d.key))
    lead = documents[0]
    chosen, ranked = _sentences(documents)
    essential = tuple(sentence_field(c.text) for c in ranked)
    title = headline(lead)
    claims = [
        Claim(field=HEADLINE, text=title.text, evidence=(evidence_for(title.text, lead, title.start, title.end),)),
        *chosen,
    ]
    if earlier:
        claims.insert(1, Claim(field=UPDATE, text=_update(lead, story.first_told(zone), language)))
    names = _keywords(documents, language)
    if names:
        claims.append(Claim(field=KEYWORDS_FIELD, text=daily.joined(map(markdown.escape, names))))
    claims.append(Claim(field=SOURCES_FIELD, text=daily.joined(dict.fromkeys(_sources(documents, language)))))
    said = " ".join(markdown.plain(c.text) for c in (claims[0], *chosen))
    return Development(
        record=Record(kind=RecordKind.DEVELOPMENT, subject=story.id, period=period, claims=tuple(claims), made_by=RULE),
        essential=essential,
        url=lead.url or "",
        title=title.text,
        tellers=len(today),
        noted=any(d.kind is Kind.NOTE for d in today),
        numbers=sum(len(quantities(markdown.plain(c.text))) for c in chosen),
        releases=_RELEASES.search(said) is not None,
        strength=sum(c.score for c in ranked),
        first_told=story.first_told(zone),
        names=names,
        words=said,
    )


def remembered(record: Record) -> Development:
    """A development from its record alone: its documents are withdrawn, a person's words on it are not."""
    head = record.claim(HEADLINE)
    said = [c for c in record.claims if field_rank(c.field) == SENTENCE_RANK]
    return Development(
        record=record,
        essential=tuple(c.field for c in said),
        url=head.evidence[0].url if head and head.evidence else "",
        title=head.text if head else "",
        tellers=1,
        noted=False,
        numbers=0,
        releases=False,
        strength=0.0,
        first_told=record.period.start,
        names=(),
        words="",
    )


_RELEASES = re.compile(
    r"\b(?:releas|open[- ]sourc|open[- ]weight|launch|announc|publish|introduc(?:e|es|ing) [A-Z])|开源|发布|推出|上线|放出",
    re.IGNORECASE,
)


def _sentences(documents: Sequence[Document]) -> tuple[list[Claim], list[Candidate]]:
    """Up to three sentences of one document, in its order: what it is, what came out, and one more.

    Where another document tells the same numbers and names, its words stand as a second receipt.
    """
    for document in documents:
        ranked = _picked(candidates(document))
        if ranked:
            break
    else:
        return [], []
    others = [d for d in documents if d is not document]
    claims = [
        Claim(
            field=sentence_field(c.text),
            text=c.text,
            evidence=(evidence_for(c.text, document, c.start, c.end), *_also_told(c, others)),
        )
        for c in sorted(ranked, key=lambda c: c.start)
    ]
    return claims, ranked


def _picked(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best that introduces, the best result, then the best of the rest; the most telling first."""
    first = [next((c for c in ranked if c.role == role), None) for role in ("introduces", "result")]
    leading = sorted((c for c in first if c is not None), key=lambda c: (-c.score, c.start))
    rest = [c for c in ranked if c not in leading]
    filled = [*leading, *(c for c in rest if c.score >= (WORTH if len(leading) > 1 else FAIR))]
    return [c for n, c in enumerate(filled[:SENTENCES]) if n < 2 or c.score >= WORTH] or list(ranked[:1])


WORTH, FAIR = 0.5, -0.6
"""Points that a third sentence must have, and a second one: less says nothing new."""


def _also_told(candidate: Candidate, others: Sequence[Document]) -> Iterator[Evidence]:
    """The sentence of each other document that shows most of the same numbers and names, two at least."""
    said = markdown.plain(candidate.text)
    mine = _marks(said)
    for document in others:
        best: tuple[int, int, int] | None = None
        for start, end in _passages(document):
            shared = len(mine & _marks(spoken(document.text[start:end], document.markup)))
            if shared >= 2 and (best is None or shared > best[0]):
                best = (shared, start, end)
        if best is not None:
            yield evidence_for(candidate.text, document, best[1], best[2])


def _passages(document: Document) -> list[tuple[int, int]]:
    if document.markup is Markup.PLAIN:
        return sentences(document.text)
    return [
        (bullet.start, bullet.start + len(bullet.text))
        for entry in learning_log.read(document.text).entries[:1]
        for bullet in learning_log.bullets_of(entry)
    ]


def _marks(words: str) -> set[str]:
    return {f"{q.value} {q.unit}" for q in quantities(words)} | {name_key(n) for n in proper_names(words)}


def _update(document: Document, first: date, language: Language) -> str:
    words = DAILY[language]
    marked = learning_log.marked_part(document.title)
    if document.kind is Kind.NOTE and marked.part and marked.part.number > 1 and not marked.weak:
        return words.update_part.format(first=first, number=marked.part.number)
    return words.update_of.format(first=first)


_GENERIC = frozenset(
    "llm llms f1 bleu rouge auc nlp ai ml dl gpu gpus cpu api apis url pdf github arxiv sota rl sft usa us uk eu ceo cto faq ok id ids".split()
)
_TOPICS = {
    "cs.CL": ("自然语言处理", "natural language processing"), "cs.CV": ("计算机视觉", "computer vision"),
    "cs.LG": ("机器学习", "machine learning"), "cs.AI": ("人工智能", "artificial intelligence"),
    "cs.RO": ("机器人", "robotics"), "cs.SD": ("声音", "sound"), "eess.AS": ("语音", "speech"),
    "cs.IR": ("信息检索", "information retrieval"), "cs.SE": ("软件工程", "software engineering"),
    "cs.HC": ("人机交互", "human-computer interaction"), "cs.CR": ("安全", "security"),
    "cs.MA": ("多智能体", "multi-agent systems"), "cs.DC": ("分布式计算", "distributed computing"),
    "cs.CY": ("计算机与社会", "computers and society"), "cs.DB": ("数据库", "databases"),
    "cs.MM": ("多媒体", "multimedia"), "cs.GR": ("图形学", "graphics"), "cs.AR": ("体系结构", "hardware architecture"),
}  # fmt: skip


def _keywords(documents: Sequence[Document], language: Language) -> tuple[str, ...]:
    """Names the documents use most, those in a title first; then what they are filed under."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for document in documents:
        marked = document.topics if document.kind is Kind.NOTE else ()
        for weight, names in (
            (5, technical_names(document.title)),
            (1, technical_names(spoken(document.text, document.markup))),
            (2, [t for t in marked if 2 <= len(t) <= 24 and re.search(r"[,，。:：]", t) is None]),
        ):
            for name in names:
                key = name_key(name)
                if key in _GENERIC or len(key) < 2:
                    continue
                counts[key] += weight
                shown.setdefault(key, name)
    often = [key for key, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])) if n > 1]
    # Kimi K2.5 says all that K2.5 does.
    found = [shown[key] for key in often if not any(key != other and key in other for other in often)]
    filed = [
        _TOPICS[topic][0 if language is Language.CHINESE else 1]
        for document in documents
        if document.kind is Kind.PAPER
        for topic in document.topics
        if topic in _TOPICS
    ]
    return tuple(found[:KEYWORDS] if len(found) > 1 else dict.fromkeys([*found, *filed[:2]]))


def _sources(documents: Sequence[Document], language: Language) -> Iterator[str]:
    words = DAILY[language]
    for document in documents:
        name = words.learning_log if document.kind is Kind.NOTE else _publisher(document)
        if document.language is not language and (tongue := words.in_language.get(document.language)):
            name += f"（{tongue}）" if language is Language.CHINESE else f" ({tongue})"
        yield markdown.link(markdown.escape(name), document.url) if document.url else markdown.escape(name)


def _publisher(document: Document) -> str:
    if document.key.startswith("arxiv:"):
        return "arXiv"
    return urlsplit(document.url or "").hostname or document.title
