"""The organization's unit of work."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from services.organization.domain.group import Group
from services.organization.domain.person import Person
from services.organization.domain.roles import OWNER
from services.organization.domain.task import Task
from services.organization.tables import people
from shared.errors import Conflict, NotFound
from shared.uow import UnitOfWork


class EmailTaken(Conflict, code="email_taken", title="Somebody has this e-mail address already"):
    """Nobody signs in by somebody else's address."""


class GroupNameTaken(Conflict, code="group_name_taken", title="There is a group of this name already"):
    """Groups are told apart by their names."""


T = TypeVar("T", Person, Group, Task)
UNIQUE = {"people_email": EmailTaken, "groups_name": GroupNameTaken}


class OrganizationUow(UnitOfWork):
    """Hands out people, groups and tasks, locked."""

    async def person(self, person_id: UUID) -> Person:
        """One person; raises NotFound."""
        return self.watch(await self._locked(Person, person_id))

    async def group(self, group_id: UUID) -> Group:
        """One group; raises NotFound."""
        return self.watch(await self._locked(Group, group_id))

    async def task(self, task_id: UUID) -> Task:
        """One task; raises NotFound."""
        return self.watch(await self._locked(Task, task_id))

    async def owners(self) -> list[UUID]:
        """The active owners, locked: ask before `person`, so that two who demote each other take turns."""
        active = (people.c.role == OWNER) & people.c.active
        query = select(people.c.id).where(active).order_by(people.c.id).with_for_update()
        return list(await self.session.scalars(query))

    async def take_turns(self, what: str) -> None:
        """Wait until no other transaction does `what`, where there is no row yet to lock."""
        await self.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))

    def add(self, thing: Person | Group | Task) -> None:
        """Keep what is new."""
        self.session.add(self.watch(thing))

    async def remove(self, task: Task) -> None:
        """Take a task out."""
        await self.session.delete(task)

    async def save(self) -> None:
        """Write what changed; a name that somebody took in the meantime is refused by its index."""
        try:
            await super().save()
        except IntegrityError as error:
            cause = getattr(error.orig, "__cause__", None)
            refused = UNIQUE.get(getattr(cause, "constraint_name", None) or "")
            if refused is None:
                raise
            raise refused from error

    async def _locked(self, kind: type[T], key: UUID) -> T:
        found = await self.session.get(kind, key, with_for_update=True)
        if found is None:
            raise NotFound(f"no such {kind.__name__.lower()}")
        return found
