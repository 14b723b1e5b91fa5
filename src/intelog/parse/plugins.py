"""Readers that other packages bring, found by the entry point group `intelog.readers`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import NamedTuple

log = logging.getLogger(__name__)

GROUP = "intelog.readers"


class Plugin(NamedTuple):
    """A reader that a package brings."""

    name: str
    module: str
    endings: tuple[str, ...]
    recognise: Callable[[bytes, str], bool] | None


@cache
def found() -> tuple[Plugin, ...]:
    """Every reader that is installed, by name.  One that cannot be imported is told of and left out."""
    plugins = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            module = import_module(entry.module)
            endings = tuple(str(ending).lower() for ending in getattr(module, "ENDINGS", ()))
            plugins.append(Plugin(entry.name, entry.module, endings, getattr(module, "recognise", None)))
        except Exception as error:
            log.warning("the reader %s of %s cannot be used: %s", entry.name, entry.module, error)
    return tuple(plugins)


def reader_of(head: bytes, name: str) -> str | None:
    """The plugin that reads a file with this beginning and name; None where none does."""
    for plugin in found():
        if name.lower().endswith(plugin.endings) if plugin.endings else False:
            return plugin.name
        if plugin.recognise is not None and plugin.recognise(head, name):
            return plugin.name
    return None
