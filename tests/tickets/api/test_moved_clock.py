"""The moved clock moves everything that compares instants: lists, snoozes, sign-in."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from services.tickets.app import build
from services.tickets.settings import TicketsSettings
from services.tickets.tables.tickets import tickets as table
from shared.clock import move_clock, utc_now
from tests.service_fixtures import TOKENS, Alone, a_person, alone
from tests.tickets.api.test_tickets import opened, view

AHEAD = timedelta(hours=3)


@pytest.fixture
async def ahead(database, tmp_path) -> AsyncIterator[Alone]:
    moved = {"HELPDESK_CLOCK_OFFSET_SECONDS": str(AHEAD.total_seconds())}
    async with alone(build, TicketsSettings, await database("tickets"), tmp_path, **moved) as made:
        yield made
    move_clock(timedelta())


async def test_lists_and_snoozes_live_by_the_moved_clock(ahead: Alone):
    async with ahead.client(a_person("owner")) as http:
        desk = (await http.post("/api/desks", json={"name": "Support", "number_pattern": "S-{{nr}}"})).json()
        made = await opened(http, desk)
        assert datetime.fromisoformat(made["created_at"]) > datetime.now(UTC) + AHEAD - timedelta(minutes=5)
        path = f"/api/tickets/{made['id']}/snooze"
        soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        assert (await http.put(path, json={"until": soon})).json()["code"] == "snooze_in_the_past"
        later = (datetime.now(UTC) + AHEAD + timedelta(hours=1)).isoformat()
        assert (await http.put(path, json={"until": later})).status_code == 200
        assert (await view(http, "active"), await view(http, "snoozed")) == ([], ["S-1"])
        async with ahead.service.work.session() as session, session.begin():
            await session.execute(update(table).values(snoozed_until=datetime.now(UTC) + timedelta(hours=1)))
        assert (await view(http, "active"), await view(http, "snoozed")) == (["S-1"], [])
        assert "No ticket" not in (await http.get("/panel/tickets")).text
        counters = (await http.get("/api/tickets")).json()["counters"]
        assert (counters["active"], counters["snoozed"]) == (1, 0)


async def test_a_token_ends_by_the_moved_clock(ahead: Alone):
    person = a_person("owner")
    assert utc_now() > datetime.now(UTC) + AHEAD - timedelta(minutes=5)
    async with ahead.client(person) as http:
        assert (await http.get("/api/desks")).status_code == 200
        move_clock(timedelta())
        short = TOKENS.issue(person, timedelta(hours=1))
        move_clock(AHEAD)
        answer = await http.get("/api/desks", headers={"authorization": f"Bearer {short}"})
        assert answer.status_code == 401
