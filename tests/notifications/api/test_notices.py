"""The JSON door of notices: one's own list, what is mailed, and the log of a ticket."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.contracts.parts import DeskState, PersonState, TicketState
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA
from tests.notifications.conftest import Mail, heard_person
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.notices.news import CANARY, assigned, heard_group, note_added, replied
from tests.notifications.sink import Sink

NOTICES = "/api/mail/notices"
MAILED = ("assigned", "customer_replied", "note_added", "mentioned", "delivery_failed")


@pytest.fixture
async def hers(mail: Mail, bea: PersonState) -> AsyncIterator[httpx.AsyncClient]:
    async with mail.client(bea) as client:
        yield client


@pytest.fixture
async def ticket(mail: Mail, desk: DeskState, bea: PersonState) -> TicketState:
    """Bea's ticket, with an answer and a note."""
    created = ticket_created(a_ticket_state(desk.id))
    await mail.hear(created, assigned(created.ticket, bea))
    await mail.hear(replied(created.ticket), note_added(created.ticket))
    return created.ticket


async def listed(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get(NOTICES, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_ones_own_notices_are_listed_the_newest_first(hers, ticket: TicketState, desk: DeskState):
    found = await listed(hers)
    assert [each["kind"] for each in found] == ["note_added", "customer_replied", "assigned"]
    newest = found[0]
    assert (newest["number"], newest["title"], newest["by"]) == ("SUP-001", "Printer on fire", "Anna")
    assert (newest["ticket_id"], newest["desk_id"]) == (str(ticket.id), str(desk.id))
    assert (newest["text"], newest["read_at"]) == (f"Careful, {CANARY}", None)


async def test_what_was_read_is_listed_no_more_as_unread(mail: Mail, hers, ticket: TicketState):
    first, second, third = await listed(hers)
    other = await heard_person(mail, "Other")
    async with mail.client(other) as foreign:
        assert await listed(foreign) == []
        taken = await foreign.post(f"{NOTICES}/read", json={"ids": [first["id"]]})
        assert taken.status_code == 204
        assert (await foreign.post(f"{NOTICES}/read", json={"all": True})).status_code == 204
    assert len(await listed(hers, unread=True)) == 3
    await hers.post(f"{NOTICES}/read", json={"ids": [second["id"], str(uuid4())]})
    assert [each["id"] for each in await listed(hers, unread=True)] == [first["id"], third["id"]]
    read = (await listed(hers))[1]["read_at"]
    await hers.post(f"{NOTICES}/read", json={"all": True})
    assert await listed(hers, unread=True) == []
    assert (await listed(hers))[1]["read_at"] == read


@pytest.mark.parametrize(
    "body", [{}, {"all": False}, {"ids": [], "all": False}, {"ids": ["x"]}, {"every": 1}]
)
async def test_what_names_no_notices_is_refused(hers, body: dict[str, Any]):
    assert (await hers.post(f"{NOTICES}/read", json=body)).status_code == 422
    both = {"ids": [str(uuid4())], "all": True}
    assert (await hers.post(f"{NOTICES}/read", json=both)).status_code == 422


async def test_long_lists_go_on_where_they_ended(mail: Mail, hers, ticket: TicketState):
    await mail.hear(*[note_added(ticket) for _ in range(60)])
    first = (await hers.get(NOTICES)).json()
    second = (await hers.get(NOTICES, params={"cursor": first["next_cursor"]})).json()
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (50, 13, None)
    assert not {each["id"] for each in first["items"]} & {each["id"] for each in second["items"]}
    foreign = await hers.get(NOTICES, params={"cursor": first["next_cursor"], "unread": True})
    assert foreign.status_code == 422


async def test_who_no_longer_sees_the_desk_reads_nothing_of_it(
    mail: Mail, hers, ticket: TicketState, desk: DeskState
):
    closed = desk.model_copy(update={"member_ids": (ANNA.id,), "version": 2})
    await mail.hear(DeskChanged(desk=closed, actor=ANNA))
    assert await listed(hers) == []
    assert (await hers.get(f"{NOTICES}/log", params={"ticket_id": str(ticket.id)})).status_code == 404


async def test_everybody_chooses_for_themselves_what_is_mailed(
    mail: Mail, hers, http, ticket: TicketState, mailbox
):
    chosen = await hers.get(f"{NOTICES}/choices")
    mailed = {kind: {"mail": True} for kind in MAILED}
    assert chosen.json() == mailed | {"woken": {"mail": False}}
    changed = await hers.put(
        f"{NOTICES}/choices",
        json={"note_added": {"mail": False}, "woken": {"mail": True}},
        headers={"If-Match": chosen.headers["etag"]},
    )
    assert changed.json() == mailed | {"woken": {"mail": True}, "note_added": {"mail": False}}
    late = await hers.put(f"{NOTICES}/choices", json={}, headers={"If-Match": chosen.headers["etag"]})
    assert late.status_code == 412
    assert (await http.get(f"{NOTICES}/choices")).json()["mailbox_silent"] == {"mail": True}
    before = len(await mail.deliveries())
    await mail.hear(note_added(ticket), replied(ticket))
    to_bea = [row for row in (await mail.deliveries())[before:] if row.kind == "notice"]
    assert len(to_bea) == 1
    assert len(await listed(hers)) == 5


@pytest.mark.parametrize("body", [{"unknown": {"mail": True}}, {"woken": {"mail": 3}}, {"woken": True}, []])
async def test_choices_that_cannot_be_are_refused(hers, body: Any):
    assert (await hers.put(f"{NOTICES}/choices", json=body)).status_code == 422


async def test_the_log_says_who_was_told_how_or_why_not(
    mail: Mail, http, hers, desk: DeskState, bea: PersonState, mailbox, sink: Sink
):
    created, gone = ticket_created(a_ticket_state(desk.id)), await heard_person(mail, "Gone", active=False)
    group = await heard_group(mail, bea, gone)
    await mail.hear(created, assigned(created.ticket, group))
    await mail.send()
    await hers.put(f"{NOTICES}/choices", json={"note_added": {"mail": False}})
    await mail.hear(note_added(created.ticket))
    answer = await http.get(f"{NOTICES}/log", params={"ticket_id": str(created.ticket.id)})
    rows = {(each["person"], each["kind"]): each for each in answer.json()["items"]}
    assert len(rows) == 4
    sent = rows["Bea", "assigned"]
    assert (sent["why"], sent["not_told"], sent["not_mailed"]) == ("member of Second level", "", "")
    assert (sent["mail"]["state"], sent["mail"]["recipient"]) == ("sent", bea.email)
    assert (rows["Bea", "note_added"]["mail"], rows["Bea", "note_added"]["not_mailed"]) == (None, "muted")
    assert rows["Gone", "assigned"]["not_told"] == rows["Gone", "note_added"]["not_told"] == "inactive"
    assert CANARY not in answer.text
