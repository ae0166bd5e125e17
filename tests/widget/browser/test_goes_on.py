"""A ticket that was over when its customer answered leads to the one that goes on."""

from typing import Any

import pytest

from tests.system import System, got, made, put
from tests.waiting import until
from tests.widget.browser.conftest import Visit
from tests.widget.browser.customers import go_as, signed, written


@pytest.fixture
async def soon_over(system: System) -> dict[str, Any]:
    """A desk where every answer after the end is a new ticket, with the `secret` of its widget."""
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": "Soon over", "number_pattern": "O-{{nr}}"})
        await owner.patch(f"/api/desks/{desk['id']}", json={"reopen_days": 0})
        settings = f"/api/widget/desks/{desk['id']}"
        await owner.patch(settings, json={"verification": True})
        secret = (await made(owner, f"{settings}/secret", {}, status=200))["secret"]
        return desk | {"desk_token": (await got(owner, settings))["desk_token"], "secret": secret}


async def led_on(system: System, ticket: dict[str, Any]) -> dict[str, Any]:
    """Resolve it and answer by its link; the ticket that became of the answer."""
    async with system.owner() as owner, system.visitor() as visitor:
        await put(owner, f"/api/tickets/{ticket['id']}/status", {"status": "resolved"})
        here = f"/widget/v1/tickets/{ticket['public_token']}"
        await made(visitor, f"{here}/comments", {"body": "It burns again."}, status=202)

        async def onward() -> dict[str, Any]:
            next_one = (await got(visitor, here)).get("goes_on_in", {})
            return next_one if "public_token" in next_one else {}

        return await until(onward)


@pytest.mark.parametrize(
    ("language", "tickets", "words"),
    [("en", "My tickets", "Your answer goes on in"), ("pl", "Moje zgłoszenia", "Ciąg dalszy rozmowy:")],
)
async def test_the_old_conversation_leads_to_the_new_one(
    visit: Visit, host, soon_over, system, language: str, tickets: str, words: str
):
    who = signed(soon_over["secret"], f"late {language}")
    ticket = await written(system, soon_over, who, f"Over by now ({language})")
    onward = await led_on(system, ticket)
    await go_as(visit, host, soon_over, who, f"/over?n={ticket['number']}", f'data-locale="{language}"')
    way = visit.dialog.get_by_role("button", name=f"{words} {onward['number']}")
    await way.click()
    await visit.dialog.get_by_text("It burns again.").wait_for()
    assert onward["number"] in await visit.dialog.locator(".state").inner_text()
    assert await way.count() == 0
    await visit.dialog.get_by_role("navigation").get_by_role("button", name=tickets).click()
    await visit.dialog.locator(".ticket").first.wait_for()
    assert visit.complaints == []
