"""Agents answer notices by mail: what they say is theirs, as long as they may say it."""

from uuid import UUID

import pytest

from shared.contracts.organization import AgentChanged
from shared.contracts.parts import Requester
from shared.contracts.tickets import CommentAdded, NoteAdded
from shared.tables import parked
from tests.service_fixtures import Alone, a_person
from tests.shared.test_delivery import count
from tests.tickets.handlers.test_mails import a_mail
from tests.tickets.handlers.test_requests import a_wish, kinds

BEA = a_person(name="Bea")
HERSELF = Requester(email=BEA.email, name="Bea")


async def opened(tickets: Alone, desk: dict) -> UUID:
    wish = a_wish(desk)
    await tickets.hear(AgentChanged(person=BEA), wish)
    return wish.ticket_id


@pytest.mark.parametrize("public", [True, False])
async def test_an_answer_is_the_agents_and_as_public_as_what_it_answers(
    http, desk, tickets: Alone, public: bool
):
    ticket_id = await opened(tickets, desk)
    mail = a_mail(ticket_id, agent_id=BEA.id, author=HERSELF, public=public, body="Use **water**")
    await tickets.hear(mail, type(mail).model_validate(mail.model_dump()))
    said = await tickets.said(CommentAdded if public else NoteAdded)
    assert [(each.actor.kind, each.actor.id, each.actor.name) for each in said] == [("agent", BEA.id, "Bea")]
    assert "<strong>water</strong>" in said[0].body_html
    assert await tickets.said(NoteAdded if public else CommentAdded) == []


@pytest.mark.parametrize("change", ["inactive", "guest", "off the desk"])
@pytest.mark.parametrize("public", [True, False])
@pytest.mark.attack("A10")
async def test_a10_who_may_not_write_any_more_leaves_a_note_that_says_so(
    http, desk, tickets: Alone, change: str, public: bool
):
    ticket_id = await opened(tickets, desk)
    later = {"inactive": {"active": False}, "guest": {"role": "guest"}, "off the desk": {}}[change]
    await tickets.hear(AgentChanged(person=BEA.model_copy(update={"version": 2, **later})))
    if change == "off the desk":
        anna = a_person()
        await tickets.hear(AgentChanged(person=anna))
        moved = await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(anna.id)]})
        assert moved.status_code == 200, moved.text
    await tickets.hear(a_mail(ticket_id, agent_id=BEA.id, author=HERSELF, public=public, body="Send money"))
    assert await tickets.said(CommentAdded) == []
    (note,) = await tickets.said(NoteAdded)
    assert note.actor.kind == "requester"
    assert note.body.startswith("(This answer to a notice was not published")
    assert note.body.endswith("Send money")
    assert "comment" not in await kinds(http, ticket_id)


async def test_an_answer_waits_for_news_of_its_writer(http, desk, tickets: Alone):
    wish = a_wish(desk)
    await tickets.hear(wish, a_mail(wish.ticket_id, agent_id=BEA.id, author=HERSELF))
    assert await count(tickets.service.database, parked) == 1
    assert await tickets.said(CommentAdded) == []
