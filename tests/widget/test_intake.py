"""Visitors hand in inquiries, and read and answer their tickets."""

import asyncio
import hmac
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from services.widget.tables.own import submissions
from shared.contracts.parts import Actor, Channel, Requester, Status, TicketState
from shared.contracts.tickets import (
    CommentAdded,
    DeskChanged,
    TicketCreated,
    TicketPublicChanged,
    TicketRequestRefused,
)
from shared.contracts.widget import CommentRequested, TicketRequested
from tests.builders import ANNA, NOW
from tests.service_fixtures import Alone
from tests.shared.test_delivery import count

FORM = {"title": "Printer on fire", "body": "It burns.", "email": "rita@example.com", "name": "Rita"}


async def submitted(visitor, desk, **more) -> dict:
    answer = await visitor.post(f"/widget/v1/desks/{desk['desk_token']}/tickets", json=FORM | more)
    assert answer.status_code == 202, answer.text
    return answer.json()


def created(wish: TicketRequested, **more) -> TicketCreated:
    fields = {
        "id": wish.ticket_id, "desk_id": wish.desk_id, "number": "T-1", "title": wish.title, "status": "open",
        "priority": "normal", "requester": wish.requester, "created_at": NOW, "version": 1,
    }  # fmt: skip
    return TicketCreated(
        ticket=TicketState.model_validate(fields | more),
        actor=Actor(kind="requester", name="Rita"),
        body=wish.body,
        body_html=f"<p>{wish.body}</p>",
        channel=Channel.WIDGET,
        request_id=wish.request_id,
        public_token=wish.public_token,
    )


async def test_an_inquiry_is_stored_with_its_event_before_the_answer(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk, priority="high")
    assert receipt["status"] == "received"
    assert receipt["public_url"] == f"http://test/helpdesk/ticket/{receipt['public_token']}"
    wish = (await widget.said(TicketRequested))[0]
    assert str(wish.request_id) == receipt["reference"]
    assert wish.public_token != receipt["public_token"]
    assert widget.service.web.state.sealer.open_text(wish.public_token) == receipt["public_token"]
    assert (wish.title, wish.priority, wish.requester.email) == (
        "Printer on fire",
        "high",
        "rita@example.com",
    )
    assert wish.requester.verified is False


async def test_the_link_works_before_the_number_exists(visitor, desk):
    receipt = await submitted(visitor, desk)
    shown = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()
    assert (shown["status"], shown["number"], shown["title"]) == ("received", None, "Printer on fire")
    page = await visitor.get(f"/helpdesk/ticket/{receipt['public_token']}")
    assert page.status_code == 200
    assert "Printer on fire" in page.text
    assert (page.headers["referrer-policy"], page.headers["x-robots-tag"]) == ("no-referrer", "noindex")


async def test_waiting_answers_as_soon_as_there_is_a_number(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    wish = (await widget.said(TicketRequested))[0]
    asked = asyncio.create_task(visitor.get(f"/widget/v1/tickets/{receipt['public_token']}?wait=20"))
    await widget.hear(created(wish))
    shown = (await asked).json()
    assert (shown["status"], shown["number"]) == ("open", "T-1")


async def test_the_same_key_is_one_inquiry_however_often_and_at_once(visitor, desk, widget: Alone):
    path, headers = f"/widget/v1/desks/{desk['desk_token']}/tickets", {"Idempotency-Key": "k"}
    answers = await asyncio.gather(*[visitor.post(path, json=FORM, headers=headers) for _ in range(8)])
    assert {a.status_code for a in answers} == {202}
    assert len({a.json()["public_token"] for a in answers}) == 1
    assert len(await widget.said(TicketRequested)) == 1
    other = await visitor.post(path, json=FORM | {"title": "else"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_many_at_once_are_all_stored(visitor, desk, widget: Alone):
    receipts = await asyncio.gather(*[submitted(visitor, desk, title=f"n{n}") for n in range(100)])
    assert len({receipt["public_token"] for receipt in receipts}) == 100
    assert await count(widget.service.database, submissions) == 100


async def test_events_in_any_order_end_in_the_same_view(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    birth = created((await widget.said(TicketRequested))[0])
    waiting = birth.ticket.model_copy(update={"status": Status.WAITING, "version": 3})
    said = CommentAdded(ticket=waiting, actor=ANNA, comment_id=uuid4(), body="Which one?", created_at=NOW)
    await widget.hear(TicketPublicChanged(ticket=waiting, actor=ANNA), said, said, birth)
    shown = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()
    assert (shown["status"], shown["number"], shown["body"]) == ("waiting", "T-1", "It burns.")
    assert [(c["author"], c["from_team"], c["body"]) for c in shown["comments"]] == [
        ("Anna", True, "Which one?")
    ]


async def test_a_ticket_begun_elsewhere_has_its_public_page_too(visitor, desk, widget: Alone):
    wish = TicketRequested(
        request_id=uuid4(), ticket_id=uuid4(), public_token="elsewhere-1", desk_id=UUID(desk["id"]), title="By mail",
        body="hi", requester=Requester(email="r@example.com"),
    )  # fmt: skip
    await widget.hear(created(wish).model_copy(update={"channel": Channel.EMAIL}))
    assert (await visitor.get("/widget/v1/tickets/elsewhere-1")).json()["title"] == "By mail"
    assert (await visitor.get("/widget/v1/tickets/nonsense")).status_code == 404
    assert (await visitor.get("/helpdesk/ticket/nonsense")).status_code == 404


async def test_a_comment_shows_at_once_and_is_on_its_way(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    path = f"/widget/v1/tickets/{receipt['public_token']}"
    for _ in range(2):
        answer = await visitor.post(
            f"{path}/comments", json={"body": "and?"}, headers={"Idempotency-Key": "c"}
        )
        assert answer.status_code == 202
    assert [c["body"] for c in (await visitor.get(path)).json()["comments"]] == ["and?"]
    wish = (await widget.said(TicketRequested))[0]
    said = await widget.said(CommentRequested)
    assert [(event.ticket_id, event.body) for event in said] == [(wish.ticket_id, "and?")]


async def test_the_page_takes_a_reply_and_a_file_without_scripts(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    page = f"/helpdesk/ticket/{receipt['public_token']}"
    answer = await visitor.post(f"{page}/comments", data={"body": "see"}, files={"files": ("a.txt", b"text")})
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    shown = await visitor.get(page)
    assert "a.txt" in shown.text
    link = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()["comments"][0][
        "attachments"
    ]
    assert (await visitor.get(link[0]["url"])).content == b"text"
    empty = await visitor.post(f"{page}/comments", data={"body": "  "})
    assert empty.status_code == 422
    assert len(await widget.said(CommentRequested)) == 1


async def test_files_come_with_an_inquiry_or_before_it(visitor, desk, widget: Alone):
    path = f"/widget/v1/desks/{desk['desk_token']}"
    draft = await visitor.post(f"{path}/files", files={"file": ("plan.txt", b"plan")})
    assert draft.status_code == 201
    await submitted(visitor, desk, attachment_ids=[draft.json()["id"]])
    again = await visitor.post(f"{path}/tickets", json=FORM | {"attachment_ids": [draft.json()["id"]]})
    assert (again.status_code, again.json()["code"]) == (422, "unknown_attachment")
    together = await visitor.post(f"{path}/tickets", data=FORM, files=[("files", ("b.txt", b"b"))])
    assert together.status_code == 202
    names = [[file.name for file in wish.attachments] for wish in await widget.said(TicketRequested)]
    assert names == [["plan.txt"], ["b.txt"]]


async def test_files_are_refused_where_the_desk_takes_none_or_they_are_too_large(visitor, desk, admin):
    path = f"/widget/v1/desks/{desk['desk_token']}/files"
    settings = f"/api/widget/desks/{desk['id']}"
    assert (await admin.patch(settings, json={"max_file_bytes": 1024})).status_code == 200
    large = await visitor.post(path, files={"file": ("big", b"x" * 2000)})
    assert (large.status_code, large.json()["code"]) == (413, "file_too_large")


async def refused(visitor, desk, widget: Alone) -> dict:
    """The receipt of a submission that the tickets service has refused."""
    receipt = await submitted(visitor, desk)
    wish = (await widget.said(TicketRequested))[0]
    ids = {"request_id": wish.request_id, "ticket_id": wish.ticket_id, "desk_id": wish.desk_id}
    await widget.hear(TicketRequestRefused(reason="desk_inactive", **ids))
    return receipt


async def test_a_refusal_is_told_to_whoever_holds_the_receipt(visitor, desk, widget: Alone):
    receipt = await refused(visitor, desk, widget)
    shown = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()
    assert (shown["status"], shown["reason"]) == ("refused", "desk_inactive")


@pytest.mark.attack("A22")
async def test_a_signature_proves_the_address_and_none_proves_nothing(visitor, desk, admin, widget: Alone):
    await admin.patch(f"/api/widget/desks/{desk['id']}", json={"verification": True})
    secret = (await admin.post(f"/api/widget/desks/{desk['id']}/secret")).json()["secret"]
    client = {"client_external_id": "acme-1"}
    good = hmac.new(secret.encode(), b"acme-1", sha256).hexdigest()
    await submitted(visitor, desk, client=client, signature=good)
    await submitted(visitor, desk, client=client, signature="0" * 64)
    first, second = await widget.said(TicketRequested)
    assert (first.requester.external_id, second.requester.external_id) == ("acme-1", None)
    assert not first.requester.verified


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "title_required"),
        ({"title": "   "}, "title_required"),
        ({"title": "a\0b"}, "invalid"),
        ({"title": "x" * 301}, "invalid"),
        ({"email": "nobody"}, "invalid"),
        ({"priority": "asap"}, "invalid"),
        ({"status": "resolved"}, "invalid"),
        ({"desk_id": str(uuid4())}, "invalid"),
        ({"attachment_ids": [str(uuid4())]}, "unknown_attachment"),
    ],
)
async def test_bad_input_is_refused_and_nothing_is_half_done(visitor, desk, widget: Alone, change, code):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    answer = await visitor.post(path, json=FORM | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await widget.said(TicketRequested) == []


async def test_what_is_no_json_too_much_or_for_nobody_is_refused(visitor, desk):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    for content, status, code in (
        (b"{", 422, "invalid_json"),
        (b"[]", 422, "invalid"),
        (b'{"title": "\xff"}', 422, "invalid_json"),
        (b'{"title": "' + b"x" * 2_000_000 + b'"}', 413, "body_too_large"),
    ):
        answer = await visitor.post(path, content=content, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    nul = await visitor.post("/widget/v1/desks/%00/tickets", json=FORM)
    assert (nul.status_code, nul.json()["code"]) == (422, "invalid")
    unknown = await visitor.post("/widget/v1/desks/nonsense/tickets", json=FORM)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "desk_not_found")


async def test_an_inactive_desk_takes_no_inquiries(visitor, desk, widget: Alone):
    off = desk["state"].model_copy(update={"active": False, "version": 2})
    await widget.hear(DeskChanged(desk=off, actor=ANNA))
    answer = await visitor.post(f"/widget/v1/desks/{desk['desk_token']}/tickets", json=FORM)
    assert (answer.status_code, answer.json()["code"]) == (409, "desk_inactive")
