"""Files that must survive: whole or not at all, and never over a person's newer words."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
import time
from codecs import BOM_UTF8
from collections.abc import Callable
from functools import cache
from pathlib import Path

from intelog.errors import WorkspaceError


class Changed(Exception):
    """The file was changed by somebody while we were about to write it; theirs stands."""


def write(path: Path, data: bytes, *, expected: bytes | None) -> None:
    """Write a file so that it holds all of *data* or what it held before, whatever happens.

    *expected* is what the file is thought to hold, None that there is none.  Where it holds
    something else by the time it would be replaced, `Changed` is raised and it is left.
    """
    draft = _draft(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            raise WorkspaceError(f"{path}: this is a symbolic link; intelog writes only its own files, remove the link")
        _forget(draft)  # a killed writer's, and perhaps still a second name of the file itself
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(draft, path, expected)
    except Changed:
        _forget(draft)
        raise
    except BaseException as error:  # also where a person stops us: what was just swapped out may be their save
        if (left := _left(draft)) is not None and (data.startswith(left) or left == expected):
            _forget(draft)
        if isinstance(error, OSError):
            raise WorkspaceError(_reason(path, error)) from error
        raise
    _forget(draft)


def recover(path: Path, *, written: bytes | None, before: bytes | None) -> Path | None:
    """End what a killed `write` of *written* over *before* began, so that no save of a person is lost in its draft.

    Where it was killed just after its swap, what had been saved just before is in the draft, and is swapped back.
    A draft that cannot be told to be ours, nor to belong in the file, is kept under a name that can be seen,
    which is returned.
    """
    draft = _draft(path)
    try:
        saved = _left(draft)
        if saved is None or path.is_symlink():
            return None
        there = held(path)
        known = [one for one in (written, before, there) if one is not None]
        is_cut = any(cut_at(saved, one) is not None for one in known)
        is_swapped = there is not None and there == written
        if is_swapped and saved.strip() and not is_cut and saved not in known:
            _put_back(draft, path, there or b"")
            sync_folder(path.parent)
        elif not saved.strip() or any(one.startswith(saved) for one in known):
            _forget(draft)
            return None
        if (left := _left(draft)) is None or left == written or (path.exists() and draft.samefile(path)):
            _forget(draft)
            return None
        return _kept(draft, path)
    except OSError as error:
        raise WorkspaceError(_reason(path, error)) from error


def _kept(draft: Path, path: Path) -> Path:
    ends = ("saved", *(f"saved {n}" for n in range(2, 1000)))
    names = (path.with_name(f"{path.stem} ({end}){path.suffix}") for end in ends)
    target = next(name for name in names if not name.exists())
    rename(draft, target)
    return target


def cut_at(data: bytes, whole: bytes) -> int | None:
    """The line in which *data* ends, where it is *whole* cut short inside a line; else None."""
    data, whole = _plain(data), _plain(whole)
    if (
        data == whole
        or not whole.startswith(data)
        or not data
        or data.endswith(b"\n")
        or whole[len(data) :][:1] == b"\n"
    ):
        return None
    return data.count(b"\n") + 1


def _plain(data: bytes) -> bytes:
    """A text without its byte order mark, and with one kind of line ends."""
    return data.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _left(draft: Path) -> bytes | None:
    """What a draft holds, or None where there is none of ours."""
    return draft.read_bytes() if not draft.is_symlink() and draft.is_file() else None


def _replace(draft: Path, path: Path, expected: bytes | None) -> None:
    if held(path) != expected:
        raise Changed(path)
    if expected is None:
        try:
            os.link(draft, path)  # fails where somebody made the file meanwhile
        except FileExistsError as error:
            raise Changed(path) from error
        except OSError:  # a file system without hard links
            draft.replace(path)
    else:
        ours = draft.read_bytes()
        try:
            swapped = _exchange(draft, path)
        except FileNotFoundError as error:  # moved away meanwhile, as some editors do before they save
            raise Changed(path) from error
        if swapped:
            if draft.read_bytes() == expected:
                sync_folder(path.parent)  # meanwhile a save that had begun before the swap arrives in what came out
            if (theirs := draft.read_bytes()) == expected:
                return
            _put_back(draft, path, ours)
            sync_folder(path.parent)
            raise Changed(path, theirs)
        draft.replace(path)
    sync_folder(path.parent)


def _put_back(draft: Path, path: Path, ours: bytes) -> None:
    """Give a file back what was saved between our look and our swap, and what is saved while we do."""
    put = ours
    while True:
        theirs = _settled(draft)
        try:
            if not _exchange(draft, path):
                draft.replace(path)
                return
        except FileNotFoundError:
            try:
                os.link(draft, path)
            except FileExistsError:
                continue
            except OSError:  # a file system without hard links
                draft.replace(path)
            return
        if _settled(draft) == put:
            return
        put = theirs


def _settled(path: Path) -> bytes:
    """What a file holds when nobody is in the middle of saving it."""
    data = path.read_bytes()
    for _ in range(_LOOKS):
        time.sleep(_A_SAVE_SECONDS)
        if (now := path.read_bytes()) == data:
            break
        data = now
    return data


_A_SAVE_SECONDS, _LOOKS = 0.002, 100
"""From emptying a file to writing it an editor takes some microseconds."""


def held(path: Path) -> bytes | None:
    """What a file holds, or None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def sync(path: Path) -> None:
    """Have the disk hold what was written to *path*."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def rename(source: Path, target: Path) -> None:
    """Rename, and have the disk hold the new name."""
    source.replace(target)
    sync_folder(target.parent)


def place(source: Path, target: Path) -> None:
    """Give a file a new name that nothing bears, and have the disk hold it; `FileExistsError` where something does."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise FileExistsError(target) from None
        source.replace(target)
    source.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk hold the names in a folder; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget(draft: Path) -> None:
    try:
        draft.unlink(missing_ok=True)
    except OSError:  # what could not be removed is ours, hidden, and overwritten next time
        return


_AT_FDCWD, _EXCHANGE = -100, 2


def _exchange(a: Path, b: Path) -> bool:
    """Swap two names in one step; False where the system cannot (Linux can since 3.15)."""
    swap = _renameat2()
    if swap is None:
        return False
    if swap(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _EXCHANGE) == 0:
        return True
    if ctypes.get_errno() == errno.ENOENT:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(b))
    return False


@cache
def _renameat2() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def _reason(path: Path, error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"{path}: the disk is full; free some space, then run again: nothing was lost"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{path}: cannot be written ({error.strerror}); make the folder writable, then run again"
        case _:
            return f"{path}: cannot be written ({error.strerror or error})"
