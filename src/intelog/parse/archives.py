"""Archives: their members as bytes, within limits, and never a path on a disk.

Read in the disposable process, like everything that others wrote; there the members go out one by one as they are taken
out.  An archive in an archive is opened too, one in that is not.
"""

from __future__ import annotations

import io
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple

from intelog.model.item import Hint, Unread
from intelog.parse.kinds import ARCHIVE, HEAD, detect

MEMBERS_AT_MOST = 10_000
MEMBER_AT_MOST = 25 << 20
ALL_AT_MOST = 200 << 20
RATIO_AT_MOST = 100
"""How far bytes may expand, counted after the first MiB of what comes out."""
RATIO_FROM = 1 << 20
NAME_AT_MOST = 1000

_CHUNK = 1 << 16


class Member(NamedTuple):
    """One file in an archive; an inner archive's members are named `inner.zip/name`."""

    name: str
    data: bytes


def members(data: bytes, hint: Hint) -> Iterator[Member | Unread]:
    """Every file in the archive, or why not, in its order; folders, and what macOS adds to them, are passed over.

    Where a limit of the whole is met, that is the last thing said; and something is always said.
    """
    count, is_empty = _Count(len(data)), True
    try:
        for one in _open(data, hint.name, count, depth=0):
            is_empty = False
            yield one
    except _Enough as error:
        yield Unread(hint.name, error.why)
    else:
        if is_empty:
            yield Unread(hint.name, "an archive without files")


class _Enough(Exception):
    """A limit of the whole is met: nothing more is read from this archive."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class _Count:
    """What has come out of the archive so far: across all its members, inner archives included."""

    packed: int
    members: int = 0
    out: int = 0

    def member(self) -> None:
        self.members += 1
        if self.members > MEMBERS_AT_MOST:
            raise _Enough(f"more than {MEMBERS_AT_MOST:,} members; those after were not read")

    def bytes(self, more: int) -> None:
        self.out += more
        if self.out > ALL_AT_MOST:
            raise _Enough(f"more than {ALL_AT_MOST >> 20} MiB in all; what follows was not read")
        if _is_bomb(self.out, self.packed):
            raise _Enough(_BOMB)


_BOMB = f"it expands more than {RATIO_AT_MOST}:1, as no honest file does; what follows was not read"


def _is_bomb(out: int, packed: int) -> bool:
    return out > RATIO_FROM and out > RATIO_AT_MOST * packed


def _open(data: bytes, name: str, count: _Count, depth: int) -> Iterator[Member | Unread]:
    try:
        if data.startswith(b"PK"):
            yield from _zip(data, name, count, depth)
        elif data.startswith(b"\x1f\x8b"):
            yield from _gzip(data, name, count, depth)
        else:
            yield from _tar(io.BytesIO(data), name, count, depth)
    except _DAMAGE as error:
        yield Unread(name, f"the archive is damaged ({' '.join(str(error).split())[:200] or type(error).__name__})")


# All that the two libraries were seen to raise, or may by their code, for bytes that are no archive.
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error, EOFError, ValueError, OverflowError, NotImplementedError,
    RuntimeError, OSError, LookupError, TypeError, AssertionError,
)  # fmt: skip


def _zip(data: bytes, name: str, count: _Count, depth: int) -> Iterator[Member | Unread]:
    if _entries(data) > MEMBERS_AT_MOST:
        raise _Enough(f"more than {MEMBERS_AT_MOST:,} members; none was read")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            called = _entry_name(entry)
            if entry.is_dir() or _is_litter(called):
                continue
            count.member()
            refused = _refused_name(called) or _refused_entry(entry)
            if refused:
                yield Unread(_within(name, called, depth), refused)
                continue
            try:
                with archive.open(entry) as stream:
                    body = _read(stream, count, packed=entry.compress_size)
            except _DAMAGE as error:
                yield Unread(_within(name, called, depth), f"it is damaged ({' '.join(str(error).split())[:200]})")
            else:
                yield from _member(body, _within(name, called, depth), count, depth)


def _entries(data: bytes) -> int:
    """At least how many entries a zip file's directory has, before it is read whole into memory."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(data):
        return 0
    size, _ = struct.unpack_from("<LL", data, end + 12)
    return data.count(b"PK\x01\x02", max(0, end - size) if size < end else 0, end)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Its name as it was written.  Zip files of Chinese Windows carry GB 18030, which the library takes for cp437."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name


def _refused_entry(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x1:
        return "it is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is packed in a way that is not read here"
    if entry.external_attr >> 28 == 0xA:
        return "it is a link"
    if entry.file_size > MEMBER_AT_MOST:
        return _TOO_LARGE
    return ""


def _gzip(data: bytes, name: str, count: _Count, depth: int) -> Iterator[Member | Unread]:
    """A tar file in gzip, or one file."""
    plain = _Inflated(data, count)
    head = plain.read(HEAD)
    whole = _Joined(head, plain)
    if head[257:262] == b"ustar" or name.lower().endswith((".tgz", ".tar.gz")):
        yield from _tar(whole, name, count, depth)
        return
    count.member()
    body = whole.read(MEMBER_AT_MOST + 1)
    called = re.sub(r"(?i)\.gz$", "", name)
    if len(body) > MEMBER_AT_MOST:
        yield Unread(called, _TOO_LARGE)
        return
    yield from _member(body, called, count, depth)


class _Inflated:
    """What gzip bytes unpack to, as it is asked for."""

    def __init__(self, data: bytes, count: _Count) -> None:
        self._data, self._count, self._at = data, count, 0
        self._unpack = zlib.decompressobj(31)
        self._rest, self._parts, self._out = b"", 1, 0

    def read(self, size: int) -> bytes:
        """Exactly *size* bytes, fewer at the end.  Raises `EOFError` where it ends in the middle."""
        got = bytearray()
        while len(got) < size and (more := self._more(size - len(got))):
            got += more
        return bytes(got)

    def _more(self, size: int) -> bytes:
        while True:
            if self._unpack.eof and not self._next_part():
                return b""
            packed = self._rest or self._take()
            more = self._unpack.decompress(packed, min(size, _CHUNK))
            self._rest = self._unpack.unconsumed_tail
            if more:
                self._out += len(more)
                self._count.bytes(len(more))
                if _is_bomb(self._out, self._at):
                    raise _Enough(_BOMB)
                return more
            if not packed and not self._unpack.eof:
                raise EOFError("it ends too early")

    def _take(self) -> bytes:
        packed = self._data[self._at : self._at + _CHUNK]
        self._at += len(packed)
        return packed

    def _next_part(self) -> bool:
        """Gzip files may be put one after another.  Zeros after the last are padding."""
        rest = self._unpack.unused_data or self._take()
        if not rest.startswith(b"\x1f\x8b"):
            return False
        self._parts += 1
        if self._parts > MEMBERS_AT_MOST:
            raise _Enough(f"more than {MEMBERS_AT_MOST:,} parts")
        self._unpack, self._rest = zlib.decompressobj(31), rest
        return True


class _Joined:
    """A stream, with its beginning put back."""

    def __init__(self, head: bytes, rest: _Inflated) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int) -> bytes:
        first, self._head = self._head[:size], self._head[size:]
        return first + self._rest.read(size - len(first)) if len(first) < size else first


def _tar(stream: io.BytesIO | _Joined, name: str, count: _Count, depth: int) -> Iterator[Member | Unread]:
    """As a stream: nothing is sought for, so an offset that a header names leads nowhere."""
    with tarfile.open(fileobj=stream, mode="r|", errors="replace") as archive:  # type: ignore[call-overload]
        for entry in archive:
            archive.members = []  # else it keeps every header
            if entry.isdir() or _is_litter(entry.name):
                continue
            count.member()
            where = _within(name, entry.name, depth)
            if refused := _refused_name(entry.name) or _refused_file(entry):
                yield Unread(where, refused)
                continue
            body = archive.extractfile(entry).read()
            if isinstance(stream, io.BytesIO):
                count.bytes(len(body))
            yield from _member(body, where, count, depth)


def _refused_file(entry: tarfile.TarInfo) -> str:
    if entry.issym() or entry.islnk():
        return "it is a link"
    if not entry.isreg() or entry.issparse():
        return "it is no plain file"
    return _TOO_LARGE if entry.size > MEMBER_AT_MOST else ""


_TOO_LARGE = f"more than {MEMBER_AT_MOST >> 20} MiB"


def _read(stream: IO[bytes], count: _Count, packed: int) -> bytes:
    """All of it, counted while it comes.  What its header says of its length is not believed."""
    got = bytearray()
    while more := stream.read(_CHUNK):
        got += more
        count.bytes(len(more))
        if len(got) > MEMBER_AT_MOST:
            raise ValueError(_TOO_LARGE)
        if _is_bomb(len(got), packed):
            raise _Enough(_BOMB)
    return bytes(got)


def _member(body: bytes, name: str, count: _Count, depth: int) -> Iterator[Member | Unread]:
    if detect(body[:HEAD], name, "") != ARCHIVE:
        yield Member(name, body)
    elif depth:
        yield Unread(name, "an archive in an archive in an archive is not opened")
    else:
        yield from _open(body, name, count, depth + 1)


def _within(archive: str, name: str, depth: int) -> str:
    """A name that can be shown and sent: whole, and without half of a surrogate pair."""
    shown = name.encode("utf-8", "replace").decode()[:NAME_AT_MOST].replace("\x00", "\ufffd")
    return f"{archive}/{shown}" if depth else shown


def _refused_name(name: str) -> str:
    """Nothing is ever written under a name; one made to lead out of a folder is not taken all the same."""
    parts = re.split(r"[/\\]", name)
    if "\x00" in name or not name or len(name) > NAME_AT_MOST:
        return "its name is none that a file can have"
    if ".." in parts or not parts[0] or re.match(r"[A-Za-z]:", name):
        return "its name leads out of the archive"
    return ""


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"
