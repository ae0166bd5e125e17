"""A14, A25: what people type into a mailbox says no more to a server than it is, and no server says too much to us."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, a_mailbox, given_mailbox, queued
from tests.notifications.imap import ImapServer
from tests.notifications.mail_servers.test_attacks_on_hosts import grant, place
from tests.notifications.mail_servers.test_tls import self_signed, serve
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person

__all__ = ["serve"]


@pytest.mark.attack("A14")
@pytest.mark.parametrize(
    "name", ["u\x01auth=Bearer other", "u\r\nRCPT TO:<x@y.z>", "u\0other", "u\x7f", "u\x1b[A"]
)
async def test_a14_a_user_name_says_no_more_than_a_name(http: httpx.AsyncClient, desk: DeskState, name: str):
    smtp = grant("https://8.8.8.8/token") | {"username": name}
    for server in (
        {"smtp": smtp},
        {"smtp": {"username": name}},
        {"imap": {"host": "127.0.0.1", "username": name}},
    ):
        answer = await http.put(place(desk), json=a_mailbox(587, **server))
        assert answer.status_code == 422, answer.text


@pytest.mark.attack("A14")
@pytest.mark.parametrize(
    "folder", ["INBOX\r\na9 DELETE INBOX", 'INBOX" "x', "INBOX {3}", "INBOX\u2028x", "&AAo-", "*%"]
)
@pytest.mark.parametrize("password", ["p", "p\r\na9 LOGOUT", 'p" {3}'])
async def test_a14_no_folder_or_password_says_more_to_a_server_than_it_is(
    http: httpx.AsyncClient, desk: DeskState, folder: str, password: str
):
    async with ImapServer(password) as server:
        imap = {
            "host": "127.0.0.1",
            "port": server.port,
            "tls": "none",
            "username": "u",
            "password": password,
        }
        await given_mailbox(http, desk.id, 1, imap=imap | {"folder": folder})
        await http.post(f"{place(desk)}/test")
        assert [each for each in server.commands if each] == [b"LOGIN", b"EXAMINE"]


@pytest.mark.attack("A14")
@pytest.mark.parametrize(
    "name",
    ["Kontora\r\nBcc: x@y.z", "Kontora\u2028Bcc: x", '"<evil@evil.example>', "=?utf-8?q?a=0D=0ABcc=3A_x?="],
)
async def test_a14_the_name_of_a_mailbox_is_a_name(
    mail: Mail, http: httpx.AsyncClient, desk: DeskState, sink: Sink, name: str
):
    await given_mailbox(http, desk.id, sink.port, name=name)
    await queued(mail, desk)
    await mail.send()
    (sent,) = sink.mails
    assert sent["Bcc"] is None
    assert [each.addr_spec for each in sent["From"].addresses] == ["support@example.com"]
    assert [to for _, to in sink.envelopes] == [["rita@example.com"]]
    assert b"\nBcc" not in sink.raw[0]
    assert b"=?utf-8?q?a=0D" not in sink.raw[0]


async def talker(said: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]) -> asyncio.Server:
    return await asyncio.start_server(said, "127.0.0.1", 0)


@pytest.mark.attack("A25")
@pytest.mark.parametrize("bomb", [b"* " + b"x" * 60_000 + b"\r\n", b"* X {30000000}\r\n", b"x" * 500_000])
async def test_a25_a_mail_server_that_talks_without_end_is_left(
    http: httpx.AsyncClient, desk: DeskState, bomb: bytes
):
    sent = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"* OK\r\n")
        await reader.readline()
        while sent < 300_000_000 and not writer.is_closing():
            writer.write(bomb + (b"x" * 30_000_000 if b"{" in bomb else b""))
            sent += 30_000_000 if b"{" in bomb else len(bomb)
            try:
                await writer.drain()
            except OSError:
                return

    async with await talker(talk) as server:
        imap = {
            "host": "127.0.0.1",
            "port": server.sockets[0].getsockname()[1],
            "tls": "none",
            "username": "u",
        }
        await given_mailbox(http, desk.id, 1, imap=imap | {"password": "p"})
        answer = (await http.post(f"{place(desk)}/test")).json()
    assert answer["imap"]["ok"] is False
    assert sent < 150_000_000


@pytest.mark.attack("A19", "A14")
async def test_a14_what_a_server_says_before_it_encrypts_is_no_answer(tmp_path, serve, desk: DeskState):
    """Whoever stands between may add lines to the last one in the clear (CVE-2011-0411)."""
    tls, client = self_signed(tmp_path, "localhost")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK\r\n")
        await reader.readline()
        writer.write(b"a1 OK\r\n+ go on\r\n+ go on\r\na2 OK\r\na3 OK\r\n")
        await writer.start_tls(tls)
        await reader.read(100)

    async with await talker(talk) as server, serve(client) as mail, mail.client(a_person("owner")) as http:
        imap = {"host": "localhost", "port": server.sockets[0].getsockname()[1], "tls": "starttls"}
        await given_mailbox(http, desk.id, 1, imap=imap | {"username": "u", "password": "p"})
        answer = (await http.post(f"{place(desk)}/test")).json()
    assert "spoke on" in answer["imap"]["detail"]
