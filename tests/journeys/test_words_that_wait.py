"""A reply that waits reaches nobody outside before its moment, and everybody at it; and a late answer gets its own ticket."""

from datetime import UTC, datetime, timedelta

import httpx

from tests.journeys.test_life_of_a_ticket import CANARY, begun
from tests.sink import Sink, text_of
from tests.system import System, got, made, put
from tests.waiting import until


async def outside(visitor: httpx.AsyncClient, ticket: dict) -> str:
    """All that the holder of the link is shown, by programs and by pages."""
    pages = [f"/widget/v1/tickets/{ticket['token']}", f"/helpdesk/ticket/{ticket['token']}"]
    return "".join([(await visitor.get(each)).text for each in pages])


async def test_a_held_reply_leaves_at_its_moment_or_never(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack)
    address = f"held.{system.process.pid}@customer.example"
    ticket = await story.customer_writes(address)
    await story.mails(address, 1)
    path = f"/api/tickets/{ticket['id']}/comments"
    in_an_hour = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    file = (await story.owner.post("/api/files", files={"file": (f"{CANARY}.txt", CANARY.encode())})).json()
    never = {"body": CANARY, "send_at": in_an_hour, "attachment_ids": [file["id"]]}
    taken_back = await made(story.owner, path, never)
    await story.owner.patch(f"/api/desks/{story.desk['id']}", json={"hold_seconds": 3})
    held = await made(story.owner, path, {"body": "Try water.", "then": "resolve"})
    shown = await outside(story.visitor, ticket)
    assert CANARY not in shown
    assert "Try water." not in shown
    assert (await story.owner.delete(f"{path}/{taken_back['id']}")).status_code == 204
    await story.until_status(ticket, "resolved")
    (_, mail) = await story.mails(address, 2)
    assert "Try water." in text_of(mail)

    async def is_shown() -> bool:
        return "Try water." in await outside(story.visitor, ticket)

    await until(is_shown)
    assert [each["id"] for each in await story.entries(ticket, "comment")] == [held["id"]]
    assert CANARY not in await outside(story.visitor, ticket) + "".join(map(text_of, sink.to(address)))


async def test_a_late_answer_goes_on_in_a_ticket_of_its_own(system: System, sink: Sink, stack):
    story = await begun(system, sink, stack)
    await story.owner.patch(f"/api/desks/{story.desk['id']}", json={"reopen_days": 0})
    address = f"late.{system.process.pid}@customer.example"
    ticket = await story.customer_writes(address)
    await put(story.owner, f"/api/tickets/{ticket['id']}/status", {"status": "resolved"})
    await story.customer_comments(ticket, "It burns again.")

    async def is_led_on() -> dict:
        shown = await got(story.visitor, f"/widget/v1/tickets/{ticket['token']}")
        onward = shown.get("goes_on_in", {})
        return onward if "public_token" in onward else {}

    onward = await until(is_led_on)
    shown = await got(story.visitor, f"/widget/v1/tickets/{onward['public_token']}")
    assert (shown["number"], shown["body"], shown["status"]) == (onward["number"], "It burns again.", "open")
    assert onward["number"] in (await story.visitor.get(f"/helpdesk/ticket/{ticket['token']}")).text
    await made(
        story.visitor, f"/widget/v1/tickets/{onward['public_token']}/comments", {"body": "And?"}, status=202
    )
    assert (await story.ticket(ticket))["status"] == "resolved"
