"""Which addresses may be reached: public ones over https, and of others only those that the host has named.

Whoever may name an address could otherwise make this machine ask what only it can reach, such as a service on its own
network or the metadata of its cloud.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST: Final = 500
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class MayNotBeReached(Exception):
    """The address is none, or not one that may be reached; ``why`` is one of the constants below."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


NOT_AN_ADDRESS, NOT_HTTPS, UNKNOWN_HOST, PRIVATE = "not-an-address", "not-https", "unknown-host", "private"


@dataclass(frozen=True)
class Target:
    """Where to connect, and as what it is asked for. ``path`` has the query with it."""

    host: str
    port: int
    path: str
    is_https: bool
    address: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.is_https else 80
        return host if self.port == usual else f"{host}:{self.port}"


def networks(written: str) -> tuple[Network, ...]:
    """As a host writes them, with commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(each.strip()) for each in written.split(",") if each.strip())


def target(url: str, *, own: Sequence[Network]) -> Target:
    """Looks the host up, once: what is found is what must be connected to. Raises MayNotBeReached.

    Every address of the host must be allowed, so that none is chosen by luck. http is for this machine alone.
    """
    scheme, host, port, path = _parts(url)
    found = [_unwrapped(address) for address in _addresses(host, port)]
    if scheme == "http" and not all(address.is_loopback for address in found):
        raise MayNotBeReached(NOT_HTTPS)
    if not all(_is_allowed(address, own) for address in found):
        raise MayNotBeReached(PRIVATE)
    return Target(host, port, path, scheme == "https", str(found[0]))


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        split = urlsplit(url)
        host, port = split.hostname or "", split.port
    except ValueError:
        raise MayNotBeReached(NOT_AN_ADDRESS) from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if not is_plain or not host or split.username or split.password or split.fragment or "\\" in url:
        raise MayNotBeReached(NOT_AN_ADDRESS)
    if split.scheme not in ("https", "http"):
        raise MayNotBeReached(NOT_HTTPS)
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return split.scheme, host, port or (443 if split.scheme == "https" else 80), path


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise MayNotBeReached(UNKNOWN_HOST) from None
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_allowed(address: Address, own: Sequence[Network]) -> bool:
    is_own = any(address in network for network in own if network.version == address.version)
    is_local = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return is_own or (address.is_global and not is_local)
