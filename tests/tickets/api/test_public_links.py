"""The public link of a ticket is replaced by another one."""

import pytest

from shared.contracts.tickets import CommentAdded, PublicLinkRenewed, TicketCreated
from tests.service_fixtures import Alone, a_person
from tests.tickets.panel.page import read


@pytest.fixture
async def ticket(http, desk) -> dict:
    answer = await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})
    return answer.json()


def token_in(ticket: dict) -> str:
    return ticket["public_url"].rpartition("/")[2]


async def test_another_link_takes_the_place_of_the_one_before(http, ticket, tickets: Alone):
    path = f"/api/tickets/{ticket['id']}"
    after = (await http.post(f"{path}/public-link/revoke")).json()
    assert token_in(after) != token_in(ticket)
    assert (await http.get(path)).json()["public_url"] == after["public_url"]
    (told,) = await tickets.said(PublicLinkRenewed)
    assert tickets.service.web.state.sealer.open_text(told.public_token) == token_in(after)
    assert (await tickets.said(TicketCreated))[0].ticket.version < told.ticket.version == after["version"]


async def test_comments_say_in_which_version_the_link_was_last_replaced(http, ticket, tickets: Alone):
    path = f"/api/tickets/{ticket['id']}"
    await http.post(f"{path}/comments", json={"body": "before"})
    after = (await http.post(f"{path}/public-link/revoke")).json()
    for _ in range(2):
        await http.post(f"{path}/comments", json={"body": "after"})
    told = await tickets.said(CommentAdded)
    assert [each.link_renewed_in for each in told] == [0, after["version"], after["version"]]


async def test_a_lost_race_and_a_repeated_request_make_no_third(http, ticket, tickets: Alone):
    path, key = f"/api/tickets/{ticket['id']}/public-link/revoke", {"Idempotency-Key": "k"}
    one, two = [await http.post(path, headers=key) for _ in range(2)]
    assert one.json()["public_url"] == two.json()["public_url"]
    assert (await http.post(path, headers={"If-Match": '"1"'})).status_code == 412
    assert len(await tickets.said(PublicLinkRenewed)) == 1


async def test_the_page_replaces_it_once_and_the_history_says_so(http, ticket, tickets: Alone):
    path = f"/panel/tickets/{ticket['id']}"
    form = read((await http.get(path)).text).form(f"{path}/public-link").values()
    for _ in range(2):
        assert (await http.post(f"{path}/public-link", data=form)).status_code == 303
    assert len(await tickets.said(PublicLinkRenewed)) == 1
    page = (await http.get(path)).text
    assert token_in(ticket) not in page
    assert "replaced the public link" in read(page).text


@pytest.mark.attack("A6")
async def test_who_does_not_see_the_ticket_replaces_nothing(http, desk, ticket, tickets: Alone):
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(a_person("agent").id)]})
    async with tickets.client(a_person("agent", "Eve")) as eve:
        assert (await eve.post(f"/api/tickets/{ticket['id']}/public-link/revoke")).status_code == 404
    assert await tickets.said(PublicLinkRenewed) == []


async def test_the_token_is_in_no_words_of_an_event(http, ticket, tickets: Alone):
    after = (await http.post(f"/api/tickets/{ticket['id']}/public-link/revoke")).json()
    (told,) = await tickets.said(PublicLinkRenewed)
    assert token_in(after) not in told.to_wire().decode()
    assert told.public_token not in repr(told)
