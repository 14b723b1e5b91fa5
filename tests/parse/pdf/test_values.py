"""The text of a line says what its pieces show."""

from __future__ import annotations

from tests.parse.pdf.made import LOREM, Set, item, lines, made


def test_an_exponent_is_no_digit() -> None:
    page = [
        Set(72, 700, "It is 10"), Set(101.8, 703.6, "3", 7), Set(108.5, 700, "times CO"), Set(150.4, 698, "2", 7),
        *lines(72, 680, *LOREM),
    ]  # fmt: skip

    text = item(made(page)).text

    assert "10³ times" in text
    assert "CO₂" in text
