"""A stored password is used only with the very host, port, user and encryption it was entered for."""

import asyncio

import pytest
from sqlalchemy import select, update

from services.notifications.tables import mailboxes
from shared.contracts.notifications import MailboxChanged
from tests.notifications.conftest import a_mailbox, given_mailbox, queued
from tests.notifications.imap import ImapServer
from tests.notifications.mail_servers.test_hosts import build_as
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person

__all__ = ["build_as"]

SECRET = {"host": "mail.example.com", "port": 587, "tls": "starttls", "username": "u"}
IMAP = SECRET | {"port": 993, "tls": "tls", "folder": "INBOX"}
CHANGES = [
    {"host": "evil.example.net"},
    {"port": 2525},
    {"tls": "none"},
    {"username": "v"},
    {"username": None},
]


def place(desk) -> str:
    return f"/api/mail/desks/{desk.id}/mailbox"


@pytest.fixture
async def stored(http, desk):
    body = a_mailbox(587, smtp=SECRET | {"password": "s1"}, imap=IMAP | {"password": "s2"})
    assert (await http.put(place(desk), json=body)).status_code == 200


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["smtp", "imap"])
@pytest.mark.attack("A35")
async def test_a_change_needs_the_password_again(http, desk, stored, kind, change):
    body = a_mailbox(587, smtp=dict(SECRET), imap=dict(IMAP))
    body[kind] |= change
    answer = await http.put(place(desk), json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, f"{kind}.password")
    body[kind]["password"] = "anew"
    assert (await http.put(place(desk), json=body)).status_code == 200


@pytest.mark.attack("A35")
async def test_the_same_server_keeps_it_however_its_name_is_written(http, desk, stored):
    body = a_mailbox(587, smtp=SECRET | {"host": "MAIL.example.com"}, imap=dict(IMAP), name="Other")
    answer = await http.put(place(desk), json=body)
    assert (answer.status_code, answer.json()["smtp"]["has_password"]) == (200, True)


@pytest.mark.attack("A35")
async def test_a_mailbox_without_imap_forgets_its_password(http, desk, stored):
    await http.put(place(desk), json=a_mailbox(587, smtp=dict(SECRET)))
    answer = await http.put(
        place(desk), json=a_mailbox(587, smtp=dict(SECRET), imap=IMAP | {"host": "evil.net"})
    )
    assert (answer.status_code, answer.json()["imap"]["has_password"]) == (200, False)


@pytest.mark.parametrize(
    "change", [{"host": "evil.example.net"}, {"port": "2525"}, {"tls": "tls"}, {"username": "v"}]
)
@pytest.mark.attack("A35")
async def test_the_form_needs_it_again_too(http, desk, stored, change):
    form = {"address": "support@example.com", **{f"smtp_{name}": value for name, value in SECRET.items()}}
    changed = form | {f"smtp_{name}": value for name, value in change.items()}
    path = f"/panel/mail/desks/{desk.id}/mailbox"
    refused = await http.post(path, data=changed)
    assert (refused.status_code, "Enter the password again" in refused.text) == (422, True)
    assert (await http.post(path, data=form | {"name": "Other"})).status_code == 303
    assert (await http.post(path, data=changed | {"smtp_password": "anew"})).status_code == 303


@pytest.mark.parametrize("kind", ["smtp", "imap"])
@pytest.mark.attack("A35")
async def test_in_production_no_password_goes_without_encryption(build_as, mail, desk, kind, sink):
    allowed = {"HELPDESK_ENV": "production", "HELPDESK_NOTIFICATIONS_ALLOW_PRIVATE_HOSTS": "1"}
    production = build_as(**allowed)
    body = a_mailbox(587, imap={"host": "127.0.0.1", "port": 143, "tls": "none"})
    body[kind] |= {"username": "u", "password": "p"}
    async with production.client(a_person("owner")) as http:
        answer = await http.put(place(desk), json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, f"{kind}.tls")
        body[kind]["tls"] = "starttls"
        assert (await http.put(place(desk), json=body)).status_code == 200
    # A row of before the rule.
    async with mail.service.database.session() as session, session.begin():
        await session.execute(
            update(mailboxes).values(smtp_tls="none", smtp_username="u", smtp_port=sink.port)
        )
    await queued(production, desk)
    await production.send()
    (row,) = await production.deliveries()
    assert (row.state, sink.connections) == ("queued", 0)
    assert "without encryption" in row.reason


@pytest.mark.attack("A35")
async def test_others_hear_whether_a_desk_has_a_mailbox(mail, http, desk):
    await given_mailbox(http, desk.id, 587)
    await given_mailbox(http, desk.id, 588)
    await http.delete(place(desk))
    assert [event.has_mailbox for event in await mail.said(MailboxChanged)] == [True, False]


@pytest.mark.attack("A35")
async def test_they_also_hear_of_mailboxes_set_up_before_they_listened(mail, http, desk):
    await given_mailbox(http, desk.id, 587)
    async with mail.service.database.session() as session, session.begin():
        await session.execute(update(mailboxes).values(announced=False))
    for _ in range(2):
        await mail.service.web.state.sending.tidy()
    assert [event.has_mailbox for event in await mail.said(MailboxChanged)] == [True, True]
    async with mail.service.database.session() as session:
        assert (await session.execute(select(mailboxes.c.announced))).scalar_one() is True


@pytest.mark.parametrize(
    ("imap", "smtp", "ok", "says"),
    [
        ({}, {}, True, "incoming: connected and signed in"),
        ({"password": "wrong"}, {}, False, "NO wrong password"),
        ({"folder": "Nowhere"}, {}, False, "NO no such folder"),
        ({"folder": "Zgłoszenia & co"}, {}, True, "incoming: connected and signed in"),
        ({"port": 1}, {}, False, "incoming: "),
        ({}, {"port": 1}, False, "outgoing: "),
    ],
)
@pytest.mark.attack("A35")
async def test_a_mailbox_is_tried_as_a_whole(http, desk, sink, imap, smtp, ok, says):
    async with ImapServer("right") as server:
        incoming = {
            "host": "127.0.0.1",
            "port": server.port,
            "tls": "none",
            "username": 'u"\\',
            "password": "right",
        }
        await given_mailbox(http, desk.id, sink.port, imap=incoming | imap, smtp=smtp)
        tried = (await http.post(f"{place(desk)}/test")).json()
        page = await http.post(f"/panel/mail/desks/{desk.id}/mailbox/test")
    assert (tried["ok"], says in tried["detail"], tried["version"]) == (ok, True, 1), tried
    assert tried["smtp"]["ok"] is (not smtp)
    assert ("The mailbox works" if ok else "The mailbox does not work") in page.text
    assert "wrong password" not in str(server.commands)


@pytest.mark.attack("A35")
async def test_settings_changed_during_the_test_do_not_count_as_tried(http, desk):
    async with Sink() as slow:
        slow.mode = ""
        await given_mailbox(http, desk.id, slow.port)
        async with ImapServer("right", pause=0.5) as server:
            incoming = {"host": "127.0.0.1", "port": server.port, "tls": "none"}
            await given_mailbox(http, desk.id, slow.port, imap=incoming)
            trying = asyncio.create_task(http.post(f"{place(desk)}/test"))
            await asyncio.sleep(0.2)
            await given_mailbox(http, desk.id, 588, imap=incoming)
            tried = (await trying).json()
    assert (tried["ok"], "test them again" in tried["detail"]) == (False, True)
