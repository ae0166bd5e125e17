"""Which mail servers may be reached: a desk's admin must not make us knock at doors of the private network."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from services.notifications.domain.errors import HostRefused

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA gives out. Outside lie loopback, unique-local, link-local and site-local (fec0::) addresses and the
forms that carry an IPv4 one: compatible (::1.2.3.4), translated (::ffff:0:1.2.3.4), NAT64 (64:ff9b::, 64:ff9b:1::)."""

SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv6Network("3fff::/20"))
"""Reserved for protocols and books, and global by the standard library of some versions."""

ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface id whose lower half is an IPv4 address (RFC 5214)."""

MAIL_PORTS = frozenset({25, 465, 587, 993, 143, 2525})
WEB_PORTS = frozenset({443})
RESOLVE_LIMIT = 5.0
"""Seconds for the name service to answer."""


class NotResolved(Exception):
    """The name service knows no address of the host, now."""


@dataclass(frozen=True, slots=True)
class Address:
    """One place to connect to; connecting to it asks the name service nothing again."""

    family: int
    target: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Hosts:
    """The rule of this installation. `any_host`: servers of the private network are meant, too.

    `plain_passwords`: passwords may be sent without encryption.
    """

    any_host: bool
    plain_passwords: bool = True

    def may_sign_in(self, tls: str) -> bool:
        """Whether a password may be sent over a connection with this encryption."""
        return self.plain_passwords or tls != "none"

    async def resolve(self, host: str, port: int, field: str = "smtp") -> list[Address]:
        """Where `host` is; raises HostRefused if any of it may not be reached, NotResolved if nowhere."""
        if not self.any_host and port not in MAIL_PORTS:
            raise _refused(f"Port {port} is not one of mail", f"{field}.host")
        return await self._resolve(host, port, f"{field}.host")

    async def resolve_web(self, host: str, port: int, field: str = "token_url") -> list[Address]:
        """The same for a server that is asked by HTTP."""
        if not self.any_host and port not in WEB_PORTS:
            raise _refused(f"Port {port} is not that of HTTPS", field)
        return await self._resolve(host, port, field)

    async def _resolve(self, host: str, port: int, field: str) -> list[Address]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(RESOLVE_LIMIT):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, TimeoutError, UnicodeError) as error:
            raise NotResolved(f"{host} has no address ({type(error).__name__})") from error
        if not self.any_host and not all(is_public(str(each[4][0])) for each in found):
            raise _refused(f"{host} lies in a private network", field)
        return [Address(each[0], tuple(each[4])) for each in found]


def is_public(address: str) -> bool:
    """Whether the address is one of the open internet, and no private one in another coat."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not _is_special(ip)
    if ip.ipv4_mapped:
        return is_public(str(ip.ipv4_mapped))
    if ip not in GLOBAL_UNICAST or not all(is_public(str(inner)) for inner in _carried(ip)):
        return False
    return ip.sixtofour is not None or (ip.is_global and not _is_special(ip))


def _is_special(ip: IPv4Address | IPv6Address) -> bool:
    return any(ip in network for network in SPECIAL if network.version == ip.version)


def _carried(ip: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that a global one leads to: 6to4, both ends of Teredo, ISATAP."""
    found = [ip.sixtofour, *(ip.teredo or ())]
    if (int(ip) >> 32) & 0xFFFFFFFF in ISATAP:
        found.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return [each for each in found if each]


def _refused(said: str, field: str) -> HostRefused:
    return HostRefused(said, [{"field": field, "message": said}])
