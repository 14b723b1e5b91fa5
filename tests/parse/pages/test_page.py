"""A page is decoded before anything of it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.pages.article import ALSO, SAGT, item

from intelog.model.item import Hint


@pytest.mark.parametrize(
    ("head", "encoding", "content_type"),
    [
        ("<meta charset=utf-8>", "utf-8", ""),
        ("<meta charset=utf-8>", "utf-8", "text/html; charset=gbk"),
        ("<meta charset=gbk>", "utf-8", ""),  # saved anew as UTF-8 under its old label
        ("<meta http-equiv=Content-Type content='text/html; charset=GB2312'>", "gb18030", ""),
        ("", "gb18030", "text/html; charset=gb2312"),
        ("", "big5", "text/html;charset=Big5"),
        ("", "utf-8-sig", "text/html; charset=gbk"),
        ("", "utf-16", ""),
        ("", "utf-8", "text/html; charset=utf-7"),
        ("", "utf-8", "text/html; charset=no-such-thing"),
    ],
)
def test_a_page_is_decoded_by_its_mark_its_label_or_its_looks(head: str, encoding: str, content_type: str) -> None:
    words = SAGT.translate(str.maketrans("语数个测试", "語數個測試")) if encoding == "big5" else SAGT
    page = f"{head}<p>{words}</p><p>{ALSO}</p>".encode(encoding, "ignore")

    assert (
        item(page, Hint("a.html", "", content_type)).text == f"{page.decode(encoding).split('<p>')[1][:-4]}\n\n{ALSO}"
    )


def test_unlabelled_chinese_and_western_pages_are_told_apart(corpus: Path) -> None:
    latin = corpus / "feeds" / "miniflux" / "encoding" / "iso-8859-1.html"

    assert item(f"<p>{SAGT}</p>".encode("gb18030")).text == SAGT
    assert item(latin.read_bytes()).text == "Café"
    assert (
        item("<p>Le café où l’été passe, dit-il, à côté</p>".encode("cp1252")).text
        == "Le café où l’été passe, dit-il, à côté"
    )
    assert item("<p>éte béton môle</p>".encode("latin-1")).text == "éte béton môle"
