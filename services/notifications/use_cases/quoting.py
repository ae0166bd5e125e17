"""What comments' mails quote of what was said before them."""

from collections.abc import Sequence

from services.notifications.queries.desks import MailDesk
from services.notifications.queries.threads import Before, messages_before_each
from services.notifications.rendering.quoting import LONGEST, MOST, Message, Quoted, quote
from services.notifications.uow import NotificationsUow
from shared.contracts.tickets import CommentAdded
from shared.language import language_named
from shared.markup import elsewhere

QUOTED = {"last": 1, "all": MOST + 1}
"""How many messages a desk's mails look at; one more than is quoted tells whether there are more."""


async def said_before(
    uow: NotificationsUow, asked: Sequence[tuple[CommentAdded, MailDesk]]
) -> list[list[Message]]:
    """Of each comment the last or all public messages before it, the newest first, as its desk wishes."""
    wished = [Before(event.ticket.id, event.created_at, QUOTED.get(desk.history, 0)) for event, desk in asked]
    if not any(each.most for each in wished):
        return [[] for _ in asked]
    opened = uow.sealer.open_text
    return [
        [Message(row.author, row.at, row.from_team, opened(row.sealed_body)) for row in rows]
        for rows in await messages_before_each(uow.session, wished)
    ]


async def quoted_below(said: Sequence[Message], desk: MailDesk, ticket_url: str) -> Quoted | None:
    """What was said before as it stands below a comment's mail; None when there is nothing to quote."""
    if not said:
        return None
    given = (said, language_named(desk.language), desk.time_zone, ticket_url)
    return await elsewhere(min(sum(len(each.body) for each in said), LONGEST), quote, *given)
