"""Claims with the quotes that support them, at least half of them not verbatim, and each with one thing changed.

Five kinds of pair.  `verbatim`: a sentence of the corpus, quoted with its neighbours.  `language`: a Chinese
sentence that a machine wrote from an English abstract, and the abstract.  `converted`: a sentence whose numbers
and dates a generator writes another way.  `reworded`: by hand, `reworded_claims.jsonl` and the forty of
`test_grounding.py`.  `report`: sentences of the finished report of January, each with what the paper says, by
hand, `report_claims.jsonl`.

No rule here asks `ungrounded`: what is chosen is chosen by its digits and by a hash.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from intelog.grammar import learning_log
from intelog.text import latex, markdown
from intelog.text.script import count_han
from intelog.text.segment import sentences

HERE = Path(__file__).parent
SEED = 20260118
HAN = "\u4e00-\u9fff"


class Pair(NamedTuple):
    """A claim, and quotes that support it."""

    kind: str
    claim: str
    quotes: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        """Whether the pair is of the half that nobody tuned on."""
        return _hash(self.claim) % 2 == 1


class Changed(NamedTuple):
    """A pair whose claim says one thing that its quotes do not."""

    kind: str
    """What was changed: `digit`, `unit`, `date` or `name`."""
    claim: str
    pair: Pair


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


@cache
def pairs(corpus: Path) -> list[Pair]:
    """All pairs."""
    verbatim = list(_verbatim(corpus))
    quoted = list(_quoted_sentences(corpus))
    return [
        *verbatim,
        *_other_language(corpus),
        *_converted(quoted),
        *_reworded(quoted),
        *_of_report(corpus),
    ]


@cache
def changed(corpus: Path) -> list[Changed]:
    """Every pair with each kind of change it allows, one at a time."""
    names = sorted({found.group() for pair in pairs(corpus) for found in _places_of_names(pair.claim)})
    found = []
    for pair in pairs(corpus):
        chance = random.Random(_hash(pair.claim) ^ SEED)  # noqa: S311 - for choosing, not for secrets
        for kind, change in _CHANGES.items():
            if new := change(pair.claim, chance, names):
                found.append(Changed(kind, new, pair))
    return found


# The pairs.


class _Sentence(NamedTuple):
    source: str
    words: str
    around: str
    """The sentence with up to two before it and two after it."""


def _with_neighbours(source: str, texts: Sequence[str]) -> Iterator[_Sentence]:
    for at, words in enumerate(texts):
        yield _Sentence(source, words, " ".join(texts[max(0, at - 2) : at + 3]))


def _parts(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in sentences(text)]


def _quoted_sentences(corpus: Path) -> Iterator[_Sentence]:
    for day in ("2026-01-13", "2026-01-14", "2026-01-15", "2026-01-28", "2026-01-29", "2026-01-30"):
        for line in (corpus / "arxiv-daily" / f"{day}.jsonl").read_text("utf-8").splitlines():
            yield from _with_neighbours("arxiv", [latex.readable(raw) for raw in _parts(json.loads(line)["summary"])])
    for issue in sorted((corpus / "ai-news-zh-juya" / "issues").glob("*.md")):
        lines = [line.lstrip("> ").strip() for line in issue.read_text("utf-8").splitlines()]
        texts = [
            part for line in lines if line and line[0] not in "#-![|" for part in map(markdown.plain, _parts(line))
        ]
        yield from _with_neighbours("juya", texts)
    log = learning_log.read((corpus / "seeds" / "daily-learning-log-2026-01.md").read_text("utf-8"))
    for entry in log.entries:
        bullets = [part for b in learning_log.bullets_of(entry) for part in map(markdown.plain, _parts(b.text))]
        yield from _with_neighbours("notes", bullets)


def _verbatim(corpus: Path) -> Iterator[Pair]:
    """Sentences of three sources; those with a date first, for dates are rare."""
    for source, share in (("arxiv", 160), ("juya", 220), ("notes", 60)):
        some = {s.words: s for s in _quoted_sentences(corpus) if s.source == source and 20 < len(s.words) < 400}
        dated = sorted(some.values(), key=lambda s: (_DATE.search(s.words) is None, _hash(s.words)))[: share // 3]
        rest = sorted(some.values(), key=lambda s: _hash(s.words))
        for s in list(dict.fromkeys([*dated, *rest]))[:share]:
            yield Pair("verbatim", s.words, (s.around,))


_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_LIST_SIGN = re.compile(r"^(?:[(（]?\d[)）.、])\s*")


def _other_language(corpus: Path) -> Iterator[Pair]:
    """Chinese sentences with a digit, each digit of which stands in the English abstract; two of a paper at most."""
    found: dict[str, tuple[str, str]] = {}
    for day in sorted((corpus / "arxiv-daily" / "zh-summaries").glob("*.jsonl")):
        for line in day.read_text("utf-8").splitlines():
            paper = json.loads(line)
            abstract = latex.readable(" ".join(paper["summary"].split()))
            for field in (paper.get("AI") or {}).values():
                for part in re.split(r"(?<=[。！？；])", field or ""):
                    words = _LIST_SIGN.sub("", part.strip())
                    if len(words) >= 20 and not re.search(r"\d\s?[)）]", words):
                        found.setdefault(words, (paper["id"], abstract))
    taken: Counter[str] = Counter()
    for words in sorted(found, key=_hash):
        paper_id, abstract = found[words]
        said = set(_DIGITS.findall(words.replace(",", "")))
        if said and said <= set(_DIGITS.findall(abstract.replace(",", ""))) and taken[paper_id] < 2:
            taken[paper_id] += 1
            yield Pair("language", words, (abstract,))


def _converted(quoted: Sequence[_Sentence]) -> Iterator[Pair]:
    """Sentences in which at least one number or date can be written another way; every one that can is."""
    for source, share in (("arxiv", 90), ("juya", 150), ("notes", 30)):
        some = {s.words: s for s in quoted if s.source == source and 20 < len(s.words) < 400}
        taken = 0
        for s in sorted(some.values(), key=lambda s: _hash(s.words + "converted")):
            written = rewritten(s.words, random.Random(_hash(s.words)))  # noqa: S311 - for choosing
            if written != s.words and taken < share:
                taken += 1
                yield Pair("converted", written, (s.around,))


def _reworded(quoted: Sequence[_Sentence]) -> Iterator[Pair]:
    for row in _rows("reworded_claims.jsonl"):
        quote = next(s.words for s in quoted if s.words.startswith(row["quote_begins"]))
        yield Pair("reworded", row["claim"], (quote,))


def _of_report(corpus: Path) -> Iterator[Pair]:
    """Sentences of the finished report, which is not ours to copy: each is named by how it begins and ends."""
    text = (corpus / "seeds" / "monthly-2026-01.md").read_text("utf-8")
    cells = re.split(r"<br>|\s\|\s|\n", re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text))
    report = "\n".join(" ".join(markdown.plain(cell).split()) for cell in cells)
    for row in _rows("report_claims.jsonl"):
        start = report.index(row["claim_begins"])
        end = report.index(row["claim_ends"], start) + len(row["claim_ends"])
        yield Pair("report", report[start:end], (row["quote"],))


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


# Numbers and dates written another way.

_BARE = r"(?<![\d.,~～\-–—‑至到/A-Za-z@_:×^+])"
_AMOUNT = r"(?P<n>\d+(?:\.\d+)?)"
_MONTHS = "January February March April May June July August September October November December".split()
_EN_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_HAN_DIGITS = "两三四五六七八九十"


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _grouped(value: float) -> str:
    return f"{round(value):,}"


def _scaled(n: str, power: int, han: bool) -> list[str]:
    """A number times a power of ten, in the ways that people write it."""
    value = round(float(n) * 10**power)
    ways = [_grouped(value)] if value < 10**9 else []
    if han:
        ways += [f"{_plain(value / 1e12)} 万亿"] if value >= 10**12 else []
        ways += [f"{_plain(value / 1e8)} 亿", f"{_plain(value / 1e8)}亿"] if 10**8 <= value < 10**12 else []
        ways += [f"{_plain(value / 1e4)} 万", f"{_plain(value / 1e4)}万"] if 10**4 <= value < 10**8 else []
    for size, letter, word in (
        (1e12, "T", "trillion"),
        (1e9, "B", "billion"),
        (1e6, "M", "million"),
        (1e3, "k", "thousand"),
    ):
        if value >= size:
            ways.append(f"{_plain(value / size)}{letter}")
            ways += [f"{_plain(value / size)} {word}"] if not han and value % (size / 100) == 0 else []
            break
    return ways


def rewritten(text: str, chance: random.Random) -> str:
    """*text* with all numbers, units and dates that a rule reaches written another way; else *text*."""
    han = count_han(text) > 3
    rules: list[tuple[str, Callable[[re.Match[str]], list[str]]]] = [
        (r"(?P<y>20\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日",
         lambda m: [f"{m['y']}-{int(m['m']):02}-{int(m['d']):02}", f"{m['y']}/{int(m['m'])}/{int(m['d'])}",
                    f"{_MONTHS[int(m['m']) - 1]} {int(m['d'])}, {m['y']}"]),
        (r"(?<![\d年])(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日",
         lambda m: [f"{_MONTHS[int(m['m']) - 1]} {int(m['d'])}", f"{int(m['m'])}月{int(m['d'])}号"]),
        (rf"\b(?P<mon>{'|'.join(_MONTHS)}) (?P<d>\d{{1,2}}), (?P<y>20\d\d)",
         lambda m: [f"{m['y']} 年 {_MONTHS.index(m['mon']) + 1} 月 {m['d']} 日", f"{m['d']} {m['mon']} {m['y']}"]),
        (_BARE + _AMOUNT + r"\s?[Kk](?![A-Za-z0-9\-])", lambda m: _scaled(m["n"], 3, han)),
        (_BARE + _AMOUNT + r"\s?M(?![A-Za-z0-9\-])", lambda m: _scaled(m["n"], 6, han)),
        (_BARE + _AMOUNT + r"\s?B(?![A-Za-z0-9\-])", lambda m: _scaled(m["n"], 9, han)),
        (_BARE + _AMOUNT + r"\s?T(?![A-Za-z0-9\-])", lambda m: _scaled(m["n"], 12, han)),
        (_BARE + _AMOUNT + r" thousand\b", lambda m: _scaled(m["n"], 3, han)),
        (_BARE + _AMOUNT + r" million\b", lambda m: _scaled(m["n"], 6, han)),
        (_BARE + _AMOUNT + r" billion\b", lambda m: _scaled(m["n"], 9, han)),
        (_BARE + _AMOUNT + r"\s?万亿", lambda m: [f"{m['n']}T", f"{m['n']} trillion"]),
        (_BARE + _AMOUNT + r"\s?亿(?!万)", lambda m: _scaled(m["n"], 8, False)),
        (_BARE + _AMOUNT + r"\s?万(?!亿)", lambda m: _scaled(m["n"], 4, False)),
        (_BARE + r"(?P<n>\d{1,3}(?:,\d{3})+)(?![\d.,]\d|[A-Za-z])", lambda m: [m["n"].replace(",", "")]),
        (_BARE + r"(?P<n>(?!(?:19|20)\d\d)[1-9]\d{3,6})(?![\d.,]\d|[A-Za-z\-\d]|\s?年)", lambda m: [f"{int(m['n']):,}"]),
        (_BARE + _AMOUNT + r"\s?[%％]", lambda m: [f"百分之{m['n']}", f"百分之 {m['n']}", f"{m['n']} ％"] if han else [f"{m['n']} percent", f"{m['n']} per cent"]),
        (_BARE + _AMOUNT + r"\s?个百分点", lambda m: [f"{m['n']} percentage points", f"{m['n']}pp"]),
        (_BARE + _AMOUNT + r" percentage points", lambda m: [f"{m['n']} pp"]),
        (_BARE + _AMOUNT + r"\s?(?:x|×|倍)(?![A-Za-z0-9])", lambda m: [f"{m['n']}×", f"{m['n']} 倍", f"{m['n']}x"] if han else [f"{m['n']} times", f"{m['n']}×", f"{m['n']}-fold"]),
        (_BARE + _AMOUNT + r"\s?(?:ms|毫秒|milliseconds)(?![A-Za-z0-9])", lambda m: [f"{m['n']} 毫秒", f"{m['n']}ms"] if han else [f"{m['n']} milliseconds"]),
        (_BARE + _AMOUNT + r"\s?(?:秒钟|秒|seconds)(?!级)", lambda m: [f"{m['n']} s", f"{m['n']} seconds", f"{m['n']} 秒"] if han else [f"{m['n']} s", f"{m['n']}-second"]),
        (_BARE + _AMOUNT + r"\s?(?:分钟|minutes)(?!级)", lambda m: [f"{m['n']} minutes", f"{m['n']} min", f"{m['n']} 分钟"] if han else [f"{m['n']} min"]),
        (_BARE + _AMOUNT + r"\s?(?:小时|hours)(?!级)", lambda m: [f"{m['n']} hours", f"{m['n']}h", f"{m['n']} 小时"] if han else [f"{m['n']}h", f"{m['n']}-hour"]),
        (r"\$\s?" + _AMOUNT + r"(?![\d,.]*\d|\s?[A-Za-z])", lambda m: [f"{m['n']} 美元"] if han else [f"{m['n']} dollars"]),
        (_BARE + _AMOUNT + r"\s?美元", lambda m: [f"${m['n']}", f"US${m['n']}"]),
        (r"(?<=\b)(?P<w>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?= [a-z]{4})", lambda m: [str(_EN_WORDS.index(m["w"]) + 2)]),
        (rf"(?<![第{_HAN_DIGITS}百千万亿一十零几数])(?P<w>[{_HAN_DIGITS}])(?=[个种项款类位]\s?[{HAN}])", lambda m: [f" {_HAN_DIGITS.index(m['w']) + 2} "]),
        (rf"{_BARE}(?P<n>[2-9])\s?(?=[个种项款类位]\s?[{HAN}])", lambda m: [_HAN_DIGITS[int(m["n"]) - 2]]),
    ]  # fmt: skip
    places: list[tuple[int, int, str]] = []
    for form, ways in rules:
        for m in re.finditer(form, text):
            if any(m.start() < end and start < m.end() for start, end, _ in places):
                continue
            if others := [way for way in ways(m) if way != m.group()]:
                places.append((*m.span(), chance.choice(others)))
    for start, end, way in sorted(places, reverse=True):
        glued = way[-1].isalnum() and text[end : end + 1].isascii() and text[end : end + 1].isalnum()
        text = text[:start] + way + " " * glued + text[end:]
    return " ".join(text.split())


# One thing changed.


_SIGN_OF_LIST = re.compile(r"(?<![\w.])\d[)）]|^\d[.、]\s?(?=\D)")


def _other_digit(text: str, chance: random.Random, _: Sequence[str]) -> str | None:
    """Another digit; the sign of a list (`2)`, `2.` at the start) says nothing, so it stays."""
    places = [m.start() for m in re.finditer(r"\d", text) if not _SIGN_OF_LIST.match(text, m.start())]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + chance.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]


_UNIT_CLASSES: Sequence[Sequence[str]] = (
    ("K", "M", "B", "T"), ("k", "M", "B"), (" thousand", " million", " billion", " trillion"), ("万亿", "亿", "万", "千万"),
    ("%", " 倍", " ms"), ("％", " 倍"), (" percent", " times"), (" percentage points", " times"), ("个百分点", " 倍"),
    ("倍", "%"), ("x", "%"), ("×", "%"), (" times", "%"),
    ("ms", "s", "min"), ("毫秒", "秒", "分钟"), ("秒", "分钟", "小时"), ("分钟", "秒", "小时"), ("小时", "分钟", "天"), ("天", "小时", "个月"),
    ("个月", "天", "年"), (" seconds", " minutes", " hours"), (" minutes", " seconds", " hours"), (" hours", " minutes", " days"),
    (" days", " hours", " weeks"), (" months", " days", " years"), (" years", " months"),
    ("GB", "MB", "TB"), ("MB", "GB"), ("TB", "GB"), ("GW", "MW", "kW"), ("吉瓦", "兆瓦"), ("kHz", "Hz", "MHz"), ("Hz", "kHz"), ("FPS", "ms"),
    ("美元", "元", "欧元"), ("元", "美元"), (" dollars", " euros"), (" tokens", " steps", " samples", " parameters"),
    (" parameters", " tokens", " layers"), (" experts", " layers", " GPUs"), (" languages", " models", " datasets"),
    (" models", " datasets", " languages"), (" questions", " images", " papers"), (" samples", " tokens", " hours"),
    (" pages", " images", " tokens"), (" articles", " images", " users"), ("个 token", " 层", " 页"), (" token", " 步", " 样本"), ("个模型", "种语言", "个数据集"), ("种语言", "个模型", "页"),
    ("参数", "样本", "层"), ("层", "页", "步"), (" 页", " 张", " 层"),
)  # fmt: skip
_UNITS = {units[0]: units[1:] for units in reversed(_UNIT_CLASSES)} | {
    unit: [u for u in units if u != unit] for units in _UNIT_CLASSES[:4] for unit in units
}
_UNIT = re.compile(
    r"(?<![A-Za-z\d.\-_])\d[\d.,]*\s?(?P<unit>"
    + "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True))
    + r")(?![A-Za-z\d\-])"
)


def _other_unit(text: str, chance: random.Random, _: Sequence[str]) -> str | None:
    places = list(_UNIT.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    return text[: place.start("unit")] + chance.choice(list(_UNITS[place["unit"]])) + text[place.end("unit") :]


_DATE = re.compile(
    rf"(?P<year>20[0-3]\d)\s?年|(?P<month>\d{{1,2}})\s?月(?=\s?\d)|(?<=月)\s?(?P<day>\d{{1,2}})\s?[日号]|\b(?P<name>{'|'.join(_MONTHS)})\b(?= \d)|"
    r"(?<=\b[io]n )(?P<bare>20[0-3]\d)\b|(?P<iso>20[0-3]\d)-\d\d-\d\d"
)


def _other_date(text: str, chance: random.Random, _: Sequence[str]) -> str | None:
    places = [(m.span(kind), m[kind]) for m in _DATE.finditer(text) for kind in m.groupdict() if m[kind]]
    if not places:
        return None
    (start, end), written = chance.choice(places)
    if written in _MONTHS:
        new = chance.choice([month for month in _MONTHS if month != written])
    else:
        new = str(int(written) - 1 if written in ("12", "28", "30", "31") else int(written) + 1)
    return text[:start] + new + text[end:]


_NAME = re.compile(
    r"(?<![A-Za-z0-9\-./_])(?:[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*|[A-Z][a-z]{3,}(?:-[A-Z0-9][A-Za-z0-9.]*)*)(?![A-Za-z0-9/_])"
)


def _places_of_names(text: str) -> list[re.Match[str]]:
    """Names after the first word of a sentence."""
    return [
        m
        for m in _NAME.finditer(text)
        if m.group() not in _MONTHS and not re.search(r"(?:^|[.!?。！？：:;；]\s*|[“\"(（\[]\s*)$", text[: m.start()])
    ]


def _other_name(text: str, chance: random.Random, names: Sequence[str]) -> str | None:
    """Another name of these pairs, or, half of the time where it has a digit, another version of the same."""
    places = _places_of_names(text)
    if not places:
        return None
    place = chance.choice(places)
    name = place.group()
    digits = [at for at, c in enumerate(name) if c.isdigit()]
    if digits and chance.random() < 0.5:
        at = chance.choice(digits)
        new = name[:at] + chance.choice([d for d in "0123456789" if d != name[at]]) + name[at + 1 :]
    else:
        new = chance.choice([other for other in names if other.casefold() != name.casefold()])
    return text[: place.start()] + new + text[place.end() :]


_CHANGES: dict[str, Callable[[str, random.Random, Sequence[str]], str | None]] = {
    "digit": _other_digit, "unit": _other_unit, "date": _other_date, "name": _other_name,
}  # fmt: skip
