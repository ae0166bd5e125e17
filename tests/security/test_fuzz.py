"""S1 in short: generated requests to all five documents by four kinds of callers; nothing ends in a server's error."""

import asyncio
import os
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from shared.routes import SERVICES
from tests.security.world import World

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12"))
"""Requests per operation and caller: a short run in CI, a long one by night."""

OWN_SIGN_IN = {"/auth/sign-out", "/api/tokens/{token_id}", "/api/me/sessions", "/api/people/{person_id}"}
"""Doors by which a caller could end its own access, and with it the test's meaning."""

CALLERS = ("anonymous", "guest", "agent_of_a", "admin")


async def _document(world: World, service: str) -> dict[str, Any]:
    return (await world.callers["anonymous"].get(f"/docs/{service}/openapi.json")).json()


def _operations(document: dict[str, Any]) -> list[Any]:
    schema = schemathesis.openapi.from_dict(document)
    found: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    return [each for each in found if each.path not in OWN_SIGN_IN or each.method.upper() == "GET"]


def _requests(operation: Any) -> list[Any]:
    """Cases of one operation, generated without sending anything."""
    cases: list[Any] = []

    @seed(20261125)
    @settings(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(case=operation.as_strategy(), wrong=st.booleans())
    def collect(case: Any, wrong: bool) -> None:
        cases.append(case)

    collect()
    return cases


async def _send(client: httpx.AsyncClient, case: Any, things: dict[str, str]) -> httpx.Response:
    known = {name: things[name] for name in case.path_parameters or {} if name in things}
    case.path_parameters = {**(case.path_parameters or {}), **known}
    wanted = case.as_transport_kwargs(base_url=str(client.base_url))
    wanted.pop("cookies", None)
    request = client.build_request(
        wanted.pop("method"), wanted.pop("url"), **{name: wanted[name] for name in wanted if name in SENT}
    )
    return await client.send(request)


NO_FILE = (AttributeError, TypeError)
"""What the client says of a file that is none."""

SENT = ("json", "data", "content", "headers", "params", "files")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("service", SERVICES)
async def test_s1_no_generated_request_ends_in_a_servers_error(world: World, service: str):
    faults: list[str] = []
    sent = 0
    for operation in _operations(await _document(world, service)):
        cases = await asyncio.to_thread(_requests, operation)
        for caller in CALLERS:
            for case in cases:
                try:
                    answer = await _send(world.callers[caller], case, world.things["a"])
                except (UnicodeError, httpx.InvalidURL, httpx.LocalProtocolError, ValueError, *NO_FILE):
                    continue  # no client can put this on the wire
                sent += 1
                if answer.status_code >= 500 or (answer.status_code >= 400 and len(answer.content) > 16_384):
                    faults.append(
                        f"{caller} {operation.method} {operation.path}: {answer.status_code} {case!r}"[:500]
                    )
    assert sent > 20
    assert faults == []
