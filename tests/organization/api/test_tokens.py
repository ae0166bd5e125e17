from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from shared.database import Database
from tests.organization.conftest import Browser, me
from tests.organization.events import published

Open = Callable[..., Browser]


def program(browser: Open, token: str) -> Browser:
    return browser(headers={"authorization": f"Bearer {token}"})


async def test_a_token_is_shown_once_and_acts_for_who_made_it(agent: Browser, browser: Open):
    made = await agent.post("/api/tokens", json={"name": "Importer"})
    assert made.status_code == 201
    assert made.json().keys() == {"id", "token"}
    assert await me(program(browser, made.json()["token"])) == await me(agent)
    (listed,) = (await agent.get("/api/tokens")).json()["items"]
    assert listed.keys() == {"id", "name", "created_at", "expires_at"}
    assert (listed["id"], listed["expires_at"]) == (made.json()["id"], None)


async def test_the_token_lies_nowhere_in_the_database(agent: Browser, organization_database: Database):
    key = {"Idempotency-Key": "one"}
    token = (await agent.post("/api/tokens", json={"name": "Importer"}, headers=key)).json()["token"]
    async with organization_database.session() as session:
        answers = await session.scalars(text("SELECT convert_from(answer, 'UTF8') FROM idempotency_keys"))
    assert token not in "".join(answers)
    assert token.split(".")[2] not in "".join(answers)


async def test_the_same_key_makes_one_token_that_works_until_it_is_revoked(agent: Browser, browser: Open):
    key = {"Idempotency-Key": "one"}
    first, second = [
        await agent.post("/api/tokens", json={"name": "Importer"}, headers=key) for _ in range(2)
    ]
    assert (second.status_code, second.headers["idempotent-replayed"]) == (201, "true")
    assert first.json()["id"] == second.json()["id"]
    assert (await program(browser, second.json()["token"]).get("/api/me")).status_code == 200
    await agent.delete(f"/api/tokens/{first.json()['id']}")
    assert (await agent.post("/api/tokens", json={"name": "Importer"}, headers=key)).status_code == 404


async def test_a_revoked_token_is_refused_at_once_and_everywhere(
    agent: Browser, browser: Open, organization_database: Database
):
    made, other = [(await agent.post("/api/tokens", json={"name": name})).json() for name in "ab"]
    client = program(browser, made["token"])
    assert (await client.get("/api/me")).status_code == 200
    assert (await agent.delete(f"/api/tokens/{made['id']}")).status_code == 204
    assert (await client.get("/api/me")).status_code == 401
    assert (await program(browser, other["token"]).get("/api/me")).status_code == 200
    assert (await agent.delete(f"/api/tokens/{made['id']}")).status_code == 404
    event = (await published(organization_database, "agent.changed.v1"))[-1]
    assert event["person"]["revoked_tokens"] == [made["id"]]


async def test_nobody_sees_or_revokes_a_token_of_somebody_else(agent: Browser, owner: Browser):
    made = (await agent.post("/api/tokens", json={"name": "Mine"})).json()
    assert (await owner.get("/api/tokens")).json()["items"] == []
    assert (await owner.delete(f"/api/tokens/{made['id']}")).status_code == 404


async def test_a_token_ends_when_it_was_said_to(agent: Browser, browser: Open):
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = await agent.post("/api/tokens", json={"name": "Soon", "expires_at": soon})
    assert made.status_code == 201
    assert (await agent.get("/api/tokens")).json()["items"][0]["expires_at"][:19] == soon[:19]
    assert (await program(browser, made.json()["token"]).get("/api/me")).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "x" * 101}, {"name": "a\0"}, {"expires_at": "2020-01-01T00:00:00Z"},
     {"expires_at": "2099-01-01T00:00:00"}, {"expires_at": "tomorrow"}, {"scope": "all"}],
)  # fmt: skip
async def test_malformed_tokens_are_refused(agent: Browser, fields: dict):
    answer = await agent.post("/api/tokens", json={"name": "Importer"} | fields)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(fields))
