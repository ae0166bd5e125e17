"""A link that was taken back leads nowhere, by any way and in whatever order its news come."""

from itertools import permutations

import pytest
from sqlalchemy import delete

from services.widget.tables.copies import known_links, known_tickets, renewed_links
from shared.contracts.widget import CommentRequested, StatusRequested
from tests.widget.public_link.conftest import Linked

WAYS = [
    ("GET", "/widget/v1/tickets/{}"),
    ("GET", "/widget/v1/tickets/{}?wait=5"),
    ("GET", "/widget/v1/tickets/{}?wait=5&seen=x"),
    ("POST", "/widget/v1/tickets/{}/comments"),
    ("POST", "/widget/v1/tickets/{}/solved"),
    ("GET", "/helpdesk/ticket/{}"),
    ("POST", "/helpdesk/ticket/{}/comments"),
    ("POST", "/helpdesk/ticket/{}/reopen"),
]


@pytest.mark.attack("A13")
@pytest.mark.parametrize(("method", "way"), WAYS)
async def test_the_link_before_leads_nowhere_by_any_way(linked: Linked, method: str, way: str):
    body = {"body": "x"} if way.endswith("v1/tickets/{}/comments") else None
    unknown = await linked.visitor.request(method, way.format("nonsense"), json=body)
    await linked.widget.hear(linked.renewed("new-token"))
    answer = await linked.visitor.request(method, way.format(linked.token), json=body)
    assert (answer.status_code, unknown.status_code) == (404, 404)
    # As one that never was.
    if "helpdesk" in way:
        assert answer.text == unknown.text
    else:
        assert answer.json()["title"] == unknown.json()["title"]
    assert await linked.widget.said(CommentRequested, StatusRequested) == []


async def test_the_new_link_leads_to_the_same_ticket(linked: Linked):
    before = await linked.shown()
    await linked.widget.hear(linked.renewed("new-token"))
    assert (await linked.visitor.get("/widget/v1/tickets/new-token")).json() == before
    assert (await linked.visitor.get("/helpdesk/ticket/new-token")).status_code == 200
    assert (
        await linked.visitor.post("/widget/v1/tickets/new-token/comments", json={"body": "x"})
    ).status_code == 202


async def test_of_several_the_newest_counts_in_whatever_order_they_come(linked: Linked):
    news = [linked.birth, linked.renewed("second", 2), linked.renewed("third", 3)]
    for order in permutations(news):
        async with linked.widget.service.database.session() as session, session.begin():
            for table in (renewed_links, known_links, known_tickets):
                await session.execute(delete(table))
        for event in order:
            fresh = type(event).model_validate(event.model_dump(exclude={"event_id"}))
            await linked.widget.hear(fresh)
        tokens = (linked.token, "second", "third")
        found = [(await linked.visitor.get(f"/widget/v1/tickets/{each}")).status_code for each in tokens]
        assert found == [404, 404, 200]


async def test_a_link_may_be_replaced_before_its_ticket_is_heard_of(linked: Linked):
    async with linked.widget.service.database.session() as session, session.begin():
        await session.execute(delete(known_tickets))
    await linked.widget.hear(linked.renewed("new-token"))
    assert (await linked.visitor.get(linked.page)).status_code == 404
    assert (await linked.visitor.get("/widget/v1/tickets/new-token")).json()["status"] == "received"


@pytest.mark.attack("A13")
@pytest.mark.parametrize(("method", "way"), WAYS)
async def test_no_link_leads_to_a_ticket_whose_link_is_off(linked: Linked, method: str, way: str):
    body = {"body": "x"} if way.endswith("v1/tickets/{}/comments") else None
    await linked.widget.hear(linked.renewed("told-to-nobody", active=False))
    for token in (linked.token, "told-to-nobody"):
        answer = await linked.visitor.request(method, way.format(token), json=body)
        assert answer.status_code == 404, token
    assert await linked.widget.said(CommentRequested, StatusRequested) == []


async def test_off_and_on_again_count_in_whatever_order_they_come(linked: Linked):
    news = [linked.birth, linked.renewed("nobody", 2, active=False), linked.renewed("third", 3)]
    for order in permutations(news):
        async with linked.widget.service.database.session() as session, session.begin():
            for table in (renewed_links, known_links, known_tickets):
                await session.execute(delete(table))
        for event in order:
            await linked.widget.hear(type(event).model_validate(event.model_dump(exclude={"event_id"})))
        tokens = (linked.token, "nobody", "third")
        found = [(await linked.visitor.get(f"/widget/v1/tickets/{each}")).status_code for each in tokens]
        assert found == [404, 404, 200]
