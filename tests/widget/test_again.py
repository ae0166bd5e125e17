"""Whoever asks again with the same key is answered as the first time, whatever became of the desk meanwhile."""

import hmac
from hashlib import sha256
from uuid import uuid4

import pytest

from shared.contracts.parts import Category
from shared.contracts.tickets import DeskChanged, TicketRequestRefused
from shared.contracts.widget import CommentRequested, TicketRequested
from tests.builders import ANNA
from tests.service_fixtures import Alone
from tests.tickets.panel.page import read
from tests.widget.test_files import drafted
from tests.widget.test_intake import FORM, submitted

SHOP = {"Origin": "https://shop.example"}
FILES = [("files", ("a.txt", b"text"))]


@pytest.fixture
async def changed(widget: Alone, desk, admin):
    """Changes the desk (`state`) or its widget settings (`settings`), and waits for nobody to notice."""

    async def change(settings: dict | None = None, **state) -> None:
        if settings:
            answer = await admin.patch(f"/api/widget/desks/{desk['id']}", json=settings)
            assert answer.status_code == 200
        if state:
            told = desk["state"].model_copy(update={**state, "version": desk["state"].version + 1})
            await widget.hear(DeskChanged(desk=told, actor=ANNA))
        widget.service.web.state.reception.desks.forget(desk["desk_token"])

    return change


def random_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


CHANGES = [
    {"active": False},
    {"categories": ()},
    {"settings": {"attachments": False}},
    {"settings": {"max_file_bytes": 1024}},
    {"settings": {"verification": True, "help_content": "x"}},
]


@pytest.mark.parametrize("key", ["0b6d2a3e-6f0c-4f5e-9a1b-3c2d4e5f6a7b", "order-1001"])
@pytest.mark.parametrize("change", CHANGES, ids=str)
async def test_a_desk_that_changed_answers_the_first_receipt(
    visitor, desk, widget: Alone, changed, change, key
):
    category = Category(id=uuid4(), name="Printers")
    await changed(categories=(category,))
    desk["state"] = desk["state"].model_copy(update={"categories": (category,), "version": 2})
    base = f"/widget/v1/desks/{desk['desk_token']}"
    form = FORM | {"category_id": str(category.id)}
    large = [("files", ("a.txt", b"x" * 2000))]
    with_draft = form | {"attachment_ids": [await drafted(visitor, base)]}

    async def all_doors() -> list:
        return [
            await visitor.post(f"{base}/tickets", headers={"Idempotency-Key": f"{key[:-1]}{door}"}, **sent)
            for door, sent in enumerate(
                ({"json": form}, {"json": with_draft}, {"data": form, "files": large})
            )
        ]

    first = await all_doors()
    await changed(**change)
    again = await all_doors()
    assert [answer.status_code for answer in (*first, *again)] == [202] * 6
    assert [answer.json() for answer in again] == [answer.json() for answer in first]
    assert len(await widget.said(TicketRequested)) == 3


async def test_a_form_sent_again_to_a_desk_that_was_switched_off_leads_to_its_ticket(visitor, desk, changed):
    contact = f"/helpdesk/desks/{desk['desk_token']}/contact"
    form = read((await visitor.get(contact)).text).form(contact).values() | FORM
    first = await visitor.post(contact, data=form, files=FILES)
    await changed(active=False)
    again = await visitor.post(contact, data=form, files=FILES)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    new = await visitor.post(contact, data=form | {"title": "Else"})
    assert new.status_code == 409


async def test_what_is_new_is_still_refused_with_a_key_or_without(visitor, desk, widget: Alone, changed):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    used = random_key()
    await visitor.post(path, json=FORM, headers=used)
    await changed(active=False)
    for headers, title, code in (
        ({}, "New", "desk_inactive"),
        (random_key(), "New", "desk_inactive"),
        (used, "New", "idempotency_key_reused"),
    ):
        for sent in ({"json": FORM | {"title": title}}, {"data": FORM | {"title": title}, "files": FILES}):
            answer = await visitor.post(path, headers=headers, **sent)
            assert answer.json()["code"] == code
    assert len(await widget.said(TicketRequested)) == 1


async def test_a_page_that_is_listed_no_more_reads_its_own_receipt_and_no_other(
    visitor, desk, widget: Alone, changed
):
    path, key = f"/widget/v1/desks/{desk['desk_token']}/tickets", random_key()
    doors = [{"json": FORM}, {"data": FORM | {"title": "By form"}, "files": FILES}]
    keys = [random_key() for _ in doors]
    first = [
        await visitor.post(path, headers=SHOP | key, **sent) for key, sent in zip(keys, doors, strict=True)
    ]
    guessable = await visitor.post(path, json=FORM, headers=SHOP | {"Idempotency-Key": "order-1001"})
    assert guessable.status_code == 202
    await changed({"allowed_origins": ["https://new.example"]})
    for key, sent, before in zip(keys, doors, first, strict=True):
        again = await visitor.post(path, headers=SHOP | key, **sent)
        assert (again.status_code, again.json()) == (202, before.json())
        assert again.headers["access-control-allow-origin"] == SHOP["Origin"]
    for headers in (random_key(), {"Idempotency-Key": "order-1001"}, {}):
        for sent in doors:
            refused = await visitor.post(path, headers=SHOP | headers, **sent)
            assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")
            assert "access-control-allow-origin" not in refused.headers
    assert len(await widget.said(TicketRequested)) == 3


async def test_what_a_signature_proves_by_now_makes_no_other_inquiry(
    visitor, desk, admin, widget: Alone, changed
):
    await changed({"verification": True})
    secret = (await admin.post(f"/api/widget/desks/{desk['id']}/secret")).json()["secret"]
    signature = hmac.new(secret.encode(), b"acme-1", sha256).hexdigest()
    signed = FORM | {"client": {"client_external_id": "acme-1"}, "signature": signature}
    path, key = f"/widget/v1/desks/{desk['desk_token']}/tickets", random_key()
    first = await visitor.post(path, json=signed, headers=key)
    await changed({"verification": False})
    again = await visitor.post(path, json=signed, headers=key)
    assert (again.status_code, again.json()) == (202, first.json())
    assert [wish.requester.external_id for wish in await widget.said(TicketRequested)] == ["acme-1"]


async def refuse(widget: Alone) -> None:
    wish = (await widget.said(TicketRequested))[0]
    facts = {"request_id": wish.request_id, "ticket_id": wish.ticket_id, "desk_id": wish.desk_id}
    await widget.hear(TicketRequestRefused(**facts, reason="desk_inactive"))


async def test_a_comment_asked_for_again_is_answered_whatever_became_of_its_ticket(
    visitor, desk, widget: Alone, changed
):
    receipt = await submitted(visitor, desk)
    path = f"/widget/v1/tickets/{receipt['public_token']}/comments"
    draft = await drafted(visitor, f"/widget/v1/desks/{desk['desk_token']}")
    await changed({"max_file_bytes": 1024})

    async def all_doors() -> list:
        return [
            await visitor.post(path, headers=SHOP | {"Idempotency-Key": f"c{door}"}, **each)
            for door, each in enumerate(said_thrice(draft))
        ]

    first = await all_doors()
    assert [answer.status_code for answer in first] == [202] * 3
    assert first[2].json()["refused_files"][0]["name"] == "big.txt"
    await changed({"attachments": False, "allowed_origins": ["https://new.example"]}, active=False)
    widget.service.web.state.reception.desks._behind.forget(receipt["public_token"])
    await refuse(widget)
    again = await all_doors()
    assert [answer.status_code for answer in again] == [202] * 3
    assert [answer.json() for answer in again] == [answer.json() for answer in first]
    new = await visitor.post(path, json={"body": "new"}, headers={"Idempotency-Key": "new"})
    assert (new.status_code, new.json()["code"]) == (409, "ticket_refused")
    foreign = await visitor.post(path, json={"body": "new"}, headers=SHOP | {"Idempotency-Key": "new"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_refused")
    assert len(await widget.said(CommentRequested)) == 3


def said_thrice(draft: str) -> list[dict[str, object]]:
    """Words alone, a file alone, and words with files of which one is too large."""
    return [
        {"json": {"body": "and?"}},
        {"json": {"body": "", "attachment_ids": [draft]}},
        {"data": {"body": "see"}, "files": [*FILES, ("files", ("big.txt", b"x" * 2000))]},
    ]


async def test_a_reply_sent_again_after_its_ticket_was_refused_is_no_error(visitor, desk, widget: Alone):
    page = f"/helpdesk/ticket/{(await submitted(visitor, desk))['public_token']}"
    form = read((await visitor.get(page)).text).form(f"{page}/comments").values() | {"body": "and?"}
    first = await visitor.post(f"{page}/comments", data=form)
    await refuse(widget)
    again = await visitor.post(f"{page}/comments", data=form)
    assert [answer.status_code for answer in (first, again)] == [303, 303]
    assert len(await widget.said(CommentRequested)) == 1
