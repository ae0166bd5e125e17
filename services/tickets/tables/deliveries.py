"""What became of mails about tickets, as last heard of."""

from sqlalchemy import Column, Index, Table, Text, Uuid

from services.tickets.tables.base import metadata
from shared.tables import instant

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("comment_id", Uuid, comment="empty = the mail about the new ticket"),
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    instant("at", nullable=False),
    Index("deliveries_of_ticket", "ticket_id"),
)
