"""A mailbox that cannot be read is told of: in the log once, in health and figures as long as it lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import REGISTRY
from uuid_utils.compat import uuid7

from services.notifications.incoming import alarm
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import watching
from shared.bus.in_process import InProcessBus
from shared.process_role import Role
from shared.service import ServiceHealth
from tests.notifications.conftest import Mail, given_mailbox

UNREAD = "helpdesk_mailboxes_unread"


@pytest.fixture
async def folder(mail: Mail, http, desk) -> Any:
    """The desk's mailbox, whose folder a worker begins to read now."""
    await given_mailbox(http, desk.id, 587, imap={"host": "127.0.0.1", "port": 1, "tls": "none"})
    return await claimed(mail)


async def claimed(mail: Mail) -> Any:
    async with opened(mail) as uow:
        (row,) = await watching.claim_folders(uow, 1, uuid7(), [])
    return row


@asynccontextmanager
async def opened(mail: Mail) -> AsyncIterator[NotificationsUow]:
    async with mail.service.open_uow(mail.service.work) as uow:
        assert isinstance(uow, NotificationsUow)
        yield uow


async def warned(mail: Mail, minutes: float, monkeypatch) -> int:
    """How many warnings a look makes, so many minutes from now."""
    mail.service.work.offset = mail.service.database.offset = timedelta(minutes=minutes)
    said: list[str] = []
    monkeypatch.setattr(alarm, "log", SimpleNamespace(warning=lambda event, **_: said.append(event)))
    await mail.service.web.state.alarm.look()
    return said.count("mailbox_unread")


async def told(mail: Mail) -> list[dict[str, Any]]:
    """What the health of the service says of mailboxes."""
    health = ServiceHealth(mail.service, InProcessBus(), Role.BOTH)
    _, particulars = await health.ready()
    return particulars["mailboxes_unread"]


async def test_a_mailbox_that_is_not_read_for_ten_minutes_is_warned_of_once(mail, folder, desk, monkeypatch):
    assert await warned(mail, 9.9, monkeypatch) == 0
    assert (await told(mail), REGISTRY.get_sample_value(UNREAD)) == ([], 0)
    assert [await warned(mail, minutes, monkeypatch) for minutes in (10.1, 11, 600)] == [1, 0, 0]
    (shown,) = await told(mail)
    assert (shown["desk_id"], shown["address"], shown["problem"]) == (str(desk.id), "support@example.com", "")
    assert REGISTRY.get_sample_value(UNREAD) == 1


async def test_what_is_read_again_is_well_and_may_be_warned_of_anew(mail, folder, monkeypatch):
    assert await warned(mail, 11, monkeypatch) == 1
    async with opened(mail) as uow:
        assert await watching.hold(uow, folder.desk_id, folder.lease, folder.mailbox_version)
    assert (await warned(mail, 12, monkeypatch), await told(mail)) == (0, [])
    assert await warned(mail, 22, monkeypatch) == 1


async def test_a_folder_that_fails_says_why(mail, folder, monkeypatch):
    async with opened(mail) as uow:
        await watching.note_problem(uow, folder.desk_id, folder.lease, "NO such user")
    assert await warned(mail, 11, monkeypatch) == 1
    assert (await told(mail))[0]["problem"] == "NO such user"


async def test_a_desk_that_reads_no_mail_is_not_waited_for(mail, http, desk, monkeypatch):
    await given_mailbox(http, desk.id, 587)
    assert await warned(mail, 60, monkeypatch) == 0
