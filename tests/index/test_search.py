"""The search index: whatever is in the library is found, and the index is never more than what can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.derived import catch_up

from intelog.index.question import question
from intelog.index.search import SearchIndex
from intelog.model.document import Document, Kind, Link, Origin, Reading
from intelog.model.edition import Base
from intelog.model.language import Language
from intelog.model.moment import Moment
from intelog.model.names import VersionId
from intelog.model.period import Period
from intelog.model.record import Claim, Evidence, Record, RecordKind
from intelog.store.sqlite import SqliteLibrary

DAY = date(2026, 1, 28)
PAPER = Document(
    key="arxiv:2601.18933", kind=Kind.PAPER, title="BabyReasoningBench: a benchmark",
    text="BabyReasoningBench: a benchmark\n\nWe introduce a GPT-5.2 generated benchmark of 19 reasoning tasks for small models.",
    met=DAY, language=Language.ENGLISH, url="https://arxiv.org/abs/2601.18933", authors=("Ada Lovelace", "李雷"), published=Moment("2026-01"),
)  # fmt: skip
NOTE = Document(
    key="note:log.md#2026-01-20 蒸馏", kind=Kind.NOTE, title="模型蒸馏",
    text="# 20260120 模型蒸馏\n+ 所以他们把推理放到测试时去做，而不是把知识放进参数里。\n+ GPT-4o 的多模态能力也可以蒸馏。",
    met=date(2026, 1, 20), language=Language.CHINESE, links=(Link("https://youtu.be/abc123", "video"),),
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    made = SqliteLibrary(tmp_path / "library.sqlite")
    made.add(
        [Reading(PAPER, Origin("arXiv", "a.jsonl", DAY)), Reading(NOTE, Origin("learning log", "log.md", NOTE.met))]
    )
    yield made
    made.close()


@pytest.fixture
def index(tmp_path: Path, library: SqliteLibrary) -> SearchIndex:
    made = SearchIndex(tmp_path / "index")
    catch_up(made, library, tmp_path)
    return made


def names(index: SearchIndex, words: str, *, newest: bool = False) -> list[str]:
    return [hit.name for hit in index.search(question(words), newest=newest).hits]


@pytest.mark.parametrize(
    "words",
    [
        "放到测试时", "知识放进参数", "蒸馏", "GPT-4o 多模态", "gpt4o", "多模态 蒸馏", '"测试时去做，而不是"', "lang:zh", "kind:note", "馏",
        'source:"learning log"', "before:2026-01-25", "https://www.youtube.com/watch?v=abc123&feature=share",
    ],
)  # fmt: skip
def test_the_note_is_found(index: SearchIndex, words: str) -> None:
    assert names(index, words) == [NOTE.id]


@pytest.mark.parametrize(
    "words",
    [
        "reasoning tasks", '"19 reasoning tasks"', "GPT 5.2", "babyreasoningbench", "author:lovelace", "Lovelace", "李雷", "2601.18933",
        "https://arxiv.org/pdf/2601.18933v1", "kind:paper benchmarks", "after:2026-01-25", "source:arxiv model", "in:document model",
    ],
)  # fmt: skip
def test_the_paper_is_found(index: SearchIndex, words: str) -> None:
    assert names(index, words) == [PAPER.id]


@pytest.mark.parametrize(
    "words",
    [
        '"tasks reasoning"',
        "测试参数放",
        "benchmark -reasoning",
        "kind:post",
        "after:2027",
        "in:editions",
        "，。",
        "GPT-6",
    ],
)
def test_what_is_not_so_is_not_found(index: SearchIndex, words: str) -> None:
    assert names(index, words) == []


def test_the_newest_come_first_where_asked_for(index: SearchIndex) -> None:
    assert names(index, "GPT", newest=True) == [PAPER.id, NOTE.id]
    assert index.search(question("GPT"), limit=1).total == 2


def test_records_and_editions_are_found(index: SearchIndex, library: SqliteLibrary, tmp_path: Path) -> None:
    shown = Evidence(version=VersionId(PAPER.version), start=0, end=4, title="T", url="https://a.example/")
    record = Record(
        kind=RecordKind.DEVELOPMENT, subject="s", period=Period.parse("2026-01-28"),
        claims=(Claim(field="headline", text="一个[新基准](https://a.example/)发布", evidence=(shown,)),),
    )  # fmt: skip
    library.keep(
        records=[record], bases=[Base(Period.parse("2026-01-28"), Language.CHINESE, "# 每日速递\n\n新基准出现了", {})]
    )

    assert catch_up(index, library, tmp_path) == 2
    assert names(index, "in:records 新基准") == [record.key]
    assert names(index, "in:editions 新基准") == ["2026-01-28 zh"]


def test_what_changes_is_found_as_it_is_now(index: SearchIndex, library: SqliteLibrary, tmp_path: Path) -> None:
    library.add(
        [Reading(replace(PAPER, text="Now it is a survey.", source_version=2), Origin("arXiv", "b.jsonl", DAY))]
    )
    library.add([], whole="log.md")

    assert catch_up(index, library, tmp_path) == 2
    assert names(index, "survey") == [PAPER.id]
    assert names(index, "introduce") == names(index, "蒸馏") == []
    assert catch_up(index, library, tmp_path) == 0


def test_a_near_miss_is_offered(index: SearchIndex) -> None:
    assert index.near("benchmrak") == ["benchmark"]
    assert index.near("蒸溜") == []


@pytest.mark.parametrize("harm", ["deleted", "cut", "emptied", "older", "rubbish"])
def test_an_index_that_cannot_be_read_is_made_anew(
    harm: str, index: SearchIndex, library: SqliteLibrary, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "index"
    match harm:
        case "deleted":
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()
        case "cut":
            for path in folder.iterdir():
                if path.suffix in (".term", ".store", ".pos", ".idx"):
                    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case "emptied":
            (folder / "version").unlink()
        case "older":
            (folder / "version").write_text("0")
        case "rubbish":
            (folder / "meta.json").write_text("{")

    again = SearchIndex(folder)
    taken = catch_up(again, library, tmp_path)

    assert taken == 2
    assert names(again, "蒸馏") == [NOTE.id]
    assert len(caplog.messages) == (0 if harm == "deleted" else 1)


def test_an_index_that_was_only_begun_is_gone_on_with(
    library: SqliteLibrary, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "apart"
    folder.mkdir()
    empty = SqliteLibrary(tmp_path / "empty.sqlite")
    catch_up(SearchIndex(tmp_path / "begun"), empty, folder)  # makes the index and has nothing to commit
    empty.close()

    again = SearchIndex(tmp_path / "begun")

    assert catch_up(again, library, tmp_path) == 2
    assert names(again, "蒸馏") == [NOTE.id]
    assert caplog.messages == []


def test_what_is_left_of_an_old_index_is_in_nobodys_way(
    index: SearchIndex, library: SqliteLibrary, tmp_path: Path
) -> None:
    (tmp_path / "index.old").mkdir()
    (tmp_path / "index.old" / "meta.json").write_text("{}")
    (tmp_path / "index" / "version").write_text("0")

    assert catch_up(SearchIndex(tmp_path / "index"), library, tmp_path) == 2
    assert not (tmp_path / "index.old").exists()


def test_an_index_of_another_library_is_made_anew(index: SearchIndex, tmp_path: Path) -> None:
    other = SqliteLibrary(tmp_path / "other.sqlite")
    other.add([Reading(PAPER, Origin("arXiv", "a.jsonl", DAY))])

    assert catch_up(index, other, tmp_path) == 1
    assert names(index, "蒸馏") == []
    assert names(index, "reasoning") == [PAPER.id]
    other.close()


def test_an_index_that_is_ahead_of_a_restored_library_is_made_anew(
    index: SearchIndex, library: SqliteLibrary, tmp_path: Path
) -> None:
    library.backup(tmp_path / "backup.sqlite")
    library.add(
        [Reading(replace(PAPER, key="arxiv:2601.00009", text="One more survey."), Origin("arXiv", "c.jsonl", DAY))]
    )
    catch_up(index, library, tmp_path)
    old = SqliteLibrary(tmp_path / "backup.sqlite")

    assert catch_up(index, old, tmp_path) == 2
    assert names(index, "survey") == []
    old.close()
