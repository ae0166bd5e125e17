"""What can be done with several tickets of a list: each gets the form that stands on its own page."""

import httpx
import pytest

from tests.tickets.panel.page import Element
from tests.tickets.panel.test_lists import LIST, opened, page


async def press(client: httpx.AsyncClient, shown: Element, says: str) -> list[int]:
    """Do what list.js does for a button, with every row of the list."""
    bar = shown.one("div", role="toolbar")
    button = bar.one("button", says=says)
    answers = [
        await client.post(
            f"{bar['data-selection']}{box['value']}/{button['data-each']}",
            data={button["data-name"]: button["data-value"]},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        for box in shown.all("input", name="ids")
    ]
    return [answer.status_code for answer in answers]


async def test_all_selected_are_resolved_and_reopened(http, desk, agent):
    for _ in range(3):
        await opened(http, desk)
    assert await press(agent, await page(agent), "Resolve") == [303] * 3
    resolved = await page(agent, view="resolved")
    assert len(resolved.all("input", name="ids")) == 3
    assert not resolved.one("div", role="toolbar").all("button", says="Resolve")
    assert await press(agent, resolved, "Reopen") == [303] * 3
    assert len((await page(agent, view="to-assign")).all("input", name="ids")) == 3


async def test_all_selected_become_mine(http, desk, agent):
    for _ in range(2):
        await opened(http, desk)
    assert await press(agent, await page(agent), "Assign to me") == [303] * 2
    assert len((await page(agent, view="mine")).all("input", name="ids")) == 2


@pytest.mark.parametrize("beside", [False, True])
async def test_the_bar_stands_in_every_list(ticket, agent, beside):
    shown = await page(agent, f"{LIST}/{ticket['id']}" if beside else LIST)
    assert [each.text for each in shown.one("div", role="toolbar").all("button")] == [
        "Resolve",
        "Assign to me",
        "Change…",
        "",
    ]
