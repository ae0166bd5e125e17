"""What the modules of tables have in common."""

from typing import Any

from sqlalchemy import LargeBinary, MetaData, Table
from sqlalchemy.schema import SchemaItem

from shared.columns import ids, key

metadata = MetaData()


def table(name: str, *parts: SchemaItem, **options: Any) -> Table:
    """A table of this service."""
    return Table(name, metadata, *parts, **options)


def links(name: str, *more: SchemaItem) -> Table:
    """A table by which a public link's ticket is found; the token itself is in none."""
    return table(name, key("token_hash", of=LargeBinary), *ids("ticket_id", unique=True), *more)
