"""A customer's comment is accepted: shown to them at once, on its way to the team."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.widget.domain.errors import KeyReused
from services.widget.domain.submission import RefusedFile
from services.widget.tables import comments
from services.widget.uow import WidgetUow
from shared.contracts.widget import CommentRequested
from shared.files import claim


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer wrote on their ticket; `files` are drafts of `uploader`, `asked_files` all that was sent."""

    ticket_id: UUID
    author: str
    body: str
    body_html: str = ""
    files: tuple[UUID, ...] = ()
    uploader: str = ""
    asked_files: tuple[str, ...] = ()
    refused_files: tuple[RefusedFile, ...] = ()
    idempotency_key: str | None = None

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
    stored = await uow.session.execute(insert(comments).values(_row(said, wish)).on_conflict_do_nothing())
    if not stored.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        return await earlier_comment(uow.session, said) or Taken(wish.comment_id)
    files = await claim(uow.session, said.files, said.uploader)
    if files:
        mine = comments.c.comment_id == wish.comment_id
        brought = [file.model_dump(mode="json") for file in files]
        await uow.session.execute(update(comments).where(mine).values(attachments=brought))
    uow.record(wish.model_copy(update={"attachments": files}))
    return Taken(wish.comment_id, said.refused_files)


async def earlier_comment(session: AsyncSession, said: Said) -> Taken | None:
    """What the same comment was answered, if it was accepted before; raises KeyReused."""
    if said.idempotency_key is None:
        return None
    c = comments.c
    mine = (c.ticket_id == said.ticket_id) & (c.idempotency_key == said.idempotency_key)
    query = select(c.comment_id, c.fingerprint, c.refused_files).where(mine)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    if found.fingerprint != said.fingerprint():
        raise KeyReused("this Idempotency-Key belongs to another comment")
    return Taken(found.comment_id, tuple(RefusedFile(**each) for each in found.refused_files))


def _row(said: Said, wish: CommentRequested) -> dict[str, Any]:
    return {
        "comment_id": wish.comment_id,
        "ticket_id": said.ticket_id,
        "idempotency_key": said.idempotency_key,
        "fingerprint": said.fingerprint(),
        "author": said.author,
        "from_team": False,
        "body": said.told(),
        "body_html": said.body_html,
        "attachments": [],
        "refused_files": from_json(to_json(said.refused_files)),
        "confirmed": False,
        "created_at": wish.occurred_at,
    }
