"""Tasks as last heard of, and the tickets that follow them."""

from sqlalchemy import Index

from services.tickets.tables.base import table
from shared.columns import flags, instant, key, numbers, texts

known_tasks = table(
    "known_tasks",
    key(),
    *texts("title", "status", "responsible"),
    *numbers("version"),
    *flags("deleted"),
    instant("as_of", nullable=False),
)

task_links = table(
    "task_links",
    key("ticket_id"),
    key("task_id"),
    *flags("told_done", server_default="false", comment="what the ticket last heard of the task"),
    instant("created_at", nullable=False),
    Index("task_links_of_task", "task_id", "ticket_id"),
)
