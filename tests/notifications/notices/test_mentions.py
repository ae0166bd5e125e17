"""Whoever a note calls by name is told, once and by their own choice, on whichever desk the ticket is."""

from typing import Any
from uuid import uuid4

from shared.contracts.organization import AgentChanged
from shared.contracts.parts import DeskState
from shared.contracts.tickets import DeskChanged
from shared.tables import parked
from tests.builders import ANNA
from tests.notifications.conftest import Mail, heard_person
from tests.notifications.events import a_ticket_state
from tests.notifications.notices.news import actor, assigned, heard_group, log, note_added, told
from tests.service_fixtures import a_person
from tests.shared.test_delivery import count

NOBODY_YET: dict[str, Any] = {"assigned_in": 0}


async def test_a_mention_is_told_once_in_place_of_the_note(mail: Mail, desk, bea):
    ticket, cleo = a_ticket_state(desk.id), await heard_person(mail, "Cleo")
    group = await heard_group(mail, bea, cleo)
    note = note_added(ticket, mentioned=(bea.id,))
    await mail.hear(assigned(ticket, group), note, note)
    rows = [(row.person_id, row.kind, row.why, row.not_told) for row in await log(mail)][2:]
    assert rows == [(cleo.id, "note_added", "member", ""), (bea.id, "mentioned", "mentioned", "")]


async def test_who_may_not_read_tickets_is_not_told_and_the_log_says_why(mail: Mail, desk, bea):
    guest = await heard_person(mail, "Gast", "guest")
    gone = await heard_person(mail, "Gone", active=False)
    ticket, since = a_ticket_state(desk.id), NOBODY_YET
    mentioned = (guest.id, gone.id, bea.id)
    await mail.hear(note_added(ticket, actor(bea), mentioned=mentioned, **since))
    assert await told(mail) == [
        (guest.id, "mentioned", "no_access"),
        (gone.id, "mentioned", "inactive"),
        (bea.id, "mentioned", "own_action"),
    ]


async def test_on_a_desk_of_others_it_is_their_notice_and_mailed_unless_they_chose_otherwise(
    mail: Mail, desk: DeskState, bea
):
    closed = desk.model_copy(update={"member_ids": (uuid4(),), "version": desk.version + 1})
    await mail.hear(DeskChanged(desk=closed, actor=ANNA))
    ticket, since = a_ticket_state(desk.id), NOBODY_YET
    await mail.hear(note_added(ticket, mentioned=(bea.id,), **since), note_added(ticket, **since))
    async with mail.client(bea) as hers:
        (notice,) = (await hers.get("/api/mail/notices")).json()["items"]
        assert (notice["kind"], notice["ticket_id"]) == ("mentioned", str(ticket.id))
        assert (await hers.get("/panel/notices")).status_code == 200
        assert (
            await hers.get("/api/mail/notices/log", params={"ticket_id": str(ticket.id)})
        ).status_code == 404
        chosen = {"mentioned": {"mail": False}}
        assert (await hers.put("/api/mail/notices/choices", json=chosen)).status_code == 200
    await mail.hear(note_added(ticket, mentioned=(bea.id,), **since))
    assert (await log(mail))[-1].not_mailed == "muted"


async def test_a_mention_of_somebody_unknown_waits_for_them(mail: Mail, desk):
    ticket, new = a_ticket_state(desk.id), a_person("agent", "New")
    await mail.hear(note_added(ticket, mentioned=(new.id,), assigned_in=0))
    assert await count(mail.service.database, parked) == 1
    await mail.hear(AgentChanged(person=new))
    assert await told(mail) == []
