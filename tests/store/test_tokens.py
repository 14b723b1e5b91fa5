"""The words as ids: what was put is there, and a file that cannot be used is made anew in one line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from intelog.ports import Tokens, Watermark
from intelog.store.tokens import TokenStore
from intelog.text.tokens import Cutter

TEXTS = {"doc-a": "GPT-4o 的蒸馏 1,024 tokens", "doc-b": "强化学习 and more"}


def put(store: TokenStore, *names: str, come: int) -> None:
    cutter = Cutter()
    rows = [Tokens(name, come, "2026-01-01", "zh", 0, b"\1" * 64, 1, 0, cutter.cut(TEXTS[name]).ids) for name in names]
    store.put(rows, gone=(), words=cutter.met, come=come)


def read(store: TokenStore, name: str) -> list[str]:
    data = store.ids(name)
    ids = [int.from_bytes(data[i : i + 8], "little") for i in range(0, len(data), 8)]
    words = store.words_of(ids)
    return [words[one] for one in ids]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "words.sqlite"


def test_a_text_is_there_word_by_word_until_it_goes(path: Path) -> None:
    with closing(TokenStore(path, words="1")) as store:
        assert store.watermark() is None
        store.begin("library-1")
        put(store, "doc-a", "doc-b", come=2)

        assert store.watermark() == Watermark("library-1", 2, 0)
        assert read(store, "doc-a") == ["gpt", "4o", "的", "蒸馏", "1024", "token"]
        assert read(store, "doc-b") == ["强化", "学习", "and", "more"]
        assert store.marks().names == ["doc-a", "doc-b"]

        store.put([], gone=["doc-a"], words={}, come=3)
        assert read(store, "doc-a") == []
        assert store.size()["documents"] == 1


@pytest.mark.parametrize("harm", ["rubbish", "cut", "emptied", "other words", "other form"])
def test_a_file_that_cannot_be_used_is_told_of_in_a_line_and_made_anew(
    harm: str, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(TokenStore(path, words="1")) as store:
        store.begin("library-1")
        put(store, "doc-a", come=1)
    match harm:
        case "rubbish":
            path.write_bytes(b"no database at all" * 500)
        case "cut":
            path.write_bytes(path.read_bytes()[:5000])
        case "emptied":
            path.write_bytes(b"")
        case "other form":
            with closing(apsw.Connection(str(path))) as db:
                db.execute("UPDATE state SET version = '0'")

    with closing(TokenStore(path, words="2" if harm == "other words" else "1")) as again:
        assert again.watermark() is None
        assert len(caplog.messages) == 1
        again.begin("library-1")
        put(again, "doc-b", come=1)
        assert read(again, "doc-b") == ["强化", "学习", "and", "more"]
        assert again.watermark() == Watermark("library-1", 1, 0)


def test_what_fails_half_way_has_done_nothing(path: Path) -> None:
    with closing(TokenStore(path, words="1")) as store:
        store.begin("library-1")
        put(store, "doc-a", come=1)
        with pytest.raises(apsw.Error):
            store.put(
                [Tokens("doc-b", 2, "d", "zh", 0, b"", 0, 0, b"12345678"), Tokens("doc-c", 2, "d", "zh", 0, None, 0, 0, b"")],  # type: ignore[arg-type]
                gone=["doc-a"], words={}, come=2,
            )  # fmt: skip

        assert read(store, "doc-a") == ["gpt", "4o", "的", "蒸馏", "1024", "token"]
        assert store.watermark() == Watermark("library-1", 1, 0)
