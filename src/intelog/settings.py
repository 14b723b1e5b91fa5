"""Floor 4: what a run may be told.  Read once at the top, complained about all at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intelog.errors import SettingsError
from intelog.model.language import EDITION_LANGUAGES, Language
from intelog.net.guard import Origin, read_origin
from intelog.store.address import EXAMPLE, checked

FILE = "intelog.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a workspace says in its `intelog.toml`, with what it leaves out filled in."""

    language: Language = Language.ENGLISH
    languages: tuple[Language, ...] = ()
    """Every language editions are written in; the workspace's own comes first."""
    timezone: tzinfo = UTC
    daily_items: int = 10
    daily_minutes: float = 5.0
    daily_noted: int = 10
    interests: Mapping[str, float] = field(default_factory=dict)
    library: str | None = None
    """The address of a library in PostgreSQL; None: the workspace's own file."""
    net_allow: tuple[Origin, ...] = ()
    """Origins that may be asked though they are not on the public internet."""
    net_timeout: float = 60.0
    """Seconds for one request, with all that it is sent on to."""
    net_spacing: float = 1.0
    """Seconds between two requests to one host."""
    net_contact: str = ""
    """An address of a person, told to the servers that are asked."""

    @property
    def edition_languages(self) -> tuple[Language, ...]:
        """The languages editions are written in, the workspace's own first."""
        return tuple(dict.fromkeys((self.language, *self.languages)))


def _language(given: object) -> Language:
    if given not in list(EDITION_LANGUAGES):
        raise ValueError(f"must be one of {', '.join(map(repr, map(str, EDITION_LANGUAGES)))}, not {given!r}")
    return Language(str(given))


def _languages(given: object) -> tuple[Language, ...]:
    if not isinstance(given, list):
        raise TypeError(f'must be a list such as ["zh", "en"], not {given!r}')
    return tuple(_language(one) for one in given)


def _timezone(given: object) -> tzinfo:
    if not isinstance(given, str):
        raise TypeError(f'must be a name such as "Asia/Shanghai", not {given!r}')
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f'{given!r} is no time zone; names look like "Asia/Shanghai" or "UTC"') from error


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(given: object) -> int:
        if not isinstance(given, int) or isinstance(given, bool):
            raise TypeError(f"must be a whole number, not {given!r}")
        if not low <= given <= high:
            raise ValueError(f"must be from {low} to {high}, not {given}")
        return given

    return read


def _number(low: float, high: float) -> Callable[[object], float]:
    def read(given: object) -> float:
        if not isinstance(given, (int, float)) or isinstance(given, bool):
            raise TypeError(f"must be a number, not {given!r}")
        if not low <= given <= high:
            raise ValueError(f"must be from {low} to {high}, not {given}")
        return float(given)

    return read


def _library(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError(f'must be an address such as "{EXAMPLE}"')
    return checked(given)


def _origins(given: object) -> tuple[Origin, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise TypeError(f'must be a list such as ["http://127.0.0.1:8080"], not {given!r}')
    return tuple(read_origin(one) for one in given)


def _contact(given: object) -> str:
    """What can stand in a header, in the brackets of a comment (RFC 9110, 5.6.5)."""
    if not isinstance(given, str) or not re.fullmatch(r"[!-'*-\[\]-~]{0,200}", given):
        raise ValueError(
            f'must be an address such as "mailto:ada@example.com" or "https://example.com/about", not {given!r}'
        )
    return given


_weight = _number(-10, 10)

_READ: dict[str, tuple[str, Callable[[object], Any]]] = {
    "language": ("language", _language),
    "languages": ("languages", _languages),
    "timezone": ("timezone", _timezone),
    "library": ("library", _library),
    "daily.items": ("daily_items", _whole(1, 50)),
    "daily.minutes": ("daily_minutes", _number(0.5, 60)),
    "daily.noted": ("daily_noted", _whole(0, 100)),
    "net.allow": ("net_allow", _origins),
    "net.timeout": ("net_timeout", _number(1, 300)),
    "net.spacing": ("net_spacing", _number(1, 3600)),
    "net.contact": ("net_contact", _contact),
}
_TABLES = {"daily", "interests", "net"}
_SECRET = re.compile(r"(?:^|[._-])(?:api[_-]?key|key|token|secret|password)$", re.IGNORECASE)


def read_settings(toml: str, *, file: str = FILE) -> Settings:
    """Read settings, and complain about everything that is wrong, not the first.

    Raises `SettingsError`; each complaint names *file* and line.
    """
    try:
        given = tomllib.loads(toml)
    except (ValueError, RecursionError) as error:  # tomllib lets a number of 5,000 digits and 5,000 brackets through
        found = re.search(r"line (\d+)", str(error))
        line = found.group(1) if found else str(toml.count("\n") + 1)
        raise SettingsError([f"{file}:{line}: not TOML: {error}"]) from error
    values: dict[str, Any] = {}
    complaints: list[str] = []
    interests: dict[str, float] = {}

    def complain(key: str, why: str) -> None:
        complaints.append(f"{file}:{_line_of(toml, key)}: {key}: {why}")

    for key, value in _flat(given, complain):
        table, _, rest = key.partition(".")
        try:
            if table == "interests" and rest:
                interests[rest] = _weight(value)
            elif key in _READ:
                name, read = _READ[key]
                values[name] = read(value)
            elif _SECRET.search(key):
                complain(key, "secrets do not belong in a file; put it into the environment")
            else:
                complain(key, f"there is no such setting{_nearest(key)}")
        except (TypeError, ValueError) as error:
            complain(key, str(error))
    if complaints:
        raise SettingsError(complaints)
    return Settings(**values, interests=interests)


def _flat(given: Mapping[str, Any], complain: Callable[[str, str], None]) -> list[tuple[str, object]]:
    flat: list[tuple[str, object]] = []
    for key, value in given.items():
        if isinstance(value, dict) and key in _TABLES:
            flat += [(f"{key}.{inner}", inner_value) for inner, inner_value in value.items()]
        elif key in _TABLES:
            complain(key, f"must be a table `[{key}]`, not {value!r}")
        else:
            flat.append((key, value))
    return flat


def _nearest(key: str) -> str:
    # Imported late: only a complaint needs it.
    from difflib import get_close_matches

    near = get_close_matches(key, _READ, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(_READ)} and [interests]"


_PATH = r"""(?P<path>(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+))*)"""
_HEADING = re.compile(rf"\s*\[\[?\s*{_PATH}\s*\]")
_SETTING = re.compile(rf"\s*{_PATH}\s*=\s*(?P<table>\{{)?")


def _line_of(toml: str, key: str) -> int:
    return next(_lines_of(toml, key), 1)


def _lines_of(toml: str, key: str) -> Iterator[int]:
    """The lines a key stands on: under its table's heading, with the table before it, or in a table on one line."""
    table, _, name = key.partition(".")
    wanted = (table, name) if table in _TABLES and name else (key,)
    here: tuple[str, ...] = ()
    for number, line in enumerate(toml.split("\n"), 1):
        if heading := _HEADING.match(line):
            full = here = _parts(heading["path"])
            is_inline = False
        elif setting := _SETTING.match(line):
            full, is_inline = (*here, *_parts(setting["path"])), setting["table"] is not None
        else:
            continue
        if full[: len(wanted)] == wanted or (is_inline and full == wanted[:1]):
            yield number


def _parts(path: str) -> tuple[str, ...]:
    try:
        at: object = tomllib.loads(f"{path} = 0")
    except tomllib.TOMLDecodeError:
        return ()  # a line of a text over several lines
    parts = []
    while isinstance(at, dict):
        [(part, at)] = at.items()
        parts.append(part)
    return tuple(parts)


TEMPLATE = """\
# intelog settings.  Every line may be left out; what stands here is what holds without it.
# 设置文件。每一行都可以省略；这里写的就是默认值。

# The language of the interface and of editions: "zh" or "en".   界面与各期的语言。
language = "{language}"

# Editions in more languages than that one.   除此之外还要写哪些语言的版本。
# languages = ["zh", "en"]

# Whose days the editions count.   按哪个时区划分日期。
timezone = "{timezone}"

# A library in PostgreSQL instead of the file .intelog/library.sqlite.  Its password goes into PGPASSWORD or ~/.pgpass.
# 用 PostgreSQL 存放资料库，代替 .intelog/library.sqlite；密码写在 PGPASSWORD 或 ~/.pgpass 里。
# library = "postgresql://user@host/database"

[daily]
# Developments in a daily, minutes it may take to read, titles under "Also noted".
# 每日速递的条数、阅读分钟数上限、“另记”的条数。
items = 10
minutes = 5.0
noted = 10

[net]
# Seconds for one request, and between two requests to one host (arXiv: never less than 3).
# 一次请求的秒数上限；对同一主机两次请求之间的秒数（arXiv 不少于 3 秒）。
timeout = 60.0
spacing = 1.0
# Only the public internet is read.  Servers of your own that may be, too: scheme, host and port.
# 只读取公开网络；你自己的服务器要在这里逐个列出：协议、主机、端口。
# allow = ["http://127.0.0.1:8080"]
# How the servers that are asked can reach you, if you like.   被访问的网站可以怎样联系你（可不填）。
# contact = "mailto:ada@example.com"

[interests]
# A term, and the points it adds to what speaks for a development (-10 to 10).
# 关注的词，以及它给一条进展加多少分（-10 到 10）。
# "强化学习" = 2
# "agent" = 1.5
"""
"""The file `intelog init` writes."""


def template(language: Language, timezone: str) -> str:
    """A commented settings file."""
    return TEMPLATE.format(language=language, timezone=timezone)
