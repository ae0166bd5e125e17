"""Who takes a reply back that waits, or sends it now, and what becomes of it when two do so at once."""

import asyncio
from uuid import uuid4

from shared.contracts.tickets import CommentAdded, CommentHeld, CommentHoldEnded
from tests.service_fixtures import Alone
from tests.tickets.api.test_drafts import at, body_of, kept
from tests.tickets.api.test_held_replies import LATER, due, entries, path, waits
from tests.tickets.api.test_tickets import opened


async def test_taken_back_it_is_a_draft_again_with_its_files(http, agent, desk, tickets: Alone):
    made = await opened(http, desk)
    file = (await agent.post("/api/files", files={"file": ("a.txt", b"a")})).json()
    held = await waits(agent, made, attachment_ids=[file["id"]])
    assert (await agent.delete(path(made, held))).status_code == 204
    draft = (await agent.get(at(made))).json()
    assert (draft["body"], [each["id"] for each in draft["attachments"]]) == ("Try water.", [file["id"]])
    assert await entries(http, made, "held_comment") == []
    await tickets.hear(due(made, held))
    assert await tickets.said(CommentAdded) == []
    assert [each.reason for each in await tickets.said(CommentHoldEnded)] == ["taken_back"]
    again = await agent.post(path(made), json={"body": "Now", "attachment_ids": [file["id"]]})
    assert (again.status_code, [each["id"] for each in again.json()["attachments"]]) == (201, [file["id"]])


async def test_a_draft_that_is_there_stays(http, agent, desk):
    made = await opened(http, desk)
    held = await waits(agent, made)
    await kept(agent, made, "Another one")
    assert (await agent.delete(path(made, held))).status_code == 204
    assert await body_of(agent, made) == "Another one"


async def test_what_is_sent_cannot_be_taken_back(http, desk, tickets: Alone):
    made = await opened(http, desk)
    held = await waits(http, made)
    sent = await http.post(path(made, held, "/send-now"))
    assert (sent.status_code, sent.json()["send_at"], sent.json()["id"]) == (200, None, held["id"])
    for late in (http.delete(path(made, held)), http.post(path(made, held, "/send-now"))):
        no = await late
        assert (no.status_code, no.json()["code"]) == (409, "already_sent")
    await tickets.hear(due(made, held))
    assert len(await tickets.said(CommentAdded)) == 1


async def test_of_two_who_decide_at_once_one_does(http, desk, tickets: Alone):
    made = await opened(http, desk)
    held = await waits(http, made)
    answers = await asyncio.gather(
        http.delete(path(made, held)), http.post(path(made, held, "/send-now")), tickets.hear(due(made, held))
    )
    sent = len(await tickets.said(CommentAdded))
    assert sent + sum(each.is_success for each in answers[:1]) == 1
    assert len(await tickets.said(CommentHoldEnded)) == 1


async def test_its_writer_decides_and_who_manages_desks(http, agent, other, desk):
    made = await opened(http, desk)
    held = await waits(agent, made)
    for asked in (other.delete(path(made, held)), other.post(path(made, held, "/send-now"))):
        no = await asked
        assert (no.status_code, no.json()["code"]) == (403, "not_your_comment")
    assert (await http.delete(path(made, held))).status_code == 204
    assert (await body_of(agent, made), await body_of(http, made)) == ("Try water.", None)


async def test_a_reply_of_another_ticket_or_desk_is_not_there(http, agent, desk, tickets: Alone):
    made, another = [await opened(http, desk) for _ in range(2)]
    held = await waits(agent, made)
    assert (await agent.delete(path(another, held))).json()["code"] == "comment_not_found"
    assert (await agent.delete(path(made, {"id": uuid4()}))).status_code == 404
    me = (await http.get("/api/desks")).json()["items"][0]
    owner = next(iter(tickets.met))
    await http.patch(f"/api/desks/{me['id']}", json={"member_ids": [str(owner)]})
    for asked in (agent.delete(path(made, held)), agent.post(path(made, held, "/send-now"))):
        assert (await asked).json()["code"] == "ticket_not_found"


async def test_if_match_and_the_key_hold_as_for_any_reply(http, desk, tickets: Alone):
    made = await opened(http, desk)
    key = {"Idempotency-Key": "once"}
    bodies = [
        (await http.post(path(made), json={"body": "x", "send_at": LATER}, headers=key)).json()
        for _ in range(2)
    ]
    assert bodies[0] == bodies[1]
    assert len(await tickets.said(CommentHeld)) == 1
    old = {"If-Match": f'"{made["version"]}"'}
    for late in (
        http.post(path(made), json={"body": "y", "send_at": LATER}, headers=old),
        http.delete(path(made, bodies[0]), headers=old),
        http.post(path(made, bodies[0], "/send-now"), headers=old),
    ):
        assert (await late).status_code == 412
