"""Desks, and where their numbers have come to."""

from sqlalchemy import Column, Integer, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from services.tickets.domain.desk import Desk
from services.tickets.tables.base import mapper, table
from shared.columns import flags, key, numbers, texts
from shared.tables import Several

FIELDS = "the desk's own fields, in order"
HOLD_SECONDS = "how long replies wait to be sent; 0: not at all"
REOPEN_DAYS = "after which an answer to a resolved ticket opens another one; none: never"
desks = table(
    "desks",
    key(),
    *texts("name", "description", "color", "language", "time_zone"),
    *flags("active"),
    *texts("number_pattern"),
    Column("categories", Several(), nullable=False),
    Column("member_ids", Several(ARRAY(Uuid)), nullable=False),
    Column("group_ids", Several(ARRAY(Uuid)), nullable=False),
    Column("fields", Several(), nullable=False, server_default=text("'[]'"), comment=FIELDS),
    *texts("auto_assign", server_default="off", comment="off, round_robin or least_open"),
    *numbers("hold_seconds", server_default="0", comment=HOLD_SECONDS),
    Column("reopen_days", Integer, comment=REOPEN_DAYS),
    *numbers("version"),
)

number_ranges = table(
    "number_ranges",
    key("desk_id"),
    key("period", of=Text, comment="empty = a counter that never restarts"),
    *numbers("last"),
)

TURN = "the how manieth automatic assignment on the desk was their last one"
turns = table(
    "turns",
    key("desk_id"),
    key("person_id"),
    *numbers("turn", comment=TURN),
)

mapper.map_imperatively(Desk, desks)
