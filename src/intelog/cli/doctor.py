"""`intelog doctor`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from intelog.cli.init import language_of_terminal
from intelog.cli.main import Face, printable, say

if TYPE_CHECKING:
    from intelog.cli.words import Words
    from intelog.health import Fact
    from intelog.workspace import Workspace

_COLOURS = {"ok": "green", "note": None, "look": "yellow", "broken": "red"}


@click.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(face: Face, as_json: bool) -> None:
    """Say whether all is well, one fact a line, and what to do where it is not.

    The whole library is read and checked: every page, every reference, every stored text.  Nothing is written, and nobody is
    waited for.  Outside a workspace it says what holds of the machine.  Exit code 1: there is something to look at.
    """
    from intelog.cli.words import WORDS
    from intelog.health import facts
    from intelog.model.language import Language

    workspace = _workspace(face)
    words = WORDS[_language(workspace) or Language(language_of_terminal())]
    found = []
    for fact in facts(workspace, now=face.now, passwords=_passwords()):
        found.append(fact)
        if not as_json:
            sign = click.style(words.signs[fact.sign], fg=_COLOURS[fact.sign])
            click.echo(f"{sign}  {printable(_said(fact, words))}")
    findings = sum(fact.is_finding for fact in found)
    if as_json:
        click.echo(json.dumps(_as_json(found, words), ensure_ascii=False))
    else:
        say(words.some_findings.format(n=findings) if findings else words.all_well)
    if findings:
        raise SystemExit(1)


def _workspace(face: Face) -> Workspace | None:
    """The one we are in, if any; one that was asked for by name must be there."""
    from intelog.errors import WorkspaceError

    try:
        workspace: Workspace = face.workspace()
    except WorkspaceError:
        if face.is_named:
            raise
        return None
    return workspace


def _language(workspace: Workspace | None) -> Any:
    """The workspace's; None where its settings do not say."""
    from intelog.errors import IntelogError

    try:
        return workspace.settings().language if workspace else None
    except IntelogError:
        return None


def _passwords() -> Path:
    """Where PostgreSQL's driver looks for passwords."""
    return Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")


def _said(fact: Fact, words: Words) -> str:
    what = words.facts.get(str(fact.said.get("extra")), "")
    return words.facts[fact.code].format(what=what, **fact.said)


def _as_json(found: list[Fact], words: Words) -> dict[str, Any]:
    return {
        "well": not any(fact.is_finding for fact in found),
        "facts": [
            {"code": fact.code, "sign": fact.sign, "message": _said(fact, words), **_plain(fact)} for fact in found
        ],
    }


def _plain(fact: Fact) -> dict[str, Any]:
    """What a fact tells, as JSON has it."""
    return {
        name: value if isinstance(value, (int, float)) or value is None else str(value)
        for name, value in fact.said.items()
    }
