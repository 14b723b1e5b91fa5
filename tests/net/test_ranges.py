"""Which addresses are public: by our own table, on packed bytes."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.net.forms import PRIVATE_4, PRIVATE_6

from intelog.net.ranges import shown, special

PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 151.101.1.140
169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0
198.17.255.255 198.20.0.0 198.51.99.255 203.0.114.0 223.255.255.255
2001:200:: 2001:4860:4860::8888 2606:4700::6810:84e5 2a03:2880:f12f:83:face:b00c:0:25de 2400:3200::1 3ffe:: 2003::1
::ffff:8.8.8.8 64:ff9b::8.8.8.8 2606:4700::5efe:8.8.8.8
""".split()


@pytest.mark.parametrize("address", [*PRIVATE_4, *PRIVATE_6])
def test_what_is_in_a_special_range_says_which(address: str) -> None:
    assert special(ip_address(address).packed)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_in_none_is_public(address: str) -> None:
    assert special(ip_address(address).packed) is None


def test_a_range_is_named_as_a_person_knows_it() -> None:
    assert special(IPv4Address("127.9.9.9").packed) == "this machine (127.0.0.0/8)"
    assert special(IPv4Address("169.254.169.254").packed) == "a cloud's metadata (169.254.169.254/32)"
    assert special(IPv4Address("100.100.100.200").packed) == "a cloud's metadata (100.100.100.200/32)"
    assert special(IPv6Address("fd00:ec2::254").packed) == "a cloud's metadata (fd00:ec2::254/128)"
    assert special(IPv6Address("4000::1").packed) == "not given out to anybody"
    assert special(b"") == special(b"12345") == "no address"


@given(st.integers(0, 2**32 - 1))
def test_what_python_calls_private_is_never_public(number: int) -> None:
    address = IPv4Address(number)

    if not address.is_global or address.is_multicast or address.is_reserved:
        assert special(address.packed)


@given(st.integers(0, 2**128 - 1) | st.integers(0x2001 << 112, 0x2003 << 112) | st.integers(0, 2**49))
def test_nor_is_it_in_ipv6(number: int) -> None:
    address = IPv6Address(number)
    is_translated = any(address in ip_network(net) for net in ("::ffff:0:0/96", "64:ff9b::/96"))

    if not is_translated and (not address.is_global or address.is_multicast or address.is_site_local):
        assert special(address.packed)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["::ffff:0:0", "64:ff9b::"]))
def test_an_address_that_carries_another_is_as_public_as_that_one(number: int, prefix: str) -> None:
    inner = IPv4Address(number)
    outer = IPv6Address(int(IPv6Address(prefix)) + number)

    assert special(outer.packed) == special(inner.packed)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["::", "::ffff:0:0:0", "2002::", "2001::", "64:ff9b:1::"]))
def test_the_old_tunnels_are_closed_whatever_they_carry(number: int, prefix: str) -> None:
    assert special(IPv6Address(int(IPv6Address(prefix)) + number).packed)


@given(st.integers(0, 2**128 - 1))
def test_an_address_is_shown_as_it_is_written(number: int) -> None:
    assert IPv6Address(shown(IPv6Address(number).packed)) == IPv6Address(number)
