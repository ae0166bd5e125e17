"""Notices that were read go after 90 days; what somebody has not read stays, and no answer becomes public by it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from services.notifications.tables import notices
from services.notifications.use_cases import forgetting
from services.notifications.use_cases.forgetting import NOTICES_KEPT
from shared.contracts.parts import DeskState, PersonState
from tests.notifications.conftest import Mail, heard_person
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.incoming.conftest import arrived, door, dovecot, lmtp_port, loops, mail
from tests.notifications.incoming.letters import a_mail
from tests.notifications.notices.news import assigned, note_added, replied, told
from tests.notifications.notices.test_answers import BEA, QUOTED, Story, story

__all__ = ["arrived", "door", "dovecot", "lmtp_port", "loops", "mail", "story"]
DAY = timedelta(days=1)


async def has_read_all(mail: Mail, person: PersonState) -> None:
    async with mail.client(person) as http:
        assert (await http.post("/api/mail/notices/read", json={"all": True})).status_code == 204


async def forgotten_after(mail: Mail, later: timedelta) -> None:
    """What the loop does once an hour, `later` than now."""
    mail.service.work.offset = later
    await mail.service.web.state.sending.forget()
    mail.service.work.offset = timedelta()


async def test_what_was_read_or_told_to_nobody_goes_after_90_days(
    mail: Mail, desk: DeskState, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    bea, gone = await heard_person(mail), await heard_person(mail, "Gone", active=False)
    hers, another = a_ticket_state(desk.id), a_ticket_state(desk.id)
    await mail.hear(ticket_created(hers), assigned(hers, bea), replied(hers), assigned(another, gone))
    await has_read_all(mail, bea)
    await mail.hear(note_added(hers))
    everything = await told(mail)
    assert [kind for _, kind, _ in everything] == ["assigned", "customer_replied", "assigned", "note_added"]
    await forgotten_after(mail, NOTICES_KEPT - DAY)
    assert await told(mail) == everything
    await forgotten_after(mail, NOTICES_KEPT + DAY)
    assert await told(mail) == [(bea.id, "note_added", "")]


@pytest.mark.usefixtures("loops")
@pytest.mark.parametrize("kind", ["note_added", "customer_replied"])
async def test_an_answer_to_a_notice_that_is_forgotten_is_a_note(story: Story, kind: str):
    await has_read_all(story.mail, story.bea)
    await forgotten_after(story.mail, NOTICES_KEPT + DAY)
    assert await told(story.mail) == []
    to = story.reply_to(kind)
    [(_, public, agent)] = await story.comes(a_mail("Re", f"He lies.{QUOTED}", BEA, to), to)
    assert (public, agent) == (False, None)


@pytest.mark.usefixtures("loops")
async def test_an_answer_to_public_news_and_to_a_forgotten_note_is_a_note(story: Story):
    async with story.mail.service.database.session() as session, session.begin():
        await session.execute(delete(notices).where(notices.c.kind == "note_added"))
    note, news = story.reply_to("note_added"), story.reply_to("customer_replied")
    [(_, public, _)] = await story.comes(a_mail("Re", f"He lies.{QUOTED}", BEA, f"{note}, {news}"), news)
    assert not public
