"""Attacks by what a stranger types or sends along, against a running helpdesk; each has its number in the threat list."""

from pathlib import Path

import pytest
from uuid_utils.compat import uuid7

from shared.addresses import mailbox_key
from tests.security.world import EVIL, PASSWORD, World, inquiry
from tests.sink import Sink, text_of
from tests.system import got, made
from tests.waiting import until

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("field", ["title", "name", "body"])
@pytest.mark.attack("A2")
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
@pytest.mark.attack("A3")
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
@pytest.mark.attack("A5")
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
@pytest.mark.attack("A5")
async def test_a5_a_made_up_address_of_a_file_is_not_found(world: World, path: str):
    assert (await world.callers["anonymous"].get(path)).status_code == 404


@pytest.mark.attack("A7")
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


@pytest.mark.attack("A7")
async def test_a7_what_agents_note_in_a_field_stays_inside_when_customers_are_asked_for_it_later(
    world: World, sink: Sink
):
    desk, canary = world.things["a"], f"canary-{uuid7()}"
    fields, key = f"/api/desks/{desk['desk_id']}/fields", f"f{uuid7().hex}"
    form = {"key": key, "name": f"Name {canary}", "kind": "text"}
    field = await made(world.owner, fields, form)
    ticket = await world.ticket("a", fields={key: "typed by Rita"})
    agent, path = world.callers["agent_of_a"], f"/api/tickets/{ticket['ticket_id']}"
    assert (await got(agent, path))["fields"] == {}
    assert (await agent.patch(path, json={"fields": {key: canary}})).status_code == 200
    visitor, token = world.callers["anonymous"], ticket["public_token"]
    doors = [f"/widget/v1/desks/{desk['desk_token']}", f"/helpdesk/desks/{desk['desk_token']}/contact"]
    public = [(await visitor.get(door)).text for door in doors]
    opened = {"in_widget": True, "name": "Order"}
    assert (await world.owner.patch(f"{fields}/{field['id']}", json=opened)).status_code == 200
    await made(agent, f"{path}/comments", {"body": "We look at your order."})
    await until(lambda: _mails_to(sink, "rita@a.example", "We look at your order."))
    behind = (f"/widget/v1/tickets/{token}", f"/helpdesk/ticket/{token}")
    public += [(await visitor.get(door)).text for door in behind]
    assert "typed by Rita" in public[-1]
    assert not any(canary in text for text in (*public, *[mail.as_string() for mail in sink.mails]))


async def _mails_to(sink: Sink, address: str, words: str) -> list:
    return [mail for mail in sink.to(address) if words in text_of(mail)]


@pytest.mark.attack("A13")
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
@pytest.mark.attack("A14")
async def test_a14_no_line_end_makes_a_header(world: World, sink: Sink, field: str, ends: str):
    address = f"{uuid7()}@a.example"
    ticket = await world.ticket("a", **{field: f"Hello{ends}", "email": address})
    agent = world.callers["agent_of_a"]
    await made(agent, f"/api/tickets/{ticket['ticket_id']}/comments", {"body": "An answer."})
    mails = await until(lambda: _mails_to(sink, address, "An answer."))
    assert all(mail["Bcc"] is None and mail["X-Evil"] is None for mail in mails)


@pytest.mark.attack("A28")
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


@pytest.mark.attack("A35")
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
