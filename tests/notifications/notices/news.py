"""A team, and news of its tickets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.notifications.tables import notices
from shared.contracts.organization import GroupChanged
from shared.contracts.parts import Actor, AssigneeState, GroupState, PersonState, TicketState
from shared.contracts.tickets import CommentAdded, NoteAdded, TicketAssigned, TicketWoken
from tests.builders import ANNA, NOW, RITA
from tests.notifications.conftest import Mail
from tests.notifications.events import comment_added

CANARY = "xkcd-canary-4711"


def actor(person: PersonState) -> Actor:
    return Actor(kind="agent", id=person.id, name=person.name)


async def heard_group(mail: Mail, *members: PersonState, name: str = "Second level") -> GroupState:
    group = GroupState(id=uuid7(), name=name, member_ids=tuple(each.id for each in members), version=1)
    await mail.hear(GroupChanged(group=group))
    return group


def assigned(
    ticket: TicketState, to: PersonState | GroupState | None, by: Actor = ANNA, **more: Any
) -> TicketAssigned:
    kind = "group" if isinstance(to, GroupState) else "agent"
    assignee = AssigneeState(kind=kind, id=to.id) if to else None
    return TicketAssigned(ticket=ticket, actor=by, assignee=assignee, **more)


def note_added(ticket: TicketState, by: Actor = ANNA, **more: Any) -> NoteAdded:
    given = {"comment_id": uuid7(), "body": f"Careful, {CANARY}", "created_at": NOW, "assigned_in": 1}
    return NoteAdded(ticket=ticket, actor=by, **(given | more))


def replied(ticket: TicketState, **more: Any) -> CommentAdded:
    """The requester answers, on a ticket that somebody is responsible for since its first version."""
    return comment_added(ticket, RITA, **({"assigned_in": 1} | more))


def woken(ticket: TicketState, reason: str = "due", by: Actor = ANNA, **more: Any) -> TicketWoken:
    given: dict[str, Any] = {"snooze_id": uuid7(), "reason": reason, "assigned_in": 1}
    return TicketWoken(ticket=ticket, actor=by, **(given | more))


async def log(mail: Mail) -> list[Any]:
    """Every row there is, in order."""
    async with mail.service.database.session() as session:
        return list(await session.execute(select(notices).order_by(notices.c.id)))


async def told(mail: Mail) -> list[tuple[UUID, str, str]]:
    """Who was told of what, or why not."""
    return [(row.person_id, row.kind, row.not_told) for row in await log(mail)]


def at(ticket: TicketState, version: int, when: datetime = NOW) -> TicketState:
    """The ticket in a later version."""
    return ticket.model_copy(update={"version": version, "resolved_at": None, "created_at": when})
