import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from services.local.gateway import STATIC, Gateway
from services.local.ports import free_port
from services.local.processes import eventually
from shared.routes import SERVICES

pytestmark = pytest.mark.nginx


class Echo:
    """A service that answers who it is and what reached it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = free_port()
        config = uvicorn.Config(self, port=self.port, log_level="error", lifespan="off", loop="asyncio")
        self.server = uvicorn.Server(config)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/panel/live":
            return await self._stream(send)
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        answer = {"service": self.name, "path": scope["path"], "headers": headers, "size": size}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    async def _stream(self, send: Any) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/event-stream")],
            }
        )
        await send({"type": "http.response.body", "body": b"data: first\n\n", "more_body": True})
        await asyncio.Event().wait()

    async def __aenter__(self) -> "Echo":
        self.task = asyncio.create_task(self.server.serve())

        async def started() -> bool:
            return self.server.started

        await eventually(started, f"The start of {self.name}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.should_exit = self.server.force_exit = True
        await self.task


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to a gateway before all services but the scheduler, which is down."""
    async with AsyncExitStack() as stack:
        services = [await stack.enter_async_context(Echo(name)) for name in SERVICES if name != "scheduler"]
        upstreams = {echo.name: f"127.0.0.1:{echo.port}" for echo in services}
        upstreams["scheduler"] = f"127.0.0.1:{free_port()}"
        gateway = await stack.enter_async_context(Gateway(tmp_path_factory.mktemp("gateway"), upstreams))
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=gateway.url))


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "tickets"),
        ("/api/tickets", "tickets"),
        ("/api/tickets/1/comments?x=%2F", "tickets"),
        ("/api/tasks/1", "organization"),
        ("/panel/tasks", "organization"),
        ("/widget/v1/desks/token", "widget"),
        ("/docs/notifications", "notifications"),
    ],
)
async def test_each_path_reaches_its_service(client: httpx.AsyncClient, path: str, service: str) -> None:
    answer = (await client.get(path)).json()
    assert (answer["service"], answer["path"]) == (service, httpx.URL(path).path)


async def test_what_a_client_claims_about_itself_is_replaced(client: httpx.AsyncClient) -> None:
    claims = {
        "X-Forwarded-For": "6.6.6.6",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "6.6.6.6",
        "Forwarded": "for=6",
    }
    traced = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    seen = (await client.get("/api/me", headers={**claims, **traced, "Host": "help.example:8443"})).json()[
        "headers"
    ]
    assert seen["x-forwarded-for"] == seen["x-real-ip"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert seen["host"] == seen["x-forwarded-host"] == "help.example:8443"
    assert "forwarded" not in seen
    assert seen["traceparent"] == traced["traceparent"]


async def test_a_stopped_service_costs_only_its_own_paths(client: httpx.AsyncClient) -> None:
    refused = await client.get("/api/timers")
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert refused.json()["code"] == "service_unavailable"
    assert refused.headers["retry-after"]
    assert (await client.get("/api/tickets")).status_code == 200


async def test_ten_files_of_ten_megabytes_pass_and_more_is_refused_as_announced(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.post("/api/files", content=b"x" * 11_000_000)).json()["size"] == 11_000_000
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(b"POST /api/files HTTP/1.1\r\nHost: test\r\nContent-Length: 120000000\r\n\r\n")
    assert (await reader.readline()).split()[1] == b"413"
    writer.close()


async def test_a_live_stream_arrives_while_it_is_still_open(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/panel/live") as answer:
        assert await anext(answer.aiter_text()) == "data: first\n\n"


async def test_metrics_are_for_this_machine(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).json()["path"] == "/metrics"


async def test_static_files_come_from_nginx_itself(client: httpx.AsyncClient) -> None:
    picture = next(Path(STATIC).glob("*.svg"))
    answer = await client.get(f"/static/{picture.name}")
    assert answer.content == picture.read_bytes()
    assert answer.headers["cache-control"] == "no-cache"
    assert "immutable" in (await client.get(f"/static/{picture.name}?v=1")).headers["cache-control"]
