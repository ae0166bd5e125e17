"""A customer has looked at an answer of the team."""

from uuid import UUID

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from services.widget.queries.links import ticket_behind
from services.widget.queries.my_tickets import NEW_FOR
from services.widget.tables.copies import known_comments, known_tickets, merged_into
from services.widget.tables.own import read_answers
from services.widget.uow import WidgetUow
from shared.claiming import free

FORGOTTEN_AT_ONCE = 500


async def mark_as_read(uow: WidgetUow, public_token: str, comment_id: UUID) -> None:
    """All answers up to this one count as read; what is no answer on this ticket changes nothing. Raises NoSuchTicket."""
    own_id, _ = await ticket_behind(uow.session, public_token)
    k, c = known_comments.c, read_answers.c
    led_to = select(merged_into()).where(known_tickets.c.ticket_id == own_id).scalar_subquery()
    on_it = k.ticket_id.in_([own_id, led_to])
    read = select(literal(own_id), k.created_at).where(k.comment_id == comment_id, on_it, k.from_team)
    fresh = insert(read_answers).from_select(["ticket_id", "read_until"], read)
    is_newer = c.read_until < fresh.excluded.read_until
    later = {"read_until": fresh.excluded.read_until}
    await uow.session.execute(
        fresh.on_conflict_do_update(index_elements=["ticket_id"], set_=later, where=is_newer)
    )


async def forget_marks(uow: WidgetUow) -> int:
    """Drop marks that no list asks for any more, as the answers before them are news no more. Some at a time; answers how many.

    Whether a ticket is known says nothing: a copy may be empty because it is being filled again.
    """
    c = read_answers.c
    old = select(c.ticket_id).where(c.read_until < uow.now - NEW_FOR).limit(FORGOTTEN_AT_ONCE)
    gone = delete(read_answers).where(c.ticket_id.in_(free(old))).returning(c.ticket_id)
    return len((await uow.session.execute(gone)).all())
