"""A process beside an import, which takes in what it adds while it goes on: `python -m intelog.indexer WORKSPACE`.

Cutting texts into words takes longer than adding them, and a second core does it at the same time.  It reads `end` on its
standard input when all has been added, takes in the rest and ends; where its input ends without that, its parent is gone, and
so is it.  How many changes it took in stands on its standard output, a number a line.  Whatever becomes of it, who catches up
after it does what it left.
"""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

from intelog.app import deriver, library_at
from intelog.errors import IntelogError
from intelog.workspace import Workspace

WAIT = 0.05
"""Seconds until it is looked again whether there is a batch to take in."""


def main() -> int:
    """Read what is asked, and do it."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    workspace = Workspace(Path(sys.argv[1]))
    ended = threading.Event()
    is_whole = threading.Event()

    def listen() -> None:
        if sys.stdin.readline().strip() == "end":
            is_whole.set()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()

    def more() -> bool:
        ended.wait(WAIT)
        if ended.is_set() and not is_whole.is_set():
            raise SystemExit(1)
        return not ended.is_set()

    library = library_at(workspace.settings().library or workspace.library, doing="import", writes=False)
    try:
        with deriver(workspace, library) as found:
            found.take_in(advance=_say, more=more)
    finally:
        library.close()
    return 0


def _say(changes: int) -> None:
    sys.stdout.write(f"{changes}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except IntelogError as error:  # who catches up after says what is wrong
        sys.exit(str(error))
