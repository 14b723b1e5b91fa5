"""`intelog restore`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from intelog.cli.main import Face, say


@click.command(name="restore")
@click.argument("source", type=click.Path(path_type=Path), metavar="FROM")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(face: Face, source: Path, as_json: bool) -> None:
    """Put the backup FROM in the library's place: a file that `intelog backup` made, or its name in .intelog/backups/.

    It is checked first, all of it, and brought up to date where an older intelog made it; the backup itself is only
    read.  What stood in the place, damaged or not, is kept in a folder of its own below .intelog/backups/.  A library in
    PostgreSQL must be empty.  Your editions stay as they are: what was composed into them after the backup was made is
    taken for words of yours; delete such a file and compose again to have it made anew.
    """
    from intelog.cli.progress import Bar
    from intelog.cli.words import WORDS
    from intelog.safety import restore

    workspace = face.workspace()
    words = WORDS[workspace.settings().language]
    with Bar(source.stat().st_size if source.is_file() else 0) as bar:
        done = restore(workspace, source, now=face.now, advance=bar.advance)
    if as_json:
        kept = None if done.kept is None else str(done.kept)
        answer = {"from": str(source), "library": done.library, "kept": kept, **done.size}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    say(words.restored.format(source=source, **done.size))
    if done.kept is not None:
        say(words.kept_aside.format(path=face.shown(done.kept)))
    say(words.restore_next)
