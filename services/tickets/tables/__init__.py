"""The tables of desks and tickets by noun, and how the aggregates lie in them."""

from services.tickets.tables import bulk, deliveries, desks, saved_views, searching, tasks, tickets, writing
from services.tickets.tables.base import metadata

__all__ = [
    "bulk",
    "deliveries",
    "desks",
    "metadata",
    "saved_views",
    "searching",
    "tasks",
    "tickets",
    "writing",
]
