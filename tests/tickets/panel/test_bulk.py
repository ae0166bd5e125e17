"""Many tickets of a list changed at once, by pages without scripts."""

from uuid import uuid4

import pytest

from shared.contracts.parts import PersonState
from tests.tickets.panel.page import Element, read
from tests.tickets.panel.test_lists import HTMX, LIST, opened, page

BULK = f"{LIST}/bulk"


async def sent(client, made: list[dict], path: str = BULK, answered: int = 200, **form: str) -> Element:
    answer = await client.post(path, data={"ids": [each["id"] for each in made], **form})
    assert answer.status_code == answered, answer.text
    return read(answer.text)


def every(form: Element) -> dict[str, list[str]]:
    """What a form sends, with all values of a name."""
    fields: dict[str, list[str]] = {}
    for each in form.all("input", type="hidden"):
        fields.setdefault(each["name"], []).append(each["value"])
    return fields


async def now(http, ticket: dict) -> tuple[str, list[str], dict | None]:
    told = (await http.get(f"/api/tickets/{ticket['id']}")).json()
    return told["status"], told["tags"], told["assignee"]


async def test_the_boxes_of_a_list_send_a_form_of_what_can_be_changed(http, desk, agent):
    made = [await opened(http, desk) for _ in range(3)]
    shown = await page(agent)
    assert [each["form"] for each in shown.all("input", name="ids")] == ["bulk"] * 3
    choose = await sent(agent, made, shown.one("form", id="bulk")["action"])
    assert choose.heading() == "Change 3 tickets"


async def test_tickets_are_changed_after_a_look_and_taken_back(http, desk, agent, anna: PersonState):
    made = [await opened(http, desk, tags=["old"]) for _ in range(3)]
    anna_there = {"kind": "agent", "id": str(anna.id)}
    look = await sent(
        agent,
        made,
        step="look",
        status="resolved",
        assignee=f"agent:{anna.id}",
        add_tags="new\nmore",
        remove_tags="old",
    )
    assert "3 tickets will be changed." in look.text
    for words in ("Status: Resolved", "Assignee: Anna", "new, more"):
        assert words in look.one("ul", class_="reasons").text
    assert await now(http, made[0]) == ("open", ["old"], None)
    done = read((await agent.post(BULK, data=every(look.form(BULK)) | {"step": "do"})).text)
    assert "3 tickets were changed." in done.text
    assert await now(http, made[0]) == ("resolved", ["new", "more"], anna_there)
    undo = done.form(f"{BULK}/undo")
    back = read((await agent.post(undo["action"], data=undo.values())).text)
    assert "3 tickets are as they were." in back.text
    assert await now(http, made[0]) == ("open", ["old"], None)
    assert (await agent.post(undo["action"], data=undo.values())).status_code == 404


async def test_what_cannot_be_changed_is_said_with_its_reason_before_and_after(http, desk, agent):
    one, other = [await opened(http, desk) for _ in range(2)]
    await http.post(f"/api/tickets/{one['id']}/merge", json={"into": other["id"]})
    for step, words in (("look", "1 ticket cannot be changed so"), ("do", "1 ticket was not changed")):
        told = await sent(agent, [one, other, {"id": str(uuid4())}][:2], step=step, priority="high")
        assert words in told.text
        assert "merged into another one" in told.all("ul", class_="step-rows")[-1].text


async def test_snooze_wake_category_desk_and_nobody(http, desk, agent):
    categories = {"categories": [{"name": "Bug"}]}
    bug = (await http.patch(f"/api/desks/{desk['id']}", json=categories)).json()["categories"][0]["id"]
    sales = (await http.post("/api/desks", json={"name": "Sales"})).json()["id"]
    ticket = await opened(http, desk)
    choose = await sent(agent, [ticket])
    assert [each.text for each in choose.one("select", name="category_id").all("option")] == [
        "As it is",
        "None",
        "Bug",
    ]
    await sent(agent, [ticket], step="do", snooze="in 3 days", category_id=bug)
    told = (await http.get(f"/api/tickets/{ticket['id']}")).json()
    assert told["snooze"]
    assert told["category"]["name"] == "Bug"
    await sent(agent, [ticket], step="do", wake="1", category_id="none", assignee="none", desk_id=sales)
    told = (await http.get(f"/api/tickets/{ticket['id']}")).json()
    assert (told["snooze"], told["category"], told["assignee"], told["desk_id"]) == (None, None, None, sales)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"status": "gone"}, {"assignee": "agent:x"}, {"category_id": "x"}, {"add_tags": "x" * 10_001}],
)
async def test_what_cannot_be_read_stands_there_again(http, desk, agent, wrong):
    again = await sent(agent, [await opened(http, desk)], answered=422, step="look", **wrong)
    assert again.one("p", class_="banner banner--err").text
    assert again.all("input", name="ids")


async def test_nothing_chosen_says_so_and_a_reload_leads_to_the_list(agent, desk):
    assert "Choose 1 to 200 tickets" in (await sent(agent, [], answered=422)).text
    assert (await agent.get(f"{BULK}?view=all")).headers["location"] == f"{LIST}?view=all"


async def test_htmx_gets_each_step_for_the_dialog(http, desk, agent):
    form = {"ids": (await opened(http, desk))["id"], "step": "do", "priority": "low"}
    part = read((await agent.post(BULK, data=form, headers=HTMX)).text)
    assert part.one("h2", id="step-t").text == "Changed"
    assert part.all("span", data_list_changed="")
