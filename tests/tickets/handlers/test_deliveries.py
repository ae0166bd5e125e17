"""News of mails, handled many at a time."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from services.tickets.tables.deliveries import deliveries
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.inbox import Receiver
from shared.message import Message
from tests.builders import NOW
from tests.service_fixtures import Alone
from tests.tickets.asked import asked_of

News = DeliverySent | DeliveryFailed
TICKET = uuid4()


def told(delivery_id: UUID, minute: int) -> dict[str, Any]:
    mail = {
        "delivery_id": delivery_id,
        "ticket_id": TICKET,
        "comment_id": None,
        "recipient": "rita@example.com",
    }
    return mail | {"occurred_at": NOW + timedelta(minutes=minute)}


def sent(delivery_id: UUID, minute: int) -> DeliverySent:
    return DeliverySent(**told(delivery_id, minute))


def failed(delivery_id: UUID, minute: int) -> DeliveryFailed:
    return DeliveryFailed(**told(delivery_id, minute), reason="no such user")


async def handed_over_at_once(tickets: Alone, *news: News) -> None:
    handlers = tickets.service.handlers
    receiver = Receiver(handlers, tickets.service.work, tickets.service.open_uow)
    messages = [Message(each.event_id, each.name, each.to_wire(), each.occurred_at, {}) for each in news]
    follow = handlers["tickets.follow_deliveries"]
    await asyncio.gather(*(receiver.receive(follow, message) for message in messages))


async def states(tickets: Alone) -> dict[UUID, str]:
    async with tickets.service.work.session() as session:
        return {row.id: row.state for row in await session.execute(select(deliveries))}


async def test_of_each_mail_the_latest_news_is_kept_in_whatever_order_it_comes(tickets: Alone):
    one, other = uuid4(), uuid4()
    news = [sent(one, 2), failed(one, 1), sent(other, 1), failed(other, 2)]
    await handed_over_at_once(tickets, *news)
    assert await states(tickets) == {one: "sent", other: "failed"}
    await handed_over_at_once(tickets, failed(one, 0), sent(other, 3))
    assert await states(tickets) == {one: "sent", other: "sent"}


async def test_news_of_many_mails_is_written_by_one_statement(tickets: Alone):
    with asked_of(tickets, of_handlers=True) as asked:
        await handed_over_at_once(tickets, *[sent(uuid4(), n) for n in range(40)])
    assert sum(each.startswith("INSERT INTO deliveries") for each in asked) <= 2, asked
    assert len(await states(tickets)) == 40
