"""What became of mails about tickets, as last heard of."""

from sqlalchemy import Column, Index, Uuid

from services.tickets.tables.base import table
from shared.columns import ids, instant, key, texts

deliveries = table(
    "deliveries",
    key(),
    *ids("ticket_id"),
    Column("comment_id", Uuid, comment="empty = the mail about the new ticket"),
    *texts("recipient", "state", "reason"),
    instant("at", nullable=False),
    Index("deliveries_of_ticket", "ticket_id"),
)
