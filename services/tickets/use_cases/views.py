"""Views are saved, changed and removed by their owner."""

from uuid import UUID

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from services.tickets.domain.errors import TooManyViews, UnknownGroup
from services.tickets.domain.saved_view import MOST, SavedView, SharedWith, ViewSettings
from services.tickets.tables.saved_views import saved_views
from services.tickets.uow import TicketsUow
from shared.auth import Person
from shared.seen import WHATEVER, Seen
from shared.tables import known_groups


async def keep_view(uow: TicketsUow, person: Person, name: str, settings: ViewSettings) -> UUID:
    """One view more; answers its id. Raises Forbidden, UnknownGroup, TooManyViews or UnknownQueryValue."""
    await _check_sharing(uow, person, settings.get("shared_with", "me"))
    mine = select(func.count()).select_from(saved_views).where(saved_views.c.owner_id == person.id)
    if (await uow.session.scalar(mine) or 0) >= MOST:
        raise TooManyViews
    view = SavedView(id=uuid7(), owner_id=person.id, created_at=uow.now, name=name)
    view.change(settings)
    uow.session.add(view)
    return view.id


async def change_view(
    uow: TicketsUow, person: Person, view_id: UUID, settings: ViewSettings, seen: Seen = WHATEVER
) -> None:
    """Set what is named."""
    view = await uow.own_view(person, view_id, seen)
    await _check_sharing(uow, person, settings.get("shared_with", "me"))
    view.change(settings)


async def remove_view(uow: TicketsUow, person: Person, view_id: UUID, seen: Seen = WHATEVER) -> None:
    """One view less, for everybody who saw it."""
    view = await uow.own_view(person, view_id, seen)
    await uow.session.delete(view)


async def _check_sharing(uow: TicketsUow, person: Person, shared_with: SharedWith) -> None:
    # What stands in everybody's rail is a matter of those who set up desks.
    if shared_with == "everyone":
        person.check("desk.manage")
    if isinstance(shared_with, str):
        return
    c = known_groups.c
    known = set(await uow.session.scalars(select(c.id).where(c.active, c.id.in_(shared_with))))
    if missing := [each for each in shared_with if each not in known]:
        raise UnknownGroup(f"There is no group {missing[0]}")
