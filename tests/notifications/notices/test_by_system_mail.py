"""Notices that no desk's mailbox can send go by the installation's own server."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import telling
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import DeskState
from tests.builders import NOW
from tests.conftest import MakeDatabase
from tests.notifications.conftest import (
    Mail,
    given_mailbox,
    heard_desk,
    heard_person,
    mailing,
    system_mail_by,
)
from tests.notifications.events import a_ticket_state
from tests.notifications.notices.news import assigned, log, note_added
from tests.notifications.notices.test_mails import text_of
from tests.notifications.sink import Sink


@pytest.fixture
async def mail(database: MakeDatabase, tmp_path: Path, sink: Sink) -> AsyncIterator[Mail]:
    """The service with a server for system mail."""
    url = (await database("notifications")).url
    async with mailing(url, tmp_path, **system_mail_by(sink)) as service:
        yield service


async def test_a_desk_without_a_mailbox_tells_its_agents_all_the_same(mail: Mail, sink: Sink):
    desk, bea = await heard_desk(mail), await heard_person(mail)
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, bea), note_added(ticket))
    await mail.send()
    first, second = sink.mails
    assert [(str(each["From"]), str(each["To"])) for each in sink.mails] == [
        ("Helpdesk <it@example.com>", "bea@example.com")
    ] * 2
    assert (second["In-Reply-To"], second["Auto-Submitted"]) == (first["Message-ID"], "auto-generated")
    # Nobody reads there, so no answer is promised.
    assert second["Reply-To"] in (None, "it@example.com")
    assert "Please do not answer this mail" in text_of(second)
    assert [row.not_mailed for row in await log(mail)] == ["", ""]


async def test_who_has_left_meanwhile_is_not_mailed(mail: Mail, sink: Sink):
    desk, bea = await heard_desk(mail), await heard_person(mail)
    await mail.hear(assigned(a_ticket_state(desk.id), bea))
    await mail.hear(AgentChanged(person=bea.model_copy(update={"active": False, "version": bea.version + 1})))
    await mail.send()
    assert (await mail.states(), sink.mails) == (["queued"], [])


async def test_of_a_silent_mailbox_the_installation_tells_and_not_the_mailbox(
    mail: Mail, http, desk: DeskState, sink: Sink
):
    await given_mailbox(http, desk.id, sink.port)
    boss = await heard_person(mail, "Boss", "owner")
    async with mail.service.open_uow(mail.service.work) as uow:
        assert isinstance(uow, NotificationsUow)
        await telling.tell_of_silent_mailbox(uow, desk.id, "support@example.com", NOW)
    await mail.send()
    (sent,) = sink.mails
    assert (str(sent["From"]), str(sent["To"])) == ("Helpdesk <it@example.com>", boss.email)


async def test_a_limit_that_is_reached_is_told_once_an_hour(mail: Mail, http, desk: DeskState, sink: Sink):
    boss = await heard_person(mail, "Boss", "owner")
    for sender, later in (("a@x.example", 0), ("a@x.example", 20), ("b@x.example", 20), ("a@x.example", 70)):
        mail.service.work.offset = timedelta(minutes=later)
        async with mail.service.open_uow(mail.service.work) as uow:
            assert isinstance(uow, NotificationsUow)
            await telling.tell_of_limit(uow, desk.id, sender)
    rows = await log(mail)
    told = [(row.person_id, row.kind, row.detail) for row in rows]
    assert {each[:2] for each in told} == {(boss.id, "mails_limited")}
    # Hours are those of the clock: twenty minutes on may be the next one.
    assert 3 <= len(told) <= 4
    assert [each[2] for each in told].count("b@x.example") == 1
    await mail.send()
    assert "Too many mails from a@x.example" in text_of(sink.mails[0])
    assert "http://test/panel/mail/inbox" in text_of(sink.mails[0])
