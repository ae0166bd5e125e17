"""Canned replies of a desk, and what they do to a ticket."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.tickets.api.desks import DeskManager, DeskReader
from services.tickets.api.doors import Limit, Shape, TheAsking, TheDatabase, TicketReader, Uow
from services.tickets.api.shapes import answer, page
from services.tickets.api.writing_forms import CannedReplyForm, NewCannedReplyForm, RunForm
from services.tickets.domain.assignment import Assignee
from services.tickets.domain.canned_replies import ReplySettings
from services.tickets.queries import canned_replies as read
from services.tickets.queries import ticket as read_ticket
from services.tickets.rights import check_desk
from services.tickets.use_cases import canned_replies
from services.tickets.use_cases.awaiting import await_assignee
from services.tickets.use_cases.canned_replies import Run
from shared.database import Database
from shared.foundation import Session
from shared.idempotency import OncePerKey
from shared.web import IfSeen, etag

router = APIRouter(prefix="/api", tags=["writing"])
OF_DESK = "/desks/{desk_id}/canned-replies"
OF_TICKET = "/tickets/{ticket_id}/canned-replies/{reply_id}"
TOLD = ("id", "name", "body", "then", "status", "priority", "add_tags", "remove_tags")


async def seen_desk(desk_id: UUID, manager: DeskManager, database: TheDatabase) -> Database:
    """Where to look up whom a body names, for somebody who may see the desk; no connection is kept."""
    async with database.session() as session:
        await check_desk(session, manager, desk_id)
    return database


SeenDesk = Annotated[Database, Depends(seen_desk, scope="function")]


async def ready_new(form: NewCannedReplyForm, database: SeenDesk) -> ReplySettings:
    """What the body says, once whom it names is known here."""
    return await _settings(database, form)


async def ready_changes(form: CannedReplyForm, database: SeenDesk) -> ReplySettings:
    """The same for changes."""
    return await _settings(database, form)


ReadyNew = Annotated[ReplySettings, Depends(ready_new, scope="function")]
ReadyChanges = Annotated[ReplySettings, Depends(ready_changes, scope="function")]


@router.get(OF_DESK)
async def list_replies(
    desk_id: UUID,
    agent: DeskReader,
    session: Session,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    limit: Limit = 100,
) -> Response:
    """The desk's canned replies, by name."""
    await check_desk(session, agent, desk_id)
    rows, onward = await read.list_replies(session, desk_id, cursor, limit)
    return page(rows, onward, _told)


@router.post(OF_DESK, status_code=201)
async def add_reply(
    desk_id: UUID, manager: DeskManager, settings: ReadyNew, uow: Uow, once: OncePerKey
) -> Response:
    """Make one: words, what becomes of the ticket, or both."""

    async def create() -> dict[str, Any]:
        return _told(vars(await canned_replies.add(uow, manager, desk_id, settings)))

    return await once.once(uow, create, headers=lambda reply: etag(reply["version"]))


@router.patch(OF_DESK + "/{reply_id}")
async def change_reply(
    desk_id: UUID, reply_id: UUID, manager: DeskManager, settings: ReadyChanges, uow: Uow, seen: IfSeen
) -> Response:
    """Change what is named; null takes away."""
    return answer(_told(vars(await canned_replies.change(uow, manager, desk_id, reply_id, settings, seen))))


@router.delete(OF_DESK + "/{reply_id}", status_code=204)
async def remove_reply(desk_id: UUID, reply_id: UUID, manager: DeskManager, uow: Uow, seen: IfSeen) -> None:
    """Remove one; what was said with it stays."""
    await canned_replies.remove(uow, manager, desk_id, reply_id, seen)


@router.get(OF_TICKET)
async def preview(ticket_id: UUID, reply_id: UUID, agent: TicketReader, uow: Uow) -> Response:
    """What the reply would say on this ticket, and what it would change. `reply_version` is for running just that.

    Where it would wait before it is sent: until when (`send_at`), and what the ticket does `then`.
    """
    would = await canned_replies.preview(uow, agent, ticket_id, reply_id)
    held = {"send_at": would.held.send_at, "then": would.held.then} if would.held else {"send_at": None}
    told = {"body": would.body, "changes": would.changes, "reply_version": would.version}
    return answer(told | held)


@router.post(OF_TICKET)
async def run(
    reply_id: UUID, asking: TheAsking, shape: Shape, once: OncePerKey, form: RunForm | None = None
) -> Response:
    """Say it and change it, all or nothing, by the rights that each part needs."""
    given = form or RunForm()

    async def create() -> dict[str, Any]:
        wanted = Run(given.body, tuple(given.attachment_ids), given.reply_version)
        made = await canned_replies.run(*asking.at, reply_id, wanted, asking.seen)
        await asking.uow.save()
        ticket = shape.whole(await read_ticket.get_ticket(asking.uow.session, asking.ticket_id))
        return {"comment": shape.comment(made) if made else None, "ticket": ticket}

    return await once.once(
        asking.uow, create, status=200, headers=lambda told: etag(told["ticket"]["version"])
    )


def _told(row: Any) -> dict[str, Any]:
    assignee = {"kind": row["assignee_kind"], "id": row["assignee_id"]} if row["assignee_id"] else None
    return {name: row[name] for name in TOLD} | {"assignee": assignee, "version": row["version"]}


async def _settings(database: Database, form: CannedReplyForm | NewCannedReplyForm) -> ReplySettings:
    given: dict[str, Any] = {name: getattr(form, name) for name in form.model_fields_set}
    if form.name is None:
        given.pop("name", None)
    for name in ("add_tags", "remove_tags"):
        if name in given:
            given[name] = tuple(given[name])
    if form.assignee:
        given["assignee"] = await await_assignee(database, Assignee(form.assignee.kind, form.assignee.id))
    return ReplySettings(**given)
