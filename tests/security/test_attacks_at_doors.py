"""Attacks at the doors: foreign pages, forged links, floods, and wishes for what is somebody else's; by their numbers."""

import pytest

from tests.security.world import EVIL, PASSWORD, World, inquiry
from tests.system import got


@pytest.mark.parametrize(
    "next_page", [EVIL, "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
@pytest.mark.attack("A20")
async def test_a20_a_forged_link_to_sign_in_leads_nowhere_else(world: World, next_page: str):
    async with world.system.visitor() as visitor:
        form = {"email": "agent_of_a@example.com", "password": PASSWORD, "next": next_page}
        answer = await visitor.post("/auth/sign-in", data=form, headers={"Origin": world.system.url})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert "evil" not in answer.headers["location"]


@pytest.mark.parametrize("extra", ["", "Basic eDp5", "Bearer", "Token x", "bearer"])
@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1.evil.example"])
@pytest.mark.attack("A21")
async def test_a21_a_foreign_page_cannot_act_with_the_cookie_whatever_header_it_adds(
    world: World, origin: str, extra: str
):
    agent, ticket = world.callers["agent_of_a"], world.things["a"]["ticket_id"]
    before = await got(agent, f"/api/tickets/{ticket}")
    headers = {"Origin": origin} | ({"Authorization": extra} if extra else {})
    for method, path, body in (
        ("PUT", f"/api/tickets/{ticket}/status", {"status": "waiting"}),
        ("POST", f"/api/tickets/{ticket}/notes", {"body": "evil"}),
        ("POST", "/auth/sign-out", None),
        ("POST", "/api/tokens", {"name": "evil"}),
    ):
        answer = await agent.request(method, path, json=body, headers=headers)
        assert answer.status_code in (401, 403), (path, answer.text)
    assert (await got(agent, f"/api/tickets/{ticket}"))["version"] == before["version"]


@pytest.mark.attack("A21")
async def test_a21_reading_changes_nothing(world: World):
    agent, ticket = world.callers["agent_of_a"], world.things["a"]["ticket_id"]
    before = await got(agent, f"/api/tickets/{ticket}")
    for path in (
        f"/panel/tickets/{ticket}",
        f"/panel/tickets/{ticket}/status?status=resolved",
        "/auth/sign-out",
    ):
        await agent.get(path)
        await agent.head(path)
    assert (await got(agent, f"/api/tickets/{ticket}"))["version"] == before["version"]


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "https://evil.example.good.example", "https://xgood.example"]
)
@pytest.mark.attack("A23")
async def test_a23_a_listed_desk_takes_nothing_from_other_sites(world: World, origin: str):
    desk = world.things["b"]
    settings = f"/api/widget/desks/{desk['desk_id']}"
    await world.owner.patch(settings, json={"allowed_origins": ["https://good.example"]})
    try:
        visitor, form = world.callers["anonymous"], {"title": "x", "email": "x@b.example"}
        path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
        for kind, body in (("json", form), ("data", form)):
            answer = await visitor.post(path, **{kind: body}, headers={"Origin": origin})  # type: ignore[arg-type]
            assert answer.status_code == 403, answer.text
            assert answer.headers.get("access-control-allow-origin") in (None, "https://good.example")
        good = await visitor.post(path, json=form, headers={"Origin": "https://good.example"})
        assert good.status_code == 202
        assert "access-control-allow-credentials" not in good.headers
    finally:
        await world.owner.patch(settings, json={"allowed_origins": []})


@pytest.mark.attack("A26")
async def test_a26_answers_and_bodies_have_bounds(world: World):
    agent = world.callers["agent_of_a"]
    flood = {"title": "x", "desk_id": "no", **{f"field{number}": 1 for number in range(30_000)}}
    answer = await agent.post("/api/tickets", json=flood)
    assert answer.status_code == 422
    assert len(answer.content) < 16_384
    big = await agent.post(
        "/api/tickets", content=b" " * (2 * 1024 * 1024), headers={"content-type": "application/json"}
    )
    assert big.status_code == 413
    stranger = await world.callers["anonymous"].post(
        "/api/files", files={"file": ("a", b"x" * (2 * 1024 * 1024))}
    )
    assert stranger.status_code in (401, 413)


@pytest.mark.attack("A29")
async def test_a29_sign_in_tells_nobody_who_exists(world: World):
    async with world.system.visitor() as visitor:
        answers = [
            await visitor.post("/auth/sign-in", json={"email": email, "password": "wrong-but-long-enough"})
            for email in ("agent_of_b@example.com", "nobody@example.com")
        ]
    assert [answer.status_code for answer in answers] == [401, 401]
    told = [
        {name: value for name, value in answer.json().items() if name != "request_id"} for answer in answers
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "field",
    [
        "status",
        "number",
        "id",
        "assignee",
        "created_at",
        "channel",
        "verified",
        "desk_id",
        "internal",
        "public_token",
    ],
)
@pytest.mark.attack("A32")
async def test_a32_a_visitor_sets_what_the_form_has_and_nothing_else(world: World, field: str):
    answer = await inquiry(world, **{field: "resolved"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "field", ["status", "number", "id", "version", "created_at", "public_url", "snooze", "body_html"]
)
@pytest.mark.attack("A32")
async def test_a32_an_agent_edits_only_what_can_be_edited(world: World, field: str):
    ticket = world.things["a"]["ticket_id"]
    answer = await world.callers["agent_of_a"].patch(f"/api/tickets/{ticket}", json={field: "x"})
    assert answer.status_code == 422


@pytest.mark.attack("A33")
async def test_a33_a_task_is_tied_only_to_what_one_may_see(world: World):
    own, foreign = world.things["a"], world.things["b"]
    agent = world.callers["agent_of_a"]
    linked = await agent.put(f"/api/tickets/{foreign['ticket_id']}/tasks/{own['task_id']}")
    assert linked.status_code == 404
    wish = await agent.post("/api/tasks", json={"title": "mine", "ticket_id": foreign["ticket_id"]})
    assert wish.status_code in (404, 422)
    seen = await agent.get(f"/api/tasks/{foreign['task_id']}")
    assert seen.status_code == 404
    listed = await got(agent, "/api/tasks")
    assert foreign["task_id"] not in [task["id"] for task in listed["items"]]
