"""What pages ask of the database: as many statements for a long ticket as for a short one."""

from uuid import uuid4

import httpx
import pytest

from services.tickets.tables.deliveries import deliveries
from services.tickets.tables.writing import comments
from shared.contracts.parts import GroupState, PersonState
from shared.tables import known_people
from tests.builders import NOW
from tests.service_fixtures import Alone
from tests.tickets.asked import asked_of
from tests.tickets.panel.page import read

MOST = 6
"""Statements of a ticket's page, with those that say who asks and what they may see."""

LENGTHS = (5, 300)


async def written(tickets: Alone, ticket: dict, number: int) -> None:
    """That many comments on a ticket, every other one mailed."""
    told = {
        "author_kind": "agent",
        "author_name": "Anna",
        "body": "x",
        "attachments": (),
        "is_searched": True,
    }
    rows = [
        {"id": uuid4(), "ticket_id": ticket["id"], "body_html": f"<p>{n}</p>", "created_at": NOW, **told}
        for n in range(number)
    ]
    mails = [
        {"id": uuid4(), "ticket_id": ticket["id"], "comment_id": row["id"], "recipient": "rita@example.com"}
        | {"state": "sent", "reason": "", "at": NOW}
        for row in rows[::2]
    ]
    async with tickets.service.database.session() as session, session.begin():
        await session.execute(comments.insert(), rows)
        await session.execute(deliveries.insert(), mails)


@pytest.fixture
async def busy(http: httpx.AsyncClient, ticket: dict, printers: GroupState) -> dict:
    """A ticket with everything: a group responsible, another ticket merged into it, one who was mentioned, a field."""
    desk, path = ticket["desk_id"], f"/api/tickets/{ticket['id']}"
    field = {"name": "Model", "key": "model", "kind": "text"}
    assert (await http.post(f"/api/desks/{desk}/fields", json=field)).status_code == 201
    assert (await http.patch(path, json={"fields": {"model": "X1"}})).status_code == 200
    assert (
        await http.put(f"{path}/assignee", json={"kind": "group", "id": str(printers.id)})
    ).status_code == 200
    other = (
        await http.post("/api/tickets", json={"desk_id": desk, "title": "Again", "body": "Smoke."})
    ).json()
    merged = await http.post(f"/api/tickets/{other['id']}/merge", json={"into": ticket["id"]})
    assert merged.status_code == 200, merged.text
    note = {"body": "look", "mention_ids": [str(printers.member_ids[0])]}
    assert (await http.post(f"{path}/notes", json=note)).status_code == 201
    return ticket


@pytest.mark.parametrize("length", LENGTHS)
async def test_a_ticket_of_any_length_is_shown_by_six_statements(
    tickets: Alone, agent: httpx.AsyncClient, busy: dict, length: int
):
    await written(tickets, busy, length)
    with asked_of(tickets) as asked:
        answer = await agent.get(f"/panel/tickets/{busy['id']}")
    page = read(answer.text)
    assert len(page.all("article", aria_label="Public reply from the team")) == length
    assert answer.text.count("Mailed to") == (length + 1) // 2
    assert len(asked) == MOST, asked


async def test_a_list_is_shown_by_three_statements(tickets: Alone, agent: httpx.AsyncClient, busy: dict):
    with asked_of(tickets) as asked:
        page = read((await agent.get("/panel/tickets")).text)
    assert len(page.one("ol", id="rows").all("a", class_="row-link trunc")) == 1
    # Who asks, what stands around, the list.
    assert len(asked) == 3, asked


async def test_who_is_not_at_work_any_more_is_still_named(
    tickets: Alone, http: httpx.AsyncClient, agent: httpx.AsyncClient, ticket: dict, bea: PersonState
):
    given = {"kind": "agent", "id": str(bea.id)}
    assert (await http.put(f"/api/tickets/{ticket['id']}/assignee", json=given)).status_code == 200
    async with tickets.service.database.session() as session, session.begin():
        await session.execute(known_people.update().where(known_people.c.id == bea.id).values(active=False))
    for path in ("/panel/tickets", f"/panel/tickets/{ticket['id']}"):
        row = read((await agent.get(path)).text).one("ol", id="rows").one("li")
        assert "assigned to Bea" in row.text
