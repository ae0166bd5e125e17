"""Administration of desks."""

import pytest

from shared.contracts.parts import PersonState
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import LIST

DESKS = f"{LIST}/desks"
SETTINGS = {
    "name": "Customers", "description": "All of them", "color": "plum", "language": "pl", "time_zone": "Europe/Warsaw",
    "active": "1", "number_pattern": "C-{{yyyy}}-{{nr-y:4}}", "hold_seconds": "30", "reopen_days": "0",
}  # fmt: skip


def check_is_shown(page, desk_id: str) -> None:
    form = page.one("form", id="settings")
    assert form.one("input", name="name")["value"] == "Customers"
    assert [each["value"] for each in form.all("input", name="category_names")] == ["Bills", "", "", ""]
    assert "checked" in form.one("input", name="member_ids").attributes
    assert "checked" in form.one("input", name="group_ids").attributes
    assert "-0001" in page.one("div", id="next-numbers").text
    tabs = page.one("nav", aria_label="Desk settings")
    for address in (f"/panel/mail/desks/{desk_id}", f"/panel/widget/desks/{desk_id}"):
        assert tabs.one("a", href=address)


async def test_a_desk_is_made_and_changed_by_a_form(admin, anna: PersonState, printers):
    more = {"category_ids": ["", ""], "category_names": ["Bills", ""], "category_colors": ["moss", "slate"]}
    more |= {"member_ids": [str(anna.id)], "group_ids": [str(printers.id)]}
    made = await admin.post(f"{DESKS}/new", data=SETTINGS | more)
    assert made.status_code == 303, made.text
    page = read((await admin.get(made.headers["location"])).text)
    form = page.one("form", id="settings")
    check_is_shown(page, made.headers["location"].rsplit("/", 1)[-1])
    kept = {
        "category_ids": [form.all("input", name="category_ids")[0]["value"]],
        "category_names": ["Invoices"],
        "category_colors": ["moss"],
    }
    saved = await admin.post(
        made.headers["location"], data=form.values() | SETTINGS | kept | {"name": "Clients"}
    )
    assert saved.status_code == 303, saved.text
    shown = (await admin.get("/api/desks")).json()["items"][0]
    assert (shown["name"], shown["member_ids"], shown["active"]) == ("Clients", [], True)
    assert (shown["hold_seconds"], shown["reopen_days"]) == (30, 0)
    assert shown["categories"] == [{"id": kept["category_ids"][0], "name": "Invoices", "color": "moss"}]


@pytest.mark.parametrize(
    ("setting", "typed", "words"),
    [
        ("name", "", "A name of 1 to 100 characters is needed"),
        ("time_zone", "Mars/Base", "zone name such as Europe/Warsaw"),
        ("number_pattern", "T", "needs one counter"),
        ("color", "pink", "#rrggbb"),
        ("hold_seconds", "3601", "0 to 3600 seconds"),
        ("reopen_days", "366", "0 to 365 days"),
    ],
)
async def test_a_wrong_setting_is_said_and_the_rest_kept(admin, desk, setting, typed, words):
    for address in (f"{DESKS}/new", f"{DESKS}/{desk['id']}"):
        answer = await admin.post(address, data=SETTINGS | {setting: typed})
        page = read(answer.text)
        assert answer.status_code == 422
        assert words in page.one("main").text
        assert page.one("textarea", name="description").text == "All of them"
    assert (await admin.get("/api/desks")).json()["items"][0]["name"] == "Support"


async def test_two_who_save_the_same_desk_do_not_undo_each_other(admin, desk):
    form = read((await admin.get(f"{DESKS}/{desk['id']}")).text).one("form", id="settings").values()
    assert (await admin.post(f"{DESKS}/{desk['id']}", data=form | SETTINGS)).status_code == 303
    late = await admin.post(f"{DESKS}/{desk['id']}", data=form | SETTINGS | {"name": "Late"})
    assert late.status_code == 412
    assert "somebody else saved this desk" in read(late.text).text
    assert read(late.text).one("input", name="name")["value"] == "Late"


async def test_the_list_counts_and_the_pattern_shows_its_numbers(admin, desk, ticket):
    row = read((await admin.get(DESKS)).text).one("tr", says="Support")
    assert [each.text for each in row.all("td")][3:6] == ["1", "1", "1"]
    shown = await admin.get(
        f"{DESKS}/numbers", params={"desk_id": desk["id"], "number_pattern": "#S-{{nr:2}}"}
    )
    assert "#S-02" in shown.text
    wrong = await admin.get(f"{DESKS}/numbers", params={"number_pattern": "{{what}}"})
    assert "unknown variable" in wrong.text or "no variable" in wrong.text


async def test_desks_are_not_an_agents_business(agent, desk):
    for address in (DESKS, f"{DESKS}/new", f"{DESKS}/{desk['id']}", f"{DESKS}/numbers"):
        assert (await agent.get(address)).status_code == 403
    assert (await agent.post(f"{DESKS}/new", data=SETTINGS)).status_code == 403
    assert "Desk settings" not in (await agent.get(LIST)).text
