"""`intelog compose`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from intelog.cli.main import Face, say

if TYPE_CHECKING:
    from intelog.app import Draft
    from intelog.cli.words import Words

FIRST_OUT = 5
"""How many that did not get in are explained."""


@click.command(name="compose")
@click.argument("period", metavar="PERIOD")
@click.option(
    "--why", is_flag=True, help="Say for each development why it is in, and for the first five why they are out."
)
@click.option("--proposals", is_flag=True, help="Show what would now be written where your own words stand.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(face: Face, period: str, why: bool, proposals: bool, as_json: bool) -> None:
    """Draft or refresh the edition of PERIOD, a day such as 2026-01-28 or a month such as 2026-01.

    What you changed in its file is taken in first and stays, for ever: rewritten lines and fields,
    deleted items and rows, your own text.  Delete the file and compose again: your changes come back.
    """
    from intelog.app import opened
    from intelog.cli.words import WORDS
    from intelog.model.period import Cadence, Period

    asked = Period.parse(period)
    with opened(face.workspace(), doing=f"compose {period}", now=face.now) as app:
        drafts = app.compose(asked, now=face.now)
        words = WORDS[app.settings.language]
    if as_json:
        click.echo(_json(str(asked), drafts, face, proposals=proposals))
        return
    for draft in drafts:
        form = words.composed if asked.cadence is Cadence.DAILY else words.composed_month
        say(
            form.format(
                file=face.shown(draft.path),
                items=len(draft.composed.shown),
                minutes=draft.composed.minutes,
                edits=draft.composed.kept_edits,
                proposals=len(draft.composed.proposals),
                state=words.written if draft.changed else words.unchanged,
            )
        )
        if why:
            _explain(draft, words)
        if proposals:
            _propose(draft, words, face)


def _propose(draft: Draft, words: Words, face: Face) -> None:
    from intelog.text.markdown import plain

    for one in draft.composed.proposals:
        for line in words.proposal.format(
            title=plain(one.title), field=one.field, yours=_as_line(one.yours), proposed=_as_line(one.proposed)
        ).splitlines():
            say(line)
    if not draft.composed.proposals:
        say(words.no_proposals.format(file=face.shown(draft.path)))


def _as_line(text: str) -> str:
    return " ".join(text.split())


def _json(period: str, drafts: list[Draft], face: Face, *, proposals: bool) -> str:
    composed = [draft.composed for draft in drafts]
    return json.dumps(
        {
            "period": period,
            "files": [face.shown(draft.path) for draft in drafts],
            "records": len(frozenset().union(*(c.shown for c in composed))),
            "kept_edits": sum(c.kept_edits for c in composed),
            "proposals": sum(len(c.proposals) for c in composed),
            "minutes": round(max(c.minutes for c in composed), 2),
            **(
                {
                    "proposed": [
                        {"file": face.shown(d.path), **p._asdict()} for d in drafts for p in d.composed.proposals
                    ]
                }
                if proposals
                else {}
            ),
        },
        ensure_ascii=False,
    )


def _explain(draft: Draft, words: Words) -> None:
    from intelog.text.markdown import plain

    for form, ranked in ((words.why_in, draft.composed.told), (words.why_out, draft.composed.noted[:FIRST_OUT])):
        for one in ranked:
            say(
                form.format(
                    score=one.score,
                    title=plain(one.development.title),
                    why="; ".join(f"{r.points:+.1f} {words.why[r.code].format(detail=r.detail)}" for r in one.why)
                    or "-",
                )
            )
