"""A customer writes on their ticket: shown to them at once, on its way to the team."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.widget.domain.errors import KeyReused, TicketRefused
from services.widget.domain.submission import RefusedFile, checked_comment
from services.widget.intake.inquiries import check_files
from services.widget.intake.keys import link_key
from services.widget.intake.reception import Reception, Sent
from services.widget.intake.uploads import marks, uploader
from services.widget.queries.quarantine import is_held_back
from services.widget.queries.tickets import PublicTicket
from services.widget.tables.own import sent_comments
from services.widget.uow import WidgetUow
from shared.contracts.widget import CommentRequested
from shared.files import TypedWords, claim
from shared.markup import render


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer wrote on their ticket.

    `files` are drafts of `uploader`, `asked_files` all that was sent. `is_early`: their ticket has no number yet.
    """

    ticket_id: UUID
    author: str
    body: str
    body_html: str = ""
    files: tuple[UUID, ...] = ()
    uploader: str = ""
    asked_files: tuple[str, ...] = ()
    refused_files: tuple[RefusedFile, ...] = ()
    idempotency_key: str | None = None
    is_early: bool = False

    def fingerprint(self) -> bytes:
        """Tells a repeated comment from another one with the same key."""
        return sha256(to_json([self.body, self.asked_files])).digest()

    def told(self) -> str:
        """The words, with a line for each file that was not kept."""
        return "\n".join([self.body, *(f"[{each}]" for each in self.refused_files)]).strip()


@dataclass(frozen=True, slots=True)
class Taken:
    """What the customer is answered: the comment's id, and which files were not kept."""

    id: UUID
    refused_files: tuple[RefusedFile, ...] = ()


async def comment(reception: Reception, ticket: PublicTicket, words: TypedWords, sent: Sent) -> Taken:
    """Accept a comment with its files; the same once more is answered as it was then."""
    await reception.limits.comment(sent.network, ticket.own_id, ticket.desk_id)
    body = checked_comment(words.body, bool(words.file_ids or sent.uploads))
    asked = (*map(str, words.file_ids), *await marks(sent.uploads))
    key = link_key(sent.key) if sent.key else None
    said = Said(ticket.own_id, ticket.requester_name, body, asked_files=asked, idempotency_key=key)
    said = replace(said, is_early=ticket.version == 0)
    if earlier := await _taken_before(reception, said):
        return earlier
    if objection := sent.objection or (TicketRefused() if ticket.status == "refused" else None):
        raise objection
    if asked:
        said = await _with_files(reception, said, ticket.desk_id, words.file_ids, sent)
    said = replace(said, body_html=await render(said.told(), "plain"))
    async with reception.uow() as uow:
        return await accept_comment(uow, said)


async def accept_comment(uow: WidgetUow, said: Said) -> Taken:
    """Store the comment with its event; the same words with the same key again change nothing.

    Raises KeyReused for other words: those of the first would be shown, and these lost.
    """
    wish = CommentRequested(
        request_id=uuid7(),
        comment_id=uuid7(),
        ticket_id=said.ticket_id,
        body=said.told(),
        occurred_at=uow.now,
    )
    stored = await uow.session.execute(
        insert(sent_comments).values(_row(said, wish)).on_conflict_do_nothing()
    )
    if not stored.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        return await earlier_comment(uow.session, said) or Taken(wish.comment_id)
    files = await claim(uow.session, said.files, said.uploader)
    if files:
        mine = sent_comments.c.comment_id == wish.comment_id
        brought = [file.model_dump(mode="json") for file in files]
        await uow.session.execute(update(sent_comments).where(mine).values(attachments=brought))
    # What is written to an inquiry in doubt is told when that is.
    if not (said.is_early and await is_held_back(uow.session, said.ticket_id)):
        uow.record(wish.model_copy(update={"attachments": files}))
    return Taken(wish.comment_id, said.refused_files)


async def earlier_comment(session: AsyncSession, said: Said) -> Taken | None:
    """What the same comment was answered, if it was accepted before; raises KeyReused."""
    if said.idempotency_key is None:
        return None
    c = sent_comments.c
    mine = (c.ticket_id == said.ticket_id) & (c.idempotency_key == said.idempotency_key)
    query = select(c.comment_id, c.fingerprint, c.refused_files).where(mine)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    if found.fingerprint != said.fingerprint():
        raise KeyReused("this Idempotency-Key belongs to another comment")
    return Taken(found.comment_id, tuple(RefusedFile(**each) for each in found.refused_files))


async def _taken_before(reception: Reception, said: Said) -> Taken | None:
    if said.idempotency_key is None:
        return None
    async with reception.database.session() as session:
        return await earlier_comment(session, said)


async def _with_files(
    reception: Reception, said: Said, desk_id: UUID, drafts: tuple[UUID, ...], sent: Sent
) -> Said:
    desk = await reception.desks.by_id(desk_id)
    if drafts:
        check_files(desk)
    brought = await reception.bring(desk, sent, len(drafts))
    files = (*drafts, *brought.ids)
    if not files:
        # Nothing but files was sent, and none could be kept: that is no comment.
        checked_comment(said.body, has_files=False)
    return replace(said, files=files, uploader=uploader(desk.id), refused_files=brought.refused)


def _row(said: Said, wish: CommentRequested) -> dict[str, Any]:
    return {
        "comment_id": wish.comment_id,
        "ticket_id": said.ticket_id,
        "idempotency_key": said.idempotency_key,
        "fingerprint": said.fingerprint(),
        "author": said.author,
        "body": said.told(),
        "body_html": said.body_html,
        "attachments": [],
        "refused_files": from_json(to_json(said.refused_files)),
        "created_at": wish.occurred_at,
    }
