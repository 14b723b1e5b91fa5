"""`intelog search`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from intelog.cli.main import Face, printable, say

if TYPE_CHECKING:
    from intelog.cli.words import Words
    from intelog.index.snippet import Snippet
    from intelog.searching import Answer, Result


@click.command(name="search", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("-n", "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many to show.")
@click.option("--newest", is_flag=True, help="The newest first, not the best.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.pass_obj
def command(face: Face, words: tuple[str, ...], limit: int, newest: bool, as_json: bool) -> None:
    """Find documents, records and editions: by words in Chinese and English, addresses and arXiv ids.

    All words must be there; "in quotes" they must stand side by side, as any stretch of a Chinese sentence may; a
    word with - before it must not be there.  Filters: kind:paper, source:arXiv, lang:zh, author:NAME, in:editions,
    after:2026-01 (from it on), before:2026-02 (up to it).  Exit code 1: nothing was found.
    """
    from intelog.app import looked_into
    from intelog.cli.progress import Bar
    from intelog.cli.words import WORDS

    with Bar(0, "entries", 1) as bar, looked_into(face.workspace(), now=face.now, advance=bar.advance) as app:
        found = app.search(_joined(words), limit=limit, newest=newest)
        said = WORDS[app.settings.language]
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found.results], ensure_ascii=False))
    else:
        _say(found, said)
    if not found.results:
        raise SystemExit(1)


def _joined(words: tuple[str, ...]) -> str:
    """The words as they were typed: what a shell took the quotes from is a phrase again."""
    return " ".join(
        word if '"' in word or not any(map(str.isspace, word)) or len(words) == 1 else f'"{word}"' for word in words
    )


def _as_json(one: Result) -> dict[str, Any]:
    return {
        "id": one.name, "in": one.thing, "title": one.title, "url": one.url, "date": one.day.isoformat(),
        "language": one.language, "kind": one.kind, "source": ", ".join(one.sources), "score": round(one.score, 3),
        "snippet": one.snippet.text,
        "copies": [
            {"id": c.name, "title": c.title, "url": c.url, "source": ", ".join(c.sources), "why": c.why, "changed": c.changed}
            for c in one.again
        ],
    }  # fmt: skip


def _say(found: Answer, said: Words) -> None:
    for one in found.results:
        about = [one.day.isoformat(), one.kind, *one.sources[:2], one.language]
        click.echo(f"{click.style(printable(one.title), bold=True)}  " + printable(" · ".join(filter(None, about))))
        click.echo(f"  {_marked(one.snippet)}")
        say(f"  {one.url or one.name}")
        for copy in one.again:
            where = " · ".join(filter(None, (copy.url or copy.name, *copy.sources[:2])))
            changed = ", ".join(f"{mine} → {theirs}" for mine, theirs in copy.changed)
            how = said.found_renumbered if changed else said.found_again
            say(f"  {how.format(where=where, changed=changed)}")
    if not found.results:
        say(said.found_none)
        for word, near in found.near:
            say(said.found_near.format(word=word, near=", ".join(near)))
    elif found.total > len(found.results):
        say(said.found_of.format(shown=len(found.results), total=found.total))


def _marked(shown: Snippet) -> str:
    """A passage with its marks, and nothing in it that gives orders to a terminal."""
    out, at = "", 0
    for start, end in shown.marks:
        out += printable(shown.text[at:start]) + click.style(printable(shown.text[start:end]), fg="yellow", bold=True)
        at = end
    return out + printable(shown.text[at:])
