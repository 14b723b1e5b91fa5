"""The parent's side of the disposable processes: ask, wait no longer than a limit, and start another when one is gone."""

from __future__ import annotations

import math
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from intelog.errors import ParseError
from intelog.model.item import Hint, Item, Parsed, Unread
from intelog.parse.archives import ALL_AT_MOST, MEMBERS_AT_MOST, NAME_AT_MOST, Member
from intelog.parse.child import BODY_AT_MOST, REASON_AT_MOST, Header, read_frame, write_frame
from intelog.parse.kinds import ARCHIVE, READERS

SECONDS = 30.0
"""For one item, by the clock on the wall."""
INPUT_AT_MOST = 100 << 20
ITEMS_AT_MOST = 500
"""Then a child gives way to a new one, so that nothing a reader left behind adds up."""
MEMORY_AT_MOST = 400 << 20
"""The same, where a child has had more than this at any time."""

Asked = tuple[str, bytes, Hint]


class _Died(Exception):
    """A child is gone, hangs, or does not answer in our words.  Its message is the reason for a person."""


class Children:
    """Processes that read untrusted bytes.  Started when needed, ended at the end of the `with` block.

    May be asked from several threads: each answer takes one process, and of those that wait for the next question
    *count* are kept.  *modules* are readers beside our own, by name and module, in *folders*: for tests, and for
    readers that plugins bring.
    """

    def __init__(
        self,
        count: int = 2,
        *,
        seconds: float = SECONDS,
        modules: Mapping[str, str] | None = None,
        folders: Sequence[Path] = (),
    ) -> None:
        self._count, self._seconds = count, seconds
        self._modules, self._folders = dict(modules or {}), tuple(folders)
        self._idle: list[_Child] = []
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.kill()

    def parse(self, reader: str, data: bytes, hint: Hint) -> Parsed:
        """Read *data* with the reader of this name.  Raises `ParseError`, whatever happened to the process."""
        where = hint.url or hint.name
        self._check(reader, data, where)
        header = _header(reader, hint)
        try:
            child = self._take(reader)
            try:
                answer, body = child.ask((header, data), self._seconds)
                parsed = _parsed(answer, body)
            except BaseException:
                child.kill()
                raise
        except _Died as death:
            raise ParseError(where, str(death)) from death
        self._give_back(child)
        if parsed is None:
            raise ParseError(_words(answer, "where"), _words(answer, "why"))
        return parsed

    def parse_many(self, asked: Iterable[Asked]) -> Iterator[Parsed | ParseError]:
        """Read them all, *count* at a time; answers come in the order of the questions.

        No more is taken from *asked* than can be read soon, so it may be endless.
        """
        threads = ThreadPoolExecutor(self._count)
        ahead: deque[Future[Parsed | ParseError]] = deque()
        try:
            for one in asked:
                ahead.append(threads.submit(self._tried, *one))
                if len(ahead) > 2 * self._count:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)

    def _tried(self, reader: str, data: bytes, hint: Hint) -> Parsed | ParseError:
        try:
            return self.parse(reader, data, hint)
        except ParseError as error:
            return error

    def members(self, data: bytes, hint: Hint) -> Iterator[Member | Unread]:
        """What is in an archive, one by one, as the process takes it out; reasons among them, and its death, too.

        The process is held until the last one, or until the iterator is closed.
        """
        try:
            _check_size(data, hint.name)
            child = self._take(ARCHIVE)
        except (ParseError, _Died) as error:
            yield Unread(hint.name, error.why if isinstance(error, ParseError) else str(error))
            return
        is_done = False
        try:
            for answer, body in child.ask_on((_header(ARCHIVE, hint), data), self._seconds):
                if "end" in answer:
                    is_done = True
                    break
                yield _member(answer, body)
        except _Died as death:
            yield Unread(hint.name, str(death))
        finally:
            self._give_back(child) if is_done else child.kill()

    def active(self) -> dict[str, str]:
        """What holds of the barrier in a process that reads, and why something does not."""
        try:
            child = self._take("")
        except _Died as death:
            return {"process": str(death)}
        self._give_back(child)
        return dict(child.active)

    def memory(self) -> int:
        """The most that any process now waiting has had, in bytes; 0 where there is none, or the system does not say."""
        with self._lock:
            return max((child.memory() for child in self._idle), default=0)

    def _check(self, reader: str, data: bytes, where: str) -> None:
        if reader not in READERS and reader not in self._modules:
            raise ParseError(where, f"there is no reader {reader!r}")
        _check_size(data, where)

    def _take(self, reader: str) -> _Child:
        with self._lock:
            # One that died while it waited is nobody's reason.
            self._idle = [child for child in self._idle if child.process.poll() is None]
            known = [child for child in self._idle if reader in child.warm]
            if self._idle:
                child = (known or self._idle)[-1]
                self._idle.remove(child)
                child.warm.add(reader)
                return child
        return _Child.start(reader, self._modules, self._folders, self._seconds)

    def _give_back(self, child: _Child) -> None:
        child.served += 1
        is_spent = child.served >= ITEMS_AT_MOST or child.memory() > MEMORY_AT_MOST
        with self._lock:
            if not is_spent and len(self._idle) < self._count and not self._closed:
                self._idle.append(child)
                return
        child.kill()


def _check_size(data: bytes, where: str) -> None:
    if len(data) > INPUT_AT_MOST:
        raise ParseError(where, f"more than {INPUT_AT_MOST >> 20} MiB")


def _header(reader: str, hint: Hint) -> Header:
    return {
        "reader": reader,
        "name": hint.name[-REASON_AT_MOST:],
        "url": hint.url[:8000],
        "content_type": hint.content_type[:REASON_AT_MOST],
    }


def _parsed(answer: Header, body: bytes) -> Parsed | None:
    """What was read, or None where the answer is a reason.  The child may be anybody's by now: every type is checked."""
    if "parsed" not in answer:
        _words(answer, "where"), _words(answer, "why")
        return None
    try:
        parsed = Parsed.from_json(body.decode())
    except (ValueError, RecursionError) as error:
        raise _Died(_GARBAGE) from error
    if not (_is_ours(parsed) and all(map(_is_ours, parsed.items))):
        raise _Died(_GARBAGE)
    return parsed


_GARBAGE = "the reader gave an answer that is none"
_NUMBERS = {"source_version": int, "is_list": bool, "retold": bool}


def _is_ours(value: Parsed | Item) -> bool:
    given = {f.name: getattr(value, f.name) for f in fields(value)}
    given.pop("items", None)
    unread = given.pop("unread", ())
    return all(map(_is_unread, unread)) and all(
        type(v) is _NUMBERS[name] if name in _NUMBERS else isinstance(v, str) or _is_rows(v)
        for name, v in given.items()
    )


def _is_unread(one: Unread) -> bool:
    return isinstance(one.where, str) and isinstance(one.why, str) and isinstance(one.is_lost, bool)


def _is_rows(value: object) -> bool:
    """A tuple of words, or of tuples of words."""
    return isinstance(value, tuple) and all(isinstance(one, str) or _is_rows(one) for one in value)


def _words(answer: Header, name: str) -> str:
    return _shown(answer.get(name))


def _shown(words: object) -> str:
    """As a person may see it: on a terminal, some signs would do things."""
    if not isinstance(words, str):
        raise _Died(_GARBAGE)
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in words[: 2 * NAME_AT_MOST + 1])


def _member(answer: Header, body: bytes) -> Member | Unread:
    if "member" in answer:
        return Member(_words(answer, "member"), body)
    match answer.get("unread"):
        case [where, why]:
            return Unread(_shown(where), _shown(why))
    raise _Died(_GARBAGE)


_START = "import sys; sys.path[:] = sys.argv.pop(1).split('\\n'); from intelog.parse.child import main; main()"
"""What the process begins with: the folders that ours imports from, wherever intelog and plugins are installed.

Python's isolated mode knows the system's alone, and neither a user's own site nor PYTHONPATH."""


def _import_folders() -> list[str]:
    """The folders of `sys.path`, but the one we were called in: nothing is imported from where a user's files are."""
    ours = str(Path(__file__).resolve().parents[2])
    return [folder for folder in sys.path if folder and (folder == ours or Path(folder) != Path.cwd())]


_Frame = tuple[Header, bytes]


@dataclass(slots=True)
class _Child:
    """One process, and the thread that talks to it: whatever the process does, nobody waits for longer than they said."""

    process: subprocess.Popen[bytes]
    warm: set[str]
    """Readers it has imported already."""
    active: Mapping[str, str] = field(default_factory=dict)
    served: int = 0
    _questions: queue.SimpleQueue[_Frame | None] = field(default_factory=queue.SimpleQueue)
    _answers: queue.SimpleQueue[_Frame | Exception | None] = field(default_factory=queue.SimpleQueue)

    @classmethod
    def start(cls, reader: str, modules: Mapping[str, str], folders: Iterable[Path], seconds: float) -> Self:
        """Start one that has imported *reader*, and wait until its barrier is up.  Raises `_Died`."""
        words = [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, "\n".join(_import_folders())]
        words += [f"--reader-module={name}={module}" for name, module in modules.items()]
        words += [f"--path={folder}" for folder in folders] + [f"--seconds={2 * math.ceil(seconds)}"]
        words += [f"--warm={reader}"] if reader and reader != ARCHIVE else []
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=os.sep,
                env=_environment(), start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise _Died(f"no process could be started to read it ({error.strerror})") from error
        child = cls(process, {reader})
        threading.Thread(target=child._talk, daemon=True).start()
        try:
            ready, _ = child._wait(max(seconds, SECONDS))  # a busy machine starts programs slowly
            active = ready.get("ready")
            if not isinstance(active, dict):
                raise _Died(_GARBAGE)
        except BaseException:
            child.kill()
            raise
        child.active = {str(name): str(says) for name, says in active.items()}
        return child

    def ask(self, question: _Frame, seconds: float) -> _Frame:
        """The one answer to a question.  Raises `_Died`; the process must then be killed."""
        self._questions.put(question)
        return self._wait(seconds)

    def ask_on(self, question: _Frame, seconds: float) -> Iterator[_Frame]:
        """Answers to a question for as long as they are wanted, each within *seconds*.  Raises `_Died`."""
        total = 0
        for number in range(2 * MEMBERS_AT_MOST + 2):
            self._questions.put(None if number else question)
            answer = self._wait(seconds)
            total += len(answer[1])
            if total > ALL_AT_MOST:
                break
            yield answer
        raise _Died(_GARBAGE)

    def _wait(self, seconds: float) -> _Frame:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise _Died(f"the reader was stopped: no answer within {seconds:g} seconds") from None
        if answer is None:
            raise _Died(self._why_it_ended())
        if isinstance(answer, Exception):
            raise _Died(_GARBAGE) from answer
        return answer

    def _talk(self) -> None:
        """Write a question, read an answer; first the greeting, which nobody asked for."""
        come, go = _streams(self.process)
        try:
            while True:
                if (answer := read_frame(come, BODY_AT_MOST)) is None:
                    return
                self._answers.put(answer)
                question = self._questions.get()
                if question:
                    write_frame(go, *question)
        except OSError:
            return  # it is dead, as its end says
        except Exception as error:  # bytes of its own making can break the reading of a frame in many ways
            self._answers.put(error)
        finally:
            self._answers.put(None)
            for stream in (come, go):
                with suppress(OSError):
                    stream.close()

    def _why_it_ended(self) -> str:
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:
            return "the reader closed its pipe"
        if code >= 0:
            return f"the reader ended before it answered (exit {code})"
        return f"the reader died (signal {-code}): {_DEATHS.get(-code, 'a fault in the library it uses')}"

    def memory(self) -> int:
        """The most it has had since it started, in bytes; 0 where the system does not say.

        It is not asked itself: it may say anything, and its own count begins with what its parent had.
        """
        try:
            says = re.search(rb"VmHWM:\s*(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_bytes())
        except OSError:
            return 0
        return int(says[1]) * 1024 if says else 0

    def kill(self) -> None:
        """End it, with all that it may have started."""
        if self.process.poll() is None:
            with suppress(OSError):
                self.process.kill() if sys.platform == "win32" else os.killpg(self.process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        self._questions.put(None)  # so that the thread looks, and ends


_DEATHS = {
    9: "out of memory or time",
    24: "out of processor time",
    14: "out of time",
    31: "it did what a reader may not",
}


def _streams(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    assert process.stdout
    assert process.stdin
    return process.stdout, process.stdin  # type: ignore[return-value]


def _environment() -> dict[str, str]:
    """Nothing of ours: no key, no proxy, no path of the user's own."""
    if sys.platform == "win32":  # which starts no program without it
        return {"PATH": os.defpath, "SYSTEMROOT": os.environ["SYSTEMROOT"]}  # noqa: TID251
    return {"PATH": os.defpath}
