"""S1 in sequences: what is made, listed or read is then read, changed and deleted by its id, over all five documents."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import requests
from fastapi import FastAPI, Response
from uuid_utils.compat import uuid4

from services.local.ports import free_port
from services.local.postgres import Postgres
from shared.bus.topology import QUEUES
from shared.clock import utc_now
from shared.database import Database
from shared.dead_letters import bury
from shared.document_links import METHODS, add_links
from shared.message import Malformed, Message
from shared.routes import SERVICES
from tests.security.sequences import FIRST, Sequences, session_of
from tests.security.test_fuzz import CALLERS, EXAMPLES, OWN_SIGN_IN
from tests.security.world import World, a_world
from tests.shared.serving import served
from tests.sink import Sink
from tests.system import helpdesk

MAKERS = {"widget": "/api/desks", "notifications": "/api/desks"}
"""Where the things are made that a service's own document only speaks of."""

ANYTHING = {"content": {"application/json": {"schema": {"type": "object"}}}}
"""The body of a first step is given, not generated; ids in its form would only say that it cannot be a first step."""

DONE: Mapping[str, set[str]] = {
    "tickets": {"GET", "PUT", "DELETE"},
    "widget": {"GET", "POST"},
    "notifications": {"GET", "POST"},
    "scheduler": {"POST", "DELETE"},
    "organization": {"GET", "PATCH", "DELETE"},
}
"""What must have been done, with success, to things by the ids that earlier answers gave."""

MORE = ["owner"] * 3
"""Who goes on where chance has made nothing yet that a door would take."""


@pytest.fixture(scope="module")
async def world(sink: Sink, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Like that of the other attacks, with dead letters in every service."""
    folder, lmtp_port = tmp_path_factory.mktemp("sequences"), free_port()
    own = {"HELPDESK_LMTP_PORT": str(lmtp_port)}
    async with (
        Postgres(folder / "postgres") as server,
        helpdesk("up", folder, HELPDESK_DATABASE_URL=server.url(), **own) as system,
        a_world(system, sink.port, lmtp_port) as made,
    ):
        for service in SERVICES:
            await _bury_some(Database(server.url(f"helpdesk_{service}"), 1), service)
        yield made


async def _bury_some(database: Database, service: str) -> None:
    queue = min(name for name in QUEUES if name.startswith(f"{service}."))
    for _ in range(4 * EXAMPLES):
        await bury(
            database,
            queue,
            Message(uuid4(), "nothing.known.v1", b"?", utc_now()),
            Malformed("unknown_event", "of no use"),
        )
    await database.close()


async def _document(world: World, service: str) -> dict[str, Any]:
    document = (await world.callers["anonymous"].get(f"/docs/{service}/openapi.json")).json()
    assert "links" in str(document["paths"]), f"the document of {service} has no links"
    return document


async def _with_makers(world: World, service: str) -> dict[str, Any]:
    document = await _document(world, service)
    if path := MAKERS.get(service):
        document["paths"][path] = {"post": (await _document(world, "tickets"))["paths"][path]["post"]}
    return _for_sequences(document)


def _for_sequences(document: dict[str, Any]) -> dict[str, Any]:
    """Without the doors that end one's own access, and with links only to what is left."""
    for path in OWN_SIGN_IN & document["paths"].keys():
        for method in set(METHODS) & document["paths"][path].keys() - {"get"}:
            del document["paths"][path][method]
    for path, item in document["paths"].items():
        if path in FIRST and "{" not in path:
            item["post"]["requestBody"] = ANYTHING
        for answer in (answer for told in item.values() for answer in told["responses"].values()):
            answer.pop("links", None)
    return add_links(document)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("service", SERVICES)
async def test_s1_no_sequence_ends_in_a_servers_error(world: World, service: str):
    document = await _with_makers(world, service)
    faults: list[str] = []
    followed: Counter[tuple[str, str]] = Counter()
    for number, caller in enumerate([*CALLERS, *MORE]):
        if number >= len(CALLERS) and _done(followed) >= DONE[service]:
            break
        sessions = session_of(world.callers[caller]), session_of(world.owner)
        tried = Sequences(world.system.url, *sessions, world.things["a"])
        await asyncio.to_thread(tried.run, document, EXAMPLES, number)
        assert tried.followed.total() > EXAMPLES, f"{caller} followed hardly a link"
        faults += [f"{caller} {each}" for each in tried.faults]
        followed += tried.followed
    assert faults == []
    assert _done(followed) >= DONE[service]


def _done(followed: Counter[tuple[str, str]]) -> set[str]:
    return {method for method, outcome in followed if outcome == "2xx"}


def _brittle() -> FastAPI:
    """A service that breaks on what it has made itself, and on nothing a stranger can name."""
    app, made = FastAPI(), set[str]()

    @app.post("/api/things", status_code=201)
    def make() -> dict[str, str]:
        made.add(thing_id := str(uuid4()))
        return {"id": thing_id}

    @app.put("/api/things/{thing_id}/color")
    def paint(thing_id: str) -> Response:
        return Response(status_code=500 if thing_id in made else 404)

    return app


async def test_a_fault_of_the_second_step_is_found():
    app, nobody = _brittle(), requests.Session()
    async with served(app) as port:
        tried = Sequences(f"http://127.0.0.1:{port}", nobody, nobody, {})
        await asyncio.to_thread(tried.run, add_links(app.openapi()), EXAMPLES, 0)
    assert "PUT /api/things/{thing_id}/color: 500" in tried.faults[0]
