"""What was said, by whom and at which second; and what YouTube sends in the place of a transcript is known as that."""

from __future__ import annotations

import html
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item
from intelog.parse.transcripts import read


def talk(text: str | bytes, name: str = "talk.srt") -> Item:
    """The one item of a transcript that was read whole."""
    parsed = read(text.encode() if isinstance(text, str) else text, Hint(name))
    assert parsed.unread == ()
    (item,) = parsed.items
    assert item.kind is Kind.TALK
    return item


SRT = """1
00:00:01,000 --> 00:00:03,000
The <i>model</i> has 27

2
00:00:03,000 --> 00:00:05,500
billion parameters.

3
01:02:03,250 --> 01:02:05,000
Anna: It was trained &amp; tested.
"""

VTT = """WEBVTT
Kind: captions
Language: en

STYLE
::cue { color: red }

NOTE said by nobody

intro
00:01.000 --> 00:03.000 align:start position:0%
<v.loud Mary Ann>Good <b>morning</b>.</v>

00:03.500 --> 00:05.000
<v Bob>Hello.
"""

ROLLING = """WEBVTT

00:00:00.000 --> 00:00:02.000
so today we look

00:00:02.000 --> 00:00:02.010
so today we look

00:00:02.010 --> 00:00:04.000
so today we look
at<00:00:02.500><c> attention</c><00:00:03.000><c> heads</c>

00:00:04.000 --> 00:00:06.000
at attention heads
and why they matter.
"""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (SRT, "[0:00:01] The model has 27 billion parameters.\n[1:02:03] Anna: It was trained & tested."),
        (SRT.replace("\n", "\r\n"), "[0:00:01] The model has 27 billion parameters.\n[1:02:03] Anna: It was trained & tested."),
        (VTT, "[0:00:01] Mary Ann: Good morning.\n[0:00:03] Bob: Hello."),
        (ROLLING, "[0:00:00] so today we look at attention heads and why they matter."),
        ("1\n00:00:01,000 --> 00:00:02,000\n今天我们\n\n2\n00:00:02,000 --> 00:00:03,000\n谈谈智能体。\n", "[0:00:01] 今天我们谈谈智能体。"),
        ("[00:12:03] Anna Lee: We released it.\nIt is open.\n[00:12:09] Bob: Why?", "[0:12:03] Anna Lee: We released it. It is open.\n[0:12:09] Bob: Why?"),
        ("A talk on agents\n\nAnna: We released it.\nBob: Why: cost.", "Anna: We released it.\nBob: Why: cost."),
        ("主持人：欢迎。\n李明（腾讯）：谢谢，我们有 3 个模型。\n主持人：好。", "主持人: 欢迎。\n李明: 谢谢，我们有 3 个模型。\n主持人: 好。"),
        ("Anna Lee (00:15):\nHello there.\n\nBob 1:00:15\nHi.", "[0:00:15] Anna Lee: Hello there.\n[1:00:15] Bob: Hi."),
        ("发言人1 00:12\n你好。\n发言人2 00:15\n好。\n", "[0:00:12] 发言人1: 你好。\n[0:00:15] 发言人2: 好。"),
        ("[00:00.000 --> 00:04.500]  Hello there.\n[00:04.500 --> 00:05.000]  Hi.\n", "[0:00:00] Hello there.\n[0:00:04] Hi."),
        ("0:00\nhello there\n1:05\nwe meet at 10:30\n", "[0:00:00] hello there\n[0:01:05] we meet at 10:30"),
        ("[00:10] Anna: Yes.\nBob: No.", "[0:00:10] Anna: Yes.\nBob: No."),
        ('<transcript><text start="61.5" dur="2">it&amp;#39;s &lt;i&gt;here&lt;/i&gt;</text><text start="70" dur="1">now.</text></transcript>', "[0:01:01] it's here now."),
        ('<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><body><p t="1500" d="1000"><s>Hello</s><s t="300"> all</s></p></body></timedtext>', "[0:00:01] Hello all"),
    ],
    ids=["srt", "srt of Windows", "vtt", "rolling", "Chinese srt", "stamps", "names", "Chinese names", "stamps behind names", "numbered speakers", "Whisper", "YouTube by hand", "one stamp", "timedtext", "srv3"],
)  # fmt: skip
def test_a_line_says_when_who_and_what(text: str, lines: str) -> None:
    assert talk(text).text == lines


def test_speakers_language_and_title_are_told_where_they_stand() -> None:
    vtt, written = talk(VTT, "all_hands.vtt"), talk("On agents\n\nAnna: Yes.\nBob: No.", "x.txt")

    assert (vtt.authors, vtt.language, vtt.title) == (("Mary Ann", "Bob"), "en", "all hands")
    assert (written.authors, written.title) == (("Anna", "Bob"), "On agents")


def test_a_long_sentence_is_cut_so_that_each_line_opens_near_its_words() -> None:
    cues = "\n\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\nword{n}" for n in range(1, 50))

    starts = [line.split("]")[0] for line in talk(cues).text.split("\n")]

    assert starts == ["[0:00:01", "[0:00:16", "[0:00:31", "[0:00:46"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_chinese_of_any_encoding_is_read(encoding: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n大模型的参数。\n"

    assert talk(text.encode(encoding)).text == "[0:00:01] 大模型的参数。"


WORDS = st.lists(
    st.sampled_from("alpha beta gamma delta 模型 参数 27% x<y &amp; 3.5 end.".split()), min_size=1, max_size=6
)


@given(st.lists(st.tuples(WORDS, st.integers(0, 40)), min_size=1, max_size=12))
def test_no_word_is_lost_and_times_only_grow(cues: list[tuple[list[str], int]]) -> None:
    """Each cue begins with a word of its own, so that none repeats the one before."""
    blocks, start = [], 0
    for number, (words, wait) in enumerate(cues):
        start += wait
        minutes, seconds = divmod(start, 60)
        blocks.append(f"{number}\n00:{minutes:02}:{seconds:02},000 --> 00:59:59,000\nn{number} {' '.join(words)}")

    lines = talk("\n\n".join(blocks)).text.split("\n")

    said = " ".join(line.partition("] ")[2] for line in lines).split()
    assert said == [html.unescape(word) for number, (words, _) in enumerate(cues) for word in (f"n{number}", *words)]
    assert [line.partition("]")[0] for line in lines] == sorted(line.partition("]")[0] for line in lines)


def test_what_a_person_wrote_twice_stays_twice() -> None:
    assert talk("Anna: No.\nAnna: No.", "a.txt").text == "Anna: No.\nAnna: No."


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("The point is: it works", ""), ("https://a.example: here", ""), ("Note: this", ""), ("Dr. Anna van Dyck: yes", "Dr. Anna van Dyck"),
        ("SPEAKER 1: yes", "SPEAKER 1"), ("我们今天要讨论的一个非常重要的问题：成本", ""), ("嘉宾A：是", "嘉宾A"),
    ],
)  # fmt: skip
def test_a_colon_alone_makes_no_speaker(line: str, speaker: str) -> None:
    assert talk(f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n").authors == ((speaker,) if speaker else ())


def test_a_cue_that_cannot_be_read_is_named_and_the_others_are_read() -> None:
    parsed = read(b"1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:0x:01 --> 00:00:09\nTwo.\n", Hint("a.srt"))

    assert parsed.items[0].text == "[0:00:01] One."
    assert [(one.where, one.why) for one in parsed.unread] == [("cue 2", "its times cannot be read")]


def test_broken_xml_is_read_up_to_where_it_breaks() -> None:
    parsed = read(b'<transcript><text start="1" dur="1">One.</text>\n<text start="2">Tw', Hint("a.xml"))

    assert parsed.items[0].text == "[0:00:01] One."
    assert [one.where for one in parsed.unread] == ["line 2"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "without words"),
        (b"WEBVTT\n\n", "without words"),
        (b"<transcript></transcript>", "without words"),
        (b"<other/>", "another kind"),
        (b"<transcript", "cannot be read"),
        (b'<!DOCTYPE t [<!ENTITY a "b">]><transcript><text start="1">&a;</text></transcript>', "document type"),
        (b"<html><body>Sign in to confirm you're not a bot</body></html>", "sign in"),
        (b"<!doctype html><p>hello", "a web page"),
    ],
)
def test_what_is_no_transcript_has_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read(data, Hint("a.xml"))


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("youtube_consent_page.html", "consent"),
        ("youtube_consent_page_invalid.html", "consent"),
        ("youtube_too_many_requests.html", "too many requests"),
    ],
)
def test_the_pages_of_youtube_are_known(corpus: Path, file: str, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read((corpus / "feeds" / "youtube" / file).read_bytes(), Hint(file))


def test_the_transcript_of_youtube_is_read(corpus: Path) -> None:
    item = talk((corpus / "feeds" / "youtube" / "transcript.xml").read_bytes(), "transcript.xml")

    assert item.text == (
        "[0:00:00] Hey, this is just a test this is not the original transcript just something shorter, I made up for testing"
    )


@pytest.mark.parametrize("seed", range(20))
def test_damage_gives_text_or_a_reason(seed: int) -> None:
    pick = random.Random(seed)  # noqa: S311 - damage, not a secret
    for text in (SRT, VTT, ROLLING, '<transcript><text start="1" dur="2">it is</text></transcript>'):
        data = bytearray(text.encode())
        for _ in range(pick.randint(1, 12)):
            data[pick.randrange(len(data))] = pick.randrange(256)
        try:
            read(bytes(data), Hint("a.srt"))
        except ParseError:
            continue


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "[00:00:01] ",
        "A: ",
        "<v A>",
        "<",
        "1\n00:00:01,000 --> ",
        "&#",
        "：",
        "(",
        "00:",
        "A (",
        "\n\n",
        "--> ",
        "a\n",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    for beginning in ("", "1\n00:00:01,000 --> 00:00:02,000\n", "WEBVTT\n\n"):
        try:
            read((beginning + piece * 100_000).encode(), Hint("a.srt"))
        except ParseError:
            continue
