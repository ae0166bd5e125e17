"""What stands on a ticket or desk is changed where it is shown, and nothing shown is untrue."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.tickets.domain.moments import read_words
from shared.contracts.organization import AgentChanged
from tests.service_fixtures import a_person
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import LIST, page


async def read_back(http, ticket: dict) -> dict:
    return (await http.get(f"/api/tickets/{ticket['id']}")).json()


async def test_tags_are_changed_on_the_page(http, ticket, agent):
    here = f"{LIST}/{ticket['id']}"
    form = (await page(agent, here)).form(f"{here}/tags")
    answer = await agent.post(form["action"], data=form.values() | {"tags": "vip, old\r\n\r\nפגום"})
    assert answer.status_code == 303, answer.text
    assert (await read_back(http, ticket))["tags"] == ["vip, old", "פגום"]
    shown = await page(agent, here)
    assert [each["dir"] for each in shown.all("span", class_="tag")] == ["auto", "auto"]
    assert (await agent.post(f"{here}/tags", data={"tags": "x" * 51})).status_code == 422


async def test_the_requester_is_changed_on_the_page(http, ticket, agent):
    here = f"{LIST}/{ticket['id']}"
    form = (await page(agent, here)).form(f"{here}/requester")
    typed = {"name": "", "email": "bob@bücher.example", "phone": "+1"}
    assert (await agent.post(form["action"], data=form.values() | typed)).status_code == 303
    found = (await read_back(http, ticket))["requester"]
    assert (found["email"], found["name"], found["phone"]) == ("bob@xn--bcher-kva.example", None, "+1")
    assert found["verified"] is False
    assert "bob@bücher.example" in (await page(agent, here)).text
    assert (await agent.post(f"{here}/requester", data=typed | {"email": "bob@"})).status_code == 422


@pytest.mark.parametrize("action", ["status", "priority", "title", "tags", "requester", "snooze", "comments"])
async def test_the_address_of_a_refused_form_can_be_reloaded(ticket, agent, action):
    address = f"{LIST}/{ticket['id']}/{action}?view=all"
    answer = await agent.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/{ticket['id']}?view=all")


async def test_saving_basics_keeps_a_colour_set_by_api(http, desk, admin):
    await http.patch(f"/api/desks/{desk['id']}", json={"color": "#12ab34"})
    form = (await page(admin, f"{LIST}/desks/{desk['id']}")).form(f"{LIST}/desks/{desk['id']}")
    chosen = [each["value"] for each in form.all("input", name="color") if "checked" in each.attributes]
    assert chosen == ["#12ab34"]


@pytest.mark.parametrize(
    "wrong", [{"language": "de"}, {"time_zone": "Mars/Base"}, {"time_zone": "localtime"}]
)
async def test_an_unknown_language_or_zone_is_refused_by_both_doors(http, desk, admin, wrong):
    assert (await http.patch(f"/api/desks/{desk['id']}", json=wrong)).status_code == 422
    form = {"name": "N", "color": "plum", "number_pattern": "X-{{nr}}", "time_zone": "UTC", "language": "en"}
    assert (await admin.post(f"{LIST}/desks/{desk['id']}", data=form | wrong)).status_code == 422


async def test_a_language_has_one_spelling(http, desk):
    changed = await http.patch(f"/api/desks/{desk['id']}", json={"language": "PL-pl"})
    assert changed.json()["language"] == "pl-PL"


async def test_rows_can_be_selected(ticket, agent):
    assert (await page(agent)).one("input", name="ids")["value"] == ticket["id"]


async def test_a_nameless_requester_is_named_as_such(http, desk, agent):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "A title"})).json()
    await http.post(f"/api/tickets/{made['id']}/comments", json={"body": "Hello"})
    shown = await page(agent, f"{LIST}/{made['id']}")
    assert "to the requester, public reply" in shown.text


async def test_times_are_those_of_the_agents_own_zone(http, ticket, browse, tickets):
    person = a_person("agent", "Tomo").model_copy(update={"time_zone": "Pacific/Kiritimati"})
    await tickets.hear(AgentChanged(person=person))
    there = datetime.fromisoformat(ticket["created_at"]).astimezone(ZoneInfo("Pacific/Kiritimati"))
    answer = await browse(person).get(f"{LIST}/{ticket['id']}")
    assert f"{there:%H:%M}" in read(answer.text).one("p", class_="tk-sub").text


def test_hours_are_counted_on_instants():
    warsaw = ZoneInfo("Europe/Warsaw")
    before_the_change = datetime(2026, 3, 29, 1, 30, tzinfo=warsaw)
    end = read_words("in 2 hours", before_the_change)
    assert end.astimezone(UTC) - before_the_change.astimezone(UTC) == timedelta(hours=2)


async def test_the_api_snoozes_by_words_too(http, ticket):
    path = f"/api/tickets/{ticket['id']}/snooze"
    assert (await http.put(path, json={"text": "in 3 days"})).status_code == 200
    now = datetime.now(UTC)
    far, near = (now + timedelta(days=1900)).isoformat(), (now + timedelta(days=1)).isoformat()
    past = (now - timedelta(days=1)).isoformat()
    for wrong in ({}, {"text": " "}, {"text": "whenever"}, {"text": "in 1 day", "until": near}, {"until": far},
                  {"until": past}, {"until": "9999-12-31"}, {"text": "in 999 months"}):  # fmt: skip
        assert (await http.put(path, json=wrong)).status_code == 422, wrong
