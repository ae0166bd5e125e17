"""The scheduler's table and how a Timer lies in it."""

from sqlalchemy import Index, MetaData, Table
from sqlalchemy.orm import registry

from services.scheduler.domain.timer import Timer
from shared.columns import ids, instant, key, numbers, texts

metadata = MetaData()

timers = Table(
    "timers",
    metadata,
    key("timer_id"),
    *ids("ticket_id"),
    instant("due_at"),
    *texts("state"),
    *numbers("version"),
)
Index("timers_due", timers.c.due_at, postgresql_where=timers.c.state == "pending")
Index("timers_of_ticket", timers.c.ticket_id)

registry(metadata=metadata).map_imperatively(Timer, timers)
