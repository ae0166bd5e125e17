"""What the organization hears, and from which queue."""

from services.organization import projections
from services.organization.uow import OrganizationUow
from shared.contracts.tickets import (
    DeskChanged,
    DeskCreated,
    DeskEvent,
    LinkedTicketChanged,
    TicketCreated,
    TicketLinkedToTask,
    TicketPublicChanged,
    TicketUnlinkedFromTask,
)
from shared.handlers import Handlers

on = Handlers("organization")


@on(
    TicketLinkedToTask,
    TicketUnlinkedFromTask,
    LinkedTicketChanged,
    queue="organization.follow_links",
    rebuildable=True,
)
async def follow_links(event: projections.LinkNews, uow: OrganizationUow) -> None:
    await projections.follow_link(uow, event)


@on(TicketCreated, TicketPublicChanged, queue="organization.follow_tickets", batch=100, rebuildable=True)
async def follow_tickets(events: list[TicketCreated | TicketPublicChanged], uow: OrganizationUow) -> None:
    await projections.follow_tickets(uow, [event.ticket for event in events])


@on(DeskCreated, DeskChanged, queue="organization.follow_desks", rebuildable=True)
async def follow_desks(event: DeskEvent, uow: OrganizationUow) -> None:
    await projections.follow_desk(uow, event.desk)
