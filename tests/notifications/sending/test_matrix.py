"""R17: whatever a server does, each of many mails comes to one end, under one Message-ID however often it is tried."""

import os
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.notifications.mail_servers.connecting import Limits
from services.notifications.sending.breakers import LONGEST_REST
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.contracts.parts import DeskState
from tests.notifications.conftest import QUICK, Mail, given_mailbox, queued
from tests.notifications.mail_servers.test_tls import self_signed
from tests.notifications.sending.ends import OUTCOMES, end_of
from tests.notifications.sink import Sink
from tests.opening import opened

MAILS = int(os.environ.get("R17_MAILS", "8"))
"""A mode's mails: few in CI, 200 by night."""

HOURS = (0, 0.1, 0.5, 2, 5, 10, 19)
AS_OTHERS = ("530", "554 data", "hang before")
"""Modes that a day goes by with as with 450, with 550 and with "drop before"."""

STATES = {mode: state for mode, state, _ in OUTCOMES if mode not in AS_OTHERS} | {"bad TLS": "queued"}
"""Where a mail is after one try, by what the server does."""


class Noting(Sink):
    """Notes the Message-ID of every mail that was handed over, refused ones too."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls)
        self.tried: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.content.partition(b"\r\n\r\n")[0].split(b"\r\n")
        self.tried[next(line for line in head if line.startswith(b"Message-ID:")).decode()[12:]] += 1
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def limits(mode: str) -> Limits:
    """Servers that say nothing get little time, since their mails are tried one by one."""
    return replace(QUICK, data=0.1) if mode == "hang after data" else QUICK


good = opened(Noting)


@pytest.fixture
async def strange(tmp_path: Path) -> AsyncIterator[Noting]:
    """A server whose certificate nobody vouches for."""
    async with Noting(self_signed(tmp_path, "localhost")[0]) as server:
        yield server


def without_rest(mail: Mail) -> None:
    """Let time fly for a server that is left alone for a while after it could not be reached."""
    mail.service.web.state.sending._breakers._clock = count(0, LONGEST_REST + 1).__next__


async def over_a_day(mail: Mail, hours: tuple[float, ...]) -> None:
    for hour in hours:
        await mail.send(timedelta(hours=hour))
        await mail.tidy(timedelta(hours=hour))


@pytest.mark.parametrize(("mode", "state"), STATES.items(), ids=[mode or "250" for mode in STATES])
@pytest.mark.parametrize("recovers", [True, False])
async def test_r17_every_mail_comes_to_one_end(
    mail: Mail,
    http: httpx.AsyncClient,
    desk: DeskState,
    good: Noting,
    strange: Noting,
    mode: str,
    state: str,
    recovers: bool,
):
    bad = strange if mode == "bad TLS" else good
    bad.mode = mode
    without_rest(mail)
    await given_mailbox(
        http, desk.id, bad.port, smtp={"host": "localhost", "tls": "starttls" if bad is strange else "none"}
    )
    await queued(mail, desk, MAILS)
    await over_a_day(mail, HOURS[:2])
    if recovers:
        good.mode = ""
        await given_mailbox(http, desk.id, good.port, smtp={"host": "localhost", "tls": "none"})
    await over_a_day(mail, HOURS[2:] if recovers else (*HOURS[2:], 24.5, 33, 42))
    rows = await mail.deliveries()
    assert Counter(row.state for row in rows) == {end_of(state, recovers): MAILS}
    await check_told_once(mail)
    check_message_ids(rows, good, strange)


async def check_told_once(mail: Mail) -> None:
    """Of each mail that was sent or failed its ticket hears once, and never of both."""
    told = Counter(event.delivery_id for event in await mail.said(DeliverySent, DeliveryFailed))
    ended = {row.id for row in await mail.deliveries() if row.state in ("sent", "failed")}
    assert told == Counter(ended)


def check_message_ids(rows: list[Any], *servers: Noting) -> None:
    """All tries of a mail had its one Message-ID, and no server took a mail twice."""
    known = {row.message_id for row in rows}
    assert len(known) == len(rows)
    assert {tried for server in servers for tried in server.tried} <= known
    taken = Counter(str(each["Message-ID"]) for server in servers for each in server.mails)
    assert max(taken.values(), default=0) <= 1
    assert {row.message_id for row in rows if row.state == "sent"} <= taken.keys()
