"""The scheduler's table and how a Timer lies in it."""

from sqlalchemy import Column, DateTime, Index, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.orm import registry

from services.scheduler.domain.timer import Timer

metadata = MetaData()

timers = Table(
    "timers",
    metadata,
    Column("timer_id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("timers_due", timers.c.due_at, postgresql_where=timers.c.state == "pending")
Index("timers_of_ticket", timers.c.ticket_id)

registry(metadata=metadata).map_imperatively(Timer, timers)
