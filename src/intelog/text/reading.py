"""How long a text takes to read."""

from __future__ import annotations

import re

from intelog.text.script import HAN

HAN_PER_MINUTE = 350
WORDS_PER_MINUTE = 230

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W_]+(?:[-'’.,:/+_^][^\W_]+)*[%+]*")


def minutes(text: str) -> float:
    """Minutes to read *text*: Han characters / 350 + other words / 230 (`product.md`)."""
    others = _HAN.sub(" ", text)
    return (len(text) - len(_HAN.sub("", text))) / HAN_PER_MINUTE + len(_WORD.findall(others)) / WORDS_PER_MINUTE
