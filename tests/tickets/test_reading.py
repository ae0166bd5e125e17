"""A page of a list reads a page's worth of tickets, whatever the view, the order and whoever asks."""

from itertools import product

import httpx
import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from services.tickets.crowd.settling import settle
from services.tickets.queries.lists import Filters, list_tickets
from services.tickets.queries.views import Sort, View
from shared.auth import Person
from shared.contracts.parts import PersonState
from shared.contracts.permissions import permissions_of
from shared.database import Database
from tests.service_fixtures import Alone
from tests.tickets.conftest import met

TICKETS = 16_000
MOST = 700
"""Rows read for one page: two desks with four statuses each are eight streams of 51, of which 51 are read whole."""

READ = text(
    "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) "
    "FROM pg_stat_xact_user_tables WHERE relname = 'tickets'"
)
OFFERED = [*product(View, (Sort.UPDATED, Sort.CREATED, Sort.PRIORITY)), (View.SNOOZED, Sort.SNOOZED_UNTIL)]
"""What the panel offers."""


def signed_in(person: PersonState) -> Person:
    held = permissions_of(person.role, ())
    return Person(person.id, person.name, person.email, person.role, uuid7(), 0.0, permissions=held)


@pytest.fixture
async def crowded(tickets: Alone, http: httpx.AsyncClient) -> tuple[Database, Person]:
    """Three desks with thousands of tickets, an agent of two of them, and some colleagues who share the work."""
    team = [await met(tickets, f"P{n}") for n in range(8)]
    ids = [str(each.id) for each in team]
    for name, members in (("A", ids), ("B", ids), ("C", ids[1:])):
        made = await http.post(
            "/api/desks", json={"name": name, "number_pattern": f"{name}-{{{{nr:3}}}}", "member_ids": members}
        )
        assert made.status_code == 201, made.text
    database = tickets.service.work
    await settle(database, TICKETS, 10, lambda _: None)
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        # The server does so by itself, when it has noticed how many have come.
        await connection.execute(text("VACUUM ANALYZE"))
    return database, signed_in(team[0])


async def read_for(database: Database, person: Person, filters: Filters) -> tuple[int, int, str | None]:
    """How many rows are read for a page, how many it shows, and where it goes on."""
    async with database.session() as session:
        # Of the transactions before, too, until the server has taken them down.
        before = await session.scalar(READ) or 0
        page = await list_tickets(session, person, filters)
        return (await session.scalar(READ) or 0) - before, len(page.items), page.next_cursor


async def test_no_view_reads_more_than_its_page(crowded: tuple[Database, Person], owner: PersonState):
    database, agent = crowded
    far = {}
    for who, (view, sort) in product((agent, signed_in(owner)), OFFERED):
        filters = Filters(view=view, sort=sort)
        read, _, cursor = await read_for(database, who, filters)
        far[who.role, view, sort, "first"] = read
        if cursor:
            onward = Filters(view=view, sort=sort, cursor=cursor)
            far[who.role, view, sort, "onward"] = (await read_for(database, who, onward))[0]
    assert {how: read for how, read in far.items() if read > MOST} == {}


async def test_a_large_page_is_as_long_as_it_was_asked_for(crowded: tuple[Database, Person]):
    database, agent = crowded
    for limit in (1, 50, 51, 200):
        _, shown, cursor = await read_for(database, agent, Filters(view=View.ALL, limit=limit))
        assert (shown, cursor is not None) == (limit, True)
