"""The same done to many tickets: one transaction each, and what became of each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from services.tickets.uow import TicketsUow
from services.tickets.use_cases import bulk
from services.tickets.use_cases.bulk import Parts
from shared.auth import Person
from shared.errors import HelpdeskError

OpenUow = Callable[[], TicketsUow]
Verb = Callable[[TicketsUow, UUID], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Refused:
    """A ticket that was not changed, and why."""

    id: UUID
    code: str
    detail: str

    @property
    def pair(self) -> tuple[UUID, str]:
        """Which one, and why, for what looks reasons up."""
        return self.id, self.detail


@dataclass(slots=True)
class Outcome:
    """What became of each, in the order asked for; `undo` takes back what was done."""

    done: list[UUID] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    undo: UUID | None = None


class Previewed(Exception):
    """What was tried would be done."""


async def change(
    open_uow: OpenUow, person: Person, ids: Sequence[UUID], parts: Parts, preview: bool = False
) -> Outcome:
    """Change each of them; with `preview` it is only tried. Raises Forbidden for parts that `person` may not change."""
    bulk.check_rights(person, parts)
    bulk_id = uuid4()

    async def verb(uow: TicketsUow, ticket_id: UUID) -> None:
        await bulk.change(uow, person, bulk_id, ticket_id, parts)
        if preview:
            await uow.save()
            raise Previewed

    outcome = await _each(open_uow, ids, verb)
    return outcome if preview or not outcome.done else replace(outcome, undo=bulk_id)


async def undo(open_uow: OpenUow, person: Person, bulk_id: UUID) -> Outcome:
    """Take a change back, for the tickets where nobody has changed the same since; raises NothingToUndo."""
    async with open_uow() as uow:
        ids = await bulk.tickets_of(uow, person, bulk_id)
    return await _each(open_uow, ids, lambda uow, each: bulk.undo(uow, person, bulk_id, each))


async def _each(open_uow: OpenUow, ids: Sequence[UUID], verb: Verb) -> Outcome:
    outcome = Outcome()
    for ticket_id in dict.fromkeys(ids):
        try:
            async with open_uow() as uow:
                await verb(uow, ticket_id)
            outcome.done.append(ticket_id)
        except Previewed:
            outcome.done.append(ticket_id)
        except HelpdeskError as no:
            outcome.refused.append(Refused(ticket_id, no.code, no.detail or no.title))
    return outcome
