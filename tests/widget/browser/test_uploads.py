"""Large files go on where a cut line or a reload left them: the same bytes, and hardly more of them than the file has."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.system import System
from tests.waiting import until
from tests.widget.browser.conftest import LARGE, Visit, snippet
from tests.widget.browser.cut_line import Line
from tests.widget.browser.test_sending import send
from tests.widget.browser.test_waiting import WAITS, is_nothing_kept
from tests.widget.browser.test_widget import go, ticket_called

HALF = len(LARGE) // 2
PART = 512 * 1024
MOST = 1.2 * len(LARGE)
"""Bytes that may go up for the file, with everything that is asked beside it; begun again at half it would be 1.5."""


HEARD = """(said) => {
    const heard = [];
    new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
    return heard;
}"""
"""What is said from now on, as a reader hears it."""


async def choose(visit: Visit, *paths: Path) -> None:
    await visit.dialog.locator("input[type=file]").set_input_files(paths)


async def has_words(visit: Visit, field: str, words: str) -> bool:
    return await visit.dialog.locator(field).input_value() == words


async def is_there(visit: Visit) -> None:
    """All of the file has come."""
    await visit.dialog.locator(".file progress").wait_for(state="hidden")


async def sent_as(system: System, title: str) -> dict[str, Any]:
    """The ticket, with the file's bytes as the team gets them."""
    (ticket,) = await ticket_called(system, title)
    async with system.owner() as owner:
        (file,) = (await owner.get(f"/api/tickets/{ticket['id']}")).json()["attachments"]
        return file | {"bytes": (await owner.get(file["url"])).content}


async def cut_at_half(visit: Visit, line: Line, plan: Path) -> None:
    """The line is cut in the middle of the file."""
    line.cut_at = line.up + HALF
    await choose(visit, plan)
    await asyncio.wait_for(line.was_cut.wait(), 15)


async def opened(visit: Visit, host, desk, title: str) -> Page:
    """A page whose widget is open, and a message begun in it."""
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title=title)
    return page


async def test_a_cut_upload_goes_on(visit: Visit, host, desk, system, line: Line, plan: Path):
    await opened(visit, host, desk, "Cut at half")
    before = line.up
    await cut_at_half(visit, line, plan)
    await asyncio.sleep(0.5)
    line.mend()
    await is_there(visit)
    assert line.up - before < MOST
    await send(visit).click()
    await visit.dialog.locator(".number").wait_for()
    file = await sent_as(system, "Cut at half")
    assert (file["name"], file["bytes"] == LARGE) == (plan.name, True)


@pytest.mark.parametrize(
    ("locale", "words", "part"),
    [("en", "Waiting for the connection", "% of 4 MB"), ("pl", "Czeka na połączenie", "% z 4 MB")],
)
async def test_while_the_line_is_out_it_is_said_so_and_it_goes_on_by_itself(
    visit: Visit, host, desk, line: Line, plan: Path, locale: str, words: str, part: str
):
    await visit.page.goto(host.show("/", f"<!doctype html>{snippet(visit, desk, f'data-locale={locale}')}"))
    await visit.open()
    line.cut_at = line.up + 3 * PART + PART // 2
    await choose(visit, plan)
    said = visit.dialog.locator(".file [role=status]")
    await expect(said).to_have_text(words)
    shown = await visit.dialog.locator(".file progress").evaluate("(bar) => bar.value")
    assert 0 < shown < 1
    heard = await said.evaluate_handle(HEARD)
    line.cut_at = line.up + HALF // 2  # once more, before it is there
    line.was_cut.clear()
    line.mend()
    await asyncio.wait_for(line.was_cut.wait(), 15)
    await expect(said).to_have_text(words)
    line.mend()
    await is_there(visit)
    told = await heard.json_value()
    assert all(part in each for each in told if each not in (words, "4 MB"))
    assert [each for each in told if each in (words, "4 MB")] == [words, "4 MB"]
    # At once, and not with the next round number.
    assert part in told[0]
    assert int(told[0].partition("%")[0]) < 100 * (shown + PART / len(LARGE))
    assert part in told[told.index(words) + 1]


async def is_nothing_left(page: Page) -> None:
    """Neither in the session nor in the databases."""

    async def is_so() -> bool:
        return await is_nothing_kept(page) and await page.evaluate("sessionStorage.length") == 0

    await until(is_so)


async def test_sent_while_the_line_is_cut_it_waits_and_two_tabs_go_on_with_it_once(
    visit: Visit, host, desk, system, line: Line, plan: Path
):
    page = await opened(visit, host, desk, "Cut, sent and reloaded")
    before = line.up
    await cut_at_half(visit, line, plan)
    await send(visit).click()
    await visit.dialog.get_by_role("heading", name="Your message waits for the line").wait_for()
    await visit.dialog.get_by_text(WAITS).wait_for()
    line.mend()
    other = Visit(await page.context.new_page(), visit.helpdesk)
    await asyncio.gather(page.reload(), go(other, host, desk))

    async def is_sent() -> bool:
        return len(await ticket_called(system, "Cut, sent and reloaded")) == 1

    await until(is_sent)
    assert (await sent_as(system, "Cut, sent and reloaded"))["bytes"] == LARGE
    assert line.up - before < MOST
    await is_nothing_left(page)


async def test_a_file_that_is_taken_off_is_gone_at_the_server(
    visit: Visit, host, desk, system, line: Line, plan: Path
):
    page = await opened(visit, host, desk, "Without the plan")
    await cut_at_half(visit, line, plan)
    line.mend()
    async with page.expect_response(lambda answer: answer.request.method == "DELETE") as ended:
        await visit.dialog.get_by_role("button", name=f"Remove {plan.name}").click()
    assert (await ended.value).status == 204
    await page.reload()
    await visit.open()
    await until(lambda: has_words(visit, "#title", "Without the plan"))
    assert await visit.dialog.locator(".file").count() == 0


async def test_what_the_server_has_forgotten_is_begun_again(
    visit: Visit, host, desk, system, line: Line, plan: Path
):
    page = await opened(visit, host, desk, "Begun again")
    gone = {"title": "No such upload", "status": 404, "code": "upload_not_found"}
    answer = {"status": 404, "json": gone, "headers": {"Access-Control-Allow-Origin": "*"}}
    await cut_at_half(visit, line, plan)
    await page.route("**/uploads/*", lambda route: route.fulfill(**answer), times=1)
    line.mend()
    await is_there(visit)
    await send(visit).click()
    await visit.dialog.locator(".number").wait_for()
    assert (await sent_as(system, "Begun again"))["bytes"] == LARGE
    assert len([path for path in visit.asked("POST") if path.endswith("/uploads")]) == 2


async def bring(visit: Visit, system: System, title: str, plan: Path) -> None:
    """A message with the file, whose line nobody cuts: all of it arrives."""
    await visit.open()
    await visit.write(title=title)
    await choose(visit, plan)
    await is_there(visit)
    await send(visit).click()
    await visit.dialog.locator(".number").wait_for()
    assert (await sent_as(system, title))["bytes"] == LARGE


async def test_while_servers_are_replaced_one_of_before_may_answer(
    visit: Visit, host, desk, system, plan: Path
):
    page = await go(visit, host, desk)
    unknown = {"title": "Not Found", "status": 404, "code": "not_found"}
    answer = {"status": 404, "json": unknown, "headers": {"Access-Control-Allow-Origin": "*"}}
    await page.route("**/uploads", lambda route: route.fulfill(**answer), times=1)
    await bring(visit, system, "Between versions", plan)


async def test_where_the_third_file_never_comes_files_come_whole(
    visit: Visit, host, desk, system, plan: Path
):
    page = await go(visit, host, desk)
    await page.route("**/widget-upload.js*", lambda route: route.abort())
    await bring(visit, system, "Whole", plan)
    assert visit.asked("PATCH") == []


async def test_what_the_desk_never_takes_is_refused_with_its_reason(visit: Visit, host, desk, plan: Path):
    page = await go(visit, host, desk)
    refusal = {"title": "This desk takes no files", "status": 403, "code": "attachments_off"}
    answer = {"status": 403, "json": refusal, "headers": {"Access-Control-Allow-Origin": "*"}}
    await page.route("**/uploads", lambda route: route.fulfill(**answer))
    await visit.open()
    await choose(visit, plan)
    await visit.dialog.get_by_text("This desk takes no files").wait_for()
    assert await visit.dialog.get_by_role("button", name=f"Upload {plan.name} again").count() == 0
