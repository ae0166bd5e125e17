"""Merging: whoever asks for the one is led to the other, until it is taken back."""

import asyncio
from datetime import UTC, datetime
from random import Random

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.contracts.organization import TaskCreated
from shared.contracts.parts import Actor, PersonState, TaskState
from shared.contracts.tickets import CommentAdded, TicketPublicChanged
from shared.contracts.widget import CommentRequested
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import SOON, opened, view


async def merged(http: httpx.AsyncClient, source: dict, target: dict) -> dict:
    answer = await http.post(f"/api/tickets/{source['id']}/merge", json={"into": target["id"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def got(http: httpx.AsyncClient, ticket: dict) -> dict:
    answer = await http.get(f"/api/tickets/{ticket['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def words(customer_of: dict, body: str) -> CommentRequested:
    return CommentRequested(
        request_id=uuid7(),
        comment_id=uuid7(),
        ticket_id=customer_of["id"],
        body=body,
        occurred_at=datetime.now(UTC),
    )


async def said(http: httpx.AsyncClient, ticket: dict) -> list[str]:
    entries = (await http.get(f"/api/tickets/{ticket['id']}/timeline")).json()["items"]
    return [each["body"] for each in entries if each["kind"] != "change"]


async def test_the_id_and_the_number_of_a_merged_ticket_lead_to_the_other(http, desk):
    one, other = await opened(http, desk, body="first"), await opened(http, desk, body="second")
    await http.post(f"/api/tickets/{one['id']}/notes", json={"body": "a note"})
    answer = await merged(http, one, other)
    assert (answer["id"], answer["number"]) == (other["id"], other["number"])
    assert [(each["id"], each["number"]) for each in answer["merged_from"]] == [(one["id"], one["number"])]
    for path in (f"/api/tickets/{one['id']}", f"/api/desks/{desk['id']}/tickets/{one['number']}"):
        assert (await http.get(path)).json()["id"] == other["id"]
    assert await said(http, one) == await said(http, other) == ["first", "a note"]
    assert await view(http, "active") == [other["number"]]


async def test_what_is_written_on_a_merged_ticket_is_written_on_the_other(http, desk, tickets: Alone):
    one, other = await opened(http, desk), await opened(http, desk, requester={"email": "otto@example.com"})
    await merged(http, one, other)
    await http.put(f"/api/tickets/{other['id']}/status", json={"status": "resolved"})
    await tickets.hear(words(one, "still burning"))
    assert (await got(http, other))["status"] == "open"
    told = (await tickets.said(CommentAdded))[-1]
    assert (str(told.ticket.id), str(told.through), told.actor.name) == (
        other["id"],
        one["id"],
        "rita@example.com",
    )
    made = await http.post(f"/api/tickets/{one['id']}/comments", json={"body": "an answer"})
    assert made.json()["ticket_id"] == other["id"]
    assert await said(http, other) == ["still burning", "an answer"]


async def test_taking_it_back_restores_both(http, desk, tickets: Alone):
    one, other = await opened(http, desk), await opened(http, desk)
    await http.put(f"/api/tickets/{one['id']}/status", json={"status": "in_progress"})
    await http.put(f"/api/tickets/{one['id']}/snooze", json={"until": SOON, "reason": "wait"})
    await http.put(f"/api/tickets/{other['id']}/status", json={"status": "resolved"})
    before = await got(http, one), await got(http, other)
    assert (await merged(http, one, other))["status"] == "open"
    answer = await http.post(f"/api/tickets/{one['id']}/unmerge")
    assert answer.status_code == 200, answer.text
    after = await got(http, one), await got(http, other)
    moved_on = ("version", "updated_at", "snooze", "resolved_at")
    for old, new in zip(before, after, strict=True):
        assert {k: v for k, v in old.items() if k not in moved_on} == {
            k: v for k, v in new.items() if k not in moved_on
        }
    assert after[0]["snooze"] == before[0]["snooze"]
    states = [
        event.ticket for event in await tickets.said(TicketPublicChanged) if str(event.ticket.id) == one["id"]
    ]
    assert [str(state.merged_into) for state in states[-2:]] == [other["id"], "None"]


async def test_what_its_customer_wrote_meanwhile_goes_back_with_it(http, desk, tickets: Alone):
    one, other = await opened(http, desk), await opened(http, desk, requester={"email": "otto@example.com"})
    await merged(http, one, other)
    await tickets.hear(words(one, "rita adds"), words(other, "otto adds"))
    await http.post(f"/api/tickets/{other['id']}/comments", json={"body": "an answer"})
    await http.post(f"/api/tickets/{one['id']}/unmerge")
    assert await said(http, one) == ["rita adds"]
    assert await said(http, other) == ["otto adds", "an answer"]


async def test_a_reopened_target_stays_open_when_somebody_has_spoken_since(http, desk, tickets: Alone):
    one, other = await opened(http, desk), await opened(http, desk)
    await http.put(f"/api/tickets/{other['id']}/status", json={"status": "resolved"})
    await merged(http, one, other)
    await tickets.hear(words(other, "and more"))
    await http.post(f"/api/tickets/{one['id']}/unmerge")
    assert (await got(http, other))["status"] == "open"


async def test_merges_follow_each_other_and_are_taken_back_one_by_one(http, desk):
    a, b, c = [await opened(http, desk) for _ in range(3)]
    await merged(http, a, b)
    assert {each["id"] for each in (await merged(http, b, c))["merged_from"]} == {a["id"], b["id"]}
    assert (await got(http, a))["id"] == c["id"]
    assert (await http.post(f"/api/tickets/{b['id']}/unmerge")).json()["id"] == b["id"]
    assert (await got(http, a))["id"] == b["id"]
    assert (await got(http, c))["merged_from"] == []
    assert [each["id"] for each in (await got(http, b))["merged_from"]] == [a["id"]]


async def test_what_leads_nowhere_is_refused(http, desk):
    a, b, c = [await opened(http, desk) for _ in range(3)]

    async def refused(source: dict, into: str) -> tuple[int, str]:
        answer = await http.post(f"/api/tickets/{source['id']}/merge", json={"into": into})
        return answer.status_code, answer.json()["code"]

    assert await refused(a, a["id"]) == (409, "merge_circle")
    await merged(http, a, b)
    assert await refused(b, a["id"]) == (409, "merge_circle")
    assert await refused(a, c["id"]) == (409, "already_merged")
    assert await refused(c, str(uuid7())) == (404, "ticket_not_found")
    answer = await http.post(f"/api/tickets/{c['id']}/unmerge")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_merged")


async def test_who_saw_an_older_ticket_merges_nothing(http, desk):
    one, other = await opened(http, desk), await opened(http, desk)
    await http.put(f"/api/tickets/{one['id']}/status", json={"status": "waiting"})
    late = {"If-Match": f'"{one["version"]}"'}
    answer = await http.post(f"/api/tickets/{one['id']}/merge", json={"into": other["id"]}, headers=late)
    assert (answer.status_code, answer.json()["code"]) == (412, "version_conflict")


@pytest.mark.parametrize("foreign", ["source", "target"])
async def test_a_ticket_of_a_desk_one_does_not_see_is_no_ticket(
    http, desk, tickets: Alone, anna: PersonState, foreign
):
    hidden = (await http.post("/api/desks", json={"name": "Board"})).json()
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(anna.id)]})
    await http.patch(f"/api/desks/{hidden['id']}", json={"member_ids": [str(uuid7())]})
    seen, unseen = await opened(http, desk), await opened(http, hidden)
    source, target = (unseen, seen) if foreign == "source" else (seen, unseen)
    async with tickets.client(anna) as agent:
        answer = await agent.post(f"/api/tickets/{source['id']}/merge", json={"into": target["id"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "ticket_not_found")


async def test_tasks_go_with_the_ticket_and_come_back_with_it(http, desk, tickets: Alone):
    task = TaskState(id=uuid7(), title="Fix it", status="todo", version=1)
    await tickets.hear(TaskCreated(task=task, actor=Actor(kind="system")))
    one, other = await opened(http, desk), await opened(http, desk)
    assert (await http.put(f"/api/tickets/{one['id']}/tasks/{task.id}")).status_code == 200
    assert [each["task_id"] for each in (await merged(http, one, other))["tasks"]] == [str(task.id)]
    await http.post(f"/api/tickets/{one['id']}/unmerge")
    assert (await got(http, other))["tasks"] == []
    assert [each["task_id"] for each in (await got(http, one))["tasks"]] == [str(task.id)]


async def test_many_who_merge_take_back_and_write_at_once_never_wait_for_each_other_in_a_circle(http, desk):
    made = [(await opened(http, desk))["id"] for _ in range(5)]
    chance = Random(4)

    async def act(number: int) -> int:
        one, other = chance.sample(made, 2)
        asked = (
            (f"/api/tickets/{one}/merge", {"into": other}),
            (f"/api/tickets/{one}/unmerge", {}),
            (f"/api/tickets/{one}/comments", {"body": "x"}),
        )
        path, body = asked[number % 3]
        return (await http.post(path, json=body)).status_code

    for _ in range(10):
        said = await asyncio.gather(*[act(number) for number in range(15)])
        assert set(said) <= {200, 201, 409}
