"""The scheduler's table and how a Timer lies in it."""

from sqlalchemy import Index, MetaData
from sqlalchemy.orm import registry

from services.scheduler.domain.timer import Timer
from shared.columns import ids, instant, key, numbers, tables_in, texts

metadata = MetaData()
table = tables_in(metadata)

timers = table(
    "timers",
    key("timer_id"),
    *ids("ticket_id"),
    instant("due_at"),
    *texts("state"),
    *numbers("version"),
)
Index("timers_due", timers.c.due_at, postgresql_where=timers.c.state == "pending")
Index("timers_of_ticket", timers.c.ticket_id)

registry(metadata=metadata).map_imperatively(Timer, timers)
