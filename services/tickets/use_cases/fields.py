"""A desk's own fields are made, changed and removed. The desk is locked meanwhile, so no two get the same key."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.tickets.domain.desk_fields import FieldSettings
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import desk_seen
from shared.auth import Person
from shared.seen import WHATEVER, Seen


async def add(uow: TicketsUow, person: Person, desk_id: UUID, settings: FieldSettings) -> UUID:
    """One field more; answers its id."""
    desk = await uow.desk_for(person, desk_id)
    field_id = uuid7()
    desk.add_field(field_id, person.as_actor(), **settings)
    return field_id


async def change(
    uow: TicketsUow,
    person: Person,
    desk_id: UUID,
    field_id: UUID,
    settings: FieldSettings,
    seen: Seen = WHATEVER,
) -> None:
    """Set what is named; `seen` is the version of the desk."""
    desk = await desk_seen(uow, person, desk_id, seen)
    desk.change_field(field_id, person.as_actor(), **settings)


async def remove(
    uow: TicketsUow, person: Person, desk_id: UUID, field_id: UUID, seen: Seen = WHATEVER
) -> None:
    """One field less; what tickets hold for it is shown no more."""
    desk = await desk_seen(uow, person, desk_id, seen)
    desk.remove_field(field_id, person.as_actor())
