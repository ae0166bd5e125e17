"""`helpdesk run`: one service as two processes on an operator's servers, and what outages do to them."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import func, select

from shared.auth import TokenMaker
from shared.bus.topology import depth
from shared.contracts.parts import PersonState
from shared.database import Database
from shared.doorbell import CHANNEL, dsn
from shared.keys import signing_key
from shared.people import remember_person
from shared.tables import events, outbox
from shared.uow import UnitOfWork
from tests.commands.conftest import Servers
from tests.commands.console import Running, command, service_process
from tests.service_fixtures import a_person
from tests.system import got, made
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.rabbitmq]
LONGEST_STOP = 17
INQUIRIES = 20


@dataclass
class Crew:
    """The processes of this module; `owner` talks to the web process of tickets."""

    servers: Servers
    web: Running
    worker: Running
    widget: Running
    owner: httpx.AsyncClient
    person: PersonState


@pytest.fixture(scope="module")
async def crew(servers: Servers) -> AsyncIterator[Crew]:
    web = service_process("tickets", "web", servers.folder, servers.environment)
    worker = service_process("tickets", "worker", servers.folder, servers.environment)
    widget = service_process("widget", "both", servers.folder, servers.environment)
    person = a_person("owner")
    token = TokenMaker(signing_key(servers.environment["HELPDESK_AUTH_PRIVATE_KEY"])).issue(person)
    async with AsyncExitStack() as stack:
        for process in (web, worker, widget):
            await stack.enter_async_context(process)
        for process in (web, worker, widget):
            await process.wait_for_url(f"{process.url}/health/ready", 60)
        headers = {"authorization": f"Bearer {token}"}
        owner = httpx.AsyncClient(base_url=web.url, headers=headers, timeout=15)
        yield Crew(servers, web, worker, widget, await stack.enter_async_context(owner), person)


@pytest.fixture(autouse=True)
async def known_owner(request: pytest.FixtureRequest) -> None:
    """As the organization, which nobody runs here, would have told the others."""
    if "crew" not in request.fixturenames:
        return
    crew: Crew = request.getfixturevalue("crew")
    for service in ("tickets", "widget"):
        database = crew.servers.database(service)
        async with UnitOfWork(database) as uow:
            await remember_person(uow, crew.person)
        await database.close()


async def status(http: httpx.AsyncClient, process: Running, path: str) -> int:
    return (await http.get(f"{process.url}{path}")).status_code


async def becomes(http: httpx.AsyncClient, process: Running, code: int, seconds: float = 30) -> None:
    async def is_so() -> bool:
        return await status(http, process, "/health/ready") == code

    await until(is_so, seconds=seconds, every=0.1)


async def waiting(database: Database) -> int:
    """Rows in the outbox."""
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(outbox)) or 0


async def archived(database: Database, name: str) -> bool:
    """Whether such an event was handed over to the bus."""
    async with database.session() as session:
        return bool(
            await session.scalar(select(func.count()).select_from(events).where(events.c.name == name))
        )


@pytest.mark.parametrize(
    ("service", "key"),
    [("tickets", "HELPDESK_FILES_KEY"), ("organization", "HELPDESK_AUTH_PRIVATE_KEY")],
)
async def test_a_missing_key_is_named_in_one_line(servers: Servers, service: str, key: str):
    rest = {name: value for name, value in servers.environment.items() if name != key}
    ended = await command("run", service, **rest)
    assert ended.code == 2
    assert f"{key} is missing" in ended.line


async def test_a_ticket_of_the_web_process_rings_and_leaves_through_the_worker(
    crew: Crew, tickets_database: Database
):
    listener = await asyncpg.connect(dsn(tickets_database.url))
    rung = asyncio.Event()
    await listener.add_listener(CHANNEL, lambda *_: rung.set())
    desk = await made(crew.owner, "/api/desks", {"name": "Doorbell", "number_pattern": "D-{{nr}}"})
    await asyncio.wait_for(rung.wait(), 10)
    await made(crew.owner, "/api/tickets", {"desk_id": desk["id"], "title": "Ring"})

    async def handed_over() -> bool:
        return await archived(tickets_database, "ticket.created.v1") and not await waiting(tickets_database)

    await until(handed_over)
    await listener.close()
    # Nobody runs notifications here: its queue keeps what the worker published.
    found = await depth(crew.servers.rabbitmq.url, "notifications.mail_about_ticket")
    assert found == (1, 0)


async def test_a_worker_answers_only_how_it_is(crew: Crew, http: httpx.AsyncClient):
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert await status(http, crew.worker, path) == 200, path
    for path in ("/", "/api/tickets", "/docs/tickets", "/static/x.css", "/healthy", "/metrics/x"):
        assert await status(http, crew.worker, path) == 404, path


async def test_without_a_database_processes_live_but_are_not_ready(crew: Crew, http: httpx.AsyncClient):
    await crew.servers.postgres.stop()
    try:
        for process in (crew.web, crew.worker):
            await becomes(http, process, 503, seconds=5)
            assert await status(http, process, "/health/live") == 200
    finally:
        await crew.servers.postgres.start()
    for process in (crew.web, crew.worker, crew.widget):
        await becomes(http, process, 200)


async def inquire(http: httpx.AsyncClient, url: str) -> str:
    form = {"title": "Alarm", "body": "help", "email": "customer@example.org"}
    answer = await http.post(url, json=form)
    assert answer.status_code == 202, answer.text
    return answer.json()["public_token"]


async def a_desk_of_the_widget(crew: Crew, http: httpx.AsyncClient) -> str:
    """Where its inquiries go."""
    desk = await made(crew.owner, "/api/desks", {"name": "Alarm", "number_pattern": "A-{{nr}}"})
    about = f"{crew.widget.url}/api/widget/desks/{desk['id']}"

    async def known() -> Any:
        answer = await http.get(about, headers={"authorization": crew.owner.headers["authorization"]})
        return answer.status_code == 200 and answer.json()["desk_token"]

    return f"{crew.widget.url}/widget/v1/desks/{await until(known, every=0.2)}/tickets"


async def put_off(database: Database) -> bool:
    """Whether the relay gave up a publish, with a reason, instead of waiting for ever."""
    async with database.session() as session:
        rows = (await session.execute(select(outbox.c.reason))).all()
    return any(row.reason for row in rows)


async def test_a_memory_alarm_stops_neither_intake_nor_the_relay(crew: Crew, http: httpx.AsyncClient):
    door = await a_desk_of_the_widget(crew, http)
    database, node = crew.servers.database("widget"), crew.servers.rabbitmq
    await node.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1")
    try:
        tokens = await asyncio.gather(*[inquire(http, door) for _ in range(INQUIRIES)])
        await until(lambda: put_off(database), seconds=15, every=0.2)
        assert await status(http, crew.widget, "/health/ready") == 200
    finally:
        await node.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1GB")
    numbers = {
        await until(lambda token=token: number(http, crew, token), seconds=60, every=0.2) for token in tokens
    }
    assert len(numbers) == INQUIRIES

    async def nothing_waits() -> bool:
        return not await waiting(database)

    await until(nothing_waits, seconds=30, every=0.1)
    listed = await got(crew.owner, "/api/tickets", q="Alarm", view="all", limit=100)
    assert len(listed["items"]) == INQUIRIES
    await database.close()


async def number(http: httpx.AsyncClient, crew: Crew, token: str) -> str | None:
    return (await got(http, f"{crew.widget.url}/widget/v1/tickets/{token}"))["number"]


async def test_without_rabbitmq_web_stays_ready_and_sigterm_ends_everybody(
    crew: Crew, http: httpx.AsyncClient
):
    await crew.servers.rabbitmq.stop()
    try:
        await becomes(http, crew.worker, 503)
        assert await status(http, crew.worker, "/health/live") == 200
        assert await status(http, crew.web, "/health/ready") == 200
        told = await got(http, f"{crew.widget.url}/health/ready")
        assert told["degraded"]
        crew_members = (crew.web, crew.worker, crew.widget)
        for process in crew_members:
            process.send(signal.SIGTERM)
        codes = await asyncio.gather(*[process.wait(LONGEST_STOP) for process in crew_members])
        assert codes == [0, 0, 0]
    finally:
        await crew.servers.rabbitmq.start()


async def test_a_worker_started_before_its_broker_becomes_ready_with_it(
    servers: Servers, http: httpx.AsyncClient
):
    await servers.rabbitmq.stop()
    try:
        async with service_process("scheduler", "worker", servers.folder, servers.environment) as worker:
            await worker.wait_for_line("ready")
            assert await status(http, worker, "/health/ready") == 503
            await servers.rabbitmq.start()
            await becomes(http, worker, 200)
    finally:
        if not servers.rabbitmq.running:
            await servers.rabbitmq.start()
