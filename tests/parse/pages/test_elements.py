"""No page takes long: what cannot be parsed in safety is refused at once."""

from __future__ import annotations

import time

import pytest
from tests.parse.pages.article import HERE, refusal

from intelog.parse import pages


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<div>" * 100_000, "nested more than 256 deep"),
        (b"<p>" + b"<b>" * 100_000 + b"x", "nested more than 256 deep"),
        (b"<table><tr><td>" * 50_000, "nested more than 256 deep"),
        (b"<ul><li>" * 100_000, "nested more than 256 deep"),
        (b"<p>hello world</p>" * 1_200_000, "20.6 MiB; no page of more than 3 MiB"),
        (b"<i>x</i>" * 300_000, "more than 100,000 elements"),
        (b"<div>" * 240 + b"<p>words here</p>" * 80_000, "too many elements nested too deep"),
        (b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x", "more than 1,000 attributes"),
        (b"", "not a web page"),
        (b"plain words", "not a web page"),
        (b"\0" * 1000, "not a web page"),
        (b'{"a": "<p>x</p>"}', "JSON"),
        (b"%PDF-1.7 <a>", "a PDF"),
        (b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', "a feed"),
        (b"<html><body><nav><a href=/>Home</a></nav></body></html>", "no article"),
        (b"<html>", "no article"),
    ],
)
def test_what_cannot_be_read_in_safety_is_refused_at_once(data: bytes, why: str) -> None:
    start = time.monotonic()

    assert why in refusal(data)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "data",
    [
        b"<p>" + b"<a href=x>word</a> " * 20_000,
        b"<ul>" + b"<li>x" * 20_000,
        b"<table><tr>" + b"<th colspan=1000 rowspan=1000>x" * 10_000,
        b"<title>" + b" | a" * 200_000 + b"</title><p>words",
        b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>words",
        b"<script src=mathjax.js></script><p>" + b"$a" * 200_000,
        b'<p class="' + b"x-" * 500_000 + b'">words',
        b"<p>words <!--" + b"<!--" * 100_000,
        b'<p>words <math alttext="' + b"](<" * 300_000 + b'"></math>',
        b'<p>words <math alttext="' + b"![" * 300_000 + b'"></math>',
    ],
)
def test_what_is_odd_takes_time_by_its_length(data: bytes) -> None:
    start = time.monotonic()

    assert len(pages.read(data, HERE).items) == 1
    assert time.monotonic() - start < 15
