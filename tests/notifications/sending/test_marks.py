"""Only the mail that is in hand may be unknown after a crash, and a restart of the database delays none."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from services.notifications.mail_servers.smtp import Connection
from services.notifications.sending import outcomes
from services.notifications.sending.claims import Claimed, Claims
from services.notifications.sending.loop import SendingLoop
from services.notifications.sending.sender import Sender
from services.notifications.tables import deliveries
from shared.clock import utc_now
from tests.notifications.conftest import queued
from tests.waiting import until

AWAY = OperationalError("SELECT 1", {}, ConnectionRefusedError())


async def test_each_mail_is_marked_just_before_it_goes(mail, desk, mailbox, sink, monkeypatch):
    """At most one mail of a process is marked and has not been sent."""
    await queued(mail, desk)
    await mail.send()
    steps: list[str] = []
    begin, write = outcomes.begin, Connection.write

    async def noted_begin(database, each, seconds):
        steps.append("marked")
        return await begin(database, each, seconds)

    def noted_write(self, data):
        steps.append("goes")
        write(self, data)

    monkeypatch.setattr(outcomes, "begin", noted_begin)
    monkeypatch.setattr(Connection, "write", noted_write)
    await queued(mail, desk, 16)
    await mail.send()
    assert steps == ["marked", "goes"] * 16
    assert set(await mail.states()) == {"sent"}


async def test_the_server_waits_for_the_mail_before_it_is_marked(mail, desk, mailbox, sink):
    """A server that does not let the mail begin leaves nothing that could be unknown."""
    await queued(mail, desk)
    sink.mode = "hang before"
    sending = mail.service.web.state.sending
    await sending.send_due()

    async def asked() -> bool:
        return "RCPT" in sink.commands

    await until(asked)
    assert await mail.states() == ["queued"]
    sending._loop.under_way.cancel(sending.under_way)


async def test_a_database_that_is_away_before_the_mail_goes_costs_no_lease(
    mail, desk, mailbox, sink, monkeypatch
):
    await queued(mail, desk, 3)
    begin, failures = outcomes.begin, iter([True] * 3)

    async def away_once(database, each, seconds):
        done = await begin(database, each, seconds)
        if next(failures, False):
            raise AWAY
        return done

    monkeypatch.setattr(outcomes, "begin", away_once)
    monkeypatch.setattr("services.notifications.sending.sender.is_away", lambda error: error is AWAY)
    await mail.send()
    assert (await mail.states(), len(sink.raw)) == (["sent"] * 3, 3)
    assert {row.attempts for row in await mail.deliveries()} == {1}


async def test_a_mark_whose_answer_was_lost_is_taken_back(mail, desk, mailbox, sink, monkeypatch):
    await queued(mail, desk)
    begin, calls = Sender._begin, []

    async def lost_answer(self, each, seconds):
        answer = await begin(self, each, seconds)
        calls.append(1)
        if len(calls) == 1:
            raise AWAY
        return answer

    monkeypatch.setattr("services.notifications.sending.sender.is_away", lambda error: error is AWAY)
    monkeypatch.setattr(Sender, "_begin", lost_answer)
    await mail.send()
    (row,) = await mail.deliveries()
    assert (row.state, row.attempts, len(sink.raw), len(calls)) == ("sent", 1, 1, 2)


async def test_a_claim_whose_answer_was_lost_is_given_back_at_once(mail, desk, mailbox, sink, monkeypatch):
    await queued(mail, desk)
    sending, claim = mail.service.web.state.sending, Claims.claim

    async def lost(self, *given):
        await claim(self, *given)
        raise AWAY

    with monkeypatch.context() as once:
        once.setattr(Claims, "claim", lost)
        with pytest.raises(OperationalError):
            await sending.send_due()
    await mail.send()
    assert (await mail.states(), len(sink.raw)) == (["sent"], 1)


async def test_lost_connections_delay_no_mail_and_log_no_traceback(mail, desk, mailbox, sink, capsys):
    """As a restart of PostgreSQL does it: every connection ends, now and again while mail goes."""
    sending = mail.service.web.state.sending
    running = asyncio.create_task(sending.run())
    for _ in range(6):
        await queued(mail, desk, 5)
        async with mail.service.database.session() as session:
            ended = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%worker'"
            )
            await session.execute(text(ended))

    async def all_sent() -> bool:
        return set(await mail.states()) == {"sent"}

    async with asyncio.timeout(10):
        await until(all_sent)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(sink.raw) == 30
    assert "Traceback" not in (told := capsys.readouterr()).out + told.err


async def test_a_stop_lets_what_was_handed_over_end_and_gives_the_rest_back(
    mail, desk, mailbox, sink, monkeypatch
):
    monkeypatch.setattr("services.notifications.sending.loop.FAREWELL", 0.1)
    sink.mode = "hang before"
    await queued(mail, desk)
    sending = mail.service.web.state.sending
    running = asyncio.create_task(sending.run())

    async def asked() -> bool:
        return "RCPT" in sink.commands

    await until(asked)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    (row,) = await mail.deliveries()
    assert (row.state, row.lease, row.leased_until) == ("queued", None, None)


async def test_a_stop_waits_for_the_answer_to_what_was_handed_over(mail, desk, mailbox, sink, monkeypatch):
    monkeypatch.setattr("services.notifications.sending.loop.FAREWELL", 0.01)
    give_back = SendingLoop._give_back

    async def then_answer(loop: SendingLoop, mails: list) -> None:
        await give_back(loop, mails)
        sink.answer()

    monkeypatch.setattr(SendingLoop, "_give_back", then_answer)
    sink.mode = "hang after data"
    await queued(mail, desk)
    running = asyncio.create_task(mail.service.web.state.sending.run())
    await sink.handed_over.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await mail.states() == ["sent"]


async def test_a_large_mail_keeps_its_lease_as_long_as_it_may_take(mail, desk, mailbox):
    (held,) = await claimed(mail, desk)
    before = utc_now()
    assert await outcomes.begin(mail.service.work, held, 200.0)
    (row,) = await mail.deliveries()
    assert row.leased_until - before > timedelta(seconds=200)


async def test_a_mark_says_what_the_rule_says(mail, desk, mailbox):
    """`Delivery.start` and the statement in its place write the same."""
    (held,) = await claimed(mail, desk)
    async with mail.service.open_uow(mail.service.work) as uow:
        (by_rule,) = await uow.deliveries([held.id])
        assert by_rule.start(uow.now)
        by_rule.settle(uow.now)
        says = (by_rule.state, by_rule.attempts, by_rule.version, by_rule.reason, by_rule.changed_at)
        await uow.session.rollback()
    assert await outcomes.begin(mail.service.work, held, 1.0)
    (row,) = await mail.deliveries()
    assert (row.state, row.attempts, row.version, row.reason) == says[:4] == ("sending", 1, 1, "")
    assert row.changed_at >= says[4]


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"lease": uuid4()},
        {"leased_until": utc_now() - timedelta(seconds=1)},
        {"state": "sending"},
        {"state": "sent"},
        {"next_attempt_at": utc_now() + timedelta(hours=1)},
    ],
    ids=["taken by another", "lease over", "marked", "sent", "put off"],
)
async def test_what_is_not_held_and_due_is_not_marked(mail, desk, mailbox, meanwhile):
    (held,) = await claimed(mail, desk)
    async with mail.service.database.session() as session, session.begin():
        await session.execute(update(deliveries).values(**meanwhile))
    before = await mail.deliveries()
    assert not await outcomes.begin(mail.service.work, held, 1.0)
    assert await mail.deliveries() == before


async def claimed(mail, desk) -> list[Claimed]:
    """One mail of the desk, held."""
    await queued(mail, desk)
    return await Claims(mail.service.work, mail.service.web.state.sealer).claim(1)
