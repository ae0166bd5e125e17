"""What the modules of tables have in common."""

from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry
from sqlalchemy.schema import SchemaItem

metadata = MetaData()
mapper = registry(metadata=metadata)


def table(name: str, *parts: SchemaItem, **options: Any) -> Table:
    """A table of this service."""
    return Table(name, metadata, *parts, **options)
