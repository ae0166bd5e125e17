"""A reply that was begun is gone on with on another device, and is nowhere when it was sent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.system import EMAIL, PASSWORD, System, made

Device = Callable[[], Awaitable[Page]]


@pytest.fixture
async def ticket(system: System) -> str:
    """The page of a ticket of Rita's."""
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": f"Begun {uuid4()}", "number_pattern": "B-{{nr}}"})
        rita = {"email": f"{uuid4()}@example.com", "name": "Rita Rower"}
        ticket = await made(
            owner, "/api/tickets", {"desk_id": desk["id"], "title": "Fire", "requester": rita}
        )
        return f"{system.url}/panel/tickets/{ticket['id']}"


@pytest.fixture
async def device(chromium: Browser, system: System, ticket: str) -> AsyncIterator[Device]:
    """Opens the ticket in another browser of the same person; none of them may complain of anything."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type != "info":
            complaints.append(f"{said.type}: {said.text}")

    async def another() -> Page:
        context = await chromium.new_context(locale="en-GB", reduced_motion="reduce")
        contexts.append(context)
        signing_in = {"email": EMAIL, "password": PASSWORD}
        await context.request.post(
            f"{system.url}/auth/sign-in", data=signing_in, headers={"Origin": system.url}
        )
        page = await context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(ticket)
        return page

    yield another
    for context in contexts:
        await context.close()
    assert complaints == []


async def begin(page: Page, words: str, box: str = "#draft-comment") -> None:
    async with page.expect_response(
        lambda answer: "/drafts/" in answer.url and answer.request.method == "PUT"
    ):
        await page.locator(box).press_sequentially(words)
    await expect(page.locator("[data-draft-state]")).to_have_text("Draft kept")


async def test_what_was_begun_here_is_gone_on_with_there_and_back_here(device: Device):
    here = await device()
    await begin(here, "Dear Rita")
    there = await device()
    box = there.locator("#draft-comment")
    await box.focus()
    await expect(box).to_have_value("Dear Rita")
    await expect(there.locator("[data-draft-state]")).to_have_text("Begun on another device")
    await box.press("End")
    await begin(there, ", come by")
    await here.reload()
    await here.locator("#draft-comment").focus()
    await expect(here.locator("#draft-comment")).to_have_value("Dear Rita, come by")


async def test_what_was_sent_there_is_no_draft_here(device: Device):
    here = await device()
    await begin(here, "We come at nine")
    there = await device()
    await there.locator("#draft-comment").focus()
    await expect(there.locator("#draft-comment")).to_have_value("We come at nine")
    await there.locator(".cmp-bar [data-send=comment]").click()
    await expect(there.locator("#conv")).to_contain_text("We come at nine")
    await expect(there.locator("#draft-comment")).to_have_value("")
    await here.reload()
    await here.locator("#draft-comment").focus()
    await expect(here.locator("#draft-comment")).to_have_value("")


async def test_words_the_server_has_not_got_yet_are_not_replaced(device: Device):
    here = await device()
    await begin(here, "Old")
    there = await device()
    await there.locator("#draft-comment").focus()
    await begin(there, " and new")
    await here.context.set_offline(True)
    await here.locator("#draft-comment").press_sequentially("er words")
    await here.context.set_offline(False)
    await here.goto("about:blank")
    await here.go_back()
    await here.locator("#draft-comment").focus()
    await expect(here.locator("#draft-comment")).to_have_value("Older words")


async def test_a_note_is_kept_apart_and_an_emptied_box_is_thrown_away(device: Device):
    here = await device()
    await here.get_by_text("Internal note").first.click()
    await begin(here, "For us", "#draft-note")
    there = await device()
    await there.locator("#draft-comment").focus()
    await expect(there.locator("#draft-comment")).to_have_value("")
    await there.get_by_text("Internal note").first.click()
    await expect(there.locator("#draft-note")).to_have_value("For us")
    async with there.expect_response(lambda answer: answer.request.method == "DELETE"):
        await there.locator("#draft-note").fill("")
    await here.reload()
    await here.get_by_text("Internal note").first.click()
    await expect(here.locator("#draft-note")).to_have_value("")
