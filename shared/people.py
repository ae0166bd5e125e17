"""Each service's own copy of people and groups, fed by the organization's events."""

from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from shared.contracts.organization import AgentChanged, GroupChanged
from shared.contracts.parts import GroupState, PersonState
from shared.contracts.permissions import BY_ROLE, roles_with
from shared.copies import remember
from shared.database import Database
from shared.handlers import Handlers
from shared.remembered import Remembered
from shared.tables import known_groups, known_people
from shared.uow import UnitOfWork


def follow_people(on: Handlers) -> None:
    """Let a service know people and groups; call it once in its handlers module."""

    @on(AgentChanged, GroupChanged, queue=f"{on.service}.know_people", rebuildable=True)
    async def know_people(event: AgentChanged | GroupChanged, uow: UnitOfWork) -> None:
        if isinstance(event, AgentChanged):
            await remember_person(uow, event.person)
        else:
            await remember_group(uow, event.group)


async def remember_person(uow: UnitOfWork, person: PersonState) -> None:
    """Keep what is newer."""
    await remember(uow, known_people, person)


async def remember_group(uow: UnitOfWork, group: GroupState) -> None:
    """Keep what is newer."""
    await remember(uow, known_groups, group)


def holds(permission: str, person: FromClause = known_people) -> ColumnElement[bool]:
    """True of the rows of known people who have a permission; the same rule as `permissions_of`."""
    role, told = person.c.role, person.c.permissions
    return or_(role.in_(roles_with(permission)), and_(role.not_in(tuple(BY_ROLE)), told.has_key(permission)))


class KnownPeople:
    """Answers who somebody is by this service's own copy, at most a second old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent = Remembered(self._ask, seconds=1)

    async def find(self, person_id: UUID) -> PersonState | None:
        """The person, if their event has arrived."""
        return await self._recent.get(person_id)

    async def _ask(self, person_id: UUID) -> PersonState | None:
        query = select(known_people).where(known_people.c.id == person_id)
        async with self._database.session() as session:
            found = (await session.execute(query)).mappings().first()
        return PersonState.model_validate(dict(found)) if found else None
