"""`intelog init`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from intelog.cli.main import Face, say


def language_of_terminal() -> str:
    """The language a person's terminal is set to."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"


def timezone_of_machine() -> str:
    """The machine's time zone by name, UTC where it has none."""
    if named := os.environ.get("TZ"):
        return named.lstrip(":")
    try:
        return str(Path("/etc/localtime").resolve()).split("zoneinfo/", 1)[1]
    except (IndexError, OSError):
        return "UTC"


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The language of interface and editions.")
@click.option("--timezone", help="The time zone whose days count, such as Asia/Shanghai.")
@click.pass_obj
def command(face: Face, folder: Path, language: str | None, timezone: str | None) -> None:
    """Make a workspace in DIR (here without it): a commented intelog.toml, notes/, editions/, assets/.

    What is there already is left as it is.
    """
    from intelog.cli.words import WORDS
    from intelog.errors import SettingsError
    from intelog.model.language import Language
    from intelog.settings import read_settings, template
    from intelog.workspace import make

    spoken = Language(language or language_of_terminal())
    zone = timezone or timezone_of_machine()
    try:
        read_settings(template(spoken, zone))
    except SettingsError as error:  # refused before anything is made
        raise SettingsError(["--" + complaint.partition(": ")[2] for complaint in error.complaints]) from error
    workspace, made = make(folder.resolve(), language=spoken, timezone=zone)
    words = WORDS[workspace.settings().language]
    for path in made:
        say(words.made.format(path=face.shown(path)))
    say(words.init_next if made else words.nothing_made.format(path=face.shown(workspace.root)))
