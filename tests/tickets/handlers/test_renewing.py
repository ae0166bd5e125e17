"""HTML of earlier rules is made again, by who wrote: customers' words plain, agents' Markdown."""

import asyncio
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select, update

from services.tickets.renewing import renew_html
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments, notes
from shared.contracts.notifications import MailTicketRequested
from shared.contracts.widget import CommentRequested
from tests.service_fixtures import Alone
from tests.tickets.handlers.test_requests import a_wish, ticket
from tests.waiting import until

TYPED = "2*3*4 and **bold**"
PLAIN, MARKDOWN = "2*3*4 and **bold**", "2*3*4 and <strong>bold</strong>"
TABLES = (tickets, comments, notes)
OLD = {"markup_version": 1, "body_html": "<p>of earlier rules</p>"}


async def renewed(alone: Alone) -> None:
    """All HTML is of earlier rules, until the service has gone through it."""
    work = alone.service.work
    async with work.session() as session, session.begin():
        for table in TABLES:
            await session.execute(update(table).values(OLD))

    async def are_new() -> bool:
        async with work.session() as session:
            left = [
                await session.scalar(select(table.c.id).where(table.c.markup_version == 1))
                for table in TABLES
            ]
        return left == [None] * len(TABLES)

    renewing = asyncio.create_task(renew_html(work))
    await until(are_new)
    renewing.cancel()


async def written(http: httpx.AsyncClient, ticket_id: UUID) -> dict[str, str]:
    """The HTML of what was written on a ticket, by kind and author."""
    entries = (await http.get(f"/api/tickets/{ticket_id}/timeline")).json()["items"]
    said = [entry for entry in entries if entry["kind"] != "change"]
    return {f"{entry['kind']} {entry['actor']['kind']}": entry["body_html"] for entry in said}


async def test_old_html_is_made_again_by_who_wrote(http, desk, tickets: Alone):
    wish = a_wish(desk, body=TYPED)
    said = CommentRequested(request_id=uuid4(), comment_id=uuid4(), ticket_id=wish.ticket_id, body=TYPED)
    await tickets.hear(wish, said)
    for kind in ("comments", "notes"):
        answer = await http.post(f"/api/tickets/{wish.ticket_id}/{kind}", json={"body": TYPED})
        assert answer.status_code == 201, answer.text
    await renewed(tickets)
    assert PLAIN in (await ticket(http, wish.ticket_id))["body_html"]
    found = await written(http, wish.ticket_id)
    assert PLAIN in found["comment requester"]
    assert MARKDOWN in found["comment agent"]
    assert MARKDOWN in found["note agent"]


async def test_an_agents_ticket_is_markdown_and_a_mails_own_html_stays(http, desk, tickets: Alone):
    form = {"desk_id": desk["id"], "title": "x", "body": TYPED}
    typed = UUID((await http.post("/api/tickets", json=form)).json()["id"])
    fields = a_wish(desk, body=TYPED).model_dump(
        exclude={"priority", "category_id", "event_id", "occurred_at"}
    )
    mail = MailTicketRequested.model_validate({**fields, "body_html": "<p>as it came</p>"})
    await tickets.hear(mail)
    await renewed(tickets)
    assert MARKDOWN in (await ticket(http, typed))["body_html"]
    assert (await ticket(http, mail.ticket_id))["body_html"] == OLD["body_html"]
