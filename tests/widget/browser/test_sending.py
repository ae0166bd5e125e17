"""The way to the server: two clicks, cut lines, files that stop, and the host's own script."""

import pytest

from tests.widget.browser.conftest import Visit
from tests.widget.browser.test_widget import go, ticket_called

FILE = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a" * 400_000}


def send(visit: Visit):
    return visit.dialog.get_by_role("button", name="Send")


async def test_two_clicks_make_one_ticket(visit, host, desk, system):
    await go(visit, host, desk)
    await visit.open()
    await visit.write(title="Clicked twice")
    await send(visit).dblclick()
    await visit.dialog.locator(".number").wait_for()
    assert len([path for path in visit.asked("POST") if path.endswith("/tickets")]) == 1
    assert len(await ticket_called(system, "Clicked twice")) == 1


@pytest.mark.parametrize(
    "lack",
    [
        "IDBFactory.prototype.open = () => { throw new DOMException('not here', 'InvalidStateError') }",
        "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })",
    ],
    ids=["private window", "page without TLS"],
)
async def test_where_nothing_can_be_kept_a_lost_answer_makes_one_ticket(visit, host, desk, system, lack):
    title = f"Lost answer {len(lack)}"
    await visit.page.add_init_script(lack)
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title=title, body="x")
    keys = []

    async def lose_answer(route):
        keys.append(await route.request.header_value("idempotency-key"))
        await route.fetch()
        await route.abort()

    await page.route("**/tickets", lose_answer)
    await send(visit).click()
    told = visit.dialog.get_by_text("Not sent")
    await told.wait_for()
    assert await told.evaluate("(element) => element.getBoundingClientRect().bottom <= innerHeight")
    assert await visit.dialog.locator("#body").input_value() == "x"
    await page.unroute("**/tickets")
    async with page.expect_request("**/tickets") as again:
        await send(visit).click()
    await visit.dialog.locator(".number").wait_for()
    assert await (await again.value).header_value("idempotency-key") == keys[0]
    assert len(await ticket_called(system, title)) == 1


async def test_a_file_that_fails_is_tried_again_and_one_can_be_taken_off(visit, host, desk, system):
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title="Two files")
    await page.route("**/files", lambda route: route.abort())
    files = visit.dialog.locator("input[type=file]")
    await files.set_input_files([FILE, FILE | {"name": "b.txt"}])
    await visit.dialog.get_by_text("Not uploaded").nth(1).wait_for()
    await page.unroute("**/files")
    await visit.dialog.get_by_role("button", name="Remove b.txt").click()
    await visit.dialog.get_by_role("button", name="Upload a.txt again").click()
    await send(visit).click()
    await visit.dialog.locator(".number").wait_for()
    (ticket,) = await ticket_called(system, "Two files")
    assert [each["name"] for each in ticket["attachments"]] == ["a.txt"]


async def test_a_file_that_never_comes_does_not_keep_the_words_back(visit, host, desk, system):
    page = await go(visit, host, desk)
    await visit.open()
    await visit.write(title="Without its file")
    await page.route("**/files", lambda route: route.abort())
    large = {"name": "large.bin", "mimeType": "application/octet-stream", "buffer": b"0" * (11 * 1024 * 1024)}
    await visit.dialog.locator("input[type=file]").set_input_files([FILE, large])
    await visit.dialog.get_by_text("At most 10 MB per file").wait_for()
    await send(visit).click()
    await visit.dialog.get_by_text("These files did not come along: a.txt, large.bin").wait_for()
    assert len(await ticket_called(system, "Without its file")) == 1


async def test_files_are_dropped_and_pasted(visit, host, desk):
    await go(visit, host, desk)
    await visit.open()
    await visit.dialog.evaluate("""(dialog) => {
        const carried = new DataTransfer();
        carried.items.add(new File(["x"], "dropped.png"));
        const how = { bubbles: true, cancelable: true, composed: true };
        dialog.querySelector("form").dispatchEvent(new DragEvent("drop", { ...how, dataTransfer: carried }));
        const pasted = new DataTransfer();
        pasted.items.add(new File(["y"], "pasted.png"));
        dialog.querySelector("#body").dispatchEvent(new ClipboardEvent("paste", { ...how, clipboardData: pasted }));
    }""")
    await visit.dialog.get_by_text("dropped.png").wait_for()
    await visit.dialog.get_by_text("pasted.png").wait_for()


async def test_a_desk_that_does_not_answer_is_asked_again(visit, host, desk):
    page = await go(visit, host, desk)
    await page.route("**/widget/v1/desks/*", lambda route: route.abort())
    await visit.launcher.click()
    await visit.dialog.get_by_text("The form could not be loaded").wait_for()
    link = visit.dialog.get_by_role("link", name="Open the form")
    assert await link.get_attribute("href") == f"{visit.helpdesk}/helpdesk/desks/{desk['desk_token']}/contact"
    await page.unroute("**/widget/v1/desks/*")
    await visit.dialog.get_by_role("button", name="Try again").click()
    await visit.dialog.locator("#title").wait_for()


BY_THE_PAGE = """() => {
    window.told = [];
    for (const event of ["open", "close", "sent", "number"]) HelpdeskWidget.on(event, (more) => told.push([event, more]));
    HelpdeskWidget.on("open", () => { throw new Error("of the page") });
    HelpdeskWidget.identify({ user_email: "anna@example.com", user_name: "Anna" });
    HelpdeskWidget.prefill({ title: "By the page", content: "<b>text</b>", category: "invoices", priority: "high" });
    HelpdeskWidget.open();
}"""
SHOWN = "(dialog) => ['title', 'body', 'email', 'name', 'priority'].map((id) => dialog.querySelector('#' + id).value)"


async def test_the_page_opens_it_and_fills_in_what_nobody_typed(visit, host, desk):
    page = await go(visit, host, desk)
    await page.evaluate(BY_THE_PAGE)
    await visit.dialog.locator("#title").wait_for()
    shown = ["By the page", "<b>text</b>", "anna@example.com", "Anna", "high"]
    assert await visit.dialog.evaluate(SHOWN) == shown
    assert await visit.dialog.locator("#category_id option:checked").inner_text() == "Invoices"
    await visit.dialog.locator("#title").fill("Typed")
    await page.evaluate("HelpdeskWidget.prefill({ title: 'By the page again', content: 'more' })")
    assert await visit.dialog.evaluate(SHOWN) == ["Typed", "more", *shown[2:]]


async def test_the_page_hears_what_happens_and_its_mistakes_are_its_own(visit, host, desk):
    page = await go(visit, host, desk)
    await page.evaluate(BY_THE_PAGE)
    await visit.dialog.locator("#title").wait_for()
    await send(visit).click()
    number = await visit.dialog.locator(".number").inner_text()
    await page.evaluate("HelpdeskWidget.close()")
    # A dialog tells a moment later that it was closed.
    await page.wait_for_function("told.length === 4")
    told = await page.evaluate("told")
    assert [event for event, _ in told] == ["open", "sent", "number", "close"]
    assert told[2][1]["number"] == number
    assert told[1][1]["reference"] == told[2][1]["reference"]
    assert visit.complaints == ["error: of the page"]
