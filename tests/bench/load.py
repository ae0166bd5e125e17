"""A load generator small enough to leave the cores to what is measured."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

Request = Callable[[], bytes]


@dataclass
class Outcome:
    """What a run of requests came to; times in seconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failures: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time within which `share` of the answers came, in milliseconds."""
        ranked = sorted(self.times)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))] * 1000


def post(path: str, host: str, body: bytes, headers: str = "") -> bytes:
    """A JSON request as it goes on the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def get(path: str, host: str, headers: str = "") -> bytes:
    """A GET as it goes on the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode()


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request under way at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found or self._answer is None:
            return
        length = _length(head)
        if len(rest) >= length:
            self._buffer = rest[length:]
            answer, self._answer = self._answer, None
            answer.set_result((int(head[9:12]), rest[:length]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionResetError("the server closed the connection"))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send and wait for status and body."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError("an answer without Content-Length")


async def connect(port: int) -> Connection:
    """Open one connection to this machine."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


async def flood(port: int, request: Request, clients: int, seconds: float, keep: bool = False) -> Outcome:
    """As many requests as `clients` can send one after another, for `seconds`."""
    outcome = Outcome()
    connections = [await connect(port) for _ in range(clients)]
    started = time.perf_counter()
    await asyncio.gather(*[_client(each, request, started + seconds, outcome, keep) for each in connections])
    outcome.seconds = time.perf_counter() - started
    for each in connections:
        each.close()
    return outcome


async def _client(
    connection: Connection, request: Request, deadline: float, outcome: Outcome, keep: bool
) -> None:
    while (before := time.perf_counter()) < deadline:
        try:
            status, body = await connection.ask(request())
        except ConnectionError as error:
            outcome.failures.append(str(error).encode())
            return
        outcome.times.append(time.perf_counter() - before)
        _note(outcome, status, body, keep)


async def steadily(port: int, request: Request, rate: float, seconds: float) -> Outcome:
    """`rate` requests per second for `seconds`, whether or not answers come."""
    outcome = Outcome()
    idle = [await connect(port) for _ in range(64)]
    under_way: set[asyncio.Task[None]] = set()
    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0, started + number / rate - time.perf_counter()))
        connection = idle.pop() if idle else await connect(port)
        task = asyncio.create_task(_one(connection, request(), outcome, idle))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    outcome.seconds = time.perf_counter() - started
    for each in idle:
        each.close()
    return outcome


async def _one(connection: Connection, request: bytes, outcome: Outcome, idle: list[Connection]) -> None:
    before = time.perf_counter()
    try:
        status, body = await connection.ask(request)
    except ConnectionError as error:
        outcome.failures.append(str(error).encode())
        return
    outcome.times.append(time.perf_counter() - before)
    _note(outcome, status, body, keep=True)
    idle.append(connection)


def _note(outcome: Outcome, status: int, body: bytes, keep: bool) -> None:
    if status >= 300:
        outcome.failures.append(body[:300])
    elif keep:
        outcome.bodies.append(body)
