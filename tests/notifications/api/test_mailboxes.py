import asyncio
import time

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.notifications.tables import mailboxes
from tests.notifications.conftest import a_mailbox, given_mailbox, heard_desk
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person


def place(desk) -> str:
    return f"/api/mail/desks/{desk.id}/mailbox"


async def test_a_desk_without_a_mailbox_says_so(http, desk):
    for answer in (
        await http.get(place(desk)),
        await http.delete(place(desk)),
        await http.post(f"{place(desk)}/test"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "mailbox_missing")


async def test_a_mailbox_is_kept_with_its_passwords_unseen(mail, http, desk):
    imap = {"host": "imap.example.com", "port": 993, "tls": "tls", "username": "u", "password": "canary-imap"}
    body = a_mailbox(587, imap=imap, open_tickets=True, smtp={"username": "u", "password": "canary-smtp"})
    answer = await http.put(place(desk), json=body)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    shown = (await http.get(place(desk))).json()
    assert shown == answer.json()
    assert shown["smtp"] == {
        "host": "127.0.0.1", "port": 587, "tls": "none", "username": "u", "has_password": True, "auth": "password",
        "oauth2": None,
    }  # fmt: skip
    assert shown["imap"]["folder"] == "INBOX"
    assert (shown["imap"]["has_password"], shown["open_tickets"]) == (True, True)
    assert "canary" not in answer.text
    async with mail.service.database.session() as session:
        row = (await session.execute(select(mailboxes))).one()
    assert b"canary" not in row.smtp_password + row.imap_password


async def test_a_password_that_is_not_named_stays_and_an_empty_one_goes(mail, http, desk):
    await given_mailbox(http, desk.id, 587, smtp={"username": "u", "password": "first"})
    kept = await given_mailbox(http, desk.id, 587, smtp={"username": "u"}, name="Another")
    assert (kept["smtp"]["has_password"], kept["version"]) == (True, 2)
    gone = await given_mailbox(http, desk.id, 588, smtp={"username": "u", "password": ""})
    assert gone["smtp"]["has_password"] is False


async def test_who_asks_to_change_whatever_there_is_makes_nothing_new(http, desk):
    whatever = {"if-match": "*"}
    answer = await http.put(place(desk), json=a_mailbox(587), headers=whatever)
    assert (answer.status_code, answer.json()["code"]) == (412, "version_conflict")
    assert (await http.get(place(desk))).status_code == 404
    await given_mailbox(http, desk.id, 587)
    assert (await http.put(place(desk), json=a_mailbox(588), headers=whatever)).status_code == 200


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u2800\u2800", " \u00ad "])
async def test_a_name_that_shows_nothing_is_none(http, desk, name):
    assert (await given_mailbox(http, desk.id, 587, name=name))["name"] == ""


async def test_saving_the_same_again_is_no_new_version(http, desk):
    first = await given_mailbox(http, desk.id, 587)
    assert await given_mailbox(http, desk.id, 587) == first


async def test_a_lost_race_is_told(http, desk):
    await given_mailbox(http, desk.id, 587)
    stale = {"if-match": '"7"'}
    assert (await http.put(place(desk), json=a_mailbox(588), headers=stale)).status_code == 412
    assert (await http.delete(place(desk), headers=stale)).status_code == 412
    assert (await http.put(place(desk), json=a_mailbox(588), headers={"if-match": '"1"'})).status_code == 200


async def test_two_first_settings_at_once_are_both_accepted(http, desk):
    both = [http.put(place(desk), json=a_mailbox(port)) for port in (587, 588)]
    assert [each.status_code for each in await asyncio.gather(*both)] == [200, 200]


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "not an address"},
        {"address": "Support <support@example.com>"},
        {"address": "a@example.com\r\nBcc: b@example.com"},
        {"smtp": {"host": "with space"}},
        {"smtp": {"host": "x", "port": 0}},
        {"smtp": {"host": "x", "tls": "ssl"}},
        {"unknown": 1},
    ],
)
async def test_a_mailbox_no_mail_could_use_is_refused(http, desk, wrong):
    answer = await http.put(place(desk), json=a_mailbox(587) | wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_only_admins_set_mailboxes(mail, desk):
    for role, status in (("agent", 403), ("guest", 403), ("admin", 404)):
        async with mail.client(a_person(role)) as client:
            assert (await client.get(place(desk))).status_code == status
    async with mail.client() as client:
        assert (await client.get(place(desk))).status_code == 401


async def test_a_desk_still_on_its_way_is_waited_for(mail, http):
    desk_id = uuid7()
    asking = asyncio.create_task(http.put(f"/api/mail/desks/{desk_id}/mailbox", json=a_mailbox(587)))
    await heard_desk(mail, id=desk_id)
    assert (await asking).status_code == 200


async def test_a_desk_nobody_knows_is_not_found_after_two_seconds(http):
    began = time.monotonic()
    answer = await http.get(f"/api/mail/desks/{uuid7()}/mailbox")
    assert (answer.status_code, answer.json()["code"]) == (404, "desk_not_found")
    assert 1.9 < time.monotonic() - began < 4


async def test_trying_a_mailbox_tells_what_came_of_it(http, desk, sink):
    async with Sink(password="right") as locked:
        for server, credentials, ok in (
            (sink, {}, True),
            (locked, {"username": "u", "password": "right"}, True),
            (locked, {"username": "u", "password": "wrong"}, False),
        ):
            await given_mailbox(http, desk.id, server.port, smtp={"password": ""} | credentials)
            answer = (await http.post(f"{place(desk)}/test")).json()
            assert answer["ok"] is ok, answer
            assert answer["detail"]
            assert "wrong" not in answer["detail"]
    await given_mailbox(http, desk.id, 1, smtp={"password": ""})
    assert (await http.post(f"{place(desk)}/test")).json()["ok"] is False
    assert sink.raw == []


async def test_a_foreign_desk_is_not_there_for_who_manages_desks_of_their_own(mail, http):
    lead = a_person("lead", "Lena", permissions=["desk.read", "desk.manage"])
    own, foreign = (
        await heard_desk(mail, member_ids=(lead.id,)),
        await heard_desk(mail, member_ids=(uuid7(),)),
    )
    async with mail.client(lead) as client:
        for desk, status in ((own, 200), (foreign, 404)):
            assert (await client.put(place(desk), json=a_mailbox(587))).status_code == status
            assert (await client.get(f"/panel/mail/desks/{desk.id}")).status_code == status
    assert (await http.get(place(foreign))).json()["code"] == "mailbox_missing"
