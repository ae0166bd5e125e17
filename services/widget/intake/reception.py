"""What the widget's doors share: its parts, and the two things visitors do."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from services.widget.desks import Desk, Desks, find_desk
from services.widget.domain.errors import NoAttachmentsHere, NoSuchDesk, TicketRefused
from services.widget.domain.submission import checked_comment
from services.widget.forms import CommentForm, SubmissionForm
from services.widget.inquiries import check_open, inquiry_of, objection_to
from services.widget.keys import link_key
from services.widget.limits import Limits
from services.widget.origins import to_origin
from services.widget.tables import desks
from services.widget.uow import WidgetUow
from services.widget.uploads import Uploads, marks, uploader
from services.widget.use_cases.commenting import Said, Taken, accept_comment, earlier_comment
from services.widget.use_cases.submitting import Intake, Receipt
from services.widget.views import PublicTicket, is_settled, public_ticket
from shared.auth import Person
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.database import Database
from shared.desk_access import may_see
from shared.errors import HelpdeskError, NotFound
from shared.facts import await_fact
from shared.files import MAX_COUNT
from shared.markup import render
from shared.secrets import Sealer
from shared.stopping import is_stopping

LONGEST_WAIT = 30.0
LOOK_EVERY = 0.25


@dataclass(frozen=True, slots=True)
class Sent:
    """What comes with a form: from which network, under which key, with which files.

    `objection` is what speaks against taking it, if it is new; what was taken before is answered as it was then.
    """

    network: str
    key: str | None = None
    uploads: Sequence[UploadFile] = ()
    objection: HelpdeskError | None = None


@dataclass(frozen=True)
class Widget:
    """The parts that doors use."""

    database: Database
    uploads: Uploads
    sealer: Sealer
    desks: Desks
    intake: Intake
    limits: Limits
    public_url: str

    @property
    def own_origin(self) -> str:
        """Our own pages, as browsers name where they come from."""
        return to_origin(self.public_url)

    def uow(self) -> WidgetUow:
        """A unit of work."""
        return WidgetUow(self.database, self.sealer)

    def public_address(self, public_token: str) -> str:
        """The public link of a ticket."""
        return f"{self.public_url}/helpdesk/ticket/{public_token}"

    def promise(self, receipt: Receipt) -> dict[str, Any]:
        """What a visitor gets for an accepted inquiry."""
        promise = {
            "reference": receipt.reference,
            "public_token": receipt.public_token,
            "public_url": self.public_address(receipt.public_token),
            "status": "received",
        }
        return promise | {"refused_files": receipt.refused_files} if receipt.refused_files else promise

    async def submit(self, desk: Desk, form: SubmissionForm, sent: Sent) -> Receipt:
        """Accept a visitor's inquiry with its files; the same once more is answered as it was then."""
        await self.limits.inquiry(sent.network, desk.id)
        inquiry = inquiry_of(form, desk, utc_now(), sent.key, sent.network)
        asked = (*map(str, form.attachment_ids), *await marks(sent.uploads))
        inquiry = replace(inquiry, asked_files=asked)
        objection = sent.objection or objection_to(form, desk)
        # Before the desk is judged. Where nothing can be said against it, storing it finds out by itself.
        if (objection or asked) and (earlier := await self.intake.earlier(inquiry)):
            return earlier
        if objection:
            raise objection
        if not asked:
            return await self.intake.accept(inquiry)
        await self._count_files(sent)
        brought = await self.uploads.bring(desk, sent.uploads, len(form.attachment_ids))
        files = (*form.attachment_ids, *brought.ids)
        inquiry = replace(inquiry, files=files, refused_files=brought.refused)
        return await self.intake.accept_with_files(inquiry, uploader(desk))

    async def comment(self, ticket: PublicTicket, form: CommentForm, sent: Sent) -> Taken:
        """Accept a customer's comment with its files; the same once more is answered as it was then."""
        await self.limits.comment(sent.network, ticket.ticket_id)
        body = checked_comment(form.body, bool(form.attachment_ids or sent.uploads))
        asked = (*map(str, form.attachment_ids), *await marks(sent.uploads))
        key = link_key(sent.key) if sent.key else None
        said = Said(ticket.ticket_id, ticket.requester_name, body, asked_files=asked, idempotency_key=key)
        if earlier := await self._earlier(said):
            return earlier
        if objection := sent.objection or (TicketRefused() if ticket.status == "refused" else None):
            raise objection
        if asked:
            said = await self._with_files(said, await self.desk(ticket.desk_id), form, sent)
        said = replace(said, body_html=await render(said.told(), "plain"))
        async with self.uow() as uow:
            return await accept_comment(uow, said)

    async def keep(self, desk: Desk, upload: UploadFile, network: str) -> Attachment:
        """Keep one file as a draft, until an inquiry or a comment names it."""
        self.check_files(desk)
        await self.limits.files(network, 1)
        return await self.uploads.keep(desk, upload)

    def check_files(self, desk: Desk) -> None:
        """Raise what keeps a desk from taking files: before their bytes are read."""
        check_open(desk)
        if not desk.attachments:
            raise NoAttachmentsHere

    async def desk(self, desk_id: UUID) -> Desk:
        """A desk by its id; raises NoSuchDesk."""
        async with self.database.session() as session:
            found = await find_desk(session, self.sealer, desks.c.desk_id == desk_id)
        if found is None:
            raise NoSuchDesk(f"no desk {desk_id}")
        return found

    async def desk_for(self, person: Person, desk_id: UUID) -> Desk:
        """The desk as soon as it has been heard of, if `person` may see it; raises NoSuchDesk after two seconds."""

        async def find() -> Desk | None:
            async with self.database.session() as session:
                desk = await find_desk(session, self.sealer, desks.c.desk_id == desk_id)
                return desk if desk and await may_see(session, person, desk.state) else None

        try:
            return await await_fact(find, "desk")
        except NotFound as error:
            raise NoSuchDesk(f"no desk {desk_id}") from error

    async def ticket(self, public_token: str, older: str | None = None) -> PublicTicket:
        """The ticket behind a token, with its newest comments or those before the cursor `older`."""
        async with self.database.session() as session:
            return await public_ticket(session, public_token, older)

    async def until_settled(self, public_token: str, wait: float) -> None:
        """Wait up to `wait` seconds for a ticket to be numbered or refused, holding no connection."""
        deadline = asyncio.get_running_loop().time() + min(wait, LONGEST_WAIT)
        while True:
            async with self.database.session() as session:
                if await is_settled(session, public_token):
                    return
            if is_stopping() or asyncio.get_running_loop().time() >= deadline:
                return
            await asyncio.sleep(LOOK_EVERY)

    async def _count_files(self, sent: Sent) -> None:
        if sent.uploads:
            # More are never kept of one form.
            await self.limits.files(sent.network, min(len(sent.uploads), MAX_COUNT))

    async def _earlier(self, said: Said) -> Taken | None:
        if said.idempotency_key is None:
            return None
        async with self.database.session() as session:
            return await earlier_comment(session, said)

    async def _with_files(self, said: Said, desk: Desk, form: CommentForm, sent: Sent) -> Said:
        if form.attachment_ids:
            self.check_files(desk)
        await self._count_files(sent)
        brought = await self.uploads.bring(desk, sent.uploads, len(form.attachment_ids))
        files = (*form.attachment_ids, *brought.ids)
        if not files:
            # Nothing but files was sent, and none could be kept: that is no comment.
            checked_comment(said.body, has_files=False)
        return replace(said, files=files, uploader=uploader(desk), refused_files=brought.refused)


async def the_widget(request: Request) -> Widget:
    """The parts, for a route."""
    return request.app.state.widget


TheWidget = Annotated[Widget, Depends(the_widget)]
