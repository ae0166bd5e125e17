"""The lists agents work from: what belongs into each, and in which order."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Interval,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
)

from services.tickets.rights import parts_of
from services.tickets.tables.tickets import UNRESOLVED, tickets
from shared.contracts.parts import Status
from shared.instants import LATEST
from shared.tables import known_groups

t = tickets.c


class View(StrEnum):
    """The lists agents work from."""

    ACTIVE = "active"
    TO_ASSIGN = "to-assign"
    MINE = "mine"
    MY_GROUPS = "my-groups"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    TELL_CUSTOMER = "tell-customer"
    MENTIONED = "mentioned"
    ALL = "all"


class Sort(StrEnum):
    """The orders a list can have, the first row being the most recent or most urgent."""

    UPDATED = "updated"
    CREATED = "created"
    PRIORITY = "priority"
    SNOOZED_UNTIL = "snoozed_until"
    MATCH = "match"
    """Of a search for words, and its own order; anything else has its usual one instead."""


Keys = tuple[ColumnElement[Any], ...]

WAKES_AT = func.coalesce(t.snoozed_until, literal(LATEST)).label("wakes_at")
"""When a ticket comes back; who is not asleep stands behind all who are."""

MATCH = column("match", Integer())
"""How well a ticket matches a search, as `queries.ranking` judges it."""

KEYS: dict[Sort, Keys] = {
    Sort.UPDATED: (t.updated_at, t.id),
    Sort.CREATED: (t.created_at, t.id),
    Sort.PRIORITY: (t.priority_rank, t.updated_at, t.id),
    Sort.SNOOZED_UNTIL: (WAKES_AT, t.id),
    Sort.MATCH: (MATCH, t.updated_at, t.id),
}
ASCENDING = {Sort.SNOOZED_UNTIL}


def keys_of(view: View, sort: Sort) -> Keys:
    """What an order compares, the last of them unique; where all are asleep, their index serves."""
    if view is View.SNOOZED and sort is Sort.SNOOZED_UNTIL:
        return (t.snoozed_until, t.id)
    return KEYS[sort]


ME = bindparam("me", type_=Uuid())
# The clock decides who is asleep, not the scheduler; the offset is for tests and demos.
NOW = func.statement_timestamp() + bindparam("offset", type_=Interval())
MY_GROUPS = select(known_groups.c.id).where(
    known_groups.c.active, known_groups.c.member_ids.op("?")(cast(ME, Text))
)
ASLEEP = and_(t.snoozed_until.is_not(None), t.snoozed_until > NOW)
AWAKE = or_(t.snoozed_until.is_(None), t.snoozed_until <= NOW)

MEMBERSHIP: dict[View, ColumnElement[bool]] = {
    View.ACTIVE: and_(UNRESOLVED, AWAKE),
    View.TO_ASSIGN: and_(UNRESOLVED, t.assignee_id.is_(None), AWAKE),
    View.MINE: and_(UNRESOLVED, t.assignee_id == ME, AWAKE),
    View.MY_GROUPS: and_(UNRESOLVED, t.assignee_id.in_(MY_GROUPS), AWAKE),
    View.WAITING: and_(UNRESOLVED, t.status == Status.WAITING.value, AWAKE),
    View.SNOOZED: ASLEEP,
    View.RESOLVED: t.status == Status.RESOLVED.value,
    View.TELL_CUSTOMER: t.tell_customer.is_(True),
    View.MENTIONED: t.id.in_(parts_of(ME)),
    View.ALL: true(),
}
