"""Two tickets become one for everybody who asks for either, and two again."""

from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from uuid_utils.compat import uuid7

from services.tickets.domain.errors import MergedMeanwhile, NotMerged
from services.tickets.domain.ticket import Ticket
from services.tickets.rights import leads_to
from services.tickets.tables.tasks import task_links
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.tasks import tie, untie
from shared.auth import Person
from shared.contracts.parts import Actor
from shared.errors import NoSuchTicket
from shared.seen import WHATEVER, Seen

t = tickets.c


async def merge(uow: TicketsUow, person: Person, ticket_id: UUID, into: UUID, seen: Seen = WHATEVER) -> UUID:
    """Lead whoever asks for the ticket to another one, or to where that leads; answers which one that is.

    Raises NoSuchTicket for either that `person` may not see, AlreadyMerged and MergeCircle.
    """
    target_id = await uow.session.scalar(select(t.id).where(leads_to(into)))
    if target_id is None:
        raise NoSuchTicket(f"no ticket {into}")
    led_here = await _locked_family(uow, {ticket_id, target_id}, ticket_id)
    found = await uow.tickets_for(person, {ticket_id, target_id})
    source, target, by = found[ticket_id], found[target_id], person.as_actor()
    seen.check(source.version)
    source.check_can_merge(target)
    tied = await _hand_over_tasks(uow, source, target, by)
    for other in led_here:
        other.lead_on(target, by, uow.now)
    source.merge_into(target, by, uow.now, tied)
    return target.id


async def unmerge(uow: TicketsUow, person: Person, ticket_id: UUID, seen: Seen = WHATEVER) -> None:
    """Let the ticket stand for itself again, and lead there what led there before.

    What its customers have written on it since goes with it; what was said on the other stays there. Raises NoSuchTicket
    and NotMerged.
    """
    target_id = await uow.session.scalar(select(t.merged_into).where(t.id == ticket_id))
    family = await _locked_family(uow, {ticket_id}, target_id) if target_id else []
    found = await uow.tickets_for(person, {ticket_id, target_id or ticket_id})
    source = found[ticket_id]
    seen.check(source.version)
    if target_id is None or source.merged_into != target_id:
        raise NotMerged
    target, by = found[target_id], person.as_actor()
    came_by_it = _came_by(source.id, family)
    tied = source.unmerge(target, by, uow.now, uuid7())
    for other in came_by_it:
        other.lead_back(target, source, by)
    await _hand_over_tasks(uow, target, source, by, task_links.c.task_id.in_(tied))
    came = {source.id, *(other.id for other in came_by_it)}
    theirs = (comments.c.ticket_id == target.id) & comments.c.through.in_(came)
    await uow.session.execute(update(comments).where(theirs).values(ticket_id=source.id))


async def _locked_family(uow: TicketsUow, ids: set[UUID], target_id: UUID) -> list[Ticket]:
    """The tickets that lead to one, locked together with that and some more, in the order of all their ids.

    Raises MergedMeanwhile where they are others by then.
    """
    led = select(t.id).where(t.merged_into == target_id)
    family = set(await uow.session.scalars(led))
    locked = await uow.tickets({*ids, target_id, *family})
    if set(await uow.session.scalars(led)) != family:
        raise MergedMeanwhile
    return [ticket for ticket in locked if ticket.id in family]


def _came_by(source_id: UUID, family: list[Ticket]) -> list[Ticket]:
    """Those of a family that lead where they do only because this one does."""
    came: dict[UUID, Ticket] = {}
    while more := [
        each
        for each in family
        if each.id not in came and each.merged_first_into in (source_id, *came) and each.id != source_id
    ]:
        came |= {each.id: each for each in more}
    return list(came.values())


async def _hand_over_tasks(
    uow: TicketsUow, source: Ticket, target: Ticket, by: Actor, among: ColumnElement[bool] | None = None
) -> list[UUID]:
    """Tie the target to what the source waits for, `among` its links; answers the tasks it was not tied to before."""
    c = task_links.c
    links = select(c.task_id, c.told_done).where(c.ticket_id == source.id).order_by(c.task_id)
    links = links if among is None else links.where(among)
    tied: list[UUID] = []
    for link in (await uow.session.execute(links)).all():
        await untie(uow, source, link.task_id, by)
        if await tie(uow, target, link.task_id, by, knows_done=link.told_done):
            tied.append(link.task_id)
    return tied
