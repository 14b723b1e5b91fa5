"""What can go wrong with the library's file, as one line that says what to do."""

from __future__ import annotations

import logging
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import apsw

from intelog.errors import BusyError, DamagedLibraryError, ForeignLibraryError, LibraryError
from intelog.store import backups
from intelog.store.rows import unsound
from intelog.store.steps import has_its_schema

log = logging.getLogger(__name__)


@contextmanager
def explained(path: Path, *, otherwise: Callable[[apsw.Error], LibraryError] | None = None) -> Iterator[None]:
    """Turn SQLite's errors about *path* into ours.

    *otherwise* says what an error is that comes neither of the file nor of the disk; without it, it is told
    whether the library gave rise to it or we did.
    """
    try:
        yield
    except apsw.FullError as error:
        raise LibraryError(disk_full(path)) from error
    except apsw.BusyError as error:
        raise BusyError(
            f"{path}: another program has held the library's write lock for too long; close it and run again"
        ) from error
    except apsw.CorruptError as error:
        raise damage(path, str(error)) from error
    except apsw.NotADBError as error:
        raise foreign(path, str(error)) from error
    except (apsw.ReadOnlyError, apsw.PermissionsError, apsw.CantOpenError, apsw.AuthError) as error:
        raise LibraryError(
            f"{path}: the library cannot be written ({error}); make the folder and the file writable, then run again"
        ) from error
    except apsw.IOError as error:
        # SQLite's shared memory lies on the same disk.  The driver's type hints lack the attribute.
        if getattr(error, "extendedresult", None) == apsw.SQLITE_IOERR_SHMSIZE:
            raise LibraryError(disk_full(path)) from error
        raise LibraryError(
            f"{path}: the disk failed while reading or writing ({error}); nothing half-done was kept"
        ) from error
    except UnicodeEncodeError as error:
        raise unsound(path, error) from error
    except UnicodeDecodeError as error:
        raise damage(path, "a stored text is not UTF-8") from error
    except apsw.Error as error:
        raise (otherwise or partial(_whose, path))(error) from error


def _whose(path: Path, error: apsw.Error) -> LibraryError:
    """Whether the library gave rise to an error, by its schema or its values, or a statement of ours did."""
    is_about_words = isinstance(error, (apsw.SQLError, apsw.BindingsError))
    is_about_values = any(words in str(error) for words in _OF_VALUES)
    if not is_about_words or is_about_values or not has_its_schema(path):
        return damage(path, str(error))
    log.info("library: a statement failed", exc_info=error)
    return LibraryError(
        f"{path}: this is a fault of intelog, please report it, with what `intelog -v` says ({error}); "
        "the library was left as it is"
    )


_OF_VALUES = ("malformed JSON", "integer overflow")
"""What SQLite says of values, though with the code that it has for wrong statements."""


@contextmanager
def read_back(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, and those of making values from what was stored."""
    with explained(path):
        try:
            yield
        except UnicodeEncodeError:
            raise  # what was asked for, not what is stored
        except (ValueError, KeyError, TypeError) as error:
            raise damage(path, f"a stored value cannot be read back: {error}") from error


def disk_full(path: Path) -> str:
    """What to say where the disk is full."""
    free = shutil.disk_usage(path.parent).free
    return (
        f"{path}: the disk is full ({free / 1e6:.0f} MB free); free some space, then run again: "
        "what was done before is kept, the rest is done then"
    )


def damage(path: Path, why: str) -> DamagedLibraryError:
    """What to say of a broken library."""
    newest = backups.newest(path.parent)
    advice = (
        f"restore a backup, the newest with `intelog restore {shlex.quote(str(newest.path))}`"
        if newest
        else "there is no backup beside it: restore a backup from elsewhere with `intelog restore FILE`"
    )
    return DamagedLibraryError(
        f"{path}: the library is damaged ({why}); it was left as it is: {advice} (this one is kept, with its -wal), or move it "
        f"away, and with it {path.name}-wal and {path.name}-shm where they are (they would damage what is put in its place), and "
        "import your files again",
        why,
    )


def step_failed(path: Path, number: int, backup: Path | None, error: apsw.Error) -> LibraryError:
    """What to say where a step of the schema fails; *backup* is None where there was no library yet."""
    if backup is not None and not has_its_schema(path):
        return damage(path, str(error))
    log.info("library: step %d failed", number, exc_info=error)
    left = f"it was left as it was before that step (also copied to {backup})" if backup else "none was made"
    return LibraryError(
        f"{path}: step {number} of bringing the library up to date failed ({error}); {left}; "
        "please report it, and go on with the version of intelog that you had"
    )


def foreign(path: Path, why: str) -> ForeignLibraryError:
    """What to say of a file that is something else."""
    return ForeignLibraryError(
        f"{path}: this is not an intelog library ({why}); it was left as it is: move it away, or name another workspace",
        why,
    )
