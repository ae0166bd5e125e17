"""One ticket's whole life, over HTTP and a real SMTP socket: in one process, and as a cluster on RabbitMQ."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.sink import Sink, text_of
from tests.system import System, got, made, mailbox, put
from tests.waiting import until

CANARY = "canary-only-the-team-may-read-this"
RITA = "rita@customer.example"


class Story:
    """A desk with a mailbox, and what happens on it."""

    def __init__(self, owner: httpx.AsyncClient, visitor: httpx.AsyncClient, sink: Sink) -> None:
        self.owner = owner
        self.visitor = visitor
        self.sink = sink
        self.desk: dict[str, Any] = {}
        self.desk_token = ""

    async def begin(self, with_mailbox: bool = True) -> None:
        self.desk = await made(
            self.owner, "/api/desks", {"name": "Support", "number_pattern": "SUP-{{yy}}-{{nr:3}}"}
        )
        if with_mailbox:
            await put(self.owner, f"/api/mail/desks/{self.desk['id']}/mailbox", dict(mailbox(self.sink.port)))
        self.desk_token = (await got(self.owner, f"/api/widget/desks/{self.desk['id']}"))["desk_token"]

    async def customer_writes(self, email: str = RITA, **more: Any) -> dict[str, Any]:
        form = {"title": "Printer on fire", "body": "It **burns**.", "email": email, "name": "Rita"}
        path = f"/widget/v1/desks/{self.desk_token}/tickets"
        receipt = await made(self.visitor, path, form | more, status=202)
        shown = await got(self.visitor, f"/widget/v1/tickets/{receipt['public_token']}", wait=20)
        path = f"/api/desks/{self.desk['id']}/tickets/{shown['number']}"
        return await got(self.owner, path) | {
            "token": receipt["public_token"],
            "public": receipt["public_url"],
        }

    async def customer_comments(self, ticket: dict[str, Any], body: str) -> None:
        await made(self.visitor, f"/widget/v1/tickets/{ticket['token']}/comments", {"body": body}, status=202)

    async def ticket(self, ticket: dict[str, Any]) -> dict[str, Any]:
        return await got(self.owner, f"/api/tickets/{ticket['id']}")

    async def until_status(self, ticket: dict[str, Any], status: str) -> None:
        async def has_it() -> bool:
            return (await self.ticket(ticket))["status"] == status

        await until(has_it)

    async def view(self, name: str) -> list[str]:
        page = await got(self.owner, "/api/tickets", view=name, desk_id=self.desk["id"])
        return [item["id"] for item in page["items"]]

    async def entries(self, ticket: dict[str, Any], kind: str) -> list[dict[str, Any]]:
        page = await got(self.owner, f"/api/tickets/{ticket['id']}/timeline")
        return [entry for entry in page["items"] if entry["kind"] == kind]

    async def changes(self, ticket: dict[str, Any]) -> list[str]:
        return [entry["change"] for entry in await self.entries(ticket, "change")]

    async def mails(self, address: str, count: int) -> list[Any]:
        async def enough() -> bool:
            return len(self.sink.to(address)) >= count

        await until(enough)
        found = self.sink.to(address)
        assert len(found) == count, [mail["subject"] for mail in found]
        return found


async def begun(system: System, sink: Sink, stack: Any, **more: Any) -> Story:
    owner = await stack.enter_async_context(system.owner())
    visitor = await stack.enter_async_context(system.visitor())
    story = Story(owner, visitor, sink)
    await story.begin(**more)
    return story


async def test_from_the_widget_to_the_answer_and_back(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack)
    address = f"rita.{system.process.pid}@customer.example"
    ticket = await story.customer_writes(address)
    assert ticket["number"] == f"SUP-{datetime.now(UTC):%y}-001"
    assert await story.view("to-assign") == [ticket["id"]]
    [created] = await story.mails(address, 1)
    assert ticket["public"] in text_of(created)
    assert ticket["public_url"] == ticket["public"]

    path = f"/api/tickets/{ticket['id']}"
    me = await got(story.owner, "/api/me")
    await put(story.owner, f"{path}/assignee", {"kind": "agent", "id": me["id"]})
    assert await story.view("to-assign") == []
    await made(story.owner, f"{path}/notes", {"body": CANARY})
    await made(story.owner, f"{path}/comments", {"body": "Use the *extinguisher*.", "then": "wait"})
    answered = (await story.mails(address, 2))[1]
    assert "extinguisher" in text_of(answered)
    assert created["message-id"] in (answered["references"] or "")
    assert (await story.ticket(ticket))["status"] == "waiting"

    await words_open_it_again(story, ticket)
    assert (await story.ticket(ticket))["assignee"] == {"kind": "agent", "id": me["id"]}
    await nothing_internal_left_the_team(story, ticket, address)


async def words_open_it_again(story: Story, ticket: dict[str, Any]) -> None:
    for status, said in (("waiting", "Which one?"), ("resolved", "It burns again")):
        await put(story.owner, f"/api/tickets/{ticket['id']}/status", {"status": status})
        await story.customer_comments(ticket, said)
        await story.until_status(ticket, "open")


async def nothing_internal_left_the_team(story: Story, ticket: dict[str, Any], address: str) -> None:
    assert [entry["body"] for entry in await story.entries(ticket, "note")] == [CANARY]
    page = await story.visitor.get(ticket["public"])
    assert page.status_code == 200
    for said in ("Which one?", "It burns again", "extinguisher"):
        assert said in page.text
    public = await story.visitor.get(f"/widget/v1/tickets/{ticket['token']}")
    for channel in (page.text, public.text, *[mail.as_string() for mail in story.sink.mails]):
        assert CANARY not in channel
    await story.mails(address, 2)


async def test_a_snooze_hides_and_the_ticket_comes_back_by_itself(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack)
    address = f"sleepy.{system.process.pid}@customer.example"
    ticket = await story.customer_writes(address)
    await story.mails(address, 1)
    until_then = datetime.now(UTC) + timedelta(seconds=3)
    await put(story.owner, f"/api/tickets/{ticket['id']}/snooze", {"until": until_then.isoformat()})
    assert (await story.view("active"), await story.view("snoozed")) == ([], [ticket["id"]])

    async def is_back() -> bool:
        return await story.view("active") == [ticket["id"]]

    await until(is_back)
    assert datetime.now(UTC) >= until_then

    async def is_recorded() -> bool:
        return "woken" in await story.changes(ticket)

    await until(is_recorded)
    assert (await story.ticket(ticket))["snooze"] is None
    assert len(sink.to(address)) == 1


async def test_a_done_task_comes_back_to_its_ticket(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack)
    ticket = await story.customer_writes("task@customer.example")
    task = await made(story.owner, "/api/tasks", {"title": "Mend the printer"})
    linked = await put(story.owner, f"/api/tickets/{ticket['id']}/tasks/{task['id']}")
    assert [each["title"] for each in linked["tasks"]] == ["Mend the printer"]

    async def knows_its_ticket() -> bool:
        found = await got(story.owner, f"/api/tasks/{task['id']}")
        return [each["number"] for each in found["tickets"]] == [ticket["number"]]

    await until(knows_its_ticket)
    done = await story.owner.patch(f"/api/tasks/{task['id']}", json={"status": "done"})
    assert done.status_code == 200, done.text

    async def has_a_note() -> bool:
        return any("Mend the printer" in entry["body"] for entry in await story.entries(ticket, "note"))

    await until(has_a_note)
    assert await story.view("tell-customer") == [ticket["id"]]


async def test_files_go_up_and_come_down_on_both_sides(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack)
    upload = {"file": ("burning.txt", b"flames")}
    kept = await story.visitor.post(f"/widget/v1/desks/{story.desk_token}/files", files=upload)
    assert kept.status_code == 201, kept.text
    ticket = await story.customer_writes("files@customer.example", attachment_ids=[kept.json()["id"]])
    [attached] = (await story.ticket(ticket))["attachments"]
    assert (await story.owner.get(attached["url"])).content == b"flames"

    plan = await story.owner.post("/api/files", files={"file": ("plan.txt", b"escape plan")})
    body = {"body": "See the plan", "attachment_ids": [plan.json()["id"]]}
    await made(story.owner, f"/api/tickets/{ticket['id']}/comments", body)

    async def comments() -> list[Any]:
        return (await got(story.visitor, f"/widget/v1/tickets/{ticket['token']}"))["comments"]

    [comment] = await until(comments)
    down = await story.visitor.get(comment["attachments"][0]["url"])
    assert (down.content, down.headers["x-content-type-options"]) == (b"escape plan", "nosniff")


async def test_a_desk_without_a_mailbox_sends_nothing_and_says_so(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack, with_mailbox=False)
    ticket = await story.customer_writes("silent@customer.example")
    await made(story.owner, f"/api/tickets/{ticket['id']}/comments", {"body": "hello"})
    missing = await story.owner.get(f"/api/mail/desks/{story.desk['id']}/mailbox")
    assert (missing.status_code, missing.json()["code"]) == (404, "mailbox_missing")

    async def comment_arrived() -> bool:
        return bool((await got(story.visitor, f"/widget/v1/tickets/{ticket['token']}"))["comments"])

    await until(comment_arrived)
    deliveries = await got(story.owner, "/api/mail/deliveries", ticket_id=ticket["id"])
    assert deliveries["items"] == []
    assert sink.to("silent@customer.example") == []


async def test_every_service_is_ready_and_says_how_it_is(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack)
    for service in ("tickets", "widget", "notifications", "scheduler", "organization"):
        told = await got(story.owner, f"/api/operations/{service}")
        assert (told["dead_letters"], told["migrated"]) == (0, True), told
        assert (await story.visitor.get(f"/docs/{service}")).status_code == 200
    for path in ("/health/live", "/health/ready", "/metrics", "/docs/events", "/demo/website"):
        assert (await story.visitor.get(path)).status_code == 200, path
