"""Which desks somebody may see; the groups are this service's own."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Uuid

from services.organization.tables import groups, known_desks
from shared.auth import Person as Asker
from shared.desk_access import VisibleDesks, visible_desks

DESKS = select(known_desks.c.id, known_desks.c.member_ids, known_desks.c.group_ids)


async def desks_of(session: AsyncSession, asker: Asker) -> VisibleDesks:
    """The desks `asker` may see."""
    return await visible_desks(session, asker, DESKS, _groups_of)


async def _groups_of(session: AsyncSession, person_id: UUID) -> list[UUID]:
    mine = groups.c.member_ids.contains(array([person_id], type_=Uuid))
    return list(await session.scalars(select(groups.c.id).where(groups.c.active, mine)))
