"""Thanks that opened a resolved ticket: marked, and closed again by one button, of which the customer hears nothing."""

from datetime import datetime

import pytest

from shared.contracts.tickets import CommentAdded, TicketPublicChanged
from tests.service_fixtures import Alone
from tests.tickets.handlers.test_reopening_window import said
from tests.tickets.panel.test_ticket import sent, shown


@pytest.fixture
async def solved(http, ticket) -> dict:
    answer = await http.put(f"/api/tickets/{ticket['id']}/status", json={"status": "resolved"})
    return answer.json()


def thanks(ticket: dict, body: str = "Thank you very much!"):
    return said(ticket, datetime.fromisoformat(ticket["resolved_at"]), body)


async def marks(http, ticket: dict) -> list[bool]:
    entries = (await http.get(f"/api/tickets/{ticket['id']}/timeline")).json()["items"]
    return [each["looks_like_thanks"] for each in entries if each["kind"] == "comment"]


async def test_it_is_marked_and_closed_again_without_a_word_to_the_customer(
    http, solved, agent, tickets: Alone
):
    await tickets.hear(thanks(solved))
    assert await marks(http, solved) == [True]
    form = (await shown(agent, solved)).one("form", aria_label="Close again")
    page = await sent(agent, solved, "status", status="resolved", **form.values())
    assert page.all("form", aria_label="Close again") == []
    # What customers get mails about are comments: there is their own one, and none of ours.
    assert [event.actor.kind for event in await tickets.said(CommentAdded)] == ["requester"]
    assert (await tickets.said(TicketPublicChanged))[-1].ticket.status == "resolved"
    assert (await http.get(f"/api/tickets/{solved['id']}")).json()["status"] == "resolved"


async def test_what_says_more_is_offered_nothing(http, solved, agent, tickets: Alone):
    await tickets.hear(thanks(solved, "Thanks, but it still fails"))
    assert await marks(http, solved) == [False]
    assert (await shown(agent, solved)).all("form", aria_label="Close again") == []


async def test_the_offer_ends_when_somebody_writes(http, solved, agent, tickets: Alone):
    await tickets.hear(thanks(solved))
    await http.post(f"/api/tickets/{solved['id']}/notes", json={"body": "Is it really?"})
    assert (await shown(agent, solved)).all("form", aria_label="Close again") == []
