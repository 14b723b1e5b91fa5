"""Which addresses are nobody's on the public internet: our own table, asked with packed bytes.

`ipaddress` is no guard: it calls NAT64, 6to4, site-local, multicast and forms of the metadata addresses global.  What
stands here is what IANA's special-purpose registries list (IPv4: RFC 6890 and its updates; IPv6: the same), reachable
or not, with what clouds serve their metadata from.  For IPv6 the rule is turned round: only 2000::/3 is public at all.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NamedTuple


class _Range(NamedTuple):
    first: int
    last: int
    what: str


def _table(lines: str, network: type[IPv4Network] | type[IPv6Network]) -> tuple[_Range, ...]:
    made = []
    for line in lines.strip().splitlines():
        block, what = line.strip().split(maxsplit=1)
        net = network(block)
        made.append(_Range(int(net.network_address), int(net.broadcast_address), f"{what} ({block})"))
    return tuple(made)


_V4 = _table(
    """
    0.0.0.0/8           this host and network
    10.0.0.0/8          a private network
    100.100.100.200/32  a cloud's metadata
    100.64.0.0/10       a provider's shared space
    127.0.0.0/8         this machine
    168.63.129.16/32    a cloud's metadata
    169.254.169.254/32  a cloud's metadata
    169.254.0.0/16      a link of its own
    172.16.0.0/12       a private network
    192.0.0.0/24        protocol assignments
    192.0.2.0/24        documentation
    192.31.196.0/24     AS112
    192.52.193.0/24     AMT relays
    192.88.99.0/24      6to4 relays
    192.168.0.0/16      a private network
    192.175.48.0/24     AS112
    198.18.0.0/15       benchmarks
    198.51.100.0/24     documentation
    203.0.113.0/24      documentation
    224.0.0.0/4         multicast
    240.0.0.0/4         reserved
    """,
    IPv4Network,
)
_V6 = _table(
    """
    ::/128              no address
    ::1/128             this machine
    ::/96               an IPv4-compatible address
    ::ffff:0:0:0/96     an IPv4-translated address
    64:ff9b:1::/48      a translator's own space
    100::/64            discarded
    100:0:0:1::/64      a dummy prefix
    2001::/32           a Teredo tunnel
    2001::/23           protocol assignments
    2001:db8::/32       documentation
    2002::/16           a 6to4 tunnel
    2620:4f:8000::/48   AS112
    3fff::/20           documentation
    5f00::/16           segment routing
    fd00:ec2::254/128   a cloud's metadata
    fc00::/7            a private network
    fe80::/10           a link of its own
    fec0::/10           a site of its own
    ff00::/8            multicast
    """,
    IPv6Network,
)
_GLOBAL_UNICAST = _table("2000::/3 global unicast", IPv6Network)[0]
_MAPPED, _NAT64 = bytes(10) + b"\xff\xff", bytes.fromhex("0064ff9b") + bytes(8)
_ISATAP = (bytes.fromhex("00005efe"), bytes.fromhex("02005efe"))


def special(packed: bytes) -> str | None:
    """What a packed address is when it is not a public one, in words for a person, or None where it is.

    Forms that carry an IPv4 address stand for it where the system would reach it by them: mapped (RFC 4291), the
    well-known prefix of NAT64 (RFC 6052) and ISATAP's interfaces (RFC 5214).  Other forms are refused whole.
    """
    if len(packed) == 4:
        return _found(_V4, int.from_bytes(packed, "big"))
    if len(packed) != 16:
        return "no address"
    if packed[:12] in (_MAPPED, _NAT64):
        return special(packed[12:])
    number = int.from_bytes(packed, "big")
    if what := _found(_V6, number):
        return what
    if not _GLOBAL_UNICAST.first <= number <= _GLOBAL_UNICAST.last:
        return "not given out to anybody"
    return special(packed[12:]) if packed[8:12] in _ISATAP else None


def shown(packed: bytes) -> str:
    """A packed address as people write it."""
    return str(IPv4Address(packed) if len(packed) == 4 else IPv6Address(packed))


def unmapped(packed: bytes) -> bytes:
    """The IPv4 address that a mapped one stands for, or the address itself."""
    return packed[12:] if packed[:12] == _MAPPED and len(packed) == 16 else packed


def _found(table: tuple[_Range, ...], number: int) -> str | None:
    return next((one.what for one in table if one.first <= number <= one.last), None)
