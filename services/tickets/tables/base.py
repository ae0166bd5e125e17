"""What the modules of tables have in common."""

from typing import Any

from sqlalchemy import Column, MetaData, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry

from shared.columns import instant, tables_in, texts

metadata = MetaData()
table = tables_in(metadata)
mapper = registry(metadata=metadata)


def what_happened() -> list[Column[Any]]:
    """The columns of a history: from what to what, by whom, when."""
    return [
        Column("old", JSONB(none_as_null=True)),
        Column("new", JSONB(none_as_null=True)),
        *texts("actor_kind"),
        Column("actor_id", Uuid),
        *texts("actor_name"),
        instant("created_at", nullable=False),
    ]
