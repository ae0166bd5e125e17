"""A customer says that their ticket is solved, or opens it again: shown to them at once, on its way to the team."""

from typing import Literal

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.widget.domain.errors import TicketRefused
from services.widget.intake.reception import Reception, Sent
from services.widget.queries.quarantine import is_held_back
from services.widget.queries.tickets import STATUS_WISHED, PublicTicket
from services.widget.tables.own import status_wishes
from services.widget.uow import WidgetUow
from shared.contracts.parts import Status
from shared.contracts.widget import StatusRequested

Wish = Literal["solved", "reopened"]


async def ask_for_status(reception: Reception, ticket: PublicTicket, wish: Wish, sent: Sent) -> str:
    """Take the wish, and answer the status that the customer sees from now on. What is so already is no news."""
    await reception.limits.comment(sent.network, ticket.ticket_id, ticket.desk_id)
    if objection := sent.objection or (TicketRefused() if ticket.status == "refused" else None):
        raise objection
    if _is_so(ticket, wish):
        return ticket.status
    async with reception.uow() as uow:
        await _take(uow, ticket, wish)
    return ticket.status if ticket.version == 0 else STATUS_WISHED[wish]


def _is_so(ticket: PublicTicket, wish: Wish) -> bool:
    return (wish == "solved") == (ticket.status == Status.RESOLVED)


async def _take(uow: WidgetUow, ticket: PublicTicket, wish: Wish) -> None:
    c = status_wishes.c
    row = {"ticket_id": ticket.ticket_id, "wish": wish, "version": ticket.version, "asked_at": uow.now}
    fresh = insert(status_wishes).values(row)
    changes = {name: fresh.excluded[name] for name in ("wish", "version", "asked_at")}
    is_news = or_(c.wish != fresh.excluded.wish, c.version != fresh.excluded.version)
    kept = fresh.on_conflict_do_update(index_elements=["ticket_id"], set_=changes, where=is_news)
    is_told = await uow.session.scalar(kept.returning(c.ticket_id))
    if is_told and not (ticket.version == 0 and await is_held_back(uow.session, ticket.ticket_id)):
        # In the name of whose link it is, whom a merge may have led to another person's ticket.
        uow.record(
            StatusRequested(request_id=uuid7(), ticket_id=ticket.own_id, wish=wish, occurred_at=uow.now)
        )
