"""What people have begun to write, and who looks at which ticket right now.

Both are small and written again every few seconds: no index stands on what changes then, so that each time only the row is
written (PostgreSQL's HOT updates). What is old is found by looking through all.
"""

from sqlalchemy import Column, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.tables.base import table
from shared.columns import instant, key, numbers, texts
from shared.tables import Several

KIND = "reply or note"
drafts = table(
    "drafts",
    key("person_id"),
    key("ticket_id"),
    key("kind", of=Text, comment=KIND),
    *texts("body"),
    Column("attachment_ids", Several(ARRAY(Uuid)), nullable=False),
    *numbers("version"),
    instant("updated_at", nullable=False),
)

STATE = "reading or writing"
presence = table(
    "presence",
    key("ticket_id"),
    key("person_id"),
    *texts("name"),
    *texts("state", comment=STATE),
    instant("since", nullable=False, comment="of this state"),
    instant("until", nullable=False, comment="who says nothing until then has left"),
    # Not logged: the figures of half a minute are worth no write-ahead, and after a crash everybody says so again.
    prefixes=["UNLOGGED"],
)
