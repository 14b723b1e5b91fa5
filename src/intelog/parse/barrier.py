"""What keeps a reader of untrusted bytes from doing anything but read them.

The barrier is put up once, after the reader's imports and before the first untrusted byte.  Each part of it is tried by
itself: a system that refuses one still gets the others, and `active` says which hold and why one does not.
"""

from __future__ import annotations

import ctypes
import math
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path

HOLDS = "holds"
MEMORY = 1 << 30
"""More than what is mapped when the barrier is put up."""
CPU_SECONDS = 20
"""For one item."""
OPEN_FILES = 64
"""An import opens a few at a time."""


class _NotHere(Exception):
    """This system does not have it."""


_ACTIVE: dict[str, str] = {}


def put_up(readable: Iterable[str] = ()) -> dict[str, str]:
    """Put the barrier up for good; return what `active` says.  *readable*: further folders with our own code.

    The order matters: the network namespace needs rights that the last part takes away.
    """
    parts: dict[str, Callable[[], None]] = {
        "memory": _limit_memory,
        "cpu": lambda: arm(CPU_SECONDS),
        "core": lambda: _limit("RLIMIT_CORE", 0),
        "written bytes": lambda: _limit("RLIMIT_FSIZE", 0),
        "open files": lambda: _limit("RLIMIT_NOFILE", OPEN_FILES),
        "network": _leave_network,
        "no new rights": _refuse_new_rights,
        "files": lambda: _close_files(_code_folders(readable)),
        "system calls": _close_system_calls,
    }
    for name, put in parts.items():
        _ACTIVE[name] = _tried(put)
    return active()


def active() -> dict[str, str]:
    """Each part of this process's barrier: `holds`, or why it does not.  Empty where none was put up."""
    return dict(_ACTIVE)


def _tried(put: Callable[[], None]) -> str:
    try:
        put()
    except Exception as error:  # whatever a strange system says to it, the other parts are put up
        return str(error) or type(error).__name__
    return HOLDS


if sys.platform == "win32":

    def arm(seconds: int) -> None:
        """Give the next item its own time."""
        raise _NotHere("Windows has no such limit")

    def _limit_memory() -> None:
        raise _NotHere("Windows has no such limit")

    def _limit(name: str, value: int) -> None:
        raise _NotHere("Windows has no such limit")

else:
    import resource

    def arm(seconds: int) -> None:
        """Give the next item *seconds* of processor time; at their end the system kills the process.

        Only the soft limit can be raised again for the item after, so it alone is set.
        """
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = math.ceil(used.ru_utime + used.ru_stime) + seconds
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))

    def _limit_memory() -> None:
        if sys.platform != "linux":
            raise _NotHere("only Linux keeps a process to this limit")
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        _limit("RLIMIT_AS", pages * resource.getpagesize() + MEMORY)

    def _limit(name: str, value: int) -> None:
        kind: int = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(kind, (value, value))


_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38


def _leave_network() -> None:
    """Into a network of our own that has nothing in it."""
    if _libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        raise _failed("the system allows no network namespace")


def _refuse_new_rights() -> None:
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise _failed("the system keeps the way to new rights open")


def _libc() -> ctypes.CDLL:
    if sys.platform != "linux":
        raise _NotHere("only Linux has it")
    return ctypes.CDLL(None, use_errno=True)


def _failed(what: str) -> OSError:
    return OSError(f"{what} ({os.strerror(ctypes.get_errno())})")


# Landlock: https://docs.kernel.org/userspace-api/landlock.html.  These numbers are the same on every processor.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ = 1 << 2 | 1 << 3
"""Read a file, list a folder."""
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
"""By version: what a ruleset can take away.  From the fifth on, device controls too."""


def _close_files(folders: Iterable[Path]) -> None:
    """Nothing can be opened, run or written but code in *folders*, to be read.

    What Landlock leaves open: whether a path exists can still be asked.  Files open already stay open; there are the
    two pipes and the null device.
    """
    libc = _libc()
    if _threads() > 1:
        raise _NotHere("a module that was imported started threads, which it would not bind")
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        raise _failed("the kernel has no Landlock")
    rights = struct.pack("=QQQ", _FILE_RIGHTS.get(version, (1 << 16) - 1), 3 if version >= 4 else 0, 3 if version >= 6 else 0)  # fmt: skip
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(_CREATE_RULESET, rights, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise _failed("Landlock takes no rules")
    try:
        for folder in folders:
            _allow_reading(libc, ruleset, folder)
        if libc.syscall(_RESTRICT_SELF, ruleset, 0):
            raise _failed("Landlock cannot be put in force")
    finally:
        os.close(ruleset)


def _allow_reading(libc: ctypes.CDLL, ruleset: int, folder: Path) -> None:
    try:
        place = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return  # what is not there for us needs no rule
    try:
        if libc.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", _READ, place), 0):
            raise _failed(f"Landlock takes no rule for {folder}")
    finally:
        os.close(place)


def _threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def _code_folders(further: Iterable[str]) -> list[Path]:
    """Where late imports come from: Python's own folders, and those that libraries were loaded from already."""
    names = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    names |= {*sys.path, *further, *_library_folders()}
    return [Path(name) for name in sorted(names) if name and name != "/"]


def _library_folders() -> set[str]:
    """Of the system's linker: an extension module that is imported late may need a library beside libc."""
    lines = Path("/proc/self/maps").read_text("utf-8", "replace").splitlines() if sys.platform == "linux" else []
    mapped = {line.split(maxsplit=5)[5] for line in lines if "/" in line}
    return {str(Path(name).parent) for name in mapped if ".so" in name}


# Seccomp: what neither a namespace nor Landlock takes away, such as a socket of another program in the file system,
# or a second process that outlives this one.  Numbers: x86-64, then AArch64; -1 where there is no such call.
_REFUSED = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "fork": (57, -1), "vfork": (58, -1),
    "execve": (59, 221), "execveat": (322, 281), "kill": (62, 129), "tkill": (200, 130), "ptrace": (101, 117),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "unshare": (272, 97), "setns": (308, 268),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "open_by_handle_at": (304, 265),
}  # fmt: skip
_PROCESSORS = {"x86_64": (0, 0xC000003E, 317, 56), "aarch64": (1, 0xC00000B7, 277, 220)}
"""By name: which number above, the name in a filter, the calls `seccomp` and `clone`."""
_CLONE3 = 435
_CLONE_THREAD = 0x00010000
_EPERM, _ENOSYS = 1, 38
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def _close_system_calls() -> None:
    libc = _libc()
    if platform.machine() not in _PROCESSORS:
        raise _NotHere(f"no filter is written for {platform.machine()}")
    which, arch, seccomp, clone = _PROCESSORS[platform.machine()]
    code = _filter([numbers[which] for numbers in _REFUSED.values() if numbers[which] >= 0], arch, clone)
    program = _Program(len(code) // 8, code)
    if libc.syscall(seccomp, 1, 1, ctypes.byref(program)):  # a filter, for all threads
        raise _failed("the kernel takes no filter")


def _filter(refused: list[int], arch: int, clone: int) -> bytes:
    """The filter as the kernel reads it: a new thread is allowed, a new process is not."""

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("=HBBI", code, then, otherwise, value)

    refuse = step(_RETURN, _ERRNO | _EPERM)
    steps = [step(_LOAD, 4), step(_EQUAL, arch, 1), step(_RETURN, _KILL), step(_LOAD, 0)]
    steps += [step(_AT_LEAST, 0x40000000, 0, 1), refuse]  # the second table of calls that x86-64 has
    for number in refused:
        steps += [step(_EQUAL, number, 0, 1), refuse]
    # What clone3 is asked cannot be seen by a filter; where it is missing, the C library asks clone.
    steps += [step(_EQUAL, _CLONE3, 0, 1), step(_RETURN, _ERRNO | _ENOSYS)]
    steps += [step(_EQUAL, clone, 0, 3), step(_LOAD, 16), step(_ANY_BIT, _CLONE_THREAD, 1), refuse]
    return b"".join([*steps, step(_RETURN, _ALLOW)])
