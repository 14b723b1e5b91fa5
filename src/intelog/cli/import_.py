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
    from intelog.app import App
    from intelog.cli.words import Words
    from intelog.deriving import Derived
    from intelog.gather.outcome import Remark, Skipped
    from intelog.importing import Imported, Plan


@click.command(name="import")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH...")
@click.option("--dry-run", is_flag=True, help="Say what would be read and what not; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(face: Face, paths: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Read files, folders and archives into the library: learning logs, Markdown notes and lists, web pages, PDFs,
    feeds, transcripts, letters, arXiv JSON lines, finished monthly logs.

    What a file is, is told by its bytes, then by its name.  Hidden files and what a .gitignore leaves out are left
    alone.  Importing again adds only what is new.  "Told again": held already, and now read in another
    place as well; "unchanged": read again from the same place.  Exit code 1: something was skipped or is worth a
    look.  Exit code 2: a path you named could not be read at all.
    """
    from intelog.app import opened
    from intelog.cli.progress import Bar
    from intelog.cli.words import WORDS
    from intelog.errors import SourceError

    workspace = face.workspace()
    for path in paths:  # bad use is refused before anything is read
        if not path.exists():
            raise SourceError(str(path), "there is no such file or folder")
    with opened(workspace, doing="import", now=face.now) as app:
        words = WORDS[app.settings.language]
        plans = app.plan(paths)
        if dry_run:
            _say_plan(plans, words, face, as_json=as_json)
            return
        size = sum(plan.size for plan in plans)
        with Bar(0, words.entries, 1) as taken:
            with app.indexing(size, advance=taken.advance), Bar(size) as bar:
                done = app.import_planned(plans, now=face.now, advance=bar.advance)
            derived = app.index(advance=taken.advance)
        renumbered = [_renumbered(app, *one) for one in derived.renumbered]
    if as_json:
        click.echo(_json(done, derived, renumbered, face))
    else:
        _say(done, words, face)
        if derived.copies:
            say(words.copies.format(n=derived.copies))
        _list(words.renumbered, renumbered, words)
    if done.failed:
        raise Refusal(f"{done.failed[0].what}: {done.failed[0].why}")
    if done.skipped or done.remarks:
        raise SystemExit(1)


def _renumbered(app: App, earlier: str, later: str, changed: Sequence[tuple[str, str]]) -> Remark:
    """A copy with other numbers, as a line: which, of which, and the numbers there and here."""
    from intelog.gather.outcome import Remark
    from intelog.model.names import DocumentId

    one, other = ((d.url or d.title) if (d := app.library.document(DocumentId(n))) else n for n in (earlier, later))
    return Remark(other, f"{one}: {', '.join(f'{was} → {now}' for was, now in changed)}")


def _say_plan(plans: Sequence[Plan], words: Words, face: Face, *, as_json: bool) -> None:
    from intelog.gather.files import File

    found = [one for plan in plans for one in plan.found]
    files = [one for one in found if isinstance(one, File)]
    skipped = [one for one in found if not isinstance(one, File)]
    if as_json:
        would = [{"file": face.shown(one.path), "format": one.format.name, "bytes": one.size} for one in files]
        left = [{"what": s.what, "why": s.why} for s in skipped]
        click.echo(json.dumps({"would_read": would, "skipped": left}, ensure_ascii=False))
        return
    for name, alike in groupby(sorted(files, key=lambda f: f.format.name), key=lambda f: f.format.name):
        those = list(alike)
        called = words.formats.get(name, name)
        say(words.would_read.format(format=called, files=len(those), size=sum(f.size for f in those) / 1e6))
    _list(words.skipped, skipped, words)


def _json(done: Imported, derived: Derived, renumbered: Sequence[Remark], face: Face) -> str:
    return json.dumps(
        {
            "read": done.read,
            **done.added._asdict(),
            "copies": derived.copies,
            "renumbered": [{"what": r.what, "why": r.why} for r in renumbered],
            "skipped": [{"what": s.what, "why": s.why} for s in done.skipped],
            "remarks": [{"what": r.what, "why": r.why} for r in done.remarks],
            "told": [{"what": t.what, "how": t.how} for t in done.told],
            "kinds": dict(sorted(done.kinds.items())),
            "adopted": [{"file": face.shown(a.path), **a.tie._asdict()} for a in done.adopted],
        },
        ensure_ascii=False,
    )


def _say(done: Imported, words: Words, face: Face) -> None:
    if not done.failed or done.read:
        say(words.imported.format(read=done.read, **done.added._asdict()))
    if sum(done.kinds.values()) > 1:
        kinds = (f"{words.formats.get(name, name)} {n}" for name, n in done.kinds.most_common())
        say(words.kinds.format(kinds=" · ".join(kinds)))
    if done.added.withdrawn:
        say(words.withdrawn.format(n=done.added.withdrawn))
    for one in done.adopted:
        say(words.adopted.format(file=face.shown(one.path), **one.tie._asdict()))
    shown = [s for s in done.skipped if not done.failed or len(done.skipped) > 1 or done.read]
    _list(words.skipped, shown, words)
    _list(words.remarks, done.remarks, words)
    if done.told:
        say(words.told.format(n=len(done.told)))


def _list(title: str, items: Sequence[Skipped | Remark], words: Words) -> None:
    """One line each; lines of one file, or files of one folder, with one reason are counted."""
    if items:
        say(title.format(n=len(items)))
    for (_, why), alike in groupby(items, key=lambda item: (item.what.rpartition(":")[0], item.why)):
        first, *more = list(alike)
        say(f"  {first.what}: {why}")
        if more:
            say(words.more_alike.format(n=len(more)))
