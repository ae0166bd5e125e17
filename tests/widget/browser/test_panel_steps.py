"""Dialogs of the panel in a real browser, by keys: canned replies, merging, many tickets, searches."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.system import EMAIL, PASSWORD, System, made


@pytest.fixture
async def desk(system: System) -> dict[str, Any]:
    """A desk of its own with two tickets of Rita's and a canned reply."""
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": f"Steps {uuid4()}", "number_pattern": "S-{{nr}}"})
        reply = {"name": "Thanks", "body": "Dear {{requester_name}}, thank you.", "add_tags": ["thanked"]}
        await made(owner, f"/api/desks/{desk['id']}/canned-replies", reply)
        rita = {"email": f"{uuid4()}@example.com", "name": "Rita Rower"}
        form = {"desk_id": desk["id"], "requester": rita}
        ids = [
            (await made(owner, "/api/tickets", form | {"title": title}))["id"] for title in ("Fire", "Smoke")
        ]
        await made(owner, f"/api/tickets/{ids[0]}/comments", {"body": "We look into it."})
        return desk | {"tickets": ids}


@pytest.fixture(params=[1440, 390])
async def page(request, chromium: Browser, system: System) -> AsyncIterator[Page]:
    """The owner's browser, wide and narrow; it may complain of nothing."""
    size = ViewportSize(width=request.param, height=900)
    context = await chromium.new_context(locale="en-GB", reduced_motion="reduce", viewport=size)
    signing_in = {"email": EMAIL, "password": PASSWORD}
    await context.request.post(f"{system.url}/auth/sign-in", data=signing_in, headers={"Origin": system.url})
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    await context.close()


@pytest.fixture
async def look(page: Page, tmp_path):
    """Keeps a picture of what is shown."""

    async def picture(name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}.png")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    return picture


async def test_a_canned_reply_comes_into_the_box(page, system, desk, look):
    await page.goto(f"{system.url}/panel/tickets/{desk['tickets'][0]}")
    await page.locator("#draft-comment").fill("Begun")
    await page.keyboard.press("Escape")
    await page.keyboard.press(";")
    dialog = page.get_by_role("dialog", name="Canned replies")
    await expect(dialog).to_be_visible()
    await page.locator("#step.htmx-settling").wait_for(state="detached")  # before it hears nothing
    async with page.expect_response("**/canned?*find=thank"):
        await dialog.get_by_role("searchbox").press_sequentially("thank")
    await page.locator(".htmx-request").wait_for(state="detached")
    await look("canned")
    await dialog.get_by_role("link", name="Thanks").press("Enter")
    dialog = page.get_by_role("dialog", name="Thanks")
    await expect(dialog.get_by_text("Dear Rita Rower, thank you.").first).to_be_visible()
    await expect(dialog.get_by_text("thanked")).to_be_visible()
    await look("canned-reply")
    await dialog.get_by_role("link", name="Put into the box").click()
    await expect(dialog).to_be_hidden()
    box = page.locator("#draft-comment")
    await expect(box).to_have_value("Begun\n\nDear Rita Rower, thank you.")
    await expect(box).to_be_focused()


async def test_a_ticket_is_merged_and_taken_apart(page, system, desk, look):
    await page.goto(f"{system.url}/panel/tickets/{desk['tickets'][0]}")
    await page.get_by_role("button", name="More: title, merge, move, split").click()
    await look("menu")
    await page.get_by_role("link", name="Merge into").click()
    dialog = page.get_by_role("dialog", name="Merge into another ticket")
    await look("merge")
    await dialog.get_by_role("link", name="Smoke").click()
    await look("merge-look")
    await dialog.get_by_role("button", name="Merge into").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Smoke")
    await look("merged")
    await page.get_by_role("button", name="apart again").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Fire")
    for name, title in (("Move to desk", "Move to another desk"), ("Split", "Split into")):
        await page.get_by_role("button", name="More: title, merge, move, split").click()
        await page.get_by_role("link", name=name).click()
        dialog = page.get_by_role("dialog", name=title)
        await expect(dialog).to_be_visible()
        await look(title.replace(" ", "-").lower())
        await dialog.get_by_role("link", name="Close").click()
        await expect(dialog).to_be_hidden()


async def test_many_tickets_are_changed_and_taken_back(page, system, desk, look):
    await page.goto(f"{system.url}/panel/tickets?desk_id={desk['id']}")
    await page.keyboard.press("x")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await look("selected")
    await page.get_by_role("button", name="Change…").click()
    dialog = page.get_by_role("dialog", name="Change 2 tickets")
    await dialog.get_by_label("Priority").select_option("urgent")
    await look("bulk")
    await dialog.get_by_role("button", name="What will happen").click()
    await expect(page.get_by_text("2 tickets will be changed.")).to_be_visible()
    await look("bulk-look")
    await page.get_by_role("button", name="Change them").click()
    await expect(page.get_by_text("2 tickets were changed.")).to_be_visible()
    await expect(page.locator("[title='Urgent priority']")).to_have_count(2)
    await look("bulk-done")
    await page.get_by_role("button", name="Take it all back").click()
    await expect(page.get_by_text("2 tickets are as they were.")).to_be_visible()
    await expect(page.locator("[title='Urgent priority']")).to_have_count(0)
    await page.get_by_role("link", name="Back to the list").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_search_is_completed_by_keys_and_filters_are_chips(page, system, desk, look):
    await page.goto(f"{system.url}/panel/tickets?desk_id={desk['id']}&channel=api&tag=none")
    await look("chips")
    await page.get_by_role("link", name="Remove the filter: Tag none").click()
    field = page.locator("#search")
    await field.press_sequentially("stat")
    await expect(page.get_by_role("option")).to_have_text(["status:"])
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(page.get_by_role("option")).to_have_count(4)
    await look("completing")
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(field).to_have_value("status:open ")
    await field.press("Enter")
    await expect(page.get_by_text("Found for “status:open”")).to_be_visible()
    for name in ("Filter", "How to search"):
        await page.get_by_role("button", name=name, exact=True).click()
        await look(name.replace(" ", "-").lower())
        await page.keyboard.press("Escape")


async def test_a_desks_canned_replies_have_pages(page, system, desk, look):
    await page.goto(f"{system.url}/panel/tickets/desks/{desk['id']}/canned-replies")
    await look("desk-replies")
    await page.get_by_role("link", name="Thanks").click()
    await expect(page.get_by_label("Name")).to_have_value("Thanks")
    await look("desk-reply")
