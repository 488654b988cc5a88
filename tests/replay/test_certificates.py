from __future__ import annotations

import socket
import ssl

import pytest

from dateline.replay import ReplayServer


def names_shown(server: ReplayServer, name: str, context: ssl.SSLContext) -> list[str]:
    with (
        socket.create_connection(("127.0.0.1", server.port)) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        certificate = secured.getpeercert()
        assert certificate
        return [str(value) for _, value in certificate["subjectAltName"]]


def test_each_name_gets_a_certificate_that_verifies(tiny: ReplayServer) -> None:
    context = ssl.create_default_context(cafile=str(tiny.ca_file))
    long_name = f"{'a' * 60}.{'b' * 60}.example"
    for name in ("www.tiny.example", "xn--caf-dma.example", "localhost", long_name):
        assert name in names_shown(tiny, name, context)


def test_strict_verification_accepts_the_chain(tiny: ReplayServer) -> None:
    context = ssl.create_default_context(cafile=str(tiny.ca_file))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    assert names_shown(tiny, "www.tiny.example", context) == ["www.tiny.example"]


def test_nobody_else_trusts_it(tiny: ReplayServer) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        names_shown(tiny, "www.tiny.example", ssl.create_default_context())
