"""Two clicks make one: every form here that creates brings a one-time key inside itself."""

from collections.abc import Callable

import pytest

from shared.database import Database
from tests.organization.conftest import Browser, me
from tests.organization.facts import a_known_ticket
from tests.tickets.panel.page import read

BOX = "/panel/tasks/of-ticket/{ticket_id}"
FORMS: list[tuple[str, str, Callable[[str], dict], str]] = [
    ("/panel/tasks", "/panel/tasks", lambda _: {"title": "Once"}, "/api/tasks"),
    (f"{BOX}?q=Once", BOX, lambda _: {"title": "Once"}, "/api/tasks"),
    (
        "/panel/organization",
        "/panel/organization/people",
        lambda _: {
            "name": "Zoe",
            "email": "zoe@example.com",
            "role": "agent",
            "password": "other horses run",
        },
        "/api/people",
    ),
    (
        "/panel/organization",
        "/panel/organization/groups",
        lambda who: {"name": "Printers", "member_ids": [who]},
        "/api/groups",
    ),
    ("/panel/organization/tokens", "/panel/organization/tokens", lambda _: {"name": "Script"}, "/api/tokens"),
]


async def key_in_form(browser: Browser, page: str, address: str) -> str:
    """The one-time key inside the form that is sent to `address` and brings one."""
    forms = read((await browser.get(page)).text).all("form", action=address, method="post")
    (key,) = [field["value"] for form in forms for field in form.all("input", name="form_key")]
    return key


@pytest.mark.parametrize(("page", "address", "fields", "listed"), FORMS, ids=[each[1] for each in FORMS])
async def test_the_form_of_the_page_sent_twice_makes_one(
    owner: Browser, organization_database: Database, page: str, address: str, fields: Callable, listed: str
):
    ticket_id = await a_known_ticket(organization_database)
    page, address = page.format(ticket_id=ticket_id), address.format(ticket_id=ticket_id)
    typed = fields((await me(owner))["id"])
    before = len((await owner.get(listed)).json()["items"])
    key = await key_in_form(owner, page, address)
    for _ in range(2):
        assert (await owner.post(address, data=typed | {"form_key": key})).status_code in (200, 303)
    assert len((await owner.get(listed)).json()["items"]) == before + 1
    assert await key_in_form(owner, page, address) != key
