"""axe-core finds nothing to complain of, whatever is shown, on narrow screens, in the dark, and from right to left.

It finds what a machine can find: names, roles, contrast, order of headings. Keys and focus are in `test_widget.py`.
"""

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.widget.browser.customers import go_as, signed, team_says, written

AXE = Path(__file__).parents[3] / "shared" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """async (rules) => {
    const found = await axe.run("helpdesk-widget", { runOnly: rules, resultTypes: ["violations"] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((each) => each.html).join(" ")}`);
}"""
FILE = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}


async def violations(page: Page) -> list[str]:
    """What axe has to say of the widget as it is now."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    return await page.evaluate(ASK, RULES)


def said_in(how: str) -> str:
    """The snippet's language."""
    return 'data-locale="ar"' if how == "arabic" else ""


HOW = ["plain", "narrow", "dark", "arabic"]


async def look(page: Page, how: str) -> None:
    """Look at the page in another way than most."""
    if how == "narrow":
        await page.set_viewport_size({"width": 320, "height": 568})
    if how == "dark":
        await page.emulate_media(color_scheme="dark")


@pytest.mark.parametrize("how", HOW)
async def test_nothing_is_wrong_with_what_is_written(visit, host, desk, how):
    page = await go_as(visit, host, desk, {}, more=said_in(how))
    await look(page, how)
    found = {"closed": await violations(page)}
    await visit.open()
    await visit.dialog.locator("input[type=file]").set_input_files([FILE])
    found["form"] = await violations(page)
    button = visit.dialog.locator("form .go")
    await button.click()
    await visit.dialog.locator("#title-error").wait_for()
    found["errors"] = await violations(page)
    await visit.write()
    await button.click()
    await visit.dialog.locator(".number").wait_for()
    found["sent"] = await violations(page)
    assert {state: said for state, said in found.items() if said} == {}


@pytest.mark.parametrize("how", HOW)
async def test_nothing_is_wrong_with_what_is_read(visit, host, desk, secret, system, how):
    who = signed(secret, f"axe {how}")
    ticket = await written(system, desk, who, "Looked at by axe")
    await team_says(system, ticket, "See **this**: https://help.example/a")
    page = await go_as(visit, host, desk, who, more=said_in(how))
    await look(page, how)
    await visit.open()
    await visit.dialog.locator(".tab").nth(1).click()
    await visit.dialog.locator(".ticket").wait_for()
    found = {"my tickets": await violations(page)}
    await visit.dialog.locator(".ticket").click()
    await visit.dialog.locator(".us").wait_for()
    found["conversation"] = await violations(page)
    await page.context.set_offline(True)
    await visit.dialog.locator("#reply").fill("Kept")
    await visit.dialog.locator(".reply .go").click()
    await visit.dialog.locator(".waiting").wait_for()
    found["waiting"] = await violations(page)
    assert {state: said for state, said in found.items() if said} == {}


SPOIL = """(dialog) => {
    dialog.querySelector("label[for=title]").remove();
    dialog.querySelector("#body").setAttribute("aria-describedby", "nothing");
    dialog.querySelector(".hint").style.color = "#ccc";
    dialog.querySelector(".go").textContent = "";
}"""


async def test_what_would_be_wrong_inside_of_it_is_found(visit, host, desk):
    page = await go_as(visit, host, desk, {})
    await visit.open()
    await visit.dialog.evaluate(SPOIL)
    found = {each.partition(":")[0] for each in await violations(page)}
    assert {"label", "color-contrast", "button-name"} <= found
