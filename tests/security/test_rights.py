"""S4: every route of every service, tried by everybody on a thing of each desk; a route without a row fails."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.all_in_one import build
from shared.keys import new_keys
from shared.routes import SERVICES
from tests.security.rights import RIGHTS
from tests.security.row import Row
from tests.security.world import SEES, World, inquiry
from tests.system import made

CALLERS = (
    "anonymous", "guest", "agent_of_a", "token_of_a", "agent_of_b", "agent_of_both", "admin", "owner",
)  # fmt: skip
TEAM, ADMINS = frozenset(SEES), frozenset({"admin", "owner"})
KEPT_OUT = (401, 403, 404)
LIVE = "GET /panel/live"


def routes(folder: str) -> Iterator[str]:
    """`METHOD path` of every route there is, as the services themselves have them."""
    environment = new_keys() | {
        "HELPDESK_DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
        "HELPDESK_DATA_DIR": folder,
    }
    for name in SERVICES:
        yield from _routes(build(name, environment).web.router.routes)


def _routes(found: Any) -> Iterator[str]:
    for route in found:
        if inner := getattr(route, "original_router", None):
            yield from _routes(inner.routes)
        elif hasattr(route, "dependant"):
            yield from (f"{method} {route.path}" for method in route.methods)


def _template(route: str) -> str:
    """A route with all parameters alike: rows name the thing to try, routes name their parameter."""
    return re.sub(r"{[\w:]+}", "{}", route)


def test_s4_every_route_has_a_row_and_every_row_a_route(tmp_path):
    there, known = {_template(each) for each in routes(str(tmp_path))}, {_template(each) for each in RIGHTS}
    assert there - known == set(), "routes without a row"
    assert known - there == set(), "rows without a route"


def may(row: Row, caller: str, desk: str) -> bool:
    """What the table says."""
    return {
        "anyone": True,
        "visitor": False,
        "signed_in": caller != "anonymous",
        "team": caller in TEAM,
        "admin": caller in ADMINS,
        "desk": desk in SEES.get(caller, ""),
        "desk_admin": caller in ADMINS,
    }[row.kind]


def filled(value: Any, things: dict[str, str]) -> Any:
    """`value` with the things of a desk put in."""
    if isinstance(value, dict):
        return {name: filled(each, things) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, things) for each in value]
    return (
        re.sub(r"(?<!{){(\w+)}(?!})", lambda name: things[name[1]], value)
        if isinstance(value, str)
        else value
    )


async def _things(world: World, route: str, desk: str) -> dict[str, str]:
    things = world.things[desk] | world.people
    extra = {
        "missing": str(uuid4()), "letter_id": str(uuid4()), "mail_id": str(uuid4()), "signed": "x",
        "kind": "ticket_created", "draft": "reply", "group_id": world.things["a"]["group_id"],
    }  # fmt: skip
    if "spare_task_id" in route:
        body = {"title": "spare", "ticket_id": things["ticket_id"]}
        extra["spare_task_id"] = (await made(world.owner, "/api/tasks", body))["id"]
    if "spare_ticket_id" in route:
        body = {"title": "spare", "desk_id": things["desk_id"]}
        extra["spare_ticket_id"] = (await made(world.owner, "/api/tickets", body))["id"]
    if "spare_held_id" in route:
        extra["spare_held_id"] = (await inquiry(world, desk, website="x")).json()["reference"]
    return things | extra


async def _try(world: World, route: str, row: Row, caller: str, desk: str) -> httpx.Response:
    things = await _things(world, route, desk)
    method, path = filled(route, things).split(" ", 1)
    client = world.callers[caller]
    if route == LIVE:
        async with client.stream(method, path) as answer:
            return answer
    headers = {"Origin": world.system.url} if row.form is not None else {}
    headers |= {"HX-Request": "true"} if row.part else {}
    body, form = filled(row.body, things), filled(row.form, things)
    return await client.request(method, path, json=body, data=form, headers=headers)


def _is_kept_out(answer: httpx.Response) -> bool:
    to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/auth/sign-in")
    return answer.status_code in KEPT_OUT or to_sign_in


def _fault(row: Row, caller: str, desk: str, answer: httpx.Response) -> str | None:
    if answer.status_code >= 500:
        return "a server's error"
    if not may(row, caller, desk):
        hidden = row.kind == "desk" and caller in TEAM
        if hidden:
            return None if answer.status_code == row.unknown else "may know that it exists, or was let in"
        return None if _is_kept_out(answer) else "was let in"
    if answer.status_code == 404 and row.may_miss:
        return None
    return "was kept out" if _is_kept_out(answer) and not _is_sign_in(answer) else None


def _is_sign_in(answer: httpx.Response) -> bool:
    return answer.request.url.path.startswith("/auth/")


@pytest.mark.parametrize("route", [each for each in RIGHTS if each != "POST /auth/sign-out"])
@pytest.mark.attack("A6")
async def test_s4_who_may_use_a_route(world: World, route: str):
    row, faults = RIGHTS[route], []
    for caller in CALLERS:
        for desk in "ab" if row.kind.startswith("desk") else "a":
            answer = await _try(world, route, row, caller, desk)
            if fault := _fault(row, caller, desk, answer):
                faults.append(f"{caller} on desk {desk}: {answer.status_code}, {fault}: {answer.text[:150]}")
    assert faults == []
