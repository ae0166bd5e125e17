"""Deciding by hand what becomes of a mail, in forms that work without scripts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.doors.forms import LinkForm, MailTicketForm
from services.notifications.panel.email_page import Refused, Wish, show_email
from services.notifications.panel.inbox import ThePlace
from services.notifications.panel.inbox_page import Place
from services.notifications.panel.shell import TicketReader, own_uow, panel
from services.notifications.queries.access import check_ticket
from services.notifications.queries.emails import find_email
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import emails
from services.notifications.use_cases.becoming import TypedFromMail
from shared.auth import Person
from shared.errors import HelpdeskError, Invalid
from shared.idempotency import Idempotency, OncePerForm
from shared.panel.entry import PageNeeds
from shared.panel.forms import accept, by_field, filled

router = APIRouter(prefix="/panel/mail/emails/{email_id}", include_in_schema=False)
Verb = Callable[[NotificationsUow], Awaitable[object]]
NO_TICKET_CHOSEN = "Choose a ticket first."


@dataclass(frozen=True, slots=True)
class Deciding:
    """Somebody about to decide about a mail, and the form they sent.

    `place` is where the list beside the mail stands.
    """

    request: Request
    agent: Person
    email_id: UUID
    place: Place
    fields: dict[str, str]
    once: Idempotency

    def typed(self, *names: str) -> dict[str, str]:
        """Those of the form's fields, as far as they were filled in."""
        return filled({name: self.fields.get(name, "") for name in names})

    async def run(self, verb: Verb, onward: str, flash: str) -> Response:
        """Do it once and go `onward`; what is refused shows the mail again, with what was typed and why not."""
        try:
            async with own_uow(self.request) as uow:

                async def decide() -> RedirectResponse:
                    await find_email(uow.session, self.agent, self.email_id)
                    await verb(uow)
                    return panel.redirect(onward, flash=flash)

                return await self.once.redirect(uow, decide)
        except HelpdeskError as no:
            return await self._refused(no)

    async def _refused(self, no: HelpdeskError) -> Response:
        form = self.request.url.path.rpartition("/")[2]
        refused = Refused(form, self.fields, by_field(no), no.detail or no.title, no.status)
        wish = Wish(q=self.fields.get("q", ""))
        return await show_email(self.request, self.agent, self.email_id, self.place, wish, refused)

    @property
    def mail_url(self) -> str:
        """The mail beside the list it was opened from."""
        return self.place.mail_url(self.email_id)


async def deciding(
    email_id: UUID, agent: TicketReader, request: Request, place: ThePlace, once: OncePerForm
) -> Deciding:
    """Who decides about the mail of the path, and what they typed."""
    typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return Deciding(request, agent, email_id, place, typed, once)


TheDeciding = Annotated[Deciding, Depends(deciding, scope="function")]


@router.post("/ticket", dependencies=[PageNeeds("ticket.create")])
async def make_ticket(by: TheDeciding) -> Response:
    """Let the mail become a ticket."""

    async def make(uow: NotificationsUow) -> None:
        form = accept(MailTicketForm, by.typed("title", "priority"))
        await emails.make_ticket(uow, by.email_id, TypedFromMail(form.title, form.priority))

    return await by.run(make, by.mail_url, "mail_becomes_ticket")


@router.post("/link", dependencies=[PageNeeds("ticket.reply")])
async def link_to_ticket(by: TheDeciding) -> Response:
    """Let the mail be written on a ticket."""

    async def link(uow: NotificationsUow) -> None:
        if not (typed := by.typed("ticket_id")):
            raise Invalid(NO_TICKET_CHOSEN, [{"field": "ticket_id", "message": NO_TICKET_CHOSEN}])
        ticket_id = accept(LinkForm, typed).ticket_id
        await check_ticket(uow.session, by.agent, ticket_id)
        await emails.link_to_ticket(uow, by.email_id, ticket_id)

    return await by.run(link, by.mail_url, "mail_linked")


@router.post("/discard", dependencies=[PageNeeds("ticket.edit")])
async def discard(by: TheDeciding) -> Response:
    """Take the mail out of the way; back to what is still to decide."""
    return await by.run(lambda uow: emails.discard(uow, by.email_id), by.place.url, "mail_discarded")


@router.post("/retry", dependencies=[PageNeeds("ticket.edit")])
async def read_again(by: TheDeciding) -> Response:
    """Read the mail once more, and decide again."""
    return await by.run(lambda uow: emails.read_again(uow, by.email_id), by.mail_url, "mail_read_again")
