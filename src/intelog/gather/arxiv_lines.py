"""arXiv JSON lines: one paper a line, as daily listings are collected.

A line holds `id`, `title`, `summary`, and may hold `authors`, `categories` and `retold`
(true where the summary is somebody's retelling and not the authors' abstract).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from intelog.gather.outcome import Skipped
from intelog.model.document import Document, Kind, Origin, Reading
from intelog.model.moment import Moment
from intelog.text.script import language_of
from intelog.text.urls import ARXIV_ID, arxiv_key

SOURCE = "arXiv"

_ID = re.compile(rf"(?:arxiv:)?({ARXIV_ID})(?:v(\d+))?", re.IGNORECASE)
_UNSOUND = re.compile("[\0\ud800-\udfff]")


def documents(lines: Iterable[tuple[int, bytes]], *, where: str, met: date) -> Iterator[Reading | Skipped]:
    """The papers of numbered lines, each with the day its listing is dated; empty lines are none."""
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield Reading(_paper(line, met), Origin(SOURCE, where, met))
        except UnicodeDecodeError as error:
            yield Skipped(f"{where}:{number}", f"not UTF-8 at byte {error.start + 1} of the line")
        except RecursionError:
            yield Skipped(f"{where}:{number}", "JSON nested too deeply")
        except ValueError as error:
            yield Skipped(f"{where}:{number}", str(error))


def _paper(line: bytes, met: date) -> Document:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    if b"\\u" in line or b"\0" in line:  # only so can a line that is UTF-8 say what is no text
        record = _sound(record)
    found = _ID.fullmatch(_text(record, "id"))
    if found is None:
        raise ValueError(f"{record['id']!r} is no arXiv id")
    arxiv_id, version = found.groups()
    title = " ".join(_text(record, "title").split())
    summary = _text(record, "summary").strip()
    return Document(
        key=arxiv_key(arxiv_id),
        kind=Kind.PAPER,
        title=title,
        text=f"{title}\n\n{summary}",
        met=met,
        published=_submitted(arxiv_id),
        language=language_of(summary),
        url=f"https://arxiv.org/abs/{arxiv_id}",
        retold=record.get("retold") is True,
        authors=_texts(record, "authors"),
        topics=_texts(record, "categories"),
        source_version=int(version or 0),
    )


def _text(record: dict[str, Any], field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{field} is missing" if value in (None, "") else f"{field} is not a text")
    return value


def _texts(record: dict[str, Any], field: str) -> tuple[str, ...]:
    values = record.get(field)
    return tuple([v for v in values if isinstance(v, str)]) if isinstance(values, list) else ()


def _sound(value: Any) -> Any:
    """JSON may spell halves of a character, joined where they fit, and NUL; what is no text is shown as U+FFFD."""
    if isinstance(value, dict):
        return {_sound(key): _sound(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_sound(one) for one in value]
    return _sound_text(value) if isinstance(value, str) else value


def _sound_text(text: str) -> str:
    if _UNSOUND.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def _submitted(arxiv_id: str) -> Moment | None:
    """The month an arXiv id says; ids of before 2007 say it after the archive's name."""
    digits = arxiv_id.rpartition("/")[2][:4]
    return _month(("19" if "/" in arxiv_id and digits[0] == "9" else "20"), digits)


@lru_cache(maxsize=1024)
def _month(century: str, digits: str) -> Moment | None:
    try:
        return Moment.parse(f"{century}{digits[:2]}-{digits[2:]}")
    except ValueError:
        return None
