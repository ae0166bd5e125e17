"""The tables of desks and tickets by noun, and how the aggregates lie in them."""

from services.tickets.tables import (
    bulk,
    canned_replies,
    deliveries,
    desks,
    drafts,
    saved_views,
    searching,
    tasks,
    tickets,
    writing,
)
from services.tickets.tables.base import metadata

__all__ = [
    "bulk",
    "canned_replies",
    "deliveries",
    "desks",
    "drafts",
    "metadata",
    "saved_views",
    "searching",
    "tasks",
    "tickets",
    "writing",
]
