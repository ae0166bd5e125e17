"""A customer's page of one ticket in a real browser, with scripts and without."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.system import System
from tests.waiting import until
from tests.widget.browser.customers import seen_by_team, signed, team_says, written
from tests.widget.browser.test_accessible import AXE, RULES

FILE = {"name": "burnt.txt", "mimeType": "text/plain", "buffer": b"ash"}
ASK = "async (rules) => (await axe.run(document, { runOnly: rules })).violations.map(({ id }) => id)"
WIDE = "document.documentElement.scrollWidth > innerWidth"


@dataclass
class Reader:
    """A customer behind their link, and whatever their browser asked for."""

    page: Page
    ticket: dict[str, Any]
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def says(self, body: str, *files: Any) -> None:
        await self.page.get_by_label("Your reply").fill(body)
        await self.page.locator("input[type=file]").set_input_files(list(files))
        await self.page.get_by_role("button", name="Send reply").click()

    async def is_shown(self, status: str, system: System) -> bool:
        """Whether the page, looked at once more, says what the team sees; news of before may still be on their way."""
        if (await seen_by_team(system, self.ticket))["status"] != status:
            return False
        await self.page.reload()
        words = {"resolved": "Open it again", "open": "It is solved"}
        return await self.page.get_by_role("button", name=words[status]).is_visible()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
async def reader(
    request: pytest.FixtureRequest, chromium: Browser, system: System, desk: dict[str, Any], secret: str
) -> AsyncIterator[Reader]:
    ticket = await written(system, desk, signed(secret, "page"), f"Printer {request.node.name}", "It burns.")
    context = await chromium.new_context(java_script_enabled=request.param, locale="en-GB")
    reader = Reader(await context.new_page(), ticket)
    reader.page.on("request", lambda request: reader.asked.append(request.url))
    reader.page.on("console", lambda said: reader.complaints.append(said.text))
    answer = await reader.page.goto(f"{system.url}/helpdesk/ticket/{ticket['public_token']}")
    assert answer is not None
    assert (answer.headers["referrer-policy"], answer.headers["x-robots-tag"]) == ("no-referrer", "noindex")
    yield reader
    # Nobody else hears of whoever holds the link, and nothing was wrong on the way.
    assert [url for url in reader.asked if not url.startswith((system.url, "data:"))] == []
    assert reader.complaints == []
    await context.close()


async def test_a_customer_answers_with_a_file_and_says_when_it_is_solved(reader: Reader, system: System):
    page = reader.page
    await expect(page.locator('meta[name="robots"]')).to_have_attribute("content", "noindex, nofollow")
    await reader.says("Out of paper, too", FILE)
    said = page.locator("#messages .msg").last
    await expect(said).to_contain_text("Out of paper, too")
    await expect(said.get_by_role("link", name="burnt.txt")).to_be_visible()
    await page.get_by_role("button", name="It is solved").click()
    await until(lambda: reader.is_shown("resolved", system))
    await page.get_by_role("button", name="Open it again").click()
    await until(lambda: reader.is_shown("open", system))
    assert (await seen_by_team(system, reader.ticket))["comments"].count("Out of paper, too") == 1


async def test_all_ones_tickets_are_one_click_away(reader: Reader, desk: dict[str, Any], system: System):
    await reader.page.get_by_role("link", name="All my tickets").click()
    await expect(reader.page).to_have_url(f"{system.url}/helpdesk/desks/{desk['desk_token']}/my-tickets")


@pytest.mark.parametrize("reader", [True], indirect=True)
async def test_what_the_team_says_comes_by_itself_and_what_is_typed_stays(reader: Reader, system: System):
    page = reader.page
    await page.get_by_label("Your reply").fill("half a sent")
    await team_says(system, reader.ticket, "Paper is on its way")
    await team_says(system, reader.ticket, "A secret of ours", "notes")
    await expect(page.locator("#messages")).to_contain_text("Paper is on its way")
    assert await page.get_by_label("Your reply").input_value() == "half a sent"
    assert "secret" not in await page.content()


@pytest.mark.parametrize("reader", [True], indirect=True)
@pytest.mark.parametrize("how", ["wide", "phone", "narrow", "dark"])
async def test_nothing_is_wrong_with_the_page(reader: Reader, system: System, how: str, tmp_path):
    page = reader.page
    await team_says(system, reader.ticket, "Which one? " + "W" * 80)
    await expect(page.locator("#messages")).to_contain_text("Which one?")
    await page.set_viewport_size({"width": {"phone": 390, "narrow": 320}.get(how, 1440), "height": 800})
    if how == "dark":
        await page.emulate_media(color_scheme="dark")
    await page.screenshot(path=tmp_path / f"ticket-{how}.png", full_page=True)
    assert not await page.evaluate(WIDE)
    await page.evaluate(AXE.read_text())
    assert await page.evaluate(ASK, RULES) == []
