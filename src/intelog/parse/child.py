"""The disposable process that reads untrusted bytes: `python -m intelog.parse.child`.

It talks over its standard input and output in frames: four bytes with the length of a JSON header, the header, and
as many bytes as the header's `size` says.  In comes `{reader, name, url, content_type, size}` and the bytes to read;
out goes one of

- `{"ready": {...}}`, once, at the start: what holds of the barrier;
- `{"parsed": true, "size": n}` and a `Parsed` as JSON;
- `{"where": ..., "why": ...}`: why nothing could be read;
- for an archive, `{"member": name, "size": n}` and its bytes, or `{"unread": [where, why]}`, as often as it takes, and
  then `{"end": true}`.

Whatever a reader does, the answer is one of these, or the process is dead.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import BinaryIO

from intelog.errors import ParseError
from intelog.model.item import Hint, Parsed, Unread
from intelog.parse import barrier
from intelog.parse.kinds import ARCHIVE, READERS, Reader

HEADER_AT_MOST = 1 << 16
BODY_AT_MOST = 32 << 20
"""Of an answer.  What is to be read is bounded by who sends it."""
REASON_AT_MOST = 500

Header = Mapping[str, object]


def write_frame(stream: BinaryIO, header: Header, body: bytes = b"") -> None:
    """Write one frame.  Raises `OSError` where nobody reads any more."""
    raw = json.dumps({**header, "size": len(body)}).encode()
    stream.write(len(raw).to_bytes(4, "big") + raw)
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO, body_at_most: int | None = None) -> tuple[Header, bytes] | None:
    """Read one frame; None at the end of the stream.  Raises `ValueError` where it is no frame of ours."""
    start = stream.read(4)
    if len(start) < 4:
        return None
    length = int.from_bytes(start, "big")
    if length > HEADER_AT_MOST:
        raise ValueError("not a frame")
    raw = stream.read(length)
    if len(raw) < length:
        return None
    header = json.loads(raw)
    size = header.get("size") if isinstance(header, dict) else None
    if type(size) is not int or size < 0 or (body_at_most is not None and size > body_at_most):
        raise ValueError("not a frame")
    body = stream.read(size)
    return (header, body) if len(body) == size else None


def main() -> None:
    """Put up the barrier, then answer until the input ends."""
    asked = _arguments()
    readers = READERS | {one.name: one for one in asked.reader_module}
    come, go = _pipes()
    for name in asked.warm:
        with suppress(Exception):  # told when something is to be read with it
            readers[name].load()
    write_frame(go, {"ready": barrier.put_up()})
    while (asking := read_frame(come)) is not None:
        header, data = asking
        if barrier.active()["cpu"] == barrier.HOLDS:
            barrier.arm(barrier.CPU_SECONDS)
        if header["reader"] == ARCHIVE:  # how long it takes is up to who reads the members
            _send_members(go, data, _hint(header))
            continue
        _end_after(asked.seconds)
        answer = _answer(readers, str(header["reader"]), data, _hint(header))
        _end_after(0)
        write_frame(go, *answer)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m intelog.parse.child")
    parser.add_argument("--warm", action="append", default=[], help="a reader to import before the barrier is up")
    parser.add_argument(
        "--reader-module", action="append", default=[], type=_reader, help="NAME=MODULE, a reader beside our own"
    )
    parser.add_argument("--path", action="append", default=[], help="a folder that modules of readers are in")
    parser.add_argument(
        "--seconds",
        type=int,
        default=60,
        help="after which it ends itself; whoever asks does so sooner, if still there",
    )
    asked = parser.parse_args()
    sys.path.extend(asked.path)
    return asked


def _reader(words: str) -> Reader:
    name, _, module = words.partition("=")
    return Reader(name, module, ())


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Where we are asked and where we answer.  What a reader prints goes nowhere, and it has nothing to read from."""
    come, go = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return come, go


def _end_after(seconds: int) -> None:
    """By the clock on the wall; 0 takes it back.  While it waits for a question, the end of its input ends it."""
    if sys.platform != "win32":
        signal.alarm(seconds)


def _hint(header: Header) -> Hint:
    return Hint(name=str(header["name"]), url=str(header["url"]), content_type=str(header["content_type"]))


def _answer(readers: Mapping[str, Reader], name: str, data: bytes, hint: Hint) -> tuple[Header, bytes]:
    where = hint.url or hint.name
    try:
        body = _as_bytes(readers[name].load()(data, hint))
    except ParseError as error:
        return _reason(error.source, error.why), b""
    except BaseException as error:  # a reader may raise anything, an exit included
        return _reason(where, _why(error)), b""
    if len(body) > BODY_AT_MOST:
        return _reason(where, f"more than {BODY_AT_MOST >> 20} MiB of text"), b""
    return {"parsed": True}, body


def _as_bytes(parsed: Parsed) -> bytes:
    """As JSON in UTF-8.  Half of a surrogate pair, which JSON can name and UTF-8 cannot, becomes U+FFFD and is said."""
    text = parsed.to_json()
    with suppress(UnicodeEncodeError):
        return text.encode()
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    made = json.loads(paired)
    made["unread"].append(Unread("text", "half of a surrogate pair stood alone and was replaced", is_lost=False))
    return json.dumps(made, ensure_ascii=False).encode()


def _why(error: BaseException) -> str:
    """One line for a person."""
    if isinstance(error, MemoryError):
        return "it needs more memory than a reader may have (1 GiB)"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, ModuleNotFoundError) and error.name:
        missing = error.name if error.name.startswith("intelog.") else error.name.partition(".")[0]
        return f"its reader needs the module {missing}, which is not installed"
    with suppress(Exception):  # the words are the reader's, too
        words = " ".join(str(error).split())
        return f"its reader stopped ({type(error).__name__}{': ' if words else ''}{words[:200]})"
    return "its reader stopped"


def _reason(where: str, why: str) -> Header:
    return {"where": where[:REASON_AT_MOST], "why": why[:REASON_AT_MOST]}


def _send_members(go: BinaryIO, data: bytes, hint: Hint) -> None:
    """Each member as soon as it is taken out: an archive's members together may be larger than an answer."""
    try:
        from intelog.parse.archives import members

        _send_all(go, members(data, hint))
    except BrokenPipeError:
        raise  # nobody reads any more
    except BaseException as error:  # of a library that reads archives
        write_frame(go, {"unread": [hint.name[:REASON_AT_MOST], _why(error)]})
    write_frame(go, {"end": True})


def _send_all(go: BinaryIO, found: Iterable[tuple[str, bytes] | Unread]) -> None:
    for one in found:
        if isinstance(one, Unread):
            write_frame(go, {"unread": [one.where[:REASON_AT_MOST], one.why[:REASON_AT_MOST]]})
        else:
            write_frame(go, {"member": one[0]}, one[1])


if __name__ == "__main__":
    main()
