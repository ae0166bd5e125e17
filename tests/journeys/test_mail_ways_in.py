"""A forgotten password and an invitation on the whole system: asked for, mailed, followed, signed in."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.conftest import has_servers
from tests.sink import Sink, text_of
from tests.system import PASSWORD, System, helpdesk, made
from tests.waiting import until

NEW = "quite another horse"
OF_EACH_SERVICE = (
    "/api/desks",
    "/api/mail/deliveries",
    "/api/timers",
    "/api/me",
    "/api/widget/desks/{desk_id}",
)


@pytest.fixture(scope="module", params=["up", "cluster"])
async def mailing(
    request: pytest.FixtureRequest, sink: Sink, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """The whole system with an operator's mail server."""
    if request.param == "cluster" and not has_servers():
        pytest.skip("RabbitMQ and nginx are not installed: run `make test`")
    folder: Path = tmp_path_factory.mktemp(f"ways-in-{request.param}")
    said = {"HELPDESK_SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "HELPDESK_SMTP_FROM": "it@desk.example"}
    async with helpdesk(request.param, folder, **said) as running:
        yield running


async def link_to(sink: Sink, address: str) -> tuple[str, str]:
    """Subject and link of the one mail to `address`."""

    async def has_come() -> bool:
        return len(sink.to(address)) == 1

    await until(has_come, seconds=30)
    mail = sink.to(address).pop()
    assert str(mail["From"]) == "Helpdesk <it@desk.example>"
    found = re.search(r"http\S+", text_of(mail))
    assert found
    return str(mail["Subject"]), found[0]


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> int:
    return (await client.post("/auth/sign-in", json={"email": email, "password": password})).status_code


async def invited(owner: httpx.AsyncClient, visitor: httpx.AsyncClient, sink: Sink, email: str) -> None:
    """Somebody joins by the link of an invitation."""
    await made(owner, "/api/people/invitations", {"email": email, "name": "Ola", "role": "owner"})
    subject, link = await link_to(sink, email)
    assert subject == "owner invites you to Helpdesk"
    assert (await visitor.post(link, json={"password": PASSWORD})).status_code == 204
    sink.mails.clear()
    sink.recipients.clear()


async def known_everywhere(owner: httpx.AsyncClient, session: httpx.AsyncClient) -> list[str]:
    """One door of each service, once all of them know who `session` is."""
    me = (await session.get("/api/me")).json()["id"]
    spoken = await owner.patch(f"/api/people/{me}", json={"language": "pl"})
    assert spoken.status_code == 200
    desk = await made(owner, "/api/desks", {"name": "Any", "number_pattern": "W-{{nr:3}}"})
    doors = [path.format(desk_id=desk["id"]) for path in OF_EACH_SERVICE]
    await until(lambda: answer_all(session, doors, 200), seconds=10)
    return doors


async def answer_all(session: httpx.AsyncClient, doors: list[str], status: int) -> bool:
    return {(await session.get(path)).status_code for path in doors} == {status}


async def ask_in_vain_and_in_earnest(visitor: httpx.AsyncClient, sink: Sink, email: str) -> str:
    """The link that comes of it; nobody else is written to."""
    told = [
        await visitor.post("/auth/password-reset", json={"email": each}) for each in (email, "x@example.com")
    ]
    assert {(each.status_code, each.text) for each in told} == {(202, '{"status":"accepted"}')}
    subject, link = await link_to(sink, email)
    assert (subject, len(sink.mails)) == ("Nowe hasło do Helpdesku", 1)
    assert (await visitor.get(link, headers={"accept": "text/html"})).status_code == 200
    return link


async def test_who_is_invited_and_who_forgot_come_in_by_mail(mailing: System, sink: Sink):
    ola = f"ola-{mailing.url.rpartition(':')[2]}@example.com"
    async with mailing.owner() as owner, mailing.visitor() as visitor, mailing.visitor() as session:
        await invited(owner, visitor, sink, ola)
        assert await sign_in(session, ola, PASSWORD) == 200
        doors = await known_everywhere(owner, session)
        link = await ask_in_vain_and_in_earnest(visitor, sink, ola)
        assert (await visitor.post(link, json={"password": NEW})).status_code == 204
        await until(lambda: answer_all(session, doors, 401), seconds=5)
        assert [await sign_in(visitor, ola, each) for each in (PASSWORD, NEW)] == [401, 200]
        assert (await visitor.post(link, json={"password": NEW})).status_code == 404
