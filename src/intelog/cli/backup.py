"""`intelog backup`."""

from __future__ import annotations

import json

import click

from intelog.cli.main import Face, say


@click.command(name="backup")
@click.argument("to", required=False, metavar="[TO]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(face: Face, to: str | None, as_json: bool) -> None:
    """Copy the library to TO, a new file or a folder; without it to .intelog/backups/.  `intelog restore` puts it back.

    The copy is one SQLite file, whatever engine the library is in, consistent also while another command writes, and
    checked before it bears its name.  It holds what is only in the library: documents with every version, records, your
    corrections, how far imports have come.  notes/, editions/ and assets/ are your own files and not in it: keep them in
    git, or copy them as you copy files.
    """
    from intelog.cli.progress import Bar
    from intelog.cli.words import WORDS
    from intelog.safety import back_up, to_read

    workspace = face.workspace()
    words = WORDS[workspace.settings().language]
    total = to_read(workspace)
    with Bar(total) if total else Bar(0, words.rows, 1) as bar:
        made = back_up(workspace, to, now=face.now, advance=bar.advance)
    if as_json:
        click.echo(json.dumps({"to": str(made.path), "bytes": made.bytes, **made.size}, ensure_ascii=False))
    else:
        say(words.backed_up.format(to=face.shown(made.path), size=made.bytes / 1e6, **made.size))
