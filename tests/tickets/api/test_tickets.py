"""The JSON door to tickets."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from shared.contracts.organization import AgentChanged, TaskCompleted, TaskCreated
from shared.contracts.parts import SYSTEM, PersonState, TaskState
from shared.contracts.tickets import (
    CommentAdded,
    TicketCreated,
    TicketPublicChanged,
)
from tests.service_fixtures import Alone, a_person

SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()


async def opened(http: httpx.AsyncClient, desk: dict, **more) -> dict:
    form = {"desk_id": desk["id"], "title": "Printer on fire", "requester": {"email": "rita@example.com"}}
    answer = await http.post("/api/tickets", json=form | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def view(http: httpx.AsyncClient, name: str) -> list[str]:
    answer = await http.get("/api/tickets", params={"view": name})
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json()["items"]]


async def test_a_ticket_gets_the_desks_next_number_and_a_public_address(http, desk, tickets: Alone):
    first, second = await opened(http, desk), await opened(http, desk)
    assert (first["number"], second["number"]) == ("SUP-001", "SUP-002")
    assert first["status"] == "open"
    assert first["priority"] == "normal"
    assert first["public_url"].startswith("http://test/helpdesk/ticket/")
    event = (await tickets.said(TicketCreated))[0]
    assert event.ticket.number == "SUP-001"
    token = tickets.service.web.state.sealer.open_text(event.public_token)
    assert first["public_url"].endswith(token)
    assert token != event.public_token


async def test_it_can_be_read_by_id_and_by_number(http, desk):
    made = await opened(http, desk)
    by_id = await http.get(f"/api/tickets/{made['id']}")
    by_number = await http.get(f"/api/desks/{desk['id']}/tickets/SUP-001")
    assert by_id.json()["id"] == by_number.json()["id"] == made["id"]
    assert by_id.headers["etag"] == '"1"'


async def test_the_same_idempotency_key_makes_one_ticket(http, desk):
    form = {"desk_id": desk["id"], "title": "Once"}
    answers = [
        await http.post("/api/tickets", json=form, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert answers[1].headers["idempotent-replayed"] == "true"
    other = await http.post("/api/tickets", json=form | {"title": "Twice"}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_status_answers_the_new_version_and_a_lost_race_412(http, desk, tickets: Alone):
    made = await opened(http, desk)
    path = f"/api/tickets/{made['id']}/status"
    moved = await http.put(path, json={"status": "in_progress"}, headers={"If-Match": '"1"'})
    assert (moved.json()["status"], moved.json()["version"], moved.headers["etag"]) == (
        "in_progress",
        2,
        '"2"',
    )
    late = await http.put(path, json={"status": "resolved"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "version_conflict")
    assert [e.ticket.version for e in await tickets.said(TicketPublicChanged)] == [2]


async def test_a_new_ticket_is_to_be_assigned_until_somebody_is(http, desk, tickets: Alone):
    made = await opened(http, desk)
    assert await view(http, "to-assign") == ["SUP-001"]
    anna = a_person()
    await tickets.hear(AgentChanged(person=anna))
    answer = await http.put(f"/api/tickets/{made['id']}/assignee", json={"kind": "agent", "id": str(anna.id)})
    assert answer.json()["assignee"] == {"kind": "agent", "id": str(anna.id)}
    assert await view(http, "to-assign") == []
    assert (await http.delete(f"/api/tickets/{made['id']}/assignee")).status_code == 204
    assert await view(http, "to-assign") == ["SUP-001"]


async def test_nobody_unknown_can_be_assigned(http, desk):
    made = await opened(http, desk)
    answer = await http.put(f"/api/tickets/{made['id']}/assignee", json={"kind": "agent", "id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (404, "assignee_not_found")


async def test_comments_and_notes_are_two_things(http, desk, tickets: Alone):
    made = await opened(http, desk)
    path = f"/api/tickets/{made['id']}"
    comment = await http.post(f"{path}/comments", json={"body": "We are **on** it", "then": "wait"})
    note = await http.post(f"{path}/notes", json={"body": "he is angry"})
    assert (comment.status_code, note.status_code) == (201, 201)
    assert "<strong>on</strong>" in comment.json()["body_html"]
    assert [e.body for e in await tickets.said(CommentAdded)] == ["We are **on** it"]
    assert (await http.get(path)).json()["status"] == "waiting"
    kinds = [entry["kind"] for entry in (await http.get(f"{path}/timeline")).json()["items"]]
    assert kinds == ["change", "change", "comment", "note"]
    telling = [e for e in await tickets.said() if b"angry" in e.to_wire()]
    assert [(e.name, e.actor.kind) for e in telling] == [("note.added.v1", "agent")]


async def test_a_done_task_comes_back_to_its_ticket(http, desk, tickets: Alone):
    made = await opened(http, desk)
    task = TaskState(id=uuid4(), title="Mend it", status="todo", version=1)
    await tickets.hear(TaskCreated(task=task, actor=SYSTEM))
    linked = await http.put(f"/api/tickets/{made['id']}/tasks/{task.id}")
    assert [t["title"] for t in linked.json()["tasks"]] == ["Mend it"]
    await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": SOON})
    done = task.model_copy(update={"status": "done", "version": 2})
    await tickets.hear(TaskCompleted(task=done, actor=SYSTEM))
    assert await view(http, "tell-customer") == ["SUP-001"]
    assert await view(http, "active") == ["SUP-001"]
    entries = (await http.get(f"/api/tickets/{made['id']}/timeline")).json()["items"]
    assert "Mend it" in entries[-1]["body"]
    assert entries[-1]["kind"] == "note"


async def test_an_empty_file_is_refused_with_its_reason(http):
    answer = await http.post("/api/files", files={"file": ("none.txt", b"")})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["title"]) == (422, "file_empty", "The file is empty")


async def test_a_file_goes_up_and_comes_down_and_is_its_uploaders_until_used(http, desk, tickets: Alone):
    made = await opened(http, desk)
    up = await http.post("/api/files", files={"file": ("../../plan.txt", b"a plan")})
    assert (up.status_code, up.json()["name"], up.json()["size"]) == (201, "plan.txt", 6)
    form = {"body": "see", "attachment_ids": [up.json()["id"]]}
    async with tickets.client(a_person("agent", "Mallory")) as other:
        stolen = await other.post(f"/api/tickets/{made['id']}/comments", json=form)
        assert (stolen.status_code, stolen.json()["code"]) == (422, "unknown_attachment")
    comment = await http.post(f"/api/tickets/{made['id']}/comments", json=form)
    down = await http.get(comment.json()["attachments"][0]["url"])
    assert down.content == b"a plan"
    assert down.headers["content-disposition"].startswith("attachment")
    assert down.headers["content-length"] == "6"
    assert (await http.get("/files/tickets/forged")).status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"title": ""}, 422, "invalid"),
        ({"title": "   "}, 422, "invalid"),
        ({"title": "\u200b"}, 422, "title_required"),
        ({"title": "x" * 301}, 422, "invalid"),
        ({"title": "a\0b"}, 422, "invalid"),
        ({"priority": "asap"}, 422, "invalid"),
        ({"status": "resolved"}, 422, "invalid"),
        ({"desk_id": str(uuid4())}, 404, "desk_not_found"),
        ({"desk_id": "x"}, 422, "invalid"),
        ({"category_id": str(uuid4())}, 422, "unknown_category"),
        ({"requester": {"email": "not an address"}}, 422, "invalid"),
        ({"requester": {"name": "a\0b"}}, 422, "invalid"),
        ({"requester": {"name": "\0"}}, 422, "invalid"),
        ({"requester": {"phone": "1\0"}}, 422, "invalid"),
    ],
)
async def test_bad_input_is_refused_and_nothing_is_half_done(http, desk, change, status, code):
    form = {"desk_id": desk["id"], "title": "Fine"} | change
    answer = await http.post("/api/tickets", json=form)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await view(http, "all") == []
    assert (await opened(http, desk))["number"] == "SUP-001"


async def test_what_is_no_json_or_too_much_is_refused(http):
    headers = {"content-type": "application/json"}
    for content, status, code in (
        (b"{", 422, "invalid_json"),
        (b'{"title": "\xff"}', 422, "invalid_json"),
        (b'{"title": "' + b"x" * 2_000_000 + b'"}', 413, "body_too_large"),
    ):
        answer = await http.post("/api/tickets", content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_nul_in_a_search_or_an_address_is_invalid_input(http, desk):
    for path in ("/api/tickets?q=%00", f"/api/desks/{desk['id']}/tickets/%00"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), path


async def test_an_inactive_desk_takes_no_new_tickets_but_comments(http, desk):
    made = await opened(http, desk)
    await http.patch(f"/api/desks/{desk['id']}", json={"active": False})
    refused = await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "No"})
    assert (refused.status_code, refused.json()["code"]) == (409, "desk_inactive")
    assert (await http.post(f"/api/tickets/{made['id']}/comments", json={"body": "yes"})).status_code == 201


async def test_an_agent_sees_only_their_desks(http, desk, tickets: Alone, owner: PersonState):
    made = await opened(http, desk)
    member, stranger = a_person("agent", "Member"), a_person("agent", "Stranger")
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(member.id)]})
    async with tickets.client(member) as one, tickets.client(stranger) as two, tickets.client() as nobody:
        assert (await one.get(f"/api/tickets/{made['id']}")).status_code == 200
        assert await view(one, "active") == ["SUP-001"]
        assert await view(two, "active") == []
        for path in ("", "/timeline"):
            hidden = await two.get(f"/api/tickets/{made['id']}{path}")
            assert (hidden.status_code, hidden.json()["code"]) == (404, "ticket_not_found")
        assert (
            await two.put(f"/api/tickets/{made['id']}/status", json={"status": "open"})
        ).status_code == 404
        assert (await two.post(f"/api/tickets/{made['id']}/notes", json={"body": "x"})).status_code == 404
        assert (await nobody.get("/api/tickets")).status_code == 401
