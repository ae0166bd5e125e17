"""Whole views as CSV."""

import csv
import tracemalloc
from io import StringIO

import httpx
from sqlalchemy import text

from services.tickets.api.exports import told
from services.tickets.queries.export import understood
from services.tickets.queries.filters import Filters
from services.tickets.queries.views import View
from shared.auth import Person
from tests.service_fixtures import Alone, a_person
from tests.tickets.api.test_tickets import opened


async def exported(http: httpx.AsyncClient, **asked: str) -> list[dict[str, str]]:
    answer = await http.get("/api/tickets.csv", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_a_view_is_a_table_and_no_cell_is_a_formula(http, desk):
    field = {"key": "order", "name": "Order", "kind": "text"}
    await http.post(f"/api/desks/{desk['id']}/fields", json=field)
    await opened(http, desk, title='=cmd|"/C calc"!A0', tags=["-a", "b"], fields={"order": "@x"},
                 requester={"name": "Zoë, \"Z\"", "phone": "+48 600"})  # fmt: skip
    await opened(http, desk, title="Plain")
    rows = await exported(http, desk_id=desk["id"], sort="created")
    assert [row["number"] for row in rows] == ["SUP-002", "SUP-001"]
    last = rows[1]
    assert last["title"] == '\'=cmd|"/C calc"!A0'
    assert (last["tags"], last["field.order"]) == ("'-a, b", "'@x")
    assert (last["requester_name"], last["requester_phone"]) == ('Zoë, "Z"', "'+48 600")
    assert (last["desk"], last["status"], rows[0]["field.order"]) == ("Support", "open", "")


async def test_filters_and_searches_hold_for_the_table_too(http, desk):
    await opened(http, desk, title="Printer")
    await opened(http, desk, title="Scanner", priority="high")
    assert [row["title"] for row in await exported(http, priority="high")] == ["Scanner"]
    assert [row["title"] for row in await exported(http, q="printer -scanner")] == ["Printer"]
    assert await exported(http, view="resolved") == []
    for wrong in ({"q": "status:foo"}, {"owner": "x"}, {"limit": "3"}, {"field.nothing": "x"}):
        assert (await http.get("/api/tickets.csv", params=wrong)).status_code == 422, wrong


async def test_only_desks_one_sees_are_in_it(http, desk, tickets: Alone):
    await opened(http, desk)
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(a_person().id)]})
    async with tickets.client(a_person("agent", "Stranger")) as stranger:
        assert await exported(stranger) == []


async def peak(tickets: Alone) -> tuple[int, int]:
    """Bytes of the whole file, and the most that was kept at a time."""
    database, owner = tickets.service.web.state.database, a_person("owner")
    asker = Person(owner.id, "A", "a@example.com", "owner", owner.id, 0.0, permissions=owner.permissions)
    async with database.session() as session:
        asked = await understood(session, asker, Filters(view=View.ALL))
    tracemalloc.start()
    size = sum([len(piece) async for piece in told(database, asked, database.offset)])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return size, most


async def more_tickets(tickets: Alone, n: int) -> None:
    """As many again as the first, with numbers of their own."""
    columns = text(
        "SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'tickets'"
        " AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'number')"
    )
    async with tickets.service.web.state.database.session() as session, session.begin():
        names = await session.scalar(columns)
        await session.execute(text(
            f"INSERT INTO tickets (id, number, {names}) SELECT gen_random_uuid(), 'N-' || n || '-{n}', {names}"
            f" FROM (SELECT * FROM tickets LIMIT 1) AS t, generate_series(1, {n}) AS n"))  # fmt: skip


async def test_a_long_view_takes_no_more_memory_than_a_short_one(http, desk, tickets: Alone):
    await opened(http, desk, body="x" * 1000)
    await more_tickets(tickets, 2_000)
    await peak(tickets)
    short = await peak(tickets)
    await more_tickets(tickets, 30_000)
    long = await peak(tickets)
    assert long[0] > 10 * short[0]
    assert long[1] < 1.5 * short[1]
