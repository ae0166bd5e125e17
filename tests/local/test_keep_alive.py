"""Connections that rest between gateway and service: no request meets one that is being closed."""

import asyncio
import random
import re
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from services.local.gateway import Gateway, container_configuration
from shared.routes import SERVICES
from shared.serve import FAREWELL, KEEP_ALIVE, listen_at, serve
from shared.stopping import Stop

CLIENTS = 40
ROUNDS = 3
configured = [float(each) for each in re.findall(r"keepalive_timeout (\d+)s", container_configuration())]
CLIENT_SIDE, LET_GO = configured[0], configured[1]


def test_the_gateway_lets_go_first_always() -> None:
    assert LET_GO < FAREWELL < KEEP_ALIVE
    assert set(configured[1:]) == {LET_GO}
    assert CLIENT_SIDE not in (5, 15, 30, 60, 75, 90), "usual clients close, or ask again, just then"


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(0.01)
    await PlainTextResponse("here")(scope, receive, send)


async def _client(url: str, seed: int, around: float) -> list[int]:
    pick, told = random.Random(seed), []
    async with httpx.AsyncClient(timeout=10) as http:
        for _ in range(ROUNDS):
            told.append((await http.post(f"{url}/api/tickets", json={})).status_code)
            await asyncio.sleep(pick.uniform(around - 0.1, around + 0.1))
    return told


@pytest.mark.nginx
@pytest.mark.parametrize("around", [LET_GO, FAREWELL])
async def test_requests_after_a_rest_of_just_the_time_limit_are_answered(tmp_path: Path, around: float):
    [listener] = listen_at("127.0.0.1", 0)
    address, stop = f"127.0.0.1:{listener.getsockname()[1]}", Stop()
    serving = asyncio.create_task(serve(_answer, [listener], stop))
    async with Gateway(tmp_path, dict.fromkeys(SERVICES, address)) as gateway:
        told = await asyncio.gather(*[_client(gateway.url, seed, around) for seed in range(CLIENTS)])
        assert {status for each in told for status in each} == {200}
        stop.tell()
        await serving
