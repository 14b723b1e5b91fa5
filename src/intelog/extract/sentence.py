"""Sentences of a document that can stand in an edition, and how much each one says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from intelog.grammar import learning_log
from intelog.model.document import Document, Kind, Markup
from intelog.model.language import Language
from intelog.text import latex, markdown
from intelog.text.names import name_key, technical_names
from intelog.text.numbers import dates, quantities
from intelog.text.script import HAN, count_han, language_of
from intelog.text.segment import is_one_sentence, sentences


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, where it stands in its document's text, and what speaks for it."""

    text: str
    """As Markdown on one line."""
    start: int
    end: int
    score: float
    numbers: int
    role: str
    """`introduces`, `result` or `other`."""


_INTRODUCES = re.compile(
    r"\b(?:we|this (?:paper|work|study|article)|the authors?)\s+(?:\w+\s+){0,2}"
    r"(?:introduce|present|propose|release|develop|describe|build|design|show|study|find|investigate|reveal)s?\b"
    r"|\bhere,? we\b|\bis (?:a|an|the first) |提出|推出|发布|开源|放出|介绍|上线|宣布",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:outperform|achiev|improv|reduc|surpass|exceed|increas|boost|gain|reach|faster|accuracy|speedup|state-of-the-art|"
    r"drops?|fails?|only|up to|compared|cuts?|better|lower|higher)|提升|降低|达到|超过|下降|增长|减少|领先|快|倍",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"https?://|(?:code|data(?:set)?s?|models?|project page|demo|resources?|weights|source code|appendix)\b[^.]{0,80}\b(?:available|"
    r"will be released|released (?:at|here|upon|soon)|found (?:at|here)|publicly|accessible)\b|^extensive (?:experiments|evaluations|results)|"
    r"^(?:our )?(?:experiments?|results|experimental results|findings)\s+(?:on\s+\w+\s+)?(?:demonstrate|show|validate|confirm)s?\s+the\s+"
    r"(?:effectiveness|superiority|potential|efficacy)|to the best of our knowledge|"
    r"(?:paves? the way|opens? (?:up )?(?:new|avenues)|future (?:research|work)|provides? (?:a foundation|valuable insights|actionable))|"
    r"warning: this paper|\bis (?:a|an) (?:critical|crucial|important|essential|fundamental|key|effective|longstanding|long-standing)\b|"
    r"plays? an? (?:crucial|vital|key|pivotal|important) role|ha(?:s|ve) (?:gained|attracted|emerged|become|shown|demonstrated)\b|we aim to|"
    r"accepted (?:at|to|by)|代码(?:已|可|将)|点赞|关注|转发|订阅",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"(?:this|these|those|it|its|they|their|such|he|she|his|her|the (?:latter|former|resulting|same)|however|moreover|furthermore|"
    r"additionally|in addition|finally|specifically|to this end|to address|therefore|thus|hence|consequently|besides|meanwhile|"
    r"nevertheless|instead|unlike|similarly|second(?:ly)?|third(?:ly)?|also|in contrast|as a result|notably|importantly|crucially|"
    r"concretely|overall|for (?:example|instance)|but|and|or|so|yet|that)\b"
    r"|[它他她这那其此]|因此|所以|但是?|然而|而且|另外|此外|同时|不过|并且|比如|例如|或者|如果实际上|统 ",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"^.{0,60}?\b(?:this|these|such|those) (?:limitations?|problems?|issues?|challenges?|gaps?|ends?|goals?|insights?|observations?|"
    r"findings?|questions?|drawbacks?|shortcomings?|bottlenecks?|constraints?|concerns?|performance)\b|, (?:it|they|he|she) \w|"
    r"^(?:[\w-]+,? ){1,4}(?:this|these|such) (?!paper|work|study|article|survey|report)",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"[:：,，、;；(（\[—-]\s*(?:\*\*)?$|的$")
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|I|my)\b|我(?!们的目标)", re.IGNORECASE)

BACKGROUND = 3.0
"""Points a sentence loses that stands before the first that says what is new."""

ABOUT = 0.8
"""Points for naming what the title names."""

WORDS = range(8, 46)
"""Words of an English sentence worth printing: shorter ones are fragments, longer ones nobody reads."""
HAN_LENGTH = range(14, 101)
"""Han characters (an English word counts as two) of a Chinese one."""


def headline(document: Document) -> Candidate:
    """A document's title, where it stands in its text."""
    words = document.title
    if document.kind is Kind.NOTE:
        marked = learning_log.marked_part(words)
        words = words if marked.weak else marked.title
    shown = latex.readable(words) if document.markup is Markup.PLAIN else words
    start, end = _find(document.text, words)
    return Candidate(markdown.escape(shown), start, end, 0.0, len(quantities(shown)), "other")


def _find(text: str, words: str) -> tuple[int, int]:
    """Where a title stands in the first lines of a text: word by word, whatever marks lie between."""
    if (at := text.find(words)) >= 0:
        return at, at + len(words)
    between = r"[\s*_`\\]*"
    pattern = between.join(re.escape(c) for c in words if not c.isspace() and c not in "*_`\\")
    found = re.search(pattern, text)
    return found.span() if found else (0, len(text.partition("\n")[0]))


def candidates(document: Document) -> list[Candidate]:
    """The sentences that can stand by themselves, best first; of equals the earlier.

    One that names what the title names is about the thing itself.
    """
    named = {name_key(name) for name in technical_names(document.title)}
    found = _of_note(document) if document.kind is Kind.NOTE else _of_text(document)
    weighed = (
        replace(c, score=c.score + ABOUT) if named & {name_key(n) for n in technical_names(c.text)} else c
        for c in found
    )
    return sorted(weighed, key=lambda c: (-c.score, c.start))


def _of_text(document: Document) -> Iterator[Candidate]:
    begin = len(document.title) if document.text.startswith(document.title) else 0
    spans = [span for span in sentences(document.text) if span[0] >= begin]
    shown = [latex.readable(" ".join(document.text[a:b].split())) for a, b in spans]
    news = next((n for n, words in enumerate(shown) if _INTRODUCES.search(words)), 0)
    for n, (start, end) in enumerate(spans):
        found = _candidate(shown[n], markdown.escape(shown[n]), start, end, late=n / len(spans))
        if found is not None:
            # What stands before the news is what everybody knew.
            yield found if n >= news else replace(found, score=found.score - BACKGROUND)


def _of_note(document: Document) -> Iterator[Candidate]:
    log = learning_log.read(document.text)
    for entry in log.entries[:1]:
        bullets = learning_log.bullets_of(entry)
        for n, bullet in enumerate(bullets):
            for a, b in sentences(bullet.text):
                words = bullet.text[a:b]
                shown = markdown.plain(words)
                text = words if _is_tidy(words) else markdown.escape(shown)
                found = _candidate(shown, text, bullet.start + a, bullet.start + b, late=n / len(bullets))
                if found is None:
                    continue
                leans = 2.0 * bullet.depth + (1.0 if a > 0 else 0.0)
                yield replace(found, score=found.score - leans)


def _is_tidy(words: str) -> bool:
    """Whether Markdown can be taken over as it stands: at most whole bold terms and code."""
    bare = re.sub(r"\*\*(?=\S)[^*]+(?<=\S)\*\*|`[^`]+`", "", words)
    return re.search(r"[*_`<>\[\]\\|~$^]", bare) is None


def _candidate(shown: str, text: str, start: int, end: int, *, late: float) -> Candidate | None:
    if not _fits(shown) or _BOILERPLATE.search(shown) or _CUT_OFF.search(shown) or not is_one_sentence(text):
        return None
    if "\\" in shown or shown.count("(") != shown.count(")") or shown.count("（") != shown.count("）"):
        return None  # LaTeX that is not known; a sentence torn in two
    numbers = len(quantities(shown)) + len(dates(shown))
    leans = _LEANS.match(shown) is not None or _REFERS_BACK.search(shown) is not None
    introduces, result = not leans and _INTRODUCES.search(shown) is not None, _RESULT.search(shown) is not None
    score = 0.0
    score += 2.0 if introduces else 0.0
    score += min(numbers, 3) * (1.0 if result else 0.6)
    score += 1.0 if result else 0.0
    score += min(len(set(technical_names(shown))), 3) * 0.4
    score -= 2.5 if leans else 0.0
    score -= 0.5 if _FIRST_PERSON.search(shown) and not introduces else 0.0
    score -= 0.0 if re.search(r"[.!?。！？…\"”）)]$", shown) else 1.0
    score -= 0.5 * late
    score -= 0.04 * max(0, len(shown.split()) - 25)
    role = "introduces" if introduces else "result" if result and numbers else "other"
    return Candidate(text, start, end, score, numbers, role)


def _fits(shown: str) -> bool:
    if language_of(shown) is Language.CHINESE:
        others = re.sub(f"[{HAN}]", " ", shown)
        return count_han(shown) + 2 * len(re.findall(r"\w+", others)) in HAN_LENGTH
    first = shown.lstrip("\"“'‘(")[:1]
    return len(shown.split()) in WORDS and not first.islower() and shown[-1:] in '.!?"”)'
