"""`intelog import`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intelog.cli.main import Face, Refusal, say

if TYPE_CHECKING:
    from intelog.app import Imported
    from intelog.cli.words import Words
    from intelog.gather.outcome import Remark, Skipped


@click.command(name="import")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(face: Face, paths: tuple[Path, ...], as_json: bool) -> None:
    """Read files and folders into the library: learning logs (.md), arXiv JSON lines (.jsonl), finished monthly logs (.md).

    Importing again adds only what is new.  "Told again": held already, and now read in another
    place as well; "unchanged": read again from the same place.  Exit code 1: something was skipped or is worth a
    look.  Exit code 2: a path you named could not be read at all.
    """
    from intelog.app import opened
    from intelog.cli.progress import Bar
    from intelog.cli.words import WORDS
    from intelog.errors import SourceError
    from intelog.gather.files import File, listed

    workspace = face.workspace()
    total = 0
    for path in paths:  # bad use is refused before anything is read
        if not path.exists():
            raise SourceError(str(path), "there is no such file or folder")
        total += sum(found.size for found in listed(path) if isinstance(found, File))
    with opened(workspace, doing="import", now=face.now) as app, Bar(total) as bar:
        done = app.import_files(paths, now=face.now, advance=bar.advance)
        words = WORDS[app.settings.language]
    if as_json:
        click.echo(_json(done, face))
    else:
        _say(done, words, face)
    if done.failed:
        raise Refusal(f"{done.failed[0].what}: {done.failed[0].why}")
    if done.skipped or done.remarks:
        raise SystemExit(1)


def _json(done: Imported, face: Face) -> str:
    return json.dumps(
        {
            "read": done.read,
            **done.added._asdict(),
            "skipped": [{"what": s.what, "why": s.why} for s in done.skipped],
            "remarks": [{"what": r.what, "why": r.why} for r in done.remarks],
            "adopted": [{"file": face.shown(a.path), **a.tie._asdict()} for a in done.adopted],
        },
        ensure_ascii=False,
    )


def _say(done: Imported, words: Words, face: Face) -> None:
    if not done.failed or done.read:
        say(words.imported.format(read=done.read, **done.added._asdict()))
    if done.added.withdrawn:
        say(words.withdrawn.format(n=done.added.withdrawn))
    for one in done.adopted:
        say(words.adopted.format(file=face.shown(one.path), **one.tie._asdict()))
    shown = [s for s in done.skipped if not done.failed or len(done.skipped) > 1 or done.read]
    _list(words.skipped, shown, words)
    _list(words.remarks, done.remarks, words)


def _list(title: str, items: Sequence[Skipped | Remark], words: Words) -> None:
    """One line each; lines of one file with one reason are counted."""
    if items:
        say(title.format(n=len(items)))
    for (_, why), alike in groupby(items, key=lambda item: (item.what.rpartition(":")[0], item.why)):
        first, *more = list(alike)
        say(f"  {first.what}: {why}")
        if more:
            say(words.more_alike.format(n=len(more)))
