"""A desk that was heard of gets a token, a secret and settings, once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from uuid_utils.compat import uuid7

from services.widget.bare_desks import furnish_desks
from services.widget.use_cases.setting_up import set_up_known_desks
from shared.contracts.notifications import MailboxChanged
from shared.contracts.parts import DeskState
from shared.contracts.tickets import DeskChanged, DeskCreated
from tests.builders import ANNA
from tests.service_fixtures import Alone

SALES = DeskState(id=uuid7(), name="Sales", number_pattern="S-{{nr}}", version=1)


async def settings_of(admin, desk: DeskState = SALES) -> dict:
    return (await admin.get(f"/api/widget/desks/{desk.id}")).json()


async def test_news_of_a_desk_leave_the_settings_it_has(widget: Alone, admin):
    await widget.hear(DeskCreated(desk=SALES, actor=ANNA))
    await admin.patch(f"/api/widget/desks/{SALES.id}", json={"help_content": "Write"})
    before = await settings_of(admin)
    await widget.hear(DeskChanged(desk=SALES.model_copy(update={"name": "Sold", "version": 2}), actor=ANNA))
    assert await settings_of(admin) == before


async def test_a_desk_that_is_first_heard_of_by_a_change_gets_its_settings(widget: Alone, admin):
    await widget.hear(DeskChanged(desk=SALES, actor=ANNA))
    assert (await settings_of(admin))["desk_token"]


@asynccontextmanager
async def furnishing(widget: Alone) -> AsyncIterator[None]:
    """The worker's loop beside it."""
    loop = asyncio.create_task(
        furnish_desks(widget.service.work, lambda _: widget.service.web.state.reception.uow())
    )
    yield
    loop.cancel()


async def test_a_known_desk_without_settings_is_found(widget: Alone, admin):
    """Its news waited in a queue of the version before."""
    async with widget.service.web.state.reception.uow() as uow:
        await widget.service.handlers["widget.follow_desks"].call(DeskCreated(desk=SALES, actor=ANNA), uow)
    async with furnishing(widget):
        settings = await settings_of(admin)
    assert settings["desk_token"]
    async with widget.service.web.state.reception.uow() as uow:
        await set_up_known_desks(uow)
    assert await settings_of(admin) == settings


async def test_news_of_mail_before_news_of_the_desk_are_kept(widget: Alone, admin, visitor):
    await widget.hear(MailboxChanged(desk_id=SALES.id, has_mailbox=True))
    await widget.hear(DeskCreated(desk=SALES, actor=ANNA))
    token = (await settings_of(admin))["desk_token"]
    assert (await visitor.get(f"/widget/v1/desks/{token}")).json()["answers_by_mail"] is True
