"""The tables of desks and tickets by noun, and how the aggregates lie in them."""

from services.tickets.tables import bulk, deliveries, desks, tasks, tickets, writing
from services.tickets.tables.base import metadata

__all__ = ["bulk", "deliveries", "desks", "metadata", "tasks", "tickets", "writing"]
