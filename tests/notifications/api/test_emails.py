"""Mails that arrived, through the JSON door: looking at them, and deciding by hand what becomes of them."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person

WITH_FILE = a_mail(
    body="--B\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--B\r\nContent-Type: application/pdf\r\n"
    'Content-Disposition: attachment; filename="../../żółw.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    "JVBERi0xLjQK\r\n--B--",
    Content_Type="multipart/mixed; boundary=B",
)


@pytest.fixture
async def kept(mail: Mail, http: httpx.AsyncClient, desk: DeskState, sink: Sink) -> dict[str, Any]:
    """A mail in the mail inbox of a desk that opens no tickets by itself."""
    await given_mailbox(http, desk.id, sink.port)
    await taken_in(mail, desk.id, WITH_FILE)
    (row,) = (await http.get("/api/mail/emails", params={"state": "unlinked"})).json()["items"]
    return row


async def test_a_mail_is_shown_with_what_is_in_it(http: httpx.AsyncClient, kept: dict[str, Any]):
    shown = (await http.get(f"/api/mail/emails/{kept['id']}")).json()
    assert shown["from"] == {"name": "Rita", "address": "rita@example.com"}
    assert (shown["text"].strip(), shown["state"], shown["ticket_id"]) == ("See the file.", "unlinked", None)
    (file,) = shown["attachments"]
    assert (file["name"], file["size"], file["content_type"]) == ("żółw.pdf", 9, "application/pdf")
    assert "object_key" not in file
    assert (await http.get(file["url"])).content == b"%PDF-1.4\n"


async def test_a_mail_is_had_as_it_came(http: httpx.AsyncClient, kept: dict[str, Any]):
    raw = await http.get(f"/api/mail/emails/{kept['id']}/raw")
    assert raw.content == WITH_FILE
    assert raw.headers["content-disposition"].startswith("attachment")


async def test_an_agent_makes_a_ticket_of_a_mail(mail: Mail, http: httpx.AsyncClient, kept: dict[str, Any]):
    path = f"/api/mail/emails/{kept['id']}/ticket"
    answer = await http.post(path, json={"title": "Broken file", "priority": "high"})
    assert answer.status_code == 202
    (wish,) = await mail.said(MailTicketRequested)
    assert str(wish.ticket_id) == answer.json()["ticket_id"]
    assert (wish.title, wish.priority, [file.name for file in wish.attachments]) == (
        "Broken file",
        "high",
        ["żółw.pdf"],
    )
    again = await http.post(path)
    assert (again.status_code, again.json()["code"]) == (409, "email_settled")
    assert len(await mail.said(MailTicketRequested)) == 1
    assert (await http.delete(f"/api/mail/emails/{kept['id']}")).status_code == 409


async def test_the_same_key_answers_the_same_ticket(mail: Mail, http, kept: dict[str, Any]):
    path, key = f"/api/mail/emails/{kept['id']}/ticket", {"Idempotency-Key": "one"}
    first, again = await http.post(path, headers=key), await http.post(path, headers=key)
    assert (first.status_code, again.status_code, first.json()) == (202, 202, again.json())
    assert len(await mail.said(MailTicketRequested)) == 1


async def test_without_words_of_the_agent_the_ticket_is_as_the_mail_has_it(
    mail: Mail, http, kept: dict[str, Any]
):
    assert (await http.post(f"/api/mail/emails/{kept['id']}/ticket")).status_code == 202
    (wish,) = await mail.said(MailTicketRequested)
    assert (wish.title, wish.priority) == ("Printer on fire", "normal")


@pytest.mark.parametrize(("requester", "public"), [("RITA@example.com", True), ("else@example.com", False)])
async def test_an_agent_links_a_mail_to_a_ticket(
    mail: Mail, http, desk: DeskState, kept: dict[str, Any], requester: str, public: bool
):
    ticket = a_ticket_state(desk.id, requester={"email": requester})
    await mail.hear(ticket_created(ticket))
    path = f"/api/mail/emails/{kept['id']}/ticket"
    assert (await http.put(path, json={"ticket_id": str(ticket.id)})).status_code == 202
    (wish,) = await mail.said(MailCommentRequested)
    assert (wish.ticket_id, wish.public, wish.author.email) == (ticket.id, public, "rita@example.com")
    shown = (await http.get(f"/api/mail/emails/{kept['id']}")).json()
    assert (shown["state"], shown["ticket_id"]) == ("linked", str(ticket.id))
    assert (await http.put(path, json={"ticket_id": str(ticket.id)})).status_code == 409


async def test_discarded_is_out_of_the_way_and_can_be_read_again(mail: Mail, http, kept: dict[str, Any]):
    path = f"/api/mail/emails/{kept['id']}"
    assert (await http.delete(path)).status_code == 204
    assert (await http.get(path)).json()["state"] == "discarded"
    assert (await http.post(f"{path}/ticket")).status_code == 409
    assert (await http.post(f"{path}/retry")).status_code == 202
    while await mail.service.web.state.reading.read_due():
        pass
    assert (await http.get(path)).json()["state"] == "unlinked"
    assert (await http.post(f"{path}/retry")).status_code == 409


async def test_mails_of_foreign_desks_are_not_there(mail: Mail, http, desk: DeskState, sink: Sink):
    anna = a_person("agent", "Anna")
    foreign = await heard_desk(mail, name="Foreign", member_ids=[uuid4()])
    await given_mailbox(http, foreign.id, sink.port, address="foreign@example.com")
    await taken_in(mail, foreign.id, a_mail())
    (row,) = (await http.get("/api/mail/emails")).json()["items"]
    async with mail.client(anna) as agent:
        path = f"/api/mail/emails/{row['id']}"
        assert (await agent.get("/api/mail/emails")).json()["items"] == []
        asked = [agent.get(path), agent.get(f"{path}/raw"), agent.post(f"{path}/ticket"), agent.delete(path)]
        assert [(await each).status_code for each in [*asked, agent.post(f"{path}/retry")]] == [404] * 5
    missing = f"/api/mail/emails/{uuid7()}"
    assert (await http.get(missing)).json()["code"] == "email_not_found"


async def test_long_lists_are_paged(mail: Mail, http, desk: DeskState, sink: Sink):
    await given_mailbox(http, desk.id, sink.port)
    for number in range(53):
        await taken_in(mail, desk.id, a_mail(f"mail {number}"))
    first = (await http.get("/api/mail/emails", params={"desk_id": str(desk.id)})).json()
    onward = {"desk_id": str(desk.id), "cursor": first["next_cursor"]}
    rest = (await http.get("/api/mail/emails", params=onward)).json()
    subjects = [each["subject"] for each in first["items"] + rest["items"]]
    assert subjects == [f"mail {number}" for number in reversed(range(53))]
    assert rest["next_cursor"] is None
    assert (await http.get("/api/mail/emails", params={"cursor": first["next_cursor"]})).status_code == 422
