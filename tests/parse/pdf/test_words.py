"""Words are read as they are meant."""

from __future__ import annotations

import pytest
from tests.parse.pdf.made import LOREM, item, lines, made

from intelog.parse.pdf.words import clean


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        ("it is infor-", "mation we want", "information"),
        ("a special-", "purpose tool", "special-purpose"),
        ("see COVID-", "19 for it", "COVID-19"),
        ("at https://a.example/", "b/c for it", "https://a.example/b/c"),
    ],
)
def test_what_was_broken_at_a_line_end_is_joined(start: str, end: str, word: str) -> None:
    page = lines(72, 700, "The special-purpose method is a long line of words", start, end, *LOREM)

    assert word in item(made(page)).text


def test_ligatures_are_the_letters_they_show() -> None:
    assert clean("e\ufb03cient, ½ of 10², “x”\u00a0\U0001d465\u2f08") == "efficient, ½ of 10², “x” x人"
