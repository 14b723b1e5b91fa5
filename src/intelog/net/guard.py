"""Who may be asked at all: an address is read strictly, and what its name leads to must be public, every time.

There is one reader of addresses here, and what it read is what is asked: no second parser can see another host in the
same words.  Odd spellings are refused rather than understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import quote, urljoin

from intelog.net.ranges import shown, special, unmapped
from intelog.ports import Outcome

URL_AT_MOST = 8192


class Stopped(Exception):
    """A request goes no further: the outcome, and the line that says why."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome, self.why = outcome, why


class Origin(NamedTuple):
    """Scheme, host and port, as RFC 6454 tells one server from another."""

    scheme: str
    host: str
    """In lower case and ASCII, IPv6 without brackets."""
    port: int

    @property
    def authority(self) -> str:
        """As the Host header has it (RFC 9110): the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


class Target(NamedTuple):
    """One address, read."""

    origin: Origin
    path: str
    """With the query, percent-encoded: what the server is asked for."""

    @property
    def url(self) -> str:
        """The address as we write it, without a fragment."""
        return f"{self.origin}{self.path}"


_PORTS = {"http": 80, "https": 443}
_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\x85\u2028\u2029\ud800-\udfff]")
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:@%]+)(?::([1-9][0-9]{0,4}))?", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0[xo][0-9a-f]*|0+[0-7]*", re.IGNORECASE)
_LOCAL = ("localhost", "local", "localdomain", "internal", "home.arpa", "onion", "alt")
"""Names that no public server has (RFC 6761, 6762, 7686, 8375, 9476; ICANN's `.internal`)."""
_BAD_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080}
)
"""Of the Fetch standard: other protocols' ports above 1023, which may take our words for theirs."""


def read_url(text: str, *, allowed: Iterable[Origin] = ()) -> Target:
    """Read an address of the web, or raise `Stopped`.  *allowed*: origins that may be private and have any port.

    Ports: 80 and 443 and what stands above 1023.  Below are other services, some of which do what a line of text says;
    above are the small servers of the field, and only public ones can be reached.
    """
    target = _read(text)
    if target.origin not in set(allowed):
        _check_port(target.origin)
        _check_name(target.origin.host)
    return target


def read_origin(text: str) -> Origin:
    """Read an origin such as `http://127.0.0.1:8080` as settings allow it, private or not, or raise `ValueError`."""
    try:
        target = _read(text)
    except Stopped as stop:
        raise ValueError(stop.why) from stop
    if text.rstrip("/").lower() not in (str(target.origin), f"{target.origin}:{target.origin.port}"):
        raise ValueError(f'{text[:200]!r} is more than an origin; write scheme, host and port: "{target.origin}"')
    return target.origin


def joined(base: Target, location: str, *, allowed: Iterable[Origin] = ()) -> Target:
    """Where an answer sends us to (RFC 3986, 5.2, strictly), or raise `Stopped`.

    What names a scheme or a host is read as a whole address; only paths are joined, and stay where they are.
    """
    _check_signs(location)  # first, since urljoin takes some of them out
    if re.match(r"[a-z][a-z0-9+.-]*:", location, re.IGNORECASE):
        return read_url(location, allowed=allowed)
    if location.startswith("//"):
        return read_url(f"{base.origin.scheme}:{location}", allowed=allowed)
    try:
        target = read_url(urljoin(base.url, location), allowed=allowed)
    except ValueError:
        raise _no_address(location) from None
    if target.origin != base.origin:
        raise _no_address(location)
    return target


def check_addresses(host: str, found: Sequence[bytes], *, is_allowed: bool) -> tuple[bytes, ...]:
    """The packed addresses that may be connected to for a name: all that were found, or `Stopped`.

    One that is not public spoils them all: a name that leads to both is a name to be wary of.
    """
    addresses = tuple(dict.fromkeys(unmapped(one) for one in found))
    if not addresses:
        raise Stopped(Outcome.NO_HOST, f"{host}: there is no server of this name; check how it is written")
    for one in addresses:
        if not is_allowed and (what := special(one)):
            name = f"{host} leads to {shown(one)}" if host != shown(one) else host
            raise Stopped(Outcome.FORBIDDEN, f"{name}: that is {what}, not the public internet")
    return addresses


def literal(host: str) -> bytes | None:
    """The packed address that a host is, or None where it is a name."""
    try:
        return IPv6Address(host).packed if ":" in host else IPv4Address(host).packed
    except AddressValueError:
        return None


def _read(text: str) -> Target:
    if len(text) > URL_AT_MOST:
        raise Stopped(Outcome.BAD_ADDRESS, f"{text[:80]}…: an address of more than {URL_AT_MOST} characters")
    _check_signs(text)
    if not (found := _URL.fullmatch(text)):
        raise _no_address(text)
    scheme, authority = found[1].lower(), found[2]
    if "@" in authority:  # not repeated: it may hold a password
        raise Stopped(
            Outcome.BAD_ADDRESS, "an address with a user or password in it; leave out what stands before the @"
        )
    if not (parts := _AUTHORITY.fullmatch(authority)):
        raise _no_address(text)
    port = int(parts[2] or _PORTS[scheme])
    if port > 0xFFFF:
        raise _no_address(text)
    return Target(Origin(scheme, _host(parts[1], text), port), _path(found[3], found[4] or ""))


def _check_signs(text: str) -> None:
    if _FORBIDDEN.search(text):
        raise Stopped(Outcome.BAD_ADDRESS, f"{text[:200]!r}: signs that no address has (a backslash or a control sign)")


def _no_address(text: str) -> Stopped:
    why = f'{text[:200]!r} is no address of the web; addresses look like "https://example.com/feed.xml"'
    return Stopped(Outcome.BAD_ADDRESS, why)


def _host(text: str, url: str) -> str:
    if text.startswith("["):
        try:
            return str(IPv6Address(text[1:-1]))
        except AddressValueError:
            raise _no_address(url) from None
    name = _ascii(text, url).removesuffix(".")
    last = name.rpartition(".")[2]
    if _NUMBER.fullmatch(last):  # the URL standard's rule: what ends in a number is an IPv4 address or a mistake
        if literal(name) is None or name != text:
            raise Stopped(
                Outcome.BAD_ADDRESS, f"{text[:200]!r}: an odd spelling of a number address; write four decimal numbers"
            )
        return name
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise _no_address(url)
    return name


def _ascii(text: str, url: str) -> str:
    """A name in ASCII: what is not is mapped as browsers do (UTS 46) and encoded (IDNA 2008, RFC 5891)."""
    if text.isascii():
        return text.lower()
    import idna  # imported late: few names need it

    try:
        return idna.encode(text, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise _no_address(url) from None


_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


def _path(path: str, query: str) -> str:
    """As the server gets it: what a URI cannot hold is encoded, nothing is decoded (RFC 3986)."""
    return (quote(path, safe=_PATH_SAFE) or "/") + quote(query, safe=_PATH_SAFE + "?[]|")


def _check_port(origin: Origin) -> None:
    port = origin.port
    if port not in _PORTS.values() and (port < 1024 or port in _BAD_PORTS):
        raise Stopped(Outcome.FORBIDDEN, f"{origin}: port {port} is not one that pages are read from")


def _check_name(host: str) -> None:
    """What can be known before a resolver is asked."""
    if packed := literal(host):
        check_addresses(host, [packed], is_allowed=False)
    elif "." not in host or any(host == name or host.endswith(f".{name}") for name in _LOCAL):
        raise Stopped(
            Outcome.FORBIDDEN, f"{host}: a name of this machine or its own network, not of the public internet"
        )
