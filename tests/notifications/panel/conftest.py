"""Mails on a desk that opens no tickets by itself: they wait for a person."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, given_mailbox
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person

HOSTILE = (
    '<html><head><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">'
    "<style>body{background:url(https://evil.example/s)}</style></head><body onload=steal()>"
    '<script>steal()</script><p style="position:fixed;color:#123456">Pallet <b>labels</b></p>'
    '<img src=x onerror="steal()"><a href="javascript:steal()">here</a><iframe src="https://evil.example/f"></iframe>'
    '<form action="https://evil.example/form"><input name="password"></form><svg onload="steal()"><script>steal()'
    '</script></svg><object data="https://evil.example/o"></object><link rel="stylesheet" href="https://evil.example/l">'
    '<img src="http://tracker.example/p.gif" alt="pixel"><img src="cid:logo@client" alt="logo">'
    '<img src="cid:gone@client" alt="gone"></body></html>'
)
DESIGNED = a_mail(
    subject="Pallet labels",
    sender="Dele <dele@example.com>",
    body=(
        "--R\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n"
        "--A\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWrong labels.\r\n\r\n"
        "On Sat, Nov 28, 2026, Support <support@example.com> wrote:\r\n> Which labels?\r\n"
        f"--A\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{HOSTILE}\r\n--A--\r\n"
        "--R\r\nContent-Type: image/png\r\nContent-ID: <logo@client>\r\n"
        "Content-Disposition: inline; filename=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "iVBORw0KGgo=\r\n--R--"
    ),
    Content_Type="multipart/related; boundary=R",
)


@pytest.fixture
async def keeps(http: httpx.AsyncClient, desk: DeskState, sink: Sink) -> dict[str, Any]:
    """The desk's mailbox: mail waits in the mail inbox."""
    return await given_mailbox(http, desk.id, sink.port)


@pytest.fixture
async def designed(mail: Mail, http: httpx.AsyncClient, desk: DeskState, keeps: dict[str, Any]) -> str:
    """The page of a mail with hostile HTML, a picture of its own and one from elsewhere."""
    await taken_in(mail, desk.id, DESIGNED)
    return await newest(http)


@pytest.fixture
async def agent(mail: Mail) -> AsyncIterator[httpx.AsyncClient]:
    """An agent, who sees the desks without members."""
    async with mail.client(a_person("agent")) as client:
        yield client


async def newest(http: httpx.AsyncClient) -> str:
    """The page of the mail that arrived last."""
    return f"/panel/mail/emails/{(await http.get('/api/mail/emails')).json()['items'][0]['id']}"
