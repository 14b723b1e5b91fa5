"""Proper and technical names in running text, and whether a text says one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.text.names import coded_words, initials, name_key, proper_names, says_name, stem, technical_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We train DeepSeek-V3.2 with RLHF on H100 GPUs.", ["DeepSeek-V3.2", "RLHF", "H100", "GPUs"]),
        ("vLLM and GPT-4o run on MuonClip", ["vLLM", "GPT-4o", "MuonClip"]),
        ("OpenAI面向Windows发布Codex，用了15.5T tokens", ["OpenAI"]),
        ("Deepgram’s and OpenAI's models", ["OpenAI"]),
        ("the C++ and F# compilers", []),
        ("I am an AI, OK", []),
        ("Kimi and Claude", []),
        ("8×H100", ["H100"]),
    ],
)
def test_technical_names_are_known_by_how_they_are_written(text: str, names: list[str]) -> None:
    assert technical_names(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We compare Kimi with Claude.", ["Kimi", "Claude"]),
        ("Kimi is new. Claude is not.", []),
        ("他说：Kimi 很好，而 Claude 更好", ["Claude"]),
        ("(Kimi) “Claude”", []),
        ("released in January, on Monday, by Google", ["Google"]),
        ("用了 15.5T tokens 和 K2", ["K2"]),
        ("I think AI is OK", []),
        ("流水线：Domain/Tool 生成", ["Domain/Tool"]),
        ("8×Kimi", ["Kimi"]),
        ("Manus's team", []),
        ("meet Manus's team", ["Manus"]),
    ],
)
def test_proper_names_are_capitals_that_do_not_merely_begin_a_sentence(text: str, names: list[str]) -> None:
    assert proper_names(text) == names


@pytest.mark.parametrize(
    ("text", "numbers", "words"),
    [
        ("o3 and gpt-5-main in 3D at 1080p", [], ["o3", "gpt-5-main", "3D", "1080p"]),
        ("version 2.3.0", [], ["2.3.0"]),
        ("15.5T and o3", [(0, 5)], ["o3"]),
        ("no digits here", [], []),
    ],
)
def test_words_with_digits_that_are_no_numbers(text: str, numbers: list[tuple[int, int]], words: list[str]) -> None:
    assert coded_words(text, numbers) == words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("we use GPT-4o here", "GPT-4o"),
        ("we use gpt 4o here", "GPT-4o"),
        ("we use GPT4o here", "GPT-4o"),
        ("we use GPT-5.1.", "GPT 5.1"),
        ("the LLMs", "LLM"),
        ("OpenAI's model", "OpenAI"),
        ("用OpenAI的模型", "OpenAI"),
        ("on 8xH100 and 8×A100", "H100"),
        ("Qwen3-8B", "Qwen3"),
        ("SWE-bench Verified", "bench"),
    ],
)
def test_a_name_is_said_without_regard_to_case_hyphens_and_spaces(text: str, name: str) -> None:
    assert says_name(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("we use K2.5 here", "K2"),
        ("we use GPT-4o here", "GPT-4"),
        ("on GB200", "B200"),
        ("on A100", "A10"),
        ("by 100 points", "Y100"),
        ("FasterWhisper", "Whisper"),
        ("", "K2"),
    ],
)
def test_a_part_of_a_name_is_not_the_name(text: str, name: str) -> None:
    assert not says_name(text, name)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("DeepSeek-V3", "deepseek v3", True),
        ("Deep_Seek V3", "DeepSeek-V3", True),
        ("GPT-4", "GPT-4o", False),
    ],
)
def test_two_spellings_of_one_name_have_one_key(a: str, b: str, same: bool) -> None:
    assert (name_key(a) == name_key(b)) is same


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(st.sampled_from("aB4-./'’s+#_ 中é×"), max_size=16))
def test_every_technical_name_is_a_proper_name_or_follows_a_digit(text: str) -> None:
    proper = proper_names(text)

    assert all(name in proper for name in technical_names(f" {text}") if text and not any(c.isdigit() for c in text))
    assert all(name in text for name in proper)


@pytest.mark.parametrize(
    ("text", "row"),
    [("a new state-of-the-art result", "sota"), ("Large Language Models work", "llm"), ("mixture of experts", "me")],
)
def test_initials_of_words_in_a_row(text: str, row: str) -> None:
    assert any(row in letters for letters in initials(text))


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("Distillation", "distilled", True),
        ("Query", "queries", True),
        ("Scaling", "scales", True),
        ("Sandbox", "sandboxes", True),
        ("Claude", "cloud", False),
        ("Kimi", "Kim", False),
    ],
)
def test_words_of_one_stem(word: str, other: str, same: bool) -> None:
    assert (stem(word) == stem(other)) is same
