"""The address of a library in PostgreSQL, which is written into settings and shown in every line about it."""

from __future__ import annotations

import re

EXAMPLE = "postgresql://user@host/database"

_SCHEME = re.compile(r"postgres(?:ql)?://")
_PASSWORD = re.compile(r"//.*:.*@|[?&](?:ssl)?password=", re.DOTALL)
"""Whatever may be one: what stands between a colon and an @ is never shown."""


def is_address(text: str) -> bool:
    """Whether a text is meant as an address, and not as a path."""
    return "://" in text


def holds_password(address: str) -> bool:
    """Whether something in an address may be one."""
    return _PASSWORD.search(address) is not None


def checked(address: str) -> str:
    """The address itself, or ValueError, which never repeats it: it may hold a password."""
    if _SCHEME.match(address) is None:
        raise ValueError(f'must be an address such as "{EXAMPLE}"')
    if holds_password(address):
        raise ValueError(
            "a password does not belong in an address; put it into the environment (PGPASSWORD) or into ~/.pgpass"
        )
    return address
