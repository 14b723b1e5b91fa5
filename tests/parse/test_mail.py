"""A saved letter becomes one post; what it carries beside its words is named."""

from __future__ import annotations

import base64
import sys
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.document import Image, Kind, Link, Markup
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse import mail

HERE = Hint("letter.eml")
NEWSLETTER = """<html><head><style>p{color:red}</style><title>x</title></head><body>
<div style="display:none;max-height:0">What this letter is about, for the list of letters ͏ ͏ ͏</div>
<table role="presentation" width="100%"><tr><td><table><tr><td><a href="https://open.example/p/1">View in browser</a></td></tr></table>
<table><tr><td><h1>The week in models</h1><p>Hello. A <a href="https://click.example/?u=abc&amp;to=https%3A%2F%2Fx.example">new model</a> came out &amp; it is <b>fast</b>.</p>
<img src="https://cdn.example/chart.png" alt="Scores of five models" width="600"><img src="https://track.example/open.gif" width="1" height="1" alt="">
<ul><li>72B parameters</li><li>$5 for a million tokens</li></ul>
<table><tr><th>Model</th><th>Score</th></tr><tr><td>A</td><td>81.2</td></tr></table></td></tr></table>
<table><tr><td><p>© 2026 The Week. All rights reserved.</p><p>You are receiving this because you signed up. <a href="https://u.example/">Unsubscribe</a></p></td></tr></table>
</td></tr></table></body></html>"""
MARKDOWN = """# The week in models

Hello. A [new model](https://click.example/?u=abc&to=https%3A%2F%2Fx.example) came out & it is **fast**.

![Scores of five models](https://cdn.example/chart.png)

- 72B parameters
- \\$5 for a million tokens

| Model | Score |
| --- | --- |
| A | 81.2 |"""


def letter(html: str = "", plain: str = "", **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "Ada Lovelace <ada@week.example>", "Subject": "The week", **headers}.items():
        made[name.replace("_", "-")] = value
    if plain:
        made.set_content(plain)
    if html and plain:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def read(data: EmailMessage | bytes) -> Parsed:
    return mail.read(data if isinstance(data, bytes) else data.as_bytes(), HERE)


def item(data: EmailMessage | bytes) -> Item:
    (one,) = read(data).items
    return one


def test_a_newsletter_is_read_as_it_was_meant_to_be_seen() -> None:
    given = letter(
        NEWSLETTER, "The plain part says less.", Date="Wed, 28 Jan 2026 08:30:00 +0800", Message_ID="<1@week.example>",
        Archived_At="<https://week.example/p/1>",
    )  # fmt: skip

    assert item(given) == Item(
        title="The week",
        kind=Kind.POST,
        text=MARKDOWN,
        markup=Markup.MARKDOWN,
        url="https://week.example/p/1",
        key="1@week.example",
        published="2026-01-28T08:30:00+08:00",
        authors=("Ada Lovelace",),
        links=(Link("https://click.example/?u=abc&to=https%3A%2F%2Fx.example", "new model"),),
        images=(Image("https://cdn.example/chart.png", "Scores of five models", ""),),
    )


def test_a_chinese_letter_in_its_own_encoding_is_read_as_well() -> None:
    subject, words = (
        "每周人工智能：新模型发布",
        "<p>本周发布了新的大语言模型，价格下降 50%。</p><p>如不想再收到此邮件，请点击<a href='https://u.example'>退订</a></p>",
    )
    coded = base64.b64encode(subject.encode("gb2312")).decode()
    raw = (
        f"From: =?gb2312?B?{base64.b64encode('张三'.encode('gb2312')).decode()}?= <z@cn.example>\r\nSubject: =?gb2312?B?{coded}?=\r\n"
        "Date: Wed, 28 Jan 2026 08:30:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(words.encode('gb2312')).decode()}"
    )

    one = item(raw.encode())

    assert (one.title, one.authors, one.text) == (subject, ("张三",), "本周发布了新的大语言模型，价格下降 50%。")


def test_a_letter_without_html_is_its_plain_text() -> None:
    one = item(letter(plain="Hello,\n\nsee https://x.example/a_b.\n\n-- \nUnsubscribe: https://u.example\n"))

    assert (one.text, one.markup) == ("Hello,\n\nsee https://x.example/a_b.", Markup.PLAIN)
    assert one.links == (Link("https://x.example/a_b", ""),)


def test_attachments_are_named_and_not_read() -> None:
    given = letter("<p>See the paper and the picture that came with it.</p>")
    given.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="论文.pdf")
    given.add_attachment(b"<p>hidden</p>", maintype="text", subtype="html", filename="page.html")
    given.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar")

    parsed = read(given)

    assert parsed.items[0].text == "See the paper and the picture that came with it."
    assert parsed.unread == (
        Unread("论文.pdf", "an attachment (application/pdf) is not read"),
        Unread("page.html", "an attachment (text/html) is not read"),
        Unread("part 4", "an attachment (text/calendar) is not read"),
    )


def test_html_that_cannot_be_read_leaves_the_plain_text_and_says_why() -> None:
    parsed = read(letter("<div>" * 5_000 + "x", "The plain part."))

    assert parsed.items[0].text == "The plain part."
    assert parsed.unread == (Unread("HTML", "elements nested more than 256 deep", is_lost=False),)


def test_without_the_extra_the_plain_part_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)

    assert item(letter(NEWSLETTER, "The plain part.")).text == "The plain part."
    with pytest.raises(ParseError, match=r"pip install 'intelog\[pages\]'"):
        read(letter(NEWSLETTER))


@pytest.mark.parametrize(
    ("headers", "published", "authors"),
    [
        (b"From: a@b.example\r\n", "", ("a@b.example",)),
        (b"From: \"Lovelace, Ada\" <a@b.example>, Alan <t@b.example>\r\nDate: Wed, 28 Jan 2026 08:30:00 -0000\r\n", "2026-01-28", ("Lovelace, Ada", "Alan")),
        (b"From: A <a@b.example>\r\nDate: yesterday\r\n", "", ("A",)),
        (b"From: A <a@b.example>\r\nDate: Wed, 28 Jan 0026 99:99:99 +9999\r\n", "", ("A",)),
        ("From: 李四 <l@b.example>\r\n".encode(), "", ("李四",)),
        (b"From: =?utf-8?q?=FF?= <a@b.example>\r\nDate: Wed, 28 Jan 2026 08:30:00 GMT\r\n", "2026-01-28T08:30:00+00:00", ("\ufffd",)),
        (b"Subject: x\r\n", "", ()),
    ],
)  # fmt: skip
def test_odd_headers_say_what_they_say_and_no_more(headers: bytes, published: str, authors: tuple[str, ...]) -> None:
    one = item(headers + b"\r\nHello there.\r\n")

    assert (one.published, one.authors, one.text) == (published, authors, "Hello there.")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a letter"),
        (b"plain words\n\nand more", "not a letter"),
        (b"<html><p>x</p></html>", "not a letter"),
        (b"From: a@b.example\r\n\r\n", "no text"),
        (b"From: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nw\r\n" * 300 + b"--x--", "more than 200 parts"),
        (b"From: a\r\n\r\n" + b"x" * 26 * 1024 * 1024, "no letter of more than 25 MiB"),
    ],
)  # fmt: skip
def test_what_is_no_letter_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ParseError) as refused:
        read(data)

    assert why in refused.value.why


def test_parts_within_parts_without_end_take_no_time_without_end() -> None:
    start = time.monotonic()
    depth = 3_000
    heads = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))

    with pytest.raises(ParseError):
        read(f"From: a@b.example\r\n{heads}\r\nwords".encode())
    assert time.monotonic() - start < 15


@given(st.lists(st.sampled_from([
    b"From: a@b.example\r\n", b"Subject: =?gb2312?B?", b"Subject: =?x?q?=00?=\r\n", b"Date: ", b"Content-Type: multipart/mixed; boundary=x\r\n", b"\r\n", b"\r\n\r\n",
    b"--x\r\n", b"--x--\r\n", b"Content-Type: text/html; charset=\xff\r\n", b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: nonsense\r\n",
    b"Content-Disposition: attachment; filename*=utf-8''%FF\r\n", b"Content-Type: ;;;\r\n", b"From: <<>>,,\r\n", b"=?=", b"\xff\x00", b"<p>words</p>", b"words",
    b"Content-Type: message/rfc822\r\n", b"Content-Type: text/plain; charset=idna\r\n", b"Message-ID: <<x\r\n", b"From: \x80@\r\n", b"Date: Fri, 30 Feb 2026\r\n",
]), max_size=12).map(b"".join))  # fmt: skip
def test_any_mixture_of_pieces_is_read_or_refused(data: bytes) -> None:
    try:
        parsed = read(data)
    except ParseError:
        return
    assert Parsed.from_json(parsed.to_json()) == parsed
    parsed.to_json().encode()
