"""Narrowing a list down by controls, and out of each filter again by its chip."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.tickets.panel.test_lists import LIST, numbers, opened, page

TODAY = datetime.now(UTC).date()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
async def made(http, desk) -> dict:
    """Three tickets, of which the first has everything; and what the desk has for them."""
    changed = await http.patch(f"/api/desks/{desk['id']}", json={"categories": [{"name": "Bug"}]})
    bug = changed.json()["categories"][0]["id"]
    field = {"key": "order", "name": "Order number", "kind": "text"}
    assert (await http.post(f"/api/desks/{desk['id']}/fields", json=field)).status_code == 201
    whole = {
        "category_id": bug, "tags": ["VIP", "big order"], "requester": {"email": "rita@example.com"},
        "fields": {"order": "A 7"},
    }  # fmt: skip
    await opened(http, desk, **whole)
    await opened(http, desk, tags=["vip"])
    await opened(http, desk)
    return {"bug": bug, "desk": desk["id"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [({"category_id": "{bug}"}, "1"), ({"tag": "vip"}, "12"), ({"tag": ["vip", "big order"]}, "1"), ({"channel": "api"}, "123"),
     ({"channel": "email"}, ""), ({"requester": "rita@example.com"}, "1"), ({"field.order": "A 7"}, "1"),
     ({"created_from": day(-1), "created_to": day(1)}, "123"), ({"created_to": day(-2)}, ""), ({"updated_from": day(2)}, ""),
     ({"updated_to": day(1), "tag": ""}, "123")],
)  # fmt: skip
async def test_a_list_is_narrowed_down(agent, made, query, found):
    asked = {name: made["bug"] if value == "{bug}" else value for name, value in query.items()}
    shown = await page(agent, sort="created", **asked)
    assert sorted(numbers(shown)) == [f"SUP-00{n}" for n in found]
    assert bool(shown.all("a", class_="chip")) == any(asked[name] for name in asked)
    csv = await agent.get(shown.one("a", says="CSV")["href"])
    assert csv.status_code == 200, csv.text
    assert csv.text.count("SUP-00") == len(found)


async def test_each_chip_leads_out_of_its_filter_alone(agent, made):
    asked = {"tag": ["vip", "big order"], "channel": "api", "field.order": "A 7", "desk_id": made["desk"]}
    shown = await page(agent, **asked, created_from=day(-1), category_id=made["bug"])
    chips = shown.all("a", class_="chip")
    assert [each.text for each in chips] == [
        "Category Bug", "Tag vip", "Tag big order", "Came by Program", f"Created from {day(-1)}", "Order number A 7",
    ]  # fmt: skip
    without = await page(agent, chips[2]["href"])
    assert [each.text for each in without.all("a", class_="chip")] == [
        c.text for c in (*chips[:2], *chips[3:])
    ]
    assert not (await page(agent, shown.one("a", says="Show all")["href"])).all("a", class_="chip")


async def test_the_form_shows_what_is_chosen_and_a_search_keeps_it(agent, made):
    shown = await page(
        agent, desk_id=made["desk"], tag="vip", requester="rita@example.com", updated_to=day(3)
    )
    form = shown.one("div", id="pop-filter").one("form")
    assert "checked" in form.one("input", name="tag", type="checkbox").attributes
    assert form.one("input", name="requester")["value"] == "rita@example.com"
    assert form.one("input", name="updated_to")["value"] == day(3)
    assert form.one("input", name="field.order")["value"] == ""
    assert form.one("select", name="category_id").one("option", says="Bug")["value"] == made["bug"]
    search = shown.one("form", class_="list-tools").values()
    assert (search["tag"], search["requester"], search["updated_to"]) == ("vip", "rita@example.com", day(3))


async def test_filters_are_kept_as_a_view_where_a_search_can_say_them(agent, made):
    shown = await page(agent, tag="big order", channel="api", created_from=day(-1), created_to=day(1))
    form = shown.form(f"{LIST}/views").values()
    assert form["query"] == f'channel:api tag:"big order" created:>={day(-1)} created:<={day(1)}'
    assert numbers(await page(agent, q=form["query"])) == ["SUP-001"]
    own = await page(agent, **{"field.order": "A 7"})
    assert not own.all("form", action=f"{LIST}/views")


@pytest.mark.parametrize(
    "wrong", [{"created_from": "soon"}, {"created_to": "9999-12-31"}, {"category_id": "x"}, {"channel": "fax"},
              {"field.none": "x"}],
)  # fmt: skip
async def test_a_filter_that_nothing_can_be_is_refused(agent, made, wrong):
    assert (await agent.get(LIST, params=wrong)).status_code == 422


async def test_a_page_goes_on_within_its_filters(http, desk, agent):
    for _ in range(51):
        await opened(http, desk, tags=["many"])
    await opened(http, desk)
    shown = await page(agent, tag="many", created_to=day(1))
    onward = shown.one("a", says="Show more")["href"]
    assert len(numbers(await page(agent, onward))) == 1
