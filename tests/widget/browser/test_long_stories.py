"""Many tickets, many messages, and what ends while it is looked at."""

from tests.widget.browser.conftest import Visit
from tests.widget.browser.customers import go_as, signed, team_says, written
from tests.widget.browser.test_widget import focused

READABLE = {"Access-Control-Allow-Origin": "*"}


async def open_list(visit: Visit) -> None:
    await visit.open()
    await visit.dialog.get_by_role("button", name="My tickets").click()
    await visit.dialog.locator(".ticket").first.wait_for()


async def test_earlier_tickets_follow_on_asking(visit, host, desk, secret, system):
    who = signed(secret, "many")
    for number in range(21):
        await written(system, desk, who, f"Ticket {number} of many")
    await go_as(visit, host, desk, who)
    await open_list(visit)
    assert await visit.dialog.locator(".ticket").count() == 20
    await visit.dialog.get_by_role("button", name="Earlier tickets").click()
    await visit.dialog.get_by_text("Ticket 0 of many").wait_for()
    assert await visit.dialog.locator(".ticket").count() == 21
    assert (await focused(visit.page)).startswith("Ticket 0 of many")
    assert not await visit.dialog.get_by_role("button", name="Earlier tickets").is_visible()


async def test_earlier_messages_come_above_in_their_order(visit, host, desk, secret, system):
    who = signed(secret, "talkative")
    ticket = await written(system, desk, who, "Long talk", "How it began")
    for number in range(51):
        await team_says(system, ticket, f"Answer {number}")
    await go_as(visit, host, desk, who)
    await open_list(visit)
    await visit.dialog.locator(".ticket").first.click()
    await visit.dialog.get_by_text("Answer 50", exact=True).wait_for()
    assert await visit.dialog.get_by_text("How it began").count() == 0
    await visit.dialog.get_by_role("button", name="Earlier messages").click()
    await visit.dialog.get_by_text("How it began").wait_for()
    shown = await visit.dialog.locator(".words").all_inner_texts()
    assert shown == ["How it began", *(f"Answer {number}" for number in range(51))]


async def test_a_session_that_ended_is_opened_again(visit, host, desk, secret, system):
    who = signed(secret, "idle")
    await written(system, desk, who, "Still there")
    page = await go_as(visit, host, desk, who)
    ended = {"title": "Sign in", "status": 401, "code": "unauthorized"}
    await page.route(
        "**/widget/v1/tickets?*",
        lambda route: route.fulfill(status=401, json=ended, headers=READABLE),
        times=1,
    )
    await open_list(visit)
    assert await visit.dialog.locator(".ticket b").all_inner_texts() == ["Still there"]
    assert len([path for path in visit.asked("POST") if path.endswith("/session")]) == 2


async def test_a_link_that_ended_says_so(visit, host, desk, secret, system):
    who = signed(secret, "late")
    await written(system, desk, who, "Long resolved")
    page = await go_as(visit, host, desk, who)
    await open_list(visit)
    gone = {"title": "This link has expired", "status": 410, "code": "link_expired"}
    await page.route(
        "**/widget/v1/tickets/*?wait=*", lambda route: route.fulfill(status=410, json=gone, headers=READABLE)
    )
    await visit.dialog.locator(".ticket").first.click()
    await visit.dialog.get_by_text("its link has expired").wait_for()
    assert not await visit.dialog.locator("#reply").is_visible()
