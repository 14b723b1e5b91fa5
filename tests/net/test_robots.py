"""robots.txt as RFC 9309 reads it: groups, the longest match, its two signs, and what cannot be read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelog.net.robots import NOTHING, SIZE_AT_MOST, Rule, is_allowed, rules_for

OURS = "User-agent: intelog\n"
ALL = "User-agent: *\n"
FILES = [
    # what is asked for, what the file says, whether it may be read
    ("/", "", True),
    ("/", "\ufeff", True),
    ("/x", ALL + "Disallow:", True),
    ("/x", ALL + "Disallow: /", False),
    ("/x", "\ufeff" + ALL + "Disallow: /", False),
    ("/x", "User-Agent: *\r\nDISALLOW : /", False),
    ("/x", "user-agent:*\rdisallow:/", False),
    ("/x", "  user-agent  :  *  \n\t disallow \t: / # all of it", False),
    ("/x", "# User-agent: *\n# Disallow: /", True),
    ("/x", "Disallow: /", True),  # of no group
    ("/x", "User-agent: other\nDisallow: /", True),
    ("/x", OURS + "Disallow: /", False),
    ("/x", "User-agent: IntelOG/9.9 (any)\nDisallow: /", False),
    ("/x", "User-agent: intelog-news\nDisallow: /", True),
    ("/x", "User-agent: intel\nDisallow: /", True),
    ("/x", ALL + "Disallow: /\n" + OURS + "Allow: /", True),
    ("/x", OURS + "Allow: /\n" + ALL + "Disallow: /", True),
    ("/x", ALL + "Disallow: /\n" + OURS, True),  # a group of ours without rules
    ("/x", ALL + "Disallow: /\n" + OURS + "Disallow: /y", True),
    ("/x", ALL + OURS + "Disallow: /", False),  # one group for both
    ("/x", "User-agent: a\nUser-agent: intelog\nUser-agent: b\nDisallow: /x", False),
    ("/x", OURS + "Disallow: /y\n" + ALL + "Allow: /\n" + OURS + "Disallow: /x", False),  # two groups are one (2.2.1)
    ("/y", OURS + "Disallow: /y\n" + ALL + "Allow: /\n" + OURS + "Disallow: /x", False),
    ("/x", OURS + "Crawl-delay: 9\nDisallow: /x", False),
    ("/x", OURS + "Sitemap: https://example.com/s.xml\n\n\nDisallow: /x", False),
    ("/x", OURS + "nonsense\n<html>\nDisallow: /x", False),
    ("/x", "<html>User-agent: *<br>Disallow: /</html>", True),
    ("/page/a", ALL + "Disallow: /page", False),
    ("/pages", ALL + "Disallow: /page", False),
    ("/pag", ALL + "Disallow: /page", True),
    ("/Page", ALL + "Disallow: /page", True),
    ("/page", ALL + "Disallow: /page/", True),
    ("/p/a", ALL + "Disallow: /p\nAllow: /p/a", True),
    ("/p/b", ALL + "Allow: /p\nDisallow: /p/b", False),
    ("/p", ALL + "Disallow: /p\nAllow: /p", True),  # of two as long, the kinder
    ("/p", ALL + "Allow: /p\nDisallow: /p", True),
    ("/page.htm", ALL + "Allow: /page\nDisallow: /*.htm", False),
    ("/a.gif", ALL + "Disallow: /*.gif$", False),
    ("/a.gif?x", ALL + "Disallow: /*.gif$", True),
    ("/a.gifs", ALL + "Disallow: *.gif", False),
    ("/", ALL + "Disallow: /$", False),
    ("/x", ALL + "Disallow: /$", True),
    ("/a/b/c", ALL + "Disallow: /a*c", False),
    ("/a/b/cd", ALL + "Disallow: /a*c$", True),
    ("/abcabc", ALL + "Disallow: /*abc$", False),
    ("/aa", ALL + "Disallow: /aa*aa$", True),
    ("/x?a=1&b=2", ALL + "Disallow: /*?*b=", False),
    ("/x?a=1", ALL + "Disallow: /*?*b=", True),
    ("/x", ALL + "Disallow: **", False),
    ("/x", ALL + "Disallow: x", True),  # no path
    ("/%E4%B8%AD", ALL + "Disallow: /中", False),
    ("/中", ALL + "Disallow: /%e4%b8%ad", False),
    ("/foo/bar/U", ALL + "Disallow: /foo/bar/%55", False),
    ("/foo%2Fbar", ALL + "Disallow: /foo/bar", True),
    ("/foo%2fbar", ALL + "Disallow: /foo%2Fbar", False),
    ("/a*b", ALL + "Disallow: /a%2Ab", False),  # RFC 9309, 2.2.3: the sign itself, encoded
    ("/aXb", ALL + "Disallow: /a%2Ab", True),
    ("/a$b", ALL + "Disallow: /a%24b", False),
    ("/a$b", ALL + "Disallow: /a$b", False),
    ("/a$", ALL + "Disallow: /a%24", False),
    ("/a", ALL + "Disallow: /a%24", True),
    ("/a%2ab", ALL + "Disallow: /a%2Ab", False),
    ("/robots.txt", ALL + "Disallow: /", True),
    ("/x", ALL + "Disallow: /" + "y" * 3000 + "\nDisallow: /x", False),
    ("/x", "User-agent: \nDisallow: /", True),
    ("/x", "User-agent: **\nDisallow: /", True),
    ("/x", ALL + "Disallow: /\n" * 3, False),
    ("/x", "\x00\xff" + ALL + "Disallow: /", True),  # its first line is none
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "may"), FILES)
def test_a_file_says(path: str, text: str, may: bool) -> None:
    assert is_allowed(rules_for(text.encode(), "intelog"), path) is may


def test_there_are_as_many_files_as_promised() -> None:
    assert len(FILES) >= 40


def test_the_first_500_kib_are_read_and_no_more() -> None:
    filling = b"# nothing to see\n" * (SIZE_AT_MOST // 17)
    within = ALL.encode() + b"Disallow: /within\n" + filling + b"\nDisallow: /beyond\n" * 99_999

    rules = rules_for(within, "intelog")

    assert not is_allowed(rules, "/within")
    assert is_allowed(rules, "/beyond") or len(rules) < 99
    assert is_allowed(rules_for(filling * 2 + ALL.encode() + b"Disallow: /", "intelog"), "/x")


def test_no_pattern_takes_long() -> None:
    rules = rules_for((ALL + ("Disallow: /" + "*a" * 2000 + "b$\n") * 100).encode(), "intelog")
    began = time.process_time()

    assert is_allowed(rules, "/" + "a" * 8000)
    assert time.process_time() - began < 2


@given(st.binary(max_size=300), st.text(max_size=30))
def test_whatever_a_file_says_there_is_an_answer(body: bytes, path: str) -> None:
    assert is_allowed(rules_for(b"User-agent: *\nDisallow: " + body, "intelog"), "/" + path) in (True, False)


def test_what_is_closed_is_closed_but_for_the_file_itself() -> None:
    assert not is_allowed(NOTHING, "/")
    assert is_allowed(NOTHING, "/robots.txt")
    assert is_allowed((Rule("/", False), Rule("/a", True)), "/a")
