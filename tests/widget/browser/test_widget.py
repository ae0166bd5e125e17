"""The widget on a stranger's page: another origin, a strict policy, hostile styles, keys alone."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.system import System, got
from tests.widget.browser.conftest import Visit, snippet, strict
from tests.widget.browser.website import Website

PAGE = (
    '<!doctype html><html lang="en"><link rel="stylesheet" href="/hostile.css"><title>Shop</title>'
    '<main><h1>Shop</h1><a href="#a">First link</a></main>{code}</html>'
)
SHOWN = "(element) => { const box = element.getBoundingClientRect(); const style = getComputedStyle(element); return ["
SHOWN += (
    "box.right <= innerWidth && box.left >= 0 && box.height > 30, style.visibility, style.textTransform] }"
)


async def go(visit: Visit, host: Website, desk: dict[str, Any], path: str = "/", more: str = "") -> Page:
    """Visit a page of the website with our snippet in it."""
    await visit.page.goto(host.show(path, PAGE.format(code=snippet(visit, desk, more)), strict(visit)))
    await visit.launcher.wait_for()
    return visit.page


async def focused(page: Page) -> str:
    """The id or the words of what has the focus, inside of shadow roots too."""
    return await page.evaluate(
        "() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
        " return at?.id || at?.getAttribute('aria-label') || at?.textContent || '' }"
    )


async def ticket_called(system: System, title: str) -> list[dict[str, Any]]:
    """The tickets of this title, as an agent finds them."""
    async with system.owner() as owner:
        found = (await got(owner, "/api/tickets"))["items"]
        return [await got(owner, f"/api/tickets/{each['id']}") for each in found if each["title"] == title]


async def test_it_is_opened_and_closed_by_keys_and_gives_the_focus_back(visit, host, desk):
    page = await go(visit, host, desk)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    assert await focused(page) == "Help"
    await page.keyboard.press("Enter")
    await visit.dialog.locator("#title:focus").wait_for()
    await page.keyboard.press("Escape")
    assert not await visit.dialog.is_visible()
    assert await focused(page) == "Help"


async def test_by_keys_alone_a_message_with_a_file_gets_its_number(visit, host, desk, system):
    page = await go(visit, host, desk)
    await visit.launcher.focus()
    await page.keyboard.press("Enter")
    await visit.dialog.locator("#title:focus").wait_for()
    for words in ("Keys alone", "It burns.\nSince noon.", "rita@example.com"):
        await page.keyboard.type(words)
        await page.keyboard.press("Tab")
    file = {"name": "burnt.txt", "mimeType": "text/plain", "buffer": b"ash"}
    await visit.dialog.locator("input[type=file]").set_input_files(file)
    await visit.dialog.locator("progress").wait_for(state="hidden")
    await page.keyboard.press("Enter")
    number = await visit.dialog.locator(".number").inner_text()
    assert await focused(page) == "We have your message"
    (ticket,) = await ticket_called(system, "Keys alone")
    assert number.startswith("T-")
    assert (ticket["number"], ticket["body"]) == (number, "It burns.\nSince noon.")
    assert [each["name"] for each in ticket["attachments"]] == ["burnt.txt"]
    assert visit.complaints == []


async def test_nothing_is_asked_for_before_it_is_opened_and_no_cookie_is_set(visit, host, desk):
    page = await go(visit, host, desk)
    await page.wait_for_timeout(500)
    assert visit.asked() == ["/helpdesk/desks/widget.js"]
    await visit.open()
    first, second = sorted(visit.asked()[1:])
    assert first.startswith("/helpdesk/desks/widget-more.js?v=")
    assert second == f"/widget/v1/desks/{desk['desk_token']}"
    assert await page.context.cookies() == []
    assert visit.complaints == []


INSIDE = """() => {
  const { shadowRoot } = document.querySelector('helpdesk-widget');
  const names = [...shadowRoot.querySelectorAll('*')].map((each) => each.localName);
  return [names, shadowRoot.adoptedStyleSheets.length];
}"""


async def test_before_it_is_opened_only_its_button_is_made(visit, host, desk):
    page = await go(visit, host, desk)
    assert await page.evaluate(INSIDE) == [["div", "button"], 0]
    await page.evaluate("HelpdeskWidget.close()")
    await page.evaluate("HelpdeskWidget.identify({ client_email: 'rita@example.com' })")
    assert await page.evaluate(INSIDE) == [["div", "button"], 0]
    await visit.open()
    assert await visit.dialog.locator("#email").input_value() == "rita@example.com"
    await page.mouse.click(5, 5)
    await visit.dialog.wait_for(state="hidden")
    assert visit.complaints == []


async def test_the_focus_of_the_button_is_seen_before_it_is_opened(visit, host, desk):
    await go(visit, host, desk)
    ring = "(element) => [getComputedStyle(element).outlineStyle, getComputedStyle(element).boxShadow !== 'none']"
    assert await visit.launcher.evaluate(ring) == ["none", False]
    await visit.page.keyboard.press("Tab")
    await visit.page.keyboard.press("Tab")
    assert await visit.launcher.evaluate("(element) => element.matches(':focus-visible')")
    assert await visit.launcher.evaluate(ring) == ["solid", True]


async def test_hostile_styles_end_at_its_edge(visit, host, desk):
    await go(visit, host, desk)
    await visit.open()
    for what in (visit.launcher, visit.dialog, visit.dialog.locator("#title")):
        assert await what.evaluate(SHOWN) == [True, "visible", "none"]
        assert (
            await what.evaluate("(element) => getComputedStyle(element).backgroundColor")
            != "rgb(255, 105, 180)"
        )


async def test_tab_stays_inside_and_the_page_behind_takes_no_key(visit, host, desk):
    page = await go(visit, host, desk)
    await visit.open()
    seen = set()
    for _ in range(25):
        await page.keyboard.press("Tab")
        seen.add(await focused(page))
    assert {"title", "body", "email", "name", "category_id", "priority", "Close", "Send"} <= seen
    assert "First link" not in seen
    await visit.dialog.locator("#title").focus()
    await page.evaluate(
        "() => { window.heard = []; addEventListener('keydown', (event) => heard.push(event.key)) }"
    )
    await page.keyboard.type("x")
    assert await page.evaluate("heard") == []


async def test_what_is_wrong_is_said_beside_its_field_in_polish_and_then_it_goes(visit, host, desk, system):
    page = await go(visit, host, desk, more='data-locale="pl-PL"')
    assert await visit.launcher.inner_text() == "Pomoc"
    await visit.open()
    await visit.write(title="", email="nobody", body="Treść")
    await visit.dialog.get_by_role("button", name="Wyślij").click()
    wrong = visit.dialog.locator("#title-error")
    await wrong.wait_for()
    assert await wrong.inner_text() == "Podaj, czego dotyczy wiadomość"
    assert await visit.dialog.locator("#email-error").inner_text() == "Podaj adres, np. rita@example.com"
    assert await visit.dialog.locator("#title").get_attribute("aria-describedby") == "title-error"
    assert await focused(page) == "title"
    await visit.write(title="Po polsku")
    await visit.dialog.get_by_role("button", name="Wyślij").click()
    await visit.dialog.get_by_text("Mamy Twoją wiadomość").wait_for()
    assert [each["body"] for each in await ticket_called(system, "Po polsku")] == ["Treść"]


@pytest.mark.attack("A22")
async def test_a_wrong_signature_shows_the_form_and_makes_an_unproven_ticket(visit, host, desk, system):
    intum = f"""<div id="intum-helpdesk-widget"></div>
        <link rel="stylesheet" href="{visit.helpdesk}/helpdesk/desks/widget.css">
        <script>const IntumHelpdeskWidget = {{ account_url: "https://shop.intum.example", locale: "en",
        desk_token: "{desk["desk_token"]}", client_external_id: 4711, client_email: "eve@example.com",
        user_name: "Eve", signature: "{"0" * 64}" }};</script>
        <script src="{visit.helpdesk}/helpdesk/desks/widget.js"></script>"""
    await visit.page.goto(host.show("/intum", PAGE.format(code=intum)))
    await visit.open()
    assert await visit.dialog.locator("#email").input_value() == "eve@example.com"
    assert await visit.dialog.locator("#name").input_value() == "Eve"
    await visit.write(title="Forged", email="eve@example.com")
    await visit.dialog.get_by_role("button", name="Send").click()
    await visit.dialog.locator(".number").wait_for()
    (ticket,) = await ticket_called(system, "Forged")
    requester = ticket["requester"]
    assert (requester["verified"], requester["external_id"]) == (False, None)
    assert requester["client"]["client_external_id"] == "4711"
    # The browser's own line about the session that was refused.
    assert [("403" in each) for each in visit.complaints] == [True]


NONCE = (
    "default-src 'none'; script-src 'nonce-abc'; connect-src {helpdesk}; style-src 'self';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)


async def test_a_policy_by_nonces_lets_the_second_file_come(visit, host, desk):
    code = snippet(visit, desk, 'nonce="abc"')
    await visit.page.goto(host.show("/nonce", PAGE.format(code=code), NONCE.format(helpdesk=visit.helpdesk)))
    await visit.open()
    await visit.write(title="By nonce")
    await visit.dialog.get_by_role("button", name="Send").click()
    await visit.dialog.locator(".number").wait_for()
    assert visit.complaints == []
