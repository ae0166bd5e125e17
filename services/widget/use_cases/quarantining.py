"""A person decides about an inquiry in doubt: it becomes a ticket as any other, or nothing."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from uuid_utils.compat import uuid7

from services.widget.domain.errors import NotInQuarantine
from services.widget.tables.own import (
    public_links,
    quarantine,
    sent_comments,
    status_wishes,
    submissions,
)
from services.widget.uow import WidgetUow
from shared.contracts.parts import Attachment
from shared.contracts.widget import CommentRequested, StatusRequested, TicketRequested
from shared.files import give_up

KEPT = timedelta(days=30)
AT_ONCE = 200


async def accept(uow: WidgetUow, request_id: UUID) -> UUID:
    """Tell the tickets service of it, under the ids that its sender got, with what they wrote since.

    Answers the ticket's id; raises NotInQuarantine.
    """
    waits = (quarantine.c.request_id == request_id) & quarantine.c.discarded_at.is_(None)
    taken = delete(quarantine).where(waits).returning(quarantine)
    found = (await uow.session.execute(taken)).one_or_none()
    if found is None:
        raise NotInQuarantine(f"no inquiry {request_id} waits here")
    wish = TicketRequested.model_validate(found.wish | {"occurred_at": found.created_at})
    uow.record(wish, found.headers)
    for said in await uow.session.execute(_comments(found.ticket_id)):
        uow.record(_comment(said))
    for asked in await uow.session.execute(_wishes(found.ticket_id)):
        uow.record(_status(asked))
    return found.ticket_id


async def discard(uow: WidgetUow, request_id: UUID) -> None:
    """Let it become nothing. Its link says so, and its files are deleted. Raises NotInQuarantine."""
    waits = (quarantine.c.request_id == request_id) & quarantine.c.discarded_at.is_(None)
    put_away = update(quarantine).where(waits).values(discarded_at=uow.now, wish={}, headers={})
    ticket_id = await uow.session.scalar(put_away.returning(quarantine.c.ticket_id))
    if ticket_id is None:
        raise NotInQuarantine(f"no inquiry {request_id} waits here")
    await _give_up_files(uow, [ticket_id])


async def erase_old_ones(uow: WidgetUow) -> int:
    """Erase what came so long ago that nobody will decide about it any more, and what was discarded. Some at a time;
    answers how many.

    Their links lead nowhere then.
    """
    q = quarantine.c
    old = select(q.ticket_id).where(q.created_at < uow.now - KEPT).order_by(q.request_id).limit(AT_ONCE)
    ticket_ids = list(await uow.session.scalars(old.with_for_update(skip_locked=True)))
    if ticket_ids:
        await _give_up_files(uow, ticket_ids)
        for kept in (sent_comments, status_wishes, public_links, submissions, quarantine):
            await uow.session.execute(delete(kept).where(kept.c.ticket_id.in_(ticket_ids)))
    return len(ticket_ids)


async def _give_up_files(uow: WidgetUow, ticket_ids: Sequence[UUID]) -> None:
    ids: set[UUID] = set()
    for kept in (submissions, sent_comments):
        theirs = kept.c.ticket_id.in_(ticket_ids)
        rows = await uow.session.scalars(select(kept.c.attachments).where(theirs))
        ids |= {file.id for attachments in rows for file in _files(attachments)}
        await uow.session.execute(update(kept).where(theirs).values(attachments=[]))
    await give_up(uow.session, ids)


def _comments(ticket_id: UUID) -> Any:
    c = sent_comments.c
    return select(sent_comments).where(c.ticket_id == ticket_id).order_by(c.created_at, c.comment_id)


def _comment(row: Any) -> CommentRequested:
    return CommentRequested(
        request_id=uuid7(),
        comment_id=row.comment_id,
        ticket_id=row.ticket_id,
        body=row.body,
        attachments=tuple(_files(row.attachments)),
        occurred_at=row.created_at,
    )


def _wishes(ticket_id: UUID) -> Any:
    return select(status_wishes).where(status_wishes.c.ticket_id == ticket_id)


def _status(row: Any) -> StatusRequested:
    return StatusRequested(
        request_id=uuid7(), ticket_id=row.ticket_id, wish=row.wish, occurred_at=row.asked_at
    )


def _files(rows: Iterable[Any]) -> Iterable[Attachment]:
    return (Attachment.model_validate(each) for each in rows)
