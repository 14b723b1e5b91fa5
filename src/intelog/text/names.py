"""Proper and technical names in running text, by how they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOKEN = re.compile(
    r"[A-Za-zΑ-Ωα-ωÀ-ÖØ-öø-ɏ][A-Za-z0-9Α-Ωα-ωÀ-ÖØ-öø-ɏ²³]*(?:[-.+/&'’_](?=[A-Za-z0-9Α-Ωα-ω²³])[A-Za-z0-9Α-Ωα-ωÀ-ÖØ-öø-ɏ²³]+)*(?:\+\+|#)?"
)
_WORD_WITH_DIGIT = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z._-]*[0-9])[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")
_COMMON_CAPITALS = frozenset({"I", "A", "AI", "OK"})
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|"
    r"Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?。！？：:;；]\s*|[“\"(（]\s*)$")

_PHRASE = re.compile(r"[A-Za-z]+(?:[\s-]+[A-Za-z]+)+")
_WORD = re.compile(r"[a-z]+")
_LITTLE = frozenset("a an and as at by for from in of on or the to with".split())
_ENDING = re.compile(
    r"(?<=[a-z]{4})(?:i[sz]ations?|ations?|ators?|ions?|ings?|ives?|ments?|ers?|ors?|ies|ied|ed|es|als?|ly|s|e|y)$"
)


def technical_names(text: str) -> list[str]:
    """Names such as `GPT-4o`, `DeepSeek-V3.2`, `RLHF`, `vLLM`: known by capitals inside, or digits."""
    tokens = (token for token in _TOKEN.findall(text) if not token.islower())
    return [t for t in map(_without_possessive, tokens) if _is_technical(t)]


def _without_possessive(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def proper_names(text: str) -> list[str]:
    """Technical names, and words with a capital that do not merely begin a sentence."""
    found = []
    for token in _TOKEN.finditer(text):
        word = _without_possessive(token.group())
        if text[max(0, token.start() - 1) : token.start()].isdigit() or _CALENDAR.fullmatch(word):
            continue  # the T of 15.5T; a month belongs to its date
        begins = _SENTENCE_START.search(text, 0, token.start()) is not None
        if _is_technical(word) or any(
            part[:1].isupper() and part not in _COMMON_CAPITALS for part in word.split("/")[1 if begins else 0 :]
        ):
            found.append(word)
    return found


def coded_words(text: str, numbers: Sequence[tuple[int, int]]) -> list[str]:
    """Words with digits in them that are none of the *numbers* (spans): `o3`, `gpt-5-main`, `3D`, `1080p`, `2.3.0`."""
    return [
        word.group()
        for word in _WORD_WITH_DIGIT.finditer(text)
        if any(
            c.isdigit() and not any(a <= at < b for a, b in numbers) for at, c in enumerate(word.group(), word.start())
        )
    ]


def says_name(text: str, name: str) -> bool:
    """Whether *text* says *name* as a whole, without regard to case, hyphens and spaces: `K2.5` does not say `K2`."""
    loose = r"[-_^\s]*".join(re.escape(c) for c in name if c not in "-_^ ")
    end = r"(?:s|['’]s)?(?![A-Za-z0-9]|\.[0-9])" if name[-1:].isalnum() else ""  # C++11 says C++
    return re.search(rf"(?<![A-Za-z0-9])(?:\d+[x×])?{loose}{end}", text, re.IGNORECASE) is not None


def initials(text: str) -> list[str]:
    """The first letters of the words of each phrase, with all words and without the little ones."""
    found = []
    for phrase in _PHRASE.findall(text):
        words = _WORD.findall(phrase.lower())
        found += ["".join(word[0] for word in words), "".join(word[0] for word in words if word not in _LITTLE)]
    return found


def stem(word: str) -> str:
    """A plain English word without the endings that make other words of it: `distillation` is of `distill`."""
    return _ENDING.sub("", word.lower())


def name_key(name: str) -> str:
    """The form in which two spellings are one name: case, hyphen, underscore and space alike."""
    return re.sub(r"[-_\s]+", "", name).casefold()


def _is_technical(word: str) -> bool:
    if len(word) < 2 or word.islower() or word in _COMMON_CAPITALS or (word.isalpha() and word[1:].islower()):
        return False
    letters = [c for c in word if c.isalpha()]
    if len(letters) < 2 and not any(c.isdigit() for c in word):
        return False
    parts = re.split(r"[-/&'’_.+#]", word)
    return any(
        sum(c.isupper() for c in part) >= 2
        or any(c.isupper() for c in part[1:])
        or (any(c.isdigit() for c in part) and any(c.isupper() for c in word))
        for part in parts
    )
