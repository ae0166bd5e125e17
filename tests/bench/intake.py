"""How many inquiries the public door takes: accepted means on disk."""

from collections.abc import AsyncIterator

from uuid_utils.compat import uuid7

from services.all_in_one import build
from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from tests.bench.figures import Figure, at_least, at_most, none_refused
from tests.bench.load import Outcome, flood, post
from tests.bench.machine import Machine
from tests.service_fixtures import Alone

CLIENTS = 64
SECONDS = 10
BODY = b'{"title":"Printer on fire","body":"It burns since this morning.","email":"rita@example.com","name":"Rita"}'


async def desk_token(machine: Machine, url: str) -> str:
    """A desk the widget has heard of."""
    service = build("widget", machine.environment("widget", url, 8000))
    state = DeskState(id=uuid7(), name="Bench", number_pattern="T-{{nr}}", version=1)
    alone = Alone(service)
    await alone.hear(DeskCreated(desk=state, actor=SYSTEM))
    desk = await service.web.state.reception.desks.by_id(state.id)
    await service.close()
    return desk.desk_token


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """Ours, one transaction per request, and a bare endpoint, one after the other."""
    url = await machine.database("widget")
    path = f"/widget/v1/desks/{await desk_token(machine, url)}/tickets"
    async with machine.bare(url) as port:
        bare = await _flood(port, "/insert")
    async with machine.service("widget", url) as port:
        ours = await _flood(port, path)
    grouping = {"HELPDESK_WIDGET_INTAKE_GROUP_SIZE": "1"}
    async with machine.service("widget", url, more=grouping) as port:
        single = await _flood(port, path)
    told = f"bare endpoint {bare.rate:,.0f}/s, one transaction per request {single.rate:,.0f}/s"
    yield at_least("widget intake, 64 clients", ours.rate, "requests/s", 3000, told)
    yield at_most(
        "widget intake p99", ours.percentile(0.99), "ms", 60, f"bare endpoint {bare.percentile(0.99):.1f} ms"
    )
    yield none_refused("widget intake", len(ours.times), ours.failures)
    yield at_least("widget intake against bare", ours.rate / bare.rate, "x", 0.5, told)


async def _flood(port: int, path: str) -> Outcome:
    request = post(path, "bench", BODY)
    await flood(port, lambda: request, CLIENTS, 1)
    return await flood(port, lambda: request, CLIENTS, SECONDS)
