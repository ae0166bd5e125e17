"""Changing a ticket's fields by plain forms."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.contracts.parts import GroupState, PersonState
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import HTMX, LIST
from tests.tickets.panel.test_ticket import here, sent, shown


async def test_status_priority_title_and_category_by_form(http, desk, ticket, agent):
    changed = await http.patch(f"/api/desks/{desk['id']}", json={"categories": [{"name": "Hardware"}]})
    category = changed.json()["categories"][0]["id"]
    page = await sent(agent, ticket, "status", status="in_progress")
    assert page.one("span", id="now-status").text == "In Progress"
    page = await sent(agent, ticket, "priority", priority="urgent")
    assert page.one("span", id="now-priority").text == "Urgent"
    assert "Anna set priority to Urgent" in page.one("div", id="conv").text
    page = await sent(agent, ticket, "title", title="Printer burnt down")
    assert page.heading() == "Printer burnt down"
    page = await sent(agent, ticket, "category", category_id=category)
    assert page.one("span", id="now-category").text == "Hardware"
    page = await sent(agent, ticket, "category", category_id="")
    assert page.one("span", id="now-category").text == "None"


async def test_a_person_a_group_or_nobody_is_responsible(
    ticket, agent, anna: PersonState, printers: GroupState
):
    offered = (await shown(agent, ticket)).form(here(ticket, "assignee"))
    assert [each["value"] for each in offered.all("button")] == [
        f"agent:{anna.id}",
        f"group:{printers.id}",
        "",
    ]
    page = await sent(agent, ticket, "assignee", assignee=f"agent:{anna.id}")
    assert "Anna" in page.one("span", id="now-assignee").text
    assert "Anna took it" in page.one("div", id="conv").text
    page = await sent(agent, ticket, "assignee", assignee=f"group:{printers.id}")
    assert "Printers" in page.one("span", id="now-assignee").text
    page = await sent(agent, ticket, "assignee", assignee="")
    assert "Nobody" in page.one("span", id="now-assignee").text


@pytest.mark.parametrize("assignee", ["x", "agent:x", "desk:00000000-0000-0000-0000-000000000000"])
async def test_nobody_unheard_of_can_be_chosen(ticket, agent, assignee):
    answer = await agent.post(here(ticket, "assignee"), data={"assignee": assignee})
    assert answer.status_code == 422
    assert "There is no such person or group." in read(answer.text).text


async def test_snooze_by_preset_date_or_words_and_wake(ticket, agent):
    preset = (await shown(agent, ticket)).all("button", name="until")[1]["value"]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    for form in (
        {"until": preset},
        {"date": tomorrow, "time": "09:00", "reason": "spare parts"},
        {"text": "in 3 days"},
    ):
        page = await sent(agent, ticket, "snooze", **form)
        assert page.one("span", id="now-snooze").text.startswith("Until")
    listed = read((await agent.get(LIST, params={"view": "snoozed"})).text)
    wake = listed.form(here(ticket, "snooze/end"))["action"]
    woken = await agent.post(wake)
    assert woken.headers["location"].startswith(f"{LIST}?view=snoozed")
    assert (await shown(agent, ticket)).one("span", id="now-snooze").text == "Not snoozed"


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"text": "when pigs fly"}, 422, "Try “thu 9am”"),
        ({"text": ""}, 422, "Say until when."),
        ({"until": "2020-01-01T00:00:00+00:00"}, 422, "has to end in the future"),
        ({"date": "2020-01-01"}, 422, "has to end in the future"),
        ({"until": "2030-01-01T00:00:00"}, 422, "no moment we understand"),
    ],
)
async def test_an_impossible_snooze_is_said_on_the_page(ticket, agent, form, status, words):
    answer = await agent.post(here(ticket, "snooze"), data=form)
    assert answer.status_code == status
    assert words in read(answer.text).one("main").text


@pytest.mark.parametrize(
    ("action", "form"),
    [("status", {"status": "gone"}), ("status", {}), ("priority", {"priority": "x"}), ("title", {"title": " "}),
     ("category", {"category_id": "x"}), ("category", {"category_id": str(uuid4())})],
)  # fmt: skip
async def test_what_is_refused_shows_the_page_again(ticket, agent, action, form):
    answer = await agent.post(here(ticket, action), data=form)
    assert answer.status_code == 422
    assert read(answer.text).one("h1").text == "Printer on fire"
    assert read(answer.text).all("p", role="alert")


async def test_the_same_field_changed_meanwhile_is_a_conflict_and_another_is_not(ticket, agent, admin):
    mine = await shown(agent, ticket)
    priority = mine.form(here(ticket, "priority")).values()
    status = mine.form(here(ticket, "status")).values()
    await sent(admin, ticket, "priority", priority="low")
    late = await agent.post(here(ticket, "priority"), data=priority | {"priority": "urgent"})
    assert late.status_code == 412
    assert "somebody else changed the priority" in read(late.text).one("main").text
    assert (await shown(agent, ticket)).one("span", id="now-priority").text == "Low"
    htmx = await agent.post(here(ticket, "priority"), data=priority | {"priority": "urgent"}, headers=HTMX)
    assert (htmx.status_code, read(htmx.text).one("dialog")["id"]) == (412, "conflict")
    page = await sent(agent, ticket, "status", **status | {"status": "waiting"})
    assert page.one("span", id="now-status").text == "Waiting"
    assert (
        await agent.post(here(ticket, "priority"), data=priority | {"priority": "low"})
    ).status_code == 303


async def test_my_own_earlier_change_is_no_conflict(ticket, agent):
    form = (await shown(agent, ticket)).form(here(ticket, "priority")).values()
    await sent(agent, ticket, "priority", **form | {"priority": "low"})
    await sent(agent, ticket, "priority", **form | {"priority": "urgent"})
