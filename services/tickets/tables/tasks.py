"""Tasks as last heard of, and the tickets that follow them."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid

from services.tickets.tables.base import metadata
from shared.tables import instant

known_tasks = Table(
    "known_tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    instant("as_of", nullable=False),
)

task_links = Table(
    "task_links",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("task_id", Uuid, primary_key=True),
    Column(
        "told_done",
        Boolean,
        nullable=False,
        server_default="false",
        comment="what the ticket last heard of the task",
    ),
    instant("created_at", nullable=False),
    Index("task_links_of_task", "task_id", "ticket_id"),
)
