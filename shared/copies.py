"""Copies of foreign facts: of each thing the newest that was told, in whatever order its news come."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Table, select

from shared.errors import NotYet
from shared.rows import inserting
from shared.uow import UnitOfWork

Row = Mapping[str, Any]


async def keep_newer(uow: UnitOfWork, table: Table, *rows: Row, by: str = "version") -> int:
    """Insert rows, or put them in the place of older ones of the same key; answers how many were news.

    `by` is the column that grows with each state of a thing: a version, or an instant.
    """
    keys = [str(column.name) for column in table.primary_key]
    newest: dict[tuple[Any, ...], Row] = {}
    # In the order of keys, so that two transactions never wait for each other; of each key the newest comes last.
    for row in sorted(rows, key=lambda row: (*(row[key] for key in keys), row[by])):
        newest[tuple(row[key] for key in keys)] = row
    fresh = inserting(table, list(newest.values()))
    kept = await uow.session.execute(
        fresh.on_conflict_do_update(
            index_elements=keys,
            set_={name: fresh.excluded[name] for name in rows[0] if name not in keys},
            where=table.c[by] < fresh.excluded[by],
        )
    )
    return kept.rowcount  # pyright: ignore[reportAttributeAccessIssue]


async def caught_up(uow: UnitOfWork, table: Table, thing: UUID, version: int) -> None:
    """Let only those go on to whom the copy of `thing` is no older than `version`; raises NotYet.

    For handlers that act on what another queue keeps.
    """
    known = await uow.session.scalar(select(table.c.version).where(table.c.id == thing))
    if known is None or known < version:
        raise NotYet(f"version {version} of {table.name} {thing} is not known yet")


async def remember(uow: UnitOfWork, table: Table, *states: BaseModel) -> None:
    """Keep of each state what `table` has columns for, its id as the key, if it is newer than what is kept."""
    names = {str(column.name) for column in table.c} | {"id"}
    (key,) = table.primary_key
    await keep_newer(uow, table, *(_row(state, names, key.name) for state in states))


def _row(state: BaseModel, names: set[str], key: str) -> Row:
    told = state.model_dump(include=names)
    return {
        key if name == "id" else name: list(value) if isinstance(value, tuple | frozenset) else value
        for name, value in told.items()
    }
