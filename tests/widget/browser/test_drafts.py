"""What is written and not sent is there again after a reload, with its files, which go on where they were."""

import asyncio
from pathlib import Path

from playwright.async_api import Route

from tests.waiting import until
from tests.widget.browser.conftest import LARGE, Visit
from tests.widget.browser.customers import go_as, signed, written
from tests.widget.browser.cut_line import Line
from tests.widget.browser.test_sending import send
from tests.widget.browser.test_uploads import MOST, cut_at_half, has_words, is_nothing_left, is_there, sent_as
from tests.widget.browser.test_waiting import SECOND_FILE_IS_THERE
from tests.widget.browser.test_widget import go

THIRD_FILE_IS_THERE = SECOND_FILE_IS_THERE.replace("widget-more", "widget-upload")


async def test_after_a_reload_form_and_file_are_as_they_were_and_go_on(
    visit: Visit, host, desk, system, line: Line, plan: Path
):
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title="Cut and reloaded", body="Words, too")
    before = line.up
    await cut_at_half(visit, line, plan)
    line.mend()
    await page.reload()
    await visit.open()
    await visit.dialog.get_by_text(plan.name).wait_for()
    assert await visit.dialog.locator("#title").input_value() == "Cut and reloaded"
    assert await visit.dialog.locator("#body").input_value() == "Words, too"
    await is_there(visit)
    assert line.up - before < MOST
    await send(visit).click()
    await visit.dialog.locator(".number").wait_for()
    assert (await sent_as(system, "Cut and reloaded"))["bytes"] == LARGE
    await is_nothing_left(page)
    await page.reload()
    await visit.open()
    assert await visit.dialog.locator("#title").input_value() == ""
    assert await visit.dialog.locator(".file").count() == 0


async def test_what_somebody_else_left_is_not_shown(visit: Visit, host, desk):
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title="Rita's words")
    await page.wait_for_function("sessionStorage.length === 1")
    await page.reload()
    await page.evaluate("window.HelpdeskWidget.identify({ client_email: 'tom@example.com' })")
    await visit.open()
    await page.wait_for_function(THIRD_FILE_IS_THERE)
    await page.wait_for_timeout(300)
    assert await visit.dialog.locator("#title").input_value() == ""
    assert await visit.dialog.locator("#email").input_value() == "tom@example.com"


async def test_what_is_typed_before_the_rest_is_back_stays(visit: Visit, host, desk):
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title="Old title", body="Old words")
    await page.wait_for_function("sessionStorage.length === 1")

    async def late(route: Route) -> None:
        await asyncio.sleep(1)
        await route.continue_()

    await page.route("**/widget-upload.js*", late)
    await page.reload()
    await visit.open()
    await visit.dialog.locator("#title").fill("New title")
    await until(lambda: has_words(visit, "#body", "Old words"))
    assert await visit.dialog.locator("#title").input_value() == "New title"


async def open_ticket(visit: Visit) -> None:
    await visit.open()
    await visit.dialog.get_by_role("button", name="My tickets").click()
    await visit.dialog.locator(".ticket").first.click()
    await visit.dialog.locator("#reply").wait_for()


async def test_a_reply_and_its_file_are_there_after_a_reload(
    visit: Visit, host, desk, secret, system, line: Line, plan: Path
):
    who = signed(secret, "replier")
    await written(system, desk, who, "To be replied to")
    page = await go_as(visit, host, desk, who)
    await open_ticket(visit)
    await visit.dialog.locator("#reply").fill("See the plan")
    before = line.up
    await cut_at_half(visit, line, plan)
    line.mend()
    await page.reload()
    await open_ticket(visit)
    await visit.dialog.get_by_text(plan.name).wait_for()
    assert await visit.dialog.locator("#reply").input_value() == "See the plan"
    await is_there(visit)
    assert line.up - before < MOST
    await visit.dialog.get_by_role("button", name="Send reply").click()
    await visit.dialog.locator(".said").get_by_text("See the plan").wait_for()
    await visit.dialog.locator(".said").get_by_text(plan.name).wait_for()
    assert await visit.dialog.locator("#reply").input_value() == ""
    await is_nothing_left(page)
