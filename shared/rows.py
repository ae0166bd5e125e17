"""Rows of the database as plain dicts: what is read from them many times, goes out as JSON, or comes in by many.

SQLAlchemy's names of columns are a kind of `str` of its own; as keys they make packing a dict as JSON some sixty times
slower (`pydantic_core.to_json` looks at each for a way of its own), and reading a value from its rows is slow too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Result, Table, column, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert


def dicts(result: Result[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    """All rows, each under its columns' names."""
    names = [str(name) for name in result.keys()]  # noqa: SIM118 a result is no dict
    return [dict(zip(names, row, strict=True)) for row in result]


def one_dict(result: Result[*tuple[Any, ...]]) -> dict[str, Any] | None:
    """The first row, or None where there is none."""
    return next(iter(dicts(result)), None)


def inserting(table: Table, rows: Sequence[Mapping[str, Any]]) -> Insert:
    """An INSERT of `rows`, at least one, which all have values for the same columns.

    They travel as one JSON value, so the statement is the same for any number of them and is compiled and planned once;
    `values(rows)` is compiled each time, for longer than its rows take to be written.
    """
    names = list(rows[0])
    told = literal([{name: _in_json(value) for name, value in row.items()} for row in rows], JSONB)
    given = func.jsonb_populate_recordset(literal_column(f"NULL::{table.name}"), told).table_valued(
        *(column(name, table.c[name].type) for name in names), name="told"
    )
    return insert(table).from_select(names, select(*given.c))


def _in_json(value: Any) -> Any:
    # As PostgreSQL writes and reads binary values in text.
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value
