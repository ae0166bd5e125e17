"""What the modules of tables have in common."""

from sqlalchemy import LargeBinary, MetaData, Table
from sqlalchemy.schema import SchemaItem

from shared.columns import ids, key, tables_in

metadata = MetaData()
table = tables_in(metadata)


def links(name: str, *more: SchemaItem) -> Table:
    """A table by which a public link's ticket is found; the token itself is in none."""
    return table(name, key("token_hash", of=LargeBinary), *ids("ticket_id", unique=True), *more)
