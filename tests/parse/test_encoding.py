"""Encodings: the right text from bytes that say the wrong thing, or nothing; what is no text is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.errors import ParseError
from intelog.model.item import Hint
from intelog.parse.encoding import decode, decoded, page_text, safe_xml, xml_root

HINT = Hint("feed.xml")


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        (b"caf\xc3\xa9", "", "café"),
        (b"caf\xc3\xa9", "text/xml; charset=iso-8859-1", "café"),
        (b"caf\xe9 \x93x\x94", "text/xml; charset='iso-8859-1'", "café “x”"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "text/xml; charset=big5", "café"),
        ("<a>é</a>".encode("utf-16-le"), "", "<a>é</a>"),
        ("<a>é</a>".encode("utf-16"), "text/xml; charset=utf-8", "<a>é</a>"),
        ("<a>é</a>".encode("utf-32-be"), "", "<a>é</a>"),
        (
            b'<?xml version="1.0" encoding="gb2312"?>' + "镕".encode("gb18030"),
            "",
            '<?xml version="1.0" encoding="gb2312"?>镕',
        ),
        (b'<?xml encoding="utf-16"?>caf\xc3\xa9', "", '<?xml encoding="utf-16"?>café'),
        (b'<?xml encoding="no-such"?>caf\xc3\xa9', "", '<?xml encoding="no-such"?>café'),
        (b"<html><meta charset=koi8-r>\xcd\xcf\xc4", "", "<html><meta charset=koi8-r>мод"),
        ('<?xml encoding="cp500"?><a>[!]</a>'.encode("cp500"), "", '<?xml encoding="cp500"?><a>[!]</a>'),
        ("日本".encode("iso2022_jp"), "text/xml; charset=ISO-2022-JP", "日本"),
        (b"+ADw-script+AD4-", "text/html; charset=utf-7", "+ADw-script+AD4-"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_is_in(data: bytes, content_type: str, text: str) -> None:
    assert decoded(data, Hint("x", "", content_type)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "人工智能模型发布，推理能力大幅提升。"),
        ("big5", "人工智慧模型發布，推理能力大幅提升。"),
        ("cp949", "인공지능 모델이 발표되었습니다."),
        ("cp932", "人工知能モデルが発表されました。"),
        ("koi8-r", "Модель искусственного интеллекта"),
        ("cp1251", "Модель искусственного интеллекта"),
        ("cp1252", "Café “déjà vu” – naïve"),
    ],
)
def test_without_any_label_the_plausible_encoding_is_taken(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding), HINT) == text


def test_a_byte_out_of_place_is_read_and_said_and_a_strict_reader_refuses() -> None:
    data = "many words — and signs — all of them “sound”, ".encode() + b"but it\x92s pasted"

    found = decode(data, HINT)

    assert found.text.endswith("but it’s pasted")
    assert found.odd == "1 bytes are no UTF-8, read as windows-1252"
    with pytest.raises(ParseError, match="1 bytes are no UTF-8"):
        decoded(data, HINT)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ParseError, match="neither UTF-8 nor"):
        decoded(bytes(range(128, 256)) * 3, HINT)


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("人工智能模型".encode(), "text/html; charset=gb2312", "人工智能模型"),
        ("人工人工人工".encode(), "text/html; charset=gb2312", "人工人工人工"),  # whose bytes are GB 18030 as well
        (b"<meta charset=koi8-r>\xcd\xcf\xc4", "text/html; charset=windows-1251", "<meta charset=koi8-r>мод"),
        ("模型发布".encode("gb18030") + b"\xff", "text/html; charset=gb2312", "模型发布\ufffd"),
        (b"a\0b\x0bc\x7f", "", "a\ufffdb\ufffdc\ufffd"),
    ],
)
def test_a_page_is_believed_otherwise_than_other_texts(data: bytes, content_type: str, text: str) -> None:
    assert page_text(data, Hint("a.html", "", content_type)) == text


@given(st.binary(max_size=60), st.sampled_from(["", "text/html; charset=gb2312", "text/html; charset=utf-8"]))
def test_no_page_is_refused_for_its_bytes(data: bytes, content_type: str) -> None:
    page_text(data, Hint("a.html", "", content_type)).encode()


def test_every_case_of_the_corpus_is_text_without_replaced_signs(corpus: Path) -> None:
    paths = [*(corpus / "feeds/feedparser/encoding").glob("*"), *(corpus / "feeds/miniflux").rglob("*.xml")]

    texts = [decode(path.read_bytes(), Hint(path.name)).text for path in paths]

    assert len(texts) > 45
    assert not any("\ufffd" in text for text in texts)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")))
def test_utf_8_comes_back(text: str) -> None:
    if not text.startswith(("<\0", "\0<", "\0\0\0<")):
        assert decoded(text.encode(), HINT) == text


@given(st.binary(max_size=400), st.sampled_from(["", "text/xml; charset=gbk", "text/html; charset=utf-8"]))
def test_any_bytes_are_text_or_refused(data: bytes, content_type: str) -> None:
    try:
        found = decode(data, Hint("x", "", content_type))
    except ParseError:
        return
    assert found.odd or "\ufffd" not in found.text or b"\xef\xbf\xbd" in data or "8" not in found.encoding


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0"?><!-- x --><!doctype a [ <!entity b system "file:///etc/passwd"> ]><a/>',
        'x<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        "<!DOCTYPE a [",
        "<a>" * 256 + "</a>" * 256,
    ],
)
def test_xml_that_is_not_safe_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        safe_xml(text, HINT)
    with pytest.raises(ParseError):
        xml_root(("\ufeff" + text).encode("utf-16-le"), HINT)


def test_words_about_entities_and_a_plain_document_type_are_safe() -> None:
    text = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "x.dtd"><rss><![CDATA[<!ENTITY a "b"> <b><b>]]></rss>'

    assert safe_xml(text, HINT) == text.partition(">")[2]


def test_bare_ampersands_and_names_of_signs_are_mended() -> None:
    assert xml_root(b"<a>B&W &eacute; &amp; &no; &#233;</a>", HINT).text == "B&W é & &no; é"


def test_the_bombs_of_the_corpus_are_refused(corpus: Path) -> None:
    bombs = [corpus / "security/xml-bombs" / f"{name}.xml" for name in ("external", "quadratic", "xmlbomb")]
    attacks = sorted((corpus / "security/payloads/xxe-injection").glob("*.xml"))

    for path in (*bombs, *attacks):
        with pytest.raises(ParseError):
            xml_root(path.read_bytes(), Hint(path.name))
