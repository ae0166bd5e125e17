"""A canned reply on a ticket: shown before it runs, and run whole or not at all."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from shared.contracts.tickets import CommentAdded
from tests.service_fixtures import Alone, a_person
from tests.tickets.api.test_canned_replies import canned
from tests.tickets.api.test_canned_replies import of as replies_of
from tests.tickets.api.test_tickets import opened

RITA = {"requester": {"name": "Rita", "email": "rita@example.com"}}
BODY = (
    "Dear {{requester_name}}, {{ticket_number}} “{{ticket_title}}” is done.\n\n{{agent_name}}, {{desk_name}}"
)


def on(ticket: dict, reply: dict) -> str:
    return f"/api/tickets/{ticket['id']}/canned-replies/{reply['id']}"


async def told(http: httpx.AsyncClient, ticket: dict) -> list[dict[str, Any]]:
    return (await http.get(f"/api/tickets/{ticket['id']}/timeline")).json()["items"]


async def macro(http: httpx.AsyncClient, desk: dict, who: PersonState, **more: Any) -> dict:
    assignee = {"kind": "agent", "id": str(who.id)}
    whole = {
        "body": BODY, "status": "resolved", "priority": "high", "add_tags": ["done"], "remove_tags": ["NEW"],
        "assignee": assignee,
    }  # fmt: skip
    return await canned(http, desk, **(whole | more))


async def test_what_is_shown_before_is_what_happens(http, desk, anna: PersonState, tickets: Alone, owner):
    reply, made = await macro(http, desk, anna), await opened(http, desk, tags=["new", "kept"], **RITA)
    shown = await http.get(on(made, reply))
    assert shown.json()["body"] == f"Dear Rita, SUP-001 “Printer on fire” is done.\n\n{owner.name}, Support"
    assert (await http.get(f"/api/tickets/{made['id']}")).json()["version"] == made["version"]
    expected = {
        "tags": (["new", "kept"], ["kept", "done"]), "priority": ("normal", "high"), "status": ("open", "resolved"),
        "assignee": (None, {"kind": "agent", "id": str(anna.id)}),
    }  # fmt: skip
    assert {each["field"]: (each["old"], each["new"]) for each in shown.json()["changes"]} == expected
    ran = await http.post(on(made, reply))
    assert (ran.status_code, ran.headers["etag"]) == (200, '"2"')
    assert ran.json()["comment"]["body"] == shown.json()["body"]
    after = (await http.get(f"/api/tickets/{made['id']}")).json()
    assert ran.json()["ticket"] | {"public_url": ""} == after | {"public_url": ""}
    assert (after["status"], after["tags"], after["assignee"]["id"]) == (
        "resolved",
        ["kept", "done"],
        str(anna.id),
    )
    lines = {
        each["field"]: (each["old"], each["new"]) for each in await told(http, made) if each.get("field")
    }
    assert {name: lines[name] for name in expected} == expected
    assert [event.body for event in await tickets.said(CommentAdded)] == [shown.json()["body"]]


async def test_a_reply_that_only_changes_says_nothing_and_one_that_only_speaks_changes_nothing(http, desk):
    quiet, talk = await canned(http, desk, body="", priority="low"), await canned(http, desk, name="Talk")
    made = await opened(http, desk, **RITA)
    assert (await http.get(on(made, quiet))).json()["body"] == ""
    ran = (await http.post(on(made, quiet), json={})).json()
    assert (ran["comment"], ran["ticket"]["priority"]) == (None, "low")
    again = await http.post(on(made, quiet))
    assert again.headers["etag"] == '"2"'
    assert (await http.get(on(made, talk))).json()["changes"] == []
    assert (await http.post(on(made, talk))).json()["comment"]["body"] == "Dear Rita"


async def test_then_takes_the_ticket_on_and_a_reopened_one_is_told_once(http, desk):
    waits = await canned(http, desk, then="wait")
    works = await canned(http, desk, name="Works", status="in_progress")
    made = await opened(http, desk, **RITA)
    assert (await http.get(on(made, waits))).json()["changes"] == [
        {"field": "status", "old": "open", "new": "waiting"}
    ]
    assert (await http.post(on(made, waits))).json()["ticket"]["status"] == "waiting"
    await http.put(f"/api/tickets/{made['id']}/status", json={"status": "resolved"})
    assert (await http.get(on(made, works))).json()["changes"] == [
        {"field": "status", "old": "resolved", "new": "in_progress"}
    ]


async def test_a_resolved_ticket_that_is_resolved_with_a_reply_is_not_opened_in_between(http, desk):
    reply, made = await canned(http, desk, status="resolved"), await opened(http, desk, **RITA)
    for _ in range(2):
        await http.post(on(made, reply))
    lines = [(each["old"], each["new"]) for each in await told(http, made) if each.get("field") == "status"]
    assert lines == [("open", "resolved")]


async def test_a_value_is_no_template_and_no_link(http, desk):
    reply = await canned(http, desk, body="Dear {{requester_name}}: {{ticket_title}}")
    made = await opened(
        http, desk, title="{{agent_name}} [bank](https://evil.example)", requester={"name": "{{desk_name}}"}
    )
    comment = (await http.post(on(made, reply))).json()["comment"]
    assert comment["body"].startswith("Dear {{desk_name}}: {{agent_name}}")
    assert "<a" not in comment["body_html"]


async def test_other_words_and_files_are_said_instead_and_the_draft_is_gone(http, desk):
    reply, made = await canned(http, desk, priority="low"), await opened(http, desk, **RITA)
    kept = (await http.post("/api/files", files={"file": ("plan.txt", b"a plan")})).json()
    draft = f"/api/tickets/{made['id']}/drafts/reply"
    await http.put(draft, json={"body": "Dear R", "attachment_ids": [kept["id"]]})
    await http.post(on(made, reply))
    assert (await http.get(draft)).status_code == 200
    given = {"body": "Dear Rita!", "attachment_ids": [kept["id"]]}
    comment = (await http.post(on(made, reply), json=given)).json()["comment"]
    assert (comment["body"], comment["attachments"][0]["name"]) == ("Dear Rita!", "plan.txt")
    assert (await http.get(draft)).status_code == 404


async def test_all_or_nothing_happens(http, desk):
    reply = await canned(http, desk, body="Dear", add_tags=["one more"])
    made = await opened(http, desk, tags=[f"t{number}" for number in range(30)])
    for answer in (await http.get(on(made, reply)), await http.post(on(made, reply))):
        assert (answer.status_code, answer.json()["code"]) == (422, "tag_refused")
    assert [each for each in await told(http, made) if each["kind"] == "comment"] == []


async def test_whoever_has_left_the_desk_is_told_of_before_and_when_it_runs(http, desk, anna: PersonState):
    reply, made = await macro(http, desk, anna), await opened(http, desk)
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    for answer in (await http.get(on(made, reply)), await http.post(on(made, reply))):
        assert (answer.status_code, answer.json()["code"]) == (422, "assignee_cannot_see_desk")
    assert (await http.get(f"/api/tickets/{made['id']}")).json()["priority"] == "normal"


@pytest.mark.parametrize("missing", ["ticket.reply", "ticket.edit", "ticket.assign"])
async def test_each_part_needs_its_own_right(http, desk, anna: PersonState, tickets: Alone, missing: str):
    reply, made = await macro(http, desk, anna), await opened(http, desk, **RITA)
    all_of_them = {"desk.read", "ticket.read", "ticket.reply", "ticket.edit", "ticket.assign"}
    person = a_person("light_agent", "Lena", permissions=sorted(all_of_them - {missing}))
    await tickets.hear(AgentChanged(person=person))
    async with tickets.client(person) as light:
        assert (await light.get(on(made, reply))).status_code == 200
        assert (await light.post(on(made, reply))).status_code == 403
        part = {"body": ""} if missing == "ticket.reply" else {}
        assert (await light.post(on(made, reply), json=part)).status_code == (200 if part else 403)
    assert (await http.get(f"/api/tickets/{made['id']}")).json()["version"] == (2 if part else 1)


async def test_who_saw_an_older_ticket_or_reply_is_told_before_it_runs(http, desk):
    reply, made = await canned(http, desk, priority="low"), await opened(http, desk, **RITA)
    seen = (await http.get(on(made, reply))).json()["reply_version"]
    await http.patch(f"{replies_of(desk)}/{reply['id']}", json={"priority": "urgent"})
    late = await http.post(on(made, reply), json={"reply_version": seen})
    assert (late.status_code, late.json()["code"]) == (412, "version_conflict")
    await http.put(f"/api/tickets/{made['id']}/status", json={"status": "waiting"})
    old = {"If-Match": f'"{made["version"]}"'}
    assert (await http.post(on(made, reply), headers=old)).status_code == 412
    assert [each for each in await told(http, made) if each["kind"] == "comment"] == []


async def test_the_same_key_runs_it_once(http, desk, tickets: Alone):
    reply, made = await canned(http, desk), await opened(http, desk, **RITA)
    key = {"Idempotency-Key": "once"}
    one, two = await asyncio.gather(*[http.post(on(made, reply), headers=key) for _ in range(2)])
    assert one.json() == two.json()
    assert len(await tickets.said(CommentAdded)) == 1


async def test_a_reply_is_of_the_ticket_s_desk_and_a_merged_ticket_s_is_the_others(
    http, desk, tickets: Alone
):
    sales = (await http.post("/api/desks", json={"name": "Sales"})).json()
    reply, there = await canned(http, desk), await canned(http, sales)
    made, target = await opened(http, desk, **RITA), await opened(http, sales, **RITA)
    for answer in (await http.get(on(made, there)), await http.post(on(made, there))):
        assert (answer.status_code, answer.json()["code"]) == (404, "canned_reply_not_found")
    await http.post(f"/api/tickets/{made['id']}/merge", json={"into": target["id"]})
    assert (await http.get(on(made, reply))).status_code == 404
    ran = (await http.post(on(made, there))).json()
    assert (ran["ticket"]["id"], ran["comment"]["ticket_id"]) == (target["id"], target["id"])


async def test_a_foreign_ticket_is_not_there(http, desk, tickets: Alone, anna: PersonState):
    reply, made = await canned(http, desk), await opened(http, desk)
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    async with tickets.client(anna) as stranger:
        for answer in (await stranger.get(on(made, reply)), await stranger.post(on(made, reply))):
            assert (answer.status_code, answer.json()["code"]) == (404, "ticket_not_found")


async def test_where_replies_wait_the_look_before_says_until_when_and_what_comes_then(http, desk, anna):
    held = {"hold_seconds": 120}
    assert (await http.patch(f"/api/desks/{desk['id']}", json=held)).status_code == 200
    reply, made = await macro(http, desk, anna), await opened(http, desk, **RITA)
    shown = (await http.get(on(made, reply))).json()
    assert (shown["then"], shown["send_at"] > made["created_at"]) == ("resolve", True)
    assert {each["field"] for each in shown["changes"]} == {"tags", "priority", "assignee"}
    ran = (await http.post(on(made, reply))).json()
    assert ran["comment"]["send_at"] >= shown["send_at"]
    assert ran["ticket"]["status"] == "open"
