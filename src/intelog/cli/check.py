"""`intelog check`."""

from __future__ import annotations

import json

import click

from intelog.cli.main import Face, say


@click.command(name="check")
@click.argument("asked", required=False, metavar="[PERIOD_OR_FILE]")
@click.option("--fix", is_flag=True, help="Mend first what can be mended without losing a word of yours.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print one SARIF 2.1.0 log, for editors and CI.")
@click.pass_obj
def command(face: Face, asked: str | None, fix: bool, as_json: bool, as_sarif: bool) -> None:
    """Verify the evidence of an edition, by period or file; of every edition without either.

    Each finding is one line, `file:line: code message`.  Exit code 1: there are errors or
    warnings.  Your own sentences without a receipt are marked as yours and pass.

    --fix takes out what a template says to its writers, empties its examples, and puts right the
    lines of dashes under tables and links with full-width brackets.
    """
    from intelog.app import opened
    from intelog.cli.words import WORDS
    from intelog.model.finding import Severity
    from intelog.model.language import Language

    with opened(face.workspace(), doing="check", now=face.now) as app:
        checked = app.check(asked, now=face.now, fix=fix)
        words = WORDS[app.settings.language]
    found = [(face.shown(file.path), finding) for file in checked for finding in file.findings]
    counts = {severity: sum(f.severity is severity for _, f in found) for severity in Severity}
    if as_sarif:
        from intelog.cli.sarif import log

        click.echo(json.dumps(log(found, words is WORDS[Language.CHINESE]), ensure_ascii=False))
    elif as_json:
        rows = [
            {"file": file, "line": f.line, "code": f.code, "severity": f.severity, "message": f.message}
            for file, f in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for one in checked:
            for line, code in one.fixed:
                say(words.mended.format(file=face.shown(one.path), line=line, code=code))
        for file, f in found:
            say(words.found.format(file=file, line=f.line, code=f.code, message=f.message))
        form = words.checked if found else words.clean
        say(
            form.format(
                files=len(checked),
                errors=counts[Severity.ERROR],
                warnings=counts[Severity.WARNING],
                notes=counts[Severity.NOTE],
            )
        )
    if counts[Severity.ERROR] or counts[Severity.WARNING]:
        raise SystemExit(1)
