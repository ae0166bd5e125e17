"""Which mail servers may be reached: a desk's admin must not make us knock at doors of the private network."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from services.notifications.domain.errors import HostRefused

NAT64 = IPv6Network("64:ff9b::/96")
"""Hides an IPv4 address behind each of its own; no mail server is named like that."""

MAIL_PORTS = frozenset({25, 465, 587, 993, 143, 2525})
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
    """The rule of this installation. `any_host`: servers of the private network are meant, too."""

    any_host: bool

    async def resolve(self, host: str, port: int) -> list[Address]:
        """Where `host` is; raises HostRefused if any of it may not be reached, NotResolved if nowhere."""
        if not self.any_host and port not in MAIL_PORTS:
            raise _refused(f"Port {port} is not one of mail")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(RESOLVE_LIMIT):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, TimeoutError, UnicodeError) as error:
            raise NotResolved(f"{host} has no address ({type(error).__name__})") from error
        if not self.any_host and not all(is_public(str(each[4][0])) for each in found):
            raise _refused(f"{host} lies in a private network")
        return [Address(each[0], tuple(each[4])) for each in found]


def is_public(address: str) -> bool:
    """Whether the address is one of the open internet, and no private one in an IPv6 coat."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return is_public(str(inner))
        if ip in NAT64:
            return False
    return ip.is_global and not ip.is_multicast


def _refused(said: str) -> HostRefused:
    return HostRefused(said, [{"field": "smtp.host", "message": said}])
