"""What a comment's mail quotes of what was said before it."""

from services.notifications.queries.desks import MailDesk
from services.notifications.queries.threads import messages_before
from services.notifications.rendering.quoting import LONGEST, MOST, Message, Quoted, quote
from services.notifications.uow import NotificationsUow
from shared.contracts.tickets import CommentAdded, TicketCreated
from shared.language import language_named
from shared.markup import elsewhere


async def quoted_below(
    uow: NotificationsUow, event: TicketCreated | CommentAdded, desk: MailDesk, ticket_url: str
) -> Quoted | None:
    """The last or all public messages before a comment, as its desk wishes; None when there are none to quote."""
    if desk.history == "none" or not isinstance(event, CommentAdded):
        return None
    # One more than is quoted tells whether there are more.
    limit = 1 if desk.history == "last" else MOST + 1
    rows = await messages_before(uow.session, event.ticket.id, event.created_at, limit)
    opened = uow.sealer.open_text
    messages = [Message(row.author, row.at, row.from_team, opened(row.sealed_body)) for row in rows]
    given = (messages, language_named(desk.language), desk.time_zone, ticket_url)
    return await elsewhere(min(sum(len(each.body) for each in messages), LONGEST), quote, *given)
