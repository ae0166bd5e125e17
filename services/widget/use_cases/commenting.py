"""A customer's comment is accepted: shown to them at once, on its way to the team."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.widget.tables import comments
from services.widget.uow import WidgetUow
from shared.contracts.parts import Attachment
from shared.contracts.widget import CommentRequested
from shared.markup import markdown_to_html


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer wrote on their ticket."""

    ticket_id: UUID
    author: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    idempotency_key: str | None = None


async def accept_comment(uow: WidgetUow, said: Said) -> UUID:
    """Store the comment with its event; the same key again changes nothing. Answers the comment's id."""
    wish = CommentRequested(
        request_id=uuid7(),
        comment_id=uuid7(),
        ticket_id=said.ticket_id,
        body=said.body,
        attachments=said.attachments,
        occurred_at=uow.now,
    )
    stored = await uow.session.execute(insert(comments).values(_row(said, wish)).on_conflict_do_nothing())
    if stored.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        uow.record(wish)
        return wish.comment_id
    mine = (comments.c.ticket_id == said.ticket_id) & (comments.c.idempotency_key == said.idempotency_key)
    return (await uow.session.execute(select(comments.c.comment_id).where(mine))).scalar_one()


def _row(said: Said, wish: CommentRequested) -> dict[str, Any]:
    return {
        "comment_id": wish.comment_id,
        "ticket_id": said.ticket_id,
        "idempotency_key": said.idempotency_key,
        "author": said.author,
        "from_team": False,
        "body": said.body,
        "body_html": markdown_to_html(said.body),
        "attachments": [file.model_dump(mode="json") for file in said.attachments],
        "confirmed": False,
        "created_at": wish.occurred_at,
    }
