"""Rows of the database as plain dicts: what is read from them many times, or goes out as JSON.

SQLAlchemy's names of columns are a kind of `str` of its own; as keys they make packing a dict as JSON some sixty times
slower (`pydantic_core.to_json` looks at each for a way of its own), and reading a value from its rows is slow too.
"""

from typing import Any

from sqlalchemy import Result


def dicts(result: Result[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    """All rows, each under its columns' names."""
    names = [str(name) for name in result.keys()]  # noqa: SIM118 a result is no dict
    return [dict(zip(names, row, strict=True)) for row in result]


def one_dict(result: Result[*tuple[Any, ...]]) -> dict[str, Any] | None:
    """The first row, or None where there is none."""
    return next(iter(dicts(result)), None)
