"""`intelog demo`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from intelog.cli.init import language_of_terminal
from intelog.cli.main import Face, say


@click.command(name="demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="intelog-demo", metavar="[DIR]")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The language of interface and of the first edition.")
@click.pass_obj
def command(face: Face, folder: Path, language: str | None) -> None:
    """Build a sample workspace in DIR (intelog-demo without it): a month of notes and papers, composed and checked.

    It needs no network and no model.  The sentences are ours, the facts are real.
    """
    from intelog.cli.progress import Bar
    from intelog.cli.words import WORDS
    from intelog.demo import FULL_DAY, LAST, UPDATE_DAY, build
    from intelog.model.language import EDITION_LANGUAGES, Language
    from intelog.model.period import Period

    spoken = Language(language or language_of_terminal())
    begun = time.monotonic()
    with Bar(LAST.day, "days", 1.0) as bar:
        built = build(folder.resolve(), language=spoken, now=face.now, advance=bar.advance)
    settings = built.workspace.settings()
    words = WORDS[settings.language]
    other = next(one for one in EDITION_LANGUAGES if one is not settings.language)

    def edition(day: object, tongue: Language) -> str:
        return face.shown(built.workspace.edition(Period.parse(str(day)), tongue, settings))

    say(
        words.demo_built.format(
            seconds=time.monotonic() - begun, documents=built.documents, editions=len(built.editions)
        )
    )
    say(words.demo_open)
    say(words.demo_first.format(path=edition(FULL_DAY, settings.language)))
    say(words.demo_both.format(path=edition(FULL_DAY, other)))
    say(words.demo_update.format(path=edition(UPDATE_DAY, settings.language)))
    say(words.demo_notes.format(path=face.shown(built.workspace.notes / f"log-{settings.language}.md")))
    say(words.demo_try.format(day=FULL_DAY))
    if built.errors:
        raise SystemExit(1)
