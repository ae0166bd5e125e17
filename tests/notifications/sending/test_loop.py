import asyncio
from datetime import timedelta

from sqlalchemy import update

from services.notifications.sending.claims import LEASE, Claims
from services.notifications.tables import deliveries
from tests.notifications.conftest import (
    queued,
)
from tests.waiting import until

LATER = timedelta(minutes=2)


async def test_a_worker_that_died_while_handing_over_leaves_no_second_mail(mail, desk, mailbox, sink):
    sink.mode = "hang after data"
    await queued(mail, desk)
    sending = mail.service.web.state.sending
    await sending.send_due()
    await sink.handed_over.wait()
    assert await mail.states() == ["sending"]
    sending._loop.under_way.cancel(sending.under_way)
    await sending.until_idle()
    sink.mode = ""
    await mail.send(LEASE - timedelta(seconds=5))
    await mail.tidy(LEASE - timedelta(seconds=5))
    assert await mail.states() == ["sending"]
    await mail.tidy(LEASE + timedelta(seconds=5))
    await mail.send(timedelta(hours=30))
    (row,) = await mail.deliveries()
    assert (row.state, len(sink.raw)) == ("unknown", 1)
    assert "worker ended" in row.reason


async def test_a_worker_that_died_before_it_handed_over_blames_nobody(mail, desk, mailbox, sink):
    sink.mode = "hang before"
    await queued(mail, desk)
    sending = mail.service.web.state.sending
    await sending.send_due()

    async def asked() -> bool:
        return "RCPT" in sink.commands

    await until(asked)
    sending._loop.under_way.cancel(sending.under_way)
    await sending.until_idle()
    sink.mode = ""
    await mail.send(timedelta(seconds=1))
    assert (await mail.states(), sink.raw) == (["queued"], [])
    await mail.send(LEASE + timedelta(seconds=1))
    assert (await mail.states(), len(sink.raw)) == (["sent"], 1)


async def test_a_mail_that_another_worker_took_meanwhile_is_not_handed_over(mail, desk, mailbox, sink):
    await queued(mail, desk)
    sending = mail.service.web.state.sending
    (held,) = await Claims(mail.service.work, mail.service.web.state.sealer).claim(1)
    async with mail.service.database.session() as session, session.begin():
        await session.execute(update(deliveries).values(lease=desk.id))
    await sending._sender.send(held)
    assert (await mail.states(), sink.raw) == (["queued"], [])


async def test_two_workers_send_each_mail_once(mail, desk, mailbox, sink, tmp_path):
    from services.notifications.app import build
    from services.notifications.settings import NotificationsSettings
    from tests.service_fixtures import settings_for

    other = build(settings_for(NotificationsSettings, "notifications", mail.service.database.url, tmp_path))
    await queued(mail, desk, 30)

    async def work(sending) -> None:
        while await sending.send_due():
            await sending.until_idle()

    both = (mail.service.web.state.sending, other.web.state.sending)
    await asyncio.gather(*(work(each) for each in both))
    await other.close()
    assert await mail.states() == ["sent"] * 30
    assert len({got["message-id"] for got in sink.mails}) == len(sink.raw) == 30


async def sent_each(mail, desk, sink, *modes: str) -> None:
    """One mail after the other, while the server is in each of `modes`."""
    for mode in modes:
        sink.mode = mode
        await queued(mail, desk)
        await mail.send()


async def test_connections_are_kept_and_survive_a_refusal(mail, desk, mailbox, sink):
    await sent_each(mail, desk, sink, "", "550", "")
    assert await mail.states() == ["sent", "failed", "sent"]
    assert (sink.connections, sink.commands.count("EHLO")) == (1, 1)


async def test_a_connection_the_server_closed_meanwhile_costs_no_attempt(mail, desk, mailbox, sink):
    await sent_each(mail, desk, sink, "drop after 250", "")
    assert [(row.state, row.attempts) for row in await mail.deliveries()] == [("sent", 1)] * 2
    assert sink.connections == 2


async def test_the_loop_sends_as_soon_as_news_arrive_and_ends_in_order(mail, desk, mailbox, sink):
    running = asyncio.create_task(mail.service.loops[0]())
    await queued(mail, desk, 3)

    async def all_sent() -> bool:
        return await mail.states() == ["sent"] * 3

    await until(all_sent)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(sink.raw) == 3
