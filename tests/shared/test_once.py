"""Forms and requests that create: sent twice they make one, edited they make another, and their answers are sealed."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Annotated

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import Depends, FastAPI, Request, Response
from sqlalchemy import select
from starlette.responses import RedirectResponse

from shared.database import Database
from shared.foundation import open_uow
from shared.idempotency import OncePerForm, form_key
from shared.secrets import Sealer
from shared.tables import idempotency_keys
from shared.uow import UnitOfWork
from shared.web import make_app

Uow = Annotated[UnitOfWork, Depends(open_uow, scope="function")]


def application(database: Database, made: list[str]) -> FastAPI:
    app = make_app("toy")
    app.state.database, app.state.open_uow = database, UnitOfWork
    app.state.sealer = Sealer([Fernet.generate_key().decode()])
    app.state.settings = SimpleNamespace(public_url="http://test", metrics_token=None)

    @app.post("/form/{token}")
    async def create(request: Request, uow: Uow, once: OncePerForm) -> Response:
        async def make() -> RedirectResponse:
            made.append(str((await request.form())["words"]))
            return RedirectResponse(f"/made/secret-{len(made)}", 303)

        return await once.redirect(uow, make)

    return app


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
async def client(toy_database: Database, made: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(toy_database, made))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


async def test_a_form_sent_twice_makes_one_and_leads_to_the_same_place(
    client: httpx.AsyncClient, made: list[str]
):
    form = {"form_key": "k" * 24, "words": "hello"}
    answers = [await client.post("/form/a", data=form) for _ in range(3)]
    assert {answer.headers["location"] for answer in answers} == {"/made/secret-1"}
    assert made == ["hello"]


async def test_edited_words_with_the_same_key_are_not_dropped(client: httpx.AsyncClient, made: list[str]):
    await client.post("/form/a", data={"form_key": "k" * 24, "words": "hello"})
    await client.post("/form/a", data={"form_key": "k" * 24, "words": "hello, edited"})
    await client.post("/form/b", data={"form_key": "k" * 24, "words": "hello"})
    assert made == ["hello", "hello, edited", "hello"]


async def test_another_file_with_the_same_words_is_another_form(client: httpx.AsyncClient, made: list[str]):
    form = {"form_key": "k" * 24, "words": "see file"}
    for name in ("a.txt", "a.txt", "b.txt"):
        await client.post("/form/a", data=form, files={"file": (name, b"content")})
    assert made == ["see file", "see file"]


async def test_a_form_without_a_key_is_just_done(client: httpx.AsyncClient, made: list[str]):
    for _ in range(2):
        await client.post("/form/a", data={"words": "hello"})
    assert made == ["hello", "hello"]


async def test_nothing_stored_tells_the_address_or_where_it_led(
    client: httpx.AsyncClient, toy_database: Database
):
    await client.post("/form/token-of-a-ticket", data={"form_key": "k" * 24, "words": "hello"})
    async with toy_database.session() as session:
        row = (await session.execute(select(idempotency_keys))).one()
    for secret in ("token-of-a-ticket", "secret-1", "k" * 24, "hello"):
        assert secret not in str(row._mapping)


def test_each_form_has_a_key_of_its_own():
    assert str(form_key()).startswith('<input type="hidden" name="form_key" value="')
    assert form_key() != form_key()
