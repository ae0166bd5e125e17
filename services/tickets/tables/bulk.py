"""What bulk changes did to each ticket, so that they can be taken back."""

from sqlalchemy import Index

from services.tickets.tables.base import table
from shared.columns import documents, ids, instant, key

BEFORE = "what taking it back restores, by field"
AFTER = "what it put there: a field that holds something else by now stays as it is"
bulk_changes = table(
    "bulk_changes",
    key("bulk_id"),
    key("ticket_id"),
    *ids("person_id"),
    *documents("before", comment=BEFORE),
    *documents("after", comment=AFTER),
    instant("at", nullable=False),
    Index("bulk_changes_at", "at"),
)
