"""The public link of a ticket is switched off and on, or replaced by another one."""

import asyncio

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


def door(ticket: dict) -> str:
    return f"/api/tickets/{ticket['id']}/public-link"


async def switched(http, ticket: dict, active: bool) -> dict:
    answer = await http.put(door(ticket), json={"active": active})
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    return answer.json()


async def test_a_link_is_switched_off_and_another_one_made(http, ticket, tickets: Alone):
    off = await switched(http, ticket, active=False)
    assert off["public_url"] is None
    assert (await http.get(f"/api/tickets/{ticket['id']}")).json()["public_url"] is None
    (listed,) = (await http.get("/api/tickets")).json()["items"]
    assert listed["public_url"] is None
    on = await switched(http, ticket, active=True)
    assert token_in(on) != token_in(ticket)
    gone, made = await tickets.said(PublicLinkRenewed)
    open_text = tickets.service.web.state.sealer.open_text
    assert (gone.active, made.active) == (False, True)
    assert open_text(made.public_token) == token_in(on)
    # Who reads nothing of `active` must not lead anybody by the link before.
    assert open_text(gone.public_token) not in (token_in(ticket), token_in(on))
    assert (await tickets.said(TicketCreated))[0].ticket.version < gone.ticket.version < made.ticket.version


async def test_comments_say_in_which_version_the_link_was_last_changed(http, ticket, tickets: Alone):
    path = f"/api/tickets/{ticket['id']}"
    await http.post(f"{path}/comments", json={"body": "before"})
    off = await switched(http, ticket, active=False)
    for _ in range(2):
        await http.post(f"{path}/comments", json={"body": "after"})
    told = await tickets.said(CommentAdded)
    assert [each.link_renewed_in for each in told] == [0, off["version"], off["version"]]


@pytest.mark.parametrize("first", [True, False])
async def test_what_is_so_already_stays_as_it_is(http, ticket, tickets: Alone, first: bool):
    before = await switched(http, ticket, active=first)
    assert await switched(http, ticket, active=first) == before
    assert len(await tickets.said(PublicLinkRenewed)) == (0 if first else 1)


async def test_many_at_once_make_one_link(http, ticket, tickets: Alone):
    await switched(http, ticket, active=False)
    answers = await asyncio.gather(*[switched(http, ticket, active=True) for _ in range(5)])
    assert len({token_in(answer) for answer in answers}) == 1
    assert len(await tickets.said(PublicLinkRenewed)) == 2


async def test_a_lost_race_and_a_wrong_form_change_nothing(http, ticket, tickets: Alone):
    await http.patch(f"/api/tickets/{ticket['id']}", json={"priority": "high"})
    lost = await http.put(door(ticket), json={"active": False}, headers={"If-Match": '"1"'})
    assert lost.status_code == 412
    for wrong in ({}, {"active": None}, {"active": True, "token": "mine"}):
        assert (await http.put(door(ticket), json=wrong)).status_code == 422
    assert await tickets.said(PublicLinkRenewed) == []


async def test_the_page_switches_it_off_and_on_and_the_history_says_so(http, ticket, tickets: Alone):
    path = f"/panel/tickets/{ticket['id']}"
    stale = read((await http.get(path)).text).form(f"{path}/public-link").values()
    for switch, words in (("off", "switched the public link off"), ("on", "made a public link")):
        assert (await http.post(f"{path}/public-link", data={"switch": switch})).status_code == 303
        # What showed the link of before replaces none.
        assert (await http.post(f"{path}/public-link", data=stale)).status_code == 303
        page = (await http.get(path)).text
        assert words in read(page).text
        assert token_in(ticket) not in page
        assert ("Make a link" in page) == (switch == "off")
    assert [each.active for each in await tickets.said(PublicLinkRenewed)] == [False, True]


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
async def test_who_does_not_see_the_ticket_changes_nothing(http, desk, ticket, tickets: Alone):
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(a_person("agent").id)]})
    async with tickets.client(a_person("agent", "Eve")) as eve:
        assert (await eve.put(door(ticket), json={"active": False})).status_code == 404
    assert await tickets.said(PublicLinkRenewed) == []


async def test_the_token_is_in_no_words_of_an_event(http, ticket, tickets: Alone):
    await switched(http, ticket, active=False)
    after = await switched(http, ticket, active=True)
    for told in await tickets.said(PublicLinkRenewed):
        assert token_in(after) not in told.to_wire().decode()
        assert told.public_token not in repr(told)
