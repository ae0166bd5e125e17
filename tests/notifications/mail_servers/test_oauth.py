"""Mailboxes that sign in by OAuth 2: tokens are fetched, kept, fetched anew; servers speak XOAUTH2."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from services.notifications.mail_servers.connecting import server_of
from services.notifications.sending.claims import Claims
from services.notifications.tables import mailboxes
from tests.notifications.conftest import Mail, a_mailbox, given_mailbox, heard_desk, queued
from tests.notifications.imap import ImapServer
from tests.notifications.mail_servers.test_hosts import build_as
from tests.notifications.mail_servers.test_tls import self_signed, serve
from tests.notifications.oauth import TokenServer
from tests.notifications.sink import Sink
from tests.opening import opened
from tests.service_fixtures import a_person

__all__ = ["build_as", "serve"]


tokens = opened(TokenServer)


@pytest.fixture
async def oauth_sink(tokens: TokenServer) -> AsyncIterator[Sink]:
    async with Sink(tokens=tokens.tokens) as server:
        yield server


async def tried(http, desk) -> dict[str, Any]:
    return (await http.post(f"/api/mail/desks/{desk.id}/mailbox/test")).json()


def forget(mail: Mail) -> None:
    """As another process, which has fetched nothing yet."""
    mail.service.web.state.reach.tokens._kept.clear()


async def sent(mail: Mail, desk, count: int = 1, later: timedelta = timedelta()) -> list[str]:
    await queued(mail, desk, count)
    await mail.send(later)
    await mail.service.web.state.connections.close_idle(older_than=0)
    return await mail.states()


async def test_a_mail_goes_with_a_fetched_token_and_the_next_one_with_the_same(
    mail, http, desk, tokens, oauth_sink
):
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant())
    assert await sent(mail, desk) == ["sent"]
    assert await sent(mail, desk, 3) == ["sent"] * 4
    assert oauth_sink.connections > 1
    (asked,) = tokens.asked
    assert asked == {
        "grant_type": "refresh_token", "client_id": "client-1", "client_secret": "client-canary", "scope": "mail",
        "refresh_token": "refresh-0", "host": tokens.url.split("/")[2], "path": "/token",
    }  # fmt: skip


async def test_many_connections_at_once_ask_for_one_token(mail, http, desk, tokens, oauth_sink):
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant())
    reach = mail.service.web.state.reach
    async with mail.service.database.session() as session:
        row = (await session.execute(select(mailboxes))).one()
    grant = server_of(row, mail.service.web.state.sealer).grant
    found = await asyncio.gather(*[reach.tokens.token(grant) for _ in range(20)])
    assert ({each.text for each in found}, len(tokens.asked)) == ({"access-1"}, 1)


@pytest.mark.parametrize("seconds", [100, "60", -5, None, "soon"])
async def test_a_token_near_its_end_is_not_kept(mail, http, desk, tokens, oauth_sink, seconds):
    tokens.seconds = seconds
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant())
    await sent(mail, desk)
    await sent(mail, desk)
    # Of an answer that does not tell it, five minutes are assumed.
    assert len(tokens.asked) == (1 if seconds in (None, "soon") else 2)


async def test_a_token_that_was_taken_back_is_fetched_anew_once(mail, http, desk, tokens, oauth_sink):
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant())
    await sent(mail, desk)
    tokens.tokens.clear()
    assert await sent(mail, desk) == ["sent", "sent"]
    assert len(tokens.asked) == 2
    oauth_sink.tokens = set()
    assert (await sent(mail, desk))[2] == "queued"
    assert len(tokens.asked) == 3
    assert len(oauth_sink.signed_in) == 5


async def test_mail_is_read_with_a_token(http, desk, tokens, oauth_sink):
    async with ImapServer(tokens=tokens.tokens) as server:
        server.tokens = tokens.tokens
        imap = {"host": "127.0.0.1", "port": server.port, "tls": "none", **tokens.grant()}
        await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant(), imap=imap)
        assert (await tried(http, desk))["ok"], await tried(http, desk)
        tokens.tokens.clear()
        assert (await tried(http, desk))["ok"]
        server.tokens = set()
        answer = await tried(http, desk)
    assert (answer["smtp"]["ok"], answer["imap"]["detail"]) == (True, "NO invalid credentials")


async def test_new_refresh_tokens_are_stored_and_used(mail, http, desk):
    async with TokenServer(rotates=True) as tokens, Sink(tokens=tokens.tokens) as sink:
        shown = await given_mailbox(http, desk.id, sink.port, smtp=tokens.grant())
        await sent(mail, desk)
        forget(mail)
        assert await sent(mail, desk) == ["sent", "sent"]
        assert [each["refresh_token"] for each in tokens.asked] == ["refresh-0", "refresh-1"]
        await sent(mail, desk)
        assert len(tokens.asked) == 2
    assert (await http.get(f"/api/mail/desks/{desk.id}/mailbox")).json() == shown


async def test_a_new_refresh_token_does_not_replace_one_entered_meanwhile(mail, http, desk):
    async with TokenServer(rotates=True) as tokens, Sink(tokens=tokens.tokens) as sink:
        await given_mailbox(http, desk.id, sink.port, smtp=tokens.grant())
        await queued(mail, desk)
        (claimed,) = await _claimed(mail)
        await given_mailbox(http, desk.id, sink.port, smtp=tokens.grant(refresh_token="entered"))
        await mail.service.web.state.reach.tokens.token(claimed.mailbox.server.grant)
        (again,) = await _claimed(mail)
    assert again.mailbox.server.grant.secrets.refresh_token == "entered"


async def _claimed(mail: Mail) -> list[Any]:
    claims = Claims(mail.service.work, mail.service.web.state.sealer)
    lease = uuid4()
    found = await claims.claim(1, lease=lease)
    await claims.release([lease])
    return found


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("", "gives no access (400) invalid_grant: the token … has been revoked"),
        ("redirect", "gives no access (307)"),
        ("endless", "too long"),
        ("no json", "gives no access (200)"),
    ],
)
async def test_what_the_token_server_refuses_is_told_without_secrets(
    mail, http, desk, tokens, oauth_sink, mode, says
):
    tokens.mode = mode
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant(refresh_token="refresh-canary"))
    assert await sent(mail, desk) == ["queued"]
    (row,) = await mail.deliveries()
    assert says in row.reason
    assert "canary" not in row.reason
    assert (await tried(http, desk))["ok"] is False
    assert {each["path"] for each in tokens.asked} == {"/token"}
    assert oauth_sink.signed_in == []


async def test_a_token_server_that_cannot_be_reached_delays_the_mail(mail, http, desk, oauth_sink):
    grant = TokenServer()
    grant.url = "http://localhost:1/token"
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=grant.grant())
    assert await sent(mail, desk) == ["queued"]
    assert "token server did not answer" in (await mail.deliveries())[0].reason


@pytest.mark.parametrize("host", ["localhost", "elsewhere"])
async def test_a_token_server_shows_a_certificate_of_its_name(serve, tmp_path, host):
    _, client = self_signed(tmp_path, host)
    files = {"ssl_certfile": str(tmp_path / f"{host}.pem"), "ssl_keyfile": str(tmp_path / f"{host}.key")}
    async with TokenServer(tls=files) as tokens, Sink(tokens=tokens.tokens) as sink, serve(client) as mail:
        desk = await heard_desk(mail)
        async with mail.client(a_person("owner")) as http:
            await given_mailbox(http, desk.id, sink.port, smtp=tokens.grant())
        assert await sent(mail, desk) == (["sent"] if host == "localhost" else ["queued"])
        assert len(tokens.asked) == (host == "localhost")


@pytest.mark.attack("A19")
async def test_in_production_a_token_server_inside_is_not_asked(
    build_as, mail, http, desk, tokens, oauth_sink
):
    grant = tokens.grant() | {"tls": "starttls"}
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=grant)
    production = build_as(HELPDESK_ENV="production")
    await queued(production, desk)
    await production.send()
    assert "is not that of HTTPS" in (await mail.deliveries())[0].reason
    assert (await mail.states(), tokens.asked, oauth_sink.connections) == (["queued"], [], 0)


async def test_no_secret_lies_open_or_is_shown(mail, http, desk, tokens, oauth_sink):
    grant = tokens.grant(refresh_token="refresh-canary")
    answer = await http.put(f"/api/mail/desks/{desk.id}/mailbox", json=a_mailbox(587, smtp=grant))
    shown = answer.json()["smtp"]
    assert shown == {
        "host": "127.0.0.1", "port": 587, "tls": "none", "username": "u", "has_password": False, "auth": "oauth2",
        "oauth2": {"token_url": tokens.url, "client_id": "client-1", "scope": "mail"},
    }  # fmt: skip
    async with mail.service.database.session() as session:
        row = (await session.execute(select(mailboxes))).one()
    assert "canary" not in answer.text + str(row)


async def test_a_row_without_its_secrets_is_not_signed_in_with_nothing(mail, http, desk, tokens, oauth_sink):
    await given_mailbox(http, desk.id, oauth_sink.port, smtp=tokens.grant())
    async with mail.service.database.session() as session, session.begin():
        await session.execute(update(mailboxes).values(smtp_secrets=mail.service.web.state.sealer.seal("{}")))
    assert await sent(mail, desk) == ["queued"]
