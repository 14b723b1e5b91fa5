"""Numbers with their units, and dates, in both languages, in a form that can be compared.

The conversions are those `product.md` states: 万/亿, thousand separators, percent,
K/M/B/T and their words; besides, small numbers written as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from intelog.text.script import HAN


class Quantity(NamedTuple):
    """A number as it counts: `15.5T tokens`, `15.5 trillion` and `15.5 万亿` are one value."""

    value: Decimal
    unit: str
    """A canonical unit (`%`, `$`, `ms`, `GB`, `x` ...), or empty."""
    start: int
    end: int


class Day(NamedTuple):
    """A date as far as it is said: parts not said are 0."""

    year: int
    month: int
    day: int
    start: int
    end: int

    def agrees(self, other: Day) -> bool:
        """Whether every part that both say is the same, and *other* says all this one does."""
        return all(mine in (0, theirs) for mine, theirs in zip(self[:3], other[:3], strict=True))


_SCALES = {
    "k": 3, "thousand": 3, "千": 3, "m": 6, "mn": 6, "million": 6, "millions": 6, "百万": 6, "b": 9, "bn": 9,
    "billion": 9, "billions": 9, "十亿": 9, "t": 12, "trillion": 12, "trillions": 12, "万亿": 12, "兆": 12,
    "万": 4, "亿": 8, "千万": 7, "百亿": 10, "千亿": 11, "十万": 5, "百": 2, "hundred": 2,
}  # fmt: skip
_UNITS = {
    "%": "%", "％": "%", "percent": "%", "per cent": "%", "pp": "pp", "percentage points": "pp", "percentage point": "pp",
    "个百分点": "pp", "百分点": "pp", "$": "$", "us$": "$", "usd": "$", "dollars": "$", "美元": "$", "美金": "$",
    "¥": "¥", "yuan": "¥", "rmb": "¥", "元": "¥", "人民币": "¥", "€": "€", "euros": "€", "欧元": "€",
    "ms": "ms", "milliseconds": "ms", "毫秒": "ms", "s": "s", "sec": "s", "seconds": "s", "second": "s", "秒": "s",
    "minutes": "min", "minute": "min", "min": "min", "分钟": "min", "hours": "h", "hour": "h", "h": "h", "小时": "h",
    "days": "d", "day": "d", "天": "d", "weeks": "wk", "week": "wk", "周": "wk", "months": "mo", "month": "mo", "个月": "mo",
    "years": "yr", "year": "yr", "年": "yr", "x": "x", "×": "x", "倍": "x", "times": "x", "fold": "x",
    "kb": "KB", "mb": "MB", "gb": "GB", "tb": "TB", "pb": "PB", "kib": "KiB", "mib": "MiB", "gib": "GiB",
    "w": "W", "watts": "W", "瓦": "W", "kw": "kW", "mw": "MW", "gw": "GW", "吉瓦": "GW", "兆瓦": "MW", "hz": "Hz", "khz": "kHz",
    "mhz": "MHz", "ghz": "GHz", "fps": "fps", "bit": "bit", "bits": "bit", "比特": "bit", "px": "px", "km": "km", "nm": "nm",
}  # fmt: skip
_WORDS = {
    word: n for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = r"[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+)?"
_COUNTED = "[个名位种项条次款家台张份届轮类组维层步篇套批人]"
"""After a lone Han digit these say that it counts something; 统一 and 一样 count nothing."""

_HAN = re.compile(f"[{HAN}]")
_SCALE_WORDS = "|".join(sorted((w for w in _SCALES if len(w) > 2 or ord(w[0]) > 127), key=len, reverse=True))
_UNIT_WORDS = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True) if u not in ("$", "¥", "€", "us$"))
_ENGLISH_UNITS = "|".join(
    u for u in sorted(_UNITS, key=len, reverse=True) if u.isascii() and len(u) > 2 and u.isalpha()
)
_CHINESE_UNITS = "|".join(u for u in sorted(_UNITS, key=len, reverse=True) if _HAN.match(u))
_NUMBER = re.compile(
    r"(?:(?P<money>US\$|[$¥€])\s?)?"
    r"(?<![\d.])(?P<sign>(?<![\w)])[-−+])?"
    r"(?P<digits>(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+)(?:e[-−+]?\d{1,3})?)(?!\.?\d)"
    r"(?:(?P<short>(?:[KMBTkm]|bn|mn))(?![A-Za-z0-9])|\s?-?(?P<long>" + _SCALE_WORDS + r")(?![A-Za-z])|)"
    r"(?:\s?-?\s?\\?(?P<unit>" + _UNIT_WORDS + r")(?![A-Za-z]))?",
    re.IGNORECASE,
)
_PERCENT_OF = re.compile(rf"百分之\s?(?:(?P<digits>\d+(?:\.\d+)?)|(?P<han>百|{_HAN_NUMBER}))")
_IN_ENGLISH = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_WORDS)})(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion))?"
    rf"(?:[\s-](?P<unit>{_ENGLISH_UNITS}))?|(?P<twice>twice))\b",
    re.IGNORECASE,
)
_IN_CHINESE = re.compile(
    rf"(?<![数几上之零〇一二两三四五六七八九十百千万亿\d])(?P<number>{_HAN_NUMBER})(?![月日号分])\s?"
    rf"(?:(?P<unit>{_CHINESE_UNITS})|(?P<counted>{_COUNTED}))?"
)
_MONTHS = {
    name: n
    for n, names in enumerate(
        "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug "
        "september,sept,sep october,oct november,nov december,dec".split(),
        1,
    )
    for name in names.split(",")
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_BEFORE_A_MONTH = "|".join(
    rf"(?<=\b{word} )"
    for word in "in by of to and from since until early late last next this during before after through".split()
)
"""March and May are months after these; elsewhere they may be other words."""
_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:[-/.]|\s?年\s?)(?P<m>\d{1,2})(?:(?:[-/.]|\s?月\s?)(?P<d>\d{1,2})(?:\s?[日号])?|\s?月)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])"),
    re.compile(rf"\b(?P<name>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>(?:19|20)\d\d))?\b(?!\s?%)", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{_MONTH})\.?(?:,?\s+(?P<y>(?:19|20)\d\d))?\b", re.I),
    re.compile(rf"\b(?P<name>{_MONTH})\.?,?\s+(?P<y>(?:19|20)\d\d)\b", re.I),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?年"),
    re.compile(r"(?<![\d.])(?P<m>\d{1,2})\s?月"),
    re.compile(r"\b(?P<name>January|February|April|June|July|August|September|October|November|December)\b"),
    re.compile(rf"(?:{_BEFORE_A_MONTH})(?P<name>March|May)\b"),
)  # fmt: skip
_MAY_BE_DATE = re.compile(
    r"\d|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_RANGE = re.compile(r"\s?(?:[-–—~～]|to|到|至)\s?")
_IN_NAME = re.compile(r"(?<![0-9])[A-Za-z][A-Za-z0-9]*[-.]?$")


def dates(text: str) -> list[Day]:
    """The dates *text* says, in order; what is not in the calendar is no date."""
    if _MAY_BE_DATE.search(text) is None:
        return []
    found: list[Day] = []
    for form in _DATES:
        for match in form.finditer(text):
            said = {part: words for part, words in match.groupdict().items() if words}
            month = _MONTHS[said["name"].lower()] if "name" in said else int(said.get("m", 0))
            day = Day(int(said.get("y", 0)), month, int(said.get("d", 0)), *match.span())
            if _in_calendar(day, said) and not any(day.start < o.end and o.start < day.end for o in found):
                found.append(day)
    return sorted(found, key=lambda day: day.start)


def quantities(text: str) -> list[Quantity]:
    """The numbers *text* says, with scale and unit, in order.

    Dates, and digits inside names such as `GPT-4o`, are not numbers.
    """
    taken = [(d.start, d.end) for d in dates(text)]
    found = []
    for match in _PERCENT_OF.finditer(text):
        value = Decimal(match["digits"]) if match["digits"] else _han_value(match["han"])
        found.append(Quantity(value.normalize(), "%", *match.span()))
        taken.append(match.span())
    numbers = [
        match
        for match in _NUMBER.finditer(text)
        if not any(a <= match.start("digits") < b for a, b in taken) and not _belongs_to_name(text, match)
    ]
    for match, after in zip(numbers, [*numbers[1:], None], strict=False):
        found.append(_quantity(match, after if after and _RANGE.fullmatch(text, match.end(), after.start()) else None))
    return sorted(found, key=lambda q: q.start)


def quantities_in_words(text: str) -> list[Quantity]:
    """The numbers that *text* writes as words, in either language: `three times`, `两千万`, `三倍`, `第二`."""
    found = []
    for match in _IN_ENGLISH.finditer(text):
        value = Decimal(2 if match["twice"] else _WORDS[match["word"].lower()])
        unit = "x" if match["twice"] else _UNITS.get((match["unit"] or "").lower(), "")
        found.append(Quantity(_scaled(value, match["scale"]), unit, *match.span()))
    for match in _IN_CHINESE.finditer(text):
        counts = match["unit"] or match["counted"] or text[: match.start()].endswith("第")
        if counts or any(scale in match["number"][1:] for scale in "十百千万亿"):
            value = _han_value(match["number"]).normalize()
            found.append(Quantity(value, _UNITS.get(match["unit"] or "", ""), *match.span()))
    return sorted(found, key=lambda q: q.start)


def _han_value(words: str) -> Decimal:
    """The value of a number in Han characters: 三百五十, 两千万, 十二, 二〇二六, 三点五."""
    whole, _, fraction = words.partition("点")
    if not any(c in "十百千万亿" for c in whole):
        digits = "".join(str(_HAN_DIGITS[c]) for c in whole)
    else:
        total = section = digit = 0
        for c in whole:
            if c in _HAN_DIGITS:
                digit = _HAN_DIGITS[c]
            elif c in _HAN_TENS:
                section += (digit or 1) * _HAN_TENS[c]
                digit = 0
            else:
                scale = 10 ** _SCALES[c]
                section, digit = section + digit, 0
                total = (total + section) * scale if total < scale else total + section * scale
                section = 0
        digits = str(total + section + digit)
    return Decimal(f"{digits}.{''.join(str(_HAN_DIGITS[c]) for c in fraction) or '0'}")


def _quantity(match: re.Match[str], to: re.Match[str] | None) -> Quantity:
    """What a number counts; one that begins a range has the scale and unit of its end: `20-30 %`, `1 到 2 万`."""
    value, scale, unit = _value(match), match["short"] or match["long"], match["unit"] or match["money"]
    if to is not None:
        unit = unit or to["unit"] or to["money"]
        if not scale and not match["unit"] and value < _value(to):
            scale = to["short"] or to["long"]
    return Quantity(_scaled(value, scale), _UNITS.get((unit or "").lower(), ""), *match.span())


def _value(match: re.Match[str]) -> Decimal:
    value = Decimal(re.sub("[,，]", "", match["digits"]).replace("−", "-"))
    return -value if match["sign"] in ("-", "−") else value


def _scaled(value: Decimal, scale: str | None) -> Decimal:
    return value.scaleb(_SCALES.get((scale or "").lower(), 0)).normalize()


def _belongs_to_name(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start("digits") - 24) : match.start("digits")]
    if match["sign"]:
        before = before[:-1] + "-"
    after = text[match.end("digits") : match.end("digits") + 1]
    if _IN_NAME.search(before):
        return True
    return after.isalpha() and after.isascii() and not (match["short"] or match["unit"] or match["long"])


def _in_calendar(day: Day, said: Iterable[str]) -> bool:
    if ("m" in said and day.month == 0) or ("d" in said and day.day == 0):
        return False
    try:
        date(day.year or 2000, day.month or 1, day.day or 1)
    except ValueError:
        return False
    return True
