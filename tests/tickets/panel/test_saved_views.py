"""Views that people save from the list."""

from tests.tickets.panel.test_lists import LIST, numbers, opened, page


async def test_a_search_is_kept_as_a_view_and_opened_from_the_rail(http, desk, agent):
    await opened(http, desk, title="Blue", priority="urgent")
    await opened(http, desk, title="Blue too")
    await opened(http, desk, title="Green")
    shown = await page(agent, q="blue", priority="urgent", sort="created")
    form = shown.form(f"{LIST}/views")
    sent = form.values() | {"name": "Urgent & <blue>"}
    assert sent["query"] == "blue priority:urgent"
    kept = await agent.post(form["action"], data=sent)
    assert kept.status_code == 303
    again = await agent.post(form["action"], data=sent)
    assert again.headers["location"] == kept.headers["location"]
    link = (await page(agent)).one("nav", id="rail").one("a", title="Urgent & <blue>")["href"]
    assert link == kept.headers["location"]
    leads = await agent.get(link)
    opened_view = await page(agent, leads.headers["location"])
    assert numbers(opened_view) == ["SUP-001"]
    assert opened_view.one("nav", id="rail").one("a", aria_current="page").text == "Urgent & <blue>"
    assert opened_view.one("a", says="Newest first")["aria-current"] == "true"


async def test_the_owner_removes_a_view_and_nobody_else_has_the_button(http, desk, agent):
    form = {"name": "Fires", "query": "fire", "shared_with": "everyone"}
    everyones = (await http.post("/api/views", json=form)).json()["id"]
    mine = (await agent.post(f"{LIST}/views", data={"name": "Mine", "query": ""})).headers["location"]
    shown = await page(agent, (await agent.get(mine)).headers["location"])
    removed = await agent.post(shown.form(f"{LIST}/views/")["action"])
    assert removed.status_code == 303
    assert (await agent.get(mine)).status_code == 404
    shown = await page(agent, (await agent.get(f"{LIST}?saved={everyones}")).headers["location"])
    assert not shown.all("button", says="Remove this view")
    assert (await agent.post(f"{LIST}/views/{everyones}/remove")).status_code == 404


async def test_what_cannot_be_kept_says_why(desk, agent):
    for wrong in ({"name": ""}, {"name": "x", "query": "status:foo"}, {"name": "x", "view": "y"}):
        assert (await agent.post(f"{LIST}/views", data=wrong)).status_code == 422, wrong
    assert (
        await agent.post(f"{LIST}/views", data={"name": "x", "shared_with": "everyone"})
    ).status_code == 403
    assert (await agent.get(LIST, params={"saved": "x"})).status_code == 422
