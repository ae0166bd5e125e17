"""Files of a draft stay as long as it does, and a day longer where it is given up."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select

from shared.tables import files
from tests.service_fixtures import Alone
from tests.tickets.api.test_drafts import at, kept
from tests.tickets.api.test_tickets import opened

DAY, MONTH = timedelta(days=1), timedelta(days=30)


@pytest.fixture
async def file(http: httpx.AsyncClient) -> dict:
    return (await http.post("/api/files", files={"file": ("plan.txt", b"a plan")})).json()


async def held(tickets: Alone, file: dict) -> timedelta | None:
    """For how long from now, in whole hours."""
    async with tickets.service.database.session() as session:
        until = await session.scalar(select(files.c.held_until).where(files.c.id == file["id"]))
    return until and timedelta(hours=round((until - datetime.now(UTC)) / timedelta(hours=1)))


async def test_a_file_of_a_draft_is_held_until_the_draft_is_old(http, desk, file, tickets: Alone):
    made = await opened(http, desk)
    assert await held(tickets, file) is None
    await kept(http, made, "x", attachment_ids=[file["id"]])
    assert await held(tickets, file) == MONTH


async def test_a_file_taken_out_or_thrown_away_has_a_day_left(http, desk, file, tickets: Alone):
    made = await opened(http, desk)
    await kept(http, made, "x", attachment_ids=[file["id"]])
    await kept(http, made, "x")
    assert await held(tickets, file) == DAY
    await kept(http, made, "x", attachment_ids=[file["id"]])
    assert await held(tickets, file) == MONTH
    await http.delete(at(made))
    assert await held(tickets, file) == DAY


async def test_a_file_that_another_draft_names_is_held_on(http, desk, file, tickets: Alone):
    made, other = await opened(http, desk), await opened(http, desk)
    for each in (made, other):
        await kept(http, each, "x", attachment_ids=[file["id"]])
    await http.delete(at(made))
    assert await held(tickets, file) == MONTH
    await http.delete(at(other))
    assert await held(tickets, file) == DAY


async def test_what_is_sent_needs_no_holding_and_what_is_left_out_has_a_day(http, desk, file, tickets: Alone):
    made = await opened(http, desk)
    left = (await http.post("/api/files", files={"file": ("old.txt", b"old")})).json()
    await kept(http, made, "x", attachment_ids=[file["id"], left["id"]])
    form = {"body": "x", "attachment_ids": [file["id"]]}
    assert (await http.post(f"/api/tickets/{made['id']}/comments", json=form)).status_code == 201
    assert (await held(tickets, file), await held(tickets, left)) == (None, DAY)
