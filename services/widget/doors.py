"""What the widget's doors share: its parts, and the two things visitors do."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from services.widget.desks import Desk, Desks, find_desk
from services.widget.domain.errors import NoAttachmentsHere, NoSuchDesk
from services.widget.domain.submission import checked_comment
from services.widget.forms import CommentForm, SubmissionForm
from services.widget.inquiries import inquiry_of, uploader
from services.widget.tables import desks
from services.widget.uow import WidgetUow
from services.widget.use_cases.commenting import Said, accept_comment
from services.widget.use_cases.submitting import Intake, Receipt
from services.widget.views import PublicTicket, public_ticket
from shared.auth import Person
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.database import Database
from shared.desk_access import may_see
from shared.errors import NotFound
from shared.facts import await_fact
from shared.files import MAX_COUNT, claim, keep_upload
from shared.secrets import Sealer
from shared.storage import Storage

LONGEST_WAIT = 30.0
LOOK_EVERY = 0.25


@dataclass(frozen=True)
class Widget:
    """The parts that doors use."""

    database: Database
    storage: Storage
    sealer: Sealer
    desks: Desks
    intake: Intake
    public_url: str

    def uow(self) -> WidgetUow:
        """A unit of work."""
        return WidgetUow(self.database, self.sealer)

    def public_address(self, public_token: str) -> str:
        """The public link of a ticket."""
        return f"{self.public_url}/helpdesk/ticket/{public_token}"

    def promise(self, receipt: Receipt) -> dict[str, Any]:
        """What a visitor gets for an accepted inquiry."""
        return {
            "reference": receipt.reference,
            "public_token": receipt.public_token,
            "public_url": self.public_address(receipt.public_token),
            "status": "received",
        }

    async def submit(
        self, desk: Desk, form: SubmissionForm, key: str | None, uploads: Sequence[UploadFile] = ()
    ) -> Receipt:
        """Accept a visitor's inquiry with its files."""
        files = await self.take_files(desk, form.attachment_ids, uploads)
        return await self.intake.accept(inquiry_of(form, desk, utc_now(), key, files))

    async def comment(
        self, ticket: PublicTicket, form: CommentForm, key: str | None, uploads: Sequence[UploadFile] = ()
    ) -> UUID:
        """Accept a customer's comment with its files."""
        body = checked_comment(form.body, bool(form.attachment_ids or uploads))
        files: tuple[Attachment, ...] = ()
        if form.attachment_ids or uploads:
            files = await self.take_files(await self.desk(ticket.desk_id), form.attachment_ids, uploads)
        async with self.uow() as uow:
            said = Said(ticket.ticket_id, ticket.requester_name, body, files, key)
            return await accept_comment(uow, said)

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

    async def take_files(
        self, desk: Desk, ids: Sequence[UUID], uploads: Sequence[UploadFile]
    ) -> tuple[Attachment, ...]:
        """Drafts named by their ids and files sent along, as attachments."""
        if not ids and not uploads:
            return ()
        kept = [await self.keep(desk, upload) for upload in uploads[: MAX_COUNT + 1]]
        async with self.uow() as uow:
            return await claim(uow.session, [*ids, *[file.id for file in kept]], uploader(desk))

    async def keep(self, desk: Desk, upload: UploadFile) -> Attachment:
        """Keep one file as a draft."""
        if not desk.attachments:
            raise NoAttachmentsHere
        async with self.uow() as uow:
            return await keep_upload(uow.session, self.storage, upload, uploader(desk), desk.max_file_bytes)

    async def ticket(self, public_token: str, wait: float = 0) -> PublicTicket:
        """The ticket behind a token; waits up to `wait` seconds for it to be numbered, holding no connection."""
        deadline = asyncio.get_running_loop().time() + min(wait, LONGEST_WAIT)
        while True:
            async with self.database.session() as session:
                found = await public_ticket(session, public_token)
            if found.is_settled or asyncio.get_running_loop().time() >= deadline:
                return found
            await asyncio.sleep(LOOK_EVERY)


async def the_widget(request: Request) -> Widget:
    """The parts, for a route."""
    return request.app.state.widget


TheWidget = Annotated[Widget, Depends(the_widget)]
