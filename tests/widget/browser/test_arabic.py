"""A language that the script does not bring itself: one button of it is there at once, the rest comes on opening."""

import re

from tests.widget.browser.conftest import Visit
from tests.widget.browser.customers import go_as, signed, written
from tests.widget.browser.test_widget import go

OURS = {"Support", "Invoices", "Tell", "number", "invoice", "Shop", "rita", "example", "com"}
"""Words of the desk and of examples, which nobody translates."""


async def in_latin(visit: Visit) -> set[str]:
    """Words in Latin letters that the dialog shows or tells readers."""
    said = await visit.dialog.evaluate(
        "(dialog) => dialog.innerText + [...dialog.querySelectorAll('[aria-label]')].map((each) => each.ariaLabel)"
    )
    return set(re.findall(r"[A-Za-z]{3,}", said)) - OURS - {"the"}


async def test_all_of_it_is_said_in_arabic_from_right_to_left(visit, host, desk, secret, system):
    who = signed(secret, "arabic")
    await written(system, desk, who, "طابعة", "لا تعمل")
    page = await go_as(visit, host, desk, who, more='data-locale="ar-EG"')
    assert await visit.launcher.inner_text() == "مساعدة"
    assert visit.asked() == ["/helpdesk/desks/widget.js"]
    assert (await visit.launcher.bounding_box())["x"] == 20
    await visit.open()
    assert any("/widget-words-ar.js?v=" in path for path in visit.asked())
    assert await visit.dialog.locator(".go").inner_text() == "إرسال"
    assert await in_latin(visit) == set()
    assert (
        await page.evaluate(
            "getComputedStyle(document.querySelector('helpdesk-widget').shadowRoot.querySelector('dialog')).direction"
        )
        == "rtl"
    )
    await visit.dialog.locator(".go").click()
    await visit.dialog.get_by_text("الموضوع مطلوب").wait_for()
    assert await in_latin(visit) == set()
    await visit.dialog.get_by_role("button", name="طلباتي").click()
    await visit.dialog.locator(".ticket").click()
    await visit.dialog.get_by_text("لا تعمل").wait_for()
    assert await in_latin(visit) == set()


async def test_words_that_do_not_come_are_asked_for_again(visit, host, desk):
    page = await go(visit, host, desk, more='data-locale="ar"')
    await page.route("**/widget-words-ar.js*", lambda route: route.abort())
    await visit.launcher.click()
    again = visit.dialog.get_by_role("button", name="Try again")
    await again.wait_for()
    await page.unroute("**/widget-words-ar.js*")
    await again.click()
    await visit.dialog.locator("#title").wait_for()
    assert await in_latin(visit) == set()
