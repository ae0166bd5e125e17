"""A19: mail servers and token servers that lead inside, however they are written and whatever names say of them later."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, a_mailbox, given_mailbox, queued
from tests.notifications.mail_servers.test_hosts import build_as
from tests.notifications.oauth import TokenServer
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person

__all__ = ["build_as"]
INSIDE = [
    "127.0.0.1", "2130706433", "0x7f000001", "017700000001", "0x7f.1", "127.1", "0", "0.0.0.0", "::1", "::",
    "::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "169.254.169.254", "0xa9fea9fe",
    "192.168.0.1", "10.1.2.3", "172.16.0.1", "100.64.0.1", "fd00::1", "fe80::1", "localhost", "LOCALHOST", "224.0.0.1",
]  # fmt: skip
SPELLED = [
    "127.0.0.1/", "127.0.0.1#@example.com", "user@127.0.0.1", "127.0.0.1%00.example.com", "①②⑦.⓪.⓪.①", "127。0。0。1",
    "mail.example.com\r\nRCPT TO:<x@y.z>", "[::1]", "file:///etc/passwd",
    "gopher://127.0.0.1", "fe80::1%eth0", "mail.example.com\\@127.0.0.1",
]  # fmt: skip
TOKEN_URLS = [
    "https://127.0.0.1/token", "https://2130706433/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://0x7f.1/",
    "https://169.254.169.254/latest/meta-data", "https://localhost/", "https://localhost:5432/", "http://8.8.8.8/",
    "http://8.8.8.8:443/", "https://8.8.8.8:22/", "https://8.8.8.8@127.0.0.1/", "https://127.0.0.1#@8.8.8.8/",
    "https://8.8.8.8:443:22/", "https://8.8.8.8:99999/", "https://8.8.8.8\\@127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "//127.0.0.1/",
    "https://8.8.8.8/a\r\nHost: x", "https://[::ffff:7f00:1]:443/",
]  # fmt: skip


@pytest.fixture
async def production(build_as: Callable[..., Mail]) -> AsyncIterator[httpx.AsyncClient]:
    service = build_as(HELPDESK_ENV="production")
    async with service.client(a_person("owner")) as http:
        yield http


def place(desk: DeskState) -> str:
    return f"/api/mail/desks/{desk.id}/mailbox"


def grant(url: str) -> dict[str, Any]:
    oauth = {"token_url": url, "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    return {"username": "u", "auth": "oauth2", "oauth2": oauth, "tls": "starttls", "host": "8.8.8.8"}


@pytest.mark.attack("A19")
@pytest.mark.parametrize("way", ["smtp", "imap"])
@pytest.mark.parametrize("host", INSIDE)
async def test_a19_a_host_inside_is_refused_however_it_is_written(
    production: httpx.AsyncClient, desk: DeskState, host: str, way: str
):
    more = (
        {"smtp": {"host": host, "port": 25}}
        if way == "smtp"
        else {"imap": {"host": host}, "smtp": {"host": "8.8.8.8"}}
    )
    answer = await production.put(place(desk), json=a_mailbox(587, **more))
    assert (answer.status_code, answer.json()["code"]) == (422, "host_refused"), answer.text
    assert (await production.get(place(desk))).status_code == 404


@pytest.mark.attack("A19", "A14")
@pytest.mark.parametrize("host", SPELLED)
async def test_a19_what_is_no_host_is_refused(http: httpx.AsyncClient, desk: DeskState, host: str):
    answer = await http.put(place(desk), json=a_mailbox(25, smtp={"host": host}))
    assert answer.status_code == 422, answer.text


@pytest.mark.attack("A19")
@pytest.mark.parametrize("url", TOKEN_URLS)
async def test_a19_a_token_server_inside_is_refused(production: httpx.AsyncClient, desk: DeskState, url: str):
    answer = await production.put(place(desk), json=a_mailbox(587, smtp=grant(url)))
    assert answer.status_code == 422, answer.text
    assert (await production.get(place(desk))).status_code == 404


@pytest.mark.attack("A19")
@pytest.mark.parametrize("port", [22, 80, 443, 3306, 5432, 6379, 8080, 11211])
async def test_a19_only_ports_of_mail_are_knocked_at(
    production: httpx.AsyncClient, desk: DeskState, port: int
):
    answer = await production.put(place(desk), json=a_mailbox(port, smtp={"host": "8.8.8.8"}))
    assert (answer.status_code, answer.json()["code"]) == (422, "host_refused")


NAME, PORT = "mail.evil.example", 587


class Names:
    """A name service that says something else of one name at every question."""

    def __init__(self, answers: list[list[str]]) -> None:
        self.answers, self.asked = answers, 0
        self._others = asyncio.get_running_loop().getaddrinfo

    async def getaddrinfo(self, host: str, port: int, **more: Any) -> list[Any]:
        if host != NAME:
            return await self._others(host, port, **more)
        found = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]


@pytest.fixture
async def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses at which somebody knocked for mail; none opens."""
    loop, tried = asyncio.get_running_loop(), list[str]()
    others = loop.sock_connect

    async def connect(to: socket.socket, target: Any) -> None:
        if target[1] == PORT:
            tried.append(target[0])
            raise ConnectionRefusedError
        await others(to, target)

    monkeypatch.setattr(loop, "sock_connect", connect)
    return tried


@pytest.mark.attack("A19")
@pytest.mark.parametrize(
    "answers",
    [
        [["8.8.8.8"], ["127.0.0.1"]],
        [["8.8.8.8"], ["8.8.4.4", "127.0.0.1"]],
        [["8.8.8.8"], ["8.8.8.8"], ["127.0.0.1"], ["10.0.0.1"]],
    ],
)
async def test_a19_a_name_that_leads_elsewhere_by_now_is_asked_once_and_judged_then(
    production: httpx.AsyncClient, build_as: Callable[..., Mail], mail: Mail, desk: DeskState,
    monkeypatch: pytest.MonkeyPatch, connected: list[str], answers: list[list[str]],
):  # fmt: skip
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Names(answers).getaddrinfo)
    answer = await production.put(place(desk), json=a_mailbox(PORT, smtp={"host": NAME, "tls": "starttls"}))
    assert answer.status_code == 200, answer.text
    sender = build_as(HELPDESK_ENV="production")
    await queued(mail, desk, 3)
    await sender.send()
    for _ in range(3):
        await production.post(f"{place(desk)}/test")
    assert set(connected) <= {"8.8.8.8"}


@pytest.mark.attack("A19")
async def test_a19_a_token_server_leads_nowhere_else(mail: Mail, http: httpx.AsyncClient, desk: DeskState):
    async with TokenServer() as tokens, Sink(tokens=tokens.tokens) as sink:
        tokens.mode = "redirect"
        await given_mailbox(http, desk.id, sink.port, smtp=tokens.grant())
        await queued(mail, desk)
        await mail.send()
        assert {each["path"] for each in tokens.asked} == {"/token"}
        assert sink.signed_in == []
