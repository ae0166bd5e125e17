"""Columns as tables name them: a table reads as the list of what it holds. All must have a value unless told otherwise."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB


def tables_in(metadata: MetaData) -> Callable[..., Table]:
    """What makes the tables of one service: its name, and then what it holds."""
    return lambda name, *parts, **options: Table(name, metadata, *parts, **options)


def key(name: str = "id", of: Any = Uuid, **options: Any) -> Column[Any]:
    """The primary key, or a part of it."""
    return Column(name, of, primary_key=True, **options)


def columns(of: Any, *names: str, **options: Any) -> list[Column[Any]]:
    """Several columns of one kind, which must have a value unless `options` say otherwise."""
    wanted: dict[str, Any] = {"nullable": False} | options
    return [Column(name, of, **wanted) for name in names]


ids = partial(columns, Uuid)
"""Ids of other things."""

texts = partial(columns, Text)
"""Words, codes and names."""

numbers = partial(columns, Integer)
flags = partial(columns, Boolean)

binary = partial(columns, LargeBinary)
"""What is sealed under the service's key, and fingerprints."""

documents = partial(columns, JSONB)


def instant(name: str, **options: Any) -> Column[Any]:
    """A point in time, which may be missing unless told otherwise; PostgreSQL keeps it in UTC."""
    return Column(name, DateTime(timezone=True), **options)


def holding(name: str, document: Column[Any], where: ColumnElement[bool]) -> Index:
    """An index by which rows are found whose `document` holds another one (`@>`), among those that `where` is true of."""
    operators = {str(document.name): "jsonb_path_ops"}
    return Index(name, document, postgresql_using="gin", postgresql_ops=operators, postgresql_where=where)
