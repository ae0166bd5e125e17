"""What becomes of customers' wishes, timers and deliveries that arrive as events."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from shared.contracts.event import Event
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.contracts.organization import AgentChanged, TaskCreated, TaskLinkRequested
from shared.contracts.parts import SYSTEM, Actor, Requester, TaskState
from shared.contracts.scheduler import TimerDue
from shared.contracts.tickets import CommentAdded, TicketCreated, TicketRequestRefused, TicketWoken
from shared.contracts.widget import CommentRequested, TicketRequested
from shared.markup import to_html
from shared.tables import dead_letters, parked
from tests.service_fixtures import Alone, a_person
from tests.shared.test_delivery import count


def a_wish(desk: dict, **more) -> TicketRequested:
    fields = {
        "request_id": uuid4(),
        "ticket_id": uuid4(),
        "public_token": f"token-{uuid4()}",
        "desk_id": UUID(desk["id"]),
        "title": "Help",
        "body": "me",
        "requester": Requester(email="rita@example.com", name="Rita"),
    }
    return TicketRequested.model_validate(fields | more)


async def ticket(http: httpx.AsyncClient, ticket_id: UUID) -> dict:
    answer = await http.get(f"/api/tickets/{ticket_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def kinds(http: httpx.AsyncClient, ticket_id: UUID) -> list[str]:
    entries = (await http.get(f"/api/tickets/{ticket_id}/timeline")).json()["items"]
    return [entry.get("change") or entry["kind"] for entry in entries]


async def test_a_wish_becomes_a_ticket_under_the_id_and_token_it_came_with(http, desk, tickets: Alone):
    wish = a_wish(desk, priority="high")
    await tickets.hear(wish)
    made = await ticket(http, wish.ticket_id)
    assert (made["number"], made["channel"], made["priority"]) == ("SUP-001", "widget", "high")
    assert made["public_url"].endswith(wish.public_token)
    event = (await tickets.said(TicketCreated))[0]
    assert event.request_id == wish.request_id
    assert wish.public_token not in event.to_wire().decode()
    assert tickets.service.web.state.sealer.open_text(event.public_token) == wish.public_token


async def test_what_a_customer_filled_in_is_the_tickets_or_stays_in_their_words(http, desk, tickets: Alone):
    path = f"/api/desks/{desk['id']}/fields"
    plan = {"key": "plan", "name": "Plan", "kind": "choice", "choices": ["Basic", "Pro"], "in_widget": True}
    made = (await http.post(path, json=plan)).json()
    await http.post(path, json={"key": "inner", "name": "Inner", "kind": "text", "required": True})
    given = {"id": made["id"], "key": "plan", "name": "Plan"}
    fits, late = [a_wish(desk, fields=(given | {"value": value},)) for value in ("Pro", "Max")]
    await tickets.hear(fits, late, mailed := a_wish(desk))
    shown = [await ticket(http, wish.ticket_id) for wish in (fits, late, mailed)]
    assert [(each["fields"], each["body"]) for each in shown] == [
        ({"plan": "Pro"}, "me"),
        ({}, "me\n[Plan: Max]"),
        ({}, "me"),
    ]
    assert "[Plan: Max]" in shown[1]["body_html"]


async def test_a_sealed_token_is_kept_as_it_came(http, desk, tickets: Alone):
    sealer = tickets.service.web.state.sealer
    wish = a_wish(desk, public_token=sealer.seal_text("the-token"))
    await tickets.hear(wish)
    assert (await ticket(http, wish.ticket_id))["public_url"].endswith("/the-token")
    assert (await tickets.said(TicketCreated))[0].public_token == wish.public_token


@pytest.mark.parametrize("body", ["[error]: timeout", "2*3*4", "# 12", "a\nb", "![p](https://example.com)"])
async def test_a_customers_words_are_shown_sign_by_sign(http, desk, tickets: Alone, body: str):
    wish = a_wish(desk, body=body)
    comment = CommentRequested(request_id=uuid4(), comment_id=uuid4(), ticket_id=wish.ticket_id, body=body)
    await tickets.hear(wish, comment)
    made = await ticket(http, wish.ticket_id)
    assert made["body_html"] == to_html(body, "plain")
    entries = (await http.get(f"/api/tickets/{wish.ticket_id}/timeline")).json()["items"]
    assert [entry["body_html"] for entry in entries if entry["kind"] == "comment"] == [to_html(body, "plain")]


async def test_the_same_wish_again_changes_nothing(http, desk, tickets: Alone):
    wish = a_wish(desk)
    again = TicketRequested.model_validate(wish.model_dump())
    await tickets.hear(wish, wish, again)
    assert again.event_id != wish.event_id
    assert len(await tickets.said(TicketCreated)) == 1


async def test_many_wishes_at_once_get_every_number_once(http, desk, tickets: Alone):
    await asyncio.gather(*[tickets.hear(a_wish(desk)) for _ in range(60)])
    numbers = [event.ticket.number for event in await tickets.said(TicketCreated)]
    assert sorted(numbers) == [f"SUP-{n:03}" for n in range(1, 61)]


async def test_a_wish_for_an_inactive_desk_is_refused_by_an_event(http, desk, tickets: Alone):
    await http.patch(f"/api/desks/{desk['id']}", json={"active": False})
    wish = a_wish(desk)
    await tickets.hear(wish)
    refusal = (await tickets.said(TicketRequestRefused))[0]
    assert (refusal.request_id, refusal.reason) == (wish.request_id, "desk_inactive")
    assert (await http.get(f"/api/tickets/{wish.ticket_id}")).status_code == 404


async def test_a_wish_for_an_unknown_desk_waits(tickets: Alone, desk):
    await tickets.hear(a_wish(desk, desk_id=uuid4()))
    assert await count(tickets.service.database, parked) == 1


async def test_a_comment_before_its_ticket_waits(tickets: Alone, desk):
    early = CommentRequested(request_id=uuid4(), comment_id=uuid4(), ticket_id=uuid4(), body="hello?")
    await tickets.hear(early)
    assert await count(tickets.service.database, parked) == 1


async def a_comment(tickets: Alone, wish: TicketRequested, **more) -> Event:
    said = CommentRequested(
        request_id=uuid4(), comment_id=uuid4(), ticket_id=wish.ticket_id, body="and?", **more
    )
    await tickets.hear(said)
    return said


async def test_a_requesters_comment_opens_a_waiting_and_reopens_a_resolved_ticket(http, desk, tickets: Alone):
    wish = a_wish(desk)
    await tickets.hear(wish)
    for status in ("waiting", "resolved"):
        await http.put(f"/api/tickets/{wish.ticket_id}/status", json={"status": status})
        await a_comment(tickets, wish)
        assert (await ticket(http, wish.ticket_id))["status"] == "open"
    said = await tickets.said(CommentAdded)
    assert [event.actor.kind for event in said] == ["requester", "requester"]
    assert said[-1].ticket.status == "open"


async def test_a_requesters_comment_wakes_unless_told_otherwise(http, desk, tickets: Alone):
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for keep_asleep in (False, True):
        wish = a_wish(desk)
        await tickets.hear(wish)
        form = {"until": until, "keep_asleep_on_reply": keep_asleep}
        await http.put(f"/api/tickets/{wish.ticket_id}/snooze", json=form)
        await a_comment(tickets, wish)
        assert bool((await ticket(http, wish.ticket_id))["snooze"]) is keep_asleep


async def test_a_timer_wakes_its_own_snooze_only(http, desk, tickets: Alone):
    wish = a_wish(desk)
    await tickets.hear(wish)
    until = datetime.now(UTC) + timedelta(days=1)
    await http.put(f"/api/tickets/{wish.ticket_id}/snooze", json={"until": until.isoformat()})
    await tickets.hear(TimerDue(timer_id=uuid4(), ticket_id=wish.ticket_id, due_at=until))
    assert (await ticket(http, wish.ticket_id))["snooze"]
    assert await tickets.said(TicketWoken) == []


async def test_a_failed_mail_brings_a_waiting_ticket_back_and_a_sent_one_only_shows(
    http, desk, tickets: Alone
):
    wish = a_wish(desk)
    await tickets.hear(wish)
    comment = await http.post(f"/api/tickets/{wish.ticket_id}/comments", json={"body": "hi", "then": "wait"})
    told = {"ticket_id": wish.ticket_id, "comment_id": comment.json()["id"], "recipient": "rita@example.com"}
    before = (await ticket(http, wish.ticket_id))["version"]
    await tickets.hear(DeliverySent.model_validate(told | {"delivery_id": uuid4()}))
    assert (await ticket(http, wish.ticket_id))["version"] == before
    await tickets.hear(
        DeliveryFailed.model_validate(told | {"delivery_id": uuid4(), "reason": "550 no such user"})
    )
    assert (await ticket(http, wish.ticket_id))["status"] == "open"
    entries = (await http.get(f"/api/tickets/{wish.ticket_id}/timeline")).json()["items"]
    states = [d["state"] for entry in entries if entry["kind"] == "comment" for d in entry["deliveries"]]
    assert sorted(states) == ["failed", "sent"]
    assert "delivery_failed" in await kinds(http, wish.ticket_id)
    assert await count(tickets.service.database, dead_letters) == 0


@pytest.mark.attack("A33")
async def test_a_task_of_a_foreign_desk_is_tied_by_nobody_who_does_not_know_it(http, desk, tickets: Alone):
    """Who tied it to a ticket of their own could read, change and delete it from there."""
    theirs, member = a_wish(desk), a_person("agent", "Bob")
    mine = (await http.post("/api/desks", json={"name": "Mine", "number_pattern": "M-{{nr}}"})).json()
    other = a_wish(mine)
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(a_person("agent").id)]})
    await tickets.hear(theirs, other, AgentChanged(person=member))
    task = TaskState(id=uuid4(), title="Secret plan", status="todo", version=1)
    await tickets.hear(TaskCreated(task=task, actor=SYSTEM))
    path = f"/api/tickets/{other.ticket_id}/tasks/{task.id}"
    async with tickets.client(member) as bob:
        assert (await bob.put(path)).status_code == 200  # tied to nothing yet, it is everybody's
        assert (await bob.delete(path)).status_code == 204
        assert (await http.put(f"/api/tickets/{theirs.ticket_id}/tasks/{task.id}")).status_code == 200
        refused, unknown = await bob.put(path), await bob.put(path.replace(str(task.id), str(uuid4())))
        assert [refused.status_code, refused.json()["code"]] == [404, "task_not_found"]
        assert "Secret" not in refused.text
        assert refused.json()["title"] == unknown.json()["title"]
        assert (await http.put(path)).status_code == 200  # who sees both may tie it, and then it is Bob's too
        assert (await bob.put(path)).status_code == 200


@pytest.mark.attack("A33")
async def test_a_task_is_linked_from_its_side_only_by_who_may_see_the_ticket(http, desk, tickets: Alone):
    wish = a_wish(desk)
    await tickets.hear(wish)
    member, stranger = a_person("agent", "Member"), a_person("agent", "Stranger")
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(member.id)]})
    await tickets.hear(AgentChanged(person=member), AgentChanged(person=stranger))
    for person, linked in ((stranger, []), (member, ["Mend it"])):
        task = TaskState(id=uuid4(), title="Mend it", status="todo", version=1)
        actor = Actor(kind="agent", id=person.id, name=person.name)
        await tickets.hear(TaskLinkRequested(task=task, ticket_id=wish.ticket_id, actor=actor))
        assert [each["title"] for each in (await ticket(http, wish.ticket_id))["tasks"]] == linked
