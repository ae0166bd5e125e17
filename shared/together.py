"""Several queries asked by one statement, each as one value of its only row: a round trip costs more than a small query."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Dialect, Select, Uuid, func
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

Read = Callable[[Any], Any]


class _Rows(UserDefinedType[list[dict[str, Any]]]):
    """An array of records, read as a dict for each, by the names and types of the columns that were asked for."""

    cache_ok = True

    def __init__(self, names: tuple[str, ...], kinds: tuple[TypeEngine[Any], ...]) -> None:
        self.names = names
        self.kinds = kinds

    def get_col_spec(self, **_: Any) -> str:
        return "record[]"

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002
        names, reads = self.names, [_reading(kind, dialect) for kind in self.kinds]
        plain = not any(reads)

        def row(record: Sequence[Any]) -> dict[str, Any]:
            values = (
                record if plain else [read(v) if read else v for read, v in zip(reads, record, strict=True)]
            )
            return dict(zip(names, values, strict=True))

        return lambda records: [row(record) for record in records]


def as_value(query: Select[*tuple[Any, ...]]) -> ColumnElement[Any]:
    """All rows of `query`, in its order, as one value: a list of dicts."""
    columns = query.selected_columns
    sent = [func.to_jsonb(column) if _array(column.type) else column for column in columns]
    kind = _Rows(tuple(map(str, columns.keys())), tuple(column.type for column in columns))
    rows = query.with_only_columns(func.row(*sent), maintain_column_froms=True)
    return func.array(rows.scalar_subquery(), type_=kind)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> Read | None:
    inner = kind.dialect_impl(dialect).result_processor(dialect, None)
    array = _array(kind)
    if array is None or not isinstance(array.item_type, Uuid):
        return inner
    # Inside of a record the driver knows no arrays, so they come as JSON.
    return lambda told: (inner or list)([UUID(each) for each in told])


def _array(kind: TypeEngine[Any]) -> ARRAY[Any] | None:
    whole = getattr(kind, "column_type", kind) if isinstance(kind, TypeDecorator) else kind
    return whole if isinstance(whole, ARRAY) else None
