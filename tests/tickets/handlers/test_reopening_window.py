"""An answer that comes after the desk's window opens a ticket that follows the old one, whichever channel it came by."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared.contracts.event import Event
from shared.contracts.notifications import MailCommentRequested
from shared.contracts.parts import Requester
from shared.contracts.tickets import CommentAdded, TicketCreated
from shared.contracts.widget import CommentRequested, StatusRequested
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened

RITA = {"email": "rita@example.com", "name": "Rita"}
DAY = timedelta(days=1)


@pytest.fixture
async def over(http, desk) -> dict:
    """A ticket resolved right now, on a desk that reopens for two days."""
    await http.patch(f"/api/desks/{desk['id']}", json={"reopen_days": 2})
    made = await opened(http, desk, requester=RITA)
    return (await http.put(f"/api/tickets/{made['id']}/status", json={"status": "resolved"})).json()


def resolved(ticket: dict) -> datetime:
    return datetime.fromisoformat(ticket["resolved_at"])


def said(ticket: dict, at: datetime, body: str = "It burns again.") -> CommentRequested:
    ids = {"request_id": uuid4(), "comment_id": uuid4(), "ticket_id": UUID(ticket["id"])}
    return CommentRequested.model_validate(ids | {"body": body, "occurred_at": at})


def mailed(ticket: dict, at: datetime, **more) -> MailCommentRequested:
    about = {"request_id": uuid4(), "comment_id": uuid4(), "ticket_id": UUID(ticket["id"]), "public": True}
    about |= {"author": Requester(email="rita@example.com"), "body": "It burns again.", "occurred_at": at}
    return MailCommentRequested.model_validate(about | more)


def asked(ticket: dict, at: datetime) -> StatusRequested:
    about = {"request_id": uuid4(), "ticket_id": UUID(ticket["id"])}
    return StatusRequested.model_validate(about | {"wish": "reopened", "occurred_at": at})


async def shown(http, ticket_id: object) -> dict:
    answer = await http.get(f"/api/tickets/{ticket_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def born(tickets: Alone) -> list[TicketCreated]:
    return [event for event in await tickets.said(TicketCreated) if event.ticket.follows]


@pytest.mark.parametrize("answer", [said, mailed, asked])
async def test_in_the_last_instant_it_is_opened_again_and_then_followed(http, over, tickets: Alone, answer):
    last = resolved(over) + 2 * DAY
    await tickets.hear(answer(over, last))
    assert ((await shown(http, over["id"]))["status"], await born(tickets)) == ("open", [])
    again = (await http.put(f"/api/tickets/{over['id']}/status", json={"status": "resolved"})).json()
    await tickets.hear(answer(over, resolved(again) + 2 * DAY + timedelta(microseconds=1)))
    (event,) = await born(tickets)
    assert (await shown(http, over["id"]))["status"] == "resolved"
    assert event.ticket.status == "open"


async def test_it_has_the_words_and_both_name_each_other(http, over, tickets: Alone):
    await tickets.hear(late := said(over, resolved(over) + 3 * DAY))
    (event,) = await born(tickets)
    made, old = await shown(http, event.ticket.id), await shown(http, over["id"])
    assert (made["title"], made["body"], made["requester"]["email"]) == (
        old["title"],
        late.body,
        RITA["email"],
    )
    assert (made["desk_id"], made["channel"], made["assignee"]) == (old["desk_id"], "widget", None)
    assert made["public_url"] not in (None, old["public_url"])
    assert made["follows"] == {"id": old["id"], "number": old["number"], "through": None}
    assert old["followed_by"] == [{"id": made["id"], "number": made["number"], "through": None}]
    histories = [
        (await http.get(f"/api/tickets/{each['id']}/timeline")).json()["items"] for each in (made, old)
    ]
    kinds = [[each.get("change") for each in history] for history in histories]
    assert ("follows" in kinds[0], "followed_by" in kinds[1]) == (True, True)
    assert await tickets.said(CommentAdded) == []


async def test_by_mail_it_is_a_ticket_by_mail(http, over, tickets: Alone):
    await tickets.hear(mailed(over, resolved(over) + 3 * DAY))
    assert [event.channel for event in await born(tickets)] == ["email"]


async def test_the_same_again_makes_no_second_one(http, over, tickets: Alone):
    for late in (said(over, resolved(over) + 3 * DAY), asked(over, resolved(over) + 3 * DAY)):
        copies: list[Event] = [late.model_copy(update={"event_id": uuid4()}) for _ in range(3)]
        await asyncio.gather(*[tickets.hear(each) for each in (late, *copies)])
    assert (len(await born(tickets)), await tickets.said(CommentAdded)) == (1, [])


async def test_what_is_said_next_by_the_old_link_goes_on_in_the_new_one(http, over, tickets: Alone):
    at = resolved(over) + 3 * DAY
    await tickets.hear(
        said(over, at), more := said(over, at + DAY, "And smokes."), mailed(over, at + 2 * DAY)
    )
    (event,) = await born(tickets)
    told = await tickets.said(CommentAdded)
    assert [(each.ticket.id, each.actor.name) for each in told] == [(event.ticket.id, "Rita")] * 2
    assert told[0].comment_id == more.comment_id


async def test_a_chain_of_tickets_is_followed_to_its_end(http, over, tickets: Alone):
    await tickets.hear(said(over, resolved(over) + 3 * DAY))
    (first,) = await born(tickets)
    done = (await http.put(f"/api/tickets/{first.ticket.id}/status", json={"status": "resolved"})).json()
    await tickets.hear(said(over, resolved(done) + 3 * DAY))
    second = (await born(tickets))[1]
    assert second.ticket.follows
    assert second.ticket.follows.id == first.ticket.id


async def test_agents_and_machines_open_nothing_new(http, over, tickets: Alone):
    at = resolved(over) + 3 * DAY
    await tickets.hear(mailed(over, at, automatic="out of office"), mailed(over, at, public=False))
    assert (await shown(http, over["id"]))["status"] == "resolved"
    assert (await http.post(f"/api/tickets/{over['id']}/comments", json={"body": "x"})).status_code == 201
    assert ((await shown(http, over["id"]))["status"], await born(tickets)) == ("open", [])


async def test_a_desk_that_takes_no_new_tickets_opens_the_old_one(http, desk, over, tickets: Alone):
    await http.patch(f"/api/desks/{desk['id']}", json={"active": False})
    await tickets.hear(said(over, resolved(over) + 3 * DAY))
    assert ((await shown(http, over["id"]))["status"], await born(tickets)) == ("open", [])


async def test_no_window_is_the_rule_and_null_restores_it(http, desk, over, tickets: Alone):
    changed = (await http.patch(f"/api/desks/{desk['id']}", json={"reopen_days": None})).json()
    await tickets.hear(said(over, resolved(over) + 3000 * DAY))
    assert (changed["reopen_days"], (await shown(http, over["id"]))["status"]) == (None, "open")
    assert await born(tickets) == []


async def test_of_a_merged_ticket_its_targets_window_counts(http, desk, over, tickets: Alone):
    other = await opened(http, desk, requester={"email": "olaf@example.com", "name": "Olaf"})
    await http.post(f"/api/tickets/{other['id']}/merge", json={"into": over["id"]})
    again = (await http.put(f"/api/tickets/{over['id']}/status", json={"status": "resolved"})).json()
    await tickets.hear(said(other, resolved(again) + 2 * DAY))
    assert (await born(tickets), (await shown(http, over["id"]))["status"]) == ([], "open")
    again = (await http.put(f"/api/tickets/{over['id']}/status", json={"status": "resolved"})).json()
    await tickets.hear(said(other, resolved(again) + 3 * DAY))
    (event,) = await born(tickets)
    assert (event.ticket.requester.name, event.ticket.title) == ("Olaf", other["title"])
    follows = event.ticket.follows
    assert follows
    assert (str(follows.id), str(follows.through)) == (over["id"], other["id"])


async def test_one_that_was_merged_back_leads_round_in_no_circle(http, over, tickets: Alone):
    await tickets.hear(said(over, resolved(over) + 3 * DAY))
    (event,) = await born(tickets)
    await http.post(f"/api/tickets/{event.ticket.id}/merge", json={"into": over["id"]})
    again = (await http.put(f"/api/tickets/{over['id']}/status", json={"status": "resolved"})).json()
    await tickets.hear(said(over, resolved(again) + 3 * DAY))
    second = (await born(tickets))[1].ticket.follows
    # So the page behind the old link leads to it, and not to the one that leads back.
    assert second
    assert (str(second.id), second.through) == (over["id"], None)
