"""What is made to harm is refused with a reason, in a process that may die; the next file is read all the same."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from intelog.errors import ParseError
from intelog.model.item import Hint, Parsed
from intelog.parse.kinds import READERS, detect
from intelog.parse.pool import Children

SECONDS = 30.0


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with Children(1, seconds=SECONDS) as made:
        yield made


def pdf_that_asks_for_two_gigabytes() -> bytes:
    """A page whose one stream of 2.3 kB unpacks to 2 GB, twice deflated."""
    inner = zlib.compress(b"BT (x) Tj ET " * 200_000, 9)
    stream = zlib.compress(inner * 40, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000000000 2000000000] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%b\nendstream" % (len(stream), stream),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b"0" * (300 * 2**20))
    return out.getvalue()


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a page of 20 MB": ("pages", lambda: b"<html><body>" + b"<p>words and words</p>" * 950_000),
    "a page nested 100,000 deep": ("pages", lambda: b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000),
    "a feed nested 100,000 deep": (
        "feeds",
        lambda: b"<rss><channel>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</channel></rss>",
    ),
    "a billion laughs": (
        "feeds",
        lambda: (
            b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
            + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b"]><rss><channel><title>&j;</title></channel></rss>"
        ),
    ),
    "an external entity": (
        "feeds",
        lambda: (
            b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b"<rss><channel><title>&x;</title><item><title>&x;</title></item></channel></rss>"
        ),
    ),
    "a PDF that asks for two gigabytes": ("pdf", pdf_that_asks_for_two_gigabytes),
    "a letter of 30,000 parts": (
        "mail",
        lambda: (
            b"From: a@b.c\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n"
            + b"--q\nContent-Type: text/plain\n\nx\n" * 30_000
        ),
    ),
    "JSON nested 100,000 deep": ("releases", lambda: b'[{"tag_name":' + b"[" * 100_000 + b"]" * 100_000 + b"}]"),
    "half a surrogate": ("lists", lambda: ("## [a](https://a.b/)\n" * 4).encode() + b"\xed\xa0\x80"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_or_read_within_its_limits_and_the_next_is_read(name: str, children: Children) -> None:
    reader, make = HOSTILE[name]
    data = make()
    begun = time.monotonic()

    (answer,) = children.parse_many([(reader, data, Hint("hostile"))])

    assert isinstance(answer, Parsed) or (answer.why and "\n" not in answer.why)
    assert time.monotonic() - begun < SECONDS + 10
    note = children.parse("transcripts", b"1\n00:00:01,000 --> 00:00:02,000\nHello there.\n", Hint("a.srt"))
    assert len(note.items) == 1


@pytest.mark.parametrize("name", ["a page of 20 MB", "a page nested 100,000 deep", "a billion laughs", "an external entity", "a feed nested 100,000 deep"])  # fmt: skip
def test_it_is_refused(name: str, children: Children) -> None:
    reader, make = HOSTILE[name]

    with pytest.raises(ParseError):
        children.parse(reader, make(), Hint("hostile"))


@pytest.mark.parametrize("bomb", [zip_bomb, lambda: gzip.compress(b"0" * (300 * 2**20))], ids=["zip", "gzip"])
def test_a_bomb_in_an_archive_is_refused_before_it_is_unpacked(bomb: Callable[[], bytes], children: Children) -> None:
    found = list(children.members(bomb(), Hint("bomb.zip")))

    assert [one for one in found if isinstance(one, tuple) and len(one) == 2 and isinstance(one[1], bytes)] == []
    assert any("100:1" in getattr(one, "why", "") or "MiB" in getattr(one, "why", "") for one in found)


# Fuzzing: bytes of real files, changed at random.  CI looks for a moment, `make soak` for ten minutes a reader.


@cache
def seeds(corpus: Path) -> dict[str, list[bytes]]:
    """Real files by the reader that they are for."""
    found: dict[str, list[bytes]] = {name: [] for name in READERS}
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.stat().st_size < 3_000_000:
            data = path.read_bytes()
            reader = detect(data[:65536], path.name, "")
            if reader in found and len(found[reader]) < 40:
                found[reader].append(data)
    for path in sorted((corpus / "feeds" / "arxiv-api").glob("*.json")):  # recorded answers
        found["arxiv_api"].append(json.loads(path.read_text("utf-8"))["body"].encode())
    found["releases"].append(b'[{"tag_name": "v1", "name": "One", "html_url": "https://github.com/a/b/releases/tag/v1", "body": "text", "published_at": "2026-01-05T00:00:00Z", "assets_url": "x", "upload_url": "y"}]')  # fmt: skip
    found["hacker_news"].append(b'{"id": 1, "by": "a", "title": "T", "url": "https://a.b", "descendants": 3, "points": 5, "time": 1767571200, "type": "story"}')  # fmt: skip
    found["mail"].append(
        b"From: a@b.c\r\nSubject: x\r\nDate: Mon, 05 Jan 2026 08:00:00 +0000\r\nMessage-ID: <1@b>\r\n\r\nHello.\r\n"
    )
    found["transcripts"].append(b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>Hello there.\n")
    return {name: some for name, some in found.items() if some}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One of the ways in which bytes go wrong."""
    out = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at, length = chance.randrange(len(out) + 1), chance.randrange(1, 200)
        match chance.randrange(5):
            case 0:
                out[at : at + 1] = chance.randbytes(1)
            case 1:
                del out[at : at + length]
            case 2:
                out[at:at] = out[at : at + length] * chance.randrange(1, 20)
            case 3:
                out[at:at] = chance.choice(
                    (b"<", b"]]>", b"&#x0;", b"\xff\xfe", b"\0", b"<!DOCTYPE a [", b"](", b"```", b"%PDF-", b"{[" * 50)
                )
            case _:
                del out[at:]
    return bytes(out)


def fuzz(corpus: Path, reader: str, seconds: float, seed: int) -> Counter[str]:
    """How often changed bytes were read, and how often they were refused with each reason."""
    said: Counter[str] = Counter()
    chance = random.Random(seed)  # noqa: S311 - to be run again
    some = seeds(corpus)[reader]
    until = time.monotonic() + seconds
    with Children(1, seconds=SECONDS) as children:
        while time.monotonic() < until:
            data = mutated(chance.choice(some), chance)
            begun = time.monotonic()
            (answer,) = children.parse_many([(reader, data, Hint(f"a.{reader}"))])
            assert isinstance(answer, Parsed) or answer.why
            assert time.monotonic() - begun < SECONDS + 10
            said["read" if isinstance(answer, Parsed) else re.sub(r"\d+", "N", answer.why)[:80]] += 1
    return said


FUZZED = sorted(READERS)


@pytest.mark.parametrize("reader", FUZZED)
def test_changed_bytes_are_read_or_refused(reader: str, corpus: Path) -> None:
    fuzz(corpus, reader, 3, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("reader", FUZZED)
def test_changed_bytes_are_read_or_refused_for_ten_minutes(reader: str, corpus: Path) -> None:
    seed = int(time.time())
    said = fuzz(corpus, reader, 600, seed)
    print(f"{reader}, seed {seed}: {said.total()} tried; {said.most_common(12)}")  # noqa: T201 - the figures of a long run
