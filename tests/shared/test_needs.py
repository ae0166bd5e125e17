"""What a door asks for: a permission, known when the module is imported, of a person who is looked up once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Request

from shared.auth import CurrentPerson, Needs, Person
from shared.contracts.permissions import UnknownPermission
from shared.errors import Forbidden, Unauthorized
from shared.panel.entry import PageNeeds, panel_entry
from shared.web import make_app
from tests.builders import an_asker

Reader = Annotated[Person, Needs("ticket.read")]
Writer = Annotated[Person, Needs("ticket.reply", "ticket.note")]
PageReader = Annotated[Person, PageNeeds("ticket.read")]


def somebody(*held: str) -> Person:
    return an_asker("of_tomorrow", permissions=frozenset(held))


@dataclass
class Gate:
    """Lets in who is told to, and counts how often it is asked."""

    person: Person | None = None
    asked: list[Request] = field(default_factory=list)

    async def admit(self, request: Request) -> Person:
        self.asked.append(request)
        if self.person is None:
            raise Unauthorized
        return self.person


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def client(gate: Gate) -> AsyncIterator[httpx.AsyncClient]:
    app = make_app("toy")
    app.state.gate = gate
    panel_entry(app)
    _add_doors(app)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


def _add_doors(app: FastAPI) -> None:
    @app.get("/read")
    async def read(reader: Reader) -> str:
        return reader.name

    @app.get("/write")
    async def write(writer: Writer) -> str:
        return writer.name

    @app.get("/assign", dependencies=[Needs("ticket.assign")])
    async def assign(reader: Reader, anybody: CurrentPerson) -> str:
        assert reader is anybody
        return reader.name

    @app.get("/page", include_in_schema=False)
    async def page(reader: PageReader) -> str:
        return reader.name


async def statuses(client: httpx.AsyncClient, *paths: str) -> list[int]:
    return [(await client.get(path)).status_code for path in paths]


async def test_who_has_the_permission_is_let_in_whatever_their_role_is_called(client, gate):
    gate.person = somebody("ticket.read")
    assert await statuses(client, "/read", "/page", "/write", "/assign") == [200, 200, 403, 403]
    gate.person = somebody("ticket.note", "ticket.assign")
    assert await statuses(client, "/read", "/page", "/write", "/assign") == [403, 403, 200, 403]
    gate.person = somebody("ticket.read", "ticket.assign")
    assert await statuses(client, "/assign") == [200]


async def test_a_stranger_is_asked_to_sign_in(client):
    assert await statuses(client, "/read", "/assign", "/page") == [401, 401, 303]


async def test_rights_are_read_once_however_many_questions_a_door_asks(client, gate):
    gate.person = somebody("ticket.read", "ticket.assign")
    await client.get("/assign")
    assert len(gate.asked) == 1


@pytest.mark.parametrize("kind", [Needs, PageNeeds])
def test_a_name_that_no_permission_has_fails_where_it_is_written(kind: type[Needs]):
    with pytest.raises(UnknownPermission):
        kind("ticket.read", "ticket.raed")


def test_a_slip_is_no_answer():
    anna = somebody("ticket.read")
    assert anna.may("ticket.read")
    assert not anna.may("ticket.reply")
    with pytest.raises(UnknownPermission):
        anna.may("ticket.raed")
    anna.check("ticket.read")
    with pytest.raises(Forbidden):
        anna.check("ticket.reply")
