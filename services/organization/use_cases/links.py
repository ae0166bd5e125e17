"""What is heard of tickets and desks: the newest stays, in whatever order it comes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from services.organization.tables import known_desks, known_tickets, linked_tickets, task_links
from services.organization.uow import OrganizationUow
from shared.contracts.parts import DeskState, TicketState
from shared.contracts.tickets import LinkedTicketChanged, TicketLinkedToTask, TicketUnlinkedFromTask

LinkNews = TicketLinkedToTask | TicketUnlinkedFromTask | LinkedTicketChanged


async def follow(uow: OrganizationUow, event: LinkNews) -> None:
    """Keep the ticket, and the link if the event speaks of one."""
    await _keep_newer(uow, linked_tickets, _ticket(event.ticket))
    await follow_tickets(uow, [event.ticket])
    if not isinstance(event, LinkedTicketChanged):
        link = {
            "ticket_id": event.ticket.id,
            "task_id": event.task_id,
            "linked": isinstance(event, TicketLinkedToTask),
            "version": event.ticket.version,
            "asked_at": None,
        }
        await _keep_newer(uow, task_links, link)


async def follow_tickets(uow: OrganizationUow, tickets: Sequence[TicketState]) -> None:
    """Keep which desk every ticket is at: who may tie it to a task depends on that."""
    newest: dict[UUID, TicketState] = {}
    for ticket in sorted(tickets, key=lambda each: (each.id, each.version)):
        newest[ticket.id] = ticket  # in the order of ids, so that two groups never wait for each other
    named = {"id", "desk_id", "number", "status", "version"}
    fresh = insert(known_tickets).values([each.model_dump(include=named) for each in newest.values()])
    newer = fresh.on_conflict_do_update(
        index_elements=["id"],
        set_={name: fresh.excluded[name] for name in sorted(named - {"id"})},
        where=known_tickets.c.version < fresh.excluded.version,
    )
    await uow.session.execute(newer)


async def follow_desk(uow: OrganizationUow, desk: DeskState) -> None:
    """Keep what decides who may see a desk's tickets."""
    named = {"id", "name", "color", "member_ids", "group_ids", "version"}
    await _keep_newer(uow, known_desks, desk.model_dump(include=named))


def _ticket(ticket: TicketState) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "number": ticket.number,
        "desk_id": ticket.desk_id,
        "title": ticket.title,
        "status": ticket.status,
        "version": ticket.version,
    }


async def _keep_newer(uow: OrganizationUow, table: Table, row: dict[str, Any]) -> None:
    keys = [column.name for column in table.primary_key]
    fresh = insert(table).values(row)
    newer = fresh.on_conflict_do_update(
        index_elements=keys,
        set_={name: fresh.excluded[name] for name in row if name not in keys},
        where=table.c.version < fresh.excluded.version,
    )
    await uow.session.execute(newer)
