"""A desk's own form while the alarm rings: with scripts its page solves the puzzle, without them people decide."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from services.widget.app import build
from services.widget.settings import WidgetSettings
from shared.contracts.widget import TicketRequested
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone, alone
from tests.shared.serving import served
from tests.widget.abuse.conftest import WARY, a_desk, path_of, reasons
from tests.widget.test_intake import FORM

FILE = FilePayload(name="burnt.txt", mimeType="text/plain", buffer=b"black")


@dataclass
class Busy:
    """A desk that gets more than it likes, and the address of its own form."""

    service: Alone
    form: str

    async def titles(self) -> list[str]:
        """What became a ticket so far, but what set off the alarm."""
        return [each.title for each in await self.service.said(TicketRequested)][2:]


@pytest.fixture
async def busy(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Busy]:
    async with alone(build, WidgetSettings, await database("widget"), tmp_path, **WARY) as service:
        desk = await a_desk(service)
        async with service.client() as visitor:
            for _ in range(2):
                assert (await visitor.post(path_of(desk), json=FORM)).status_code == 202
        async with served(service.service.answers) as port:
            yield Busy(service, f"http://127.0.0.1:{port}/helpdesk/desks/{desk['desk_token']}/contact")


async def written(page: Page, address: str, title: str) -> None:
    """The form is filled in and sent."""
    await page.goto(address)
    await page.get_by_label("Email").fill("rita@example.com")
    await page.get_by_label("What is it about?").fill(title)
    await page.locator("input[type=file]").set_input_files(FILE)
    await page.get_by_role("button", name="Send").click()


async def test_its_page_solves_the_puzzle_and_goes_on_by_itself(chromium: Browser, busy: Busy):
    page = await chromium.new_page(locale="en-GB")
    answers: list[int] = []
    page.on(
        "response", lambda answer: answers.append(answer.status) if answer.request.method == "POST" else None
    )
    await written(page, busy.form, "With scripts")
    await expect(page.get_by_role("heading", level=1)).to_have_text("With scripts", timeout=20_000)
    await expect(page.get_by_role("link", name="burnt.txt")).to_be_visible()
    assert answers == [428, 303]
    assert (await busy.titles(), await reasons(busy.service)) == (["With scripts"], [])
    await page.close()


async def test_without_scripts_a_person_decides(chromium: Browser, busy: Busy):
    context = await chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = await context.new_page()
    await written(page, busy.form, "Without scripts")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Without scripts")
    assert (await busy.titles(), await reasons(busy.service)) == ([], ["no_proof"])
    await context.close()


async def test_a_proof_that_is_not_good_is_not_asked_for_again(busy: Busy):
    path = busy.form[busy.form.index("/helpdesk") :]
    async with busy.service.client() as visitor:
        asked = await visitor.post(path, data=FORM | {"proof": "ask"})
        assert (asked.status_code, "data-challenge" in asked.text) == (428, True)
        assert (await visitor.post(path, data=FORM | {"proof": "bm9uc2Vuc2U="})).status_code == 303
    assert await reasons(busy.service) == ["no_proof"]
