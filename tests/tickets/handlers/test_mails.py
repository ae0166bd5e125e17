"""What becomes of mails that arrive as events: tickets, the requester's comments, notes for the team."""

from uuid import UUID, uuid4

import pytest

from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import Requester
from shared.contracts.tickets import CommentAdded
from tests.service_fixtures import Alone
from tests.tickets.handlers.test_requests import a_wish, kinds, ticket


async def test_a_mail_becomes_a_ticket(http, desk, tickets: Alone):
    wish = a_wish(desk)
    fields = wish.model_dump(exclude={"priority", "category_id"}) | {"body_html": "<p>me</p>"}
    await tickets.hear(MailTicketRequested.model_validate(fields))
    assert (await ticket(http, wish.ticket_id))["channel"] == "email"


async def test_a_mail_that_has_to_do_with_another_ticket_says_so_with_a_link(http, desk, tickets: Alone):
    first, second = a_wish(desk), a_wish(desk)
    hinted = {"hint": "names_ticket", "hinted_ticket_id": first.ticket_id}
    mail = MailTicketRequested.model_validate(second.model_dump(exclude={"category_id"}) | hinted)
    await tickets.hear(first, mail)
    page = (await http.get(f"/panel/tickets/{mail.ticket_id}")).text
    assert f'href="/panel/tickets/{first.ticket_id}">SUP-001</a>' in page


def a_mail(ticket_id: UUID, **more) -> MailCommentRequested:
    rita = Requester(email="rita@example.com", name="Rita")
    fields = {"request_id": uuid4(), "comment_id": uuid4(), "ticket_id": ticket_id, "body": "It still burns."}
    return MailCommentRequested.model_validate(fields | {"author": rita, "public": True} | more)


@pytest.mark.parametrize("status", ["waiting", "resolved"])
async def test_a_requesters_mail_is_a_comment_and_brings_the_ticket_back(
    http, desk, tickets: Alone, status: str
):
    wish = a_wish(desk)
    await tickets.hear(wish)
    await http.put(f"/api/tickets/{wish.ticket_id}/status", json={"status": status})
    mail = a_mail(wish.ticket_id)
    await tickets.hear(mail, mail, MailCommentRequested.model_validate(mail.model_dump()))
    assert (await ticket(http, wish.ticket_id))["status"] == "open"
    assert (await kinds(http, wish.ticket_id)).count("comment") == 1
    assert len(await tickets.said(CommentAdded)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"public": False, "author": Requester(email="else@example.com")},
        {"automatic": "auto-submitted: auto-replied"},
    ],
)
async def test_mail_of_others_and_of_machines_stays_inside_and_moves_nothing(
    http, desk, tickets: Alone, more
):
    wish = a_wish(desk)
    await tickets.hear(wish)
    await http.put(f"/api/tickets/{wish.ticket_id}/status", json={"status": "resolved"})
    mail = a_mail(wish.ticket_id, **more)
    await tickets.hear(mail, MailCommentRequested.model_validate(mail.model_dump()))
    assert (await ticket(http, wish.ticket_id))["status"] == "resolved"
    assert (await kinds(http, wish.ticket_id)).count("note") == 1
    assert await tickets.said(CommentAdded) == []
    page = (await http.get(f"/panel/tickets/{wish.ticket_id}")).text
    assert (more.get("automatic") or "&lt;else@example.com&gt;") in page
