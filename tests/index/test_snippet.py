"""The passage that shows why something was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intelog.index.question import question
from intelog.index.snippet import snippet


def marked(text: str, words: str) -> tuple[str, list[str]]:
    shown = snippet(text, question(words))
    return shown.text, [shown.text[a:b] for a, b in shown.marks]


def test_the_passage_with_the_most_words_is_shown() -> None:
    text = (
        "An agent. "
        + "Filler words stand here. " * 20
        + "Here agents are distilled into a small model."
        + " More." * 40
    )

    shown, marks = marked(text, "agent distilled model")

    assert shown.startswith("…")
    assert shown.endswith("…")
    assert marks == ["agents", "distilled", "model"]


def test_a_stretch_of_chinese_is_marked_whole_and_words_where_it_is_not() -> None:
    assert marked("所以他们把推理放到测试时去做。", "放到测试时")[1] == ["放到测试时"]
    assert marked("先做蒸馏，再做强化学习。", "强化蒸馏")[1] == ["蒸馏", "强化"]


def test_a_name_is_marked_whole() -> None:
    assert marked("They use GPT-4o now, GPT-4 then and 4o of old.", "gpt4o")[1] == ["GPT-4o"]


def test_what_is_found_in_chinese_is_not_cut_off() -> None:
    text = "前面的话说到模型，" + "然后是很多很多别的话，" * 5 + "模型要做蒸馏才小，" + "后面还有话。" * 30

    assert set(marked(text, "蒸馏 模型")[1]) == {"模型", "蒸馏"}


def test_it_is_one_line() -> None:
    assert "\n" not in marked("one\n\ntwo\tthree " * 30, "three")[0]


@given(st.text(max_size=300), st.text(max_size=20))
def test_marks_lie_in_the_passage(text: str, words: str) -> None:
    shown = snippet(text, question("x " + words.replace(":", " ").replace('"', " ")))

    ends = [0]
    for start, end in shown.marks:
        assert ends[-1] <= start < end <= len(shown.text)
        ends.append(end)
