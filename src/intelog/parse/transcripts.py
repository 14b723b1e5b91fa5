"""Transcripts: SubRip, WebVTT, YouTube's timed text, and text with speakers and times -> one talk.

Its text is lines `[h:mm:ss] Speaker: words`, each up to the end of a sentence, so that a receipt can open the recording at
the second.  What has no times has lines without them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.parsers import expat

from intelog.errors import ParseError
from intelog.model.document import Kind
from intelog.model.item import Hint, Item, Parsed, Unread

LINE_SECONDS = 15.0
"""A line of merged captions covers no more, whether its sentence has ended or not."""
LINE_AT_MOST = 2000
"""Signs, after which nothing is joined to a line."""


class Cue(NamedTuple):
    """Words said at a second of the recording, or, where no time is told, in their order."""

    start: float | None
    words: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds."""

    cues: tuple[Cue, ...]
    unread: tuple[Unread, ...] = ()
    language: str = ""
    title: str = ""
    rolling: bool = True
    """Captions, which may repeat what is still on the screen.  What a person wrote repeats itself only where it means to."""


def read(data: bytes, hint: Hint) -> Parsed:
    """Read one transcript.  Raises `ParseError` where it holds no words, and where YouTube sent a page instead."""
    where = hint.url or hint.name
    text = _decoded(data)
    if refusal := _refusal(text):
        raise ParseError(where, refusal)
    told = _told(text, where)
    cues = list(_without_repeats(told.cues)) if told.rolling else list(told.cues)
    lines = [_line(cue) for cue in _merged(cues)]
    if not lines:
        raise ParseError(where, "a transcript without words")
    item = Item(
        title=told.title or _title(hint.name), kind=Kind.TALK, text="\n".join(lines), url=hint.url, language=told.language,
        authors=tuple(dict.fromkeys(cue.speaker for cue in cues if cue.speaker)),
    )  # fmt: skip
    return Parsed(items=(item,), unread=told.unread)


def _decoded(data: bytes) -> str:
    """As UTF-16 or UTF-8 where it says so or can be, else as what Chinese Windows and then Western Windows write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain_breaks(data.decode("utf-16", "replace"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _plain_breaks(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _plain_breaks(data.decode("cp1252", "replace"))


def _plain_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").lstrip("\n")


_REFUSALS = {
    r'action="https://consent\.youtube\.com/|consent\.google\.com/': "YouTube asks for consent to cookies before it shows the transcript",
    r'class="g-recaptcha"|recaptcha/api\.js|unusual traffic|/sorry/index': "YouTube has had too many requests from here and asks for a person; try again tomorrow",
    r"(?i)sign in to confirm (?:you['’\u2019]re not a bot|your age)|LOGIN_REQUIRED": "YouTube wants somebody to sign in before it shows the transcript",
    r'"playabilityStatus":\s*\{\s*"status":\s*"(?:ERROR|UNPLAYABLE)"': "YouTube says that the video cannot be played",
}  # fmt: skip


def _refusal(text: str) -> str:
    """Why there is a web page where a transcript should be, or nothing where there is none."""
    if not re.match(r"\s*<(?:!doctype\s+html|html|head|body)\b", text, re.IGNORECASE):
        return ""
    return next((why for sign, why in _REFUSALS.items() if re.search(sign, text)), "a web page, not a transcript")


def _told(text: str, where: str) -> Told:
    if text.startswith("<"):
        return _timed_text(text, where)
    if text.startswith("WEBVTT"):
        return _web_vtt(text)
    if re.match(r"(?:\d+[ \t]*\n)?[ \t]*" + _SPAN.pattern, text, re.MULTILINE):
        return _captions(text)
    return _written(text)


_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_SPAN = re.compile(rf"{_TIME}[ \t]*-->[ \t]*(?:\d{{1,3}}:)?\d{{1,2}}:\d{{1,2}}(?:[.,]\d{{1,3}})?(?:[ \t][^\n]*)?$", re.MULTILINE)  # fmt: skip


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")


def _captions(text: str) -> Told:
    """SubRip, and the cues of WebVTT: blocks with a line of times.  A block whose times cannot be read is named."""
    cues, unread = [], []
    for number, block in enumerate(re.split(r"\n[ \t]*\n+", text.strip("\n")), 1):
        span = _SPAN.search(block)
        if span and not block[: span.start()].strip("\n").count("\n"):
            cues += _spoken(block[span.end() :], _seconds(*span.groups()))
        elif "-->" in block:
            unread.append(Unread(f"cue {number}", "its times cannot be read"))
        elif block.strip() and not block.strip().isdigit():
            unread.append(Unread(f"cue {number}", "it has no times"))
    return Told(tuple(cues), tuple(unread))


_HEADER_FIELD = re.compile(r"(?mi)^(Language|Title)[ \t]*:[ \t]*(.+)$")


def _web_vtt(text: str) -> Told:
    """WebVTT: its header, notes, styles and regions are passed over; a cue's settings stand behind its times."""
    header, _, body = text.partition("\n\n")
    fields = {name.lower(): value.strip() for name, value in _HEADER_FIELD.findall(header)}
    if "-->" in header:  # some writers leave the blank line out
        body = re.sub(r"\A[^\n]*\n", "", text)
    blocks = re.split(r"\n[ \t]*\n+", body)
    kept = (one for one in blocks if not re.match(r"\s*(?:NOTE|STYLE|REGION|X-TIMESTAMP-MAP)\b", one))
    told = _captions("\n\n".join(kept))
    return replace(told, language=fields.get("language", ""), title=fields.get("title", ""))


_VOICE = re.compile(r"<v(?:\.[^\s>]+)*[ \t]+([^>]+)>(.*?)(?=</v>|<v[. \t]|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<(?:\d{1,3}:)?\d\d:\d\d[.,]\d{3}>|\{\\[^{}]{0,100}\}")


def _spoken(body: str, start: float | None) -> list[Cue]:
    """The words of a cue, by whoever says them: `<v Name>`, or `Name:` at its beginning."""
    voices = _VOICE.findall(body)
    if voices:
        return [Cue(start, words, _one_line(html.unescape(name))) for name, said in voices if (words := _words(said))]
    lines = [words for line in body.split("\n") if (words := _words(line))]
    parts: list[Cue] = []
    for line in lines:
        speaker, words = _speaker(line.removeprefix("- ").removeprefix(">> ") if len(lines) > 1 or line[:3] == ">> " else line)  # fmt: skip
        if speaker or not parts or len(parts[-1].words) > LINE_AT_MOST:
            parts.append(Cue(start, words, speaker))
        else:
            parts[-1] = parts[-1]._replace(words=_joined(parts[-1].words, words))
    return [part for part in parts if part.words]


def _words(text: str) -> str:
    return _one_line(html.unescape(_TAG.sub("", text)))


def _one_line(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


_NAMED = re.compile(r"([^\W\d_][^:：<>\[\]()（）【】。！？!?;；]{0,40}?)[ \t]*(?:[(（][^()（）]{1,30}[)）])?[ \t]*(：|:(?=[ \t]|$))[ \t]*(.*)", re.DOTALL)  # fmt: skip


def _speaker(line: str) -> tuple[str, str]:
    """Who speaks and what, where the line begins with a name and a colon."""
    found = _NAMED.fullmatch(line)
    if found and _is_name(found[1].strip()):
        return found[1].strip(), found[3].strip()
    return "", line


_NAME_WORDS, _NAME_SIGNS = 5, 12
_NO_NAMES = frozenset("http https note 注 例如 比如 例 question answer but so and".split())
_PARTICLES = frozenset("de van von der den da di la le bin al of and".split())


def _is_name(words: str) -> bool:
    """A few words that begin in capitals, so that `the point is: …` is no name; or a few signs of other writing."""
    if words.lower() in _NO_NAMES or re.search("[,，]", words):
        return False
    if not re.match("[A-Za-z]", words):
        return len(words) <= _NAME_SIGNS
    parts = words.split()
    return len(parts) <= _NAME_WORDS and all(
        part[0].isupper() or not part[0].isalpha() or part in _PARTICLES for part in parts
    )


_STAMPED = re.compile(
    rf"[ \t]*[\[(（【]?{_TIME}(?:[ \t]*-->[ \t]*[\d:.,]{{4,12}})?[\])）】]?[ \t]*(?:[-–—|][ \t]+)?(.*)", re.DOTALL
)
_NAME_THEN_TIME = re.compile(
    rf"[ \t]*([^\W\d_][^:：\[\](){{}}（）]{{0,40}}?)[ \t]*(?:[\[(（【]{_TIME}[\])）】][ \t]*[:：]?(.*)|[ \t]{_TIME}[ \t]*[:：]?[ \t]*)",
    re.DOTALL,
)


def _written(text: str) -> Told:
    """Text as people and programs write it: `[00:12:03] Name: …`, `Name (00:12): …`, `Name: …`, `主持人：…`.

    A line without a time or a speaker goes on with what was said before; a first line of that kind is the title.
    """
    cues: list[Cue] = []
    title, start, speaker, fresh = "", None, "", False
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        stamp, name, words = _stamp(line)
        if stamp is None and not name and number == 0 and len(line) < 200 and not cues:
            title = _one_line(line).lstrip("# ").strip()
            continue
        fresh = fresh or stamp is not None or bool(name)
        start, speaker = (start if stamp is None else stamp), name or ("" if stamp is not None else speaker)
        if not words:
            continue
        if fresh or not cues or len(cues[-1].words) > LINE_AT_MOST:
            cues.append(Cue(start, words, speaker))
        else:
            cues[-1] = cues[-1]._replace(words=_joined(cues[-1].words, words))
        fresh, start = False, None
    if title and not any(cue.start is not None or cue.speaker for cue in cues):
        cues.insert(0, Cue(None, title))
        title = ""
    return Told(tuple(cues), title=title, rolling=False)


def _stamp(line: str) -> tuple[float | None, str, str]:
    """When, who and what, of one line."""
    if found := _STAMPED.fullmatch(line):
        return _seconds(*found.groups()[:4]), *_speaker(_one_line(found[5]))
    if (found := _NAME_THEN_TIME.fullmatch(line)) and _is_name(name := _one_line(found[1])):
        time = found.groups()[1:5] if found[3] else found.groups()[6:10]
        return _seconds(*time), name, _one_line(found[6] or "")
    return None, *_speaker(_one_line(line))


def _timed_text(text: str, where: str) -> Told:
    """YouTube's two forms, `<transcript><text start dur>` in seconds and `<timedtext><p t d>` in milliseconds.

    No tree is built, and nothing is ever declared in either form, so a declaration is refused before it can be used.
    """
    found = _Found()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = found.refuse
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.say
    unread: tuple[Unread, ...] = ()
    try:
        parser.Parse(re.sub(r"\A<\?xml[^>]*\?>", "", text), True)
    except _Refused:
        raise ParseError(where, "XML with a document type of its own is not read: it can be made to grow without end") from None  # fmt: skip
    except expat.ExpatError as error:
        if not found.cues:
            raise ParseError(where, f"XML that cannot be read ({error})") from error
        unread = (Unread(f"line {error.lineno}", "the XML is broken here; what follows was not read"),)
    if not found.known:
        raise ParseError(where, "XML of another kind than a transcript")
    return Told(tuple(found.cues), unread, language=found.language)


class _Refused(Exception):
    """A declaration that has no place in a transcript."""


class _Found:
    """What the parser told so far."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self.known, self.language = False, ""
        self._start: float | None = None
        self._words: list[str] | None = None

    def refuse(self, *_: object) -> None:
        raise _Refused

    def start(self, name: str, given: dict[str, str]) -> None:
        if name in {"transcript", "timedtext"}:
            self.known = True
            self.language = given.get("lang") or given.get("lang_code") or self.language
        elif name in {"text", "p"} and self.known:
            self._start = _number(given["start"]) if "start" in given else _thousandth(given.get("t", ""))
            self._words = []

    def end(self, name: str) -> None:
        if name in {"text", "p"} and self._words is not None:
            self.cues += _spoken("".join(self._words), self._start)
            self._words = None

    def say(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,7}(?:\.\d{1,9})?", text) else None


def _thousandth(text: str) -> float | None:
    return int(text) / 1000 if re.fullmatch(r"\d{1,10}", text) else None


_REPEATED_WITHIN = 10.0
_SHOWN_AT_MOST = 300
"""Signs: what a screen holds in two lines, and more."""


def _without_repeats(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Rolling captions say the last line again above the next; only what is new is kept."""
    last = Cue(None, "")
    for cue in cues:
        near = last.start is None or cue.start is None or cue.start - last.start <= _REPEATED_WITHIN
        new = _new_words(last.words, cue.words) if near and cue.speaker == last.speaker else cue.words
        if new:
            yield cue._replace(words=new)
        last = cue if new else last._replace(start=cue.start)


def _new_words(shown: str, words: str) -> str:
    """*words* without what *shown* ends with already: all of it, or two words or more, or four Chinese signs."""
    if words == shown or (len(words) > 3 and shown.endswith(" " + words)):
        return ""
    for at in range(max(0, len(shown) - _SHOWN_AT_MOST), len(shown)):
        rest = shown[at:]
        if at and shown[at - 1].isalnum() and shown[at].isascii() and shown[at - 1].isascii():
            continue
        if (
            words.startswith(rest)
            and _is_much(rest)
            and not (rest[-1].isascii() and words[len(rest) : len(rest) + 1].isalnum())
        ):
            return words[len(rest) :].strip()
    return words


def _is_much(rest: str) -> bool:
    return len(rest.split()) >= 2 if rest.isascii() else len(rest) >= 4


_SENTENCE_END = re.compile(r"""(?:[.!?。！？…]["'”’）)\]】」]*|♪)$""")


def _merged(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Cues of one speaker joined up to the end of a sentence, or for `LINE_SECONDS`."""
    line: Cue | None = None
    for cue in cues:
        if line and _goes_on(line, cue):
            line = line._replace(words=_joined(line.words, cue.words))
            continue
        if line:
            yield line
        line = cue
    if line:
        yield line


def _goes_on(line: Cue, cue: Cue) -> bool:
    if line.start is None or cue.start is None or (cue.speaker and cue.speaker != line.speaker):
        return False
    if len(line.words) > LINE_AT_MOST or _SENTENCE_END.search(line.words[-10:]):
        return False
    return 0 <= cue.start - line.start < LINE_SECONDS


def _joined(first: str, second: str) -> str:
    """Between Chinese there is no space."""
    if first and second and ord(first[-1]) >= 0x2E80 and ord(second[0]) >= 0x2E80:
        return first + second
    return f"{first} {second}"


def _line(cue: Cue) -> str:
    when = "" if cue.start is None else f"[{_clock(cue.start)}] "
    return f"{when}{cue.speaker}: {cue.words}" if cue.speaker else f"{when}{cue.words}"


def _clock(start: float) -> str:
    minutes, seconds = divmod(int(start), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _title(name: str) -> str:
    return _one_line(re.sub(r"\.(?:srt|vtt|txt|xml|srv[123]|md)$", "", name, flags=re.IGNORECASE).replace("_", " "))
