"""The tickets service's unit of work."""

from collections.abc import Callable, Collection
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Table, Uuid, bindparam, inspect, select
from uuid_utils.compat import uuid7

from services.tickets.domain.canned_replies import CannedReply
from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import MergedMeanwhile, NoSuchView
from services.tickets.domain.holding import HeldComment
from services.tickets.domain.saved_view import SavedView
from services.tickets.domain.searching import of_ticket
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Note
from services.tickets.rights import believe_groups, check_sight, groups_if_they_decide, leads_to, may_see
from services.tickets.saying import Answer, DraftKey, Said, write_at_once, write_down
from services.tickets.searching import has_new_words, keep
from services.tickets.tables.desks import desks
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import changes
from services.tickets.working import may_work_on
from shared.aggregate import Aggregate
from shared.auth import Person
from shared.contracts.event import Event
from shared.contracts.parts import SYSTEM
from shared.database import Database
from shared.errors import NoSuchDesk, NoSuchTicket
from shared.secrets import Sealer
from shared.seen import Seen
from shared.uow import Rows, UnitOfWork

A = TypeVar("A", bound=Aggregate)
LED_TO = (
    select(Ticket)
    .where(leads_to(bindparam("asked", type_=Uuid())))
    .with_for_update(of=tickets)
    .execution_options(populate_existing=True)
)
# With its desk and, where these decide who sees that, the groups of who asks. An outer join: for a ticket that was moved
# while its lock was waited for, PostgreSQL finds no desk to the new one.
LED_TO_FOR = LED_TO.add_columns(Desk, groups_if_they_decide()).outerjoin(
    Desk, desks.c.id == tickets.c.desk_id
)


class TicketsUow(UnitOfWork):
    """Hands out desks and tickets, locked, and keeps the history of tickets.

    Doors ask for a person: `ticket_for`, `desk_for`. `ticket` and `tickets` are for what comes as a message.
    """

    history: ClassVar[Table | None] = changes

    def __init__(self, database: Database, sealer: Sealer, when_changed: Callable[[], None]) -> None:
        """`when_changed` is called after a commit that changed a ticket."""
        super().__init__(database)
        self.sealer = sealer
        self._when_changed = when_changed
        self._has_changed = False
        self._said: list[Said] = []
        self._sent: list[DraftKey] = []
        self._desks_read: dict[UUID, Desk] = {}

    async def ticket_for(self, person: Person, ticket_id: UUID, for_notes: bool = False) -> Ticket:
        """One ticket, locked, for somebody who asks for it; raises NoSuchTicket also when it is not for them.

        Of a merged one, the ticket that it leads to. `for_notes` as in `rights.check_ticket`.
        """
        found = await self._led_to_for(person, ticket_id)
        await self._check(person, found, for_notes)
        if found.merged_into:
            raise MergedMeanwhile
        return self._handed_out(found)

    async def tickets_for(self, person: Person, ids: Collection[UUID]) -> dict[UUID, Ticket]:
        """These very tickets, merged or not, locked, for somebody who asks for all of them; raises NoSuchTicket."""
        found = {ticket.id: ticket for ticket in await self.tickets(ids)}
        for ticket_id in ids:
            if ticket_id not in found:
                raise NoSuchTicket(f"no ticket {ticket_id}")
            await self._check(person, found[ticket_id])
        return found

    async def ticket(self, ticket_id: UUID, cause: Event | None = None) -> Ticket:
        """One ticket, locked, for a handler: nobody is asked for. Raises NoSuchTicket.

        Of a merged one, the ticket that it leads to.
        """
        found = await self._led_to(ticket_id)
        if found.merged_into:
            # As `MergedMeanwhile`; a message is tried again.
            raise NoSuchTicket(f"ticket {ticket_id} has just been merged")
        return self._handed_out(found, cause)

    async def tickets(self, ids: Collection[UUID], cause: Event | None = None) -> list[Ticket]:
        """Several tickets, locked in the order of their ids, so that two of us never wait for each other."""
        query = select(Ticket).where(tickets.c.id.in_(ids)).order_by(tickets.c.id).with_for_update()
        return [self._handed_out(ticket, cause) for ticket in list(await self.session.scalars(query))]

    async def desk_for(self, person: Person, desk_id: UUID) -> Desk:
        """One desk, locked, for somebody who asks for it; raises NoSuchDesk also when it is not for them."""
        found = await self.session.get(Desk, desk_id, with_for_update=True, populate_existing=True)
        if found is None or not await may_see(self.session, person, found):
            raise NoSuchDesk(f"no desk {desk_id}")
        return self.watch(found)

    async def own_view(self, person: Person, view_id: UUID, seen: Seen) -> SavedView:
        """A saved view of somebody's own, locked; raises NoSuchView for another's too, and PreconditionFailed."""
        found = await self.session.get(SavedView, view_id, with_for_update=True)
        if found is None or found.owner_id != person.id:
            raise NoSuchView(f"no view {view_id}")
        seen.check(found.version)
        return found

    async def desk_to_read(self, desk_id: UUID) -> Desk:
        """One desk as it was when it was first asked for here, not locked; raises NoSuchDesk."""
        found = self._desks_read.get(desk_id) or await self.session.get(Desk, desk_id)
        if found is None:
            raise NoSuchDesk(f"no desk {desk_id}")
        # The session holds nothing that nobody else does, and would ask again.
        return self._desks_read.setdefault(desk_id, found)

    async def desks_to_read(self, ids: Collection[UUID]) -> dict[UUID, Desk]:
        """Desks as they are now, not locked."""
        query = select(Desk).where(desks.c.id.in_(ids)).execution_options(populate_existing=True)
        return {desk.id: desk for desk in await self.session.scalars(query)}

    def add(
        self, *things: Ticket | Desk | Comment | HeldComment | Note | CannedReply, cause: Event | None = None
    ) -> None:
        """Keep what is new."""
        for thing in things:
            if isinstance(thing, Comment | Note):
                self._said.append(thing)
            else:
                self.session.add(self.watch(thing, cause) if isinstance(thing, Aggregate) else thing)

    def forget_draft(self, key: DraftKey) -> None:
        """What somebody had begun is said, or is to be: whatever they kept of it is removed when all is saved."""
        self._sent.append(key)

    async def save(self) -> None:
        """Before anything is written: a ticket that was reopened goes to who may still work on it, or to nobody."""
        for ticket in self.watched(Ticket):
            await self.settle_reopened(ticket)
        await self._keep_words()
        await super().save()

    async def write(self, past: Rows, messages: Rows) -> None:
        """What an agent says, with all that it changes, is one statement, unless it changes more than it does mostly."""
        match past, self._said, self._sent, self.watched(Ticket), messages:
            case [], [said], [sent], [ticket], [message] if inspect(ticket).persistent:
                await write_at_once(self.session, Answer(said, sent, ticket, message))
                messages = []
            case _:
                await write_down(self.session, self._said, self._sent)
        self._said, self._sent = [], []
        await super().write(past, messages)

    async def _keep_words(self) -> None:
        """What was said anew is found by searches from this commit on."""
        changed = [each for each in self.watched(Ticket) if each.has_changed and has_new_words(each)]
        await keep(self.session, list(map(of_ticket, changed)))
        for ticket in changed:
            ticket.search = ""

    async def settle_reopened(self, ticket: Ticket) -> None:
        """Take a ticket that was reopened from somebody who may not work on it any more."""
        if ticket.pull_reopened() and ticket.assignee:
            desk = (await self.desks_to_read([ticket.desk_id])).get(ticket.desk_id)
            if desk and not await may_work_on(self.session, desk, ticket.assignee):
                ticket.unassign(SYSTEM)

    def watched(self, kind: type[A]) -> list[A]:
        """The aggregates of one kind that this unit of work handed out."""
        return [each for each, _ in self._watched.values() if isinstance(each, kind)]

    async def commit(self) -> None:
        """Save, commit, and then let open pages know."""
        await super().commit()
        if self._has_changed:
            self._when_changed()

    def history_of(self, aggregate: Aggregate) -> list[dict[str, Any]]:
        if not isinstance(aggregate, Ticket):
            return []
        self._has_changed = True
        return [
            {
                "id": uuid7(),
                "ticket_id": aggregate.id,
                "kind": change.kind,
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "actor_kind": change.actor.kind,
                "actor_id": change.actor.id,
                "actor_name": change.actor.name,
                "created_at": self.now,
            }
            for change in aggregate.pull_changes()
        ]

    async def _led_to(self, ticket_id: UUID) -> Ticket:
        found = await self.session.scalar(LED_TO, {"asked": ticket_id})
        if found is None:
            raise NoSuchTicket(f"no ticket {ticket_id}")
        return found

    async def _led_to_for(self, person: Person, ticket_id: UUID) -> Ticket:
        """The same, with what its desk and who asks decide: neither is asked for again here."""
        asking = {"asked": ticket_id, "asker": str(person.id)}
        row = (await self.session.execute(LED_TO_FOR, asking)).first()
        if row is None:
            raise NoSuchTicket(f"no ticket {ticket_id}")
        found, desk, groups = row
        if desk:
            self._desks_read[desk.id] = desk
            believe_groups(self.session, person, groups)
        return found

    async def _check(self, person: Person, ticket: Ticket, for_notes: bool = False) -> None:
        desk = await self.desk_to_read(ticket.desk_id)
        await check_sight(self.session, person, desk, ticket.id, for_notes)

    def _handed_out(self, ticket: Ticket, cause: Event | None = None) -> Ticket:
        # Whoever had the lock before us may have begun later: a ticket's history never runs backwards.
        self.now = max(self.now, ticket.updated_at)
        ticket.close_lapsed_snooze(self.now)
        return self.watch(ticket, cause)
