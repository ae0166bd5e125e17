"""Names that a note calls are offered behind an @, in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route

SCRIPTS = Path(__file__).parents[3] / "shared" / "panel" / "browser"
SITE = "http://panel.example/"
FORM = """
<form><textarea name="note" data-calling aria-controls="calls"></textarea>
<div id="calls" role="listbox" data-calls hidden></div>
<datalist data-callable><option value="Anna Nowak"></option><option value="Ania Łąka"></option>
<option value="Bea"></option></datalist></form>
"""


@pytest.fixture
async def page(chromium: Browser) -> Page:
    page = await chromium.new_page()

    async def serve(route: Route) -> None:
        name = route.request.url.removeprefix(SITE)
        if name:
            await route.fulfill(
                body=(SCRIPTS / name).read_text(), content_type="text/javascript; charset=utf-8"
            )
        else:
            await route.fulfill(body=f"<!doctype html>{FORM}", content_type="text/html; charset=utf-8")

    await page.route(f"{SITE}**", serve)
    await page.goto(SITE)
    start = (
        'import { startCalling } from "./calling.js"; startCalling(); document.body.dataset.ready = "yes";'
    )
    await page.add_script_tag(type="module", content=start)
    await page.locator("body[data-ready]").wait_for()
    return page


async def note(page: Page) -> str:
    return await page.get_by_role("textbox").input_value()


async def test_a_name_is_taken_by_keys(page: Page):
    text = page.get_by_role("textbox")
    await text.press_sequentially("Ask @an")
    assert await page.get_by_role("option").all_text_contents() == ["Anna Nowak", "Ania Łąka"]
    await text.press("ArrowDown")
    assert await text.get_attribute("aria-activedescendant") == "calls-1"
    await text.press("Enter")
    assert await note(page) == "Ask @Ania Łąka "
    assert not await page.get_by_role("listbox").is_visible()


async def test_a_name_is_taken_by_mouse_and_the_rest_of_the_note_stays(page: Page):
    text = page.get_by_role("textbox")
    await text.press_sequentially("@ok?")
    for _ in range(3):
        await text.press("ArrowLeft")
    await text.press_sequentially("now")
    await page.get_by_role("option", name="Anna Nowak").click()
    assert await note(page) == "@Anna Nowak ok?"


async def test_an_address_or_a_whole_name_or_escape_offers_nothing(page: Page):
    text, offered = page.get_by_role("textbox"), page.get_by_role("listbox")
    for words in ("anna@an", "@Bea", "@nobody"):
        await text.fill("")
        await text.press_sequentially(words)
        assert not await offered.is_visible(), words
    await text.fill("")
    await text.press_sequentially("@")
    assert await offered.is_visible()
    await text.press("Escape")
    assert not await offered.is_visible()
    await text.press("Enter")
    assert await note(page) == "@\n"
