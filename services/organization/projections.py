"""This service's copies of tickets, their links and desks: the newest stays, in whatever order it comes."""

from collections.abc import Sequence

from services.organization.tables import known_desks, known_tickets, linked_tickets, task_links
from services.organization.uow import OrganizationUow
from shared.contracts.parts import DeskState, TicketState
from shared.contracts.tickets import LinkedTicketChanged, TicketLinkedToTask, TicketUnlinkedFromTask
from shared.copies import keep_newer, remember

LinkNews = TicketLinkedToTask | TicketUnlinkedFromTask | LinkedTicketChanged


async def follow_link(uow: OrganizationUow, event: LinkNews) -> None:
    """Keep the ticket, and the link if the event speaks of one."""
    await remember(uow, linked_tickets, event.ticket)
    await follow_tickets(uow, [event.ticket])
    if not isinstance(event, LinkedTicketChanged):
        link = {
            "ticket_id": event.ticket.id,
            "task_id": event.task_id,
            "linked": isinstance(event, TicketLinkedToTask),
            "version": event.ticket.version,
        }
        await keep_newer(uow, task_links, link)


async def follow_tickets(uow: OrganizationUow, tickets: Sequence[TicketState]) -> None:
    """Keep which desk every ticket is at: who may tie it to a task depends on that."""
    await remember(uow, known_tickets, *tickets)


async def follow_desk(uow: OrganizationUow, desk: DeskState) -> None:
    """Keep what decides who may see a desk's tickets."""
    await remember(uow, known_desks, desk)
