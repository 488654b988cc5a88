"""Which hosts may be asked, and at which network address.

Addresses from feeds and redirects are hostile input: one may name a service inside the operator's own
network. A name is resolved here, once, and what is given back is what is connected to, so a second answer
of the name server cannot lead elsewhere.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from dateline.errors import ConfigError
from dateline.fetch.failures import Interrupted, Refused, Unreachable

Address = tuple[str, int]
"""A literal IP address and a port."""

_PORTS = {"http": 80, "https": 443}
_REMEMBERED_SECONDS = 300.0
_PLATFORM_SERVICES = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192")))
"""Services of cloud machines at addresses that look public."""
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The third quarter of an IPv6 address whose last quarter is an IPv4 address (RFC 5214)."""
_CONNECT_TO = re.compile(
    r"(?P<host>\[[^\]]*\]|[^:\[\]]*):(?P<port>\d*):(?P<to_host>\[[^\]]*\]|[^:\[\]]*):(?P<to_port>\d*)"
)


def host_of(url: str) -> str:
    """The host that ``url`` names, in lower case; empty where it names none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


class Guard:
    """Decides where a URL leads, or refuses it. Safe to share between threads.

    ``connect_to`` are rules in curl's form ``HOST1:PORT1:HOST2:PORT2``; the first that matches counts.
    """

    def __init__(self, connect_to: Iterable[str] = ()) -> None:
        self._rules = [_Rule.parse(text) for text in connect_to]
        self._resolved: dict[Address, tuple[float, tuple[Address, ...]]] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> str:
        """The host of ``url``, where it may be asked.

        Raises:
            Refused: the address is malformed, not http(s), or leads where we do not go.
            Unreachable: the name does not exist.
            Interrupted: the name could not be resolved just now.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise Refused(f"not an address: {error}", url=url) from error
        if parts.scheme.lower() not in _PORTS:
            raise Refused(f"scheme {parts.scheme!r} is not http or https", url=url)
        if not host:
            raise Refused("the address names no host", url=url)
        if parts.username is not None:
            raise Refused("the address carries a user name", url=url)
        self.resolve(host, port or _PORTS[parts.scheme.lower()])
        return host

    def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """The addresses at which ``host`` may be asked, in the order to try them.

        Raises:
            Refused, Unreachable, Interrupted: as in :meth:`check`.
        """
        key = (host.strip("[]").rstrip(".").lower(), port)
        with self._lock:
            remembered = self._resolved.get(key)
        if remembered and remembered[0] > time.monotonic():
            return remembered[1]
        addresses = self._resolve(*key)
        with self._lock:
            self._resolved[key] = (time.monotonic() + _REMEMBERED_SECONDS, addresses)
        return addresses

    def _resolve(self, host: str, port: int) -> tuple[Address, ...]:
        rule = next((rule for rule in self._rules if rule.matches(host, port)), None)
        if rule is None:
            return _public(host, _look_up(host, port))
        target = (rule.to_host or host, rule.to_port or port)
        if rule.names_a_host:
            return _look_up(*target)
        return _public(host, _look_up(*target))


@dataclass(frozen=True, slots=True)
class _Rule:
    host: str
    port: int | None
    to_host: str
    to_port: int | None

    @classmethod
    def parse(cls, text: str) -> _Rule:
        match = _CONNECT_TO.fullmatch(text)
        if not match:
            raise ConfigError(
                f"DATELINE_FETCH__CONNECT_TO: {text!r} is not HOST1:PORT1:HOST2:PORT2.",
                "Write it as curl's --connect-to; HOST1 or PORT1 may be empty for any; IPv6 in brackets.",
                value=text,
            )
        host, port, to_host, to_port = match.groups()
        return cls(
            host.strip("[]").lower(),
            int(port) if port else None,
            to_host.strip("[]"),
            int(to_port) if to_port else None,
        )

    def matches(self, host: str, port: int) -> bool:
        """A rule for any host leaves literal private addresses to the guard."""
        if self.port not in (None, port):
            return False
        return self.host == host if self.host else not _is_private_literal(host)

    @property
    def names_a_host(self) -> bool:
        return bool(self.host or self.to_host)


def _number(digits: str) -> int | None:
    return int(digits) if digits else None


def _is_private_literal(host: str) -> bool:
    try:
        return not _is_public(host)
    except ValueError:
        return False


def _look_up(host: str, port: int) -> tuple[Address, ...]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise Interrupted(
                f"the name {host} could not be resolved: {error.strerror}", host=host
            ) from error
        raise Unreachable(f"the name {host} does not exist: {error.strerror}", host=host) from error
    except (UnicodeError, OSError) as error:
        raise Refused(f"{host!r} is not a host name: {error}", host=host) from error
    answers.sort(key=lambda answer: answer[0] != socket.AF_INET)
    return tuple(dict.fromkeys((str(answer[4][0]), port) for answer in answers))


def _public(host: str, addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    for address, _ in addresses:
        if not _is_public(address):
            where = address if address == host else f"{host} ({address})"
            raise Refused(f"{where} is not a public address", host=host, address=address)
    return addresses


def _is_public(literal: str) -> bool:
    address = ipaddress.ip_address(literal)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped or address in _NAT64:
            return _is_public(str(_last_quarter(address)))
        if address.is_site_local or address in _DOCUMENTATION:
            return False
        if not all(_is_public(str(inner)) for inner in _inner_addresses(address)):
            return False
    allowed = address.is_global and not address.is_multicast and not address.is_reserved
    return allowed and address not in _PLATFORM_SERVICES


def _inner_addresses(address: ipaddress.IPv6Address) -> Iterable[ipaddress.IPv4Address]:
    """The IPv4 addresses to which an IPv6 address of a transition mechanism leads."""
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        yield _last_quarter(address)


def _last_quarter(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
