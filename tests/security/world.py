"""Two desks with their people, customers and things, behind real doors: what attackers would find."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.tickets.domain.requesters import id_of
from tests.system import System, got, made, mailbox
from tests.waiting import until

PASSWORD = "rather-long-and-nobody-knows-it"
EVIL = "https://evil.example"
ROLES = {
    "guest": "guest",
    "agent_of_a": "agent",
    "agent_of_b": "agent",
    "agent_of_both": "agent",
    "admin": "admin",
}
SEES: Mapping[str, str] = {
    "agent_of_a": "a", "token_of_a": "a", "agent_of_b": "b", "agent_of_both": "ab", "admin": "ab", "owner": "ab",
}  # fmt: skip
"""Which desks each caller may know of; callers that are not named know of none."""


@dataclass
class World:
    """The running system, its callers by name, and what there is on each desk."""

    system: System
    callers: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    """By desk (`a`, `b`): values for the parameters of paths."""

    @property
    def owner(self) -> httpx.AsyncClient:
        """Who may do everything."""
        return self.callers["owner"]

    async def ticket(self, desk: str, **more: Any) -> dict[str, str]:
        """One more inquiry on a desk, numbered; its ids and its token."""
        visitor, things = self.callers["anonymous"], self.things[desk]
        form = {"title": f"Inquiry on {desk}", "body": "It does not work.", "email": f"rita@{desk}.example"}
        path = f"/widget/v1/desks/{things['desk_token']}/tickets"
        receipt = await made(visitor, path, form | more, status=202)
        shown = await got(visitor, f"/widget/v1/tickets/{receipt['public_token']}", wait=20)
        number = str(shown["number"])
        found = await got(self.owner, f"/api/desks/{things['desk_id']}/tickets/{number}")
        return {"ticket_id": found["id"], "number": number, "public_token": receipt["public_token"]}


async def sign_in(system: System, stack: AsyncExitStack, email: str, password: str) -> httpx.AsyncClient:
    """Somebody in a browser: a cookie, and the origin of the page they are on."""
    client = await _client(system, stack, {"Origin": system.url})
    answer = await client.post("/auth/sign-in", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    return client


async def _client(system: System, stack: AsyncExitStack, headers: dict[str, str]) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=system.url, timeout=30, headers=headers)
    return await stack.enter_async_context(client)


async def _people(world: World, stack: AsyncExitStack) -> None:
    for name, role in ROLES.items():
        email = f"{name}@example.com"
        body = {"name": name, "email": email, "role": role, "password": PASSWORD}
        world.people[name] = (await made(world.owner, "/api/people", body))["id"]
        world.callers[name] = await sign_in(world.system, stack, email, PASSWORD)
    token = (await made(world.callers["agent_of_a"], "/api/tokens", {"name": "script"}))["token"]
    world.callers["token_of_a"] = await _client(world.system, stack, {"authorization": f"Bearer {token}"})


async def _desk(world: World, desk: str, sink_port: int) -> None:
    both = world.people["agent_of_both"]
    members = [world.people[f"agent_of_{desk}"], both]
    body = {"name": f"Desk {desk}", "number_pattern": desk.upper() + "-{{nr}}", "member_ids": members}
    desk_id = (await made(world.owner, "/api/desks", body))["id"]
    token = (await got(world.owner, f"/api/widget/desks/{desk_id}"))["desk_token"]
    box = dict(mailbox(sink_port)) | {"address": f"support@{desk}.example", "open_tickets": False}
    await world.owner.put(f"/api/mail/desks/{desk_id}/mailbox", json=box)
    world.things[desk] = {"desk_id": desk_id, "desk_token": token}
    world.things[desk] |= await world.ticket(desk)
    world.things[desk]["requester_id"] = await _somebody(world, desk_id, f"asker@{desk}.example")
    task = {"title": f"Fix for {desk}", "ticket_id": world.things[desk]["ticket_id"]}
    world.things[desk]["task_id"] = (await made(world.owner, "/api/tasks", task))["id"]
    await _until_linked(world, desk)


async def _somebody(world: World, desk_id: str, email: str) -> str:
    """Whoever asked on a ticket that no test changes."""
    typed = {"desk_id": desk_id, "title": "Asked by telephone", "requester": {"email": email}}
    await made(world.owner, "/api/tickets", typed)
    return str(id_of(email))


async def _until_linked(world: World, desk: str) -> None:
    things = world.things[desk]

    async def is_linked() -> bool:
        task = await got(world.owner, f"/api/tasks/{things['task_id']}")
        return [each["ticket_id"] for each in task["tickets"]] == [things["ticket_id"]]

    await until(is_linked)


async def _mail(world: World, desk: str, lmtp_port: int) -> None:
    """A mail with a design arrived at the desk, and waits for a person."""
    things = world.things[desk]
    head = f"From: rita@{desk}.example\r\nSubject: Mail to {desk}\r\nMessage-ID: <{desk}@x.example>\r\n"
    raw = f"{head}Content-Type: text/html\r\n\r\n<p>It does not work.</p>\r\n".encode()
    await asyncio.to_thread(_hand_on, lmtp_port, f"support@{desk}.example", raw)

    async def waits() -> list[Any]:
        wanted = {"desk_id": things["desk_id"], "state": "unlinked"}
        return (await got(world.owner, "/api/mail/emails", **wanted))["items"]

    things["email_id"] = (await until(waits))[0]["id"]


def _hand_on(lmtp_port: int, recipient: str, raw: bytes) -> None:
    with smtplib.LMTP("127.0.0.1", lmtp_port) as server:
        assert server.sendmail("x@x.example", [recipient], raw) == {}


@asynccontextmanager
async def a_world(system: System, sink_port: int, lmtp_port: int) -> AsyncIterator[World]:
    """Made through the front doors, once for all tests of the drawer."""
    world = World(system)
    async with AsyncExitStack() as stack:
        world.callers["owner"] = await stack.enter_async_context(system.owner())
        world.callers["anonymous"] = await stack.enter_async_context(system.visitor())
        await _people(world, stack)
        for desk in ("a", "b"):
            await _desk(world, desk, sink_port)
            await _mail(world, desk, lmtp_port)
        group = {"name": "Second line", "member_ids": [world.people["agent_of_a"]]}
        world.things["a"]["group_id"] = (await made(world.owner, "/api/groups", group))["id"]
        yield world


async def inquiry(world: World, desk: str = "a", **more: object) -> httpx.Response:
    """An inquiry as a website's script sends it, with `more` in its form."""
    form = {"title": "Help", "body": "It is broken.", "email": "rita@a.example"}
    path = f"/widget/v1/desks/{world.things[desk]['desk_token']}/tickets"
    return await world.callers["anonymous"].post(path, json=form | more)
