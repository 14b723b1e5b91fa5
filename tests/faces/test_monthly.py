"""A month through the program itself: adopted, composed, edited, checked, mended."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.conftest import NOW, Intelog, persons_files

from intelog.app import App, opened
from intelog.compose.month_absorb import NAME
from intelog.evidence.words import evidence_for
from intelog.model.document import Document
from intelog.model.language import Language
from intelog.model.period import Period
from intelog.model.record import Claim, Record, RecordKind
from intelog.text.markdown import escape, link
from intelog.text.segment import sentences
from intelog.workspace import Workspace, make

MONTH = Period.parse("2026-01")
FILE = Path("editions", "monthly", "2026-01.md")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    workspace, _ = make(tmp_path / "desk", language=Language.CHINESE, timezone="Asia/Shanghai")
    return workspace.root


@pytest.fixture
def finished(corpus: Path) -> Path:
    return corpus / "seeds" / "monthly-2026-01.md"


def test_a_finished_log_is_adopted_byte_for_byte_and_stays_so(desk: Path, finished: Path, intelog: Intelog) -> None:
    adopted = intelog("import", finished, "--json", cwd=desk).json

    (log,) = adopted["adopted"]
    assert "arxiv:2507.20534" in log.pop("no_source")
    assert log == {"file": FILE.as_posix(), "models": 8, "topics": 7, "papers": 23, "held": 0, "not_held": 38}
    assert (adopted["read"], adopted["new"]) == (1, 1)
    assert (desk / FILE).read_bytes() == finished.read_bytes()
    composed = intelog("compose", "2026-01", "--json", cwd=desk).json
    assert composed["files"] == [FILE.as_posix()]
    assert composed["records"] == 39, "and the summary: insight and best implementation"
    assert composed["kept_edits"] > 100
    assert (desk / FILE).read_bytes() == finished.read_bytes()
    (desk / FILE).unlink()
    intelog("compose", "2026-01", cwd=desk)
    assert (desk / FILE).read_bytes() == finished.read_bytes(), "a deleted file comes back with every word"


def test_adopting_again_changes_nothing(desk: Path, finished: Path, intelog: Intelog) -> None:
    intelog("import", finished, cwd=desk)
    again = intelog("import", finished, "--json", cwd=desk)

    assert (again.code, again.json["unchanged"], again.json["new"]) == (0, 1, 0)


def test_a_second_log_of_one_month_is_refused_and_nothing_is_overwritten(
    desk: Path, finished: Path, tmp_path: Path, intelog: Intelog
) -> None:
    intelog("import", finished, cwd=desk)
    other = tmp_path / "other.md"
    other.write_text(finished.read_text("utf-8").replace("Kimi-K2", "Kimi"), "utf-8")
    before = persons_files(desk)

    line = intelog("import", other, cwd=desk).refusal

    assert "there is an edition of 2026-01 already, editions/monthly/2026-01.md" in line
    assert persons_files(desk) == before


def test_what_is_adopted_is_tied_to_the_documents_that_are_held(
    desk: Path, finished: Path, corpus: Path, intelog: Intelog
) -> None:
    intelog("import", corpus / "arxiv-daily" / "2026-01-07.jsonl", cwd=desk)
    adopted = intelog("import", finished, "--json", cwd=desk).json

    assert adopted["adopted"][0]["held"] == 1, "MiMo-V2-Flash, arXiv 2601.02780"
    assert "outside-period" not in {
        f["code"] for f in json.loads(intelog("check", "2026-01", "--json", cwd=desk).stdout)
    }


def test_a_log_in_crlf_with_a_byte_order_mark_stays_so(
    desk: Path, finished: Path, tmp_path: Path, intelog: Intelog
) -> None:
    windows = tmp_path / "january.md"
    windows.write_bytes(b"\xef\xbb\xbf" + finished.read_bytes().replace(b"\n", b"\r\n"))

    intelog("import", windows, cwd=desk)
    intelog("compose", "2026-01", cwd=desk)

    assert (desk / FILE).read_bytes() == windows.read_bytes()


def test_the_drafts_row_stays_and_its_placeholders_are_named(desk: Path, corpus: Path, intelog: Intelog) -> None:
    draft = corpus / "seeds" / "monthly-2026-02-draft.md"
    file = desk / "editions" / "monthly" / "2026-02.md"
    intelog("import", draft, cwd=desk)
    intelog("compose", "2026-02", cwd=desk)
    assert file.read_bytes() == draft.read_bytes()

    checked = intelog("check", "2026-02", "--json", cwd=desk)

    assert checked.code == 1
    assert sum(f["code"] == "placeholder" for f in checked.json) == 8
    assert sum(f["code"] == "table-empty" for f in checked.json) == 2
    row = next(line for line in file.read_text("utf-8").splitlines() if line.startswith("| [LongCat"))
    fixed = intelog("check", "2026-02", "--fix", cwd=desk)
    assert fixed.code == 0
    assert row in file.read_text("utf-8")


def test_a_month_without_records_is_the_template_and_checks_clean(desk: Path, intelog: Intelog) -> None:
    composed = intelog("compose", "2026-01", cwd=desk)

    assert composed.code == 0
    text = (desk / FILE).read_text("utf-8")
    assert "* **Dominant Theme:** —" in text
    assert intelog("check", "2026-01", cwd=desk).code == 0


def test_findings_are_a_sarif_log(desk: Path, finished: Path, intelog: Intelog) -> None:
    intelog("import", finished, cwd=desk)

    log = intelog("check", "2026-01", "--sarif", cwd=desk).json

    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["name"] == "intelog"
    assert len(run["results"]) == 44
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == FILE.as_posix()
        assert place["region"]["startLine"] >= 1


BAD: dict[str, tuple[Callable[[bytes], bytes], str, bool]] = {
    "front matter is not closed": (lambda t: t.replace(b"---\n\n#", b"\n#", 1), "front-broken", True),
    "a newer format": (lambda t: t.replace(b"type:", b"format: 9\ntype:", 1), "newer-format", True),
    "merge markers": (lambda t: t.replace(b"---\n\n##", b"<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n---\n\n##", 1), "merge-marker", True),
    "half a table": (lambda t: t.replace(b"| :--- | :--- | :--- | :--- |\n", b"", 1), "table-broken", False),
    "a cell of 5 MB": (lambda t: t.replace(b"\xe2\x80\x94", b"x" * (5 * 2**20), 1), "unreadable", True),
    "a binary file": (lambda _: bytes(range(256)) * 40, "unreadable", True),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_clear_finding_and_is_left_as_it_is(case: str, desk: Path, intelog: Intelog) -> None:
    spoil, code, is_refused = BAD[case]
    intelog("compose", "2026-01", cwd=desk)
    data = spoil((desk / FILE).read_bytes())
    (desk / FILE).write_bytes(data)

    found = intelog("check", "--json", cwd=desk)

    assert [(f["code"], f["file"]) for f in found.json if f["severity"] != "note"] == [(code, FILE.as_posix())]
    assert (desk / FILE).read_bytes() == data
    if is_refused:
        assert str(FILE.name) in intelog("compose", "2026-01", cwd=desk).refusal
        assert (desk / FILE).read_bytes() == data


def test_two_files_of_one_month_are_one_finding(desk: Path, intelog: Intelog) -> None:
    intelog("compose", "2026-01", cwd=desk)
    copy = (desk / FILE).with_name("2026-01 (冲突副本).md")
    shutil.copy(desk / FILE, copy)

    found = intelog("check", "2026-01", "--json", cwd=desk).json

    assert [(Path(f["file"]).name, f["code"]) for f in found if f["severity"] != "note"] == [
        (copy.name, "period-doubled")
    ]


def test_one_bad_edition_does_not_stop_the_check_of_the_others(desk: Path, finished: Path, intelog: Intelog) -> None:
    intelog("import", finished, cwd=desk)
    (desk / FILE).with_name("2026-02.md").write_bytes(b"\0\1\2")

    codes = {f["code"] for f in json.loads(intelog("check", "--json", cwd=desk).stdout)}

    assert {"unreadable", "alt-file-name"} <= codes


def test_a_month_to_come_and_a_week_are_refused(desk: Path, intelog: Intelog) -> None:
    assert "still to come; compose a month that has begun" in intelog("compose", "2999-01", cwd=desk).refusal
    assert "only daily and monthly" in intelog("compose", "2026-W05", cwd=desk).refusal


# With a machine's records: a model review whose claims are sentences of real papers.


@pytest.fixture
def app(corpus: Path, tmp_path: Path) -> Iterator[App]:
    workspace, _ = make(tmp_path / "month", language=Language.ENGLISH, timezone="Asia/Shanghai")
    with opened(workspace, doing="test", now=NOW) as app:
        app.import_files([corpus / "arxiv-daily" / "2026-01-28.jsonl"], now=NOW)
        yield app


def paper(app: App) -> Document:
    """A paper with numbers in two of its sentences."""
    told = app.library.told_between(Period.parse("2026-01-20").start, Period.parse("2026-01-28").end)
    return next(d for d in told if sum(c.isdigit() for c in d.text) > 12 and len(sentences(d.text)) > 5)


def review(document: Document, period: Period = MONTH, count: int = 3) -> Record:
    numbered = [s for s in sentences(document.text) if any(c.isdigit() for c in document.text[slice(*s)])]
    chosen = [*numbered, *(s for s in sentences(document.text) if s not in numbered)][:count]
    claims = [Claim(field=NAME, text=link(escape(document.title), document.url or ""))]
    for n, (start, end) in enumerate(chosen):
        text = escape(document.text[start:end])
        label = ("mechanism-infra", "mechanism-data", "capability-one")[n]
        claims.append(Claim(field=label, text=text, evidence=(evidence_for(text, document, start, end),)))
    return Record(
        kind=RecordKind.MODEL_REVIEW, subject=document.subject, period=period, claims=tuple(claims), made_by="test"
    )


def compose(app: App, period: Period = MONTH, now: datetime = NOW) -> str:
    (draft,) = app.compose(period, now=now)
    return draft.path.read_text("utf-8")


def codes(app: App, period: Period = MONTH) -> list[str]:
    (checked,) = app.check(str(period), now=NOW)
    return [f.code for f in checked.findings if f.code not in ("style", "table-empty", "image-missing")]


def path(app: App, period: Period = MONTH) -> Path:
    return Workspace(app.workspace.root).edition(period, Language.ENGLISH, app.settings)


def test_a_machines_row_has_its_receipts_and_checks_clean(app: App) -> None:
    app.library.keep(records=[review(paper(app))])
    text = compose(app)

    assert text.count("]: [") == 3
    assert codes(app) == []


def test_a_changed_digit_a_removed_receipt_and_an_unshown_sentence_are_errors(app: App) -> None:
    record = review(paper(app))
    bare = Claim(field="value-route", text="A route that no source shows is still written here.")
    app.library.keep(
        records=[Record(kind=record.kind, subject=record.subject, period=MONTH, claims=(*record.claims, bare))]
    )
    text = compose(app)
    row = next(line for line in text.splitlines() if line.startswith("| [") and "[^" in line)
    cells = row.split(" | ")
    digit = next(c for c in cells[1] if c.isdigit())
    changed = cells[1].replace(digit, str((int(digit) + 1) % 10), 1)
    label = cells[2][cells[2].index("[^") : cells[2].index("]", cells[2].index("[^")) + 1]

    assert codes(app) == ["unsupported"]
    path(app).write_text(
        text.replace(row, " | ".join([cells[0], changed, cells[2].replace(label, ""), *cells[3:]])), "utf-8"
    )

    found = codes(app)
    assert "receipt-removed" in found
    assert {"claim-number", "claim-name", "claim-date"} & set(found)


def test_a_persons_words_hold_against_a_refresh_and_the_new_words_are_proposed(app: App, intelog: Intelog) -> None:
    document = paper(app)
    app.library.keep(records=[review(document)])
    text = compose(app)
    row = next(line for line in text.splitlines() if line.startswith("| [") and "[^" in line)
    cells = row.split(" | ")
    path(app).write_text(text.replace(cells[2], "My own words on the evidence."), "utf-8")
    compose(app)
    later = review(document)
    other = Claim(field="capability-one", text="Something else is said now.")
    app.library.keep(
        records=[Record(kind=later.kind, subject=later.subject, period=MONTH, claims=(*later.claims[:3], other))]
    )

    (draft,) = app.compose(MONTH, now=NOW)

    assert "My own words on the evidence." in draft.path.read_text("utf-8")
    (proposal,) = draft.composed.proposals
    assert (proposal.field, proposal.yours, proposal.proposed) == (
        "capability-one", "My own words on the evidence.", "Something else is said now.",
    )  # fmt: skip
    app.library.close()
    copy = shutil.copytree(app.workspace.root, app.workspace.root.with_name("copy"))  # this test holds the lease
    shown = intelog("compose", "2026-01", "--proposals", cwd=copy)
    assert "Something else is said now." in shown.stdout


def test_a_correction_shows_in_every_later_edition_of_what_was_corrected(app: App) -> None:
    document = paper(app)
    app.library.keep(records=[review(document)])
    text = compose(app)
    row = next(line for line in text.splitlines() if line.startswith("| [") and "[^" in line)
    cells = row.split(" | ")
    path(app).write_text(text.replace(cells[2], "Corrected once and for all."), "utf-8")
    compose(app)
    february = Period.parse("2026-02")
    app.library.keep(records=[review(document, february)])

    assert "Corrected once and for all." in compose(app, february)
