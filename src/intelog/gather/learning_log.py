"""The learning log: text to notes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from intelog.gather.outcome import Remark, Skipped
from intelog.grammar import learning_log as grammar
from intelog.grammar.learning_log import Talk
from intelog.model.document import Document, Kind, Markup, Origin, Reading
from intelog.model.moment import Moment
from intelog.model.note import Entry, LearningLog
from intelog.text.script import language_of
from intelog.text.urls import canonical, is_listing

SOURCE = "learning log"


def documents(log: LearningLog, *, file: str, where: str) -> Iterator[Reading | Skipped | Remark]:
    """The notes of a log, one for each entry, and what is worth a remark.

    *file* is the log's name, which names its notes; *where* is the path they were read from.
    A note's text is its entry as it stands in the file, heading included, so a receipt
    can point to the person's own words.
    """
    names: set[str] = set()
    line = log.preamble.count("\n") + 1
    lines: dict[int, int] = {}
    for entry in log.entries:
        lines[id(entry)] = line
        place = f"{where}:{line}"
        line += entry.written.count("\n")
        if entry.day is None:
            yield Skipped(place, f"{entry.stamp} is not a day of the calendar; correct the heading")
            continue
        first = name = f"note:{file}#{entry.day} {grammar.title_of(entry)}"
        if name in names:
            yield Remark(place, f"a second entry of {entry.day} has the title {grammar.title_of(entry)!r}; kept apart")
            name = next(other for n in count(2) if (other := f"{first} ({n})") not in names)
        names.add(name)
        yield Reading(_note(entry, name), Origin(SOURCE, where, entry.day))
    for slip in grammar.slips_of(log.entries):
        yield Remark(
            f"{where}:{lines[id(slip.entry)]}",
            f"dated {slip.entry.day} among entries of {slip.likely:%B %Y}: likely a slip for {slip.likely}",
        )
    for talk in grammar.talks_of(log.entries):
        if talk.missing:
            yield Remark(f"{where}:{lines[id(talk.entries[0])]}", _missing(talk))


def _note(entry: Entry, key: str) -> Document:
    assert entry.day is not None
    text = entry.written.rstrip("\r\n \t")
    url = grammar.source_of(entry)
    about = canonical(url) if url else ""
    return Document(
        key=key,
        kind=Kind.NOTE,
        title=grammar.title_of(entry),
        text=text,
        met=entry.day,
        published=Moment(entry.day.isoformat()),
        language=language_of(text),
        url=url,
        about="" if is_listing(about) else about,
        markup=Markup.MARKDOWN,
        retold=url is not None,
        topics=grammar.terms_of(entry),
        links=grammar.links_of(entry),
        images=grammar.images_of(entry),
    )


def _missing(talk: Talk) -> str:
    parts = ", ".join(map(str, talk.missing))
    held = ", ".join(str(part.number) for part in talk.parts if part)
    return f"{talk.title!r}: part {held} is here, part {parts} is missing"
