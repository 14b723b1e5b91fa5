"""`intelog`: the commands, in the order a person meets them.

Commands are imported when they are called: `intelog --help` answers at once.
"""

from __future__ import annotations

import errno
import importlib
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from intelog import __version__
from intelog.errors import IntelogError, SettingsError

_COMMANDS = {
    "demo": ("intelog.cli.demo", "Build a complete sample workspace, offline."),
    "init": ("intelog.cli.init", "Make a workspace."),
    "import": ("intelog.cli.import_", "Read files and folders into the library."),
    "compose": ("intelog.cli.compose", "Draft or refresh the edition of a day or month, keeping every human edit."),
    "check": ("intelog.cli.check", "Lint an edition and verify its evidence, line by line."),
    "search": ("intelog.cli.search", "Find documents, records and editions."),
    "doctor": ("intelog.cli.doctor", "Say whether all is well, and what to do where it is not."),
    "backup": ("intelog.cli.backup", "Copy the library to one file, also while it is in use."),
    "restore": ("intelog.cli.restore", "Put a backup in the library's place."),
    "library": ("intelog.cli.library", "Copy the library to another file or to PostgreSQL."),
}


class Refusal(click.ClickException):
    """Bad use or bad input: one clear line, exit code 2."""

    exit_code = 2


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "intelog"
        raise Refusal(printable(f"{error.format_message().rstrip('.')}; see `{command} --help`")) from error
    except SettingsError as error:
        raise Refusal("\n".join(map(printable, error.complaints))) from error
    except IntelogError as error:
        raise Refusal(printable(str(error))) from error
    except BrokenPipeError:  # the reader of our output has seen enough; click ends quietly
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
            what, advice = error.filename or "the disk", "free or open it, then run again: nothing was lost"
        else:
            what, advice = error.filename or "the system", "look at what lies there, then run again"
        raise Refusal(printable(f"{what}: {error.strerror or error}; {advice}")) from error


_ORDERS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(line: str) -> str:
    """One line, whatever a title or a file's name holds: line ends and orders to the terminal are shown as codes."""
    return _ORDERS.sub(lambda c: c.group().encode("unicode_escape").decode(), line)


def say(line: str) -> None:
    """Say one line on standard output."""
    click.echo(printable(line))


class Cli(click.Group):
    """Show our own errors as one line; let bugs keep their traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order a person meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command when it is called."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words; bad use becomes one line and exit code 2."""
        with _one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error a person can act on becomes one line and exit code 2."""
        with _one_line():
            return super().invoke(ctx)


@click.group(cls=Cli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "--workspace",
    "folder",
    type=click.Path(path_type=Path),
    help="The workspace; without it, the one you are in.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say on standard error what is being done.")
@click.version_option(__version__, prog_name="intelog")
@click.pass_context
def cli(ctx: click.Context, folder: Path | None, verbose: bool) -> None:
    """A local-first intelligence log for people who must keep up with AI."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A title may hold any character; a terminal that lacks it shows its code instead of failing.
            stream.reconfigure(errors="backslashreplace")
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    ctx.obj = Face(folder, datetime.now(UTC))


class Face:
    """What every command needs from the outside: where, and when."""

    def __init__(self, folder: Path | None, now: datetime) -> None:
        """*folder*: the workspace that was asked for, if any."""
        self._folder = folder
        self.now = now

    @property
    def is_named(self) -> bool:
        """Whether a workspace was asked for by its folder."""
        return self._folder is not None

    @property
    def here(self) -> Path:
        """The folder the command was called in."""
        return Path.cwd()

    def workspace(self) -> Any:
        """The workspace that was asked for, or the one we are in."""
        from intelog.errors import WorkspaceError
        from intelog.settings import FILE
        from intelog.workspace import Workspace, find

        if self._folder is None:
            return find(self.here)
        if not (self._folder / FILE).is_file():
            raise WorkspaceError(f"{self._folder}: no {FILE} here; make a workspace with `intelog init {self._folder}`")
        return Workspace(self._folder.resolve())

    def shown(self, path: Path) -> str:
        """A path as short as it can be written from here."""
        try:
            return str(path.relative_to(self.here))
        except ValueError:
            return str(path)
