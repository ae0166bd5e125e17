"""What became of mails about tickets, as last heard of, and which of it brought a ticket back."""

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

undelivered = table(
    "undelivered",
    key("delivery_id"),
    instant("at", nullable=False, comment="of the last failure that brought the ticket back"),
)
