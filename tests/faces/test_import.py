"""Importing whatever lies in a folder: everything is read or named with its reason, and nothing is read twice."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from tests.conftest import LIBRARY, Intelog, rows

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>A feed</title><link>https://feed.example.org/</link>
<item><title>One</title><link>https://feed.example.org/1</link><pubDate>Mon, 05 Jan 2026 08:00:00 GMT</pubDate>
<description>Said &lt;b&gt;one&lt;/b&gt; thing with 12 words.</description></item>
<item><title>Two</title><link>https://feed.example.org/2</link><description>No date stands here.</description></item>
</channel></rss>"""
PAGE = (
    "<!doctype html><html lang='en'><head><title>A page - Site</title><meta property='article:published_time' content='2026-01-06'>"
    "<link rel='canonical' href='https://page.example.org/a'></head><body><nav>Menu</nav><article><h1>A page</h1>"
    + "".join(
        f"<p>Paragraph {n} of an article that is long enough to be one, with 4{n} numbers in it.</p>" for n in range(8)
    )
    + "</article></body></html>"
)
NOTE = "---\ntitle: 一条笔记\ndate: 2026-01-07\ntags: [强化学习]\n---\n\n正文说了一件事。\n"
LIST = "# 资讯\n\n" + "".join(
    f"## [第 {n} 条](https://list.example.org/{n})\n\n这一条说的是第 {n} 件事。\n\n" for n in range(1, 5)
)
TALK = (
    "1\n00:00:01,000 --> 00:00:04,000\nWelcome to the talk.\n\n2\n00:00:05,000 --> 00:00:09,000\nIt is about agents.\n"
)
LETTER = (
    "From: A Writer <a@example.org>\r\nTo: you@example.org\r\nSubject: A letter\r\nDate: Thu, 08 Jan 2026 09:00:00 +0800\r\n"
    "Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear reader, here is what happened.\r\n"
)
FILES = {"a.xml": FEED, "b.html": PAGE, "c.md": NOTE, "d.md": LIST, "e.srt": TALK, "f.eml": LETTER}


@pytest.fixture
def desk(tmp_path: Path, intelog: Intelog) -> Path:
    intelog("init", "desk", "--timezone", "Asia/Shanghai", cwd=tmp_path)
    return tmp_path / "desk"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people have them."""
    made = tmp_path / "reading"
    (made / "deep").mkdir(parents=True)
    for name, text in FILES.items():
        (made / name).write_text(text, "utf-8", newline="")
    with zipfile.ZipFile(made / "g.zip", "w") as archive:
        archive.writestr("inside/one.md", NOTE.replace("一条笔记", "压缩包里的笔记"))
        archive.writestr("../out.md", NOTE)
    with tarfile.open(made / "deep" / "h.tgz", "w:gz") as archive:
        data = LIST.replace("list.example.org", "tar.example.org").encode()
        info = tarfile.TarInfo("list.md")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    (made / ".hidden.md").write_text(NOTE, "utf-8")
    (made / ".gitignore").write_text("private/\n*.tmp\n", "utf-8")
    (made / "private").mkdir()
    (made / "private" / "secret.md").write_text(NOTE, "utf-8")
    (made / "x.tmp").write_text(NOTE, "utf-8")
    (made / "empty.md").touch()
    (made / "program.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "outside.md").write_text(NOTE, "utf-8")
    (made / "link.md").symlink_to(tmp_path / "outside.md")
    return made


def test_everything_in_a_folder_is_read_or_named(desk: Path, folder: Path, intelog: Intelog) -> None:
    done = intelog("import", folder, "--json", cwd=desk)

    assert done.code == 1
    said = done.json
    assert said["kinds"] == {"archive": 2, "feeds": 1, "lists": 2, "mail": 1, "notes": 2, "pages": 1, "transcripts": 1}
    assert said["read"] == 2 + 1 + 1 + 5 + 1 + 1 + 1 + 5
    why = {Path(s["what"]).name: s["why"] for s in said["skipped"]}
    assert why["link.md"] == "a symbolic link; links are not followed"
    assert why["empty.md"] == "the file is empty"
    assert "no reader" in why["program.bin"]
    assert "leads out of the archive" in why["out.md"]
    assert not {"secret.md", "x.tmp", ".hidden.md"} & why.keys()
    assert len(why) == 4


def test_importing_again_changes_nothing(desk: Path, folder: Path, intelog: Intelog) -> None:
    first = intelog("import", folder, "--json", cwd=desk).json
    before = rows(desk / LIBRARY)

    again = intelog("import", folder, "--json", cwd=desk).json

    assert (again["new"], again["updated"], again["duplicates"]) == (0, 0, 0)
    assert (again["read"], again["unchanged"]) == (first["read"], first["read"])
    assert again["skipped"] == first["skipped"]
    assert rows(desk / LIBRARY) == before


def test_a_dry_run_says_what_would_be_read_and_changes_nothing(desk: Path, folder: Path, intelog: Intelog) -> None:
    before = rows(desk / LIBRARY) if (desk / LIBRARY).exists() else None

    said = intelog("import", "--dry-run", folder, "--json", cwd=desk)

    assert said.code == 0
    assert {Path(f["file"]).name: f["format"] for f in said.json["would_read"]} == {
        "a.xml": "feeds", "b.html": "pages", "c.md": "notes", "d.md": "lists", "e.srt": "transcripts", "f.eml": "mail",
        "g.zip": "archive", "h.tgz": "archive",
    }  # fmt: skip
    assert len(said.json["skipped"]) == 3
    assert before is None or rows(desk / LIBRARY) == before
    assert intelog("import", folder, "--json", cwd=desk).json["new"] > 0


def test_how_a_thing_was_read_is_told_and_is_no_reason_to_look(desk: Path, tmp_path: Path, intelog: Intelog) -> None:
    (tmp_path / "a.xml").write_text(FEED.replace("</rss>", "<oops></rss>"), "utf-8")

    said = intelog("import", tmp_path / "a.xml", "--json", cwd=desk)
    again = intelog("import", tmp_path / "a.xml", "--json", cwd=desk)

    assert said.code == again.code == 0
    assert (said.json["new"], said.json["skipped"], said.json["remarks"]) == (2, [], [])
    (told,) = said.json["told"]
    assert "not well-formed" in told["how"]
    assert again.json["told"] == [told]
    assert "1 notes on how things were read" in intelog("import", tmp_path / "a.xml", cwd=desk).stdout


def test_a_list_of_feeds_and_a_timeline_are_read(desk: Path, tmp_path: Path, intelog: Intelog) -> None:
    outline = "<outline text='A lab' xmlUrl='https://lab.example.org/feed' htmlUrl='https://lab.example.org/'/>"
    (tmp_path / "a.opml").write_text(f"<opml version='2.0'><head/><body>{outline}</body></opml>", "utf-8")
    (tmp_path / "b.yml").write_text("- year: 2022\n  events:\n  - date: March\n    info:\n    - text: One.\n", "utf-8")

    said = intelog("import", tmp_path / "a.opml", tmp_path / "b.yml", "--json", cwd=desk)

    assert said.code == 0, said.stdout
    assert said.json["kinds"] == {"lists": 1, "opml": 1}
    assert said.json["new"] == 3, "the list of feeds; the timeline and its event"


def test_a_finished_month_is_named_as_such_before_it_is_read(
    desk: Path, tmp_path: Path, corpus: Path, intelog: Intelog
) -> None:
    report = corpus / "seeds" / "monthly-2026-01.md"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(report, "report.md")

    would = intelog("import", "--dry-run", report, "--json", cwd=desk).json["would_read"]
    packed = intelog("import", tmp_path / "a.zip", cwd=desk)

    assert [one["format"] for one in would] == ["monthly log"]
    assert packed.code == 2
    assert "unpack it" in packed.stderr


def test_dates_are_as_their_sources_say_and_unknown_where_they_do_not(
    desk: Path, folder: Path, intelog: Intelog
) -> None:
    intelog("import", folder, cwd=desk)

    published = {row[2]: row for row in rows(desk / LIBRARY)["version"]}
    texts = "\n".join(map(str, published))
    assert texts
    metas = " ".join(str(row) for row in rows(desk / LIBRARY)["version"])
    assert '"published": "2026-01-05T08:00:00+00:00"' in metas or '"published": "2026-01-05T08:00:00Z"' in metas
    assert '"published": "2026-01-06"' in metas
    assert '"published": "2026-01-07"' in metas
    two = next(str(row) for row in rows(desk / LIBRARY)["version"] if "No date stands here" in str(row))
    assert "published" not in two


def test_the_same_thing_in_two_places_is_one_document(desk: Path, tmp_path: Path, intelog: Intelog) -> None:
    for name in ("one.xml", "two.xml"):
        (tmp_path / name).write_text(FEED, "utf-8")

    said = intelog("import", tmp_path / "one.xml", tmp_path / "two.xml", "--json", cwd=desk).json

    assert (said["new"], said["duplicates"]) == (2, 2)


def test_the_whole_corpus_in_one_command(desk: Path, corpus: Path, intelog: Intelog) -> None:
    first = intelog("import", corpus, "--json", cwd=desk)
    assert first.code == 1, first.stderr
    said = first.json
    assert said["kinds"]["feeds"] > 1000
    assert said["kinds"]["notes"] > 1100
    assert said["kinds"]["lists"] > 300
    assert said["read"] > 12_000
    assert not [s for s in said["skipped"] if "Traceback" in s["why"] or "needs the module" in s["why"]]
    before = rows(desk / LIBRARY)

    again = intelog("import", corpus, "--json", cwd=desk).json

    assert (again["new"], again["updated"], again["duplicates"]) == (0, 0, 0)
    assert rows(desk / LIBRARY) == before
