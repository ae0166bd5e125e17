"""TCP ports of this machine."""

import asyncio
import random
import socket

from services.local.processes import CannotStart

# Beneath the range from which the system takes the ports of outgoing connections: a server that is
# restarted there finds its port free, and no client of it can connect to itself.
RANGE = range(10_000, 30_000)
_given: set[int] = set()


def free_port() -> int:
    """Answers a port of 127.0.0.1 on which nothing listens just now, and that this process was not given lately.

    A server takes a while until it listens on the port it was given.
    """
    if len(_given) > len(RANGE) // 2:
        _given.clear()
    while True:
        port = random.choice(RANGE)
        if port not in _given and is_free(port):
            _given.add(port)
            return port


def free_ports(count: int) -> list[int]:
    """Answers `count` different free ports."""
    return [free_port() for _ in range(count)]


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tells whether a server could listen there."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


def refuse_taken(host: str, port: int, variable: str) -> None:
    """Raises CannotStart, naming the `variable` to change, unless a server can listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            attempt.listen()
    except OSError as error:
        raise CannotStart(
            f"Port {port} of {host} cannot be had ({_reason(error)}):"
            f" stop what listens there, or set {variable} to another."
        ) from None


def _reason(error: OSError) -> str:
    return (error.strerror or f"{error}").lower()


async def accepts(port: int, host: str = "127.0.0.1") -> bool:
    """Tells whether a server takes connections there."""
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
