"""What is doubtful is answered as ever and kept for people: accepted it is a ticket, once; discarded it is nothing."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from services.widget.tables.own import quarantine, submissions
from services.widget.use_cases import quarantining
from shared.contracts.widget import CommentRequested, StatusRequested, TicketRequested
from shared.housekeeping import tidy_up
from shared.tables import files
from tests.service_fixtures import Alone
from tests.shared.test_delivery import count
from tests.tickets.panel.page import read
from tests.widget.abuse.conftest import a_desk, held, path_of, reasons
from tests.widget.test_intake import FORM, created, submitted

SPAM = FORM | {"website": "https://pills.example"}
KEY = {"Idempotency-Key": "0b6d2a3e-6f0c-4f5e-9a1b-3c2d4e5f6a7b"}


@pytest.fixture
async def caught(visitor, desk) -> dict:
    """The receipt of an inquiry in quarantine."""
    return await submitted(visitor, desk, website="https://pills.example")


async def shown(visitor, receipt: dict) -> dict:
    answer = await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_is_doubtful_is_answered_as_ever_and_told_to_nobody(visitor, desk, caught, widget: Alone):
    assert caught.keys() == (await submitted(visitor, desk)).keys()
    page = await visitor.get(f"/helpdesk/ticket/{caught['public_token']}")
    assert (page.status_code, "Printer on fire" in page.text) == (200, True)
    assert (await shown(visitor, caught))["status"] == "received"
    assert len(await widget.said(TicketRequested)) == 1
    (kept,) = await held(widget)
    assert (kept["id"], kept["reason"], kept["body"]) == (caught["reference"], "trap", "It burns.")
    assert kept["requester"] == {"email": "rita@example.com", "name": "Rita", "phone": None}


async def test_every_door_has_the_field_that_people_do_not_see(visitor, desk, widget: Alone, admin):
    path = f"/helpdesk/desks/{desk['desk_token']}/contact"
    embed = (await admin.get(f"/api/widget/desks/{desk['id']}/embed")).json()["form"]
    for page in ((await visitor.get(path)).text, embed):
        field = read(page).one("input", name="website")
        assert (field["tabindex"], field["autocomplete"]) == ("-1", "off")
    assert (await visitor.post(path, data=SPAM)).status_code == 303
    assert (await visitor.post(path_of(desk), data=SPAM, files=[("f", ("a.txt", b"x"))])).status_code == 202
    assert (await visitor.post(path, data=FORM | {"website": ""})).status_code == 303
    assert await reasons(widget) == ["trap", "trap"]


async def test_many_inquiries_are_judged_one_by_one(visitor, desk, widget: Alone):
    sent = [visitor.post(path_of(desk), json=SPAM if n % 3 else FORM) for n in range(30)]
    assert {answer.status_code for answer in await asyncio.gather(*sent)} == {202}
    assert (len(await held(widget)), len(await widget.said(TicketRequested))) == (20, 10)


async def test_accepted_it_becomes_the_ticket_that_its_sender_was_promised(visitor, caught, widget, admin):
    accepted = await admin.post(f"/api/widget/quarantine/{caught['reference']}/accept")
    (wish,) = await widget.said(TicketRequested)
    assert (accepted.status_code, accepted.json()) == (202, {"ticket_id": str(wish.ticket_id)})
    assert (wish.title, wish.body, str(wish.request_id)) == (
        "Printer on fire",
        "It burns.",
        caught["reference"],
    )
    await widget.hear(created(wish))
    seen = await shown(visitor, caught)
    assert (seen["status"], seen["number"]) == ("open", "T-1")
    assert await held(widget) == []


async def test_it_is_accepted_once_however_many_do_it_at_once(caught, widget: Alone, admin):
    path = f"/api/widget/quarantine/{caught['reference']}/accept"
    answers = await asyncio.gather(*[admin.post(path) for _ in range(6)], admin.delete(path[:-7]))
    assert sorted(answer.status_code for answer in answers)[1:] == [404] * 6
    assert len(await widget.said(TicketRequested)) == (answers[6].status_code != 204)


async def test_the_same_key_is_the_same_inquiry_before_and_after(visitor, desk, widget: Alone, admin):
    async def send(words: dict) -> dict:
        return (await visitor.post(path_of(desk), json=words, headers=KEY)).json()

    first = await send(SPAM)
    assert await send(SPAM) == await send(FORM) == first
    assert len(await held(widget)) == 1
    await admin.post(f"/api/widget/quarantine/{first['reference']}/accept")
    assert await send(SPAM) == first
    assert len(await widget.said(TicketRequested)) == 1


async def test_what_its_sender_writes_and_asks_meanwhile_is_told_with_it(visitor, caught, widget, admin):
    path = f"/widget/v1/tickets/{caught['public_token']}"
    for words in ("One more thing.", "And another."):
        assert (await visitor.post(f"{path}/comments", json={"body": words})).status_code == 202
    assert (await visitor.post(f"{path}/solved")).status_code == 202
    assert await widget.said() == []
    await admin.post(f"/api/widget/quarantine/{caught['reference']}/accept")
    (wish,) = await widget.said(TicketRequested)
    said = await widget.said(CommentRequested)
    assert [(each.body, each.ticket_id) for each in said] == [
        ("One more thing.", wish.ticket_id),
        ("And another.", wish.ticket_id),
    ]
    assert [each.wish for each in await widget.said(StatusRequested)] == ["solved"]
    await visitor.post(f"{path}/comments", json={"body": "Afterwards."})
    assert len(await widget.said(CommentRequested)) == 3


async def test_a_comment_and_a_decision_at_once_lose_nothing(visitor, caught, widget: Alone, admin):
    path = f"/widget/v1/tickets/{caught['public_token']}/comments"
    accept = admin.post(f"/api/widget/quarantine/{caught['reference']}/accept")
    said = [visitor.post(path, json={"body": f"{n}"}) for n in range(8)]
    answers = await asyncio.gather(*said[:4], accept, *said[4:])
    assert {answer.status_code for answer in answers} == {202}
    assert sorted(each.body for each in await widget.said(CommentRequested)) == [f"{n}" for n in range(8)]


async def test_files_are_kept_shown_and_passed_on(visitor, desk, widget: Alone, admin):
    await visitor.post(path_of(desk), data=SPAM, files=[("files", ("a.txt", b"hello"))])
    (kept,) = await held(widget)
    assert (await admin.get(kept["attachments"][0]["url"])).content == b"hello"
    await admin.post(f"/api/widget/quarantine/{kept['id']}/accept")
    (wish,) = await widget.said(TicketRequested)
    assert [(file.name, file.size) for file in wish.attachments] == [("a.txt", 5)]


async def test_discarded_it_is_nothing_and_its_link_says_so(visitor, desk, caught, widget: Alone, admin):
    before = await shown(visitor, caught)
    assert (await admin.delete(f"/api/widget/quarantine/{caught['reference']}")).status_code == 204
    seen = await shown(visitor, caught)
    assert (seen["status"], seen["reason"], seen["mark"] != before["mark"]) == (
        "refused",
        "not_accepted",
        True,
    )
    page = await visitor.get(f"/helpdesk/ticket/{caught['public_token']}")
    assert "Not accepted" in page.text
    said = await visitor.post(f"/widget/v1/tickets/{caught['public_token']}/comments", json={"body": "But…"})
    assert (said.status_code, said.json()["code"]) == (409, "ticket_refused")
    assert (await held(widget), await widget.said()) == ([], [])


async def test_the_files_of_what_is_discarded_are_deleted(visitor, desk, widget: Alone, admin):
    receipt = (await visitor.post(path_of(desk), data=SPAM, files=[("files", ("a.txt", b"x"))])).json()
    path = f"/widget/v1/tickets/{receipt['public_token']}/comments"
    await visitor.post(path, data={"body": "see"}, files=[("files", ("b.txt", b"y"))])
    await submitted(visitor, desk)
    kept = await visitor.post(path_of(desk), data=FORM, files=[("files", ("c.txt", b"z"))])
    await admin.delete(f"/api/widget/quarantine/{receipt['reference']}")
    await tidy_up(widget.service.database, widget.service.storage)
    async with widget.service.database.session() as session:
        assert list(await session.scalars(select(files.c.name))) == ["c.txt"]
    assert (await shown(visitor, receipt))["attachments"] == []
    assert len((await shown(visitor, kept.json()))["attachments"]) == 1


async def test_what_is_doubtful_is_limited_by_itself(wary: Alone):
    desk = await a_desk(wary)
    async with wary.client() as visitor:
        found = [(await visitor.post(path_of(desk), json=SPAM)).status_code for _ in range(5)]
        assert found == [202] * 3 + [429] * 2


async def test_nothing_is_done_to_what_never_was_in_quarantine(visitor, desk, admin, widget: Alone):
    receipt = await submitted(visitor, desk)
    assert (await admin.post(f"/api/widget/quarantine/{receipt['reference']}/accept")).status_code == 404
    assert (await admin.delete(f"/api/widget/quarantine/{receipt['reference']}")).status_code == 404
    assert await count(widget.service.database, quarantine) == 0


@pytest.mark.parametrize("verb", [quarantining.accept, quarantining.discard])
async def test_a_decision_that_breaks_off_has_not_been_made(caught, widget: Alone, verb):
    async def decide() -> None:
        async with widget.service.web.state.reception.uow() as uow:
            await verb(uow, UUID(caught["reference"]))
            await uow.save()
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await decide()
    assert (await widget.said(), len(await held(widget))) == ([], 1)


async def test_what_is_older_than_thirty_days_is_erased_with_all_that_belongs_to_it(
    visitor, desk, widget: Alone, admin
):
    old, discarded, young = [
        (await visitor.post(path_of(desk), data=SPAM, files=[("f", ("a.txt", b"x"))])).json()
        for _ in range(3)
    ]
    plain = await submitted(visitor, desk)
    await visitor.post(f"/widget/v1/tickets/{old['public_token']}/comments", json={"body": "?"})
    await admin.delete(f"/api/widget/quarantine/{discarded['reference']}")
    await grown(widget, old, discarded, plain)
    async with widget.service.web.state.reception.uow() as uow:
        assert await quarantining.erase_old_ones(uow) == 2
        assert await quarantining.erase_old_ones(uow) == 0
    for receipt, status in ((old, 404), (discarded, 404), (young, 200), (plain, 200)):
        answer = await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")
        assert answer.status_code == status
    await tidy_up(widget.service.database, widget.service.storage)
    assert await count(widget.service.database, files) == 1
    assert [each["id"] for each in await held(widget)] == [young["reference"]]


async def grown(widget: Alone, *receipts: dict) -> None:
    """Some inquiries came 31 days ago."""
    mine = [UUID(each["reference"]) for each in receipts]
    async with widget.service.database.session() as session, session.begin():
        for kept in (quarantine, submissions):
            then = kept.c.created_at - timedelta(days=31)
            await session.execute(update(kept).where(kept.c.request_id.in_(mine)).values(created_at=then))
