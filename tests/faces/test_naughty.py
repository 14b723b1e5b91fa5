"""Naughty strings, each in everything that is read, looked for, printed and composed: unchanged, and nothing gives orders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from tests.compose.test_daily import composed
from tests.conftest import NOW, Intelog

from intelog.app import App, looked_into, opened
from intelog.cli.main import cli
from intelog.errors import QuestionError
from intelog.extract.development import development
from intelog.grammar import daily as grammar
from intelog.index.question import question
from intelog.model.document import Document, Kind, Markup
from intelog.model.language import Language
from intelog.model.names import DocumentId, name_of
from intelog.model.period import Period
from intelog.model.story import Story
from intelog.text import tokens
from intelog.workspace import Workspace, make

DAY = Period.parse("2026-01-28")
ORDERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a cursor, changes colours or turns a line round."""
COLOUR = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture(scope="session")
def naughty(corpus: Path) -> list[str]:
    found = json.loads((corpus / "security" / "naughty-strings" / "blns.json").read_text("utf-8"))
    assert len(found) == 515
    return list(dict.fromkeys(found))


@pytest.fixture(scope="session")
def desk(naughty: list[str], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Each string in the title, text, author and subject of a paper, and in a note of its own."""
    workspace, _ = make(tmp_path_factory.mktemp("naughty") / "desk", language=Language.ENGLISH, timezone="UTC")
    papers = [
        {"id": f"2601.{n:05}", "title": f"t{n} {one}", "summary": f"s{n} {one}", "authors": [one], "categories": [one]}
        for n, one in enumerate(naughty)
    ]
    (workspace.root / "papers.jsonl").write_text("\n".join(map(json.dumps, papers)), "utf-8")
    for n, one in enumerate(naughty):
        (workspace.notes / f"n{n}.md").write_bytes(note(n, one).encode())
    with opened(workspace, doing="test", now=NOW) as app:
        done = app.import_files([workspace.root / "papers.jsonl", workspace.notes], now=NOW)
        assert (done.read, done.skipped) == (2 * len(naughty), [])
        app.index()
    return workspace


def note(n: int, one: str) -> str:
    return f"# note{n}\n\nOf my own, with `` {one} `` in it.\n"


@pytest.fixture
def app(desk: Workspace) -> Iterator[App]:
    with looked_into(desk, now=NOW) as app:
        yield app


def paper(n: int) -> DocumentId:
    return DocumentId(name_of("doc", f"arxiv:2601.{n:05}"))


def test_what_is_imported_is_held_unchanged(app: App, naughty: list[str]) -> None:
    notes = {d.text for d in app.library.told_between(date(2000, 1, 1), date(2100, 1, 1)) if d.kind is Kind.NOTE}

    for n, one in enumerate(naughty):
        held = app.library.document(paper(n))
        assert held is not None
        assert held.text == f"{' '.join(f't{n} {one}'.split())}\n\n{f's{n} {one}'.strip()}"
        assert held.authors == held.topics == (one,)
        assert any(note(n, one).strip() in text for text in notes)


def test_each_is_found_by_its_own_words_typed_as_it_is_as_a_phrase_and_as_an_author(
    app: App, naughty: list[str]
) -> None:
    found = 0
    for n, one in enumerate(naughty):
        quoted = '"' + re.sub('["“”]', " ", one) + '"'
        asked = question(one)
        forms = [quoted, f"author:{quoted}"]
        if not any(term.is_not for term in asked.terms):
            forms.append(one)
        for form in forms if tokens.words(one) else ():
            assert paper(n) in {r.name for r in app.search(form, limit=1_000).results}, form
            found += 1

    assert found > 1_300


def test_each_is_a_value_of_every_filter_or_refused_in_a_line(app: App, naughty: list[str]) -> None:
    for one in naughty:
        for name in ("kind", "source", "lang", "author"):
            app.search(f'{name}:"{one}"')
            app.search(f"{name}:{one}")
        for name in ("in", "after", "before"):
            with suppress(QuestionError):
                app.search(f'{name}:"{one}"')


def is_quiet(printed: str, *, coloured: bool = False) -> bool:
    return ORDERS.search(COLOUR.sub("", printed) if coloured else printed) is None


def test_nothing_that_is_printed_gives_orders(desk: Workspace, naughty: list[str], intelog: Intelog) -> None:
    """In a process of its own for those with unseen signs and every twentieth; all of them, with colours, in this one."""
    hard = [one for n, one in enumerate(naughty) if "\0" not in one and (ORDERS.search(one) or n % 20 == 0)]
    for one in hard:
        ran = intelog("search", "--", one, cwd=desk.root)
        assert ran.code in (0, 1) or (ran.code == 2 and ran.refusal), (one, ran)
        assert "Traceback" not in ran.stderr
        assert is_quiet(ran.stdout + ran.stderr), one
    every = intelog("search", "kind:paper", "-n", "1000", cwd=desk.root)
    assert every.stdout.count("https://arxiv.org/abs/") == len(naughty)
    assert is_quiet(every.stdout)

    for one in naughty:
        said = CliRunner().invoke(cli, ["-C", str(desk.root), "search", "--", one], color=True)
        assert said.exit_code in (0, 1, 2), (one, said.output)
        assert said.exception is None or isinstance(said.exception, SystemExit), one
        assert is_quiet(said.output, coloured=True), one


COMMONMARK = MarkdownIt("commonmark").enable(["strikethrough", "table"])
BLOCKS = {"html_block", "fence", "code_block", "hr", "table_open", "blockquote_open"}


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
@pytest.mark.parametrize("markup", list(Markup))
def test_a_daily_of_each_is_markdown_that_reads_back(naughty: list[str], language: Language, markup: Markup) -> None:
    for n, one in enumerate(naughty):
        document = Document(
            key=f"https://a.example/{n}", kind=Kind.POST, title=one, met=DAY.start, language=language, markup=markup,
            text=f"{one}\n\nIt has 3 parts, says {one} and more of it. 它有 3 个部分：{one}。", url=f"https://a.example/{n}?q={one}",
        )  # fmt: skip

        told = development(Story(document.key, (document,)), DAY, zone=UTC, language=language)
        edition = composed([told], language=language).edition
        text = grammar.render(edition, language)

        assert grammar.parse(text).parts == edition.parts
        assert grammar.render(grammar.parse(text), language) == text
        body = text.split("---\n", 2)[2]
        parsed = COMMONMARK.parse(body)
        assert not BLOCKS & {token.type for token in parsed}, one
        assert not {"html_inline", "image"} & {part.type for token in parsed for part in token.children or ()}, one
