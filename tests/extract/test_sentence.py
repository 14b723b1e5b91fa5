"""Sentences that can stand in an edition: whole, pointing at their own words, the most telling first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from intelog.evidence.grounding import ungrounded
from intelog.evidence.words import spoken
from intelog.extract.sentence import Candidate, candidates, headline
from intelog.gather import arxiv_lines, learning_log
from intelog.grammar import learning_log as grammar
from intelog.model.document import Document, Kind, Markup, Reading
from intelog.model.language import Language
from intelog.text import latex, markdown
from intelog.text.compare import same_words
from intelog.text.script import language_of
from intelog.text.segment import is_one_sentence


def paper(abstract: str, title: str = "Kimi K2: Open Agentic Intelligence") -> Document:
    return Document(
        key="arxiv:2507.20534", kind=Kind.PAPER, title=title, text=f"{title}\n\n{abstract}", met=date(2026, 1, 28),
        language=language_of(abstract), url="https://arxiv.org/abs/2507.20534",
    )  # fmt: skip


def note(text: str) -> Document:
    [one] = [
        r.document
        for r in learning_log.documents(grammar.read(text), file="log.md", where="log.md")
        if isinstance(r, Reading)
    ]
    return one


def said(document: Document) -> list[str]:
    return [candidate.text for candidate in candidates(document)]


@pytest.fixture(scope="session")
def documents(corpus: Path) -> list[Document]:
    lines = (corpus / "arxiv-daily" / "2026-01-28.jsonl").read_bytes().splitlines()
    text = (corpus / "seeds" / "daily-learning-log-2026-01.md").read_bytes().decode()
    found = [
        *arxiv_lines.documents(enumerate(lines, 1), where="2026-01-28.jsonl", met=date(2026, 1, 28)),
        *learning_log.documents(grammar.read(text), file="log.md", where="log.md"),
    ]
    return [one.document for one in found if isinstance(one, Reading)]


def words_at(document: Document, candidate: Candidate) -> str:
    raw = document.text[candidate.start : candidate.end]
    return latex.readable(raw) if document.markup is Markup.PLAIN else spoken(raw, document.markup)


def test_every_sentence_of_real_texts_is_its_own_quote(documents: list[Document]) -> None:
    for document in documents:
        for candidate in candidates(document):
            shown = markdown.plain(candidate.text)
            assert same_words(shown, words_at(document, candidate))
            assert ungrounded(shown, [words_at(document, candidate)]) == []


def test_every_sentence_of_real_texts_is_whole_and_on_one_line(documents: list[Document]) -> None:
    for document in documents:
        for candidate in candidates(document):
            shown = markdown.plain(candidate.text)
            assert is_one_sentence(candidate.text)
            assert "\n" not in candidate.text
            assert "http" not in shown
            assert shown[-1] not in ":：,，、;；"
            assert shown.count("(") == shown.count(")")
            if language_of(shown) is Language.ENGLISH:
                assert not shown[0].islower()
                assert 8 <= len(shown.split()) <= 45


def test_real_papers_have_something_to_say_and_most_say_what_is_new(documents: list[Document]) -> None:
    papers = [document for document in documents if document.kind is Kind.PAPER]

    silent = [document.title for document in papers if not candidates(document)]
    new = [document for document in papers if any(c.role == "introduces" for c in candidates(document))]

    assert silent == []
    assert len(new) > 0.7 * len(papers)  # in the others it refers back, and cannot stand by itself


def test_every_headline_of_real_texts_stands_where_it_says(documents: list[Document]) -> None:
    for document in documents:
        title = headline(document)
        assert same_words(markdown.plain(title.text), words_at(document, title))


def test_the_best_comes_first_and_of_equals_the_earlier(documents: list[Document]) -> None:
    for document in documents:
        order = [(-candidate.score, candidate.start) for candidate in candidates(document)]
        assert order == sorted(order)


def test_a_papers_headline_is_its_title_as_words() -> None:
    document = paper("We show it.", r"$\textbf{Kimi}$ K2 | _fast_ & 15\% better")

    assert headline(document).text == r"Kimi K2 \| \_fast\_ & 15% better"
    assert document.text[headline(document).start : headline(document).end] == document.title


@pytest.mark.parametrize(
    ("heading", "title", "words"),
    [
        ("Voice agents（下）", "Voice agents", "Voice agents"),
        ("**Inside** OpenRouter", "Inside OpenRouter", "Inside** OpenRouter"),
        ("A talk (Part 2)", "A talk", "A talk"),
    ],
)
def test_a_notes_headline_is_its_title_without_its_part(heading: str, title: str, words: str) -> None:
    document = note(f"# 20260131 {heading}\n+ 说了一些话\n")

    found = headline(document)

    assert found.text == title
    assert document.text[found.start : found.end] == words


@pytest.mark.parametrize("title", ["Tech Stack and Use of Effect, Cause & Effect 6", "Was ist neu in Qwen 3"])
def test_a_number_that_ends_a_title_stays_in_the_headline(title: str) -> None:
    assert markdown.plain(headline(note(f"# 20260131 {title}\n+ 说了一些话\n")).text) == title


def test_a_title_that_is_not_in_the_text_points_at_its_first_line() -> None:
    document = Document(
        key="page:x",
        kind=Kind.PAGE,
        title="Another title",
        text="First line\nSecond",
        met=date(2026, 1, 1),
        language=Language.ENGLISH,
    )

    assert (headline(document).start, headline(document).end) == (0, 10)


def test_what_says_what_is_new_comes_before_what_everybody_knew() -> None:
    known = "Language models such as GPT-4 reach 95.2% accuracy on many tasks today."
    new = "We introduce Kimi K2, a model that reaches 65.8% on SWE-bench Verified."

    assert said(paper(f"{known} {new}")) == [new, known]


def test_a_sentence_that_names_what_the_title_names_comes_before_its_equal() -> None:
    other = "The model Qwen3-235B is trained on many tokens of text by its team."
    named = "The model DeepSeek-V3 is trained on many tokens of text by its team."

    assert said(paper(f"{other} {named}", "DeepSeek-V3 in practice")) == [named, other]


@pytest.mark.parametrize(
    "sentence",
    [
        "Code and models are available at https://github.com/a/b for everybody who wants them.",
        "Our code is publicly available under a permissive licence to everybody who wants it.",
        "Extensive experiments on many benchmarks show the effectiveness of the proposed method.",
        "To the best of our knowledge, this is the first work that studies this question.",
        "This paves the way for many new applications in the years that are to come.",
        "It is short.",
        "and this one begins in the middle of what was said before, so it is a part.",
        "This sentence has no end and goes on about the model and what it",
        "We use (the model that was trained before on many tokens of text by its team.",
        r"We propose \method, which is a new way to train the models of today on text.",
        "The three steps that the method takes one after the other on every batch are:",
        " ".join(["word"] * 50) + ".",
    ],
)
def test_boilerplate_and_fragments_are_no_candidates(sentence: str) -> None:
    assert said(paper(sentence)) == []


@pytest.mark.parametrize(
    "bullet",
    ["点赞、关注、转发，感谢各位观众老师的大力支持", "太短了", "这里列出了三个值得注意的方面，分别是：", "字" * 120],
)
def test_boilerplate_and_fragments_of_notes_are_no_candidates(bullet: str) -> None:
    assert said(note(f"# 20260131 标题\n+ {bullet}\n")) == []


def test_a_notes_sentence_keeps_whole_bold_terms_and_code_and_loses_other_marks() -> None:
    document = note(
        "# 20260131 标题\n"
        "+ **OpenAI** 的 `GPT-4o` 首 token 延迟降低了 30%，用户明显能感觉到。\n"
        "+ [链接](https://a.example) 与 <font>红字</font> 都只是标记，**并不是词语本身的一部分。\n"
    )

    assert set(said(document)) == {
        "**OpenAI** 的 `GPT-4o` 首 token 延迟降低了 30%，用户明显能感觉到。",
        r"链接 与 红字 都只是标记，\*\*并不是词语本身的一部分。",
    }


def test_what_stands_under_another_bullet_or_later_in_one_leans_on_it() -> None:
    first, second = "模型在编程任务上的准确率达到了 95.2%。", "模型在数学任务上的准确率达到了 93.1%。"
    apart = candidates(note(f"# 20260131 标题\n+ {first}\n+ {second}\n"))
    under = candidates(note(f"# 20260131 标题\n+ {first}\n    - {second}\n"))
    behind = candidates(note(f"# 20260131 标题\n+ {first}{second}\n"))

    scores = [next(c.score for c in found if c.text == second) for found in (under, behind, apart)]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_a_document_without_sentences_has_no_candidates() -> None:
    assert candidates(paper("")) == []
    assert candidates(note("# 20260131 标题\n+ https://a.example\n")) == []


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("We introduce Kimi K2, a large model that anybody can download and run.", "introduces"),
        ("The model outperforms all others by 12.5 points on the hardest of the tasks.", "result"),
        ("The weather in the city has been rather pleasant for most of the year.", "other"),
    ],
)
def test_a_sentence_introduces_or_tells_a_result_or_neither(sentence: str, role: str) -> None:
    [found] = candidates(paper(sentence))

    assert found.role == role
