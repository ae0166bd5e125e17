"""What the organization hears, and from which queue."""

from services.organization.uow import OrganizationUow
from services.organization.use_cases import links
from shared.contracts.tickets import (
    DeskChanged,
    DeskCreated,
    LinkedTicketChanged,
    TicketLinkedToTask,
    TicketUnlinkedFromTask,
)
from shared.handlers import Handlers

on = Handlers("organization")


@on(TicketLinkedToTask, TicketUnlinkedFromTask, LinkedTicketChanged, queue="organization.follow_links")
async def follow_links(event: links.LinkNews, uow: OrganizationUow) -> None:
    await links.follow(uow, event)


@on(DeskCreated, DeskChanged, queue="organization.follow_desks")
async def follow_desks(event: DeskCreated | DeskChanged, uow: OrganizationUow) -> None:
    await links.follow_desk(uow, event.desk)
