"""Comments and notes."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.tickets.domain.conversing import Then
from services.tickets.domain.words import Comment, Note, Words
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.opening import as_actor
from shared.contracts.parts import Actor, Attachment
from shared.contracts.widget import CommentRequested
from shared.markup import format_by, render


async def words(body: str, attachments: tuple[Attachment, ...] = ()) -> Words:
    """What an agent wrote, in Markdown."""
    return Words(body, await render(body, format_by("agent")), attachments, id=uuid7())


async def comment(
    uow: TicketsUow, ticket_id: UUID, said: Words, by: Actor, then: Then | None = None
) -> Comment:
    """An agent answers the requester."""
    ticket = await uow.ticket(ticket_id)
    made = ticket.comment_by_agent(said, by, uow.now, then)
    uow.add(made)
    return made


async def note(uow: TicketsUow, ticket_id: UUID, said: Words, by: Actor) -> Note:
    """An agent writes for the team."""
    ticket = await uow.ticket(ticket_id)
    made = ticket.note(said, by, uow.now)
    uow.add(made)
    return made


async def add_requested_comment(uow: TicketsUow, wish: CommentRequested) -> None:
    """The requester has written; their comment keeps the id it was accepted under. A second copy changes nothing."""
    ticket = await uow.ticket(wish.ticket_id, cause=wish)
    if await uow.session.get(Comment, wish.comment_id):
        return
    said = Words(
        wish.body,
        await render(wish.body, format_by("requester")),
        wish.attachments,
        request_id=wish.request_id,
        id=wish.comment_id,
    )
    uow.add(ticket.comment_by_requester(said, as_actor(ticket.requester), uow.now))
