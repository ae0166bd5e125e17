"""Mail that is read from a mailbox, by a real Dovecot."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.notifications.tables import folders
from shared.contracts.notifications import MailTicketRequested
from shared.contracts.parts import DeskState
from tests.dovecot import Dovecot
from tests.notifications.conftest import Mail, given_mailbox
from tests.notifications.incoming.conftest import running
from tests.notifications.incoming.door import Mails
from tests.notifications.incoming.letters import a_mail
from tests.notifications.sink import Sink
from tests.waiting import until


async def folder(mail: Mail) -> Any:
    """The one folder that is watched, as it stands."""
    async with mail.service.database.session() as session:
        return (await session.execute(folders.select())).first()


async def watched(mail: Mail) -> Any:
    """The folder, once it was looked at."""

    async def look() -> Any:
        found = await folder(mail)
        return found if found and found.looked_at else None

    return await until(look)


async def read_from(
    http: httpx.AsyncClient, desk: DeskState, sink: Sink, imap: dict[str, Any], **more: Any
) -> dict[str, Any]:
    return await given_mailbox(http, desk.id, sink.port, open_tickets=True, imap=imap, **more)


async def test_a_new_mailbox_starts_from_now_and_news_come_at_once(
    mail: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived: Mails
):
    await dovecot.put(user, *[a_mail(f"old {n}") for n in range(5)])
    await read_from(http, desk, sink, dovecot.imap(user))
    async with running(mail):
        await watched(mail)
        await dovecot.put(user, a_mail("new 1"))
        await arrived(1)
        await dovecot.put(user, a_mail("new 2"), a_mail("new 3"))
        found = await arrived(3)
    assert [each["subject"] for each in found] == ["new 1", "new 2", "new 3"]
    assert len(await mail.said(MailTicketRequested)) == 3
    flags = await dovecot.flags(user)
    assert ["Seen" in line for line in flags] == [False] * 5 + [True] * 3


async def test_what_came_before_the_first_look_is_new_all_the_same(
    mail: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived: Mails
):
    await dovecot.put(user, *[a_mail(f"old {n}") for n in range(3)])
    await read_from(http, desk, sink, dovecot.imap(user))
    since = (await folder(mail)).since

    async def a_second_later() -> bool:
        # Servers note seconds only.
        return datetime.now(UTC) >= since.replace(microsecond=0) + timedelta(seconds=1)

    await until(a_second_later)
    await dovecot.put(user, a_mail("meanwhile 1"), a_mail("meanwhile 2"))
    async with running(mail):
        found = await arrived(2)
    assert [each["subject"] for each in found] == ["meanwhile 1", "meanwhile 2"]
    assert len(await mail.said(MailTicketRequested)) == 2


async def test_old_mails_are_read_when_told_to_and_flood_nothing(
    mail: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived: Mails
):
    await dovecot.put(user, *[a_mail(f"old {n}") for n in range(12)])
    await read_from(http, desk, sink, dovecot.imap(user) | {"read_old": True})
    async with running(mail):
        found = await arrived(12)
        await dovecot.put(user, a_mail("new"))
        newest = (await arrived(13))[-1]
    assert {(each["state"], each["reason"]) for each in found} == {("unlinked", "old")}
    assert (newest["subject"], newest["state"]) == ("new", "linked")
    assert len(await mail.said(MailTicketRequested)) == 1


async def test_two_workers_and_three_deliveries_make_one_mail(
    mail: Mail, second: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived: Mails
):
    await read_from(http, desk, sink, dovecot.imap(user))
    one = a_mail(message_id="<thrice@client.example>")
    async with running(mail), running(second):
        await watched(mail)
        await asyncio.gather(*[dovecot.put(user, b"Received: from way%d\r\n" % n + one) for n in range(3)])
        await dovecot.put(user, a_mail("last"))
        found = await arrived(2)
    assert [each["subject"] for each in found] == ["Printer on fire", "last"]
    assert len(await mail.said(MailTicketRequested)) == 2


async def test_mails_with_new_uids_are_recognised_and_old_ones_stay_out(
    mail: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived: Mails
):
    await read_from(http, desk, sink, dovecot.imap(user))
    async with running(mail):
        before = await watched(mail)
        await dovecot.put(user, *[a_mail(f"mail {n}") for n in range(8)])
        await arrived(8)
    await dovecot.renumber(user)
    async with running(mail):
        await dovecot.put(user, a_mail("after"))
        found = await arrived(9)
    assert (await folder(mail)).uid_validity != before.uid_validity
    assert [each["subject"] for each in found] == [*[f"mail {n}" for n in range(8)], "after"]
    assert len(await mail.said(MailTicketRequested)) == 9


async def test_a_mailbox_that_cannot_be_read_says_why_and_comes_back(
    mail: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived: Mails
):
    await read_from(http, desk, sink, dovecot.imap(user) | {"password": "wrong"})
    async with running(mail):

        async def failing() -> Any:
            found = await folder(mail)
            return found if found and found.failing_since else None

        assert "AUTHENTICATIONFAILED" in (await until(failing)).problem
        shown = (await http.get(f"/api/mail/desks/{desk.id}/mailbox")).json()["incoming"]
        assert shown["failing_since"]
        assert "AUTHENTICATIONFAILED" in shown["problem"]
        await read_from(http, desk, sink, dovecot.imap(user))
        mail.service.work.offset = timedelta(minutes=10)
        found = await watched(mail)
        assert (found.problem, found.failing_since) == ("", None)
        await dovecot.put(user, a_mail())
        assert len(await arrived(1)) == 1


async def test_a_changed_mailbox_is_read_with_its_new_settings(
    mail: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, arrived: Mails
):
    await read_from(http, desk, sink, dovecot.imap(user))
    async with running(mail):
        await watched(mail)
        await read_from(http, desk, sink, dovecot.imap(f"{user}x"))
        await dovecot.put(user, a_mail("to the former one"))

        async def followed() -> bool:
            found = await folder(mail)
            return found.folder.startswith(f"{user}x") and found.looked_at is not None

        await until(followed, 70)
        await dovecot.put(f"{user}x", a_mail("to the new one"))
        found = await arrived(1)
    assert [each["subject"] for each in found if each["subject"] == "to the new one"]


@pytest.mark.parametrize("removed", ["imap", "mailbox"])
async def test_what_is_no_longer_set_is_no_longer_read(
    mail: Mail, http, desk: DeskState, sink: Sink, dovecot: Dovecot, user: str, removed: str
):
    await read_from(http, desk, sink, dovecot.imap(user))
    async with running(mail):
        await watched(mail)
    if removed == "imap":
        await given_mailbox(http, desk.id, sink.port)
    else:
        await http.delete(f"/api/mail/desks/{desk.id}/mailbox")
    async with running(mail):

        async def forgotten() -> bool:
            return await folder(mail) is None

        await until(forgotten)
