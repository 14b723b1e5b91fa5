"""What can go wrong with the library's file, as one line that says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from intelog.errors import BusyError, DamagedLibraryError, ForeignLibraryError, LibraryError


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about *path* into ours."""
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
    except UnicodeDecodeError as error:
        raise damage(path, "a stored text is not UTF-8") from error
    except apsw.Error as error:  # what only a library with another schema, or with other values, gives rise to
        raise damage(path, str(error)) from error


@contextmanager
def read_back(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, and those of making values from what was stored."""
    with explained(path):
        try:
            yield
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
    backups = path.parent / "backups"
    newest = max(backups.glob("library-*.sqlite"), default=None) if backups.is_dir() else None
    advice = f"the newest backup is {newest}" if newest else "there is no backup beside it"
    return DamagedLibraryError(
        f"{path}: the library is damaged ({why}); it was left as it is: move it away and restore a backup "
        f"({advice}), or import your files again"
    )


def foreign(path: Path, why: str) -> ForeignLibraryError:
    """What to say of a file that is something else."""
    return ForeignLibraryError(
        f"{path}: this is not an intelog library ({why}); it was left as it is: move it away, or name another workspace"
    )
