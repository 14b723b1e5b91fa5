"""A monthly of projects in two languages: the same projects in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.parse.links import lost

from intelog.model.document import Kind
from intelog.model.item import Hint, Parsed
from intelog.parse import lists


@pytest.fixture(scope="session")
def issues(corpus: Path) -> dict[tuple[str, str], Parsed]:
    paths = sorted((corpus / "oss-monthly-hellogithub").glob("*/*.md"))
    return {(path.parent.name, path.stem): lists.read(path.read_bytes(), Hint(path.name)) for path in paths}


def _projects(issue: Parsed) -> list[str]:
    return [item.url for item in issue.items if not item.is_list]


def test_both_languages_list_the_same_projects(issues: dict[tuple[str, str], Parsed]) -> None:
    numbers = sorted({number for _, number in issues})

    assert len(numbers) == 21
    for number in numbers:
        assert _projects(issues["zh", number]) == _projects(issues["en", number]) != []


def test_every_project_is_read_and_no_link_is_lost(corpus: Path, issues: dict[tuple[str, str], Parsed]) -> None:
    for (language, number), issue in issues.items():
        text = (corpus / "oss-monthly-hellogithub" / language / f"{number}.md").read_text("utf-8")
        numbered = re.findall(r"(?m)^\d+、\[([^\]]+)\]\(\S*?target=(\S+?)\)", text)

        projects = [item for item in issue.items if not item.is_list]

        assert [(item.title, item.url) for item in projects] == numbered
        assert all(item.section and item.text in text and item.kind is Kind.REPOSITORY for item in projects)
        assert lost(text, issue) == []


def test_pictures_and_code_stay_with_their_project(issues: dict[tuple[str, str], Parsed]) -> None:
    by_title = {item.title: item for item in issues["zh", "096"].items}

    assert by_title["cosmopolitan"].text.endswith("./hello --ftrace\n```")
    assert by_title["cosmopolitan"].section == "C 项目"
    assert [image.url.rpartition("/")[2] for image in by_title["ada"].images] == ["579485798.png"]


def test_an_old_issue_without_a_counter_is_read() -> None:
    text = "# 《HelloGitHub》第 1 期\n\n### Go 项目\n1、[a](https://github.com/a/a)：words\n"

    (_, project) = lists.read(text.encode(), Hint("x.md")).items

    assert (project.title, project.url, project.section) == ("a", "https://github.com/a/a", "Go 项目")


def test_what_stands_around_the_projects_is_the_list(issues: dict[tuple[str, str], Parsed]) -> None:
    first = issues["en", "096"].items[0]

    assert (first.is_list, first.title, first.published) == (True, "HelloGitHub Vol.96", "")
    assert "Sponsor" in first.text
    assert not any("upyun" in link.url for item in issues["en", "096"].items[1:] for link in item.links)
