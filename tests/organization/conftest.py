"""The organization on a real database, with an owner, and browsers to ask it with."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import Table, select

from services.organization import forgotten, passwords
from services.organization.app import build
from services.organization.settings import OrganizationSettings
from shared.bus import Bus, bus_at
from shared.contracts.organization import MailRequested
from shared.database import Database
from shared.keys import new_keys
from shared.secrets import Sealer
from shared.service import Service, running
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone

OWNER = {"email": "owner@example.com", "password": "correct horse"}
WRONG = {"email": OWNER["email"], "password": "wrong horse"}
NOBODY = {"email": "nobody@example.com", "password": "wrong horse"}
SITE = "http://helpdesk.test"
Browser = httpx.AsyncClient
SignIn = Callable[..., Awaitable[Browser]]


@pytest.fixture(autouse=True)
def cheap_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost next to nothing, where a test is not about what they cost."""
    if not request.node.get_closest_marker("slow"):
        cheap = partial(passwords.Argon2Hasher, time_cost=1, memory_cost=64, parallelism=1)
        monkeypatch.setattr(passwords, "Argon2Hasher", cheap)


@pytest.fixture
async def organization_database(database: MakeDatabase) -> Database:
    return await database("organization")


@pytest.fixture
def settings(organization_database: Database, store: str) -> OrganizationSettings:
    keys = {name.removeprefix("HELPDESK_").lower(): key for name, key in new_keys().items()}
    return OrganizationSettings.model_validate(
        keys
        | {
            "public_url": SITE,
            "database_url": organization_database.url,
            "storage_url": store,
            "admin_email": OWNER["email"],
            "admin_password": OWNER["password"],
            "web_pool_size": 5,
            "handler_pool_size": 4,
        }
    )


@pytest.fixture
async def organization(settings: OrganizationSettings) -> AsyncIterator[Service]:
    """The service with its owner made, without bus and loops."""
    service = build(settings)
    assert service.when_starting
    await service.when_starting()
    yield service
    await service.close()


@asynccontextmanager
async def carried(service: Service, *others: Service) -> AsyncIterator[Bus]:
    """The service kept going on a bus inside this process."""
    bus = bus_at(None)
    async with running([service, *others], bus):
        await bus.until_ready()
        yield bus


@pytest.fixture
async def browser(organization: Service) -> AsyncIterator[Callable[..., Browser]]:
    """Opens browsers that nobody is signed in with."""
    opened: list[Browser] = []

    def open_browser(**options: Any) -> Browser:
        transport = httpx.ASGITransport(organization.web, client=options.pop("client", ("192.0.2.1", 5000)))
        opened.append(Browser(transport=transport, base_url=SITE, **options))
        return opened[-1]

    yield open_browser
    for each in opened:
        await each.aclose()


@pytest.fixture
def sign_in(browser: Callable[..., Browser]) -> SignIn:
    """A browser in which somebody is signed in."""

    async def signed_in(email: str = OWNER["email"], password: str = OWNER["password"]) -> Browser:
        found = browser()
        answer = await found.post("/auth/sign-in", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        return found

    return signed_in


@pytest.fixture
async def owner(sign_in: SignIn) -> Browser:
    return await sign_in()


@pytest.fixture
def someone(owner: Browser, sign_in: SignIn) -> SignIn:
    """A browser of somebody new with the role asked for; `me` tells who it is."""

    async def join(role: str, name: str = "", by: Browser | None = None) -> Browser:
        name = name or role.capitalize()
        wish = {"name": name, "email": f"{name.lower()}@example.com", "role": role, "password": "very secret"}
        made = await (by or owner).post("/api/people", json=wish)
        assert made.status_code == 201, made.text
        return await sign_in(wish["email"], wish["password"])

    return join


@pytest.fixture
async def agent(someone: SignIn) -> Browser:
    return await someone("agent")


@pytest.fixture
async def guest(someone: SignIn) -> Browser:
    return await someone("guest")


async def me(browser: Browser) -> dict[str, Any]:
    """Who is signed in."""
    return (await browser.get("/api/me")).json()


async def rows(database: Database, table: Table) -> list[Any]:
    """Everything in a table."""
    async with database.session() as session:
        return list((await session.execute(select(table))).all())


@pytest.fixture
def wanted(organization: Service) -> Callable[[], Awaitable[list[tuple[MailRequested, str]]]]:
    """The mails asked for so far, each with its link opened."""

    async def mails() -> list[tuple[MailRequested, str]]:
        sealer: Sealer = organization.web.state.sealer
        return [
            (mail, sealer.open_text(mail.values.link))
            for mail in await Alone(organization).said(MailRequested)
        ]

    return mails


@pytest.fixture(autouse=True)
def answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before the answer to a forgotten password, where a test is not about it."""
    monkeypatch.setattr(forgotten, "TAKES", 0.0)
