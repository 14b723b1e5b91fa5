"""People edit, and their words win for ever: on a day of real papers, through the app and a real library."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intelog.app import Draft, opened
from intelog.errors import EditionError, PeriodError
from intelog.model.finding import Severity
from intelog.model.period import Period
from intelog.workspace import Workspace

NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)
DAY = Period.parse("2026-01-28")


def edition(workspace: Workspace) -> Path:
    return workspace.root / "editions" / "daily" / "2026-01-28.md"


def text_of(workspace: Workspace) -> str:
    with edition(workspace).open(encoding="utf-8", newline="") as file:
        return file.read()


def edit(workspace: Workspace, change: Callable[[str], str]) -> str:
    before = text_of(workspace)
    after = change(before)
    assert after != before
    edition(workspace).write_text(after, encoding="utf-8", newline="")
    return after


def compose(workspace: Workspace) -> Draft:
    with opened(workspace, doing="compose", now=NOW) as app:
        (draft,) = app.compose(DAY, now=NOW)
    return draft


def news(workspace: Workspace, corpus: Path) -> None:
    """Something more about the day: a note on a paper that was told, and one on another."""
    (workspace.notes / "more.md").write_text(
        "# 20260128 A new speech model halves its errors\n"
        "+ [https://speech.example/model](https://speech.example/model)\n"
        "+ The **Whisper-9** model was released and cuts word errors by 52% on 40 languages.\n",
        encoding="utf-8",
    )
    with opened(workspace, doing="import", now=NOW) as app:
        app.import_files([workspace.notes], now=NOW)


def headings(text: str) -> list[str]:
    return re.findall(r"(?m)^### (.*)$", text)


def without_item(text: str, n: int) -> str:
    """The text without its n-th item."""
    start = [m.start() for m in re.finditer(r"(?m)^### ", text)]
    return text[: start[n]] + text[start[n + 1] :]


def test_a_rewritten_headline_a_deleted_item_and_an_added_paragraph_stay_and_the_rest_is_refreshed(
    january: Workspace, corpus: Path
) -> None:
    first, second, third = headings(text_of(january))[:3]
    mine = "My own headline, with 3 reasons"
    paragraph = "我自己的一段话，不要动它。\nAnd a second line of it."
    edit(january, lambda t: without_item(t, 1).replace(f"### {first}", f"### {mine}"))
    edit(january, lambda t: t.replace(f"### {third}", f"{paragraph}\n\n### {third}"))
    news(january, corpus)

    draft = compose(january)
    after = text_of(january)
    edition(january).unlink()
    again = compose(january)

    assert f"### {mine}\n" in after
    assert second not in after
    assert f"\n{paragraph}\n\n### {third}" in after
    assert "Whisper-9" in after
    assert len(headings(after)) == 10
    assert draft.composed.kept_edits >= 3
    assert text_of(january) == after
    assert again.composed.kept_edits == draft.composed.kept_edits


def test_composing_again_changes_nothing_and_writes_nothing(january: Workspace) -> None:
    before, stamp = text_of(january), edition(january).stat().st_mtime_ns

    draft = compose(january)

    assert text_of(january) == before
    assert edition(january).stat().st_mtime_ns == stamp
    assert (draft.changed, draft.composed.kept_edits) == (False, 0)


def test_an_edited_file_in_which_nothing_is_to_be_refreshed_stays_as_the_person_left_it(january: Workspace) -> None:
    sentence = re.search(r"(?m)^(?!#|\*|\[|-)\S.*\[\^[\w.-]+\]$", text_of(january))[0]  # type: ignore[index]
    after = edit(january, lambda t: t.replace(sentence, "My words about it.\n" + sentence, 1))

    compose(january)

    assert sorted(text_of(january).splitlines()) == sorted(
        after.replace(_lead(after), _lead(text_of(january))).splitlines()
    )


def _lead(text: str) -> str:
    return re.search(r"(?m)^\d+ developments, .*$", text)[0]  # type: ignore[index]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_and_byte_order_mark_stay_the_persons(january: Workspace, end: str) -> None:
    edit(january, lambda t: "\ufeff" + t.replace("\n", end).replace("## Also noted", f"Mine.{end}{end}## Also noted"))

    compose(january)

    after = text_of(january)
    assert after.startswith("\ufeff---")
    assert f"Mine.{end}" in after
    assert after.count("\r\n") == (after.count("\n") if end == "\r\n" else 0)


def test_a_reworded_sentence_gets_the_sources_words_into_its_receipt_and_stays_clean(january: Workspace) -> None:
    sentence = re.search(r"(?m)^(We propose [^\n]*?,)([^\n]*)(\[\^([\w.-]+)\])$", text_of(january))
    assert sentence is not None
    mine = sentence[1].rstrip(",") + "."
    edit(january, lambda t: t.replace(sentence[0], mine + sentence[3]))

    compose(january)

    after = text_of(january)
    definition = re.search(rf"(?m)^\[\^{re.escape(sentence[4])}\]:.*$", after)[0]  # type: ignore[index]
    assert mine + sentence[3] in after
    assert f'"{sentence[1][:40]}' in definition
    with opened(january, doing="check", now=NOW) as app:
        (checked,) = app.check("2026-01-28", now=NOW)
    assert [f for f in checked.findings if f.severity is not Severity.NOTE] == []


def test_a_deleted_item_that_is_pasted_back_stands_again(january: Workspace) -> None:
    before = text_of(january)
    edit(january, lambda t: without_item(t, 0))
    compose(january)
    gone = headings(text_of(january))

    edition(january).write_text(before, encoding="utf-8")
    compose(january)

    assert headings(before)[0] not in gone
    assert headings(before)[0] in headings(text_of(january))


def test_items_stand_in_a_persons_order(january: Workspace) -> None:
    text = text_of(january)
    start = [m.start() for m in re.finditer(r"(?m)^### ", text)]
    one, two = text[start[0] : start[1]], text[start[1] : start[2]]
    edit(january, lambda t: t.replace(one + two, two + one))

    compose(january)
    edition(january).unlink()
    compose(january)

    assert headings(text_of(january))[:2] == [headings(two)[0], headings(one)[0]]


def test_what_a_person_wrote_in_an_item_keeps_it_when_its_document_is_gone(january: Workspace) -> None:
    (january.notes / "mine.md").write_text(
        "# 20260128 A note of mine\n+ [https://mine.example/](https://mine.example/a)\n"
        "+ The **Kestrel-2** release answers 37% faster than the one before it.\n",
        encoding="utf-8",
    )
    with opened(january, doing="import", now=NOW) as app:
        app.import_files([january.notes], now=NOW)
    compose(january)
    edit(january, lambda t: t.replace("### [A note of mine]", "### [My headline for it]"))
    compose(january)
    (january.notes / "mine.md").write_text("# 20260128 Another note\n+ Something else entirely stands here now.\n")

    with opened(january, doing="import", now=NOW) as app:
        done = app.import_files([january.notes], now=NOW)
    compose(january)

    assert done.added.withdrawn == 1
    assert "My headline for it" in text_of(january)


def test_both_languages_are_composed_from_the_same_records(january: Workspace) -> None:
    settings = january.settings_file
    settings.write_text(
        settings.read_text("utf-8").replace('# languages = ["zh", "en"]', 'languages = ["zh", "en"]'), encoding="utf-8"
    )

    with opened(january, doing="compose", now=NOW) as app:
        english, chinese = app.compose(DAY, now=NOW)

    assert [d.path.name for d in (english, chinese)] == ["2026-01-28.md", "2026-01-28.zh.md"]
    keys = [[r.development.record.key for r in d.composed.told] for d in (english, chinese)]
    assert set(keys[0]) == set(keys[1])
    assert "language: zh" in chinese.path.read_text("utf-8")
    assert "## 进展" in chinese.path.read_text("utf-8")


def test_an_update_says_when_the_story_was_first_covered(january: Workspace) -> None:
    with opened(january, doing="compose", now=NOW) as app:
        (draft,) = app.compose(Period.parse("2026-01-27"), now=NOW)

    text = draft.path.read_text("utf-8")
    assert "A quiet day: 1 development," in text
    assert "* Update: first covered on 2026-01-26; this is part 2." in text


def test_a_day_without_news_says_so(january: Workspace) -> None:
    with opened(january, doing="compose", now=NOW) as app:
        (draft,) = app.compose(Period.parse("2026-01-24"), now=NOW)

    assert "Nothing new on this day" in draft.path.read_text("utf-8")
    assert draft.composed.told == ()


def test_a_day_to_come_is_refused(january: Workspace) -> None:
    with opened(january, doing="compose", now=NOW) as app, pytest.raises(PeriodError, match="still to come"):
        app.compose(Period.parse("2026-02-03"), now=NOW)

    assert not (january.root / "editions" / "daily" / "2026-02-03.md").exists()


def test_the_same_inputs_in_another_order_give_the_same_edition(
    january: Workspace, corpus: Path, tmp_path: Path
) -> None:
    other = Workspace(Path(shutil.copytree(january.root, tmp_path / "other")))
    for path in other.hidden.glob("library*"):
        path.unlink()
    edition(other).unlink()
    papers = [corpus / "arxiv-daily" / f"2026-01-{day}.jsonl" for day in range(28, 21, -1)]
    with opened(other, doing="import", now=NOW) as app:
        app.import_files([*papers, other.notes], now=NOW)

    compose(other)

    assert text_of(other) == text_of(january)


# A save that was cut short


def half_of(text: str) -> str:
    """Cut in the middle of a line in the middle of the text."""
    lines = text.splitlines(keepends=True)
    long = next(i for i in range(len(lines) // 2, len(lines)) if len(lines[i]) > 40)
    return "".join(lines[:long]) + lines[long][:20]


@pytest.mark.parametrize(
    "saved",
    [
        half_of,
        lambda text: half_of(text).replace("\n", "\r\n"),
        lambda text: "\ufeff" + half_of(text),
        lambda text: text[:40],
        lambda text: text[:-9],
    ],
    ids=["in the middle", "with other line ends", "with a byte order mark", "near its start", "near its end"],
)
@pytest.mark.parametrize("doing", ["compose", "check"])
def test_an_edition_that_was_saved_half_is_refused_and_nothing_is_taken_out(
    january: Workspace, saved: Callable[[str], str], doing: str
) -> None:
    whole = text_of(january)
    half = edit(january, saved)
    line = half.replace("\r\n", "\n").count("\n") + 1

    with opened(january, doing=doing, now=NOW) as app, pytest.raises(EditionError) as refused:
        app.compose(DAY, now=NOW) if doing == "compose" else app.check("2026-01-28", now=NOW)

    assert str(refused.value).startswith(
        f"{edition(january)}:{line}: ends in the middle of a line, as if a save was cut"
    )
    assert text_of(january) == half
    edition(january).unlink()
    compose(january)
    assert text_of(january) == whole


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_an_edition_that_ends_with_a_line_has_lost_what_came_after_because_a_person_took_it_out(
    january: Workspace, end: str
) -> None:
    first, second, *_ = headings(text_of(january))

    edit(january, lambda text: text[: text.index(f"\n### {second}")].rstrip("\n") + end)
    compose(january)

    assert first in headings(text_of(january))
    assert second not in headings(text_of(january))
