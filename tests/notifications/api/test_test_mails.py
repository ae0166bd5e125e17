"""A template is tried out by a mail to oneself, and taken back to the default."""

import pytest

from tests.notifications.conftest import given_mailbox
from tests.notifications.sink import Sink

OWN = {"subject": "{{ticket_number}} for {{requester_name}}", "body": "See {{ticket_url}}"}


def place(desk, kind: str = "comment_added") -> str:
    return f"/api/mail/desks/{desk.id}/templates/{kind}"


async def test_the_test_mail_is_the_preview_and_goes_to_oneself_alone(mail, http, desk, mailbox, sink, owner):
    answer = (await http.post(f"{place(desk)}/test", json=OWN)).json()
    assert answer == {"ok": True, "detail": "250 Taken", "recipient": owner.email}
    assert sink.envelopes == [("support@example.com", [owner.email])]
    preview = (await http.post(f"{place(desk)}/preview", json=OWN)).json()
    (got,) = sink.mails
    assert (got["subject"], got["to"], got["auto-submitted"]) == (
        preview["subject"],
        owner.email,
        "auto-generated",
    )
    assert got.get_body(("plain",)).get_content().strip() == preview["text"].strip()
    assert (await http.get(place(desk))).json()["is_default"] is True
    assert await mail.states() == []


async def test_nobody_else_can_be_named_as_recipient(http, desk, mailbox, sink):
    answer = await http.post(f"{place(desk)}/test", json=OWN | {"recipient": "victim@example.net"})
    assert (answer.status_code, sink.envelopes) == (422, [])


async def test_a_template_that_could_not_be_saved_is_not_mailed(http, desk, mailbox, sink):
    answer = await http.post(f"{place(desk)}/test", json=OWN | {"body": "a\n{{nonsense}}"})
    assert (answer.status_code, answer.json()["errors"][0]["line"], sink.raw) == (422, "2", [])


async def test_the_eleventh_within_an_hour_is_too_many(http, desk, mailbox, sink):
    codes = [(await http.post(f"{place(desk)}/test", json=OWN)).status_code for _ in range(11)]
    assert (codes, len(sink.raw)) == ([200] * 10 + [429], 10)


@pytest.mark.parametrize("mode", ["550", "450", "554 data", "drop after data", "drop before"])
async def test_what_the_server_says_is_told(http, desk, mailbox, sink, mode):
    sink.mode = mode
    answer = (await http.post(f"{place(desk)}/test", json=OWN)).json()
    assert (answer["ok"], bool(answer["detail"])) == (False, True)
    if mode[:3].isdigit():
        assert answer["detail"].startswith(mode[:3])


async def test_without_a_mailbox_or_with_one_that_does_not_work_none_goes(http, desk):
    assert (await http.post(f"{place(desk)}/test", json=OWN)).json()["code"] == "mailbox_missing"
    async with Sink(password="right") as locked:
        await given_mailbox(http, desk.id, locked.port, smtp={"username": "u", "password": "wrong"})
        answer = (await http.post(f"{place(desk)}/test", json=OWN)).json()
    assert (answer["ok"], locked.raw) == (False, [])


async def test_a_reset_template_is_the_default_of_the_desks_language(http, desk):
    default = (await http.get(place(desk))).json()
    await http.put(place(desk), json=OWN)
    stale = await http.delete(place(desk), headers={"if-match": '"7"'})
    assert (stale.status_code, (await http.get(place(desk))).json()["is_default"]) == (412, False)
    for _ in range(2):
        assert (await http.delete(place(desk))).status_code == 204
    assert (await http.get(place(desk))).json() == default
