"""Private addresses in all the spellings that somewhere are understood as an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address

PRIVATE_4 = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.1.2.3 127.255.255.255
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.31.196.1
192.52.193.1 192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
224.0.0.1 255.255.255.255
""".split()
"""Thirty, of every range."""
PRIVATE_6 = """
:: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::127.0.0.1
64:ff9b::169.254.169.254 64:ff9b:1::1 64:ff9b:1:ffff::8.8.8.8 100::1 100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
2001:1::1 2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1 2620:4f:8000::1
3fff::1 3fff:fff::1 5f00::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::5efe:127.0.0.1 febf::1 fec0::1 feff::1 ff02::1 ff0e::1
2606:4700::5efe:127.0.0.1 2606:4700::200:5efe:10.0.0.1 4000::1 8000::1
""".split()


def _parts(address: str) -> list[int]:
    return list(IPv4Address(address).packed)


def _embedded(prefix: str) -> Callable[[str], str]:
    return lambda address: f"[{IPv6Address(int(IPv6Address(prefix)) + int(IPv4Address(address)))}]"


def _translated(zero: int, dot: str = ".") -> Callable[[str], str]:
    return lambda address: dot.join("".join(chr(zero + int(d)) for d in str(part)) for part in _parts(address))


def _short(kept: int) -> Callable[[str], str]:
    def form(address: str) -> str:
        parts = _parts(address)
        return ".".join([*map(str, parts[:kept]), str(int.from_bytes(bytes(parts[kept:]), "big"))])

    return form


ENCODINGS: dict[str, Callable[[str], str]] = {
    "dotted": str,
    "decimal": lambda address: str(int(IPv4Address(address))),
    "hexadecimal": lambda address: hex(int(IPv4Address(address))),
    "octal": lambda address: f"0{int(IPv4Address(address)):o}",
    "dotted hexadecimal": lambda address: ".".join(map(hex, _parts(address))),
    "dotted octal": lambda address: ".".join(f"0{part:o}" for part in _parts(address)),
    "padded octal": lambda address: ".".join(f"{part:06o}" for part in _parts(address)),
    "mixed": lambda address: "{:#x}.{}.0{:o}.{}".format(*_parts(address)),
    "two parts": _short(1),
    "three parts": _short(2),
    "trailing dot": lambda address: f"{address}.",
    "full width": _translated(0xFF10, "．"),
    "bold digits": _translated(0x1D7CE, "。"),
    "percent-encoded": lambda address: "".join(f"%{ord(sign):02x}" for sign in address),
    "mapped": _embedded("::ffff:0:0"),
    "mapped, with dots": lambda address: f"[::FFFF:{address}]",
    "compatible": _embedded("::"),
    "translated": _embedded("::ffff:0:0:0"),
    "NAT64": _embedded("64:ff9b::"),
    "ISATAP": lambda address: f"[2606:4700::5efe:{address}]",
    "6to4": lambda address: f"[{IPv6Address((0x2002 << 112) + (int(IPv4Address(address)) << 80) + 1)}]",
    "more than 32 bits": lambda address: str(int(IPv4Address(address)) + (1 << 32)),
    "a zone": lambda address: f"[::ffff:{address}%25lo]",
    "soft hyphens": lambda address: address.replace(".", "\u00ad.\u00ad"),
}
SYNTAXES = {
    "plain": "http://{}/",
    "everything": "https://{}:443/feed.xml?from=https://example.com/#end",
    "user": "http://example.com@{}/",
    "backslash": "http://{}\\@example.com/",
    "high port": "HTTP://{}:8080",
}


def forms() -> Iterator[str]:
    """Every private address in every encoding and syntax."""
    for address in PRIVATE_4:
        for encode in ENCODINGS.values():
            for syntax in SYNTAXES.values():
                yield syntax.format(encode(address))
    for address in PRIVATE_6:
        number = IPv6Address(address)
        for host in (f"[{number}]", f"[{number.exploded}]", f"[{number.exploded.upper()}]", f"[{number}%25eth0]"):
            for syntax in SYNTAXES.values():
                yield syntax.format(host)
