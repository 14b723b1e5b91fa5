"""Which files a folder's `.gitignore` leaves out (gitignore(5), git 2.47): what git does not keep, an import does not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self


class _Rule(NamedTuple):
    """One line: what it matches, below its folder; whether it takes back what was left out; whether only folders."""

    form: re.Pattern[str]
    is_negative: bool
    only_folders: bool


class Ignored(NamedTuple):
    """The rules that hold in a folder: those of every `.gitignore` from the top down, the later ones first."""

    rules: tuple[tuple[Path, tuple[_Rule, ...]], ...] = ()

    def below(self, folder: Path) -> Self:
        """The rules that hold in *folder*, with those of its own file."""
        try:
            lines = (folder / ".gitignore").read_text("utf-8", "replace").splitlines()
        except OSError:
            return self
        own = tuple(rule for line in lines if (rule := _rule(line)))
        return self._replace(rules=((folder, own), *self.rules)) if own else self

    def leaves_out(self, path: Path, *, is_folder: bool) -> bool:
        """Whether *path*, in the folder these rules hold in, is left out.  The last rule that matches decides."""
        for folder, own in self.rules:
            try:
                name = path.relative_to(folder).as_posix()
            except ValueError:
                continue
            for rule in reversed(own):
                if (is_folder or not rule.only_folders) and rule.form.fullmatch(name):
                    return not rule.is_negative
        return False


def _rule(line: str) -> _Rule | None:
    """Read a line; comments and empty ones are none."""
    text = re.sub(r"(?<!\\)\s+$", "", line)
    if not text or text.startswith("#"):
        return None
    is_negative = text.startswith("!")
    text = text.removeprefix("!").removeprefix("\\") if text.startswith(("!", "\\#", "\\!")) else text
    only_folders = text.endswith("/")
    body = text.rstrip("/")
    anchored = "/" in body
    form = "".join(_translated(body.lstrip("/")))
    return (
        _Rule(re.compile(form if anchored else rf"(?:.*/)?{form}", re.DOTALL), is_negative, only_folders)
        if body
        else None
    )


_PARTS = re.compile(r"\*\*/|/\*\*|\*+|\?|\[!?\]?[^\]]*\]|\\.|.", re.DOTALL)


def _translated(glob: str) -> Iterable[str]:
    """A glob as the pieces of a regular expression; `*` and `?` stay within one name."""
    for part in _PARTS.findall(glob):
        match part:
            case "**/":
                yield "(?:.*/)?"
            case "/**":
                yield "/.*"
            case "?":
                yield "[^/]"
            case _ if part.startswith("*"):
                yield "[^/]*"
            case _ if part.startswith("[") and len(part) > 2:
                yield f"[{'^' if part[1] == '!' else ''}{re.escape(part[1:-1].removeprefix('!')).replace(chr(92) + '-', '-')}]"
            case _:
                yield re.escape(part[1:] if part.startswith("\\") and len(part) > 1 else part)


NOTHING = Ignored()


def kept(paths: Sequence[Path], rules: Ignored) -> list[Path]:
    """The paths of one folder that are not left out."""
    return [path for path in paths if not rules.leaves_out(path, is_folder=path.is_dir() and not path.is_symlink())]
