"""How many inquiries the widget takes as customers reach it: behind nginx, while it passes them on to RabbitMQ."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from services.all_in_one import build
from services.local.gateway import Gateway
from services.local.rabbitmq import RabbitMQ
from shared.bus.topology import declare
from shared.routes import SERVICES
from tests.bench.figures import Figure, at_least, at_most, none_refused
from tests.bench.intake import BODY, CLIENTS, desk_token
from tests.bench.load import Outcome, flood, post
from tests.bench.machine import Machine

ROUNDS, SECONDS = 4, 4
APART, TOGETHER = ("web", "worker"), ("both",)
"""Processes of the service: as it grows, and as `helpdesk cluster` runs it."""


@dataclass
class Seen:
    """Answers of all rounds, by what was asked; the bare endpoint by itself, and behind the same nginx."""

    ours: Outcome = field(default_factory=Outcome)
    together: Outcome = field(default_factory=Outcome)
    bare: Outcome = field(default_factory=Outcome)
    behind: Outcome = field(default_factory=Outcome)


@dataclass(frozen=True)
class Place:
    """What all rounds share: database, broker, and the path of a desk's inquiries."""

    machine: Machine
    url: str
    broker: str
    path: str


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """The widget with relay and worker, and the bare endpoint, in turn; then all of the widget in one process."""
    seen = Seen()
    async with _place(machine) as place:
        async with _doors(place, APART) as (gateway, bare):
            for _ in range(ROUNDS):
                await _flood(bare, "/insert", seen.bare)
                await _flood(gateway, "/insert", seen.behind)
                await _flood(gateway, place.path, seen.ours)
        async with _doors(place, TOGETHER) as (gateway, _):
            for _ in range(ROUNDS // 2):
                await _flood(gateway, place.path, seen.together)
    for each in _figures(seen):
        yield each


def _figures(seen: Seen) -> list[Figure]:
    ours, bare, behind = seen.ours, seen.bare, seen.behind
    rates = f"bare endpoint {bare.rate:,.0f}/s, behind the same nginx {behind.rate:,.0f}/s"
    slow = f"bare endpoint {bare.percentile(0.99):.1f} ms, behind nginx {behind.percentile(0.99):.1f} ms"
    work, alone = (
        "widget intake behind nginx, passing on",
        f"; web and worker in one {seen.together.rate:,.0f}/s",
    )
    return [
        at_least(work, ours.rate, "requests/s", 3000, rates + alone),
        at_most(f"{work}: p99", ours.percentile(0.99), "ms", 60, slow),
        none_refused(work, len(ours.times), ours.failures + seen.together.failures),
    ]


@asynccontextmanager
async def _place(machine: Machine) -> AsyncIterator[Place]:
    """Database and broker with all queues: what the widget says waits there, as no other service runs."""
    url = await machine.database("widget", "_behind")
    path = f"/widget/v1/desks/{await desk_token(machine, url)}/tickets"
    async with RabbitMQ(machine.folder / "rabbitmq-behind") as node:
        services = [build(name, machine.environment(name, url, 8000)) for name in SERVICES]
        await declare(node.url, [each.handlers for each in services])
        for each in services:
            await each.close()
        yield Place(machine, url, node.url, path)


@asynccontextmanager
async def _doors(place: Place, roles: Sequence[str]) -> AsyncIterator[tuple[int, int]]:
    """The ports of nginx and of the bare endpoint itself, which stands behind nginx for all other services."""
    machine, more = place.machine, {"HELPDESK_RABBITMQ_URL": place.broker}
    async with AsyncExitStack() as stack:
        ports = [
            await stack.enter_async_context(machine.service("widget", place.url, role, more))
            for role in roles
        ]
        bare = await stack.enter_async_context(machine.bare(place.url))
        upstreams = dict.fromkeys(SERVICES, f"127.0.0.1:{bare}") | {"widget": f"127.0.0.1:{ports[0]}"}
        folder = machine.folder / f"gateway-{roles[0]}"
        gateway = await stack.enter_async_context(Gateway(folder, upstreams))
        yield gateway.port, bare


async def _flood(port: int, path: str, into: Outcome) -> None:
    request = post(path, "bench", BODY)
    await flood(port, lambda: request, CLIENTS, 1)
    outcome = await flood(port, lambda: request, CLIENTS, SECONDS)
    into.seconds += outcome.seconds
    into.times += outcome.times
    into.failures += outcome.failures
