"""`intelog library`."""

from __future__ import annotations

import json

import click

from intelog.cli.main import Face, say


@click.group(name="library")
def command() -> None:
    """What is done to the library as a whole."""


@command.command(name="copy")
@click.argument("to", metavar="TO")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def copy(face: Face, to: str, as_json: bool) -> None:
    """Copy all that the library holds to TO: a new SQLite file, or an address such as
    postgresql://user@host/database of a database that holds nothing.

    Documents with every version and place, records, your corrections, the editions' bases and how far imports have
    come; all of it, or nothing.  The library itself stays as it is, and stays the one in use until `library` in
    intelog.toml names the other.
    """
    from intelog.app import opened
    from intelog.cli.progress import Bar
    from intelog.cli.words import WORDS

    with opened(face.workspace(), doing="library copy", now=face.now, writes=False) as app:
        words = WORDS[app.settings.language]
        with Bar(sum(app.library.size().values()), unit=words.rows, scale=1) as bar:
            held = app.copy_library(to, advance=bar.advance)
    if as_json:
        click.echo(json.dumps({"to": to, **held}, ensure_ascii=False))
    else:
        say(words.copied.format(to=to, **held))
