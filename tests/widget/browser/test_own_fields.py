"""The fields of a desk's own in the widget's form, which come with the second file."""

from typing import Any

import pytest

from tests.system import System, got, made
from tests.waiting import until
from tests.widget.browser.conftest import Visit, snippet
from tests.widget.browser.customers import go_as, signed, team_says, written
from tests.widget.browser.test_accessible import violations

FIELDS: tuple[dict[str, Any], ...] = (
    {"key": "order", "name": "Order number", "kind": "text", "required": True},
    {"key": "plan", "name": "Plan", "kind": "choice", "choices": ["Basic", "Pro"]},
    {"key": "amount", "name": "Amount", "kind": "number"},
    {"key": "bought", "name": "Bought on", "kind": "date"},
    {"key": "agreed", "name": "I agree", "kind": "checkbox", "required": True},
)
SECOND = "**/widget-more.js*"


@pytest.fixture
async def asking(system: System) -> dict[str, Any]:
    """A desk that asks for a field of each kind."""
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": "Orders", "number_pattern": "O-{{nr}}"})
        for each in FIELDS:
            await made(owner, f"/api/desks/{desk['id']}/fields", each | {"in_widget": True})
        token = (await got(owner, f"/api/widget/desks/{desk['id']}"))["desk_token"]

        async def is_told() -> bool:
            shown = await got(owner, f"/widget/v1/desks/{token}")
            return len(shown["fields"]) == len(FIELDS)

        await until(is_told)
        return desk | {"desk_token": token}


async def begun(visit: Visit, host, desk: dict[str, Any], locale: str = "en") -> None:
    more = f'data-locale="{locale}"'
    await visit.page.goto(host.show("/", f"<!doctype html><title>Shop</title>{snippet(visit, desk, more)}"))
    await visit.open()


async def send(visit: Visit, words: str = "Send") -> None:
    await visit.dialog.get_by_role("button", name=words).click()


async def test_they_are_asked_for_and_sent(visit: Visit, host, asking, system):
    await begun(visit, host, asking)
    dialog = visit.dialog
    await dialog.get_by_label("Order number").fill("A-17")
    assert await violations(visit.page) == []
    await visit.write()
    await dialog.get_by_label("Plan").select_option("Pro")
    await dialog.get_by_label("Amount").fill("12.50")
    await dialog.get_by_label("Bought on").fill("2026-01-31")
    await dialog.get_by_label("I agree").press("Space")
    await send(visit)
    await dialog.get_by_role("link").wait_for()
    async with system.owner() as owner:
        (ticket,) = (await got(owner, "/api/tickets", desk_id=asking["id"]))["items"]
    given = {"order": "A-17", "plan": "Pro", "amount": 12.5, "bought": "2026-01-31", "agreed": True}
    assert ticket["fields"] == given


async def test_what_is_wrong_stands_beside_them(visit: Visit, host, asking):
    await begun(visit, host, asking)
    await visit.dialog.get_by_label("Amount").fill("much")
    await visit.write()
    await send(visit)
    for key, words in (
        ("order", "This field is required"),
        ("agreed", "This field is required"),
        ("amount", "Use a number such as 12.5"),
    ):
        await visit.dialog.locator(f'[id="fields.{key}-error"]', has_text=words).wait_for()
    focused = "document.querySelector('helpdesk-widget').shadowRoot.activeElement.id"
    assert await visit.page.evaluate(focused) == "fields.order"
    assert await violations(visit.page) == []


async def test_without_them_nothing_is_sent_and_they_come_later(visit: Visit, host, asking, system):
    await visit.page.route(SECOND, lambda route: route.abort())
    await begun(visit, host, asking)
    await visit.write()
    await send(visit)
    await visit.dialog.get_by_text("Some fields need another look").wait_for()
    async with system.owner() as owner:
        assert (await got(owner, "/api/tickets", desk_id=asking["id"]))["items"] == []
    await visit.page.unroute(SECOND)
    await visit.page.keyboard.press("Escape")
    await visit.launcher.click()
    await visit.dialog.get_by_label("Order number").wait_for()
    assert await visit.dialog.locator("#title").input_value() == "Printer on fire"


async def test_a_field_that_is_new_since_the_form_was_shown_is_asked_for(visit: Visit, host, asking, system):
    await begun(visit, host, asking)
    dialog = visit.dialog
    await visit.write()
    await dialog.get_by_label("Order number").fill("A-17")
    await dialog.get_by_label("I agree").check()
    form = {"key": "colour", "name": "Colour", "kind": "text", "required": True, "in_widget": True}
    async with system.owner() as owner:
        await made(owner, f"/api/desks/{asking['id']}/fields", form)

        async def is_told() -> bool:
            return len((await got(owner, f"/widget/v1/desks/{asking['desk_token']}"))["fields"]) == 6

        await until(is_told)
    await send(visit)
    await dialog.get_by_label("Colour").wait_for()
    assert await dialog.get_by_label("Order number").input_value() == "A-17"
    assert await dialog.get_by_label("I agree").is_checked()
    await dialog.get_by_label("Colour").fill("red")
    await send(visit)
    await dialog.get_by_role("link").wait_for()


async def test_a_refusal_is_said_in_the_readers_language(visit: Visit, host, asking):
    await begun(visit, host, asking, "pl")
    await visit.dialog.get_by_label("Order number").wait_for()
    await visit.write()
    await send(visit, "Wyślij")
    await visit.dialog.get_by_text("To pole jest wymagane").first.wait_for()


@pytest.mark.parametrize(
    ("locale", "yes", "tickets"), [("en", "Yes", "My tickets"), ("pl", "Tak", "Moje zgłoszenia")]
)
async def test_what_was_given_stands_under_the_first_message(
    visit: Visit, host, asking, system, locale, yes, tickets
):
    given = {"order": "<b>A-17</b>", "amount": 12.5, "agreed": True}
    path = f"/api/widget/desks/{asking['id']}"
    async with system.owner() as owner:
        await owner.patch(path, json={"verification": True})
        who = signed((await made(owner, f"{path}/secret", {}, status=200))["secret"], "acme")
    ticket = await written(system, asking, who, f"Fields {locale}", fields=given)
    await team_says(system, ticket, "Have you tried water?")
    await go_as(visit, host, asking, who, more=f'data-locale="{locale}"')
    await visit.open()
    await visit.dialog.get_by_role("button", name=tickets).click()
    await visit.dialog.locator(".ticket").first.click()
    first = visit.dialog.locator("[data-id=first]")
    await first.locator("dd").first.wait_for()
    names, values = [await first.locator(each).all_inner_texts() for each in ("dt", "dd")]
    assert dict(zip(names, values, strict=True)) == {
        "Order number": "<b>A-17</b>",
        "Amount": "12.5",
        "I agree": yes,
    }
    await visit.dialog.get_by_text("Have you tried water?").wait_for()
    assert await visit.dialog.locator("dl").count() == 1
    assert await violations(visit.page) == []


async def test_a_desk_without_any_asks_for_none(visit: Visit, host, desk):
    await begun(visit, host, desk)
    await visit.page.wait_for_function("document.querySelector('helpdesk-widget').later.more")
    assert await visit.dialog.locator(".own").count() == 0
