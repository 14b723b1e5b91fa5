"""Settings: read once, complained about all at once, each complaint with its line."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.errors import SettingsError
from intelog.model.language import EDITION_LANGUAGES, Language
from intelog.net.guard import Origin
from intelog.settings import FILE, Settings, read_settings, template


def complaints(toml: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read_settings(toml)
    return list(raised.value.complaints)


def test_an_empty_file_leaves_everything_as_it_is_without_one() -> None:
    assert read_settings("") == Settings()


@pytest.mark.parametrize("language", EDITION_LANGUAGES)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_the_template_says_what_holds_without_it(language: Language, zone: str) -> None:
    assert read_settings(template(language, zone)) == Settings(language=language, timezone=ZoneInfo(zone))


def test_the_templates_examples_are_settings_too() -> None:
    examples = template(Language.CHINESE, "UTC").replace("# languages", "languages").replace('# "', '"')

    read = read_settings(examples)

    assert read.edition_languages == (Language.CHINESE, Language.ENGLISH)
    assert read.interests == {"强化学习": 2.0, "agent": 1.5}


def test_every_setting_is_read() -> None:
    toml = """\
language = "zh"
languages = ["en", "zh"]
timezone = "Asia/Shanghai"
[daily]
items = 7
minutes = 3
noted = 0
[net]
allow = ["http://127.0.0.1:8080", "https://Wiki.Internal"]
timeout = 20
spacing = 2.5
contact = "mailto:ada@example.com"
[interests]
agent = 1
"强化学习" = -2.5
'GPT-5.1' = 3
"""

    assert read_settings(toml) == Settings(
        language=Language.CHINESE, languages=(Language.ENGLISH, Language.CHINESE), timezone=ZoneInfo("Asia/Shanghai"),
        daily_items=7, daily_minutes=3.0, daily_noted=0, interests={"agent": 1.0, "强化学习": -2.5, "GPT-5.1": 3.0},
        net_allow=(Origin("http", "127.0.0.1", 8080), Origin("https", "wiki.internal", 443)),
        net_timeout=20.0, net_spacing=2.5, net_contact="mailto:ada@example.com",
    )  # fmt: skip


def test_every_complaint_about_the_network_comes_at_once() -> None:
    toml = """\
[net]
allow = ["http://127.0.0.1:8080/feed"]
timeout = 0
spacing = 0.5
contact = "ada\\r\\nX-Evil: 1"
proxy = "http://127.0.0.1:3128"
"""

    assert complaints(toml) == [
        f"{FILE}:2: net.allow: 'http://127.0.0.1:8080/feed' is more than an origin; write scheme, host and port: \"http://127.0.0.1:8080\"",
        f"{FILE}:3: net.timeout: must be from 1 to 300, not 0",
        f"{FILE}:4: net.spacing: must be from 1 to 3600, not 0.5",
        f'{FILE}:5: net.contact: must be an address such as "mailto:ada@example.com" or "https://example.com/about", '
        "not 'ada\\r\\nX-Evil: 1'",
        f"{FILE}:6: net.proxy: there is no such setting; there are language, languages, timezone, library, daily.items, daily.minutes, "
        "daily.noted, net.allow, net.timeout, net.spacing, net.contact and [interests]",
    ]


@pytest.mark.parametrize(
    "given", ['"http://127.0.0.1"', "[1]", '["127.0.0.1:80"]', '["http://*"]', '["http://a@b"]', '["file:///x"]']
)
def test_what_is_no_list_of_origins_is_complained_about(given: str) -> None:
    [complaint] = complaints(f"[net]\nallow = {given}")

    assert complaint.startswith(f"{FILE}:2: net.allow: ")


def test_a_library_in_postgresql_is_an_address() -> None:
    assert read_settings('library = "postgresql://ada@host/db"').library == "postgresql://ada@host/db"
    assert read_settings('library = "postgres:///db?host=/run"').library == "postgres:///db?host=/run"
    assert Settings().library is None


@pytest.mark.parametrize(
    "given",
    [
        '"postgresql://ada:geheim@host/db"',
        '"postgresql://ada@host/db?password=geheim"',
        '"ada:geheim@host"',
        '{ of = "geheim" }',
    ],
)
def test_a_password_in_an_address_is_complained_about_and_never_repeated(given: str) -> None:
    [complaint] = complaints(f"\nlibrary = {given}")

    assert complaint.startswith(f"{FILE}:2: library: ")
    assert "geheim" not in complaint


def test_the_workspaces_own_language_comes_first_and_each_once() -> None:
    both = (Language.ENGLISH, Language.CHINESE)

    assert Settings(language=Language.CHINESE, languages=both).edition_languages == (Language.CHINESE, Language.ENGLISH)
    assert Settings().edition_languages == (Language.ENGLISH,)
    assert Settings().timezone is UTC


def test_every_complaint_comes_at_once_with_its_line() -> None:
    toml = """\
# a comment
language = "fr"
timezone = "Asia/Nowhere"
colour = "red"

[daily]
items = 0
"minutes" = "five"
noted = 1.5

[ interests ]   # terms
agent = "much"
"强化学习" = 11
'GPT-5.1' = true

[mail]
to = "x"
"""

    assert complaints(toml) == [
        f"{FILE}:2: language: must be one of 'zh', 'en', not 'fr'",
        f'{FILE}:3: timezone: \'Asia/Nowhere\' is no time zone; names look like "Asia/Shanghai" or "UTC"',
        f"{FILE}:4: colour: there is no such setting; there are language, languages, timezone, library, daily.items, daily.minutes, "
        "daily.noted, net.allow, net.timeout, net.spacing, net.contact and [interests]",
        f"{FILE}:7: daily.items: must be from 1 to 50, not 0",
        f"{FILE}:8: daily.minutes: must be a number, not 'five'",
        f"{FILE}:9: daily.noted: must be a whole number, not 1.5",
        f"{FILE}:12: interests.agent: must be a number, not 'much'",
        f"{FILE}:13: interests.强化学习: must be from -10 to 10, not 11",
        f"{FILE}:14: interests.GPT-5.1: must be a number, not True",
        f"{FILE}:16: mail: there is no such setting; there are language, languages, timezone, library, daily.items, daily.minutes, "
        "daily.noted, net.allow, net.timeout, net.spacing, net.contact and [interests]",
    ]


@pytest.mark.parametrize(
    ("toml", "line", "key"),
    [
        ("\n\ndaily.items = 0", 3, "daily.items"),
        ("\ndaily . items = 0", 2, "daily.items"),
        ('\ndaily."items" = 0', 2, "daily.items"),
        ("\ndaily = { items = 0 }", 2, "daily.items"),
        ('\n[interests]\n"a.b c" = "x"', 3, "interests.a.b c"),
        ('\ninterests."强化学习" = "x"', 2, "interests.强化学习"),
        ('\ninterests = { "强化学习" = "x" }', 2, "interests.强化学习"),
        ("[other]\nitems = 3\n[daily]\nitems = 0", 4, "daily.items"),
        ("[interests]\nitems = 3\n[daily]\nitems = 0", 4, "daily.items"),
        ("\n[[daily]]\nitems = 3", 2, "daily"),
        ("\n[interests.agent]\nx = 1", 2, "interests.agent"),
        ("\n[daily.items]\nx = 1", 2, "daily.items"),
        ("\n[daily.mail]\nx = 1", 2, "daily.mail"),
        ("items = 3\n[daily]\nnoted = 3", 1, "items"),
        ("x = '''\nno setting\nno.\"a\\qb\" = 3\n'''\n[daily]\nitems = 0", 6, "daily.items"),
    ],
)
def test_a_complaint_names_the_line_its_key_stands_on(toml: str, line: int, key: str) -> None:
    found = [complaint for complaint in complaints(toml) if f": {key}: " in complaint]

    assert [complaint.split(":")[:2] for complaint in found] == [[FILE, str(line)]]


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("languages = 'en'", 'must be a list such as ["zh", "en"], not \'en\''),
        ("languages = ['en', 'de']", "must be one of 'zh', 'en', not 'de'"),
        ("language = ['en']", "must be one of 'zh', 'en', not ['en']"),
        ("timezone = 8", 'must be a name such as "Asia/Shanghai", not 8'),
        ("timezone = ''", "is no time zone"),
        ("timezone = '../etc/passwd'", "is no time zone"),
        ("daily = 3", "must be a table `[daily]`, not 3"),
        ("[daily]\nitems = true", "must be a whole number, not True"),
        ("[daily]\nitems = 51", "must be from 1 to 50, not 51"),
        ("[daily]\nminutes = nan", "must be from 0.5 to 60, not nan"),
        ("[daily]\nminutes = inf", "must be from 0.5 to 60, not inf"),
        ("[daily]\nitem = 3", "there is no such setting; did you mean daily.items?"),
        ("langauge = 'en'", "there is no such setting; did you mean language?"),
        ("openai_api_key = 'x'", "secrets do not belong in a file; put it into the environment"),
        ("[daily]\ntoken = 'x'", "secrets do not belong in a file; put it into the environment"),
        ("interests = []", "must be a table `[interests]`, not []"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(toml: str, why: str) -> None:
    [complaint] = complaints(toml)

    assert why in complaint


def test_no_complaint_repeats_a_secret() -> None:
    assert not any("hunter2" in complaint for complaint in complaints("password = 'hunter2'\n[daily]\nkey = 'hunter2'"))


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("language = ", 1),
        ('language = "en"\n强化学习 = 2', 2),
        ("[interests]\nagent = 1\nagent = 2\n", 3),
        ('language = "en', 1),
        ("a = 1\n[daily", 2),
        ("[daily]\n[daily]\n", 2),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(toml: str, line: int) -> None:
    [complaint] = complaints(toml)

    assert complaint.startswith(f"{FILE}:{line}: not TOML: ")


def test_the_file_in_a_complaint_is_the_one_that_was_read() -> None:
    with pytest.raises(SettingsError, match=r"^elsewhere/x\.toml:1: language: "):
        read_settings("language = 1", file="elsewhere/x.toml")


@settings(max_examples=200, deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(["[daily]", "[interests]", "\n", "items", "=", "3", '"强化学习"', "x", ".", "{}", "[", "]"])
    ).map("".join)
)
def test_any_text_is_settings_or_complained_about_in_lines_that_exist(toml: str) -> None:
    try:
        read_settings(toml)
    except SettingsError as error:
        for complaint in error.complaints:
            assert 1 <= int(complaint.split(":")[1]) <= toml.count("\n") + toml.count("\r") + 1


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), st.floats(-10, 10), max_size=4)
)
def test_any_term_can_be_an_interest(terms: dict[str, float]) -> None:
    quoted = {term.replace("\\", "\\\\").replace('"', '\\"'): weight for term, weight in terms.items()}
    toml = "[interests]\n" + "".join(f'"{term}" = {float(weight)!r}\n' for term, weight in quoted.items())

    assert read_settings(toml).interests == terms
