"""Desks are made and set up."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.tickets.domain.desk import Desk
from services.tickets.domain.desk_settings import DeskSettings
from services.tickets.domain.errors import DeskOutOfSight
from services.tickets.rights import may_see
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import release_desk
from services.tickets.use_cases.seeing import desk_seen
from shared.auth import Person
from shared.seen import WHATEVER, Seen


async def create(uow: TicketsUow, person: Person, settings: DeskSettings) -> UUID:
    """Make a desk; everything but its name has a default."""
    desk = Desk.create(uuid7(), person.as_actor(), **settings)
    await _check_in_sight(uow, person, desk)
    uow.add(desk)
    return desk.id


async def edit(
    uow: TicketsUow, person: Person, desk_id: UUID, settings: DeskSettings, seen: Seen = WHATEVER
) -> None:
    """Set what is named; tickets of those who leave the desk are to be assigned again."""
    desk = await desk_seen(uow, person, desk_id, seen)
    desk.edit(person.as_actor(), **settings)
    await _check_in_sight(uow, person, desk)
    await release_desk(uow, desk)


async def _check_in_sight(uow: TicketsUow, person: Person, desk: Desk) -> None:
    if not await may_see(uow.session, person, desk):
        raise DeskOutOfSight
