"""Comments by API with everything behind them: RabbitMQ, a process per service, mails to their requesters by a real server."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count, cycle

import asyncpg

from services.local.postgres import Postgres
from shared.doorbell import dsn
from tests.bench.figures import Figure, at_least, at_most, none_refused
from tests.bench.load import Outcome, flood, post
from tests.bench.machine import Machine
from tests.bench.processor import below, seconds_of
from tests.sink import smtp_sink
from tests.system import WITHOUT_LIMITS, System, helpdesk, made, mailbox, put
from tests.waiting import until

CLIENTS, SECONDS = 8, 6
TICKETS = 64
RATE, COST = 400, 13
"""Comments a second, and milliseconds of a processor that one takes of all services together."""

BARE = b'{"title":"We looked at it","body":"and it still burns.","email":"rita@example.com"}'

PATIENCE = 120
_said = count(1)


@dataclass(frozen=True)
class Used:
    """Seconds of a processor since the start, by service and of PostgreSQL with all its connections."""

    services: dict[str, float]
    database: float

    def since(self, earlier: "Used") -> "Used":
        """What was used meanwhile."""
        services = {name: seconds - earlier.services[name] for name, seconds in self.services.items()}
        return Used(services, self.database - earlier.database)


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """As many as eight clients can write, until the last mail has gone; a bare endpoint that inserts a row beside it."""
    folder = machine.folder / "comments"
    async with Postgres(folder / "postgres") as postgres:
        address = {"HELPDESK_DATABASE_URL": postgres.url(), **WITHOUT_LIMITS}
        async with smtp_sink() as sink, helpdesk("cluster", folder, **address) as system:
            paths, token = await _tickets(system, sink.port)
            # The first ones find every process cold.
            warm = await _flood(system, paths, token, SECONDS / 3)
            await _mailed(postgres, TICKETS + _written(warm))
            before = _used(system, postgres)
            outcome = await _flood(system, paths, token, SECONDS)
            written = _written(outcome)
            await _mailed(postgres, TICKETS + _written(warm) + written)
            used = _used(system, postgres).since(before)
    async with machine.bare(await machine.database("tickets", "_bare")) as port:
        bare = await flood(port, lambda: post("/insert", "bench", BARE), CLIENTS, SECONDS / 2)
    told = f"{sum(used.services.values()) / written * 1000:.1f} ms of a processor each; bare INSERT {bare.rate:,.0f}/s"
    yield at_least(f"comments by API, {CLIENTS} clients", outcome.rate, "comments/s", RATE, told)
    yield none_refused("comments by API", len(outcome.times), outcome.failures)
    yield _cost(used, written)


def _cost(used: Used, written: int) -> Figure:
    each = {name: seconds / written * 1000 for name, seconds in used.services.items()}
    told = ", ".join(f"{name} {ms:.1f}" for name, ms in sorted(each.items(), key=lambda pair: -pair[1]))
    told += f"; PostgreSQL {used.database / written * 1000:.1f} besides"
    return at_most("a comment until its mail is sent: processor", sum(each.values()), "ms", COST, told)


async def _tickets(system: System, port: int) -> tuple[Iterator[str], str]:
    """The addresses of tickets' comments, over and over, and the owner's token; each ticket has a requester with a mail."""
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": "Bench", "number_pattern": "B-{{nr}}"})
        await put(owner, f"/api/mail/desks/{desk['id']}/mailbox", dict(mailbox(port)))
        forms = [
            {"desk_id": desk["id"], "title": f"Inquiry {n}", "requester": {"email": f"rita{n}@example.com"}}
            for n in range(TICKETS)
        ]
        ids = [(await made(owner, "/api/tickets", form))["id"] for form in forms]
        token = owner.headers["authorization"]
    return cycle(f"/api/tickets/{each}/comments" for each in ids), token


def _written(outcome: Outcome) -> int:
    return len(outcome.times) - len(outcome.failures)


async def _flood(system: System, paths: Iterator[str], token: str, seconds: float) -> Outcome:
    def request() -> bytes:
        body = f'{{"body":"We looked at it once more, and it still burns. {next(_said)}"}}'
        return post(next(paths), "bench", body.encode(), f"Authorization: {token}\r\n")

    return await flood(int(system.url.rsplit(":", 1)[1]), request, CLIENTS, seconds)


async def _mailed(postgres: Postgres, mails: int) -> None:
    """Wait until that many mails were taken by the server."""
    connection = await asyncpg.connect(dsn(postgres.url("helpdesk_notifications")))

    async def all_sent() -> bool:
        return await connection.fetchval("SELECT count(*) FROM deliveries WHERE state = 'sent'") >= mails

    try:
        await until(all_sent, seconds=PATIENCE, every=0.2)
    finally:
        await connection.close()


def _used(system: System, postgres: Postgres) -> Used:
    services = {name: seconds_of([pid]) for name, pid in system.pids().items()}
    return Used(services, seconds_of(below(postgres.pid)))
