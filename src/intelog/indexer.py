"""A process beside an import, which takes in what it adds while it goes on: `python -m intelog.indexer WORKSPACE`.

Cutting texts into words takes longer than adding them, and a second core does it at the same time.  It reads `end` on its
standard input when all has been added, takes in the rest and ends; where its input ends without that, its parent is gone, and
so is it.  How many changes it took in stands on its standard output, a number a line.  Whatever becomes of it, who catches up
after it does what it left.

With `--cut` it is a process beside that one, which cuts half of the texts.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from intelog.app import deriver, library_at
from intelog.errors import IntelogError
from intelog.index.entries import Cut, Entry, cut
from intelog.text.tokens import Cutter
from intelog.workspace import Workspace

WAIT = 0.05
"""Seconds until it is looked again whether there is a batch to take in."""


class Beside:
    """A process that cuts entries into words: frames of pickled values, between two processes of our own."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._child = subprocess.Popen([sys.executable, "-m", "intelog.indexer", "--cut"], stdin=pipe, stdout=pipe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.wait()

    def begin(self, entries: Sequence[Entry]) -> None:
        """See `CutElsewhere.begin`."""
        assert self._child.stdin is not None
        pickle.dump(list(entries), self._child.stdin, protocol=5)
        self._child.stdin.flush()

    def end(self) -> tuple[list[Cut], dict[int, str]]:
        """See `CutElsewhere.end`."""
        assert self._child.stdout is not None
        made, met = pickle.load(self._child.stdout)  # noqa: S301 - our own
        return made, met


def cut_beside() -> int:
    """Cut what comes in, until no more comes."""
    cutter = Cutter()
    while True:
        try:
            asked = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own
        except EOFError:
            return 0
        made = [cut(one, cutter) for one in asked]
        met, cutter.met = cutter.met, {}
        pickle.dump((made, met), sys.stdout.buffer, protocol=5)
        sys.stdout.buffer.flush()


def main() -> int:
    """Read what is asked, and do it."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    workspace = Workspace(Path(sys.argv[1]))
    ended = threading.Event()

    def listen() -> None:
        if sys.stdin.readline().strip() != "end":
            os._exit(1)  # our parent is gone; what is not committed is taken in by who comes next
        ended.set()

    def more() -> bool:
        ended.wait(WAIT)
        return not ended.is_set()

    threading.Thread(target=listen, daemon=True).start()
    library = library_at(workspace.settings().library or workspace.library, doing="import", writes=False)
    try:
        with Beside() as beside, deriver(workspace, library, beside) as found:
            found.take_in(advance=_say, more=more)
    finally:
        library.close()
    return 0


def _say(changes: int) -> None:
    sys.stdout.write(f"{changes}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        gc.freeze()
        gc.set_threshold(200_000, 20, 20)  # what is made here are texts and numbers by the million, and no circles
        sys.exit(cut_beside() if sys.argv[1:] == ["--cut"] else main())
    except IntelogError as error:  # who catches up after says what is wrong
        sys.exit(str(error))
