"""Agents see of each customer whether somebody vouches for the address, or whether it was only typed."""

import pytest

from shared.contracts.parts import Requester
from tests.service_fixtures import Alone
from tests.tickets.handlers.test_requests import a_wish
from tests.tickets.panel.page import read


async def page_of(agent, desk, tickets: Alone, **who) -> str:
    """The page of a ticket that a website's form made."""
    wish = a_wish(desk, requester=Requester(email="rita@example.com", name="Rita", **who))
    await tickets.hear(wish)
    answer = await agent.get(f"/panel/tickets/{wish.ticket_id}")
    assert answer.status_code == 200
    return read(answer.text).text


@pytest.mark.parametrize(
    ("who", "says", "not_said"),
    [
        ({"verified": True}, "Address confirmed", "Address not confirmed"),
        ({"verified": False}, "Address not confirmed", "Address confirmed"),
        ({"external_id": "acme"}, "Address not confirmed", "Address confirmed"),
    ],
    ids=["signed", "typed", "id signed alone"],
)
async def test_a_page_says_whether_the_address_is_proven(agent, desk, tickets: Alone, who, says, not_said):
    shown = await page_of(agent, desk, tickets, **who)
    assert says in shown
    assert not_said not in shown


async def test_of_an_address_that_an_agent_typed_nothing_is_said(agent, ticket):
    shown = (await agent.get(f"/panel/tickets/{ticket['id']}")).text
    assert "confirmed" not in shown
