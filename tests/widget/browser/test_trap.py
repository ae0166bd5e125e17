"""The field that people do not see: not with their eyes, not by keys, not by a reader."""

from tests.system import got
from tests.widget.browser.test_widget import go, ticket_called


async def test_who_fills_it_in_is_answered_and_waits_for_a_person(visit, host, desk, system):
    await go(visit, host, desk)
    await visit.open()
    trap = visit.dialog.locator("input[name=website]")
    await trap.evaluate("(field) => { field.value = 'https://pills.example'; }")
    await visit.write(title="Cheap pills")
    await visit.dialog.get_by_role("button", name="Send").click()
    await visit.dialog.get_by_role("heading", name="We have your message").wait_for()
    async with system.owner() as owner:
        held = (await got(owner, "/api/widget/quarantine", desk_id=desk["id"]))["items"]
    assert [(each["title"], each["reason"]) for each in held] == [("Cheap pills", "trap")]
    assert await ticket_called(system, "Cheap pills") == []


async def test_people_do_not_meet_it(visit, host, desk):
    page = await go(visit, host, desk)
    await visit.open()
    trap = visit.dialog.locator("input[name=website]")
    await trap.wait_for(state="attached")
    box = await visit.dialog.locator("div:has(> label > input[name=website])").bounding_box()
    assert box is None or (box["width"] <= 1 and box["height"] <= 1)
    assert await visit.dialog.get_by_role("textbox", name="empty").count() == 0
    for _ in range(25):
        await page.keyboard.press("Tab")
        assert not await trap.evaluate("(field) => field.matches(':focus')")
    assert await trap.get_attribute("autocomplete") == "off"
