"""What somebody has begun to write is theirs alone, and there until it is sent."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from services.tickets.uow import TicketsUow
from services.tickets.use_cases.drafts import remove_old
from shared.contracts.organization import AgentChanged
from tests.service_fixtures import Alone, a_person
from tests.tickets.api.test_tickets import opened

SENT_BY = {"reply": "comments", "note": "notes"}


def at(ticket: dict, kind: str = "reply") -> str:
    return f"/api/tickets/{ticket['id']}/drafts/{kind}"


async def kept(http: httpx.AsyncClient, ticket: dict, body: str, kind: str = "reply", **more) -> dict:
    answer = await http.put(at(ticket, kind), json={"body": body} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def body_of(http: httpx.AsyncClient, ticket: dict, kind: str = "reply") -> str | None:
    answer = await http.get(at(ticket, kind))
    return answer.json()["body"] if answer.status_code == 200 else None


async def test_drafts_of_both_kinds_are_told_together_and_to_nobody_else(http, desk, anna, tickets: Alone):
    made = await opened(http, desk)
    path = at(made).removesuffix("/reply")
    assert (await http.get(path)).json()["items"] == []
    reply, note = await kept(http, made, "Dear"), await kept(http, made, "Look", "note")
    told = (await http.get(path)).json()["items"]
    assert told == [{"kind": "reply"} | reply, {"kind": "note"} | note]
    async with tickets.client(anna) as theirs:
        assert (await theirs.get(path)).json()["items"] == []
    assert (await http.get(f"/api/tickets/{uuid4()}/drafts")).status_code == 404


async def test_a_draft_is_kept_changed_and_thrown_away(http, desk):
    made = await opened(http, desk)
    none = await http.get(at(made))
    assert (none.status_code, none.json()["code"]) == (404, "draft_not_found")
    await kept(http, made, "Dear")
    last = await kept(http, made, "Dear Rita,\n\n")
    found = await http.get(at(made))
    assert found.json() == last
    assert (found.json()["body"], found.headers["etag"]) == ("Dear Rita,", '"2"')
    assert await body_of(http, made, "note") is None
    assert (await http.delete(at(made))).status_code == 204
    assert (await http.delete(at(made))).json()["code"] == "draft_not_found"


@pytest.mark.parametrize("kind", ["reply", "note"])
async def test_what_is_sent_is_no_draft_any_more_and_the_other_kind_stays(http, desk, kind: str):
    made = await opened(http, desk)
    for each in SENT_BY:
        await kept(http, made, each, each)
    path = f"/api/tickets/{made['id']}/{SENT_BY[kind]}"
    assert (await http.post(path, json={"body": "  "})).status_code == 422
    assert await body_of(http, made, kind) == kind
    late = await http.post(path, json={"body": "x"}, headers={"If-Match": '"9"'})
    assert (late.status_code, await body_of(http, made, kind)) == (412, kind)
    assert (await http.post(path, json={"body": "x"})).status_code == 201
    assert [await body_of(http, made, each) for each in SENT_BY] == [
        None if each == kind else each for each in SENT_BY
    ]


async def test_what_was_sent_does_not_come_back_by_a_late_keeping(http, desk):
    made = await opened(http, desk)
    seen = {"If-Match": f'"{(await kept(http, made, "Dear"))["version"]}"'}
    await http.post(f"/api/tickets/{made['id']}/comments", json={"body": "Dear Rita"})
    late = await http.put(at(made), json={"body": "Dear Ri"}, headers=seen)
    assert (late.status_code, await body_of(http, made)) == (412, None)


async def test_of_two_devices_the_one_that_saw_less_is_told(http, desk):
    made = await opened(http, desk)
    seen = {"If-Match": f'"{(await kept(http, made, "one"))["version"]}"'}
    assert (await http.put(at(made), json={"body": "two"}, headers=seen)).status_code == 200
    assert (await http.put(at(made), json={"body": "three"}, headers=seen)).status_code == 412
    assert (await http.delete(at(made), headers=seen)).status_code == 412
    assert await body_of(http, made) == "two"


async def test_keeping_and_sending_at_once_both_end(http, desk):
    made = await opened(http, desk)
    file = (await http.post("/api/files", files={"file": ("a.txt", b"a")})).json()
    form = {"body": "x", "attachment_ids": [file["id"]]}
    await kept(http, made, **form)
    answers = await asyncio.gather(
        *[http.put(at(made), json=form) for _ in range(5)],
        http.post(f"/api/tickets/{made['id']}/comments", json=form),
        *[http.put(at(made), json=form) for _ in range(5)],
    )
    assert answers[5].status_code == 201
    assert {each.status_code for each in answers} <= {200, 201, 422}


@pytest.mark.attack("A6")
async def test_nobody_else_sees_or_loses_it(http, desk, agent):
    made = await opened(http, desk)
    await kept(http, made, "mine")
    assert await body_of(agent, made) is None
    assert (await agent.delete(at(made))).status_code == 404
    await kept(agent, made, "Anna's")
    await agent.post(f"/api/tickets/{made['id']}/comments", json={"body": "Anna's"})
    assert await body_of(http, made) == "mine"
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    for method in ("GET", "PUT", "DELETE"):
        answer = await agent.request(method, at(made), json={"body": "x"} if method == "PUT" else None)
        assert (answer.status_code, answer.json()["code"]) == (404, "ticket_not_found")


async def test_who_could_not_send_it_keeps_none(http, desk, tickets: Alone):
    made = await opened(http, desk)
    person = a_person("light_agent", "Lena", permissions=["desk.read", "ticket.read", "ticket.note"])
    await tickets.hear(AgentChanged(person=person))
    async with tickets.client(person) as light:
        assert (await light.put(at(made), json={"body": "x"})).status_code == 403
        assert (await light.put(at(made, "note"), json={"body": "x"})).status_code == 200


async def test_only_own_unused_files_go_into_a_draft(http, desk, agent):
    made = await opened(http, desk)
    file = (await http.post("/api/files", files={"file": ("plan.txt", b"a plan")})).json()
    form = {"body": "see", "attachment_ids": [file["id"]]}
    stolen = await agent.put(at(made), json=form)
    assert (stolen.status_code, stolen.json()["code"]) == (422, "unknown_attachment")
    shown = (await kept(http, made, **form))["attachments"]
    assert (shown[0]["id"], shown[0]["name"]) == (file["id"], "plan.txt")
    assert (await http.get(shown[0]["url"])).content == b"a plan"
    await http.post(f"/api/tickets/{made['id']}/attachments", json={"attachment_ids": [file["id"]]})
    assert (await http.get(at(made))).json()["attachment_ids"] == []
    assert (await http.put(at(made), json=form)).status_code == 422


@pytest.mark.parametrize(
    "form",
    [{"colour": "red"}, {"body": None}, {"body": "x" * 200_001}, {"attachment_ids": [str(uuid4())] * 11}],
)
async def test_nonsense_is_refused(http, desk, form):
    made = await opened(http, desk)
    assert (await http.put(at(made), json=form)).status_code == 422
    assert (await http.get(at(made, "letter"))).status_code == 422


async def test_a_draft_goes_with_its_ticket_when_that_is_merged(http, desk):
    made, target = await opened(http, desk), await opened(http, desk)
    await kept(http, made, "begun before")
    await http.post(f"/api/tickets/{made['id']}/merge", json={"into": target["id"]})
    for each in (made, target):
        assert await body_of(http, each) == "begun before"
    await kept(http, made, "gone on")
    assert await body_of(http, target) == "gone on"
    assert (await http.post(f"/api/tickets/{made['id']}/comments", json={"body": "x"})).status_code == 201
    await http.post(f"/api/tickets/{made['id']}/unmerge")
    assert [await body_of(http, each) for each in (made, target)] == [None, None]


async def test_of_two_drafts_that_met_by_a_merge_none_is_lost(http, desk):
    made, target = await opened(http, desk), await opened(http, desk)
    await kept(http, made, "the merged one's")
    await kept(http, target, "the target's")
    await http.post(f"/api/tickets/{made['id']}/merge", json={"into": target["id"]})
    assert await body_of(http, made) == "the target's"
    await http.post(f"/api/tickets/{target['id']}/comments", json={"body": "x"})
    assert await body_of(http, target) == "the merged one's"


async def test_an_old_draft_is_removed(http, desk, tickets: Alone):
    made = await opened(http, desk)
    await kept(http, made, "x")
    for days, gone in ((29, 0), (31, 1)):
        async with TicketsUow(
            tickets.service.database, tickets.service.web.state.sealer, lambda: None
        ) as uow:
            uow.now += timedelta(days=days)
            assert await remove_old(uow) == gone
    assert await body_of(http, made) is None
