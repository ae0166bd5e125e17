"""Attack cases against a running helpdesk, each named by its number in the threat list of the documentation."""

from pathlib import Path

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.addresses import mailbox_key
from tests.security.world import PASSWORD, World
from tests.sink import Sink, text_of
from tests.system import got, made
from tests.waiting import until

SCRIPT = "<script>alert(1)</script>"
EVIL = "https://evil.example"
KEPT_OUT = (401, 403, 404)


async def inquiry(world: World, desk: str = "a", **more: object) -> httpx.Response:
    form = {"title": "Help", "body": "It is broken.", "email": "rita@a.example"}
    path = f"/widget/v1/desks/{world.things[desk]['desk_token']}/tickets"
    return await world.callers["anonymous"].post(path, json=form | more)


@pytest.mark.parametrize("field", ["title", "name", "body"])
async def test_a2_script_in_a_visitors_words_is_text_everywhere(world: World, field: str):
    ticket = await world.ticket("a", **{field: f"{SCRIPT} {field}"})
    pages = [
        (await world.callers["agent_of_a"].get(f"/panel/tickets/{ticket['ticket_id']}")).text,
        (await world.callers["agent_of_a"].get("/panel/tickets?view=all")).text,
        (await world.callers["anonymous"].get(f"/helpdesk/ticket/{ticket['public_token']}")).text,
    ]
    assert all(SCRIPT not in page for page in pages)
    assert any("&lt;script&gt;" in page for page in pages)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("image.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("invoice.pdf.exe", b"MZ\x90\x00"),
    ],
)
async def test_a3_an_uploaded_page_is_only_ever_a_download(world: World, name: str, content: bytes):
    agent = world.callers["agent_of_a"]
    kept = (await agent.post("/api/files", files={"file": (name, content)})).json()
    answer = await world.callers["anonymous"].get(kept["url"])
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "html" not in answer.headers["content-type"]
    assert "svg" not in answer.headers["content-type"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "a\x00.txt", "x" * 4000]
)
async def test_a5_a_name_never_becomes_a_path(world: World, name: str):
    before = _files_outside(world.system.folder)
    answer = await world.callers["agent_of_a"].post("/api/files", files={"file": (name, b"content")})
    if answer.status_code == 201:
        shown = answer.json()["name"]
        assert "/" not in shown
        assert "\\" not in shown
        assert len(shown) <= 200
    else:
        assert answer.status_code == 422
    assert _files_outside(world.system.folder) == before


def _files_outside(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*passwd*")} | {str(path) for path in folder.rglob("*boot*")}


@pytest.mark.parametrize(
    "path", ["/files/tickets/../../etc/passwd", "/files/tickets/AAAA", "/files/widget/" + "A" * 300]
)
async def test_a5_a_made_up_address_of_a_file_is_not_found(world: World, path: str):
    assert (await world.callers["anonymous"].get(path)).status_code == 404


async def test_a7_an_internal_note_is_in_no_channel_of_the_customer(world: World, sink: Sink):
    ticket = await world.ticket("a")
    canary = f"canary-{uuid7()}"
    agent = world.callers["agent_of_a"]
    await made(agent, f"/api/tickets/{ticket['ticket_id']}/notes", {"body": canary})
    await made(agent, f"/api/tickets/{ticket['ticket_id']}/comments", {"body": "We are on it."})
    visitor = world.callers["anonymous"]

    async def is_answered() -> bool:
        shown = await got(visitor, f"/widget/v1/tickets/{ticket['public_token']}")
        return len(shown["comments"]) == 1

    await until(is_answered)
    public = [
        (await visitor.get(f"/widget/v1/tickets/{ticket['public_token']}")).text,
        (await visitor.get(f"/helpdesk/ticket/{ticket['public_token']}")).text,
    ]
    await until(lambda: _mails_to(sink, "rita@a.example", "We are on it."))
    public += [mail.as_string() for mail in sink.mails]
    assert not any(canary in text for text in public)


async def _mails_to(sink: Sink, address: str, words: str) -> list:
    return [mail for mail in sink.to(address) if words in text_of(mail)]


async def test_a13_links_are_long_and_random_and_a_guess_is_not_found(world: World):
    tokens = [(await world.ticket("a"))["public_token"] for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(len(token) >= 22 for token in tokens)
    visitor = world.callers["anonymous"]
    for guess in (tokens[0][:-1] + "x", tokens[0].upper(), "", "x" * 43, "%00", "../" + tokens[0]):
        for path in (f"/widget/v1/tickets/{guess}", f"/helpdesk/ticket/{guess}"):
            assert (await visitor.get(path)).status_code in (404, 405), path


@pytest.mark.parametrize("field", ["title", "name"])
@pytest.mark.parametrize("ends", ["\r\nBcc: victim@evil.example", "\nX-Evil: 1", "\rBcc: v@evil.example"])
async def test_a14_no_line_end_makes_a_header(world: World, sink: Sink, field: str, ends: str):
    address = f"{uuid7()}@a.example"
    ticket = await world.ticket("a", **{field: f"Hello{ends}", "email": address})
    agent = world.callers["agent_of_a"]
    await made(agent, f"/api/tickets/{ticket['ticket_id']}/comments", {"body": "An answer."})
    mails = await until(lambda: _mails_to(sink, address, "An answer."))
    assert all(mail["Bcc"] is None and mail["X-Evil"] is None for mail in mails)


@pytest.mark.parametrize(
    "next_page", [EVIL, "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
async def test_a20_a_forged_link_to_sign_in_leads_nowhere_else(world: World, next_page: str):
    async with world.system.visitor() as visitor:
        form = {"email": "agent_of_a@example.com", "password": PASSWORD, "next": next_page}
        answer = await visitor.post("/auth/sign-in", data=form, headers={"Origin": world.system.url})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert "evil" not in answer.headers["location"]


@pytest.mark.parametrize("extra", ["", "Basic eDp5", "Bearer", "Token x", "bearer"])
@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1.evil.example"])
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


async def test_a28_a_form_is_no_cannon_at_a_third_persons_mailbox(world: World, sink: Sink):
    victim = f"victim-{uuid7().hex[:8]}"
    for number in range(12):
        desk, tag = "ab"[number % 2], f"+{number}" if number % 3 else ""
        address = f"{victim.upper() if number % 4 == 1 else victim}{tag}@target.example"
        answer = await inquiry(world, desk, email=address, title=f"Buy at {EVIL}", name="Cheap pills")
        assert answer.status_code == 202
    quiet = {"state": "queued"}

    async def is_quiet() -> bool:
        return not (await got(world.owner, "/api/mail/deliveries", **quiet))["items"]

    await until(is_quiet, seconds=30, every=0.2)
    hit = [
        mail for mail, to in zip(sink.mails, sink.recipients, strict=True)
        if any(mailbox_key(each) == f"{victim}@target.example" for each in to)
    ]  # fmt: skip
    assert len(hit) <= 1
    assert not any("pills" in mail.as_string() or "evil" in mail.as_string() for mail in hit)


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
async def test_a32_a_visitor_sets_what_the_form_has_and_nothing_else(world: World, field: str):
    answer = await inquiry(world, **{field: "resolved"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "field", ["status", "number", "id", "version", "created_at", "public_url", "snooze", "body_html"]
)
async def test_a32_an_agent_edits_only_what_can_be_edited(world: World, field: str):
    ticket = world.things["a"]["ticket_id"]
    answer = await world.callers["agent_of_a"].patch(f"/api/tickets/{ticket}", json={field: "x"})
    assert answer.status_code == 422


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


async def test_a35_logs_hold_no_tokens_passwords_or_words(world: World):
    canary = f"canary{uuid7().hex}"
    visitor = world.callers["anonymous"]
    ticket = await world.ticket("a", title=canary, body=canary)
    await visitor.post("/auth/sign-in", json={"email": f"{canary}@example.com", "password": canary})
    await visitor.get(f"/widget/v1/tickets/{canary}")
    await visitor.get(f"/helpdesk/ticket/{canary}", headers={"accept": "text/html"})
    await visitor.post(
        f"/widget/v1/tickets/{ticket['public_token']}/comments", json={"body": canary, "no": canary}
    )
    await visitor.get(f"/api/tickets?q={canary}", headers={"authorization": f"Bearer {canary}"})
    await visitor.post(
        "/api/tickets", content=f'{{"title": "{canary}', headers={"content-type": "application/json"}
    )
    log = (world.system.folder / "console.log").read_text()
    for secret in (canary, ticket["public_token"], PASSWORD):
        assert secret not in log
