"""What was written while the line was out is kept in the browser and sent once when it is back."""

from playwright.async_api import Page, Request, Route

from tests.waiting import until
from tests.widget.browser.conftest import Visit
from tests.widget.browser.customers import go_as, seen_by_team, signed, written
from tests.widget.browser.test_sending import send
from tests.widget.browser.test_widget import go, ticket_called

FILE = {"name": "kept.txt", "mimeType": "text/plain", "buffer": b"kept while the line was out"}
WAITS = "1 message waits for the line"
SECOND_FILE_IS_THERE = "performance.getEntriesByType('resource').some((each) => each.name.includes('widget-more.js') && each.responseEnd)"
KEPT = "async () => (await indexedDB.databases()).map((each) => each.name)"


async def write_offline(visit: Visit, title: str, files: list | None = None) -> Page:
    """Sends by a form whose line is cut; the second file is there by then."""
    await visit.open()
    await visit.page.wait_for_function(SECOND_FILE_IS_THERE)
    await visit.page.context.set_offline(True)
    await visit.write(title=title)
    if files:
        await visit.dialog.locator("input[type=file]").set_input_files(files)
        await visit.dialog.get_by_text("Not uploaded").wait_for()
    await send(visit).click()
    await visit.dialog.get_by_role("heading", name="Your message waits for the line").wait_for()
    await visit.dialog.get_by_text(WAITS).wait_for()
    return visit.page


async def is_nothing_kept(page: Page) -> bool:
    return await page.evaluate(KEPT) == []


async def test_back_on_line_it_is_sent_and_its_number_is_shown(visit, host, desk, system):
    await go(visit, host, desk)
    page = await write_offline(visit, "Sent later", [FILE])
    assert len(await page.evaluate(KEPT)) == 1
    await page.context.set_offline(False)
    await visit.dialog.locator(".number").wait_for()
    (ticket,) = await ticket_called(system, "Sent later")
    assert [each["name"] for each in ticket["attachments"]] == ["kept.txt"]
    assert await visit.dialog.get_by_text(WAITS).count() == 0
    assert await is_nothing_kept(page)


async def test_after_a_reload_it_is_sent_without_being_opened(visit, host, desk, system):
    await go(visit, host, desk)
    title = "Sent after a reload"
    first = await write_offline(visit, title, [FILE])
    context = first.context
    await first.close()
    await context.set_offline(False)
    visit.page = await context.new_page()
    page = await go(visit, host, desk)

    async def is_there() -> bool:
        return len(await ticket_called(system, title)) == 1

    await until(is_there)
    (ticket,) = await ticket_called(system, title)
    assert [each["name"] for each in ticket["attachments"]] == ["kept.txt"]
    assert await is_nothing_kept(page)
    await visit.open()
    await visit.dialog.get_by_role("link", name="See the ticket").wait_for()


async def test_two_tabs_make_one_ticket(visit, host, desk, system):
    await go(visit, host, desk)
    first = await write_offline(visit, "From two tabs")
    context = first.context
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/tickets"):
            posts.append(request.method)

    context.on("request", note)
    await context.route("**/tickets", lambda route: route.abort())
    await context.set_offline(False)
    other = Visit(await context.new_page(), visit.helpdesk)
    await go(other, host, desk)
    await other.open()
    await other.dialog.get_by_text(WAITS).wait_for()
    await context.unroute("**/tickets")
    posts.clear()
    for page in (first, other.page):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await visit.dialog.locator(".number").wait_for()
    await other.dialog.get_by_text(WAITS).wait_for(state="detached")
    assert len(await ticket_called(system, "From two tabs")) == 1
    assert posts == ["POST"]


async def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(visit, host, desk, system):
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title="Lost answer, kept")
    keys = []

    async def lose_the_first(route: Route) -> None:
        keys.append(await route.request.header_value("idempotency-key"))
        await route.fetch()
        await (route.abort() if len(keys) == 1 else route.continue_())

    await page.route("**/tickets", lose_the_first)
    await send(visit).click()
    await visit.dialog.locator(".number").wait_for(timeout=10_000)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert len(await ticket_called(system, "Lost answer, kept")) == 1


async def test_what_is_discarded_is_never_sent(visit, host, desk, system):
    await go(visit, host, desk)
    page = await write_offline(visit, "Thought better of it")
    await visit.dialog.get_by_role("button", name="Discard").click()
    await visit.dialog.locator("#title").wait_for()
    assert await is_nothing_kept(page)
    await page.context.set_offline(False)
    await page.wait_for_timeout(500)
    assert await ticket_called(system, "Thought better of it") == []


async def test_what_is_refused_later_is_shown_kept_and_not_tried_again(visit, host, desk):
    await go(visit, host, desk)
    page = await write_offline(visit, "Not wanted")
    refusal = {"title": "This desk takes no new tickets", "status": 409, "code": "desk_inactive"}
    asked: list[str] = []

    async def refuse(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(status=409, json=refusal, headers={"Access-Control-Allow-Origin": "*"})

    await page.route("**/tickets", refuse)
    await page.context.set_offline(False)
    await visit.dialog.get_by_text("Not accepted: This desk takes no new tickets").wait_for()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.wait_for_timeout(300)
    assert len(asked) == 1
    await visit.dialog.get_by_role("button", name="Edit").click()
    assert await visit.dialog.locator("#title").input_value() == "Not wanted"
    await visit.dialog.get_by_text("Not accepted").wait_for(state="detached")
    assert await is_nothing_kept(page)


async def test_a_reply_waits_too(visit, host, desk, secret, system):
    who = signed(secret, "patient")
    ticket = await written(system, desk, who, "Answered later")
    page = await go_as(visit, host, desk, who)
    await visit.open()
    await visit.dialog.get_by_role("button", name="My tickets").click()
    await visit.dialog.locator(".ticket").first.click()
    await visit.dialog.locator("#reply").wait_for()
    await page.context.set_offline(True)
    await visit.dialog.locator("#reply").fill("Said while offline")
    await visit.dialog.get_by_role("button", name="Send reply").click()
    await visit.dialog.get_by_text("Reply: Answered later").wait_for()
    await page.context.set_offline(False)
    await visit.dialog.locator(".said").get_by_text("Said while offline").wait_for()
    await visit.dialog.get_by_text(WAITS).wait_for(state="detached")

    async def is_told() -> bool:
        return "Said while offline" in (await seen_by_team(system, ticket))["comments"]

    await until(is_told)
    assert (await seen_by_team(system, ticket))["comments"].count("Said while offline") == 1
    assert await is_nothing_kept(page)


async def test_files_that_the_server_has_forgotten_go_up_once_more(visit, host, desk, system):
    page = await go(visit, host, desk)
    await visit.open()
    await page.wait_for_function(SECOND_FILE_IS_THERE)
    await visit.write(title="Forgotten files")
    await visit.dialog.locator("input[type=file]").set_input_files([FILE])
    await visit.dialog.locator("progress").wait_for(state="hidden")
    forgotten = {"title": "A file is no longer there", "status": 422, "code": "unknown_attachment"}
    answer = {"status": 422, "json": forgotten, "headers": {"Access-Control-Allow-Origin": "*"}}
    await page.route("**/tickets", lambda route: route.fulfill(**answer), times=1)
    await send(visit).click()
    await visit.dialog.locator(".number").wait_for()
    (ticket,) = await ticket_called(system, "Forgotten files")
    assert [each["name"] for each in ticket["attachments"]] == ["kept.txt"]
    assert len([path for path in visit.asked("POST") if path.endswith("/files")]) == 2
