"""The tables of desks and tickets by noun, and how the aggregates lie in them."""

from services.tickets.tables import bulk, deliveries, desks, searching, tasks, tickets, writing
from services.tickets.tables.base import metadata

__all__ = ["bulk", "deliveries", "desks", "metadata", "searching", "tasks", "tickets", "writing"]
