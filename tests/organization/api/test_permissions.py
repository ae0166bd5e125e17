"""Who may ask what: every route has a row, for every kind of asker."""

from uuid import uuid4

import pytest
from fastapi.routing import iter_route_contexts

from shared.service import Service
from tests.organization.conftest import Browser, SignIn

ASKERS = ("anonymous", "guest", "agent", "admin", "owner")
EVERYBODY, SIGNED_IN, TEAM, ADMINS = ASKERS, ASKERS[1:], ASKERS[2:], ASKERS[3:]
MAY = {
    "GET /health/live": EVERYBODY,
    "GET /health/ready": EVERYBODY,
    "GET /metrics": EVERYBODY,
    "GET /files/organization/{signed}": EVERYBODY,
    "GET /files/organization/{signed}/preview": EVERYBODY,
    "GET /auth/sign-in": EVERYBODY,
    "POST /auth/sign-in": EVERYBODY,
    "POST /auth/sign-out": EVERYBODY,
    "GET /auth/password-reset": EVERYBODY,
    "POST /auth/password-reset": EVERYBODY,
    "GET /auth/password-reset/{token}": EVERYBODY,
    "POST /auth/password-reset/{token}": EVERYBODY,
    "GET /auth/invitations/{token}": EVERYBODY,
    "POST /auth/invitations/{token}": EVERYBODY,
    "GET /api/me": SIGNED_IN,
    "GET /api/people": SIGNED_IN,
    "GET /api/people/{person_id}": SIGNED_IN,
    "PATCH /api/people/{person_id}": SIGNED_IN,
    "POST /api/people": ADMINS,
    "POST /api/people/invitations": ADMINS,
    "GET /api/groups": TEAM,
    "GET /api/groups/{group_id}": TEAM,
    "POST /api/groups": ADMINS,
    "PATCH /api/groups/{group_id}": ADMINS,
    "GET /api/tokens": TEAM,
    "POST /api/tokens": TEAM,
    "DELETE /api/tokens/{token_id}": TEAM,
    "GET /api/tasks": TEAM,
    "POST /api/tasks": TEAM,
    "GET /api/tasks/{task_id}": TEAM,
    "PATCH /api/tasks/{task_id}": TEAM,
    "DELETE /api/tasks/{task_id}": TEAM,
    "GET /panel/tasks": TEAM,
    "POST /panel/tasks": TEAM,
    "GET /panel/tasks/{task_id}": TEAM,
    "POST /panel/tasks/{task_id}": TEAM,
    "POST /panel/tasks/{task_id}/status": TEAM,
    "POST /panel/tasks/{task_id}/delete": TEAM,
    "GET /panel/tasks/of-ticket/{ticket_id}": TEAM,
    "POST /panel/tasks/of-ticket/{ticket_id}": TEAM,
    "POST /panel/tasks/of-ticket/{ticket_id}/links": TEAM,
    "POST /panel/tasks/of-ticket/{ticket_id}/done": TEAM,
    "GET /panel/organization": TEAM,
    "POST /panel/organization/people": ADMINS,
    "POST /panel/organization/people/{person_id}/active": ADMINS,
    "POST /panel/organization/groups": ADMINS,
    "GET /panel/organization/me": SIGNED_IN,
    "GET /panel/organization/guest": SIGNED_IN,
    "GET /panel/organization/people/{person_id}": SIGNED_IN,
    "POST /panel/organization/people/{person_id}": SIGNED_IN,
    "POST /panel/organization/people/{person_id}/password": SIGNED_IN,
    "GET /panel/organization/groups/{group_id}": ADMINS,
    "POST /panel/organization/groups/{group_id}": ADMINS,
    "GET /panel/organization/tokens": TEAM,
    "POST /panel/organization/tokens": TEAM,
    "POST /panel/organization/tokens/{token_id}/revoke": TEAM,
}
BODIES = {
    "POST /api/people": {"name": "X", "email": "x@example.com"},
    "POST /api/groups": {"name": "X", "member_ids": [str(uuid4())]},
    "POST /api/tokens": {"name": "X"},
    "POST /api/tasks": {"title": "X"},
}


def test_every_route_has_a_row(organization: Service):
    found = set()
    for route in iter_route_contexts(organization.web.routes):
        found |= {f"{method} {route.path}" for method in route.methods or () if method != "HEAD"}
    assert found - {"GET /docs/organization/openapi.json"} == set(MAY)


@pytest.mark.parametrize("asker", ASKERS)
async def test_an_asker_is_let_through_as_tabled(browser, someone: SignIn, organization: Service, asker: str):
    organization.web.state.health = Well()
    client: Browser = browser() if asker == "anonymous" else await someone(asker, "Asker")
    wrong = {}
    for row in reversed(MAY):  # signing out is done after what needs a session
        status, location = await ask(client, row)
        refused = status in (401, 403) or (asker == "anonymous" and location.startswith("/auth/sign-in?next"))
        refused = refused or (asker == "anonymous" and location == "/auth/sign-in" and "sign-out" not in row)
        if refused == (asker in MAY[row]) and row != "POST /auth/sign-in":
            wrong[row] = status
    assert wrong == {}


async def ask(client: Browser, row: str) -> tuple[int, str]:
    method, path = row.split()
    address = "/".join(str(uuid4()) if part.startswith("{") else part for part in path.split("/"))
    body = {"json": BODIES.get(row, {})} if path.startswith("/api") and method in ("POST", "PATCH") else {}
    answer = await client.request(method, address, **body)
    return answer.status_code, answer.headers.get("location", "")


class Well:
    async def ready(self) -> tuple[bool, dict]:
        return True, {}
