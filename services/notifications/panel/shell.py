"""What stands around every page of this service."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

from fastapi import Request, Response

from services.notifications.uow import NotificationsUow
from shared import foundation
from shared.auth import Person as Asker
from shared.panel.entry import PageNeeds
from shared.panel.navigation import shell_around
from shared.panel.pages import Message, NavItem, Shell, templates, wants_fragment

own_uow: Callable[[Request], NotificationsUow] = foundation.own_uow
TicketReader = Annotated[Asker, PageNeeds("ticket.read")]
DeskManager = Annotated[Asker, PageNeeds("desk.manage")]
panel = templates(
    Path(__file__).parent,
    messages={
        "mailbox_removed": Message("flash.mailbox_removed"),
        "template_saved": Message("flash.template_saved"),
        "template_reset": Message("flash.template_reset"),
        "caught_emptied": Message("flash.caught_emptied"),
        "mail_becomes_ticket": Message("flash.mail_becomes_ticket"),
        "mail_linked": Message("flash.mail_linked"),
        "mail_discarded": Message("flash.mail_discarded"),
        "notices_read": Message("flash.notices_read"),
        "mail_read_again": Message("flash.mail_read_again"),
    },
)


async def show_count(
    request: Request, item: NavItem, part: str, count: Callable[[], Awaitable[int]], most: int
) -> Response:
    """What stands beside `item` in the rail, from `most` on as "at least"; without scripts it leads to `item`."""
    if not wants_fragment(request):
        return panel.redirect(item.url)
    return panel.render(request, part, {"count": await count(), "most": most})


def shell_for(asker: Asker, current: str = "") -> Shell:
    """The rail for whoever looks; its desks come from the tickets service."""
    return shell_around(asker, current)
