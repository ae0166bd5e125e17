"""This service's copies of tasks and of what became of mails; nothing is done about them here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert

from services.tickets.tables.deliveries import deliveries
from services.tickets.tables.tasks import known_tasks
from services.tickets.uow import TicketsUow
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.contracts.organization import TaskDeleted, TaskEvent, TaskLinkRequested
from shared.copies import keep_newer


async def keep_task(uow: TicketsUow, event: TaskEvent | TaskLinkRequested) -> None:
    """Keep the newer state of a task; one that is gone does not come back."""
    row = event.task.model_dump() | {"as_of": event.occurred_at, "deleted": isinstance(event, TaskDeleted)}
    fresh = insert(known_tasks).values(row)
    is_news = or_(fresh.excluded.deleted, known_tasks.c.version < fresh.excluded.version)
    await uow.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["id"],
            set_={name: fresh.excluded[name] for name in row if name != "id"},
            where=~known_tasks.c.deleted & is_news,
        )
    )


async def keep_deliveries(uow: TicketsUow, events: Sequence[DeliverySent | DeliveryFailed]) -> None:
    """Keep what became of mails, of each the latest news."""
    await keep_newer(uow, deliveries, *map(_became_of, events), by="at")


def _became_of(event: DeliverySent | DeliveryFailed) -> dict[str, Any]:
    failed = isinstance(event, DeliveryFailed)
    return {
        "id": event.delivery_id,
        "ticket_id": event.ticket_id,
        "comment_id": event.comment_id,
        "recipient": event.recipient,
        "state": "failed" if failed else "sent",
        "reason": event.reason if failed else "",
        "at": event.occurred_at,
    }
