"""Numbers with their units, and dates, in both languages, in a form that can be compared.

The conversions are those `product.md` states: 万/亿, thousand separators, percent,
K/M/B/T and their words; besides, small numbers written as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
    "billion": 9, "billions": 9, "十亿": 9, "t": 12, "tn": 12, "trillion": 12, "trillions": 12, "万亿": 12, "兆": 12,
    "万": 4, "亿": 8, "千万": 7, "百亿": 10, "千亿": 11, "十万": 5, "百": 2, "hundred": 2,
}  # fmt: skip
_UNITS = {
    "%": "%", "％": "%", "percent": "%", "per cent": "%", "pp": "pp", "percentage points": "pp", "percentage point": "pp",
    "个百分点": "pp", "百分点": "pp", "$": "$", "us$": "$", "usd": "$", "dollars": "$", "美元": "$", "美金": "$",
    "¥": "¥", "yuan": "¥", "rmb": "¥", "cny": "¥", "元": "¥", "人民币": "¥", "€": "€", "eur": "€", "euros": "€", "欧元": "€",
    "£": "£", "gbp": "£", "英镑": "£", "hk$": "HK$", "港元": "HK$", "港币": "HK$", "日元": "JPY", "韩元": "KRW",
    "ns": "ns", "nanoseconds": "ns", "纳秒": "ns", "μs": "μs", "microseconds": "μs", "微秒": "μs", "ms": "ms", "milliseconds": "ms", "毫秒": "ms", "s": "s", "sec": "s", "seconds": "s", "second": "s", "秒": "s",
    "minutes": "min", "minute": "min", "min": "min", "mins": "min", "分钟": "min", "hours": "h", "hour": "h", "h": "h", "hrs": "h", "小时": "h", "个小时": "h",
    "days": "d", "day": "d", "天": "d", "weeks": "wk", "week": "wk", "周": "wk", "个星期": "wk", "星期": "wk", "months": "mo", "month": "mo", "个月": "mo",
    "years": "yr", "year": "yr", "年": "yr", "x": "x", "×": "x", "倍": "x", "times": "x", "fold": "x",
    "kb": "KB", "mb": "MB", "gb": "GB", "tb": "TB", "pb": "PB", "kib": "KiB", "mib": "MiB", "gib": "GiB",
    "gigabytes": "GB", "megabytes": "MB", "terabytes": "TB", "w": "W", "watts": "W", "瓦": "W", "kw": "kW", "千瓦": "kW", "kilowatts": "kW",
    "mw": "MW", "gw": "GW", "吉瓦": "GW", "兆瓦": "MW", "megawatts": "MW", "gigawatts": "GW", "hz": "Hz", "赫兹": "Hz", "khz": "kHz",
    "千赫": "kHz", "千赫兹": "kHz", "mhz": "MHz", "兆赫": "MHz", "兆赫兹": "MHz", "ghz": "GHz", "吉赫": "GHz", "fps": "fps", "帧/秒": "fps", "bit": "bit", "bits": "bit", "比特": "bit", "px": "px",
    "km": "km", "kilometers": "km", "公里": "km", "千米": "km", "nm": "nm", "纳米": "nm", "nanometers": "nm", "kg": "kg", "公斤": "kg", "千克": "kg",
    "tons": "t", "tonnes": "t", "吨": "t", "℃": "°C", "°c": "°C", "摄氏度": "°C", "kwh": "kWh", "千瓦时": "kWh", "度电": "kWh",
}  # fmt: skip
_SAME_KIND = (
    {"ns": -9, "μs": -6, "ms": -3, "s": 1, "min": 60, "h": 3600, "d": 86400, "wk": 604800},
    {"mo": 1, "yr": 12},
    {"B": 1, "KB": 3, "MB": 6, "GB": 9, "TB": 12, "PB": 15},
    {"W": 1, "kW": 3, "MW": 6, "GW": 9},
    {"Hz": 1, "kHz": 3, "MHz": 6, "GHz": 9},
    {"%": -2, "": 1},
)
"""Units of one kind, each as a multiple of the one that is 1, or as a power of ten for those of `_POWERS`."""
_POWERS = frozenset("ns μs ms KB MB GB TB PB kW MW GW kHz MHz GHz %".split())
_WORDS = {
    word: n for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = r"[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+)?"
_COUNTED = "(?:阶段|[个名位种项条次款家台张份届轮类组维层步篇套批人](?<!维(?=[码护]))(?<!次(?=[开元方世利])))"
"""After a lone Han digit these say that it counts something; 统一 and 一样 count nothing."""

_HAN = re.compile(f"[{HAN}]")
_SCALE_WORDS = (
    rf"(?:{'|'.join(sorted((w for w in _SCALES if w.isascii() and len(w) > 2), key=len, reverse=True))})(?![A-Za-z])|"
    rf"(?:{'|'.join(sorted((w for w in _SCALES if not w.isascii()), key=len, reverse=True))})(?<!千(?=[赫瓦克米字]))(?<!兆(?=[赫瓦字]))"
)
"""No letter may follow an English word; `万亿Token` is written without a space.  The 千 of 千赫 is its unit's."""
_UNIT_WORDS = "|".join(
    re.escape(u) + ("(?![A-Za-z])" if u in "x×" else "(?![A-Za-z0-9])" if u.isascii() and u[-1].isalpha() else "")
    for u in sorted(_UNITS, key=len, reverse=True)
    if u not in ("$", "¥", "€", "£", "us$", "hk$")
)
_NO_UNIT = r"(?<!元(?=[组素]))(?<!年(?=[级代]))(?<![xX×](?=\s?\d))"
"""元组 is a tuple, 年级 a grade, 1024x768 a size."""
_ENGLISH_UNITS = "|".join(
    u for u in sorted(_UNITS, key=len, reverse=True) if u.isascii() and len(u) > 2 and u.isalpha()
)
_CHINESE_UNITS = "|".join(u for u in sorted(_UNITS, key=len, reverse=True) if _HAN.match(u))
_NUMBER = re.compile(
    r"(?:(?P<money>US\$|HK\$|[$¥€£]|\b(?:USD|RMB|CNY|EUR|GBP)(?=\s?\d))\s?)?"
    r"(?<![\d.])(?P<sign>(?<![\w)])[-−+])?"
    r"(?P<digits>(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+)(?:e[-−+]?\d{1,3})?)(?!\.?\d)"
    r"(?:(?P<short>(?:[KMBTkm]|bn|mn|tn))(?![A-Za-z0-9])|(?:\s?[多余])?\s?-?(?P<long>" + _SCALE_WORDS + r")|)"
    r"(?:(?:\s?[多余+＋])?\s?-?\s?\\?(?P<unit>" + _UNIT_WORDS + r")" + _NO_UNIT + r")?",
    re.IGNORECASE,
)
_PERCENT_OF = re.compile(rf"百分之\s?(?:(?P<digits>\d+(?:\.\d+)?)|(?P<han>百|{_HAN_NUMBER}))")
_TENTHS = re.compile(r"(?P<han>[一二两三四五六七八九])成(?=[以左多的，。、；）)\s]|$)")
_IN_ENGLISH = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_WORDS)})(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion))?"
    rf"(?:(?:[\s-]|(?=fold))(?P<unit>{_ENGLISH_UNITS}))?|(?P<twice>twice))\b",
    re.IGNORECASE,
)
_IN_CHINESE = re.compile(
    rf"(?<![数几上之零〇一二两三四五六七八九十百千万亿\d])(?P<number>{_HAN_NUMBER})(?![月日号分])\s?"
    rf"(?:(?P<unit>{_CHINESE_UNITS}){_NO_UNIT}|(?P<counted>{_COUNTED}))?"
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
    re.compile(rf"(?<![A-Za-z])(?P<name>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>(?:19|20)\d\d))?(?![A-Za-z0-9])(?!\s?%)", re.I),
    re.compile(rf"(?<![A-Za-z0-9.])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{_MONTH})\.?(?:,?\s+(?P<y>(?:19|20)\d\d))?(?![A-Za-z0-9])", re.I),
    re.compile(rf"(?<![A-Za-z])(?P<name>{_MONTH})\.?,?\s+(?P<y>(?:19|20)\d\d)(?![A-Za-z0-9])", re.I),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?年"),
    re.compile(r"(?<![\d.])(?P<m>\d{1,2})\s?月"),
    re.compile(r"(?<![A-Za-z])(?P<name>January|February|April|June|July|August|September|October|November|December)(?![A-Za-z])"),
    re.compile(rf"(?:{_BEFORE_A_MONTH})(?P<name>March|May)\b"),
)  # fmt: skip
_MAY_BE_DATE = re.compile(
    r"\d|(?:January|February|March|April|May|June|July|August|September|October|November|December)(?![A-Za-z])"
)
_RANGE = re.compile(r"\s?(?:[-–—~～]|to|到|至)\s?")
_IN_A_ROW = re.compile(
    r"\s?(?:[,、，/~～\-–—→]|->|and|or|to|vs\.?|versus|against|compared (?:to|with)|from|和|与|或|及|至|到|对|比|升至|降至|升到|降到|提升至|提升到)?"
    r"\s?(?:and|和|to)?\s?"
)
_NTHS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4} | {
    f"{word}th": n for word, n in zip("fif six seven eigh nin ten".split(), range(5, 11), strict=True)
}
_RATIO = re.compile(
    rf"(?<![\d./:])(?P<a>\d{{1,4}})\s?[/:：]\s?(?P<b>\d{{1,4}})(?![\d./:]|\s?[/:：])|(?<![零〇一二两三四五六七八九十百千万亿点])(?P<parts>{_HAN_NUMBER})分之(?P<hparts>{_HAN_NUMBER})|"
    rf"\b(?P<few>{'|'.join(_WORDS)}|a)[\s-](?P<nth>(?:{'|'.join(_NTHS)})s?)\b|(?P<half>\b(?:half|halv(?:e|es|ed|ing))\b|一半|减半)",
    re.IGNORECASE,
)
_DOUBLE = re.compile(
    r"\b(?:doubl(?:e|es|ed|ing)|twice)\b|翻倍|翻番|翻了一[倍番]|加倍|(?<![十百千万])一倍", re.IGNORECASE
)
_TRIPLE = re.compile(r"\btripl(?:e|es|ed|ing)\b", re.IGNORECASE)
_SIZE_IN_NAME = re.compile(
    r"(?<=[A-Za-z0-9][-_ ])A?(?P<n>\d+(?:\.\d+)?)(?P<scale>[KMBT])(?![A-Za-z0-9])", re.IGNORECASE
)
_ITEM = r"(?!(?:and|or)\b)[A-Za-z][\w-]*(?:\s(?!(?:and|or)\b)[\w-]+){0,3}"
_LIST = re.compile(
    rf"(?<![\w-])(?:{_ITEM},\s){{1,9}}(?:{_ITEM}\s)?(?:and|or)\s[A-Za-z][\w-]*|(?:[{HAN}\w]{{1,12}}、)+[{HAN}\w]{{1,12}}?[、和与及或][{HAN}\w]+"
)
_BETWEEN = re.compile(r",\s(?:and|or)\s|,\s|\s(?:and|or)\s|[、和与及或]")
_TWO = re.compile(r"\b(?:versus|vs\.?|both|either|respectively|former)\b|两者|二者", re.IGNORECASE)
"""What is set against another makes two, though nobody counts them."""
_PER_SCALE = re.compile(
    r"(?:\b(?:per|a|one)[\s-]|每一?)(?P<scale>thousand|million|billion|trillion|hundred|千万|百万|万|千|亿)",
    re.IGNORECASE,
)
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
_ORDINAL = re.compile(
    rf"\b(?:(?P<word>(?<!per )(?<!each )(?<!every )(?<!one )(?<!\d )(?<!s a )second(?=[\s-][a-z])|{'|'.join(w for w in _ORDINALS if w != 'second')})|(?P<n>\d{{1,3}})(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?<![\d.])(?P<n>\d+(?:\.\d+)?)[\s-]?(?:points?\b|个?点(?!\d))")
_WAN = re.compile(r"(?<![\w.])(?P<n>\d+(?:\.\d+)?)[Ww](?![A-Za-z0-9])")
"""`8.5W+` is 85,000 where people write so."""
_SIZE = re.compile(r"[xX]\d")
_BITS = re.compile(r"(?<![\d.])(?P<n>\d+)\s?位")
_ZERO = re.compile(r"\bzero\b|零", re.IGNORECASE)
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
        unit = match["unit"] or ""
        if unit == "元" and not match["number"][1:]:
            unit = ""  # 二元 is of two parts; money is seldom so little
        counts = unit or match["counted"] or text[: match.start()].endswith("第")
        if counts or any(scale in match["number"][1:] for scale in "十百千万亿"):
            value = _han_value(match["number"]).normalize()
            found.append(Quantity(value, _UNITS.get(unit, ""), *match.span()))
    found += [
        Quantity(_han_value(match["han"]).scaleb(1).normalize(), "%", *match.span()) for match in _TENTHS.finditer(text)
    ]
    return sorted(found, key=lambda q: q.start)


def in_one_measure(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A quantity in the unit that all of its kind share: 1.5 h and 90 min are 5400 s, 85 % is 0.85."""
    for kind in _SAME_KIND:
        if unit in kind:
            base = next(name for name, factor in kind.items() if factor == 1)
            factor = kind[unit]
            return (value.scaleb(factor) if unit in _POWERS else value * factor).normalize(), base
    return value, unit


def shared_units(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Numbers without a unit that stand in a row with one that has it: `69.8 against 57.8 %`, `1.6 和 2.5 个百分点`."""
    shared: list[Quantity] = []
    unit, start = "", len(text)
    for q in reversed(found):
        if not _IN_A_ROW.fullmatch(text, q.end, start):
            unit = ""
        if q.unit:
            unit = q.unit
        elif unit:
            shared.append(q._replace(unit=unit))
        start = q.start
    return shared[::-1]


def ratios(text: str) -> list[Quantity]:
    """Fractions and proportions as their value: `1/6`, `六分之一`, `two thirds`, `18:1` (one eighteenth), `一半`."""
    found = []
    for match in _RATIO.finditer(text):
        said = {part: words for part, words in match.groupdict().items() if words}
        if "half" in said:
            part, whole = Decimal(1), Decimal(2)
        elif "parts" in said:
            part, whole = _han_value(said["hparts"]), _han_value(said["parts"])
        elif "nth" in said:
            part, whole = (
                Decimal(_WORDS.get(said["few"].lower(), 1)),
                Decimal(_NTHS[said["nth"].lower().removesuffix("s")]),
            )
        else:
            part, whole = Decimal(said["a"]), Decimal(said["b"])
            if "/" not in match[0]:
                part, whole = min(part, whole), max(part, whole)
        if whole:
            found.append(Quantity(round(part / whole, 6).normalize(), "/", *match.span()))
    return found


def implied(text: str) -> set[tuple[Decimal, str]]:
    """Values and units that *text* says in passing: `doubled` and 翻倍 are 2 times, `half` is 50 %, a `Qwen3-8B` has 8B.

    They support a number; by themselves they are none.
    """
    found = {(Decimal(2), "x") for _ in _DOUBLE.finditer(text)} | {(Decimal(3), "x") for _ in _TRIPLE.finditer(text)}
    found |= {((r.value * 100).normalize(), "%") for r in ratios(text)} | {(r.value, "") for r in ratios(text)}
    found |= {((1 / r.value).quantize(Decimal("0.01")).normalize(), "x") for r in ratios(text) if 0 < r.value < 1}
    found |= {(_scaled(Decimal(m["n"]), m["scale"]), "") for m in _SIZE_IN_NAME.finditer(text)}
    found |= {(_scaled(Decimal(1), m["scale"]), "") for m in _PER_SCALE.finditer(text)}
    found |= {(Decimal(_ORDINALS[m["word"].lower()] if m["word"] else m["n"]), "") for m in _ORDINAL.finditer(text)}
    found |= {(Decimal(m["n"]).normalize(), "bit") for m in _BITS.finditer(text)}
    found |= {(Decimal(0), "") for _ in _ZERO.finditer(text)}
    found |= {(Decimal(m["n"]).normalize(), "pp") for m in _POINTS.finditer(text)}
    found |= {(_scaled(Decimal(m["n"]), "万"), "") for m in _WAN.finditer(text)} if _HAN.search(text) else set()
    return found


def lengths_of_lists(text: str) -> set[Decimal]:
    """How many things the lists of *text* name, which nobody counted there: 3 for `discrete, mixed and continuous`."""
    found = {Decimal(len(_BETWEEN.split(m.group()))) for m in _LIST.finditer(text)}
    return found | {Decimal(2) for _ in _TWO.finditer(text)}


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
    if match["money"]:
        return False
    if _IN_NAME.search(before):
        return True
    if _SIZE.match(text, match.end("digits")):
        return False
    return after.isalpha() and after.isascii() and not (match["short"] or match["unit"] or match["long"])


def _in_calendar(day: Day, said: Iterable[str]) -> bool:
    if ("m" in said and day.month == 0) or ("d" in said and day.day == 0):
        return False
    try:
        date(day.year or 2000, day.month or 1, day.day or 1)
    except ValueError:
        return False
    return True
