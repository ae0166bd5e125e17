"""Links that the version before kept are taken over, and its processes and ours go on side by side."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from services.local.postgres import Postgres
from services.notifications.app import build
from services.notifications.settings import NotificationsSettings
from shared.contracts.parts import DeskState
from shared.contracts.tickets import DeskCreated, TicketPublicChanged
from shared.schema import migrate
from tests.builders import ANNA
from tests.notifications.conftest import Mail, given_mailbox
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.service_fixtures import a_person, settings_for
from tests.version_before import back_to, left_by

REVISION = "notifications_0006"
DESK = DeskState(id=uuid7(), name="Support", number_pattern="T-{{nr}}", version=1)
FOLLOW = text("""
    INSERT INTO known_tickets AS old (ticket_id, desk_id, number, title, status, requester, sealed_token, version)
    VALUES (:id, :desk_id, 'T-1', 'Old', 'open', '{}', :sealed, 1)
    ON CONFLICT (ticket_id) DO UPDATE SET sealed_token = coalesce(old.sealed_token, excluded.sealed_token)
""")
LINK = text("SELECT sealed_token FROM known_tickets WHERE ticket_id = :id")


@pytest.fixture
async def left(postgres: Postgres) -> AsyncIterator[tuple[str, AsyncEngine]]:
    async with left_by(postgres, REVISION) as found:
        yield found


@pytest.fixture
async def mail(left, tmp_path) -> AsyncIterator[Mail]:
    """Our service on a database in which the version before knows one ticket with its link, and one without."""
    url, engine = left
    service = build(settings_for(NotificationsSettings, "notifications", url, tmp_path))
    sealer = service.web.state.sealer
    async with engine.begin() as connection:
        for ticket, sealed in ((WITH, sealer.seal("tok-en")), (WITHOUT, None)):
            await connection.execute(FOLLOW, {"id": ticket.id, "desk_id": DESK.id, "sealed": sealed})
    await migrate(url, "notifications")
    mail = Mail(service)
    await mail.hear(DeskCreated(desk=DESK, actor=ANNA))
    async with service_client(mail) as http:
        await given_mailbox(http, DESK.id, 25)
    yield mail
    await service.close()


WITH, WITHOUT = a_ticket_state(DESK.id), a_ticket_state(DESK.id, number="SUP-002")


def service_client(mail: Mail) -> Any:
    return mail.client(a_person("admin", "Adam"))


async def link_seen_by_version_before(left, ticket) -> str | None:
    async with left[1].connect() as connection:
        return await connection.scalar(LINK, {"id": ticket.id})


async def test_answers_to_what_the_version_before_mailed_about_are_mailed(mail: Mail):
    await mail.hear(comment_added(WITH), comment_added(WITHOUT))
    (row,) = await mail.deliveries()
    assert (row.ticket_id, "tok-en" in row.text) == (WITH.id, True)


async def test_what_the_version_before_mails_about_meanwhile_is_answered_here(left, mail: Mail):
    sealed = mail.service.web.state.sealer.seal("tok-en")
    async with left[1].begin() as connection:
        await connection.execute(FOLLOW, {"id": WITHOUT.id, "desk_id": DESK.id, "sealed": sealed})
    await mail.hear(comment_added(WITHOUT))
    (row,) = await mail.deliveries()
    assert row.ticket_id == WITHOUT.id


@pytest.mark.parametrize("told", ["the thread first", "the copy first"])
async def test_the_version_before_sees_the_links_of_ours(left, mail: Mail, told: str):
    ticket = a_ticket_state(DESK.id, number="SUP-003")
    news = [ticket_created(ticket), TicketPublicChanged(ticket=ticket, actor=ANNA)]
    await mail.hear(*(news if told == "the thread first" else reversed(news)))
    assert await link_seen_by_version_before(left, ticket) is not None


async def test_the_way_back_keeps_links(left, mail: Mail):
    ticket = a_ticket_state(DESK.id, number="SUP-003")
    await mail.hear(ticket_created(ticket))
    async with left[1].begin() as connection:
        await connection.run_sync(back_to, REVISION)
    assert await link_seen_by_version_before(left, ticket) is not None
    assert await link_seen_by_version_before(left, WITH) is not None
