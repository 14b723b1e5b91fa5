"""What models reached: indicators with a value, and how they were measured, in running text."""

from __future__ import annotations

import re
from typing import NamedTuple

from intelog.text import latex, markdown

_SAYS = r"(?:上|取得|达到?|为|得分|约|[:：=]|reaches|scores?|at|of|is)"
_NUMBER = r"\d+(?:\.\d+)?"
_MEASURE = re.compile(
    rf"(?<![A-Za-z0-9])(?P<name>(?=[a-z]*[A-Zτ])[A-Za-zτ][A-Za-z0-9²τ.+]*(?:-[A-Za-z0-9²+]+)*"
    rf"(?:[ /](?:(?!{_NUMBER}\b)[A-Z][\w²+-]*(?:@\d+)?|{_NUMBER}(?=\s*{_SAYS})))*"
    rf"(?:\s?[（(](?!\s*{_NUMBER}\s*[%％]?\s*[)）])[^（）()]{{1,24}}[)）])?)\s*{_SAYS}*\s*[（(]?\s*"
    rf"(?<![A-Za-z0-9.])(?P<value>{_NUMBER}(?:\s*/\s*{_NUMBER})*)(?![\d.]*\w)\s*(?P<percent>[%％])?"
    rf"(?!\s*(?:[BTKMbkx倍万亿分]|tokens?|tok|参数|页|experts|层|个))[)）]?(?:\s*[（(](?P<setting>[^（）()]{{1,60}})[)）])?",
    re.ASCII,
)


class Measure(NamedTuple):
    """What a model reached: the indicator, how it was measured, and the value."""

    indicator: str
    setting: str
    value: str


def measures(text: str) -> list[Measure]:
    """The indicators a text gives values for: names with a number that has a fraction or a percent sign."""
    plain = markdown.plain(latex.readable(text.replace("<br>", "; ")))
    found = []
    for m in _MEASURE.finditer(plain):
        value = re.sub(r"\s", "", m["value"])
        if "." in value or m["percent"]:
            found.append(Measure(m["name"].strip(), (m["setting"] or "").strip(), value))
    return found
