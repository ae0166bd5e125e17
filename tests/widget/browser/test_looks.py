"""How it looks and reads: narrow screens, right to left, pale colours, still pages, and what a page's address says."""

import re

import pytest

from tests.widget.browser.conftest import Visit
from tests.widget.browser.customers import go_as, signed, team_says, written
from tests.widget.browser.test_widget import focused, go


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


async def contrast(visit: Visit) -> float:
    """Between the button's letters and its ground (WCAG 2.2)."""
    seen = await visit.launcher.evaluate(
        "(element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"
    )
    low, high = sorted(luminance(each) + 0.05 for each in seen)
    return high / low


async def too_wide(visit: Visit) -> list[str]:
    """Parts of the dialog that could only be read by scrolling sideways."""
    return await visit.dialog.evaluate(
        "(dialog) => [dialog, ...dialog.querySelectorAll('nav, .notes, .body, .field, .said, .ticket')]"
        ".filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className || each.tagName)"
    )


@pytest.mark.parametrize(
    "color", ["#ffe9a8", "#777777", "#ffff00", "#000", "cobalt", "ochre", "nonsense", ""]
)
async def test_letters_can_be_read_on_every_colour(visit, host, desk, color):
    await go(visit, host, desk, more=f'data-color="{color}"')
    assert await contrast(visit) >= 4.5


async def test_the_desks_colour_comes_with_the_form(visit, host, desk):
    await go(visit, host, desk)
    await visit.open()
    ground = await visit.launcher.evaluate("(element) => getComputedStyle(element).backgroundColor")
    assert ground == "rgb(255, 233, 168)"
    assert await contrast(visit) >= 4.5


async def test_at_320_pixels_all_of_it_is_there(visit, host, desk):
    page = await go(visit, host, desk)
    await page.set_viewport_size({"width": 320, "height": 480})
    await visit.open()
    box = await visit.dialog.bounding_box()
    assert (box["x"], box["width"], box["height"]) == (0, 320, 480)
    assert await too_wide(visit) == []
    await visit.dialog.get_by_role("button", name="Send").click(trial=True)


async def test_at_320_pixels_tickets_are_read_without_scrolling_sideways(visit, host, desk, secret, system):
    who = signed(secret, "narrow")
    title = "Averyveryverylongwordthatnobodywouldeverbreakbyhand in a title"
    ticket = await written(system, desk, who, title)
    await team_says(system, ticket, f"https://help.example/{'long/' * 20}")
    page = await go_as(visit, host, desk, who)
    await page.set_viewport_size({"width": 320, "height": 480})
    await visit.open()
    await visit.dialog.get_by_role("button", name="My tickets").click()
    await visit.dialog.locator(".ticket").wait_for()
    wide = await too_wide(visit)
    await visit.dialog.locator(".ticket").click()
    await visit.dialog.locator(".us").wait_for()
    assert wide + await too_wide(visit) == []
    await visit.dialog.get_by_role("button", name="Send reply").click(trial=True)


async def test_right_to_left_it_stands_on_the_other_side(visit, host, desk):
    page = await go(visit, host, desk, more='data-dir="rtl"')
    await page.set_viewport_size({"width": 1000, "height": 700})
    assert (await visit.launcher.bounding_box())["x"] == 20
    await visit.open()
    dialog, close = visit.dialog, visit.dialog.get_by_role("button", name="Close")
    assert (await dialog.bounding_box())["x"] == 20
    assert (await close.bounding_box())["x"] < 100


async def test_the_page_is_not_moved_and_who_wants_rest_sees_none_move(visit, host, desk):
    await visit.page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const each of list.getEntries()) moved += each.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page = await go(visit, host, desk)
    await visit.open()
    assert await visit.dialog.evaluate("(dialog) => dialog.getAnimations().length") == 0
    assert await page.evaluate("moved") == 0


async def test_the_address_of_the_page_fills_in_text_only(visit, host, desk):
    page = await go(
        visit,
        host,
        desk,
        "/?title=%3Cimg%20src%3Dx%3E&content=Two%0Alines&priority=urgent&category=Invoices&email=x",
    )
    assert not await visit.dialog.is_visible()
    await visit.open()
    shown = await visit.dialog.evaluate(
        "(dialog) => ['title', 'body', 'priority', 'email'].map((id) => dialog.querySelector('#' + id).value)"
    )
    assert shown == ["<img src=x>", "Two\nlines", "urgent", ""]
    assert await visit.dialog.locator("#category_id option:checked").inner_text() == "Invoices"
    assert await focused(page) == "body"


async def test_a_number_in_the_address_opens_it_and_shows_nothing_of_that_ticket(visit, host, desk):
    await go(visit, host, desk, "/?n=T-1")
    await visit.dialog.locator("#title").wait_for()
    assert "Ticket T-1 cannot be shown here." in await visit.dialog.inner_text()
    assert not any(path.startswith("/widget/v1/tickets") for path in visit.asked())
    assert visit.complaints == []


async def test_the_demo_website_has_it_and_its_policy_lets_it(visit, system, desk):
    await visit.page.goto(f"{system.url}/demo/website")
    await visit.open()
    assert "immutable" in await script_kept(visit)
    assert visit.complaints == []


async def script_kept(visit: Visit) -> str:
    request = next(each for each in visit.requests if "/widget.js" in each.url)
    answer = await request.response()
    assert answer is not None
    return answer.headers["cache-control"]
