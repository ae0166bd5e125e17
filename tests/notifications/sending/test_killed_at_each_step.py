"""A worker is killed at each step of sending a mail: it goes once, or is shown as unknown; the others go once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, given_mailbox, queued
from tests.notifications.dying import a_worker, killed
from tests.notifications.sink import Sink

MAILS = 4
STEPS = [
    # step, state of the mail in hand, whether the server has it
    ("before connect", "sent", True),
    ("after connect", "sent", True),
    ("after DATA", "sent", True),
    ("marking", "sent", True),
    ("marked", "unknown", False),
    ("handed over", "unknown", None),
    ("after 250", "unknown", True),
    ("before commit", "unknown", True),
]
"""None: the system may have sent the bytes on or not."""


@pytest.mark.parametrize(("step", "state", "arrived"), STEPS, ids=[each[0] for each in STEPS])
async def test_no_step_doubles_or_loses_a_mail(
    mail: Mail,
    http: httpx.AsyncClient,
    desk: DeskState,
    sink: Sink,
    tmp_path: Path,
    step: str,
    state: str,
    arrived: bool | None,
):
    await given_mailbox(http, desk.id, sink.port)
    await queued(mail, desk, MAILS)
    alone: Any = {"HELPDESK_NOTIFICATIONS_SENDER_CONCURRENCY": "1"}
    async with a_worker(mail.service.database.url, tmp_path, step, times=2, **alone) as worker:
        await killed(worker)
    await mail.send(timedelta(minutes=2))
    await mail.tidy(timedelta(minutes=30))
    await mail.send(timedelta(hours=20))
    assert sorted(await mail.states()) == sorted(["sent"] * (MAILS - 1) + [state])
    ids = [str(each["Message-ID"]) for each in sink.mails]
    assert len(ids) == len(set(ids))
    assert (
        len(ids) == MAILS if arrived else MAILS - 1 <= len(ids) <= (MAILS if arrived is None else MAILS - 1)
    )
    listed = (await http.get("/api/mail/deliveries", params={"state": "unknown"})).json()["items"]
    assert len(listed) == (state == "unknown")
