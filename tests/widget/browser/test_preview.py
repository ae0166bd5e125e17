"""A desk's settings show the real widget as they are being edited, and nothing can be sent from there."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Frame, Page, expect

from tests.system import EMAIL, PASSWORD, System, got
from tests.widget.browser.test_accessible import AXE, RULES


@pytest.fixture
async def settings(chromium: Browser, system: System, desk: dict[str, Any]) -> AsyncIterator[Page]:
    """An administrator at the desk's widget settings."""
    context = await chromium.new_context(locale="en-GB", reduced_motion="reduce")
    await context.request.post(
        f"{system.url}/auth/sign-in",
        data={"email": EMAIL, "password": PASSWORD},
        headers={"Origin": system.url},
    )
    page = await context.new_page()
    await page.goto(f"{system.url}/panel/widget/desks/{desk['id']}")
    yield page
    await context.close()


async def preview_in(page: Page) -> Frame:
    """The frame, when the form is shown in it and can be used."""
    await page.locator("iframe[data-preview]:not([inert])").wait_for()
    place = await page.wait_for_selector("iframe[data-preview]")
    assert place
    frame = await place.content_frame()
    assert frame
    return frame


async def test_what_is_edited_is_shown_while_it_is_typed(settings):
    preview = await preview_in(settings)
    await expect(preview.locator(".help")).to_have_text("Tell us the number of the invoice.")
    field = settings.get_by_label("Help text")
    await field.fill("")
    await field.press_sequentially("Say your order number", delay=40)
    await expect(preview.locator(".help")).to_have_text("Say your order number")
    # The widget takes the focus when it opens, but not from who is typing.
    assert await field.input_value() == "Say your order number"
    await expect(field).to_be_focused()
    await settings.get_by_label("Customers may attach files").uncheck()
    await expect(preview.locator("input[type=file]")).to_have_count(0)


async def test_language_and_colour_are_tried(settings):
    preview = await preview_in(settings)
    await settings.get_by_label("Language to try").select_option("pl")
    await expect(preview.get_by_role("dialog").get_by_role("button", name="Wyślij")).to_be_visible()
    await settings.get_by_role("radio", name="Petrol").check()
    launcher = preview.locator(".launcher")
    await expect(launcher).to_have_css("background-color", "rgb(22, 118, 125)")


async def test_a_click_on_send_says_that_nothing_was_sent(settings, system, desk):
    asked: list[str] = []
    complaints: list[str] = []
    settings.on("request", lambda request: asked.append(request.method))
    settings.on("console", lambda said: complaints.append(said.text))
    await settings.reload()
    preview = await preview_in(settings)
    dialog = preview.get_by_role("dialog")
    await dialog.locator("#title").fill("Never sent")
    await dialog.locator("#email").fill("rita@example.com")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_role("alert").first).to_have_text("This is a preview: nothing was sent.")
    assert set(asked) == {"GET"}
    assert complaints == []
    async with system.owner() as owner:
        assert (await got(owner, "/api/tickets", q="Never sent"))["items"] == []


async def test_files_are_tried_and_none_of_them_leaves(settings, system, desk, tmp_path):
    asked: list[str] = []
    settings.on("request", lambda request: asked.append(request.method))
    preview = await preview_in(settings)
    dialog = preview.get_by_role("dialog")
    large = tmp_path / "plan.bin"
    large.write_bytes(bytes(2_000_000))  # goes in parts elsewhere
    chosen = dialog.locator("input[type=file]")
    small = tmp_path / "a.txt"
    small.write_text("x")
    await chosen.set_input_files([large, small])
    await expect(dialog.locator(".file progress").first).to_be_visible()
    await expect(dialog.get_by_text("50% of 2 MB")).to_be_visible()
    await expect(dialog.locator(".file progress").first).to_be_hidden()
    await expect(dialog.locator(".file.bad")).to_have_count(0)
    await dialog.get_by_role("button", name="Remove a.txt").click()
    await expect(dialog.locator(".file")).to_have_count(1)
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_role("alert").first).to_have_text("This is a preview: nothing was sent.")
    assert set(asked) <= {"GET"}
    assert not [path for path in (system.folder / "files").rglob("*") if path.stat().st_size == 2_000_000]


async def test_the_frame_alone_lets_nothing_out(settings, desk, system):
    answer = await settings.goto(f"{system.url}/panel/widget/desks/{desk['id']}/preview")
    assert answer is not None
    await settings.get_by_role("dialog").locator("#title").wait_for()
    send = f"""async () => {{
        const way = new XMLHttpRequest();
        way.open("POST", "{system.url}/widget/v1/desks/{desk["desk_token"]}/tickets");
        const refused = new Promise((resolve) => {{ way.onerror = () => resolve(true); way.onload = () => resolve(false); }});
        way.send("{{}}");
        return [await refused, self.origin];
    }}"""
    assert await settings.evaluate(send) == [True, "null"]


@pytest.mark.parametrize("how", ["wide", "narrow", "dark"])
async def test_nothing_is_wrong_with_the_page(settings, how, tmp_path):
    await settings.set_viewport_size({"width": 390 if how == "narrow" else 1440, "height": 900})
    if how == "dark":
        await settings.emulate_media(color_scheme="dark")
    preview = await preview_in(settings)
    await preview.locator(".help").wait_for()
    await settings.locator("iframe[data-preview]").scroll_into_view_if_needed()
    await settings.wait_for_timeout(300)  # a frame that comes into sight is painted a moment later
    await settings.screenshot(path=tmp_path / f"preview-{how}.png")
    await settings.evaluate(AXE.read_text())
    ask = "async (rules) => (await axe.run(document, { runOnly: rules, iframes: false })).violations.map(({ id }) => id)"
    assert await settings.evaluate(ask, RULES) == []
    assert await settings.evaluate("document.documentElement.scrollWidth <= innerWidth")
