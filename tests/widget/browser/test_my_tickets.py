"""Who is proven by the page's signature sees their tickets, and nobody else does."""

import pytest

from tests.waiting import until
from tests.widget.browser.conftest import Visit
from tests.widget.browser.customers import go_as, seen_by_team, signed, team_says, written
from tests.widget.browser.test_widget import focused, go

FILE = {"name": "burnt.txt", "mimeType": "text/plain", "buffer": b"ash"}


async def list_of(visit: Visit) -> list[str]:
    """The titles in "My tickets"."""
    await visit.dialog.get_by_role("button", name="My tickets").click()
    await visit.dialog.locator(".ticket").first.wait_for()
    return await visit.dialog.locator(".ticket b").all_inner_texts()


async def test_the_newest_are_first_with_words_for_their_states(visit, host, desk, secret, system):
    who = signed(secret, "list")
    await written(system, desk, who, "First of two")
    second = await written(system, desk, who, "Second of two")
    await written(system, desk, signed(secret, "somebody else"), "Not mine")
    await go_as(visit, host, desk, who)
    await visit.open()
    assert await list_of(visit) == ["Second of two", "First of two"]
    row = visit.dialog.locator(".ticket").first
    assert "Received" in await row.inner_text()
    assert second["number"] in await row.inner_text()
    assert await focused(visit.page) == "My tickets"
    assert visit.complaints == []


async def test_a_ticket_is_read_and_answered_and_news_come_by_themselves(visit, host, desk, secret, system):
    who = signed(secret, "talk")
    ticket = await written(system, desk, who, "Printer talk", "It <b>burns</b>.")
    await team_says(system, ticket, "Read **this**: https://help.example/a.")
    await team_says(system, ticket, "A secret of ours", "notes")
    await go_as(visit, host, desk, who)
    await visit.open()
    await list_of(visit)
    await visit.dialog.locator(".ticket").first.click()
    dialog = visit.dialog
    await dialog.get_by_text("It <b>burns</b>.").wait_for()
    assert await dialog.locator(".us strong").inner_text() == "this"
    assert await dialog.locator(".us a").first.get_attribute("href") == "https://help.example/a"
    assert "secret" not in await dialog.inner_text()
    await dialog.locator("#reply").fill("Out of paper, too")
    await dialog.locator(".conversation input[type=file]").set_input_files(FILE)
    await dialog.get_by_role("button", name="Send reply").click()
    await dialog.locator(".said").get_by_text("Out of paper, too").wait_for()
    await dialog.locator(".kept").get_by_text("burnt.txt").wait_for()
    assert await dialog.locator("#reply").input_value() == ""
    await team_says(system, ticket, "Paper is on its way")
    await dialog.get_by_text("Paper is on its way").wait_for(timeout=10_000)
    assert await dialog.locator(".said").count() == 4
    assert (await seen_by_team(system, ticket))["comments"].count("Out of paper, too") == 1
    assert visit.complaints == []


async def test_it_is_marked_as_solved_and_opened_again(visit, host, desk, secret, system):
    who = signed(secret, "done")
    ticket = await written(system, desk, who, "Nearly done")
    await go_as(visit, host, desk, who)
    await visit.open()
    await list_of(visit)
    await visit.dialog.locator(".ticket").first.click()
    await visit.dialog.get_by_role("button", name="It is solved").click()
    await visit.dialog.locator(".badge.resolved").wait_for()

    async def is_resolved() -> bool:
        return (await seen_by_team(system, ticket))["status"] == "resolved"

    await until(is_resolved, seconds=10)
    await visit.dialog.get_by_role("button", name="Open it again").click()
    await visit.dialog.locator(".badge.open", has_text="Received").wait_for()
    await visit.dialog.get_by_text("You don’t need to do anything now.").wait_for()


async def test_a_number_in_the_address_opens_ones_own_ticket(visit, host, desk, secret, system):
    who = signed(secret, "linked")
    ticket = await written(system, desk, who, "Named by a link")
    await go_as(visit, host, desk, who, f"/linked?n={ticket['number']}")
    await visit.dialog.locator("h3", has_text="Named by a link").wait_for()
    await visit.dialog.locator("#reply").wait_for()
    await visit.dialog.get_by_role("button", name="New message").click()
    await visit.dialog.locator("#title").wait_for()
    assert visit.complaints == []


@pytest.mark.attack("A22")
async def test_anothers_number_is_not_shown(visit, host, desk, secret, system):
    ticket = await written(system, desk, signed(secret, "its owner"), "Of somebody else")
    await go_as(visit, host, desk, signed(secret, "curious"), f"/curious?n={ticket['number']}")
    await visit.dialog.locator("#title").wait_for()
    assert f"Ticket {ticket['number']} cannot be shown here." in await visit.dialog.inner_text()
    assert "Of somebody else" not in await visit.dialog.inner_text()


@pytest.mark.attack("A22")
async def test_a_wrong_signature_shows_the_form_alone(visit, host, desk, secret, system):
    await written(system, desk, signed(secret, "victim"), "Private")
    await go_as(visit, host, desk, signed("another secret", "victim"))
    async with visit.page.expect_response("**/session") as answer:
        await visit.open()
    assert (await answer.value).status == 403
    await visit.dialog.locator("nav").wait_for(state="hidden")
    assert await visit.dialog.get_by_text("My tickets").count() == 0
    assert not any(path.startswith("/widget/v1/tickets") for path in visit.asked())


async def test_who_signs_out_leaves_no_list_behind(visit, host, desk, secret, system):
    who = signed(secret, "leaving")
    await written(system, desk, who, "Left behind")
    page = await go(visit, host, desk)
    await page.evaluate("(who) => { HelpdeskWidget.identify(who); HelpdeskWidget.open() }", who)
    assert await list_of(visit) == ["Left behind"]
    left = await page.evaluate(
        "() => { HelpdeskWidget.identify();"
        " return document.querySelector('helpdesk-widget').shadowRoot.textContent.includes('Left behind') }"
    )
    assert not left, "not even until the server was asked"
    await visit.dialog.locator("#title").wait_for()
    assert await visit.dialog.get_by_text("My tickets").count() == 0
    assert await visit.dialog.get_by_text("Left behind").count() == 0


async def test_a_second_file_that_does_not_come_leaves_the_form_working(visit, host, desk):
    page = await go(visit, host, desk)
    await page.route("**/widget-more.js*", lambda route: route.abort())
    await visit.open()
    await visit.write(title="Without the rest")
    await visit.dialog.get_by_role("button", name="Send").click()
    await visit.dialog.get_by_text("We have your message").wait_for()
    assert await visit.dialog.get_by_role("link", name="See the ticket").is_visible()


async def test_an_answer_that_nobody_looked_at_has_a_mark_with_words(visit, host, desk, secret, system):
    who = signed(secret, "unread")
    ticket = await written(system, desk, who, "Any news?")
    await team_says(system, ticket, "We are on it")
    await go_as(visit, host, desk, who)
    await visit.open()
    await list_of(visit)
    row = visit.dialog.locator(".ticket").first
    await row.get_by_text("new answer").wait_for()
    async with visit.page.expect_response("**/read") as told:
        await row.click()
    assert (await told.value).status == 204
    await visit.dialog.get_by_role("navigation").get_by_role("button", name="My tickets").click()
    await visit.dialog.locator(".news").wait_for(state="detached")
    await visit.page.reload()
    await visit.open()
    await list_of(visit)
    assert await visit.dialog.locator(".news").count() == 0
    assert visit.complaints == []
