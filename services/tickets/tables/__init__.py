"""The tables of desks and tickets by noun, and how the aggregates lie in them."""

from services.tickets.tables import (
    bulk,
    canned_replies,
    counted,
    deliveries,
    desks,
    drafts,
    participants,
    requesters,
    saved_views,
    searching,
    tasks,
    tickets,
    writing,
)
from services.tickets.tables.base import metadata
from services.tickets.tables.retired import RETIRED

__all__ = [
    "RETIRED",
    "bulk",
    "canned_replies",
    "counted",
    "deliveries",
    "desks",
    "drafts",
    "metadata",
    "participants",
    "requesters",
    "saved_views",
    "searching",
    "tasks",
    "tickets",
    "writing",
]
