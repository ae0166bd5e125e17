"""What many addresses send together is limited, too: by desk and in all, in every process alike."""

from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import httpx
import pytest

from services.widget.settings import WidgetSettings
from shared.contracts.widget import TicketRequested
from shared.rates import Rate
from tests.service_fixtures import Alone, settings_for
from tests.widget.abuse.conftest import a_desk, path_of
from tests.widget.conftest import Start
from tests.widget.test_intake import FORM, created

KINDS = ("COMMENTS", "FILES", "SIGNATURES", "CODES", "CODE_ATTEMPTS")
Asks = Callable[[httpx.AsyncClient, dict[str, str]], Awaitable[httpx.Response]]


def narrow(scope: str, size: str) -> dict[str, str]:
    """Each kind of request is limited at `scope`, and at no other one that a test reaches."""
    kinds = [*KINDS, "INQUIRIES"] + (["FILE_BYTES"] if scope == "IN_ALL" else [])
    return {f"HELPDESK_WIDGET_{kind}_{scope}": size for kind in kinds}


@pytest.fixture(params=["PER_DESK", "IN_ALL"])
def scope(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def two(scope: str, process: Start) -> list[Alone]:
    """Two processes of one service."""
    size = narrow(scope, "4, 0.001")
    return [await process(**size), await process(**size)]


def visitor(service: Alone, number: int) -> httpx.AsyncClient:
    """Somebody with an address of their own."""
    transport = httpx.ASGITransport(service.service.answers, client=(f"198.51.100.{number}", 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def submit(client: httpx.AsyncClient, desk: dict[str, str]) -> httpx.Response:
    return await client.post(path_of(desk), json=FORM)


async def comment(client: httpx.AsyncClient, desk: dict[str, str]) -> httpx.Response:
    return await client.post(f"/widget/v1/tickets/{desk['link']}/comments", json={"body": "and?"})


async def bring(client: httpx.AsyncClient, desk: dict[str, str]) -> httpx.Response:
    path = f"/widget/v1/desks/{desk['desk_token']}/files"
    return await client.post(path, files={"file": ("a", b"x")})


async def sign(client: httpx.AsyncClient, desk: dict[str, str]) -> httpx.Response:
    said = {"client_external_id": "x", "signature": "x"}
    return await client.post(f"/widget/v1/desks/{desk['desk_token']}/session", json=said)


async def ask_for_code(client: httpx.AsyncClient, desk: dict[str, str]) -> httpx.Response:
    return await client.post(f"/widget/v1/desks/{desk['desk_token']}/codes", json={"email": "x@a.example"})


async def try_code(client: httpx.AsyncClient, desk: dict[str, str]) -> httpx.Response:
    said = {"email": "x@a.example", "code": "12345678"}
    return await client.post(f"/widget/v1/desks/{desk['desk_token']}/sessions", json=said)


async def desk_with_link(service: Alone, name: str) -> dict[str, str]:
    desk = await a_desk(service, name)
    async with visitor(service, 250) as client:
        desk["link"] = (await submit(client, desk)).json()["public_token"]
    await service.hear(created((await service.said(TicketRequested))[-1]))
    return desk


@pytest.mark.parametrize("ask", [submit, comment, sign, ask_for_code, try_code])
@pytest.mark.attack("A30")
async def test_many_addresses_together_are_limited(scope: str, two: list[Alone], ask: Asks):
    desks = [await desk_with_link(two[0], name) for name in ("A", "B")]
    numbers, found = count(1), dict[str, list[bool]]()
    for desk in desks:
        for _ in range(6):
            number = next(numbers)
            async with visitor(two[number % 2], number) as client:
                answer = await ask(client, desk)
                found.setdefault(desk["id"], []).append(answer.status_code != 429)
    passed = [sum(each) for each in found.values()]
    taken_before = 1 if ask is submit else 0
    assert passed == ([4 - taken_before] * 2 if scope == "PER_DESK" else [4 - 2 * taken_before, 0])


@pytest.mark.attack("A30")
async def test_files_of_many_addresses_are_limited(scope: str, process: Start):
    size = {f"HELPDESK_WIDGET_FILES_{scope}": "3, 0.001"}
    service = await process(**size)
    desks, found = [await a_desk(service, name) for name in ("A", "B")], list[int]()
    for number in range(8):
        async with visitor(service, number) as client:
            found.append((await bring(client, desks[number % 2])).status_code)
    assert found.count(201) == (6 if scope == "PER_DESK" else 3)


@pytest.mark.attack("A30")
async def test_bytes_of_many_addresses_are_limited(process: Start):
    size = {"HELPDESK_WIDGET_FILE_BYTES_IN_ALL": "1000, 0.001"}
    service = await process(**size)
    desk, found = await a_desk(service), list[int]()
    for number in range(6):
        async with visitor(service, number) as client:
            found.append((await bring(client, desk)).status_code)
    assert 1 <= found.count(201) < 6
    assert set(found) == {201, 429}


def test_whoever_lifts_a_limit_lifts_what_follows_from_it(tmp_path: Path):
    def limits(**more: str) -> WidgetSettings:
        return settings_for(WidgetSettings, "widget", "postgresql://x/y", tmp_path, **more)

    usual, lifted = limits(), limits(HELPDESK_WIDGET_INQUIRIES_PER_DESK="1e9, 1e9")
    assert (usual.calm_inquiries_per_desk, usual.inquiries_in_all) == (Rate(1200, 20), Rate(60000, 4000))
    assert (lifted.calm_inquiries_per_desk, lifted.inquiries_in_all) == (Rate(2e8, 5e7), Rate(1e10, 1e10))
    tight = limits(HELPDESK_WIDGET_INQUIRIES_PER_DESK="8, 1")
    assert tight.calm_inquiries_per_desk == Rate(1200, 20)
    one = limits(HELPDESK_WIDGET_INQUIRIES_PER_ADDRESS="1e6, 1e3")
    assert (one.calm_inquiries_per_desk, one.calm_inquiries_in_all) == (Rate(1e6, 1e3), Rate(5e6, 5e3))
