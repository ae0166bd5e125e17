"""Off the list until a moment, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from services.tickets.domain.moments import Moment
from services.tickets.domain.snoozing import Snooze
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import SeenField, ticket_seen
from shared.auth import Person
from shared.contracts.scheduler import TimerDue
from shared.errors import NoSuchTicket
from shared.seen import WHATEVER, Seen


@dataclass(frozen=True, slots=True)
class Aside:
    """What somebody says who puts a ticket aside; the desk's zone decides which instant that is."""

    until: Moment
    reason: str = ""
    keep_asleep_on_reply: bool = False


async def snooze(
    uow: TicketsUow, person: Person, ticket_id: UUID, aside: Aside, seen: Seen | SeenField = WHATEVER
) -> None:
    """Put the ticket aside until a moment."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    desk = await uow.desk_to_read(ticket.desk_id)
    until = aside.until.instant(uow.now, desk.time_zone)
    wanted = Snooze(uuid7(), until, aside.reason, aside.keep_asleep_on_reply)
    ticket.snooze(wanted, person.as_actor(), uow.now)


async def wake(uow: TicketsUow, person: Person, ticket_id: UUID, seen: Seen | SeenField = WHATEVER) -> None:
    """Bring the ticket back now."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    ticket.wake_early("agent", person.as_actor())


async def wake_on_timers(uow: TicketsUow, events: Sequence[TimerDue]) -> None:
    """Moments have come; a timer of an older snooze changes nothing. Raises NoSuchTicket."""
    asleep = {ticket.id: ticket for ticket in await uow.tickets([event.ticket_id for event in events])}
    for event in events:
        ticket = asleep.get(event.ticket_id)
        if ticket is None:
            raise NoSuchTicket(f"no ticket {event.ticket_id}")
        uow.watch(ticket, event).wake(event.timer_id)
