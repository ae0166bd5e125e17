"""Idempotency keys belong to their caller, and a key with other words never loses them."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import event as sql_event

from services.widget.intake.keys import bound_key, is_unguessable
from shared.contracts.widget import CommentRequested, TicketRequested
from tests.service_fixtures import Alone
from tests.widget.test_intake import FORM, created, refused, submitted


@pytest.mark.parametrize(
    "key",
    [
        "0b6d2a3e-6f0c-4f5e-9a1b-3c2d4e5f6a7b",
        "0197f5a4-3e1c-7b2d-8f60-1a2b3c4d5e6f",
        "9f86d081884c7d659a2feaa0c55ad015",
        "Xk3_vQ9-pL2mZ8rT5wYb1c",
    ],
)
def test_what_a_generator_made_is_a_secret_of_its_caller(key: str):
    assert is_unguessable(key)


@pytest.mark.parametrize(
    "key",
    [
        "k", "order-1001", "2026-11-25-customer-0000001001-printer", "Order-2026-Customer-1001-Printer",
        "00000000-0000-4000-8000-000000000001", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "0" * 64,
        "11111111222222223333333344444444", "a" * 200, "ORDER_2024_11_25_NUMBER_1001_a",
    ],
)  # fmt: skip
def test_what_a_stranger_could_try_is_none(key: str):
    assert not is_unguessable(key)
    mine = bound_key(key, "192.0.2.1", "Rita@example.com")
    assert mine == bound_key(key, "192.0.2.1", "rita@EXAMPLE.com")
    assert mine != bound_key(key, "192.0.2.2", "rita@example.com")
    assert mine != bound_key(key, "192.0.2.1", "eve@example.com")
    assert key not in mine


def from_network(widget: Alone, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(widget.service.answers, client=(host, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_a_stranger_gets_neither_the_link_nor_the_key_of_somebody_else(widget: Alone, visitor, desk):
    path, key = f"/widget/v1/desks/{desk['desk_token']}/tickets", {"Idempotency-Key": "order-1001"}
    mine = (await visitor.post(path, json=FORM, headers=key)).json()
    async with from_network(widget, "198.51.100.7") as stranger:
        same = (await stranger.post(path, json=FORM, headers=key)).json()
        other = await stranger.post(path, json=FORM | {"title": "Else"}, headers=key)
    assert mine["public_token"] not in str(same)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (await visitor.post(path, json=FORM, headers=key)).json() == mine
    changed = await visitor.post(path, json=FORM | {"email": "other@example.com"}, headers=key)
    assert changed.status_code == 202
    assert changed.json()["public_token"] != mine["public_token"]


async def test_a_random_key_is_its_callers_from_wherever_they_try_again(widget: Alone, visitor, desk):
    path, key = f"/widget/v1/desks/{desk['desk_token']}/tickets", {"Idempotency-Key": str(uuid4())}
    mine = (await visitor.post(path, json=FORM, headers=key)).json()
    async with from_network(widget, "198.51.100.7") as on_the_train:
        assert (await on_the_train.post(path, json=FORM, headers=key)).json() == mine
        reused = await on_the_train.post(path, json=FORM | {"email": "e@example.com"}, headers=key)
        assert reused.status_code == 422


async def test_a_used_key_in_a_group_is_one_answer_and_not_many_transactions(widget: Alone, visitor, desk):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    await visitor.post(path, json=FORM, headers={"Idempotency-Key": "k"})
    commits: list[int] = []
    sql_event.listen(
        widget.service.database.engine.sync_engine, "commit", lambda connection: commits.append(1)
    )
    wishes = [visitor.post(path, json=FORM | {"title": f"n{n}"}) for n in range(40)]
    reused = [
        visitor.post(path, json=FORM | {"title": f"x{n}"}, headers={"Idempotency-Key": "k"}) for n in range(5)
    ]
    answers = await asyncio.gather(*wishes[:20], *reused, *wishes[20:])
    assert [answer.status_code for answer in answers] == [202] * 20 + [422] * 5 + [202] * 20
    assert len(commits) < 15
    assert len(await widget.said(TicketRequested)) == 41


async def test_a_used_key_with_other_words_does_not_lose_a_comment(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    path, key = f"/widget/v1/tickets/{receipt['public_token']}/comments", {"Idempotency-Key": "c"}
    first = await visitor.post(path, json={"body": "one"}, headers=key)
    again = await visitor.post(path, json={"body": "one"}, headers=key)
    other = await visitor.post(path, json={"body": "two"}, headers=key)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert [said.body for said in await widget.said(CommentRequested)] == ["one"]


async def test_a_comment_on_what_was_refused_is_not_taken(visitor, desk, widget: Alone):
    receipt = await refused(visitor, desk, widget)
    json = await visitor.post(f"/widget/v1/tickets/{receipt['public_token']}/comments", json={"body": "and?"})
    assert (json.status_code, json.json()["code"]) == (409, "ticket_refused")
    page = await visitor.post(f"/helpdesk/ticket/{receipt['public_token']}/comments", data={"body": "and?"})
    assert page.status_code == 409
    assert "was not accepted" in page.text
    assert await widget.said(CommentRequested) == []


async def test_a_token_is_nowhere_to_be_read_in_what_is_stored_and_said(visitor, desk, widget: Alone):
    receipt = await submitted(visitor, desk)
    wish = (await widget.said(TicketRequested))[0]
    await widget.hear(created(wish))
    assert receipt["public_token"] not in wish.to_wire().decode()
    shown = (await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")).json()
    assert shown["number"] == "T-1"
