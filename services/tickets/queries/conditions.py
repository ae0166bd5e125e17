"""What a list can be asked for: each kind of question as a condition on tickets, its value a parameter.

The one place that turns filters and the terms of a search into SQL.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.tickets.queries.views import ASLEEP, t
from services.tickets.tables.searching import searched
from services.tickets.tables.tickets import HAS_FIELDS, UNRESOLVED, tickets


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its kind, and the value it goes by where it has one."""

    kind: str
    value: Any = None
    negated: bool = False


Kind = tuple[str, bool]
"""What of a question decides about the text of a statement: its kind, and whether it is turned round."""

Build = Callable[[str], ColumnElement[bool]]
w = searched.c


def conditions(kinds: tuple[Kind, ...], first: int = 0) -> list[ColumnElement[bool]]:
    """The conditions of these kinds; the values are the parameters `asked_0` and so on, counted from `first`."""
    return [_condition(f"asked_{n}", *kind) for n, kind in enumerate(kinds, first)]


def values_of(asked: Iterable[Asked]) -> dict[str, Any]:
    """The parameters for `conditions`; a tuple is several, `asked_0_0` and so on."""
    values: dict[str, Any] = {}
    for n, each in enumerate(asked):
        name = f"asked_{n}"
        if isinstance(each.value, tuple):
            values |= {f"{name}_{place}": value for place, value in enumerate(each.value)}
        elif each.kind not in WITHOUT_VALUE:
            values[name] = each.value
    return values


def _condition(name: str, kind: str, negated: bool) -> ColumnElement[bool]:
    condition = BUILD[kind](name)
    if not negated:
        return condition
    return not_(func.coalesce(condition, false()) if kind in OF_WHAT_MAY_MISS else condition)


def _same(column: ColumnElement[Any]) -> Build:
    return lambda name: column == bindparam(name, type_=column.type)


def _one_of(column: ColumnElement[Any]) -> Build:
    return lambda name: column == any_(bindparam(name, type_=ARRAY(column.type)))


def _from(column: ColumnElement[Any]) -> Build:
    return lambda name: column >= bindparam(name, type_=DateTime(timezone=True))


def _until(column: ColumnElement[Any]) -> Build:
    return lambda name: column < bindparam(name, type_=DateTime(timezone=True))


def _is(condition: ColumnElement[bool]) -> Build:
    return lambda _: condition


def _like(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.op("LIKE")(bindparam(name, type_=Text()))


def _among(*found: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tickets of which some words are such. No correlation, so that the index of words may come first."""
    parts = [select(w.ticket_id).where(each) for each in found]
    return t.id.in_(parts[0] if len(parts) == 1 else union_all(*parts))


def _every_other(name: str) -> ColumnElement[bool]:
    words = func.unnest(bindparam(name, type_=ARRAY(Text()))).table_valued("word").render_derived()
    there = exists().where(w.ticket_id == t.id, w.text.op("LIKE")(words.c.word)).correlate(tickets, words)
    return not_(exists(select(words.c.word).where(not_(there)).correlate(tickets)))


def _has_files(_: str) -> ColumnElement[bool]:
    return exists().where(w.ticket_id == t.id, w.has_files).correlate(tickets)


def _holds(name: str) -> ColumnElement[bool]:
    """Each desk's fields have other ids, so there is a document for each."""
    return and_(HAS_FIELDS, t.field_values.op("@>")(any_(bindparam(name, type_=ARRAY(JSONB())))))


def _within(column: ColumnElement[Any]) -> Build:
    start, end = _from(column), _until(column)
    return lambda name: and_(start(f"{name}_0"), end(f"{name}_1"))


def _key_or_words(name: str) -> ColumnElement[bool]:
    """All of several words, or the number or phone that they are together: the longest word, all of them, the key."""
    words = func.unnest(bindparam(f"{name}_1", type_=ARRAY(Text()))).table_valued("word").render_derived()
    there = searched.alias()
    has_it = exists().where(there.c.ticket_id == w.ticket_id, there.c.text.op("LIKE")(words.c.word))
    missing = exists(select(words.c.word).where(not_(has_it.correlate(searched, words))).correlate(searched))
    # By the longest word first, which the index knows.
    return _among(and_(_like(w.text, f"{name}_0"), not_(missing)), _like(w.text, f"{name}_2"))


BUILD: Mapping[str, Build] = {
    "status": _same(t.status),
    "priority": _same(t.priority),
    "channel": _same(t.channel),
    "category": _same(t.category_id),
    "categories": _one_of(t.category_id),
    "desk": _one_of(t.desk_id),
    "assignee": _same(t.assignee_id),
    "assignees": _one_of(t.assignee_id),
    "assigned": _is(t.assignee_id.is_not(None)),
    "unassigned": _is(t.assignee_id.is_(None)),
    "unresolved": _is(UNRESOLVED),
    "undelivered": _is(t.undelivered.is_(True)),
    "snoozed": _is(ASLEEP),
    "requester": _same(t.requester_id),
    "requesters": _one_of(t.requester_id),
    "from": lambda name: _among(_like(w.who, name)),
    "from_or_of": lambda name: or_(
        _among(_like(w.who, f"{name}_0")),
        func.coalesce(t.requester_id == any_(bindparam(f"{name}_1", type_=ARRAY(Uuid()))), false()),
    ),
    "tag": lambda name: _among(w.tags.op("@>")(bindparam(name, type_=ARRAY(Text())))),
    "number": lambda name: _among(_like(w.text, name)),
    "attachment": _has_files,
    "fields": _holds,
    "created_from": _from(t.created_at),
    "created_until": _until(t.created_at),
    "updated_from": _from(t.updated_at),
    "updated_until": _until(t.updated_at),
    "created_in": _within(t.created_at),
    "updated_in": _within(t.updated_at),
    "word": lambda name: _among(_like(w.text, name)),
    "other_words": _every_other,
    "without": lambda name: (
        exists()
        .where(w.ticket_id == t.id, w.text.op("LIKE")(any_(bindparam(name, type_=ARRAY(Text())))))
        .correlate(tickets)
    ),
    "key_or_word": lambda name: _among(w.text.op("LIKE")(any_(bindparam(name, type_=ARRAY(Text()))))),
    "key_or_words": _key_or_words,
    "similar": _one_of(t.id),
}
WITHOUT_VALUE = {"assigned", "unassigned", "unresolved", "undelivered", "snoozed", "attachment"}
"""Kinds that say all by themselves."""
OF_WHAT_MAY_MISS = {"category", "categories", "assignee", "assignees", "requester", "requesters"}
"""A ticket without any is not such a one."""
