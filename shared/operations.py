"""`/api/operations/<service>`: what waits in one service, and its dead letters."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from shared import dead_letters
from shared.auth import Needs, Person
from shared.dead_letters import DeadLetter
from shared.service import backlog

Watcher = Annotated[Person, Needs("operations.read")]
Operator = Annotated[Person, Needs("operations.manage")]


def operations_door(service: str) -> APIRouter:
    """The operators' door of `service`."""
    router = APIRouter(prefix=f"/api/operations/{service}", tags=["operations"])
    router.get("")(look)
    router.get("/dead-letters")(list_letters)
    router.post("/dead-letters/{letter_id}/replay", status_code=202)(replay)
    router.delete("/dead-letters/{letter_id}", status_code=204)(discard)
    return router


async def look(request: Request, watcher: Watcher) -> dict[str, Any]:  # noqa: ARG001
    """Outbox rows and their age, parked messages, dead letters, the bus."""
    _, told = await request.app.state.health.ready()
    return told | await backlog(request.app.state.database)


async def list_letters(request: Request, watcher: Watcher) -> Response:  # noqa: ARG001
    """Dead letters that wait for a person, oldest first."""
    async with request.app.state.database.session() as session:
        found = await dead_letters.list_dead_letters(session)
    body = {"items": [_shown(letter) for letter in found], "next_cursor": None}
    return Response(to_json(body), media_type="application/json")


async def replay(letter_id: UUID, request: Request, operator: Operator) -> dict[str, Any]:  # noqa: ARG001
    """Send one again to the queue it failed in."""
    database = request.app.state.database
    async with database.session() as session, session.begin():
        await dead_letters.replay(session, letter_id)
    database.when_outbox_filled()
    return {"id": letter_id, "status": "replayed"}


async def discard(letter_id: UUID, request: Request, operator: Operator) -> None:  # noqa: ARG001
    """Forget one."""
    async with request.app.state.database.session() as session, session.begin():
        await dead_letters.discard(session, letter_id)


def _shown(letter: DeadLetter) -> dict[str, Any]:
    # Bodies can hold what customers wrote and their links: the command line shows them, HTTP does not.
    names = ("id", "queue", "event_id", "name", "reason", "detail", "failed_at")
    return {name: getattr(letter, name) for name in names}
