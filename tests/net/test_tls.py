"""TLS is verified, always and by the name that was asked for: a local authority, and what it did not sign."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from tests.net.conftest import NOON, PUBLIC, Recorder
from tests.net.site import Site, answer, moved

from intelog.net.door import Door
from intelog.net.guard import Origin
from intelog.ports import Outcome, Request, Response

HOST = "feeds.example.com"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def asked(site: Site, recorder: Recorder, context: ssl.SSLContext, url: str = f"https://{HOST}/") -> Response:
    recorder.lead[PUBLIC] = site.port
    with Door(
        clock=lambda: NOON, seconds=5, resolve=lambda *_: [socket.inet_aton(PUBLIC)], secure=lambda: context
    ) as door:
        return door(Request(url=url, credentials={"Authorization": "Bearer canary"}))


def test_a_certificate_that_is_right_is_read_by_its_name(
    authority: trustme.CA, trusting: ssl.SSLContext, recorder: Recorder
) -> None:
    with Site({"/": answer(b"hi")}, serving(authority.issue_cert(HOST))) as site:
        response = asked(site, recorder, trusting)

    assert (response.outcome, response.body) == (Outcome.READ, b"hi")
    assert site.seen[0].headers["host"] == HOST
    assert recorder.connects == [(PUBLIC, 443)]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_credentials_are_not_taken_from_https_to_http(
    status: int, authority: trustme.CA, trusting: ssl.SSLContext, recorder: Recorder
) -> None:
    with Site({"/": moved(f"http://{HOST}/plain", status)}, serving(authority.issue_cert(HOST))) as site:
        response = asked(site, recorder, trusting)

    assert response.outcome is Outcome.FORBIDDEN
    assert response.why == f"https://{HOST} sends us on from https to http, with credentials; nothing was sent there"
    assert recorder.connects == [(PUBLIC, 443)]


def test_without_any_the_way_is_open(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with (
        Site({"/": answer(b"hi")}) as plain,
        Site({"/": moved(plain.url())}, serving(authority.issue_cert("127.0.0.1"))) as site,
        Door(clock=lambda: NOON, allow=[site.origin, plain.origin], secure=lambda: trusting) as door,
    ):
        assert door(Request(url=site.url())).outcome is Outcome.READ


def _self_signed() -> trustme.LeafCert:
    return trustme.CA(organization_name="Nobody").issue_cert(HOST)


BAD: dict[str, Callable[[trustme.CA], trustme.LeafCert]] = {
    "expired": lambda ca: ca.issue_cert(HOST, not_after=datetime.now(UTC) - timedelta(days=1), not_before=datetime(2020, 1, 1, tzinfo=UTC)),
    "not yet": lambda ca: ca.issue_cert(HOST, not_before=datetime.now(UTC) + timedelta(days=3), not_after=datetime(2099, 1, 1, tzinfo=UTC)),
    "another name": lambda ca: ca.issue_cert("other.example.com"),
    "the address, not the name": lambda ca: ca.issue_cert(PUBLIC),
    "a name above": lambda ca: ca.issue_cert("example.com"),
    "a star too far": lambda ca: ca.issue_cert("*.com"),
    "a star two deep": lambda ca: ca.issue_cert("*.example.org"),
    "only a common name": lambda ca: ca.issue_cert("other.example.com", common_name=HOST),
    "an authority of its own": lambda _: _self_signed(),
    "an authority below an unknown one": lambda _: trustme.CA().create_child_ca().issue_cert(HOST),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_certificate_that_is_wrong_is_refused_before_anything_is_sent(
    name: str, authority: trustme.CA, trusting: ssl.SSLContext, recorder: Recorder
) -> None:
    with Site({"/": answer(b"hi")}, serving(BAD[name](authority))) as site:
        response = asked(site, recorder, trusting)

    assert response.outcome is Outcome.BAD_CERTIFICATE
    assert response.why.startswith(f"{HOST}: its certificate is not to be trusted (")
    assert response.why.endswith("; nothing was sent")
    assert site.seen == []


def test_the_systems_own_authorities_do_not_know_ours(authority: trustme.CA, recorder: Recorder) -> None:
    with Site({"/": answer(b"hi")}, serving(authority.issue_cert(HOST))) as site:
        recorder.lead[PUBLIC] = site.port
        with Door(clock=lambda: NOON, resolve=lambda *_: [socket.inet_aton(PUBLIC)]) as door:
            response = door(Request(url=f"https://{HOST}/"))

    assert response.outcome is Outcome.BAD_CERTIFICATE


def test_an_origin_that_is_allowed_is_verified_like_all_others(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    for certificate, outcome in (
        (authority.issue_cert("127.0.0.1"), Outcome.READ),
        (_self_signed(), Outcome.BAD_CERTIFICATE),
    ):
        with (
            Site({"/": answer(b"hi")}, serving(certificate)) as site,
            Door(clock=lambda: NOON, allow=[site.origin], secure=lambda: trusting) as door,
        ):
            assert door(Request(url=site.url())).outcome is outcome


def test_an_old_tls_is_refused(authority: trustme.CA, trusting: ssl.SSLContext, recorder: Recorder) -> None:
    old = serving(authority.issue_cert(HOST))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with Site({"/": answer(b"hi")}, old) as site:
        response = asked(site, recorder, trusting)

    assert response.outcome in (Outcome.BAD_CERTIFICATE, Outcome.UNREACHABLE)
    assert site.seen == []


def test_there_is_no_way_to_leave_verifying_out() -> None:
    """Nor is there a word for it in any of our code."""
    sources = [path.read_text("utf-8") for path in (Path(__file__).parents[2] / "src").rglob("*.py")]

    for word in ("CERT_NONE", "check_hostname = False", "_create_unverified", "verify=False", "verify_mode ="):
        assert not any(word in source for source in sources), word


@pytest.mark.parametrize(
    "says", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"\x16\x03\x01", b"\x00" * 100]
)
def test_a_server_that_speaks_no_tls_is_one_line(says: bytes, trusting: ssl.SSLContext) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def speak() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(says)
                time.sleep(0.1)

        threading.Thread(target=speak, daemon=True).start()
        with Door(
            clock=lambda: NOON, seconds=3, allow=[Origin("https", "127.0.0.1", port)], secure=lambda: trusting
        ) as door:
            response = door(Request(url=f"https://127.0.0.1:{port}/"))

    assert response.outcome in (Outcome.BAD_CERTIFICATE, Outcome.UNREACHABLE)
    assert "\n" not in response.why


def test_a_handshake_that_drips_is_left_when_the_time_is_up(trusting: ssl.SSLContext) -> None:
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"\x16\x03\x03\x40\x00")
                while not ended.wait(0.05):
                    connection.sendall(b"\x02")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with Door(
            clock=lambda: NOON, seconds=0.4, allow=[Origin("https", "127.0.0.1", port)], secure=lambda: trusting
        ) as door:
            began = time.monotonic()
            response = door(Request(url=f"https://127.0.0.1:{port}/"))
            took = time.monotonic() - began
        ended.set()

    assert took < 1.4
    assert response.outcome in (Outcome.SLOW, Outcome.BAD_CERTIFICATE)
