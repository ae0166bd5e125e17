"""RabbitMQ's exchanges and queues: what is declared, by `helpdesk migrate` and by nobody else."""

from collections.abc import Iterable
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractQueue
from aio_pika.exceptions import ChannelClosed, ChannelNotFoundEntity
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from shared.database import Database
from shared.handlers import Handlers, Subscription
from shared.tables import declared_queues

EXCHANGE = "helpdesk.events"
DELIVERY_LIMIT = 20
"""How often a message may be handed over without an answer before it counts as given up."""

QUEUES = frozenset(
    {
        "tickets.open_requested",
        "tickets.add_requested_comment",
        "tickets.follow_requested_status",
        "tickets.add_mail",
        "tickets.wake_on_timer",
        "tickets.send_on_timer",
        "tickets.follow_deliveries",
        "tickets.reopen_undelivered",
        "tickets.follow_tasks",
        "tickets.tell_of_tasks",
        "tickets.link_requested_task",
        "tickets.know_people",
        "tickets.know_files",
        "tickets.release_leavers",
        "tickets.give_back",
        "widget.follow_desks",
        "widget.set_up_desk",
        "widget.project_tickets",
        "widget.refuse_request",
        "widget.follow_mailboxes",
        "widget.know_people",
        "widget.know_files",
        "notifications.follow_desks",
        "notifications.mail_about_ticket",
        "notifications.mail_about_comment",
        "notifications.follow_links",
        "notifications.follow_tickets",
        "notifications.follow_conversations",
        "notifications.follow_assignments",
        "notifications.tell_team",
        "notifications.take_back_refused",
        "notifications.mail_on_request",
        "notifications.mail_code",
        "notifications.know_people",
        "notifications.know_files",
        "notifications.check_files",
        "scheduler.set_timer",
        "scheduler.cancel_timer",
        "scheduler.set_comment_timer",
        "scheduler.cancel_comment_timer",
        "scheduler.know_people",
        "organization.follow_desks",
        "organization.follow_links",
        "organization.follow_tickets",
    }
)
"""Every queue there is. A new handler's queue is added here, a retired one's is taken out."""


def own_exchange(service: str) -> str:
    """The exchange for what a service sends to one queue of its own: a replay, a handler's next step.

    The broker's default exchange would do, but who may write to it may write to every queue.
    """
    return f"{service}.own"


def owner(queue: str) -> str:
    """The service whose queue it is: the first word of its name."""
    return queue.partition(".")[0]


def queue_arguments(dead_queue: str) -> dict[str, Any]:
    """A quorum queue that hands over at most so often, and loses nothing on the way to the dead."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-overflow": "reject-publish",
        "x-dead-letter-strategy": "at-least-once",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead_queue,
    }


async def declare(url: str, services: Iterable[Handlers]) -> None:
    """Declare exchanges, queues and bindings of `services`; harmless when repeated."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
        for handlers in services:
            await channel.declare_queue(
                handlers.dead_queue, durable=True, arguments={"x-queue-type": "quorum"}
            )
            own = own_exchange(handlers.service)
            await channel.declare_exchange(own, aio_pika.ExchangeType.DIRECT, durable=True)
            for subscription in handlers:
                queue = await _declare_queue(channel, subscription, handlers.dead_queue)
                await queue.bind(own, routing_key=subscription.queue)


async def _declare_queue(
    channel: AbstractChannel, subscription: Subscription, dead_queue: str
) -> AbstractQueue:
    queue = await channel.declare_queue(
        subscription.queue, durable=True, arguments=queue_arguments(dead_queue)
    )
    for name in subscription.names:
        await queue.bind(EXCHANGE, routing_key=name)
    return queue


async def remember(database: Database, handlers: Handlers) -> dict[str, list[str]]:
    """Note what is declared now; answers queues (with their events) of earlier versions that nobody reads."""
    async with database.session() as session, session.begin():
        rows = (await session.execute(select(declared_queues))).all()
        for subscription in handlers:
            now = {"queue": subscription.queue, "events": list(subscription.names)}
            await session.execute(
                insert(declared_queues)
                .values(now)
                .on_conflict_do_update(index_elements=["queue"], set_={"events": now["events"]})
            )
    return {row.queue: row.events for row in rows if handlers.get(row.queue) is None}


async def forget(database: Database, queue: str) -> None:
    """A queue of an earlier version is gone for good."""
    async with database.session() as session, session.begin():
        await session.execute(delete(declared_queues).where(declared_queues.c.queue == queue))


async def depth(url: str, queue: str) -> tuple[int, int] | None:
    """(messages, consumers) of a queue, or None if there is no such queue."""
    return (await depths(url, [queue]))[queue]


async def depths(url: str, queues: Iterable[str]) -> dict[str, tuple[int, int] | None]:
    """(messages, consumers) of each queue, or None where there is no such queue."""
    connection = await aio_pika.connect(url, timeout=5)
    async with connection:
        return {queue: await _depth(connection, queue) for queue in queues}


async def _depth(connection: AbstractConnection, queue: str) -> tuple[int, int] | None:
    # Asking for a queue that is not there closes the channel: each question has its own.
    channel = await connection.channel()
    try:
        found = await channel.declare_queue(queue, passive=True)
    except (ChannelNotFoundEntity, ChannelClosed):
        return None
    await channel.close()
    result = found.declaration_result
    return result.message_count or 0, result.consumer_count or 0
