"""What the list says of what a search found, and why a ticket is there."""

from tests.tickets.panel.test_lists import numbers, opened, page


async def test_a_found_row_shows_where_and_nothing_of_it_is_markup(http, desk, agent):
    await opened(http, desk, title="Hello", body="Some <script>alert(1)</script> burns & smokes")
    row = (await page(agent, q="BURNS")).one("span", class_="row-snip trunc")
    assert row.text == "Some <script>alert(1)</script> burns & smokes"
    assert [each.text for each in row.all("mark")] == ["burns"]
    assert not row.all("script")
    assert not (await page(agent)).all("span", class_="row-snip trunc")


async def test_what_is_nearly_it_says_so(http, desk, agent):
    await opened(http, desk, title="My printer")
    found = await page(agent, q="prinnter")
    assert numbers(found) == ["SUP-001"]
    assert found.one("p", says="nearly")
    assert not (await page(agent, q="printer")).all("p", says="nearly")


async def test_a_row_says_why_it_is_there(http, desk, agent, anna):
    made = await opened(http, desk)
    assert (await page(agent)).one("span", class_="row-why trunc").text == "Assign it"
    path = f"/api/tickets/{made['id']}"
    await http.put(f"{path}/assignee", json={"kind": "agent", "id": str(anna.id)})
    assert (await page(agent)).one("span", class_="row-why trunc").text == "Answer the customer"
    assert (await http.get(path)).json()["next_action"] == {"code": "answer_customer"}


async def test_the_table_has_what_the_list_has(http, desk, agent):
    await opened(http, desk, title="Blue")
    await opened(http, desk, title="Green")
    link = (await page(agent, q="blue", sort="created")).one("a", says="CSV")["href"]
    told = await agent.get(link)
    assert (told.status_code, "Blue" in told.text, "Green" in told.text) == (200, True, False)


async def test_a_search_that_is_not_understood_is_a_page(desk, agent):
    answer = await agent.get("/panel/tickets", params={"q": "status:foo"})
    assert answer.status_code == 422
    assert "foo" in answer.text
