"""Columns as tables name them: a table reads as the list of what it holds. All must have a value unless told otherwise."""

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

Columns = list[Column[Any]]


def key(name: str = "id", of: Any = Uuid, **options: Any) -> Column[Any]:
    """The primary key, or a part of it."""
    return Column(name, of, primary_key=True, **options)


def ids(*names: str, **options: Any) -> Columns:
    """Ids of other things."""
    return _all(names, Uuid, options)


def texts(*names: str, **options: Any) -> Columns:
    """Words, codes and names."""
    return _all(names, Text, options)


def numbers(*names: str, **options: Any) -> Columns:
    """Whole numbers."""
    return _all(names, Integer, options)


def flags(*names: str, **options: Any) -> Columns:
    """Yes or no."""
    return _all(names, Boolean, options)


def binary(*names: str, **options: Any) -> Columns:
    """Bytes: secrets under the service's key, and fingerprints."""
    return _all(names, LargeBinary, options)


def documents(*names: str, **options: Any) -> Columns:
    """JSON."""
    return _all(names, JSONB, options)


def instant(name: str, **options: Any) -> Column[Any]:
    """A point in time, which may be missing unless told otherwise; PostgreSQL keeps it in UTC."""
    return Column(name, DateTime(timezone=True), **options)


def _all(names: tuple[str, ...], of: Any, options: dict[str, Any]) -> Columns:
    wanted: dict[str, Any] = {"nullable": False} | options
    return [Column(name, of, **wanted) for name in names]
