"""Readiness is the database and its migrations; what else is told costs little, breaks nothing and is for few."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import insert
from uuid_utils.compat import uuid7

from shared import service as services
from shared.bus import bus_at
from shared.clock import utc_now
from shared.database import Database
from shared.process_role import Role
from shared.service import Service, ServiceHealth, backlog
from shared.storage import Storage
from shared.tables import dead_letters
from shared.uow import UnitOfWork
from tests.shared.toy import Toy
from tests.shared.toy_doors import application

TOKEN = "a-token-for-figures"


@pytest.fixture
def health(toy: Toy, toy_database: Database, store: str) -> ServiceHealth:
    parts = ("toy", FastAPI(), toy.on, toy_database, toy_database, UnitOfWork, Storage(store))
    made = ServiceHealth(Service(*parts), bus_at(None), Role.WEB)
    made._migrated = True
    return made


@pytest.mark.parametrize("fault", [RuntimeError("a table is locked"), TimeoutError()])
async def test_counts_that_cannot_be_had_make_nobody_unready(
    health: ServiceHealth, monkeypatch: pytest.MonkeyPatch, fault: Exception
):
    async def refuse(_: Database) -> dict:
        raise fault

    monkeypatch.setattr(services, "backlog", refuse)
    is_ready, told = await health.ready()
    assert is_ready
    assert told["backlog"] == type(fault).__name__


async def test_waiting_rows_are_counted_up_to_a_bound(
    toy_database: Database, monkeypatch: pytest.MonkeyPatch
):
    letter = {"queue": "toy.x", "name": "x", "body": b"", "headers": {}, "reason": "x", "detail": ""}
    rows = [letter | {"id": uuid7(), "event_id": uuid7(), "occurred_at": utc_now()} for _ in range(7)]
    async with toy_database.session() as session, session.begin():
        await session.execute(insert(dead_letters), rows)
    assert (await backlog(toy_database))["dead_letters"] == 7
    monkeypatch.setattr(services, "COUNTED_UP_TO", 5)
    assert (await backlog(toy_database))["dead_letters"] == 5


async def test_a_loop_that_breaks_is_begun_again():
    rounds, went_on = [KeyError("a fault"), None], asyncio.Event()

    async def loop() -> None:
        if (fault := rounds.pop(0)) is not None:
            raise fault
        went_on.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(services._guarded(loop))
    async with asyncio.timeout(10):
        await went_on.wait()
    assert not task.done()
    task.cancel()


class Well:
    async def ready(self) -> tuple[bool, dict]:
        return True, {"outbox": 3}


@pytest.mark.parametrize(
    ("host", "token", "is_told"),
    [
        ("127.0.0.1", "", True),
        ("::1", "", True),
        ("::ffff:127.0.0.1", "", True),
        ("192.0.2.1", "", False),
        ("192.0.2.1", "wrong", False),
        ("192.0.2.1", TOKEN, True),
    ],
)
async def test_figures_and_particulars_are_for_this_machine_or_a_token(host: str, token: str, is_told: bool):
    app = application()
    app.state.health, app.state.settings.metrics_token = Well(), SecretStr(TOKEN)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(app, client=(host, 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example.com") as client:
        told = (await client.get("/health/ready", headers=headers)).json()
        figures = await client.get("/metrics", headers=headers)
    assert told == ({"status": "ready", "outbox": 3} if is_told else {"status": "ready"})
    assert figures.status_code == (200 if is_told else 404)
