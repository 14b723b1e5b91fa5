"""What is in an archive comes out within limits, by name where it does not, and never onto a disk."""

from __future__ import annotations

import gzip
import io
import random
import struct
import subprocess
import sys
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intelog.model.item import Hint, Unread
from intelog.parse import archives
from intelog.parse.archives import Member, members
from intelog.parse.pool import Children


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return made.getvalue()


def tarred(*files: tuple[str, bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def targz(*files: tuple[str, bytes]) -> bytes:
    return tarred(*files, mode="w:gz")


def found(data: bytes, name: str = "x.zip") -> tuple[list[Member], list[Unread]]:
    all_of_it = list(members(data, Hint(name)))
    return [m for m in all_of_it if isinstance(m, Member)], [u for u in all_of_it if isinstance(u, Unread)]


FORMS: list[tuple[Callable[..., bytes], str]] = [(zipped, "x.zip"), (tarred, "x.tar"), (targz, "x.tar.gz")]
forms = pytest.mark.parametrize(("pack", "name"), FORMS, ids=["zip", "tar", "tar.gz"])


@forms
def test_members_come_out_in_order(pack: Callable[..., bytes], name: str) -> None:
    taken, unread = found(pack(("b/a.md", b"# A"), ("a.md", b""), ("笔记.md", "字".encode())), name)

    assert taken == [("b/a.md", b"# A"), ("a.md", b""), ("笔记.md", "字".encode())]
    assert unread == []


@pytest.mark.parametrize("parts", [1, 3])
def test_a_file_in_gzip_loses_its_ending(parts: int) -> None:
    assert found(gzip.compress(b"# A\n") * parts + b"\x00" * 9, "a.md.gz") == ([Member("a.md", b"# A\n" * parts)], [])


@forms
@pytest.mark.parametrize(
    "bad", ["../a.md", "a/../../b", "/etc/passwd", "..\\a.md", "C:\\a.md", "\\\\server\\a", "a" * 1001]
)
def test_a_name_that_leads_out_is_refused_by_name(pack: Callable[..., bytes], name: str, bad: str) -> None:
    taken, unread = found(pack((bad, b"x"), ("good.md", b"y")), name)

    assert taken == [("good.md", b"y")]
    assert [one.where for one in unread] == [bad[:1000]]


def test_a_name_with_nul_is_refused() -> None:
    data = zipped(("aXb.md", b"x"), ("good.md", b"y")).replace(b"aXb.md", b"a\x00b.md")

    taken, unread = found(data)

    assert taken == [("good.md", b"y")]
    assert unread == [Unread("a\ufffdb.md", "its name is none that a file can have")]


def test_names_of_chinese_windows_are_read() -> None:
    name = "笔记.md".encode("gb18030")
    data = zipped(("x" * len(name), b"x")).replace(b"x" * len(name), name, 2)

    assert [m.name for m in found(data)[0]] == ["笔记.md"]


def test_folders_and_litter_are_passed_over() -> None:
    assert found(zipped(("a/", b""), ("__MACOSX/a/._b.md", b"x"), ("a/.DS_Store", b"x"), ("a/b.md", b"y"))) == (
        [Member("a/b.md", b"y")],
        [],
    )


@forms
def test_an_archive_in_an_archive_is_opened_and_one_in_that_is_not(pack: Callable[..., bytes], name: str) -> None:
    inner = zipped(("deep.zip", zipped(("deepest.md", b"z"))), ("in.md", b"x"), ("../out.md", b""))

    taken, unread = found(pack(("inner.zip", inner), ("packed.md.gz", gzip.compress(b"w")), ("out.md", b"y")), name)

    assert taken == [("inner.zip/in.md", b"x"), ("packed.md", b"w"), ("out.md", b"y")]
    assert [one.where for one in unread] == ["inner.zip/deep.zip", "inner.zip/../out.md"]


def test_an_encrypted_member_is_named_and_the_others_are_read() -> None:
    data = bytearray(zipped(("a.md", b"secret"), ("b.md", b"y")))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1

    assert found(bytes(data)) == ([Member("b.md", b"y")], [Unread("a.md", "it is encrypted")])


def test_links_and_devices_are_named() -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("dev", tarfile.CHRTYPE), ("pipe", tarfile.FIFOTYPE)):  # fmt: skip
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    link = zipfile.ZipInfo("link")
    link.external_attr = 0xA1FF << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zip_file:
        zip_file.writestr(link, "/etc/passwd")

    assert [one.where for one in found(made.getvalue(), "x.tar")[1]] == ["link", "hard", "dev", "pipe"]
    assert found(packed.getvalue()) == ([], [Unread("link", "it is a link")])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_named(method: int) -> None:
    assert found(zipped(("a.md", b"x"), method=method))[1] == [
        Unread("a.md", "it is packed in a way that is not read here")
    ]


@forms
def test_limits_hold(pack: Callable[..., bytes], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = random.Random(1).randbytes(30_000)  # noqa: S311 - damage, not a secret
    many = pack(*((f"{n}.md", noise) for n in range(30)))
    assert len(found(many, name)[0]) == 30

    monkeypatch.setattr(archives, "MEMBER_AT_MOST", 29_999)
    assert len(found(many, name)[1]) == 30
    monkeypatch.setattr(archives, "MEMBER_AT_MOST", 30_000)
    monkeypatch.setattr(archives, "ALL_AT_MOST", 500_000)
    taken, unread = found(many, name)
    assert 10 < len(taken) < 17
    assert "in all" in unread[-1].why
    monkeypatch.setattr(archives, "ALL_AT_MOST", 10**9)
    monkeypatch.setattr(archives, "MEMBERS_AT_MOST", 29)
    taken, unread = found(many, name)
    assert len(taken) in {0, 29}
    assert "more than 29 members" in unread[-1].why


def test_a_directory_of_a_million_entries_is_refused_before_it_is_read() -> None:
    entry = b"PK\x01\x02" + b"\x00" * 42
    data = entry * 500_000 + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 46 * 500_000, 0, 0)

    assert within_limits(data, "x.zip")[1] == [Unread("x.zip", "more than 10,000 members; none was read")]


def within_limits(data: bytes, name: str) -> tuple[list[Member], list[Unread]]:
    """What is found, within 1 s of our own and 64 MB more."""
    tracemalloc.start()
    before = time.process_time()
    got = found(data, name)
    took, (_, peak) = time.process_time() - before, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 1, took
    assert peak < 64 << 20, peak
    return got


def zeros(size: int) -> bytes:
    """Gzip of so many zeros, made in pieces."""
    pack = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(pack.compress(b"\x00" * (1 << 20)) for _ in range(size >> 20)) + pack.flush()


def bombs() -> Iterator[tuple[str, bytes]]:
    """Files that grow: plain, many times over, packed twice, and with members that lie over each other."""
    packed = zeros(1 << 28)
    yield "zeros.gz", packed
    yield "zeros.tar.gz", packed
    yield "twice.gz.gz", gzip.compress(packed)
    yield "in.zip", zipped(("zeros.gz", packed), ("zeros.zip", zipped(("a", b"\x00" * (20 << 20)))))
    yield "flat.zip", zipped(*((f"{n}.txt", b"\x00" * (20 << 20)) for n in range(3)))
    yield "parts.gz", gzip.compress(b"") * 200_000
    yield "tar.gz", gzip.compress(tarred(("a", b"\x00" * (20 << 20))))
    yield "overlap.zip", overlapping()
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 33
    yield "pax.tar.gz", gzip.compress(header.tobuf() + b"\x00" * (50 << 20))


def overlapping() -> bytes:
    """One packed member under a thousand names."""
    one = zipped(("aaaa", b"\x00" * (900 << 10)))
    at = one.find(b"PK\x01\x02")
    entry = one[at : one.find(b"PK\x05\x06")]
    directory = b"".join(entry.replace(b"aaaa", b"%04d" % n) for n in range(1000))
    body = one[:at].replace(b"aaaa", b"0000")
    return body + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), len(body), 0)


BOMBS = dict(bombs())


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_a_second_and_64_mb(name: str) -> None:
    taken, unread = within_limits(BOMBS[name], name)

    assert unread
    assert sum(len(one.data) for one in taken) < 4 << 20


@pytest.mark.parametrize("seed", range(30))
def test_damage_is_named_and_never_raised(seed: int) -> None:
    pick = random.Random(seed)  # noqa: S311 - damage, not a secret
    files = [("a.md", b"# A" * 50), ("b/c.txt", pick.randbytes(300)), ("d.gz", gzip.compress(b"x"))]
    for pack, name in FORMS:
        data = bytearray(pack(*files))
        for _ in range(pick.randint(1, 8)):
            data[pick.randrange(len(data))] = pick.randrange(256)
        found(bytes(data), name)
        found(bytes(data[: pick.randrange(len(data))]), name)


@pytest.mark.parametrize("data", [b"", b"PK", b"\x1f\x8b", b"words", b"\x00" * 5000])
def test_what_is_no_archive_is_a_reason(data: bytes) -> None:
    taken, unread = found(data, "x.zip")

    assert taken == []
    assert len(unread) == 1


def test_members_come_through_the_process() -> None:
    data = zipped(("a.md", b"# A"), ("/b.md", b""), ("c.bin", bytes(range(256)) * 5000))
    with Children(1) as children:
        first = list(children.members(data, Hint("x.zip")))
        again = [len(list(children.members(data, Hint("x.zip")))) for _ in range(3)]

    assert first == list(members(data, Hint("x.zip")))
    assert again == [3, 3, 3]


def test_members_may_be_left_in_the_middle_and_read_while_they_come() -> None:
    noise = random.Random(1).randbytes(200_000).hex().encode()  # noqa: S311 - damage, not a secret
    data = zipped(*((f"{n}.srt", b"1\n00:00:01,000 --> 00:00:02,000\n" + noise) for n in range(20)))
    with Children(1) as children:
        coming = children.members(data, Hint("x.zip"))
        first = next(coming)
        assert isinstance(first, Member)
        assert children.parse("transcripts", first.data, Hint(first.name)).items
        coming.close()  # type: ignore[attr-defined]
        assert len(list(children.members(data, Hint("x.zip")))) == 20


def test_a_bomb_through_the_process_is_a_reason() -> None:
    with Children(1) as children:
        for name, data in BOMBS.items():
            assert any(isinstance(one, Unread) for one in children.members(data, Hint(name))), name


def test_nothing_is_written(tmp_path: Path) -> None:
    packed = tmp_path / "x.zip"
    packed.write_bytes(zipped(("a.md", b"x"), ("../b.md", b"x")))
    code = """
import sys
from pathlib import Path
from intelog.model.item import Hint
from intelog.parse.archives import members
print(len(list(members(Path("x.zip").read_bytes(), Hint("x.zip")))))
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "2"
    assert [one.name for one in tmp_path.iterdir()] == ["x.zip"]
    assert not (tmp_path.parent / "b.md").exists()
