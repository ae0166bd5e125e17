"""What routes ask for: a unit of work, a session, a desk that is known here."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import AfterValidator

from services.notifications.domain.own_template import TemplateKey
from services.notifications.doors.forms import LinkForm
from services.notifications.queries.access import check_ticket, sees_desk
from services.notifications.queries.desks import language_of
from services.notifications.uow import NotificationsUow
from shared.auth import Needs, Person
from shared.contracts.mail_variables import MailKind
from shared.database import Database
from shared.errors import NoSuchDesk, NoSuchTicket, NotFound
from shared.facts import await_fact
from shared.foundation import open_uow
from shared.locales import ENGLISH, in_words, is_language, spoken

DeskManager = Annotated[Person, Needs("desk.manage")]
Uow = Annotated[NotificationsUow, Depends(open_uow, scope="function")]


async def until_known(request: Request, person: Person, desk_id: UUID) -> UUID:
    """The desk once its event has come, if `person` may see it; holds no connection while it waits. Raises NoSuchDesk."""
    database: Database = request.app.state.database

    async def find() -> bool | None:
        async with database.session() as session:
            return await sees_desk(session, person, desk_id) or None

    try:
        await await_fact(find, "desk")
    except NotFound as error:
        raise NoSuchDesk(f"no desk {desk_id}") from error
    return desk_id


async def known_desk(desk_id: UUID, request: Request, manager: DeskManager) -> UUID:
    """The desk of the path, for who may set it up."""
    return await until_known(request, manager, desk_id)


def _our_language(tag: str) -> str:
    if not is_language(tag):
        raise ValueError(f"one of the languages that we have words in: {in_words()}")
    return spoken(tag) or ENGLISH


TemplateLanguage = Annotated[
    Annotated[str, AfterValidator(_our_language)] | None,
    Query(max_length=50, description="the desk's language, if left out"),
]


async def asked_template(
    kind: MailKind,
    desk: Annotated[UUID, Depends(known_desk, scope="function")],
    request: Request,
    language: TemplateLanguage = None,
) -> TemplateKey:
    """Which words a path is about."""
    if language is None:
        async with request.app.state.database.session() as session:
            language = await language_of(session, desk)
    return TemplateKey(desk, kind, language)


AskedTemplate = Annotated[TemplateKey, Depends(asked_template, scope="function")]


async def known_ticket(
    form: LinkForm, request: Request, writer: Annotated[Person, Needs("ticket.reply")]
) -> UUID:
    """The ticket of the body once its event has come, if `writer` may see it; raises NoSuchTicket."""
    database: Database = request.app.state.database

    async def find() -> UUID | None:
        async with database.session() as session:
            try:
                await check_ticket(session, writer, form.ticket_id)
            except NoSuchTicket:
                return None
            return form.ticket_id

    try:
        return await await_fact(find, "ticket")
    except NotFound as error:
        raise NoSuchTicket(f"no ticket {form.ticket_id}") from error


KnownTicket = Annotated[UUID, Depends(known_ticket, scope="function")]
KnownDesk = Annotated[UUID, Depends(known_desk, scope="function")]
"""Stands before `Uow` and `Session`, so that nothing is held while it waits."""
