"""A reply that waits is the team's alone until it is sent, and is sent once or not at all."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from shared.contracts.organization import AgentChanged
from shared.contracts.scheduler import TimerDue
from shared.contracts.tickets import CommentAdded, CommentHeld, CommentHoldEnded, TicketPublicChanged
from shared.contracts.widget import CommentRequested
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened

LATER = (datetime.now(UTC) + timedelta(hours=2)).isoformat()


def path(ticket: dict, held: dict | None = None, more: str = "") -> str:
    return f"/api/tickets/{ticket['id']}/comments" + (f"/{held['id']}{more}" if held else "")


async def waits(http: httpx.AsyncClient, ticket: dict, body: str = "Try water.", **more) -> dict:
    answer = await http.post(path(ticket), json={"body": body, "send_at": LATER} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def entries(http: httpx.AsyncClient, ticket: dict, kind: str) -> list[dict]:
    found = (await http.get(f"/api/tickets/{ticket['id']}/timeline")).json()["items"]
    return [each for each in found if each["kind"] == kind]


def due(ticket: dict, held: dict) -> TimerDue:
    return TimerDue(timer_id=UUID(held["id"]), ticket_id=UUID(ticket["id"]), due_at=datetime.now(UTC))


async def status_of(http: httpx.AsyncClient, ticket: dict) -> str:
    return (await http.get(f"/api/tickets/{ticket['id']}")).json()["status"]


async def test_a_reply_waits_for_the_moment_it_was_given(http, agent, desk, tickets: Alone, anna):
    made = await opened(http, desk)
    held = await waits(agent, made, then="wait")
    assert datetime.fromisoformat(held["send_at"]) == datetime.fromisoformat(LATER)
    (shown,) = await entries(http, made, "held_comment")
    assert (shown["id"], shown["body"], shown["then"], shown["actor"]["name"]) == (
        held["id"], "Try water.", "wait", "Anna",
    )  # fmt: skip
    assert shown["send_at"] == shown["at"] == held["send_at"]
    assert (await status_of(http, made), await entries(http, made, "comment")) == ("open", [])
    (told,) = await tickets.said(CommentHeld)
    assert (str(told.comment_id), told.send_at.isoformat()) == (held["id"], LATER)
    assert "water" not in told.to_wire().decode()
    assert await tickets.said(CommentAdded, TicketPublicChanged) == []


async def test_it_is_found_by_no_search_before_it_is_sent(http, desk, tickets: Alone):
    made = await opened(http, desk)
    held = await waits(http, made, "zebra")
    assert (await http.get("/api/tickets?q=zebra")).json()["items"] == []
    await tickets.hear(due(made, held))
    assert len((await http.get("/api/tickets?q=zebra")).json()["items"]) == 1


async def test_its_moment_sends_it_once_with_all_that_a_reply_does(http, agent, desk, tickets: Alone, anna):
    made = await opened(http, desk)
    held = await waits(agent, made, then="resolve")
    await tickets.hear(due(made, held), due(made, held))
    (told,) = await tickets.said(CommentAdded)
    assert (str(told.comment_id), told.actor.id, told.body) == (held["id"], anna.id, "Try water.")
    assert told.created_at > datetime.fromisoformat(held["created_at"])
    assert told.ticket.status == await status_of(http, made) == "resolved"
    assert await entries(http, made, "held_comment") == []
    (said,) = await entries(http, made, "comment")
    assert (said["id"], datetime.fromisoformat(said["at"])) == (held["id"], told.created_at)
    assert [each.reason for each in await tickets.said(CommentHoldEnded)] == ["sent"]


async def test_two_workers_send_it_once(http, desk, tickets: Alone):
    made = await opened(http, desk)
    held = [await waits(http, made, str(number)) for number in range(3)]
    await asyncio.gather(*[tickets.hear(due(made, each)) for each in (*held, *held)])
    assert sorted(told.body for told in await tickets.said(CommentAdded)) == ["0", "1", "2"]


async def test_a_timer_of_something_else_sends_nothing(http, desk, tickets: Alone):
    made = await opened(http, desk)
    await waits(http, made)
    await tickets.hear(TimerDue(timer_id=uuid4(), ticket_id=UUID(made["id"]), due_at=datetime.now(UTC)))
    assert await tickets.said(CommentAdded) == []


@pytest.mark.parametrize(
    ("send_at", "code"),
    [
        ("2020-01-01T00:00:00Z", "send_at_in_the_past"),
        ("2099-01-01T00:00:00Z", "send_at_too_far"),
        ("2026-01-01T00:00:00", "invalid"),
        ("tomorrow", "invalid"),
    ],
)
async def test_a_moment_that_will_not_come_is_refused(http, desk, tickets: Alone, send_at: str, code: str):
    made = await opened(http, desk)
    no = await http.post(path(made), json={"body": "x", "send_at": send_at})
    assert (no.status_code, no.json()["code"]) == (422, code)
    assert no.json()["errors"][0]["field"] == "send_at"


async def test_a_desk_may_hold_all_replies_for_a_while(http, desk, tickets: Alone):
    assert (desk["hold_seconds"], desk["reopen_days"]) == (0, None)
    changed = await http.patch(f"/api/desks/{desk['id']}", json={"hold_seconds": 30})
    assert changed.json()["hold_seconds"] == 30
    made = await opened(http, desk)
    held = (await http.post(path(made), json={"body": "x"})).json()
    waited = [datetime.fromisoformat(held[name]) for name in ("created_at", "send_at")]
    assert waited[1] - waited[0] == timedelta(seconds=30)
    assert datetime.fromisoformat((await waits(http, made))["send_at"]) == datetime.fromisoformat(LATER)
    await http.patch(f"/api/desks/{desk['id']}", json={"hold_seconds": 0})
    assert (await http.post(path(made), json={"body": "z"})).json()["send_at"] is None


@pytest.mark.parametrize(
    ("name", "value"), [("hold_seconds", -1), ("hold_seconds", 3601), ("reopen_days", 366)]
)
async def test_a_window_has_its_bounds(http, desk, name: str, value: int):
    no = await http.patch(f"/api/desks/{desk['id']}", json={name: value})
    assert (no.status_code, no.json()["errors"][0]["field"]) == (422, name)


async def test_the_team_is_told_that_the_requester_wrote_meanwhile(http, desk, tickets: Alone):
    made = await opened(http, desk)
    held = await waits(http, made)
    before = (await entries(http, made, "held_comment"))[0]["requester_wrote_since"]
    await tickets.hear(
        CommentRequested(
            request_id=uuid4(), comment_id=uuid4(), ticket_id=UUID(made["id"]), body="It is solved."
        )
    )
    (shown,) = await entries(http, made, "held_comment")
    assert (before, shown["requester_wrote_since"], shown["id"]) == (False, True, held["id"])


async def test_it_goes_with_its_ticket_into_another_and_to_another_desk(http, desk, tickets: Alone):
    made, target = [await opened(http, desk) for _ in range(2)]
    held = await waits(http, made)
    there = (await http.post("/api/desks", json={"name": "Sales", "number_pattern": "SAL-{{nr}}"})).json()
    assert (await http.post(f"/api/tickets/{made['id']}/merge", json={"into": target["id"]})).is_success
    assert [each["id"] for each in await entries(http, target, "held_comment")] == [held["id"]]
    assert (await http.put(f"/api/tickets/{target['id']}/desk", json={"desk_id": there["id"]})).is_success
    await http.patch(f"/api/desks/{there['id']}", json={"active": False})
    await tickets.hear(due(made, held))
    (told,) = await tickets.said(CommentAdded)
    assert (str(told.ticket.id), told.ticket.desk_id) == (target["id"], UUID(there["id"]))


async def test_it_is_sent_on_a_resolved_ticket_and_when_its_writer_has_left(http, agent, desk, tickets, anna):
    made = await opened(http, desk)
    held = await waits(agent, made)
    await http.put(f"/api/tickets/{made['id']}/status", json={"status": "resolved"})
    await tickets.hear(AgentChanged(person=anna.model_copy(update={"active": False, "version": 2})))
    assert [each["id"] for each in await entries(http, made, "held_comment")] == [held["id"]]
    await tickets.hear(due(made, held))
    assert [told.actor.id for told in await tickets.said(CommentAdded)] == [anna.id]
    assert await status_of(http, made) == "open"


async def test_a_canned_reply_waits_and_takes_its_status_with_it(http, desk, tickets: Alone):
    await http.patch(f"/api/desks/{desk['id']}", json={"hold_seconds": 60})
    settings = {"name": "Done", "body": "Done.", "status": "resolved", "priority": "high"}
    reply = (await http.post(f"/api/desks/{desk['id']}/canned-replies", json=settings)).json()
    made = await opened(http, desk)
    run = (await http.post(f"/api/tickets/{made['id']}/canned-replies/{reply['id']}")).json()
    assert run["comment"]["send_at"]
    assert (run["ticket"]["status"], run["ticket"]["priority"]) == ("open", "high")
    await tickets.hear(due(made, run["comment"]))
    assert await status_of(http, made) == "resolved"
