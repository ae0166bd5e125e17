"""A merge of requesters is the team's own view: nothing that customers see of their tickets changes by it."""

from typing import Any

import httpx
import pytest

from services.tickets.domain.requesters import id_of
from services.widget.domain.signature import sign
from tests.security.world import World
from tests.system import got, made
from tests.waiting import until

RITA, BOB = "rita@home.example", "bob@work.example"
SECRET = "the-words-that-are-ritas-alone"


async def _secret(world: World) -> str:
    desk = f"/api/widget/desks/{world.things['a']['desk_id']}"
    secret = (await made(world.owner, f"{desk}/secret", {}, status=200))["secret"]
    assert (await world.owner.patch(desk, json={"verification": True})).status_code == 200
    return secret


async def _mine(visitor: httpx.AsyncClient, world: World, client: str, secret: str) -> list[str]:
    """The titles in the widget's "my tickets" of a client."""
    door = f"/widget/v1/desks/{world.things['a']['desk_token']}/session"
    body = {"client_external_id": client, "signature": sign(client, secret)}
    session = (await visitor.post(door, json=body)).json()["session"]
    answer = await visitor.get("/widget/v1/tickets", headers={"Authorization": f"Bearer {session}"})
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()["items"]]


async def _seen(visitor: httpx.AsyncClient, token: str) -> tuple[Any, str]:
    """What stands behind a public link, for scripts and on its page."""
    shown = await got(visitor, f"/widget/v1/tickets/{token}")
    page = await visitor.get(f"/helpdesk/ticket/{token}")
    assert page.status_code == 200
    return {name: value for name, value in shown.items() if name != "mark"}, page.text


@pytest.mark.attack("A6")
async def test_a_merge_shows_no_customer_what_another_wrote(world: World):
    secret, visitor = await _secret(world), world.callers["anonymous"]
    tokens = {}
    for client, email, words in (("c-rita", RITA, SECRET), ("c-bob", BOB, "Bob's words")):
        signed = {"client": {"client_external_id": client}, "signature": sign(client, secret)}
        made_ticket = await world.ticket("a", title=f"Of {client}", body=words, email=email, **signed)
        tokens[client] = made_ticket["public_token"]

    async def listed() -> bool:
        return [await _mine(visitor, world, each, secret) for each in tokens] == [["Of c-rita"], ["Of c-bob"]]

    await until(listed)
    before = await _seen(visitor, tokens["c-bob"])
    merged = await world.owner.post(f"/api/requesters/{id_of(RITA)}/merge", json={"into": str(id_of(BOB))})
    assert (merged.status_code, merged.json()["tickets"]["all"]) == (200, 2)
    await world.owner.patch(f"/api/requesters/{id_of(BOB)}", json={"name": "Known to the team"})
    # Another inquiry of Bob's goes the whole way behind it: what a merge told, the public side would have by then.
    again = await world.ticket("a", title="Of c-bob again", body="x", email=BOB)
    assert await listed()
    shown, page = await _seen(visitor, tokens["c-bob"])
    assert shown == before[0]
    for text in (page, str(shown), str(await _seen(visitor, again["public_token"]))):
        assert SECRET not in text
        assert RITA not in text
        assert "Known to the team" not in text
