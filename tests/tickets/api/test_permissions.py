"""Each door asks for its own permission: roles that only the organization knows bring what they bring."""

from uuid import uuid4

import httpx
import pytest

from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from shared.contracts.permissions import BY_ROLE
from tests.service_fixtures import Alone, a_person
from tests.waiting import until

READER = {"desk.read", "ticket.read"}


def light(*more: str, **facts) -> PersonState:
    """Somebody of a role that this service has never heard of."""
    return a_person("light_agent", "Lena", permissions=sorted(READER | set(more)), **facts)


@pytest.fixture
async def ticket(http: httpx.AsyncClient, desk: dict) -> dict:
    return (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()


def asked(ticket: dict) -> dict[str, tuple[str, str, dict | None]]:
    """What asks for each permission."""
    here = f"/api/tickets/{ticket['id']}"
    return {
        "ticket.read": ("GET", here, None),
        "ticket.edit": ("PATCH", here, {"title": "y"}),
        "ticket.assign": ("DELETE", f"{here}/assignee", None),
        "ticket.snooze": ("PUT", f"{here}/snooze", {"text": "in 3 days"}),
        "ticket.reply": ("POST", f"{here}/comments", {"body": "x"}),
        "ticket.note": ("POST", f"{here}/notes", {"body": "x"}),
        "ticket.create": ("POST", "/api/tickets", {"desk_id": ticket["desk_id"], "title": "z"}),
        "desk.read": ("GET", "/api/desks", None),
        "desk.manage": ("PATCH", f"/api/desks/{ticket['desk_id']}", {"description": "x"}),
    }


async def refused(tickets: Alone, person: PersonState, ticket: dict) -> set[str]:
    """The permissions whose doors were shut."""
    shut = set()
    async with tickets.client(person) as client:
        for permission, (method, path, body) in asked(ticket).items():
            answer = await client.request(method, path, json=body)
            assert answer.status_code in (200, 201, 204, 403), answer.text
            if answer.status_code == 403:
                shut.add(permission)
    return shut


@pytest.mark.parametrize("more", [(), ("ticket.note",), ("ticket.assign", "ticket.reply"), ("desk.manage",)])
async def test_a_door_opens_to_who_has_its_permission(tickets: Alone, ticket, more):
    person = light(*more)
    await tickets.hear(AgentChanged(person=person))
    assert await refused(tickets, person, ticket) == set(asked(ticket)) - READER - set(more)


async def test_an_agent_has_what_agents_always_had(tickets: Alone, ticket):
    assert await refused(tickets, a_person("agent"), ticket) == {"desk.manage"}
    assert await refused(tickets, a_person("admin"), ticket) == set()
    assert await refused(tickets, a_person("guest"), ticket) == set(asked(ticket))
    assert await refused(tickets, a_person("of_tomorrow"), ticket) == set(asked(ticket))


async def test_news_of_other_permissions_counts_within_a_second(tickets: Alone, ticket):
    person = light("ticket.note")
    await tickets.hear(AgentChanged(person=person))
    assert "ticket.note" not in await refused(tickets, person, ticket)
    less = person.model_copy(update={"version": 2, "permissions": frozenset(READER)})
    await tickets.hear(AgentChanged(person=less))

    async def is_shut() -> bool:
        return "ticket.note" in await refused(tickets, less, ticket)

    await until(is_shut, seconds=5)


async def test_who_makes_a_ticket_names_somebody_responsible_only_where_they_may_assign(tickets: Alone, desk):
    for more, status in ((), 403), (("ticket.assign",), 201):
        person = light("ticket.create", *more)
        await tickets.hear(AgentChanged(person=person))
        form = {"desk_id": desk["id"], "title": "x", "assignee": {"kind": "agent", "id": str(person.id)}}
        async with tickets.client(person) as client:
            assert (await client.post("/api/tickets", json=form)).status_code == status


async def test_nobody_sets_up_a_desk_out_of_their_own_sight(tickets: Alone, desk):
    lead = light("desk.manage")
    await tickets.hear(AgentChanged(person=lead))
    others = {"member_ids": [str(uuid4())]}
    own = {"member_ids": [*others["member_ids"], str(lead.id)]}
    async with tickets.client(lead) as client:
        new = {"name": "Mine", "number_pattern": "M-{{nr}}"}
        for members, made, edited in ((others, 422, 422), (own, 201, 200)):
            assert (await client.post("/api/desks", json=new | members)).status_code == made
            assert (await client.patch(f"/api/desks/{desk['id']}", json=members)).status_code == edited


@pytest.mark.attack("A6")
async def test_a_foreign_desk_is_not_there_whatever_else_one_may(tickets: Alone, http, desk, ticket):
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    person = light(*BY_ROLE["admin"] - {"desk.read_all"})
    await tickets.hear(AgentChanged(person=person))
    async with tickets.client(person) as client:
        for path in (
            f"/api/desks/{desk['id']}",
            f"/api/tickets/{ticket['id']}",
            f"/panel/tickets/desks/{desk['id']}",
        ):
            assert (await client.get(path)).status_code == 404
        edited = await client.patch(f"/api/desks/{desk['id']}", json={"description": "x"})
        assert edited.status_code == 404
