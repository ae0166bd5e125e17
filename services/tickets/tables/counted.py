"""How many tickets there are of each kind that a counter asks for, kept by triggers of `tickets`."""

from sqlalchemy import Column, Date, Index, Uuid

from services.tickets.tables.base import table
from shared.columns import flags, ids, numbers, texts

WAKES_ON = "the day, in UTC, on which its snooze ends"
TICKETS = "what one change added to this kind or took from it, or the sum of several such rows"
counted = table(
    "counted",
    *ids("desk_id"),
    *texts("status"),
    Column("assignee_id", Uuid),
    *flags("tell_customer"),
    Column("wakes_on", Date, comment=WAKES_ON),
    *numbers("tickets", comment=TICKETS),
)
"""A row for each change, so that nobody who changes tickets waits for another; `summing.py` adds them up."""

Index("counted_of_desk", counted.c.desk_id)

KIND = tuple(column for column in counted.c if column.name != "tickets")
"""What makes one kind."""
