"""Who may see a single ticket because somebody mentioned them on it."""

from sqlalchemy import Index

from services.tickets.tables.base import table
from shared.columns import ids, instant, key

participants = table(
    "participants",
    key("ticket_id", comment="that they were mentioned on, which may have been merged since"),
    key("person_id"),
    *ids("by_id"),
    instant("since", nullable=False),
    Index("participants_of_person", "person_id"),
)
