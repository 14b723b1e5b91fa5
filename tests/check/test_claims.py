"""What `intelog check` promises of claims and receipts, on a day of real papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from intelog.app import opened
from intelog.model.finding import Finding, Severity
from intelog.workspace import Workspace

NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)

Edit = Callable[[str], str]


@pytest.fixture
def workspace(january: Workspace) -> Workspace:
    return january


def edition(workspace: Workspace) -> Path:
    return workspace.root / "editions" / "daily" / "2026-01-28.md"


def found(workspace: Workspace, edit: Edit = lambda text: text) -> list[Finding]:
    """The findings after an edit of the edition's file."""
    path = edition(workspace)
    before = path.read_text("utf-8")
    after = edit(before)
    path.write_text(after, encoding="utf-8")
    with opened(workspace, doing="check", now=NOW) as app:
        (checked,) = app.check("2026-01-28", now=NOW)
    return checked.findings


def codes(findings: list[Finding]) -> list[str]:
    return [f.code for f in findings if f.severity is not Severity.NOTE]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


SENTENCE = re.compile(r"(?m)^(?!#|\*|\[)(.*\d.*)\[\^([\w.-]+\.s[0-9a-f]{6}\.1)\]$")


def test_a_composed_daily_is_clean(workspace: Workspace) -> None:
    findings = found(workspace)

    assert findings == []


def test_a_daily_of_real_papers_can_be_read_in_its_time(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")

    stated = float(re.search(r"(\d+\.\d) minutes to read", text)[1])  # type: ignore[index]
    sentences = [match[1] for match in re.finditer(r"(?m)^(?!#|\*|\[|-)(\S.*?)(?:\[\^[\w.-]+\])+$", text)]

    assert 3.0 <= stated <= 5.0
    assert text.count("\n### ") == 10
    assert len(sentences) >= 20
    assert all(re.fullmatch(r"[\"“(A-Z0-9\\*].*[.!?][\"”)]?", s) for s in sentences), sentences


def test_a_changed_digit_in_a_claim_is_found_on_its_line(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    failures = []

    for match in SENTENCE.finditer(text):
        claim = match[1]
        for digit in re.finditer(r"\d", claim):
            other = str((int(digit.group()) + 1) % 10)
            changed = claim[: digit.start()] + other + claim[digit.end() :]
            findings = found(workspace, lambda t, a=claim, b=changed: t.replace(a + "[^", b + "[^", 1))  # type: ignore[misc]
            edition(workspace).write_text(text, encoding="utf-8")
            got = {f.code for f in findings if f.line == line_of(text, claim) and f.severity is Severity.ERROR}
            if not got & {"claim-number", "claim-name", "claim-date"}:
                failures.append((claim, digit.start(), other, findings))
            break  # one digit a sentence: absorbing each edit is what takes the time

    assert not failures


def test_a_changed_digit_in_a_quote_is_found_on_its_line(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    quote = re.search(r'(?m)^\[\^[\w.-]+\]: \[[^\]]*\]\([^)]*\) "([^"\d]*)(\d)', text)
    assert quote is not None
    at = quote.start(2)

    findings = found(workspace, lambda t: t[:at] + str((int(t[at]) + 1) % 10) + t[at + 1 :])

    assert codes(findings) == ["quote-differs"]
    assert findings[0].line == text[:at].count("\n") + 1


def test_two_swapped_receipts_are_found_on_both_lines(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    first, second = list(SENTENCE.finditer(text))[:2]
    a, b = f"[^{first[2]}]", f"[^{second[2]}]"

    findings = found(workspace, lambda t: t.replace(a, "@", 1).replace(b, a, 1).replace("@", b, 1))

    assert codes(findings) == ["receipt-swapped", "receipt-swapped"]
    assert [f.line for f in findings] == [line_of(text, a), line_of(text, b)]


def test_two_receipts_whose_definitions_are_swapped_are_found(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    first, second = list(SENTENCE.finditer(text))[:2]
    a, b = f"[^{first[2]}]:", f"[^{second[2]}]:"

    findings = found(workspace, lambda t: t.replace(a, "@", 1).replace(b, a, 1).replace("@", b, 1))

    assert codes(findings) == ["receipt-swapped", "receipt-swapped"]


def test_a_receipt_whose_definition_is_gone_is_missing(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    (first, *_) = SENTENCE.finditer(text)

    findings = found(workspace, lambda t: re.sub(rf"(?m)^\[\^{re.escape(first[2])}\]:.*\n", "", t))

    assert codes(findings) == ["receipt-missing"]
    assert findings[0].line == line_of(text, first[0])


def test_a_chosen_sentence_without_its_receipt_is_found(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    (first, *_) = SENTENCE.finditer(text)

    findings = found(workspace, lambda t: t.replace(f"[^{first[2]}]\n", "\n", 1))

    assert codes(findings) == ["receipt-removed"]
    assert "receipt-unused" in [f.code for f in findings]
    assert findings[0].line == line_of(text, first[0])


def test_a_stored_text_that_was_changed_underneath_is_found(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    (first, *_) = SENTENCE.finditer(text)
    version = re.search(rf"(?m)^\[\^{re.escape(first[2])}\]:.*(v-[0-9a-f]+)", text)[1]  # type: ignore[index]
    db = apsw.Connection(str(workspace.library))
    db.execute("UPDATE version SET text = replace(text, '.', '!') WHERE id = ?", (version,))
    db.close()

    findings = found(workspace)

    receipts = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("[^") and version in line]
    assert set(codes(findings)) == {"text-changed"}
    assert [f.line for f in findings] == receipts


def test_a_version_the_library_does_not_hold_is_found(workspace: Workspace) -> None:
    findings = found(workspace, lambda t: re.sub(r"v-[0-9a-f]{20} (\d+-\d+)$", r"v-00000000000000000000 \1", t))

    assert codes(findings) == ["version-unknown"]


def test_a_persons_sentence_without_a_receipt_passes_and_is_marked_theirs(workspace: Workspace) -> None:
    findings = found(workspace, lambda t: t.replace("\n* Keywords", "\nI think 42 of these matter.\n\n* Keywords", 1))

    assert codes(findings) == []
    assert "theirs" in [f.code for f in findings]


def test_a_persons_rewording_that_the_receipt_supports_passes(workspace: Workspace) -> None:
    text = edition(workspace).read_text("utf-8")
    (first, *_) = SENTENCE.finditer(text)
    shorter = first[1].rstrip(".").split(",")[0] + "."

    findings = found(workspace, lambda t: t.replace(first[1] + "[^", shorter + "[^", 1))

    assert codes(findings) == []


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ("<<<<<<< ours\n", "merge-marker"),
        ("[例如：Reasoning Models]\n", "placeholder"),
        ("[^mine]: [x](https://a.example/) v-0123456789 half a receipt\n", "receipt-unreadable"),
    ],
)
def test_what_was_left_unfinished_is_found(workspace: Workspace, added: str, code: str) -> None:
    findings = found(workspace, lambda t: t + "\n" + added)

    assert code in codes(findings)


def test_a_wrong_period_in_the_front_matter_is_found_on_its_line(workspace: Workspace) -> None:
    findings = found(workspace, lambda t: t.replace("period: 2026-01-28", "period: 2026-01-29"))

    assert [(f.code, f.line) for f in findings] == [("period-differs", 1)]


def test_findings_speak_the_workspaces_language(workspace: Workspace) -> None:
    settings = workspace.settings_file
    settings.write_text(settings.read_text("utf-8").replace('language = "en"', 'language = "zh"'), encoding="utf-8")

    findings = found(workspace, lambda t: t + "\n<<<<<<< ours\n")

    assert "这里有未完成的合并标记" in [f.message for f in findings]
