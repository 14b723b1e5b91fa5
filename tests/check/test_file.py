"""Which files are in the middle of something."""

from __future__ import annotations

import pytest

from intelog.check.file import faults, odd_front_line

FRONT = "---\nperiod: 2026-01\n---\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{FRONT}\n# x\n", []),
        ("# no front matter\n", []),
        ("", []),
        (f"{FRONT}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> b\n", [(5, "merge-marker")]),
        (f"{FRONT}\nA heading\n=======\n", []),
        ("---\nperiod: 2026-01\n\n# x\n---\n", [(1, "front-broken")]),
        ("---\nperiod: 2026-01\n", [(1, "front-broken")]),
        ("\ufeff---\r\nperiod: 2026-01\r\nformat: 2\r\n---\r\n", [(1, "newer-format")]),
        ("---\nformat: 1\n---\n", []),
        ("---\nformat: new\n---\n", [(1, "newer-format")]),
    ],
)
def test_the_faults_of_a_file(text: str, said: list[tuple[int, str]]) -> None:
    assert [(fault.line, fault.code) for fault in faults(text)] == said


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("period: 2026-01\ntags: [a, b]\n# comment\n\nlist:\n  - a\n- b", None),
        ("title: \"x\"\nnote: 'it''s'", None),
        ("period: 2026-01\ntags: [a, b", 2),
        ("period: 2026-01\nwhat is this", 2),
        ('title: "x', 1),
    ],
)
def test_a_line_of_front_matter_that_is_none_is_found(front: str, line: int | None) -> None:
    assert odd_front_line(front) == line
