from collections import Counter
from datetime import timedelta
from time import monotonic

import pytest

from services.notifications.sending.breakers import FAILURES, LONGEST_REST
from services.notifications.sending.sharing import MOST_OF_ONE
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from tests.notifications.conftest import (
    Mail,
    given_mailbox,
    heard_desk,
    queued,
)
from tests.notifications.sending.ends import OUTCOMES, TAKEN, end_of
from tests.notifications.sink import Sink

LATER = timedelta(minutes=2)


@pytest.mark.parametrize(("mode", "state", "reason"), OUTCOMES, ids=[each[0] for each in OUTCOMES])
async def test_every_behaviour_of_a_server_has_its_outcome(mail, desk, mailbox, sink, mode, state, reason):
    sink.mode, taken = mode, state in TAKEN
    await queued(mail, desk)
    await mail.send()
    (row,) = await mail.deliveries()
    assert (row.state, row.attempts) == (state, 1)
    assert reason in row.reason
    assert bool(sink.raw) is taken
    sink.mode = ""
    await mail.send(LATER)
    await mail.tidy(timedelta(hours=1))
    (row,) = await mail.deliveries()
    assert row.state == end_of(state, recovers=True)
    assert len(sink.raw) == (1 if taken or state == "queued" else 0)
    told = [type(event) for event in await mail.said(DeliverySent, DeliveryFailed)]
    assert told == {"sent": [DeliverySent], "failed": [DeliveryFailed], "unknown": []}[row.state]
    assert {got["message-id"] for got in sink.mails} <= {row.message_id}


async def test_a_server_that_is_not_there_is_tried_later(mail, http, desk, sink):
    await given_mailbox(http, desk.id, 1)
    await queued(mail, desk)
    await mail.send()
    (row,) = await mail.deliveries()
    assert (row.state, row.attempts) == ("queued", 1)
    await given_mailbox(http, desk.id, sink.port)
    await mail.send(LATER)
    assert (await mail.states(), len(sink.raw)) == (["sent"], 1)


async def test_after_a_day_of_refusals_a_mail_has_failed_once(mail, desk, mailbox, sink):
    sink.mode = "450"
    await queued(mail, desk)
    for hour in (0, 1, 2, 4, 8, 14, 20, 26, 40):
        await mail.send(timedelta(hours=hour))
    assert await mail.states() == ["failed"]
    assert len(await mail.said(DeliveryFailed)) == 1
    assert sink.raw == []


async def test_a_dead_server_rests_and_another_desks_mail_goes_on(mail, http, desk, sink):
    await given_mailbox(http, desk.id, 1)
    other = await heard_desk(mail, name="Sales")
    await given_mailbox(http, other.id, sink.port, address="sales@example.com")
    await queued(mail, desk, 10)
    await queued(mail, other, 5)
    await mail.send()
    rows = await mail.deliveries()
    assert [row.state for row in rows if row.desk_id == other.id] == ["sent"] * 5
    attempts = [row.attempts for row in rows if row.desk_id == desk.id]
    assert sum(attempts) == 3
    assert set(attempts) == {0, 1}


async def test_a_server_that_loses_what_it_takes_spoils_few_mails_and_the_others_wait(
    mail, desk, mailbox, sink
):
    sink.mode = "drop after data"
    await queued(mail, desk, 30)
    await mail.send()
    assert Counter(await mail.states()) == {"unknown": FAILURES, "queued": 30 - FAILURES}
    sink.mode = ""
    after_its_rest(mail)
    await mail.send()
    assert Counter(await mail.states()) == {"unknown": FAILURES, "sent": 30 - FAILURES}


async def test_a_server_that_begins_to_lose_what_it_takes_loses_what_it_has_in_hand(
    mail, desk, mailbox, sink
):
    await queued(mail, desk)
    await mail.send()
    sink.mode = "drop after data"
    await queued(mail, desk, 30)
    await mail.send()
    states = Counter(await mail.states())
    assert 0 < states["unknown"] <= MOST_OF_ONE
    assert states["queued"] == 30 - states["unknown"]


def after_its_rest(mail: Mail) -> None:
    """Let the time pass for which a server is left alone."""
    mail.service.web.state.sending._breakers._clock = lambda: monotonic() + LONGEST_REST


async def test_a_removed_mailbox_leaves_its_mails_waiting_and_then_failed(mail, http, desk, mailbox, sink):
    await queued(mail, desk)
    assert (await http.delete(f"/api/mail/desks/{desk.id}/mailbox")).status_code == 204
    await mail.send()
    (row,) = await mail.deliveries()
    assert (row.state, row.reason) == ("queued", "the desk has no mailbox any more")
    await given_mailbox(http, desk.id, sink.port)
    await mail.send(LATER)
    assert len(sink.raw) == 1


async def test_signing_in_is_tried_later_and_the_password_is_nowhere(mail, http, desk, capfd):
    async with Sink(password="the-right-one") as locked:
        wrong = {"username": "support", "password": "canary-password"}
        await given_mailbox(http, desk.id, locked.port, smtp=wrong)
        await queued(mail, desk)
        await mail.send()
        (row,) = await mail.deliveries()
        assert (row.state, row.attempts) == ("queued", 1)
        assert "canary" not in row.reason
        right = {"username": "support", "password": "the-right-one"}
        await given_mailbox(http, desk.id, locked.port, smtp=right)
        await mail.send(LATER)
        assert await mail.states() == ["sent"]
    out, err = capfd.readouterr()
    assert "canary-password" not in out + err
